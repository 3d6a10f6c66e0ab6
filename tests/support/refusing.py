"""Checks that a rule forbids something."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import cogs.lists.refusals  # noqa: F401 - has the sentences
from cogs.core.errors import explain
from db.engine.errors import RuleError


@contextmanager
def refuses(sentence: str) -> Iterator[None]:
    """Expects that a rule forbids what is done inside, and that the person is told so in these words."""
    with pytest.raises(RuleError) as caught:
        yield
    assert re.search(sentence, str(explain(caught.value)))
