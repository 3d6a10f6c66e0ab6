"""A simulated Discord with the bot, and functions that read what a person sees there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import discord
import simcord
from simcord.actors import MemberActor
from simcord.backend.serializers import channel_payload
from simcord.builders import ChannelHandle, UserHandle
from simcord.results import InteractionResult, ResponseMessage

from bot import Kanso, Settings, create_bot
from cogs.core.errors import explain
from db.titles.catalogue.build import CatalogueBuilder
from db.titles.catalogue.records import TitleRecord


class World:
    """A server with one channel, `#reviews`. Its members are created when a test first names them."""

    def __init__(self, env: simcord.Env, settings: Settings) -> None:
        self.env = env
        self.settings = settings
        self.guild = env.create_guild("Anime club")
        self.channel = self.guild.create_text_channel("reviews")
        self._members: dict[str, MemberActor] = {}
        self._details: dict[int, dict[str, Any]] = {}
        env.backend.subscribers.insert(0, self._add_details)

    @property
    def bot(self) -> Kanso:
        assert isinstance(self.env.bot, Kanso)
        return self.env.bot

    def member(self, name: str) -> MemberActor:
        """The member with this name."""
        if name not in self._members:
            self._members[name] = self.guild.add_member(self.env.create_user(name))
        return self._members[name]

    def person(self, name: str) -> UserHandle:
        """Somebody who is not in the server, for private messages with the bot."""
        return self.env.create_user(name)

    async def restart(self) -> None:
        """Stops the bot and starts a new one on the same database."""
        await self.bot.close()
        await self.env.restart_bot(create_bot(self.settings))

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Hides Discord's events from the bot."""
        subscribers = list(self.env.backend.subscribers)
        self.env.backend.subscribers.clear()
        try:
            yield
        finally:
            self.env.backend.subscribers[:] = subscribers

    async def write_review(
        self,
        name: str,
        anime: str = "mal/52991",
        *,
        rating: int = 9,
        body: str = "A quiet masterpiece. I cried.",
        channel: Any = None,
        **fields: Any,
    ) -> InteractionResult:
        """Writes a review through the form, as a member. The response of the result is the card."""
        form = await self.member(name).slash(channel or self.channel, "review write", anime=anime, rating=rating)
        return await self.member(name).submit_modal(form, {"body": body, **fields})

    def set_details(self, person: MemberActor | UserHandle, **details: Any) -> None:
        """Adds these fields, named as in Discord's API, to all further interactions of a person.

        `locale="ja"` is a Japanese client; `context=2` is a private chat without the bot.
        """
        self._details[person.id] = details

    def restrict(self, channel: ChannelHandle) -> None:
        """Makes a channel age-restricted until the bot is restarted."""
        payload = channel_payload(self.env.backend, self.env.backend.get_channel(channel.id))
        self.env.backend.emit("CHANNEL_UPDATE", {**payload, "nsfw": True})

    async def change_catalogue(self, *records: TitleRecord) -> None:
        """Replaces the catalogue in use, and waits until the bot has noticed."""
        write_catalogue(self.settings.catalogue_path, *records)
        await self.env.advance_time(60)

    def _add_details(self, event: str, payload: Any) -> None:
        if event == "INTERACTION_CREATE":
            user = payload["member"]["user"] if "member" in payload else payload["user"]
            payload.update(self._details.get(int(user["id"]), {}))

    def check_errors(self) -> None:
        """Fails if the bot raised an unexpected error."""
        causes = [getattr(error, "original", error) for error in self.env.errors]
        unforeseen = [cause for cause in causes if explain(cause) is None]
        if unforeseen:
            raise ExceptionGroup("the bot raised", [error for error in unforeseen if isinstance(error, Exception)])

    def check_addresses(self) -> None:
        """Fails if a button or menu that was sent has no method to answer it, or two."""
        messages = [message for sent in self.env.backend.messages.values() for message in sent.values()]
        custom_ids = {
            part["custom_id"] for message in messages for part in _walk(message.components) if "custom_id" in part
        }
        for custom_id in custom_ids:
            known = [address for address in self.bot.router.addresses if address.read(custom_id) is not None]
            assert len(known) == 1, (custom_id, known)


async def come_back(world: World) -> None:
    """Restarts the bot, and lets a minute pass."""
    await world.restart()
    await world.env.advance_time(60)


def write_catalogue(path: Path, *records: TitleRecord) -> None:
    """Writes a catalogue of just these titles, replacing any earlier one."""
    with CatalogueBuilder(path) as builder:
        for record in records:
            builder.add(record)
        builder.finish({"source": "titles for the tests"})
        builder.publish()


Shown = InteractionResult | ResponseMessage | discord.Message


def get_text(shown: Shown) -> str:
    """All text that a person sees in a message, or in the answers to an interaction, including labels of buttons."""
    if isinstance(shown, InteractionResult):
        answers = [shown.response] if shown.response else []
        return "\n".join(get_text(answer) for answer in [*answers, *shown.followups])
    return "\n".join([shown.content, *_walk_text(_get_components(shown))])


def see_again(world: World, message: ResponseMessage) -> ResponseMessage:
    """Returns a message in its current state."""
    return ResponseMessage(world.env, world.env.backend.get_message(message.channel_id, message.id))


def get_labels(shown: ResponseMessage | discord.Message | None) -> list[str]:
    """The labels of a message's buttons, in their order; disabled ones in parentheses."""
    assert shown is not None
    buttons = [component for component in _walk(_get_components(shown)) if component["type"] == 2]
    return [f"({button['label']})" if button.get("disabled") else button["label"] for button in buttons]


def get_custom_id(shown: ResponseMessage | discord.Message | None, beginning: str) -> str:
    """The only `custom_id` in a message that begins with `beginning`; fails if there are none or several."""
    assert shown is not None
    found = [
        item["custom_id"] for item in _walk(_get_components(shown)) if item.get("custom_id", "").startswith(beginning)
    ]
    assert len(found) == 1, found
    return found[0]


def get_fields(form: InteractionResult) -> dict[str, dict[str, Any]]:
    """The fields of an opened form, by their labels."""
    assert form.modal is not None, get_text(form)
    return {label["label"]: label["component"] for label in form.modal["components"]}


def _get_components(shown: ResponseMessage | discord.Message) -> list[dict[str, Any]]:
    if isinstance(shown, ResponseMessage):
        return shown.components
    return [dict(component.to_dict()) for component in shown.components]


def _walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components", []))
        yield from _walk([component["accessory"]] if component.get("accessory") else [])


def _walk_text(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in _walk(components):
        for name in ("content", "label", "placeholder"):
            if component.get(name):
                yield component[name]
        for option in component.get("options", []):
            yield option["label"]
