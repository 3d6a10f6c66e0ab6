"""Where the catalogue is, by the operator's settings."""

from collections.abc import Mapping
from pathlib import Path

from db.engine.database import parse_database_url

DEFAULT_DATABASE_URL = "sqlite:///kanso.db"


def locate_catalogue(environment: Mapping[str, str]) -> Path:
    """What `CATALOGUE_PATH` names; without it, `catalogue.db` beside the database.

    Raises ValueError with the end of a sentence about `DATABASE_URL`, if that is needed and cannot be read.
    """
    if path := environment.get("CATALOGUE_PATH"):
        return Path(path)
    database_path = parse_database_url(environment.get("DATABASE_URL") or DEFAULT_DATABASE_URL)
    return database_path.with_name("catalogue.db")
