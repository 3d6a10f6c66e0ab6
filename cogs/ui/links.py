"""Titles as links to their pages at the sites that their keys are from."""

from collections.abc import Iterable

from cogs.ui.text import escape

ANIME_KEY = r"[a-z]+/\d+"
"""The pattern of a key, for the `custom_id` of what acts on a title."""

_SITES = {
    "mal": ("MyAnimeList", "https://myanimelist.net/anime/"),
    "anilist": ("AniList", "https://anilist.co/anime/"),
    "kitsu": ("Kitsu", "https://kitsu.app/anime/"),
    "anidb": ("AniDB", "https://anidb.net/anime/"),
    "bangumi": ("Bangumi", "https://bangumi.tv/subject/"),
}


def get_page(anime_key: str) -> str | None:
    """The address of a title's page at the site that its key is from; None for a title that people made."""
    site, _, number = anime_key.partition("/")
    return _SITES[site][1] + number if site in _SITES else None


def link(anime_key: str, title: str) -> str:
    """A title as Markdown, linked where it has a page."""
    page = get_page(anime_key)
    return f"[{escape(title)}]({page})" if page else escape(title)


def link_sites(anime_keys: Iterable[str]) -> str:
    """Links to the pages of all keys, called after their sites: one of each site, in a fixed order."""
    # The lowest of each site, as of those that a title is called by.
    keys = {key.partition("/")[0]: key for key in sorted(anime_keys, key=lambda key: (len(key), key), reverse=True)}
    return " · ".join(f"[{name}]({get_page(keys[site])})" for site, (name, _) in _SITES.items() if site in keys)
