"""Describes list entries in words."""

from cogs.core.language import _, fill, ngettext
from cogs.ui.labels import name_priority, name_status
from cogs.ui.text import count_episodes
from db.lists.models import Entry, ListStatus, Priority

STATUS_EMOJI = {
    ListStatus.WATCHING: "▶️",
    ListStatus.COMPLETED: "✅",
    ListStatus.ON_HOLD: "⏸️",
    ListStatus.DROPPED: "🗑️",
    ListStatus.PLAN_TO_WATCH: "📌",
}


def describe_state(entry: Entry, total: int | None) -> str:
    """Describes where a person stands with a title: status, episodes and score."""
    return f"{STATUS_EMOJI[entry.status]} **{name_status(entry.status)}** · {describe_numbers(entry, total)}"


def describe_numbers(entry: Entry, total: int | None) -> str:
    """Describes how many episodes a person has watched, of how many if that is known, and their score."""
    progress = count_episodes(entry.episodes)
    if total:
        # Translators: "{seen}/{number}" is how many of all episodes somebody has watched, such as "3/28"
        progress = ngettext("{seen}/{number} episode", "{seen}/{number} episodes", total, seen=entry.episodes)
    return f"{progress} · {describe_score(entry.score)}" if entry.score else progress


def describe_score(score: int) -> str:
    # Translators: somebody's score for an anime, from 1 to 10
    return _("score {score}/10", score=score)


def is_over(entry: Entry, total: int | None) -> bool:
    """Whether every episode is watched and the title is not being watched again."""
    return entry.rewatched_episodes is None and total is not None and entry.episodes >= total


def describe_rewatch(entry: Entry, total: int | None) -> str:
    """Describes how far somebody is in watching a title again; empty if they are not.

    If the title's number of episodes is unknown, the number that they watched the first time takes its place.
    """
    if entry.rewatched_episodes is None:
        return ""
    total = total or entry.episodes
    if not total:
        return _("Rewatching: {seen}", seen=entry.rewatched_episodes)
    # Translators: "{seen}/{total}" is how many of all episodes somebody has rewatched, such as "3/28"
    return _("Rewatching: {seen}/{total}", seen=entry.rewatched_episodes, total=total)


def describe_differences(before: Entry, after: Entry) -> list[str]:
    """Lists what differs between two entries, such as `score 8 → 9`, but not their times."""
    with_values = {
        # Translators: here and below, what changes on somebody's list, with its value before and after
        "episodes": _("episodes {before} → {after}"),
        "status": _("status {before} → {after}"),
        "score": _("score {before} → {after}"),
        "started": _("started {before} → {after}"),
        "finished": _("finished {before} → {after}"),
        "rewatches": _("rewatches {before} → {after}"),
        "rewatched_episodes": _("rewatched episodes {before} → {after}"),
        "priority": _("priority {before} → {after}"),
    }
    values = [(message, _name_value(name, before), _name_value(name, after)) for name, message in with_values.items()]
    differences = [fill(message, before=old, after=new) for message, old, new in values if old != new]
    if before.notes != after.notes:
        # Translators: here and below, what changes on somebody's list, without its value
        differences.append(_("notes"))
    if before.tags != after.tags:
        differences.append(_("tags"))
    if before.title != after.title:
        differences.append(_("name"))
    if before.is_private != after.is_private:
        differences.append(_("made private") if after.is_private else _("no longer private"))
    return differences


def _name_value(name: str, entry: Entry) -> str:
    value = getattr(entry, name)
    if value is None or (name == "score" and not value):
        # Translators: stands for a missing value, as in "score none → 9"
        return _("none")
    if isinstance(value, ListStatus):
        return name_status(value)
    return name_priority(value) if isinstance(value, Priority) else str(value)
