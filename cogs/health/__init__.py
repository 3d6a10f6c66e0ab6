"""About the bot itself: what it is, and how far its cards are in step with Discord."""

from typing import TYPE_CHECKING

from cogs.health.cog import AboutCog

if TYPE_CHECKING:
    from bot import Kanso


async def setup(bot: "Kanso") -> None:
    await bot.add_cog(AboutCog(bot))
