"""Absence: neither a tour nor a mission while absent.

décret 2000-815; arrêté du 5 septembre 2019. A fixed tour that an absence cuts only
later stays, without missions during the absence.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.people import Absence
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import FixedTour
from tests.builders import (
    absence,
    clock,
    day,
    facts,
    mission,
    officer,
    scenario,
    shift,
    time,
)
from tests.freezing import frozen
from tests.judge import allowed, refused

RULE = "absence"


def away(on, first, start, last, end, who="o"):
    """An absence between two local instants."""
    span = Span(
        on.minute(day(first, on.start), time(start)),
        on.minute(day(last, on.start), time(end)),
    )
    return Absence(officer=who, span=span, reason="court")


def on_tour(offset, start, end, *absences, on=None):
    """A free officer on one tour."""
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", start, end)],
        absences=absences,
        on=on,
    )
    return facts(week, tours=[("o", offset, "s")])


@pytest.mark.parametrize("offset", [1, 2, 3])
def test_leave_leaves_no_tour_on_its_days(offset):
    # Leave from Tuesday to Thursday; 8 h of tour inside it.
    found = on_tour(offset, "08:00", "16:00", absence("o", 1, 3))
    [breach] = refused(RULE, found, over=8 * 60)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["shift"] == "s"
    assert breach.values["day"] == day(offset).isoformat()
    assert breach.when == offset * 1440 + 8 * 60


@pytest.mark.parametrize("offset", [0, 4])
def test_the_days_beside_the_leave_are_free_for_work(offset):
    allowed(RULE, on_tour(offset, "08:00", "16:00", absence("o", 1, 3)))


def test_a_night_tour_into_the_leave_is_refused():
    # Monday 22:00 to Tuesday 06:00: 6 h of leave from Tuesday on.
    [breach] = refused(RULE, on_tour(0, "22:00", "06:00", absence("o", 1, 3)), over=360)
    assert breach.when == 1440


def test_a_tour_may_end_when_the_leave_begins():
    allowed(RULE, on_tour(0, "16:00", "00:00", absence("o", 1, 3)))
    refused(RULE, on_tour(0, "16:00", "00:01", absence("o", 1, 3)), over=1)


def test_a_tour_may_begin_when_the_leave_ends():
    # Leave to Thursday 24:00.
    allowed(RULE, on_tour(4, "00:00", "08:00", absence("o", 1, 3)))


def test_a_tour_that_begins_a_minute_before_the_end_of_the_leave_is_refused():
    refused(RULE, on_tour(3, "23:59", "08:00", absence("o", 1, 3)), over=1)


def test_an_hour_of_absence_in_the_middle_of_a_free_tour_refuses_it():
    court = away(clock(), 0, "10:00", 0, "11:00")
    refused(RULE, on_tour(0, "08:00", "16:00", court), over=60)


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_and_the_last_day_of_the_horizon_count(offset):
    refused(
        RULE, on_tour(offset, "08:00", "16:00", absence("o", offset, offset)), over=480
    )


def test_leave_that_began_before_the_horizon_counts_inside_it():
    found = on_tour(0, "08:00", "16:00", absence("o", -5, 0))
    refused(RULE, found, over=480)
    allowed(RULE, on_tour(1, "08:00", "16:00", absence("o", -5, 0)))


def test_leave_after_the_horizon_refuses_the_last_night_into_it():
    # Sunday 22:00 to Monday 06:00, leave from Monday on.
    refused(RULE, on_tour(6, "22:00", "06:00", absence("o", 7, 9)), over=360)


def test_the_absence_of_one_officer_leaves_the_others_alone():
    allowed(
        RULE,
        facts(
            scenario(
                officers=[officer("o"), officer("p")],
                shifts=[shift("s", "08:00", "16:00")],
                absences=(absence("p", 0, 6),),
            ),
            tours=[("o", 0, "s")],
        ),
    )


def test_each_absence_that_a_tour_meets_is_named():
    morning = away(clock(), 0, "08:00", 0, "09:00")
    noon = away(clock(), 0, "12:00", 0, "14:00")
    refused(RULE, on_tour(0, "08:00", "16:00", morning, noon), over=(60, 120))


@pytest.mark.parametrize(
    ("first", "offset", "hours"),
    [
        (dt.date(2026, 10, 24), 0, 7),  # 25 October 00:00 to 06:00 lasts 7 h
        (dt.date(2027, 3, 27), 0, 5),  # 28 March 00:00 to 06:00 lasts 5 h
        (dt.date(2026, 11, 30), 0, 6),
        (dt.date(2026, 12, 31), 0, 6),
    ],
)
def test_the_time_shared_is_elapsed_time(first, offset, hours):
    on = clock(first, 2)
    leave = absence("o", 1, 1, on=on)
    refused(RULE, on_tour(offset, "22:00", "06:00", leave, on=on), over=hours * 60)
    allowed(RULE, on_tour(offset, "16:00", "00:00", leave, on=on))


def guard(at, *absences, minutes=60):
    week = scenario(
        officers=[officer("o")],
        missions=[mission("m", at=[at], minutes=minutes)],
        absences=absences,
    )
    return facts(week, crews=[("m", "agent", "o")])


def test_no_mission_during_leave():
    [breach] = refused(RULE, guard((1, "10:00"), absence("o", 1, 3)), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == "m"
    assert breach.zone == "north"
    assert breach.when == 1440 + 600


def test_one_of_two_absences_is_enough_to_refuse_a_mission():
    court = away(clock(), 3, "10:00", 3, "12:00")
    refused(RULE, guard((1, "10:00"), absence("o", 1, 1), court), over=1)


def test_a_mission_may_end_when_the_absence_begins_and_begin_when_it_ends():
    court = away(clock(), 0, "10:00", 0, "12:00")
    allowed(RULE, guard((0, "09:00"), court))
    allowed(RULE, guard((0, "12:00"), court))
    refused(RULE, guard((0, "09:01"), court), over=1)
    refused(RULE, guard((0, "11:59"), court), over=1)


def fixed(court, crews=()):
    """An officer whose tour of Monday, 08:00 to 16:00, is fixed; two missions."""
    week = scenario(
        officers=[officer("o", "pn", free=False)],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        fixed_tours=(FixedTour(officer="o", day=day(0), shift="s"),),
        missions=[
            mission("early", at=[(0, "09:00")]),
            mission("during", at=[(0, "10:30")]),
        ],
        absences=(court,),
    )
    return facts(week, tours=[("o", 0, "s")], crews=crews)


def test_a_fixed_tour_that_an_absence_cuts_later_stays():
    court = away(clock(), 0, "10:00", 0, "11:00")
    allowed(RULE, fixed(court, [("early", "agent", "o")]))


def test_no_mission_in_the_hour_that_the_absence_cuts():
    court = away(clock(), 0, "10:00", 0, "11:00")
    refused(RULE, fixed(court, [("during", "agent", "o")]), over=1)


def test_a_fixed_tour_that_begins_in_an_absence_is_not_worked():
    # 2 h of the tour are inside the absence.
    [breach] = refused(RULE, fixed(away(clock(), 0, "07:00", 0, "10:00")), over=120)
    assert breach.officers == ("o",)


def test_a_fixed_tour_that_begins_as_the_absence_begins_is_not_worked():
    refused(RULE, fixed(away(clock(), 0, "08:00", 0, "09:00")), over=60)


def test_a_fixed_tour_that_begins_as_the_absence_ends_is_worked():
    allowed(RULE, fixed(away(clock(), 0, "07:00", 0, "08:00")))


# --- recorded after something had begun -----------------------------------------------


def ill(freeze, crews, *, free=True):
    """A tour of Monday, 08:00 to 16:00, its officer ill from 10:30; frozen then."""
    force = "pm" if free else "pn"
    fixed_tours = (FixedTour(officer="o", day=day(0), shift="s"),)
    well = scenario(
        officers=[officer("o", force, free=free)],
        shifts=[shift("s", "08:00", "16:00", force)],
        fixed_tours=() if free else fixed_tours,
        missions=[
            mission("early", at=[(0, "10:00")]),
            mission("later", at=[(0, "12:00")]),
        ],
    )
    seats = [("early", "agent", "o"), ("later", "agent", "o")]
    known = facts(well, tours=[("o", 0, "s")], crews=seats)
    away_ = away(clock(), 0, "10:30", 1, "12:00")
    now = dataclasses.replace(well, absences=(away_,))
    return facts(frozen(known, freeze, now), tours=[("o", 0, "s")], crews=crews)


EARLY, LATER = ("early", "agent", "o"), ("later", "agent", "o")


def test_what_had_begun_when_the_officer_fell_ill_stays():
    allowed(RULE, ill(10 * 60 + 30, [EARLY]))


def test_what_begins_after_the_freeze_is_forbidden_during_the_absence():
    [breach] = refused(RULE, ill(10 * 60 + 30, [EARLY, LATER]), over=1)
    assert breach.mission == "later"


def test_a_minute_decides_whether_tour_and_mission_had_begun():
    # The mission of 10:00 had not begun at 10:00, the tour of 08:00 had.
    [breach] = refused(RULE, ill(10 * 60, [EARLY]), over=1)
    assert breach.mission == "early"
    allowed(RULE, ill(10 * 60 + 1, [EARLY]))
    # Nor had the free tour at 08:00: 5 h 30 of it are in the absence.
    [breach] = refused(RULE, ill(8 * 60, []), over=330)
    assert breach.mission is None
    allowed(RULE, ill(8 * 60 + 1, []))


def test_a_fixed_tour_that_had_begun_stays_though_the_absence_covers_it():
    found = ill(8 * 60 + 1, [], free=False)
    whole = Absence(officer="o", span=clock().day(day(0)))
    week = dataclasses.replace(found.scenario, absences=(whole,))
    allowed(RULE, facts(week, tours=[("o", 0, "s")]))
    assert [t.shift for t in week.tours["o"]] == ["s"]
    free = dataclasses.replace(week, baseline=None)
    assert free.tours["o"] == ()
    refused(RULE, facts(free, tours=[("o", 0, "s")]), over=480)
