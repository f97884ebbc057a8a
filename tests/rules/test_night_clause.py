"""Municipal officers hold missions from 23:00 to 06:00 only under a clause (L512-6)."""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.domain.agreements import Pooling, Route
from scheduler.domain.places import Commune, Zone
from scheduler.domain.scenario import Scenario
from scheduler.domain.validity import Term
from tests.builders import (
    AGREEMENT,
    MONDAY,
    PAIR,
    SOLO,
    clock,
    facts,
    mission,
    officer,
    redated,
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
    last = redated(CLAUSE, valid_to=MONDAY)
    refused(RULE, guard(week("23:00", 120, agreements={"a": last})), over=1)
    allowed(RULE, guard(week("23:00", 60, agreements={"a": last})))


def test_a_clause_renewed_at_midnight_goes_on() -> None:
    first = redated(CLAUSE, valid_to=MONDAY)
    then = redated(CLAUSE, id="b", valid_from=MONDAY + dt.timedelta(days=1))
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


# --- every minute around the hours that need the clause -------------------------------


@pytest.mark.parametrize(
    ("start", "minutes", "night"),
    [
        ("21:59", 60, 0),  # to 22:59
        ("22:00", 60, 0),  # to 23:00
        ("22:01", 60, 1),  # to 23:01
        ("05:59", 60, 1),
        ("06:00", 60, 0),
        ("06:01", 60, 0),
        ("22:59", 1, 0),
        ("23:00", 1, 1),
        ("05:59", 1, 1),
        ("23:00", 420, 420),  # 23:00 to 06:00 the day after
        ("22:00", 540, 420),  # 22:00 to 07:00
    ],
)
def test_the_minutes_at_night(start: str, minutes: int, night: int) -> None:
    found = guard(week(start, minutes))
    if night == 0:
        allowed(RULE, found)
    else:
        [breach] = refused(RULE, found, over=1)
        assert breach.values["night"] == night


@pytest.mark.parametrize(
    ("start", "night"),
    [
        (AUTUMN, 8 * 60),  # 03:00 comes twice: 23:00 to 06:00 is eight hours
        (SPRING, 6 * 60),  # 02:00 to 03:00 is skipped: six hours
    ],
)
def test_the_night_of_a_clock_change_is_longer_or_shorter(
    start: dt.date, night: int
) -> None:
    on = clock(start, 2)
    [breach] = refused(RULE, guard(week("23:00", night, on=on)), over=1)
    assert breach.values["night"] == night
    # One hour more on both sides is day.
    [breach] = refused(RULE, guard(week("22:00", night + 120, on=on)), over=1)
    assert breach.values["night"] == night
    allowed(RULE, guard(week("22:00", 60, on=on)))
    after = mission("m", SOLO, at=[(1, "06:00")], minutes=60, on=on)
    allowed(RULE, guard(week("12:00", 60, on=on, missions=[after])))
    before = mission("m", SOLO, at=[(1, "05:59")], minutes=1, on=on)
    refused(RULE, guard(week("12:00", 60, on=on, missions=[before])), over=1)


@pytest.mark.parametrize("first", [AUTUMN, SPRING, dt.date(2026, 12, 31)])
def test_an_agreement_that_ends_at_the_midnight_inside_the_mission(
    first: dt.date,
) -> None:
    on = clock(first, 2)
    until = {"a": redated(CLAUSE, valid_to=first)}
    allowed(RULE, guard(week("23:00", 60, on=on, agreements=until)))
    refused(RULE, guard(week("23:00", 61, on=on, agreements=until)), over=1)
    after = mission("m", SOLO, at=[(1, "00:00")], minutes=1, on=on)
    late = week("23:00", 60, on=on, agreements=until, missions=[after])
    refused(RULE, guard(late), over=1)


def test_a_notice_ends_the_clause() -> None:
    # Notice on 5 April 2026 + 6 months = 5 October: the last day is 4 October, Sunday.
    given = {"a": replace(CLAUSE, denounced=dt.date(2026, 4, 5))}
    refused(RULE, guard(week("23:00", 60, agreements=given)), over=1)
    # One day later: the last day is Monday.
    given = {"a": replace(CLAUSE, denounced=dt.date(2026, 4, 6))}
    allowed(RULE, guard(week("23:00", 60, agreements=given)))
    refused(RULE, guard(week("23:00", 61, agreements=given)), over=1)


def test_the_kinds_that_an_agreement_lists_are_of_joint_missions() -> None:
    """A clause for the night is for any municipal mission."""
    listed = {"a": replace(CLAUSE, kinds=frozenset({"pair"}))}
    allowed(RULE, guard(week("23:00", 60, agreements=listed)))


# --- communes -------------------------------------------------------------------------

ZONES = {
    z: Zone(id=z, name=z, commune="c", also_in=frozenset({"d"}))
    for z in ("north", "south")
}
NEXT_TOWN = replace(CLAUSE, id="b", municipal_force="pm2", communes=frozenset({"d"}))


def test_every_commune_that_the_mission_touches_needs_the_clause() -> None:
    one = {"a": CLAUSE}
    refused(RULE, guard(week("23:00", 60, agreements=one, zones=ZONES)), over=1)
    both = {"a": replace(CLAUSE, communes=frozenset({"c", "d"}))}
    allowed(RULE, guard(week("23:00", 60, agreements=both, zones=ZONES)))


def test_lent_officers_act_under_the_clause_of_the_town_they_are_lent_to() -> None:
    lent = Pooling(
        id="p",
        route=Route.TRANSPORT,
        forces=frozenset({"pm"}),
        communes=frozenset({"c", "d"}),
        validity=Term(MONDAY, MONDAY),
    )
    found = {
        "agreements": {"a": CLAUSE, "b": NEXT_TOWN},
        "zones": ZONES,
        "communes": {c: Commune(id=c, name=c) for c in "cd"},
    }
    allowed(RULE, guard(week("23:00", 60, poolings=(lent,), **found)))
    refused(RULE, guard(week("23:00", 60, **found)), over=1)
    refused(RULE, guard(week("23:00", 61, poolings=(lent,), **found)), over=1)
    found["agreements"] = {"a": CLAUSE, "b": replace(NEXT_TOWN, night_clause=False)}
    refused(RULE, guard(week("23:00", 60, poolings=(lent,), **found)), over=1)
