"""Ten rounds of the soak; `python -m bench.soak` runs more of them."""

from pathlib import Path

from tests.loopback import LoopbackDiscord
from tests.soak import CardSoak, Soak

ROUNDS = 10
SEED = 4
"""With this seed, nearly everything that can go wrong does."""


async def test_database_and_cards_agree_with_discord_whatever_goes_wrong(tmp_path: Path, catalogue_path: Path) -> None:
    discord = LoopbackDiscord()
    await discord.start()
    soak = Soak(discord, tmp_path, catalogue_path, seed=SEED)
    try:
        async with soak.run():
            for _ in range(ROUNDS):
                await soak.run_round()
    finally:
        await discord.stop()
    assert sum(soak.figures.mishaps.values()) == ROUNDS
    assert len(soak.figures.mishaps) == 7
    assert soak.figures.mishaps["killed"] + soak.figures.mishaps["killed and away"] == 3
    assert soak.figures.acts > 5 * ROUNDS


async def test_no_card_stays_unknown_whatever_goes_wrong(tmp_path: Path, catalogue_path: Path) -> None:
    discord = LoopbackDiscord()
    await discord.start()
    soak = CardSoak(discord, tmp_path, catalogue_path, seed=SEED)
    try:
        async with soak.run():
            for _ in range(ROUNDS // 2):
                await soak.run_round()
    finally:
        await discord.stop()
    assert soak.acts.total() >= ROUNDS
