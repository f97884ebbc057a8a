"""Residual risk: the local safety diagnosis (CSI art. L512-6), hour by hour.

Each further patrol of a cell leaves half of what was left (CHOICE), rounded half up to
whole points; a patrol covers a cell of its zone where it is for 20 minutes at least.
The base week begins on Monday 5 October 2026 (day 0).
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.missions import Risk
from scheduler.domain.time import Span
from scheduler.goals import GOALS
from scheduler.goals.risk_cover import Remaining, RiskCover
from tests.builders import (
    PAIR,
    SOLO,
    clock,
    day,
    facts,
    mission,
    officer,
    past_mission,
    scenario,
    setting,
    shift,
    time,
)
from tests.fixing import loss
from tests.judge import best, points

GOAL = "risk_cover"
SEEN = dataclasses.replace(SOLO, id="seen", presence=True)
PAIR_SEEN = dataclasses.replace(PAIR, presence=True, fallback="solo")
KINDS = (SOLO, SEEN, PAIR_SEEN)


def cell(offset, start, value=8, *, minutes=60, zone="north", on=None):
    on = on or clock()
    first = on.minute(day(offset, on.start), time(start))
    return Risk(
        zone=zone,
        day=day(offset, on.start),
        span=Span(first, first + minutes),
        points=value,
    )


def week(cells, patrols=(), *, on=None, kind=SEEN, **changes):
    """Patrols given by (day, start, minutes, …), each held by one officer."""
    on = on or clock()
    return scenario(
        on=on,
        kinds=KINDS,
        officers=[officer("o")],
        risks=tuple(cells),
        missions=[
            mission(
                f"m{i}",
                more[1] if len(more) > 1 else kind,
                at=[(offset, start)],
                minutes=minutes,
                zone=more[0] if more else "north",
                on=on,
            )
            for i, (offset, start, minutes, *more) in enumerate(patrols)
        ],
        **changes,
    )


def left(cells, patrols=(), **changes):
    """What both halves say that remains."""
    found = week(cells, patrols, **changes)
    roster = facts(found, crews=[(m, "agent", "o") for m in found.missions])
    scored = points(GOAL, roster)
    assert loss(found, roster.roster, GOALS[GOAL]) == scored
    return scored


def test_without_a_patrol_all_of_it_remains():
    assert left([cell(0, "20:00", 8), cell(6, "21:00", 5, zone="south")]) == 13


def test_no_diagnosis_loses_nothing():
    assert left([], [(0, "20:00", 60)]) == 0


@pytest.mark.parametrize(
    ("number", "remains"), [(1, 4), (2, 2), (3, 1), (4, 0), (5, 0)]
)
def test_each_further_patrol_takes_half_of_what_is_left(number, remains):
    # 8 points: 4, 2 and 1 are taken away, then half a point, which counts as one.
    assert left([cell(0, "20:00", 8)], [(0, "20:00", 60)] * number) == remains


@pytest.mark.parametrize(
    ("remaining", "values"),
    [
        (0, (16, 0, 0)),
        # 16 × 0.6 = 9.6, rounded 10; 16 × 0.4 × 0.6 = 3.84, rounded 4; then 1.536 → 2,
        # and of 0.614 nothing, for nothing is left.
        (40, (16, 6, 2, 0, 0)),
        # 16 × 0.1 = 1.6 → 2; 1.44 → 1; 1.296 → 1; 1.1664 → 1.
        (90, (16, 14, 13, 12, 11)),
        (100, (16, 16, 16)),
        (150, (16, 16)),
        (None, (16, 16)),
    ],
)
def test_what_a_patrol_leaves_is_a_setting(remaining, values):
    given = (setting(GOAL, "remaining", remaining),)
    regimes = {"municipal": given, "national": given}
    for number, remains in enumerate(values):
        patrols = [(0, "20:00", 60)] * number
        assert left([cell(0, "20:00", 16)], patrols, regimes=regimes) == remains


@pytest.mark.parametrize(
    ("start", "minutes", "remains"),
    [
        ("19:00", 79, 8),  # 19 minutes after 20:00
        ("19:00", 80, 4),
        ("19:00", 81, 4),
        ("20:39", 60, 4),  # 21 minutes before 21:00
        ("20:40", 60, 4),
        ("20:41", 60, 8),
        ("20:20", 19, 8),
        ("20:20", 20, 4),
        ("18:00", 600, 4),
    ],
)
def test_twenty_minutes_of_an_hour_cover_it(start, minutes, remains):
    assert left([cell(0, "20:00", 8)], [(0, start, minutes)]) == remains


def test_a_patrol_covers_every_hour_that_it_is_there_for():
    # 19:40 to 21:20: 20 minutes before 20:00, the hour, and 20 minutes after 21:00.
    cells = [cell(0, f"{hour}:00", 8) for hour in (19, 20, 21)]
    assert left(cells, [(0, "19:40", 100)]) == 12
    assert left(cells, [(0, "19:41", 98)]) == 20


def test_a_short_cell_is_covered_by_all_of_its_minutes():
    short = [cell(0, "20:00", 8, minutes=10)]
    assert left(short, [(0, "20:00", 10)]) == 4
    assert left(short, [(0, "20:01", 60)]) == 8


@pytest.mark.parametrize(
    ("minutes", "patrol", "remains"),
    [(30, 29, 8), (30, 30, 4), (90, 59, 8), (90, 60, 4), (None, 1, 4), (0, 1, 4)],
)
def test_the_minutes_are_a_setting(minutes, patrol, remains):
    given = (setting(GOAL, "minutes", minutes),)
    regimes = {"municipal": given, "national": given}
    cells, patrols = [cell(0, "20:00", 8)], [(0, "20:00", patrol)]
    assert left(cells, patrols, regimes=regimes) == remains


def test_of_two_regimes_the_greatest_value_holds():
    regimes = {
        "municipal": (setting(GOAL, "minutes", 10),),
        "national": (setting(GOAL, "minutes", 30), setting(GOAL, "remaining", 75)),
    }
    cells = [cell(0, "20:00", 8)]
    assert left(cells, [(0, "20:00", 29)], regimes=regimes) == 8
    assert left(cells, [(0, "20:00", 30)], regimes=regimes) == 6


def test_the_value_is_that_of_the_day_of_the_cell():
    given = (setting(GOAL, "minutes", 60, valid_from=day(1)),)
    regimes = {"municipal": given, "national": given}
    cells = [cell(0, "20:00", 8), cell(1, "20:00", 8)]
    patrols = [(0, "20:00", 59), (1, "20:00", 59)]
    assert left(cells, patrols, regimes=regimes) == 4 + 8


def test_only_the_same_zone_is_covered():
    assert left([cell(0, "20:00", 8)], [(0, "20:00", 60, "south")]) == 8


def test_only_kinds_that_are_seen_lower_the_risk():
    assert left([cell(0, "20:00", 8)], [(0, "20:00", 60)], kind=SOLO) == 8


def test_briefing_is_not_presence():
    kind = dataclasses.replace(SEEN, briefing=30, debriefing=30)
    found = scenario(
        kinds=(kind,),
        officers=[officer("o")],
        risks=(cell(0, "19:00"), cell(0, "20:00"), cell(0, "21:00")),
        missions=[mission("m", kind, at=[(0, "20:00")])],
    )
    roster = facts(found, crews=[("m", "agent", "o")])
    assert points(GOAL, roster) == 8 + 4 + 8
    assert loss(found, roster.roster, GOALS[GOAL]) == 20


def test_a_fallback_is_seen_if_its_own_kind_is():
    found = scenario(
        kinds=KINDS,
        officers=[officer("o"), officer("x", "pn")],
        risks=(cell(0, "10:00", 8),),
        missions=[mission("m", PAIR_SEEN)],
    )
    joint = facts(found, crews=[("m", "chief", "x"), ("m", "agent", "o")])
    alone = facts(found, alone=[("m", "agent", "o")])
    for roster, remains in ((joint, 4), (alone, 8)):
        assert points(GOAL, roster) == remains
        assert loss(found, roster.roster, GOALS[GOAL]) == remains


def test_patrols_across_midnight_cover_both_days():
    cells = [cell(0, "23:00", 8), cell(1, "00:00", 8)]
    assert left(cells, [(0, "23:00", 120)]) == 8


def test_the_last_night_covers_what_lies_in_the_horizon():
    assert left([cell(6, "23:00", 8)], [(6, "23:40", 200)]) == 4


@pytest.mark.parametrize(("minutes", "remains"), [(79, 8), (80, 4)])
def test_a_patrol_that_began_before_the_horizon_counts(minutes, remains):
    # From Sunday 23:00 on, until 00:19 or 00:20.
    before = (past_mission("b", SEEN, -1, "23:00", minutes=minutes),)
    cells = [cell(0, "00:00", 8)]
    assert left(cells, past_missions=before) == remains
    # A second one then takes away half of what the first left.
    both = left(cells, [(0, "00:00", 60)], past_missions=before)
    assert both == remains // 2
    unseen = (past_mission("b", SOLO, -1, "23:00", minutes=minutes),)
    assert left(cells, past_missions=unseen) == 8


@pytest.mark.parametrize(
    ("first", "hours"), [(dt.date(2026, 10, 25), 25), (dt.date(2027, 3, 28), 23)]
)
def test_hours_are_elapsed_when_the_clocks_change(first, hours):
    # From 01:00 to 04:00 on the wall lie 4 hours in autumn, 2 in spring.
    on = clock(first, 1)
    cells = [
        Risk(zone="north", day=first, span=Span(h * 60, h * 60 + 60), points=8)
        for h in range(hours)
    ]
    length = on.minute(first, time("04:00")) - on.minute(first, time("01:00"))
    assert length == (hours - 21) * 60
    covered = left(cells, [(0, "01:00", length)], on=on)
    assert covered == 8 * hours - 4 * (hours - 21)


def test_the_report_tells_zone_and_day():
    cells = [cell(0, "20:00", 8), cell(0, "21:00", 3), cell(1, "20:00", 5)]
    found = week(cells, [(0, "20:00", 60)])
    roster = facts(found, crews=[("m0", "agent", "o")])
    assert list(RiskCover().by_day(roster)) == [
        Remaining(zone="north", day=day(0), found=11, left=7, presences=1),
        Remaining(zone="north", day=day(1), found=5, left=5, presences=0),
    ]
    first, second = GOALS[GOAL].score(roster)
    assert (first.zone, first.day, first.values["taken"]) == ("north", day(0), 4)
    assert (second.points, second.values["taken"]) == (5, 0)


def test_the_patrol_goes_where_and_when_the_risk_is():
    demand = mission(
        "m",
        SEEN,
        at=[(0, "19:00"), (0, "20:00"), (0, "21:00")],
        or_zones=["south"],
    )
    found = scenario(
        kinds=KINDS,
        officers=[officer("o")],
        shifts=[shift("s", "17:00", "23:00")],
        missions=[demand],
        risks=(
            cell(0, "19:00", 7),
            cell(0, "20:00", 3, zone="south"),
            cell(0, "21:00", 9, zone="south"),
        ),
    )
    result = best(GOAL, found)
    # 9 → 4 (half of 9 is 4.5, rounded 5); 7 + 3 + 4 = 14.
    assert result.tiers[0].value == 14
    assert result.roster is not None
    [seat] = result.roster.assignments
    assert (seat.place, seat.start) == (1, 21 * 60)


def test_two_patrols_part_rather_than_meet():
    demand = [
        mission(name, SEEN, at=[(0, "20:00")], or_zones=["south"]) for name in "ab"
    ]
    found = scenario(
        kinds=KINDS,
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", "17:00", "23:00")],
        missions=demand,
        risks=(cell(0, "20:00", 8), cell(0, "20:00", 6, zone="south")),
    )
    # One in each: 4 + 3. Both in the north: 2 + 6.
    assert best(GOAL, found).tiers[0].value == 7
    steep = dataclasses.replace(
        found, risks=(cell(0, "20:00", 16), cell(0, "20:00", 2, zone="south"))
    )
    # Both in the north: 4 + 2. One in each: 8 + 1.
    assert best(GOAL, steep).tiers[0].value == 6
