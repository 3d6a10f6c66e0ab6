"""Kanso's own JSON files, which hold things of one kind, each of an anime: what all of them have in common."""

from typing import Any

from cogs.core.errors import Refusal
from cogs.core.language import _
from cogs.ui.text import escape, shorten

_TITLE_LENGTH = 80


class FieldError(ValueError):
    """What is wrong with one of the things in a file, as the end of a sentence."""


def get_parts(archive: object, name: str, *, format: str, version: int, otherwise: str) -> list[Any]:
    """The list of that name in a decoded file of a format, still as it came.

    Raises Refusal: `otherwise` if it is no such file, or what is wrong with it.
    """
    if not isinstance(archive, dict) or archive.get("format") != format:
        raise Refusal(otherwise)
    given = archive.get("version")
    if type(given) is not int or given < 1:
        raise Refusal(
            _("The file doesn't say the version of its format: `version` must be {version}."), version=version
        )
    if given > version:
        raise Refusal(
            _(
                "The file is from a newer Kanso: its format has version {given}, and I know version {version}. "
                "Whoever runs this bot must update it first."
            ),
            given=given,
            version=version,
        )
    parts = archive.get(name)
    if not isinstance(parts, list):
        raise Refusal(_("The file has no list of `{name}`. Send it as it was exported."), name=name)
    return parts


def get_field(fields: object, name: str) -> Any:
    """Raises FieldError where there is none of that name."""
    if not isinstance(fields, dict) or name not in fields:
        raise FieldError(_("`{name}` is missing", name=name))
    return fields[name]


def name_part(fields: object, name: str) -> str:
    """A thing in a file with its title, as far as it has one: `review 12, **Monster**`, where `name` is `review 12`."""
    anime = fields.get("anime") if isinstance(fields, dict) else None
    title = anime.get("title") if isinstance(anime, dict) else None
    return f"{name}, **{escape(shorten(title, _TITLE_LENGTH))}**" if isinstance(title, str) and title else name
