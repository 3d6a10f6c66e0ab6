"""How two entries of one person become one, when both are of the same title."""

from dataclasses import replace

from db.lists.models import MAX_NOTES_LENGTH, MAX_TAGS, Entry, ListStatus, Priority

# By how close the end is: not begun, given up, perhaps to be gone on with, being watched, reached.
_STATUSES = (
    ListStatus.PLAN_TO_WATCH,
    ListStatus.DROPPED,
    ListStatus.ON_HOLD,
    ListStatus.WATCHING,
    ListStatus.COMPLETED,
)
_PRIORITIES = (Priority.LOW, Priority.MEDIUM, Priority.HIGH)


def merge_entries(kept: Entry, other: Entry) -> Entry:
    """One entry that has come as far as either of the two. Person, key and title are those of `kept`.

    Progress, rewatches (and how far the next one has come) and priority are the larger, the status is the one further
    along, and the entry is private if either is. The score is that of the entry changed last which has one. It starts
    with the earlier start and ends with the later finish; of dates that agree as far as they are known it takes the
    more precise, and no start that is after the finish. All these are the same whichever entry is `kept`.

    Notes and tags are those of `kept` and then what `other` adds to them, cut at `MAX_NOTES_LENGTH` and `MAX_TAGS`.
    Callers keep what is cut: `describe_entry` has all of an entry.
    """
    both = (kept, other)
    # As text, a date comes before those that say the same more precisely.
    finished = max((entry.finished for entry in both if entry.finished), key=str, default=None)
    rewatches, rewatched = max((entry.rewatches, _count_rewatched(entry)) for entry in both)
    # A start after the finish is that of another time.
    starts = [entry.started for entry in both if entry.started and not (finished and finished.is_before(entry.started))]
    return replace(
        kept,
        status=max(kept.status, other.status, key=_STATUSES.index),
        score=max(both, key=lambda entry: (entry.score > 0, entry.updated_at, entry.score)).score,
        episodes=max(kept.episodes, other.episodes),
        # The tilde, which sorts after the hyphen, turns that round.
        started=min(starts, key=lambda start: f"{start}~", default=None),
        finished=finished,
        rewatches=rewatches,
        rewatched_episodes=rewatched if rewatched >= 0 else None,
        priority=max(kept.priority, other.priority, key=_PRIORITIES.index),
        notes=_join_notes(kept.notes, other.notes)[:MAX_NOTES_LENGTH],
        tags=tuple(dict.fromkeys(kept.tags + other.tags))[:MAX_TAGS],
        is_private=kept.is_private or other.is_private,
        updated_at=max(kept.updated_at, other.updated_at),
    )


def describe_entry(entry: Entry) -> str:
    """All that a person has put into an entry, in plain words, one fact a line; the notes come last, however long."""
    facts = [
        f"{entry.title} ({entry.anime_key})",
        f"Status: {entry.status.label}",
        f"Episodes: {entry.episodes}",
        f"Score: {entry.score}" if entry.score else "",
        f"Started: {entry.started}" if entry.started else "",
        f"Finished: {entry.finished}" if entry.finished else "",
        f"Rewatches: {entry.rewatches}" if entry.rewatches else "",
        f"Episodes watched again: {entry.rewatched_episodes}" if entry.rewatched_episodes is not None else "",
        f"Priority: {entry.priority.label}",
        "Private" if entry.is_private else "",
        f"Tags: {', '.join(entry.tags)}" if entry.tags else "",
        f"Notes: {entry.notes}" if entry.notes else "",
    ]
    return "\n".join(fact for fact in facts if fact)


def _count_rewatched(entry: Entry) -> int:
    return -1 if entry.rewatched_episodes is None else entry.rewatched_episodes


def _join_notes(notes: str, added: str) -> str:
    if added in notes:
        return notes
    if notes in added:
        return added
    return f"{notes}\n\n{added}"
