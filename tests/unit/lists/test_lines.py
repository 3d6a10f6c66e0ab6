"""Lines of plain text as people write them, and how they are read if no longer title is known."""

from typing import Any

import pytest

from cogs.lists.formats.text import reader as text
from tests.support.list_files import list_remarks
from tests.support.text_lines import COMPLETED, DROPPED, PLAN_TO_WATCH, WATCHING, list_given, list_titles, read_one


@pytest.mark.parametrize(
    ("line", "title", "given"),
    [
        # Signs
        ("Monster ✅", "Monster", {"status": COMPLETED}),
        ("Monster ✔", "Monster", {"status": COMPLETED}),
        ("Monster✔️", "Monster", {"status": COMPLETED}),
        ("frieren 28/28 ✅ 10/10", "frieren", {"status": COMPLETED, "score": 10, "episodes": 28, "total": 28}),
        ("❌ Monster", "Monster", {"status": DROPPED}),
        ("Monster ❌", "Monster", {"status": DROPPED}),
        ("Monster ❌ 3/10", "Monster", {"status": DROPPED, "score": 3}),
        ("Cowboy Bebop 👍", "Cowboy Bebop", {}),
        ("Cowboy Bebop ❤️", "Cowboy Bebop", {}),
        ("Cowboy Bebop !!!", "Cowboy Bebop", {}),
        ("Cowboy Bebop...", "Cowboy Bebop", {}),
        ("Angel Beats! 9/10 😭😭", "Angel Beats!", {"score": 9}),
        ("K-On!! ❤️", "K-On!!", {}),
        ("your name ❤️❤️❤️ 10/10", "your name", {"score": 10}),
        # Numbers
        ("Cowboy Bebop 9", "Cowboy Bebop", {"score": 9}),
        ("steins;gate 9.5", "steins;gate", {"score": 10}),
        ("Kimi no Na wa. 10", "Kimi no Na wa.", {"score": 10}),
        ("86 9", "86", {"score": 9}),
        ("91 Days 8", "91 Days", {"score": 8}),
        ("Monster=9", "Monster", {"score": 9}),
        ("Monster = 9", "Monster", {"score": 9}),
        ("Monster -> 8", "Monster", {"score": 8}),
        ("Monster; 9", "Monster", {"score": 9}),
        ("Monster 9.5/10!", "Monster", {"score": 10}),
        ("Monster 2/10?", "Monster", {"score": 2}),
        ("Monster (9)!", "Monster", {"score": 9}),
        ("Monster 9 out of 10", "Monster", {"score": 9}),
        ("Monster 50%", "Monster", {"score": 5}),
        ("鋼の錬金術師（9）", "鋼の錬金術師", {"score": 9}),
        ("Jojo part 4 >>> 10/10", "Jojo part 4", {"score": 10}),
        ("Overlord 2", "Overlord 2", {}),
        ("Overlord OVA 9", "Overlord OVA 9", {}),
        ("Vinland Saga season 2", "Vinland Saga season 2", {}),
        ("Vinland Saga S2 9", "Vinland Saga S2", {"score": 9}),
        # Stars beside a number, and one star alone
        ("Death Note 9/10 ⭐", "Death Note", {"score": 9}),
        ("Monster 9/10 ⭐⭐", "Monster", {"score": 9}),
        ("Monster 9/10 ⭐️", "Monster", {"score": 9}),
        ("Monster 10/10 🌟 favorite", "Monster", {"score": 10, "notes": "favorite"}),
        ("Monster 10/10 ⭐⭐ favorite", "Monster", {"score": 10, "notes": "favorite"}),
        ("Monster - 9 ⭐", "Monster", {"score": 9}),
        ("Monster - 9 ⭐⭐", "Monster", {"score": 9}),
        ("Monster (9 ★)", "Monster", {"score": 9}),
        ("Monster 9 ⭐", "Monster", {"score": 9}),
        ("Monster 4/5 ⭐", "Monster", {"score": 8}),
        ("Monster 12/74 ⭐", "Monster", {"episodes": 12, "total": 74}),
        ("Monster ⭐", "Monster", {}),
        ("Monster ⭐⭐", "Monster", {"score": 4}),
        ("Monster ★☆☆☆☆", "Monster", {"score": 2}),
        ("Overlord 2 ★★★★", "Overlord 2", {"score": 8}),
        # Ranges
        ("Naruto: 7-8/10", "Naruto", {"notes": "7-8/10"}),
        ("Naruto 7~8/10", "Naruto", {"notes": "7~8/10"}),
        ("Naruto (6.5-7/10)", "Naruto", {"notes": "6.5-7/10"}),
        ("Naruto 6.5-7/10 so so", "Naruto", {"notes": "6.5-7/10 so so"}),
        # With notes
        ("Cowboy Bebop | 10/10 | great |", "Cowboy Bebop", {"score": 10, "notes": "great"}),
        ("Monster 9/10 great", "Monster", {"score": 9, "notes": "great"}),
        ("Monster - 9 - masterpiece", "Monster", {"score": 9, "notes": "masterpiece"}),
        ("Monster - 9, masterpiece", "Monster", {"score": 9, "notes": "masterpiece"}),
        ("Monster (9/10) - loved it", "Monster", {"score": 9, "notes": "loved it"}),
        ("Monster — 9/10 — great", "Monster", {"score": 9, "notes": "great"}),
        ("Monster 10/10 (best anime)", "Monster", {"score": 10, "notes": "best anime"}),
        ("Monster ★★★★½ so good", "Monster", {"score": 9, "notes": "so good"}),
        ("Monster ep 5 so far so good", "Monster", {"episodes": 5, "notes": "so far so good"}),
        ("Monster 9/10 great // again", "Monster", {"score": 9, "notes": "great again"}),
        ("X 9/10 but it dropped the ball", "X", {"score": 9, "notes": "but it dropped the ball"}),
        ("sword art online - 3/10 lmao", "sword art online", {"score": 3, "notes": "lmao"}),
        (
            "Fullmetal Alchemist: Brotherhood 10/10 GOAT",
            "Fullmetal Alchemist: Brotherhood",
            {"score": 10, "notes": "GOAT"},
        ),
        (
            "frieren - ep 12/28 (9/10 so far omg)",
            "frieren",
            {"score": 9, "episodes": 12, "total": 28, "notes": "so far omg"},
        ),
        ("Monster A+", "Monster", {"notes": "A+"}),
        ("Monster - S tier", "Monster", {"notes": "S tier"}),
        ("Monster (dub) 9/10", "Monster", {"score": 9, "notes": "dub"}),
        ("Monster #favorite", "Monster", {"tags": ("favorite",)}),
        ("Monster 9/10 #crime #slow", "Monster", {"score": 9, "tags": ("crime", "slow")}),
        # Seasons, kinds and episodes
        ("Monster S1", "Monster", {}),
        ("Monster season 1 - 9/10", "Monster", {"score": 9}),
        ("Monster (1st season)", "Monster", {}),
        ("Monster (TV)", "Monster", {}),
        ("Monster s1e5", "Monster", {"episodes": 5}),
        ("Monster: S01E05", "Monster", {"episodes": 5}),
        ("Monster ep 1-12", "Monster", {"episodes": 12}),
        ("Monster up to ep 5", "Monster", {"episodes": 5}),
        ("bleach (til ep 100)", "bleach", {"episodes": 100}),
        ("bleach (stopped ep 100 or so)", "bleach (stopped ep 100 or so)", {}),
        ("Monster on ep 5", "Monster", {"episodes": 5}),
        ("Monster - at ep 5", "Monster", {"episodes": 5}),
        ("Monster, ep. 5", "Monster", {"episodes": 5}),
        ("Monster – Folge 5", "Monster", {"episodes": 5}),
        ("モンスター 第5話", "モンスター", {"episodes": 5}),
        ("Monster 74 eps 9/10", "Monster", {"episodes": 74, "score": 9}),
        ("Bleach - 366/366 ★★★★", "Bleach", {"status": COMPLETED, "episodes": 366, "total": 366, "score": 8}),
        # Statuses
        ("W: Monster", "Monster", {"status": WATCHING}),
        ("C: Monster 9/10", "Monster", {"status": COMPLETED, "score": 9}),
        ("D: Monster", "Monster", {"status": DROPPED}),
        ("PTW: Monster", "Monster", {"status": PLAN_TO_WATCH}),
        ("Gesehen: Monster", "Monster", {"status": COMPLETED}),
        ("見た：モンスター", "モンスター", {"status": COMPLETED}),
        ("Monster (maybe)", "Monster", {"status": PLAN_TO_WATCH}),
        ("Monster currently watching", "Monster", {"status": WATCHING}),
        ("Gantz dropped", "Gantz", {"status": DROPPED}),
        ("Gantz dropped at ep 5", "Gantz", {"status": DROPPED, "episodes": 5}),
        ("Gantz 4/10 dropped in 2019", "Gantz", {"status": DROPPED, "score": 4, "finished": "2019"}),
        ("Gantz dropped because boring", "Gantz", {"status": DROPPED, "notes": "because boring"}),
        ("Gantz (dropped, too slow)", "Gantz", {"status": DROPPED, "notes": "too slow"}),
        ("Gantz - dropped, 3/10, meh", "Gantz", {"status": DROPPED, "score": 3, "notes": "meh"}),
        # Several seasons
        ("Code Geass R1 + R2 - 9/10, 10/10", "Code Geass R1 + R2", {"notes": "9/10, 10/10"}),
        ("Vinland Saga S1: 9, S2: 10", "Vinland Saga", {"notes": "S1: 9, S2: 10"}),
        ("Overlord season 1 9/10 season 2 7/10", "Overlord", {"notes": "season 1 9/10 season 2 7/10"}),
        ("Attack on Titan 10/10, 9/10", "Attack on Titan", {"notes": "10/10, 9/10"}),
        # Nothing that is certain
        ("Monster - 8+", "Monster - 8+", {}),
        ("Monster - ?/10", "Monster - ?/10", {}),
        ("Demon Slayer S1, S2", "Demon Slayer S1, S2", {}),
        ("Monster, Mushishi, Pluto", "Monster, Mushishi, Pluto", {}),
    ],
)
def test_the_last_reading_has_the_shortest_title_and_all_values(line: str, title: str, given: dict[str, Any]) -> None:
    readings = read_one(line)
    assert (readings[-1].title, list_given(readings[-1])) == (title, given)
    assert readings[-1].title == min((reading.title for reading in readings), key=len)


@pytest.mark.parametrize(
    ("line", "titles"),
    [
        ("86", ["86"]),
        ("Mob Psycho 100", ["Mob Psycho 100"]),
        ("Steins;Gate 0", ["Steins;Gate 0"]),
        ("Norn 9", ["Norn 9", "Norn"]),
        ("Ichigo 100%", ["Ichigo 100%", "Ichigo"]),
        ("Working!!!", ["Working!!!", "Working"]),
        ("C: The Money", ["C: The Money", "The Money"]),
        ("Girls und Panzer der Film: S tier", ["Girls und Panzer der Film: S tier", "Girls und Panzer der Film"]),
        # A title is known without its stars, so there is no reading with them.
        ("Monster ★★★★☆", ["Monster"]),
        ("Monster - ⭐⭐⭐ - 12/74", ["Monster - ⭐⭐⭐ - 12/74", "Monster"]),
    ],
)
def test_the_whole_line_comes_before_shorter_readings(line: str, titles: list[str]) -> None:
    assert list_titles(line) == titles


def test_low_numbers_are_scores_if_many_lines_end_in_one() -> None:
    lines = "Cowboy Bebop 9\nMonster 10\nSword Art Online 3\nMushishi"
    assert [row.readings[-1].score for row in text.read(lines).rows] == [9, 10, 3, None]
    lines = "Norn 9\nOverlord 2\nMonster\nMushishi\nBleach"
    assert [row.readings[-1].score for row in text.read(lines).rows] == [9, None, None, None, None]


@pytest.mark.parametrize(
    "notes", ["**so** good <3", "__x__ ~~y~~", "see https://myanimelist.net/anime/5", "✅ ❌ (9/10)"]
)
@pytest.mark.parametrize("sign", ["//", "#"])
def test_notes_stay_as_they_are(notes: str, sign: str) -> None:
    (listed, *_) = read_one(f"**Monster** 9/10 {sign} {notes}")[::-1]
    assert (listed.key, listed.title, listed.score, listed.notes) == (None, "Monster", 9, notes)


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ("Monster 9", "I read a number after a title, as in line 2, as a score unless I know a title that ends in it."),
        (
            "Vinland Saga S1: 9, S2: 10",
            "What the file says about several seasons at once, as in line 2, became notes. Set "
            "the score and the episodes yourself.",
        ),
    ],
)
def test_uncertain_readings_are_told(line: str, remark: str) -> None:
    assert list_remarks(text.read(f"// mine\n{line}")) == [remark]
