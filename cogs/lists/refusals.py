"""The sentences for changes to lists that break a rule."""

from cogs.core.errors import Refusal, explain
from cogs.core.language import _, ngettext
from cogs.lists.panel.render import make_again_menu, make_entry_menu
from cogs.ui.labels import name_status
from cogs.ui.text import escape
from db.lists.changes import (
    AllWatchedAgain,
    AlreadyListed,
    EpisodeLimitExceeded,
    FinishedBeforeStarted,
    ListFull,
    NoEpisodesLeft,
    NotCompleted,
    NotListed,
    TooFewEpisodesLeft,
    TooManyEpisodes,
    TooManyRewatches,
    TooManyTags,
)
from db.lists.models import MAX_ENTRIES, MAX_REWATCHES, MAX_TAG_LENGTH, MAX_TAGS
from db.titles.models import MAX_EPISODES


def give_back(error: Exception, text: str | None) -> Exception:
    """The Refusal for an error, with something that the person wrote; an unexpected error as it is."""
    refusal = explain(error)
    if refusal is None:
        return error
    return Refusal(refusal.message, view=refusal.view, text=text, **refusal.facts)


@explain.register
def explain_list_full(error: ListFull) -> Refusal:
    return Refusal(_("Your list has {most} titles, and it can't have more. Remove some first."), most=MAX_ENTRIES)


@explain.register
def explain_already_listed(error: AlreadyListed) -> Refusal:
    return Refusal(
        _("{title} is already on your list, as *{status}*. Change it here or with `/list update`."),
        view=make_entry_menu(error.entry),
        title=escape(error.entry.title),
        status=name_status(error.entry.status),
    )


@explain.register
def explain_not_listed(error: NotListed) -> Refusal:
    return Refusal(_("{title} isn't on your list. Add it with `/list add`."), title=escape(error.anime.title))


@explain.register
def explain_too_many_episodes(error: TooManyEpisodes) -> Refusal:
    return Refusal(
        ngettext(
            "{title} has {number} episode, so you can't have seen {seen}. Nothing was changed. Type a smaller number.",
            "{title} has {number} episodes, so you can't have seen {seen}. Nothing was changed. Type a smaller number.",
            error.anime.episodes or 0,
            title=escape(error.anime.title),
            seen=error.episodes,
        )
    )


@explain.register
def explain_too_few_episodes_left(error: TooFewEpisodesLeft) -> Refusal:
    facts = {"title": escape(error.anime.title), "seen": error.seen, "left": error.left}
    if error.is_again:
        return Refusal(
            ngettext(
                "{title} has {number} episode and you have seen {seen} again, so you can only count {left} more.",
                "{title} has {number} episodes and you have seen {seen} again, so you can only count {left} more.",
                error.total,
                **facts,
            )
        )
    return Refusal(
        ngettext(
            "{title} has {number} episode and you have seen {seen}, so you can only count {left} more.",
            "{title} has {number} episodes and you have seen {seen}, so you can only count {left} more.",
            error.total,
            **facts,
        )
    )


@explain.register
def explain_no_episodes_left(error: NoEpisodesLeft) -> Refusal:
    return Refusal(
        ngettext(
            "{title} has {number} episode and you have seen {seen}, so none are left. Well done!",
            "{title} has {number} episodes and you have seen {seen}, so none are left. Well done!",
            error.total,
            title=escape(error.anime.title),
            seen=error.seen,
        ),
        view=make_again_menu(error.anime.key) if error.is_completed else None,
    )


@explain.register
def explain_episode_limit_exceeded(error: EpisodeLimitExceeded) -> Refusal:
    return Refusal(
        ngettext(
            "You have seen {number} episode of {title}, and I can't count past {most}, so nothing was changed.",
            "You have seen {number} episodes of {title}, and I can't count past {most}, so nothing was changed.",
            error.seen,
            title=escape(error.anime.title),
            most=MAX_EPISODES,
        )
    )


@explain.register
def explain_all_watched_again(error: AllWatchedAgain) -> Refusal:
    return Refusal(
        ngettext(
            "Nothing was changed. {title} has {number} episode, so press *+1* for it. That also counts the rewatch.",
            "Nothing was changed. {title} has {number} episodes, so press *+1* for the last one. That also counts the "
            "rewatch.",
            error.total,
            title=escape(error.anime.title),
        )
    )


@explain.register
def explain_too_many_rewatches(_error: TooManyRewatches) -> Refusal:
    return Refusal(_("I can't count more rewatches than {most}, so nothing was changed."), most=MAX_REWATCHES)


@explain.register
def explain_not_completed(error: NotCompleted) -> Refusal:
    return Refusal(
        _("You haven't completed {title} yet, so it's no rewatch. Press *+1* to count the first time."),
        title=escape(error.anime.title),
    )


@explain.register
def explain_finished_before_started(error: FinishedBeforeStarted) -> Refusal:
    return Refusal(
        _(
            "You can't have finished it on {finished} if you started it on {started}, so nothing was changed. Check "
            "both dates."
        ),
        finished=error.finished,
        started=error.started,
    )


@explain.register
def explain_too_many_tags(_error: TooManyTags) -> Refusal:
    return Refusal(
        _("Nothing was changed. You can have up to {number} tags of up to {length} characters, separated by commas."),
        number=MAX_TAGS,
        length=MAX_TAG_LENGTH,
    )
