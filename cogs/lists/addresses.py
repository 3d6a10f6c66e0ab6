"""The addresses that lead from one room of the lists to another."""

from cogs.core.router import Address

COUNT_ONE = Address("list:watched:{anime_key:key}")
"""Counts an episode of a title."""

OPEN_ENTRY = Address("list:open:{anime_key:key}")
"""Opens the panel of a title."""

CHOOSE_ENTRY = Address("list:open")
"""A menu of titles, with their keys as values: opens the panel of the chosen one."""
