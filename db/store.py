"""Everything stored: the database, the catalogue of titles, and a repository for each kind of data."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from db.engine.database import Database
from db.health.stored_settings import StoredSettings
from db.lists.imports import ListImports
from db.lists.lists import Lists
from db.moves.moves import Moves
from db.reactions.votes import Reactions
from db.reviews.archive import ReviewArchive
from db.reviews.browsing import ReviewPages
from db.reviews.drafts import Drafts
from db.reviews.posts import Posts
from db.reviews.reviews import Reviews
from db.reviews.sendings import Sendings
from db.titles.catalogue.reader import Catalogue
from db.titles.questions import TitleQuestions
from db.titles.titles import Titles


class StoreSettings(Protocol):
    """Where the data is."""

    @property
    def database_path(self) -> Path: ...
    @property
    def catalogue_path(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class Store:
    """The repositories of an open database and an open catalogue."""

    reviews: Reviews
    drafts: Drafts
    review_archive: ReviewArchive
    review_pages: ReviewPages
    posts: Posts
    sendings: Sendings
    reactions: Reactions
    lists: Lists
    list_imports: ListImports
    titles: Titles
    title_questions: TitleQuestions
    moves: Moves
    stored: StoredSettings
    database: Database
    """For transactions that involve several repositories."""
    _resources: AsyncExitStack

    @classmethod
    async def open(cls, settings: StoreSettings) -> Self:
        """Opens the database and the catalogue, and creates each that is missing.

        Raises StorageError, with a sentence for the operator, if one of them cannot be used.
        """
        async with AsyncExitStack() as stack:
            database = await Database.open(settings.database_path)
            stack.push_async_callback(database.close)
            catalogue = await Catalogue.open(settings.catalogue_path)
            stack.push_async_callback(catalogue.close)
            titles = Titles(catalogue, database)
            return cls(
                reviews=Reviews(database),
                drafts=Drafts(database),
                review_archive=ReviewArchive(database),
                review_pages=ReviewPages(database),
                posts=Posts(database),
                sendings=Sendings(database),
                reactions=Reactions(database),
                lists=Lists(database),
                list_imports=ListImports(database),
                titles=titles,
                title_questions=TitleQuestions(database),
                moves=Moves(database, titles),
                stored=StoredSettings(database),
                database=database,
                _resources=stack.pop_all(),
            )
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Finishes writing, then closes the files. May be called again."""
        await self._resources.aclose()
