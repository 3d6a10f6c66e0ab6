"""What a source of titles says of one title, before the catalogue makes one of all that speak of the same."""

from dataclasses import dataclass

SITES = ("mal", "anilist", "bangumi", "kitsu", "anidb")
"""The sites whose ids are keys, as in `mal/52991`. Of a title's keys the one of the first site is canonical."""

SEASONS = ("WINTER", "SPRING", "SUMMER", "FALL")
"""The quarters of a year, each named as anime seasons are: WINTER begins in January."""

KINDS = ("TV", "Movie", "OVA", "ONA", "Special")

MAX_NAME_LENGTH = 300
"""No name is longer, in characters."""


class SourceError(Exception):
    """A file of titles that cannot be used at all, in a sentence for whoever brought it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRecord:
    """One title as one source has it. Names are trimmed, hold no line breaks, and no name is there twice."""

    keys: tuple[str, ...]
    """At least one, the canonical one first: `mal/52991`. Numbers have no leading zeros."""
    title: str
    """The main name: the one that is shown where nothing is known of a person's language."""
    english: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    """Names in Japanese script."""
    chinese: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    """Names of any language, romanised ones among them."""
    readings: tuple[str, ...] = ()
    """Romanised names that can be wrong: to find the title by, never to be shown."""
    kind: str | None = None
    """One of `KINDS`."""
    year: int | None = None
    season: str | None = None
    """One of `SEASONS`."""
    episodes: int | None = None
    duration: int | None = None
    """Seconds of one episode."""
    picture: str | None = None
    """The https address of a picture."""
    is_adult: bool = False
    prominence: int = 0
    """How widely the title is known, from 0 to about 1,000, as far as that shows in what the source has on it."""


def get_key_order(key: str) -> tuple[int, int]:
    """The place of a key among a title's keys: canonical first."""
    site, number = key.split("/")
    return SITES.index(site), int(number)
