"""The world that the stories take place in."""

from collections.abc import AsyncIterator

import pytest
import simcord

from bot import Settings, create_bot
from tests.support.world import World


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    # In seconds of this machine, which may be busy. What sleeps longer than that counts as settled: 60 is too much.
    env = simcord.Env(create_bot(settings), shard_count=1, settle_timeout=30)
    try:
        await env.start()
        world = World(env, settings)
        yield world
    finally:
        await env.bot.close()
        await env.shutdown()
    world.check_errors()
    world.check_addresses()
