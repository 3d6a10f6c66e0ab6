"""Stories of two members of a server with lists, one of them with private titles."""

from collections.abc import Sequence
from typing import Any

from discord import InteractionResponseType
from simcord.actors import MemberActor
from simcord.results import InteractionResult, ResponseMessage

from tests.support.importing import FILM, FRIEREN, MONSTER, import_all
from tests.support.list_pages import get_titles, open_list, slash
from tests.support.lists import get_lines, read_form
from tests.support.reviews import get_last
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again

CLOSED = "alice's list is private. They can make it public with `/list privacy`."

TITLES = [
    "Monster",
    "Cowboy Bebop",
    "Mushishi",
    "Death Note",
    "Trigun",
    "Berserk",
    "Toradora!",
    "Clannad",
    "Air",
    "Nana",
]
"""Ten titles, the least that a comparison needs."""

SECRETS = {FILM: "Naruto Shippuden", FRIEREN: "Frieren", "mal/9253": "Steins"}
"""Alice's private titles, and their names."""

SECRET_NOTE = "Nobody must know"


def write_file(scores: Sequence[int]) -> str:
    """A text file of the ten titles with these scores."""
    return "Completed\n" + "".join(f"{title} - {score}/10\n" for title, score in zip(TITLES, scores, strict=False))


async def keep_secrets(world: World, alice: MemberActor) -> None:
    """Adds Alice's private titles, which would come first on every page and add to every total."""
    for number, anime in enumerate(SECRETS):
        await slash(world, alice, "list add", anime=anime, status="COMPLETED", score=10 - 9 * (number % 2))
        await slash(
            world,
            alice,
            "list update",
            anime=anime,
            private=True,
            notes=SECRET_NOTE,
            tags="secret",
            finished="2011-05-06",
            started="2011-05",
            rewatches=7,
        )


async def look_everywhere(world: World, ben: MemberActor, alice: MemberActor) -> tuple[list[Any], bytes]:
    """Everything sent to Discord while Ben looks at Alice's list in every way, and the picture itself."""
    heard = len(world.env.http_requests)
    page = await slash(world, ben, "list show", member=alice)
    for status in ("WATCHING", "COMPLETED", "PLAN_TO_WATCH", "ALL"):
        tabs = get_custom_id(see_again(world, page), "list:tab:")
        await ben.select(see_again(world, page), [status], custom_id=tabs)
    for sort in ("title", "score", "progress", "started", "updated"):
        sorts = get_custom_id(see_again(world, page), "list:sort:")
        await ben.select(see_again(world, page), [sort], custom_id=sorts)
    await ben.click(see_again(world, page), label="Next")
    form = await ben.click(see_again(world, page), label="Page 2 of 2")
    await ben.submit_modal(form, {"number": "999"})
    await slash(world, ben, "list compare", member=alice)
    stats = await slash(world, ben, "list stats", member=alice)
    for anime in SECRETS:
        await slash(world, ben, "anime info", anime=anime)
    told = [request.json for request in world.env.http_requests[heard:]]
    # A form has a new `custom_id` each time.
    told = [body for body in told if body and body.get("type") != InteractionResponseType.modal.value]
    return told, await stats.attachments[0].read()


async def test_nothing_that_others_see_gives_private_titles_away(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    await open_list(world, alice)
    await open_list(world, ben)
    await import_all(world, alice, write_file([9, 8, 9, 7, 6, 5, 4, 3, 2, 10]))
    await import_all(world, ben, write_file([8, 9, 9, 6, 7, 5, 4, 2, 3, 10]) + "Frieren\nSteins;Gate - 10/10\n")
    before = await look_everywhere(world, ben, alice)
    assert before == await look_everywhere(world, ben, alice), "what is the same looks the same"

    await keep_secrets(world, alice)
    await world.restart()

    after = await look_everywhere(world, ben, alice)
    assert before == after
    assert "10 completed by both" in str(after)
    await slash(world, alice, "list update", anime=FRIEREN, private=False)
    assert before != await look_everywhere(world, ben, alice), "what is no longer private is seen"


async def test_shared_messages_have_no_private_titles_either(world: World) -> None:
    alice = world.member("alice")
    await import_all(world, alice, write_file([9, 8, 9]))
    await keep_secrets(world, alice)
    page = await slash(world, alice, "list show")
    stats = await slash(world, alice, "list stats")
    panel = await slash(world, alice, "list update", anime=MONSTER, notes=SECRET_NOTE, tags="secret")
    assert "All · 6 titles" in get_text(page)
    assert "Includes 3 private titles" in get_text(stats)
    heard = len(world.env.http_requests)

    for message in (page, stats, panel):
        await alice.click(message, label="Share here")

    shared = str([request.json for request in world.env.http_requests[heard:]])
    assert "All · 3 titles" in shared
    assert "3 titles: Completed 3" in shared
    assert f"From <@{alice.id}>'s list" in shared
    for secret in [*SECRETS.values(), SECRET_NOTE, "secret", "2011", "private"]:
        assert secret not in shared, secret


async def test_in_a_server_only_the_owner_sees_her_list_until_she_shares_it(world: World) -> None:
    alice = world.member("alice")

    async def see(result: InteractionResult) -> ResponseMessage:
        """The last message of an answer that nobody else sees."""
        for message in [result.response, *result.followups]:
            assert message is None or message.ephemeral
        return get_last(result)

    async def ask(command: str, **options: Any) -> ResponseMessage:
        return await see(await alice.slash(world.channel, command, **options))

    preview = await ask("list import", file=("list.txt", write_file([9, 8, 9]).encode()))
    await see(await alice.click(preview, label="Import"))
    panel = await ask("list add", anime=FRIEREN, episodes=26)
    panel = await see(await alice.click(panel, label="+1"))
    for label, typed in [("Notes", {"notes": "Slow"}), ("Edit", {"started": "2024-04"})]:
        form = await alice.click(panel, label=label)
        await see(await alice.submit_modal(form, read_form(form) | typed))
    await ask("list watched", anime=FRIEREN)
    await see(await alice.select(panel, ["10"], custom_id=f"list:score:{FRIEREN}"))
    await see(await alice.click(panel, label="Rewatch"))
    page = await ask("list show")
    await see(await alice.select(page, ["COMPLETED"], custom_id=get_custom_id(page, "list:tab:")))
    await ask("list add", anime=FILM)
    drawn = await ask("list random")
    await see(await alice.click(drawn, label="Open"))
    await ask("list stats")
    for format in ("MAL XML", "CSV", "JSON"):
        await ask("list export", format=format)
    question = await ask("list remove", anime=FILM)
    await see(await alice.click(question, label="Remove"))
    undone = await ask("list undo")
    await see(await alice.click(undone, label=get_labels(undone)[0]))
    await ask("list privacy", visibility="public")
    await ask("list add", anime="Nothing that anybody knows")
    await ask("list update", anime="mal/205", score=3)
    assert world.channel.last_message is None

    await alice.click(see_again(world, page), label="Share here")

    shared = world.channel.last_message
    assert shared is not None
    assert get_lines(shared)[:2] == [f"-# <@{alice.id}> shares their list", "### Anime list · Completed · 4 titles"]


async def test_a_list_made_private_shows_nothing_more_on_open_pages(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    await open_list(world, alice)
    await open_list(world, ben)
    await import_all(world, alice, write_file([9, 8, 9, 7, 6, 5, 4, 3, 2]))
    await import_all(world, ben, write_file([8, 9, 9, 6, 7, 5, 4, 2, 3]))
    page = await slash(world, ben, "list show", member=alice)
    assert len(get_titles(page)) == 8
    few = get_text(await slash(world, ben, "list compare", member=alice))
    assert "once you have both scored 10 of the same titles. 1 more to go!" in few
    for member in (alice, ben):
        await slash(world, member, "list add", anime="mal/877", status="COMPLETED", score=10)
    assert "Similarity" in get_text(await slash(world, ben, "list compare", member=alice))

    await slash(world, alice, "list privacy", visibility="private")

    refused = [
        get_text(await ben.click(page, label="Next")),
        *[
            get_text(await slash(world, ben, f"list {command}", member=alice))
            for command in ("show", "compare", "stats")
        ],
    ]
    assert refused == [CLOSED.replace("alice", f"<@{alice.id}>"), CLOSED, CLOSED, CLOSED]
    own = "Your own list is private, and only public lists can be compared."
    assert own in get_text(await slash(world, alice, "list compare", member=ben))
