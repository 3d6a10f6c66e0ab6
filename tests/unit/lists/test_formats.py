"""Rules for every format, also for new ones."""

import pytest

from cogs.lists.formats import list_formats
from cogs.lists.formats.format import Format, Owner
from db.lists.models import Entry, ListStatus

CUSTOM = Entry(1, "custom/5", "Our Show", ListStatus.WATCHING)
"""An entry that no other site has a place for."""


def test_no_two_formats_have_the_same_order() -> None:
    orders = [format.order for format in list_formats()]
    assert len({*orders}) == len(orders)


@pytest.mark.parametrize("format", list_formats(), ids=lambda format: f"format {format.order}")
def test_exactly_the_formats_with_a_name_can_be_written(format: Format) -> None:
    assert bool(format.name) is bool(format.file_name) is (format.write is not None)


@pytest.mark.parametrize(
    "format", [format for format in list_formats() if format.write], ids=lambda format: format.name
)
def test_a_format_that_leaves_entries_out_says_why(format: Format) -> None:
    assert format.write is not None
    written = format.write([CUSTOM], {}, Owner(1, "alice"))
    assert bool(written.left_out) is (format.describe_left_out is not None)
