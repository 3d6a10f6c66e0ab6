"""Titles: the one door to every anime that can be named, bundled or made by people."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from db.catalogue import Catalogue, fold
from db.database import Database, load_queries
from db.models import Anime

CUSTOM = "custom/"
"""How the keys of titles that people made begin."""

MAX_TITLE_LENGTH = 100
"""The longest title that people can make, in characters."""

_MAX_CUSTOM_FOUND = 5
"""How many custom titles a search finds: people can make any number, and those of the catalogue need room."""

_DISCORD_EPOCH_SECONDS = 1_420_070_400
_QUESTION_SECONDS = 24 * 60 * 60

_queries = load_queries("titles")


class TitleQuestion(NamedTuple):
    """A command that waits for its caller to pick a title."""

    id: int
    user_id: int
    text: str
    """What the caller typed as the title."""
    choices: tuple[str, ...]
    """The keys of the titles offered."""
    command: str
    """The command and its options: JSON."""


class Titles:
    """Finds titles in the catalogue and among the custom ones that a person may see."""

    def __init__(self, catalogue: Catalogue, database: Database) -> None:
        self._catalogue = catalogue
        self._database = database

    async def get(self, key: str) -> Anime | None:
        """The title that a key names. Whoever holds the key of a custom title has been shown it."""
        if not key.startswith(CUSTOM):
            return await self._catalogue.get(key)
        row = await _queries.get_custom(self._database.reader, title_id=_get_number(key))
        return _to_custom(row) if row else None

    async def get_or_name(self, key: str, title: str) -> Anime:
        """The title that a key names; for a key that nothing has any more, just the key and the title given."""
        return await self.get(key) or Anime(key, title)

    async def search(self, text: str, *, user_id: int, guild_id: int | None, limit: int = 25) -> list[Anime]:
        """The titles whose name begins like the text: up to five that people here made, then the catalogue's."""
        custom = await self._search_custom(text, user_id=user_id, guild_id=guild_id)
        return (custom + await self._catalogue.search(text, limit))[:limit]

    async def find(self, text: str, *, user_id: int, guild_id: int | None) -> Anime | None:
        """The title that free text means beyond doubt: a key, or a name that only one title has.

        Of custom titles with one name the oldest counts.
        """
        place = _get_place(user_id, guild_id)
        if text.startswith(CUSTOM):
            row = await _queries.get_visible_custom(self._database.reader, title_id=_get_number(text), **place)
            return _to_custom(row) if row else None
        anime = await self._catalogue.get(text)
        if anime is not None:
            return anime
        row = await _queries.get_custom_named(self._database.reader, folded=_fold_custom(text), **place)
        named = ([_to_custom(row)] if row else []) + await self._catalogue.named(text)
        return named[0] if len(named) == 1 else None

    async def nearest(self, text: str, *, limit: int = 5) -> list[Anime]:
        """The titles to offer for text that names none, or more than one."""
        named = await self._catalogue.named(text)
        others = [anime for anime in await self._catalogue.nearest(text, limit) if anime not in named]
        return (named + others)[:limit]

    async def add_custom(self, title: str, *, title_id: int, user_id: int, guild_id: int | None) -> Anime:
        """Makes a title, seen by its maker and in the server where it was made.

        Where the maker can see a custom title of that name already, that is returned and none is made.
        """
        folded = _fold_custom(title)
        async with self._database.transaction() as connection:
            row = await _queries.get_custom_named(connection, folded=folded, **_get_place(user_id, guild_id))
            if row:
                return _to_custom(row)
            await _queries.add_custom(
                connection,
                title_id=title_id,
                guild_id=guild_id or 0,
                created_by=user_id,
                title=title,
                folded=folded,
            )
        return Anime(f"{CUSTOM}{title_id}", title)

    async def get_question(self, *, question_id: int) -> TitleQuestion | None:
        row = await _queries.get_question(self._database.reader, question_id=question_id)
        return _to_question(row) if row else None

    async def add_question(self, question: TitleQuestion, *, now: int) -> None:
        """Keeps a question for a day."""
        oldest = (now - _QUESTION_SECONDS - _DISCORD_EPOCH_SECONDS) * 1000 << 22
        async with self._database.transaction() as connection:
            await _queries.delete_questions(connection, asked_before=oldest)
            await _queries.add_question(
                connection,
                question_id=question.id,
                user_id=question.user_id,
                text=question.text,
                choices="\n".join(question.choices),
                command=question.command,
            )

    async def _search_custom(self, text: str, *, user_id: int, guild_id: int | None) -> list[Anime]:
        low = _fold_custom(text)
        if not low:
            return []
        rows = _queries.search_custom(
            self._database.reader,
            **_get_place(user_id, guild_id),
            low=low,
            high=f"{low}\U0010ffff",
            limit=_MAX_CUSTOM_FOUND,
        )
        return [_to_custom(row) async for row in rows]


def _fold_custom(text: str) -> str:
    """The form in which custom titles are compared; unlike names in the catalogue, they can be all emoji."""
    # Text can hold halves of characters, which SQLite does not take.
    return fold(text) or " ".join(text.casefold().encode(errors="ignore").decode().split())


def _get_place(user_id: int, guild_id: int | None) -> dict[str, int]:
    # A title made in private messages has the server 0; that no place has this number keeps it its maker's.
    return {"user_id": user_id, "guild_id": guild_id or -1}


def _get_number(key: str) -> int:
    """The number in the key of a custom title; 0, which none has, for what is no such key."""
    number = key.removeprefix(CUSTOM)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0


def _to_custom(row: Sequence[Any]) -> Anime:
    title_id, title = row
    return Anime(f"{CUSTOM}{title_id}", title)


def _to_question(row: Sequence[Any]) -> TitleQuestion:
    question_id, user_id, text, choices, command = row
    return TitleQuestion(question_id, user_id, text, tuple(choices.splitlines()), command)
