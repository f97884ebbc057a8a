"""Wardens (ASVP): no seat but those open to them, and no officer anywhere.

CPP art. 21 and CSI L511-1 do not name them; the rest is a choice (domain facts 3.1).
"""

import dataclasses

import pytest

from scheduler.domain.missions import Cover, MissionKind
from scheduler.domain.people import ForceKind, Status
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.verify.reasons import reason
from scheduler.verify.shortfalls import shortfalls
from tests.builders import (
    MONDAY,
    PAIR,
    SOLO,
    facts,
    mission,
    officer,
    position,
    scenario,
    shift,
    trainee,
)
from tests.judge import allowed, best, points, refused

RULE = "wardens_not_officers"


def warden(name="w", force="pm"):
    return officer(name, force, status=Status.WARDEN)


def crew(who, *, wardens):
    kind = dataclasses.replace(SOLO, positions=(position("agent", wardens=wardens),))
    week = scenario(officers=[who], kinds=[kind], missions=[mission("m", kind)])
    return facts(week, crews=[("m", "agent", who.id)])


def test_a_warden_does_not_take_the_seat_of_an_officer():
    [breach] = refused(RULE, crew(warden(), wardens=False), over=1)
    assert (breach.officers, breach.mission) == (("w",), "m")
    assert breach.values["position"] == "agent"


def test_a_position_open_to_wardens_is_theirs():
    allowed(RULE, crew(warden(), wardens=True))


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.WARDEN])
def test_officers_of_any_standing_take_both(status):
    for wardens in (True, False):
        allowed(RULE, crew(officer("o", status=status), wardens=wardens))


# --- nowhere an officer ---------------------------------------------------------------

SCHOOL = MissionKind(
    id="school",
    name_fr="Points écoles",
    name_en="School points",
    joint=True,
    priority=10,
    positions=(
        position("chief", ForceKind.NATIONAL, leads=True),
        position("agent"),
        position("second", None, wardens=True),
    ),
)


def school(*seated):
    people = [officer("n", "pn"), officer("o"), warden(), trainee("t")]
    week = scenario(officers=people, kinds=[SCHOOL], missions=[mission("m", SCHOOL)])
    return facts(week, crews=[("m", p, who) for p, who in seated])


def test_a_warden_makes_no_crew_municipal():
    refused("mixed_crew", school(("chief", "n"), ("second", "w")), over=1)
    allowed("mixed_crew", school(("chief", "n"), ("agent", "o"), ("second", "w")))


def test_a_warden_does_not_unmake_a_mixed_crew():
    allowed("mixed_crew", school(("chief", "n"), ("agent", "o")))


def test_a_warden_is_no_titular_officer_beside_a_trainee():
    seats = [("chief", "n"), ("agent", "t"), ("second", "w")]
    refused("trainee_accompanied", school(*seats), over=1)
    seats[2] = ("second", "o")
    allowed("trainee_accompanied", school(*seats))


def test_a_warden_leads_no_crew():
    kind = dataclasses.replace(
        SOLO, positions=(position("agent", leads=True, wardens=True),)
    )
    week = scenario(officers=[warden()], kinds=[kind], missions=[mission("m", kind)])
    refused("crew_leader", facts(week, crews=[("m", "agent", "w")]), over=1)


def test_wardens_are_no_cover():
    week = scenario(
        officers=[officer("o"), warden()],
        shifts=[shift("s", "08:00", "16:00")],
        cover=(Cover(force="pm", shift="s", day=MONDAY, minimum=2),),
    )
    both = facts(week, tours=[("o", 0, "s"), ("w", 0, "s")])
    assert points("minimum_cover", both) == 1
    assert best("minimum_cover", week).tiers[0].value == 1


def test_wardens_are_told_apart_from_officers_alike_in_all_else():
    """A head-count of a group may not mix those who make a crew municipal or not."""
    open_to_all = (
        position("chief", ForceKind.NATIONAL, leads=True),
        position("agent", wardens=True),
    )
    kind = dataclasses.replace(PAIR, positions=open_to_all)
    week = scenario(
        officers=[officer("n", "pn"), officer("o"), warden()],
        shifts=[shift("s", "08:00", "16:00"), shift("n", "08:00", "16:00", "pn")],
        kinds=[kind],
        missions=[mission("m", kind)],
    )
    model = CrewModel(week, [RULES["mixed_crew"]])
    together = {tuple(o.id for o in g.officers) for g in model.groups}
    assert together == {("n",), ("o",), ("w",)}
    [tier] = best("missions_by_priority", week).tiers
    assert tier.value == 0


def test_wardens_are_no_officers_kept_out_of_a_seat():
    """The arithmetic of a mission that is not held counts officers."""
    week = scenario(
        officers=[warden(), officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        missions=[mission("m")],
    )
    roster = facts(week, tours=[("w", 0, "s")])
    [short] = shortfalls(roster)
    [count] = short.seats
    assert (count.able, count.on_tour, count.free) == (1, 0, 0)
    alone = facts(dataclasses.replace(week, officers={"w": warden()}))
    [short] = shortfalls(alone)
    assert reason(alone.scenario, short) == "officer (PM): 1 wanted, 0 possible"
