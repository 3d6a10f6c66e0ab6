"""How two entries of one person become one when both are for the same title."""

from dataclasses import replace

from db.lists.models import MAX_NOTES_LENGTH, MAX_TAGS, Entry, ListStatus, Priority

# In order of how close the end is: not begun, given up, paused, being watched, reached.
_STATUSES = (
    ListStatus.PLAN_TO_WATCH,
    ListStatus.DROPPED,
    ListStatus.ON_HOLD,
    ListStatus.WATCHING,
    ListStatus.COMPLETED,
)
_PRIORITIES = (Priority.LOW, Priority.MEDIUM, Priority.HIGH)


def merge_entries(kept: Entry, other: Entry) -> Entry:
    """Returns one entry that is as far along as the further of the two. It takes its person, key and title from `kept`.

    - Progress, rewatches (with the progress of the present one) and priority are the higher of the two.
    - The status is the one further along.
    - The entry is private if either is.
    - The score is that of the entry that was changed last, or of the other one if that has none.
    - It starts with the earlier start and ends with the later finish. Where two dates agree as far as they are known,
      it takes the more precise one. A start after the finish is left out.

    All of these are the same whichever entry is `kept`. Notes and tags come from `kept`, followed by what `other` adds,
    cut at `MAX_NOTES_LENGTH` and `MAX_TAGS`. Callers keep both entries, so that nothing is lost.
    """
    both = (kept, other)
    # Compared as text, a date sorts before the more precise dates that begin with it.
    finished = max((entry.finished for entry in both if entry.finished), key=str, default=None)
    rewatches, rewatched = max((entry.rewatches, _count_rewatched(entry)) for entry in both)
    # A start after the finish is from a later viewing.
    starts = [entry.started for entry in both if entry.started and not (finished and finished.is_before(entry.started))]
    return replace(
        kept,
        status=max(kept.status, other.status, key=_STATUSES.index),
        score=max(both, key=lambda entry: (entry.score > 0, entry.updated_at, entry.score)).score,
        episodes=max(kept.episodes, other.episodes),
        # The tilde sorts after the hyphen, so the more precise date comes first.
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


def _count_rewatched(entry: Entry) -> int:
    return -1 if entry.rewatched_episodes is None else entry.rewatched_episodes


def _join_notes(notes: str, added: str) -> str:
    if added in notes:
        return notes
    if notes in added:
        return added
    return f"{notes}\n\n{added}"
