"""What a person is told who wants of their list what its rules don't allow."""

from cogs.core.errors import Refusal, explain
from cogs.lists.panel.render import make_again_menu, make_entry_menu
from cogs.ui.text import count, escape
from db.lists.changes import (
    AllWatchedAgain,
    AlreadyListed,
    EpisodeLimitExceeded,
    FinishedBeforeStarted,
    NoEpisodesLeft,
    NotCompleted,
    NotListed,
    TooFewEpisodesLeft,
    TooManyEpisodes,
    TooManyRewatches,
    TooManyTags,
)
from db.lists.models import MAX_REWATCHES, MAX_TAG_LENGTH, MAX_TAGS
from db.titles.models import MAX_EPISODES


def give_back(error: Exception, text: str | None) -> Exception:
    """What the person is told of an error, with something that they wrote; the error itself if nobody foresaw it."""
    refusal = explain(error)
    if refusal is None:
        return error
    return Refusal(refusal.message, view=refusal.view, text=text, **refusal.facts)


@explain.register
def _(error: AlreadyListed) -> Refusal:
    return Refusal(
        "{title} is on your list already, as *{status}*. Change it here or with `/list update`.",
        view=make_entry_menu(error.entry),
        title=escape(error.entry.title),
        status=error.entry.status.label,
    )


@explain.register
def _(error: NotListed) -> Refusal:
    return Refusal("{title} is not on your list. `/list add` puts it there.", title=escape(error.anime.title))


@explain.register
def _(error: TooManyEpisodes) -> Refusal:
    return Refusal(
        "{title} has {total}, so you can't have seen {seen}. Nothing was changed.",
        title=escape(error.anime.title),
        total=count(error.anime.episodes or 0, "episode"),
        seen=error.episodes,
    )


@explain.register
def _(error: TooFewEpisodesLeft) -> Refusal:
    sentence = "{title} has {total} and you have seen {seen}, so only {left} can follow."
    if error.is_again:
        sentence = "{title} has {total} and you have seen {seen} again, so only {left} can follow."
    return Refusal(
        sentence,
        title=escape(error.anime.title),
        total=count(error.total, "episode"),
        seen=error.seen,
        left=error.left,
    )


@explain.register
def _(error: NoEpisodesLeft) -> Refusal:
    return Refusal(
        "{title} has {total} and you have seen {seen}, so there is none left. Well done!",
        view=make_again_menu(error.anime.key) if error.is_completed else None,
        title=escape(error.anime.title),
        total=count(error.total, "episode"),
        seen=error.seen,
    )


@explain.register
def _(error: EpisodeLimitExceeded) -> Refusal:
    return Refusal(
        "You have seen {seen} of {title}, and I can't count past {most}. Nothing was changed.",
        seen=count(error.seen, "episode"),
        title=escape(error.anime.title),
        most=MAX_EPISODES,
    )


@explain.register
def _(error: AllWatchedAgain) -> Refusal:
    return Refusal(
        "{title} has {total}. *+1* counts the last one of them, and that you have watched it again. "
        "Nothing was changed.",
        title=escape(error.anime.title),
        total=count(error.total, "episode"),
    )


@explain.register
def _(error: TooManyRewatches) -> Refusal:
    return Refusal("I can't count more than {times}. Nothing was changed.", times=count(MAX_REWATCHES, "time"))


@explain.register
def _(error: NotCompleted) -> Refusal:
    return Refusal(
        "You haven't completed {title} yet: *+1* counts the first time.",
        title=escape(error.anime.title),
    )


@explain.register
def _(error: FinishedBeforeStarted) -> Refusal:
    return Refusal(
        "It can't be finished on {finished} when it was started on {started}. Nothing was changed.",
        finished=error.finished,
        started=error.started,
    )


@explain.register
def _(error: TooManyTags) -> Refusal:
    return Refusal(
        "At most {number} tags of {length} characters fit, separated by commas. Nothing was changed.",
        number=MAX_TAGS,
        length=MAX_TAG_LENGTH,
    )
