"""Ids: snowflakes, which carry the time they were made.

See https://docs.discord.com/developers/reference#snowflakes.
"""

_DISCORD_EPOCH_SECONDS = 1_420_070_400
_IDS_PER_MILLISECOND = 1 << 18


def get_oldest_id(seconds: int) -> int:
    """The lowest id of any interaction made at that Unix time or later."""
    return (seconds - _DISCORD_EPOCH_SECONDS) * 1000 << 22


def get_first_id(interaction_id: int) -> int:
    """The first of the ids that an interaction can give to what it creates: more than any file needs.

    Interactions of the same millisecond share these ids, so callers look for free ones. No such id equals the id of
    an interaction: read as snowflakes, they date from years before interactions existed.
    """
    return (interaction_id >> 22) * _IDS_PER_MILLISECOND + 1


def get_last_id(interaction_id: int) -> int:
    """The last of the ids that an interaction can give to what it creates."""
    return get_first_id(interaction_id) + _IDS_PER_MILLISECOND - 1
