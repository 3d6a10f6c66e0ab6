"""Stories of people who write, read and change reviews."""

from tests.world import World, get_fields, get_labels, get_text


async def test_a_review_written_in_the_form_appears_as_a_card(world: World) -> None:
    alice = world.member("alice")

    form = await alice.slash(world.channel, "review write", anime="mal/52991", rating=9)
    assert list(get_fields(form)) == ["Verdict", "Spoilers", "Review", "More text", "File"]
    result = await alice.submit_modal(form, {"verdict": "RECOMMENDED", "body": "A quiet **masterpiece**."})

    assert result.response is not None
    assert not result.response.ephemeral
    card = world.channel.last_message
    assert card is not None
    text = get_text(card)
    assert "Frieren" in text
    assert "9/10 · Recommended" in text
    assert f"by <@{alice.id}>" in text
    assert "A quiet **masterpiece**." in text
    assert "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 0" in text
    assert get_labels(card) == ["Read", "Show all", "⋯"]
    assert [str(reaction.emoji) for reaction in card.reactions] == ["👍", "❤️", "😂"]
