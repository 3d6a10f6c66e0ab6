"""List entries in words, wherever one is shown."""

from cogs.ui.text import count
from db.models import Entry, ListStatus

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
