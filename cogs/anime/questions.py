"""Which title somebody means: found by a text, or else asked, and how what they began goes on with their answer."""

import json
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any, NoReturn

import discord

from cogs.anime.adult import allows_adult, check_place
from cogs.anime.render import describe_doubt, make_title_question
from cogs.core.discord_internals import run_command
from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction, get_title_language, now
from db.titles.custom import MAX_TITLE_LENGTH
from db.titles.models import Anime
from db.titles.questions import TitleQuestion

MAX_OFFERED = 5
"""How many titles a question offers."""


async def find_title(interaction: Interaction, text: str) -> Anime | None:
    """The title that a text means beyond doubt, in the caller's language.

    Raises Refusal for one that may not be shown where the caller is.
    """
    titles = interaction.client.store.titles
    place = {"user_id": interaction.user.id, "guild_id": interaction.guild_id}
    anime = await titles.find(text, **place, with_adult=allows_adult(interaction))
    if anime is None and not allows_adult(interaction):
        anime = await titles.find(text, **place, with_adult=True)
    if anime is None:
        return None
    check_place(interaction, anime)
    return anime.in_language(get_title_language(interaction))


async def list_nearest(interaction: Interaction, texts: Sequence[str]) -> list[Anime]:
    """The titles to offer for texts that mean none beyond doubt: the best of each text, then the second best."""
    found = [
        await interaction.client.store.titles.nearest(
            text,
            user_id=interaction.user.id,
            guild_id=interaction.guild_id,
            with_adult=allows_adult(interaction),
            limit=MAX_OFFERED,
        )
        for text in texts
    ]
    best_first = [anime for anime in chain(*zip_longest(*found)) if anime is not None]
    nearest = {anime.key: anime for anime in reversed(best_first)}
    return [anime.in_language(get_title_language(interaction)) for anime in reversed(nearest.values())][:MAX_OFFERED]


async def ask_about(interaction: Interaction, text: str, *, command: Any, may_be_new: bool) -> NoReturn:
    """Asks which title is meant by a text that somebody typed as the name of one; see `ask`."""
    nearest = await list_nearest(interaction, [text])
    named = await interaction.client.store.titles.list_named(
        text, user_id=interaction.user.id, guild_id=interaction.guild_id, with_adult=allows_adult(interaction)
    )
    may_be_new = may_be_new and len(text) <= MAX_TITLE_LENGTH
    sentence = describe_doubt(text, nearest, named=len(named), may_be_new=may_be_new)
    await ask(interaction, sentence, text=text, offered=nearest, command=command, may_be_new=may_be_new)


async def ask(
    interaction: Interaction, sentence: str, *, text: str, offered: Sequence[Anime], command: Any, may_be_new: bool
) -> NoReturn:
    """Raises the Refusal that asks which title is meant, and keeps `command` until that is answered.

    `command` is the data that Discord sent for it. `may_be_new` offers to take the text, of at most
    `MAX_TITLE_LENGTH` characters, as a title of its own. A menu has no option to type another title in, so whoever
    called one gets a button for that.
    """
    question = TitleQuestion(
        id=interaction.id,
        user_id=interaction.user.id,
        text=text,
        choices=tuple(anime.key for anime in offered),
        command=json.dumps(command),
    )
    await interaction.client.store.title_questions.add(question, now=now(interaction))
    is_menu = command["type"] != discord.AppCommandType.chat_input.value
    raise Refusal(sentence, view=make_title_question(question, offered, may_be_new=may_be_new, may_be_another=is_menu))


async def rerun(interaction: Interaction, question: TitleQuestion, anime: Anime) -> None:
    """Runs the command that a title was missing for, with the one picked for it.

    A slash command has it as its option `anime`, a menu finds it in `interaction.extras["anime"]`.

    Raises Refusal for a title that may not be shown where the caller is.
    """
    check_place(interaction, anime)
    command = json.loads(question.command)
    options = command.get("options", [])
    while options and "options" in options[0]:
        options = options[0]["options"]
    for option in options:
        if option["name"] == "anime":
            option["value"] = anime.key
    interaction.extras["anime"] = anime.in_language(get_title_language(interaction))
    await run_command(interaction.client.tree, interaction, command)
