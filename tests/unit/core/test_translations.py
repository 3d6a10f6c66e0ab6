"""The files of translations are complete and sound, whoever wrote them."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from cogs.core.language import FOLDER, load_languages
from tests.support.pseudo import COGS, extract, extract_each, speak_pseudo, write_pseudo
from tests.unit.core.test_words import LAYOUT

MARKUP = re.compile(r"`[^`]*`|\*+|~~|__|\|\||[<>\[\]]|https?://[a-zA-Z0-9./~#?&=%_-]+|\{\w+\}")
"""Commands, formatting, links, mentions and placeholders."""

LIMIT = re.compile(r"at most (\d+) characters")


DISCORD_LANGUAGES = {locale.value.replace("-", "_") for locale in discord.Locale}


def list_texts(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text or ""] if isinstance(text, str) or text is None else list(text)


def find_problems(message: Message) -> Iterator[str]:
    """What is wrong with a translation, as far as a machine can tell."""
    originals = [Counter(MARKUP.findall(text)) for text in list_texts(message.id)]
    for translation in filter(None, list_texts(message.string)):
        markup = Counter(MARKUP.findall(translation))
        # "One episode" needs no number.
        if markup not in originals and Counter({"{number}": 1}) + markup not in originals:
            yield f"formatting, commands or placeholders differ: {translation!r}"
        if LAYOUT.search(translation):
            yield f"space around it, lines or headings: {translation!r}"
        limit = find_limit(message)
        if limit and len(translation) > limit:
            yield f"longer than {limit} characters: {translation!r}"


def find_limit(message: Message) -> int | None:
    """The limit that a hint names, or Discord's for the description of a command."""
    if hint := LIMIT.search(" ".join([*message.auto_comments, message.context or ""])):
        return int(hint[1])
    return 100 if any(file.endswith("cog.py") for file, _line in message.locations) else None


def read(path: Path) -> list[Message]:
    """All messages of a file but those whose translation is out of date, which nobody sees."""
    with path.open(encoding="utf-8-sig") as file:
        return [message for message in read_po(file, abort_invalid=True) if message.id and not message.fuzzy]


def test_the_template_has_all_messages_of_the_code() -> None:
    written = {(message.id, message.context, *message.auto_comments) for message in read(FOLDER / "kanso.pot")}
    assert written == {(message.id, message.context, *message.auto_comments) for message in extract() if message.id}, (
        "run `make messages`"
    )


def test_every_hint_reaches_its_message() -> None:
    """Babel only finds hints directly above the line where a call begins."""
    files = [path.read_text(encoding="utf-8") for path in COGS.rglob("*.py")]
    hints = [hint for file in files for hint in re.findall(r"# Translators: (.+)", file)]
    found = {hint for message in extract() for hint in message.auto_comments}
    lost = [hint for hint in hints if hint not in found]
    assert not lost, "\n".join(lost)


def test_all_translations_are_read(caplog: pytest.LogCaptureFixture) -> None:
    languages = [path.name for path in FOLDER.iterdir() if path.is_dir()]
    assert set(languages) <= DISCORD_LANGUAGES | {language.partition("_")[0] for language in DISCORD_LANGUAGES}
    assert len(load_languages(FOLDER)) == len(languages)
    assert not caplog.text


def test_all_translations_are_sound() -> None:
    problems = [
        f"{path.parent.parent.name}: {problem}"
        for path in FOLDER.glob("*/LC_MESSAGES/kanso.po")
        for message in read(path)
        for problem in find_problems(message)
    ]
    assert not problems


def test_a_language_can_be_added(tmp_path: Path) -> None:
    write_pseudo(tmp_path, "xx")
    messages = read(tmp_path / "xx" / "LC_MESSAGES" / "kanso.po")
    assert len(messages) == sum(bool(message.id) for message in extract())
    assert not [problem for message in messages for problem in find_problems(message)]


@pytest.mark.parametrize(
    ("english", "translation", "problem"),
    [
        ("Use `/list undo`.", "Nimm `/liste undo`.", "commands"),
        ("*Next* is {title}", "Weiter ist {title}", "formatting"),
        ("{title} is gone", "{titel} ist weg", "placeholders"),
        ("<@{user_id}> wrote it", "@{user_id} schrieb es", "formatting"),
        ("Next", "Die nächste Seite", "longer than 10"),
        ("Next", "# Weiter", "headings"),
        ("Next", "Weiter\n", "space"),
    ],
)
def test_what_would_go_wrong_on_screen_is_found(english: str, translation: str, problem: str) -> None:
    message = Message(
        english, translation, auto_comments=["A button, at most 10 characters" if english == "Next" else ""]
    )
    assert problem in next(find_problems(message))


def test_a_description_of_a_command_has_at_most_100_characters() -> None:
    message = Message("Which anime", "W" * 101, locations=[("cogs/anime/cog.py", 1)])
    assert "longer than 100" in next(find_problems(message))


def test_a_singular_needs_no_number() -> None:
    assert not list(find_problems(Message(("{number} title", "{number} titles"), ("ein Titel", "{number} Titel"))))


def test_no_message_is_a_plural_in_one_place_and_none_in_another() -> None:
    """A translation can only be one of the two."""
    messages = {message for _file, _line, message, *_rest in extract_each()}
    assert not {message[0] for message in messages if not isinstance(message, str)} & messages


def test_the_pseudo_language_keeps_what_every_translation_keeps() -> None:
    pseudo = speak_pseudo("*Undo* or `/list undo` of {title}, see https://example.com.")
    assert not list(find_problems(Message("*Undo* or `/list undo` of {title}, see https://example.com.", pseudo)))
    assert len(pseudo) > 1.3 * len("*Undo* or `/list undo` of {title}, see https://example.com.")
