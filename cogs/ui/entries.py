"""List entries in words, wherever one is shown."""

from cogs.ui.text import count
from db.lists.models import Entry, ListStatus

STATUS_EMOJI = {
    ListStatus.WATCHING: "▶️",
    ListStatus.COMPLETED: "✅",
    ListStatus.ON_HOLD: "⏸️",
    ListStatus.DROPPED: "🗑️",
    ListStatus.PLAN_TO_WATCH: "📌",
}


def describe_state(entry: Entry, total: int | None) -> str:
    """Where a person stands with a title: status, episodes and score."""
    return f"{STATUS_EMOJI[entry.status]} **{entry.status.label}** · {describe_numbers(entry, total)}"


def describe_numbers(entry: Entry, total: int | None) -> str:
    """How far they are, of how many episodes where that is known, and the score."""
    progress = f"{entry.episodes:,}/{count(total, 'episode')}" if total else count(entry.episodes, "episode")
    score = f" · score {entry.score}/10" if entry.score else ""
    return f"{progress}{score}"


def is_over(entry: Entry, total: int | None) -> bool:
    """Whether no episode is left to count: all were seen, and it is not being watched again."""
    return entry.rewatched_episodes is None and total is not None and entry.episodes >= total


def describe_rewatch(entry: Entry, total: int | None) -> str:
    """How far they are in watching it again, of how many or of how many they saw before; empty where they are not."""
    if entry.rewatched_episodes is None:
        return ""
    total = total or entry.episodes
    return f"Watching it again: {entry.rewatched_episodes:,}" + (f"/{total:,}" if total else "")


_COMPARED = {
    "episodes": "episodes",
    "status": "status",
    "score": "score",
    "started": "started",
    "finished": "finished",
    "rewatches": "rewatches",
    "rewatched_episodes": "episodes watched again",
    "priority": "priority",
}
"""What of an entry is named with its value, and as what."""

_TOO_LONG = ("notes", "tags")
"""What is only named."""


def describe_differences(before: Entry, after: Entry) -> list[str]:
    """What is another in one of two entries, as `score 8 → 9`; nothing about their times."""
    values = [(label, _name(name, before), _name(name, after)) for name, label in _COMPARED.items()]
    differences = [f"{label} {old} → {new}" for label, old, new in values if old != new]
    differences += [name for name in _TOO_LONG if getattr(before, name) != getattr(after, name)]
    if before.title != after.title:
        differences.append("its name")
    if before.is_private != after.is_private:
        differences.append("made private" if after.is_private else "no longer private")
    return differences


def _name(name: str, entry: Entry) -> str:
    value = getattr(entry, name)
    is_missing = value is None or (name == "score" and not value)
    return "none" if is_missing else str(getattr(value, "label", value))
