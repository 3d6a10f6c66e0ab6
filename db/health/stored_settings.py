"""What the bot remembers about itself between two starts."""

from db.engine.database import Database
from db.engine.queries import load_queries

_queries = load_queries("health/stored_settings")


class StoredSettings:
    """The repository of named values."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_value(self, name: str) -> str | None:
        return await _queries.get_value(self._database.reader, name=name)

    async def set_value(self, name: str, value: str) -> None:
        async with self._database.transaction() as connection:
            await _queries.set_value(connection, name=name, value=value)
