"""Translates all messages that people read, and puts facts into them.

The English in the code is the key to each translation. `docs/translating.md` explains how to add a language.
"""

import gettext
import io
import logging
import string
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

_log = logging.getLogger(__name__)

FOLDER = Path(__file__).parents[2] / "locales"
"""Where the translations are: `<language>/LC_MESSAGES/kanso.po`."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language with its translations. A message without one stays English."""

    locale: Locale
    translations: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)


ENGLISH = Language(Locale("en"))
_language: ContextVar[Language] = ContextVar("language", default=ENGLISH)


# Messages


def _(message: str, /, **facts: object) -> str:
    """Translates a message for the person who reads it, and puts facts in the place of `{placeholders}`.

    Without any facts the placeholders stay, for `fill` to replace later.
    """
    return fill(_language.get().translations.gettext(message), **facts)


def pgettext(context: str, message: str, /, **facts: object) -> str:
    """Like `_`, for words with several meanings. The context tells translators which meaning it is."""
    return fill(_language.get().translations.pgettext(context, message), **facts)


def ngettext(singular: str, plural: str, number: int, /, **facts: object) -> str:
    """Like `_`, in the form that goes with a number. The number takes the place of `{number}`."""
    return fill(_language.get().translations.ngettext(singular, plural, number), number=number, **facts)


def N_(message: str) -> str:  # noqa: N802 # gettext's name for it
    """Marks a message for translators that `_` translates later, such as the description of a command."""
    return message


def fill(message: str, /, **facts: object) -> str:
    """Puts facts into a message. Whole numbers are written in the language's way: `1,200`."""
    if not facts:
        return message
    return message.format(
        **{name: write_number(fact) if isinstance(fact, int) else fact for name, fact in facts.items()}
    )


def write_number(number: float, digits: int = 0) -> str:
    """Writes a number in the language's way: `1,200`, or with one digit after the decimal point `1,200.0`."""
    pattern = f"#,##0.{'0' * digits}" if digits else None
    return format_decimal(number, format=pattern, locale=_language.get().locale)


def write_month(month: date, *, with_year: bool = True) -> str:
    """`Apr 2024`, or without its year `Apr`, as the language writes it."""
    locale = _language.get().locale
    return format_skeleton("yMMM", month, locale=locale) if with_year else format_date(month, "LLL", locale=locale)


def write_list(parts: Iterable[str]) -> str:
    """Writes a list in the language's way: `a, b, and c`."""
    return format_list(list(parts), locale=_language.get().locale)


# The current language


@contextmanager
def speak(language: Language) -> Iterator[None]:
    """Uses a language inside the block."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def set_language(language: Language) -> None:
    """Uses a language for the rest of the task, and in every task that it starts."""
    _language.set(language)


def find_language(locale: str) -> Language:
    """Finds the language of a client or a server by Discord's code: `pt-BR`, or else `pt`, or else English."""
    languages = load_languages(FOLDER)
    return languages.get(locale) or languages.get(locale.partition("-")[0]) or languages.get("en", ENGLISH)


@cache
def load_languages(folder: Path) -> Mapping[str, Language]:
    """Reads all translations, by Discord's code for their language. The first call takes about 0.1 s a language.

    Skips files that it can't read, and translations with placeholders that the code doesn't fill. Logs both.
    """
    languages = {}
    for path in sorted(folder.glob("*/LC_MESSAGES/kanso.po")):
        name = path.parent.parent.name
        try:
            languages[name.replace("_", "-")] = Language(Locale.parse(name), _read(path))
        except (OSError, ValueError, LookupError, ArithmeticError, UnknownLocaleError, PoFileError) as error:
            _log.warning("No translation from %s: %s", path, error)
    return languages


def _read(path: Path) -> gettext.GNUTranslations:
    with path.open(encoding="utf-8-sig") as file:
        catalog = read_po(file, abort_invalid=True)
    for message in [message for message in catalog if message.id]:
        is_complete, is_sound = all(_list_forms(message.string)), _is_sound(message)
        if is_complete and not is_sound:
            _log.warning("%s: placeholders that are not in %r", path, message.id)
        if not (is_complete and is_sound):
            catalog.delete(message.id, message.context)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    choose_form = translations.ngettext
    for number in range(1000):
        choose_form("", "", number)  # fails here, rather than on screen, if the rule for plurals can't be used
    return translations


def _is_sound(message: Message) -> bool:
    """Whether a translation has only placeholders of the original message, written in the same way."""
    try:
        return _list_placeholders(message.string) <= _list_placeholders(message.id)
    except ValueError:
        return False


def _list_placeholders(text: str | Iterable[str] | None) -> set[tuple[str | None, str | None, str | None]]:
    """The name, format and conversion of each placeholder. Raises ValueError for a text that can't be filled."""
    fields = [field for form in _list_forms(text) for field in string.Formatter().parse(form)]
    return {(name, format, conversion) for _text, name, format, conversion in fields if name is not None}


def _list_forms(text: str | Iterable[str] | None) -> list[str]:
    """The singular and the plurals of a message, or the message alone."""
    return [text or ""] if isinstance(text, str) or text is None else list(text)
