"""Limits on rests that a text shortens or lengthens, on night workers and on breaks."""

import datetime as dt
from typing import Any

from tests.builders import setting
from tests.derogating import derogation
from tests.rules.edges import Place, Stage, case
from tests.rules.edges.tours import MONDAYS, one_gap

HOUR = 60
NIGHT_WORKER: dict[str, Any] = {"force": "pn", "officer": {"night_worker": True}}


def wall(place: Place, hour: int) -> int:
    """Return when a clock shows an hour of the day that the midnight begins."""
    return place.clock.minute(place.clock.dates[place.midnight], dt.time(hour))


# --- rests cut short, and given back --------------------------------------------------


@case("daily_rest", at_least=True)
def eight_hours_with_a_derogation(place: Place, delta: int):
    # Ends at 21:00, rests over midnight.
    stage = Stage(place, "pn")
    end = place.pivot - 3 * HOUR
    stage.tour(end - 8 * HOUR, end)
    stage.tour(end + 8 * HOUR + delta, end + 16 * HOUR)
    given = derogation("daily_rest", place.midnight, start=place.start)
    stage.changes["derogations"] = (given,)
    return stage.facts()


@case("weekly_rest", places=MONDAYS, at_least=True)
def twenty_four_hours_with_a_derogation(place: Place, delta: int):
    # The derogation is of the last day of the week alone.
    stage = Stage(place)
    one_gap(stage, place.pivot - 12 * HOUR, place.pivot + 12 * HOUR + delta)
    given = derogation("weekly_rest", 6, start=place.start)
    stage.changes["derogations"] = (given,)
    return stage.facts()


@case("rest_given_back", at_least=True)
def three_hours_given_back_over_midnight(place: Place, delta: int):
    # 8 h of rest, 3 h missed: 11 h + 3 h + 27 min after the tour that follows.
    stage = Stage(place, "pn")
    end = place.pivot - 5 * HOUR
    stage.tour(end - 20 * HOUR, end - 14 * HOUR)
    stage.tour(end - 6 * HOUR, end)
    stage.tour(end + 14 * HOUR + 27 + delta, end + 18 * HOUR)
    given = derogation("daily_rest", place.midnight - 1, start=place.start)
    stage.changes["derogations"] = (given,)
    return stage.facts()


@case("rest_given_back", at_least=True)
def three_hours_missed_over_midnight(place: Place, delta: int):
    # 21:00 to 05:00 is 8 h; a tour of 3 h; then 14 h 27.
    stage = Stage(place, "pn")
    end = place.pivot + 8 * HOUR
    stage.tour(end - 19 * HOUR, end - 11 * HOUR)
    stage.tour(end - 3 * HOUR, end)
    stage.tour(end + 14 * HOUR + 27 + delta, end + 16 * HOUR)
    given = derogation("daily_rest", place.midnight, start=place.start)
    stage.changes["derogations"] = (given,)
    return stage.facts()


# --- night workers by day -------------------------------------------------------------


@case("daily_rest", at_least=True)
def eight_hours_after_a_morning_task(place: Place, delta: int):
    # 06:00 to 12:00, then a night from 20:00 on.
    stage = Stage(place, **NIGHT_WORKER)
    end = place.pivot - 12 * HOUR
    stage.tour(end - 6 * HOUR, end)
    stage.tour(end + 8 * HOUR + delta, end + 16 * HOUR)
    return stage.facts()


@case("daily_rest", at_least=True)
def eight_hours_before_an_afternoon_task(place: Place, delta: int):
    # A night over midnight, until 06:00; a task from 14:00 on.
    stage = Stage(place, **NIGHT_WORKER)
    task = wall(place, 14)
    stage.tour(place.pivot - HOUR, task - 8 * HOUR - delta)
    stage.tour(task, task + 4 * HOUR)
    return stage.facts()


def morning_and_night(place: Place, delta: int):
    """A task that ends some minutes after 13:00, and the night of that day."""
    stage = Stage(place, **NIGHT_WORKER)
    noon = wall(place, 13)
    stage.tour(noon - 4 * HOUR, noon + delta)
    stage.tour(noon + 9 * HOUR, noon + 16 * HOUR)
    return stage.facts()


case("night_worker_by_day", "a_morning_task_ends_by_13")(morning_and_night)
case("one_tour_a_day", "a_morning_task_ends_by_13")(morning_and_night)


@case("night_worker_by_day", at_least=True)
def twenty_four_hours_before_a_morning_task(place: Place, delta: int):
    # A night from 01:00 to 08:00, and the next morning.
    stage = Stage(place, **NIGHT_WORKER)
    end = place.pivot - 16 * HOUR
    stage.tour(end - 7 * HOUR, end)
    stage.tour(end + 24 * HOUR + delta, end + 27 * HOUR)
    return stage.facts()


@case("night_worker_by_day", at_least=True, over=False)
def the_free_night_ends_at_six(place: Place, delta: int):
    # No night of less than 11 h 08 begins at 06:00: one of 18 h, which the regime
    # counts.
    stage = Stage(place, **NIGHT_WORKER)
    stage.tour(place.pivot - 8 * HOUR, place.pivot - 4 * HOUR)
    last = place.clock.day(place.clock.dates[place.midnight]).end
    stage.tour(wall(place, 6) + delta, last)
    counted = setting("night_worker_by_day", "shorter_than", None)
    stage.changes["regimes"] = {"national": (counted,)}
    return stage.facts()


@case("night_worker_by_day", over=False)
def three_hours_from_nine_on_make_a_night(place: Place, delta: int):
    # Until 23:59 it is a task like that of the next morning.
    stage = Stage(place, **NIGHT_WORKER)
    stage.tour(place.pivot - 8 * HOUR, place.pivot - 1 + delta)
    stage.tour(place.pivot + 8 * HOUR, place.pivot + 11 * HOUR)
    return stage.facts()


@case("night_worker_by_day", over=False)
def three_hours_until_six_make_a_night(place: Place, delta: int):
    # From 03:01 on it is no night of those that an afternoon task exempts from.
    stage = Stage(place, **NIGHT_WORKER)
    stage.tour(place.pivot - 10 * HOUR, place.pivot - 5 * HOUR)
    six = wall(place, 6)
    stage.tour(six - 3 * HOUR + 1 - delta, six + 3 * HOUR)
    return stage.facts()


@case("night_worker_by_day", at_least=True, over=False)
def nights_of_11_h_08_are_not_concerned(place: Place, delta: int):
    stage = Stage(place, **NIGHT_WORKER)
    start = place.pivot - 3 * HOUR
    stage.tour(start, start + 11 * HOUR + 8 + delta)
    stage.tour(place.pivot + 9 * HOUR, place.pivot + 11 * HOUR)
    return stage.facts()


# --- breaks ---------------------------------------------------------------------------


@case("daily_break", over=False)
def no_break_below_six_hours(place: Place, delta: int):
    # 5 h 59 without a pause; 6 h are too long.
    stage = Stage(place)
    start, length = place.pivot - 5 * HOUR, 6 * HOUR - 1 + delta
    stage.tour(start, start + length)
    stage.mission(start, length, by=[("agent", "o")])
    return stage.facts()


@case("daily_break", over=False)
def six_hours_before_the_break(place: Place, delta: int):
    stage = Stage(place)
    start = place.pivot - 6 * HOUR
    stage.tour(start, start + 7 * HOUR)
    stage.mission(start, 6 * HOUR + delta, by=[("agent", "o")])
    return stage.facts()


@case("daily_break")
def twenty_minutes_at_the_end(place: Place, delta: int):
    stage = Stage(place)
    start = place.pivot - 5 * HOUR
    stage.tour(start, start + 6 * HOUR)
    stage.mission(start, 6 * HOUR - 20 + delta, by=[("agent", "o")])
    return stage.facts()


@case("daily_break", at_least=True)
def twenty_minutes_and_the_way_over_midnight(place: Place, delta: int):
    # 10 minutes of way.
    stage = Stage(place)
    start, again = place.pivot - 5 * HOUR, place.pivot + 15 + delta
    stage.tour(start, start + 6 * HOUR)
    stage.mission(start, 5 * HOUR - 15, by=[("agent", "o")])
    stage.mission(again, start + 6 * HOUR - again, zone="south", by=[("agent", "o")])
    return stage.facts()
