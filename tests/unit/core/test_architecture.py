"""Who may know whom: the layers of the project, held to by what its modules import and call."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

PROJECT = Path(__file__).parents[3]
MODULES = sorted(
    path.relative_to(PROJECT).as_posix()
    for path in [*PROJECT.glob("*.py"), *PROJECT.glob("cogs/**/*.py"), *PROJECT.glob("db/**/*.py")]
)

REPOSITORIES = {
    "db.browsing",
    "db.catalogue",
    "db.custom_titles",
    "db.drafts",
    "db.following",
    "db.list_history",
    "db.list_imports",
    "db.lists",
    "db.posts",
    "db.reactions",
    "db.review_archive",
    "db.reviews",
    "db.settings",
    "db.title_questions",
    "db.titles",
}
"""Modules, and packages with all that is in them."""

PLAIN_NAMES = {
    "db.browsing.BrowsedPage",
    "db.following.Merge",
    "db.following.MergedThing",
    "db.list_history.ListChange",
    "db.list_history.ListChangeKind",
    "db.list_imports.ListImport",
    "db.lists.Undone",
    "db.posts.Doubt",
    "db.title_questions.TitleQuestion",
}
"""What a repository's module defines that is no more than data."""

SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|WITH)\s")
SQL_METHODS = {"execute", "executemany", "executescript", "execute_fetchall", "execute_insert"}


def find_faults(path: str, source: str) -> list[str]:
    """What in a module at this path, relative to the project, breaks the rules of its layer."""
    tree = ast.parse(source)
    imported = set(list_imports(tree))
    name = PurePosixPath(path).name
    faults = []
    if path.startswith("db/"):
        faults += [f"imports {module}" for module in imported if module.split(".")[0] in ("discord", "cogs", "bot")]
    else:
        faults += [f"calls {call}()" for call in list_calls(tree) if call in SQL_METHODS]
    faults += [f"holds SQL: {text!r}" for text in list_strings(tree) if SQL.match(text)]
    is_between = name in ("render.py", "views.py", "modals.py")
    is_outside = not path.startswith(("db/", "cogs/")) and path != "bot.py"
    if is_between or is_outside:
        faults += [f"imports {module}" for module in imported if is_repository(module)]
    if name == "render.py":
        faults += [f"imports {module}" for module in imported if "Interaction" in module or "interactions" in module]
        faults += ["awaits" for node in ast.walk(tree) if isinstance(node, ast.Await | ast.AsyncFunctionDef)]
        faults += ["knows interactions" for node in ast.walk(tree) if get_name(node) == "Interaction"]
    if is_between:
        repositories = {module.removeprefix("db.") for module in REPOSITORIES}
        faults += [
            f"uses client.{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and get_name(node.value) == "client" and node.attr in repositories
        ]
    return faults


def is_repository(module: str) -> bool:
    is_inside = any(f"{module}.".startswith(f"{repository}.") for repository in REPOSITORIES)
    return is_inside and module not in PLAIN_NAMES


def list_imports(tree: ast.AST) -> Iterator[str]:
    """The modules imported and the names imported from modules, each as `module.name`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def list_calls(tree: ast.AST) -> Iterator[str]:
    return (get_name(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def list_strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def get_name(node: ast.AST) -> str:
    """The last part of a dotted name; nothing for any other expression."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("path", MODULES)
def test_a_module_keeps_to_its_layer(path: str) -> None:
    assert find_faults(path, (PROJECT / path).read_text(encoding="utf-8")) == []


def test_every_room_is_looked_into() -> None:
    rooms = {PurePosixPath(path).name for path in MODULES}
    assert {"bot.py", "cog.py", "modals.py", "render.py", "reviews.py", "views.py"} <= rooms
    modules = {path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in MODULES}
    assert modules >= REPOSITORIES


BROKEN = [
    ("db/reviews.py", "import discord", "imports discord"),
    ("db/reviews.py", "from discord.ext import commands", "imports discord.ext.commands"),
    ("db/reviews.py", "from cogs.ui.text import escape", "imports cogs.ui.text.escape"),
    ("db/reviews.py", "if TYPE_CHECKING:\n    from bot import Kanso", "imports bot.Kanso"),
    ("db/reviews.py", "QUERY = 'SELECT 1 FROM reviews'", "holds SQL: 'SELECT 1 FROM reviews'"),
    ("cogs/reviews/cog.py", "async def f(c):\n    await c.execute(q)", "calls execute()"),
    (
        "cogs/reviews/cog.py",
        "f = '''\n    DELETE\n    FROM reviews'''",
        "holds SQL: '\\n    DELETE\\n    FROM reviews'",
    ),
    ("bot.py", "def f(c):\n    return c.executescript(q)", "calls executescript()"),
    ("demo.py", "from db.reviews import Reviews", "imports db.reviews.Reviews"),
    ("cogs/lists/views.py", "from db.lists import Lists", "imports db.lists.Lists"),
    ("cogs/lists/modals.py", "from db import lists", "imports db.lists"),
    ("cogs/lists/modals.py", "import db.catalogue", "imports db.catalogue"),
    ("cogs/anime/views.py", "from db.catalogue.reader import Catalogue", "imports db.catalogue.reader.Catalogue"),
    ("cogs/anime/views.py", "from db.custom_titles import CustomTitle", "imports db.custom_titles.CustomTitle"),
    ("cogs/anime/render.py", "from db.following import Following", "imports db.following.Following"),
    ("cogs/anime/render.py", "import db.title_questions", "imports db.title_questions"),
    ("cogs/anime/views.py", "x = interaction.client.title_questions.get", "uses client.title_questions"),
    ("cogs/lists/views.py", "x = interaction.client.lists.get", "uses client.lists"),
    ("cogs/lists/render.py", "from db.titles import Titles", "imports db.titles.Titles"),
    ("cogs/lists/render.py", "async def f():\n    pass", "awaits"),
    ("cogs/lists/render.py", "def f(i: discord.Interaction): ...", "knows interactions"),
    ("cogs/lists/render.py", "from cogs.ui.interactions import answer", "imports cogs.ui.interactions.answer"),
]


@pytest.mark.parametrize(("path", "source", "fault"), BROKEN)
def test_a_broken_rule_is_found(path: str, source: str, fault: str) -> None:
    assert find_faults(path, source) == [fault]


SOUND = [
    ("db/reviews.py", "import aiosqlite\nfrom db.models import Review"),
    ("db/database.py", "async def f(c):\n    await c.execute('BEGIN IMMEDIATE')"),
    ("bot.py", "from db.reviews import Reviews"),
    ("cogs/reviews/cog.py", "from db.reviews import Reviews\nx = 'Delete it', 'Update', 'DELETE'"),
    ("cogs/lists/views.py", "import discord\nfrom db.models import Entry\nx = interaction.client.get_cog('ListCog')"),
    ("cogs/anime/render.py", "from db.models import Anime\nfrom db.title_questions import TitleQuestion"),
    ("cogs/anime/render.py", "from db.following import Merge, MergedThing"),
    ("cogs/lists/views.py", "from db.list_merging import merge_entries"),
]


@pytest.mark.parametrize(("path", "source"), SOUND)
def test_what_is_allowed_is_no_fault(path: str, source: str) -> None:
    assert find_faults(path, source) == []
