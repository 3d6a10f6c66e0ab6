"""The picture of a list.

Importing this module imports matplotlib, which takes half a second: do so in a thread, when there is something to draw.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from cogs.lists.pictures.render import describe_lengths
from cogs.lists.pictures.statistics import Finished, Statistics
from db.lists.models import ListStatus

WIDTH, HEIGHT = 1200, 1500
"""The size of the picture in pixels. A phone shows it at about a third of that."""

_DOTS_PER_INCH = 72  # so that a point of type is a pixel
_BACKGROUND, _PANEL, _GRID = "#1b1e26", "#262b36", "#3d4452"
_TEXT, _FAINT_TEXT = "#f4f5f7", "#b9c0cc"

# From the palette of Okabe and Ito, which people with any colour blindness can tell apart.
_TITLES, _EPISODES, _SCORES = "#56b4e9", "#e69f00", "#cc79a7"
_STATUS_COLOURS = {
    ListStatus.WATCHING: "#56b4e9",
    ListStatus.COMPLETED: "#12a983",
    ListStatus.ON_HOLD: "#f0e442",
    ListStatus.DROPPED: "#e0661a",
    ListStatus.PLAN_TO_WATCH: "#9aa3b2",
}

_MARGIN = 40
_UNITS = {"T": 10**12, "B": 10**9, "M": 10**6, "k": 10**3}

_ROOM_FOR_NAMES = 5
"""How many names fit below the bars. Fewer bars are drawn as broad as if there were so many."""


def draw(statistics: Statistics, *, name: str) -> bytes:
    """Draws a list as a PNG of `WIDTH` × `HEIGHT` pixels with rounded corners on nothing.

    A name for which the font lacks a letter is left out. Can be called from any thread.
    """
    content = io.BytesIO()
    canvas = make_canvas(statistics, name=name)
    canvas.print_png(content)
    # What refers to itself in a circle would keep many megabytes until the garbage collector comes.
    canvas.figure.clear()
    del canvas.renderer
    return content.getvalue()


def make_canvas(statistics: Statistics, *, name: str) -> FigureCanvasAgg:
    """The picture before it is pixels."""
    figure = Figure(figsize=(WIDTH / _DOTS_PER_INCH, HEIGHT / _DOTS_PER_INCH), dpi=_DOTS_PER_INCH, facecolor="none")
    canvas = FigureCanvasAgg(figure)
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    page.set_axis_off()
    _add_box(page, 0, 0, WIDTH, HEIGHT, colour=_BACKGROUND, rounding=48)
    heading = _add_text(page, _MARGIN + 8, 66, _make_heading(name), size=46, weight="bold")
    width = heading.get_window_extent(canvas.get_renderer()).width
    heading.set_fontsize(46 * min(1, (WIDTH - 3 * _MARGIN) / width))
    _draw_numbers(page, statistics, top=112)
    _draw_statuses(page, statistics, top=278)
    _draw_scores(page, statistics, top=486)
    _draw_years(page, statistics, top=780)
    _draw_months(page, statistics, top=1104)
    for index, line in enumerate(_describe_gaps(statistics)):
        _add_text(page, _MARGIN + 8, 1440 + index * 30, line, size=23, colour=_FAINT_TEXT)
    return canvas


def _make_heading(name: str) -> str:
    glyphs = get_font(findfont(FontProperties(weight="bold"))).get_charmap()
    is_drawable = name.isprintable() and all(ord(character) in glyphs for character in name)
    # The name is last, so that one that is written from right to left stays in one piece.
    return f"Anime list of {name}" if name.strip() and is_drawable else "Anime list"


def _draw_numbers(page: Axes, statistics: Statistics, *, top: int) -> None:
    mean = statistics.mean_score
    numbers = {
        "title" if statistics.titles == 1 else "titles": _shorten_number(statistics.titles),
        "episode" if statistics.episodes == 1 else "episodes": _shorten_number(statistics.episodes),
        "hours" if statistics.is_exact else "hours (about)": _shorten_number(statistics.hours),
        "mean score": "–" if mean is None else f"{mean:.1f}",
    }
    width = (WIDTH - 2 * _MARGIN - 3 * 20) / 4
    for index, (label, number) in enumerate(numbers.items()):
        left = _MARGIN + index * (width + 20)
        _add_box(page, left, top, width, 146)
        _add_text(page, left + width / 2, top + 56, number, size=54, weight="bold", ha="center")
        _add_text(page, left + width / 2, top + 114, label, size=28, colour=_FAINT_TEXT, ha="center")


def _draw_statuses(page: Axes, statistics: Statistics, *, top: int) -> None:
    """A bar in which each status has its part, and below it what the colours mean."""
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
        _add_text(page, x + 42, y, f"{status.label} {_shorten_number(number)}", size=30)


def _draw_scores(page: Axes, statistics: Statistics, *, top: int) -> None:
    _add_box(page, _MARGIN, top, WIDTH - 2 * _MARGIN, 274)
    _add_text(page, _MARGIN + 32, top + 38, "Scores", size=32, weight="bold")
    if statistics.mean_score is None:
        _add_text(page, WIDTH / 2, top + 150, "No scores yet", size=30, colour=_FAINT_TEXT, ha="center")
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
    _draw_finished(page, "Finished by year", finished, "No finish dates yet", top=top)


def _draw_months(page: Axes, statistics: Statistics, *, top: int) -> None:
    days = [date(year, month, 1) for year, month in statistics.shown_months]
    heading = f"Finished by month, {days[0]:%b %Y} – {days[-1]:%b %Y}" if days else "Finished by month"
    finished = dict(zip((f"{day:%b}" for day in days), statistics.shown_months.values(), strict=True))
    _draw_finished(page, heading, finished, "No finish dates with a month yet", top=top)


def _draw_finished(page: Axes, heading: str, finished: Mapping[str, Finished], otherwise: str, *, top: int) -> None:
    """The titles on the left and the episodes on the right, by the name of the year or the month."""
    _add_box(page, _MARGIN, top, WIDTH - 2 * _MARGIN, 304)
    _add_text(page, _MARGIN + 32, top + 38, heading, size=32, weight="bold")
    if not finished:
        _add_text(page, WIDTH / 2, top + 160, otherwise, size=30, colour=_FAINT_TEXT, ha="center")
        return
    width = (WIDTH - 2 * _MARGIN) / 2
    names = list(finished)
    _draw_bars(page, _MARGIN, top, width, "titles", names, [number.titles for number in finished.values()], _TITLES)
    episodes = [number.episodes for number in finished.values()]
    _draw_bars(page, _MARGIN + width, top, width, "episodes", names, episodes, _EPISODES)


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
    _add_text(page, left + 112, top + 80, heading, size=28, colour=colour)
    axes.bar(range(len(numbers)), numbers, width=0.74, color=colour)
    highest = max(*numbers, 1)
    middle, room = (len(numbers) - 1) / 2, max(len(numbers), _ROOM_FOR_NAMES)
    axes.set(xlim=(middle - room / 2, middle + room / 2), ylim=(0, highest * 1.05))
    # The last one is always named; of many only every second, third and so on is.
    step = -(-room // _ROOM_FOR_NAMES)
    indices = range(len(names) - 1, -1, -step)
    axes.set_xticks(indices, [names[index] for index in indices])
    ticks = MaxNLocator(nbins=4, integer=True, steps=[1, 2, 5, 10]).tick_values(0, highest)
    shown = [int(tick) for tick in ticks if tick <= highest]
    axes.set_yticks(shown, [_shorten_number(tick) for tick in shown])
    axes.tick_params(axis="x", pad=18)
    axes.grid(axis="y", color=_GRID, lw=2)


def _describe_gaps(statistics: Statistics) -> list[str]:
    """What the numbers take for granted or leave out, in up to two lines."""
    lines = []
    if not statistics.is_exact:
        lines.append(f"Hours: {describe_lengths(statistics)}")
    missing = {"unknown": statistics.undated, "known only to the year": statistics.dated_by_year}
    if any(missing.values()):
        numbers = (f"{_shorten_number(number)} {what}" for what, number in missing.items() if number)
        lines.append(f"Finish dates: {', '.join(numbers)}")
    return lines


def _add_axes(page: Axes, left: float, top: float, width: float, height: float) -> Axes:
    """Axes without a frame, in pixels from the top left; what names their ticks is outside."""
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
) -> Text:
    return page.text(x, y, text, size=size, color=colour, weight=weight, ha=ha, va="center", parse_math=False)


def _shorten_number(number: int) -> str:
    """`950`, `95,000`, `950k`, `9.5M`, `95M` and so on, so that it stays short."""
    if number < 100_000:
        return f"{number:,}"
    for unit, size in _UNITS.items():
        if number >= size:
            short = number / size
            return f"{short:.1f}".removesuffix(".0") + unit if short < 10 else f"{int(short):,}{unit}"
    return str(number)
