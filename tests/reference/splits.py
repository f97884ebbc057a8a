"""Unpaid breaks at a fixed time, in the shifts of half the weeks."""

import datetime as dt
from dataclasses import replace
from random import Random

from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Shift


def with_splits(
    random: Random, week: Scenario, roster: Roster
) -> tuple[Scenario, Roster]:
    """Return a week in which some shifts have a fixed break, and its roster."""
    if random.random() < 0.5:
        return week, roster
    shifts = {
        name: _split(random, shift) if random.random() < 0.6 else shift
        for name, shift in week.shifts.items()
    }
    week = replace(week, shifts=shifts)
    tours = (week.tour(t.officer, t.day, t.shift, fixed=t.fixed) for t in roster.tours)
    return week, replace(roster, tours=tuple(tours))


def _split(random: Random, shift: Shift) -> Shift:
    """Return a shift with a break that ends within it, at either end or between."""
    first, last = (60 * t.hour + t.minute for t in (shift.start, shift.end))
    length = (last - first) % 1440 or 1440
    unpaid = shift.unpaid_break or random.choice((19, 20, 59, 60, 120))
    if unpaid >= length:
        return shift
    room = length - unpaid
    at = first + random.choice((0, room, room // 2, random.randint(0, room)))
    start = dt.time(at % 1440 // 60, at % 60)
    return replace(shift, unpaid_break=unpaid, break_from=start)
