"""National officer in the crew: powers that municipal officers lack.

CPP art. 78-2 (identity checks; no such power for municipal officers, Conseil
constitutionnel); code de la route art. L234-4 (confirming tests); narcotics.
"""

import dataclasses

import pytest

from scheduler.domain.people import Judicial, Status
from tests.builders import (
    SOLO,
    day,
    facts,
    mission,
    officer,
    position,
    power,
    scenario,
)
from tests.judge import allowed, refused

RULE = "national_in_crew"
CHECK = power("check", national=True)
KIND = dataclasses.replace(
    SOLO, positions=(position("seat", None, count=4),), powers=("check",)
)


def crew(*members, kind=KIND, texts=(CHECK,), at=(0, "10:00"), others=()):
    week = scenario(
        officers=[*members, *others],
        kinds=[kind],
        powers=texts,
        missions=[mission("m", kind, at=[at])],
    )
    return facts(week, crews=[("m", "seat", o.id) for o in members])


def test_two_municipal_officers_are_refused():
    [breach] = refused(RULE, crew(officer("m"), officer("o")), over=1)
    assert (breach.mission, breach.zone, breach.when) == ("m", "north", 600)
    assert breach.officers == ("m", "o")
    assert breach.values["power"] == "check"


def test_one_national_officer_is_enough():
    allowed(RULE, crew(officer("m"), officer("o"), officer("n", "pn")))


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("judicial", Judicial)
def test_whoever_that_is(status, judicial):
    # Who of them may act, and on whose order, is judged by other rules.
    allowed(RULE, crew(officer("n", "pn", status=status, judicial=judicial)))


def test_the_status_of_opj_does_not_make_a_national_officer():
    refused(RULE, crew(officer("m", judicial=Judicial.OPJ)), over=1)


def test_a_national_officer_elsewhere_is_not_in_the_crew():
    refused(RULE, crew(officer("m"), others=[officer("n", "pn")]), over=1)


def test_other_powers_ask_for_nobody():
    allowed(RULE, crew(officer("m"), texts=[power("check")]))
    allowed(RULE, crew(officer("m"), kind=dataclasses.replace(KIND, powers=())))


def test_a_mission_not_held_asks_for_nobody():
    allowed(RULE, crew())


def test_each_power_is_named():
    kind = dataclasses.replace(KIND, powers=("check", "narcotics"))
    texts = [CHECK, power("narcotics", national=True)]
    refused(RULE, crew(officer("m"), kind=kind, texts=texts), over=(1, 1))


@pytest.mark.parametrize(("offset", "over"), [(0, 1), (2, 1), (3, 0), (6, 0)], ids=repr)
def test_the_text_of_the_day_applies(offset, over):
    # A new law opens the power to municipal officers on Thursday.
    texts = [
        power("check", national=True, valid_to=day(2)),
        power("check", valid_from=day(3)),
    ]
    found = crew(officer("m"), texts=texts, at=(offset, "10:00"))
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)
