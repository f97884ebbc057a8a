"""OPJ in the crew: powers exercised under the orders of an OPJ on site.

Code de la route art. L234-9 (preventive alcohol screening), L235-2 (drugs); Cass. crim.
8 September 2015 n° 14-85.562 (the mayor's own status of OPJ does not count). That the
OPJ is on site is a CHOICE, a value of the table of powers.
"""

import dataclasses

import pytest

from scheduler.domain.people import Judicial
from scheduler.domain.powers import OpjNeed
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from tests.builders import (
    SOLO,
    day,
    facts,
    held,
    mission,
    officer,
    position,
    power,
    scenario,
    shift,
)
from tests.judge import allowed, refused

RULE = "opj_in_crew"
SCREEN = power("screen", opj=OpjNeed.PRESENT)
KIND = dataclasses.replace(
    SOLO, positions=(position("seat", None, count=4),), powers=("screen",)
)


def crew(*members, kind=KIND, texts=(SCREEN,), at=(0, "10:00"), minutes=60, others=()):
    week = scenario(
        officers=[*members, *others],
        kinds=[kind],
        powers=texts,
        missions=[mission("m", kind, at=[at], minutes=minutes)],
    )
    return facts(week, crews=[("m", "seat", o.id) for o in members])


def test_an_opj_in_the_crew_is_enough():
    allowed(RULE, crew(officer("m"), officer("n", "pn")))


def test_a_crew_without_opj_is_refused():
    [breach] = refused(RULE, crew(officer("m"), officer("o")), over=1)
    assert (breach.mission, breach.zone, breach.when) == ("m", "north", 600)
    assert breach.officers == ("m", "o")
    assert breach.values["power"] == "screen"


@pytest.mark.parametrize("status", [Judicial.APJ, Judicial.APJA, Judicial.NONE])
def test_no_other_status_will_do(status):
    refused(RULE, crew(officer("n", "pn", judicial=status)), over=1)


def test_the_status_of_a_municipal_officer_does_not_count():
    refused(RULE, crew(officer("m", judicial=Judicial.OPJ)), over=1)


def test_an_opj_elsewhere_is_not_in_the_crew():
    refused(RULE, crew(officer("m"), others=[officer("n", "pn")]), over=1)


@pytest.mark.parametrize("need", [OpjNeed.NONE, OpjNeed.REACHABLE])
def test_a_power_that_needs_none_on_site_asks_for_nobody(need):
    allowed(RULE, crew(officer("m"), texts=[power("screen", opj=need)]))


def test_a_mission_without_the_power_asks_for_nobody():
    allowed(RULE, crew(officer("m"), kind=dataclasses.replace(KIND, powers=())))


def test_a_mission_not_held_asks_for_nobody():
    allowed(RULE, crew())


def test_nobody_is_an_opj_in_a_public_order_unit():
    # CPP art. 16 and 20.
    kind = dataclasses.replace(KIND, powers=("screen", "order"))
    texts = [SCREEN, power("order", suspends=True)]
    refused(RULE, crew(officer("n", "pn"), kind=kind, texts=texts), over=1)


def test_each_power_is_named():
    kind = dataclasses.replace(KIND, powers=("screen", "drugs"))
    texts = [SCREEN, power("drugs", opj=OpjNeed.PRESENT)]
    refused(RULE, crew(officer("m"), kind=kind, texts=texts), over=(1, 1))
    allowed(RULE, crew(officer("n", "pn"), kind=kind, texts=texts))


# --- who stands for the OPJ, if a text lets somebody ----------------------------------

TOW = [power("screen", opj=OpjNeed.PRESENT, chief="pm_chief")]


def test_a_municipal_officer_with_the_qualification_stands_for_the_opj():
    head = officer("m", qualifications=(held("pm_chief"),))
    allowed(RULE, crew(head, texts=TOW))
    refused(RULE, crew(head), over=1)
    refused(RULE, crew(officer("m"), texts=TOW), over=1)
    allowed(RULE, crew(officer("n", "pn"), texts=TOW))


def test_a_national_officer_with_the_qualification_does_not():
    qualified = (held("pm_chief"),)
    apj = officer("n", "pn", judicial=Judicial.APJ, qualifications=qualified)
    refused(RULE, crew(apj, texts=TOW), over=1)


@pytest.mark.parametrize(("last", "fine"), [(-1, False), (0, False), (1, True)])
def test_the_qualification_is_valid_on_all_days_of_the_mission(last, fine):
    # Monday 23:30 to Tuesday 00:30.
    head = officer("m", qualifications=(held("pm_chief", None, day(last)),))
    found = crew(head, texts=TOW, at=(0, "23:30"))
    if fine:
        allowed(RULE, found)
    else:
        refused(RULE, found, over=1)


def test_the_qualification_may_end_at_midnight_with_the_mission():
    head = officer("m", qualifications=(held("pm_chief", None, day(0)),))
    allowed(RULE, crew(head, texts=TOW, at=(0, "23:00"), minutes=60))
    refused(RULE, crew(head, texts=TOW, at=(0, "23:00"), minutes=61), over=1)


# --- groups ---------------------------------------------------------------------------


def test_opjs_are_told_apart_only_near_such_missions():
    week = scenario(
        officers=[
            officer("a", "pn"),
            officer("b", "pn"),
            officer("c", "pn", judicial=Judicial.APJ),
        ],
        shifts=[shift("x", "06:00", "12:00", "pn"), shift("y", "13:00", "19:00", "pn")],
        kinds=[KIND],
        powers=[SCREEN],
        missions=[mission("m", KIND, at=[(0, "10:00")])],
    )
    model = CrewModel(week, RULES.values())
    sizes = {
        start: sorted(g.size for g in model.groups if g.slot and g.slot.start == start)
        for start in (360, 780, 1440 + 360)
    }
    assert sizes == {360: [1, 2], 780: [3], 1440 + 360: [3]}


# --- a text that changes in mid-week --------------------------------------------------


@pytest.mark.parametrize(("offset", "over"), [(0, 1), (2, 1), (3, 0), (6, 0)], ids=repr)
def test_the_text_of_the_day_applies(offset, over):
    # On site until Wednesday; an order from afar will do from Thursday on.
    texts = [
        power("screen", opj=OpjNeed.PRESENT, valid_to=day(2)),
        power("screen", opj=OpjNeed.REACHABLE, valid_from=day(3)),
    ]
    found = crew(officer("m"), texts=texts, at=(offset, "10:00"))
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)
