"""Titles: what a person finds in a place, and the titles that people make."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from db.lists.models import Entry, ListStatus
from db.reviews.models import Draft, Post, Review, ReviewText
from db.store import Store
from db.titles.catalogue.records import TitleRecord
from db.titles.models import Anime
from tests.support.catalogues import build, get_titles, make_record

ANN, BEN, CLUB, OTHER_CLUB = 1, 2, 10, 20
NOW = 1_700_000_000

MONSTER = make_record("Monster", keys=("mal/19", "anidb/1"), prominence=500)
HARBOUR = make_record("Quiet Harbour", keys=("mal/7",), native=("静かな港",))
TWINS = [make_record("Twin", keys=(f"mal/{number}",)) for number in (8, 9)]
ADULT = make_record("Quiet Night", keys=("mal/18",), is_adult=True)
SHELF = [MONSTER, HARBOUR, *TWINS, ADULT]


class World:
    """A store, with shortcuts to fill it and to search it."""

    def __init__(self, store: Store, catalogue_path: Path) -> None:
        self.store = store
        self._catalogue_path = catalogue_path
        self._changes = count(1)

    async def search(self, text: str, **place: Any) -> list[str]:
        given = {"user_id": ANN, "guild_id": CLUB, "with_adult": False} | place
        return get_titles(await self.store.titles.search(text, **given))

    async def find(self, text: str, **place: Any) -> Anime | None:
        given = {"user_id": ANN, "guild_id": CLUB, "with_adult": False} | place
        return await self.store.titles.find(text, **given)

    async def nearest(self, text: str, **options: Any) -> list[str]:
        given = {"user_id": ANN, "guild_id": CLUB, "with_adult": False} | options
        return get_titles(await self.store.titles.nearest(text, **given))

    async def make(self, title: str, title_id: int = 5, user_id: int = ANN, guild_id: int | None = CLUB) -> Anime:
        return await self.store.titles.add_custom(title, title_id=title_id, user_id=user_id, guild_id=guild_id)

    async def add_entry(self, key: str, status: ListStatus = ListStatus.WATCHING, title: str = "Listed") -> None:
        entry = Entry(user_id=ANN, anime_key=key, title=title, status=status)
        await self.store.lists.change(
            lambda _: entry, user_id=ANN, anime_key=key, change_id=next(self._changes), now=NOW
        )

    async def add_review(self, key: str, review_id: int, guild_id: int = CLUB, author_id: int = BEN) -> Review:
        draft = Draft(id=1, author_id=author_id, anime_key=key, title="Reviewed", text=ReviewText(9, "Quiet."))
        review = await self.store.reviews.add(draft, review_id=review_id, now=NOW)
        assert review is not None
        await self.store.posts.add(Post(9000 + review_id, review_id, guild_id, 70, True, review.changes))
        return review

    async def update(self, *records: TitleRecord) -> None:
        """Replaces the catalogue."""
        build(self._catalogue_path, *records)
        assert await self.store.titles.refresh()


@pytest.fixture
def small_catalogue_path(tmp_path: Path) -> Path:
    """A catalogue that can be replaced."""
    path = tmp_path / "catalogue.db"
    build(path, *SHELF)
    return path


@pytest.fixture
def world(store: Store, small_catalogue_path: Path) -> World:
    return World(store, small_catalogue_path)


# Searching


async def test_without_text_unfinished_titles_are_offered_watched_ones_first(world: World) -> None:
    await world.add_entry("mal/19", ListStatus.PLAN_TO_WATCH)
    await world.add_entry("mal/7", ListStatus.WATCHING)
    await world.add_entry("mal/8", ListStatus.COMPLETED)
    await world.add_entry("mal/9", ListStatus.DROPPED)
    await world.add_entry("mal/404", ListStatus.ON_HOLD, title="Gone")
    for text in ("", "  "):
        assert await world.search(text) == ["Quiet Harbour", "Gone", "Monster"]
    assert await world.search("", limit=1) == ["Quiet Harbour"]
    assert await world.search("", user_id=BEN) == []


async def test_without_text_titles_for_adults_are_offered_where_they_are_allowed(world: World) -> None:
    await world.add_entry("mal/18")
    await world.add_entry("mal/7", ListStatus.PLAN_TO_WATCH)
    assert await world.search("") == ["Quiet Harbour"]
    assert await world.search("", with_adult=True) == ["Quiet Night", "Quiet Harbour"]


async def test_without_text_titles_that_may_not_be_shown_take_no_room(world: World) -> None:
    await world.add_entry("mal/18", ListStatus.WATCHING)
    await world.add_entry("mal/7", ListStatus.PLAN_TO_WATCH)
    assert await world.search("", limit=1) == ["Quiet Harbour"]


async def test_titles_on_the_list_and_reviewed_in_the_server_come_first(world: World) -> None:
    await world.update(
        *(make_record(f"Film {number}", keys=(f"mal/{number}",), prominence=-number) for number in range(9))
    )
    assert (await world.search("film"))[:3] == ["Film 0", "Film 1", "Film 2"]

    await world.add_entry("mal/5")
    await world.add_review("mal/7", 1)
    await world.add_review("mal/8", 2, guild_id=OTHER_CLUB)

    assert (await world.search("film"))[:3] == ["Film 5", "Film 7", "Film 0"]
    assert (await world.search("film", user_id=BEN))[:2] == ["Film 7", "Film 0"]
    assert (await world.search("film", guild_id=OTHER_CLUB))[:3] == ["Film 5", "Film 8", "Film 0"]
    assert (await world.search("film", guild_id=None))[:2] == ["Film 5", "Film 0"]


async def test_a_deleted_review_favours_nothing(world: World) -> None:
    await world.add_review("mal/9", 1)
    assert (await world.store.titles.search("twin", user_id=ANN, guild_id=CLUB, with_adult=False))[0].key == "mal/9"
    await world.store.reviews.delete(review_id=1, now=NOW)
    assert (await world.store.titles.search("twin", user_id=ANN, guild_id=CLUB, with_adult=False))[0].key == "mal/8"


async def test_up_to_five_custom_titles_come_after_those_that_match_as_well(world: World) -> None:
    for number in range(1, 8):
        await world.make(f"Monster film {number}", title_id=number)
    found = await world.search("monster")
    assert found == ["Monster", *(f"Monster film {number}" for number in (7, 6, 5, 4, 3))]
    assert await world.search("monster", limit=3) == found[:3]
    assert (await world.search("monster film 6"))[0] == "Monster film 6"
    assert await world.search("monster", user_id=BEN) == ["Monster"]


async def test_titles_made_here_are_found_as_forgivingly_as_others(world: World) -> None:
    await world.make("The Lantern Club 2nd Season")
    for text in ("lantern", "lantren club", "club lantern", "the lantern club s2", "LANTERN"):
        assert await world.search(text) == ["The Lantern Club 2nd Season"], text


# Finding


@pytest.mark.parametrize("text", ["mal/19", "anidb/1", "Monster", "  mönster!"])
async def test_a_key_or_a_name_that_one_title_has_names_it(world: World, text: str) -> None:
    anime = await world.find(text)
    assert anime is not None
    assert anime.key == "mal/19"


@pytest.mark.parametrize(
    "text", ["Twin", "monst", "", "mal/404", "custom/5", "custom/", "custom/x", "custom/" + "9" * 30]
)
async def test_an_ambiguous_name_finds_nothing(world: World, text: str) -> None:
    assert await world.find(text) is None


async def test_a_title_made_here_makes_the_same_name_ambiguous(world: World) -> None:
    await world.make("Monster")
    assert await world.find("monster") is None
    assert await world.find("monster", user_id=BEN, guild_id=OTHER_CLUB) is not None
    assert (await world.nearest("monster"))[:2] == ["Monster", "Monster"]


async def test_a_title_for_adults_is_found_by_key_everywhere_and_by_name_where_it_is_allowed(world: World) -> None:
    assert await world.find("quiet night") is None
    assert (
        await world.find("quiet night", with_adult=True)
        == await world.find("mal/18")
        == await world.store.titles.get("mal/18")
    )
    assert "Quiet Night" not in await world.nearest("quiet night")


async def test_for_text_that_names_nothing_matches_come_before_similar_titles(world: World) -> None:
    assert (await world.nearest("quiet harbor at sea"))[:1] == ["Quiet Harbour"]
    assert (await world.nearest("twin"))[:2] == ["Twin", "Twin"]
    assert len(await world.nearest("quiet", limit=1)) == 1
    assert await world.nearest("xqxqxq") == []


async def test_names_and_keys_are_those_of_the_catalogue(world: World) -> None:
    assert await world.store.titles.list_names("mal/7") == ["Quiet Harbour", "静かな港"]
    assert sorted(await world.store.titles.list_keys("anidb/1")) == ["anidb/1", "mal/19"]
    assert [
        anime.key for anime in await world.store.titles.list_named("twin", user_id=1, guild_id=None, with_adult=False)
    ] == ["mal/8", "mal/9"]


# Custom titles


@pytest.mark.parametrize(("title", "again"), [("Our film", "  OUR film!"), ("🎉 🎉", "🎉  🎉"), ("?!", "?!")])
async def test_a_title_made_again_is_the_one_that_is_there(world: World, title: str, again: str) -> None:
    first = await world.make(title)
    await world.add_review(first.key, 1, author_id=ANN)

    assert await world.make(again, title_id=6, user_id=BEN) == first
    assert await world.make(again, title_id=7, guild_id=None) == first
    assert await world.find(again, user_id=BEN) == first
    assert await world.search(again, user_id=BEN) == [title]
    assert await world.store.titles.get("custom/6") is None


async def test_a_title_that_its_maker_cannot_see_is_made_again(world: World) -> None:
    await world.make("Our film")
    assert await world.make("Our film", title_id=6, user_id=BEN, guild_id=OTHER_CLUB) == Anime("custom/6", "Our film")


async def test_of_titles_with_one_name_a_persons_own_is_found_and_else_the_oldest(world: World) -> None:
    for title_id, user_id in ((5, ANN), (6, BEN)):
        custom = await world.make("Our film", title_id=title_id, user_id=user_id, guild_id=OTHER_CLUB)
        await world.add_review(custom.key, title_id, author_id=user_id)
    assert await world.find("our film", user_id=BEN) == Anime("custom/6", "Our film")
    assert await world.find("our film", user_id=3) == Anime("custom/5", "Our film")


async def test_a_title_is_a_servers_once_a_review_of_it_is_posted_there(world: World) -> None:
    made = await world.make("Operation Lantern")
    await world.add_review(made.key, 3, author_id=BEN)
    assert await world.search("operation", user_id=BEN) == []
    assert await world.find("operation lantern", user_id=BEN) is None

    await world.add_review(made.key, 1, author_id=ANN)
    assert await world.search("operation", user_id=BEN) == ["Operation Lantern"]
    assert await world.search("operation", user_id=BEN, guild_id=OTHER_CLUB) == []

    await world.store.titles.remove_from_guild(made.key, guild_id=CLUB)
    await world.add_review(made.key, 2, author_id=ANN + 1000)
    assert await world.search("operation", user_id=BEN) == []
    assert await world.search("operation") == ["Operation Lantern"]


async def test_a_title_of_the_catalogue_comes_before_a_custom_one_with_its_name(world: World) -> None:
    made = await world.make("Monster")
    await world.add_review(made.key, 1, author_id=ANN)
    given = {"user_id": BEN, "guild_id": CLUB, "with_adult": False}
    assert (await world.store.titles.search("monster", **given))[0].key != made.key
    assert (await world.store.titles.nearest("monster", **given))[0].key != made.key
    assert await world.find("monster", user_id=BEN) is None, "it may be either"


async def test_a_title_made_in_private_messages_is_seen_by_its_maker_alone(world: World) -> None:
    made = await world.make("Our film", guild_id=None)
    for guild_id in (None, CLUB):
        assert await world.search("our", guild_id=guild_id) == ["Our film"]
        assert await world.find(made.key, guild_id=guild_id) == made
        assert await world.search("our", user_id=BEN, guild_id=guild_id) == []
        assert await world.find(made.key, user_id=BEN, guild_id=guild_id) is None


async def test_titles_of_different_emoji_stay_apart(world: World) -> None:
    await world.make("🎉")
    assert await world.find("🎂") is None
    assert await world.search("🎂") == []


@pytest.mark.parametrize("text", ["\ud83d", "🎉\udf89", "\x00", "%", "_", "ﷺ" * 20_000, "🎉" * 100])
async def test_strange_text_finds_nothing(world: World, text: str) -> None:
    await world.make("Our film")
    assert await world.search(text) == []
    assert await world.find(text) is None
    assert await world.nearest(text) == []


async def test_an_unknown_key_keeps_the_given_name(world: World) -> None:
    assert (await world.store.titles.get_or_name("mal/19", "Another")).title == "Monster"
    assert await world.store.titles.get_or_name("mal/999999999", "Gone") == Anime("mal/999999999", "Gone")


# What a new catalogue has


FILM = make_record("Our Film", keys=("mal/30", "anidb/30"))


async def test_a_title_that_a_new_catalogue_has_is_offered_only_once(world: World) -> None:
    made = await world.make("Our film")
    assert await world.store.titles.list_offers(user_id=ANN) == []

    await world.update(*SHELF, FILM)

    offered = (made, Anime("mal/30", "Our Film"))
    assert await world.store.titles.list_offers(user_id=ANN) == [offered]
    assert await world.store.titles.list_offers(user_id=BEN) == []
    await world.store.titles.set_offered(*offered)
    assert await world.store.titles.list_offers(user_id=ANN) == []


async def test_a_title_that_was_known_when_the_custom_one_was_made_is_not_offered(world: World) -> None:
    await world.make("Monster")
    await world.update(*SHELF, FILM)
    assert await world.store.titles.list_offers(user_id=ANN) == []


@pytest.mark.parametrize("name", ["Twin", "Quiet Night"])
async def test_neither_one_of_two_titles_nor_one_for_adults_is_offered(world: World, name: str) -> None:
    await world.update(FILM)
    await world.make(name)
    await world.update(*SHELF)
    assert await world.store.titles.list_offers(user_id=ANN) == []


async def test_a_merged_title_is_the_catalogues_everywhere(world: World) -> None:
    made = await world.make("Our film")
    await world.add_entry(made.key)
    review = await world.add_review(made.key, 1)
    await world.update(*SHELF, FILM)
    ((_, known),) = await world.store.titles.list_offers(user_id=ANN)
    assert await world.store.titles.is_maker(made.key, user_id=ANN)
    assert not await world.store.titles.is_maker(made.key, user_id=BEN)

    assert await world.store.moves.merge_custom(made, known, now=NOW) == [review.id]

    assert not await world.store.titles.is_maker(made.key, user_id=ANN)
    assert await world.store.titles.list_offers(user_id=ANN) == []
    assert await world.store.titles.get(made.key) == await world.find(made.key) == await world.find("our film") == known
    assert (await world.store.titles.get_all([made.key, "mal/7"]))[made.key] == known
    assert await world.search("our film") == ["Our Film"]
    assert await world.search("") == ["Our Film"]
    entry = await world.store.lists.get(user_id=ANN, anime_key="mal/30")
    assert entry is not None
    assert await world.store.reviews.get_by_author(author_id=BEN, anime_key="mal/30") is not None


async def test_a_merged_title_keeps_its_name_where_the_catalogue_lost_it(world: World) -> None:
    made = await world.make("Our film")
    await world.update(*SHELF, FILM)
    await world.store.moves.merge_custom(made, Anime("mal/30", "Our Film"), now=NOW)
    await world.update(*SHELF)
    anime = await world.store.titles.get(made.key)
    assert anime is not None
    assert anime.title == "Our film"


async def test_data_follows_a_key_that_changed(world: World) -> None:
    await world.update(make_record("Monster", keys=("anidb/1",)), HARBOUR)
    await world.add_entry("anidb/1")
    await world.add_entry("mal/7")
    await world.add_entry("mal/404", title="Gone")
    review = await world.add_review("anidb/1", 1)
    assert await world.store.moves.update_keys(now=NOW) == []

    await world.update(*SHELF)

    assert await world.store.moves.update_keys(now=NOW) == [review.id]
    assert await world.store.moves.update_keys(now=NOW) == []
    for key, is_there in {"mal/19": True, "anidb/1": False, "mal/7": True, "mal/404": True}.items():
        assert (await world.store.lists.get(user_id=ANN, anime_key=key) is not None) is is_there
    assert await world.store.moves.list_untold(user_id=ANN) == []


async def test_an_owner_is_told_once_that_two_entries_became_one(world: World) -> None:
    await world.update(make_record("Monster", keys=("mal/19",)), make_record("Monster!", keys=("anidb/1",)))
    await world.add_entry("mal/19", ListStatus.COMPLETED)
    await world.add_entry("anidb/1", ListStatus.WATCHING)
    await world.update(*SHELF)

    await world.store.moves.update_keys(now=NOW)

    (merge,) = await world.store.moves.list_untold(user_id=ANN)
    assert (merge.anime_key, merge.old_key) == ("mal/19", "anidb/1")
    entry = await world.store.lists.get(user_id=ANN, anime_key="mal/19")
    assert entry is not None
    assert entry.status is ListStatus.COMPLETED
    await world.store.moves.set_told([merge], now=NOW)
    assert await world.store.moves.list_untold(user_id=ANN) == []


async def test_titles_folded_by_an_earlier_version_are_found_again(world: World) -> None:
    made = await world.make("Shoujo Club")
    async with world.store.database.transaction() as connection:
        await connection.execute("UPDATE custom_titles SET folded = 'shoujo club'")
    assert await world.find("shōjo club") is None

    await world.store.moves.update_keys(now=NOW)

    assert await world.find("shōjo club") == made


# One's own titles everywhere


async def test_ones_own_titles_are_found_by_key_when_no_catalogue_has_them(world: World) -> None:
    await world.add_entry("mal/7", title="Quiet Harbour")
    await world.add_review("mal/9", 501, author_id=ANN)
    await world.update(MONSTER)

    assert await world.find("mal/7") == Anime("mal/7", "Quiet Harbour")
    assert await world.find("mal/9") == Anime("mal/9", "Reviewed")
    assert await world.find("mal/7", user_id=BEN) is None
    assert await world.search("") == ["Quiet Harbour"]


async def test_a_custom_title_on_ones_own_list_is_found_by_key_everywhere(world: World) -> None:
    film = await world.make("Our film", user_id=BEN)
    await world.add_entry(film.key, title="Our film")

    assert await world.find(film.key, guild_id=OTHER_CLUB) == film
    assert await world.find(film.key, guild_id=None) == film
    assert await world.find(film.key, user_id=3, guild_id=OTHER_CLUB) is None


async def test_a_custom_title_that_matches_with_a_slip_comes_after_the_catalogues(world: World) -> None:
    await world.make("Monstre")

    assert await world.search("monster") == ["Monster", "Monstre"]
    assert await world.search("monstre") == ["Monstre", "Monster"]
