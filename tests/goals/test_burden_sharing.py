"""Sharing of joint work: the percentages agreed of officers' time in joint missions.

Each force's minutes short of its percentage of all count, past and present together.
"""

import dataclasses
from fractions import Fraction

import pytest

from scheduler.domain.missions import Share
from scheduler.domain.people import Force, ForceKind
from scheduler.domain.sharing import splits
from scheduler.goals import GOALS
from tests.builders import (
    FORCES,
    PAIR,
    SOLO,
    facts,
    mission,
    officer,
    past_mission,
    position,
    scenario,
    shift,
)
from tests.fixing import loss
from tests.judge import best, points, prove

GOAL = "burden_sharing"
OPEN = dataclasses.replace(
    PAIR,
    id="open",
    fallback="solo",
    positions=(
        position("chief", ForceKind.NATIONAL, leads=True),
        position("agent", ForceKind.MUNICIPAL),
        position("any", None),
    ),
)
KINDS = (SOLO, PAIR, OPEN)


def shares(**percents):
    """Rows of one sharing, by force."""
    return tuple(Share(id="s", force=f, percent=p) for f, p in percents.items())


HALVES = shares(pm=50, pn=50)


def week(rows=HALVES, *, minutes=(60,), kind=OPEN, **changes):
    base = {
        "kinds": KINDS,
        "officers": [
            officer("o"),
            officer("p"),
            officer("x", "pn"),
            officer("y", "pn"),
        ],
        "shares": rows,
        "missions": [
            mission(f"m{i}", kind, at=[(i, "10:00")], minutes=m)
            for i, m in enumerate(minutes)
        ],
    }
    return scenario(**{**base, **changes})


def both(roster):
    scored = points(GOAL, roster)
    assert loss(roster.scenario, roster.roster, GOALS[GOAL]) == scored
    return scored


def crew(third, number=0):
    seats = {"chief": "x", "agent": "o", "any": third}
    return [(f"m{number}", p, who) for p, who in seats.items() if who]


def test_equal_work_in_equal_shares_loses_nothing():
    assert both(facts(week(), crews=crew(None))) == 0


def test_no_work_loses_nothing():
    assert both(facts(week(), crews=[])) == 0
    assert both(facts(week(rows=()), crews=crew("p"))) == 0


@pytest.mark.parametrize("third", ["p", "y"])
def test_the_force_that_is_short_counts_and_the_other_does_not(third):
    # 180 officers' minutes, 120 by one force and 60 by the other: 90 each agreed.
    [part] = GOALS[GOAL].score(facts(week(), crews=crew(third)))
    assert part.points == 30
    assert both(facts(week(), crews=crew(third))) == 30
    assert part.values["force"] == ("District" if third == "p" else "Town")
    assert (part.values["own"], part.values["total"]) == (60, 180)


def test_other_percentages():
    rows = shares(pm=70, pn=30)
    # 180 minutes: 126 owed by pm. With p it has 120, with y 60.
    assert both(facts(week(rows), crews=crew("p"))) == 6
    assert both(facts(week(rows), crews=crew("y"))) == 66
    # All of it by one force: the other's minutes are its shortfall.
    assert both(facts(week(shares(pm=100, pn=0)), crews=crew("p"))) == 60


def test_each_part_is_rounded_up_to_a_minute():
    # 52 minutes: 156 in all; 67 % is 104.52, against 104: 0.52 short.
    rows = shares(pm=67, pn=33)
    assert both(facts(week(rows, minutes=(52,)), crews=crew("p"))) == 1
    # 61 minutes: 183; 67 % is 122.61, against 122: 0.61 short.
    assert both(facts(week(rows, minutes=(61,)), crews=crew("p"))) == 1
    # A whole minute stays one: 100 minutes, 300; 67 % is 201, against 200.
    assert both(facts(week(rows, minutes=(100,)), crews=crew("p"))) == 1
    # And two stay two: 200 minutes, 600; 402 against 400.
    assert both(facts(week(rows, minutes=(200,)), crews=crew("p"))) == 2


def test_missions_add_up():
    found = week(minutes=(60, 90))
    # pm 120 + 90, pn 60 + 180: 225 each agreed, pm 15 short.
    assert both(facts(found, crews=crew("p", 0) + crew("y", 1))) == 15


def test_the_past_is_carried_over():
    # Before: pm 2 × 60, pn 1 × 60. Now with y: pm 60, pn 120. All even.
    past = (past_mission("b", OPEN, -1, "10:00", pm=2, pn=1),)
    found = week(past_missions=past)
    assert both(facts(found, crews=crew("y"))) == 0
    assert both(facts(found, crews=crew("p"))) == 60
    assert both(facts(found, crews=[])) == 30
    [pm, pn] = splits(facts(found, crews=crew("y")))
    assert (pm.before, pm.now, pm.total) == (120, 60, 360)
    assert (pn.before, pn.now, pn.total) == (60, 120, 360)
    assert pm.deviation == 0
    assert pn.deviation == 0


def test_past_missions_of_other_kinds_are_not_counted():
    past = (past_mission("b", SOLO, -1, "10:00", pm=2),)
    assert both(facts(week(past_missions=past), crews=[])) == 0


def test_forces_that_are_no_part_of_it_are_not_counted():
    other = Force(
        id="pm2",
        name="Next town",
        kind=ForceKind.MUNICIPAL,
        regime="municipal",
        communes=frozenset({"c"}),
    )
    found = week(
        officers=[officer("o"), officer("x", "pn"), officer("z", "pm2")],
        forces={**FORCES, "pm2": other},
        past_missions=(past_mission("b", OPEN, -1, "10:00", pm2=3),),
    )
    assert both(facts(found, crews=crew("z"))) == 0


def test_three_forces_share():
    other = Force(
        id="pm2",
        name="Next town",
        kind=ForceKind.MUNICIPAL,
        regime="municipal",
        communes=frozenset({"c"}),
    )
    found = week(
        shares(pm=25, pm2=25, pn=50),
        officers=[officer("o"), officer("x", "pn"), officer("y", "pn")],
        forces={**FORCES, "pm2": other},
    )
    # 180 minutes: pm 60 of 45, pm2 0 of 45, pn 120 of 90: only pm2 is short.
    [part] = GOALS[GOAL].score(facts(found, crews=crew("y")))
    assert (part.points, part.values["force"]) == (45, "Next town")
    assert both(facts(found, crews=crew("y"))) == 45


def test_only_the_joint_form_counts():
    found = week()
    assert both(facts(found, alone=[("m0", "agent", "o")])) == 0
    alone = tuple(dataclasses.replace(r, kinds=frozenset({"solo"})) for r in HALVES)
    assert both(facts(week(alone), alone=[("m0", "agent", "o")])) == 30


def test_only_the_kinds_named_count():
    pair = tuple(dataclasses.replace(r, kinds=frozenset({"pair"})) for r in HALVES)
    assert both(facts(week(pair), crews=crew("p"))) == 0
    assert both(facts(week(pair, kind=PAIR), crews=[("m0", "agent", "o")])) == 30


def test_briefing_is_not_counted():
    kind = dataclasses.replace(OPEN, briefing=15, debriefing=15)
    found = week(kinds=(SOLO, PAIR, kind), kind=kind)
    assert both(facts(found, crews=crew("p"))) == 30


def test_two_sharings_add_up():
    rows = HALVES + tuple(
        Share(id="t", force=f, percent=p) for f, p in (("pm", 100), ("pn", 0))
    )
    assert both(facts(week(rows), crews=crew("p"))) == 30 + 60


def test_the_split_achieved_is_told_in_percent_and_in_missions():
    [pm, pn] = splits(facts(week(), crews=crew("p")))
    assert (pm.percent, pn.percent) == (Fraction(200, 3), Fraction(100, 3))
    assert pm.deviation == 30
    assert pn.deviation == -30
    # Three officers' missions of 60 minutes: 30 minutes are half a mission.
    assert (pm.missions, pn.missions) == (Fraction(1, 2), Fraction(-1, 2))


def test_without_work_the_split_is_as_agreed():
    [pm, pn] = splits(facts(week(shares(pm=70, pn=30)), crews=[]))
    assert pm.percent == 70
    assert pn.percent == 30
    assert pm.missions == 0


def test_the_search_evens_out_what_came_before():
    found = week(
        minutes=(60, 60),
        shifts=[shift("s", "08:00", "14:00"), shift("S", "08:00", "14:00", "pn")],
        past_missions=(past_mission("b", OPEN, -1, "10:00", pm=3, pn=1),),
        missions=[
            mission(f"m{i}", OPEN, at=[(i, "10:00")], mandatory=True) for i in (0, 1)
        ],
    )
    # Before 180 to 60. Two missions of three with the third from pn: 120 and 240 more.
    assert best(GOAL, found).tiers[0].value == 0
    result = prove(found, "mandatory_missions", GOAL)
    assert [t.value for t in result.tiers] == [0, 0]
    assert result.roster is not None
    thirds = [a.officer for a in result.roster.assignments if a.position == "any"]
    assert len(thirds) == 2
    assert set(thirds) <= {"x", "y"}
