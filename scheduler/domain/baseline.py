"""A baseline: the roster to which a new one should stay close."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from scheduler.domain.time import Minute, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTour:
    """A tour of a roster that officers already have.

    Parameters
    ----------
    officer, day, shift
        Which tour.
    span
        When; ``None`` = not known.
    breaks
        When its breaks are, in order of time; ``None`` = not known.
    row
        Row of the table in which it was read, if it was.
    """

    officer: str
    day: dt.date
    shift: str
    span: Span | None = None
    breaks: tuple[Span, ...] | None = None
    row: int | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[str, dt.date, str]:
        """Officer, day and shift: the key of the tour."""
        return (self.officer, self.day, self.shift)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSeat:
    """A filled seat of a roster that officers already have.

    Parameters
    ----------
    mission, start
        Which mission, and when the engagement of its crew starts.
    officer
        Who.
    position, kind, zone
        Codes of the position, of the kind as which the mission is held, and of the
        place; empty = not known.
    row
        Row of the table in which it was read, if it was.
    """

    mission: str
    start: Minute
    officer: str
    position: str = ""
    kind: str = ""
    zone: str = ""
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Baseline:
    """The tours and seats of a roster that officers already have.

    It may name officers, shifts and missions that the scenario no longer has.

    Parameters
    ----------
    tours, seats
        What the roster says.
    freeze
        The instant before which nothing changes: what began earlier stays, and nothing
        else begins earlier. ``None`` = everything may change.
    """

    tours: frozenset[KnownTour]
    seats: frozenset[KnownSeat]
    freeze: Minute | None = None

    @cached_property
    def tours_by_key(self) -> dict[tuple[str, dt.date, str], KnownTour]:
        """The tours by officer, day and shift."""
        return {t.key: t for t in self.tours}
