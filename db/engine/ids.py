"""Ids: snowflakes, which carry the time they were made.

See https://docs.discord.com/developers/reference#snowflakes.
"""

_DISCORD_EPOCH_SECONDS = 1_420_070_400
_IDS_PER_MILLISECOND = 1 << 18


def get_oldest_id(seconds: int) -> int:
    """The lowest id of any interaction made at that Unix time or later."""
    return (seconds - _DISCORD_EPOCH_SECONDS) * 1000 << 22


def get_first_id(interaction_id: int) -> int:
    """The first id that an interaction can give to what it creates; its range holds more ids than any file needs.

    Interactions of the same millisecond share these ids, so callers look for free ones. None equals any interaction's
    own id: read as snowflakes, they date from years before interactions existed.
    """
    return (interaction_id >> 22) * _IDS_PER_MILLISECOND + 1


def get_last_id(interaction_id: int) -> int:
    """The last id of that range."""
    return get_first_id(interaction_id) + _IDS_PER_MILLISECOND - 1
