"""The story of somebody with ten thousand titles, some with the longest names and notes."""

import csv
import io

from db.lists.models import MAX_NOTES_LENGTH, ListSort, ListStatus
from tests.support.importing import export, import_file, press
from tests.support.list_pages import get_titles
from tests.support.lists import call, get_lines
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again

NUMBER = 10_000
STATUSES = list(ListStatus)


def write_table() -> bytes:
    """Ten thousand titles in all statuses; the first hundred have long names, notes and tags."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(["key", "title", "status", "score", "episodes", "started", "finished", "notes", "tags", "priority"])
    for number in range(NUMBER):
        is_long = number < 100
        writer.writerow(
            [
                f"mal/{9_000_000 + number}",
                f"{number:05} {'*_||' * 120}"[:500] if is_long else f"{number:05} Title",
                STATUSES[number % len(STATUSES)],
                number % 11,
                number % 1000,
                f"{2000 + number % 25}-{number % 12 + 1:02}",
                f"{2001 + number % 25}-{number % 12 + 1:02}-01",
                "@[`" * (MAX_NOTES_LENGTH // 3) if is_long else "",
                ",".join(f"{'~' * 47}{place:02}" for place in range(20)) if is_long else "",
                "HIGH" if is_long else "LOW",
            ]
        )
    return table.getvalue().encode()


async def test_a_list_of_ten_thousand_titles_works(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime="mal/1")
    before = await export(world, alice)
    preview = await import_file(world, alice, write_table(), name="list.csv")
    assert f"**{NUMBER:,} new** · **0 changed** · 0 unchanged · **0 unclear**" in get_text(preview)
    assert f"**{NUMBER:,} new**" in get_text(await press(alice, preview, "Import"))

    page = await call(alice, "list show", sort="title")
    assert "All · 10,001 titles" in get_text(page)
    assert [title[:5] for title in get_titles(page)] == [f"{number:05}" for number in range(8)]
    for sort in ListSort:
        sorts = get_custom_id(see_again(world, page), "list:sort:")
        await alice.select(see_again(world, page), [sort.value], custom_id=sorts)
        assert len(get_titles(see_again(world, page))) == 8
    for status in ListStatus:
        tabs = get_custom_id(see_again(world, page), "list:tab:")
        await alice.select(see_again(world, page), [status.value], custom_id=tabs)
        assert {"All (10,001)", "Watching (2,000)", "Plan to watch (2,001)"} <= set(get_lines(see_again(world, page)))
    page = await call(alice, "list show", status="WATCHING", sort="title")
    assert get_labels(page) == ["+1"] * 8 + ["(Previous)", "Page 1 of 250", "Next"]
    form = await alice.click(page, label="Page 1 of 250")
    await alice.submit_modal(form, {"number": "250"})
    assert get_titles(see_again(world, page))[-1] == "09995 Title"

    longest = await call(alice, "list show", status="WATCHING", sort="title")
    opened = await alice.select(longest, ["mal/9000000"], custom_id="list:open")
    assert "00000" in get_text(opened)
    for label in ("Edit", "Notes"):
        assert (await alice.click(opened.response, label=label)).modal is not None
    assert "Picked from 2,001 titles." in get_text(await call(alice, "list random"))
    assert "10,001 titles: Watching 2,000, Completed 2,000" in get_text(await call(alice, "list stats"))

    for format in ("MAL XML", "CSV", "JSON"):
        exported = await call(alice, "list export", format=format)
        assert "Here is your list with 10,001 titles." in get_text(exported)
        (file,) = exported.attachments
    assert "*Import* would change nothing" in get_text(await import_file(world, alice, await file.read(), merge=False))

    undone = get_text(await call(alice, "list undo"))
    assert "Import of 10,000 titles" in undone
    assert "more" in undone
    assert await export(world, alice) == before
