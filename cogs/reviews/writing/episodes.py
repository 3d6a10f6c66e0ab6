"""How much of a title an author has seen: a review never contradicts its author's list."""

from db.lists.models import Entry, ListStatus
from db.titles.models import Anime


def get_seen(entry: Entry | None, anime: Anime) -> int | None:
    """The episodes seen, by the author's list, as a review stores them: None unless some are left to see."""
    if entry is None or entry.status is ListStatus.COMPLETED or entry.rewatches or not entry.episodes:
        return None
    return None if anime.episodes is not None and entry.episodes >= anime.episodes else entry.episodes


def update_seen(episodes: int | None, entry: Entry | None, anime: Anime) -> int | None:
    """The episodes seen after an edit: as many as the author's list says by now, but never fewer. None for all."""
    if episodes is None or (anime.episodes is not None and episodes >= anime.episodes):
        return None
    if entry is None:
        return episodes
    seen = get_seen(entry, anime)
    if seen is None:
        return None if entry.episodes or entry.status is ListStatus.COMPLETED else episodes
    return max(episodes, seen)
