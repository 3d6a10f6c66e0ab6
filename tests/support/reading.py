"""Reads all that the bot sends: checks that it is translated and within Discord's limits."""

import contextlib
import functools
import io
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import simcord
import simcord.http.router

from tests.support.pseudo import read_pseudo

_WORDS = re.compile(r"\b[a-z]{2,30}\b", re.IGNORECASE)

_NO_WORDS = re.compile(r"`[^`]*`|```.*?```|https?://\S+|<[^>]*>|:\w+:|attachment://\S+|\w+…", re.DOTALL)
"""Commands, addresses, mentions, dates, and words that are cut off."""

_SIGNS = re.compile(r"[^\w\s.-]")
"""Characters that the bot leaves out of the name of a file."""

NAMES = re.compile(
    r"\b(MyAnimeList|AniList|AniDB|Bangumi|Kitsu|Kanso|JSON|CSV|XML|MAL|TV|OVA|ONA|ZIP|CC BY|gdpr_data)\b"
)
"""Names of sites and formats, which are the same in every language."""

_LIMITS = {
    (2, "label"): 80,
    (3, "placeholder"): 150,
    (4, "placeholder"): 100,
    (18, "label"): 45,
    (18, "description"): 100,
}
"""The most characters in parts of a button, a menu, a text field and its label, by the component's type and field."""

_OPTION_LIMIT = 100
_DESCRIPTION_LIMIT = 100
_FORM_TITLE_LIMIT = 45
_CONTENT_LIMIT = 2000
_TEXTS_LIMIT = 4000


class Reader:
    """Translates all that the bot sends from the pseudo-language back into English, and notes what isn't in it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[str] = []
        self._heard: set[str] = set()
        self._too_long: list[str] = []
        dispatch = simcord.http.router.dispatch

        def read_and_dispatch(*arguments: Any, json: Any = None, files: Any = None, **options: Any) -> Any:
            for file in files or []:
                self._read_file(file)
            return dispatch(*arguments, json=self._read(json), files=files, **options)

        monkeypatch.setattr(simcord.http.router, "dispatch", read_and_dispatch)

    def listen(self, env: simcord.Env) -> None:
        """Listens to what people type and send: the bot may send their own words back as they are."""

        def hear(event: str, payload: Any) -> None:
            for part in _walk(payload):
                for value in part.values():
                    if isinstance(value, str):
                        file = env.backend.cdn.get(value) or b""
                        self._heard.update(
                            _find_words(f"{value} {_SIGNS.sub('', value)} {file.decode(errors='ignore')}")
                        )

        env.backend.subscribers.insert(0, hear)

    def check(self, *databases: Path) -> None:
        """Fails for texts that are too long, and for untranslated words unless they come from people or a database."""
        # Babel writes lists in English, with the word "and".
        known = self._heard | {"and"} | set().union(*map(_list_stored_words, databases))
        problems = [f"too long: {text!r}" for text in self._too_long]
        for text in dict.fromkeys(self.sent):
            if bare := set(_find_words(NAMES.sub(" ", _NO_WORDS.sub(" ", text)))) - known:
                problems.append(f"bare words {sorted(bare)} in {text!r}")
            if text.count("⟦") != text.count("⟧") and "…" not in text:
                problems.append(f"cut through: {text!r}")
        if problems:
            pytest.fail("\n".join(problems))

    def _read(self, sent: Any) -> Any:
        if isinstance(sent, list):
            return [self._read(part) for part in sent]
        if not isinstance(sent, dict):
            return read_pseudo(sent) if isinstance(sent, str) else sent
        self._check_lengths(sent)
        is_command = "name" in sent and "description" in sent
        if is_command:
            self._check_description(sent)
        else:
            self.sent += [
                sent[name] for name in ("content", "label", "placeholder", "description", "title") if sent.get(name)
            ]
        return {name: self._read(part) for name, part in sent.items()}

    def _check_lengths(self, sent: dict[str, Any]) -> None:
        limits = {name: limit for (kind, name), limit in _LIMITS.items() if kind == sent.get("type")}
        if "value" in sent and "label" in sent:
            limits = {"label": _OPTION_LIMIT, "description": _OPTION_LIMIT}
        if "title" in sent and "custom_id" in sent:
            limits = {"title": _FORM_TITLE_LIMIT}
        if "flags" in sent or "allowed_mentions" in sent:
            limits = {"content": _CONTENT_LIMIT}
        self._too_long += [
            f"{name}: {sent[name]}" for name, limit in limits.items() if len(sent.get(name) or "") > limit
        ]
        self._too_long += [
            f"{locale}: {text}"
            for locale, text in (sent.get("description_localizations") or {}).items()
            if len(text) > _DESCRIPTION_LIMIT
        ]
        if "components" in sent and "type" not in sent:
            texts = [part["content"] for part in _walk(sent["components"]) if part.get("type") == 10]
            if sum(map(len, texts)) > _TEXTS_LIMIT:
                self._too_long.append("".join(texts))

    def _check_description(self, command: dict[str, Any]) -> None:
        """Notes the description of a command, or of one of its options, that has no translation."""
        if "en-US" not in (command.get("description_localizations") or {}):
            self.sent.append(command["description"])

    def _read_file(self, file: Any) -> None:
        """Reads a file that the bot sends. Text files are for people, and all others are data."""
        if file.filename.endswith((".md", ".txt")):
            text = file.fp.read().decode()
            self.sent.append(text)
            file.fp = io.BytesIO(read_pseudo(text).encode())


def _walk(parts: Any) -> Iterator[dict[str, Any]]:
    if isinstance(parts, list):
        for part in parts:
            yield from _walk(part)
    elif isinstance(parts, dict):
        yield parts
        for part in parts.values():
            yield from _walk(part)


def _find_words(text: str) -> Iterator[str]:
    yield from (word.lower() for word in _WORDS.findall(text))


def _list_stored_words(path: Path) -> frozenset[str]:
    """The words in the texts of a database."""
    return _read_stored_words(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=4)
def _read_stored_words(path: Path, changed: int) -> frozenset[str]:
    words: set[str] = set()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                for value in row:
                    if isinstance(value, str):
                        words.update(_find_words(value))
    return frozenset(words)
