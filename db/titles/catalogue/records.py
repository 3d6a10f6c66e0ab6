"""Titles as a single source describes them, before the catalogue merges the sources."""

from dataclasses import dataclass

SITES = ("mal", "anilist", "bangumi", "kitsu", "anidb")
"""The sites whose ids are keys, as in `mal/52991`. A title's canonical key is that of the first site in this order."""

SEASONS = ("WINTER", "SPRING", "SUMMER", "FALL")
"""The quarters of a year, as anime seasons are named: WINTER begins in January."""

KINDS = ("TV", "Movie", "OVA", "ONA", "Special")

MAX_NAME_LENGTH = 300
"""The longest name, in characters."""


class SourceError(Exception):
    """A file of titles cannot be used at all; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRecord:
    """One title according to one source. Names are trimmed and distinct, and have no line breaks."""

    keys: tuple[str, ...]
    """At least one, the canonical one first: `mal/52991`. Numbers have no leading zeros."""
    title: str
    """The main name, shown when a person's language is unknown."""
    english: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    """Names in Japanese script."""
    chinese: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    """Names in any language, including romanised ones."""
    readings: tuple[str, ...] = ()
    """Romanised names that may be wrong: for searching, never shown."""
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
    """How widely known the title seems to be, from what the source has on it: from 0 to about 1,000."""


def get_key_order(key: str) -> tuple[int, int]:
    """A sort key for a title's keys: it puts the canonical one first."""
    site, number = key.split("/")
    return SITES.index(site), int(number)
