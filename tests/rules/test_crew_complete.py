"""Complete crew: the whole crew or no mission.

CSI annexe 1 art. 11 and 16; the crews are those of the mission catalogue.
"""

import dataclasses

import pytest

from scheduler.domain.settings import Unit
from tests.builders import PAIR, SOLO, facts, mission, officer, position, scenario
from tests.judge import allowed, refused

RULE = "crew_complete"

TRIO = dataclasses.replace(
    PAIR,
    id="trio",
    positions=(PAIR.positions[0], position("agent", count=2)),
)


def crew(*seated, kind=PAIR):
    week = scenario(
        officers=[officer("n1", "pn"), officer("n2", "pn")]
        + [officer(f"m{i}") for i in (1, 2, 3)],
        kinds=[kind],
        missions=[mission("m", kind, at=[(0, "10:00")])],
    )
    return facts(week, crews=[("m", seat, who) for seat, who in seated])


def test_a_mission_may_be_left_out():
    allowed(RULE, crew())


def test_the_whole_crew_holds_it():
    allowed(RULE, crew(("chief", "n1"), ("agent", "m1")))


@pytest.mark.parametrize(
    ("seated", "empty"),
    [(("chief", "n1"), "agent"), (("agent", "m1"), "chief")],
)
def test_one_officer_of_two_does_not_hold_it(seated, empty):
    [breach] = refused(RULE, crew(seated), over=1)
    assert breach.mission == "m"
    assert breach.zone == "north"
    assert breach.officers == (seated[1],)
    assert breach.values["position"] == empty
    assert breach.values["present"] == 0
    assert breach.values["count"] == 1
    assert breach.when == 600
    assert breach.unit is Unit.COUNT


def test_a_position_of_two_seats_needs_two():
    refused(RULE, crew(("chief", "n1"), ("agent", "m1"), kind=TRIO), over=1)
    allowed(RULE, crew(("chief", "n1"), ("agent", "m1"), ("agent", "m2"), kind=TRIO))


def test_the_chief_alone_leaves_two_seats_empty():
    refused(RULE, crew(("chief", "n1"), kind=TRIO), over=2)


def test_nobody_is_added_to_a_full_crew():
    too_many = [("chief", "n1"), ("agent", "m1"), ("agent", "m2"), ("agent", "m3")]
    [breach] = refused(RULE, crew(*too_many, kind=TRIO), over=1)
    assert breach.values["present"] == 3


def test_one_head_too_many_does_not_make_up_for_one_too_few():
    found = crew(("agent", "m1"), ("agent", "m2"), kind=PAIR)
    refused(RULE, found, over=(1, 1))


def test_missions_are_judged_one_by_one():
    week = scenario(
        officers=[officer("o")],
        missions=[mission("a"), mission("b", PAIR, at=[(0, "12:00")])],
    )
    allowed(RULE, facts(week, crews=[("a", "agent", "o")]))
    [breach] = refused(
        RULE, facts(week, crews=[("a", "agent", "o"), ("b", "agent", "o")]), over=1
    )
    assert breach.mission == "b"


def test_a_crew_of_one_is_complete_with_one():
    allowed(RULE, crew(("agent", "m1"), kind=SOLO))
    refused(RULE, crew(("agent", "m1"), ("agent", "m2"), kind=SOLO), over=1)
