"""Checks that Discord accepts a layout."""

import discord

from cogs.ui.components import MAX_CONTENT_LENGTH, Layout

MAX_COMPONENTS = 40


def check(layout: Layout) -> None:
    """Fails if Discord would refuse the message."""
    assert 0 < layout.content_length() <= MAX_CONTENT_LENGTH
    items = list(layout.walk_children())
    assert len(items) <= MAX_COMPONENTS
    custom_ids = [item.custom_id for item in items if isinstance(item, discord.ui.Button | discord.ui.Select)]
    assert all(custom_id and len(custom_id) <= 100 for custom_id in custom_ids)
    assert len(custom_ids) == len(set(custom_ids))
    for item in items:
        if isinstance(item, discord.ui.TextDisplay):
            assert item.content.strip()
        if isinstance(item, discord.ui.Select):
            assert 1 <= len(item.options) <= 25
            for option in item.options:
                assert 1 <= len(option.label) <= 100
                assert option.label.strip()
                assert len(option.value) <= 100
