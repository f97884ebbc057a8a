"""Named attendees: only those asked hold a position that is kept for them.

CSI annexe 1 art. 10: the heads of service, or those who represent them, meet.
"""

import dataclasses

import pytest

from scheduler.domain.authority import Override
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from tests.builders import PAIR, SOLO, facts, mission, officer, scenario, shift
from tests.judge import allowed, refused

RULE = "attendees_only"


def week_of(attendees, *, officers=(), kind=PAIR, **changes):
    staff = [*(officer(f"m{i}") for i in (1, 2, 3)), officer("n1", "pn"), *officers]
    return scenario(
        officers=staff,
        kinds=[SOLO, PAIR, kind],
        missions=[mission("m", kind, attendees=attendees)],
        **changes,
    )


def meeting(who, attendees, **changes):
    """A meeting that a municipal officer attends, with the national chief."""
    week = week_of(attendees, **changes)
    return facts(week, crews=[("m", "chief", "n1"), ("m", "agent", who)])


@pytest.mark.parametrize("who", ["m1", "m2"])
def test_those_named_attend_whatever_their_order(who):
    allowed(RULE, meeting(who, {"agent": ("m1", "m2")}))


def test_nobody_else_does():
    [breach] = refused(RULE, meeting("m3", {"agent": ("m1", "m2")}), over=1)
    assert (breach.officers, breach.mission) == (("m3",), "m")
    assert breach.values["position"] == "agent"


def test_a_position_for_which_nobody_is_named_is_open():
    allowed(RULE, meeting("m3", {"chief": ("n1",)}))
    allowed(RULE, meeting("m3", {}))


def test_each_position_has_its_own():
    # m1 is named for the other seat.
    refused(RULE, meeting("m1", {"agent": ("m2",), "chief": ("n1", "m1")}), over=1)


def test_names_are_for_one_mission():
    week = scenario(
        officers=[officer("m1"), officer("m2")],
        missions=[mission("m", attendees={"agent": ("m1",)}), mission("other")],
    )
    allowed(RULE, facts(week, crews=[("other", "agent", "m2")]))
    refused(RULE, facts(week, crews=[("m", "agent", "m2")]), over=1)


def test_each_seat_is_judged():
    double = dataclasses.replace(
        SOLO, id="double",
        positions=(dataclasses.replace(SOLO.positions[0], count=2),),
    )  # fmt: skip
    week = week_of({"agent": ("m1", "m2")}, kind=double)
    both = facts(week, crews=[("m", "agent", "m1"), ("m", "agent", "m2")])
    allowed(RULE, both)
    wrong = facts(week, crews=[("m", "agent", "m2"), ("m", "agent", "m3")])
    refused(RULE, wrong, over=1)


def test_the_names_hold_in_the_fallback_too():
    joint = dataclasses.replace(PAIR, fallback="solo")
    week = week_of({"agent": ("m1",)}, kind=joint)
    allowed(RULE, facts(week, alone=[("m", "agent", "m1")]))
    refused(RULE, facts(week, alone=[("m", "agent", "m2")]), over=1)


@pytest.mark.parametrize(
    ("municipal", "national", "set_aside"),
    [("PM-0", "", True), ("PM-0", "PN-0", True), ("", "PN-0", False)],
)
def test_the_officers_own_command_may_send_another(municipal, national, set_aside):
    override = Override(
        rule=RULE, officer="m3", mission="m", day=None, reason="made up",
        municipal_author=municipal, national_author=national,
    )  # fmt: skip
    found = meeting("m3", {"agent": ("m1",)}, overrides=(override,))
    week = found.scenario
    [breach] = RULES[RULE].check(found)
    assert (RULES[RULE].excuse(week, breach) is not None) is set_aside
    seat = next(
        s for s in week.seats[week.occurrences[0]] if s.position.name == "agent"
    )
    assert RULES[RULE].lets(week, week.officers["m3"], seat) is set_aside


# --- groups ---------------------------------------------------------------------------


def groups(week):
    """Return who stands with whom on the day shift."""
    model = CrewModel(week, RULES.values())
    return sorted(
        [o.id for o in g.officers]
        for g in model.groups
        if g.slot is not None and g.officers[0].force == "pm"
    )


def test_only_unlike_alternates_are_told_apart():
    # Two seats: m1 and m2 are asked first, m3 is the first alternate, m4, m5 nobody.
    double = dataclasses.replace(
        SOLO, id="double",
        positions=(dataclasses.replace(SOLO.positions[0], count=2),),
    )  # fmt: skip
    week = week_of(
        {"agent": ("m1", "m2", "m3")},
        kind=double,
        officers=[officer("m4"), officer("m5")],
        shifts=[shift("s", "08:00", "16:00", weekdays=frozenset({0}))],
    )
    assert groups(week) == [["m1", "m2"], ["m3"], ["m4", "m5"]]


def test_on_a_day_without_a_meeting_they_are_alike():
    week = week_of(
        {"agent": ("m1", "m2", "m3")},
        shifts=[shift("s", "08:00", "16:00", weekdays=frozenset({3}))],
    )
    assert groups(week) == [["m1", "m2", "m3"]]
