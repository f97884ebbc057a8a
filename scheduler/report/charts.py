"""Charts of figures, drawn as SVG to stand inside a page.

Same figure, same bytes. Text stays text, in the font of the page; colours come from a
palette that colour-blind readers can tell apart, and what is missing is hatched, for
prints in black and white. The table beside each chart gives the same figures.
"""

import datetime as dt
import io
import re
import warnings
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from scheduler.render.palette import INK
from scheduler.render.text import date
from scheduler.report._show import show
from scheduler.report.base import ALL, Chart, Figure, Form, Label, Sort, Value
from scheduler.words import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

BLUE, TEAL, AMBER, GREY = "#1b4f8f", "#3f9c8f", "#d17a00", "#a9b2c4"
"""Told apart by lightness as well as by hue (deuteranopia, protanopia, tritanopia)."""

COLOURS = {
    "held": BLUE,
    "joint": BLUE,
    "joint_municipal": BLUE,
    "held_minutes": BLUE,
    "on_duty": BLUE,
    "opj_present": BLUE,
    "joint_national": TEAL,
    "opj_reachable": TEAL,
    "alone": AMBER,
    "armed": AMBER,
    "opj_missing": AMBER,
    "not_held": GREY,
    "not_held_minutes": GREY,
    "due": GREY,
    "no_opj_needed": GREY,
}
HATCHED = frozenset({"not_held", "not_held_minutes", "opj_missing"})
"""Columns of what is missing."""

FULL, HALF, NARROW = 1080, 480, 320
"""Widths in pixels: across a desk screen, beside a table, and for a phone."""

_SOFT, _TRACK, _RULE = "#4a5672", "#eef1f7", "#dde2ec"
_HOUR = 60
_HEIGHT = 240
_TEXT = 12.5
_LETTER = 0.55 * _TEXT
"""Mean width of a letter, rounded up: the reader's font is not known."""


def drawn(figure: Figure) -> bool:
    """Tell whether a figure has a chart, and anything to show in it."""
    return figure.chart is not None and any(
        number for row in _rows(figure) for number in _numbers(figure, row)
    )


def draw(figure: Figure, width: int) -> str:
    """Return the chart of a figure as an ``svg`` element, in the current language.

    Raises
    ------
    ValueError
        If the figure has no chart.
    """
    # Imported late: it takes longer to load than most commands to run.
    import matplotlib as mpl

    chart = figure.chart
    if chart is None:
        raise ValueError(f"{figure.code} has no chart")
    settings: dict[Any, Any] = {
        "svg.hashsalt": f"{figure.code}-{width}",
        "svg.fonttype": "none",
        "font.family": "DejaVu Sans",
        "font.size": _TEXT,
        "text.color": INK,
        "hatch.linewidth": 1.0,
        "axes.unicode_minus": False,
        "text.parse_math": False,
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        # The page shows text in its own font, whatever letters ours may lack.
        warnings.filterwarnings(
            "ignore", message="Glyph .* missing", category=UserWarning
        )
        painting = _bars if chart.form is Form.BARS else _columns
        drawing = painting(figure, chart, width)
        content = io.StringIO()
        metadata = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        drawing.savefig(content, format="svg", metadata=metadata)
    return _embedded(content.getvalue(), figure, chart, width)


def colour(column: str) -> str:
    """Return the colour of a column."""
    return COLOURS[column]


def _rows(figure: Figure) -> list[tuple[Value, ...]]:
    return [
        row
        for row in figure.rows
        if not (isinstance(row[0], Label) and row[0].code == ALL)
    ]


def _numbers(figure: Figure, row: Sequence[Value]) -> list[float]:
    codes = [c.code for c in figure.columns]
    cells = [row[codes.index(c)] for c in (figure.chart.series if figure.chart else ())]
    return [float(v) if isinstance(v, int | float) else 0.0 for v in cells]


def _sort(figure: Figure, chart: Chart) -> Sort:
    return next(c.sort for c in figure.columns if c.code == chart.series[0])


def _canvas(width: int, height: float) -> tuple["Drawing", "Axes"]:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Drawing

    # 72 dots an inch: one unit of the drawing is one pixel of the page.
    drawing = Drawing(figsize=(width / 72, height / 72), dpi=72)
    FigureCanvasSVG(drawing)
    drawing.patch.set_visible(False)
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.patch.set_visible(False)
    for side in axes.spines.values():
        side.set_visible(False)
    return drawing, axes


def _look(code: str) -> dict[str, Any]:
    look: dict[str, Any] = {"facecolor": COLOURS[code], "edgecolor": "#ffffff"}
    if code in HATCHED:
        look["hatch"] = "////"
    return {**look, "linewidth": 0.8}


def _bars(figure: Figure, chart: Chart, width: int) -> "Drawing":
    """Draw a horizontal bar for each row, with its name and sum above."""
    rows, sort = _rows(figure), _sort(figure, chart)
    lanes = 1 if chart.stacked else len(chart.series)
    name, lane, gap = 20.0, 15.0 if chart.stacked else 13.0, 11.0
    step = name + lanes * lane + gap
    height = step * len(rows)
    drawing, axes = _canvas(width, height)
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    values = [_numbers(figure, row) for row in rows]
    most = max((sum(v) if chart.stacked else max(v) for v in values), default=0) or 1
    room = width if chart.stacked else width - 76
    for place, (row, numbers) in enumerate(zip(rows, values, strict=True)):
        top = place * step
        amount = _amount(sum(numbers), sort) if chart.stacked else ""
        room_left = width - 16 - _LETTER * len(amount)
        label = _shortened(show(row[0], Sort.NAME), room_left)
        axes.text(0, top + 14, label, ha="left", va="baseline")
        if chart.stacked:
            axes.text(
                width, top + 14, amount, ha="right", va="baseline", fontweight="bold"
            )
            _bar(axes, 0, width, top + name, lane, facecolor=_TRACK)
        start = 0.0
        for number, (code, number_value) in enumerate(
            zip(chart.series, numbers, strict=True)
        ):
            end = start + room * number_value / most
            line = top + name + (0 if chart.stacked else number * lane)
            if number_value:
                _bar(axes, start, end, line, lane, **_look(code))
            if not chart.stacked:
                axes.text(
                    end + 6,
                    line + lane / 2 + 0.5,
                    _amount(number_value, sort),
                    ha="left",
                    va="center",
                    fontsize=_TEXT - 1.5,
                    color=_SOFT,
                )
            start = end if chart.stacked else 0.0
    return drawing


def _bar(
    axes: "Axes", start: float, end: float, top: float, height: float, **look: Any
) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((start, top), end - start, height, **look))


def _columns(figure: Figure, chart: Chart, width: int) -> "Drawing":
    """Draw a vertical column for each row."""
    from matplotlib.ticker import MaxNLocator

    rows, sort = _rows(figure), _sort(figure, chart)
    scale = _HOUR if sort is Sort.MINUTES else 1
    values = [[n / scale for n in _numbers(figure, row)] for row in rows]
    drawing, axes = _canvas(width, _HEIGHT)
    axes.set_position((40 / width, 30 / _HEIGHT, 1 - 44 / width, 1 - 44 / _HEIGHT))
    most = max((sum(v) if chart.stacked else max(v) for v in values), default=0) or 1
    axes.set_ylim(0, most * 1.06)
    # Keep the columns narrow where there are few weeks.
    axes.set_xlim(-0.6, max(len(rows), width // 60) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.grid(axis="y", color=_RULE, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=_TEXT - 1.5, labelcolor=_SOFT, pad=6)
    lanes = 1 if chart.stacked else len(chart.series)
    breadth = 0.72 / lanes
    for place, numbers in enumerate(values):
        floor = 0.0
        for number, (code, height) in enumerate(
            zip(chart.series, numbers, strict=True)
        ):
            left = place - 0.36 + (0 if chart.stacked else number * breadth)
            if height:
                _bar(axes, left, left + breadth, floor, height, **_look(code))
            floor += height if chart.stacked else 0
    shown = {FULL: 14, HALF: 8}.get(width, 5)
    every = -(-len(rows) // shown)
    ticks = list(range(0, len(rows), every))
    axes.set_xticks(ticks, [_day(rows[t][0]) for t in ticks])
    return drawing


def _day(value: Value) -> str:
    if isinstance(value, dt.date):
        return date(value, "d MMM")
    return show(value, Sort.NAME)


def _amount(value: float, sort: Sort) -> str:
    return show(value if sort is Sort.MEAN else round(value), sort)


def _shortened(text: str, room: float) -> str:
    """Return a name shortened to a width in pixels."""
    letters = int(room / _LETTER)
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def _embedded(svg: str, figure: Figure, chart: Chart, width: int) -> str:
    """Return the drawing ready for the page: named, and without ids that clash."""
    body = svg[svg.index("<svg") :]
    head, inner = body.split(">", 1)
    box = re.search(r'viewBox="([^"]+)"', head)
    assert box is not None
    inner = re.sub(r"<metadata>.*?</metadata>", "", inner, flags=re.DOTALL)
    inner = _own_ids(inner, f"{figure.code}-{width}")
    # The font is that of the page.
    inner = re.sub(r"font-family: [^;\"]+;? ?", "", inner)
    name = f"{figure.code}-{width}"
    same = _("The table gives the same figures.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart w{width}" role="img" '
        f'viewBox="{box[1]}" style="max-width:{width}px" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(_(figure.title))}</title>'
        f'<desc id="{name}-desc">{escape(_(chart.words))} {escape(same)}</desc>'
        f"{inner.strip()}"
    )


def _own_ids(svg: str, name: str) -> str:
    """Drop the ids that nothing refers to, and give the others a name of their own."""
    wanted = set(re.findall(r"#([\w-]+)", svg)) & set(re.findall(r' id="([^"]+)"', svg))
    svg = re.sub(
        r' id="([^"]+)"',
        lambda m: f' id="{name}-{m[1]}"' if m[1] in wanted else "",
        svg,
    )
    return re.sub(
        r"#([\w-]+)", lambda m: f"#{name}-{m[1]}" if m[1] in wanted else m[0], svg
    )
