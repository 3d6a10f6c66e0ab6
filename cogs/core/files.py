"""Files that people send."""

import aiohttp
import discord

from cogs.core.errors import Refusal


async def download(attachment: discord.Attachment, *, limit: int, advice: str) -> bytes:
    """The bytes of a file. Raises Refusal if Discord does not hand it over, and for more than `limit` bytes.

    Of those none is asked for; `advice` is the sentence that says what to do then.
    """
    if attachment.size > limit:
        raise Refusal(f"That file is too large ({attachment.size:,} / {limit:,} bytes). {advice}")
    try:
        return await attachment.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        raise Refusal("Discord didn't hand over the file. Please send it again.") from None
