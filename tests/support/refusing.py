"""How the tests say what the rules of lists don't allow."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import cogs.lists.refusals  # noqa: F401 - whose sentences these are
from cogs.core.errors import explain
from db.engine.errors import RuleError


@contextmanager
def refuses(sentence: str) -> Iterator[None]:
    """Expects that a rule does not allow what is done, and that the person is told so."""
    with pytest.raises(RuleError) as caught:
        yield
    assert re.search(sentence, str(explain(caught.value)))
