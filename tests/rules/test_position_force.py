"""Force of a position: a seat belongs to the kind of force that the catalogue names.

CSI annexe 1 art. 5 and 11; crews of the mission catalogue.
"""

import dataclasses

import pytest

from scheduler.domain.people import Force, ForceKind
from tests.builders import FORCES, PAIR, facts, mission, officer, position, scenario
from tests.judge import allowed, refused

RULE = "position_force"


def seated(force, wanted, forces=FORCES):
    kind = dataclasses.replace(PAIR, positions=(position("seat", wanted),))
    week = scenario(
        officers=[officer("o", force)],
        kinds=[kind],
        missions=[mission("m", kind)],
        forces=forces,
    )
    return facts(week, crews=[("m", "seat", "o")])


@pytest.mark.parametrize(
    ("force", "wanted"), [("pm", ForceKind.MUNICIPAL), ("pn", ForceKind.NATIONAL)]
)
def test_a_seat_is_filled_by_the_force_it_names(force, wanted):
    allowed(RULE, seated(force, wanted))


@pytest.mark.parametrize(
    ("force", "wanted"), [("pm", ForceKind.NATIONAL), ("pn", ForceKind.MUNICIPAL)]
)
def test_a_seat_is_not_filled_by_the_other_force(force, wanted):
    [breach] = refused(RULE, seated(force, wanted), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == "m"
    assert breach.zone == "north"
    assert breach.values["position"] == "seat"
    assert breach.values["kind"] == FORCES[force].kind.value
    assert breach.values["wanted"] == wanted.value


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_seat_that_names_no_force_is_open_to_both(force):
    allowed(RULE, seated(force, None))


def test_the_kind_counts_and_not_the_force():
    other = Force(
        id="pm2",
        name="Neighbour",
        kind=ForceKind.MUNICIPAL,
        regime="municipal",
        communes=frozenset({"c"}),
    )
    forces = {**FORCES, "pm2": other}
    allowed(RULE, seated("pm2", ForceKind.MUNICIPAL, forces))
    refused(RULE, seated("pm2", ForceKind.NATIONAL, forces), over=1)


def test_each_wrong_seat_of_a_crew_is_named():
    # Chief and agent have changed places.
    week = scenario(
        officers=[officer("p"), officer("n", "pn")], missions=[mission("m", PAIR)]
    )
    found = facts(week, crews=[("m", "chief", "p"), ("m", "agent", "n")])
    breaches = refused(RULE, found, over=(1, 1))
    assert {b.officers for b in breaches} == {("p",), ("n",)}
    allowed(RULE, facts(week, crews=[("m", "chief", "n"), ("m", "agent", "p")]))
