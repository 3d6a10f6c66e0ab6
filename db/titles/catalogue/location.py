"""Finds the catalogue by the operator's settings."""

from collections.abc import Mapping
from pathlib import Path

from db.engine.database import parse_database_url

DEFAULT_DATABASE_URL = "sqlite:///kanso.db"


def locate_catalogue(environment: Mapping[str, str]) -> Path:
    """The file that `CATALOGUE_PATH` names, or else `catalogue.db` beside the database.

    Raises ValueError, with the end of a sentence, if it depends on a malformed `DATABASE_URL`.
    """
    if path := environment.get("CATALOGUE_PATH"):
        return Path(path)
    database_path = parse_database_url(environment.get("DATABASE_URL") or DEFAULT_DATABASE_URL)
    return database_path.with_name("catalogue.db")
