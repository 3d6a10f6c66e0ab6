"""The part of Discord that answers requests: what each request does, and its answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.truth import APPLICATION_ID, Channel, Event, Message, Truth

_PRIVATE = 1 << 6
"""The flag of a message that only one person sees."""
_MESSAGE, _DEFERRED_MESSAGE, _UPDATE = 4, 5, 7
_ORIGINAL = "@original"
_REACTORS_A_PAGE = 25
_MESSAGES_A_PAGE = 50


class RefusedError(Exception):
    """An error that Discord answers with: its status, code and message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.json = {"message": message, "code": code}


@dataclass(slots=True, eq=False)
class Interaction:
    """Something that a person did with the bot, and the messages that answered it."""

    id: int
    channel: Channel
    source: Message | None
    """The message whose button or menu was used."""
    answers: list[Message] = field(default_factory=list)
    """The first is the original."""
    is_private: bool | None = None
    """While the original is deferred: whether it will be private."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request, split into its parts."""

    query: dict[str, str]
    json: Any
    parts: tuple[str, ...]
    """The ids and names in the path."""

    def get_id(self, place: int) -> int:
        return int(self.parts[place])


class Rest:
    """Answers requests."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self.gateway_url = ""
        self.interactions: dict[str, Interaction] = {}
        """By their tokens."""
        self._nonces: dict[str | None, Message] = {}
        """The messages of the bot by their nonces."""
        self.events: list[Event] = []
        """Events that requests caused and that were not sent yet."""

    def answer(self, method: str, path: str, query: dict[str, str], json: Any) -> Any:
        """Carries out a request. Returns the JSON of the answer; None for an empty one. Raises RefusedError."""
        for route_method, pattern, run in _ROUTES:
            if route_method == method and (match := pattern.fullmatch(path)):
                return run(self, Call(query, json, match.groups()))
        raise RefusedError(404, 0, "404: Not Found")

    # About the bot

    def get_user(self, call: Call) -> Any:
        return self._truth.describe_user(APPLICATION_ID)

    def get_application(self, call: Call) -> Any:
        return {
            "id": str(APPLICATION_ID),
            "name": "kanso",
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "",
            "flags": 0,
            "icon": None,
            "team": None,
            "owner": self._truth.describe_user(APPLICATION_ID),
        }

    def get_gateway(self, call: Call) -> Any:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {"url": self.gateway_url, "shards": 1, "session_start_limit": limit}

    def register_commands(self, call: Call) -> Any:
        return []

    # Channels and messages

    def get_channel(self, call: Call) -> Any:
        return self._truth.describe_channel(self._find_channel(call))

    def list_messages(self, call: Call) -> Any:
        messages = self._find_channel(call).messages
        limit = int(call.query.get("limit", _MESSAGES_A_PAGE))
        before, after = (int(call.query[name]) if name in call.query else None for name in ("before", "after"))
        ids = [key for key in messages if (before is None or key < before) and (after is None or key > after)]
        chosen = ids[:limit] if after is not None else ids[-limit:]
        return [self._truth.describe_message(messages[message_id]) for message_id in reversed(chosen)]

    def get_message(self, call: Call) -> Any:
        return self._truth.describe_message(self._find_message(call))

    def send_message(self, call: Call) -> Any:
        nonce = call.json.pop("nonce", None)
        message = self._nonces.get(nonce) if call.json.pop("enforce_nonce", False) else None
        message = message or self._truth.say(self._find_channel(call).id, APPLICATION_ID, call.json)
        self._nonces[nonce] = message
        return self._truth.describe_message(message)

    def edit_message(self, call: Call) -> Any:
        message = self._find_message(call)
        message.body |= call.json
        return self._truth.describe_message(message)

    def delete_message(self, call: Call) -> None:
        self._truth.delete_message(self._find_message(call).id)

    def add_reaction(self, call: Call) -> None:
        event = self._truth.react(self._find_message(call).id, APPLICATION_ID, call.parts[2])
        self.events += [event] if event else []

    def list_reactors(self, call: Call) -> Any:
        is_super = call.query.get("type", "0") == "1"
        after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", _REACTORS_A_PAGE))
        users = self._find_message(call).reactions.get((call.parts[2], is_super), set())
        return [self._truth.describe_user(user_id) for user_id in sorted(users) if user_id > after][:limit]

    # Interactions

    def begin_answer(self, call: Call) -> Any:
        interaction = self._find_interaction(call)
        if interaction.answers or interaction.is_private is not None:
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        kind, body = call.json["type"], call.json.get("data") or {}
        answered: dict[str, Any] = {"id": str(interaction.id), "type": 2}
        message = None
        if kind == _MESSAGE:
            message = self._answer(interaction, body, is_private=_is_private(body))
        elif kind == _DEFERRED_MESSAGE:
            interaction.is_private = _is_private(body)
        elif kind == _UPDATE and interaction.source is not None:
            message = interaction.source
            message.body |= body
        if message is None:
            return {"interaction": answered}
        resource = {"type": kind, "message": self._truth.describe_message(message)}
        return {"interaction": answered | {"response_message_id": str(message.id)}, "resource": resource}

    def follow_up(self, call: Call) -> Any:
        interaction = self._find_interaction(call)
        is_private = _is_private(call.json) if interaction.is_private is None else interaction.is_private
        interaction.is_private = None
        return self._truth.describe_message(self._answer(interaction, call.json, is_private=is_private))

    def get_answer(self, call: Call) -> Any:
        return self._truth.describe_message(self._find_answer(call))

    def edit_answer(self, call: Call) -> Any:
        interaction = self._find_interaction(call)
        if call.parts[2] == _ORIGINAL and interaction.is_private is not None:
            return self.follow_up(call)
        message = self._find_answer(call)
        message.body |= call.json
        return self._truth.describe_message(message)

    def delete_answer(self, call: Call) -> None:
        message = self._find_answer(call)
        self._find_interaction(call).answers.remove(message)
        if not message.is_private:
            self._truth.delete_message(message.id)

    def _answer(self, interaction: Interaction, body: dict[str, Any], *, is_private: bool) -> Message:
        if is_private or interaction.channel.id not in self._truth.channels:
            message = Message(self._truth.make_id(), interaction.channel, APPLICATION_ID, body, is_private=True)
        else:
            message = self._truth.say(interaction.channel.id, APPLICATION_ID, body)
        interaction.answers.append(message)
        return message

    # What they share

    def _find_channel(self, call: Call) -> Channel:
        channel = self._truth.channels.get(call.get_id(0))
        if channel is None:
            raise RefusedError(404, 10003, "Unknown Channel")
        return channel

    def _find_message(self, call: Call) -> Message:
        message = self._find_channel(call).messages.get(call.get_id(1))
        if message is None:
            raise RefusedError(404, 10008, "Unknown Message")
        return message

    def _find_interaction(self, call: Call) -> Interaction:
        interaction = self.interactions.get(call.parts[1])
        if interaction is None:
            raise RefusedError(404, 10062, "Unknown interaction")
        return interaction

    def _find_answer(self, call: Call) -> Message:
        """A message that answers an interaction and was not deleted."""
        interaction, name = self._find_interaction(call), call.parts[2]
        for message in interaction.answers:
            is_there = message.is_private or message.id in self._truth.messages
            if is_there and name in (_ORIGINAL, str(message.id)):
                return message
        if name == _ORIGINAL and interaction.source is not None:
            return interaction.source
        raise RefusedError(404, 10008, "Unknown Message")


def _is_private(body: dict[str, Any]) -> bool:
    return bool((body.get("flags") or 0) & _PRIVATE)


_MESSAGES = r"/channels/(\d+)/messages"
_WEBHOOK = r"/webhooks/(\d+)/([^/]+)"
_ROUTES: tuple[tuple[str, re.Pattern[str], Callable[[Rest, Call], Any]], ...] = tuple(
    (method, re.compile(pattern), run)
    for method, pattern, run in (
        ("GET", "/users/@me", Rest.get_user),
        ("GET", "/oauth2/applications/@me", Rest.get_application),
        ("GET", "/gateway/bot", Rest.get_gateway),
        ("PUT", r"/applications/\d+/commands", Rest.register_commands),
        ("GET", r"/channels/(\d+)", Rest.get_channel),
        ("GET", _MESSAGES, Rest.list_messages),
        ("GET", rf"{_MESSAGES}/(\d+)", Rest.get_message),
        ("POST", _MESSAGES, Rest.send_message),
        ("PATCH", rf"{_MESSAGES}/(\d+)", Rest.edit_message),
        ("DELETE", rf"{_MESSAGES}/(\d+)", Rest.delete_message),
        ("PUT", rf"{_MESSAGES}/(\d+)/reactions/([^/]+)/@me", Rest.add_reaction),
        ("GET", rf"{_MESSAGES}/(\d+)/reactions/([^/]+)", Rest.list_reactors),
        ("POST", r"/interactions/(\d+)/([^/]+)/callback", Rest.begin_answer),
        ("POST", _WEBHOOK, Rest.follow_up),
        ("GET", rf"{_WEBHOOK}/messages/([^/]+)", Rest.get_answer),
        ("PATCH", rf"{_WEBHOOK}/messages/([^/]+)", Rest.edit_answer),
        ("DELETE", rf"{_WEBHOOK}/messages/([^/]+)", Rest.delete_answer),
    )
)
