"""How an import looks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.lists.exchange import render
from cogs.lists.exchange.matching import MatchedRow
from cogs.lists.exchange.plan import AS_WRITTEN, make_plan
from cogs.lists.formats import mal_xml
from cogs.lists.formats.remarks import Remark, RemarkKind, Source, describe_remark, name_source
from cogs.lists.formats.values import MAX_ROWS
from cogs.ui.components import MAX_CONTENT_LENGTH
from db.lists.models import Entry, ListStatus
from db.titles.models import Anime
from tests.support.listed import KNOWN, NOW, lists, make_row, remarks, rows

LONG_LINE = Remark(RemarkKind.LONG_LINE, {"line": 3, "text": "*" * 500})
LONG = st.text("*_@[a\n葬", min_size=200, max_size=600)


def make_preview(file: list[MatchedRow], present: list[Entry] | None = None, **fields: Any) -> render.Preview:
    is_merged = fields.setdefault("is_merged", True)
    plan = make_plan(file, present or [], user_id=1, is_merged=is_merged, now=NOW)
    given: dict[str, Any] = {
        "replacement": make_plan(file, present or [], user_id=1, is_merged=False, now=NOW),
        "import_id": 2**63 - 1,
        "source": Source.TEXT,
        "remarks": (),
        "questions": (),
        "page": 1,
        "pages": 1,
        "unclear": len(plan.left_out),
        "with_adult": False,
    }
    return render.Preview(plan=plan, **given | fields)


def make_question(row: MatchedRow, *, offered: tuple[Anime, ...] = (), choice: str | None = None) -> render.Question:
    return render.Question(7, row, offered, choice, can_be_new=True)


def walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    inner = [item for component in components for item in walk(component.get("components", []))]
    return [*components, *inner]


def read(preview: render.Preview) -> str:
    """The texts of a preview."""
    components = walk(render.make_preview(preview).to_components())
    return "\n".join(item["content"] for item in components if item["type"] == 10)


def list_labels(preview: render.Preview) -> list[str]:
    components = walk(render.make_preview(preview).to_components())
    buttons = [item for item in components if item["type"] == 2]
    return [f"({item['label']})" if item["disabled"] else item["label"] for item in buttons]


@given(
    st.lists(rows, max_size=6),
    lists,
    st.lists(st.builds(make_question, st.builds(make_row, st.none(), text=LONG, title=LONG)), max_size=4),
    st.lists(remarks, max_size=12),
    st.integers(1, 9),
)
def test_a_preview_keeps_to_discord_s_limits(
    file: list[MatchedRow], present: list[Entry], questions: list[render.Question], told: list[Remark], page: int
) -> None:
    preview = make_preview(file, present, questions=questions, remarks=told, page=page, pages=9)
    layout = render.make_preview(preview)
    assert layout.content_length() <= MAX_CONTENT_LENGTH
    components = walk(layout.to_components())
    assert len(components) <= 40
    for item in components:
        assert len(item.get("custom_id", "")) <= 100
        assert len(item.get("label", "")) <= 80
        for option in item.get("options", []):
            assert len(option["label"]) <= 100


def test_the_longest_preview_keeps_to_discord_s_limits() -> None:
    question = make_question(make_row(None, text="*" * 500, title="[" * 500))
    file = [make_row(Anime(f"mal/{key}", "*" * 500, episodes=1), episodes=9) for key in range(9)]
    present = [Entry(1, "mal/99", "Aria", ListStatus.WATCHING)]
    fields: dict[str, Any] = {"questions": [question] * 4, "remarks": [LONG_LINE] * 20, "page": 5000, "pages": 5000}
    assert render.make_preview(make_preview(file, present, **fields)).content_length() <= MAX_CONTENT_LENGTH


def test_a_preview_says_what_would_happen() -> None:
    present = [Entry(1, "mal/7", "Aria", ListStatus.WATCHING), Entry(1, "mal/1", "Frieren", ListStatus.WATCHING)]
    file = [make_row(episodes=3), make_row(Anime("mal/5", "Monster"), text="Monster"), make_row(None, text="Foo")]
    text = read(make_preview(file, present))
    assert (
        "Before you can press *Replace my list*, choose which titles the unclear ones are, or leave them out." in text
    )
    settled = read(make_preview(file, present, unclear=0))
    assert "### Import · Text file" in text
    assert "2 titles · ▶️ Watching: 1 · 📌 Plan to watch: 1" in text
    assert "**1 new** · **1 changed** · 0 unchanged · **1 unclear**" in text
    assert "*Import* keeps your progress where it is ahead of the file. Scores come from the file." in text
    assert (
        "*Replace my list* follows the file. Titles changed on your list: **1**. Titles removed, because the file "
        "doesn't have them: **1**." in settled
    )
    assert "left out" not in text.replace("Those that stay unclear are left out", "")


def test_the_buttons_have_their_names() -> None:
    assert list_labels(make_preview([make_row()])) == ["Import", "Replace my list", "Cancel"]


def test_if_nothing_would_change_there_is_nothing_to_import() -> None:
    preview = make_preview([make_row()], [Entry(1, "mal/1", "Frieren", ListStatus.COMPLETED)])
    assert "*Import* would change nothing, because all of this is already on your list." in read(preview)
    assert list_labels(preview) == ["(Import)", "Replace my list", "Cancel"]


def test_what_only_replacing_would_change_is_counted() -> None:
    present = [Entry(1, "mal/1", "Frieren", ListStatus.COMPLETED, episodes=28)]
    preview = make_preview([make_row(episodes=3, status=ListStatus.WATCHING)], present)
    assert "*Import* would change nothing" in read(preview)
    assert "Titles changed on your list: **1**. Titles removed, because the file doesn't have them: **0**." in read(
        preview
    )


def test_a_list_is_not_replaced_while_something_is_unclear() -> None:
    file = [make_row(), make_row(None, text="Foo")]
    assert "(Replace my list)" in list_labels(make_preview(file))
    assert "Replace my list" in list_labels(make_preview(file, unclear=0))


def test_a_list_does_not_grow_past_what_a_file_can_hold() -> None:
    present = [Entry(1, f"mal/{key}", "Aria", ListStatus.WATCHING) for key in range(2, MAX_ROWS + 2)]
    preview = make_preview([make_row()], present)
    assert "*Import* would make your list longer than 20,000 titles" in read(preview)
    assert list_labels(preview) == ["(Import)", "Replace my list", "Cancel"]


def test_a_file_without_a_title_does_not_replace_a_list() -> None:
    preview = make_preview([make_row(None)], [Entry(1, "mal/1", "Frieren", ListStatus.COMPLETED)])
    assert "There is nothing to import yet." in read(preview)
    assert list_labels(preview) == [
        "Take the nearest",
        "Keep all as written",
        "Leave the rest out",
        "(Import)",
        "(Replace my list)",
        "Cancel",
    ]


def test_questions_come_in_pages() -> None:
    row = make_row(None, text="Foo")
    first = make_preview([row], questions=[make_question(row)], page=1, pages=3)
    assert list_labels(first)[:4] == ["(Previous)", "Next", "Take the nearest", "Keep all as written"]
    assert "Questions, page 1 of 3" in read(first)
    last = make_preview([row], questions=[make_question(row)], page=3, pages=3, unclear=0)
    assert list_labels(last)[:3] == ["Previous", "(Next)", "(Import)"]


def test_a_question_offers_titles_and_shows_what_was_chosen() -> None:
    row = make_row(None, text="Friren 8/10", title="Friren")
    question = make_question(row, offered=(KNOWN,), choice=AS_WRITTEN)
    components = walk(render.make_preview(make_preview([row], questions=[question])).to_components())
    (menu,) = [item for item in components if item["type"] == 3]
    assert [(option["label"], option["value"], option["default"]) for option in menu["options"]] == [
        ("Frieren", "mal/1", False),
        ("Use “Friren” as it is", "new", True),
        ("Leave it out", "out", False),
    ]


def test_titles_for_adults_are_not_named_where_they_may_not_be() -> None:
    adult = Anime("mal/60", "Velvet Night", episodes=2, is_adult=True)
    row = make_row(None, text="Foo")
    fields: dict[str, Any] = {"questions": [make_question(row, offered=(adult,))]}
    file = [make_row(adult, text="Velvet Night", episodes=3), row]
    shown = str(render.make_preview(make_preview(file, **fields, with_adult=True)).to_components())
    assert shown.count("Velvet Night") == 2
    hidden = str(render.make_preview(make_preview(file, **fields)).to_components())
    assert "Velvet" not in hidden
    assert "🔞 A title for adults" in hidden


@given(remarks)
def test_every_remark_is_a_sentence(remark: Remark) -> None:
    sentence = describe_remark(remark)
    assert sentence.endswith(".")
    assert not {"{", "}"} & set(sentence)


def test_every_kind_of_file_has_a_name() -> None:
    assert len({name_source(source) for source in Source}) == len(Source)


def test_remarks_are_told_as_long_as_there_is_room() -> None:
    file = [make_row(episodes=99), make_row(episodes=5, started="2024", finished="2023")]
    text = read(make_preview(file[:1], remarks=[Remark(RemarkKind.NAMELESS_LINE, {"line": 3})]))
    assert "-# The file has more episodes of these than there are, so I lowered the number: Frieren." in text
    assert "-# Line 3 has neither a title nor an id, so it was left out." in text
    assert "one of the two dates is left out: Frieren." in read(make_preview(file[1:]))
    assert "1 row was merged with another row of the same title." in read(make_preview(file))
    assert read(make_preview(file, remarks=[LONG_LINE] * 20)).endswith("-# …")


def test_a_result_says_what_was_done_and_how_to_undo_it() -> None:
    plan = make_preview([make_row(), make_row(None)]).plan
    assert render.describe_result(plan, is_replacement=False) == (
        "Imported: **1 new**, 0 changed, 0 unchanged, and 1 left out. You can undo all of it with `/list undo`."
    )
    nothing = make_preview([make_row(None)], [Entry(1, "mal/1", "Frieren", ListStatus.COMPLETED)]).plan
    assert "undo" not in render.describe_result(nothing, is_replacement=False)
    assert "1 removed" in render.describe_result(nothing, is_replacement=True)
    assert "undo" in render.describe_result(nothing, is_replacement=True)


def describe_unwritten(entries: list[Entry], concealed: frozenset[str] = frozenset()) -> str:
    return render.describe_unwritten(entries, mal_xml.describe_left_out, concealed=concealed)


@pytest.mark.parametrize(
    ("number", "ending"), [(1, ": Show 0."), (10, "Show 8, and Show 9."), (13, "Show 9, and 3 more.")]
)
def test_titles_that_another_site_does_not_know_are_named(number: int, ending: str) -> None:
    entries = [Entry(1, f"custom/{place}", f"Show {place}", ListStatus.WATCHING) for place in range(number)]
    assert f"{ending} JSON and CSV files have" in describe_unwritten(entries)
    assert "Show 0" not in describe_unwritten(entries[:1], frozenset({"custom/0"}))


@pytest.mark.parametrize("title", ["*" * 500, "@" * 500, "[a](https://x.y) " * 40])
def test_many_long_names_fit_into_an_ordinary_message(title: str) -> None:
    entries = [Entry(1, f"custom/{place}", title, ListStatus.WATCHING) for place in range(20_000)]
    assert len(describe_unwritten(entries)) < 1900
