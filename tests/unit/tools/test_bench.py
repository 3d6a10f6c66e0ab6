from random import Random

import pytest

from bench.lists import make_entries
from bench.queries import CLASSES, Names, type_inner_word, type_season
from bench.titles import NAMES, generate_titles
from db.lists.models import ListStatus
from db.titles.catalogue.seed import read_records
from db.titles.catalogue.text import fold

COUNT = 9000
"""How many titles to generate: a few more than are bundled."""

BERSERK = ("mal/33", "Kenpuu Denki Berserk")
BERSERK_AGAIN = ("mal/32379", "Berserk")
KENSHIN = ("mal/45", "Rurouni Kenshin")


def test_generated_titles_begin_with_the_bundled_ones() -> None:
    titles = list(generate_titles(Random(1), count=COUNT))
    bundled = [record for record in read_records() if any(not key.startswith("bangumi/") for key in record.keys)]
    assert len(titles) == COUNT
    assert [title["title"] for title in titles[: len(bundled)]] == [record.title for record in bundled]
    assert all(len({title["title"], *title["synonyms"]}) == NAMES for title in titles[len(bundled) :])
    assert len({title["sources"][0] for title in titles}) == COUNT


def test_a_later_word_is_typed_from_its_own_beginning() -> None:
    assert type_inner_word(Names([KENSHIN]), Random(1)) == ("Ken", ["mal/45"])


def test_any_title_with_the_same_name_is_right() -> None:
    names = Names([BERSERK, BERSERK_AGAIN, ("mal/2", "BERSERK!")])
    assert names.list_same(*BERSERK_AGAIN) == ["mal/32379", "mal/2"]
    assert names.list_beginning("kenpu") == ["mal/33"]


@pytest.mark.parametrize(
    "name", ["Mononoke Season 2", "Mononoke 2nd Season", "Mononoke II", "Mononoke 2", "物の怪 第2期"]
)
def test_a_season_is_written_differently(name: str) -> None:
    texts = {type_season(Names([("mal/1", name)]), Random(seed)).text for seed in range(100)}
    assert len(texts) >= 4
    assert fold(name) not in {fold(text) for text in texts}
    base = fold(name.split(" ")[0])
    assert all(fold(text).startswith(base) for text in texts)


def test_each_class_makes_texts_of_the_bundled_names() -> None:
    records = list(read_records())[-2000:]
    names = Names(
        [(record.keys[0], name) for record in records for name in (record.title, *record.english, *record.native)]
    )
    rng = Random(1)
    for query_class in CLASSES:
        text, meant = query_class.make(names, rng)
        assert fold(text)
        assert set(meant) <= {record.keys[0] for record in records}


def test_a_list_has_the_requested_size_and_depends_only_on_the_seed() -> None:
    entries = make_entries(COUNT, Random(1))
    assert len({entry.anime_key for entry in entries}) == COUNT
    assert {entry.status for entry in entries} == set(ListStatus)
    assert entries == make_entries(COUNT, Random(1))
