"""Titles for adults: where they may be shown."""

from collections.abc import Iterable
from typing import Any

from cogs.core.answers import is_bot_dm
from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction
from cogs.core.language import _
from db.reviews.models import Draft, Review
from db.titles.models import Anime


def name_concealed() -> str:
    """The text that replaces the name of a title for adults where it may not be shown."""
    return _("🔞 A title for adults")


def allows_adult(interaction: Interaction) -> bool:
    """Whether titles for adults may be shown to the caller here: in age-restricted channels and in the bot's DM."""
    return is_bot_dm(interaction) or channel_allows_adult(interaction.channel)


def channel_allows_adult(channel: Any) -> bool:
    """Whether a channel, or a thread's parent, is age-restricted; False if that is unknown."""
    is_nsfw = getattr(channel, "is_nsfw", None)
    return is_nsfw is not None and is_nsfw()


def check_place(interaction: Interaction, anime: Anime) -> None:
    """Raises Refusal if a title may not be shown here."""
    if anime.is_adult and not allows_adult(interaction):
        raise Refusal(_("That title is for adults. Try again in an age-restricted channel, or in your DMs with me."))


async def list_concealed(interaction: Interaction, anime_keys: Iterable[str]) -> set[str]:
    """Returns those of the keys whose titles may not be named to the caller here."""
    if allows_adult(interaction):
        return set()
    titles = await interaction.client.store.titles.get_all(list(anime_keys))
    return {key for key, anime in titles.items() if anime.is_adult}


async def check_named(interaction: Interaction, thing: Review | Draft) -> None:
    """Raises Refusal if the title of a review or a draft may not be shown here."""
    check_place(interaction, await interaction.client.store.titles.get_or_name(thing.anime_key, thing.title))
