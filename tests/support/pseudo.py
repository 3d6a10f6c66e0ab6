"""A pseudo-language: English, but longer, accented and in brackets. Untranslated English stands out in it."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

COGS = Path(__file__).parents[2] / "cogs"

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "ȧḃḉḋḝḟǧḧḭǰḳḹṁṋȱṗʠṙṣṭṳṽẇẋẏẓȦḂḈḊḜḞǦḦḬɈḲḸṀṊȰṖɊṘṢṬṲṼẆẊẎẒ"
_FILLING = "ˑ"
_ACCENT = str.maketrans(_PLAIN, _ACCENTED)
_READ = str.maketrans(_ACCENTED, _PLAIN, f"⟦⟧{_FILLING}")

_KEPT = re.compile(r"(`[^`]*`|\{\w+\}|https?://[a-zA-Z0-9./~#?&=%_-]+)")
"""Parts of a message that every translation keeps: commands, placeholders and addresses."""


def speak_pseudo(message: str) -> str:
    """Translates a message into the pseudo-language, which makes it a third longer."""
    parts = _KEPT.split(message)
    accented = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENT) for part in parts)
    return f"⟦{accented}{_FILLING * (len(message) // 3)}⟧"


def read_pseudo(text: str) -> str:
    """Translates a text in the pseudo-language back into English."""
    return text.translate(_READ)


def extract() -> Catalog:
    """All messages in the code. Those with the same text and context are one."""
    catalog = Catalog()
    for file, _line, message, comments, context in extract_each():
        catalog.add(message, locations=[(file, 1)], auto_comments=comments, context=context)
    return catalog


def extract_each() -> Iterable[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    """File, line, message, hints and context of each place where the code has a message."""
    return extract_from_dir(COGS, comment_tags=["Translators:"], strip_comment_tags=True)


def write_pseudo(folder: Path, language: str, words: Mapping[str, str] | None = None) -> None:
    """Writes the pseudo-language as the translation for `language`. `words` override translations."""
    catalog = Catalog(language, fuzzy=False)
    for message in extract():
        if message.id:
            texts = [message.id] if isinstance(message.id, str) else message.id
            pseudo = [speak_pseudo(text) for text in texts]
            translation = (words or {}).get(texts[0]) or (pseudo[0] if len(pseudo) == 1 else pseudo)
            catalog.add(message.id, translation, context=message.context)
    path = folder / language / "LC_MESSAGES" / "kanso.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalog)
