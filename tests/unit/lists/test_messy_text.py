"""Whole text files, as messy as people keep them."""

import time
from typing import Any

import pytest

from cogs.lists.formats.text import reader as text
from tests.support.list_files import list_remarks
from tests.support.text_lines import COMPLETED, DROPPED, ON_HOLD, PLAN_TO_WATCH, WATCHING, list_given


def read_all(content: str) -> dict[str, dict[str, Any]]:
    """The last reading of each title, by its name."""
    return {row.readings[-1].title: list_given(row.readings[-1]) for row in text.read(content).rows}


PHONE_NOTES = """\
my anime list :)

watching rn
frieren - ep 12/28 (9/10 so far omg)
One Piece ep 1071
dungeon meshi 👀

FINISHED
steins;gate 9.5
Fullmetal Alchemist: Brotherhood 10/10 GOAT
sword art online - 3/10 lmao
your name ❤️
Vinland Saga S1: 9, S2: 10
86

next up
Monster (everyone says so)
pluto!!!
- mushishi

with anna
Spy x Family ep 5
Nichijou

dropped
gantz (too much)
Berserk 2016 ❌
"""


def test_notes_from_a_phone() -> None:
    assert read_all(PHONE_NOTES) == {
        "frieren": {
            "status": WATCHING, "score": 9, "episodes": 12, "total": 28, "notes": "so far omg",
        },
        "One Piece": {"status": WATCHING, "episodes": 1071},
        "dungeon meshi": {"status": WATCHING},
        "steins;gate": {"status": COMPLETED, "score": 10},
        "Fullmetal Alchemist: Brotherhood": {"status": COMPLETED, "score": 10, "notes": "GOAT"},
        "sword art online": {"status": COMPLETED, "score": 3, "notes": "lmao"},
        "your name": {"status": COMPLETED},
        "Vinland Saga": {"status": COMPLETED, "notes": "S1: 9, S2: 10"},
        "86": {"status": COMPLETED},
        "Monster (everyone says so)": {"status": PLAN_TO_WATCH},
        "pluto": {"status": PLAN_TO_WATCH},
        "mushishi": {"status": PLAN_TO_WATCH},
        "with anna": {},
        "Spy x Family": {"episodes": 5},
        "Nichijou": {},
        "gantz (too much)": {"status": DROPPED},
        "Berserk 2016": {"status": DROPPED},
    }  # fmt: skip
    assert any("“with anna” (line 21)" in remark for remark in list_remarks(text.read(PHONE_NOTES)))


MARKDOWN = """\
# Anime

## 2023

- [x] Frieren 28/28 (2024-03) - **10/10** // _with_ the **family**
- [x] ~~Gantz~~ #violent
- [ ] Mushishi

### Rewatched
* Cowboy Bebop — 9/10 — still great
* Monster (TV)

## Plan to watch
1. Pluto
2. [Nichijou](https://myanimelist.net/anime/10165)
"""


def test_markdown() -> None:
    assert read_all(MARKDOWN) == {
        "Frieren": {
            "status": COMPLETED, "score": 10, "episodes": 28, "total": 28, "finished": "2024-03",
            "notes": "_with_ the **family**",
        },
        "Gantz": {"status": COMPLETED, "tags": ("violent",)},
        "Mushishi": {"status": PLAN_TO_WATCH},
        "Cowboy Bebop": {"status": COMPLETED, "score": 9, "notes": "still great"},
        "Monster": {"status": COMPLETED},
        "Pluto": {"status": PLAN_TO_WATCH},
        "Nichijou": {"key": "mal/10165", "status": PLAN_TO_WATCH},
    }  # fmt: skip


LETTERS = """\
Anime 2019-2024
---------------
C: Monster 9
C: Mushishi 10
W: One Piece ep 1071/?
D: Gantz 3
PTW: Pluto
H: Berserk
"""


def test_letters_before_titles() -> None:
    assert read_all(LETTERS) == {
        "Monster": {"status": COMPLETED, "score": 9},
        "Mushishi": {"status": COMPLETED, "score": 10},
        "One Piece": {"status": WATCHING, "episodes": 1071},
        "Gantz": {"status": DROPPED, "score": 3},
        "Pluto": {"status": PLAN_TO_WATCH},
        "Berserk": {"status": ON_HOLD},
    }


GERMAN = """\
Meine Animeliste

Gesehen
Monster 9/10
Chihiros Reise ins Zauberland - 10/10

Schaue ich gerade:
One Piece Folge 1071

Abgebrochen
Gantz

Noch schauen
Pluto
"""
JAPANESE = """\
見たアニメ
・鋼の錬金術師（9）
・蟲師

今見ているアニメ
・葬送のフリーレン 第12話

見たい
・モンスター
"""


def test_other_languages() -> None:
    assert read_all(GERMAN) == {
        "Meine Animeliste": {},
        "Monster": {"status": COMPLETED, "score": 9},
        "Chihiros Reise ins Zauberland": {"status": COMPLETED, "score": 10},
        "One Piece": {"status": WATCHING, "episodes": 1071},
        "Gantz": {"status": DROPPED},
        "Pluto": {"status": PLAN_TO_WATCH},
    }
    assert read_all(JAPANESE) == {
        "鋼の錬金術師": {"status": COMPLETED, "score": 9},
        "蟲師": {"status": COMPLETED},
        "葬送のフリーレン": {"status": WATCHING, "episodes": 12},
        "モンスター": {"status": PLAN_TO_WATCH},
    }


FRANCHISES = """\
COMPLETED

Naruto
Naruto Shippuden
Boruto

Monster 9/10
Mushishi

Movies:

Akira 10
Perfect Blue 8

MAYBE

Pluto
"""


def test_paragraphs_in_a_section() -> None:
    assert read_all(FRANCHISES) == {
        "Naruto": {"status": COMPLETED},
        "Naruto Shippuden": {"status": COMPLETED},
        "Boruto": {"status": COMPLETED},
        "Monster": {"status": COMPLETED, "score": 9},
        "Mushishi": {"status": COMPLETED},
        "Akira": {"score": 10},
        "Perfect Blue": {"score": 8},
        "Pluto": {"status": PLAN_TO_WATCH},
    }


@pytest.mark.parametrize(
    "piece",
    ["=", "a", "a ", "- ", "a- ", "a: ", "(", "a(", "[a](b)", "**a", "9/10 ", "S1 9 ", "- 9 ", " #a", "! ", "a! ", "★ ",
     "1/2", "ep 1 ", "dropped ", "😀", "season 1 ", "# ", "//"],
)  # fmt: skip
def test_no_line_takes_long(piece: str) -> None:
    line = (piece * 300)[:290]
    begun = time.process_time()
    text.read("Dropped\n\n" + f"{line} x!\n" * 200)
    assert time.process_time() - begun < 3
