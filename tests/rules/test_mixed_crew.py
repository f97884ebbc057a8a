"""Mixed crew: at least one officer of each kind of force on a joint mission.

CSI annexe 1 art. 11.
"""

import dataclasses

import pytest

from scheduler.domain.people import Force, ForceKind
from tests.builders import FORCES, PAIR, facts, mission, officer, position, scenario
from tests.judge import allowed, refused

RULE = "mixed_crew"

OPEN = dataclasses.replace(PAIR, positions=(position("seat", None, count=3),))
"""A joint crew whose seats are open to either force."""

PM2 = Force(
    id="pm2",
    name="Neighbour",
    kind=ForceKind.MUNICIPAL,
    regime="municipal",
    communes=frozenset({"c"}),
)


def crew(*forces, joint=True):
    kind = dataclasses.replace(OPEN, joint=joint)
    officers = [officer(f"{force}-{i}", force) for i, force in enumerate(forces)]
    week = scenario(
        officers=officers,
        kinds=[kind],
        missions=[mission("m", kind)],
        forces={**FORCES, "pm2": PM2},
    )
    return facts(week, crews=[("m", "seat", o.id) for o in officers])


def test_one_of_each_is_enough():
    allowed(RULE, crew("pm", "pn"))


@pytest.mark.parametrize(
    ("forces", "missing"),
    [
        (("pm",), "national"),
        (("pm", "pm"), "national"),
        (("pn",), "municipal"),
        (("pn", "pn", "pn"), "municipal"),
    ],
)
def test_officers_of_one_kind_do_not_hold_a_joint_mission(forces, missing):
    [breach] = refused(RULE, crew(*forces), over=1)
    assert breach.mission == "m"
    assert breach.zone == "north"
    assert breach.values["kind"] == missing
    assert len(breach.officers) == len(forces)
    assert breach.when == 600


def test_the_majority_does_not_matter():
    allowed(RULE, crew("pn", "pn", "pm"))
    allowed(RULE, crew("pn", "pm", "pm"))


def test_two_municipal_forces_are_not_mixed():
    refused(RULE, crew("pm", "pm2"), over=1)
    allowed(RULE, crew("pm", "pm2", "pn"))


def test_a_mission_that_is_not_joint_needs_no_mix():
    allowed(RULE, crew("pm", "pm", joint=False))
    allowed(RULE, crew("pn", joint=False))


def test_a_joint_mission_may_be_left_out():
    allowed(RULE, crew())


def test_each_mission_needs_its_own_mix():
    # A crew of one force here and one of the other there: two breaches.
    week = scenario(
        officers=[officer("p"), officer("n", "pn")],
        kinds=[OPEN],
        missions=[mission("a", OPEN), mission("b", OPEN)],
    )
    found = facts(week, crews=[("a", "seat", "p"), ("b", "seat", "n")])
    first, second = refused(RULE, found, over=(1, 1))
    assert (first.values["kind"], second.values["kind"]) == ("national", "municipal")
