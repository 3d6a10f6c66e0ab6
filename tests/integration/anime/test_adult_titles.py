"""Stories of titles for adults, shown only in age-restricted channels and in private messages with the bot."""

from pathlib import Path
from typing import Any

import pytest
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from db.titles.catalogue.records import TitleRecord
from tests.support.pressing import press
from tests.support.titles import get_response
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again, write_catalogue

VELVET = "mal/60"
NAME = "Velvet Night"
VELVET_NIGHT = TitleRecord(
    keys=(VELVET,), title=NAME, native=("ベルベットの夜",), kind="OVA", year=2020, episodes=2, is_adult=True
)
VELVET_MORNING = TitleRecord(keys=("mal/61",), title="Velvet Morning", kind="TV", year=2021, episodes=12)
TWIN = TitleRecord(keys=("anilist/62",), title="Night Velvet", is_adult=True)
REFUSAL = "That title is for adults. Try again in an age-restricted channel, or in your DMs with me."
CONCEALED = "🔞 A title for adults"

COMMANDS: dict[str, dict[str, Any]] = {
    "anime info": {},
    "list add": {},
    "list update": {"score": 1},
    "list watched": {},
    "list remove": {},
    "review write": {"rating": 9},
    "review import": {"rating": 9, "file": ("review.md", b"Fine.")},
    "review read": {},
    "review edit": {},
    "review continue": {},
    "review delete": {},
    "review post": {},
}


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    """A catalogue with titles for adults in it."""
    path = tmp_path / "catalogue.db"
    write_catalogue(path, VELVET_NIGHT, VELVET_MORNING, TWIN)
    return path


def make_restricted(world: World) -> ChannelHandle:
    channel = world.guild.create_text_channel("after-dark")
    world.restrict(channel)
    return channel


def make_thread(world: World, parent: ChannelHandle) -> ChannelHandle:
    alice = world.member("alice")
    world.env.backend.create_thread(parent.id, "Velvet", alice.id)
    (thread,) = parent.threads
    return thread


def enter_group(world: World) -> None:
    """From now on, Alice's messages with the bot come from a group's private channel."""
    alice = world.member("alice")
    channel = {"id": str(alice.user.dm_channel.id), "type": 3, "name": "Friends", "recipients": []}
    world.set_details(alice, context=2, channel=channel)


async def write_review(world: World, channel: ChannelHandle, anime: str = VELVET) -> InteractionResult:
    form = await world.member("alice").slash(channel, "review write", anime=anime, rating=9)
    return await world.member("alice").submit_modal(form, {"body": "Velvet all over."})


async def show_list(world: World, channel: ChannelHandle) -> ResponseMessage:
    return get_response(await world.member("alice").slash(channel, "list show"))


# Suggested and accepted


async def test_an_adult_title_is_suggested_where_it_is_allowed(world: World) -> None:
    alice = world.member("alice")
    restricted = make_restricted(world)
    thread = make_thread(world, restricted)
    morning = {"name": "Velvet Morning (TV, 2021)", "value": "mal/61"}
    night = {"name": "Velvet Night (OVA, 2020)", "value": VELVET}

    for channel in (restricted, thread):
        choices = await alice.autocomplete(channel, "list add", "anime", "velvet")
        assert morning in choices
        assert night in choices
    private = await alice.user.autocomplete("list add", "anime", "velvet")
    assert night in private
    for channel in (world.channel, make_thread(world, world.channel)):
        assert await alice.autocomplete(channel, "list add", "anime", "velvet") == [morning]
        assert await alice.autocomplete(channel, "list add", "anime", "velvet night") == []
        assert await alice.autocomplete(channel, "list add", "anime", "ベルベット") == []
    enter_group(world)
    assert await alice.user.autocomplete("list add", "anime", "velvet") == [morning]


@pytest.mark.parametrize(
    ("command", "text"),
    [(command, NAME) for command in COMMANDS]
    + [("anime info", text) for text in (VELVET, "velvet NIGHT", "ベルベットの夜")],
)
async def test_an_adult_title_is_refused_in_an_ordinary_channel_under_any_of_its_names(
    world: World, command: str, text: str
) -> None:
    refusal = get_response(await world.member("alice").slash(world.channel, command, anime=text, **COMMANDS[command]))

    assert refusal.ephemeral
    assert get_text(refusal).strip() == REFUSAL


async def test_an_adult_title_is_refused_in_a_group(world: World) -> None:
    alice = world.member("alice")
    enter_group(world)

    for text in (VELVET, NAME):
        assert get_text(await alice.user.slash("anime info", anime=text)).strip() == REFUSAL


async def test_an_adult_title_is_not_offered_for_a_misspelt_name_in_an_ordinary_channel(world: World) -> None:
    alice = world.member("alice")

    question = get_response(await alice.slash(world.channel, "anime info", anime="Velvet Nihgt 2"))
    assert get_labels(question) == ["Velvet Morning (TV, 2021)"]
    restricted = get_response(await alice.slash(make_restricted(world), "anime info", anime="Velvet Nihgt Deluxe"))
    assert "Velvet Night (OVA, 2020)" in get_labels(restricted)


async def test_an_adult_title_is_accepted_where_it_is_allowed(world: World) -> None:
    alice = world.member("alice")
    restricted = make_restricted(world)

    for channel in (restricted, make_thread(world, restricted)):
        panel = get_response(await alice.slash(channel, "anime info", anime=NAME))
        assert "OVA · 2020 · 2 episodes · 🔞" in get_text(panel)
    card = get_text(await write_review(world, restricted))
    assert f"[{NAME}](https://myanimelist.net/anime/60)" in card
    assert "Velvet all over." in get_text(await alice.slash(restricted, "review read", anime=VELVET))
    panel = get_response(await alice.user.slash("anime info", anime=NAME))
    await alice.user.click(panel, label="Add to my list")
    assert "0/2 episodes" in get_text(see_again(world, panel))


# Lists


async def test_a_list_conceals_an_adult_title_in_an_ordinary_channel(world: World) -> None:
    alice = world.member("alice")
    restricted = make_restricted(world)
    await alice.slash(restricted, "list add", anime=VELVET, score=8)
    await alice.slash(restricted, "list add", anime="mal/61")

    ordinary = await show_list(world, world.channel)
    assert NAME not in str(ordinary.components)
    assert "Velvet Morning" in get_text(ordinary)
    assert f"**{CONCEALED}**" in get_text(ordinary)
    assert "score 8/10" in get_text(ordinary)
    assert get_text(ordinary).splitlines().count(CONCEALED) == 1  # in the menu
    refusal = await alice.select(ordinary, [VELVET], custom_id="list:open")
    assert get_text(refusal).strip() == REFUSAL
    assert f"**{NAME}**" in get_text(await show_list(world, restricted))
    assert f"**{NAME}**" in get_text(get_response(await alice.user.slash("list show")))


async def test_a_list_conceals_an_adult_title_on_every_page_and_in_every_tab(world: World) -> None:
    alice = world.member("alice")
    await alice.user.slash("list add", anime=VELVET, status="DROPPED")
    page = await show_list(world, world.channel)

    await alice.select(page, ["DROPPED"], custom_id=get_custom_id(page, "list:tab:"))

    assert NAME not in str(see_again(world, page).components)
    assert CONCEALED in get_text(see_again(world, page))


async def test_a_list_conceals_an_adult_title_in_a_group(world: World) -> None:
    alice = world.member("alice")
    await alice.user.slash("list add", anime=VELVET)
    enter_group(world)

    page = get_response(await alice.user.slash("list show"))

    assert NAME not in str(page.components)
    assert CONCEALED in get_text(page)


async def test_a_shared_list_conceals_an_adult_title_in_an_ordinary_channel(world: World) -> None:
    alice = world.member("alice")
    restricted = make_restricted(world)
    await alice.slash(restricted, "list add", anime=VELVET)

    shared = get_response(await alice.click(await show_list(world, world.channel), label="Share here"))
    assert not shared.ephemeral
    assert NAME not in str(shared.components)
    assert CONCEALED in get_text(shared)
    among_adults = get_response(await alice.click(await show_list(world, restricted), label="Share here"))
    assert f"**{NAME}**" in get_text(among_adults)


async def test_unfinished_titles_are_suggested_where_they_may_be_named(world: World) -> None:
    alice = world.member("alice")
    restricted = make_restricted(world)
    await alice.slash(restricted, "list add", anime=VELVET)

    assert await alice.autocomplete(world.channel, "list watched", "anime", "") == []
    (choice,) = await alice.autocomplete(restricted, "list watched", "anime", "")
    assert choice["value"] == VELVET


async def test_concealed_titles_leave_room_for_other_suggestions(world: World) -> None:
    alice = world.member("alice")
    keys = [f"mal/{number}" for number in range(100, 125)]
    records = [TitleRecord(keys=(key,), title=f"Satin {key}", is_adult=True) for key in keys]
    await world.change_catalogue(VELVET_MORNING, *records)
    await alice.user.slash("list add", anime="mal/61", status="WATCHING")
    for key in keys:
        await world.env.advance_time(1)
        await alice.user.slash("list add", anime=key, status="WATCHING")

    (choice,) = await alice.autocomplete(world.channel, "list watched", "anime", "")

    assert choice["value"] == "mal/61"


async def test_old_buttons_do_nothing_in_a_channel_that_is_no_longer_restricted(world: World) -> None:
    alice = world.member("alice")
    restricted = make_restricted(world)
    entry = get_response(await alice.slash(restricted, "list add", anime=VELVET))
    panel = get_response(await alice.slash(restricted, "anime info", anime=VELVET))
    # After a restart, the bot sees the channel as the simulated Discord has it: unrestricted.
    await world.restart()

    labels = ["+1", "Edit", "Notes", "Write a review", "Remove", "Share here"]
    for message, label in [*[(entry, label) for label in labels], (panel, "+1"), (panel, "Edit")]:
        assert get_text(await alice.click(message, label=label)).strip() == REFUSAL


# Posting


async def test_a_review_of_an_adult_title_is_posted_only_in_restricted_channels(world: World) -> None:
    alice = world.member("alice")
    restricted = make_restricted(world)
    other = world.guild.create_text_channel("after-midnight")
    world.restrict(other)
    await write_review(world, restricted)

    refusal = await alice.slash(restricted, "review post", anime=VELVET, channel=world.channel)
    assert (
        f"That title is for adults, and {world.channel.mention} isn't age-restricted. Choose a channel that is."
        in get_text(refusal)
    )
    assert world.channel.last_message is None
    assert "Posted: " in get_text(await alice.slash(restricted, "review post", anime=VELVET, channel=other))
    assert other.last_message is not None


# When a catalogue changes


async def test_in_an_ordinary_channel_a_merge_notice_names_no_titles_for_adults(world: World) -> None:
    alice = world.member("alice")
    restricted = make_restricted(world)
    for anime in (VELVET, "anilist/62"):
        await alice.slash(restricted, "list add", anime=anime)
        await write_review(world, restricted, anime)
    merged = TitleRecord(keys=(VELVET, "anilist/62"), title=NAME, is_adult=True)
    await world.change_catalogue(merged, VELVET_MORNING)

    ordinary = await alice.slash(world.channel, "list show")

    for message in ordinary.followups:
        assert NAME not in get_text(message)
        for file in message.attachments:
            assert NAME.encode() not in await file.read()


async def test_a_merge_notice_names_adult_titles_where_they_may_be_named(world: World) -> None:
    alice = world.member("alice")
    restricted = make_restricted(world)
    for anime in (VELVET, "anilist/62"):
        await alice.slash(restricted, "list add", anime=anime)
    merged = TitleRecord(keys=(VELVET, "anilist/62"), title=NAME, is_adult=True)
    await world.change_catalogue(merged, VELVET_MORNING)

    (notice,) = (await alice.user.slash("list show")).followups

    assert f"**{NAME}**: your two list entries are one now." in notice.content


async def test_a_custom_title_is_not_matched_with_one_for_adults(world: World) -> None:
    alice = world.member("alice")
    question = get_response(await alice.slash(world.channel, "list add", anime="Satin Dusk"))
    await alice.click(question, label="Use “Satin Dusk” as it is")
    await world.change_catalogue(TitleRecord(keys=("mal/70",), title="Satin Dusk", is_adult=True))

    assert (await alice.slash(world.channel, "list show")).followups == []


async def test_a_review_of_a_title_that_turns_out_to_be_for_adults_is_saved_and_not_posted(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime="mal/61", rating=9)
    await world.change_catalogue(TitleRecord(keys=("mal/61",), title="Velvet Morning", is_adult=True))

    result = await alice.submit_modal(form, {"body": "A quiet masterpiece."})

    assert "is saved. To post it, use `/review post` in an age-restricted channel." in get_text(result)
    assert get_response(result).ephemeral
    assert world.channel.history(viewer=world.member("somebody")) == []


@pytest.mark.parametrize("text", [f"{NAME} – 8/10\nVelvet all over.", "https://myanimelist.net/anime/60"])
async def test_a_message_about_an_adult_title_is_shared_where_the_title_may_be_named(world: World, text: str) -> None:
    alice = world.member("alice")
    message = await alice.send(world.channel, text)
    assert REFUSAL in get_text(await alice.context_menu(world.channel, "Share as review", message))

    channel = make_restricted(world)
    form = await alice.context_menu(channel, "Share as review", await alice.send(channel, text))
    assert form.modal is not None
    assert form.modal["title"] == f"Review · {NAME}"


async def test_an_adult_title_cannot_be_typed_as_another_title_in_an_ordinary_channel(world: World) -> None:
    alice = world.member("alice")
    message = await alice.send(world.channel, "🎉")
    question = get_response(await alice.context_menu(world.channel, "Share as review", message))

    form = await alice.click(question, label="Another title")

    assert REFUSAL in get_text(await alice.submit_modal(form, {"title": NAME}))


@pytest.mark.parametrize(
    "custom_id",
    [
        "reaction:all:{}",
        "reaction:press:{}:NICE",
        "review:read:{}",
        "review:file:{}",
        "review:menu:{}",
        "review:discuss:{}:1",
    ],
)
async def test_a_copied_button_names_no_adult_title_in_an_ordinary_channel(world: World, custom_id: str) -> None:
    await write_review(world, make_restricted(world))
    (review,) = await world.bot.store.reviews.list_by_author(author_id=world.member("alice").id, limit=1, offset=0)
    await world.bot.get_partial_messageable(world.channel.id).send("Anything")

    result = await press(world, world.member("ben"), custom_id.format(review.id))

    assert get_text(result).endswith(REFUSAL)
    assert NAME not in get_text(result)
