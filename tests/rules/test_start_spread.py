"""Unpredictable start times: patrols keep away from the times of the weeks before.

CHOICE; CSI art. L512-6. By default 45 minutes at least, against one week before. The
base week begins on Monday 5 October 2026 (day 0); the Monday before is 28 September.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.authority import Override
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.spread import Spread, spreads
from scheduler.rules import RULES
from scheduler.verify.reasons import reason
from scheduler.verify.shortfalls import shortfalls
from tests.builders import (
    SOLO,
    clock,
    facts,
    mission,
    officer,
    past_mission,
    position,
    scenario,
    setting,
    shift,
)
from tests.judge import allowed, refused

RULE = "start_spread"
FOOT = dataclasses.replace(SOLO, id="foot", unpredictable=True)
BIKE = dataclasses.replace(FOOT, id="bike")
OPEN = dataclasses.replace(
    FOOT, id="open", positions=(position("agent", None, count=2),)
)
KINDS = (SOLO, FOOT, BIKE, OPEN)
OFFICERS = (officer("o"), officer("p"), officer("n", "pn"))


def patrol(start, *before, offset=0, kind=FOOT, crew=("o",), on=None, **changes):
    """One patrol of the week, after some before the horizon (day, time, more)."""
    on = on or clock()
    week = scenario(
        on=on,
        kinds=KINDS,
        officers=OFFICERS,
        missions=[mission("m", kind, at=[(offset, start)], on=on)],
        past_missions=tuple(
            past_mission(f"b{i}", *([kind] if len(x) == 2 else [x[2]]), *x[:2], on=on)
            for i, x in enumerate(before)
        ),
        **changes,
    )
    return facts(week, crews=[("m", "agent", who) for who in crew])


def two(first, second, *, on, zones=("north", "north"), kinds=(FOOT, FOOT), **changes):
    """Two patrols of the horizon, given by (day, time)."""
    week = scenario(
        on=on,
        kinds=KINDS,
        officers=OFFICERS,
        missions=[
            mission(name, kind, at=[at], zone=zone, on=on)
            for name, kind, at, zone in zip(
                "ab", kinds, (first, second), zones, strict=True
            )
        ],
        **changes,
    )
    return facts(week, crews=[("a", "agent", "o"), ("b", "agent", "p")])


def given(minutes=45, weeks=1, **dates):
    """Regimes of both forces with these values."""
    values = (
        setting(RULE, "minutes", minutes, **dates),
        setting(RULE, "weeks", weeks, **dates),
    )
    return {"municipal": values, "national": values}


@pytest.mark.parametrize("start", ["20:15", "21:45", "10:00"])
def test_a_start_forty_five_minutes_off_is_spread(start):
    allowed(RULE, patrol(start, (-7, "21:00")))


@pytest.mark.parametrize(
    ("start", "over"), [("20:16", 1), ("21:44", 1), ("21:00", 45), ("21:30", 15)]
)
def test_a_start_closer_than_that_is_refused(start, over):
    [breach] = refused(RULE, patrol(start, (-7, "21:00")), over=over)
    assert breach.mission == "m"
    assert breach.officers == ("o",)
    assert breach.zone == "north"
    assert breach.values["other"] == "b0"
    assert breach.values["day"] == "2026-09-28"
    assert breach.values["apart"] == 45 - over


@pytest.mark.parametrize("before", [-6, -8, -14])
def test_other_days_and_older_weeks_are_forgotten(before):
    allowed(RULE, patrol("21:00", (before, "21:00")))


def test_the_weeks_remembered_are_a_setting():
    late = patrol("21:00", (-14, "21:44"), regimes=given(weeks=2))
    refused(RULE, late, over=1)
    allowed(RULE, patrol("21:00", (-14, "21:45"), regimes=given(weeks=2)))
    allowed(RULE, patrol("21:00", (-21, "21:00"), regimes=given(weeks=2)))


def test_each_earlier_start_is_a_breach():
    both = patrol("21:00", (-7, "21:44"), (-14, "20:30"), regimes=given(weeks=2))
    # 44 minutes apart is 1 too few, 30 is 15 too few.
    refused(RULE, both, over=(1, 15))


@pytest.mark.parametrize("values", [{"minutes": None}, {"minutes": 0}, {"weeks": None}])
def test_it_may_be_off(values):
    allowed(RULE, patrol("21:00", (-7, "21:00"), regimes=given(**values)))


def test_kinds_that_may_be_foreseen_are_not_looked_at():
    allowed(RULE, patrol("21:00", (-7, "21:00"), kind=SOLO))


def test_each_kind_and_each_zone_is_a_series_of_its_own():
    allowed(RULE, patrol("21:00", (-7, "21:00", BIKE)))
    on = clock(days=14)
    allowed(RULE, two((0, "21:00"), (7, "21:00"), on=on, zones=("north", "south")))
    allowed(RULE, two((0, "21:00"), (7, "21:00"), on=on, kinds=(FOOT, BIKE)))


@pytest.mark.parametrize(
    ("at", "over"), [("21:45", None), ("21:44", 1), ("20:16", 1), ("20:15", None)]
)
def test_two_weeks_of_one_horizon_are_kept_apart(at, over):
    found = two((0, "21:00"), (7, at), on=clock(days=14))
    if over is None:
        allowed(RULE, found)
    else:
        [breach] = refused(RULE, found, over=over)
        assert (breach.mission, breach.values["other"]) == ("b", "a")


def test_the_first_and_the_last_day_of_the_horizon_are_judged():
    refused(RULE, patrol("00:00", (-7, "00:44")), over=1)
    refused(RULE, patrol("23:59", (-1, "23:15"), offset=6), over=1)
    allowed(RULE, patrol("23:59", (-1, "23:14"), offset=6))


def test_the_week_runs_round_at_midnight():
    # Tuesday 00:10, a week and 20 minutes after Monday 23:50.
    refused(RULE, patrol("00:10", (-7, "23:50"), offset=1), over=25)
    allowed(RULE, patrol("00:35", (-7, "23:50"), offset=1))
    refused(RULE, patrol("23:50", (-6, "00:10"), offset=0), over=25)
    # From Sunday night to Monday morning too.
    refused(RULE, patrol("00:10", (-8, "23:50"), offset=0), over=25)


@pytest.mark.parametrize(
    "first", [dt.date(2026, 10, 28), dt.date(2027, 1, 1), dt.date(2028, 3, 1)]
)
def test_months_and_years_make_no_difference(first):
    # 21 October, 25 December 2026 and 23 February 2028, a leap year.
    on = clock(first)
    refused(RULE, patrol("21:00", (-7, "21:44"), on=on), over=1)
    allowed(RULE, patrol("21:00", (-7, "21:45"), on=on))


@pytest.mark.parametrize("first", [dt.date(2026, 10, 19), dt.date(2027, 3, 22)])
def test_the_clock_on_the_wall_counts_when_it_changes(first):
    # Sunday 25 October 2026 has 25 hours, 28 March 2027 has 23: Monday 21:00 is again
    # Monday 21:00, though 169 or 167 hours later.
    on = clock(first, 14)
    found = two((0, "21:00"), (7, "21:00"), on=on)
    a, b = (m.occurrences[0].span.start for m in found.scenario.missions.values())
    assert (b - a) // 60 in (167, 169)
    refused(RULE, found, over=45)
    allowed(RULE, two((0, "21:00"), (7, "21:45"), on=on))
    refused(RULE, two((0, "21:00"), (7, "21:44"), on=on), over=1)
    # 22:00 is an hour off, though it is 168 hours later in autumn.
    allowed(RULE, two((0, "21:00"), (7, "22:00"), on=on))
    allowed(RULE, two((0, "21:00"), (7, "20:00"), on=on))


def test_briefing_does_not_count():
    kind = dataclasses.replace(FOOT, briefing=30)
    week = scenario(
        kinds=(kind,),
        officers=OFFICERS,
        missions=[mission("m", kind, at=[(0, "21:00")])],
        past_missions=(past_mission("b", kind, -7, "21:44"),),
    )
    # Engaged from 20:30 on, seen from 21:00 on.
    refused(RULE, facts(week, crews=[("m", "agent", "o")]), over=1)


def test_the_strictest_force_of_the_crew_holds():
    regimes = {"national": (setting(RULE, "minutes", 60),)}
    seen = {"before": (-7, "21:50"), "kind": OPEN, "regimes": regimes}
    before = seen.pop("before")
    allowed(RULE, patrol("21:00", before, crew=("o", "p"), **seen))
    [breach] = refused(RULE, patrol("21:00", before, crew=("o", "n"), **seen), over=10)
    assert breach.officers == ("n",)
    assert breach.values["minutes"] == 60


def test_the_strictest_force_holds_between_two_weeks_of_the_horizon():
    regimes = {"national": (setting(RULE, "minutes", 60),)}
    on = clock(days=14)
    found = two((0, "21:00"), (7, "21:50"), on=on, kinds=(OPEN, OPEN), regimes=regimes)
    allowed(RULE, found)
    mixed = facts(found.scenario, crews=[("a", "agent", "o"), ("b", "agent", "n")])
    refused(RULE, mixed, over=10)
    # The values are those of the later crew.
    first = facts(found.scenario, crews=[("a", "agent", "n"), ("b", "agent", "o")])
    allowed(RULE, first)


def test_the_value_is_that_of_the_day_of_the_later_patrol():
    tuesday = given(minutes=90, valid_from=dt.date(2026, 10, 6))
    allowed(RULE, patrol("21:00", (-7, "21:50"), regimes=tuesday))
    refused(RULE, patrol("21:00", (-6, "21:50"), offset=1, regimes=tuesday), over=40)


def decision(mission, *, municipal="PM-0", national=""):
    return (
        Override(
            rule=RULE,
            mission=mission,
            municipal_author=municipal,
            national_author=national,
            reason="fair",
        ),
    )


def test_either_command_may_set_it_aside_for_a_mission():
    for who in ({}, {"municipal": "", "national": "PN-0"}):
        found = patrol("21:00", (-7, "21:00"), overrides=decision("m", **who))
        [breach] = RULES[RULE].check(found)
        assert RULES[RULE].excuse(found.scenario, breach) is not None
        seat = found.scenario.seats[found.scenario.occurrences[0]][0]
        who_sits = found.scenario.officers["o"]
        assert RULES[RULE].admits(found.scenario, who_sits, seat)
    nobody = patrol(
        "21:00", (-7, "21:00"), overrides=decision("m", municipal="", national="")
    )
    refused(RULE, nobody, over=45)


def test_an_override_names_the_later_of_two():
    on = clock(days=14)
    [later] = RULES[RULE].check(
        two((0, "21:00"), (7, "21:00"), on=on, overrides=decision("b"))
    )
    assert later.mission == "b"
    found = two((0, "21:00"), (7, "21:00"), on=on, overrides=decision("a"))
    refused(RULE, found, over=45)


def test_cases_are_crews_of_unpredictable_kinds():
    found = two((0, "21:00"), (1, "10:00"), on=clock(), kinds=(FOOT, SOLO))
    assert RULES[RULE].cases(found, "o") == 1
    assert RULES[RULE].cases(found, "p") == 0


def test_the_reason_names_the_patrol_that_would_be_repeated():
    found = patrol(
        "21:00", (-7, "21:00"), crew=(), shifts=[shift("s", "18:00", "23:00")]
    )
    [short] = shortfalls(found)
    assert "A patrol of this kind began there on Mon 28/09 at 21:00" in reason(
        found.scenario, short
    )


# --- the spread achieved --------------------------------------------------------------


def test_the_spread_is_the_least_distance_from_week_to_week():
    # Monday 21:00 after 20:00 and 22:30: 60 minutes; Tuesday's is another day.
    found = patrol("21:00", (-7, "20:00"), (-7, "22:30"), (-6, "21:00"))
    assert list(spreads(found)) == [
        Spread(kind="foot", zone="north", least=60, pairs=2)
    ]


def test_the_spread_looks_inside_the_horizon_too():
    found = two((0, "21:00"), (7, "21:50"), on=clock(days=14))
    assert list(spreads(found)) == [
        Spread(kind="foot", zone="north", least=50, pairs=1)
    ]


def test_a_series_without_a_week_before_has_no_spread():
    assert list(spreads(patrol("21:00"))) == []
    assert list(spreads(patrol("21:00", (-7, "21:00"), kind=SOLO))) == []
    week = patrol("21:00", (-7, "21:00"), crew=())
    assert list(spreads(week)) == []


def test_the_spread_counts_minutes_of_the_wall():
    on = clock(dt.date(2026, 10, 26))
    # The clocks went back on the 25th, between the two Mondays.
    found = patrol("21:00", (-7, "21:10"), on=on)
    assert [s.least for s in spreads(found)] == [10]


def test_one_crew_may_hold_two_placings_of_a_mission_a_week_apart():
    on = clock(days=14)
    week = scenario(
        on=on,
        kinds=KINDS,
        officers=OFFICERS,
        missions=[mission("m", FOOT, at=[(0, "21:00"), (7, "21:00")], times=2, on=on)],
    )
    seats = tuple(Assignment("m", o.span.start, "agent", "o") for o in week.occurrences)
    refused(RULE, Facts(week, Roster((), seats).sorted()), over=45)
