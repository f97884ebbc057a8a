"""Reachable OPJ: at every minute of a mission whose powers need one.

CSI annexe 1 art. 13 (at any time); CPP art. 16 and 20 (those engaged in a constituted
public-order unit have no judicial powers meanwhile); CPP art. 78-2 and 78-6; code de la
route art. R325-14 (the head of the municipal police prescribes an impound as an OPJ
does).
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.authority import Suspension
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import Absence, ForceKind, Judicial
from scheduler.domain.places import Commune, Zone
from scheduler.domain.powers import OpjNeed
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from tests.builders import (
    FORCES,
    PAIR,
    SOLO,
    clock,
    day,
    facts,
    held,
    mission,
    officer,
    past,
    position,
    power,
    redated,
    scenario,
    shift,
    time,
)
from tests.judge import allowed, refused

RULE = "opj_reachable"
RECORD = power("record", opj=OpjNeed.REACHABLE)
IMPOUND = power("impound", opj=OpjNeed.REACHABLE, chief="pm_chief")
ORDER = power("order", municipal=False, suspends=True)
BAGS = power("bags")
POWERS = (RECORD, IMPOUND, ORDER, BAGS)

WATCH = dataclasses.replace(SOLO, powers=("record",))
TOW = dataclasses.replace(SOLO, id="tow", powers=("impound",))
BOTH = dataclasses.replace(SOLO, id="both", powers=("impound", "record"))
LOOK = dataclasses.replace(SOLO, id="look", powers=("bags",))
JOINT = dataclasses.replace(PAIR, powers=("record",))
CROWD = MissionKind(
    id="crowd",
    name_fr="Maintien de l’ordre",
    name_en="Public order",
    joint=False,
    priority=1,
    positions=(position("agent", ForceKind.NATIONAL, count=2),),
    powers=("order",),
)
KINDS = (WATCH, TOW, BOTH, LOOK, JOINT, CROWD)

TEN, ELEVEN = 600, 660


def patrol(*opjs, kind=WATCH, also=(), crews=(), people=(), tours=(), **changes):
    """A municipal patrol on Monday, 10:00 to 11:00, while some OPJs are on tour.

    Each OPJ is given by the hours of the tour; ``n0`` is the first.
    """
    shifts = [shift(f"s{i}", a, z, "pn") for i, (a, z) in enumerate(opjs)]
    base = {
        "officers": [
            officer("m"),
            *(officer(f"n{i}", "pn") for i in range(len(opjs))),
            *people,
        ],
        "shifts": [*shifts, shift("day", "06:00", "18:00")],
        "kinds": KINDS,
        "powers": POWERS,
        "missions": [mission("p", kind), *also],
    }
    week = scenario(**{**base, **changes})
    worked = [(f"n{i}", 0, f"s{i}") for i in range(len(opjs))]
    return facts(
        week,
        tours=[("m", 0, "day"), *worked, *tours],
        crews=[("p", "agent", "m"), *crews],
    )


# --- to the minute --------------------------------------------------------------------


@pytest.mark.parametrize("end", ["11:00", "11:01"])
def test_an_opj_on_tour_until_the_end_is_enough(end):
    allowed(RULE, patrol(("06:00", end)))


def test_a_tour_that_ends_a_minute_early_is_refused():
    [breach] = refused(RULE, patrol(("06:00", "10:59")), over=1)
    assert breach.when == ELEVEN - 1
    assert breach.unit is Unit.MINUTES
    assert (breach.mission, breach.zone) == ("p", "north")
    assert breach.officers == ("m",)
    assert breach.values["missing"] == 1


@pytest.mark.parametrize("start", ["09:59", "10:00"])
def test_an_opj_on_tour_from_the_start_is_enough(start):
    allowed(RULE, patrol((start, "18:00")))


def test_a_tour_that_begins_a_minute_late_is_refused():
    [breach] = refused(RULE, patrol(("10:01", "18:00")), over=1)
    assert breach.when == TEN


def test_without_any_opj_every_minute_lacks_one():
    refused(RULE, patrol(), over=60)


def test_minutes_missing_at_both_ends_add_up():
    # 10:00 to 10:02 and 10:57 to 11:00: 2 + 3 minutes.
    [breach] = refused(RULE, patrol(("10:02", "10:57")), over=5)
    assert breach.when == TEN


def test_a_handover_to_the_minute_leaves_no_gap():
    allowed(RULE, patrol(("02:00", "10:30"), ("10:30", "18:00")))
    allowed(RULE, patrol(("02:00", "10:31"), ("10:30", "18:00")))


def test_a_gap_of_one_minute_between_two_tours_is_refused():
    [breach] = refused(RULE, patrol(("02:00", "10:30"), ("10:31", "18:00")), over=1)
    assert breach.when == TEN + 30


@pytest.mark.parametrize(
    ("at", "minutes", "over"),
    [
        # It ends as the patrol begins, or a minute later; it begins as the patrol ends.
        ("09:00", 60, 0),
        ("09:01", 60, 1),
        ("11:00", 60, 0),
        ("10:59", 60, 1),
        # Under an hour it is a meal, during which the officer can be reached.
        ("10:00", 59, 0),
        ("10:00", 60, 60),
    ],
)
def test_in_the_break_of_a_split_shift_nobody_is_reached(at, minutes, over):
    split = shift(
        "s0", "06:00", "18:00", "pn", unpaid_break=minutes, break_from=time(at)
    )
    shifts = [split, shift("day", "06:00", "18:00")]
    found = patrol(("06:00", "18:00"), shifts=shifts)
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


def test_another_opj_is_reached_in_the_break_of_the_first():
    hours = ("06:00", "18:00")
    split = shift("s0", *hours, "pn", unpaid_break=60, break_from=time("10:00"))
    shifts = [split, shift("s1", *hours, "pn"), shift("day", *hours)]
    allowed(RULE, patrol(hours, hours, shifts=shifts))


def test_a_tour_of_another_day_does_not_serve():
    week = patrol(("06:00", "18:00")).scenario
    tours = [("m", 0, "day"), ("n0", 1, "s0")]
    refused(RULE, facts(week, tours=tours, crews=[("p", "agent", "m")]), over=60)


def test_a_mission_not_held_needs_nobody():
    allowed(RULE, facts(patrol().scenario))


def test_a_power_without_need_needs_nobody():
    allowed(RULE, patrol(kind=LOOK))
    allowed(RULE, patrol(kind=dataclasses.replace(SOLO, id="look")))


# --- midnight, ends of month and year, ends of the horizon, both clock changes --------


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 5),
        dt.date(2026, 10, 31),  # end of the month
        dt.date(2026, 12, 31),  # end of the year
        dt.date(2026, 10, 24),  # clocks go back at 03:00
        dt.date(2027, 3, 27),  # clocks go forward at 02:00
    ],
)
@pytest.mark.parametrize(("end", "over"), [("04:00", 0), ("03:59", 1), ("04:01", 0)])
@pytest.mark.parametrize("days", [1, 2])
def test_a_night_is_looked_at_minute_by_minute(first, end, over, days):
    # From 23:00 to 04:00: 5 h, one more in autumn and one less in spring. With one day
    # the mission runs beyond the end of the horizon.
    on = clock(first, days)
    length = on.minute(first + dt.timedelta(days=1), dt.time(4)) - 23 * 60
    found = patrol(
        ("20:00", end),
        on=on,
        missions=[mission("p", WATCH, at=[(0, "23:00")], minutes=length, on=on)],
    )
    if over:
        [breach] = refused(RULE, found, over=over)
        assert breach.when == 23 * 60 + length - 1
    else:
        allowed(RULE, found)


@pytest.mark.parametrize(("end", "over"), [("10:30", 30), ("11:00", 0), ("10:59", 1)])
def test_a_tour_that_began_before_the_horizon_counts(end, over):
    found = patrol(people=[officer("n", "pn")], history=(past("n", -1, "22:00", end),))
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


def test_the_last_day_is_looked_at_too():
    missions = [mission("p", WATCH, at=[(6, "10:00")])]
    week = patrol(("06:00", "10:59"), missions=missions).scenario
    late = facts(
        week, tours=[("m", 6, "day"), ("n0", 6, "s0")], crews=[("p", "agent", "m")]
    )
    refused(RULE, late, over=1)


# --- who counts -----------------------------------------------------------------------


def test_the_opj_of_the_crew_counts():
    found = patrol(("06:00", "18:00"), kind=JOINT, crews=[("p", "chief", "n0")])
    allowed(RULE, found)


@pytest.mark.parametrize("status", [Judicial.APJ, Judicial.APJA, Judicial.NONE])
def test_an_officer_who_is_not_opj_does_not_count(status):
    people = [officer("a", "pn", judicial=status)]
    found = patrol(
        people=people,
        shifts=[shift("day", "06:00", "18:00"), shift("n", "06:00", "18:00", "pn")],
        tours=[("a", 0, "n")],
    )
    refused(RULE, found, over=60)


def test_the_status_of_a_municipal_officer_does_not_count():
    # Cass. crim. 8 September 2015: the mayor's own status is not enough.
    found = patrol(
        people=[officer("a", judicial=Judicial.OPJ)], tours=[("a", 0, "day")]
    )
    refused(RULE, found, over=60)


def test_an_opj_of_the_desk_counts():
    found = patrol(
        people=[officer("d", "pn", desk=True)],
        shifts=[shift("day", "06:00", "18:00"), shift("n", "06:00", "18:00", "pn")],
        tours=[("d", 0, "n")],
    )
    allowed(RULE, found)


def test_an_opj_on_another_mission_can_be_reached():
    also = [mission("other", LOOK)]
    found = patrol(("06:00", "18:00"), also=also, crews=[("other", "agent", "n0")])
    allowed(RULE, found)


ZONES = {
    "north": Zone(id="north", name="North", commune="c"),
    "south": Zone(id="south", name="South", commune="c", also_in=frozenset("d")),
    "away": Zone(id="away", name="Away", commune="d"),
}
COMMUNES = {c: Commune(id=c, name=c) for c in "cd"}


@pytest.mark.parametrize(
    ("zone", "communes", "over"),
    [
        ("away", "c", 60),  # another district
        ("away", "d", 0),
        ("south", "c", 60),  # competent in one of the two communes only
        ("south", "d", 60),
        ("south", "cd", 0),
    ],
)
def test_the_force_is_competent_in_every_commune(zone, communes, over):
    national = dataclasses.replace(FORCES["pn"], communes=frozenset(communes))
    found = patrol(
        ("06:00", "18:00"),
        zones=ZONES,
        communes=COMMUNES,
        forces={**FORCES, "pn": national},
        missions=[mission("p", WATCH, zone=zone)],
    )
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


@pytest.mark.parametrize(
    ("span", "over"),
    [
        (Span(540, 600), 0),
        (Span(540, 601), 1),
        (Span(659, 700), 1),
        (Span(660, 700), 0),
    ],
)
def test_an_absent_opj_cannot_be_reached(span, over):
    # A fixed tour that an absence cuts stays: the officer is in court meanwhile.
    found = patrol(
        ("06:00", "18:00"), absences=(Absence(officer="n0", span=span, reason="T"),)
    )
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


def away(*spans):
    """Absences of OPJs, each by number, first and last minute."""
    return tuple(
        Absence(officer=f"n{i}", span=Span(start, end), reason="T")
        for i, start, end in spans
    )


def test_two_opjs_answer_for_each_other():
    # One is away 10:00 to 10:30, the other 10:30 to 11:00; then a minute longer.
    whole = (("06:00", "18:00"), ("06:00", "18:00"))
    allowed(RULE, patrol(*whole, absences=away((0, 600, 630), (1, 630, 660))))
    refused(RULE, patrol(*whole, absences=away((0, 600, 631), (1, 630, 660))), over=1)


def test_an_absence_inside_another_changes_nothing():
    nested = away((0, 600, 640), (0, 610, 620))
    refused(RULE, patrol(("06:00", "18:00"), absences=nested), over=40)


@pytest.mark.parametrize(("what", "over"), [("approval", 60), ("arms", 0)])
def test_an_opj_without_approval_does_not_count(what, over):
    gone = Suspension(officer="n0", what=what, span=Span(0, 1440))
    found = patrol(("06:00", "18:00"), suspensions=(gone,))
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


# --- public order (CPP art. 16 and 20) ------------------------------------------------


def crowd(start, minutes, *opjs, away=("n0",)):
    """A crowd is held back by some OPJs, from a start on."""
    also = [mission("crowd", CROWD, at=[(0, start)], minutes=minutes)]
    crews = [("crowd", "agent", n) for n in away]
    return patrol(*opjs, also=also, crews=crews)


ALL_DAY = ("06:00", "18:00")


@pytest.mark.parametrize(
    ("start", "minutes", "over"),
    [
        ("09:00", 60, 0),
        ("09:00", 61, 1),
        ("10:20", 1, 1),
        ("10:59", 60, 1),
        ("11:00", 60, 0),
        ("09:00", 240, 60),
    ],
)
def test_an_opj_in_a_public_order_unit_cannot_be_reached(start, minutes, over):
    found = crowd(start, minutes, ALL_DAY)
    if over:
        [breach] = refused(RULE, found, over=over)
        assert breach.mission == "p"
    else:
        allowed(RULE, found)


def test_another_opj_answers_meanwhile():
    allowed(RULE, crowd("09:00", 240, ALL_DAY, ALL_DAY))


def test_two_opjs_engaged_in_turn_answer_for_each_other():
    also = [
        mission("one", CROWD, at=[(0, "10:00")], minutes=30),
        mission("two", CROWD, at=[(0, "10:30")], minutes=30),
    ]
    crews = [("one", "agent", "n0"), ("two", "agent", "n1")]
    allowed(RULE, patrol(ALL_DAY, ALL_DAY, also=also, crews=crews))
    also[0] = mission("one", CROWD, at=[(0, "10:00")], minutes=31)
    refused(RULE, patrol(ALL_DAY, ALL_DAY, also=also, crews=crews), over=1)


def test_nobody_answers_when_both_are_engaged():
    refused(RULE, crowd("10:20", 1, ALL_DAY, ALL_DAY, away=("n0", "n1")), over=1)


def test_the_others_answer_up_to_the_minute():
    # n0 is engaged 10:20 to 10:40; n1 is on tour until 10:40, or a minute less.
    allowed(RULE, crowd("10:20", 20, ALL_DAY, ("06:00", "10:40")))
    refused(RULE, crowd("10:20", 20, ALL_DAY, ("06:00", "10:39")), over=1)


def test_the_unit_itself_has_no_opj():
    both = dataclasses.replace(CROWD, powers=("order", "record"))
    week = scenario(
        officers=[officer("n", "pn"), officer("o", "pn")],
        shifts=[shift("n", "06:00", "18:00", "pn")],
        kinds=[both],
        powers=POWERS,
        missions=[mission("p", both)],
    )
    crews = [("p", "agent", "n")]
    refused(RULE, facts(week, tours=[("n", 0, "n")], crews=crews), over=60)
    tours = [("n", 0, "n"), ("o", 0, "n")]
    allowed(RULE, facts(week, tours=tours, crews=crews))


def test_opjs_are_told_apart_only_near_public_order():
    def groups(also):
        week = crowd("09:00", 240, ALL_DAY, ALL_DAY).scenario
        missions = {k: week.missions[k] for k in ("p", *also)}
        alike = dataclasses.replace(
            week, missions=missions, shifts={"n": shift("n", *ALL_DAY, "pn")}
        )
        model = CrewModel(alike, RULES.values())
        monday = Span(360, 1080)
        return sorted(g.size for g in model.groups if g.slot == monday)

    assert groups(()) == [2]
    assert groups(("crowd",)) == [1, 1]


# --- who stands for the OPJ (code de la route art. R325-14) ---------------------------


def tow(*opjs, chief, kind=TOW, **changes):
    """An impound, with a municipal officer ``h`` on tour all day."""
    tours = [("h", 0, "day")]
    return patrol(*opjs, kind=kind, people=[chief], tours=tours, **changes)


HEAD = officer("h", qualifications=(held("pm_chief"),))


def test_the_head_of_the_municipal_police_stands_for_the_opj():
    allowed(RULE, tow(chief=HEAD))
    refused(RULE, tow(chief=officer("h")), over=60)
    refused(RULE, tow(chief=officer("h", qualifications=(held("bike"),))), over=60)


def test_the_head_must_be_on_tour():
    refused(RULE, patrol(kind=TOW, people=[HEAD]), over=60)


def test_the_head_in_the_crew_counts():
    head = officer("m", qualifications=(held("pm_chief"),))
    week = scenario(
        officers=[head],
        shifts=[shift("day", "06:00", "18:00")],
        kinds=KINDS,
        powers=POWERS,
        missions=[mission("p", TOW)],
    )
    found = facts(week, tours=[("m", 0, "day")], crews=[("p", "agent", "m")])
    allowed(RULE, found)


def test_an_opj_serves_for_an_impound_too():
    allowed(RULE, patrol(("06:00", "18:00"), kind=TOW))
    refused(RULE, patrol(("06:00", "10:59"), kind=TOW), over=1)


def test_opj_and_head_take_turns():
    late = [shift("late", "10:30", "18:00")]
    for end, over in (("10:30", 0), ("10:29", 1)):
        found = patrol(
            kind=TOW,
            people=[HEAD, officer("n", "pn")],
            shifts=[*late, shift("n", "06:00", end, "pn"), shift("day", *ALL_DAY)],
            tours=[("h", 0, "late"), ("n", 0, "n")],
        )
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_another_power_of_the_mission_still_needs_the_opj():
    refused(RULE, tow(chief=HEAD, kind=BOTH), over=60)
    allowed(RULE, tow(ALL_DAY, chief=HEAD, kind=BOTH))


@pytest.mark.parametrize(("last", "over"), [(-1, 60), (0, 0), (1, 0)])
def test_the_qualification_of_the_head_is_valid_that_day(last, over):
    head = officer("h", qualifications=(held("pm_chief", None, day(last)),))
    found = tow(chief=head)
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


def test_a_qualification_that_ends_at_midnight_serves_until_midnight():
    # 23:00 to 01:00: an hour is left after the last day.
    head = officer("h", qualifications=(held("pm_chief", None, day(0)),))
    found = patrol(
        kind=TOW,
        people=[head],
        shifts=[shift("day", "06:00", "18:00"), shift("eve", "18:00", "02:00")],
        tours=[("h", 0, "eve")],
        missions=[mission("p", TOW, at=[(0, "23:00")], minutes=120)],
    )
    [breach] = refused(RULE, found, over=60)
    assert breach.when == 24 * 60


def test_the_head_of_another_town_does_not_serve():
    other = dataclasses.replace(FORCES["pm"], id="po", communes=frozenset("d"))
    head = officer("h", "po", qualifications=(held("pm_chief"),))
    found = patrol(
        kind=TOW,
        people=[head],
        forces={**FORCES, "po": other},
        communes=COMMUNES,
        shifts=[shift("day", *ALL_DAY), shift("o", *ALL_DAY, "po")],
        tours=[("h", 0, "o")],
    )
    refused(RULE, found, over=60)


def test_a_national_officer_does_not_stand_for_the_opj():
    qualified = (held("pm_chief"),)
    apj = officer("n", "pn", judicial=Judicial.APJ, qualifications=qualified)
    found = patrol(
        kind=TOW,
        people=[apj],
        shifts=[shift("day", *ALL_DAY), shift("n", *ALL_DAY, "pn")],
        tours=[("n", 0, "n")],
    )
    refused(RULE, found, over=60)


# --- a text that changes in mid-week --------------------------------------------------


@pytest.mark.parametrize(
    ("offset", "over"), [(0, 60), (2, 60), (3, 0), (6, 0)], ids=str
)
def test_the_text_of_the_day_applies(offset, over):
    # Needed until Wednesday; from Thursday on a new text asks for nobody.
    old = power("record", opj=OpjNeed.REACHABLE, valid_to=day(2))
    new = power("record", valid_from=day(3))
    week = patrol(
        missions=[mission("p", WATCH, at=[(offset, "10:00")])], powers=(old, new)
    ).scenario
    found = facts(week, tours=[("m", offset, "day")], crews=[("p", "agent", "m")])
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


@pytest.mark.parametrize(("offset", "over"), [(2, 0), (3, 60)])
def test_a_new_text_lets_nobody_stand_for_the_opj(offset, over):
    old = redated(IMPOUND, valid_to=day(2))
    new = redated(IMPOUND, chief="", valid_from=day(3))
    missions = [mission("p", TOW, at=[(offset, "10:00")])]
    week = tow(chief=HEAD, missions=missions, powers=(old, new)).scenario
    tours = [("m", offset, "day"), ("h", offset, "day")]
    found = facts(week, tours=tours, crews=[("p", "agent", "m")])
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


def test_a_night_is_judged_by_the_text_of_the_day_on_which_it_begins():
    old = power("record", valid_to=day(2))
    new = power("record", opj=OpjNeed.REACHABLE, valid_from=day(3))
    missions = [mission("p", WATCH, at=[(2, "23:30")])]
    week = patrol(missions=missions, powers=(old, new)).scenario
    allowed(RULE, facts(week, crews=[("p", "agent", "m")]))
