"""Which titles the rows of a file mean."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from cogs.lists.exchange.matching import MAX_CUSTOM_TITLES, MatchedRow, SearchScope, find_by_beginnings, match
from cogs.lists.formats.remarks import Remark, RemarkKind, Source
from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from db.lists.models import Entry, ListStatus
from db.reviews.models import Draft, Post, ReviewText
from db.store import Store
from db.titles.models import Anime
from tests.support.catalogues import build, make_record

ALICE, BEN, SERVER = 1, 2, 10

FRIEREN = make_record("Frieren", "Sousou no Frieren", keys=("mal/52991", "anilist/154587"), episodes=28)
MONSTER = make_record("Monster", "Monsutaa", keys=("mal/19",), episodes=74)
TWINS = make_record("Aria", keys=("mal/71",)), make_record("Aria", keys=("mal/72",))
NUMBER = make_record("Eighty Six", "86", keys=("mal/86",))
VELVET = make_record("Velvet Night", keys=("mal/60",), is_adult=True)
ADULT_MONSTER = make_record("Monsutaa", keys=("mal/61",), is_adult=True)

MANGA = Remark(RemarkKind.MANGA, {"number": 2})


@pytest.fixture
def small_catalogue_path(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.db"
    build(path, FRIEREN, MONSTER, *TWINS, NUMBER, VELVET, ADULT_MONSTER)
    return path


def make_row(*titles: str, key: str | None = None, number: int = 1) -> FileRow:
    readings = tuple(ListedTitle(key=key, title=title, notes=title) for title in titles)
    return FileRow(number=number, text=" ".join(titles), readings=readings)


async def match_rows(
    store: Store,
    *rows: FileRow,
    own: Mapping[str, str] = MappingProxyType({}),
    guild_id: int | None = None,
    with_adult: bool = False,
) -> list[MatchedRow]:
    told: list[tuple[int, int]] = []

    async def tell(number: int, total: int) -> None:
        told.append((number, total))

    async def list_entries() -> list[Entry]:
        return [Entry(ALICE, key, title, ListStatus.WATCHING) for key, title in own.items()]

    scope = SearchScope(ALICE, guild_id, with_adult)
    read = ReadList(Source.TEXT, rows, (MANGA,))
    file = await match(read, store.titles, scope, list_entries=list_entries, tell=tell)
    assert (file.source, file.remarks[0]) == (Source.TEXT, MANGA)
    assert told == sorted(told)
    assert not told or told[-1][0] == told[-1][1]
    return list(file.rows)


async def find(store: Store, row: FileRow, *, with_adult: bool = False) -> Anime | None:
    (matched,) = await match_rows(store, row, with_adult=with_adult)
    return matched.anime


async def test_a_key_leads_to_the_title_under_its_best_key(store: Store) -> None:
    assert await find(store, make_row("葬送", key="anilist/154587")) == Anime("mal/52991", "葬送", episodes=28)
    assert await find(store, make_row("", key="mal/52991")) == Anime("mal/52991", "Frieren", episodes=28)


async def test_a_key_that_nobody_knows_stays(store: Store) -> None:
    assert await find(store, make_row("Monster", key="kitsu/7")) == Anime("kitsu/7", "Monster")
    assert await find(store, make_row("", key="bangumi/7")) == Anime("bangumi/7", "bangumi/7")


@pytest.mark.parametrize(
    "key", ["imdb/7", "mal/0", "mal/7x", "MAL/7", "mal/99999999999", "custom/7", "custom/x", "monster"]
)
async def test_an_impossible_key_counts_for_nothing(store: Store, key: str) -> None:
    assert await find(store, make_row("Monster", key=key)) == Anime("mal/19", "Monster", episodes=74)
    assert await find(store, make_row("Nothing", key=key)) is None


async def test_a_name_means_the_only_title_that_has_it(store: Store) -> None:
    assert await find(store, make_row("SOUSOU NO FRIEREN!")) == Anime("mal/52991", "Frieren", episodes=28)
    assert await find(store, make_row("Aria")) is None
    assert await find(store, make_row("Frier")) is None
    assert await find(store, make_row("")) is None


async def test_the_first_reading_that_is_a_name_counts(store: Store) -> None:
    (matched,) = await match_rows(store, make_row("Monster 86", "Monster", "86"))
    assert matched.anime is not None
    assert (matched.anime.key, matched.listed.notes) == ("mal/19", "Monster")


async def test_an_unclear_row_has_its_last_reading(store: Store) -> None:
    (matched,) = await match_rows(store, make_row("Foo 8/10", "Foo"))
    assert (matched.anime, matched.listed.title, matched.text) == (None, "Foo", "Foo 8/10 Foo")


async def test_titles_for_adults_are_found_by_name_but_after_others(store: Store) -> None:
    velvet = await find(store, make_row("Velvet Night"))
    assert velvet == Anime("mal/60", "Velvet Night", is_adult=True)
    monster = await find(store, make_row("Monsutaa"))
    assert monster is not None
    assert monster.key == "mal/19"
    assert await find(store, make_row("Monsutaa"), with_adult=True) is None


async def test_custom_titles_are_found_where_they_can_be_seen(store: Store) -> None:
    await store.titles.add_custom("My Show", title_id=5, user_id=BEN, guild_id=SERVER)
    draft = Draft(id=1, author_id=BEN, anime_key="custom/5", title="My Show", text=ReviewText(9, "Quiet."))
    await store.reviews.add(draft, review_id=1, now=1)
    await store.posts.add(Post(2, 1, SERVER, 3, True, 0))
    await store.titles.add_custom("Mine", title_id=6, user_id=ALICE, guild_id=None)
    rows = [make_row("my show"), make_row("Foo", key="custom/5"), make_row("MINE"), make_row("Foo", key="custom/6")]

    in_server = await match_rows(store, *rows, guild_id=SERVER)
    assert [row.anime and row.anime.key for row in in_server] == ["custom/5", "custom/5", "custom/6", "custom/6"]
    alone = await match_rows(store, *rows)
    assert [row.anime and row.anime.key for row in alone] == [None, None, "custom/6", "custom/6"]


async def test_a_title_on_the_list_is_found_by_its_key_anywhere(store: Store) -> None:
    await store.titles.add_custom("My Show", title_id=5, user_id=BEN, guild_id=SERVER)
    rows = [make_row("My Show", key="custom/5"), make_row("Lost", key="custom/9")]
    matched = await match_rows(store, *rows, own={"custom/5": "Fifth", "custom/9": "Ninth"})
    assert [row.anime for row in matched] == [Anime("custom/5", "My Show"), Anime("custom/9", "Lost")]


async def test_a_name_of_a_custom_title_and_of_the_catalogue_is_unclear(store: Store) -> None:
    await store.titles.add_custom("Monster", title_id=5, user_id=ALICE, guild_id=None)
    assert await find(store, make_row("Monster")) is None


async def test_the_oldest_of_custom_titles_with_one_name_is_found(store: Store) -> None:
    await store.titles.add_custom("Our Show", title_id=5, user_id=BEN, guild_id=None)
    await store.titles.add_custom("Our Show", title_id=6, user_id=ALICE, guild_id=None)
    await store.titles.add_custom("Our Show", title_id=7, user_id=BEN, guild_id=SERVER)
    (matched,) = await match_rows(store, make_row("Our Show"), guild_id=SERVER)
    assert matched.anime is not None
    assert matched.anime.key == "custom/6"


async def test_many_names_are_found_like_one(store: Store) -> None:
    names = ["Frieren", "Monster", "Aria", "86", *(f"Foo {number}" for number in range(500))]
    matched = await match_rows(store, *map(make_row, names))
    assert [row.anime and row.anime.key for row in matched[:5]] == ["mal/52991", "mal/19", None, "mal/86", None]
    assert not any(row.anime for row in matched[5:])


async def test_only_so_many_of_other_people_s_custom_titles_are_looked_up(store: Store) -> None:
    for number in (1, MAX_CUSTOM_TITLES + 1):
        await store.titles.add_custom(f"Show {number}", title_id=number, user_id=ALICE, guild_id=None)
    numbers = range(1, MAX_CUSTOM_TITLES + 2)
    rows = [make_row("Foo", key=f"custom/{number}", number=number) for number in numbers]
    matched = await match_rows(store, *rows)
    assert [row.number for row in matched if row.anime] == [1]


OWN = {
    "mal/1": "Quiet Harbour: The Long Winter",
    "mal/2": "Quiet Harbour: The Long Winter Returns",
    "mal/3": "Quietly",
    "mal/4": "Silver Rain",
    "mal/5": "Silver Rain!",
    "mal/6": "Blue Hours",
    "mal/7": "Blue Days",
}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("quiet harbour", "mal/1"),
        ("Quiet Harbour: the long winter returns", "mal/2"),
        ("quiet", "mal/1"),
        ("quietly", "mal/3"),
        ("silver rain", "mal/4"),
        ("blue", None),
        ("blue h", None),
        ("bl", None),
        ("harbour", None),
        ("", None),
    ],
)
def test_a_name_means_the_title_on_ones_list_that_begins_with_it(name: str, key: str | None) -> None:
    entries = [Entry(ALICE, key, title, ListStatus.WATCHING) for key, title in OWN.items()]
    assert find_by_beginnings([name], entries) == ({name: key} if key else {})


async def test_a_title_on_ones_list_is_not_asked_again(store: Store) -> None:
    row = make_row("frie 8/10", "frie")
    assert await find(store, row) is None
    (matched,) = await match_rows(store, row, own={"mal/52991": "Frie and the rest"})
    assert matched.anime is not None
    assert (matched.anime.key, matched.listed.title) == ("mal/52991", "frie")


async def test_the_beginning_of_a_custom_title_on_ones_list_means_that_title(store: Store) -> None:
    await store.titles.add_custom("Our Holiday Film", title_id=5, user_id=ALICE, guild_id=None)
    (matched,) = await match_rows(store, make_row("our holiday"), own={"custom/5": "Our Holiday Film"})
    assert matched.anime is not None
    assert matched.anime.key == "custom/5"


async def test_a_sequel_on_ones_list_is_not_taken_for_the_first_title_of_the_catalogue(store: Store) -> None:
    (matched,) = await match_rows(store, make_row("mons"), own={"mal/86": "Mons the Second"})
    assert matched.anime is None


async def test_the_whole_line_is_not_looked_for_on_ones_list(store: Store) -> None:
    row = make_row("Monster 3", "Monster")
    (matched,) = await match_rows(store, row, own={"mal/86": "Monster 3: The Return"})
    assert matched.anime is not None
    assert matched.anime.key == "mal/19"


async def test_titles_without_a_name_are_told(store: Store) -> None:
    read = ReadList(Source.TEXT, (make_row("", key="anilist/7"), make_row("Named", key="anilist/8")))

    async def list_none() -> list[Entry]:
        return []

    async def tell(number: int, total: int) -> None:
        pass

    file = await match(read, store.titles, SearchScope(ALICE, None, False), list_entries=list_none, tell=tell)
    assert file.remarks == (Remark(RemarkKind.UNKNOWN_TITLES, {"number": 1}),)
