"""Finds the title that each row of a file means: by its key, or else by its name."""

import asyncio
import re
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cogs.lists.formats.remarks import MAX_NAMED, Remark, RemarkKind, Source
from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from cogs.ui.text import shorten
from db.lists.models import Entry
from db.titles.catalogue.text import fold
from db.titles.custom import CUSTOM
from db.titles.models import Anime, TitleLanguage
from db.titles.titles import NAMES_AT_ONCE, Titles

MAX_CUSTOM_TITLES = 500
"""The most custom titles that one file can make, or can have of other people's. Each takes a statement of its own."""

_LEAST_BEGINNING = 3
"""The shortest name, in folded characters, that is compared with the beginnings of titles."""

_MAX_BEGINNINGS = 300
"""The most names that are compared with the beginnings of titles. Each takes a search of a few milliseconds."""

_MAX_NAME_LENGTH = 40

_SITE_KEY = re.compile(r"(?:mal|anilist|bangumi|kitsu|anidb)/[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row of a file with the one reading that counts."""

    number: int
    """The line, or the number of the title in the file; from 1 on."""
    text: str
    """The row as it is in the file, in one line."""
    listed: ListedTitle
    anime: Anime | None
    """Only its key, its name, its number of episodes and whether it is for adults. It has the file's name if a key in
    the file says which title it is. None if it is unclear which title is meant."""


class MatchedFile(NamedTuple):
    """A file that was read, with the titles that it means."""

    source: Source
    rows: tuple[MatchedRow, ...]
    remarks: tuple[Remark, ...]
    """What was left out or read differently from how it is written."""


class SearchScope(NamedTuple):
    """Who searches, and where."""

    user_id: int
    guild_id: int | None
    with_adult: bool
    """Whether titles for adults may be shown there. Their exact name finds them anywhere."""


async def match(
    read: ReadList,
    titles: Titles,
    scope: SearchScope,
    *,
    list_entries: Callable[[], Awaitable[Sequence[Entry]]],
    tell: Callable[[int, int], Awaitable[None]],
    language: TitleLanguage = TitleLanguage.ENGLISH,
) -> MatchedFile:
    """Finds the titles of a file. Names them in a language, unless the file has a key and a name for them.

    `list_entries` returns the person's list. An otherwise unclear name can mean the title on it that begins with that
    name; a remark names those.

    A site's key stays as it is if the catalogue doesn't know it. The key of a custom title that the person can't see
    is ignored. `tell` is called with the number of names looked up so far, and their total.
    """
    keys = await asyncio.to_thread(lambda: list({key: None for row in read.rows for key in _list_keys(row)}))
    custom = [key for key in keys if key.startswith(CUSTOM)]
    on_list = set(custom).intersection(entry.anime_key for entry in await list_entries()) if custom else set()
    known = await titles.get_all([key for key in keys if key in on_list or not key.startswith(CUSTOM)])
    visible = await _find_visible([key for key in custom if key not in on_list], titles, scope)
    by_key = {key: Anime(key, "") for key in on_list} | known | visible
    names = await asyncio.to_thread(_list_names, read.rows, by_key)
    by_name: dict[str, Anime] = {}
    looked_up = 0
    async for found in titles.find_all_named(names, **scope._asdict()):
        by_name |= found
        looked_up = min(looked_up + NAMES_AT_ONCE, len(names))
        await tell(looked_up, len(names))
    if not scope.with_adult:
        # Of two titles with the same name, one that may be shown comes first.
        left = [name for name in names if name not in by_name]
        async for found in titles.find_all_named(left, **scope._replace(with_adult=True)._asdict()):
            by_name |= found
    unknown = await asyncio.to_thread(_list_unknown, read.rows, by_key, by_name)
    by_beginning = await _find_on_list(unknown, await list_entries(), titles) if unknown else {}
    rows = await asyncio.to_thread(
        lambda: tuple(_match_row(row, by_key, by_name, by_beginning, language) for row in read.rows)
    )
    return MatchedFile(read.source, rows, (*read.remarks, *_remark_on_guesses(by_beginning), *_remark_on_unknown(rows)))


def _list_unknown(rows: Sequence[FileRow], by_key: Mapping[str, Anime], by_name: Mapping[str, Anime]) -> list[str]:
    """The shortest name of each row whose title hasn't been found in any other way, each once."""
    unknown = [
        row.readings[-1].title
        for row in rows
        if _find_by_key(row, by_key) is None and not any(reading.title in by_name for reading in row.readings)
    ]
    return list(dict.fromkeys(unknown))


async def _find_on_list(names: Sequence[str], entries: Sequence[Entry], titles: Titles) -> dict[str, Anime]:
    """The titles on the person's list that names mean, by the names.

    Each begins with the name, and is the first that the catalogue finds by it, so it is not a sequel.
    """
    meant = await asyncio.to_thread(find_by_beginnings, names, entries)
    listed = await titles.get_all(list(meant.values()))
    found = {}
    for name, key in list(meant.items())[:_MAX_BEGINNINGS]:
        first = await titles.search(name, user_id=0, guild_id=None, with_adult=True, limit=1)
        if key in listed and (key.startswith(CUSTOM) or [anime.key for anime in first] == [listed[key].key]):
            found[name] = listed[key]
    return found


def find_by_beginnings(names: Iterable[str], entries: Sequence[Entry]) -> dict[str, str]:
    """The keys of the entries whose titles begin with these names, by the names.

    Of several such entries, the one whose title begins all the others counts. Without such a one, none does.
    """
    by_title = sorted((fold(entry.title), entry.anime_key) for entry in entries)
    found = {}
    for name in names:
        folded = fold(name)
        # Titles that are the name and more words come right after the name: in folded names, a space sorts first.
        meant = by_title[bisect_left(by_title, (folded,)) : bisect_left(by_title, (f"{folded}!",))]
        if len(folded) >= _LEAST_BEGINNING and meant and all(title.startswith(meant[0][0]) for title, _key in meant):
            found[name] = meant[0][1]
    return found


def _remark_on_guesses(by_beginning: Mapping[str, Anime]) -> Iterator[Remark]:
    if by_beginning:
        names = [shorten(name, _MAX_NAME_LENGTH) for name in list(by_beginning)[:MAX_NAMED]]
        yield Remark(RemarkKind.GUESSED_TITLES, {"names": names, "more": len(by_beginning) - len(names)})


def _remark_on_unknown(rows: Iterable[MatchedRow]) -> Iterator[Remark]:
    unknown = sum(row.anime is not None and row.anime.title == row.anime.key for row in rows)
    if unknown:
        yield Remark(RemarkKind.UNKNOWN_TITLES, {"number": unknown})


async def _find_visible(keys: Sequence[str], titles: Titles, scope: SearchScope) -> dict[str, Anime]:
    """The custom titles that the person can see where they are, by their keys."""
    options = scope._replace(with_adult=True)._asdict()
    found = {key: await titles.find(key, **options) for key in keys[:MAX_CUSTOM_TITLES]}
    return {key: anime for key, anime in found.items() if anime is not None}


def _list_keys(row: FileRow) -> Iterator[str]:
    for reading in row.readings:
        if reading.key and (_SITE_KEY.fullmatch(reading.key) or reading.key.startswith(CUSTOM)):
            yield reading.key


def _list_names(rows: Sequence[FileRow], by_key: Mapping[str, Anime]) -> list[str]:
    """The names of all rows without a key that counts, each once."""
    nameless = (row for row in rows if _find_by_key(row, by_key) is None)
    return list({reading.title: None for row in nameless for reading in row.readings if reading.title})


def _find_by_key(row: FileRow, by_key: Mapping[str, Anime]) -> tuple[ListedTitle, Anime] | None:
    for reading in row.readings:
        key = reading.key or ""
        if key in by_key:
            return reading, by_key[key]
        if _SITE_KEY.fullmatch(key):
            return reading, Anime(key, "")
    return None


def _match_row(
    row: FileRow,
    by_key: Mapping[str, Anime],
    by_name: Mapping[str, Anime],
    by_beginning: Mapping[str, Anime],
    language: TitleLanguage,
) -> MatchedRow:
    """A row with the first reading that means a title, or else with its last one, which has the shortest name."""
    found = _find_by_key(row, by_key)
    if found is not None:
        reading, anime = found
        return MatchedRow(row.number, row.text, reading, outline(anime.in_language(language), reading.title))
    for reading in row.readings:
        if reading.title in by_name:
            return MatchedRow(row.number, row.text, reading, outline(by_name[reading.title].in_language(language)))
    last = row.readings[-1]
    meant = by_beginning.get(last.title)
    return MatchedRow(row.number, row.text, last, outline(meant.in_language(language)) if meant else None)


def outline(anime: Anime, title: str = "") -> Anime:
    """Reduces a title to what a matched row keeps of it, under another name if `title` is given.

    A title without any name is named by its key.
    """
    return Anime(anime.key, title or anime.title or anime.key, episodes=anime.episodes, is_adult=anime.is_adult)
