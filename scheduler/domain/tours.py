"""Shifts, recorded changes of cycles, and tours."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.domain.time import Minute, Span, SplitSpan


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
    break_from
        Local wall time at which the unpaid break begins; ``None`` = anywhere.
    """

    id: str
    name: str
    force: str
    units: frozenset[str]
    start: dt.time
    end: dt.time
    weekdays: frozenset[int]
    unpaid_break: int = 0
    break_from: dt.time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedTour:
    """A day of an officer in the force's own roster.

    Parameters
    ----------
    officer, day
        Who and when.
    shift
        Shift worked; ``None`` = day off.
    row
        Table row that says so, ``fixed_tours.csv:2``; empty = made in code.
    """

    officer: str
    day: dt.date
    shift: str | None
    row: str = field(default="", compare=False)


class Rest(StrEnum):
    """Kinds of rest of a cycle (arrêté du 5 septembre 2019 art. 28 to 30)."""

    COMPENSATORY = "RC"
    """*Repos compensateur*."""
    STATUTORY = "RL"
    """*Repos légal*."""
    POST_NIGHT = "DN"
    """*Descente de nuit*: from the end of a night tour to the usual start."""


class Change(StrEnum):
    """Why an officer's day differs from the cycle."""

    RECALL = "recall"
    """Called back on a rest day (*rappel*)."""
    POSTPONEMENT = "postponement"
    """A rest day moved to another day (*report*)."""
    SHIFTED = "shifted"
    """Other hours on a working day (*horaires décalés*)."""
    EXCHANGE = "exchange"
    """Exchanged with another officer, or granted on request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleChange:
    """A recorded departure of an officer's day from the cycle.

    Parameters
    ----------
    officer, day
        Who, and the local day changed.
    change
        Why it differs.
    told
        Instant at which the officer was notified; ``None`` = not recorded.
    reason
        Reason; never printed.
    row
        Table row that says so, ``cycle_changes.csv:2``; empty = made in code.
    """

    officer: str
    day: dt.date
    change: Change
    told: Minute | None = None
    reason: str = ""
    row: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWork:
    """Total work of an officer over consecutive days before the horizon.

    It serves limits that look back further than the history of tours. The history has
    no tours on these days. A limit whose window contains only some of the days counts
    the total in proportion to them, rounded up.

    Parameters
    ----------
    officer
        Who.
    first, last
        First and last local day, both included.
    work
        Minutes of work.
    nights
        Tours with enough minutes in the night window to count as nights.
    night_work
        Minutes of work in the night window.
    """

    officer: str
    first: dt.date
    last: dt.date
    work: int
    nights: int = 0
    night_work: int = 0

    def share(self, amount: int, first: dt.date, last: dt.date) -> int:
        """Return an amount in proportion to the days between two days, rounded up."""
        days = (self.last - self.first).days + 1
        inside = (min(self.last, last) - max(self.first, first)).days + 1
        return -(-amount * max(0, inside) // days)


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
    pause
        The unpaid break, where the shift gives its time: the officer is off duty then.
        Shift and day determine it, so it is left out of comparisons.
    """

    officer: str
    day: dt.date
    shift: str
    span: Span
    work: int
    fixed: bool = False
    pause: Span | None = field(default=None, compare=False)

    def __hash__(self) -> int:
        """Return the hash of the key: tours are looked up by the thousand."""
        return hash((self.officer, self.day, self.shift))

    @property
    def key(self) -> tuple[str, dt.date, str]:
        """Officer, day and shift: the key of the tour."""
        return (self.officer, self.day, self.shift)

    @property
    def slot(self) -> Span:
        """When missions may lie in it: the span, split by a break at a fixed time."""
        if self.pause is None:
            return self.span
        return SplitSpan(self.span.start, self.span.end, self.pause)

    @property
    def worked(self) -> tuple[Span, ...]:
        """The spans that count as work, in order.

        An unpaid break without a time of its own is counted at the start of the tour.
        """
        if self.pause is not None:
            return self.slot.parts
        unpaid = self.span.length - self.work
        return (Span(self.span.start + unpaid, self.span.end),)

    def work_within(self, span: Span) -> int:
        """Return the minutes of work that fall inside a span."""
        return sum(stretch.overlap(span) for stretch in self.worked)
