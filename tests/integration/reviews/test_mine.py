"""Stories of people who look at their own reviews and drafts."""

from db.reviews.models import Draft, ReviewText
from tests.support.cards import get_card, react
from tests.support.reviews import FILM, FRIEREN, get_last, open_form, open_panel, send
from tests.support.titles import BROKEN_FILE, call, get_response
from tests.support.world import World, get_labels, get_text

TITLES = ("Aria", "Baccano!", "Chihayafuru", "Durarara!!", "Escaflowne", "FLCL", "Gintama", "Haibane", "Initial D")


async def add_reviews(world: World, *titles: str, name: str = "alice") -> None:
    """Adds a member's review of each title, one a day. None of them is posted."""
    for number, title in enumerate(titles, 1):
        draft = Draft(
            id=number,
            author_id=world.member(name).id,
            anime_key=f"custom/{number}",
            title=title,
            text=ReviewText(number, f"About {title}."),
            written_at=1_700_000_000 + number * 86_400,
        )
        assert await world.bot.store.reviews.add(draft, review_id=number, now=1_790_000_000) is not None


def list_titles(text: str) -> list[str]:
    """The numbers and titles of the reviews on a page."""
    return [line.partition(" · ")[0] for line in text.splitlines() if line[:1].isdigit() and "/10" in line]


async def test_without_reviews_people_are_told_how_to_write_one(world: World) -> None:
    mine = await call(world, "review mine")

    assert mine.ephemeral
    assert "You have no reviews yet. Write your first with `/review write`." in get_text(mine)
    assert get_labels(mine) == []


async def test_a_review_is_listed_with_its_places_and_reactions(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice", body="They marry.", spoilers=True)
    card = get_card(world)
    await call(world, "review post", anime=FRIEREN, channel=lounge)
    await react(world, card, "ben +👍", "carol +👍", "carol +😂")
    await world.write_review("ben", rating=2)

    text = get_text(await call(world, "review mine"))

    assert "1 review" in text
    assert (
        "1. [Frieren: Beyond the Journey's End](https://myanimelist.net/anime/52991) · **9/10** · Recommended" in text
    )
    assert "⚠️ spoilers\n-# in 2 places · 👍 2 · 😂 1" in text
    assert "2/10" not in text
    assert "They marry." not in text


async def test_a_review_that_is_not_posted_is_listed_as_such(world: World) -> None:
    await add_reviews(world, "Aria")

    assert "1. Aria · **1/10** · Not recommended" in get_text(await call(world, "review mine"))
    assert "-# not posted yet" in get_text(await call(world, "review mine"))


async def test_many_reviews_come_in_pages_the_newest_first(world: World) -> None:
    alice = world.member("alice")
    await add_reviews(world, *TITLES)

    first = await call(world, "review mine")
    assert "9 reviews" in get_text(first)
    assert list_titles(get_text(first)) == [f"{n}. {title}" for n, title in enumerate(reversed(TITLES[1:]), 1)]
    assert get_labels(first)[:2] == ["(Previous)", "Next"]

    await world.restart()
    second = get_response(await alice.click(first, label="Next"))
    assert list_titles(get_text(second)) == ["9. Aria"]
    assert "Page 2 of 2" in get_text(second)
    await world.restart()
    back = get_response(await alice.click(second, label="Previous"))
    assert list_titles(get_text(back))[0] == "1. Initial D"


async def test_the_last_page_is_shown_in_place_of_one_that_is_gone(world: World) -> None:
    alice = world.member("alice")
    await add_reviews(world, *TITLES)
    first = await call(world, "review mine")
    await world.bot.store.reviews.delete(review_id=1, now=1_790_000_000)

    shown = get_text(await alice.click(first, label="Next"))

    assert len(list_titles(shown)) == 8
    assert "Page" not in shown


async def test_a_review_is_opened_from_the_menu_and_edited(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="The first text. Of two sentences.")
    panel = await open_panel(world)
    assert "The first text." in get_text(panel)
    assert "Posted in [\\#reviews (Anime club)](https://discord.com/channels/" in get_text(panel)

    await world.restart()
    form = await alice.click(panel, label="Edit")
    await send(world, form, body="The second text.")

    assert "The second text." in get_text(await open_panel(world))


async def test_a_review_that_was_just_deleted_is_not_opened(world: World) -> None:
    await world.write_review("alice")
    mine = await call(world, "review mine")
    question = await call(world, "review delete", anime=FRIEREN)
    await world.member("alice").click(question, label="Delete")

    (menu,) = [row["components"][0] for row in mine.components[0]["components"] if row.get("components")][:1]
    opened = await world.member("alice").select(mine, [menu["options"][0]["value"]], custom_id="review:own")

    assert "You deleted this review." in get_text(opened)
    assert "You have no reviews yet" in get_text(await call(world, "review mine"))


async def test_reviews_and_drafts_are_on_the_same_page(world: World) -> None:
    await world.write_review("alice")
    form = await open_form(world, "write", anime=FILM, rating=7)
    await send(world, form, body="Half a thought.", file=BROKEN_FILE)

    text = get_text(await call(world, "review mine"))

    assert "1 review · 1 draft" in text
    assert "Open a review" in text
    assert "Open a draft" in text


async def test_own_reviews_are_listed_in_private_messages_too(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="Seen from the train.")

    mine = get_response(await alice.user.slash("review mine"))
    assert "in 1 place" in get_text(mine)
    await world.restart()
    (menu,) = [row["components"][0] for row in mine.components[0]["components"] if row.get("components")][:1]
    panel = get_last(await alice.user.select(mine, [menu["options"][0]["value"]], custom_id="review:own"))

    assert "Seen from the train." in get_text(panel)
