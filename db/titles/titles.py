"""Finds every anime that can be named, from the catalogue or made by people."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from db.engine.database import Database
from db.engine.queries import load_queries
from db.engine.rows import read_rows
from db.titles.catalogue.reader import Catalogue
from db.titles.catalogue.search import SLIP, match_names
from db.titles.custom import CUSTOM, CustomTitle, CustomTitles, fold_custom, get_number
from db.titles.models import Anime

_MAX_CUSTOM_SEARCHED = 500
"""How many custom titles a search looks at; people can make any number."""

_MAX_CUSTOM_FOUND = 5
"""How many of them it returns, to leave room for the catalogue's."""

_MAX_CUSTOM_NAMED = 10_000
"""How many custom titles are considered when many names are looked up at once."""

NAMES_AT_ONCE = 200
"""How many names are looked up before others get their turn."""

_MAX_FAVOURED = 200
"""How many titles from a person's list, and from a server's reviews, rank before others in a search."""

_MAX_UNFINISHED = 200
"""How many of a person's unfinished titles are considered, before those that may not be shown here are left out."""

_queries = load_queries("titles/titles")


class Titles:
    """Finds titles in the catalogue and among the custom ones that a person may see.

    Without `with_adult`, titles for adults are left out, except when their key names them.
    """

    def __init__(self, catalogue: Catalogue, database: Database) -> None:
        self._catalogue = catalogue
        self._database = database
        self._custom = CustomTitles(database)
        self._without_offers: set[int] = set()
        """The people whose custom titles the present catalogue doesn't have. Looking for them takes a while."""

    async def get(self, key: str) -> Anime | None:
        """The title with this key. Anybody with the key of a custom title has already seen it."""
        return (await self.get_all([key])).get(key)

    async def get_or_name(self, key: str, title: str) -> Anime:
        """The title with this key; if it no longer exists, an Anime with just the given key and title."""
        return await self.get(key) or Anime(key, title)

    async def get_all(self, keys: Sequence[str]) -> dict[str, Anime]:
        """The titles with these keys, by the key asked for; unknown keys are left out."""
        found: dict[str, Anime] = {}
        asked = {key: key for key in keys}
        for key in keys:
            if key.startswith(CUSTOM) and (custom := await self._custom.get(title_id=get_number(key))):
                found[key] = _to_anime(custom)
                asked[key] = custom.merged_key or key
        catalogued = await self._catalogue.get_all(list(asked.values()))
        return found | {key: catalogued[other] for key, other in asked.items() if other in catalogued}

    async def list_names(self, key: str) -> list[str]:
        """All names of a catalogued title, the main one first."""
        return await self._catalogue.list_names(key)

    async def list_keys(self, key: str) -> list[str]:
        """All keys of a catalogued title."""
        return await self._catalogue.list_keys(key)

    async def search(
        self, text: str, *, user_id: int, guild_id: int | None, with_adult: bool, limit: int = 25
    ) -> list[Anime]:
        """The titles that a text may mean, best first; for an empty text, those that the person has not finished.

        A custom title comes after the catalogue's titles that match as well; there are at most five custom ones. Of
        the catalogue's titles, those on the person's list or reviewed in the server precede others that match equally
        well.
        """
        if not text.strip():
            return await self._list_unfinished(user_id, with_adult, limit)
        rows = _queries.list_favoured(
            self._database.reader, user_id=user_id, guild_id=guild_id or 0, limit=_MAX_FAVOURED
        )
        favoured = [key async for (key,) in rows]
        custom = await self._search_custom(text, user_id, guild_id)
        found = await self._catalogue.search(text, limit=limit, favoured=favoured, with_adult=with_adult)
        if not custom:
            return found
        # There is room for the custom ones, and each comes before the first catalogued title that matches less well.
        found = found[: max(1, limit - len(custom))]
        qualities = await self._list_qualities(text, found)
        for anime, quality in custom:
            place = next((index for index, other in enumerate(qualities) if other > quality), len(found))
            found.insert(place, anime)
            qualities.insert(place, quality)
        return found[:limit]

    async def find(self, text: str, *, user_id: int, guild_id: int | None, with_adult: bool) -> Anime | None:
        """The title that a text means beyond doubt: by its key, or by a name that only one title has.

        Of custom titles with the same name, the oldest counts. The key of a person's own entry, review or draft works
        everywhere, even if no title has it any more.
        """
        anime = await self._get_visible(text, user_id=user_id, guild_id=guild_id)
        if anime is not None:
            return anime
        named = await self.list_named(text, user_id=user_id, guild_id=guild_id, with_adult=with_adult)
        return named[0] if len(named) == 1 else None

    async def list_named(self, text: str, *, user_id: int, guild_id: int | None, with_adult: bool) -> list[Anime]:
        """The titles with this name: the catalogue's first, then a custom one."""
        custom = await self._custom.get_named(text, user_id=user_id, guild_id=guild_id)
        named = [_to_anime(custom)] if custom else []
        return await self._catalogue.find_named(text, with_adult=with_adult) + named

    async def find_all_named(
        self, texts: Sequence[str], *, user_id: int, guild_id: int | None, with_adult: bool
    ) -> AsyncIterator[dict[str, Anime]]:
        """Does for many names what `find` does for one; yields titles by name, `NAMES_AT_ONCE` names at a time.

        Only the newest `_MAX_CUSTOM_NAMED` custom titles are considered.
        """
        visible = await self._custom.list_visible(user_id=user_id, guild_id=guild_id, limit=_MAX_CUSTOM_NAMED)
        # Newest first, so that the oldest title with a name ends up in the dictionary.
        custom = await asyncio.to_thread(lambda: {fold_custom(known.title): _to_anime(known) for known in visible})
        for start in range(0, len(texts), NAMES_AT_ONCE):
            part = texts[start : start + NAMES_AT_ONCE]
            named = await self._catalogue.find_all_named(part, with_adult=with_adult)
            yield await asyncio.to_thread(_choose_named, part, named, custom)

    async def nearest(
        self, text: str, *, user_id: int, guild_id: int | None, with_adult: bool, limit: int = 5
    ) -> list[Anime]:
        """The titles to offer for a text that names none or several: those it may mean, then those most like it."""
        found = await self.list_named(text, user_id=user_id, guild_id=guild_id, with_adult=with_adult)
        found += await self.search(text, user_id=user_id, guild_id=guild_id, with_adult=with_adult, limit=limit)
        if len(found) < limit:
            found += await self._catalogue.nearest(text, limit=limit, with_adult=with_adult)
        return list({anime.key: anime for anime in found}.values())[:limit]

    async def add_custom(self, title: str, *, title_id: int, user_id: int, guild_id: int | None) -> Anime:
        """Adds a custom title, which only its maker sees until a review of it is posted.

        If they can already see a custom title with that name in the server, returns that one instead. Raises
        TooManyCustomTitles.
        """
        self._without_offers.discard(user_id)
        # Its maker has already been offered the catalogue's titles with that name.
        known = await self._catalogue.find_named(title)
        offered_key = known[0].key if known else None
        return _to_anime(
            await self._custom.add(
                title, title_id=title_id, user_id=user_id, guild_id=guild_id, offered_key=offered_key
            )
        )

    async def number_custom(self, names: Sequence[str], *, first_id: int, user_id: int) -> list[CustomTitle]:
        """A custom title for each of these names: one that the person can see already, or a new one yet to be added.

        New ones get the first free ids from `first_id` on. A repeated name gets one title.
        """
        known = await self._catalogue.find_all_named(names)
        numbered = []
        for name in {fold_custom(name): name for name in names}.values():
            custom = await self._custom.get_named(name, user_id=user_id, guild_id=None)
            if custom is None:
                while await self._custom.get(title_id=first_id):
                    first_id += 1
                offered_key = known[name][0].key if name in known else None
                custom = CustomTitle(first_id, name, user_id, None, offered_key)
                first_id += 1
            numbered.append(custom)
        return numbered

    async def list_offers(self, *, user_id: int) -> list[tuple[Anime, Anime]]:
        """The person's custom titles that the catalogue now has too, each with the catalogue's title.

        Pairs that were offered before are left out.
        """
        if user_id in self._without_offers:
            return []
        offers = []
        for custom in await self._custom.list_unmerged(user_id=user_id):
            known = await self.get_counterpart(custom.title)
            offered = await self.get(custom.offered_key) if custom.offered_key else None
            if known is not None and (offered is None or known.key != offered.key):
                offers.append((_to_anime(custom), known))
        if not offers:
            self._without_offers.add(user_id)
        return offers

    async def get_counterpart(self, title: str) -> Anime | None:
        """The catalogue's title with the name of a custom one, if there is exactly one, without titles for adults."""
        named = await self._catalogue.find_named(title)
        return named[0] if len(named) == 1 else None

    async def set_offered(self, custom: Anime, known: Anime) -> None:
        """Records that the maker of a custom title was offered the catalogue's."""
        await self._custom.set_offered(title_id=get_number(custom.key), offered_key=known.key)

    async def is_maker(self, key: str, *, user_id: int) -> bool:
        """Whether the person made this custom title and has not merged it yet."""
        custom = await self._custom.get(title_id=get_number(key))
        return custom is not None and custom.created_by == user_id and custom.merged_key is None

    async def remove_from_guild(self, key: str, *, guild_id: int) -> None:
        """Hides a custom title from the members of a server for good, except from its maker."""
        await self._custom.remove_from_guild(title_id=get_number(key), guild_id=guild_id)

    async def refresh(self) -> bool:
        """Switches to a new catalogue if there is one; returns whether it did."""
        is_new = await self._catalogue.refresh()
        if is_new:
            self._without_offers.clear()
        return is_new

    async def fold_again(self) -> None:
        """Updates the folded forms of custom titles that an earlier version stored differently."""
        await self._custom.fold_again()

    async def _get_visible(self, key: str, *, user_id: int, guild_id: int | None) -> Anime | None:
        """The title with this key, if this person may see it here."""
        if not key.startswith(CUSTOM):
            anime = await self._catalogue.get(key)
        else:
            custom = await self._custom.get_visible(title_id=get_number(key), user_id=user_id, guild_id=guild_id)
            anime = await self.get(key) if custom else None
        if anime is not None or not key.isascii():
            return anime
        stored_title = await _queries.get_stored_title(self._database.reader, user_id=user_id, anime_key=key)
        # The person knows it by this name. A key in a draft may be made up, so it doesn't lead to more.
        return Anime(key, stored_title) if stored_title else None

    async def _list_unfinished(self, user_id: int, with_adult: bool, limit: int) -> list[Anime]:
        rows = _queries.list_unfinished(self._database.reader, user_id=user_id, limit=_MAX_UNFINISHED)
        listed = read_rows(Anime, [row async for row in rows])
        titles = await self.get_all([anime.key for anime in listed])
        unfinished = [titles.get(anime.key, anime) for anime in listed]
        return [anime for anime in unfinished if with_adult or not anime.is_adult][:limit]

    async def _search_custom(self, text: str, user_id: int, guild_id: int | None) -> list[tuple[Anime, int]]:
        """The custom titles that match a text, best first, and how well each matches: lower is better."""
        visible = await self._custom.list_visible(user_id=user_id, guild_id=guild_id, limit=_MAX_CUSTOM_SEARCHED)
        qualities = await asyncio.to_thread(match_names, text, [custom.title for custom in visible]) if visible else {}
        best = sorted(qualities, key=lambda index: (qualities[index], index))[:_MAX_CUSTOM_FOUND]
        return [(_to_anime(visible[index]), qualities[index]) for index in best]

    async def _list_qualities(self, text: str, found: Sequence[Anime]) -> list[int]:
        """How well a text matches each of the catalogued titles that were found with it: lower is better."""
        names = [await self.list_names(anime.key) for anime in found]
        return await asyncio.to_thread(lambda: [min(match_names(text, own).values(), default=SLIP) for own in names])


def _choose_named(
    texts: Sequence[str], named: Mapping[str, Sequence[Anime]], custom: Mapping[str, Anime]
) -> dict[str, Anime]:
    """The title for each text that names exactly one, custom or from the catalogue."""
    chosen = {}
    for text in texts:
        custom_title = custom.get(fold_custom(text)) if custom else None
        found = [*([custom_title] if custom_title else []), *named.get(text, [])]
        if len(found) == 1:
            chosen[text] = found[0]
    return chosen


def _to_anime(custom: CustomTitle) -> Anime:
    return Anime(custom.key, custom.title)
