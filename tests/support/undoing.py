"""Reviews that are deleted and come back."""

from simcord.results import ResponseMessage

from tests.support.reviews import FRIEREN
from tests.support.titles import get_response
from tests.support.world import World, get_text


async def delete(world: World) -> ResponseMessage:
    """Deletes Alice's review. Returns the message that she sees then."""
    alice = world.member("alice")
    question = get_response(await alice.slash(world.channel, "review delete", anime=FRIEREN))
    deleted = (await alice.click(question, label="Delete")).response
    assert deleted is not None
    return deleted


async def undo(world: World, deleted: ResponseMessage) -> None:
    assert "is back. Its cards return in a moment." in get_text(
        await world.member("alice").click(deleted, label="Undo")
    )
