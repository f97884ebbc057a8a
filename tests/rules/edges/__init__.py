"""Each limit of each rule, one minute below, at it and one minute above, everywhere.

A *place* is a horizon and a midnight in it: an ordinary one, the first and the last of
the horizon, a month's end, the year's end, and both nights on which the clocks change.
A *case* builds a roster whose measured quantity is the limit plus ``delta`` minutes and
that lies across that midnight. Lengths are elapsed minutes: the case works them out
from instants, so that the same arithmetic holds on every night of the year.

Every module here holds cases of one subject; ``case`` registers them.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.time import Clock, Minute
from scheduler.domain.tours import Shift, Tour
from tests import builders as b


@dataclass(frozen=True)
class Place:
    """A midnight inside a horizon.

    Parameters
    ----------
    name
        What is special about it.
    start, days
        The horizon.
    midnight
        The midnight before this day of the horizon: 0 = the first one.
    """

    name: str
    start: dt.date
    days: int
    midnight: int

    @property
    def clock(self) -> Clock:
        """Local time of the horizon."""
        return Clock(self.start, self.days, "Europe/Paris")

    @property
    def pivot(self) -> Minute:
        """The midnight as an instant."""
        return self.clock.midnight(self.start + dt.timedelta(days=self.midnight))


PLACES = (
    Place("an ordinary night", dt.date(2026, 10, 5), 7, 3),
    Place("the first day", dt.date(2026, 10, 5), 7, 1),
    Place("the last day", dt.date(2026, 10, 5), 7, 6),
    Place("a month's end", dt.date(2026, 11, 30), 7, 1),
    Place("the year's end", dt.date(2026, 12, 28), 7, 4),
    Place("the clocks go back", dt.date(2026, 10, 19), 7, 6),
    Place("the clocks go forward", dt.date(2027, 3, 22), 7, 6),
)


@dataclass
class Stage:
    """What a case puts together: tours and missions given by instants.

    Parameters
    ----------
    place
        Where in time.
    force
        Force of the officer ``o``.
    """

    place: Place
    force: str = "pm"
    officer: dict[str, Any] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    tours: list[tuple[str, dt.date, str]] = field(default_factory=list)
    history: list[Tour] = field(default_factory=list)
    missions: list[Any] = field(default_factory=list)
    crews: list[tuple[str, str, str]] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def clock(self) -> Clock:
        """Local time of the horizon."""
        return self.place.clock

    @property
    def pivot(self) -> Minute:
        """The midnight that the case is about."""
        return self.place.pivot

    def tour(self, start: Minute, end: Minute, *, who: str = "o", unpaid: int = 0):
        """Let an officer work from one instant to another."""
        first, last = self.clock.local(start), self.clock.local(end)
        assert self.clock.minute(first.date(), first.time()) == start, "twice that hour"
        assert self.clock.minute(last.date(), last.time()) == end, "twice that hour"
        if start < 0:
            span = self.clock.tour(first.date(), first.time(), last.time())
            tour = Tour(who, first.date(), "", span, span.length - unpaid)
            self.history.append(tour)
            return
        force = self.force if who == "o" else who
        code = f"{force}{first:%H%M}{last:%H%M}{unpaid}"
        self.shifts[code] = b.shift(
            code, f"{first:%H:%M}", f"{last:%H:%M}", force, unpaid_break=unpaid
        )
        self.tours.append((who, first.date(), code))

    def mission(
        self, start: Minute, minutes: int, kind=b.SOLO, *, zone: str = "north", by=()
    ):
        """Let a mission be held from an instant on, by (position, officer)."""
        first = self.clock.local(start)
        assert self.clock.minute(first.date(), first.time()) == start, "twice that hour"
        name = f"m{len(self.missions)}"
        offset = (first.date() - self.place.start).days
        self.missions.append(
            b.mission(
                name,
                kind,
                at=[(offset, f"{first:%H:%M}")],
                minutes=minutes,
                zone=zone,
                on=self.clock,
            )
        )
        self.crews += [(name, position, who) for position, who in by]
        return name

    def facts(self) -> Facts:
        """Return the roster."""
        week = b.scenario(
            on=self.clock,
            officers=[b.officer("o", self.force, **self.officer), *self.others],
            shifts=self.shifts.values(),
            missions=self.missions,
            history=tuple(self.history),
            **self.changes,
        )
        tours = tuple(
            week.tour(*t, fixed=not week.officers[t[0]].free) for t in self.tours
        )
        seats = tuple(
            Assignment(m, week.missions[m].occurrences[0].span.start, p, who)
            for m, p, who in self.crews
        )
        return Facts(week, Roster(tours, seats).sorted())


Build = Callable[[Place, int], Facts]


@dataclass(frozen=True)
class Case:
    """A limit of a rule.

    Parameters
    ----------
    rule, about
        Which rule, and which limit or variant of it.
    build
        Makes the roster of a place with ``delta`` minutes beyond the limit.
    at_least
        Whether the limit is a minimum: then fewer minutes are refused, not more.
    over
        Whether the breach counts the minutes beyond the limit.
    places
        Where it is tried.
    """

    rule: str
    about: str
    build: Build
    at_least: bool = False
    over: bool = True
    places: tuple[Place, ...] = PLACES


CASES: list[Case] = []


def case(
    rule: str, about: str = "", *, places: Iterable[Place] = PLACES, **facts: bool
) -> Callable[[Build], Build]:
    """Register a case of a rule."""

    def note(build: Build) -> Build:
        CASES.append(
            Case(rule, about or build.__name__, build, places=tuple(places), **facts)
        )
        return build

    return note
