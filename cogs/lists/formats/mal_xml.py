"""MyAnimeList's XML, which most other sites and programs read and write as well: `docs/list-formats.md`."""

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from cogs.core.errors import Refusal
from cogs.lists.formats.format import Format, WrittenList
from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from cogs.lists.formats.text.words import read_status
from cogs.lists.formats.values import (
    MAX_ROWS,
    Note,
    check_rows,
    clean_text,
    cut_remarks,
    quote,
    read_count,
    read_day,
    read_notes,
    read_number,
    read_tags,
    read_title,
    read_value,
)
from cogs.ui.text import escape
from db.lists.models import MAX_REWATCHES, Entry, ListStatus, PartialDate, Priority
from db.titles.models import MAX_EPISODES, Anime

_STATUSES = {
    ListStatus.WATCHING: "Watching",
    ListStatus.COMPLETED: "Completed",
    ListStatus.ON_HOLD: "On-Hold",
    ListStatus.DROPPED: "Dropped",
    ListStatus.PLAN_TO_WATCH: "Plan to Watch",
}
"""In the order in which `myinfo` counts them. The words are never translated."""

_STATUS_NUMBERS = {
    "1": ListStatus.WATCHING,
    "2": ListStatus.COMPLETED,
    "3": ListStatus.ON_HOLD,
    "4": ListStatus.DROPPED,
    "6": ListStatus.PLAN_TO_WATCH,
}
"""What old files have instead of the words."""

_PRIORITIES = {priority.value.lower(): priority for priority in Priority} | {
    "0": Priority.LOW,
    "1": Priority.MEDIUM,
    "2": Priority.HIGH,
}
_NO_DATE = "0000-00-00"


# In

_MAX_NODES = 30 * MAX_ROWS
"""How many elements, names and values of attributes a file can have: a row has at most 28, and no attributes."""

_PIECE_SIZE = 65_536
_CONTROL = bytes(range(0x09)) + b"\x0b\x0c" + bytes(range(0x0E, 0x20))
"""Bytes that XML forbids and that exports have nevertheless, in what people have typed."""


def read(data: bytes, *, encoding: str | None = None) -> ReadList:
    """Reads an export of an anime list. `encoding` counts instead of what the file says of itself.

    Raises Refusal for any other XML, an export of a manga list, a file that is damaged or ends in the middle, and
    one that declares entities or more. Needs little more memory than what it returns.
    """
    rows: list[FileRow] = []
    remarks: list[str] = []
    for number, fields in enumerate(_parse(data, encoding), 1):
        row = _read_row(number, fields, remarks)
        if row:
            rows.append(row)
    return ReadList("a MyAnimeList export", tuple(rows), cut_remarks(remarks))


def _parse(data: bytes, encoding: str | None) -> list[dict[str, str]]:
    """The texts of each title's elements, by their tags."""
    target = _Target()
    parser = DefusedXMLParser(target=target, encoding=encoding, forbid_dtd=True)
    # Without ElementTree's care for namespaces, which takes half of the time.
    parser.parser.StartElementHandler = target.start
    parser.parser.EndElementHandler = target.end
    data = data.translate(None, _CONTROL)
    try:
        for start in range(0, len(data), _PIECE_SIZE):
            piece = data[start : start + _PIECE_SIZE]
            seen = target.nodes, len(target.texts)
            parser.feed(piece)
            if (target.nodes, len(target.texts)) == seen and len(piece) == _PIECE_SIZE:
                raise Refusal("The file has a tag or a comment of enormous length; no list has that.")
    except DefusedXmlException:
        raise Refusal(
            "The file declares a document type or entities of its own, which no export of a list does, and which I "
            "don't read; export your list again and send that file as it is."
        ) from None
    except ParseError as error:
        raise Refusal(
            "The file is damaged in line {line}, so nothing of it was read; export it again and send it as it is.",
            line=error.position[0],
        ) from None
    except (LookupError, ValueError):
        raise Refusal("The file is in an encoding that I can't read; save it as UTF-8 and send it again.") from None
    try:
        parser.close()
    except ParseError:
        raise Refusal(
            "The file ends in the middle, so nothing of it was imported; download or export it again and send the "
            "whole file."
        ) from None
    return target.rows


class _Target:
    """Takes from the parser the texts of each title's elements, and keeps nothing else of the file."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.nodes = 0
        self.texts: list[str] = []
        """The pieces of text in an element of a title, and in what stands in it."""
        self._path: list[str] = []

    def start(self, tag: str, attributes: list[str]) -> None:
        self._path.append(tag)
        self.nodes += 1 + len(attributes)
        if self.nodes > _MAX_NODES:
            raise Refusal("The file has more tags than any list has, so nothing of it was read.")
        depth = len(self._path)
        if depth <= 3:
            self.texts = []
        if depth == 1 and tag != "myanimelist":
            raise Refusal(
                "The file is XML, but no MyAnimeList export: it begins with {tag} instead of “myanimelist”.",
                tag=quote(tag),
            )
        if depth == 2 and tag == "manga":
            raise _make_manga_error()
        if depth == 2 and tag == "anime":
            self.rows.append({})
            check_rows(len(self.rows))

    def data(self, text: str) -> None:
        self.texts.append(text)

    def end(self, tag: str) -> None:
        if len(self._path) == 3:
            parent = self._path[1]
            if parent == "anime" and tag in _READ_TAGS:
                self.rows[-1][tag] = "".join(self.texts)
            elif parent == "myinfo" and tag == "user_export_type" and "".join(self.texts).strip() == "2":
                raise _make_manga_error()
        self._path.pop()


def _make_manga_error() -> Refusal:
    return Refusal(
        "This is an export of a manga list, and I keep anime. On MyAnimeList's export page, choose *Anime List* and "
        "send that file."
    )


_READ_TAGS = {
    "series_animedb_id",
    "series_title",
    "series_episodes",
    "my_watched_episodes",
    "my_start_date",
    "my_finish_date",
    "my_score",
    "my_status",
    "my_comments",
    "my_times_watched",
    "my_priority",
    "my_tags",
    "my_rewatching",
    "my_rewatching_ep",
}


def _read_row(number: int, fields: Mapping[str, str], remarks: list[str]) -> FileRow | None:
    """The row, after a remark for each thing in it that can't be used; None, and a remark, where it names no title."""
    title = read_title(fields.get("series_title", ""))
    site_id = read_number(fields.get("series_animedb_id", ""), 999_999_999)
    if not site_id and not title:
        remarks.append(f"Title {number:,} has neither a name nor MyAnimeList's number, so it was left out.")
        return None
    text = title or f"MyAnimeList {site_id}"

    def note(what: str) -> None:
        remarks.append(f"Title {number:,}, {escape(text)}: {what}.")

    key = f"mal/{site_id}" if site_id else None
    return FileRow(number=number, text=text, readings=(_read_title(key, title, fields, note),))


def _read_title(key: str | None, title: str, fields: Mapping[str, str], note: Note) -> ListedTitle:
    def get(tag: str) -> str:
        return clean_text(fields.get(tag, ""))

    status = read_value(get("my_status"), "status", _parse_status, note)
    is_rewatching = get("my_rewatching").lower() in ("1", "yes", "true")
    rewatched = read_count(get("my_rewatching_ep"), "episode of the rewatch", MAX_EPISODES, note)
    return ListedTitle(
        key=key,
        title=title,
        total=read_number(get("series_episodes"), MAX_EPISODES) or None,
        status=status,
        score=read_count(get("my_score"), "score", 10, note) or None,
        episodes=read_count(get("my_watched_episodes"), "number of episodes", MAX_EPISODES, note),
        started=read_day(get("my_start_date"), "start date", note),
        finished=read_day(get("my_finish_date"), "finish date", note),
        rewatches=read_count(get("my_times_watched"), "number of rewatches", MAX_REWATCHES, note),
        rewatched_episodes=(rewatched or 0) if is_rewatching and status is ListStatus.COMPLETED else None,
        priority=read_value(get("my_priority"), "priority", _parse_priority, note),
        notes=read_notes(get("my_comments"), note) or None,
        tags=read_tags(get("my_tags"), note) or None,
    )


def _parse_status(text: str) -> ListStatus | None:
    return _STATUS_NUMBERS.get(text) or read_status(text)


def _parse_priority(text: str) -> Priority | None:
    return _PRIORITIES.get(text.lower())


# Out

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML has no way to write."""

_BEGINNING = """\
<?xml version="1.0" encoding="UTF-8" ?>
<!-- An anime list out of Kanso -->

<myanimelist>
"""


def write(entries: Sequence[Entry], titles: Mapping[str, Anime], *, user_id: int, user_name: str) -> WrittenList:
    """Writes entries in their order as the site's own export does, for the site and other programs to read.

    `titles` has what is known of their titles, by the entries' keys. Left out are entries whose titles have no number
    at MyAnimeList, for they can't be in such a file. What no file of this kind has a place for is not
    in it: whether an entry is private, and characters that XML forbids.
    """
    kept = [entry for entry in entries if _get_key(entry, titles).startswith("mal/")]
    numbers = Counter(entry.status for entry in kept)
    info = {
        "user_id": str(user_id),
        "user_name": _plain(user_name),
        "user_export_type": "1",
        "user_total_anime": str(len(kept)),
        **{f"user_total_{_name(status)}": str(numbers[status]) for status in _STATUSES},
    }
    parts = [_BEGINNING, _element("myinfo", info)]
    parts += [_element("anime", _row(entry, titles)) for entry in kept]
    left_out = tuple(entry for entry in entries if not _get_key(entry, titles).startswith("mal/"))
    return WrittenList("".join((*parts, "</myanimelist>\n")).encode(), left_out)


def _name(status: ListStatus) -> str:
    """`onhold`, as in `user_total_onhold`."""
    return status.value.replace("_", "").lower()


def _get_key(entry: Entry, titles: Mapping[str, Anime]) -> str:
    return titles[entry.anime_key].key if entry.anime_key in titles else entry.anime_key


def _row(entry: Entry, titles: Mapping[str, Anime]) -> dict[str, str]:
    """The elements of a title in the order in which the site writes them."""
    anime = titles.get(entry.anime_key)
    return {
        "series_animedb_id": _get_key(entry, titles).removeprefix("mal/"),
        "series_title": _cdata(anime.title if anime else entry.title),
        "series_type": _plain(anime.kind or "") if anime else "",
        "series_episodes": str(anime.episodes or 0) if anime else "0",
        "my_id": "0",
        "my_watched_episodes": str(entry.episodes),
        "my_start_date": _date(entry.started),
        "my_finish_date": _date(entry.finished),
        "my_rated": "",
        "my_score": str(entry.score),
        "my_storage": "",
        "my_storage_value": "0.00",
        "my_status": _STATUSES[entry.status],
        "my_comments": _cdata(entry.notes),
        "my_times_watched": str(entry.rewatches),
        "my_rewatch_value": "",
        "my_priority": entry.priority.value,
        "my_tags": _cdata(", ".join(entry.tags)),
        "my_rewatching": "0" if entry.rewatched_episodes is None else "1",
        "my_rewatching_ep": str(entry.rewatched_episodes or 0),
        "my_discuss": "1",
        "my_sns": "default",
        "update_on_import": "1",
    }


def _element(name: str, children: Mapping[str, str]) -> str:
    lines = "".join(f"\t\t<{tag}>{text}</{tag}>\n" for tag, text in children.items())
    return f"\t<{name}>\n{lines}\t</{name}>\n"


def _date(day: PartialDate | None) -> str:
    return f"{day.year:04}-{day.month or 0:02}-{day.day or 0:02}" if day else _NO_DATE


def _plain(text: str) -> str:
    return html.escape(_FORBIDDEN.sub("", text), quote=False)


def _cdata(text: str) -> str:
    # What ends a section is parted between two of them.
    return f"<![CDATA[{_FORBIDDEN.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


FORMAT = Format(
    order=1,
    sample="MyAnimeList's XML",
    recognises=lambda content: content.xml is not None,
    read=lambda content: read(content.xml or b"", encoding=content.encoding),
    name="MAL XML",
    file_name="kanso-list.xml",
    write=lambda entries, titles, owner: write(entries, titles, user_id=owner.id, user_name=owner.name),
    needs_titles=True,
    lacks="MyAnimeList doesn't know {titles} of your list, which {have} no id there and no place in this file",
)
