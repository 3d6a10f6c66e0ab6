"""All that people read goes through the door, held to by how the code is written."""

import ast
import re
from collections.abc import Iterator
from string import Formatter
from typing import TypeGuard

import pytest

from tests.support.reading import NAMES
from tests.unit.core.test_architecture import MODULES, parse

DOORS = {"_", "N_", "pgettext", "ngettext"}

MODULES_WITH_WORDS = [module for module in MODULES if module.startswith("cogs.")]

WORD = re.compile(r"[^\W\d_]{2,}[.,:;!?…]?\s|\s[^\W\d_]{2,}|^[A-Z][a-z]{2,}$")
"""Two words, or one that begins like a sentence."""

NOBODY_READS = {
    "Address",
    "load_queries",
    "compile",
    "ValueError",
    "TypeError",
    "DiscordVersionError",
    "log_errors",
    "get_logger",
    "debug",
    "info",
    "warning",
    "error",
    "exception",
    "TypeVar",
    "cast",
}
"""What is called with words for whoever runs or writes the bot."""

CONTRACT_NAMES = {"Share as review", "Reviews"}
"""The names of context menus, which are the same in every language, like those of commands."""

NO_WORDS_FOR_PEOPLE = {
    "cogs.core.discord_internals": "sentences for whoever runs the bot",
    "cogs.reviews.sharing.titles": "what people write around a title",
    "cogs.reviews.writing.page_words": "a page of MyAnimeList, which is in English",
    "cogs.ui.date_words": "what people type, in many languages",
    "cogs.lists.formats.columns": "the columns of files, in the words of people and sites",
    "cogs.lists.formats.mal_words": "a file format's own words",
    "cogs.lists.formats.text.details": "what people write in files",
    "cogs.lists.formats.text.lines": "what people write in files",
    "cogs.lists.formats.text.words": "what people write in files, in many languages",
}


def is_door(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOORS


def get_name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def list_bare(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines and the texts that do not go through the door, without docstrings and what nobody reads."""
    if isinstance(node, ast.Call):
        if is_door(node):
            children: list[ast.AST] = [keyword.value for keyword in node.keywords]
        elif get_name(node.func) in NOBODY_READS:
            return
        else:
            children = list(ast.iter_child_nodes(node))
    elif isinstance(node, ast.Assert) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return
    elif isinstance(node, ast.Subscript | ast.arg | ast.Compare):
        # Types, keys and what is compared are not shown.
        children = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.Constant)]
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.lineno, child.value
        else:
            yield from list_bare(child)


@pytest.mark.parametrize("module", [module for module in MODULES_WITH_WORDS if module not in NO_WORDS_FOR_PEOPLE])
def test_no_words_pass_the_door_by(module: str) -> None:
    bare = [
        f"{module}:{line} {text!r}"
        for line, text in list_bare(parse(module))
        if WORD.search(NAMES.sub("", text)) and text not in CONTRACT_NAMES
    ]
    assert not bare, "\n".join(bare)


def list_doors(module: str) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(parse(module)) if is_door(node))


@pytest.mark.parametrize("module", MODULES_WITH_WORDS)
def test_messages_stand_in_the_code_with_named_fields(module: str) -> None:
    wrong = []
    for door in list_doors(module):
        for message in door.args[: 2 if get_name(door.func) in ("ngettext", "pgettext") else 1]:
            if isinstance(message, ast.Name) and get_name(door.func) == "_":
                continue  # marked by N_ elsewhere
            if not isinstance(message, ast.Constant) or not isinstance(message.value, str):
                wrong.append(f"{module}:{door.lineno} is no plain text")
            elif not all(
                name is None or name.isidentifier() for _text, name, *_rest in Formatter().parse(message.value)
            ):
                wrong.append(f"{module}:{door.lineno} has a field without a name")
    assert not wrong


@pytest.mark.parametrize("module", MODULES_WITH_WORDS)
def test_the_door_is_asked_when_somebody_reads(module: str) -> None:
    """Once a module is loaded it is too early: nobody's language is known. Inside an f-string, nobody extracts it."""
    tree = parse(module)
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in function.body
        for node in ast.walk(statement)
    }
    wrong = [
        f"{module}:{door.lineno} is asked too early"
        for door in ast.walk(tree)
        if is_door(door) and get_name(door.func) != "N_" and id(door) not in inside
    ]
    wrong += [
        f"{module}:{text.lineno} asks in an f-string"
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr) and any(is_door(node) for node in ast.walk(text))
    ]
    wrong += [
        f"{module}:{node.lineno} hides the door"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.FunctionDef) and node.name == "_" and module != "cogs.core.language")
    ]
    assert not wrong
