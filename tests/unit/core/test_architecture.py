"""The architecture, checked by what modules import and call: every module has a room, and all arrows point down."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
PATHS = sorted([PROJECT / "bot.py", *PROJECT.glob("cogs/**/*.py"), *PROJECT.glob("db/**/*.py")])

FLOORS = (
    ("db.engine",),
    ("db.titles",),
    ("db.reviews", "db.reactions", "db.lists", "db.health"),
    ("db.moves",),
    ("db.store", "db.catalogue"),
    ("cogs.core.language",),
    ("cogs.ui",),
    ("cogs.core",),
    ("cogs.anime",),
    ("cogs.reviews", "cogs.reactions", "cogs.lists", "cogs.health"),
    ("bot",),
)
"""From the ground up. Rooms on the same floor, such as two features, do not know each other."""

SQL = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|WITH)\s")
SQL_METHODS = {"execute", "executemany", "executescript", "execute_fetchall", "execute_insert"}
UNDOCUMENTED = re.compile(
    r"\b(_connection|_state|__discord_\w+|_view_store)\b|\.parsers\b|\btree\._call\b|\b(client|_?bot)\.http\b"
)


def get_module(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {get_module(path): path for path in PATHS}


def parse(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def list_imports(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """The imported modules, including those only for types, each with the imported name if there is one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner, None) if inner in MODULES else (node.module or "", alias.name)


def list_kanso_imports(module: str) -> set[str]:
    return {imported for imported, _ in list_imports(parse(module)) if imported in MODULES}


def find_floor(module: str) -> tuple[int, str] | None:
    """The floor and the room that a module belongs to; None for `cogs` and `db` themselves."""
    for number, rooms in enumerate(FLOORS):
        for room in rooms:
            if f"{module}.".startswith(f"{room}."):
                return number, room
    return None


def test_every_module_has_a_room() -> None:
    assert {module for module in MODULES if find_floor(module) is None} == {"cogs", "db"}


def test_all_arrows_point_down_and_neighbours_do_not_know_each_other() -> None:
    wrong = []
    for module in MODULES:
        for imported in list_kanso_imports(module):
            here, there = find_floor(module), find_floor(imported)
            if here and there and here[1] != there[1] and here[0] <= there[0]:
                wrong.append(f"{module} imports {imported}")
    assert not wrong


def test_no_imports_form_a_circle() -> None:
    try:
        TopologicalSorter({module: list_kanso_imports(module) - {module} for module in MODULES}).prepare()
    except CycleError as error:
        pytest.fail(f"circle: {' -> '.join(error.args[1])}")


def test_every_module_can_be_loaded() -> None:
    for module in MODULES:
        if module != "db.titles.seed.build":  # needs packages that only rebuilding the titles needs
            importlib.import_module(module)


def test_the_database_knows_nothing_of_discord() -> None:
    for module in MODULES:
        if module.startswith("db."):
            assert not [name for name, _ in list_imports(parse(module)) if name.split(".")[0] in ("discord", "cogs")]


def test_sql_is_only_in_its_own_files() -> None:
    wrong = []
    for module in MODULES:
        is_engine = module.startswith("db.engine.") or module == "db.titles.catalogue.build"
        for node in ast.walk(parse(module)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
                wrong.append(f"{module}: {node.value[:40]!r}")
            called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            if called in SQL_METHODS and not is_engine and module != "db.titles.catalogue.reader":
                wrong.append(f"{module}: {called}()")
    assert not wrong


def test_rendering_is_pure() -> None:
    wrong = []
    for module, path in MODULES.items():
        if path.name != "render.py" and not module.startswith("cogs.ui."):
            continue
        tree = parse(module)
        wrong += [f"{module} awaits" for node in ast.walk(tree) if isinstance(node, ast.Await | ast.AsyncFunctionDef)]
        for imported, name in list_imports(tree):
            if imported == "cogs.core.interactions" or name == "Interaction":
                wrong.append(f"{module} knows interactions")
            thing = getattr(importlib.import_module(imported), name) if imported in MODULES and name else None
            if inspect.isclass(thing) and "database" in inspect.signature(thing).parameters:
                wrong.append(f"{module} knows the repository {name}")
    assert not wrong


def test_undocumented_discord_py_is_used_in_one_file_only() -> None:
    wrong = [
        f"{module}:{number} {line.strip()}"
        for module, path in MODULES.items()
        if module != "cogs.core.discord_internals"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (module == "bot" or module.startswith("cogs.")) and UNDOCUMENTED.search(line)
    ]
    assert not wrong


def test_interactions_are_answered_in_one_file_only() -> None:
    direct = re.compile(r"\.response\.(?!autocomplete)|\.followup\b|\bedit_original_response\(")
    answering = [module for module, path in MODULES.items() if direct.search(path.read_text(encoding="utf-8"))]
    assert answering == ["cogs.core.answers"]
