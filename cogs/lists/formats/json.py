"""Kanso's own JSON, as in `docs/list-formats.md`: a whole list, written and read without any loss."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

import orjson

from cogs.core.archives import FieldError, get_field, get_parts, name_part
from cogs.core.errors import Refusal
from cogs.core.language import _
from cogs.lists.formats.format import Format, WrittenList
from cogs.lists.formats.remarks import Source
from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from cogs.lists.formats.values import (
    MAX_KEY_LENGTH,
    MAX_TITLE_LENGTH,
    check_rows,
    format_time,
    read_time,
    read_title,
    sort_entries,
)
from cogs.ui.links import ANIME_KEY
from db.lists.models import (
    MAX_NOTES_LENGTH,
    MAX_REWATCHES,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    Entry,
    ListStatus,
    PartialDate,
    Priority,
)
from db.titles.models import MAX_EPISODES

_NAME = "kanso-list"
VERSION = 1

# A database takes a NUL for the end of a text, or refuses it; half a surrogate pair is not a character.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

Word = TypeVar("Word", bound=StrEnum)


# Writing


def write(entries: Sequence[Entry]) -> bytes:
    """Writes all entries in the order of their keys, one per line. The same entries always give the same bytes."""
    head = orjson.dumps({"format": _NAME, "version": VERSION, "entries": []})
    lines = b",\n".join(_encode(entry) for entry in sort_entries(entries))
    return head[: -len("]}")] + b"\n" + lines + b"\n]}\n"


def _encode(entry: Entry) -> bytes:
    return orjson.dumps(
        {
            "anime": {"key": entry.anime_key, "title": entry.title},
            "status": entry.status,
            "score": entry.score,
            "episodes": entry.episodes,
            "started": str(entry.started) if entry.started else None,
            "finished": str(entry.finished) if entry.finished else None,
            "rewatches": entry.rewatches,
            "rewatched_episodes": entry.rewatched_episodes,
            "priority": entry.priority,
            "notes": entry.notes,
            "tags": entry.tags,
            "private": entry.is_private,
            "updated_at": format_time(entry.updated_at),
        }
    )


# Reading


def read(archive: object) -> ReadList:
    """The titles of a decoded file, each with its own key, and all that the file says about them.

    Raises Refusal if it is not such a file, and for the first entry that is not valid.
    """
    rows: list[FileRow] = []
    keys: set[str | None] = set()
    for number, fields in enumerate(_open(archive), 1):
        try:
            listed = _read_entry(fields)
            if listed.key in keys:
                raise FieldError(_("the file has an earlier entry for the same anime; remove one of them"))
        except FieldError as fault:
            raise Refusal(
                # Translators: {entry} is such as "entry 12, **Monster**"; {fault} says what is wrong with it
                _(
                    "Nothing was imported, because there is a problem with {entry}: {fault}. Fix that and send the "
                    "file again."
                ),
                entry=name_part(fields, _("entry {number}", number=number)),
                fault=fault,
            ) from None
        keys.add(listed.key)
        rows.append(FileRow(number=number, text=listed.title, readings=(listed,)))
    return ReadList(Source.KANSO_JSON, tuple(rows))


def _open(archive: object) -> list[Any]:
    """The entries of a file as they are in it. Raises Refusal if it is not a list."""
    entries = get_parts(
        archive,
        "entries",
        format=_NAME,
        version=VERSION,
        otherwise=_("That isn't a list exported by Kanso. You can get one with `/list export`."),
    )
    check_rows(len(entries))
    return entries


def _read_entry(fields: object) -> ListedTitle:
    anime = get_field(fields, "anime")
    key = get_field(anime, "key")
    if not isinstance(key, str) or not re.fullmatch(ANIME_KEY, key, re.ASCII) or len(key) > MAX_KEY_LENGTH:
        raise FieldError(_("the `key` of its anime must look like `mal/52991`"))
    title = read_title(_get_text(anime, "title", MAX_TITLE_LENGTH))
    if not title:
        raise FieldError(_("the `title` of its anime is empty"))
    tags = get_field(fields, "tags")
    if not isinstance(tags, list) or len(tags) > MAX_TAGS or not all(_is_tag(tag) for tag in tags):
        raise FieldError(
            _(
                "`tags` must be a list of at most {most} tags, each with 1 to {length} characters and no commas",
                most=MAX_TAGS,
                length=MAX_TAG_LENGTH,
            )
        )
    is_private = get_field(fields, "private")
    if not isinstance(is_private, bool):
        raise FieldError(_("`private` must be `true` or `false`"))
    updated_at = read_time(get_field(fields, "updated_at"))
    if updated_at is None:
        raise FieldError(_("`updated_at` must be a time like `2024-04-03T12:00:00Z`"))
    is_rewatching = get_field(fields, "rewatched_episodes") is not None
    return ListedTitle(
        key=key,
        title=title,
        status=_get_word(fields, "status", ListStatus),
        score=_get_number(fields, "score", 10),
        episodes=_get_number(fields, "episodes", MAX_EPISODES),
        started=_get_date(fields, "started"),
        finished=_get_date(fields, "finished"),
        rewatches=_get_number(fields, "rewatches", MAX_REWATCHES),
        rewatched_episodes=_get_number(fields, "rewatched_episodes", MAX_EPISODES) if is_rewatching else None,
        priority=_get_word(fields, "priority", Priority),
        notes=_get_text(fields, "notes", MAX_NOTES_LENGTH),
        tags=tuple(tags),
        is_private=is_private,
        updated_at=updated_at,
    )


def _get_word(fields: object, name: str, words: type[Word]) -> Word:
    word = get_field(fields, name)
    if word not in list(words):
        choices = ", ".join(f"`{word.value}`" for word in words)
        raise FieldError(_("`{name}` must be one of {choices}", name=name, choices=choices))
    return words(word)


def _get_number(fields: object, name: str, largest: int) -> int:
    number = get_field(fields, name)
    if type(number) is not int or not 0 <= number <= largest:
        raise FieldError(_("`{name}` must be a whole number from 0 to {largest}", name=name, largest=largest))
    return number


def _get_text(fields: object, name: str, longest: int) -> str:
    text = get_field(fields, name)
    if not isinstance(text, str) or len(text) > longest or _UNSTORABLE.search(text):
        raise FieldError(_("`{name}` must be text of at most {longest} characters", name=name, longest=longest))
    return text


def _get_date(fields: object, name: str) -> PartialDate | None:
    text = get_field(fields, name)
    try:
        return None if text is None else PartialDate.parse(text)
    except (TypeError, ValueError):
        raise FieldError(
            _("`{name}` must be `null` or a date like `2024-04-03`, `2024-04` or `2024`", name=name)
        ) from None


def _is_tag(tag: object) -> bool:
    if not isinstance(tag, str) or not 1 <= len(tag) <= MAX_TAG_LENGTH:
        return False
    # All tags are stored like this: in one line with single spaces.
    return tag == " ".join(tag.split()) and "," not in tag and not _UNSTORABLE.search(tag)


FORMAT = Format(
    order=4,
    recognises=lambda content: content.json is not None and content.json.get("format") == _NAME,
    read=lambda content: read(content.json),
    name="JSON",
    file_name="kanso-list.json",
    write=lambda entries, titles, owner: WrittenList(write(entries)),
)
