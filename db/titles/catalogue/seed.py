"""The bundled titles: a new installation starts with them, and every update includes them."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.titles.catalogue.build import CatalogueBuilder
from db.titles.catalogue.records import TitleRecord

SEED = Path(__file__).parent.parent / "seed" / "titles.jsonl"
"""`db/titles/seed/build.py` makes this file and describes its lines."""


def read_metadata(seed: Path | None = None) -> dict[str, str]:
    """Reads the metadata of the bundled titles, and adds the `digest` of the file."""
    data = (seed or SEED).read_bytes()
    return {**json.loads(data.partition(b"\n")[0]), "digest": hashlib.sha256(data).hexdigest()}


def read_records(seed: Path | None = None) -> Iterator[TitleRecord]:
    with (seed or SEED).open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield _to_record(json.loads(line))


def build_catalogue(path: Path, seed: Path | None = None) -> None:
    """Builds a catalogue of just the bundled titles in place of any earlier one.

    On any error the earlier file stays as it was. OSError and sqlite3.OperationalError mean that the folder or the disk
    cannot be used; any other error means that the file of titles is not as `db/titles/seed/build.py` describes it.
    """
    with CatalogueBuilder(path) as builder:
        publish_bundled(builder, seed)


def publish_bundled(builder: CatalogueBuilder, seed: Path | None = None) -> None:
    """Builds and publishes a catalogue of just the bundled titles."""
    add_bundled(builder, seed)
    builder.finish(read_metadata(seed))
    builder.publish()


def add_bundled(builder: CatalogueBuilder, seed: Path | None = None) -> None:
    """Adds the bundled titles."""
    for record in read_records(seed):
        builder.add(record)


def _to_record(title: dict[str, Any]) -> TitleRecord:
    english, romanised, native = title.get("en", []), title.get("r", []), title["n"]
    return TitleRecord(
        keys=tuple(title["k"]),
        title=next(iter([*english, *romanised, *native])),
        english=tuple(english),
        native=tuple(native),
        chinese=tuple(title.get("zh", [])),
        synonyms=tuple(romanised),
        readings=tuple(title.get("rs", [])),
        kind=title.get("t"),
        year=title.get("y"),
        season=title.get("s"),
        episodes=title.get("e"),
        prominence=title.get("p", 0),
    )
