"""Past work of random weeks that brings averages close to their limits."""

import datetime as dt
from dataclasses import replace
from random import Random

from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import PastWork

ONE = dt.timedelta(days=1)
HOUR = 60


def with_past(random: Random, week: Scenario, roster: Roster) -> Scenario:
    """Return a week in which officers have nearly reached the limit of an average.

    The limits aimed at are those of a regime without values of its own, save for the
    annual maximum, which no regime has by itself.
    """
    stretches = []
    for officer in week.officers.values():
        if random.random() < 0.8:
            stretches += _stretches(random, week, roster, officer)
    return replace(week, past_work=tuple(stretches))


def _stretches(
    random: Random, week: Scenario, roster: Roster, officer: Officer
) -> list[PastWork]:
    first, limit = random.choice(_aims(week, officer))
    # A stretch may begin before the days that count, or leave some of them out.
    first += random.choice((0, 0, 0, 3, -5)) * ONE
    last = week.clock.start - random.choice((9, 9, 10, 15)) * ONE
    if last < first:
        return []
    known = sum(
        t.work for t in (*week.history, *roster.tours) if t.officer == officer.id
    )
    days = (last - first).days + 1
    beyond = random.choice((-1, 0, 1, 1, -HOUR, HOUR, -10 * HOUR, -40 * HOUR))
    work = min(max(0, limit - known + beyond), days * 14 * HOUR)
    if days > 2 and random.random() < 0.3:
        middle = first + random.randrange(1, days - 1) * ONE
        part = work // 2
        return [
            PastWork(officer=officer.id, first=first, last=middle, work=part),
            PastWork(
                officer=officer.id, first=middle + ONE, last=last, work=work - part
            ),
        ]
    return [PastWork(officer=officer.id, first=first, last=last, work=work)]


def _aims(week: Scenario, officer: Officer) -> list[tuple[dt.date, int]]:
    """Return the first day and the limit of each sort of average for an officer."""
    start = week.clock.start
    regime = week.regime(officer.id)
    aims = []
    if regime.kind is ForceKind.MUNICIPAL:
        # Twelve weeks that end with the first week of the horizon.
        monday = start - start.weekday() * ONE
        aims += [(monday - 77 * ONE, 12 * 44 * HOUR)] * 2
    else:
        begins = dt.date(start.year, 1 if start.month <= 6 else 7, 1)
        ends = dt.date(start.year + (begins.month == 7), 8 - begins.month, 1)
        aims.append((begins, 48 * HOUR * (ends - begins).days // 7))
        if officer.night_worker:
            after = (start.replace(day=1) + 31 * ONE).replace(day=1)
            month = start.replace(day=1)
            for _ in range(2):
                month = (month - ONE).replace(day=1)
            aims += [(month, 8 * HOUR * 6 * (after - month).days // 7)] * 3
    for given in regime.values:
        if given.rule == "annual_hours" and given.value is not None:
            aims += [(dt.date(start.year, 1, 1), given.value)] * 2
    return aims
