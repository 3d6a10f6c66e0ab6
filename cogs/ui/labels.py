"""Names the members of the database's enumerations on screen."""

from cogs.core.language import _, pgettext
from db.lists.models import ListSort, ListStatus, Priority, Visibility
from db.reactions.models import ReactionKind
from db.reviews.models import Sort, Verdict
from db.titles.models import Anime


def name_status(status: ListStatus) -> str:
    return {
        ListStatus.WATCHING: pgettext("status of an anime on a list", "Watching"),
        ListStatus.COMPLETED: pgettext("status of an anime on a list", "Completed"),
        ListStatus.ON_HOLD: pgettext("status of an anime on a list", "On hold"),
        ListStatus.DROPPED: pgettext("status of an anime on a list", "Dropped"),
        ListStatus.PLAN_TO_WATCH: pgettext("status of an anime on a list", "Plan to watch"),
    }[status]


def name_list_sort(sort: ListSort) -> str:
    return {
        ListSort.UPDATED: pgettext("order of a list", "Last changed first"),
        ListSort.TITLE: pgettext("order of a list", "By title"),
        ListSort.SCORE: pgettext("order of a list", "Highest score first"),
        ListSort.PROGRESS: pgettext("order of a list", "Most episodes first"),
        ListSort.STARTED: pgettext("order of a list", "Last started first"),
    }[sort]


def name_visibility(visibility: Visibility) -> str:
    return {
        Visibility.PUBLIC: pgettext("who may look at a list", "Public"),
        Visibility.PRIVATE: pgettext("who may look at a list", "Private"),
    }[visibility]


def name_priority(priority: Priority) -> str:
    return {
        Priority.LOW: pgettext("how much somebody wants to watch an anime", "Low"),
        Priority.MEDIUM: pgettext("how much somebody wants to watch an anime", "Medium"),
        Priority.HIGH: pgettext("how much somebody wants to watch an anime", "High"),
    }[priority]


def name_verdict(verdict: Verdict) -> str:
    return {
        Verdict.RECOMMENDED: pgettext("verdict of a review", "Recommended"),
        Verdict.MIXED_FEELINGS: pgettext("verdict of a review", "Mixed feelings"),
        Verdict.NOT_RECOMMENDED: pgettext("verdict of a review", "Not recommended"),
    }[verdict]


def name_review_sort(sort: Sort) -> str:
    return {
        Sort.NEWEST: pgettext("order of reviews", "Newest"),
        Sort.MOST_REACTED: pgettext("order of reviews", "Most reactions"),
        # Translators: reviews that few people have read, but most of them liked
        Sort.FRESH: pgettext("order of reviews", "Fresh"),
        Sort.RANDOM: pgettext("order of reviews", "Random"),
    }[sort]


def name_reaction(kind: ReactionKind) -> str:
    return {
        ReactionKind.NICE: pgettext("what readers say of a review", "Nice"),
        ReactionKind.LOVE_IT: pgettext("what readers say of a review", "Love it"),
        ReactionKind.FUNNY: pgettext("what readers say of a review", "Funny"),
        ReactionKind.CONFUSING: pgettext("what readers say of a review", "Confusing"),
        ReactionKind.INFORMATIVE: pgettext("what readers say of a review", "Informative"),
        ReactionKind.WELL_WRITTEN: pgettext("what readers say of a review", "Well-written"),
        ReactionKind.CREATIVE: pgettext("what readers say of a review", "Creative"),
    }[kind]


def name_anime(anime: Anime) -> str:
    """The title with the facts that tell it apart from others with that name: `Monster (TV, 2004)`."""
    details = ", ".join(list_kind_and_year(anime))
    return f"{anime.title} ({details})" if details else anime.title


def list_kind_and_year(anime: Anime) -> list[str]:
    """`TV` and `2004`, as far as they are known."""
    kind = [name_kind(anime.kind)] if anime.kind else []
    return [*kind, str(anime.year)] if anime.year else kind


def name_kind(kind: str) -> str:
    """Names a kind of anime of the catalogue. `TV`, `OVA` and `ONA` are the same in every language."""
    # Translators: a kind of anime, like "Special"
    return {"Movie": _("Movie"), "Special": _("Special")}.get(kind, kind)


def name_season(season: str) -> str:
    """Names a season of the catalogue: `WINTER`, `SPRING`, `SUMMER` or `FALL`."""
    return {"WINTER": _("Winter"), "SPRING": _("Spring"), "SUMMER": _("Summer"), "FALL": _("Fall")}[season]
