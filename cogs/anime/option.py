"""The `anime` option: suggests titles while a person types, and becomes an `Anime` when they send it."""

import logging

from discord import app_commands

from cogs.anime.adult import allows_adult
from cogs.anime.questions import ask_about, find_title
from cogs.anime.render import make_labels
from cogs.core.errors import Refusal, describe
from cogs.core.interactions import Interaction, get_title_language
from cogs.core.language import _
from db.titles.models import Anime

_log = logging.getLogger(__name__)

_MAX_CHOICES = 25
_MAX_CHOICE_LENGTH = 100


class AnimeTransformer(app_commands.Transformer):
    """Reads the `anime` option. If no title has that name, offers the nearest ones; picking one continues the command.

    If the title may be new, the answer also has a button that uses the text as it is.
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
        except Exception:  # an autocomplete can't show an error, but must be answered
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
            raise Refusal(_("Which anime? Type a few letters of its name and pick one of the suggestions."))
        if anime is None:
            await ask_about(interaction, text, command=interaction.data, may_be_new=self._may_be_new)
        return anime


AnimeOption = app_commands.Transform[Anime, AnimeTransformer(may_be_new=False)]
"""A known anime."""

NewAnimeOption = app_commands.Transform[Anime, AnimeTransformer(may_be_new=True)]
"""A known anime, or a custom title that the caller makes."""
