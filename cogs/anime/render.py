"""How titles look."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from cogs.core.addresses import CHOOSE_REVIEW, EDIT_ENTRY, REVIEW_MENU
from cogs.core.language import _, ngettext, write_number
from cogs.core.router import Address
from cogs.ui.components import Buttons, Form, Layout, button
from cogs.ui.entries import describe_rewatch, describe_state, is_over
from cogs.ui.labels import name_anime, name_kind, name_priority, name_season, name_status
from cogs.ui.links import get_page, link, link_sites
from cogs.ui.reviews import describe_review, make_review_menu
from cogs.ui.text import count_episodes, count_more, escape, fit, shorten
from db.lists.models import Entry
from db.moves.notices import MergedThing, MergeNotice
from db.reviews.models import PostedReview
from db.titles.custom import MAX_TITLE_LENGTH, get_number
from db.titles.models import Anime
from db.titles.questions import TitleQuestion

PICK = Address("anime:pick:{question_id:int}:{index:int}")
USE_AS_IS = Address("anime:new:{question_id:int}")
ANOTHER_TITLE = Address("anime:another:{question_id:int}")
ADD_TO_LIST = Address("anime:add:{anime_key:key}")
ADD_ONE = Address("anime:watched:{anime_key:key}")
MERGE = Address("anime:merge:{title_id:int}:{anime_key:key}")
KEEP_APART = Address("anime:apart")

_COLOUR = discord.Colour(0x5865F2)
_MAX_LABEL_LENGTH = 80
_TITLE_LENGTH = 150
_NAME_LENGTH = 100
_MAX_NAMES = 6
_MAX_REVIEWS = 5
_BAR_LENGTH = 12
MAX_MERGES = 5
"""How many merges fit into a notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnimeDetails:
    """Everything that a person is shown about a title."""

    anime: Anime
    names: Sequence[str] = ()
    keys: Sequence[str] = ()
    reviews: Sequence[PostedReview] | None = None
    """The reviews posted in this server where the person can see them, newest first. None outside servers."""
    entry: Entry | None = None
    """The title's entry on the person's own list."""
    counterpart: Anime | None = None
    """For the maker of a custom title: the catalogue's title with the same name."""


def make_labels(titles: Sequence[Anime], limit: int) -> list[str]:
    """A label for each title, in order: at most `limit` characters each, and all different.

    Custom titles say so. Where an earlier title has the same label, the later one adds its season, or else its key.
    """
    # Translators: follows the name of a title that somebody in this server has added; at most 30 characters
    added = _("added here")
    labels: list[str] = []
    for anime in titles:
        custom = "" if get_page(anime.key) else f" · {added}"
        season = f" · {name_season(anime.season)}" if anime.season else ""
        endings = [custom, custom + season, *(f"{custom} · {anime.key}" * (times + 1) for times in range(len(titles)))]
        candidates = (_shorten_label(anime, limit, ending) for ending in endings)
        labels.append(next(label for label in candidates if label not in labels))
    return labels


def _shorten_label(anime: Anime, limit: int, ending: str) -> str:
    """The label with an ending. If that is too long, only the name is cut."""
    ending = name_anime(anime).removeprefix(anime.title) + ending
    return shorten(anime.title, limit - len(ending)) + ending


def make_title_question(
    question: TitleQuestion, nearest: Sequence[Anime], *, may_be_new: bool, may_be_another: bool
) -> Buttons | None:
    """Buttons for the nearest titles, for the text as it is, and for another title; None if there are none."""
    buttons = [
        button(PICK(question_id=question.id, index=index), label, style=discord.ButtonStyle.primary)
        for index, label in enumerate(make_labels(nearest, _MAX_LABEL_LENGTH))
    ]
    if may_be_new:
        # Translators: a choice; {name} is the title that somebody typed
        label = fit(_("Use “{name}” as it is"), _MAX_LABEL_LENGTH, name=question.text)
        buttons.append(button(USE_AS_IS(question_id=question.id), label))
    if may_be_another:
        buttons.append(button(ANOTHER_TITLE(question_id=question.id), _("Another title")))
    return Buttons(*buttons) if buttons else None


def make_title_form(question_id: int) -> Form:
    """The form for a title that a question does not offer."""
    text = discord.ui.TextInput(custom_id="title", max_length=MAX_TITLE_LENGTH)
    field = discord.ui.Label(text=_("Which anime?"), description=_("Any of its names will do."), component=text)
    return Form(ANOTHER_TITLE(question_id=question_id), title=_("Another title"), fields=[field])


def describe_doubt(text: str, nearest: Sequence[Anime], *, named: int, may_be_new: bool) -> str:
    """Asks about a text that means no title, or several. `named` is how many titles have it as their name."""
    name = escape(shorten(text, _NAME_LENGTH))
    doubt = _("I don't know any anime called “{name}”.", name=name)
    if named > 1:
        doubt = _("More than one anime could be “{name}”.", name=name)
    advice = _("Check the spelling, or pick one of the suggestions that appear while you type.")
    if may_be_new:
        advice = _("Check the spelling, or use the name as it is.")
    if nearest:
        advice = _("Did you mean one of these?")
    return f"{doubt} {advice}"


def make_details(details: AnimeDetails) -> Layout:
    """A title, what this server says about it, and where the person stands with it."""
    anime = details.anime
    heading = discord.ui.TextDisplay(_describe_title(details))
    items: list[discord.ui.Item] = [heading]
    if anime.picture:
        items = [discord.ui.Section(heading, accessory=discord.ui.Thumbnail(anime.picture))]
    if details.reviews is not None:
        items += [discord.ui.Separator(), discord.ui.TextDisplay(_describe_reviews(details.reviews))]
        if details.reviews:
            items.append(make_review_menu(CHOOSE_REVIEW(), details.reviews[:_MAX_REVIEWS], _("Read a review")))
    items += [discord.ui.Separator(), discord.ui.TextDisplay(_describe_callers_entry(details))]
    items.append(discord.ui.ActionRow(*_make_entry_buttons(details)))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def make_offer(custom: Anime, known: Anime) -> Buttons:
    """The answers to an offer to merge a custom title with the catalogue's."""
    return Buttons(
        button(_merge(custom, known), _("Yes, merge them"), style=discord.ButtonStyle.primary),
        button(KEEP_APART(), _("No, keep both")),
    )


def describe_offer(custom: Anime, known: Anime) -> str:
    return _(
        "You added **{custom}**, and the catalogue now has **{known}**. Are they the same? If so, everyone's reviews "
        "and list entries move from your title to the one in the catalogue.",
        custom=_name(custom),
        known=_name(known),
    )


def describe_merges(notices: Sequence[MergeNotice]) -> str:
    """Tells a person what happened to their entries and reviews when titles were merged, up to `MAX_MERGES` of them."""
    sentences = [_("Some titles turned out to be the same anime, so I merged them. This is what happened to yours:")]
    for notice in notices:
        title = escape(shorten(notice.title, _NAME_LENGTH))
        if notice.kind is MergedThing.ENTRY:
            sentences.append(
                _("**{title}**: your two list entries are one now. The file shows them as they were.", title=title)
            )
        else:
            sentences.append(
                _(
                    "**{title}**: you have two reviews of it now. Both stay where they are posted. `/review edit` "
                    "opens the newer one.",
                    title=title,
                )
            )
    return "\n".join(sentences)


def write_merges(notices: Sequence[MergeNotice]) -> str:
    """The text of a file that shows merged entries as they were before; empty if none were merged."""
    return "\n\n\n".join(_write_merge(notice) for notice in notices if notice.entries or notice.text)


def _write_merge(notice: MergeNotice) -> str:
    parts = [f"# {notice.title}", notice.text, *map(_write_entry, notice.entries)]
    return "\n\n".join(part for part in parts if part)


def _write_entry(entry: Entry) -> str:
    """All that a person has put into an entry, one fact per line. The notes come last: they may have many lines."""
    facts = [
        f"{entry.title} ({entry.anime_key})",
        _("Status: {status}", status=name_status(entry.status)),
        _("Episodes: {number}", number=entry.episodes),
        _("Score: {score}/10", score=entry.score) if entry.score else "",
        _("Started: {date}", date=entry.started) if entry.started else "",
        _("Finished: {date}", date=entry.finished) if entry.finished else "",
        _("Times rewatched: {number}", number=entry.rewatches) if entry.rewatches else "",
        _describe_seen_again(entry),
        _("Priority: {priority}", priority=name_priority(entry.priority)),
        _("Private: nobody else can see it") if entry.is_private else "",
        _("Tags: {tags}", tags=", ".join(entry.tags)) if entry.tags else "",
        _("Notes: {notes}", notes=entry.notes) if entry.notes else "",
    ]
    return "\n".join(fact for fact in facts if fact)


def _describe_seen_again(entry: Entry) -> str:
    if entry.rewatched_episodes is None:
        return ""
    return _("Episodes rewatched this time: {number}", number=entry.rewatched_episodes)


def make_merge_menu(notices: Sequence[MergeNotice]) -> Buttons | None:
    """A button for the older review of each title that has two; None if there are none."""
    buttons = [
        button(
            REVIEW_MENU(review_id=notice.review_id),
            # Translators: a button; {name} is an anime
            fit(_("Older review of {name}"), _MAX_LABEL_LENGTH, name=notice.title),
        )
        for notice in notices
        if notice.review_id is not None
    ]
    return Buttons(*buttons) if buttons else None


def _describe_title(details: AnimeDetails) -> str:
    anime = details.anime
    episodes = count_episodes(anime.episodes) if anime.episodes else ""
    kind = name_kind(anime.kind) if anime.kind else ""
    about = [part for part in (kind, _name_year(anime), episodes, "🔞" if anime.is_adult else "") if part]
    if not about and not get_page(anime.key):
        about = [_("*Added by a member*")]
    lines = [
        f"### {link(anime.key, shorten(anime.title, _TITLE_LENGTH))}",
        " · ".join(about),
        _list_names([name for name in details.names if name != anime.title]),
        f"-# {link_sites(details.keys)}" if details.keys else "",
    ]
    return "\n".join(line for line in lines if line)


def _name_year(anime: Anime) -> str:
    """The year of an anime, with its season if that is known."""
    if not (anime.season and anime.year):
        return str(anime.year or "")
    # Translators: a season of a year, such as "Spring 2024"
    return _("{season} {year}", season=name_season(anime.season), year=str(anime.year))


def _list_names(names: Sequence[str]) -> str:
    parts = [escape(shorten(name, _NAME_LENGTH)) for name in names[:_MAX_NAMES]]
    if len(names) > _MAX_NAMES:
        parts.append(count_more(len(names) - _MAX_NAMES))
    return f"-# {' · '.join(parts)}" if parts else ""


def _describe_reviews(reviews: Sequence[PostedReview]) -> str:
    if not reviews:
        return _("**In this server** there are no reviews that you can see yet. Write one with `/review write`.")
    ratings = Counter(review.rating for review in reviews)
    average = sum(review.rating for review in reviews) / len(reviews)
    most = max(ratings.values())
    bars = [
        f"{rating:>2} {'█' * max(1, round(_BAR_LENGTH * number / most))} {number}"
        for rating, number in sorted(ratings.items(), reverse=True)
    ]
    lines = [describe_review(review) for review in reviews[:_MAX_REVIEWS]]
    # Translators: {average} is a rating, such as 8.5
    heading = ngettext(
        "**In this server** {average} on average, from {number} review",
        "**In this server** {average} on average, from {number} reviews",
        len(reviews),
        average=write_number(average, 1),
    )
    return "\n".join([heading, "```", *bars, "```", *lines])


def _describe_callers_entry(details: AnimeDetails) -> str:
    if details.entry is None:
        return _("**You** don't have it on your list.")
    # Translators: what your own list says of it; {state} is such as "▶️ Watching · 3/12 episodes"
    state = _("**You** {state}", state=describe_state(details.entry, details.anime.episodes))
    again = describe_rewatch(details.entry, details.anime.episodes)
    return f"{state}\n-# {again}" if again else state


def _make_entry_buttons(details: AnimeDetails) -> list[discord.ui.Button]:
    key, entry, total = details.anime.key, details.entry, details.anime.episodes
    if entry is None:
        buttons = [button(ADD_TO_LIST(anime_key=key), _("Add to my list"), style=discord.ButtonStyle.primary)]
    else:
        buttons = [
            button(ADD_ONE(anime_key=key), "+1", style=discord.ButtonStyle.success, disabled=is_over(entry, total)),
            button(EDIT_ENTRY(anime_key=key), _("Edit")),
        ]
    if details.counterpart is not None:
        known = details.counterpart
        # Translators: a button; {name} is an anime
        label = fit(_("Merge with {name}"), _MAX_LABEL_LENGTH, name=name_anime(known))
        buttons.append(button(_merge(details.anime, known), label))
    return buttons


def _merge(custom: Anime, known: Anime) -> str:
    return MERGE(title_id=get_number(custom.key), anime_key=known.key)


def _name(anime: Anime) -> str:
    return escape(shorten(name_anime(anime), _TITLE_LENGTH))
