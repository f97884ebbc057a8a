"""Crew leader: a titular officer; of a joint crew, from the force the agreement names.

CSI annexe 1 art. 11: a joint mission runs under the functional authority of the State
force. That neither trainees nor policiers adjoints lead is a CHOICE.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.missions import MissionKind
from scheduler.domain.people import Force, ForceKind, Status
from scheduler.domain.places import Zone
from tests.builders import (
    AGREEMENT,
    FORCES,
    MONDAY,
    PAIR,
    clock,
    facts,
    mission,
    officer,
    position,
    redated,
    scenario,
)
from tests.judge import allowed, refused

RULE = "crew_leader"

OPEN_PAIR = dataclasses.replace(
    PAIR, positions=(position("chief", None, leads=True), position("agent", None))
)
"""A joint crew whose catalogue leaves the leader to the agreement."""

OWN = MissionKind(
    id="own",
    name_fr="Îlotage",
    name_en="Beat",
    joint=False,
    priority=5,
    positions=(position("chief", None, leads=True), position("agent", None)),
)
"""A crew of one force with a leader."""

TUESDAY = MONDAY + dt.timedelta(days=1)


def led_by(leader, kind=OPEN_PAIR, at=(0, "10:00"), minutes=60, on=None, **changes):
    week = scenario(
        officers=[leader],
        kinds=[kind],
        missions=[mission("m", kind, at=[at], minutes=minutes, on=on)],
        on=on,
        **changes,
    )
    return facts(week, crews=[("m", "chief", leader.id)])


def agreement(**changes):
    return {"a": redated(AGREEMENT, **changes)}


def test_the_force_that_the_agreement_names_leads():
    allowed(RULE, led_by(officer("n", "pn")))


def test_the_other_force_does_not_lead():
    [breach] = refused(RULE, led_by(officer("p")), over=1)
    assert breach.officers == ("p",)
    assert breach.mission == "m"
    assert breach.values["position"] == "chief"
    assert breach.values["force"] == "pm"


def test_the_agreement_may_give_the_lead_to_the_municipal_force():
    changed = agreement(lead_force="pm")
    allowed(RULE, led_by(officer("p"), agreements=changed))
    refused(RULE, led_by(officer("n", "pn"), agreements=changed), over=1)


@pytest.mark.parametrize("status", [Status.TRAINEE, Status.ASSISTANT])
def test_neither_trainee_nor_assistant_leads(status):
    [breach] = refused(RULE, led_by(officer("n", "pn", status=status)), over=1)
    assert breach.values["status"] == status.value


@pytest.mark.parametrize("status", [Status.TRAINEE, Status.ASSISTANT])
def test_neither_leads_a_crew_of_one_force_either(status):
    refused(RULE, led_by(officer("n", "pn", status=status), OWN), over=1)


def test_a_trainee_of_the_wrong_force_breaks_the_rule_twice():
    refused(RULE, led_by(officer("p", status=Status.TRAINEE)), over=(1, 1))


def test_a_titular_officer_of_any_force_leads_a_crew_that_is_not_joint():
    allowed(RULE, led_by(officer("p"), OWN, agreements={}))
    allowed(RULE, led_by(officer("n", "pn"), OWN, agreements={}))


def test_the_other_seats_are_open_to_trainees():
    week = scenario(
        officers=[officer("p", status=Status.TRAINEE)],
        kinds=[PAIR],
        missions=[mission("m", PAIR)],
    )
    allowed(RULE, facts(week, crews=[("m", "agent", "p")]))


def test_without_agreement_nobody_is_named():
    """That nobody may be in such a crew at all is for ``joint_mission_agreed``."""
    allowed(RULE, led_by(officer("p"), agreements={}))
    elsewhere = agreement(communes=frozenset({"d"}))
    allowed(RULE, led_by(officer("p"), agreements=elsewhere))


def test_an_agreement_names_the_leader_of_the_kinds_it_provides_for():
    listed = agreement(kinds=frozenset({"pair"}))
    refused(RULE, led_by(officer("p"), agreements=listed), over=1)
    others = agreement(kinds=frozenset({"trio"}))
    allowed(RULE, led_by(officer("p"), agreements=others))


@pytest.mark.parametrize("offset", [0, 6])
def test_the_last_day_of_an_agreement_is_in_force(offset):
    last = MONDAY + dt.timedelta(days=offset)
    at, other = (offset, "23:00"), officer("p")
    refused(RULE, led_by(other, at=at, agreements=agreement(valid_to=last)), over=1)
    before = last - dt.timedelta(days=1)
    allowed(RULE, led_by(other, at=at, agreements=agreement(valid_to=before)))


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_day_of_an_agreement_is_in_force(offset):
    first = MONDAY + dt.timedelta(days=offset)
    at, other = (offset, "00:00"), officer("p")
    refused(RULE, led_by(other, at=at, agreements=agreement(valid_from=first)), over=1)
    after = first + dt.timedelta(days=1)
    allowed(RULE, led_by(other, at=at, agreements=agreement(valid_from=after)))


def test_a_notice_ends_what_it_says_of_the_leader():
    # Notice on 7 April 2026 + 6 months = 7 October: the last day is Tuesday.
    notice = agreement(denounced=dt.date(2026, 4, 7))
    other = officer("p")
    refused(RULE, led_by(other, at=(1, "10:00"), agreements=notice), over=1)
    allowed(RULE, led_by(other, at=(2, "10:00"), agreements=notice))


def test_a_mission_that_begins_at_midnight_is_not_on_the_day_before():
    # Agreement to Monday: Monday 23:59 to 00:59 touches it, Tuesday 00:00 does not.
    found = agreement(valid_to=MONDAY)
    refused(RULE, led_by(officer("p"), at=(0, "23:59"), agreements=found), over=1)
    allowed(RULE, led_by(officer("p"), at=(1, "00:00"), agreements=found))


def test_a_mission_that_ends_at_midnight_stays_on_its_day():
    # Agreement from Tuesday: Monday 23:00 to 24:00 is before it, 24:01 is not.
    found = agreement(valid_from=TUESDAY)
    other = officer("p")
    allowed(RULE, led_by(other, at=(0, "23:00"), minutes=60, agreements=found))
    over = led_by(other, at=(0, "23:00"), minutes=61, agreements=found)
    refused(RULE, over, over=1)


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 24),
        dt.date(2027, 3, 27),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
    ],
)
def test_validity_begins_at_local_midnight_on_any_date(first):
    # 22:00 to 24:00 local is two hours on each of these evenings.
    on, other = clock(first, 2), officer("p")
    found = agreement(valid_from=first + dt.timedelta(days=1))
    at = (0, "22:00")
    allowed(RULE, led_by(other, at=at, minutes=120, on=on, agreements=found))
    over = led_by(other, at=at, minutes=121, on=on, agreements=found)
    refused(RULE, over, over=1)


def test_a_leader_is_one_that_every_commune_names():
    zones = {
        z: Zone(id=z, name=z, commune="c", also_in=frozenset({"d"}))
        for z in ("north", "south")
    }
    own = agreement() | {
        "b": dataclasses.replace(AGREEMENT, id="b", communes=frozenset({"d"}))
    }
    allowed(RULE, led_by(officer("n", "pn"), zones=zones, agreements=own))
    own["b"] = dataclasses.replace(own["b"], lead_force="pm")
    refused(RULE, led_by(officer("n", "pn"), zones=zones, agreements=own), over=1)
    refused(RULE, led_by(officer("p"), zones=zones, agreements=own), over=1)


def test_of_two_agreements_the_one_in_force_names_the_leader():
    # The national force leads up to Monday, the municipal force from Tuesday on.
    both = {
        "old": redated(AGREEMENT, id="old", valid_to=MONDAY),
        "new": redated(AGREEMENT, id="new", valid_from=TUESDAY, lead_force="pm"),
    }
    allowed(RULE, led_by(officer("n", "pn"), at=(0, "10:00"), agreements=both))
    refused(RULE, led_by(officer("p"), at=(0, "10:00"), agreements=both), over=1)
    allowed(RULE, led_by(officer("p"), at=(1, "10:00"), agreements=both))
    refused(RULE, led_by(officer("n", "pn"), at=(1, "10:00"), agreements=both), over=1)


def test_the_lead_belongs_to_one_force_and_not_to_its_kind():
    # Another national force is not the one that the agreement names.
    other = Force(
        id="pn2",
        name="Other district",
        kind=ForceKind.NATIONAL,
        regime="national",
        communes=frozenset({"c"}),
    )
    found = led_by(officer("x", "pn2"), forces={**FORCES, "pn2": other})
    refused(RULE, found, over=1)
