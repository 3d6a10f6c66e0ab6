"""What people send: without control characters, and otherwise as it is."""

import re
from typing import Any, cast

import discord
from hypothesis import given
from hypothesis import strategies as st

from cogs.core.files import find_wide_encoding, without_first_nuls
from cogs.core.incoming import clean

CONTROLS = [chr(number) for number in (*range(9), 11, 12, *range(14, 32), *range(127, 160))] + ["\ud800", "\udfff"]
plain = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"))
mixed = st.lists(st.one_of(plain, st.sampled_from(CONTROLS))).map("".join)


class Sent:
    """What `clean` needs of an interaction."""

    def __init__(self, data: object) -> None:
        self.data = data


def send(data: object) -> object:
    sent = Sent(data)
    clean(cast("discord.Interaction[Any]", sent))
    return sent.data


@given(text=plain, number=st.integers())
def test_text_stays_as_it_is(text: str, number: int) -> None:
    data = {"options": [{"name": "notes", "value": text}, {"value": number}, {"value": None}, {"value": True}]}
    assert send(data) == data


@given(text=mixed)
def test_control_characters_are_removed_wherever_they_are(text: str) -> None:
    kept = re.sub(f"[{re.escape(''.join(CONTROLS))}]", "", text)
    data = {"components": [{"component": {"value": text}}], "resolved": {"messages": {"1": {"content": text}}}}
    expected = {"components": [{"component": {"value": kept}}], "resolved": {"messages": {"1": {"content": kept}}}}
    assert send(data) == expected


@given(count=st.integers(1, 40), text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=2))
def test_nuls_before_a_text_make_it_no_other_encoding(count: int, text: str) -> None:
    data = b"\0" * count + text.encode()
    assert find_wide_encoding(data) is None
    assert without_first_nuls(data) == text.encode()
