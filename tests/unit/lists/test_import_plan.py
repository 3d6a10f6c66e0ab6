"""What a file would make of a list."""

import zlib
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.core.errors import Refusal
from cogs.lists.exchange.matching import MatchedFile, MatchedRow
from cogs.lists.exchange.packing import pack, unpack
from cogs.lists.exchange.plan import AS_WRITTEN, LEFT_OUT, Plan, make_plan, settle
from cogs.lists.formats.remarks import Remark, Source
from cogs.lists.formats.values import MAX_ROWS
from db.lists.models import Entry, ListStatus, PartialDate, Priority
from db.titles.models import Anime
from tests.support.listed import ENDLESS, KNOWN, NOW, is_sound, lists, make_row, remarks, rows

FURTHER_ALONG = [
    ListStatus.PLAN_TO_WATCH,
    ListStatus.DROPPED,
    ListStatus.ON_HOLD,
    ListStatus.WATCHING,
    ListStatus.COMPLETED,
]


def plan(file: Sequence[MatchedRow], present: Sequence[Entry] = (), *, is_merged: bool = True, now: int = NOW) -> Plan:
    return make_plan(file, present, user_id=1, is_merged=is_merged, now=now)


def write(present: Sequence[Entry], made: Plan) -> list[Entry]:
    """The list after a plan is carried out."""
    return list(({entry.anime_key: entry for entry in present} | dict(made.written)).values())


def import_row(*, before: dict[str, Any] | None = None, is_merged: bool = True, **fields: Any) -> Entry:
    """What a row that says this makes of Frieren, which has 28 episodes."""
    present = [make_entry(**before)] if before is not None else []
    (entry,) = write(present, plan([make_row(**fields)], present, is_merged=is_merged))
    return entry


def make_entry(**fields: Any) -> Entry:
    dates = {name: PartialDate.parse(fields.pop(name)) for name in ("started", "finished") if name in fields}
    given: dict[str, Any] = {"anime_key": "mal/1", "title": "Frieren", "status": ListStatus.WATCHING}
    given |= {"updated_at": NOW - 100} | fields | dates
    return Entry(user_id=1, **given)


# Rules for all files and lists


@given(st.lists(rows, max_size=6), lists, st.booleans())
def test_the_same_file_changes_nothing_a_second_time(
    file: list[MatchedRow], present: list[Entry], is_merged: bool
) -> None:
    after = write(present, plan(file, present, is_merged=is_merged))

    again = plan(file, after, is_merged=is_merged, now=NOW + 60)

    assert (again.new, again.changed) == (0, 0)
    assert not again.written


@given(st.lists(rows, max_size=6), lists)
def test_a_merge_never_loses_anything(file: list[MatchedRow], present: list[Entry]) -> None:
    after = {entry.anime_key: entry for entry in write(present, plan(file, present))}
    for entry in present:
        merged = after[entry.anime_key]
        assert FURTHER_ALONG.index(merged.status) >= FURTHER_ALONG.index(entry.status)
        assert merged.episodes >= entry.episodes
        assert merged.rewatches >= entry.rewatches
        assert list(Priority).index(merged.priority) >= list(Priority).index(entry.priority)
        assert merged.is_private >= entry.is_private
        assert (merged.score > 0) >= (entry.score > 0)
        assert merged.notes.startswith(entry.notes) or entry.notes in merged.notes
        assert set(merged.tags) >= set(entry.tags)
        assert entry.finished is None or str(merged.finished) >= str(entry.finished)


@given(st.lists(rows, max_size=6), lists, st.booleans())
def test_a_lost_date_is_told(file: list[MatchedRow], present: list[Entry], is_merged: bool) -> None:
    made = plan(file, present, is_merged=is_merged)
    after = {entry.anime_key: entry for entry in write(present, made)}
    told = {anime.key for anime in made.undated}
    listed = [(row.anime.key, row.listed) for row in file if row.anime is not None]
    for key, before in [*listed, *((entry.anime_key, entry) for entry in present)]:
        loses_start = before.started is not None and after[key].started is None
        loses_finish = before.finished is not None and after[key].finished is None
        assert not (loses_start or loses_finish) or key in told


@given(st.lists(rows, max_size=6), lists, st.booleans())
def test_private_entries_stay_private(file: list[MatchedRow], present: list[Entry], is_merged: bool) -> None:
    after = {entry.anime_key: entry for entry in write(present, plan(file, present, is_merged=is_merged))}
    assert all(after[entry.anime_key].is_private for entry in present if entry.is_private)


@given(st.lists(rows, max_size=6), lists, st.booleans())
def test_every_row_is_counted_once(file: list[MatchedRow], present: list[Entry], is_merged: bool) -> None:
    made = plan(file, present, is_merged=is_merged)
    assert made.titles + made.doubled + len(made.left_out) == len(file)
    assert made.titles == sum(made.statuses.values())
    assert made.new + made.changed == len(made.written)
    assert made.titles - made.new + len(made.missing) == len(present)


@given(st.lists(rows, max_size=6), lists, st.booleans())
def test_what_is_written_is_sound(file: list[MatchedRow], present: list[Entry], is_merged: bool) -> None:
    for key, entry in plan(file, present, is_merged=is_merged).written.items():
        assert is_sound(entry)
        assert key == entry.anime_key
        assert entry.title
        assert entry.updated_at <= NOW


@given(st.sampled_from(Source), st.lists(rows, max_size=4), st.lists(remarks, max_size=2))
def test_a_file_is_unpacked_as_it_was(source: Source, file: list[MatchedRow], told: list[Remark]) -> None:
    packed = MatchedFile(source, tuple(file), tuple(told))
    assert unpack(pack(packed)) == packed


EARLIER = {"source": "a text file", "rows": [], "remarks": ["Line 3 was too long."]}


@pytest.mark.parametrize(
    "data",
    [
        zlib.compress(orjson.dumps(EARLIER)),
        zlib.compress(orjson.dumps(EARLIER | {"source": "TEXT"})),
        zlib.compress(orjson.dumps({"source": "TEXT", "remarks": [], "rows": [{"number": 1}]})),
        zlib.compress(orjson.dumps({"source": "TEXT", "rows": [], "remarks": [{"kind": "NEWER", "facts": {}}]})),
        zlib.compress(b"[]"),
        zlib.compress(b"{"),
        b"",
    ],
)
def test_what_another_version_packed_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="Send it to `/list import` again"):
        unpack(data)


# What a new entry is


@pytest.mark.parametrize(
    ("fields", "status", "episodes"),
    [
        ({}, ListStatus.PLAN_TO_WATCH, 0),
        ({"score": 0, "episodes": 0}, ListStatus.PLAN_TO_WATCH, 0),
        ({"score": 8}, ListStatus.COMPLETED, 28),
        ({"score": 8, "episodes": 3}, ListStatus.WATCHING, 3),
        ({"episodes": 28}, ListStatus.COMPLETED, 28),
        ({"started": "2024"}, ListStatus.WATCHING, 0),
        ({"finished": "2024"}, ListStatus.COMPLETED, 28),
        ({"rewatches": 1}, ListStatus.COMPLETED, 28),
        ({"status": ListStatus.COMPLETED}, ListStatus.COMPLETED, 28),
        ({"status": ListStatus.COMPLETED, "episodes": 0}, ListStatus.COMPLETED, 0),
        ({"status": ListStatus.DROPPED, "score": 3}, ListStatus.DROPPED, 0),
        ({"status": ListStatus.ON_HOLD, "episodes": 28}, ListStatus.ON_HOLD, 28),
    ],
)
def test_what_a_file_does_not_say_follows(fields: dict[str, Any], status: ListStatus, episodes: int) -> None:
    entry = import_row(**fields)
    assert (entry.status, entry.episodes) == (status, episodes)


def test_the_number_of_episodes_in_the_file_counts_if_no_other_is_known() -> None:
    (entry,) = plan([make_row(ENDLESS, status=ListStatus.COMPLETED, total=12)]).written.values()
    assert entry.episodes == 12
    (entry,) = plan([make_row(ENDLESS, status=ListStatus.COMPLETED)]).written.values()
    assert entry.episodes == 0


def test_a_new_entry_has_its_time_from_the_file_but_none_in_the_future() -> None:
    assert import_row().updated_at == NOW
    assert import_row(updated_at=5).updated_at == 5
    assert import_row(updated_at=NOW + 1000).updated_at == NOW


def test_episodes_that_do_not_exist_are_cut() -> None:
    made = plan([make_row(episodes=30, status=ListStatus.WATCHING)])
    assert made.written["mal/1"].episodes == 28
    assert made.cut == (KNOWN,)
    assert not plan([make_row(ENDLESS, episodes=9000)]).cut


def test_a_start_after_the_finish_is_left_out() -> None:
    made = plan([make_row(started="2024-05", finished="2024-04")])
    assert made.written["mal/1"].started is None
    assert str(made.written["mal/1"].finished) == "2024-04"
    assert made.undated == (KNOWN,)
    assert not plan([make_row(started="2024-05", finished="2024")]).undated


# What becomes of an entry


def test_merging_keeps_what_is_further_along() -> None:
    before = {"episodes": 20, "score": 7, "started": "2024-02", "notes": "Mine", "is_private": True}
    entry = import_row(
        before=before, status=ListStatus.PLAN_TO_WATCH, episodes=3, score=9, started="2024-01", notes="Theirs"
    )
    assert entry == make_entry(
        episodes=20, score=9, started="2024-01", notes="Mine\n\nTheirs", is_private=True, updated_at=NOW
    )


def test_the_later_score_counts_when_merging() -> None:
    before = {"score": 7}
    assert import_row(before=before, score=9, updated_at=NOW - 200).score == 7
    assert import_row(before=before, score=9, updated_at=NOW - 50).score == 9
    assert import_row(before=before, score=0).score == 7
    assert import_row(before={"score": 9, "updated_at": NOW}, score=8).score == 8


def test_following_the_file_keeps_only_what_it_leaves_empty() -> None:
    before = {"episodes": 20, "score": 7, "started": "2024-02", "notes": "Mine", "is_private": True}
    fields = {"status": ListStatus.DROPPED, "episodes": 3, "score": 0, "notes": ""}
    entry = import_row(before=before, is_merged=False, **fields)
    assert entry == make_entry(
        status=ListStatus.DROPPED, episodes=3, started="2024-02", is_private=True, updated_at=NOW
    )


def test_if_dates_contradict_each_other_the_file_s_date_counts() -> None:
    before = {"started": "2024-02", "finished": "2024-03"}
    entry = import_row(before=before, is_merged=False, started="2024-05")
    assert (str(entry.started), entry.finished) == ("2024-05", None)
    entry = import_row(before=before, is_merged=False, finished="2024-01")
    assert (entry.started, str(entry.finished)) == (None, "2024-01")


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_date_of_the_list_that_the_file_contradicts_is_told(is_merged: bool) -> None:
    before = [make_entry(started="2024-05")]
    assert plan([make_row(finished="2024-03")], before, is_merged=is_merged).undated == (KNOWN,)
    assert plan([make_row(finished="2024-06")], before, is_merged=is_merged).undated == ()


def test_a_date_of_one_row_that_another_row_contradicts_is_told() -> None:
    made = plan([make_row(started="2024-05"), make_row(finished="2024-03")])
    assert (made.written["mal/1"].started, made.undated) == (None, (KNOWN,))


def test_a_rewatch_is_over_when_the_file_says_so() -> None:
    before = {"status": ListStatus.COMPLETED, "rewatches": 1, "rewatched_episodes": 5}
    assert import_row(before=before, is_merged=False, rewatches=2).rewatched_episodes is None
    assert import_row(before=before, is_merged=False, score=5).rewatched_episodes == 5
    assert import_row(before=before, rewatches=2).rewatched_episodes is None
    assert import_row(before=before, rewatches=1, rewatched_episodes=7).rewatched_episodes == 7


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_status_left_empty_changes_none_but_a_planned_one_and_the_last(is_merged: bool) -> None:
    dropped, planned = {"status": ListStatus.DROPPED, "episodes": 3}, {"status": ListStatus.PLAN_TO_WATCH}
    assert import_row(before=dropped, is_merged=is_merged, score=3).status is ListStatus.DROPPED
    assert import_row(before=dropped, is_merged=is_merged, episodes=28).status is ListStatus.COMPLETED
    assert import_row(before=planned, is_merged=is_merged, episodes=3).status is ListStatus.WATCHING
    completed = {"status": ListStatus.COMPLETED, "score": 3}
    assert import_row(before=completed, is_merged=is_merged, score=3) == make_entry(**completed)


def test_an_entry_keeps_its_name_unless_that_is_its_key() -> None:
    assert import_row(before={"title": "Sousou no Frieren"}, is_merged=False, score=1).title == "Sousou no Frieren"
    assert import_row(before={"title": "mal/1"}, score=1).title == "Frieren"


def test_what_stays_the_same_keeps_its_time() -> None:
    made = plan([make_row(status=ListStatus.WATCHING, updated_at=NOW - 5)], [make_entry()])
    assert (made.new, made.changed, made.unchanged) == (0, 0, 1)


def test_notes_and_tags_without_room_are_told() -> None:
    full = make_entry(notes="a" * 995, tags=tuple(f"tag {number}" for number in range(20)))
    assert plan([make_row(notes="b" * 10)], [full]).overfull == (KNOWN,)
    assert plan([make_row(tags=("one more",))], [full]).overfull == (KNOWN,)
    assert plan([make_row(notes="a" * 10, tags=("tag 3",))], [full]).overfull == ()


def test_two_rows_of_one_title_become_one() -> None:
    file = [make_row(status=ListStatus.WATCHING, episodes=3), make_row(score=8, notes="Slow", number=2)]
    made = plan(file, [make_entry(episodes=5, priority=Priority.HIGH)], is_merged=False)
    assert (made.changed, made.doubled) == (1, 1)
    assert made.written["mal/1"] == make_entry(
        episodes=3, score=8, notes="Slow", priority=Priority.HIGH, updated_at=NOW
    )


# Replacing, and unclear rows


def test_what_is_not_in_the_file_is_missing_and_unclear_rows_are_not_in_it() -> None:
    present = [make_entry(), make_entry(anime_key="mal/7", title="Aria")]
    made = plan([make_row(None, text="Aria"), make_row()], present)
    assert made.missing == ("mal/7",)
    assert [row.text for row in made.left_out] == ["Aria"]


def test_rows_become_what_was_chosen_for_them() -> None:
    file = [make_row(None, text=text) for text in ("Friren", "My  show", "Nothing", "Old show", "Gone", "Unasked")]
    choices = {0: "mal/1", 1: AS_WRITTEN, 2: LEFT_OUT, 3: AS_WRITTEN, 4: "mal/404"}
    settled = settle(file, choices, {"mal/1": KNOWN}, {"oldshow": Anime("custom/5", "Old Show")})
    assert [row.anime and row.anime.key for row in settled] == [
        "mal/1",
        "custom/myshow",
        None,
        "custom/5",
        "mal/404",
        None,
    ]
    assert settled[0].anime == KNOWN
    assert settled[3].anime == Anime("custom/5", "Old Show")
    assert settled[4].anime == Anime("mal/404", "Gone")
    assert file[0].anime is None


def test_a_title_has_its_present_key() -> None:
    row = make_row(Anime("anilist/7", "My name for it", episodes=12), text="Foo")
    (settled,) = settle([row], {}, {"anilist/7": Anime("mal/7", "Aria", episodes=13)}, {})
    assert settled.anime == Anime("mal/7", "My name for it", episodes=13)


def test_a_list_that_no_file_can_hold_is_too_long() -> None:
    present = [make_entry(anime_key=f"mal/{key}") for key in range(1, MAX_ROWS + 1)]
    assert not plan([make_row()], present[1:]).is_too_long
    assert plan([make_row(Anime("mal/0", "Aria"))], present).is_too_long
    longer = [*present, make_entry(anime_key="mal/0")]
    assert not plan([make_row()], longer).is_too_long


def test_rows_kept_as_written_under_one_name_become_one() -> None:
    file = [make_row(None, text="My Show"), make_row(None, text="my show!")]
    made = plan(settle(file, {0: AS_WRITTEN, 1: AS_WRITTEN}, {}, {}))
    assert (made.new, made.doubled) == (1, 1)
