"""Trainee supervision: for each trainee of a crew a titular officer of the same force.

CHOICE; statutes of trainees (décret 2006-1391).
"""

import dataclasses

import pytest

from scheduler.domain.people import Status
from tests.builders import PAIR, facts, mission, officer, position, scenario
from tests.judge import allowed, refused

RULE = "trainee_accompanied"

OPEN = dataclasses.replace(PAIR, positions=(position("seat", None, count=6),))
T, S, A = Status.TITULAR, Status.TRAINEE, Status.ASSISTANT


def crew(*members):
    """One crew of officers given by force and status."""
    officers = [
        officer(f"{force}-{i}", force, status=status)
        for i, (force, status) in enumerate(members)
    ]
    week = scenario(officers=officers, kinds=[OPEN], missions=[mission("m", OPEN)])
    return facts(week, crews=[("m", "seat", o.id) for o in officers])


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_trainee_alone_is_refused(force):
    [breach] = refused(RULE, crew((force, S)), over=1)
    assert breach.mission == "m"
    assert breach.zone == "north"
    assert breach.officers == (f"{force}-0",)
    assert breach.values["alone"] == 1
    assert breach.values["force"] == force
    assert breach.when == 600


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_trainee_with_a_titular_officer_of_the_force_is_accompanied(force):
    allowed(RULE, crew((force, S), (force, T)))


def test_a_titular_officer_of_the_other_force_does_not_accompany():
    refused(RULE, crew(("pm", S), ("pn", T)), over=1)
    refused(RULE, crew(("pn", S), ("pm", T)), over=1)


def test_the_smallest_joint_crew_with_a_trainee_has_three():
    allowed(RULE, crew(("pm", S), ("pm", T), ("pn", T)))


def test_an_assistant_does_not_accompany():
    refused(RULE, crew(("pn", S), ("pn", A)), over=1)


def test_an_assistant_is_not_a_trainee():
    allowed(RULE, crew(("pn", A)))
    allowed(RULE, crew(("pn", A), ("pm", T)))


def test_one_titular_officer_accompanies_one_trainee():
    [breach] = refused(RULE, crew(("pm", S), ("pm", S), ("pm", T)), over=1)
    assert breach.officers == ("pm-0", "pm-1")
    allowed(RULE, crew(("pm", S), ("pm", S), ("pm", T), ("pm", T)))


def test_the_excess_is_counted():
    refused(RULE, crew(("pm", S), ("pm", S), ("pm", S), ("pm", T)), over=2)


def test_forces_are_counted_apart():
    # One trainee too many in each force, whatever the other has.
    found = crew(("pm", S), ("pm", S), ("pm", T), ("pn", S), ("pn", S), ("pn", T))
    first, second = refused(RULE, found, over=(1, 1))
    assert (first.values["force"], second.values["force"]) == ("pm", "pn")
    # Titular officers to spare in one force do not help the other.
    refused(RULE, crew(("pm", S), ("pm", T), ("pn", T), ("pn", S), ("pn", S)), over=1)


def test_a_titular_officer_of_another_crew_does_not_accompany():
    week = scenario(
        officers=[officer("s", status=S), officer("t")],
        kinds=[OPEN],
        missions=[mission("a", OPEN), mission("b", OPEN)],
    )
    found = facts(week, crews=[("a", "seat", "s"), ("b", "seat", "t")])
    [breach] = refused(RULE, found, over=1)
    assert breach.mission == "a"


def test_titular_officers_need_nobody():
    allowed(RULE, crew(("pm", T), ("pn", T)))
