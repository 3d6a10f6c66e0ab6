"""Plans imports: pure functions that compare a file's rows with a list and return the entries to write."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cogs.lists.exchange.matching import MatchedRow, outline
from cogs.lists.formats.rows import ListedTitle
from cogs.lists.formats.values import MAX_ROWS
from db.lists.merging import merge_entries
from db.lists.models import ENTRY_DETAILS, Entry, ListStatus
from db.titles.custom import CUSTOM, fold_custom
from db.titles.models import Anime

AS_WRITTEN = "new"
LEFT_OUT = "out"
"""What a person can choose for an unclear row, apart from the key of a title."""

_MAX_EXAMPLES = 3
"""How many changed entries a plan shows in detail."""

_LAST = 1 << 62
"""A time later than all others, in Unix seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The effects that importing a file would have."""

    written: Mapping[str, Entry]
    """The entries to write, new and changed, by their keys."""
    missing: tuple[str, ...]
    """The keys of what is on the list and not in the file."""
    statuses: Mapping[ListStatus, int]
    """How many titles of the file have each status."""
    new: int
    changed: int
    unchanged: int
    left_out: tuple[MatchedRow, ...]
    """The rows without a known title, and those that the person leaves out."""
    doubled: int
    """How many rows were merged with an earlier row of the same title."""
    cut: tuple[Anime, ...]
    """Titles with more episodes in the file than they have. The number is cut."""
    undated: tuple[Anime, ...]
    """Titles that lose a date from the file or the entry, because they would finish before they start."""
    overfull: tuple[Anime, ...]
    """Titles whose notes or tags in the file don't all fit into the entry."""
    examples: tuple[tuple[Anime, Entry, Entry], ...] = ()
    """The first few titles that change, each with its entry before and after."""

    @property
    def titles(self) -> int:
        """How many known titles the file has."""
        return self.new + self.changed + self.unchanged

    @property
    def is_too_long(self) -> bool:
        """Whether the list would grow too long for one file to hold, if nothing is removed."""
        return self.new > 0 and self.titles + len(self.missing) > MAX_ROWS


def settle(
    rows: Sequence[MatchedRow], choices: Mapping[int, str], known: Mapping[str, Anime], custom: Mapping[str, Anime]
) -> list[MatchedRow]:
    """Applies the person's choices to the rows. `choices` are by the rows' places in the sequence.

    `known` has the titles of rows and choices by their old keys; they can have other keys by now. `custom` has the
    custom titles for rows kept as written, by their folded names. A custom title that doesn't exist yet gets its folded
    name as its key, which must not be saved.
    """
    settled = [
        replace(row, anime=outline(known[row.anime.key], row.anime.title))
        if row.anime is not None and row.anime.key in known
        else row
        for row in rows
    ]
    for index, choice in choices.items():
        row = rows[index]
        if choice == LEFT_OUT:
            anime = None
        elif choice == AS_WRITTEN:
            name = row.listed.title
            folded = fold_custom(name)
            anime = outline(custom.get(folded) or Anime(CUSTOM + folded, name))
        else:
            anime = outline(known.get(choice) or Anime(choice, row.listed.title))
        settled[index] = replace(row, anime=anime)
    return settled


def make_plan(rows: Sequence[MatchedRow], present: Iterable[Entry], *, user_id: int, is_merged: bool, now: int) -> Plan:
    """Plans what a file makes of a list. Where it says nothing, an entry stays as it is, and a new entry is empty.

    If `is_merged`, an entry also keeps everything in which it is further along, as in `merge_entries`. Otherwise the
    file counts. The progress of a rewatch changes together with the number of rewatches. An entry keeps its name, and a
    private entry stays private. An entry that stays the same keeps its `updated_at`, so importing the same file again
    changes nothing.

    If the file gives no status, an entry keeps its own, unless it is new or planned, or the file has the last episode.
    Then the status follows from the file: completed with all episodes, a finish, a rewatch, or a score without
    episodes; watching with some episodes or a start; otherwise planned. Completed without a number of episodes means
    all of them.
    """
    entries = {entry.anime_key: entry for entry in present}
    titles: dict[str, Anime] = {}
    by_key: dict[str, ListedTitle] = {}
    undated: dict[str, Anime] = {}
    doubled = 0
    for row in rows:
        if row.anime is None:
            continue
        key, listed = row.anime.key, row.listed
        if key in by_key:
            doubled += 1
            listed = _join(by_key[key], row.listed)
            if _loses_date(listed, by_key[key], row.listed):
                undated[key] = row.anime
        by_key[key] = listed
        titles.setdefault(key, row.anime)
    written: dict[str, Entry] = {}
    statuses: Counter[ListStatus] = Counter()
    cut, overfull, examples = [], [], []
    for key, listed in by_key.items():
        anime, before = titles[key], entries.get(key)
        if anime.episodes and (listed.episodes or 0) > anime.episodes:
            listed = replace(listed, episodes=anime.episodes)
            cut.append(anime)
        listed = _complete(listed, anime, before)
        if listed.updated_at is not None and listed.updated_at > now:
            listed = replace(listed, updated_at=None)
        dated = listed
        if _is_backwards(listed):
            listed = replace(listed, started=None)
        row = _fill(Entry(user_id, key, anime.title, ListStatus.PLAN_TO_WATCH), listed, now)
        statuses[row.status] += 1
        after = row
        if before is not None:
            after = _merge(before, row, listed) if is_merged else _overwrite(before, listed, now)
            after = replace(
                after,
                title=anime.title if before.title == key else before.title,
                is_private=before.is_private or after.is_private,
            )
        if _loses_date(after, dated, before):
            undated[key] = anime
        if _has_no_room(listed, after):
            overfull.append(anime)
        if before is None or not after.has_same_content(before):
            written[key] = after
        if before is not None and key in written and len(examples) < _MAX_EXAMPLES:
            examples.append((anime, before, after))
    new = len(by_key.keys() - entries.keys())
    return Plan(
        written=written,
        missing=tuple(key for key in entries if key not in by_key),
        statuses=statuses,
        new=new,
        changed=len(written) - new,
        unchanged=len(by_key) - len(written),
        left_out=tuple(row for row in rows if row.anime is None),
        doubled=doubled,
        cut=tuple(cut),
        undated=tuple(undated.values()),
        overfull=tuple(overfull),
        examples=tuple(examples),
    )


def _join(first: ListedTitle, second: ListedTitle) -> ListedTitle:
    """Merges what two rows say about one title, as two entries are merged. Keeps None where both have None.

    A row without a time counts as the latest.
    """
    blank = Entry(0, "", "", ListStatus.PLAN_TO_WATCH)
    merged = merge_entries(_fill(blank, first, _LAST), _fill(blank, second, _LAST))
    listed: dict[str, Any] = {
        name: getattr(merged, name)
        for name in ENTRY_DETAILS
        if getattr(first, name) is not None or getattr(second, name) is not None
    }
    if merged.updated_at == _LAST:
        listed["updated_at"] = None
    return replace(first, title=first.title or second.title, total=first.total or second.total, **listed)


def _complete(listed: ListedTitle, anime: Anime, before: Entry | None) -> ListedTitle:
    """Adds the status and the episodes that follow from what a file says."""
    total = anime.episodes or listed.total
    is_last = total is not None and listed.episodes == total
    status = listed.status
    if status is None:
        if before is not None and before.status is not ListStatus.PLAN_TO_WATCH and not is_last:
            return replace(listed, status=before.status)
        status = _derive_status(listed, is_last=is_last)
    is_all = status is ListStatus.COMPLETED and listed.episodes is None
    if status is listed.status and not is_all:
        return listed
    return replace(listed, status=status, episodes=total if is_all else listed.episodes)


def _derive_status(listed: ListedTitle, *, is_last: bool) -> ListStatus:
    is_rewatched = listed.rewatches or listed.rewatched_episodes is not None
    if is_last or listed.finished or is_rewatched or (listed.score and listed.episodes is None):
        return ListStatus.COMPLETED
    return ListStatus.WATCHING if listed.episodes or listed.started else ListStatus.PLAN_TO_WATCH


def _fill(entry: Entry, listed: ListedTitle, now: int) -> Entry:
    """An entry with everything that a file says about it."""
    given: dict[str, Any] = {name: value for name in ENTRY_DETAILS if (value := getattr(listed, name)) is not None}
    if listed.rewatches is not None:
        given["rewatched_episodes"] = listed.rewatched_episodes
    filled = replace(entry, **given | {"updated_at": listed.updated_at or now})
    return filled if filled.status is ListStatus.COMPLETED else replace(filled, rewatched_episodes=None)


def _merge(before: Entry, row: Entry, listed: ListedTitle) -> Entry:
    merged = merge_entries(before, row)
    # Otherwise a score from this very second would only change when the file is imported again.
    return replace(merged, score=listed.score) if listed.score and listed.updated_at is None else merged


def _overwrite(before: Entry, listed: ListedTitle, now: int) -> Entry:
    after = _fill(before, listed, now)
    if not _is_backwards(after):
        return after
    # One of the two dates comes from the file, and the other was in the entry before.
    return replace(after, started=None) if listed.finished else replace(after, finished=None)


def _is_backwards(dated: Entry | ListedTitle) -> bool:
    """Whether the title is finished before it is started."""
    return bool(dated.started and dated.finished and dated.finished.is_before(dated.started))


def _loses_date(after: Entry | ListedTitle, *sources: Entry | ListedTitle | None) -> bool:
    """Whether one of the sources has a start or a finish, and `after` has none."""
    return any(
        (source.started and not after.started) or (source.finished and not after.finished)
        for source in sources
        if source is not None
    )


def _has_no_room(listed: ListedTitle, after: Entry) -> bool:
    return (listed.notes or "") not in after.notes or not set(listed.tags or ()) <= set(after.tags)
