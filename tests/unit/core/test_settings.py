"""Settings: read from the environment, with a sentence for each problem."""

import os
import subprocess
import sys
from pathlib import Path

import discord
import pytest

import bot
from bot import EXIT_CONFIG, EXIT_FAILURE, Settings, SettingsError, create_bot

TOKEN = "MTA.Gx9-token_of-a.test"
PROGRAM = Path(bot.__file__)


def read(**environment: str) -> Settings:
    return Settings.from_env({"DISCORD_TOKEN": TOKEN, **environment})


def get_problems(**environment: str) -> list[str]:
    with pytest.raises(SettingsError) as refusal:
        read(**environment)
    return list(refusal.value.args)


def run_in(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `python bot.py` in a folder, with only the environment that Python needs."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, PROGRAM],
        cwd=folder,
        env=kept | {"PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )


def test_only_the_token_is_needed() -> None:
    assert read() == Settings(
        token=TOKEN,
        database_path=Path("kanso.db"),
        catalogue_path=Path("catalogue.db"),
        card_refresh_seconds=5.0,
        log_level="INFO",
    )


def test_every_setting_is_read() -> None:
    assert read(
        DATABASE_URL="sqlite:////srv/kanso/reviews.db",
        CATALOGUE_PATH="/srv/titles.db",
        CARD_REFRESH_SECONDS="0.5",
        LOG_LEVEL=" debug ",
    ) == Settings(
        token=TOKEN,
        database_path=Path("/srv/kanso/reviews.db"),
        catalogue_path=Path("/srv/titles.db"),
        card_refresh_seconds=0.5,
        log_level="DEBUG",
    )


def test_an_empty_setting_is_a_missing_one() -> None:
    assert read(DATABASE_URL="", CATALOGUE_PATH="", CARD_REFRESH_SECONDS="", LOG_LEVEL="") == read()


def test_the_catalogue_is_beside_the_database() -> None:
    assert read(DATABASE_URL="sqlite:///data/kanso.db").catalogue_path == Path("data/catalogue.db")


def test_spaces_around_the_token_are_ignored() -> None:
    assert read(DISCORD_TOKEN=f"  {TOKEN}\n").token == TOKEN


@pytest.mark.parametrize("token", ["", "   "])
def test_a_missing_token_is_named_with_where_to_get_it(token: str) -> None:
    (problem,) = get_problems(DISCORD_TOKEN=token)
    assert problem.startswith("DISCORD_TOKEN is missing")
    assert "https://discord.com/developers/applications" in problem
    assert ".env" in problem


@pytest.mark.parametrize("token", ["Bot abc.def", "abc\ndef", "abc\0def", "“abc.def”", "ключ"])
def test_a_token_with_a_foreign_character_is_refused_without_repeating_it(token: str) -> None:
    (problem,) = get_problems(DISCORD_TOKEN=token)
    assert problem.startswith("DISCORD_TOKEN contains a character")
    assert token not in problem


@pytest.mark.parametrize(
    "url", ["kanso.db", "postgresql://localhost/kanso", "sqlite:///", "sqlite:///data/", "sqlite:///.", "sqlite:////"]
)
def test_a_database_url_that_names_no_file_is_refused(url: str) -> None:
    assert get_problems(DATABASE_URL=url) == [
        "DATABASE_URL can't be used: it must name a file, as in sqlite:///kanso.db."
    ]


@pytest.mark.parametrize("seconds", ["soon", "-1", "3601", "nan", "inf", "5 s"])
def test_a_refresh_interval_that_is_no_number_of_seconds_is_refused(seconds: str) -> None:
    assert get_problems(CARD_REFRESH_SECONDS=seconds) == [
        "CARD_REFRESH_SECONDS must be a number of seconds from 0 to 3600, such as 5."
    ]


@pytest.mark.parametrize("level", ["LOUD", "0", "NOTSET", "CRITICAL"])
def test_an_unknown_log_level_is_refused_with_a_list_of_the_known_ones(level: str) -> None:
    assert get_problems(LOG_LEVEL=level) == ["LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR."]


def test_all_problems_are_reported_at_once() -> None:
    problems = get_problems(DISCORD_TOKEN="", DATABASE_URL="x", CARD_REFRESH_SECONDS="x", LOG_LEVEL="x")
    names = [problem.split()[0] for problem in problems]
    assert names == ["DISCORD_TOKEN", "DATABASE_URL", "CARD_REFRESH_SECONDS", "LOG_LEVEL"]


def test_settings_do_not_print_the_token() -> None:
    assert TOKEN not in repr(read())


def test_started_in_an_empty_folder_the_bot_says_what_is_missing(tmp_path: Path) -> None:
    finished = run_in(tmp_path, LOG_LEVEL="LOUD")
    assert finished.returncode == EXIT_CONFIG == 78
    assert finished.stdout == ""
    token, level = finished.stderr.splitlines()
    assert token.startswith("DISCORD_TOKEN is missing")
    assert level.startswith("LOG_LEVEL must be")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_env_file_is_read_and_the_environment_wins_over_it(tmp_path: Path, encoding: str) -> None:
    text = f"DISCORD_TOKEN={TOKEN}\nCARD_REFRESH_SECONDS=in-the-file\nLOG_LEVEL=in-the-file\n"
    (tmp_path / ".env").write_text(text, encoding=encoding)
    finished = run_in(tmp_path, LOG_LEVEL="INFO")
    assert finished.returncode == EXIT_CONFIG
    assert finished.stderr == "CARD_REFRESH_SECONDS must be a number of seconds from 0 to 3600, such as 5.\n"


def test_an_env_file_that_is_not_utf_8_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"DISCORD_TOKEN={TOKEN}\n", encoding="utf-16")
    finished = run_in(tmp_path)
    assert finished.returncode == EXIT_CONFIG
    assert finished.stderr.startswith("The file .env can't be read")
    assert "Traceback" not in finished.stderr
    assert TOKEN not in finished.stderr


def test_a_changed_discord_py_is_reported_before_anything_is_touched(tmp_path: Path) -> None:
    code = "import sys, discord, bot; del discord.app_commands.CommandTree._call; sys.exit(bot.main())"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROGRAM.parent), "DISCORD_TOKEN": TOKEN}
    command = [sys.executable, "-c", code]
    finished = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == EXIT_FAILURE
    assert "`CommandTree._call`" in finished.stderr
    assert "Install the version in requirements.txt." in finished.stderr
    assert "Traceback" not in finished.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_bot_is_made_without_token_network_or_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen: list[str] = []
    is_watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if is_watching and (event.startswith(("socket.", "sqlite3.")) or event == "open"):
            seen.append(f"{event} {arguments}")

    sys.addaudithook(watch)
    made = create_bot(Settings())
    is_watching = False

    assert seen == []
    assert list(tmp_path.iterdir()) == []
    assert made.settings.token == ""
    assert made.cogs == {}


def test_the_bot_hears_of_servers_and_reactions_and_caches_no_messages_or_members() -> None:
    made = create_bot(Settings())
    assert made.intents == discord.Intents(guilds=True, guild_reactions=True, dm_reactions=True)
    assert made.intents.value == discord.Intents(guilds=True).value | discord.Intents(reactions=True).value
    state = made._connection
    assert state.max_messages is None
    assert state.member_cache_flags == discord.MemberCacheFlags.none()


def test_the_bot_mentions_nobody() -> None:
    mentions = create_bot(Settings()).allowed_mentions
    assert mentions is not None
    assert mentions.to_dict() == discord.AllowedMentions.none().to_dict() == {"parse": []}
