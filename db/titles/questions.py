"""Title questions: commands that wait until their caller has picked a title."""

from typing import NamedTuple

from db.engine.database import Database
from db.engine.ids import get_oldest_id
from db.engine.queries import load_queries
from db.engine.rows import read_row, to_columns

_QUESTION_SECONDS = 24 * 60 * 60

_queries = load_queries("titles/questions")


class TitleQuestion(NamedTuple):
    """A command that waits for its caller to pick a title."""

    id: int
    user_id: int
    text: str
    """The title as the caller typed it, or as guessed from their message; may be empty."""
    choices: tuple[str, ...]
    """The keys of the titles offered."""
    command: str
    """The data that Discord sent for the command, with the message that it was called on, if any: JSON."""


MAX_QUESTIONS = 50
"""How many questions to one person are kept. A further one replaces the oldest."""


class TitleQuestions:
    """The repository of title questions. Each is kept for a day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, question_id: int) -> TitleQuestion | None:
        return read_row(TitleQuestion, await _queries.get(self._database.reader, question_id=question_id))

    async def add(self, question: TitleQuestion, *, now: int) -> None:
        async with self._database.transaction(f"questions of {question.user_id}") as connection:
            await _queries.delete_old(connection, asked_before=get_oldest_id(now - _QUESTION_SECONDS))
            await _queries.add(connection, **to_columns(question))
            await _queries.delete_surplus(connection, user_id=question.user_id, kept=MAX_QUESTIONS)
