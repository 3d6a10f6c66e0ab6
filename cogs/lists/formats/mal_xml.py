"""MyAnimeList's XML, which most other sites and programs read and write too: `docs/list-formats.md`."""

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from cogs.core.errors import Refusal
from cogs.core.language import _, ngettext
from cogs.lists.formats.format import Format, WrittenList
from cogs.lists.formats.mal_words import BEGINNING, PRIORITIES, STATUS_NUMBERS, STATUSES
from cogs.lists.formats.remarks import Remark, RemarkKind, Source
from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from cogs.lists.formats.text.words import read_status
from cogs.lists.formats.values import (
    MAX_ROWS,
    Note,
    check_rows,
    clean_text,
    cut_remarks,
    excerpt,
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

_NO_DATE = "0000-00-00"


# Reading

_MAX_NODES = 30 * MAX_ROWS
"""The most elements and attributes that a file can have: a row has at most 28 elements, and no attributes."""

_PIECE_SIZE = 65_536
_CONTROL = bytes(range(0x09)) + b"\x0b\x0c" + bytes(range(0x0E, 0x20))
"""Bytes that XML forbids, but that some exports contain where people typed them."""


def read(data: bytes, *, encoding: str | None = None) -> ReadList:
    """Reads an export of an anime list. `encoding` overrides what the file says about itself.

    Raises Refusal for any other XML, for an export of a manga list, for a file that is damaged or ends in the middle,
    and for one with a document type or entities. Needs little more memory than what it returns.
    """
    rows: list[FileRow] = []
    remarks: list[Remark] = []
    for number, fields in enumerate(_parse(data, encoding), 1):
        row = _read_row(number, fields, remarks)
        if row:
            rows.append(row)
    return ReadList(Source.MAL, tuple(rows), cut_remarks(remarks))


def _parse(data: bytes, encoding: str | None) -> list[dict[str, str]]:
    """The texts of each title's elements, by their tags."""
    target = _Target()
    parser = DefusedXMLParser(target=target, encoding=encoding, forbid_dtd=True)
    # Skips ElementTree's handling of namespaces, which takes half of the time.
    parser.parser.StartElementHandler = target.start
    parser.parser.EndElementHandler = target.end
    data = data.translate(None, _CONTROL)
    try:
        for start in range(0, len(data), _PIECE_SIZE):
            piece = data[start : start + _PIECE_SIZE]
            seen = target.nodes, len(target.texts)
            parser.feed(piece)
            if (target.nodes, len(target.texts)) == seen and len(piece) == _PIECE_SIZE:
                raise Refusal(_("The file has an enormously long tag or comment. No list has that."))
    except DefusedXmlException:
        raise Refusal(
            _(
                "The file declares a document type or entities. I don't read those, and no exported list has them. "
                "Export your list again and send that file as it is."
            )
        ) from None
    except ParseError as error:
        raise Refusal(
            _("The file is damaged in line {line}, so nothing was read. Export it again and send it as it is."),
            line=error.position[0],
        ) from None
    except (LookupError, ValueError):
        raise Refusal(_("The file is in an encoding that I can't read. Save it as UTF-8 and send it again.")) from None
    try:
        parser.close()
    except ParseError:
        raise Refusal(
            _("The file is cut off, so nothing was imported. Download or export it again and send the whole file.")
        ) from None
    return target.rows


class _Target:
    """Collects the texts of each title's elements from the parser, and keeps nothing else of the file."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.nodes = 0
        self.texts: list[str] = []
        """The pieces of text in an element of a title, also those in its inner elements."""
        self._path: list[str] = []

    def start(self, tag: str, attributes: list[str]) -> None:
        self._path.append(tag)
        self.nodes += 1 + len(attributes)
        if self.nodes > _MAX_NODES:
            raise Refusal(_("The file has more tags than any list has, so nothing was read."))
        depth = len(self._path)
        if depth <= 3:
            self.texts = []
        if depth == 1 and tag != "myanimelist":
            raise Refusal(
                _(
                    "The file is XML, but not a MyAnimeList export, because it begins with “{tag}” instead of "
                    "“myanimelist”. Export your list again and send that file as it is."
                ),
                tag=escape(excerpt(tag)),
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
        _(
            "This is an export of a manga list, and I only keep anime. On MyAnimeList's export page, choose *Anime "
            "List* and send that file."
        )
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


def _read_row(number: int, fields: Mapping[str, str], remarks: list[Remark]) -> FileRow | None:
    """Returns the row, or None if it names no title. Adds a remark on what can't be used."""
    title = read_title(fields.get("series_title", ""))
    site_id = read_number(fields.get("series_animedb_id", ""), 999_999_999)
    if not site_id and not title:
        remarks.append(Remark(RemarkKind.NAMELESS_TITLE, {"number": number}))
        return None
    text = title or f"MyAnimeList {site_id}"

    def note(kind: RemarkKind, /, **facts: object) -> None:
        remarks.append(Remark(kind, {"number": number, "title": text, **facts}))

    key = f"mal/{site_id}" if site_id else None
    return FileRow(number=number, text=text, readings=(_read_title(key, title, fields, note),))


def _read_title(key: str | None, title: str, fields: Mapping[str, str], note: Note) -> ListedTitle:
    def get(tag: str) -> str:
        return clean_text(fields.get(tag, ""))

    status = read_value(get("my_status"), "status", _parse_status, note)
    is_rewatching = get("my_rewatching").lower() in ("1", "yes", "true")
    rewatched = read_count(get("my_rewatching_ep"), "rewatched_episodes", MAX_EPISODES, note)
    return ListedTitle(
        key=key,
        title=title,
        total=read_number(get("series_episodes"), MAX_EPISODES) or None,
        status=status,
        score=read_count(get("my_score"), "score", 10, note) or None,
        episodes=read_count(get("my_watched_episodes"), "episodes", MAX_EPISODES, note),
        started=read_day(get("my_start_date"), "started", note),
        finished=read_day(get("my_finish_date"), "finished", note),
        rewatches=read_count(get("my_times_watched"), "rewatches", MAX_REWATCHES, note),
        rewatched_episodes=(rewatched or 0) if is_rewatching and status is ListStatus.COMPLETED else None,
        priority=read_value(get("my_priority"), "priority", _parse_priority, note),
        notes=read_notes(get("my_comments"), note) or None,
        tags=read_tags(get("my_tags"), note) or None,
    )


def _parse_status(text: str) -> ListStatus | None:
    return STATUS_NUMBERS.get(text) or read_status(text)


def _parse_priority(text: str) -> Priority | None:
    return PRIORITIES.get(text.lower())


# Writing

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that can't be written in XML."""


def write(entries: Sequence[Entry], titles: Mapping[str, Anime], *, user_id: int, user_name: str) -> WrittenList:
    """Writes entries in the given order as the site's own export does, for the site and other programs to read.

    `titles` holds the catalogue's titles by the entries' keys. Entries whose titles have no MyAnimeList id are left
    out. Such a file has no place for whether an entry is private, or for characters that XML forbids.
    """
    kept = [entry for entry in entries if _get_key(entry, titles).startswith("mal/")]
    numbers = Counter(entry.status for entry in kept)
    info = {
        "user_id": str(user_id),
        "user_name": _plain(user_name),
        "user_export_type": "1",
        "user_total_anime": str(len(kept)),
        **{f"user_total_{_name(status)}": str(numbers[status]) for status in STATUSES},
    }
    parts = [BEGINNING, _element("myinfo", info)]
    parts += [_element("anime", _row(entry, titles)) for entry in kept]
    left_out = tuple(entry for entry in entries if not _get_key(entry, titles).startswith("mal/"))
    return WrittenList("".join((*parts, "</myanimelist>\n")).encode(), left_out)


def _name(status: ListStatus) -> str:
    """`onhold`, as in `user_total_onhold`."""
    return status.value.replace("_", "").lower()


def _get_key(entry: Entry, titles: Mapping[str, Anime]) -> str:
    return titles[entry.anime_key].key if entry.anime_key in titles else entry.anime_key


def _row(entry: Entry, titles: Mapping[str, Anime]) -> dict[str, str]:
    """The elements of a title, in the site's order."""
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
        "my_status": STATUSES[entry.status],
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


def describe_left_out(number: int, names: str) -> str:
    return ngettext(
        "MyAnimeList has no id for **{number} title** on your list, so it's missing from this file: {names}. JSON and "
        "CSV files have it too.",
        "MyAnimeList has no id for **{number} titles** on your list, so they're missing from this file: {names}. JSON "
        "and CSV files have them too.",
        number,
        names=names,
    )


def _date(day: PartialDate | None) -> str:
    return f"{day.year:04}-{day.month or 0:02}-{day.day or 0:02}" if day else _NO_DATE


def _plain(text: str) -> str:
    return html.escape(_FORBIDDEN.sub("", text), quote=False)


def _cdata(text: str) -> str:
    # `]]>` would end the section, so it is split between two sections.
    return f"<![CDATA[{_FORBIDDEN.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


FORMAT = Format(
    order=1,
    recognises=lambda content: content.xml is not None,
    read=lambda content: read(content.xml or b"", encoding=content.encoding),
    name="MAL XML",
    file_name="kanso-list.xml",
    write=lambda entries, titles, owner: write(entries, titles, user_id=owner.id, user_name=owner.name),
    needs_titles=True,
    describe_left_out=describe_left_out,
)
