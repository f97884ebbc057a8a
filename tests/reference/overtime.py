"""Contracts, past work and limits of random weeks, such that overtime comes close."""

import datetime as dt
from dataclasses import replace
from random import Random

from scheduler.domain.agreements import SettingValue
from scheduler.domain.authority import Derogation
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import PastWork
from tests import builders as b

RULE = "monthly_overtime"
HOUR = 60
ONE = dt.timedelta(days=1)
CONTRACTS = (0, 8 * HOUR, 16 * HOUR, 16 * HOUR + 1, 24 * HOUR, 28 * HOUR, 35 * HOUR)


def with_overtime(random: Random, week: Scenario) -> Scenario:
    """Return a week in which some contracts are small, and some limits too."""
    officers = {
        name: replace(o, contract=random.choice(CONTRACTS))
        if random.random() < 0.3
        else o
        for name, o in week.officers.items()
    }
    return replace(
        week,
        officers=officers,
        derogations=(*week.derogations, *_derogations(random, week)),
        past_work=(*week.past_work, *_past_work(random, week)),
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
            first=day,
            last=day,
            reason="made up",
            author="PM-900",
        )
        for officer in week.officers
        if random.random() < 0.15
        for day in (random.choice(around),)
    ]


def _past_work(random: Random, week: Scenario) -> list[PastWork]:
    """Return weeks before the horizon, of officers of whom no stretch is known."""
    known = {p.officer for p in week.past_work}
    monday = week.clock.start - week.clock.start.weekday() * ONE
    first, last = monday - 21 * ONE, monday - 15 * ONE
    return [
        PastWork(
            officer=officer,
            first=first,
            last=last,
            work=random.choice((35, 40, 55, 60, 61)) * HOUR + random.choice((0, 1)),
        )
        for officer in week.officers
        if officer not in known and random.random() < 0.7
    ]
