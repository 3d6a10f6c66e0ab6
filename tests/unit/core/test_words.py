"""All that people read goes through the door, held to by how the code is written."""

import ast
import re
from collections.abc import Iterator
from string import Formatter
from typing import TypeGuard

import pytest

from tests.support.reading import NAMES
from tests.unit.core.test_architecture import MODULES, list_imports, parse

DOORS = {"_", "N_", "pgettext", "ngettext"}

MODULES_WITH_WORDS = [module for module in MODULES if module.startswith("cogs.")]

WORD = re.compile(r"[^\W\d_]{2,}[.,:;!?…]?\s|\s[^\W\d_]{2,}\b(?!=)|^[A-Z][a-z]{2,}$")
"""Two words, or one that begins like a sentence."""

LAYOUT = re.compile(r"^\s|\s$|\n|^(?:#{1,3}|-#|>|[-*]) ")
"""Space around a message, lines, headings, small text, quotes and items of lists."""

NOBODY_READS = {
    "Address",
    "load_queries",
    "compile",
    "ValueError",
    "TypeError",
    "AssertionError",
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
    elif isinstance(node, ast.Dict):
        children = list(node.values)
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


def list_messages(door: ast.Call) -> list[ast.expr]:
    """The singular and the plural, or the context and the message, or the message."""
    return door.args[: 2 if get_name(door.func) in ("ngettext", "pgettext") else 1]


def find_fault(message: ast.expr) -> str:
    if not isinstance(message, ast.Constant) or not isinstance(message.value, str):
        return "is no plain text"
    if not all(name is None or name.isidentifier() for _text, name, *_rest in Formatter().parse(message.value)):
        return "has a field without a name"
    if LAYOUT.search(message.value):
        return "has layout in it, which is nothing to translate"
    return ""


@pytest.mark.parametrize("module", [module for module in MODULES_WITH_WORDS if module != "cogs.core.commands"])
def test_messages_are_plain_text_with_named_fields(module: str) -> None:
    faults = [(door.lineno, find_fault(message)) for door in list_doors(module) for message in list_messages(door)]
    assert not [f"{module}:{line} {fault}" for line, fault in faults if fault]


@pytest.mark.parametrize("module", MODULES_WITH_WORDS)
def test_messages_are_translated_when_somebody_reads_them(module: str) -> None:
    """While a module is loaded, nobody's language is known yet."""
    functions = [node for node in ast.walk(parse(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    bodies = [statement for function in functions for statement in function.body]
    inside = {node.lineno for statement in bodies for node in ast.walk(statement) if is_door(node)}
    assert not [door.lineno for door in list_doors(module) if door.lineno not in inside and get_name(door.func) != "N_"]


@pytest.mark.parametrize("module", MODULES_WITH_WORDS)
def test_no_message_is_inside_an_f_string(module: str) -> None:
    """Babel doesn't find it there."""
    texts = [node for node in ast.walk(parse(module)) if isinstance(node, ast.JoinedStr)]
    assert not [text.lineno for text in texts if any(is_door(node) for node in ast.walk(text))]


@pytest.mark.parametrize("module", [module for module in MODULES_WITH_WORDS if module != "cogs.core.language"])
def test_nothing_else_is_called_like_the_door(module: str) -> None:
    tree = parse(module)
    if any(name == "_" for _module, name in list_imports(tree)):
        names = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store)
        ]
        names += [node.lineno for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "_"]
        assert not names
