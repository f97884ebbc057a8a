"""Why a mission is not held, told by the first number that is too small."""

from dataclasses import replace

import pytest

from scheduler.domain.missions import Cover, Equipment, MissionKind
from scheduler.domain.people import ForceKind, Judicial
from scheduler.domain.powers import OpjNeed
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import FixedTour, Shift
from scheduler.goals import GOALS
from scheduler.verify.reasons import (
    cover_reason,
    never_held,
    position_name,
    qualification_name,
    reason,
    reason_alone,
    seat_name,
)
from scheduler.verify.shortfalls import held_alone, shortfalls
from scheduler.words import use_language
from tests import builders as b
from tests.export.conftest import BIKE

DAY = b.shift("day", "08:00", "16:00")
PN_DAY = b.shift("pn-day", "08:00", "16:00", "pn")


@pytest.fixture(autouse=True)
def english() -> object:
    with use_language("en"):
        yield


def week_of(*missions: object, **changes: object) -> Scenario:
    base: dict = {
        "officers": [b.officer("PM-1"), b.officer("PN-1", "pn")],
        "shifts": [DAY, PN_DAY],
        "missions": missions,
    }
    return b.scenario(**{**base, **changes})


def why(facts: Facts, mission: str = "m") -> str:
    (found,) = (
        s
        for s in shortfalls(facts, b.proved(facts.scenario))
        if s.occurrence.mission == mission
    )
    return reason(facts.scenario, found)


def test_nobody_on_tour() -> None:
    assert why(b.facts(week_of(b.mission("m")))) == "officer (PM): 1 wanted, 0 on tour"


def test_every_position_that_is_short_is_named() -> None:
    week = week_of(b.mission("m", b.PAIR))
    assert why(b.facts(week)) == (
        "crew leader (PN): 1 wanted, 0 on tour; officer (PM): 1 wanted, 0 on tour"
    )
    half = b.facts(week, tours=[("PN-1", 0, "pn-day")])
    assert why(half) == "officer (PM): 1 wanted, 0 on tour"


def test_all_on_tour_are_elsewhere() -> None:
    week = week_of(b.mission("m"), b.mission("other"))
    facts = b.facts(
        week, tours=[("PM-1", 0, "day")], crews=[("other", "agent", "PM-1")]
    )
    assert why(facts) == "officer (PM): 1 wanted, 0 free out of 1 on tour"


def test_nobody_may_go_and_the_rule_is_named() -> None:
    week = week_of(b.mission("m"), absences=(b.absence("PM-1", 0, 0),))
    assert (
        why(b.facts(week)) == "officer (PM): 1 wanted, 0 possible (kept out: Absence 1)"
    )


def test_nobody_of_the_force_is_there() -> None:
    week = week_of(b.mission("m"), officers=[b.officer("PN-1", "pn")])
    assert why(b.facts(week)) == "officer (PM): 1 wanted, 0 possible"


def test_equipment_is_counted() -> None:
    kind = MissionKind(
        id="ride",
        name_fr="VTT",
        name_en="Ride",
        joint=False,
        priority=1,
        positions=(b.position("rider"),),
        equipment={"vtt": 3},
    )
    stock = Equipment(id="vtt", name_fr="VTT", name_en="Bike", quantity=2)
    week = week_of(b.mission("m", kind), kinds=[kind], equipment={"vtt": stock})
    facts = b.facts(week, tours=[("PM-1", 0, "day")])
    assert why(facts) == "Bike: 3 wanted, 2 left"


def test_seats_that_can_be_filled_one_by_one_but_not_together() -> None:
    kind = MissionKind(
        id="two",
        name_fr="Deux",
        name_en="Two",
        joint=False,
        priority=1,
        positions=(b.position("chief", leads=True), b.position("agent")),
    )
    week = week_of(b.mission("m", kind), kinds=[kind])
    facts = b.facts(week, tours=[("PM-1", 0, "day")])
    assert why(facts) == (
        "each seat could be filled by itself; other missions, breaks or rules "
        "prevent the whole crew (proved: no roster loses fewer points of missions)"
    )
    (found,) = shortfalls(facts)
    assert reason(week, found) == (
        "each seat could be filled by itself; it is not proved that the whole crew "
        "cannot be there"
    )


@pytest.mark.parametrize(
    ("unproved", "said"), [("mandatory", True), ("missions", True), ("hours", False)]
)
def test_a_reason_is_as_sure_as_the_tiers_up_to_that_of_the_mission(
    unproved: str, said: bool
) -> None:
    goals = {
        "mandatory": "mandatory_missions",
        "missions": "missions_by_priority",
        "hours": "hours_near_contract",
    }
    week = week_of(b.mission("m"), tiers=[(n, {g: 1}) for n, g in goals.items()])
    run = b.proved(week)
    tiers = [
        replace(t, value=9, status=SolveStatus.FEASIBLE) if t.name == unproved else t
        for t in run.tiers
    ]
    facts = b.facts(week)
    (found,) = shortfalls(facts, replace(run, tiers=tuple(tiers)))
    assert ("(not proved: " in reason(week, found)) is said


def test_what_nobody_may_hold_needs_no_proof() -> None:
    week = week_of(b.mission("m"), officers=[b.officer("PN-1", "pn")])
    (found,) = shortfalls(b.facts(week))
    assert reason(week, found) == "officer (PM): 1 wanted, 0 possible"


def hours_of_work(shift: Shift, *at: tuple[int, str]) -> Scenario:
    return week_of(b.mission("m", at=list(at), minutes=60), shifts=[shift])


def test_a_mission_that_no_shift_covers_says_so_before_any_search() -> None:
    # 15:00-16:00 ends with the shift, 15:01-16:01 a minute after it.
    assert list(never_held(hours_of_work(DAY, (0, "15:00")))) == []
    week = hours_of_work(DAY, (0, "15:01"))
    why_not = "officer (PM): no shift or fixed tour covers Mon 05/10 15:01–16:01 (1 h)"
    assert list(never_held(week)) == [f"Mission m cannot be held: {why_not}"]
    (found,) = shortfalls(b.facts(week))
    assert reason(week, found) == why_not


def test_a_mission_that_too_few_may_hold_says_so_before_any_search() -> None:
    # A pair of municipal officers is wanted; there is one, then there are two.
    two_seats = replace(b.SOLO, positions=(b.position("agent", count=2),))
    pair = b.mission("m", two_seats)
    one = week_of(pair, kinds=[two_seats], officers=[b.officer("PM-1")])
    assert list(never_held(one)) == [
        "Mission m cannot be held: officer (PM): 2 wanted, 1 possible"
    ]
    both = [b.officer("PM-1"), b.officer("PM-2")]
    two = week_of(pair, kinds=[two_seats], officers=both)
    assert list(never_held(two)) == []


def test_the_rule_that_keeps_the_only_shift_out_is_named() -> None:
    # The default of a municipal day of work is 10 h: 10 h may be worked, 10 h 01 not.
    ten = hours_of_work(b.shift("l", "08:00", "18:00"), (0, "09:00"))
    assert list(never_held(ten)) == []
    week = hours_of_work(b.shift("l", "08:00", "18:01"), (0, "09:00"))
    (line,) = never_held(week)
    assert line.startswith(
        "Mission m cannot be held: officer (PM): no tour that covers Mon 05/10 "
        "09:00–10:00 (1 h) is allowed (l): Daily work ("
    )
    (found,) = shortfalls(b.facts(week))
    assert line.split("held: ")[1] in reason(week, found)


def test_one_start_that_a_shift_covers_is_enough() -> None:
    assert list(never_held(hours_of_work(DAY, (0, "04:00"), (1, "09:00")))) == []


def test_a_flexible_mission_names_its_best_time() -> None:
    week = week_of(b.mission("m", b.PAIR, at=[(0, "10:00"), (1, "14:00")]))
    facts = b.facts(week, tours=[("PM-1", 1, "day")])
    assert why(facts).startswith("at best Tue 06/10 14:00: crew leader (PN)")


def test_positions_say_what_they_ask_for() -> None:
    chief = b.position(
        "chief",
        ForceKind.NATIONAL,
        judicial=frozenset({Judicial.OPJ, Judicial.APJ}),
        qualifications=("moto",),
    )
    assert seat_name(chief) == "crew leader (PN, OPJ or APJ, motorcycle)"
    assert seat_name(b.position("agent", None)) == "officer"


def test_unknown_codes_become_words() -> None:
    assert position_name("radio_relay-two") == "radio relay two"
    assert qualification_name("first_aid") == "first aid"
    assert position_name(BIKE.positions[0].name) == "crew leader"


WATCH = replace(b.SOLO, powers=("record",))
RECORD = b.power("record", opj=OpjNeed.REACHABLE)
NEED_OPJ = {"kinds": [WATCH], "powers": (RECORD,)}


def test_no_opj_to_be_reached() -> None:
    short = b.shift("pn-day", "08:00", "10:15", "pn")
    week = week_of(b.mission("m", WATCH), shifts=[DAY, short], **NEED_OPJ)
    nobody = b.facts(week, tours=[("PM-1", 0, "day")])
    assert why(nobody) == "no reachable OPJ for 1 h"
    early = b.facts(week, tours=[("PM-1", 0, "day"), ("PN-1", 0, "pn-day")])
    assert why(early) == "no reachable OPJ for 45 min"


def test_the_likeliest_time_is_one_with_an_opj() -> None:
    flexible = b.mission("m", WATCH, at=[(0, "10:00"), (1, "10:00")])
    week = week_of(flexible, **NEED_OPJ)
    found = b.facts(
        week, tours=[("PM-1", 0, "day"), ("PM-1", 1, "day"), ("PN-1", 1, "pn-day")]
    )
    assert why(found).startswith("at best Tue 06/10 10:00")


def test_an_opj_who_can_be_reached_is_no_reason() -> None:
    week = week_of(b.mission("m", WATCH), **NEED_OPJ)
    found = b.facts(week, tours=[("PN-1", 0, "pn-day")])
    assert why(found) == "officer (PM): 1 wanted, 0 on tour"


# --- joint missions and one force alone -----------------------------------------------

JOINT = replace(b.PAIR, fallback="solo")


def joint_week(**changes: object) -> Scenario:
    return week_of(b.mission("m", JOINT), kinds=[b.SOLO, JOINT], **changes)


def why_alone(facts: Facts) -> str:
    (found,) = held_alone(facts, b.proved(facts.scenario))
    return reason_alone(facts.scenario, found)


def test_a_joint_mission_not_held_tells_both_forms() -> None:
    assert why(b.facts(joint_week())) == (
        "crew leader (PN): 1 wanted, 0 on tour; officer (PM): 1 wanted, 0 on tour. By "
        "one force alone, as “Guard”: officer (PM): 1 wanted, 0 on tour"
    )


def test_held_alone_tells_what_the_joint_crew_lacks() -> None:
    facts = b.facts(
        joint_week(), tours=[("PM-1", 0, "day")], alone=[("m", "agent", "PM-1")]
    )
    # PM-1, who holds it, would be free for the joint crew: only its leader is missing.
    assert why_alone(facts) == (
        "Held by one force alone, instead of “Joint patrol”: crew leader (PN): 1 "
        "wanted, 0 on tour"
    )
    assert list(shortfalls(facts)) == []


def test_the_leader_who_is_elsewhere_is_counted() -> None:
    only = replace(b.PAIR, id="only")
    week = week_of(
        b.mission("m", JOINT),
        b.mission("other", only),
        kinds=[b.SOLO, JOINT, only],
    )
    facts = b.facts(
        week,
        tours=[("PM-1", 0, "day"), ("PN-1", 0, "pn-day")],
        crews=[("other", "chief", "PN-1")],
        alone=[("m", "agent", "PM-1")],
    )
    assert "1 wanted, 0 free out of 1 on tour" in why_alone(facts)


def test_equipment_of_the_crew_that_holds_it_is_free_for_the_joint_one() -> None:
    stock = Equipment(id="vtt", name_fr="VTT", name_en="Bike", quantity=2)
    ride = replace(JOINT, equipment={"vtt": 3})
    solo = replace(b.SOLO, equipment={"vtt": 2})
    week = week_of(b.mission("m", ride), kinds=[solo, ride], equipment={"vtt": stock})
    facts = b.facts(
        week,
        tours=[("PM-1", 0, "day"), ("PN-1", 0, "pn-day")],
        alone=[("m", "agent", "PM-1")],
    )
    # Two in stock, both ridden by the crew that holds it: two left, not none.
    assert why_alone(facts).endswith(": Bike: 3 wanted, 2 left")


def test_a_joint_crew_that_could_be_seated_says_so() -> None:
    facts = b.facts(
        joint_week(),
        tours=[("PM-1", 0, "day"), ("PN-1", 0, "pn-day")],
        alone=[("m", "agent", "PM-1")],
    )
    assert "(proved: no roster loses fewer points of missions)" in why_alone(facts)


def test_the_likeliest_joint_time_of_a_flexible_mission_is_told() -> None:
    flexible = b.mission("m", JOINT, at=[(0, "10:00"), (1, "10:00")])
    week = week_of(flexible, kinds=[b.SOLO, JOINT])
    facts = b.facts(
        week,
        tours=[("PM-1", 0, "day"), ("PN-1", 1, "pn-day")],
        alone=[("m", "agent", "PM-1")],
    )
    # Monday lacks the leader, Tuesday the agent: one seat each, the first is told.
    assert "at best Mon 05/10 10:00: crew leader (PN): 1 wanted, 0 on tour" in (
        why_alone(facts)
    )


def why_short(week: Scenario, *tours: tuple[str, int, str]) -> list[str]:
    losses = GOALS["minimum_cover"].score(b.facts(week, tours=tours))
    return [cover_reason(week, loss) for loss in losses]


def test_cover_names_the_rules_that_exclude_officers() -> None:
    """Of four: one absent, one without the dog, one on the night by roster."""
    dog = Cover(force="pm", shift="day", day=b.day(1), minimum=2, qualification="dog")
    held = (b.held("dog"),)
    week = b.scenario(
        officers=[
            b.officer("PM-1", qualifications=held),
            b.officer("PM-2"),
            b.officer("PM-3", qualifications=held, free=False),
            b.officer("PM-4", qualifications=held),
            b.officer("PN-1", "pn"),
        ],
        shifts=[DAY, PN_DAY, b.shift("night", "22:00", "06:00")],
        absences=(b.absence("PM-1", 1, 1),),
        fixed_tours=(FixedTour(officer="PM-3", day=b.day(1), shift="night"),),
        missions=(),
        cover=(dog,),
    )
    assert why_short(week, ("PM-4", 1, "day")) == [
        "1 possible (kept out: Absence 1, Valid qualification 1, Offered and fixed "
        "tours 1)"
    ]


def test_cover_that_enough_could_give_names_no_rule() -> None:
    wanted = Cover(force="pm", shift="day", day=b.day(1), minimum=1)
    week = week_of(cover=(wanted,))
    assert why_short(week) == [""]
