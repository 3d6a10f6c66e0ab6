"""How titles look: pure functions from domain objects to components."""

from collections.abc import Sequence

import discord

from cogs.ui.components import Buttons, button
from cogs.ui.text import escape, shorten
from db.models import Anime
from db.titles import TitleQuestion

_PAGES = {
    "mal": "https://myanimelist.net/anime/",
    "anilist": "https://anilist.co/anime/",
    "bangumi": "https://bangumi.tv/subject/",
}

_MAX_LABEL_LENGTH = 80


def get_page(anime_key: str) -> str | None:
    """The address of a title's page at the site that its key is from; None for a title that people made."""
    site, _, number = anime_key.partition("/")
    return _PAGES[site] + number if site in _PAGES else None


def link(anime_key: str, title: str) -> str:
    """A title as Markdown, linked where it has a page."""
    page = get_page(anime_key)
    return f"[{escape(title)}]({page})" if page else escape(title)


def make_labels(titles: Sequence[Anime], limit: int) -> list[str]:
    """A name for each title, in their order: at most `limit` characters each, and no two the same.

    A title that people made says so. One whose name is taken by an earlier title is told apart by its key.
    """
    labels: list[str] = []
    for anime in titles:
        ending = "" if get_page(anime.key) else " · added here"
        label = shorten(anime.label, limit - len(ending)) + ending
        while label in labels:
            ending += f" · {anime.key}"
            label = shorten(anime.label, limit - len(ending)) + ending
        labels.append(label)
    return labels


def make_title_question(
    question: TitleQuestion, nearest: Sequence[Anime], *, may_be_new: bool
) -> discord.ui.View | None:
    """The nearest titles as buttons, and one to take the text as it is; None when there is nothing to press."""
    buttons = [
        button(f"anime:pick:{question.id}:{index}", label, style=discord.ButtonStyle.primary)
        for index, label in enumerate(make_labels(nearest, _MAX_LABEL_LENGTH))
    ]
    if may_be_new:
        name = shorten(question.text, _MAX_LABEL_LENGTH - len("Use “” as it is"))
        buttons.append(button(f"anime:new:{question.id}", f"Use “{name}” as it is"))
    return Buttons(*buttons) if buttons else None
