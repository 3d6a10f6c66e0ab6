"""Stories of text with characters in it that no text has."""

import pytest

from tests.support.reviews import FRIEREN
from tests.support.titles import get_response
from tests.support.world import World, get_text


@pytest.mark.parametrize(
    "body", ["\0A quiet masterpiece.", "A quiet\0 masterpiece.", "\0\x07A quiet masterpiece.\ud800"]
)
async def test_a_review_is_saved_without_them(world: World, body: str) -> None:
    card = (await world.write_review("alice", body=body)).response
    assert card is not None
    assert "A quiet masterpiece." in get_text(card)
    shown = await world.member("ben").slash(world.channel, "review read", anime=FRIEREN)
    assert "A quiet masterpiece." in get_text(shown)


async def test_notes_and_custom_titles_are_saved_without_them(world: World) -> None:
    alice = world.member("alice")
    await alice.slash(world.channel, "list add", anime=FRIEREN)
    panel = get_response(
        await alice.slash(world.channel, "list update", anime=FRIEREN, notes="\0With \0Ben", tags="\0slow, quiet\0")
    )
    assert "With Ben" in get_text(panel)
    assert "slow" in get_text(panel)


async def test_a_review_of_nothing_else_is_empty(world: World) -> None:
    await world.write_review("alice", body="\0\0\0")
    assert "A quiet" not in get_text(await world.member("ben").slash(world.channel, "review read", anime=FRIEREN))
    assert not [message for message in world.channel.history() if not message.flags.ephemeral]
