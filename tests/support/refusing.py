"""Checks that a rule forbids something."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import cogs.lists.refusals  # noqa: F401 - registers the sentences
from cogs.core.errors import explain
from db.engine.errors import RuleError


@contextmanager
def refuses(sentence: str) -> Iterator[None]:
    """Expects that the block breaks a rule. `sentence` is a regular expression for what the person is told."""
    with pytest.raises(RuleError) as caught:
        yield
    assert re.search(sentence, str(explain(caught.value)))
