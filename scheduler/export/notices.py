"""Notices that the agreements owe: to mayors, national force, OPJ, prosecutor."""

import csv
import io
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from scheduler.export.base import Exporter
from scheduler.render.edition import Edition
from scheduler.render.notices import Notice, notices
from scheduler.render.text import date, instant, period, plain
from scheduler.words import N_, _, n_, use_language

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
FOLDER = "notices"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What begins a formula, or hides its beginning, where a table is opened."""


class NoticesExporter(Exporter):
    """``notices/``: one table for programs and one page for people, each addressee.

    A notice without anything to announce is written too, and says so: its absence
    would leave open whether it was forgotten.
    """

    name = "notices"
    words = N_(
        "Notices that the agreements owe: to mayors, national force, OPJ, prosecutor."
    )
    place = "notices"
    where = N_("Notices: {path}")

    def render(self, edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield a CSV and an HTML file for every notice."""
        with use_language(edition.language):
            files = [
                (PurePosixPath(FOLDER, f"{notice.name}.{ending}"), content)
                for notice in notices(edition)
                for ending, content in (
                    ("csv", _table(notice)),
                    ("html", _page(edition, notice)),
                )
            ]
        yield from files


def _table(notice: Notice) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(notice.columns)
    writer.writerows([harmless(str(cell)) for cell in row] for row in notice.records)
    return text.getvalue().encode()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: ``'=1+1``.

    The apostrophe that goes before it is what a person would type there.
    """
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def meant(cell: str) -> str:
    """Return the text of a cell that was made harmless."""
    bare = cell.removeprefix("'")
    return bare if bare != cell and harmless(bare) == cell else cell


def _page(edition: Edition, notice: Notice) -> bytes:
    clock = edition.scenario.clock
    page = (
        _environment()
        .get_template("notice.html")
        .render(
            lang=edition.language,
            notice=notice,
            scenario=plain(edition.scenario.title),
            period=period(clock),
            as_of=instant(clock, edition.run.computed_at),
            days=[(d, list(g)) for d, g in groupby(notice.lines, lambda x: x.day)],
        )
    )
    return page.encode()


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
    environment.filters.update(date=date)
    return environment
