"""Finds the title that a text means, or asks, and then continues the command with the answer."""

import json
import logging
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any, NoReturn

import discord

from cogs.anime import render
from cogs.anime.adult import allows_adult, check_place
from cogs.core.answers import open_form
from cogs.core.discord_internals import run_command
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, get_title_language, now, read_form
from cogs.core.language import _
from cogs.core.router import on
from db.engine.errors import StorageError
from db.titles.custom import MAX_TITLE_LENGTH
from db.titles.models import Anime
from db.titles.questions import TitleQuestion

_log = logging.getLogger(__name__)

MAX_OFFERED = 5
"""How many titles a question offers."""


async def find_title(interaction: Interaction, text: str) -> Anime | None:
    """The title that a text means beyond doubt, in the caller's language; None if it means none or several.

    Raises Refusal if it may not be shown here.
    """
    titles = interaction.client.store.titles
    scope = {"user_id": interaction.user.id, "guild_id": interaction.guild_id}
    anime = await titles.find(text, **scope, with_adult=allows_adult(interaction))
    if anime is None and not allows_adult(interaction):
        anime = await titles.find(text, **scope, with_adult=True)
    if anime is None:
        return None
    check_place(interaction, anime)
    return anime.in_language(get_title_language(interaction))


async def list_nearest(interaction: Interaction, texts: Sequence[str]) -> list[Anime]:
    """The titles to offer for unclear texts: the best match of each text, then the second best of each, and so on."""
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
    nearest = {anime.key: anime for anime in best_first}
    return [anime.in_language(get_title_language(interaction)) for anime in nearest.values()][:MAX_OFFERED]


async def ask_about(interaction: Interaction, text: str, *, command: Any, may_be_new: bool) -> NoReturn:
    """Asks which title a text means. See `ask`."""
    nearest = await list_nearest(interaction, [text])
    named = await interaction.client.store.titles.list_named(
        text, user_id=interaction.user.id, guild_id=interaction.guild_id, with_adult=allows_adult(interaction)
    )
    may_be_new = may_be_new and len(text) <= MAX_TITLE_LENGTH
    sentence = render.describe_doubt(text, nearest, named=len(named), may_be_new=may_be_new)
    await ask(interaction, sentence, text=text, offered=nearest, command=command, may_be_new=may_be_new)


async def ask(
    interaction: Interaction, sentence: str, *, text: str, offered: Sequence[Anime], command: Any, may_be_new: bool
) -> NoReturn:
    """Stores `command`, and raises the Refusal that asks which title is meant. The answer continues the command.

    `command` is the data that Discord sent for it. `may_be_new` offers to use the text as a custom title; it must have
    at most `MAX_TITLE_LENGTH` characters. A context menu has no option to type another title into, so its caller also
    gets a button for that.
    """
    question = TitleQuestion(
        id=interaction.id,
        user_id=interaction.user.id,
        text=text,
        choices=tuple(anime.key for anime in offered),
        command=json.dumps(command),
    )
    try:
        await interaction.client.store.title_questions.add(question, now=now(interaction))
    except StorageError:
        # Looking something up needs no disk. Whatever has to be saved fails later, with the reason.
        _log.exception("Could not store a question")
        raise Refusal(
            _("I'm not sure which anime you mean. Pick one of the suggestions that appear while you type.")
        ) from None
    is_menu = command["type"] != discord.AppCommandType.chat_input.value
    buttons = render.make_title_question(question, offered, may_be_new=may_be_new, may_be_another=is_menu)
    raise Refusal(sentence, view=buttons)


async def _rerun(interaction: Interaction, question: TitleQuestion, anime: Anime) -> None:
    """Runs a stored command with the title that was picked.

    A slash command gets it as its option `anime`, a context menu as `interaction.extras["anime"]`.

    Raises Refusal if the title may not be shown here.
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


class Questions:
    """Takes the answer to a question: one of its titles, the text as it is, or another title."""

    def __init__(self, bot: Client) -> None:
        self._titles = bot.store.titles
        self._questions = bot.store.title_questions

    @on(render.PICK)
    async def pick(self, interaction: Interaction, question_id: int, index: int) -> None:
        question = await self._get(interaction, question_id)
        anime = await self._titles.get(question.choices[index])
        if anime is None:
            raise Refusal(_("That title is no longer in the catalogue. Please use the command again."))
        await _rerun(interaction, question, anime)

    @on(render.USE_AS_IS)
    async def use_as_is(self, interaction: Interaction, question_id: int) -> None:
        question = await self._get(interaction, question_id)
        anime = await self._titles.add_custom(
            question.text, title_id=question.id, user_id=question.user_id, guild_id=interaction.guild_id
        )
        await _rerun(interaction, question, anime)

    @on(render.ANOTHER_TITLE)
    async def name_another(self, interaction: Interaction, question_id: int) -> None:
        """Opens the form for another title, and answers it too: the button and the form share an address."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self._look_up(interaction, question_id, " ".join((read_form(interaction)["title"] or "").split()))
        else:
            await open_form(interaction, render.make_title_form(question_id))

    async def _look_up(self, interaction: Interaction, question_id: int, text: str) -> None:
        """Asks again, about the title typed into the form: a command that opens a form can't follow another form."""
        question = await self._get(interaction, question_id)
        if not text:
            raise Refusal(_("Which anime? Press *Another title* and type a few letters of its name."))
        command = json.loads(question.command)
        anime = await find_title(interaction, text)
        if anime is None:
            await ask_about(interaction, text, command=command, may_be_new=True)
        else:
            await ask(interaction, _("Is it this one?"), text=text, offered=[anime], command=command, may_be_new=False)

    async def _get(self, interaction: Interaction, question_id: int) -> TitleQuestion:
        question = await self._questions.get(question_id=question_id)
        if question is None or question.user_id != interaction.user.id:
            raise Refusal(
                _("That question was for somebody else, or is more than a day old. Please use the command again.")
            )
        return question
