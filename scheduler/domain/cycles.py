"""Cycles of work of the national police, and their rests.

Source: arrêté du 5 septembre 2019 (APORTT), art. 18 to 36. A *usual* tour is the one in
the cycle, even where the roster, an absence or a recorded change differs from it.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import CycleChange, Rest, Tour

SATURDAY, SUNDAY = 5, 6

# --- patterns -------------------------------------------------------------------------

_RESTS = frozenset(r.value for r in Rest)


def parse_pattern(text: str) -> tuple[int | Rest, ...]:
    """Return the days of a pattern such as ``1 1 2 2 RC RL``.

    Parameters
    ----------
    text
        One mark a day: the number of the shift worked, or the kind of rest.

    Raises
    ------
    ValueError
        If a mark is neither, or a number is left out; the message is that mark.
    """
    days: list[int | Rest] = []
    for mark in text.split():
        if mark.isdecimal() and int(mark):
            days.append(int(mark))
        elif mark in _RESTS:
            days.append(Rest(mark))
        else:
            raise ValueError(mark)
    numbers = {d for d in days if isinstance(d, int)}
    for number in range(1, max(numbers, default=1) + 1):
        if number not in numbers:
            raise ValueError(str(number))
    return tuple(days)


def work_per_week(minutes: Sequence[int]) -> Fraction:
    """Return the minutes of work in an average week of a cycle.

    Parameters
    ----------
    minutes
        Work of each day of the cycle; 0 = day off.
    """
    return Fraction(7 * sum(minutes), len(minutes))


def weekends_off(worked: Sequence[bool]) -> tuple[int, int]:
    """Return how many weekends of how many are free when the cycle repeats.

    A weekend is free if no tour begins on its Saturday or its Sunday.

    Parameters
    ----------
    worked
        Whether a tour begins, for each day of the cycle; day 1 is a Monday.
    """
    length = math.lcm(len(worked), 7)
    saturdays = range(SATURDAY, length, 7)
    free = sum(
        not (worked[i % len(worked)] or worked[(i + 1) % len(worked)])
        for i in saturdays
    )
    shared = math.gcd(free, len(saturdays))
    return free // shared, len(saturdays) // shared


# --- the cycle of an officer ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CycleDay:
    """One day of the cycle of an officer.

    Parameters
    ----------
    shift
        Shift of the usual tour; ``None`` = day off.
    rest
        Kind of rest; ``None`` where the cycle gives none.
    """

    shift: str | None
    rest: Rest | None


def on_cycle(scenario: Scenario, officer: str) -> bool:
    """Tell whether the text on cycles applies to an officer.

    It applies to officers of the national police whose tours come from a cycle.
    """
    who = scenario.officers[officer]
    return (
        not who.free
        and who.cycle is not None
        and who.cycle_start is not None
        and scenario.force(officer).kind is ForceKind.NATIONAL
    )


def cycle_day(scenario: Scenario, officer: str, day: dt.date) -> CycleDay:
    """Return a day of the cycle of an officer, inside the horizon or outside."""
    who = scenario.officers[officer]
    assert who.cycle is not None
    assert who.cycle_start is not None
    shifts = scenario.cycles[who.cycle]
    at = (day - who.cycle_start).days % len(shifts)
    rests = scenario.cycle_rests.get(who.cycle)
    return CycleDay(shifts[at], rests[at] if rests else None)


def usual_tour(scenario: Scenario, officer: str, day: dt.date) -> Tour | None:
    """Return the tour of a day in the cycle of an officer; ``None`` = day off."""
    shift = cycle_day(scenario, officer, day).shift
    return None if shift is None else scenario.tour(officer, day, shift, fixed=True)


def last_usual_tour(scenario: Scenario, officer: str, before: dt.date) -> Tour | None:
    """Return the last usual tour that begins before a day; ``None`` = none at all."""
    return _nearest(scenario, officer, before - dt.timedelta(days=1), step=-1)


def next_usual_tour(scenario: Scenario, officer: str, since: dt.date) -> Tour | None:
    """Return the first usual tour that begins on a day or later."""
    return _nearest(scenario, officer, since, step=1)


def _nearest(scenario: Scenario, officer: str, day: dt.date, step: int) -> Tour | None:
    cycle = scenario.officers[officer].cycle
    assert cycle is not None
    for _ in scenario.cycles[cycle]:
        tour = usual_tour(scenario, officer, day)
        if tour is not None:
            return tour
        day += dt.timedelta(days=step)
    return None


def weekly(scenario: Scenario, officer: str) -> bool:
    """Tell whether an officer's cycle is the weekly regime.

    Such a cycle repeats by civil weeks and has every Sunday off (arrêté art. 18 to 20).
    """
    who = scenario.officers[officer]
    assert who.cycle is not None
    length = len(scenario.cycles[who.cycle])
    if length % 7:
        return False
    start = scenario.clock.start
    days = (start + dt.timedelta(days=i) for i in range(length))
    return all(
        cycle_day(scenario, officer, d).shift is None
        for d in days
        if d.weekday() == SUNDAY
    )


def change_on(scenario: Scenario, officer: str, day: dt.date) -> CycleChange | None:
    """Return the departure from the cycle recorded for a day."""
    changes = scenario.cycle_changes_of.get(officer, ())
    return next((c for c in changes if c.day == day), None)


# --- rests ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class CycleRest:
    """A time that the cycle keeps free of work.

    Parameters
    ----------
    span
        When, in minutes.
    kind
        RC, RL or DN.
    day
        Day of the cycle to which it belongs: a DN belongs to the day after the night.
    """

    span: Span
    kind: Rest
    day: dt.date


def cycle_rests(
    scenario: Scenario, officer: str, counts_as_night: Callable[[Tour], bool]
) -> tuple[CycleRest, ...]:
    """Return the rests of an officer's cycle in or near the horizon, in order of time.

    After a day tour, RC and RL last from 00:00 to 24:00 (art. 29). After a night tour,
    the DN lasts from the end of the tour to the time of day at which the next usual
    tour begins; RC and RL last from that time to the same time on the next day (art. 28
    and 30), which is 23 or 25 h when the clocks change. A night that was not worked has
    no DN. A cycle that marks no rest has none.

    Parameters
    ----------
    scenario, officer
        Whose rests.
    counts_as_night
        Whether a tour is a night tour.
    """
    if not on_cycle(scenario, officer):
        return ()
    if not any(scenario.cycle_rests.get(scenario.officers[officer].cycle or "", ())):
        return ()
    clock = scenario.clock
    # The rest after a night two days before may last into the horizon, and a tour of
    # the last day may overlap the rest of the day after it.
    first = clock.start - dt.timedelta(days=2)
    found = []
    for offset in range(clock.days + 3):
        day = first + dt.timedelta(days=offset)
        found += _rests_of(scenario, officer, day, counts_as_night)
    return tuple(sorted(r for r in found if r.span.end > 0))


def _rests_of(
    scenario: Scenario,
    officer: str,
    day: dt.date,
    counts_as_night: Callable[[Tour], bool],
) -> list[CycleRest]:
    clock, rest = scenario.clock, cycle_day(scenario, officer, day).rest
    before = last_usual_tour(scenario, officer, day)
    after = next_usual_tour(scenario, officer, day)
    if before is None or after is None or not counts_as_night(before):
        return [] if rest is None else [CycleRest(clock.day(day), rest, day)]
    resumes = scenario.shifts[after.shift].start
    own = Span(
        clock.minute(day, resumes), clock.minute(day + dt.timedelta(days=1), resumes)
    )
    ended = _end_of_night(scenario, officer, before, day, counts_as_night)
    if ended is None:
        return [] if rest is None else [CycleRest(own, rest, day)]
    if rest is Rest.POST_NIGHT:
        return [CycleRest(Span(ended, own.end), rest, day)]
    found = [] if rest is None else [CycleRest(own, rest, day)]
    if ended < own.start:
        found.append(CycleRest(Span(ended, own.start), Rest.POST_NIGHT, day))
    return found


def _end_of_night(
    scenario: Scenario,
    officer: str,
    usual: Tour,
    day: dt.date,
    counts_as_night: Callable[[Tour], bool],
) -> int | None:
    """Return the end of the night worked before a day; ``None`` = none was worked."""
    yesterday = day - dt.timedelta(days=1)
    if usual.day != yesterday:
        return None
    worked = (*scenario.history_of.get(officer, ()), *scenario.tours[officer])
    nights = [t for t in worked if t.day == yesterday and counts_as_night(t)]
    return max((t.span.end for t in nights), default=None)


def rest_counts(
    scenario: Scenario, officer: str, counts_as_night: Callable[[Tour], bool]
) -> Counter[Rest]:
    """Return the number of rests of each kind in the horizon that no tour overlaps.

    Parameters
    ----------
    scenario, officer
        Whose rests.
    counts_as_night
        Whether a tour is a night tour.
    """
    days = set(scenario.clock.dates)
    return Counter(
        rest.kind
        for rest in cycle_rests(scenario, officer, counts_as_night)
        if rest.day in days
        and not any(t.span.overlaps(rest.span) for t in scenario.tours[officer])
    )
