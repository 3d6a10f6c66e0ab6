"""How much of a title a review's author has seen, by what their list says: the two never contradict each other."""

from db.lists.models import Entry, ListStatus
from db.titles.models import Anime


def get_seen(entry: Entry | None, anime: Anime) -> int | None:
    """Episodes seen as a review keeps them, by what its author's list says; None unless some are left."""
    if entry is None or entry.status is ListStatus.COMPLETED or entry.rewatches or not entry.episodes:
        return None
    return None if anime.episodes is not None and entry.episodes >= anime.episodes else entry.episodes


def update_seen(episodes: int | None, entry: Entry | None, anime: Anime) -> int | None:
    """Episodes seen after an edit: as many more as the author's list says by now, and never fewer; None: all."""
    if episodes is None or (anime.episodes is not None and episodes >= anime.episodes):
        return None
    if entry is None:
        return episodes
    seen = get_seen(entry, anime)
    if seen is None:
        return None if entry.episodes or entry.status is ListStatus.COMPLETED else episodes
    return max(episodes, seen)
