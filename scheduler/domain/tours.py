"""Shift templates, cycles, and the tours that come of them."""

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.time import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A template of a tour of duty (*vacation*).

    Parameters
    ----------
    id, name
        Code, and the name people read.
    force
        Force that works it.
    units
        Units that may work it; empty = all.
    start, end
        Local wall times; an end not after the start is on the next day.
    weekdays
        Days on which it may begin, Monday = 0.
    unpaid_break
        Minutes of the span that do not count as work.
    """

    id: str
    name: str
    force: str
    units: frozenset[str]
    start: dt.time
    end: dt.time
    weekdays: frozenset[int]
    unpaid_break: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedTour:
    """A day of an officer as the force's own roster has it.

    Parameters
    ----------
    officer, day
        Who and when.
    shift
        Shift worked; ``None`` = day off.
    """

    officer: str
    day: dt.date
    shift: str | None


@dataclass(frozen=True, slots=True, order=True)
class Tour:
    """A tour of duty of one officer.

    Parameters
    ----------
    officer
        Who.
    day
        Local day on which it begins.
    shift
        Code of the shift; empty for a tour of the history without one.
    span
        When, in minutes.
    work
        Minutes of work: the span less unpaid breaks.
    fixed
        Whether it comes from a cycle or from the force's own roster.
    """

    officer: str
    day: dt.date
    shift: str
    span: Span
    work: int
    fixed: bool = False

    @property
    def key(self) -> tuple[str, dt.date, str]:
        """Officer, day and shift: names the tour."""
        return (self.officer, self.day, self.shift)

    def work_within(self, span: Span) -> int:
        """Return the minutes of work that fall inside a span.

        An unpaid break is taken where the tour begins.
        """
        unpaid = self.span.length - self.work
        return Span(self.span.start + unpaid, self.span.end).overlap(span)
