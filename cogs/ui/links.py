"""Links from titles to their pages on MyAnimeList and other sites."""

from collections.abc import Iterable

from cogs.ui.text import escape

ANIME_KEY = r"[a-z]+/\d+"
"""The pattern of a title's key."""

_SITES = {
    "mal": ("MyAnimeList", "https://myanimelist.net/anime/"),
    "anilist": ("AniList", "https://anilist.co/anime/"),
    "kitsu": ("Kitsu", "https://kitsu.app/anime/"),
    "anidb": ("AniDB", "https://anidb.net/anime/"),
    "bangumi": ("Bangumi", "https://bangumi.tv/subject/"),
}


def get_page(anime_key: str) -> str | None:
    """The address of a title's page on the site that its key comes from; None for a custom title."""
    site, _, number = anime_key.partition("/")
    return _SITES[site][1] + number if site in _SITES else None


def link(anime_key: str, title: str) -> str:
    """A title in Markdown, linked if it has a page."""
    page = get_page(anime_key)
    return f"[{escape(title)}]({page})" if page else escape(title)


def link_sites(anime_keys: Iterable[str]) -> str:
    """Links to the pages of these keys, one for each site, in a fixed order."""
    # The lowest key of each site wins, as it does for canonical keys.
    keys = {key.partition("/")[0]: key for key in sorted(anime_keys, key=lambda key: (len(key), key), reverse=True)}
    return " · ".join(f"[{name}]({get_page(keys[site])})" for site, (name, _) in _SITES.items() if site in keys)
