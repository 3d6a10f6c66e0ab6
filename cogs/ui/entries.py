"""Describes list entries in words."""

from cogs.core.language import _, fill, ngettext, pgettext
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
        "episodes": pgettext("what changes on a list", "episodes {before} → {after}"),
        "status": pgettext("what changes on a list", "status {before} → {after}"),
        "score": pgettext("what changes on a list", "score {before} → {after}"),
        "started": pgettext("what changes on a list", "started {before} → {after}"),
        "finished": pgettext("what changes on a list", "finished {before} → {after}"),
        "rewatches": pgettext("what changes on a list", "rewatches {before} → {after}"),
        "rewatched_episodes": pgettext("what changes on a list", "rewatched episodes {before} → {after}"),
        "priority": pgettext("what changes on a list", "priority {before} → {after}"),
    }
    values = [(message, _name_value(name, before), _name_value(name, after)) for name, message in with_values.items()]
    differences = [fill(message, before=old, after=new) for message, old, new in values if old != new]
    if before.notes != after.notes:
        differences.append(pgettext("what changes on a list", "notes"))
    if before.tags != after.tags:
        differences.append(pgettext("what changes on a list", "tags"))
    if before.title != after.title:
        differences.append(pgettext("what changes on a list", "name"))
    if before.is_private != after.is_private:
        made_private = pgettext("what changes on a list", "made private")
        no_longer = pgettext("what changes on a list", "no longer private")
        differences.append(made_private if after.is_private else no_longer)
    return differences


def _name_value(name: str, entry: Entry) -> str:
    value = getattr(entry, name)
    if value is None or (name == "score" and not value):
        # Translators: stands for a missing value, as in "score none → 9"
        return _("none")
    if isinstance(value, ListStatus):
        return name_status(value)
    return name_priority(value) if isinstance(value, Priority) else str(value)
