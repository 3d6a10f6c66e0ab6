"""Titles of anime, and the languages of their names."""

from dataclasses import dataclass, replace
from enum import StrEnum

MAX_EPISODES = 10_000
"""No title has more; a larger number is a typing mistake."""


class TitleLanguage(StrEnum):
    """The language in which a person reads the names of titles."""

    ENGLISH = "ENGLISH"
    NATIVE = "NATIVE"
    CHINESE = "CHINESE"


@dataclass(frozen=True, slots=True)
class Anime:
    """A title of the catalogue, or a custom one."""

    key: str
    """`mal/52991`, `anilist/154587`, `bangumi/400602`, `kitsu/46474`, `anidb/17617` or `custom/<id>`."""
    title: str
    kind: str | None = None
    """`TV`, `Movie`, `OVA`, `ONA` or `Special`."""
    year: int | None = None
    episodes: int | None = None
    """None when unknown."""
    season: str | None = None
    """`WINTER`, `SPRING`, `SUMMER` or `FALL` of the year."""
    english: str | None = None
    native: str | None = None
    chinese: str | None = None
    picture: str | None = None
    """The https address of a picture."""
    is_adult: bool = False
    duration: int | None = None
    """Seconds of one episode; None when unknown."""

    def in_language(self, language: "TitleLanguage") -> "Anime":
        """The same anime, called by its name in that language if it has one."""
        names = {
            TitleLanguage.ENGLISH: self.english,
            TitleLanguage.NATIVE: self.native,
            TitleLanguage.CHINESE: self.chinese,
        }
        return replace(self, title=names[language] or self.title)
