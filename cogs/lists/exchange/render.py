"""How an import looks before and after it is done, and what an export says: pure functions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord

from cogs.anime.adult import CONCEALED
from cogs.anime.render import make_labels
from cogs.core.router import Address
from cogs.lists.exchange.matching import MatchedRow
from cogs.lists.exchange.plan import AS_WRITTEN, LEFT_OUT, Plan
from cogs.lists.formats.values import MAX_ROWS
from cogs.ui.components import Layout, button
from cogs.ui.entries import STATUS_EMOJI, describe_differences
from cogs.ui.text import count, escape, shorten
from db.lists.models import Entry, ListStatus
from db.titles.models import Anime

PAGE = Address("list:import:page:{import_id:int}:{page:int}")
TITLE = Address("list:import:title:{import_id:int}:{row:int}:{page:int}")
"""A menu in which a person says which title an unclear row is of."""
NEAREST = Address("list:import:nearest:{import_id:int}:{page:int}")
KEEP = Address("list:import:keep:{import_id:int}:{page:int}")
LEAVE = Address("list:import:leave:{import_id:int}:{page:int}")
APPLY = Address("list:import:apply:{import_id:int}")
REPLACE = Address("list:import:replace:{import_id:int}")
CANCEL = Address("list:import:cancel:{import_id:int}")

QUESTIONS_PER_PAGE = 4
"""How many unclear titles are asked about at once."""

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
"""An ordinary message has room for so many names of this length, also if each of their characters is escaped."""


@dataclass(frozen=True, slots=True)
class Question:
    """An unclear row, and what its owner can choose for it."""

    index: int
    """Its place among the rows of the file, from 0 on."""
    row: MatchedRow
    offered: Sequence[Anime]
    choice: str | None
    """The key of one of those offered, or what else was chosen; None as long as nothing was."""
    can_be_new: bool
    """Whether it can become a custom title as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """All that a person is shown of a file that waits."""

    import_id: int
    source: str
    remarks: Sequence[str]
    plan: Plan
    """What *Import* would do."""
    replacement: Plan
    """What *Replace my list* would do, besides taking away what is missing."""
    is_merged: bool
    questions: Sequence[Question]
    """Those of the page."""
    page: int
    """From 1 on."""
    pages: int
    unclear: int
    """How many rows nothing was chosen for yet."""
    with_adult: bool


def make_notice(text: str) -> Layout:
    """A line that takes the place of a preview, or comes before one."""
    return Layout(discord.ui.TextDisplay(text))


def make_preview(preview: Preview) -> Layout:
    """What importing a file would do, the questions of one page, and the buttons."""
    items: list[discord.ui.Item] = [discord.ui.TextDisplay(_describe_preview(preview))]
    if preview.questions:
        items.append(discord.ui.Separator())
    for question in preview.questions:
        items.append(discord.ui.TextDisplay(f"**{_name_row(question.row)}**{_describe_listed(question.row)}"))
        items.append(discord.ui.ActionRow(_make_menu(preview, question)))
    turning = []
    if preview.pages > 1:
        turning += [
            button(PAGE(import_id=preview.import_id, page=preview.page - 1), "Previous", disabled=preview.page == 1),
            button(
                PAGE(import_id=preview.import_id, page=preview.page + 1), "Next", disabled=preview.page == preview.pages
            ),
        ]
    if preview.unclear:
        fields = {"import_id": preview.import_id, "page": preview.page}
        turning += [
            button(NEAREST(**fields), "Take the nearest"),
            button(KEEP(**fields), "Keep all as written"),
            button(LEAVE(**fields), "Leave the rest out"),
        ]
    if turning:
        items.append(discord.ui.ActionRow(*turning))
    items += [discord.ui.Separator(), discord.ui.ActionRow(*_make_decisions(preview))]
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def describe_result(plan: Plan, *, is_replacement: bool) -> str:
    """What was done, with the way back."""
    numbers = [
        f"**{plan.new:,} new**",
        f"{plan.changed:,} changed",
        f"{plan.unchanged:,} unchanged",
        f"{len(plan.missing):,} taken away" if is_replacement else "",
        f"{len(plan.left_out):,} left out",
    ]
    what = "Your list was replaced" if is_replacement else "Imported"
    sentences = [f"{what}: {', '.join(filter(None, numbers))}."]
    if plan.written or (is_replacement and plan.missing):
        sentences.append("`/list undo` takes all of it back.")
    return " ".join(sentences)


def describe_unwritten(entries: Sequence[Entry], *, lacks: str, concealed: frozenset[str]) -> str:
    """Which entries a file lacks, after what its format `lacks`; those with a key in `concealed` are not named."""
    names = [
        CONCEALED if entry.anime_key in concealed else escape(shorten(entry.title, _UNWRITTEN_LENGTH))
        for entry in entries[:_MAX_UNWRITTEN]
    ]
    more = len(entries) - len(names)
    ending = f", and {more:,} more" if more else ""
    reason = lacks.format(titles=f"**{count(len(entries), 'title')}**", have="has" if len(entries) == 1 else "have")
    return f"{reason}; JSON and CSV have all: {', '.join(names)}{ending}."


def _describe_preview(preview: Preview) -> str:
    plan = preview.plan
    shares = [
        f"{STATUS_EMOJI[status]} {plan.statuses[status]:,} {status.label.lower()}"
        for status in ListStatus
        if plan.statuses.get(status)
    ]
    left_out = len(plan.left_out) - preview.unclear
    numbers = [
        f"**{plan.new:,} new**",
        f"**{plan.changed:,} changed**",
        f"{plan.unchanged:,} unchanged",
        f"**{preview.unclear:,} unclear**",
        f"{left_out:,} left out" if left_out else "",
    ]
    lines = [
        f"### Import · {preview.source}",
        f"{count(plan.titles, 'title')}{': ' if shares else ''}{' · '.join(shares)}",
        " · ".join(filter(None, numbers)),
        *_list_examples(preview),
        _describe_consequences(preview),
    ]
    if preview.unclear:
        lines.append("What stays unclear is left out and comes back as a file. Which titles are meant?")
    if preview.pages > 1:
        lines.append(f"-# Page {preview.page:,} of {preview.pages:,} of the questions")
    return "\n".join([*lines, *_list_remarks(preview)])


def _list_examples(preview: Preview) -> Iterator[str]:
    """What would change in the first few titles."""
    for anime, before, after in preview.plan.examples:
        name = _name_title(anime, preview)
        yield f"-# {name}: {shorten(', '.join(describe_differences(before, after)), _DIFFERENCES_LENGTH)}"
    if preview.plan.changed > len(preview.plan.examples):
        yield f"-# … and {preview.plan.changed - len(preview.plan.examples):,} more change"


def _describe_consequences(preview: Preview) -> str:
    plan = preview.plan
    if not plan.titles:
        return "There is nothing to import yet."
    importing = "*Import* keeps what you have where it is further along; of scores, the file's count."
    if not preview.is_merged:
        importing = "*Import* believes the file where it differs from what you have."
    if not plan.written:
        importing = "Nothing would change with *Import*: all of it is on your list already."
    if plan.is_too_long:
        importing = (
            f"*Import* would make your list longer than {MAX_ROWS:,} titles, more than a file can bring back. Take "
            "some off your list, or out of the file."
        )
    if plan.new == plan.titles and not plan.missing:
        return importing
    if preview.unclear:
        return f"{importing}\nBefore *Replace my list*, say which titles the unclear ones are, or leave them out."
    changed, missing = count(preview.replacement.changed, "title"), count(len(plan.missing), "title")
    return (
        f"{importing}\n*Replace my list* believes the file: it changes **{changed}** that you have, and takes away "
        f"**{missing}** not in it."
    )


def _list_remarks(preview: Preview) -> Iterator[str]:
    """Remarks as long as there is room for them."""
    plan = preview.plan
    room = _REMARKS_LENGTH
    plan_remarks = [
        f"{count(plan.doubled, 'row')} became one with another row of the same title." if plan.doubled else "",
        _name_titles("More episodes than there are, cut to their number", plan.cut, preview),
        _name_titles("Finished before the start, so one of the two dates is left out", plan.undated, preview),
        _name_titles("No more room for all notes or tags, so the end of them is left out", plan.overfull, preview),
    ]
    for remark in (*filter(None, plan_remarks), *preview.remarks):
        line = f"-# {shorten(remark, _REMARK_LENGTH)}"
        if len(line) > room:
            yield "-# …"
            return
        room -= len(line) + 1
        yield line


def _name_titles(what: str, titles: Sequence[Anime], preview: Preview) -> str:
    if not titles:
        return ""
    names = [_name_title(anime, preview) for anime in titles[:_MAX_NAMED]]
    more = f" and {len(titles) - _MAX_NAMED:,} more" if len(titles) > _MAX_NAMED else ""
    return f"{what}: {', '.join(names)}{more}."


def _name_title(anime: Anime, preview: Preview) -> str:
    is_concealed = anime.is_adult and not preview.with_adult
    return CONCEALED if is_concealed else escape(shorten(anime.title, _NAME_LENGTH // 2))


def _make_menu(preview: Preview, question: Question) -> discord.ui.Select:
    shown = [
        Anime(anime.key, CONCEALED) if anime.is_adult and not preview.with_adult else anime
        for anime in question.offered
    ]
    options = [
        discord.SelectOption(label=label, value=anime.key, default=anime.key == question.choice)
        for label, anime in zip(make_labels(shown, _MAX_LABEL_LENGTH), shown, strict=True)
    ]
    if question.can_be_new:
        name = shorten(question.row.listed.title, _MAX_LABEL_LENGTH - len("Use “” as it is"))
        options.append(
            discord.SelectOption(
                label=f"Use “{name}” as it is", value=AS_WRITTEN, default=question.choice == AS_WRITTEN
            )
        )
    options.append(discord.SelectOption(label="Leave out", value=LEFT_OUT, default=question.choice == LEFT_OUT))
    return discord.ui.Select(
        custom_id=TITLE(import_id=preview.import_id, row=question.index, page=preview.page),
        placeholder="Which title is it?" if question.offered else "I know none like it",
        options=options,
    )


def _make_decisions(preview: Preview) -> list[discord.ui.Button]:
    plan = preview.plan
    return [
        button(
            APPLY(import_id=preview.import_id),
            "Import",
            style=discord.ButtonStyle.success,
            disabled=not plan.written or plan.is_too_long,
        ),
        button(
            REPLACE(import_id=preview.import_id),
            "Replace my list",
            style=discord.ButtonStyle.danger,
            # What is unclear may be on the list, and would be taken away.
            disabled=not plan.titles or preview.unclear > 0,
        ),
        button(CANCEL(import_id=preview.import_id), "Cancel"),
    ]


def _name_row(row: MatchedRow) -> str:
    text = escape(shorten(row.text, _TEXT_LENGTH))
    title = row.listed.title
    return text if not title or title in row.text else f"{text} ({escape(shorten(title, _TEXT_LENGTH))})"


def _describe_listed(row: MatchedRow) -> str:
    """What would be noted with the title, in a line of its own."""
    listed = row.listed
    facts = [
        listed.status.label if listed.status else "",
        count(listed.episodes, "episode") if listed.episodes else "",
        f"score {listed.score}" if listed.score else "",
    ]
    return f"\n-# {' · '.join(filter(None, facts))}" if any(facts) else ""
