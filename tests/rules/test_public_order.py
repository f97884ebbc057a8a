"""No public-order policing by municipal officers.

CSI annexe 1 preamble: the municipal police may in no case be given public-order duties.
"""

import dataclasses

import pytest

from scheduler.domain.people import Judicial
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

RULE = "public_order"
ORDER = power("order", municipal=False)
KIND = dataclasses.replace(
    SOLO, positions=(position("seat", None, count=4),), powers=("order",)
)


def crew(*members, kind=KIND, texts=(ORDER,), at=(0, "10:00")):
    week = scenario(
        officers=members,
        kinds=[kind],
        powers=texts,
        missions=[mission("m", kind, at=[at])],
    )
    return facts(week, crews=[("m", "seat", o.id) for o in members])


def test_a_municipal_officer_is_refused():
    [breach] = refused(RULE, crew(officer("m")), over=1)
    assert (breach.mission, breach.zone, breach.when) == ("m", "north", 600)
    assert breach.officers == ("m",)
    assert breach.values["power"] == "order"


def test_national_officers_are_allowed():
    allowed(RULE, crew(officer("n", "pn"), officer("o", "pn", judicial=Judicial.NONE)))


def test_each_municipal_officer_of_a_mixed_crew_is_refused():
    members = [officer("n", "pn"), officer("a"), officer("b")]
    first, second = refused(RULE, crew(*members), over=(1, 1))
    assert (first.officers, second.officers) == (("a",), ("b",))


def test_no_status_opens_it():
    refused(RULE, crew(officer("m", judicial=Judicial.OPJ)), over=1)


def test_other_missions_stay_open():
    allowed(RULE, crew(officer("m"), texts=[power("order")]))
    allowed(RULE, crew(officer("m"), kind=dataclasses.replace(KIND, powers=())))


def test_one_closed_power_closes_the_mission():
    kind = dataclasses.replace(KIND, powers=("record", "order"))
    refused(RULE, crew(officer("m"), kind=kind, texts=[power("record"), ORDER]), over=1)


@pytest.mark.parametrize(("offset", "over"), [(0, 1), (2, 1), (3, 0), (6, 0)], ids=repr)
def test_the_text_of_the_day_applies(offset, over):
    texts = [
        power("order", municipal=False, valid_to=day(2)),
        power("order", valid_from=day(3)),
    ]
    found = crew(officer("m"), texts=texts, at=(offset, "10:00"))
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)
