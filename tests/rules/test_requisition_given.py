"""Prosecutor's requisition: its reference is given, or the mission is not held.

CPP art. 78-2 (written requisition that fixes places and period); code de la route art.
L235-2 (text of 2014; whether it is needed today is a value of the table of powers).
"""

import dataclasses

import pytest

from tests.builders import SOLO, day, facts, mission, officer, power, scenario
from tests.judge import allowed, refused

RULE = "requisition_given"
DRUGS = power("drugs", requisition=True)
KIND = dataclasses.replace(SOLO, powers=("drugs",))


def screening(reference="", *, kind=KIND, texts=(DRUGS,), at=(0, "10:00"), held=True):
    week = scenario(
        officers=[officer("o")],
        kinds=[kind],
        powers=texts,
        missions=[mission("m", kind, at=[at], requisition=reference)],
    )
    return facts(week, crews=[("m", "agent", "o")] if held else [])


def test_without_a_reference_the_mission_is_not_held():
    [breach] = refused(RULE, screening(), over=1)
    assert (breach.mission, breach.zone, breach.when) == ("m", "north", 600)
    assert breach.officers == ("o",)
    assert breach.values["power"] == "drugs"


def test_with_a_reference_it_may_be():
    allowed(RULE, screening("PR 2026/118"))


def test_a_mission_not_held_needs_none():
    allowed(RULE, screening(held=False))


def test_other_powers_need_none():
    allowed(RULE, screening(texts=[power("drugs")]))
    allowed(RULE, screening(kind=dataclasses.replace(KIND, powers=())))


def test_a_reference_serves_its_own_mission_only():
    week = scenario(
        officers=[officer("o")],
        kinds=[KIND],
        powers=[DRUGS],
        missions=[mission("m", KIND, requisition="PR 1"), mission("other", KIND)],
    )
    allowed(RULE, facts(week, crews=[("m", "agent", "o")]))
    [breach] = refused(RULE, facts(week, crews=[("other", "agent", "o")]), over=1)
    assert breach.mission == "other"


@pytest.mark.parametrize(("offset", "over"), [(0, 1), (2, 1), (3, 0), (6, 0)], ids=repr)
def test_the_text_of_the_day_applies(offset, over):
    # A new text drops the requisition on Thursday.
    texts = [
        power("drugs", requisition=True, valid_to=day(2)),
        power("drugs", valid_from=day(3)),
    ]
    found = screening(texts=texts, at=(offset, "10:00"))
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)
