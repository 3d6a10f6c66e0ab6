"""Stories of custom titles, and of new catalogues that have a title with the same name."""

from pathlib import Path

import pytest
from simcord.backend.serializers import member_payload
from simcord.results import ResponseMessage

from db.titles.catalogue.records import TitleRecord
from tests.support.cards import get_card
from tests.support.lists import read_form
from tests.support.titles import BROKEN_FILE, FOG, call, get_notice, get_response, list_told, read_file, suggest
from tests.support.world import World, get_labels, get_text, see_again, write_catalogue

TITLE = "Paper Moon Diaries"
MOON = TitleRecord(keys=("mal/50",), title="Paper Moon Diaries", kind="ONA", year=2026, episodes=6)
OTHER_MOON = TitleRecord(keys=("mal/51",), title="Paper Moon Diaries", kind="Movie", year=2027)
MERGE = "Merge with Paper Moon Diaries (ONA, 2026)"


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    """A catalogue that does not know the title yet."""
    path = tmp_path / "catalogue.db"
    write_catalogue(path, FOG)
    return path


async def make_title(world: World, title: str = TITLE) -> str:
    """Alice adds a custom title to her list. Returns its key."""
    question = await call(world, "list add", anime=title)
    await world.member("alice").click(question, label=f"Use “{title}” as it is")
    return await get_key(world, title)


async def get_key(world: World, title: str = TITLE) -> str:
    """The key of a custom title that is suggested to Alice."""
    choices = await world.member("alice").autocomplete(world.channel, "anime info", "anime", title)
    return next(choice["value"] for choice in choices if choice["name"] == f"{title} · added here")


async def get_offer(world: World, name: str = "alice") -> ResponseMessage | None:
    """The offer that a member gets after looking at their list."""
    offers = await list_told(world, "Are they the same?", name)
    assert len(offers) <= 1
    return offers[0] if offers else None


# Before a catalogue has the title


async def test_a_custom_title_made_in_private_messages_is_only_for_its_maker(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    question = get_response(await alice.user.slash("list add", anime=TITLE))
    await alice.user.click(question, label=f"Use “{TITLE}” as it is")

    assert await suggest(world, TITLE) == [f"{TITLE} · added here"]
    assert await suggest(world, TITLE, "ben") == []
    assert await ben.user.autocomplete("anime info", "anime", TITLE) == []
    assert ("I don't know any anime called") in get_text(
        await call(world, "anime info", "ben", anime=await get_key(world))
    )


async def test_the_key_of_another_servers_custom_title_is_unknown(world: World) -> None:
    key = await make_title(world)
    other = world.env.create_guild("Another club")
    lounge = other.create_text_channel("lounge")
    ben = other.add_member(world.member("ben").user)

    for command in ("anime info", "list add", "review read"):
        shown = get_text(await ben.slash(lounge, command, anime=key))
        assert TITLE not in shown
        assert "I don't know any anime called" in shown


async def test_a_title_made_for_a_list_is_nobody_elses_until_a_review_of_it_is_posted(world: World) -> None:
    hidden = world.guild.create_text_channel("moderators")
    alice, ben = world.member("alice"), world.member("ben")
    question = get_response(await alice.slash(hidden, "list add", anime=TITLE))
    await alice.click(question, label=f"Use “{TITLE}” as it is")
    key = await get_key(world)

    assert await suggest(world, TITLE, "ben") == []
    for command in ("anime info", "list add", "review read"):
        for text in (key, TITLE):
            shown = get_text(await ben.slash(world.channel, command, anime=text))
            assert "I don't know any anime called" in shown

    await world.write_review("alice", key)
    assert await suggest(world, TITLE, "ben") == [f"{TITLE} · added here"]
    assert TITLE in get_text(await call(world, "anime info", "ben", anime=TITLE))


# When a catalogue gets the title


async def test_only_the_maker_is_offered_to_merge_and_only_once(world: World) -> None:
    key = await make_title(world)
    await call(world, "list add", "ben", anime=key)
    assert await get_offer(world) is None
    await world.change_catalogue(FOG, MOON)

    assert await get_offer(world, "ben") is None
    offer = await get_offer(world)

    assert offer is not None
    assert f"You added **{TITLE}**, and the catalogue now has **{TITLE} (ONA, 2026)**." in offer.content
    assert get_labels(offer) == ["Yes, merge them", "No, keep both"]
    assert await get_offer(world) is None
    await world.restart()
    assert await get_offer(world) is None


async def test_a_merge_moves_everybodys_reviews_and_entries(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    key = await make_title(world)
    await world.write_review("alice", key, rating=8, body="Soft. Slow.")
    await world.write_review("ben", key, rating=4, body="Too slow. A pity.")
    card = get_card(world)
    await call(world, "list add", "ben", anime=key, score=4)
    entry = await call(world, "list watched", "ben", anime=key)
    await world.change_catalogue(FOG, MOON)
    offer = await get_offer(world)
    assert offer is not None
    await world.restart()

    done = await alice.click(offer, label="Yes, merge them")

    assert f"Merged: **{TITLE}** is **{TITLE} (ONA, 2026)** from now on." in get_text(done)
    assert "https://myanimelist.net/anime/50" in get_text(see_again(world, card))
    panel = get_text(await call(world, "anime info", anime=TITLE))
    assert "**In this server** 6.0 on average, from 2 reviews" in panel
    assert "📌 **Plan to watch** · 0/6 episodes" in panel
    await ben.click(entry, label="+1")
    assert "▶️ **Watching** · 2/6 episodes · score 4/10" in get_text(see_again(world, entry))
    assert "Too slow. A pity." in get_text(await alice.click(card, label="Read"))
    assert "Soft. Slow." in get_text(await call(world, "review read", "alice", anime="mal/50", member=alice))
    assert await suggest(world, TITLE) == [f"{TITLE} (ONA, 2026)"]
    again = await alice.click(offer, label="Yes, merge them")
    assert "That title has already been merged" in get_text(again)


async def test_a_person_who_had_both_titles_loses_nothing_and_is_told(world: World) -> None:
    alice = world.member("alice")
    key = await make_title(world)
    await call(world, "list update", anime=key, notes="With Ben.")
    await world.write_review("alice", key, body="The first text.")
    await world.env.advance_time(60)
    await world.change_catalogue(FOG, MOON)
    await call(world, "list add", anime="mal/50", score=9)
    await world.write_review("alice", "mal/50", body="The second text.")
    panel = await call(world, "anime info", anime=key)
    await alice.click(panel, label=MERGE)

    notice = await get_notice(world)

    assert notice is not None
    assert "your two list entries are one now" in notice.content
    assert "you have two reviews of it now" in notice.content
    assert "With Ben." in await read_file(notice)
    entry = get_text(await alice.select(await call(world, "list show"), ["mal/50"], custom_id="list:open"))
    assert "score 9/10" in entry
    assert "With Ben." in entry
    form = await alice.slash(world.channel, "review edit", anime="mal/50")
    assert read_form(form)["body"] == "The second text."
    (label,) = get_labels(notice)
    menu = get_response(await alice.click(notice, label=label))
    assert read_form(await alice.click(menu, label="Edit"))["body"] == "The first text."


async def test_the_choice_to_keep_both_titles_is_remembered_and_can_be_changed(world: World) -> None:
    alice = world.member("alice")
    key = await make_title(world)
    await world.change_catalogue(FOG, MOON)
    offer = await get_offer(world)
    assert offer is not None

    await alice.click(offer, label="No, keep both")

    kept = see_again(world, offer)
    assert "Both titles stay." in get_text(kept)
    assert get_labels(kept) == []
    await world.restart()
    assert await get_offer(world) is None
    assert await suggest(world, TITLE) == [f"{TITLE} (ONA, 2026)", f"{TITLE} · added here"]
    panel = await call(world, "anime info", anime=key)
    assert "0 episodes" in get_text(panel)
    await alice.click(panel, label=MERGE)
    assert await suggest(world, TITLE) == [f"{TITLE} (ONA, 2026)"]


async def test_the_choice_to_keep_both_titles_is_remembered_when_the_catalogues_title_gets_a_better_key(
    world: World,
) -> None:
    await make_title(world)
    await world.change_catalogue(FOG, TitleRecord(keys=("bangumi/50",), title=TITLE))
    offer = await get_offer(world)
    assert offer is not None
    await world.member("alice").click(offer, label="No, keep both")

    await world.change_catalogue(FOG, TitleRecord(keys=("mal/50", "bangumi/50"), title=TITLE))

    assert await get_offer(world) is None


async def test_a_shared_name_leads_to_a_question(world: World) -> None:
    await make_title(world)
    await world.change_catalogue(FOG, MOON)

    question = await call(world, "anime info", anime=TITLE)

    assert f"More than one anime could be “{TITLE}”. Did you mean one of these?" in get_text(question)
    assert sorted(get_labels(question)) == [f"{TITLE} (ONA, 2026)", f"{TITLE} · added here"]


async def test_only_the_maker_gets_the_button_to_merge(world: World) -> None:
    key = await make_title(world)
    await world.change_catalogue(FOG, MOON)

    assert MERGE not in get_labels(await call(world, "anime info", "ben", anime=key))
    assert MERGE in get_labels(await call(world, "anime info", "alice", anime=key))
    assert MERGE not in get_labels(await call(world, "anime info", "alice", anime="mal/50"))


async def test_somebody_else_cannot_merge(world: World) -> None:
    key = await make_title(world)
    await world.write_review("alice", key)
    card = get_card(world)
    await world.change_catalogue(FOG, MOON)
    offer = await get_offer(world)
    assert offer is not None
    alice, ben = world.member("alice"), world.member("ben")
    guild = world.env.backend.get_guild(world.guild.id)
    # Clients show the offer only to its maker, so Ben sends what her click would send.
    world.set_details(alice, member=member_payload(world.env.backend, guild, guild.members[ben.id]))

    refusal = await alice.click(offer, label="Yes, merge them")

    assert "somebody else added it" in get_text(refusal)
    assert "myanimelist" not in get_text(see_again(world, card))


async def test_no_merge_is_offered_where_several_titles_have_the_name(world: World) -> None:
    key = await make_title(world)
    await world.change_catalogue(FOG, MOON, OTHER_MOON)

    assert await get_offer(world) is None
    labels = get_labels(await call(world, "anime info", anime=key))
    assert [label for label in labels if label.startswith("Merge")] == []


async def test_panels_that_are_open_during_a_merge_still_work(world: World) -> None:
    alice = world.member("alice")
    key = await make_title(world)
    review_form = await alice.slash(world.channel, "review write", anime=key, rating=6)
    draft_form = await alice.slash(world.channel, "review write", anime=key, rating=7)
    refusal = get_response(await alice.submit_modal(draft_form, {"body": "Half a thought.", "file": BROKEN_FILE}))
    question = await call(world, "anime info", anime="Paper Moon Diary 2")
    await world.change_catalogue(FOG, MOON)
    await alice.click(await call(world, "anime info", anime=key), label=MERGE)

    card = await alice.submit_modal(review_form, {"body": "Rather slow."})
    assert f"[{TITLE}](https://myanimelist.net/anime/50)" in get_text(card)
    panel = await alice.click(question, label=f"{TITLE} · added here")
    assert f"[{TITLE}](https://myanimelist.net/anime/50)" in get_text(panel)
    again = await alice.click(refusal, label="Back to the form")
    assert again.modal is not None, get_text(again)
    assert read_form(again)["body"] == "Half a thought."


async def test_the_maker_merges_from_private_messages_too(world: World) -> None:
    alice = world.member("alice")
    key = await make_title(world)
    await world.write_review("alice", key)
    card = get_card(world)
    await world.change_catalogue(FOG, MOON)

    (offer,) = (await alice.user.slash("list show")).followups
    await alice.user.click(offer, label="Yes, merge them")

    assert "https://myanimelist.net/anime/50" in get_text(see_again(world, card))


async def test_custom_titles_of_two_servers_are_not_merged(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    await make_title(world)
    other = world.env.create_guild("Another club")
    lounge = other.create_text_channel("lounge")
    stranger = other.add_member(ben.user)
    question = get_response(await stranger.slash(lounge, "list add", anime=TITLE, score=3))
    await stranger.click(question, label=f"Use “{TITLE}” as it is")
    await world.change_catalogue(FOG, MOON)
    offer = await get_offer(world)
    assert offer is not None

    await alice.click(offer, label="Yes, merge them")

    choices = await stranger.autocomplete(lounge, "anime info", "anime", TITLE)
    assert [choice["name"] for choice in choices] == [f"{TITLE} (ONA, 2026)", f"{TITLE} · added here"]


async def test_each_command_is_followed_by_one_offer(world: World) -> None:
    names = [f"Our film {word}" for word in ("about rain", "about snow", "about fog")]
    for name in names:
        await make_title(world, name)
    await world.change_catalogue(*(TitleRecord(keys=(f"mal/{at}",), title=name) for at, name in enumerate(names, 71)))

    offered = [await get_offer(world) for _ in range(4)]

    assert [
        name for name, offer in zip(names, offered, strict=False) if offer and f"**{name}**" in offer.content
    ] == names
    assert offered[3] is None
