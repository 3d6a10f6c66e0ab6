"""How an import looks before and after it is done, and what an export says: pure functions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import discord

from cogs.anime.adult import name_concealed
from cogs.anime.render import make_labels
from cogs.core.language import _, fill, ngettext, write_list
from cogs.core.router import Address
from cogs.lists.exchange.matching import MatchedRow
from cogs.lists.exchange.plan import AS_WRITTEN, LEFT_OUT, Plan
from cogs.lists.formats.remarks import Remark, Source, describe_remark, name_first, name_source
from cogs.lists.formats.values import MAX_ROWS
from cogs.ui.components import Layout, button
from cogs.ui.entries import STATUS_EMOJI, describe_differences, describe_score
from cogs.ui.labels import name_status
from cogs.ui.text import count_episodes, count_titles, escape, fit, shorten
from db.lists.models import Entry, ListStatus
from db.titles.models import Anime

PAGE = Address("list:import:page:{import_id:int}:{page:int}")
TITLE = Address("list:import:title:{import_id:int}:{row:int}:{page:int}")
"""A menu in which a person says which title an unclear row means."""
NEAREST = Address("list:import:nearest:{import_id:int}:{page:int}")
KEEP = Address("list:import:keep:{import_id:int}:{page:int}")
LEAVE = Address("list:import:leave:{import_id:int}:{page:int}")
APPLY = Address("list:import:apply:{import_id:int}")
REPLACE = Address("list:import:replace:{import_id:int}")
CANCEL = Address("list:import:cancel:{import_id:int}")

QUESTIONS_PER_PAGE = 4
"""How many unclear rows a page asks about."""

_COLOUR = discord.Colour(0x5865F2)
_REMARKS_LENGTH = 1400
_REMARK_LENGTH = 300
_TEXT_LENGTH = 80
_NAME_LENGTH = 80
_MAX_NAMED = 3
_DIFFERENCES_LENGTH = 120
_MAX_LABEL_LENGTH = 100
_MAX_UNWRITTEN = 10
_UNWRITTEN_LENGTH = 60
"""An ordinary message has room for this many names of this length, even if each of their characters is escaped."""


@dataclass(frozen=True, slots=True)
class Question:
    """An unclear row, and what the person can choose for it."""

    index: int
    """Its place among the rows of the file, starting at 0."""
    row: MatchedRow
    offered: Sequence[Anime]
    choice: str | None
    """The key of an offered title, or another choice; None until something is chosen."""
    can_be_new: bool
    """Whether it can become a custom title as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a person sees of a file that waits to be imported."""

    import_id: int
    source: Source
    remarks: Sequence[Remark]
    plan: Plan
    """What *Import* would do."""
    replacement: Plan
    """What *Replace my list* would do, besides removing what is missing."""
    is_merged: bool
    questions: Sequence[Question]
    """The questions on this page."""
    page: int
    """Starts at 1."""
    pages: int
    unclear: int
    """How many rows still need a choice."""
    with_adult: bool


def make_notice(text: str) -> Layout:
    """A line in the place of a preview, or before one."""
    return Layout(discord.ui.TextDisplay(text))


def make_importing(import_id: int, *, is_replacement: bool) -> Layout:
    """Stands in the place of a preview during an import, with a button in case that it never ends."""
    address = REPLACE if is_replacement else APPLY
    text = _("Importing…")
    advice = _("If this doesn't change within a minute, press the button to see what became of it.")
    return Layout(
        discord.ui.TextDisplay(f"{text}\n-# {advice}"),
        discord.ui.ActionRow(button(address(import_id=import_id), _("Go on"))),
    )


def make_preview(preview: Preview) -> Layout:
    """Shows what importing a file would do, the questions of one page, and the buttons."""
    items: list[discord.ui.Item] = [discord.ui.TextDisplay(_describe_preview(preview))]
    if preview.questions:
        items.append(discord.ui.Separator())
    for question in preview.questions:
        items.append(discord.ui.TextDisplay(f"**{_name_row(question.row)}**{_describe_listed(question.row)}"))
        items.append(discord.ui.ActionRow(_make_menu(preview, question)))
    turning = []
    if preview.pages > 1:
        turning += [
            button(PAGE(import_id=preview.import_id, page=preview.page - 1), _("Previous"), disabled=preview.page == 1),
            button(
                PAGE(import_id=preview.import_id, page=preview.page + 1),
                _("Next"),
                disabled=preview.page == preview.pages,
            ),
        ]
    if preview.unclear:
        fields = {"import_id": preview.import_id, "page": preview.page}
        turning += [
            button(NEAREST(**fields), _("Take the nearest")),
            button(KEEP(**fields), _("Keep all as written")),
            button(LEAVE(**fields), _("Leave the rest out")),
        ]
    if turning:
        items.append(discord.ui.ActionRow(*turning))
    items += [discord.ui.Separator(), discord.ui.ActionRow(*_make_decisions(preview))]
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def describe_result(plan: Plan, *, is_replacement: bool) -> str:
    """Says what was done, and how to undo it."""
    new = _count("new", plan.new)
    counts = [
        f"**{new}**",
        _count("changed", plan.changed),
        _count("unchanged", plan.unchanged),
        *([_count("removed", len(plan.missing))] if is_replacement else []),
        _count("left_out", len(plan.left_out)),
    ]
    # Translators: {counts} is such as "12 new, 3 changed, 0 unchanged, and 2 left out"
    result = _("Your list was replaced: {counts}.") if is_replacement else _("Imported: {counts}.")
    sentences = [fill(result, counts=write_list(counts))]
    if plan.written or (is_replacement and plan.missing):
        sentences.append(_("You can undo all of it with `/list undo`."))
    return " ".join(sentences)


def describe_unwritten(
    entries: Sequence[Entry], describe: Callable[[int, str], str], *, concealed: frozenset[str]
) -> str:
    """The sentence by which a format describes entries that are not in its file, without names of `concealed` keys."""
    names = [
        name_concealed() if entry.anime_key in concealed else escape(shorten(entry.title, _UNWRITTEN_LENGTH))
        for entry in entries[:_MAX_UNWRITTEN]
    ]
    return describe(len(entries), name_first(names, len(entries) - len(names)))


def _describe_preview(preview: Preview) -> str:
    plan = preview.plan
    # Translators: {source} is the kind of a file, such as "MyAnimeList export"
    heading = _("Import · {source}", source=name_source(preview.source))
    left_out = len(plan.left_out) - preview.unclear
    new, changed, unclear = (
        _count("new", plan.new),
        _count("changed", plan.changed),
        _count("unclear", preview.unclear),
    )
    counts = [f"**{new}**", f"**{changed}**", _count("unchanged", plan.unchanged), f"**{unclear}**"]
    lines = [
        f"### {heading}",
        " · ".join([count_titles(plan.titles), *_list_shares(plan)]),
        " · ".join([*counts, *([_count("left_out", left_out)] if left_out else [])]),
        *_list_examples(preview),
        _describe_consequences(preview),
    ]
    if preview.unclear:
        lines.append(
            _("Which titles are these? Those that stay unclear are left out, and you get them back in a file.")
        )
    if preview.pages > 1:
        page = _("Questions, page {page} of {pages}", page=preview.page, pages=preview.pages)
        lines.append(f"-# {page}")
    return "\n".join([*lines, *_list_remarks(preview)])


def _count(what: str, number: int) -> str:
    return {
        # Translators: {number} counts titles in a file that somebody imports
        "new": ngettext("{number} new", "{number} new", number),
        # Translators: {number} counts titles in a file that somebody imports
        "changed": ngettext("{number} changed", "{number} changed", number),
        # Translators: {number} counts titles in a file that somebody imports
        "unchanged": ngettext("{number} unchanged", "{number} unchanged", number),
        # Translators: {number} counts titles in a file that somebody imports
        "unclear": ngettext("{number} unclear", "{number} unclear", number),
        # Translators: {number} counts titles in a file that somebody imports
        "removed": ngettext("{number} removed", "{number} removed", number),
        # Translators: {number} counts titles in a file that somebody imports
        "left_out": ngettext("{number} left out", "{number} left out", number),
    }[what]


def _list_shares(plan: Plan) -> Iterator[str]:
    """How many titles are in each status."""
    for status in ListStatus:
        if number := plan.statuses.get(status):
            # Translators: how many titles are in a status, such as "Watching: 12"
            share = _("{status}: {number}", status=name_status(status), number=number)
            yield f"{STATUS_EMOJI[status]} {share}"


def _list_examples(preview: Preview) -> Iterator[str]:
    """Says what would change in the first few titles."""
    for anime, before, after in preview.plan.examples:
        changes = shorten(write_list(describe_differences(before, after)), _DIFFERENCES_LENGTH)
        # Translators: {changes} is such as "episodes 3 → 5 and score 8 → 9"
        example = _("{title}: {changes}", title=_name_title(anime, preview), changes=changes)
        yield f"-# {example}"
    more = preview.plan.changed - len(preview.plan.examples)
    if more:
        others = ngettext("{number} more title changes", "{number} more titles change", more)
        yield f"-# … {others}"


def _describe_consequences(preview: Preview) -> str:
    plan = preview.plan
    if not plan.titles:
        return _("There is nothing to import yet.")
    importing = _("*Import* keeps your progress where it is ahead of the file. Scores come from the file.")
    if not preview.is_merged:
        importing = _("*Import* follows the file where it differs from your list.")
    if not plan.written:
        importing = _("*Import* would change nothing, because all of this is already on your list.")
    if plan.is_too_long:
        importing = _(
            "*Import* would make your list longer than {most} titles, which is more than one file can hold. Remove "
            "some from your list or from the file.",
            most=MAX_ROWS,
        )
    if plan.new == plan.titles and not plan.missing:
        return importing
    if preview.unclear:
        replacing = _(
            "Before you can press *Replace my list*, choose which titles the unclear ones are, or leave them out."
        )
    else:
        replacing = _(
            "*Replace my list* follows the file. Titles changed on your list: **{changed}**. Titles removed, because "
            "the file doesn't have them: **{missing}**.",
            changed=preview.replacement.changed,
            missing=len(plan.missing),
        )
    return f"{importing}\n{replacing}"


def _list_remarks(preview: Preview) -> Iterator[str]:
    """Remarks, as many as there is room for."""
    room = _REMARKS_LENGTH
    for remark in (*_list_plan_remarks(preview), *map(describe_remark, preview.remarks)):
        line = f"-# {shorten(remark, _REMARK_LENGTH)}"
        if len(line) > room:
            yield "-# …"
            return
        room -= len(line) + 1
        yield line


def _list_plan_remarks(preview: Preview) -> Iterator[str]:
    plan = preview.plan
    if plan.doubled:
        yield ngettext(
            "{number} row was merged with another row of the same title.",
            "{number} rows were merged with other rows of the same titles.",
            plan.doubled,
        )
    remarks = [
        (_("The file has more episodes of these than there are, so I lowered the number: {titles}."), plan.cut),
        (
            _(
                "In the file, these are finished before they are started, so one of the two dates is left out: "
                "{titles}."
            ),
            plan.undated,
        ),
        (
            _("There isn't enough room for all notes or tags of these, so the rest is left out: {titles}."),
            plan.overfull,
        ),
    ]
    for remark, titles in remarks:
        names = [_name_title(anime, preview) for anime in titles[:_MAX_NAMED]]
        if names:
            yield fill(remark, titles=name_first(names, len(titles) - len(names)))


def _name_title(anime: Anime, preview: Preview) -> str:
    is_concealed = anime.is_adult and not preview.with_adult
    return name_concealed() if is_concealed else escape(shorten(anime.title, _NAME_LENGTH // 2))


def _make_menu(preview: Preview, question: Question) -> discord.ui.Select:
    shown = [
        Anime(anime.key, name_concealed()) if anime.is_adult and not preview.with_adult else anime
        for anime in question.offered
    ]
    options = [
        discord.SelectOption(label=label, value=anime.key, default=anime.key == question.choice)
        for label, anime in zip(make_labels(shown, _MAX_LABEL_LENGTH), shown, strict=True)
    ]
    if question.can_be_new:
        label = fit(_("Use “{name}” as it is"), _MAX_LABEL_LENGTH, name=question.row.listed.title)
        options.append(discord.SelectOption(label=label, value=AS_WRITTEN, default=question.choice == AS_WRITTEN))
    # Translators: a choice, for a title in a file
    options.append(discord.SelectOption(label=_("Leave it out"), value=LEFT_OUT, default=question.choice == LEFT_OUT))
    return discord.ui.Select(
        custom_id=TITLE(import_id=preview.import_id, row=question.index, page=preview.page),
        placeholder=_("Which title is it?") if question.offered else _("I don't know any title like it"),
        options=options,
    )


def _make_decisions(preview: Preview) -> list[discord.ui.Button]:
    plan = preview.plan
    return [
        button(
            APPLY(import_id=preview.import_id),
            _("Import"),
            style=discord.ButtonStyle.success,
            disabled=not plan.written or plan.is_too_long,
        ),
        button(
            REPLACE(import_id=preview.import_id),
            _("Replace my list"),
            style=discord.ButtonStyle.danger,
            # An unclear row may mean a title on the list, which would be removed.
            disabled=not plan.titles or preview.unclear > 0,
        ),
        button(CANCEL(import_id=preview.import_id), _("Cancel")),
    ]


def _name_row(row: MatchedRow) -> str:
    text = escape(shorten(row.text, _TEXT_LENGTH))
    title = row.listed.title
    return text if not title or title in row.text else f"{text} ({escape(shorten(title, _TEXT_LENGTH))})"


def _describe_listed(row: MatchedRow) -> str:
    """Describes in one line what the row says about the title."""
    listed = row.listed
    facts = [
        name_status(listed.status) if listed.status else "",
        count_episodes(listed.episodes) if listed.episodes else "",
        describe_score(listed.score) if listed.score else "",
    ]
    return f"\n-# {' · '.join(filter(None, facts))}" if any(facts) else ""
