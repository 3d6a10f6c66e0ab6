"""A catalogue file is replaced as a whole or not at all, no matter what happens to its builder."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from db.titles.catalogue.build import CatalogueBuilder, CatalogueChanges
from db.titles.catalogue.seed import build_catalogue
from tests.support.catalogues import METADATA, build, make_record, read_order

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.db"


def write_seed(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([json.dumps(METADATA), *lines]), encoding="utf-8")
    return path


GOOD_LINE = '{"k": ["mal/19"], "n": ["MONSTER"], "t": "TV", "y": 2004}'


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"k": ["mal/1"], "t": "TV"}', '{"k": ["monster"], "n": ["a"]}'])
def test_a_failed_build_leaves_the_earlier_file_and_nothing_else(tmp_path: Path, path: Path, line: str) -> None:
    build_catalogue(path, write_seed(tmp_path / "seed.jsonl", GOOD_LINE))
    content, files = path.read_bytes(), sorted(os.listdir(tmp_path))

    with pytest.raises((ValueError, LookupError, TypeError, AttributeError)):
        build_catalogue(path, write_seed(tmp_path / "seed.jsonl", GOOD_LINE, line))

    assert path.read_bytes() == content
    assert sorted(os.listdir(tmp_path)) == files


def test_a_build_leaves_nothing_but_the_catalogue_and_its_lock(tmp_path: Path, path: Path) -> None:
    build(path, make_record("Monster"))
    assert set(os.listdir(tmp_path)) <= {"catalogue.db", "catalogue.db.lock"}


def test_an_unpublished_build_changes_nothing(path: Path) -> None:
    build(path, make_record("Monster"))
    content = path.read_bytes()
    with CatalogueBuilder(path) as builder:
        builder.add(make_record("Other"))
        builder.finish(METADATA)
    assert path.read_bytes() == content


async def test_any_path_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "アニメ ?mode=rwc#1 100%25 'é'[a-z]*&.db"
    for title in ("X first", "X second"):
        with CatalogueBuilder(path) as builder:
            builder.add(make_record(title))
            builder.finish(METADATA)
            if path.exists():
                assert builder.compare(path) == CatalogueChanges(new=1, gone=1, merged=0)
            builder.publish()
    assert await read_order(path) == ["X second"]


PROGRAM = """
import sys
from pathlib import Path
from db.titles.catalogue.build import CatalogueBuilder
from tests.support.catalogues import METADATA, make_record
with CatalogueBuilder(Path(sys.argv[1])) as builder:
    for number in range(4_000):
        builder.add(make_record(f"{sys.argv[2]} {number}"))
    print("begun", flush=True)
    if sys.argv[2] == "waiting":
        sys.stdin.read()
    builder.finish(METADATA)
    builder.publish()
"""


def start_builder(path: Path, name: str, **options: Any) -> "subprocess.Popen[str]":
    """A process that builds a catalogue. One named `waiting` continues when its standard input is closed."""
    pipe = subprocess.PIPE
    arguments = [sys.executable, "-c", PROGRAM, path, name]
    return subprocess.Popen(arguments, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=pipe, text=True, **options)


def list_hidden(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.startswith(".")]


async def test_the_next_builder_removes_what_a_killed_one_left(tmp_path: Path, path: Path) -> None:
    build(path, make_record("X earlier"))
    with start_builder(path, "waiting") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGKILL)
    assert list_hidden(tmp_path) != []
    assert await read_order(path) == ["X earlier"]

    build(path, make_record("X later"))

    assert list_hidden(tmp_path) == []
    assert await read_order(path) == ["X later"]


async def test_two_builders_of_one_file_wait_for_each_other(tmp_path: Path, path: Path) -> None:
    with start_builder(path, "waiting") as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "begun\n"
        with start_builder(path, "X second") as second:
            assert first.communicate(timeout=60)[1] == ""
            assert second.communicate(timeout=60) == ("begun\n", "")
    assert (first.returncode, second.returncode) == (0, 0)
    assert (await read_order(path))[0] == "X second 0"
    assert list_hidden(tmp_path) == []


def test_a_full_disk_leaves_the_earlier_file_and_nothing_else(tmp_path: Path, path: Path) -> None:
    build(path, make_record("X earlier"))
    content, files = path.read_bytes(), sorted(os.listdir(tmp_path))

    def leave_no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    with start_builder(path, "X later", preexec_fn=leave_no_room) as process:
        _, errors = process.communicate(timeout=60)

    assert process.returncode == 1
    assert errors.splitlines()[-1].startswith(("sqlite3.OperationalError: ", "OSError: "))
    assert path.read_bytes() == content
    assert sorted(os.listdir(tmp_path)) == files
