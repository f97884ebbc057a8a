"""Mutations of what lies before the horizon: a minute too many over weeks or months."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.agreements import SettingValue
from scheduler.domain.roster import Facts
from scheduler.domain.tours import PastWork
from tests.verify.mutating import Broken, breaks, mornings, offered, with_tours
from tests.verify.mutations.rests import recorded

H = 60


def worked_before(
    facts: Facts, officer: str, first: dt.date, work: int, last: dt.date | None = None
) -> Facts:
    """Replace all that is known of an officer's past by one stretch."""
    week = facts.scenario
    eve = week.clock.start - dt.timedelta(days=1)
    stretch = PastWork(officer=officer, first=first, last=last or eve, work=work)
    others = tuple(p for p in week.past_work if p.officer != officer)
    history = tuple(t for t in week.history if t.officer != officer)
    changed = replace(week, past_work=(*others, stretch), history=history)
    return Facts(changed, facts.roster)


def five_mornings(facts: Facts) -> tuple[Facts, str]:
    """Give an officer five tours of 7 h, 35 h."""
    officer = mornings(facts)
    tours = [offered(facts, officer, day, "CF-M") for day in range(5)]
    return with_tours(facts, officer, tours), officer


def night_officer(facts: Facts) -> str:
    """Return a national officer of the night cycle, on tour in the week."""
    return next(
        o.id
        for o in facts.scenario.officers.values()
        if o.cycle == "BIN-N" and facts.tours_of[o.id]
    )


def planned(facts: Facts, officer: str) -> int:
    return sum(t.work for t in facts.tours_of[officer])


@breaks("twelve_week_average")
def a_minute_over_twelve_times_forty_four_hours(facts: Facts) -> Broken:
    # The window begins on 7 September: 493 h 01 + 35 h.
    changed, officer = five_mornings(facts)
    first = dt.date(2026, 9, 7)
    return Broken(worked_before(changed, officer, first, 493 * H + 1), officer, over=1)


@breaks("twelve_week_average")
def a_stretch_that_the_window_cuts(facts: Facts) -> Broken:
    # From 31 August on, 84 days of which 77 count: 11/12 of 537 h 50 is 493 h 01, less
    # 50 s, rounded up.
    changed, officer = five_mornings(facts)
    first = dt.date(2026, 8, 31)
    return Broken(worked_before(changed, officer, first, 537 * H + 50), officer, over=1)


@breaks("semester_average")
def a_minute_over_the_average_of_the_semester(facts: Facts) -> Broken:
    # From 1 June to 30 November, the day after the last, 183 days: 75,291.4 min.
    officer = night_officer(facts)
    before = 75_292 - planned(facts, officer)
    first = dt.date(2026, 11, 1)
    return Broken(worked_before(facts, officer, first, before), officer, over=1)


@breaks("night_average")
def a_minute_over_the_average_of_night_workers(facts: Facts) -> Broken:
    # From September to November 624 h; the tours of the week end by 30 November 06:58.
    officer = night_officer(facts)
    before = 624 * H + 1 - planned(facts, officer)
    changed = worked_before(facts, officer, dt.date(2026, 9, 1), before)
    person = replace(changed.scenario.officers[officer], night_worker=True)
    officers = {**changed.scenario.officers, officer: person}
    week = replace(changed.scenario, officers=officers)
    return Broken(Facts(week, facts.roster), officer, over=1)


@breaks("annual_hours")
def a_minute_over_a_maximum_of_1607_hours(facts: Facts) -> Broken:
    changed, officer = five_mornings(facts)
    changed = worked_before(changed, officer, dt.date(2026, 1, 1), 1572 * H + 1)
    values = (SettingValue(rule="annual_hours", setting="maximum", value=1607 * H),)
    return Broken(_with_values(changed, "municipal", values), officer, over=1)


@breaks("monthly_overtime")
def a_minute_over_twenty_five_hours_of_overtime(facts: Facts) -> Broken:
    # 53 h 01 in the week before, 18 h 01 beyond 35 h, and six tours of 7 h: 7 h beyond.
    officer = mornings(facts)
    tours = [offered(facts, officer, day, "CF-M") for day in range(6)]
    changed = with_tours(facts, officer, tours)
    first = dt.date(2026, 11, 16)
    return Broken(worked_before(changed, officer, first, 53 * H + 1), officer, over=1)


@breaks("monthly_overtime")
def a_minute_over_the_overtime_of_a_derogation(facts: Facts) -> Broken:
    # 24 h without the derogation, 25 h with it.
    broken = a_minute_over_twenty_five_hours_of_overtime(facts)
    values = (
        SettingValue(rule="monthly_overtime", setting="maximum", value=24 * H),
        SettingValue(rule="monthly_overtime", setting="reduced", value=25 * H),
    )
    changed = _with_values(broken.facts, "municipal", values)
    tour = changed.tours_of[broken.culprit][0]
    week = recorded(changed.scenario, "monthly_overtime", tour)
    return Broken(Facts(week, changed.roster), broken.culprit, over=1)


def _with_values(facts: Facts, regime: str, values: Iterable[SettingValue]) -> Facts:
    week = facts.scenario
    changed = replace(
        week.regimes[regime], values=(*week.regimes[regime].values, *values)
    )
    return Facts(replace(week, regimes={**week.regimes, regime: changed}), facts.roster)
