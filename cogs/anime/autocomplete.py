"""The `anime` option: suggested while a person types, and made an `Anime` when they send it."""

import json
import logging

from discord import app_commands

from cogs.anime.adult import allows_adult, check_place
from cogs.anime.render import make_labels, make_title_question
from cogs.errors import UserFacingError, describe
from cogs.ui.interactions import Interaction, get_title_language, now
from cogs.ui.text import escape, shorten
from db.custom_titles import MAX_TITLE_LENGTH
from db.models import Anime
from db.title_questions import TitleQuestion

_log = logging.getLogger(__name__)

_MAX_CHOICES = 25
_MAX_CHOICE_LENGTH = 100


class AnimeTransformer(app_commands.Transformer):
    """Reads the `anime` option. What names no title is answered with the nearest ones, and the command can go on.

    Where a title may be new, the answer has a button to take the text as it is.
    """

    def __init__(self, *, may_be_new: bool) -> None:
        self._may_be_new = may_be_new

    async def autocomplete(  # pyright: ignore[reportIncompatibleMethodOverride] # the base names no client type
        self, interaction: Interaction, value: str, /
    ) -> list[app_commands.Choice[str]]:
        try:
            titles = await interaction.client.titles.search(
                value,
                user_id=interaction.user.id,
                guild_id=interaction.guild_id,
                with_adult=allows_adult(interaction),
                limit=_MAX_CHOICES,
            )
        except Exception:  # an autocomplete has no words for an error, but it must be answered
            _log.exception("Error: %s", describe(interaction))
            return []
        titles = [anime.in_language(get_title_language(interaction)) for anime in titles]
        labels = make_labels(titles, _MAX_CHOICE_LENGTH)
        return [app_commands.Choice(name=label, value=anime.key) for label, anime in zip(labels, titles, strict=True)]

    async def transform(  # pyright: ignore[reportIncompatibleMethodOverride] # the base names no client type
        self, interaction: Interaction, value: str, /
    ) -> Anime:
        titles = interaction.client.titles
        text = " ".join(value.split())
        place = {"user_id": interaction.user.id, "guild_id": interaction.guild_id}
        with_adult = allows_adult(interaction)
        anime = await titles.find(text, **place, with_adult=with_adult)
        if anime is None and not with_adult:
            anime = await titles.find(text, **place, with_adult=True)
        if anime is not None:
            check_place(interaction, anime)
            return anime.in_language(get_title_language(interaction))
        if not text:
            raise UserFacingError("Which anime? Type a few letters of its name and pick it from the list.")
        nearest = await titles.nearest(text, **place, with_adult=with_adult)
        nearest = [anime.in_language(get_title_language(interaction)) for anime in nearest]
        may_be_new = self._may_be_new and len(text) <= MAX_TITLE_LENGTH
        question = TitleQuestion(
            id=interaction.id,
            user_id=interaction.user.id,
            text=text,
            choices=tuple(anime.key for anime in nearest),
            command=json.dumps(interaction.data),
        )
        await interaction.client.title_questions.add(question, now=now(interaction))
        sentence = f"I know no anime called “{escape(shorten(text, MAX_TITLE_LENGTH))}”."
        if len(await titles.list_named(text, **place, with_adult=with_adult)) > 1:
            sentence = f"More than one anime could be “{escape(shorten(text, MAX_TITLE_LENGTH))}”."
        if nearest:
            sentence += " Did you mean one of these?"
        elif may_be_new:
            sentence += " Check the spelling, or go on with the name as it is."
        else:
            sentence += " Check the spelling, or pick one from the list that opens while you type."
        raise UserFacingError(sentence, view=make_title_question(question, nearest, may_be_new=may_be_new))


AnimeOption = app_commands.Transform[Anime, AnimeTransformer(may_be_new=False)]
"""An anime that is known."""

NewAnimeOption = app_commands.Transform[Anime, AnimeTransformer(may_be_new=True)]
"""An anime that is known, or else a title of the caller's own making."""


async def rerun(interaction: Interaction, question: TitleQuestion, anime: Anime) -> None:
    """Runs the command that a title was missing for, with the one picked for it."""
    command = json.loads(question.command)
    options = command["options"]
    while options and "options" in options[0]:
        options = options[0]["options"]
    for option in options:
        if option["name"] == "anime":
            option["value"] = anime.key
    await interaction.client.tree.run(interaction, command)
