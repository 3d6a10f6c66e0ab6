"""Sharing a message as a review: checks whose message it is, finds its title, and opens the form."""

from typing import NoReturn

import discord

from cogs.anime.adult import allows_adult
from cogs.anime.questions import MAX_OFFERED, ask, find_title, list_nearest
from cogs.core.answers import open_form
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, read_form
from cogs.core.language import _
from cogs.core.router import on
from cogs.reviews.sharing.render import SHARE, make_share_form
from cogs.reviews.sharing.titles import TitleGuesses, list_title_guesses
from cogs.reviews.writing.episodes import get_seen
from cogs.reviews.writing.fields import FormText, Joint
from cogs.reviews.writing.writing import Writing
from db.titles.custom import MAX_TITLE_LENGTH
from db.titles.models import Anime


class Sharing:
    """Turns messages into reviews. A message counts with the text that it had when its menu was opened."""

    def __init__(self, bot: Client, writing: Writing) -> None:
        self._bot = bot
        self._writing = writing

    async def share(self, interaction: Interaction, message: discord.Message) -> None:
        """Opens the form with a message's text, or asks for the title first.

        Raises Refusal for somebody else's message, and for a message without text.
        """
        if message.author.id != interaction.user.id:
            raise Refusal(_("You can only share your own messages as reviews."))
        if not message.content:
            raise Refusal(_("That message has no text, so there is no review in it. Write one with `/review write`."))
        picked: Anime | None = interaction.extras.get("anime")
        guesses = list_title_guesses(message.content)
        meant = [picked] if picked else await self._find_meant_titles(interaction, guesses)
        if len(meant) != 1:
            await self._ask(interaction, guesses, meant)
        anime = meant[0]
        entry = await self._bot.store.lists.get(user_id=interaction.user.id, anime_key=anime.key)
        await open_form(interaction, make_share_form(anime, message.content, episodes=get_seen(entry, anime)))

    @on(SHARE)
    async def submit(self, interaction: Interaction, anime_key: str, episodes: int | None) -> None:
        text = FormText.read(read_form(interaction), joint=Joint.BLANK_LINE)
        assert text.rating is not None
        await self._writing.save_new(interaction, text, anime_key=anime_key, rating=text.rating, episodes=episodes)

    async def _find_meant_titles(self, interaction: Interaction, guesses: TitleGuesses) -> list[Anime]:
        """The titles that the links and the first line name: one if they agree."""
        scope = {"user_id": interaction.user.id, "guild_id": interaction.guild_id}
        meant = [await find_title(interaction, key) for key in guesses.links]
        for reading in guesses.readings:
            if anime := await find_title(interaction, reading):
                meant.append(anime)
                break
            if await self._bot.store.titles.search(reading, **scope, with_adult=allows_adult(interaction), limit=1):
                # A name begins with it, or nearly so. A shorter reading may well name another title.
                break
        return list({anime.key: anime for anime in meant if anime is not None}.values())

    async def _ask(self, interaction: Interaction, guesses: TitleGuesses, meant: list[Anime]) -> NoReturn:
        nearest = await list_nearest(interaction, [*guesses.readings, *guesses.mentions])
        # The last reading has the fewest words around the title.
        name = guesses.readings[-1] if guesses.readings else ""
        await ask(
            interaction,
            _("Which anime is that message about?"),
            text=name,
            offered=list({anime.key: anime for anime in [*meant, *nearest]}.values())[:MAX_OFFERED],
            command=interaction.data,
            may_be_new=0 < len(name) <= MAX_TITLE_LENGTH,
        )
