"""Files of the anime-offline-database for the tests."""

import json
import tempfile
from pathlib import Path
from typing import Any

import zstandard

from db.titles.catalogue.manami import DroppedLine, open_source
from db.titles.catalogue.records import TitleRecord

ABOUT = {
    "$schema": "https://example.org/anime-offline-database.jsonl.schema.json",
    "license": {"name": "ODbL 1.0", "url": "https://example.org/licence"},
    "repository": "https://example.org/anime-offline-database",
    "scoreRange": {"minInclusive": 1.0, "maxInclusive": 10.0},
    "lastUpdate": "2026-09-05",
}


def entry(**fields: Any) -> dict[str, Any]:
    """A title as it is in the file. Fields that are None are left out."""
    given = {
        "sources": ["https://myanimelist.net/anime/1535"],
        "title": "Death Note",
        "type": "TV",
        "episodes": 37,
        "status": "FINISHED",
        "animeSeason": {"season": "FALL", "year": 2006},
        "picture": "https://cdn.example.org/images/9453.jpg",
        "thumbnail": "https://cdn.example.org/images/9453t.jpg",
        "duration": {"value": 1380, "unit": "SECONDS"},
        "synonyms": ["DN"],
        "studios": ["madhouse"],
        "producers": [],
        "relatedAnime": [],
        "tags": ["detective"],
    } | fields
    return {field: value for field, value in given.items() if value is not None}


def to_line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def to_file(*lines: Any) -> bytes:
    return b"".join(line if isinstance(line, bytes) else to_line(line) for line in (ABOUT, *lines))


def compress(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(content)


def read(content: bytes) -> list[TitleRecord | DroppedLine]:
    """Reads a file with these bytes, and returns its titles and its dropped lines."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "source")
        path.write_bytes(content)
        with open_source(path) as source:
            return list(source)
