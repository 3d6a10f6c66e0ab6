"""Imports lists from files, after a preview."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from weakref import WeakValueDictionary

import discord

from cogs.anime.adult import allows_adult
from cogs.anime.questions import MAX_OFFERED
from cogs.core.answers import UNSAID, answer, defer, edit
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, get_choice, get_title_language, now
from cogs.core.language import _, ngettext
from cogs.core.router import on
from cogs.lists.exchange import render
from cogs.lists.exchange.left_out import write_left_out
from cogs.lists.exchange.matching import MAX_CUSTOM_TITLES, MatchedFile, MatchedRow, SearchScope, match
from cogs.lists.exchange.packing import pack, unpack
from cogs.lists.exchange.plan import AS_WRITTEN, LEFT_OUT, Plan, make_plan, settle
from cogs.lists.exchange.progress import ImportProgress
from cogs.lists.formats.reading import MAX_FILE_SIZE, read_list
from cogs.lists.formats.values import MAX_ROWS
from cogs.ui.text import is_blank
from db.engine.ids import get_first_id
from db.lists.history import ListChangeKind
from db.lists.imports import ListImport
from db.lists.models import Entry
from db.titles.custom import CUSTOM, MAX_TITLE_LENGTH, fold_custom
from db.titles.models import Anime

_MANY_ROWS = 1000
"""If a file has more rows than this, its owner sees how far the search for the titles has come."""

_LARGE_FILE = 500_000
"""If a file has more bytes than this, its owner sees that it is being read."""

_MAX_TEXT_LENGTH = 100
"""How many characters of an unclear row are compared with the names of titles."""

_MAX_NEAREST = 300
"""For how many unclear rows one click chooses the nearest title. Each takes a search of a few milliseconds."""


class ListImporter:
    """Reads files, shows what they would do to the caller's list, and does it once the caller agrees."""

    def __init__(self, bot: Client) -> None:
        self._bot = bot
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def import_(self, interaction: Interaction, file: discord.Attachment, *, is_merged: bool) -> None:
        """Reads a file and shows what it would do. The list does not change yet."""
        await defer(interaction)
        async with ImportProgress(interaction) as progress:
            if self._bot.files.is_busy:
                await progress.tell(_("Other files are being read before yours."))
            elif file.size > _LARGE_FILE:
                await progress.tell(_("Reading the file…"))
            advice = _("No list is that large. Check that it is the right file, or split it into several.")
            async with self._bot.files.open(interaction.user.id, file, limit=MAX_FILE_SIZE, advice=advice) as data:
                read = await self._read(interaction, data, file.filename, progress)
            await self._bot.store.list_imports.add(
                await asyncio.to_thread(pack, read),
                import_id=interaction.id,
                user_id=interaction.user.id,
                is_merged=is_merged,
                now=now(interaction),
            )
            await self._show(interaction, await self._get(interaction, interaction.id), page=1, file=read)

    @on(render.PAGE)
    async def turn_page(self, interaction: Interaction, import_id: int, page: int) -> None:
        async with self._take_turn(interaction, import_id):
            await self._show(interaction, await self._get(interaction, import_id), page=page)

    @on(render.TITLE)
    async def choose(self, interaction: Interaction, import_id: int, row: int, page: int) -> None:
        """Notes which title an unclear row means."""
        choice = get_choice(interaction)
        async with self._take_turn(interaction, import_id):
            waiting = await self._get(interaction, import_id)
            kept = [choice for chosen, choice in waiting.choices.items() if chosen != row]
            if choice == AS_WRITTEN and kept.count(AS_WRITTEN) >= MAX_CUSTOM_TITLES:
                raise Refusal(
                    _(
                        "One file can add at most {most} titles that aren't in the catalogue. Leave this one out. You "
                        "get it back in a file, which you can import separately."
                    ),
                    most=MAX_CUSTOM_TITLES,
                )
            await self._choose(interaction, waiting, {row: choice}, page=page)

    @on(render.KEEP)
    async def keep_all(self, interaction: Interaction, import_id: int, page: int) -> None:
        """Makes a custom title of each row without a choice, up to the limit for one file."""
        async with self._take_turn(interaction, import_id):
            waiting = await self._get(interaction, import_id)
            room = MAX_CUSTOM_TITLES - list(waiting.choices.values()).count(AS_WRITTEN)
            left = [index for index, row in await _list_open(waiting) if _can_be_new(row)]
            if not left[:room]:
                raise Refusal(
                    _(
                        "None of these can be kept as written. A title that isn't in the catalogue can have at most "
                        "{length} characters, and one file can add at most {most} of them. You get these back in a "
                        "file."
                    ),
                    length=MAX_TITLE_LENGTH,
                    most=MAX_CUSTOM_TITLES,
                )
            await self._choose(interaction, waiting, dict.fromkeys(left[:room], AS_WRITTEN), page=page)
        if len(left) > room:
            await answer(
                interaction,
                ngettext(
                    "One file can add at most {most} titles that aren't in the catalogue, so {number} is still "
                    "unclear. If you leave it out, you get it back in a file, which you can import separately.",
                    "One file can add at most {most} titles that aren't in the catalogue, so {number} are still "
                    "unclear. If you leave them out, you get them back in a file, which you can import separately.",
                    len(left) - room,
                    most=MAX_CUSTOM_TITLES,
                ),
            )

    @on(render.NEAREST)
    async def take_nearest(self, interaction: Interaction, import_id: int, page: int) -> None:
        """Chooses the first offered title for the rows without a choice, for a few hundred at a time.

        Leaves out the rows for which no title is offered.
        """
        async with self._take_turn(interaction, import_id):
            waiting = await self._get(interaction, import_id)
            choices = {}
            for index, row in (await _list_open(waiting))[:_MAX_NEAREST]:
                offered = await self._list_nearest(interaction, row, limit=1)
                choices[index] = offered[0].key if offered else LEFT_OUT
            await self._choose(interaction, waiting, choices, page=page)

    @on(render.LEAVE)
    async def leave_rest_out(self, interaction: Interaction, import_id: int, page: int) -> None:
        """Leaves out the rows without a choice."""
        async with self._take_turn(interaction, import_id):
            waiting = await self._get(interaction, import_id)
            left = [index for index, _row in await _list_open(waiting)]
            await self._choose(interaction, waiting, dict.fromkeys(left, LEFT_OUT), page=page)

    @on(render.CANCEL)
    async def cancel(self, interaction: Interaction, import_id: int) -> None:
        async with self._take_turn(interaction, import_id):
            if not await self._bot.store.list_imports.delete(import_id=import_id, user_id=interaction.user.id):
                raise _make_gone_error()
            await edit(interaction, view=render.make_notice(_("Cancelled. Your list has not changed.")))

    @on(render.APPLY)
    async def apply(self, interaction: Interaction, import_id: int) -> None:
        """Does all of what the preview says, or nothing."""
        await self._finish(interaction, import_id, is_replacement=False)

    @on(render.REPLACE)
    async def replace(self, interaction: Interaction, import_id: int) -> None:
        """Does all of what the preview says, and removes entries that the file doesn't have."""
        await self._finish(interaction, import_id, is_replacement=True)

    # What they share

    async def _finish(self, interaction: Interaction, import_id: int, *, is_replacement: bool) -> None:
        async with self._take_turn(interaction, import_id):
            waiting = await self._get(interaction, import_id)
            file = await asyncio.to_thread(unpack, waiting.data)
            with contextlib.suppress(*UNSAID):
                await edit(interaction, view=render.make_importing(import_id, is_replacement=is_replacement))
            try:
                plan = await self._apply(interaction, waiting, file, is_replacement=is_replacement)
            except Exception:
                # Nothing was written, so the file still waits. If showing it fails too, people see the first error.
                with contextlib.suppress(Exception):
                    await self._show(interaction, waiting, page=1, file=file)
                raise
            result = render.describe_result(plan, is_replacement=is_replacement)
            # The list is written, so the person must get what was left out even if this message can't be edited.
            with contextlib.suppress(*UNSAID):
                await edit(interaction, view=render.make_notice(result))
        if plan.left_out:
            text = (await asyncio.to_thread(write_left_out, plan.left_out)).encode(errors="replace")
            attached = discord.File(io.BytesIO(text), "left-out.txt")
            await answer(interaction, _("This is what was left out:"), file=attached)

    async def _read(
        self, interaction: Interaction, data: bytes, filename: str, progress: ImportProgress
    ) -> MatchedFile:
        read = await asyncio.to_thread(read_list, data, filename)

        async def tell(number: int, total: int) -> None:
            if len(read.rows) > _MANY_ROWS:
                await progress.tell(_("Looking up titles: {number} of {total}", number=number, total=total))

        async def list_entries() -> list[Entry]:
            return await self._bot.store.lists.list_all(user_id=interaction.user.id)

        scope = SearchScope(interaction.user.id, interaction.guild_id, allows_adult(interaction))
        language = get_title_language(interaction)
        return await match(read, self._bot.store.titles, scope, list_entries=list_entries, tell=tell, language=language)

    async def _get(self, interaction: Interaction, import_id: int) -> ListImport:
        waiting = await self._bot.store.list_imports.get(
            import_id=import_id, user_id=interaction.user.id, now=now(interaction)
        )
        if waiting is None:
            raise await self._explain_gone(interaction, import_id)
        return waiting

    async def _explain_gone(self, interaction: Interaction, import_id: int) -> Refusal:
        """Says what became of an import that no longer waits."""
        number = await self._bot.store.lists.count_changed(change_id=import_id, user_id=interaction.user.id)
        if number is None:
            return _make_gone_error()
        return Refusal(
            ngettext(
                "This file is imported: {number} title on your list was changed. `/list undo` takes that back.",
                "This file is imported: {number} titles on your list were changed. `/list undo` takes that back.",
                number,
            )
        )

    async def _choose(
        self, interaction: Interaction, waiting: ListImport, choices: Mapping[int, str], *, page: int
    ) -> None:
        chosen = await self._bot.store.list_imports.choose(choices, import_id=waiting.id, user_id=interaction.user.id)
        if chosen is None:
            raise _make_gone_error()
        await self._show(interaction, chosen, page=page)

    async def _show(
        self, interaction: Interaction, waiting: ListImport, *, page: int, file: MatchedFile | None = None
    ) -> None:
        """Shows the preview in the interaction's message. `file` is the waiting file, if it is already unpacked."""
        file = file or await asyncio.to_thread(unpack, waiting.data)
        present = await self._bot.store.lists.list_all(user_id=interaction.user.id)
        rows = await self._settle(interaction, waiting, file, await asyncio.to_thread(_list_custom, present))

        def plan_import(is_merged: bool) -> Plan:
            return make_plan(rows, present, user_id=interaction.user.id, is_merged=is_merged, now=now(interaction))

        plan = await asyncio.to_thread(plan_import, waiting.is_merged)
        differs = waiting.is_merged and plan.new < plan.titles
        replacement = await asyncio.to_thread(plan_import, False) if differs else plan
        unclear = [index for index, row in enumerate(file.rows) if row.anime is None]
        pages = max(1, -(-len(unclear) // render.QUESTIONS_PER_PAGE))
        page = min(max(page, 1), pages)
        start = (page - 1) * render.QUESTIONS_PER_PAGE
        questions = [
            await self._ask(interaction, index, file.rows[index], waiting.choices.get(index))
            for index in unclear[start : start + render.QUESTIONS_PER_PAGE]
        ]
        preview = render.Preview(
            import_id=waiting.id,
            source=file.source,
            remarks=file.remarks,
            plan=plan,
            replacement=replacement,
            is_merged=waiting.is_merged,
            questions=questions,
            page=page,
            pages=pages,
            unclear=len(set(unclear) - waiting.choices.keys()),
            with_adult=allows_adult(interaction),
        )
        await edit(interaction, view=render.make_preview(preview))

    async def _settle(
        self, interaction: Interaction, waiting: ListImport, file: MatchedFile, custom: Mapping[str, Anime]
    ) -> list[MatchedRow]:
        # The keys of the rows are looked up again: titles can have moved to other keys since the file was read.
        keys = {row.anime.key for row in file.rows if row.anime is not None} | set(waiting.choices.values())
        titles = await self._bot.store.titles.get_all(list(keys - {AS_WRITTEN, LEFT_OUT}))
        language = get_title_language(interaction)
        known = {key: anime.in_language(language) for key, anime in titles.items()}
        return await asyncio.to_thread(settle, file.rows, waiting.choices, known, custom)

    async def _ask(self, interaction: Interaction, index: int, row: MatchedRow, choice: str | None) -> render.Question:
        offered = await self._list_nearest(interaction, row)
        if choice not in (None, AS_WRITTEN, LEFT_OUT):
            chosen = await self._bot.store.titles.get_or_name(choice, choice)
            choice = chosen.key
            # In another place, or with another catalogue, other titles are offered.
            offered += [chosen] if all(anime.key != chosen.key for anime in offered) else []
        named = [anime.in_language(get_title_language(interaction)) for anime in offered]
        return render.Question(index, row, named, choice, _can_be_new(row))

    async def _list_nearest(self, interaction: Interaction, row: MatchedRow, limit: int = MAX_OFFERED) -> list[Anime]:
        return await self._bot.store.titles.nearest(
            (row.listed.title or row.text)[:_MAX_TEXT_LENGTH],
            user_id=interaction.user.id,
            guild_id=interaction.guild_id,
            with_adult=allows_adult(interaction),
            limit=limit,
        )

    async def _apply(
        self, interaction: Interaction, waiting: ListImport, file: MatchedFile, *, is_replacement: bool
    ) -> Plan:
        names = [file.rows[row].listed.title for row, choice in waiting.choices.items() if choice == AS_WRITTEN]
        # No server is given: new titles from a file are visible only to the person who imports it.
        titles = await self._bot.store.titles.number_custom(
            names, first_id=get_first_id(interaction.id), user_id=interaction.user.id
        )
        custom = {fold_custom(title.title): Anime(title.key, title.title) for title in titles}
        rows = await self._settle(interaction, waiting, file, custom)
        plans: list[Plan] = []

        def rewrite(present: Sequence[Entry]) -> Mapping[str, Entry | None]:
            plan = make_plan(
                rows,
                present,
                user_id=interaction.user.id,
                is_merged=waiting.is_merged and not is_replacement,
                now=now(interaction),
            )
            if plan.is_too_long and not is_replacement:
                raise Refusal(
                    _(
                        "Your list would be longer than {most} titles, so nothing was changed. Remove some from your "
                        "list or from the file."
                    ),
                    most=MAX_ROWS,
                )
            plans.append(plan)
            return {**plan.written, **dict.fromkeys(plan.missing if is_replacement else ())}

        was_there = await self._bot.store.list_imports.apply(
            rewrite,
            kind=ListChangeKind.REPLACEMENT if is_replacement else ListChangeKind.IMPORT,
            import_id=waiting.id,
            user_id=interaction.user.id,
            # So whoever presses the button again is told what it did.
            change_id=waiting.id,
            now=now(interaction),
            titles=titles,
        )
        if not was_there:
            raise await self._explain_gone(interaction, waiting.id)
        return plans[0]

    @contextlib.asynccontextmanager
    async def _take_turn(self, interaction: Interaction, import_id: int) -> AsyncIterator[None]:
        """Acknowledges a click, and waits for the clicks before it, because all of them edit the same message."""
        await defer(interaction, is_edit=True)
        async with self._turns.setdefault(import_id, asyncio.Lock()):
            yield


def _make_gone_error() -> Refusal:
    return Refusal(
        _(
            "This import is over: the file was imported or cancelled, you sent a newer one, or a day has passed. Send "
            "it to `/list import` again."
        )
    )


async def _list_open(waiting: ListImport) -> list[tuple[int, MatchedRow]]:
    """The unclear rows without a choice, each with its place in the file."""

    def list_open() -> list[tuple[int, MatchedRow]]:
        rows = enumerate(unpack(waiting.data).rows)
        return [(index, row) for index, row in rows if row.anime is None and index not in waiting.choices]

    return await asyncio.to_thread(list_open)


def _can_be_new(row: MatchedRow) -> bool:
    name = row.listed.title
    return len(name) <= MAX_TITLE_LENGTH and not is_blank(name)


def _list_custom(entries: Sequence[Entry]) -> dict[str, Anime]:
    """The custom titles on a list, by their folded names."""
    custom = [entry for entry in entries if entry.anime_key.startswith(CUSTOM)]
    return {fold_custom(entry.title): Anime(entry.anime_key, entry.title) for entry in custom}
