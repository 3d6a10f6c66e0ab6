"""Stories of reviews posted where somebody lacks a permission, and in more than one place."""

import pytest
from discord import PermissionOverwrite as Overwrite
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from tests.support.world import World, get_labels, get_text

FRIEREN = "mal/52991"
NOTHING = Overwrite()


def make_channel(world: World, *, bot: Overwrite = NOTHING, alice: Overwrite = NOTHING) -> ChannelHandle:
    """A channel with other permissions for the bot or for Alice."""
    assert world.bot.user is not None
    return world.guild.create_text_channel("lounge", overwrites={world.bot.user: bot, world.member("alice"): alice})


async def post(world: World, channel: ChannelHandle) -> InteractionResult:
    """Posts Alice's review in a channel from another one, and returns the answer."""
    result = await world.member("alice").slash(world.channel, "review post", anime=FRIEREN, channel=channel)
    assert result.response is not None
    assert result.response.ephemeral
    return result


def get_cards(world: World, channel: ChannelHandle) -> list[str]:
    """What everybody sees in a channel."""
    return [get_text(message) for message in channel.history() if not message.flags.ephemeral]


async def test_without_add_reactions_a_review_is_posted_and_the_permission_is_named(world: World) -> None:
    channel = make_channel(world, bot=Overwrite(add_reactions=False))

    result = await world.write_review("alice", channel=channel)

    card = channel.history()[0]
    assert "A quiet masterpiece." in get_text(card)
    assert card.reactions == []
    (notice,) = result.followups
    assert notice.ephemeral
    assert (
        "Your review is saved and posted, but I can't add reactions under it: I need **Add Reactions** in this "
        "channel. Until an admin allows that, readers can still react through *Show all*."
    ) in get_text(notice)
    panel = await world.member("ben").click(card, label="Show all")
    assert "Well-written" in get_text(panel)


async def test_posting_elsewhere_without_add_reactions_names_the_permission(world: World) -> None:
    await world.write_review("alice")
    lounge = make_channel(world, bot=Overwrite(add_reactions=False))

    text = get_text(await post(world, lounge))

    assert "Posted: https://discord.com/channels/" in text
    assert "I need **Add Reactions** there." in text
    (card,) = get_cards(world, lounge)
    assert "A quiet masterpiece." in card


@pytest.mark.parametrize("bot", [Overwrite(send_messages=False), Overwrite(view_channel=False)])
async def test_a_review_is_not_posted_where_the_bot_may_not_write(world: World, bot: Overwrite) -> None:
    await world.write_review("alice")
    lounge = make_channel(world, bot=bot)

    text = get_text(await post(world, lounge))

    assert text.startswith(f"I can't post in {lounge.mention}: I need **")
    assert "Send Messages" in text
    assert text.endswith("** there. Ask an admin, or post here instead.")
    assert get_cards(world, lounge) == []


async def test_a_review_is_not_posted_where_its_author_may_not_write(world: World) -> None:
    await world.write_review("alice")
    lounge = make_channel(world, alice=Overwrite(send_messages=False))

    text = get_text(await post(world, lounge))

    assert text == f"You can't write in {lounge.mention}, so I won't post your review there. Choose another channel."
    assert get_cards(world, lounge) == []


async def test_a_review_is_not_posted_as_an_answer_where_its_author_may_not_write(world: World) -> None:
    await world.write_review("alice")
    lounge = make_channel(world, alice=Overwrite(send_messages=False))

    text = get_text(await world.member("alice").slash(lounge, "review post", anime=FRIEREN))

    assert "is saved. You can't write here, so use `/review post` where you can." in text
    assert get_cards(world, lounge) == []


async def test_a_card_has_no_counts_where_the_bot_cannot_see_it(world: World) -> None:
    lounge = make_channel(world, bot=Overwrite(view_channel=False))

    result = await world.write_review("alice", channel=lounge)

    (card,) = get_cards(world, lounge)
    assert "A quiet masterpiece." in card
    assert "Nice 0" not in card
    assert "I can't add reactions under it" in get_text(result.followups[0])
    assert "Informative" in get_text(await world.member("ben").click(lounge.history()[0], label="Show all"))


async def test_a_review_can_be_posted_again_and_both_cards_work(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    await world.write_review("alice", body="A quiet masterpiece. I cried.")

    again = await alice.slash(world.channel, "review post", anime=FRIEREN, channel=world.channel)

    assert again.response is not None
    assert not again.response.ephemeral
    first, second = world.channel.history()
    assert get_labels(first) == get_labels(second) == ["Read", "Show all", "⋯"]
    await world.restart()
    for card in (first, second):
        assert "A quiet masterpiece." in get_text(await ben.click(card, label="Read"))


async def test_a_review_is_posted_in_a_thread(world: World) -> None:
    world.env.backend.create_thread(world.channel.id, "Frieren", world.member("alice").id)
    (thread,) = world.channel.threads
    await world.write_review("alice")
    await world.restart()

    text = get_text(await post(world, thread))

    assert f"Posted: https://discord.com/channels/{world.guild.id}/{thread.id}/" in text
    (card,) = get_cards(world, thread)
    assert "A quiet masterpiece." in card


@pytest.mark.parametrize("who", ["bot", "alice"])
async def test_threads_have_their_own_permission(world: World, who: str) -> None:
    await world.write_review("alice")
    lounge = make_channel(world, **{who: Overwrite(send_messages_in_threads=False)})
    world.env.backend.create_thread(lounge.id, "Frieren", world.member("ben").id)
    (thread,) = lounge.threads

    text = get_text(await post(world, thread))

    refusals = {
        "bot": f"I can't post in {thread.mention}: I need **Send Messages in Threads** there.",
        "alice": f"You can't write in {thread.mention}, so I won't post your review there. Choose another channel.",
    }
    assert text.startswith(refusals[who])
    assert get_cards(world, thread) == []


async def test_a_locked_thread_stays_locked(world: World) -> None:
    await world.write_review("alice")
    world.env.backend.create_thread(world.channel.id, "Frieren", world.member("ben").id)
    (thread,) = world.channel.threads
    world.env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": True})

    text = get_text(await post(world, thread))

    assert text == f"You can't write in {thread.mention}, so I won't post your review there. Choose another channel."
    assert get_cards(world, thread) == []


# What Discord refuses


async def test_a_review_whose_card_discord_refuses_is_saved_and_can_be_posted_later(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)
    world.env.inject_error("POST", "/interactions/*/callback", status=500)

    result = await alice.submit_modal(form, {"body": "A quiet masterpiece."})

    assert "is saved, but Discord didn't let me post it here. Use `/review post` again" in get_text(result)
    assert get_cards(world, world.channel) == []
    await world.restart()
    await alice.slash(world.channel, "review post", anime=FRIEREN)
    (card,) = get_cards(world, world.channel)
    assert "A quiet masterpiece." in card


async def test_a_review_from_a_file_whose_card_discord_refuses_is_saved(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)
    world.env.inject_error("POST", "/webhooks/*", status=500)

    result = await alice.submit_modal(form, {"body": "", "file": ("review.txt", b"A quiet masterpiece.")})

    assert "is saved, but Discord didn't let me post it here." in get_text(result)
    assert get_cards(world, world.channel) == []
    assert "A quiet masterpiece." in get_text(await alice.slash(world.channel, "review read", anime=FRIEREN))


async def test_a_card_that_discord_refuses_is_answered_with_a_sentence(world: World) -> None:
    await world.write_review("alice")
    lounge = make_channel(world)
    world.env.inject_error("POST", f"/channels/{lounge.id}/messages", status=503)

    assert f"but Discord didn't let me post it in {lounge.mention}." in get_text(await post(world, lounge))
    assert get_cards(world, lounge) == []
    assert "Posted: " in get_text(await post(world, lounge))


async def test_a_card_from_a_file_is_public_and_the_answer_to_its_author_is_private(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)

    result = await alice.submit_modal(form, {"body": "", "file": ("review.txt", b"A quiet masterpiece. I cried.")})

    (card,) = get_cards(world, world.channel)
    assert "A quiet masterpiece. I cried." in card
    assert "is posted." in get_text(result)
    assert "is posted." not in card
