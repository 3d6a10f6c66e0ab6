"""Draws the picture of a list.

Importing this module imports matplotlib, which takes half a second. So import it in a thread, and only to draw.
"""

import io
from collections.abc import Mapping, Sequence, Set
from datetime import date
from functools import cache

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from cogs.core.language import ENGLISH, _, fill, ngettext, speak, write_month, write_number
from cogs.lists.pictures.render import describe_gaps, describe_lengths
from cogs.lists.pictures.statistics import Finished, Statistics
from cogs.ui.labels import name_status
from db.lists.models import ListStatus

WIDTH, HEIGHT = 1200, 1500
"""The size of the picture in pixels. A phone shows it at about a third of this."""

_DOTS_PER_INCH = 72  # so that a point is a pixel
_BACKGROUND, _PANEL, _GRID = "#1b1e26", "#262b36", "#3d4452"
_TEXT, _FAINT_TEXT = "#f4f5f7", "#b9c0cc"

# From the palette of Okabe and Ito, which people with any kind of colour blindness can tell apart.
_TITLES, _EPISODES, _SCORES = "#56b4e9", "#e69f00", "#cc79a7"
_STATUS_COLOURS = {
    ListStatus.WATCHING: "#56b4e9",
    ListStatus.COMPLETED: "#12a983",
    ListStatus.ON_HOLD: "#f0e442",
    ListStatus.DROPPED: "#e0661a",
    ListStatus.PLAN_TO_WATCH: "#9aa3b2",
}

_MARGIN = 40

_ROOM_FOR_NAMES = 5
"""How many names fit below the bars. Fewer bars than this are as wide as if there were this many."""


def draw(statistics: Statistics, *, name: str) -> bytes:
    """Draws a list as a PNG of `WIDTH` × `HEIGHT` pixels, with rounded, transparent corners.

    If the font lacks a letter of the name, the name is left out. If it lacks one of the language, the picture is in
    English. Can be called from any thread.
    """
    content = io.BytesIO()
    canvas = make_canvas(statistics, name=name)
    canvas.print_png(content)
    # Reference cycles would keep many megabytes until the garbage collector runs.
    canvas.figure.clear()
    del canvas.renderer
    return content.getvalue()


def make_canvas(statistics: Statistics, *, name: str) -> FigureCanvasAgg:
    """Draws the picture, but doesn't turn it into pixels yet."""
    try:
        return _make_canvas(statistics, name)
    except _MissingLetters:
        with speak(ENGLISH):
            return _make_canvas(statistics, name)


class _MissingLetters(Exception):
    """The font lacks letters of the language."""


def _make_canvas(statistics: Statistics, name: str) -> FigureCanvasAgg:
    figure = Figure(figsize=(WIDTH / _DOTS_PER_INCH, HEIGHT / _DOTS_PER_INCH), dpi=_DOTS_PER_INCH, facecolor="none")
    canvas = FigureCanvasAgg(figure)
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    page.set_axis_off()
    _add_box(page, 0, 0, WIDTH, HEIGHT, colour=_BACKGROUND, rounding=48)
    _add_text(page, _MARGIN + 8, 66, _make_heading(name), size=46, weight="bold", room=WIDTH - 3 * _MARGIN)
    _draw_numbers(page, statistics, top=112)
    _draw_statuses(page, statistics, top=278)
    _draw_scores(page, statistics, top=486)
    _draw_years(page, statistics, top=780)
    _draw_months(page, statistics, top=1104)
    for index, line in enumerate(_describe_gaps(statistics)):
        _add_text(
            page, _MARGIN + 8, 1440 + index * 30, line, size=23, colour=_FAINT_TEXT, room=WIDTH - 2 * _MARGIN - 16
        )
    return canvas


def _make_heading(name: str) -> str:
    # A name that is written from right to left stays in one piece only at the end.
    heading = _("{name}'s anime list", name=name)
    return heading if name.strip() and name.isprintable() and _can_draw(name) else _("Anime list")


def _can_draw(text: str) -> bool:
    """Whether the font has all letters of a text."""
    return set(map(ord, text)) <= _list_letters()


@cache
def _list_letters() -> Set[int]:
    return get_font(findfont(FontProperties(weight="bold"))).get_charmap().keys()


def _draw_numbers(page: Axes, statistics: Statistics, *, top: int) -> None:
    mean = statistics.mean_score
    numbers = [
        # Translators: stands below a number in a picture; best in lower case
        (ngettext("title", "titles", statistics.titles), _shorten_number(statistics.titles)),
        # Translators: stands below a number in a picture; best in lower case
        (ngettext("episode", "episodes", statistics.episodes), _shorten_number(statistics.episodes)),
        (_name_hours(statistics), _shorten_number(statistics.hours)),
        # Translators: stands below a number in a picture; best in lower case
        (_("mean score"), "–" if mean is None else write_number(mean, 1)),
    ]
    width = (WIDTH - 2 * _MARGIN - 3 * 20) / 4
    for index, (label, number) in enumerate(numbers):
        left = _MARGIN + index * (width + 20)
        _add_box(page, left, top, width, 146)
        _add_text(page, left + width / 2, top + 56, number, size=54, weight="bold", ha="center", room=width - 32)
        _add_text(page, left + width / 2, top + 114, label, size=28, colour=_FAINT_TEXT, ha="center", room=width - 32)


def _name_hours(statistics: Statistics) -> str:
    if statistics.is_exact:
        return ngettext("hour", "hours", statistics.hours)
    # Translators: of a number that is not exact
    return ngettext("hour (about)", "hours (about)", statistics.hours)


def _draw_statuses(page: Axes, statistics: Statistics, *, top: int) -> None:
    """Draws a bar that is divided by status, and what its colours mean below it."""
    left, width = _MARGIN + 32, WIDTH - 2 * _MARGIN - 64
    _add_box(page, _MARGIN, top, WIDTH - 2 * _MARGIN, 188)
    bar = FancyBboxPatch((left, top + 28), width, 36, boxstyle="round,pad=0,rounding_size=14", color=_GRID)
    page.add_patch(bar)
    begin = left
    for status, number in statistics.by_status.items():
        end = begin + width * number / max(statistics.titles, 1)
        part = page.add_patch(Rectangle((begin, top + 28), end - begin, 36, color=_STATUS_COLOURS[status], lw=0))
        part.set_clip_path(bar)
        begin = end
    for index, (status, number) in enumerate(statistics.by_status.items()):
        x, y = left + index % 3 * width / 3, top + 102 + index // 3 * 50
        _add_box(page, x, y - 14, 28, 28, colour=_STATUS_COLOURS[status], rounding=8)
        _add_text(page, x + 42, y, f"{name_status(status)} {_shorten_number(number)}", size=30, room=width / 3 - 60)


def _draw_scores(page: Axes, statistics: Statistics, *, top: int) -> None:
    _add_box(page, _MARGIN, top, WIDTH - 2 * _MARGIN, 274)
    _add_text(page, _MARGIN + 32, top + 38, _("Scores"), size=32, weight="bold")
    if statistics.mean_score is None:
        _add_text(page, WIDTH / 2, top + 150, _("No scores yet"), size=30, colour=_FAINT_TEXT, ha="center")
        return
    axes = _add_axes(page, _MARGIN + 32, top + 100, WIDTH - 2 * _MARGIN - 64, 124)
    bars = axes.bar(list(statistics.scores), list(statistics.scores.values()), width=0.74, color=_SCORES)
    labels = [_shorten_number(number) if number else "" for number in statistics.scores.values()]
    axes.bar_label(bars, labels, padding=6, color=_TEXT, size=26)
    axes.set_xticks(list(statistics.scores))
    axes.tick_params(axis="x", labelsize=28)
    axes.set_yticks([])


def _draw_years(page: Axes, statistics: Statistics, *, top: int) -> None:
    years = statistics.shown_years
    finished = {str(year): number for year, number in years.items()}
    _draw_finished(page, _("Finished by year"), finished, _("No finish dates yet"), top=top)


def _draw_months(page: Axes, statistics: Statistics, *, top: int) -> None:
    days = [date(year, month, 1) for year, month in statistics.shown_months]
    heading = _("Finished by month")
    if days:
        heading = _("Finished by month, {first} – {last}", first=write_month(days[0]), last=write_month(days[-1]))
    finished = dict(zip(map(_name_month, days), statistics.shown_months.values(), strict=True))
    _draw_finished(page, heading, finished, _("No finish dates with a month yet"), top=top)


def _name_month(month: date) -> str:
    return write_month(month, with_year=False)


def _draw_finished(page: Axes, heading: str, finished: Mapping[str, Finished], otherwise: str, *, top: int) -> None:
    """Draws finished titles on the left and their episodes on the right, by the names of years or months."""
    _add_box(page, _MARGIN, top, WIDTH - 2 * _MARGIN, 304)
    room = WIDTH - 2 * _MARGIN - 64
    _add_text(page, _MARGIN + 32, top + 38, heading, size=32, weight="bold", room=room)
    if not finished:
        _add_text(page, WIDTH / 2, top + 160, otherwise, size=30, colour=_FAINT_TEXT, ha="center", room=room)
        return
    width = (WIDTH - 2 * _MARGIN) / 2
    names = list(finished)
    titles = [number.titles for number in finished.values()]
    episodes = [number.episodes for number in finished.values()]
    # Translators: the heading of a chart
    _draw_bars(page, _MARGIN, top, width, _("titles"), names, titles, _TITLES)
    # Translators: the heading of a chart
    _draw_bars(page, _MARGIN + width, top, width, _("episodes"), names, episodes, _EPISODES)


def _draw_bars(
    page: Axes,
    left: float,
    top: int,
    width: float,
    heading: str,
    names: Sequence[str],
    numbers: Sequence[int],
    colour: str,
) -> None:
    axes = _add_axes(page, left + 112, top + 106, width - 152, 138)
    _add_text(page, left + 112, top + 80, heading, size=28, colour=colour, room=width - 152)
    axes.bar(range(len(numbers)), numbers, width=0.74, color=colour)
    highest = max(*numbers, 1)
    middle, room = (len(numbers) - 1) / 2, max(len(numbers), _ROOM_FOR_NAMES)
    axes.set(xlim=(middle - room / 2, middle + room / 2), ylim=(0, highest * 1.05))
    # The last bar always has its name. If there are many, only every second, third and so on of the others has.
    step = -(-room // _ROOM_FOR_NAMES)
    indices = range(len(names) - 1, -1, -step)
    axes.set_xticks(indices, [names[index] for index in indices])
    for label in axes.get_xticklabels():
        _fit(label, (width - 152) / _ROOM_FOR_NAMES - 8)
    ticks = MaxNLocator(nbins=4, integer=True, steps=[1, 2, 5, 10]).tick_values(0, highest)
    shown = [int(tick) for tick in ticks if tick <= highest]
    axes.set_yticks(shown, [_shorten_number(tick) for tick in shown])
    for label in axes.get_yticklabels():
        _fit(label, 90)
    axes.tick_params(axis="x", pad=18)
    axes.grid(axis="y", color=_GRID, lw=2)


def _describe_gaps(statistics: Statistics) -> list[str]:
    """Says what the numbers assume or leave out, in up to two lines."""
    # Translators: {reason} is how hours were counted, such as "counted as 24 minutes an episode, 100 a film"
    hours = "" if statistics.is_exact else _("Hours: {reason}", reason=describe_lengths(statistics))
    return [line for line in (hours, describe_gaps(statistics, _shorten_number)) if line]


def _add_axes(page: Axes, left: float, top: float, width: float, height: float) -> Axes:
    """Adds axes without a frame, in pixels from the top left. Their tick labels are outside of that area."""
    figure = page.get_figure()
    assert figure is not None
    box = (left / WIDTH, 1 - (top + height) / HEIGHT, width / WIDTH, height / HEIGHT)
    axes = figure.add_axes(box, facecolor="none")
    axes.spines[:].set_visible(False)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=10, labelsize=26, labelcolor=_FAINT_TEXT)
    return axes


def _add_box(
    page: Axes, left: float, top: float, width: float, height: float, *, colour: str = _PANEL, rounding: float = 24
) -> None:
    style = f"round,pad=0,rounding_size={rounding}"
    page.add_patch(FancyBboxPatch((left, top), width, height, boxstyle=style, facecolor=colour, lw=0))


def _add_text(
    page: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    colour: str = _TEXT,
    weight: str = "normal",
    ha: str = "left",
    room: float = WIDTH,
) -> None:
    """Adds a text. See `_fit`."""
    added = page.text(x, y, text, size=size, color=colour, weight=weight, ha=ha, va="center", parse_math=False)
    _fit(added, room)


def _fit(text: Text, room: float) -> None:
    """Makes a text smaller if it is wider than `room`. Raises _MissingLetters."""
    if not _can_draw(text.get_text()):
        raise _MissingLetters
    figure = text.get_figure()
    assert figure is not None
    assert isinstance(figure.canvas, FigureCanvasAgg)
    width = text.get_window_extent(figure.canvas.get_renderer()).width
    if width > room:
        text.set_fontsize(float(text.get_fontsize()) * room / width)


def _shorten_number(number: int) -> str:
    """A short form of a number: `950`, `95,000`, `950k`, `9.5M`, `95M` and so on."""
    if number < 100_000:
        return write_number(number)
    units = {
        # Translators: a thousand, a million, a billion (10⁹) and a trillion (10¹²), as short as can be
        10**3: _("{number}k"),
        10**6: _("{number}M"),
        10**9: _("{number}B"),
        10**12: _("{number}T"),
    }
    size = max(size for size in units if size <= number)
    digits = 1 if number < 10 * size and number * 10 // size % 10 else 0
    return fill(units[size], number=write_number(number * 10**digits // size / 10**digits, digits))
