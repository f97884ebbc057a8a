"""The whole report, compiled from weeks; other modules decide how it looks."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.report import (
    agreements,
    changes,
    coverage,
    hours,
    ledger,
    meetings,
    missions,
    notices,
    on_duty,
    outcomes,
    road_safety,
)
from scheduler.report.base import Figure, Section, Week, covered
from scheduler.report.headline import Headline, Point, headline, points


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A roster that the report is made from."""

    title: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that the page, the workbook and the JSON file show.

    Parameters
    ----------
    first, last
        The period.
    days
        How many of its days the rosters cover.
    as_of
        When the latest of the rosters was made, UTC.
    zone
        Name of the time zone of the first week, for that instant.
    parts
        The rosters.
    headline, points
        What is at the top.
    sections
        The figures.
    """

    first: dt.date
    last: dt.date
    days: int
    as_of: dt.datetime
    zone: dt.tzinfo
    parts: tuple[Part, ...]
    headline: Headline
    points: tuple[Point, ...]
    sections: tuple[Section, ...]

    @property
    def figures(self) -> Iterator[Figure]:
        """Every figure, in order."""
        for section in self.sections:
            yield from section.figures

    def figure(self, code: str) -> Figure:
        """Return a figure by its code.

        Raises
        ------
        KeyError
            If the report has no such figure.
        """
        for figure in self.figures:
            if figure.code == code:
                return figure
        raise KeyError(code)


def compile_report(
    weeks: Sequence[Week],
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    every: int = meetings.EVERY,
    facts: Sequence[outcomes.Counted] | None = None,
    known: ledger.Known | None = None,
) -> Report:
    """Return the report of some weeks.

    Parameters
    ----------
    weeks
        At least one, with at least one day that counts.
    first, last
        The period; by default from the first to the last day covered.
    every
        Days between two operational meetings.
    facts
        What was counted after the fact; ``None`` = nothing was given.
    known
        What the ledger knows of the period; ``None`` = there is none.
    """
    days = covered(weeks)
    first, last = first or days[0], last or days[-1]
    length = (last - first).days + 1
    return Report(
        first=first,
        last=last,
        days=len(days),
        as_of=max(week.run.computed_at for week in weeks),
        zone=weeks[0].scenario.clock.zone,
        parts=tuple(
            Part(title=w.scenario.title, first=min(w.days), last=max(w.days))
            for w in weeks
        ),
        headline=headline(weeks, every=every),
        points=points(weeks, every=every, days=length, known=known),
        sections=(
            missions.section(weeks),
            hours.section(weeks),
            meetings.section(weeks, every=every),
            coverage.section(weeks),
            road_safety.section(weeks),
            on_duty.section(weeks),
            notices.section(weeks),
            changes.section(weeks, known),
            *ledger.sections(weeks, known),
            agreements.section(weeks),
            outcomes.section(facts),
        ),
    )
