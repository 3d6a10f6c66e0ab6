"""Which title each row of a file is of: by its key, or else by its name."""

import asyncio
import re
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from cogs.ui.text import count, escape, shorten
from db.lists.models import Entry
from db.titles.catalogue.text import fold
from db.titles.custom import CUSTOM
from db.titles.models import Anime, TitleLanguage
from db.titles.titles import NAMES_AT_ONCE, Titles

MAX_CUSTOM_TITLES = 500
"""How many custom titles one file can make, or have of other people's: each is made or looked up by itself."""

_LEAST_BEGINNING = 3
"""With fewer characters, once folded, a name is not looked for among the beginnings of titles."""

_MAX_BEGINNINGS = 300
"""How many names are looked for there: for each the catalogue has to be searched, in milliseconds."""

_MAX_NAMED = 5
_MAX_NAME_LENGTH = 40

_SITE_KEY = re.compile(r"(?:mal|anilist|bangumi|kitsu|anidb)/[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row of a file with the one reading of it that counts."""

    number: int
    """The line, or the number of the title in the file; from 1 on."""
    text: str
    """What stands there, in one line."""
    listed: ListedTitle
    anime: Anime | None
    """Its key, its name, how many episodes it has and whether it is for adults; nothing else. The name is the file's
    where a key in the file says which title it is. None where it is unclear which title is meant."""


class MatchedFile(NamedTuple):
    """A file that was read, with the titles that are meant."""

    source: str
    """What it is, to be named in a sentence: `a MyAnimeList export`."""
    rows: tuple[MatchedRow, ...]
    remarks: tuple[str, ...]
    """Sentences about what was read otherwise than it stands there, or left out."""


class SearchScope(NamedTuple):
    """Who asks, and where."""

    user_id: int
    guild_id: int | None
    with_adult: bool
    """Whether titles for adults may be shown there. By their exact name they are found anywhere."""


async def match(
    read: ReadList,
    titles: Titles,
    scope: SearchScope,
    *,
    list_entries: Callable[[], Awaitable[Sequence[Entry]]],
    tell: Callable[[int, int], Awaitable[None]],
    language: TitleLanguage = TitleLanguage.ENGLISH,
) -> MatchedFile:
    """Finds the titles of a file, and names them in a language unless the file does so with their keys.

    What `list_entries` returns is the person's list, and theirs anywhere. A name that is in doubt otherwise can mean
    the title on it that begins so; a remark says which did.

    A key of one of the sites stays as it is where the catalogue doesn't know it. Any other, of a custom title that the
    person can't see, counts for nothing. `tell` is called with how many names were looked up, and of how many.
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
        # A title that may be shown comes before one of the same name that may not.
        left = [name for name in names if name not in by_name]
        async for found in titles.find_all_named(left, **scope._replace(with_adult=True)._asdict()):
            by_name |= found
    unknown = await asyncio.to_thread(_list_unknown, read.rows, by_key, by_name)
    by_beginning = await _find_on_list(unknown, await list_entries(), titles) if unknown else {}
    rows = await asyncio.to_thread(
        lambda: tuple(_match_row(row, by_key, by_name, by_beginning, language) for row in read.rows)
    )
    return MatchedFile(read.source, rows, (*read.remarks, *_describe_guesses(by_beginning), *_describe_nameless(rows)))


def _list_unknown(rows: Sequence[FileRow], by_key: Mapping[str, Anime], by_name: Mapping[str, Anime]) -> list[str]:
    """The barest names of the rows of which no title is found otherwise, each once."""
    unknown = [
        row.readings[-1].title
        for row in rows
        if _find_by_key(row, by_key) is None and not any(reading.title in by_name for reading in row.readings)
    ]
    return list(dict.fromkeys(unknown))


async def _find_on_list(names: Sequence[str], entries: Sequence[Entry], titles: Titles) -> dict[str, Anime]:
    """The titles on the person's list that names mean, by the names.

    They begin with the name, and are what the catalogue thinks of first by it: not a sequel of what is meant.
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

    Of several entries it is the one with whose title those of all others begin, and none where there is no such one.
    """
    by_title = sorted((fold(entry.title), entry.anime_key) for entry in entries)
    found = {}
    for name in names:
        folded = fold(name)
        # Next to the name itself are those that go on behind a space, which sorts before all else in a folded name.
        meant = by_title[bisect_left(by_title, (folded,)) : bisect_left(by_title, (f"{folded}!",))]
        if len(folded) >= _LEAST_BEGINNING and meant and all(title.startswith(meant[0][0]) for title, _ in meant):
            found[name] = meant[0][1]
    return found


def _describe_guesses(by_beginning: Mapping[str, Anime]) -> Iterator[str]:
    if by_beginning:
        named = ", ".join(f"“{escape(shorten(name, _MAX_NAME_LENGTH))}”" for name in list(by_beginning)[:_MAX_NAMED])
        more = f" and {len(by_beginning) - _MAX_NAMED:,} more" if len(by_beginning) > _MAX_NAMED else ""
        yield f"Taken for the titles on your list that begin so: {named}{more}."


def _describe_nameless(rows: Iterable[MatchedRow]) -> Iterator[str]:
    nameless = sum(row.anime is not None and row.anime.title == row.anime.key for row in rows)
    if nameless:
        yield (
            f"{count(nameless, 'title')} of the file {'is' if nameless == 1 else 'are'} unknown to my catalogue and "
            "called by number until it knows better."
        )


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
    """The names of all rows that have no key which counts, each once."""
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
    """A row with the first reading that means a title; with its last one, of which least is a name, where none does."""
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
    """What a matched row has of its title, which is called otherwise if a `title` is given.

    One that has no name anywhere is called by its key.
    """
    return Anime(anime.key, title or anime.title or anime.key, episodes=anime.episodes, is_adult=anime.is_adult)
