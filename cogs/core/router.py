"""Routes clicks, menu choices and forms to the methods that answer them.

The `custom_id` of each component and form carries everything that its answer needs. Nothing about a message or a form
stays in memory, so they keep working as long as they exist, even after a restart.
"""

import inspect
import re
from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, NamedTuple, Protocol, Self, TypeVar

import discord

from cogs.core.errors import Refusal, answer_error
from cogs.core.interactions import Interaction, read_typed_text
from cogs.core.language import _, find_language, set_language
from cogs.ui.components import Form

Method = TypeVar("Method", bound=Callable[..., Awaitable[None]])

_MAX_LENGTH = 100
_MAX_NUMBER = 2**63 - 1
"""The largest number that the database can store."""
_FIELD = re.compile(r"\{(\w+)(?::([\w?]+))?\}")


class Encodable(Protocol):
    """A value that can be part of a `custom_id`."""

    PATTERN: ClassVar[str]
    """A regular expression that matches what `encode` returns."""

    def encode(self) -> str: ...
    @classmethod
    def decode(cls, text: str, /) -> Self: ...


class _FieldType(NamedTuple):
    pattern: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def _read_number(text: str) -> int:
    number = int(text)
    if number > _MAX_NUMBER:
        raise ValueError(text)
    return number


_TYPES = {
    "": _FieldType(r"[^:]*", str, str),
    "int": _FieldType(r"\d+", _read_number, str),
    "int?": _FieldType(
        r"\d*", lambda text: _read_number(text) if text else None, lambda value: "" if value is None else str(value)
    ),
    "bool": _FieldType(r"[01]", lambda text: text == "1", lambda value: f"{value:d}"),
    "key": _FieldType(r"[a-z]+/\d+", str, str),
}
"""How to read and write a field, by its type. `key` is a title's key. Without a type, it is any text without colons."""


class Address:
    """The `custom_id` of a kind of button, menu or form: `Address("review:page:{review_id:int}:{number:int}")`.

    Call it with the fields to make a `custom_id`. A type that is not in `_TYPES` is left out of the template and passed
    by keyword: a `StrEnum` or an `Encodable` class.
    """

    def __init__(self, template: str, **types: type[StrEnum] | type[Encodable]) -> None:
        self.template = template
        self._fields = {
            match[1]: _to_field_type(types[match[1]]) if match[1] in types else _TYPES[match[2] or ""]
            for match in _FIELD.finditer(template)
        }
        pattern, end = "", 0
        for match in _FIELD.finditer(template):
            pattern += re.escape(template[end : match.start()]) + f"(?P<{match[1]}>{self._fields[match[1]].pattern})"
            end = match.end()
        self._pattern = re.compile(pattern + re.escape(template[end:]))

    def __call__(self, **values: Any) -> str:
        """Makes a `custom_id`. Raises ValueError for values that don't fit, and KeyError for a missing field."""
        custom_id = _FIELD.sub(lambda match: self._fields[match[1]].write(values[match[1]]), self.template)
        if (
            values.keys() != self._fields.keys()
            or len(custom_id) > _MAX_LENGTH
            or not self._pattern.fullmatch(custom_id)
        ):
            raise ValueError(f"{custom_id!r} is no {self.template!r}")
        return custom_id

    def __repr__(self) -> str:
        return f"Address({self.template!r})"

    @property
    def fields(self) -> set[str]:
        """The names of the fields."""
        return set(self._fields)

    def read(self, custom_id: str) -> dict[str, Any] | None:
        """The fields of a `custom_id`; None if it belongs to another address or a value is not valid."""
        match = self._pattern.fullmatch(custom_id)
        try:
            return match and {name: field.read(match[name]) for name, field in self._fields.items()}
        except ValueError:  # from an earlier version, with a value that no longer exists
            return None


def _to_field_type(kind: Any) -> _FieldType:
    if issubclass(kind, StrEnum):
        return _FieldType("|".join(re.escape(member.value) for member in kind), kind, str)
    return _FieldType(kind.PATTERN, kind.decode, lambda value: value.encode())


def on(*addresses: Address) -> Callable[[Method], Method]:
    """Marks the method that answers the buttons, menus and forms with these addresses.

    The method gets the interaction and, by keyword, the fields of the address. `get_choice` returns what was chosen in
    a menu, and `read_form` what was typed into a form; both are in `cogs/core/interactions.py`.
    """

    def mark(method: Method) -> Method:
        method.__dict__["addresses"] = addresses
        return method

    return mark


@cache
def _list_fields_taken(method: Callable[..., Awaitable[None]]) -> frozenset[str]:
    return frozenset(inspect.signature(method).parameters) - {"self", "interaction"}


class Router:
    """Knows which method answers which address. Answers errors in the same way as commands do."""

    def __init__(self) -> None:
        self._routes: list[tuple[Address, Callable[..., Awaitable[None]]]] = []

    @property
    def addresses(self) -> list[Address]:
        """All addresses that have a method."""
        return [address for address, _method in self._routes]

    def add(self, *rooms: object) -> None:
        """Adds the marked methods of these objects.

        Raises TypeError for a method that doesn't take its address's fields, and ValueError for a second method of an
        address.
        """
        for room in rooms:
            for name, function in inspect.getmembers(type(room), inspect.isfunction):
                for address in getattr(function, "addresses", ()):
                    taken = _list_fields_taken(function)
                    if taken != address.fields:
                        raise TypeError(f"{function.__qualname__} takes {sorted(taken)}, not the fields of {address}")
                    if any(known.template == address.template for known, _method in self._routes):
                        raise ValueError(f"{address} has two methods")
                    self._routes.append((address, getattr(room, name)))

    async def answer(self, interaction: Interaction) -> None:
        """Answers a click, a choice or a form in the language of the person who sent it."""
        set_language(find_language(interaction.locale.value))
        is_form = interaction.type is discord.InteractionType.modal_submit
        typed = read_typed_text(interaction) if is_form else ""
        custom_id = str((interaction.data or {}).get("custom_id"))
        if is_form:
            custom_id = Form.get_address(custom_id)
        try:
            for address, method in self._routes:
                fields = address.read(custom_id)
                if fields is not None:
                    return await method(interaction, **fields)
            if is_form:
                raise Refusal(_("I was updated after this form was opened. Please use the command again."), text=typed)
            raise Refusal(_("I was updated after this was sent, so it no longer works. Type `/` to see what I can do."))
        except Exception as error:  # the person gets an answer in any case
            await answer_error(interaction, error, typed=typed)
