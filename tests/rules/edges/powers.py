"""Limits on powers: an OPJ to the minute, and papers and texts that change at midnight.

The OPJ is the officer ``pn``; the mission is that of the municipal officer ``o``.
"""

from dataclasses import replace

from scheduler.domain.people import Judicial
from scheduler.domain.powers import OpjNeed
from tests.builders import (
    FORCES,
    SOLO,
    absence,
    held,
    officer,
    position,
    power,
    redated,
)
from tests.rules.edges import Place, Stage, case

HOUR = 60
RECORD = power("record", opj=OpjNeed.REACHABLE)
IMPOUND = power("impound", opj=OpjNeed.REACHABLE, chief="pm_chief")
ON_SITE = power("on site", opj=OpjNeed.PRESENT, chief="pm_chief")
ORDER = power("order", municipal=False, suspends=True)

WATCH = replace(SOLO, powers=("record",))
TOW = replace(SOLO, powers=("impound",))
SCREEN = replace(SOLO, powers=("on site",))
CROWD = replace(
    SOLO, id="crowd", powers=("order",), positions=(position("unit", force=None),)
)


def patrol(place: Place, kind=WATCH, *, end: int = HOUR) -> Stage:
    """A mission that lasts from an hour before midnight to some minutes after."""
    stage = Stage(place)
    stage.tour(place.pivot - 8 * HOUR, place.pivot + 2 * HOUR)
    stage.mission(place.pivot - HOUR, HOUR + end, kind, by=[("agent", "o")])
    stage.others.append(officer("pn", "pn"))
    stage.changes |= {
        "kinds": (kind, CROWD),
        "powers": (RECORD, IMPOUND, ON_SITE, ORDER),
    }
    return stage


@case("opj_reachable", at_least=True)
def an_opj_stays_until_the_end(place: Place, delta: int):
    stage = patrol(place)
    stage.tour(place.pivot - 6 * HOUR, place.pivot + HOUR + delta, who="pn")
    return stage.facts()


@case("opj_reachable")
def an_opj_comes_before_the_start(place: Place, delta: int):
    stage = patrol(place)
    stage.tour(place.pivot - HOUR + delta, place.pivot + 6 * HOUR, who="pn")
    return stage.facts()


@case("opj_reachable", at_least=True)
def one_opj_hands_over_to_another_at_midnight(place: Place, delta: int):
    stage = patrol(place)
    stage.changes["forces"] = {**FORCES, "pn2": replace(FORCES["pn"], id="pn2")}
    stage.others.append(officer("pn2", "pn2", judicial=Judicial.OPJ))
    stage.tour(place.pivot - 6 * HOUR, place.pivot + delta, who="pn")
    stage.tour(place.pivot, place.pivot + 6 * HOUR, who="pn2")
    return stage.facts()


@case("opj_reachable")
def leave_begins_at_midnight(place: Place, delta: int):
    stage = patrol(place, end=delta)
    stage.tour(place.pivot - 6 * HOUR, place.pivot + 6 * HOUR, who="pn")
    day = place.midnight
    stage.changes["absences"] = (absence("pn", day, day, on=place.clock),)
    return stage.facts()


@case("opj_reachable")
def the_head_stands_in_until_the_qualification_ends(place: Place, delta: int):
    last = place.clock.dates[place.midnight - 1]
    stage = patrol(place, TOW, end=delta)
    stage.officer["qualifications"] = (held("pm_chief", None, last),)
    return stage.facts()


@case("opj_reachable")
def an_opj_is_away_in_a_public_order_unit(place: Place, delta: int):
    # Engaged until the patrol begins; a minute more is a minute without an OPJ.
    stage = patrol(place)
    stage.tour(place.pivot - 6 * HOUR, place.pivot + 6 * HOUR, who="pn")
    start = place.pivot - 3 * HOUR
    stage.mission(start, 2 * HOUR + delta, CROWD, by=[("unit", "pn")])
    return stage.facts()


@case("opj_in_crew")
def the_head_in_the_crew_until_the_qualification_ends(place: Place, delta: int):
    last = place.clock.dates[place.midnight - 1]
    stage = patrol(place, SCREEN, end=delta)
    stage.officer["qualifications"] = (held("pm_chief", None, last),)
    return stage.facts()


@case("requisition_given")
def a_text_begins_at_midnight(place: Place, delta: int):
    """A mission goes by the text of the day on which it begins."""
    day = place.clock.dates[place.midnight]
    stage = Stage(place)
    stage.tour(place.pivot - 8 * HOUR, place.pivot + 2 * HOUR)
    kind = replace(SOLO, powers=("screening",))
    stage.mission(place.pivot - 1 + delta, HOUR, kind, by=[("agent", "o")])
    text = power("screening", requisition=True, valid_from=day)
    stage.changes |= {"kinds": (kind,), "powers": (text,)}
    return stage.facts()


@case("public_order", at_least=True)
def a_text_ends_at_midnight(place: Place, delta: int):
    last = place.clock.dates[place.midnight - 1]
    stage = Stage(place)
    stage.tour(place.pivot - 8 * HOUR, place.pivot + 2 * HOUR)
    kind = replace(SOLO, powers=("order",))
    stage.mission(place.pivot + delta, HOUR, kind, by=[("agent", "o")])
    text = redated(ORDER, valid_to=last)
    stage.changes |= {"kinds": (kind,), "powers": (text,)}
    return stage.facts()
