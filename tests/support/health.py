"""Asking the bot about its health."""

from simcord.results import ResponseMessage

from tests.support.world import World, get_text

IN_STEP = "The counts on every card match Discord's."


async def ask(world: World, name: str = "bob") -> ResponseMessage:
    response = (await world.member(name).slash(world.channel, "about")).response
    assert response is not None
    return response


async def read_progress(world: World) -> str:
    """What `/about` tells a member about the cards."""
    return get_text(await ask(world)).partition("**Reactions**\n")[2].partition("\n**Titles**")[0]
