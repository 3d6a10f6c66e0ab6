"""Rows become dataclasses and back, by the names of the columns, through a real table."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from typing import Any, NamedTuple, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine.rows import read_row, read_rows, to_columns
from db.lists.models import PartialDate

Object = TypeVar("Object")


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class Taste(Enum):
    SWEET = "sweet"
    SOUR = "sour"


@dataclass(frozen=True, slots=True)
class Peel:
    colour: Colour
    is_edible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fruit:
    name: str
    peel: Peel
    size: Size
    taste: Taste | None = None
    is_ripe: bool | None = None
    picked: PartialDate | None = None
    dealers: tuple[str, ...] = ()
    grams: int | None = None
    price: float = 0.0


class Seed(NamedTuple):
    colour: Colour
    grams: int = 1


# Lines contain no line breaks. SQLite's text contains neither surrogates nor a zero character.
lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\0"), min_size=1)
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
dates = st.dates().map(lambda day: PartialDate(day.year, day.month, day.day))
partial_dates = st.one_of(dates, st.builds(PartialDate, st.integers(1, 9999), st.none() | st.integers(1, 12)))
numbers = st.integers(-(2**63), 2**63 - 1)
fruits = st.builds(
    Fruit,
    name=names,
    peel=st.builds(Peel),
    taste=st.none() | st.sampled_from(Taste),
    is_ripe=st.none() | st.booleans(),
    picked=st.none() | partial_dates,
    dealers=st.lists(lines).map(tuple),
    grams=st.none() | numbers,
    price=st.floats(allow_nan=False),
)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def store(connection: sqlite3.Connection, columns: dict[str, Any]) -> sqlite3.Row:
    """Stores the columns in a table that has them in another order, and returns the row."""
    connection.execute("DROP TABLE IF EXISTS things")
    connection.execute(f"CREATE TABLE things ({', '.join(sorted(columns))})")
    placeholders = ", ".join(f":{name}" for name in columns)
    connection.execute(f"INSERT INTO things ({', '.join(columns)}) VALUES ({placeholders})", columns)
    return connection.execute("SELECT * FROM things").fetchone()


def select(connection: sqlite3.Connection, columns: str) -> sqlite3.Row:
    return connection.execute(f"SELECT {columns}").fetchone()


@given(fruit=fruits)
def test_what_is_written_is_read_again(connection: sqlite3.Connection, fruit: Fruit) -> None:
    assert read_row(Fruit, store(connection, to_columns(fruit))) == fruit


@given(seed=st.builds(Seed, grams=numbers))
def test_a_named_tuple_is_written_and_read_as_well(connection: sqlite3.Connection, seed: Seed) -> None:
    assert read_row(Seed, store(connection, to_columns(seed))) == seed


def test_columns_have_types_that_a_database_knows() -> None:
    peel = Peel(Colour.RED, is_edible=False)
    fruit = Fruit(
        name="Apple", peel=peel, size=Size.LARGE, taste=Taste.SOUR, picked=PartialDate(2024, 4), dealers=("a", "b")
    )
    assert to_columns(fruit) == {
        "name": "Apple",
        "colour": "RED",
        "is_edible": False,
        "size": 2,
        "taste": "sour",
        "is_ripe": None,
        "picked": "2024-04",
        "dealers": "a\nb",
        "grams": None,
        "price": 0.0,
    }


def test_fields_get_their_types_and_not_those_of_the_columns(connection: sqlite3.Connection) -> None:
    fruit = read_row(Fruit, select(connection, "'Apple' AS name, 'RED' AS colour, 0 AS is_edible, 1 AS size"))
    assert fruit is not None
    assert fruit.peel == Peel(Colour.RED, is_edible=False)
    assert fruit.peel.is_edible is False
    assert fruit.size is Size.SMALL


def test_a_field_without_a_column_keeps_its_default_even_when_nested(connection: sqlite3.Connection) -> None:
    row = select(connection, "'Apple' AS name, 'RED' AS colour, 1 AS size, 'ignored' AS other")
    assert read_row(Fruit, row) == Fruit(name="Apple", peel=Peel(Colour.RED), size=Size.SMALL)


def test_each_object_gets_its_own_default(connection: sqlite3.Connection) -> None:
    @dataclass
    class Basket:
        name: str
        fruits: list[str] = field(default_factory=list)

    first, second = read_rows(Basket, [select(connection, "'a' AS name"), select(connection, "'b' AS name")])
    first.fruits.append("apple")
    assert second == Basket("b", [])


def test_an_empty_column_has_no_lines(connection: sqlite3.Connection) -> None:
    row = select(connection, "'' AS name, 'RED' AS colour, 1 AS size, '' AS dealers")
    fruit = read_row(Fruit, row)
    assert fruit is not None
    assert fruit.dealers == ()


def test_a_field_with_neither_column_nor_default_is_named(connection: sqlite3.Connection) -> None:
    row = select(connection, "'Apple' AS name, 1 AS size")
    with pytest.raises(TypeError, match="Peel has no column for 'colour' among name, size"):
        read_row(Fruit, row)


def test_no_row_makes_no_object(connection: sqlite3.Connection) -> None:
    assert read_row(Fruit, None) is None
    assert read_rows(Fruit, []) == []


def test_the_same_class_is_read_from_different_statements(connection: sqlite3.Connection) -> None:
    seeds = [
        read_row(Seed, select(connection, columns))
        for columns in ("'RED' AS colour", "5 AS grams, 'BLUE' AS colour", "'BLUE' AS colour, 6 AS grams")
    ]
    assert seeds == [Seed(Colour.RED), Seed(Colour.BLUE, 5), Seed(Colour.BLUE, 6)]


@pytest.mark.parametrize("value", ["GREEN", 1])
def test_a_value_that_an_enumeration_lacks_is_an_error(connection: sqlite3.Connection, value: object) -> None:
    row = connection.execute("SELECT ? AS colour", [value]).fetchone()
    with pytest.raises(KeyError):
        read_row(Seed, row)
