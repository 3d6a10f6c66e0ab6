"""Reads the common parts of Kanso's own JSON files: each is a list of reviews or of list entries."""

from typing import Any

from cogs.core.errors import Refusal
from cogs.core.language import _
from cogs.ui.text import escape, shorten

_TITLE_LENGTH = 80


class FieldError(ValueError):
    """Something is wrong with one part of a file. The message ends a sentence."""


def get_parts(archive: object, name: str, *, format: str, version: int, otherwise: str) -> list[Any]:
    """Returns the list called `name` in a decoded file, with its parts unchecked.

    Raises Refusal with `otherwise` if the file has another format, or with what is wrong with it.
    """
    if not isinstance(archive, dict) or archive.get("format") != format:
        raise Refusal(otherwise)
    given = archive.get("version")
    if type(given) is not int or given < 1:
        raise Refusal(
            _("The file doesn't say which version of the format it has. Set `version` to {version} and send it again."),
            version=version,
        )
    if given > version:
        raise Refusal(
            _(
                "The file is from a newer Kanso: its format has version {given}, and I only know version {version}. "
                "Ask whoever runs this bot to update it."
            ),
            given=given,
            version=version,
        )
    parts = archive.get(name)
    if not isinstance(parts, list):
        raise Refusal(_("The file has no list called `{name}`. Send it exactly as it was exported."), name=name)
    return parts


def get_field(fields: object, name: str) -> Any:
    """The field with this name. Raises FieldError if it is missing."""
    if not isinstance(fields, dict) or name not in fields:
        # Translators: ends a sentence such as “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(_("`{name}` is missing", name=name))
    return fields[name]


def name_part(fields: object, name: str) -> str:
    """Adds a part's title to its name, if it has one: `review 12` becomes `review 12, **Monster**`."""
    anime = fields.get("anime") if isinstance(fields, dict) else None
    title = anime.get("title") if isinstance(anime, dict) else None
    return f"{name}, **{escape(shorten(title, _TITLE_LENGTH))}**" if isinstance(title, str) and title else name
