"""Starting: the features exist, and their commands are registered only when they have changed."""

from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands

from bot import Kanso, Settings, create_bot
from cogs.core import language
from tests.support.pseudo import write_pseudo
from tests.support.world import World, get_text

CONTRACT = {
    "review": {"write", "continue", "edit", "delete", "post", "read", "browse", "mine", "import"},
    "list": {"add", "update", "watched", "remove", "show"},
}
EVERY_INSTALL = [0, 1]
EVERY_CONTEXT = [0, 1, 2]
IN_SERVERS = [0]
USER_MENU, MESSAGE_MENU = 2, 3


def list_registrations(world: World) -> list[list[dict[str, Any]]]:
    """The commands that were sent to Discord at each registration."""
    requests = world.env.http_requests
    sent = [request.json for request in requests if request.method == "PUT" and request.path.endswith("/commands")]
    return [commands for commands in sent if isinstance(commands, list)]


async def restart_with(world: World, command: app_commands.Command[Any, ..., Any]) -> None:
    """Restarts the bot with one more command."""
    await world.bot.close()
    bot = create_bot(world.settings)
    bot.tree.add_command(command)
    await world.env.restart_bot(bot)


@app_commands.command(name="extra", description="One command more")
async def extra(interaction: discord.Interaction) -> None: ...


async def test_commands_are_registered_at_the_first_start_and_not_at_the_next(world: World) -> None:
    assert len(list_registrations(world)) == 1
    await world.restart()
    await world.env.restart_bot()
    assert len(list_registrations(world)) == 1


async def test_changed_commands_are_registered_once(world: World) -> None:
    await restart_with(world, extra)
    await restart_with(world, extra)
    before, after = [{command["name"] for command in commands} for commands in list_registrations(world)]
    assert after - before == {"extra"}


async def test_commands_that_discord_refused_are_registered_at_the_next_start(settings: Settings) -> None:
    env = simcord.Env(create_bot(settings), shard_count=1, settle_timeout=30)
    env.inject_error("PUT", "/applications/*/commands", status=400)
    with pytest.raises(discord.HTTPException):
        await env.start()
    assert isinstance(env.bot, Kanso)
    await env.bot.close()

    env = simcord.Env(create_bot(settings), shard_count=1, settle_timeout=30)
    await env.start()
    world = World(env, settings)
    assert len(list_registrations(world)) == 1
    await world.bot.close()
    await env.shutdown()


async def test_commands_keep_their_names_and_options(world: World) -> None:
    (commands,) = list_registrations(world)
    subcommands = {
        command["name"]: {option["name"] for option in command["options"]}
        for command in commands
        if "options" in command
    }
    for name, contract in CONTRACT.items():
        assert contract <= subcommands[name]
    menus = {command["name"]: command["type"] for command in commands if "options" not in command}
    assert menus == {"Share as review": MESSAGE_MENU, "Reviews": USER_MENU}


async def test_commands_work_in_servers_in_private_and_wherever_a_person_has_installed_them(world: World) -> None:
    (commands,) = list_registrations(world)
    for command in commands:
        is_menu = "options" not in command
        if not is_menu:
            assert sorted(command["integration_types"]) == EVERY_INSTALL, command["name"]
        assert sorted(command["contexts"]) == (IN_SERVERS if is_menu else EVERY_CONTEXT), command["name"]


async def test_every_anime_option_suggests_titles(world: World) -> None:
    (commands,) = list_registrations(world)
    subcommands = [subcommand for command in commands for subcommand in command.get("options", [])]
    options = [option for subcommand in subcommands for option in subcommand.get("options", [])]
    suggesting = [option for option in options if option["name"] == "anime"]
    assert len(suggesting) >= 12
    assert all(option["autocomplete"] for option in suggesting)


async def test_a_bot_that_logs_in_again_keeps_its_database(world: World) -> None:
    await world.write_review("alice")
    await world.env.restart_bot()
    result = await world.member("bob").slash(world.channel, "review read", anime="mal/52991")
    assert "A quiet masterpiece." in get_text(result)


async def test_a_second_close_does_nothing(world: World) -> None:
    await world.bot.close()
    await world.bot.close()
    assert world.bot.is_closed()


SENTENCES = {
    "of a command": "What Kanso is, and whether its counts are up to date",
    "of an option": "Which anime",
    "of a choice": "Watching",
}


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES.keys())
async def test_a_changed_translation_is_registered_once(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sentence: str
) -> None:
    write_pseudo(tmp_path / "locales", "en", {sentence: "Translated anew"})
    monkeypatch.setattr(language, "FOLDER", tmp_path / "locales")
    await world.restart()
    await world.restart()
    before, after = list_registrations(world)
    assert "Translated anew" not in str(before)
    assert "Translated anew" in str(after)


async def test_a_new_language_is_registered_once(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_pseudo(tmp_path / "locales", "en")
    write_pseudo(tmp_path / "locales", "de", {"Which anime": "Welcher Anime"})
    monkeypatch.setattr(language, "FOLDER", tmp_path / "locales")
    await world.restart()
    await world.restart()
    before, after = list_registrations(world)
    assert "Welcher Anime" not in str(before)
    assert "'de': 'Welcher Anime'" in str(after)
