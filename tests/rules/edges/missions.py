"""Limits on missions: inside tours, between places, at night, with equipment."""

from dataclasses import replace

from scheduler.domain.missions import Equipment
from tests.builders import AGREEMENT, SOLO, redated
from tests.rules.edges import Place, Stage, case

HOUR = 60


@case("mission_inside_tour")
def a_mission_ends_with_the_tour(place: Place, delta: int):
    stage = Stage(place)
    stage.tour(place.pivot - 6 * HOUR, place.pivot + HOUR)
    stage.mission(place.pivot - HOUR, 2 * HOUR + delta, by=[("agent", "o")])
    return stage.facts()


@case("mission_inside_tour", at_least=True)
def a_mission_begins_with_the_tour(place: Place, delta: int):
    stage = Stage(place)
    stage.tour(place.pivot - HOUR, place.pivot + 6 * HOUR)
    stage.mission(place.pivot - HOUR + delta, 2 * HOUR, by=[("agent", "o")])
    return stage.facts()


@case("one_place_at_a_time", at_least=True)
def ten_minutes_to_travel(place: Place, delta: int):
    stage = Stage(place)
    stage.tour(place.pivot - 6 * HOUR, place.pivot + 6 * HOUR)
    stage.mission(place.pivot - HOUR, HOUR, by=[("agent", "o")])
    start = place.pivot + 10 + delta
    stage.mission(start, HOUR, zone="south", by=[("agent", "o")])
    return stage.facts()


@case("equipment_in_stock", at_least=True, over=False)
def a_bike_comes_back_after_an_hour(place: Place, delta: int):
    riding = replace(SOLO, id="ride", equipment={"bike": 1})
    stage = Stage(place)
    stage.tour(place.pivot - 6 * HOUR, place.pivot + 6 * HOUR)
    stage.mission(place.pivot - 2 * HOUR, HOUR, riding, by=[("agent", "o")])
    stage.mission(place.pivot + delta, HOUR, riding, by=[("agent", "o")])
    bike = Equipment(
        id="bike", name_fr="Vélo", name_en="Bike", quantity=1, turnaround=60
    )
    stage.changes |= {"equipment": {"bike": bike}, "kinds": (SOLO, riding)}
    return stage.facts()


@case("night_clause")
def no_clause_needed_before_eleven(place: Place, delta: int):
    stage = Stage(place)
    stage.tour(place.pivot - 8 * HOUR, place.pivot)
    stage.mission(place.pivot - 3 * HOUR, 2 * HOUR + delta, by=[("agent", "o")])
    return stage.facts()


@case("night_clause", at_least=True, over=False)
def no_clause_needed_from_six(place: Place, delta: int):
    """Six o'clock on the wall, on the mornings of the clock changes too."""
    stage = Stage(place)
    day = place.clock.dates[place.midnight]
    six = place.clock.midnight(day)
    while place.clock.local(six).hour != 6:
        six += HOUR
    stage.tour(six - HOUR, six + 6 * HOUR)
    stage.mission(six + delta, HOUR, by=[("agent", "o")])
    return stage.facts()


@case("night_clause", over=False)
def a_clause_ends_at_midnight(place: Place, delta: int):
    # In force on the day before; the mission may reach 24:00 and not a minute more.
    stage = Stage(place)
    stage.tour(place.pivot - 8 * HOUR, place.pivot + HOUR)
    stage.mission(place.pivot - HOUR, HOUR + delta, by=[("agent", "o")])
    last = place.clock.dates[place.midnight - 1]
    agreement = redated(AGREEMENT, night_clause=True, valid_to=last)
    stage.changes["agreements"] = {"a": agreement}
    return stage.facts()
