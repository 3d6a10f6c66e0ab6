"""Ids: snowflakes, which carry the time at which they were made.

See https://docs.discord.com/developers/reference#snowflakes.
"""

_DISCORD_EPOCH_SECONDS = 1_420_070_400
_IDS_PER_MILLISECOND = 1 << 18


def get_oldest_id(seconds: int) -> int:
    """The least id that an interaction can have which was made at that Unix time or later."""
    return (seconds - _DISCORD_EPOCH_SECONDS) * 1000 << 22


def get_first_id(interaction_id: int) -> int:
    """The first of the ids that an interaction can give to what it brings, which are more than a file can need.

    Other interactions of the same millisecond have the same ones, so callers look for free ones. No interaction has one
    of them as its own id: read as Discord's, they are from years in which there were no interactions yet.
    """
    return (interaction_id >> 22) * _IDS_PER_MILLISECOND + 1


def get_last_id(interaction_id: int) -> int:
    """The last of those ids."""
    return get_first_id(interaction_id) + _IDS_PER_MILLISECOND - 1
