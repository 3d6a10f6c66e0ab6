"""In whose language a message is, and what becomes of translations that can't be used."""

import codecs
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from cogs.core import language
from cogs.core.language import _, find_language, ngettext, pgettext, speak, write_list, write_number


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of translations, in the place of the bot's."""
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    return tmp_path


def translate(folder: Path, name: str, messages: dict[str | tuple[str, str], str | tuple[str, ...]]) -> None:
    catalog = Catalog(name, fuzzy=False)
    for message, translation in messages.items():
        catalog.add(message, translation)
    catalog.add("Funny", "Drôle", context="reaction")
    path = folder / name / "LC_MESSAGES" / "kanso.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalog)


def test_without_a_translation_all_is_english(folder: Path) -> None:
    with speak(find_language("fr")):
        assert _("{title} is gone.", title="Monster") == "Monster is gone."
        assert ngettext("{number} title", "{number} titles", 1) == "1 title"
        assert ngettext("{number} title", "{number} titles", 1200) == "1,200 titles"
        assert pgettext("reaction", "Funny") == "Funny"
        assert write_list(["a", "b", "c"]) == "a, b, and c"


def test_with_a_translation_words_plurals_numbers_and_lists_are_its_own(folder: Path) -> None:
    plurals = ("{number} tytuł", "{number} tytuły", "{number} tytułów")
    translate(folder, "pl", {"{title} is gone.": "Nie ma {title}.", ("{number} title", "{number} titles"): plurals})
    with speak(find_language("pl")):
        assert _("{title} is gone.", title="Monster") == "Nie ma Monster."
        assert [ngettext("{number} title", "{number} titles", number) for number in (1, 3, 5)] == [
            "1 tytuł",
            "3 tytuły",
            "5 tytułów",
        ]
        assert pgettext("reaction", "Funny") == "Drôle"
        assert _("Nobody translated this.") == "Nobody translated this."
        assert write_number(12345.5, 1) == "12\N{NO-BREAK SPACE}345,5"
        assert write_list(["a", "b", "c"]) == "a, b i c"
    assert _("{title} is gone.", title="Monster") == "Monster is gone."


def test_a_message_without_facts_keeps_its_placeholders_for_later() -> None:
    assert _("{title} is gone.") == "{title} is gone."


@pytest.mark.parametrize(
    ("client", "spoken"), [("pt-BR", "pt_BR"), ("es-419", "es"), ("es-ES", "es"), ("de", "en"), ("en-GB", "en")]
)
def test_a_client_gets_its_own_variant_or_its_language_or_english(folder: Path, client: str, spoken: str) -> None:
    for name in ("pt_BR", "es", "en"):
        translate(folder, name, {"Hello": name})
    with speak(find_language(client)):
        assert _("Hello") == spoken


@pytest.mark.parametrize(
    "translation",
    [
        *("{titel} ist weg.", "{title.__class__} ist weg.", "{title[0]} ist weg.", "{} ist weg.", "{0} ist weg."),
        *("{title ist weg.", "{title!r} ist weg.", "{title:d} ist weg.", "{title:>1000000}", "{title:{title}}"),
    ],
)
def test_a_translation_with_placeholders_of_its_own_is_left_out(folder: Path, translation: str) -> None:
    translate(folder, "de", {"{title} is gone.": translation, "Hello": "Hallo"})
    with speak(find_language("de")):
        assert _("{title} is gone.", title="Monster") == "Monster is gone."
        assert _("Hello") == "Hallo"


@pytest.mark.parametrize("translation", [("{number", "} Titel"), ("{number} Titel", ""), ("", "")])
def test_a_plural_with_a_form_that_cannot_be_used_is_left_out(folder: Path, translation: tuple[str, str]) -> None:
    translate(folder, "de", {("{number} title", "{number} titles"): translation, "Hello": "Hallo"})
    with speak(find_language("de")):
        assert [ngettext("{number} title", "{number} titles", number) for number in (1, 2)] == ["1 title", "2 titles"]
        assert _("Hello") == "Hallo"


def test_a_file_that_begins_with_a_byte_order_mark_is_read(folder: Path) -> None:
    translate(folder, "de", {"Hello": "Grüß dich"})
    path = folder / "de" / "LC_MESSAGES" / "kanso.po"
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    with speak(find_language("de")):
        assert _("Hello") == "Grüß dich"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("de", b"\xff\xfe"),
        ("de", b'msgid "a'),
        ("xx_nothing", b""),
    ],
)
def test_a_file_that_cannot_be_read_leaves_everything_english(folder: Path, name: str, content: bytes) -> None:
    path = folder / name / "LC_MESSAGES" / "kanso.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    translate(folder, "fr", {"Hello": "Bonjour"})
    with speak(find_language("de")):
        assert _("Hello") == "Hello"
    with speak(find_language("fr")):
        assert _("Hello") == "Bonjour"


@pytest.mark.parametrize(
    "header",
    [
        "Content-Type: text/plain; charset=CHARSET",
        *(f"Plural-Forms: nplurals=2; plural={rule};" for rule in ("n%0", "1/(n-7)")),
    ],
)
def test_a_header_that_cannot_be_used_leaves_everything_english(folder: Path, header: str) -> None:
    path = folder / "de" / "LC_MESSAGES" / "kanso.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'msgid ""\nmsgstr "Language: de\\n{header}\\n"\n\nmsgid "Hello"\nmsgstr "Hallo"\n')
    with speak(find_language("de")):
        assert _("Hello") == "Hello"
