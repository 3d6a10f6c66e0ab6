"""Made-up rows of list files, and the entries and remarks that belong to them."""

from typing import Any

from hypothesis import strategies as st

from cogs.lists.exchange.matching import MatchedRow
from cogs.lists.formats.remarks import Remark, RemarkKind
from cogs.lists.formats.rows import ListedTitle
from db.lists.models import MAX_TAGS, Entry, ListStatus, PartialDate, Priority
from db.titles.models import Anime

NOW = 1_700_000_000

KNOWN = Anime("mal/1", "Frieren", episodes=28)
ENDLESS = Anime("mal/2", "Sazae-san")


def make_row(anime: Anime | None = KNOWN, *, text: str = "Frieren", number: int = 1, **fields: Any) -> MatchedRow:
    """A row with these fields; dates are given as text."""
    dates = {name: PartialDate.parse(fields.pop(name)) for name in ("started", "finished") if name in fields}
    given: dict[str, Any] = {"title": text} | fields | dates
    return MatchedRow(number, text, ListedTitle(**given), anime)


dates = st.builds(
    lambda year, month, day: PartialDate(year, month, day if month else None),
    st.integers(2022, 2024),
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 3),
)
tags = st.lists(st.text("abcdefgh", min_size=1, max_size=2), unique=True, max_size=MAX_TAGS).map(tuple)
notes = st.text("ab", max_size=3) | st.text("ab\n", min_size=1, max_size=4).map(lambda text: (text * 400)[:950])
listed_titles = st.builds(
    ListedTitle,
    key=st.none() | st.just("mal/1"),
    title=st.sampled_from(["", "Frieren", "葬送のフリーレン"]),
    total=st.none() | st.just(28),
    status=st.none() | st.sampled_from(ListStatus),
    score=st.none() | st.integers(0, 10),
    episodes=st.none() | st.integers(0, 30),
    started=st.none() | dates,
    finished=st.none() | dates,
    rewatches=st.none() | st.integers(0, 2),
    rewatched_episodes=st.none() | st.integers(0, 5),
    priority=st.none() | st.sampled_from(Priority),
    notes=st.none() | notes,
    tags=st.none() | tags,
    is_private=st.none() | st.booleans(),
    updated_at=st.none() | st.integers(NOW - 3, NOW + 3),
)
"""Everything that a file can say about a title."""

titles = st.sampled_from([KNOWN, ENDLESS, Anime("custom/3", "My Own Show", is_adult=True)])
rows = st.builds(MatchedRow, st.integers(1, 20), st.text("Fri\n*_[", max_size=5), listed_titles, st.none() | titles)


def is_sound(entry: Entry) -> bool:
    """Whether the bot could make an entry: its dates agree, and it is rewatched only if it is completed."""
    is_known = entry.started is not None and entry.finished is not None
    known = min(len(str(entry.started)), len(str(entry.finished)))
    is_backwards = is_known and str(entry.finished)[:known] < str(entry.started)[:known]
    return not is_backwards and (entry.status is ListStatus.COMPLETED or entry.rewatched_episodes is None)


entries = st.builds(
    Entry,
    user_id=st.just(1),
    anime_key=titles.map(lambda anime: anime.key) | st.just("mal/9"),
    title=st.sampled_from(["Frieren", "mal/1"]),
    status=st.sampled_from(ListStatus),
    score=st.integers(0, 10),
    episodes=st.integers(0, 28),
    started=st.none() | dates,
    finished=st.none() | dates,
    rewatches=st.integers(0, 2),
    rewatched_episodes=st.none() | st.integers(0, 5),
    priority=st.sampled_from(Priority),
    notes=notes,
    tags=tags,
    is_private=st.booleans(),
    updated_at=st.integers(NOW - 5, NOW),
).filter(is_sound)

lists = st.lists(entries, unique_by=lambda entry: entry.anime_key, max_size=4)

texts = st.text(st.characters(exclude_characters="{}"), max_size=3) | st.text("*_@[a\n葬", min_size=200, max_size=600)
numbers = st.integers(1, 20_000)
places = st.fixed_dictionaries({"line": numbers}) | st.fixed_dictionaries(
    {"title": texts}, optional={"number": numbers}
)
FIELDS = (
    "status", "score", "episodes", "total", "started", "finished", "rewatches", "rewatched_episodes", "priority",
    "private", "updated_at",
)  # fmt: skip
OF_VALUES = (RemarkKind.UNUSABLE, RemarkKind.TOO_MANY_TAGS, RemarkKind.LONG_NOTES)
remarks = st.builds(
    lambda kind, place, facts: Remark(kind, facts | place),
    st.sampled_from(OF_VALUES),
    places,
    st.fixed_dictionaries({"field": st.sampled_from(FIELDS), "value": texts}),
) | st.builds(
    Remark,
    st.sampled_from([kind for kind in RemarkKind if kind not in OF_VALUES]),
    st.fixed_dictionaries(
        {
            "number": numbers,
            "line": numbers,
            "text": texts,
            "doubtful": numbers,
            "before": st.just("8.5"),
            "after": st.just(9),
            "lines": st.lists(st.tuples(numbers, texts).map(list), min_size=1, max_size=5),
            "names": st.lists(texts, min_size=1, max_size=5),
            "more": st.integers(0, 20_000),
        }
    ),
)
"""Remarks of all kinds. Each has more facts than its sentence names."""
