"""Addresses: written once, they make a `custom_id` and read it back."""

import string
from enum import StrEnum
from typing import Any, ClassVar, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.core.interactions import Interaction
from cogs.core.router import Address, Router, on
from cogs.ui.components import Form


class Kind(StrEnum):
    NICE = "NICE"
    LOVE_IT = "LOVE_IT"


class Place:
    """A place, encoded as two numbers."""

    PATTERN: ClassVar[str] = r"\d+,\d+"

    def __init__(self, line: int, column: int) -> None:
        self.line, self.column = line, column

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and (self.line, self.column) == (other.line, other.column)

    def encode(self) -> str:
        return f"{self.line},{self.column}"

    @classmethod
    def decode(cls, text: str) -> Self:
        line, column = text.split(",")
        return cls(int(line), int(column))


EVERYTHING = Address("test:all:{a:int}:{b:int?}:{c:bool}:{d:key}:{e}:{f}:{g}", f=Kind, g=Place)

numbers = st.integers(0, 2**63 - 1)
keys = st.builds("{}/{}".format, st.sampled_from(["mal", "custom"]), st.integers(0, 2**32))
texts = st.text(string.ascii_letters + string.digits + "-. /", max_size=20)


@given(
    st.fixed_dictionaries(
        {
            "a": st.integers(0, 10**9),
            "b": st.none() | st.integers(0, 10**9),
            "c": st.booleans(),
            "d": keys,
            "e": texts,
            "f": st.sampled_from(Kind),
            "g": st.builds(Place, st.integers(0, 99), st.integers(0, 99)),
        }
    )
)
def test_an_address_reads_what_it_writes(values: dict[str, Any]) -> None:
    custom_id = EVERYTHING(**values)
    assert len(custom_id) <= 100
    assert EVERYTHING.read(custom_id) == values


@pytest.mark.parametrize(
    "custom_id", ["", "review:page:1", "review:page:1:2:3", "review:page:a:1", "review:page:1:2\n"]
)
def test_a_custom_id_of_another_address_is_not_read(custom_id: str) -> None:
    assert Address("review:page:{review_id:int}:{number:int}").read(custom_id) is None


@pytest.mark.parametrize("custom_id", [f"test:old:{2**63}:1,2", f"test:old:{10**30}:1,2", "test:old:1:1,2,3"])
def test_a_custom_id_of_another_version_is_not_read(custom_id: str) -> None:
    class Looser(Place):
        PATTERN: ClassVar[str] = r"[\d,]+"

    address = Address("test:old:{a:int}:{place}", place=Looser)
    assert address.read(f"test:old:{2**63 - 1}:1,2") is not None
    assert address.read(custom_id) is None


@pytest.mark.parametrize("values", [{"a": -1}, {"a": "one"}, {"a": 1, "b": 2}, {"a": 10**100}])
def test_a_value_that_an_address_cannot_carry_is_an_error(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="test:one"):
        Address("test:one:{a:int}")(**values)


def test_a_field_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        Address("test:one:{a:int}")()


def test_a_method_that_does_not_take_its_fields_is_found_at_the_start() -> None:
    class Room:
        @on(Address("test:one:{a:int}"))
        async def answer(self, interaction: Interaction, b: int) -> None: ...

    with pytest.raises(TypeError, match="takes"):
        Router().add(Room())


def test_an_address_has_one_answer() -> None:
    class Room:
        @on(Address("test:one:{a:int}"))
        async def answer(self, interaction: Interaction, a: int) -> None: ...

    router = Router()
    router.add(Room())
    with pytest.raises(ValueError, match="has two methods"):
        router.add(Room())


async def test_each_opened_form_has_its_own_custom_id() -> None:
    first, second = (Form("test:form:1", title="A form", fields=[]).custom_id for _ in range(2))
    assert first != second
    assert Form.get_address(first) == Form.get_address(second) == "test:form:1"
