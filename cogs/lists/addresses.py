"""Addresses shared by several parts of the lists."""

from cogs.core.router import Address

COUNT_ONE = Address("list:watched:{anime_key:key}")
"""Counts an episode of a title."""

OPEN_ENTRY = Address("list:open:{anime_key:key}")
"""Opens the panel of a title."""

CHOOSE_ENTRY = Address("list:open")
"""A menu with titles' keys as values: opens the panel of the chosen title."""
