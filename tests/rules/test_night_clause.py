"""Municipal officers hold missions from 23:00 to 06:00 only under a clause (L512-6)."""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.domain.scenario import Scenario
from tests.builders import (
    AGREEMENT,
    MONDAY,
    PAIR,
    SOLO,
    clock,
    facts,
    mission,
    officer,
    scenario,
    setting,
    shift,
)
from tests.judge import allowed, refused

RULE = "night_clause"
CLAUSE = replace(AGREEMENT, night_clause=True)
AUTUMN = dt.date(2026, 10, 24)
SPRING = dt.date(2027, 3, 27)


def week(start: str, minutes: int, **changes) -> Scenario:
    """Return a week with one guard, first of the horizon, by one municipal officer."""
    on = changes.pop("on", clock())
    kind = changes.pop("kind", SOLO)
    night = mission("m", kind, at=[(0, start)], minutes=minutes, on=on)
    base = {
        "officers": [officer("o"), officer("x", "pn")],
        "shifts": [shift("s", "20:00", "07:00")],
        "missions": [night],
        "kinds": [kind],
        "on": on,
    }
    return scenario(**{**base, **changes})


def guard(found: Scenario):
    return facts(found, crews=[("m", "agent", "o")])


def test_a_mission_that_ends_at_23_00_needs_no_clause() -> None:
    # 22:00 + 60 min = 23:00.
    allowed(RULE, guard(week("22:00", 60)))


def test_one_minute_after_23_00_needs_the_clause() -> None:
    # 22:00 + 61 min = 23:01.
    found = week("22:00", 61)
    [breach] = refused(RULE, guard(found), over=1)
    assert (breach.officers, breach.mission, breach.zone) == (("o",), "m", "north")
    allowed(RULE, guard(replace(found, agreements={"a": CLAUSE})))


def test_one_minute_before_06_00_needs_the_clause() -> None:
    refused(RULE, guard(week("05:59", 60)), over=1)
    allowed(RULE, guard(week("06:00", 60)))


def test_the_clause_must_be_in_force_on_every_day_of_the_mission() -> None:
    # 23:00 Monday to 01:00 Tuesday.
    last = replace(CLAUSE, valid_to=MONDAY)
    refused(RULE, guard(week("23:00", 120, agreements={"a": last})), over=1)
    allowed(RULE, guard(week("23:00", 60, agreements={"a": last})))


def test_a_clause_renewed_at_midnight_goes_on() -> None:
    first = replace(CLAUSE, valid_to=MONDAY)
    then = replace(CLAUSE, id="b", valid_from=MONDAY + dt.timedelta(days=1))
    found = week("23:00", 120, agreements={"a": first, "b": then})
    allowed(RULE, guard(found))


def test_the_clause_of_another_commune_or_force_does_not_serve() -> None:
    elsewhere = replace(CLAUSE, communes=frozenset({"d"}))
    refused(RULE, guard(week("23:00", 60, agreements={"a": elsewhere})), over=1)
    others = replace(CLAUSE, municipal_force="other")
    refused(RULE, guard(week("23:00", 60, agreements={"a": others})), over=1)


def test_an_exempt_kind_needs_no_clause() -> None:
    exempt = replace(SOLO, night_exempt=True)
    allowed(RULE, guard(week("23:00", 300, kind=exempt)))


def test_national_officers_need_no_clause() -> None:
    found = week("23:00", 60, kind=PAIR)
    allowed(RULE, facts(found, crews=[("m", "chief", "x")]))
    refused(RULE, facts(found, crews=[("m", "agent", "o")]), over=1)


@pytest.mark.parametrize("start", [AUTUMN, SPRING])
def test_hours_are_local_on_the_nights_of_a_clock_change(start: dt.date) -> None:
    # The day after begins at 00:00; 06:00 local is the limit whatever the clocks did.
    on = clock(start, 2)
    at = [(1, "05:59")]
    late = mission("m", SOLO, at=at, minutes=30, on=on)
    refused(RULE, guard(week("12:00", 60, on=on, missions=[late])), over=1)
    early = mission("m", SOLO, at=[(1, "06:00")], minutes=30, on=on)
    allowed(RULE, guard(week("12:00", 60, on=on, missions=[early])))


def test_a_regime_may_set_other_hours_from_a_day_on() -> None:
    # From Tuesday the clause is needed from 22:00.
    values = (
        setting(RULE, "night_from", 22 * 60, valid_from=MONDAY + dt.timedelta(days=1)),
    )
    regimes = {"municipal": values}
    monday = mission("m", SOLO, at=[(0, "22:00")])
    tuesday = mission("m", SOLO, at=[(1, "22:00")])
    allowed(RULE, guard(week("22:00", 60, missions=[monday], regimes=regimes)))
    refused(RULE, guard(week("22:00", 60, missions=[tuesday], regimes=regimes)), over=1)


def test_no_limit_switches_the_rule_off() -> None:
    regimes = {"municipal": (setting(RULE, "night_from", None),)}
    allowed(RULE, guard(week("23:00", 300, regimes=regimes)))
