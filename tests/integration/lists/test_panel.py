"""Stories of people who change a title in its panel."""

from typing import Any

import pytest
from simcord.actors import MemberActor
from simcord.builders import UserHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.support.list_pages import slash
from tests.support.lists import FILM, FRIEREN, call, fill_form, get_lines, open_entry, read_form
from tests.support.world import World, get_fields, get_labels, get_text

SCORE = f"list:score:{FRIEREN}"
STATUS = f"list:status:{FRIEREN}"
RATE = f"list:rate:{FRIEREN}"


def get_response(result: InteractionResult) -> ResponseMessage:
    assert result.response is not None
    return result.response


async def choose(person: UserHandle | MemberActor, shown: ResponseMessage, choice: str, menu: str) -> ResponseMessage:
    return get_response(await person.select(shown, [choice], custom_id=menu))


# One after the other


async def test_a_title_is_watched_from_start_to_end_in_its_panel(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    panel = await open_entry(alice)

    panel = await choose(alice, panel, "ON_HOLD", STATUS)
    assert {"-# Updated", "⏸️ **On hold** · 0/28 episodes"} <= set(get_lines(panel))
    panel = await choose(alice, panel, "7", SCORE)
    assert "⏸️ **On hold** · 0/28 episodes · score 7/10" in get_lines(panel)
    panel = await choose(alice, panel, "0", SCORE)

    await world.restart()

    panel = get_response(await alice.click(panel, label="+1"))
    assert {"-# Progress saved", "▶️ **Watching** · 1/28 episodes", "-# Started 2026-01-01"} <= set(get_lines(panel))
    form = await alice.click(panel, label="Edit")
    panel = get_response(await alice.submit_modal(form, read_form(form) | {"episodes": "27"}))
    panel = get_response(await alice.click(panel, label="+1"))
    assert "That was the last episode: completed! 🎉 How was it? Choose a score" in get_text(panel)
    panel = await choose(alice, panel, "10", SCORE)
    assert "Saved. Tell others how it was: press *Write a review*." in get_text(panel)
    assert "✅ **Completed** · 28/28 episodes · score 10/10" in get_lines(panel)

    form = await alice.click(panel, label="Write a review")
    assert form.modal is not None
    assert form.modal["title"].startswith("10/10 · Frieren")
    saved = await alice.submit_modal(form, {"body": "A quiet masterpiece."})
    assert "is saved" in get_text(saved)


async def test_choosing_completed_works_like_the_last_episode(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)

    panel = await choose(alice, await open_entry(alice), "COMPLETED", STATUS)

    assert "Completed! 🎉 How was it? Choose a score" in get_text(panel)
    assert {"✅ **Completed** · 28/28 episodes", "-# Finished 2026-01-01"} <= set(get_lines(panel))


async def test_completing_a_planned_title_sets_no_finish_date(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    panel = await choose(alice, await open_entry(alice), "COMPLETED", STATUS)
    assert "✅ **Completed** · 28/28 episodes" in get_lines(panel)
    assert "finished" not in get_text(panel).lower()


async def test_a_title_with_a_score_is_not_asked_for_one(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=27, score=8)
    last = await call(alice, "list watched", anime=FRIEREN)
    assert "How was it?" not in get_text(last)
    assert "Tell others how it was: press *Write a review*." in get_text(last)


async def test_the_last_episode_counted_in_anime_info_asks_too(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=26)
    details = await call(alice, "anime info", anime=FRIEREN)

    first = await alice.click(details, label="+1")
    assert first.followups == []
    last = await alice.click(details, label="+1")

    (panel,) = last.followups
    assert "That was the last episode: completed! 🎉 How was it?" in get_text(panel)
    assert "score 9/10" in get_text(await choose(alice, panel, "9", SCORE))


# Reviews


async def test_without_a_score_a_review_asks_for_one_first(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)

    question = get_response(await alice.click(await open_entry(alice), label="Write a review"))
    assert "How do you rate it?" in get_text(question)
    assert "No score" not in get_text(question)
    form = await alice.select(question, ["6"], custom_id=RATE)

    assert form.modal is not None
    assert form.modal["title"].startswith("6/10 · Frieren")
    assert "score 6/10" in get_text(await open_entry(alice))


async def test_a_review_from_the_panel_is_posted_where_it_was_written(world: World) -> None:
    ben = world.member("ben")
    panel = await slash(world, ben, "list add", anime=FRIEREN, status="COMPLETED", score=9)

    form = await ben.click(panel, label="Write a review")
    card = get_response(await ben.submit_modal(form, {"body": "A quiet masterpiece."}))

    assert not card.ephemeral
    assert "A quiet masterpiece." in get_text(card)


async def test_a_second_review_leads_to_the_first(world: World) -> None:
    ben = world.member("ben")
    await world.write_review("ben")
    panel = await slash(world, ben, "list add", anime=FRIEREN, score=9)

    refusal = get_response(await ben.click(panel, label="Write a review"))

    assert "already" in get_text(refusal)
    assert get_labels(refusal)[:2] == ["Edit", "Read"]


# Notes


async def fill_notes(person: UserHandle, **typed: Any) -> InteractionResult:
    form = await person.click(await open_entry(person), label="Notes")
    return await person.submit_modal(form, read_form(form) | typed)


async def test_notes_tags_priority_and_privacy_have_a_form(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    form = await alice.click(await open_entry(alice), label="Notes")
    assert list(get_fields(form)) == ["Notes", "Tags", "Priority", "Private"]

    typed = {"notes": "With Bob.\nTwice.", "tags": "slow, sad", "priority": ["HIGH"], "is_private": True}
    panel = await alice.submit_modal(form, typed)

    shown = {"-# Updated", "-# Priority: High", "-# Tags: slow, sad", "-# Notes: With Bob. Twice.", "-# 🔒 Private"}
    assert shown <= set(get_lines(panel))
    taken = await fill_notes(alice, notes="", tags="", priority=["LOW"], is_private=False)
    assert not any(line.startswith(("-# Tags", "-# Notes", "-# 🔒")) for line in get_lines(taken))


async def test_the_notes_form_saves_only_the_fields_that_were_changed(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    await call(alice, "list update", anime=FRIEREN, notes="With Bob", tags="slow")
    form = await alice.click(await open_entry(alice), label="Notes")

    await call(alice, "list update", anime=FRIEREN, notes="With Carol", private=True, priority="HIGH")
    panel = await alice.submit_modal(form, read_form(form) | {"tags": "sad", "is_private": False})

    shown = {"-# Priority: High", "-# Tags: sad", "-# Notes: With Carol", "-# 🔒 Private"}
    assert shown <= set(get_lines(panel))


async def test_notes_are_given_back_if_there_are_too_many_tags(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)

    refused = get_response(await fill_notes(alice, notes="A long thought.", tags=",".join(map(str, range(21)))))

    assert "You can have up to 20 tags of up to 50 characters" in get_text(refused)
    assert "Here is your text, so it isn't lost:" in get_text(refused)
    (file,) = refused.attachments
    assert (await file.read()).decode().startswith("A long thought.")
    assert "A long thought." not in get_text(await open_entry(alice))


async def test_notes_are_given_back_if_a_date_is_unreadable(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)

    refused = await call(alice, "list update", anime=FRIEREN, notes="A long thought.", started="soon")

    assert "“soon” isn't a date that I can read" in get_text(refused)
    assert len(refused.attachments) == 1


# Dates


@pytest.mark.parametrize(
    ("locale", "text", "line"),
    [
        ("de", "vorgestern", "-# Finished 2025-12-30"),
        ("ja", "2024年4月3日", "-# Finished 2024-04-03"),
        ("fr", "3 avril 2024", "-# Finished 2024-04-03"),
        ("en-US", "4/3/2024", "-# Finished 2024-04-03"),
        ("en-GB", "4/3/2024", "-# Finished 2024-03-04"),
        ("en-GB", "last month", "-# Finished 2025-12"),
    ],
)
async def test_dates_can_be_written_in_the_persons_language(world: World, locale: str, text: str, line: str) -> None:
    alice = world.person("alice")
    world.set_details(alice, locale=locale)
    await call(alice, "list add", anime=FRIEREN)

    assert line in get_lines(await call(alice, "list update", anime=FRIEREN, finished=text))
    await call(alice, "list update", anime=FRIEREN, finished="none")
    assert line in get_lines(await fill_form(alice, finished=text))


async def test_a_form_with_an_unreadable_date_offers_to_try_again(world: World) -> None:
    alice = world.person("alice")
    world.set_details(alice, locale="de")
    await call(alice, "list add", anime=FRIEREN)

    refused = get_response(await fill_form(alice, started="bald", rewatches="2"))
    assert (
        "“bald” isn't a date that I can read, so nothing was changed. Type it like `2024-04-25`, `25/4/2024`"
        in get_text(refused)
    )
    assert "You typed: Started: bald; Times rewatched: 2" in get_text(refused)

    form = await alice.click(refused, label="Edit")
    panel = await alice.submit_modal(form, read_form(form) | {"started": "gestern"})
    assert "-# Started 2025-12-31" in get_lines(panel)


# In a server and elsewhere


async def test_in_a_server_only_the_caller_sees_the_panel_until_it_is_shared(world: World) -> None:
    ben = world.member("ben")
    await slash(world, ben, "list add", anime=FRIEREN, episodes=3, score=9)
    panel = await slash(world, ben, "list update", anime=FRIEREN, notes="With Bob", tags="slow")
    assert "Notes: With Bob" in get_text(panel)

    shared = get_response(await ben.click(panel, label="Share here"))

    assert not shared.ephemeral
    assert get_lines(shared) == [
        f"-# From <@{ben.id}>'s list",
        "### [Frieren: Beyond the Journey's End](https://myanimelist.net/anime/52991)",
        "▶️ **Watching** · 3/28 episodes · score 9/10",
    ]
    assert get_labels(shared) == []


async def test_a_private_title_is_never_shared(world: World) -> None:
    ben = world.member("ben")
    panel = await slash(world, ben, "list add", anime=FRIEREN)
    await slash(world, ben, "list update", anime=FRIEREN, private=True)

    refused = get_response(await ben.click(panel, label="Share here"))

    assert refused.ephemeral
    assert "This title is private on your list, so it can't be shared." in get_text(refused)


async def test_nobody_is_asked_to_review_a_private_title(world: World) -> None:
    ben = world.member("ben")
    old_panel = await slash(world, ben, "list add", anime=FRIEREN, episodes=27, score=8)
    await slash(world, ben, "list update", anime=FRIEREN, private=True)

    last = await slash(world, ben, "list watched", anime=FRIEREN)
    assert "That was the last episode: completed! 🎉" in get_lines(last)[0]
    assert "Tell others" not in get_text(last)
    assert "Write a review" not in get_labels(last)

    refused = get_response(await ben.click(old_panel, label="Write a review"))
    assert "This title is private on your list" in get_text(refused)
    assert "use `/review write`" in get_text(refused)


async def test_a_click_on_somebody_elses_panel_shows_ones_own_list(world: World) -> None:
    ben, carol = world.member("ben"), world.member("carol")
    panel = await slash(world, ben, "list add", anime=FILM)
    shared = get_response(await ben.click(panel, label="Share here"))
    assert "list:" not in str(shared.components)

    alone = await slash(world, carol, "list update", anime=FILM, score=3)
    assert "isn't on your list" in get_text(alone)


async def test_the_panel_works_where_the_bot_is_not_a_member(world: World) -> None:
    alice = world.person("alice")
    world.set_details(alice, context=2)
    added = await call(alice, "list add", anime=FRIEREN)
    assert added.ephemeral
    assert "Share here" in get_labels(added)

    counted = get_response(await alice.click(added, label="+1"))
    assert "▶️ **Watching** · 1/28 episodes" in get_lines(counted)
    shared = get_response(await alice.click(counted, label="Share here"))
    assert not shared.ephemeral


async def test_anime_info_stays_when_a_title_is_edited_from_there(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    details = await call(alice, "anime info", anime=FRIEREN)
    form = await alice.click(details, label="Edit")

    panel = get_response(await alice.submit_modal(form, read_form(form) | {"episodes": "3"}))

    assert panel.id != details.id
    assert "▶️ **Watching** · 3/28 episodes" in get_lines(panel)


async def test_every_form_of_a_removed_title_says_that_it_is_not_on_the_list(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    panel = await open_entry(alice)
    edit, notes = await alice.click(panel, label="Edit"), await alice.click(panel, label="Notes")
    question = await call(alice, "list remove", anime=FRIEREN)
    await alice.click(question, label="Remove")

    assert "isn't on your list" in get_text(await alice.submit_modal(edit, read_form(edit) | {"episodes": "3"}))
    lost = get_response(await alice.submit_modal(notes, read_form(notes) | {"notes": "A long thought."}))
    assert "isn't on your list" in get_text(lost)
    assert len(lost.attachments) == 1
