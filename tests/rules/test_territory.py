"""Territory: officers act where their force is competent.

CSI art. L511-1 and L512-1 to L512-3 (municipal); CPP art. 18 and 21-1.
"""

import dataclasses

import pytest

from scheduler.domain.places import Commune, Zone
from tests.builders import FORCES, facts, mission, officer, position, scenario
from tests.builders import SOLO as GUARD
from tests.judge import allowed, refused

RULE = "territory"
SOLO = dataclasses.replace(GUARD, positions=(position("agent", None),))


def sent(force, zone, communes=frozenset({"c"})):
    """An officer of a force sent to a zone of commune ``c`` or ``d``."""
    forces = {**FORCES, force: dataclasses.replace(FORCES[force], communes=communes)}
    week = scenario(
        officers=[officer("o", force)],
        kinds=[SOLO],
        missions=[mission("m", SOLO, zone=zone)],
        forces=forces,
        communes={
            "c": Commune(id="c", name="Clermont"),
            "d": Commune(id="d", name="Aubière"),
        },
        zones={
            "north": Zone(id="north", name="North", commune="c"),
            "south": Zone(id="south", name="South", commune="d"),
        },
    )
    return facts(week, crews=[("m", "agent", "o")])


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_force_acts_in_its_commune(force):
    allowed(RULE, sent(force, "north"))


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_force_does_not_act_in_the_next_commune(force):
    [breach] = refused(RULE, sent(force, "south"), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == "m"
    assert breach.zone == "south"
    assert breach.values["commune"] == "Aubière"
    assert breach.values["force"] == FORCES[force].name


@pytest.mark.parametrize("zone", ["north", "south"])
def test_a_force_shared_by_two_communes_acts_in_both(zone):
    allowed(RULE, sent("pm", zone, frozenset({"c", "d"})))


def test_a_force_without_commune_acts_nowhere():
    refused(RULE, sent("pm", "north", frozenset()), over=1)
