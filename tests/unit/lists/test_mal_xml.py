import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.core.errors import Refusal
from cogs.lists.formats.mal_xml import read, write
from cogs.lists.formats.remarks import Source
from cogs.lists.formats.rows import ListedTitle
from cogs.lists.formats.values import clean_line, clean_text, read_title
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
from db.titles.models import MAX_EPISODES, Anime
from tests.support.list_files import MAL_ROW, list_remarks, make_mal_file, make_mal_row

FRIEREN = ListedTitle(
    key="mal/52991",
    title="Sousou no Frieren",
    total=28,
    status=ListStatus.COMPLETED,
    score=10,
    episodes=28,
    started=PartialDate(2023, 9, 29),
    finished=PartialDate(2024, 3, 22),
    rewatches=1,
    priority=Priority.HIGH,
    notes="Slow, & <b>kind</b>.",
    tags=("quiet", "elves"),
)


def read_one(**values: str) -> ListedTitle:
    """What a row without remarks says."""
    found = read(make_mal_file(make_mal_row(**values)))
    assert found.remarks == ()
    return found.rows[0].readings[0]


# In


def test_a_real_export_is_read() -> None:
    found = read(make_mal_file(MAL_ROW, make_mal_row(series_animedb_id="19", series_title="Monster")))
    assert found.source is Source.MAL
    assert found.remarks == ()
    assert [(row.number, row.text) for row in found.rows] == [(1, "Sousou no Frieren"), (2, "Monster")]
    assert found.rows[0].readings == (FRIEREN,)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Watching", ListStatus.WATCHING),
        ("Completed", ListStatus.COMPLETED),
        ("On-Hold", ListStatus.ON_HOLD),
        ("Dropped", ListStatus.DROPPED),
        ("Plan to Watch", ListStatus.PLAN_TO_WATCH),
        ("1", ListStatus.WATCHING),
        ("2", ListStatus.COMPLETED),
        ("3", ListStatus.ON_HOLD),
        ("4", ListStatus.DROPPED),
        ("6", ListStatus.PLAN_TO_WATCH),
        ("", None),
    ],
)
def test_a_status_is_a_word_or_in_old_files_a_number(text: str, status: ListStatus | None) -> None:
    assert read_one(my_status=text).status is status


@pytest.mark.parametrize("text", ["MEDIUM", "Medium", "medium", "1"])
def test_a_priority_is_written_in_any_case(text: str) -> None:
    assert read_one(my_priority=text).priority is Priority.MEDIUM


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("0000-00-00", None),
        ("0001-01-01", None),
        ("1899-12-30", None),
        ("", None),
        ("2024-00-00", PartialDate(2024)),
        ("2024-04-00", PartialDate(2024, 4)),
        ("2024-04-03", PartialDate(2024, 4, 3)),
        ("2024-04", PartialDate(2024, 4)),
        ("2024", PartialDate(2024)),
    ],
)
def test_a_date_keeps_its_precision(text: str, day: PartialDate | None) -> None:
    title = read_one(my_start_date=text, my_finish_date=text)
    assert (title.started, title.finished) == (day, day)


def test_missing_values_say_nothing() -> None:
    title = read_one(
        series_episodes="0",
        my_score="0",
        my_watched_episodes="",
        my_times_watched="",
        my_comments="<![CDATA[]]>",
        my_tags="<![CDATA[ , ]]>",
        my_priority="",
    )
    assert (title.total, title.score, title.episodes, title.rewatches) == (None, None, None, None)
    assert (title.notes, title.tags, title.priority, title.is_private) == (None, None, None, None)


def test_a_row_with_few_elements_is_read() -> None:
    found = read(make_mal_file("<anime><series_animedb_id>19</series_animedb_id></anime>"))
    assert found.rows[0].text == "MyAnimeList 19"
    assert found.rows[0].readings == (ListedTitle(key="mal/19"),)


@pytest.mark.parametrize("flag", ["1", "YES"])
def test_a_rewatch_keeps_the_episodes_of_the_first_time(flag: str) -> None:
    title = read_one(my_rewatching=flag, my_rewatching_ep="5")
    assert (title.status, title.episodes, title.rewatched_episodes) == (ListStatus.COMPLETED, 28, 5)


def test_an_episode_of_a_rewatch_means_nothing_when_there_is_no_rewatch() -> None:
    assert read_one(my_rewatching="0", my_rewatching_ep="5").rewatched_episodes is None


@pytest.mark.parametrize("number", ["", "0", "none", "-4", "1" * 5000])
def test_a_title_without_a_number_is_known_by_its_name(number: str) -> None:
    title = read_one(series_animedb_id=number)
    assert (title.key, title.title) == (None, "Sousou no Frieren")


def test_elements_of_older_files_are_ignored() -> None:
    older = MAL_ROW.replace("<my_score>", "<my_dvd></my_dvd><my_downloaded_eps>3</my_downloaded_eps><my_score>")
    assert read(make_mal_file(older)).rows[0].readings == (FRIEREN,)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252"])
def test_the_declared_encoding_counts(encoding: str) -> None:
    text = make_mal_file(make_mal_row(series_title="Pokémon")).decode().replace("UTF-8", encoding)
    assert read(text.encode(encoding)).rows[0].text == "Pokémon"


def test_inner_elements_leave_their_text() -> None:
    assert read_one(my_comments="so <b>very <i>slow</i></b> and kind").notes == "so very slow and kind"


def test_characters_that_xml_forbids_do_not_make_a_file_unreadable() -> None:
    assert read_one(my_comments="<![CDATA[one\x0btwo\x00]]>").notes == "onetwo"


@pytest.mark.parametrize(
    ("tag", "value", "field", "what"),
    [
        ("my_score", "11", "score", "score"),
        ("my_score", "good", "score", "score"),
        ("my_status", "Sleeping", "status", "status"),
        ("my_priority", "Urgent", "priority", "priority"),
        ("my_start_date", "2024-02-30", "started", "start date"),
        ("my_finish_date", "0000-04-03", "finished", "finish date"),
        ("my_watched_episodes", str(MAX_EPISODES + 1), "episodes", "number of episodes"),
        ("my_watched_episodes", "3.5", "episodes", "number of episodes"),
        ("my_times_watched", "1001", "rewatches", "number of rewatches"),
    ],
)
def test_a_value_that_cannot_be_used_is_left_out_and_named(tag: str, value: str, field: str, what: str) -> None:
    found = read(make_mal_file(MAL_ROW, make_mal_row(**{tag: value, "series_title": "[Mon*ster]"})))
    assert getattr(found.rows[1].readings[0], field) is None
    assert found.rows[1].readings[0].key == "mal/52991"
    assert list_remarks(found) == [
        f"Title 2, \\[Mon\\*ster\\]: the {what} “{value}” can't be used, so it was left out."
    ]


def test_notes_and_tags_that_do_not_fit_are_cut_and_named() -> None:
    tags = [f"tag {number}" for number in range(MAX_TAGS + 1)]
    found = read(
        make_mal_file(make_mal_row(my_comments="x" * 2000, my_tags=",".join(["y" * (MAX_TAG_LENGTH + 1), *tags])))
    )
    title = found.rows[0].readings[0]
    assert (title.notes, title.tags) == ("x" * MAX_NOTES_LENGTH, tuple(tags[:MAX_TAGS]))
    assert list_remarks(found) == [
        "Title 1, Sousou no Frieren: the notes are longer than 1,000 characters, so the end was left out.",
        "Title 1, Sousou no Frieren: only 20 tags of up to 50 characters fit, so the others were left out.",
    ]


def test_not_all_of_a_million_tags_are_read() -> None:
    def measure(tags: str) -> int:
        """How much memory a file takes with these tags."""
        data = make_mal_file(make_mal_row(my_tags=tags))
        tracemalloc.start()
        found = read(data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert "only 20 tags" in list_remarks(found)[0]
        return peak

    assert measure("a," * 1_000_000) < 1.5 * measure("a" * 2_000_000)
    many = read(make_mal_file(make_mal_row(my_tags=",".join(map(str, range(1_000_000))))))
    assert many.rows[0].readings[0].tags == tuple(map(str, range(MAX_TAGS)))


def test_a_name_that_nobody_can_see_does_not_count() -> None:
    found = read(
        make_mal_file(make_mal_row(series_title="\u200b\u2800"), make_mal_row(series_animedb_id="0", series_title="ㅤ"))
    )
    assert [(row.text, row.readings[0].title) for row in found.rows] == [("MyAnimeList 52991", "")]
    assert list_remarks(found) == ["Title 2 has neither a name nor an id, so it was left out."]


def test_only_the_first_ten_remarks_are_told() -> None:
    found = read(make_mal_file(*[make_mal_row(my_score="11")] * 15))
    assert len(found.rows) == 15
    assert len(found.remarks) == 11
    assert list_remarks(found)[-1] == "And 5 more like these."


def test_a_row_that_names_no_title_is_left_out() -> None:
    found = read(make_mal_file(make_mal_row(series_animedb_id="0", series_title=""), MAL_ROW))
    assert [row.number for row in found.rows] == [2]
    assert list_remarks(found) == ["Title 1 has neither a name nor an id, so it was left out."]


@pytest.mark.parametrize(
    "data",
    [
        make_mal_file().replace(b"type>1<", b"type>2<"),
        b"<myanimelist><manga><manga_mangadb_id>2</manga_mangadb_id></manga></myanimelist>",
    ],
)
def test_an_export_of_manga_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(Refusal, match="manga list"):
        read(data)


# Out

WRITTEN = """\
<?xml version="1.0" encoding="UTF-8" ?>
<!-- An anime list exported by Kanso -->

<myanimelist>
	<myinfo>
		<user_id>7</user_id>
		<user_name>mei &amp; co</user_name>
		<user_export_type>1</user_export_type>
		<user_total_anime>1</user_total_anime>
		<user_total_watching>0</user_total_watching>
		<user_total_completed>0</user_total_completed>
		<user_total_onhold>1</user_total_onhold>
		<user_total_dropped>0</user_total_dropped>
		<user_total_plantowatch>0</user_total_plantowatch>
	</myinfo>
	<anime>
		<series_animedb_id>52991</series_animedb_id>
		<series_title><![CDATA[Frieren]]></series_title>
		<series_type>TV</series_type>
		<series_episodes>28</series_episodes>
		<my_id>0</my_id>
		<my_watched_episodes>3</my_watched_episodes>
		<my_start_date>2024-04-00</my_start_date>
		<my_finish_date>0000-00-00</my_finish_date>
		<my_rated></my_rated>
		<my_score>9</my_score>
		<my_storage></my_storage>
		<my_storage_value>0.00</my_storage_value>
		<my_status>On-Hold</my_status>
		<my_comments><![CDATA[a]]]]><![CDATA[>b]]></my_comments>
		<my_times_watched>0</my_times_watched>
		<my_rewatch_value></my_rewatch_value>
		<my_priority>LOW</my_priority>
		<my_tags><![CDATA[one, two]]></my_tags>
		<my_rewatching>0</my_rewatching>
		<my_rewatching_ep>0</my_rewatching_ep>
		<my_discuss>1</my_discuss>
		<my_sns>default</my_sns>
		<update_on_import>1</update_on_import>
	</anime>
</myanimelist>
"""


def write_list(entries: Sequence[Entry], titles: Sequence[Anime] = ()) -> tuple[bytes, tuple[Entry, ...]]:
    return write(entries, {anime.key: anime for anime in titles}, user_id=7, user_name="mei & co")


def test_an_export_looks_as_the_site_writes_it() -> None:
    entry = Entry(
        user_id=7,
        anime_key="anilist/154587",
        title="Old name",
        status=ListStatus.ON_HOLD,
        score=9,
        episodes=3,
        started=PartialDate(2024, 4),
        notes="a]]>\x02b",
        tags=("one", "two"),
        is_private=True,
    )
    frieren = Anime("mal/52991", "Frieren", kind="TV", episodes=28)
    data, left_out = write([entry], {"anilist/154587": frieren}, user_id=7, user_name="mei & co")
    assert data.decode() == WRITTEN
    assert left_out == ()


def test_a_title_that_the_site_does_not_have_is_named_instead_of_written() -> None:
    kept, other, own = (
        Entry(user_id=7, anime_key=key, title=key, status=ListStatus.WATCHING)
        for key in ("mal/19", "anilist/1", "custom/5")
    )
    data, left_out = write_list([other, kept, own], [Anime("anilist/1", "On AniList alone")])
    assert left_out == (other, own)
    assert [anime.findtext("series_title") for anime in fromstring(data).iter("anime")] == ["mal/19"]
    assert fromstring(data).findtext("myinfo/user_total_anime") == "1"


def test_an_empty_list_is_written_and_read() -> None:
    assert read(write_list([])[0]).rows == ()


dates = st.none() | st.one_of(
    st.builds(PartialDate, st.integers(1900, 9999)),
    st.builds(PartialDate, st.integers(1900, 9999), st.integers(1, 12)),
    st.dates(date(1900, 1, 1)).map(lambda day: PartialDate(day.year, day.month, day.day)),
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))
tags = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=",\ufffe\uffff"), max_size=50)
entries = st.builds(
    Entry,
    user_id=st.just(7),
    anime_key=st.integers(1, 999_999).map(lambda number: f"mal/{number}"),
    title=texts | st.sampled_from(["]]>", "<![CDATA[x]]>", "&amp;", "]]]]>>"]),
    status=st.sampled_from(ListStatus),
    score=st.integers(0, 10),
    episodes=st.integers(0, MAX_EPISODES),
    started=dates,
    finished=dates,
    rewatches=st.integers(0, MAX_REWATCHES),
    priority=st.sampled_from(Priority),
    notes=texts,
    tags=st.lists(tags.map(clean_line).filter(bool), max_size=MAX_TAGS, unique=True).map(tuple),
)
rewatched = st.builds(
    lambda entry, episodes: replace(entry, status=ListStatus.COMPLETED, rewatched_episodes=episodes),
    entries,
    st.integers(0, MAX_EPISODES),
)


@given(st.lists(entries | rewatched, max_size=4))
def test_what_was_written_is_read_again(listed: list[Entry]) -> None:
    found = read(write_list(listed)[0])
    assert [row.readings for row in found.rows] == [
        (
            ListedTitle(
                key=entry.anime_key,
                title=read_title(entry.title),
                status=entry.status,
                score=entry.score or None,
                episodes=entry.episodes,
                started=entry.started,
                finished=entry.finished,
                rewatches=entry.rewatches,
                rewatched_episodes=entry.rewatched_episodes,
                priority=entry.priority,
                notes=clean_text(entry.notes) or None,
                tags=entry.tags or None,
            ),
        )
        for entry in listed
    ]
    assert found.remarks == ()
