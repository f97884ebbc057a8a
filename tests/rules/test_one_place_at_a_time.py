"""One place at a time: between two missions an officer has the minutes of travel.

CHOICE; travel minutes of the scenario. North and south are 10 minutes apart.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.places import TravelTimes, Zone
from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from tests.builders import (
    SOLO,
    clock,
    facts,
    mission,
    officer,
    past_mission,
    position,
    scenario,
    shift,
)
from tests.judge import allowed, refused

RULE = "one_place_at_a_time"


def stops(*places, who=None, tours=(), on=None, where=None):
    """Missions given by day, start, minutes and zone, all of one officer."""
    missions = [
        mission(f"m{i}", SOLO, at=[(offset, start)], minutes=minutes, zone=zone, on=on)
        for i, (offset, start, minutes, zone) in enumerate(places)
    ]
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", "08:00", "12:00"), shift("t", "12:00", "18:00")],
        missions=missions,
        on=on,
    )
    week = dataclasses.replace(week, **(where or {}))
    who = who or ["o"] * len(missions)
    crews = [(m.id, "agent", w) for m, w in zip(missions, who, strict=True)]
    return facts(week, tours=tours, crews=crews)


FIRST = (0, "09:00", 60, "north")


def test_travel_time_exactly_enough():
    # Until 10:00 in the north, from 10:10 in the south.
    allowed(RULE, stops(FIRST, (0, "10:10", 60, "south")))
    allowed(RULE, stops(FIRST, (0, "10:11", 60, "south")))


def test_travel_time_one_minute_short():
    [breach] = refused(RULE, stops(FIRST, (0, "10:09", 60, "south")), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == "m1"
    assert breach.zone == "south"
    assert breach.values["before"] == "m0"
    assert breach.values["after"] == "m1"
    assert breach.unit is Unit.MINUTES
    assert breach.when == 10 * 60 + 9


def test_five_minutes_later_ten_minutes_away_need_two_officers():
    second = (0, "10:05", 60, "south")
    refused(RULE, stops(FIRST, second), over=5)
    allowed(RULE, stops(FIRST, second, who=["o", "p"]))


def after_a_past_mission(start, *, zone="south", crew=("o",), **changes):
    """An officer held a guard in the north from 23:00, and holds another at once."""
    before = past_mission("before", SOLO, -1, "23:00", minutes=70)
    week = scenario(
        officers=[officer("o"), officer("p")],
        missions=[mission("m0", SOLO, at=[(0, start)], zone=zone)],
        past_missions=(dataclasses.replace(before, crew=crew),),
        **changes,
    )
    return facts(week, crews=[("m0", "agent", "o")])


def test_who_is_on_a_past_mission_comes_after_it_and_the_way():
    # Until 00:10 in the north, ten minutes to the south: from 00:20 on.
    [breach] = refused(RULE, after_a_past_mission("00:19"), over=1)
    assert (breach.officers, breach.mission) == (("o",), "m0")
    assert breach.values["before"] == "before"
    allowed(RULE, after_a_past_mission("00:20"))
    refused(RULE, after_a_past_mission("00:09", zone="north"), over=1)
    allowed(RULE, after_a_past_mission("00:10", zone="north"))


def test_past_missions_of_others_and_of_unknown_crews_hinder_nobody():
    allowed(RULE, after_a_past_mission("00:00", crew=("p",)))
    allowed(RULE, after_a_past_mission("00:00", crew=()))


def test_the_certificate_counts_the_transition_from_a_past_mission():
    # One from the past mission to the only one held; none from hours before.
    assert RULES[RULE].cases(after_a_past_mission("00:19"), "o") == 1
    assert RULES[RULE].cases(after_a_past_mission("12:00"), "o") == 0
    assert RULES[RULE].cases(after_a_past_mission("00:19", crew=("p",)), "o") == 0


def test_the_debriefing_of_a_past_mission_counts():
    kind = dataclasses.replace(SOLO, debriefing=5)
    plain = dataclasses.replace(SOLO, id="plain")
    before = past_mission("before", kind, -1, "23:00", minutes=70)
    for start, late in (("00:14", 1), ("00:15", 0)):
        week = scenario(
            officers=[officer("o")],
            missions=[mission("m0", plain, at=[(0, start)], zone="north")],
            kinds=[kind, plain],
            past_missions=(dataclasses.replace(before, crew=("o",)),),
        )
        found = facts(week, crews=[("m0", "agent", "o")])
        if late:
            refused(RULE, found, over=late)
        else:
            allowed(RULE, found)


def test_a_past_mission_of_the_first_night_leaves_room_before_it():
    # A guard begun in the last night from 01:00: one in the south until 00:50 at most.
    before = dataclasses.replace(past_mission("before", SOLO, 0, "01:00"), crew=("o",))
    for minutes, late in ((50, 0), (51, 1)):
        week = scenario(
            officers=[officer("o")],
            missions=[mission("m0", at=[(0, "00:00")], minutes=minutes, zone="south")],
            past_missions=(before,),
        )
        found = facts(week, crews=[("m0", "agent", "o")])
        if late:
            refused(RULE, found, over=late)
        else:
            allowed(RULE, found)


def test_no_travel_inside_a_zone():
    allowed(RULE, stops(FIRST, (0, "10:00", 60, "north")))
    refused(RULE, stops(FIRST, (0, "09:59", 60, "north")), over=1)


def test_two_missions_at_the_same_time_need_two_officers():
    # Same zone and hour: 60 min too early.
    refused(RULE, stops(FIRST, FIRST), over=60)
    allowed(RULE, stops(FIRST, FIRST, who=["o", "p"]))


def test_the_order_of_the_rows_does_not_matter():
    refused(RULE, stops((0, "10:09", 60, "south"), FIRST), over=1)
    allowed(RULE, stops((0, "10:10", 60, "south"), FIRST))


def three_zones(*minutes):
    """Travel from north to south direct, from north to mill, from mill to south."""
    direct, to_mill, from_mill = minutes
    names = ("north", "south", "mill")
    return {
        "zones": {z: Zone(id=z, name=z, commune="c") for z in names},
        "travel": TravelTimes(
            names,
            {
                ("north", "south"): direct,
                ("north", "mill"): to_mill,
                ("mill", "south"): from_mill,
            },
            60,
        ),
    }


def test_the_way_through_a_third_zone_counts_when_it_is_shorter():
    # 30 min direct, 10 + 12 = 22 min by the mill.
    places = three_zones(30, 10, 12)
    allowed(RULE, stops(FIRST, (0, "10:22", 60, "south"), where=places))
    refused(RULE, stops(FIRST, (0, "10:21", 60, "south"), where=places), over=1)


def test_the_way_through_a_third_zone_is_not_taken_when_it_is_longer():
    # 15 min direct, 22 min by the mill.
    places = three_zones(15, 10, 12)
    allowed(RULE, stops(FIRST, (0, "10:15", 60, "south"), where=places))
    refused(RULE, stops(FIRST, (0, "10:14", 60, "south"), where=places), over=1)


def test_there_and_back_may_take_different_times():
    # 15 min from north to south; nothing is known of the way back: 60 min.
    places = three_zones(15, 10, 12)
    back = (0, "09:00", 60, "south")
    allowed(RULE, stops(back, (0, "11:00", 60, "north"), where=places))
    refused(RULE, stops(back, (0, "10:59", 60, "north"), where=places), over=1)


def test_every_leg_of_a_day_is_judged():
    # 10:00 to 10:10 and 11:10 to 11:20: both legs just long enough; then both short.
    allowed(RULE, stops(FIRST, (0, "10:10", 60, "south"), (0, "11:20", 60, "north")))
    found = stops(FIRST, (0, "10:05", 60, "south"), (0, "11:14", 60, "north"))
    refused(RULE, found, over=(5, 1))


@pytest.mark.parametrize("seats", [("a", "b"), ("a", "a")])
def test_nobody_takes_two_seats_of_one_mission(seats):
    kind = dataclasses.replace(
        SOLO, positions=(position("a", count=2), position("b", count=1))
    )
    week = scenario(
        officers=[officer("o"), officer("p")],
        kinds=[kind],
        missions=[mission("m", kind)],
    )
    twice = facts(week, crews=[("m", seat, "o") for seat in seats])
    refused(RULE, twice, over=60)
    two = facts(
        week, crews=[("m", s, w) for s, w in zip(seats, ("o", "p"), strict=True)]
    )
    allowed(RULE, two)


def test_travel_is_needed_across_midnight():
    # Monday 23:30 to Tuesday 00:30.
    late = (0, "23:30", 60, "north")
    allowed(RULE, stops(late, (1, "00:40", 60, "south")))
    refused(RULE, stops(late, (1, "00:39", 60, "south")), over=1)


@pytest.mark.parametrize(
    ("first", "arrival"),
    [
        (dt.date(2026, 10, 24), "05:10"),  # 22:00 (UTC+2) + 8 h 10 = 05:10 (UTC+1)
        (dt.date(2027, 3, 27), "07:10"),  # 22:00 (UTC+1) + 8 h 10 = 07:10 (UTC+2)
        (dt.date(2026, 11, 30), "06:10"),
        (dt.date(2026, 12, 31), "06:10"),
    ],
)
def test_travel_is_elapsed_time(first, arrival):
    on, night = clock(first, 2), (0, "22:00", 480, "north")
    allowed(RULE, stops(night, (1, arrival, 60, "south"), on=on))
    early = arrival.replace(":10", ":09")
    refused(RULE, stops(night, (1, early, 60, "south"), on=on), over=1)


def test_travel_is_needed_between_two_tours_that_touch():
    # 08:00 to 12:00 and 12:00 to 18:00: missions until 12:00 and from 12:09 or 12:10.
    tours = [("o", 0, "s"), ("o", 0, "t")]
    last = (0, "11:00", 60, "north")
    allowed(RULE, stops(last, (0, "12:10", 60, "south"), tours=tours))
    refused(RULE, stops(last, (0, "12:09", 60, "south"), tours=tours), over=1)


def test_missions_on_the_last_day_are_judged():
    refused(RULE, stops((6, "22:00", 60, "north"), (6, "23:09", 60, "south")), over=1)
