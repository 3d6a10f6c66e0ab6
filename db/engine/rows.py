"""Turns rows into dataclasses and back, by the names of the columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

Object = TypeVar("Object")


class DatabaseRow(Protocol):
    """A row from a connection of a `Database`: a sequence that knows its columns, such as `sqlite3.Row`."""

    def keys(self) -> Sequence[str]: ...
    def __getitem__(self, index: int, /) -> Any: ...


def read_row(kind: type[Object], row: DatabaseRow | None) -> Object | None:
    """Makes a dataclass, or NamedTuple, of a row; None for no row. See `read_rows`."""
    return None if row is None else _get_reader(kind, tuple(row.keys()))(row)


def read_rows(kind: type[Object], rows: Iterable[DatabaseRow]) -> list[Object]:
    """Turns each row that a statement returns into a dataclass or NamedTuple.

    A column fills the field of the same name, including fields of a nested dataclass. A field without a column keeps
    its default. A column becomes an enumeration, a boolean or anything with a class method `parse`, if the field has
    that type. If the field is a tuple of strings, the column is split into lines.

    Raises TypeError for a field that has neither a column nor a default.
    """
    objects: list[Object] = []
    read: Callable[[DatabaseRow], Object] | None = None
    for row in rows:
        if read is None:
            read = _get_reader(kind, tuple(row.keys()))
        objects.append(read(row))
    return objects


def to_columns(value: Any) -> dict[str, Any]:
    """The columns of a dataclass, or NamedTuple: the reverse of `read_rows`.

    The texts of a tuple must not be empty or have line breaks in them.
    """
    columns: dict[str, Any] = {}
    for name, write in _list_writers(type(value)):
        column = getattr(value, name)
        if write is to_columns:
            columns |= to_columns(column)
        else:
            columns[name] = write(column) if write and column is not None else column
    return columns


@cache
def _get_reader(kind: type[Any], columns: tuple[str, ...]) -> Callable[[DatabaseRow], Any]:
    """Returns the function that makes an object of a row with these columns."""
    indices: list[tuple[str, int]] = []
    makers: list[tuple[str, Callable[[Any], Any]]] = []
    parts: list[tuple[str, Callable[[DatabaseRow], Any]]] = []
    for name, hint, has_default in _list_fields(kind):
        if name in columns:
            indices.append((name, columns.index(name)))
            if make := _find_maker(hint):
                makers.append((name, make))
        elif not has_default:
            if not is_dataclass(hint):
                raise TypeError(f"{kind.__name__} has no column for {name!r} among {', '.join(columns)}")
            parts.append((name, _get_reader(hint, columns)))

    def read(row: DatabaseRow) -> Any:
        values = {name: row[index] for name, index in indices}
        for name, make in makers:
            column = values[name]
            if column is not None:
                values[name] = make(column)
        for name, read_part in parts:
            values[name] = read_part(row)
        return kind(**values)

    return read


def _find_maker(hint: Any) -> Callable[[Any], Any] | None:
    """Returns the function that turns a column into a field; None if the column stays as it is."""
    if get_origin(hint) is tuple:
        return _split_lines
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {member.value: member for member in hint}.__getitem__
    return bool if hint is bool else getattr(hint, "parse", None)


def _split_lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


@cache
def _list_writers(kind: type[Any]) -> list[tuple[str, Callable[[Any], Any] | None]]:
    return [(name, _find_writer(hint)) for name, hint, _ in _list_fields(kind)]


def _find_writer(hint: Any) -> Callable[[Any], Any] | None:
    """Returns the function that turns a field into a column; None if the field stays as it is."""
    if get_origin(hint) is tuple:
        return "\n".join
    if isinstance(hint, type) and issubclass(hint, Enum):
        return attrgetter("value")
    if hasattr(hint, "parse"):
        return str
    return to_columns if is_dataclass(hint) else None


def _list_fields(kind: type[Any]) -> list[tuple[str, Any, bool]]:
    """The name and type of each field, without `None`, and whether it has a default."""
    hints = {name: _strip_none(hint) for name, hint in get_type_hints(kind).items()}
    if is_dataclass(kind):
        return [(field.name, hints[field.name], _has_default(field)) for field in fields(kind)]
    return [(name, hints[name], name in kind._field_defaults) for name in kind._fields]


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _strip_none(hint: Any) -> Any:
    """Returns `int` for `int | None`."""
    if get_origin(hint) in (Union, UnionType):
        others = [part for part in get_args(hint) if part is not NoneType]
        return others[0] if len(others) == 1 else hint
    return hint
