"""Small catalogues for the tests."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from db.titles.catalogue.build import CatalogueBuilder
from db.titles.catalogue.reader import Catalogue
from db.titles.catalogue.records import TitleRecord
from db.titles.models import Anime

_numbers = count(1)

METADATA = {"source": "an operator", "version": "1", "licence": "CC0"}


def make_record(title: str, *synonyms: str, **fields: Any) -> TitleRecord:
    """A title with a new key, unless `keys` are given."""
    given = {"keys": (f"mal/{next(_numbers)}",), "title": title, "synonyms": synonyms} | fields
    return TitleRecord(**given)


def build(path: Path, *records: TitleRecord) -> None:
    """Writes a catalogue of these titles, replacing any earlier one."""
    with CatalogueBuilder(path) as builder:
        for record in records:
            builder.add(record)
        builder.finish(METADATA)
        builder.publish()


def read_content(path: Path) -> bytes:
    return path.read_bytes()


async def read_order(path: Path) -> list[str]:
    """The titles of a catalogue in their order. Each must have a word that begins with X."""
    catalogue = await Catalogue.open(path)
    try:
        return get_titles(await catalogue.search("x", limit=1000, with_adult=True))
    finally:
        await catalogue.close()


def get_titles(found: Sequence[Anime]) -> list[str]:
    return [anime.title for anime in found]
