"""Stories of people who keep a list in their private messages with the bot."""

from typing import Any

import pytest

from tests.support.lists import FILM, FRIEREN, call, fill_form, get_lines, open_entry, read_form
from tests.support.world import World, get_custom_id, get_fields, get_labels, get_text


async def test_a_list_grows_from_nothing_to_a_completed_title(world: World) -> None:
    alice = world.person("alice")

    empty = await call(alice, "list show")
    assert "0 titles" in get_text(empty)
    assert "Nothing here yet. Add a title with `/list add`" in get_text(empty)

    choices = await alice.autocomplete("list add", "anime", "frier")
    assert {"name": "Frieren: Beyond the Journey's End (TV, 2023)", "value": FRIEREN} in choices
    added = await call(alice, "list add", anime=choices[0]["value"])
    assert "Added to your list" in get_text(added)
    assert "**Plan to watch** · 0/28 episodes" in get_text(added)
    assert get_labels(added) == ["+1", "Edit", "Notes", "Write a review", "Remove"]

    first = await call(alice, "list watched", anime=FRIEREN)
    assert "**Watching** · 1/28 episodes" in get_text(first)
    assert "Started 2026-01-01" in get_text(first)
    assert "finished" not in get_text(first)

    await world.env.advance_time(24 * 60 * 60)
    more = await call(alice, "list watched", anime=FRIEREN, episodes=26)
    assert "**Watching** · 27/28 episodes" in get_text(more)
    last = await call(alice, "list watched", anime=FRIEREN)
    assert "That was the last episode: completed! 🎉" in get_text(last)
    assert "**Completed** · 28/28 episodes" in get_text(last)
    assert "Started 2026-01-01 · finished 2026-01-02" in get_text(last)
    assert get_labels(last) == ["(+1)", "Edit", "Notes", "Write a review", "Rewatch", "Remove"]

    page = await call(alice, "list show")
    assert "✅ **Frieren: Beyond the Journey's End**" in get_text(page)
    assert not page.ephemeral


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"status": "DROPPED"}, "🗑️ **Dropped** · 3/28 episodes · score 8/10"),
        ({"score": 10}, "▶️ **Watching** · 3/28 episodes · score 10/10"),
        ({"score": 0}, "▶️ **Watching** · 3/28 episodes"),
        ({"episodes": 0}, "▶️ **Watching** · 0/28 episodes · score 8/10"),
        ({"episodes": 28}, "✅ **Completed** · 28/28 episodes · score 8/10"),
        ({"episodes": 28, "status": "ON_HOLD"}, "⏸️ **On hold** · 28/28 episodes · score 8/10"),
        ({"status": "COMPLETED"}, "✅ **Completed** · 28/28 episodes · score 8/10"),
        ({"started": "2024-04"}, "-# Started 2024-04"),
        ({"finished": " Yesterday "}, "-# Finished 2025-12-31"),
        ({"rewatches": 2}, "-# Rewatched 2 times"),
        ({"priority": "HIGH"}, "-# Priority: High"),
        ({"notes": " With Bob "}, "-# Notes: With Bob"),
        ({"tags": "slow, sad,slow"}, "-# Tags: slow, sad"),
        ({"private": True}, "-# 🔒 Private"),
    ],
)
async def test_each_option_of_update_changes_what_it_says(world: World, options: dict[str, Any], line: str) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3, score=8)

    result = await call(alice, "list update", anime=FRIEREN, **options)

    assert "-# Updated" in get_lines(result)
    assert line in get_lines(result)
    assert line in get_lines(await open_entry(alice))


async def test_details_can_be_cleared_again(world: World) -> None:
    alice = world.person("alice")
    added = await call(alice, "list add", anime=FRIEREN, episodes=3)
    given = {"started": "2024", "finished": "today", "notes": "With Bob", "tags": "slow"}
    details = await call(alice, "list update", anime=FRIEREN, private=True, rewatches=1, score=9, **given)
    # Five more details and the menu's option to take the score away, but no button to review a private title.
    assert len(get_lines(details)) == len(get_lines(added)) + 5

    taken = dict.fromkeys(given, "none") | {"notes": "None"}
    result = await call(alice, "list update", anime=FRIEREN, private=False, rewatches=0, score=0, **taken)

    assert get_lines(result) == [line.replace("Added to your list", "Updated") for line in get_lines(added)]


async def test_a_title_is_changed_in_the_form(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3, score=8)
    entry = await open_entry(alice)

    form = await alice.click(entry, label="Edit")
    assert form.modal is not None
    assert form.modal["title"] == "Frieren: Beyond the Journey's End"
    assert list(get_fields(form)) == ["Episodes watched", "Started", "Finished", "Times rewatched"]
    assert read_form(form) == {"episodes": "3", "started": "", "finished": "", "rewatches": "0"}
    after = {"episodes": "5", "started": "2024-04", "finished": "none", "rewatches": "2"}
    result = await alice.submit_modal(form, after)

    assert "▶️ **Watching** · 5/28 episodes · score 8/10" in get_lines(result)
    assert "-# Started 2024-04" in get_lines(result)
    assert "-# Rewatched 2 times" in get_lines(result)


async def test_in_the_form_the_status_follows_from_the_episodes(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)

    assert "▶️ **Watching** · 1/28 episodes" in get_lines(await fill_form(alice, episodes=" 1 "))
    assert "✅ **Completed** · 28/28 episodes" in get_lines(await fill_form(alice, episodes="28"))
    assert "✅ **Completed** · 0/28 episodes" in get_lines(await fill_form(alice, episodes=""))


async def test_a_title_is_removed_after_a_question(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)

    question = await call(alice, "list remove", anime=FRIEREN)
    assert "Remove **Frieren: Beyond the Journey's End** from your list" in get_text(question)
    kept = await alice.click(question, label="Keep")
    assert get_text(kept) == "It stays on your list."

    entry = await open_entry(alice)
    asked = await alice.click(entry, label="Remove")
    assert get_labels(asked.response) == ["Remove", "Keep"]
    assert asked.response is not None
    removed = await alice.click(asked.response, label="Remove")
    sentence = "Removed **Frieren: Beyond the Journey's End** from your list. You can undo this with `/list undo`."
    assert get_text(removed) == sentence
    assert "0 titles" in get_text(await call(alice, "list show"))

    for label in ["+1", "Edit", "Notes", "Write a review", "Remove"]:
        gone = await alice.click(entry, label=label)
        assert "isn't on your list. Add it with `/list add`." in get_text(gone)


async def test_a_title_added_twice_says_so_and_offers_to_edit_it(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, status="ON_HOLD")

    again = await call(alice, "list add", anime=FRIEREN, status="WATCHING", score=1)
    assert "Frieren: Beyond the Journey's End is already on your list, as *On hold*." in get_text(again)
    assert get_labels(again) == ["Edit"]

    form = await alice.click(again, label="Edit")
    result = await alice.submit_modal(form, read_form(form) | {"episodes": "7"})
    assert "⏸️ **On hold** · 7/28 episodes" in get_lines(result)


@pytest.mark.parametrize(
    ("command", "options"), [("update", {"score": 5}), ("remove", {}), ("update", {"notes": "x"}), ("update", {})]
)
async def test_a_title_that_is_not_on_the_list_is_refused(world: World, command: str, options: dict[str, Any]) -> None:
    alice = world.person("alice")
    result = await call(alice, f"list {command}", anime=FRIEREN, **options)
    sentence = "Frieren: Beyond the Journey's End isn't on your list. Add it with `/list add`."
    assert get_text(result).startswith(sentence)
    assert len(result.attachments) == ("notes" in options)


async def test_the_form_saves_only_the_fields_that_were_changed(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)
    entry = await open_entry(alice)
    form = await alice.click(entry, label="Edit")

    await alice.click(entry, label="+1")
    await call(alice, "list update", anime=FRIEREN, started="2024-04-03", finished="2024-05")
    result = await alice.submit_modal(form, read_form(form) | {"rewatches": "1"})

    assert "▶️ **Watching** · 4/28 episodes" in get_lines(result)
    assert "-# Started 2024-04-03 · finished 2024-05" in get_lines(result)


async def test_dates_are_kept_and_cleared_in_the_form(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    await call(alice, "list update", anime=FRIEREN, started="2024-04-03", finished="2024")

    assert "-# Started 2024-04-03 · finished 2024" in get_lines(await fill_form(alice, episodes="1"))
    assert "-# Started 2024-04-03" in get_lines(await fill_form(alice, finished=""))


# Titles that the catalogue does not know


@pytest.mark.parametrize(
    ("command", "options", "state"),
    [
        ("add", {"score": 7}, "**Plan to watch** · 0 episodes · score 7/10"),
        ("watched", {}, "**Watching** · 1 episode"),
        ("watched", {"episodes": 500}, "**Watching** · 500 episodes"),
    ],
)
async def test_a_custom_title_is_used_as_it_is(world: World, command: str, options: dict[str, Any], state: str) -> None:
    alice = world.person("alice")
    question = await call(alice, f"list {command}", anime="  Our  holiday film ", **options)
    assert "I don't know any anime called “Our holiday film”." in get_text(question)
    assert "Use “Our holiday film” as it is" in get_labels(question)

    result = await alice.click(question, custom_id=get_custom_id(question, "anime:new:"))

    assert "### Our holiday film" in get_lines(result)
    assert state in get_text(result)
    again = await call(alice, "list watched", anime="our holiday film", episodes=1000)
    assert "-# Progress saved" in get_lines(again)
    assert "**Watching**" in get_text(again)


async def test_the_title_picked_in_the_question_is_used(world: World) -> None:
    alice = world.person("alice")
    question = await call(alice, "list add", anime="Frieren Beyond the Jurney", episodes=3)
    result = await alice.click(question, label="Frieren: Beyond the Journey's End (TV, 2023)")
    assert "▶️ **Watching** · 3/28 episodes" in get_lines(result)


async def test_an_unknown_title_cannot_be_updated(world: World) -> None:
    alice = world.person("alice")
    result = await call(alice, "list update", anime="Our holiday film", score=5)
    assert "I don't know any anime called “Our holiday film”." in get_text(result)
    assert not any(label.startswith("Use") for label in get_labels(result))


async def test_a_title_of_a_hundred_characters_is_shown_as_it_was_typed(world: World) -> None:
    alice = world.person("alice")
    title = "**A** ||b|| @everyone <@1> 🎉 " + "_x" * 35 + "c"
    assert len(title) == 100
    question = await call(alice, "list add", anime=title)
    added = await alice.click(question, custom_id=get_custom_id(question, "anime:new:"))
    escaped = "\\*\\*A\\*\\* \\|\\|b\\|\\| @\u200beveryone \\<@\u200b1> 🎉 " + "\\_x" * 35 + "c"
    assert f"### {escaped}" in get_lines(added)

    assert f"📌 **{escaped[:60]}" in get_text(await call(alice, "list show"))
    key = get_custom_id(added.response, "list:edit:").removeprefix("list:edit:")
    assert f"### {escaped}" in get_lines(await open_entry(alice, key))


async def test_notes_and_tags_are_shown_as_they_were_typed(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)

    text = "**so** ||sad|| @here <@1> <:a:1> # 🎉"
    result = await call(alice, "list update", anime=FRIEREN, notes=text, tags=f"{text},`#`")

    escaped = "\\*\\*so\\*\\* \\|\\|sad\\|\\| @\u200bhere \\<@\u200b1> \\<:a:1> # 🎉"
    assert f"-# Notes: {escaped}" in get_lines(result)
    assert f"-# Tags: {escaped}, \\`#\\`" in get_lines(result)


# Counting


async def test_a_title_of_unknown_length_is_counted_only_up_to_the_forms_limit(world: World) -> None:
    alice = world.person("alice")
    question = await call(alice, "list watched", anime="Our film", episodes=10_000)
    await alice.click(question, label="Use “Our film” as it is")

    again = await call(alice, "list watched", anime="Our film", episodes=10_000)

    sentence = "You have seen 10,000 episodes of Our film, and I can't count past 10,000, so nothing was changed."
    assert get_text(again) == sentence


async def test_one_more_episode_of_a_completed_title_of_unknown_length_is_only_counted(world: World) -> None:
    alice = world.person("alice")
    question = await call(alice, "list add", anime="Our film", status="COMPLETED", episodes=7)
    added = await alice.click(question, label="Use “Our film” as it is")

    assert added.response is not None

    result = await alice.click(added.response, label="+1")

    assert {"-# Progress saved", "✅ **Completed** · 8 episodes"} <= set(get_lines(result))


async def test_counting_an_episode_adds_the_title_to_the_list(world: World) -> None:
    alice = world.person("alice")
    result = await call(alice, "list watched", anime=FILM)
    assert "✅ **Completed** · 1/1 episode" in get_lines(result)
    assert "-# Started 2026-01-01 · finished 2026-01-01" in get_lines(result)


async def test_counting_an_episode_resumes_a_title_on_hold(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, status="ON_HOLD", episodes=3)
    entry = await open_entry(alice)
    await alice.click(entry, label="+1")
    assert "▶️ **Watching** · 4/28 episodes" in get_lines(await open_entry(alice))


@pytest.mark.parametrize(
    ("seen", "number", "sentence"),
    [
        (28, 1, "has 28 episodes and you have seen 28, so none are left. Well done!"),
        (27, 2, "has 28 episodes and you have seen 27, so you can only count 1 more"),
    ],
)
async def test_more_episodes_than_are_left_are_not_counted(world: World, seen: int, number: int, sentence: str) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=seen)
    before = get_lines(await open_entry(alice))
    assert sentence in get_text(await call(alice, "list watched", anime=FRIEREN, episodes=number))
    assert get_lines(await open_entry(alice)) == before


async def test_the_button_of_an_old_message_does_not_count_past_the_end(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=27)
    old = await open_entry(alice)
    await call(alice, "list watched", anime=FRIEREN)
    assert "none are left" in get_text(await alice.click(old, label="+1"))
