"""Stories of lists whose buttons are pressed where, when or by whom the list may not be shown."""

import discord
import pytest

from cogs.ui.components import Buttons, button
from tests.support.list_pages import open_list, slash
from tests.support.lists import FRIEREN
from tests.support.pressing import press
from tests.support.world import World, get_text

CANNOT_WRITE = "You can't write here, so I won't share anything here for you."


@pytest.mark.parametrize(
    "custom_id", ["list:share::ALL:updated:1", "list:share-picture", f"list:share-entry:{FRIEREN}"]
)
async def test_nobody_shares_where_they_cannot_write(world: World, custom_id: str) -> None:
    alice = world.member("alice")
    quiet = discord.PermissionOverwrite(send_messages=False)
    await slash(world, alice, "list add", anime=FRIEREN)
    world.channel = world.guild.create_text_channel("news", overwrites={alice: quiet})
    await world.bot.get_partial_messageable(world.channel.id).send("News")

    assert CANNOT_WRITE in get_text(await press(world, alice, custom_id))
    assert world.channel.last_message is not None
    assert world.channel.last_message.content == "News"


async def test_an_open_page_ends_when_its_owner_makes_the_list_private(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await slash(world, alice, "list add", anime=FRIEREN)
    await open_list(world, alice)
    await world.bot.get_partial_messageable(world.channel.id).send(view=Buttons(button("list:keep", "Keep")))
    custom_id = f"list:page:{alice.id}:ALL:updated:1"
    assert "Frieren" in get_text(await press(world, bob, custom_id))

    await slash(world, alice, "list privacy", visibility="private")
    assert "Frieren" not in (text := get_text(await press(world, bob, custom_id)))
    assert "is private" in text


async def test_a_made_up_page_shows_nobody_who_is_not_in_the_server(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await slash(world, alice, "list add", anime=FRIEREN)
    await open_list(world, alice)
    await world.bot.get_partial_messageable(world.channel.id).send(view=Buttons(button("list:keep", "Keep")))
    world.guild.remove_member(alice)

    text = get_text(await press(world, bob, f"list:page:{alice.id}:ALL:updated:1"))
    assert "is not in this server" in text
    assert "Frieren" not in text


async def test_a_made_up_page_shows_nobody_in_private_messages(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await slash(world, alice, "list add", anime=FRIEREN)
    await open_list(world, alice)
    user = world.bot.get_user(bob.id) or await world.bot.fetch_user(bob.id)
    await user.send(view=Buttons(button(f"list:page:{alice.id}:ALL:updated:1", "Made up")))
    assert bob.user.dm_channel.last_message is not None

    text = get_text(await bob.user.click(bob.user.dm_channel.last_message, label="Made up"))
    assert "Here you can only see your own list." in text
