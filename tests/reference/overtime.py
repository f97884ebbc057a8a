"""Contracts, past work and limits of random weeks that make overtime likely."""

import datetime as dt
from dataclasses import replace
from random import Random

from scheduler.domain.agreements import SettingValue
from scheduler.domain.authority import Derogation
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import PastWork
from scheduler.domain.validity import Term
from tests import builders as b

RULE = "monthly_overtime"
HOUR = 60
ONE = dt.timedelta(days=1)
CONTRACTS = (0, 8 * HOUR, 16 * HOUR, 16 * HOUR + 1, 24 * HOUR, 28 * HOUR, 35 * HOUR)


def with_overtime(random: Random, week: Scenario, roster: Roster) -> Scenario:
    """Return a week in which some contracts are small, and some limits too."""
    officers = {
        name: replace(o, contract=random.choice(CONTRACTS))
        if random.random() < 0.3
        else o
        for name, o in week.officers.items()
    }
    week = replace(week, officers=officers)
    return replace(
        week,
        derogations=(*week.derogations, *_derogations(random, week)),
        past_work=(*week.past_work, *_past_work(random, week, roster)),
        regimes={
            name: replace(regime, values=(*regime.values, *_values(random, week)))
            for name, regime in week.regimes.items()
        },
    )


def _values(random: Random, week: Scenario) -> list[SettingValue]:
    values = []
    if random.random() < 0.3:
        most = random.choice((0, 1, 8 * HOUR, 16 * HOUR, 24 * HOUR + 1))
        since = random.choice((None, None, *week.clock.dates))
        values.append(b.setting(RULE, "maximum", most, valid_from=since))
    if random.random() < 0.3:
        most = random.choice((1, 10 * HOUR, 20 * HOUR, 30 * HOUR))
        values.append(b.setting(RULE, "reduced", most))
    return values


def _derogations(random: Random, week: Scenario) -> list[Derogation]:
    around = [week.clock.start + i * ONE for i in range(-3, week.clock.days + 3)]
    return [
        Derogation(
            officer=officer,
            rule=RULE,
            validity=Term(day, day),
            reason="made up",
            author="PM-900",
        )
        for officer in week.officers
        if random.random() < 0.15
        for day in (random.choice(around),)
    ]


def _past_work(random: Random, week: Scenario, roster: Roster) -> list[PastWork]:
    """Return past work for officers without any, two weeks before.

    Together with the overtime of the first week it is about the legal limit.
    """
    known = {p.officer for p in week.past_work}
    clock = week.clock
    monday = clock.start - clock.start.weekday() * ONE
    span = Span(clock.midnight(monday), clock.midnight(monday + 7 * ONE))
    stretches = []
    for officer in week.officers.values():
        if officer.id in known or random.random() < 0.3:
            continue
        work = sum(
            t.work_within(span)
            for t in (*week.history, *roster.tours)
            if t.officer == officer.id
        )
        beyond = max(0, work - officer.contract)
        left = max(0, 25 * HOUR - beyond) + random.choice((-1, 0, 0, 1, 1, 2 * HOUR))
        stretches.append(
            PastWork(
                officer=officer.id,
                first=monday - 14 * ONE,
                last=monday - 8 * ONE,
                work=max(0, officer.contract + left),
            )
        )
    return stretches
