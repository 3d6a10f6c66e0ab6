"""From rows to dataclasses and back, by the columns' names."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

Object = TypeVar("Object")


class Row(Protocol):
    """A row as the connections of a `Database` return it: a sequence that knows its columns, such as `sqlite3.Row`."""

    def keys(self) -> Sequence[str]: ...
    def __getitem__(self, index: int, /) -> Any: ...


def read_row(kind: type[Object], row: Row | None) -> Object | None:
    """The dataclass, or NamedTuple, that a row holds; None for no row. See `read_rows`."""
    return None if row is None else _get_reader(kind, tuple(row.keys()))(row)


def read_rows(kind: type[Object], rows: Iterable[Row]) -> list[Object]:
    """A dataclass, or NamedTuple, of each row of a statement.

    A column fills the field of its name, and the fields of a dataclass inside the dataclass likewise. What a row has no
    column for keeps its default. Enumerations, booleans and whatever has a class method `parse` are made of their
    columns, and tuples of text of the lines of theirs.
    """
    objects: list[Object] = []
    read: Callable[[Row], Object] | None = None
    for row in rows:
        if read is None:
            read = _get_reader(kind, tuple(row.keys()))
        objects.append(read(row))
    return objects


def to_columns(value: Any) -> dict[str, Any]:
    """The columns that a dataclass fills, by the fields' names: the way back from `read_rows`."""
    columns: dict[str, Any] = {}
    for name, write in _get_writers(type(value)):
        field_value = getattr(value, name)
        if is_dataclass(field_value) and write is to_columns:
            columns |= to_columns(field_value)
        else:
            columns[name] = write(field_value) if write and field_value is not None else field_value
    return columns


@cache
def _get_reader(kind: type[Any], columns: tuple[str, ...]) -> Callable[[Row], Any]:
    places = {name: place for place, name in enumerate(columns)}
    parts = [_get_part(hint, name, default, places) for name, hint, default in _list_fields(kind)]
    return lambda row: kind(*[part(row) for part in parts])


def _get_part(hint: Any, name: str, default: Any, places: dict[str, int]) -> Callable[[Row], Any]:
    """What takes a field's value from a row."""
    hint = _strip_none(hint)
    if name not in places:
        if is_dataclass(hint) and isinstance(hint, type) and default is MISSING:
            return _get_reader(hint, tuple(places))
        if default is MISSING:
            raise TypeError(f"no column for {name!r} among {list(places)}")
        return lambda row: default
    place, make = places[name], _get_maker(hint)
    if make is None:
        return lambda row: row[place]

    def read(row: Row) -> Any:
        value = row[place]
        return None if value is None else make(value)

    return read


def _get_maker(hint: Any) -> Callable[[Any], Any] | None:
    """What makes a value of a column; None where the column is the value."""
    if get_origin(hint) is tuple:
        return lambda text: tuple(text.splitlines())
    if hint is bool or (isinstance(hint, type) and issubclass(hint, Enum)):
        return hint
    return getattr(hint, "parse", None)


@cache
def _get_writers(kind: type[Any]) -> list[tuple[str, Callable[[Any], Any] | None]]:
    writers: list[tuple[str, Callable[[Any], Any] | None]] = []
    for name, annotated, _ in _list_fields(kind):
        hint = _strip_none(annotated)
        if get_origin(hint) is tuple:
            writers.append((name, "\n".join))
        elif hasattr(hint, "parse"):
            writers.append((name, str))
        else:
            writers.append((name, to_columns if is_dataclass(hint) else None))
    return writers


def _list_fields(kind: type[Any]) -> list[tuple[str, Any, Any]]:
    """The name, type and default of each field; MISSING where there is no default."""
    hints = get_type_hints(kind)
    if not is_dataclass(kind):
        defaults = kind._field_defaults
        return [(name, hints[name], defaults.get(name, MISSING)) for name in kind._fields]
    return [
        (part.name, hints[part.name], part.default if part.default_factory is MISSING else part.default_factory())
        for part in fields(kind)
    ]


def _strip_none(hint: Any) -> Any:
    """`int` for `int | None`."""
    if get_origin(hint) in (Union, UnionType):
        others = [part for part in get_args(hint) if part is not NoneType]
        return others[0] if len(others) == 1 else hint
    return hint
