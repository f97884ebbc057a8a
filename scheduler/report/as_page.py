"""The report as one self-contained page, for a screen, a phone and paper."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from scheduler.domain.time import Clock
from scheduler.render.text import date, instant, percent, period, plain, whole
from scheduler.report import charts
from scheduler.report._show import duration, show
from scheduler.report.base import Column, Figure, Sort, Unknown, Value
from scheduler.report.compiled import Report
from scheduler.report.headline import State
from scheduler.words import N_, _, language, n_

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
_LOOKS = {Sort.NAME: "", Sort.DATE: "date"}
_STATES = {
    State.KEPT: ("✓", N_("Kept")),
    State.ATTENTION: ("!", N_("To see to")),
    State.UNKNOWN: ("?", N_("Not known")),
}
_LONG = 24
"""From more rows than that a table is shown only when asked; on paper always."""
_BESIDE = 6
"""Up to so many columns a table has room beside its chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table: its words, its look, and why it has no value."""

    text: str
    label: str
    look: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A figure as the template takes it."""

    figure: Figure
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    charts: tuple[Markup, ...]
    legend: tuple[tuple[str, str, bool], ...]
    beside: bool
    folded: bool


def render(report: Report) -> bytes:
    """Return ``report.html``, in the current language."""
    length = (report.last - report.first).days + 1
    clock = Clock(report.first, length, str(report.zone))
    kept = sum(p.state is State.KEPT for p in report.points)
    page = (
        _environment()
        .get_template("report.html")
        .render(
            lang=language(),
            report=report,
            head=report.headline,
            period=period(clock),
            titles=tuple(dict.fromkeys(plain(p.title) for p in report.parts)),
            as_of=instant(clock, report.as_of),
            kept=kept,
            known=sum(p.state is not State.UNKNOWN for p in report.points),
            states=_STATES,
            sections=tuple(
                (s, tuple(_shown(f) for f in s.figures if not f.detail))
                for s in report.sections
            ),
        )
    )
    return page.encode()


def _shown(figure: Figure) -> Shown:
    beside = len(figure.columns) <= _BESIDE
    pictures: tuple[Markup, ...] = ()
    legend: tuple[tuple[str, str, bool], ...] = ()
    if figure.chart is not None and charts.drawn(figure):
        # Made by us from escaped words; the template would escape it again.
        pictures = tuple(
            Markup(charts.draw(figure, width))
            for width in (charts.HALF if beside else charts.FULL, charts.NARROW)
        )
        titles = {c.code: _(c.title) for c in figure.columns}
        legend = tuple(
            (charts.colour(code), titles[code], code in charts.HATCHED)
            for code in figure.chart.series
        )
    return Shown(
        figure=figure,
        heads=tuple(_head(c) for c in figure.columns),
        rows=tuple(
            tuple(_cell(v, c) for v, c in zip(row, figure.columns, strict=True))
            for row in figure.rows
        ),
        charts=pictures,
        legend=legend if len(legend) > 1 else (),
        beside=beside,
        folded=figure.folded or len(figure.rows) > _LONG,
    )


def _head(column: Column) -> Cell:
    return Cell(text=_(column.title), label="", look=_LOOKS.get(column.sort, "num"))


def _cell(value: Value, column: Column) -> Cell:
    look = _LOOKS.get(column.sort, "num")
    return Cell(
        text=show(value, column.sort),
        label=_(column.title),
        look="unknown" if isinstance(value, Unknown) else look,
        reason=value.text if isinstance(value, Unknown) else "",
    )


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, n_=n_)
    environment.filters.update(
        duration=duration, percent=percent, whole=whole, date=date
    )
    return environment
