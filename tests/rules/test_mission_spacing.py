"""Mission spacing: from one start to the next, and from before the horizon.

CHOICE; demand of the scenario.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.missions import PastMission
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.time import Span
from scheduler.rules import RULES
from tests.builders import PAIR, SOLO, clock, day, mission, officer, scenario, time
from tests.judge import allowed, read, refused

RULE = "mission_spacing"
HOUR = 60


def past(offset, start, code="m", on=None, minutes=60):
    """The mission as it was held before the horizon; ``offset`` is negative."""
    on = on or clock()
    when = day(offset, on.start)
    first = on.minute(when, time(start))
    return PastMission(
        mission=code, kind="solo", zone="north", day=when,
        span=Span(first, first + minutes),
    )  # fmt: skip


def held(*indexes, at, spacing, history=(), on=None, kind=SOLO, zones=(), others=()):
    """A mission with these placings, held at those of the indexes."""
    week = scenario(
        officers=[officer("o")],
        kinds=[SOLO, kind],
        missions=[
            mission("m", kind, at=at, times=7, on=on, spacing=spacing, or_zones=zones),
            *others,
        ],
        past_missions=history,
        on=on,
    )
    return crew(week, *indexes)


def crew(week, *indexes):
    placings = week.missions["m"].occurrences
    seated = tuple(Assignment(*_seat(placings[i])) for i in indexes)
    return Facts(week, Roster((), seated).sorted())


def _seat(occurrence):
    code, start, fallback, place = occurrence.key
    return code, start, "agent", "o", fallback, place


@pytest.mark.parametrize(
    ("second", "over"), [("13:59", 1), ("14:00", 0), ("14:01", 0)], ids=repr
)
def test_two_days_pass_from_one_start_to_the_next(second, over):
    # Monday 14:00 to Wednesday 14:00 is 48 h.
    found = held(0, 1, at=[(0, "14:00"), (2, second)], spacing=48 * HOUR)
    if not over:
        allowed(RULE, found)
        return
    [breach] = refused(RULE, found, over=over)
    assert (breach.mission, breach.zone) == ("m", "north")
    assert breach.when == 2 * 1440 + 13 * 60 + 59
    assert breach.values["before"] == 14 * 60


def test_the_spacing_runs_from_start_to_start_and_not_from_the_end():
    # 120 minutes long: from 10:00 to 13:00 is 3 h, though 1 h lies between.
    week = scenario(
        officers=[officer("o")],
        missions=[
            mission("m", at=[(0, "10:00"), (0, "13:00")], minutes=120, spacing=3 * HOUR)
        ],
    )
    allowed(RULE, crew(week, 0, 1))


def test_the_first_and_the_last_day_count():
    # From Monday to Sunday six days pass; seven are asked for.
    ends = [(0, "10:00"), (6, "10:00")]
    allowed(RULE, held(0, 1, at=ends, spacing=6 * 24 * HOUR))
    refused(RULE, held(0, 1, at=ends, spacing=7 * 24 * HOUR), over=24 * HOUR)


def test_each_is_measured_from_the_one_before():
    # 24 h, then 30 h where 36 h are asked for: 12 h and 6 h short.
    at = [(0, "10:00"), (1, "10:00"), (2, "16:00")]
    found = refused(
        RULE, held(0, 1, 2, at=at, spacing=36 * HOUR), over=(12 * HOUR, 6 * HOUR)
    )
    assert [b.when for b in found] == [1440 + 600, 2 * 1440 + 960]


def test_the_first_and_the_third_are_far_enough_apart_if_both_steps_are():
    at = [(0, "10:00"), (1, "22:00"), (3, "10:00")]
    allowed(RULE, held(0, 1, 2, at=at, spacing=36 * HOUR))


def test_placings_not_held_do_not_count():
    at = [(0, "10:00"), (1, "10:00"), (2, "10:00")]
    allowed(RULE, held(0, 2, at=at, spacing=48 * HOUR))
    allowed(RULE, held(at=at, spacing=48 * HOUR))


def test_without_a_spacing_nothing_is_measured():
    at = [(0, "10:00"), (0, "10:01")]
    allowed(RULE, held(0, 1, at=at, spacing=0, history=[past(-1, "23:59")]))


@pytest.mark.parametrize(
    ("first", "second", "hours"),
    [
        # On the wall 24 h, but an hour more, or less, passes.
        (dt.date(2026, 10, 24), "14:00", 25),
        (dt.date(2027, 3, 27), "14:00", 23),
        # Across a month's and a year's end.
        (dt.date(2026, 11, 30), "14:00", 24),
        (dt.date(2026, 12, 31), "14:00", 24),
    ],
)
def test_elapsed_time_counts_on_every_night(first, second, hours):
    on = clock(first, 2)
    at = [(0, "14:00"), (1, second)]
    allowed(RULE, held(0, 1, at=at, spacing=hours * HOUR, on=on))
    refused(RULE, held(0, 1, at=at, spacing=hours * HOUR + 1, on=on), over=1)


def test_across_midnight():
    at = [(0, "23:30"), (1, "00:30")]
    allowed(RULE, held(0, 1, at=at, spacing=HOUR))
    refused(RULE, held(0, 1, at=at, spacing=HOUR + 1), over=1)


def test_both_places_are_one_mission():
    # Occurrences: 10:00 north, 10:00 south, 12:00 north, 12:00 south.
    at = [(0, "10:00"), (0, "12:00")]
    found = held(0, 3, at=at, spacing=3 * HOUR, zones=["south"])
    [breach] = refused(RULE, found, over=HOUR)
    assert breach.zone == "south"
    allowed(RULE, held(0, 3, at=at, spacing=2 * HOUR, zones=["south"]))


def test_at_two_places_at_once_the_whole_spacing_lacks():
    at = [(0, "10:00")]
    refused(RULE, held(0, 1, at=at, spacing=HOUR, zones=["south"]), over=HOUR)


def test_both_forms_are_one_mission():
    joint = dataclasses.replace(PAIR, fallback="solo")
    week = scenario(
        officers=[officer("o"), officer("n", "pn")],
        kinds=[SOLO, joint],
        missions=[
            mission(
                "m", joint, at=[(0, "10:00"), (1, "10:00")], times=2, spacing=25 * HOUR
            )
        ],
    )
    start = week.missions["m"].starts
    seated = (
        Assignment("m", start[0].span.start, "chief", "n"),
        Assignment("m", start[0].span.start, "agent", "o"),
        Assignment("m", start[1].span.start, "agent", "o", True),
    )
    refused(RULE, Facts(week, Roster((), seated).sorted()), over=HOUR)


def test_missions_are_measured_apart():
    other = mission("other", at=[(0, "10:30")], spacing=24 * HOUR)
    found = held(0, at=[(0, "10:00")], spacing=24 * HOUR, others=[other])
    more = Assignment("other", 630, "agent", "o")
    both = Roster((), (*found.roster.assignments, more))
    allowed(RULE, Facts(found.scenario, both))


def test_briefing_is_left_aside_on_both_sides():
    # Proper starts at 10:00 and 12:00, whatever the briefing; 15 minutes of it.
    briefed = dataclasses.replace(SOLO, id="briefed", briefing=15, debriefing=5)
    at = [(0, "10:00"), (0, "12:00")]
    allowed(RULE, held(0, 1, at=at, spacing=2 * HOUR, kind=briefed))
    refused(RULE, held(0, 1, at=at, spacing=2 * HOUR + 1, kind=briefed), over=1)
    # Sunday 10:00 before the horizon, without its briefing, to Monday 10:00: 24 h.
    before = [past(-1, "10:00")]
    allowed(RULE, held(0, at=at, spacing=24 * HOUR, kind=briefed, history=before))
    refused(
        RULE,
        held(0, at=at, spacing=24 * HOUR + 1, kind=briefed, history=before),
        over=1,
    )


# --- before the horizon ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "over"), [("09:59", 0), ("10:00", 0), ("10:01", 1)], ids=repr
)
def test_the_last_one_before_the_horizon_counts(start, over):
    # From Saturday to Monday 10:00: 48 h.
    found = held(0, at=[(0, "10:00")], spacing=48 * HOUR, history=[past(-2, start)])
    if over:
        [breach] = refused(RULE, found, over=over)
        assert breach.when == 600
    else:
        allowed(RULE, found)


def test_of_several_before_the_horizon_the_last_counts():
    history = [past(-2, "12:00"), past(-9, "12:00"), past(-8, "12:00")]
    refused(
        RULE, held(0, at=[(0, "10:00")], spacing=48 * HOUR, history=history),
        over=2 * HOUR,
    )  # fmt: skip


def test_another_mission_before_the_horizon_does_not_count():
    history = [past(-1, "23:00", code="another")]
    allowed(RULE, held(0, at=[(0, "10:00")], spacing=48 * HOUR, history=history))


def test_what_was_held_before_the_horizon_is_not_judged():
    # An hour apart in the history, and nothing held since.
    history = [past(-5, "12:00"), past(-5, "13:00")]
    allowed(RULE, held(at=[(0, "10:00")], spacing=48 * HOUR, history=history))
    allowed(RULE, held(0, at=[(0, "10:00")], spacing=48 * HOUR, history=history))


@pytest.mark.parametrize(
    ("first", "hours"), [(dt.date(2026, 10, 26), 25), (dt.date(2027, 3, 29), 23)]
)
def test_a_clock_change_just_before_the_horizon(first, hours):
    # Saturday's wall time to Sunday's: the clocks change in the last night but one.
    on = clock(first, 2)
    history = [past(-2, "14:00", on=on)]
    # Saturday 14:00 to Monday 14:00 is 48 h on the wall.
    spacing = (24 + hours) * HOUR
    at = [(0, "14:00")]
    allowed(RULE, held(0, at=at, spacing=spacing, history=history, on=on))
    refused(RULE, held(0, at=at, spacing=spacing + 1, history=history, on=on), over=1)


def test_the_reason_names_what_came_before():
    week = held(at=[(0, "10:00")], spacing=48 * HOUR, history=[past(-1, "14:00")])
    seat = week.scenario.seats[week.scenario.occurrences[0]][0]
    sentence = RULES[RULE].because(week.scenario, seat)
    assert sentence is not None
    english, french = read(*sentence, week.scenario)
    assert "48 h" in english
    assert "14:00" in english
    assert english != french


def test_there_is_no_reason_where_nothing_is_too_near():
    week = held(at=[(2, "10:00")], spacing=48 * HOUR, history=[past(-1, "14:00")])
    seat = week.scenario.seats[week.scenario.occurrences[0]][0]
    assert RULES[RULE].because(week.scenario, seat) is None
