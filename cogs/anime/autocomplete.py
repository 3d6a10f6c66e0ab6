"""The `anime` option: suggested while a person types, and made an `Anime` when they send it."""

import logging

from discord import app_commands

from cogs.anime.adult import allows_adult
from cogs.anime.questions import ask_about, find_title
from cogs.anime.render import make_labels
from cogs.core.errors import Refusal, describe
from cogs.core.interactions import Interaction, get_title_language
from db.titles.models import Anime

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
            titles = await interaction.client.store.titles.search(
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
        text = " ".join(value.split())
        anime = await find_title(interaction, text)
        if anime is None and not text:
            raise Refusal("Which anime? Type a few letters of its name and pick it from the list.")
        if anime is None:
            await ask_about(interaction, text, command=interaction.data, may_be_new=self._may_be_new)
        return anime


AnimeOption = app_commands.Transform[Anime, AnimeTransformer(may_be_new=False)]
"""An anime that is known."""

NewAnimeOption = app_commands.Transform[Anime, AnimeTransformer(may_be_new=True)]
"""An anime that is known, or else a title of the caller's own making."""
