"""How titles look."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from cogs.core.addresses import CHOOSE_REVIEW, EDIT_ENTRY, REVIEW_MENU
from cogs.core.router import Address
from cogs.ui.components import Buttons, Form, Layout, button
from cogs.ui.entries import describe_rewatch, describe_state, is_over
from cogs.ui.links import get_page, link, link_sites
from cogs.ui.reviews import describe_review, make_review_menu
from cogs.ui.text import count, escape, shorten
from db.lists.models import Entry
from db.moves.moves import MergedThing, MergeNotice
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
    """Those posted in this server where the person can see them, newest first; None outside servers."""
    entry: Entry | None = None
    """The person's own."""
    counterpart: Anime | None = None
    """For the maker of a custom title: the catalogue's title with the same name."""


def make_labels(titles: Sequence[Anime], limit: int) -> list[str]:
    """A label for each title, in order: at most `limit` characters each, and all different.

    Custom titles say so. A title whose label is taken by an earlier one adds its season, or else its key.
    """
    labels: list[str] = []
    for anime in titles:
        custom = "" if get_page(anime.key) else " · added here"
        season = f" · {anime.season.capitalize()}" if anime.season else ""
        endings = [custom, custom + season, *(f"{custom} · {anime.key}" * (times + 1) for times in range(len(titles)))]
        candidates = (_shorten_label(anime, limit, ending) for ending in endings)
        labels.append(next(label for label in candidates if label not in labels))
    return labels


def _shorten_label(anime: Anime, limit: int, ending: str) -> str:
    """The label with an ending; if that is too long, only the name is cut."""
    ending = anime.label.removeprefix(anime.title) + ending
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
        name = shorten(question.text, _MAX_LABEL_LENGTH - len("Use “” as it is"))
        buttons.append(button(USE_AS_IS(question_id=question.id), f"Use “{name}” as it is"))
    if may_be_another:
        buttons.append(button(ANOTHER_TITLE(question_id=question.id), "Another title"))
    return Buttons(*buttons) if buttons else None


def make_title_form(question_id: int) -> Form:
    """The form to type another title into than a question offers."""
    text = discord.ui.TextInput(custom_id="title", max_length=MAX_TITLE_LENGTH)
    field = discord.ui.Label(text="Which anime?", description="Any of its names will do.", component=text)
    return Form(ANOTHER_TITLE(question_id=question_id), title="Another title", fields=[field])


def describe_doubt(text: str, nearest: Sequence[Anime], *, named: int, may_be_new: bool) -> str:
    """Asks about a text that means no title, or several; `named` titles have it as their name."""
    name = escape(shorten(text, _NAME_LENGTH))
    sentence = f"More than one anime could be “{name}”." if named > 1 else f"I know no anime called “{name}”."
    if nearest:
        return f"{sentence} Did you mean one of these?"
    if may_be_new:
        return f"{sentence} Check the spelling, or go on with the name as it is."
    return f"{sentence} Check the spelling, or pick one from the list that opens while you type."


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
            items.append(make_review_menu(CHOOSE_REVIEW(), details.reviews[:_MAX_REVIEWS], "Read a review"))
    items += [discord.ui.Separator(), discord.ui.TextDisplay(_describe_callers_entry(details))]
    items.append(discord.ui.ActionRow(*_make_entry_buttons(details)))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def make_offer(custom: Anime, known: Anime) -> Buttons:
    """The answers to an offer to merge a custom title with the catalogue's."""
    return Buttons(
        button(_merge(custom, known), "Yes, merge them", style=discord.ButtonStyle.primary),
        button(KEEP_APART(), "No, keep both"),
    )


def describe_offer(custom: Anime, known: Anime) -> str:
    return (
        f"**{_name(custom)}**, which you added, is in the catalogue now: **{_name(known)}**. Is it the same? "
        "Then everyone's reviews and list entries under your title go over to it."
    )


def describe_merges(notices: Sequence[MergeNotice]) -> str:
    """Tells what happened to a person's entries and reviews when titles were merged; takes up to `MAX_MERGES`."""
    sentences = ["Some titles turned out to be one and the same, so I joined what you had under both."]
    for notice in notices:
        title = f"**{escape(shorten(notice.title, _NAME_LENGTH))}**"
        if notice.kind is MergedThing.ENTRY:
            sentences.append(f"{title}: your two list entries are one now. The file has them as they were.")
        else:
            sentences.append(
                f"{title}: you have two reviews of it. Both stay where they are posted; `/review edit` opens the newer."
            )
    return "\n".join(sentences)


def write_merges(notices: Sequence[MergeNotice]) -> str:
    """The text of a file with what merged entries were before; empty if nothing is lost."""
    return "\n\n\n".join(f"# {notice.title}\n\n{notice.text}" for notice in notices if notice.text)


def make_merge_menu(notices: Sequence[MergeNotice]) -> Buttons | None:
    """Buttons for the older of two reviews of one title; None if there are none."""
    reviews = [notice for notice in notices if notice.review_id is not None]
    buttons = [
        button(REVIEW_MENU(review_id=notice.review_id), shorten(f"The older one of {notice.title}", _MAX_LABEL_LENGTH))
        for notice in reviews
    ]
    return Buttons(*buttons) if buttons else None


def _describe_title(details: AnimeDetails) -> str:
    anime = details.anime
    season = f"{anime.season.capitalize()} {anime.year}" if anime.season and anime.year else anime.year
    episodes = count(anime.episodes, "episode") if anime.episodes else None
    about = " · ".join(str(part) for part in (anime.kind, season, episodes, "🔞" if anime.is_adult else None) if part)
    others = [name for name in details.names if name != anime.title]
    names = ", ".join(escape(shorten(name, _NAME_LENGTH)) for name in others[:_MAX_NAMES])
    if len(others) > _MAX_NAMES:
        names += f" and {len(others) - _MAX_NAMES} more"
    lines = [
        f"### {link(anime.key, shorten(anime.title, _TITLE_LENGTH))}",
        about or ("*Added by somebody here*" if not get_page(anime.key) else ""),
        f"-# {names}" if names else "",
        f"-# {link_sites(details.keys)}" if details.keys else "",
    ]
    return "\n".join(line for line in lines if line)


def _describe_reviews(reviews: Sequence[PostedReview]) -> str:
    if not reviews:
        return "**In this server** there is no review that you can see yet. `/review write` begins one."
    ratings = Counter(review.rating for review in reviews)
    average = sum(review.rating for review in reviews) / len(reviews)
    most = max(ratings.values())
    bars = [
        f"{rating:>2} {'█' * max(1, round(_BAR_LENGTH * number / most))} {number}"
        for rating, number in sorted(ratings.items(), reverse=True)
    ]
    lines = [describe_review(review) for review in reviews[:_MAX_REVIEWS]]
    heading = f"**In this server** {average:.1f} on average, from {count(len(reviews), 'review')}"
    return "\n".join([heading, "```", *bars, "```", *lines])


def _describe_callers_entry(details: AnimeDetails) -> str:
    if details.entry is None:
        return "**You** don't have it on your list."
    again = describe_rewatch(details.entry, details.anime.episodes)
    return f"**You** {describe_state(details.entry, details.anime.episodes)}" + (f"\n-# {again}" if again else "")


def _make_entry_buttons(details: AnimeDetails) -> list[discord.ui.Button]:
    key, entry, total = details.anime.key, details.entry, details.anime.episodes
    if entry is None:
        buttons = [button(ADD_TO_LIST(anime_key=key), "Add to my list", style=discord.ButtonStyle.primary)]
    else:
        buttons = [
            button(ADD_ONE(anime_key=key), "+1", style=discord.ButtonStyle.success, disabled=is_over(entry, total)),
            button(EDIT_ENTRY(anime_key=key), "Edit"),
        ]
    if details.counterpart is not None:
        known = details.counterpart
        label = shorten(f"Merge with {known.label}", _MAX_LABEL_LENGTH)
        buttons.append(button(_merge(details.anime, known), label))
    return buttons


def _merge(custom: Anime, known: Anime) -> str:
    return MERGE(title_id=get_number(custom.key), anime_key=known.key)


def _name(anime: Anime) -> str:
    return escape(shorten(anime.label, _TITLE_LENGTH))
