"""Valid qualification: what a seat needs is held on every day the mission touches.

CSI R511-18 to R511-21 (weapons); national and local habilitations, all dated.
"""

import dataclasses
import datetime as dt

import pytest

from tests.builders import (
    MONDAY,
    SOLO,
    clock,
    facts,
    held,
    mission,
    officer,
    position,
    scenario,
)
from tests.judge import allowed, refused

RULE = "qualification_valid"
SUNDAY = MONDAY - dt.timedelta(days=1)
TUESDAY = MONDAY + dt.timedelta(days=1)


def sent(*qualifications, needs=("bike",), at=(0, "10:00"), minutes=60, on=None):
    kind = dataclasses.replace(
        SOLO, positions=(position("agent", qualifications=needs),)
    )
    week = scenario(
        officers=[officer("o", qualifications=qualifications)],
        kinds=[kind],
        missions=[mission("m", kind, at=[at], minutes=minutes, on=on)],
        on=on,
    )
    return facts(week, crews=[("m", "agent", "o")])


def test_a_qualification_without_dates_serves():
    allowed(RULE, sent(held("bike")))


def test_without_the_qualification_the_seat_is_not_taken():
    [breach] = refused(RULE, sent(), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == "m"
    assert breach.zone == "north"
    assert breach.values["code"] == "bike"
    assert breach.when == 600


def test_another_qualification_does_not_serve():
    refused(RULE, sent(held("dog")), over=1)


def test_a_seat_that_needs_none_is_open():
    allowed(RULE, sent(needs=()))


def test_every_qualification_that_the_seat_needs_is_asked_for():
    needs = ("bike", "stun_gun")
    allowed(RULE, sent(held("bike"), held("stun_gun"), needs=needs))
    [breach] = refused(RULE, sent(held("bike"), needs=needs), over=1)
    assert breach.values["code"] == "stun_gun"
    refused(RULE, sent(needs=needs), over=(1, 1))


def test_the_last_day_of_validity_serves_and_the_next_does_not():
    allowed(RULE, sent(held("bike", None, MONDAY), at=(0, "22:59")))
    refused(RULE, sent(held("bike", None, SUNDAY), at=(0, "00:00")), over=1)


def test_the_first_day_of_validity_serves_and_the_day_before_does_not():
    allowed(RULE, sent(held("bike", MONDAY), at=(0, "00:00")))
    refused(RULE, sent(held("bike", TUESDAY), at=(0, "22:59")), over=1)


def test_one_day_of_validity_serves_that_day():
    allowed(RULE, sent(held("bike", MONDAY, MONDAY)))


def test_a_qualification_that_ends_during_the_mission_does_not_serve():
    # Monday 23:00 to Tuesday 01:00, valid to Monday or to Tuesday.
    night = {"at": (0, "23:00"), "minutes": 120}
    refused(RULE, sent(held("bike", None, MONDAY), **night), over=1)
    allowed(RULE, sent(held("bike", None, TUESDAY), **night))


def test_a_qualification_that_begins_during_the_mission_does_not_serve():
    night = {"at": (0, "23:00"), "minutes": 120}
    refused(RULE, sent(held("bike", TUESDAY), **night), over=1)
    allowed(RULE, sent(held("bike", MONDAY), **night))


def test_a_mission_that_ends_at_midnight_does_not_touch_the_next_day():
    until = held("bike", None, MONDAY)
    allowed(RULE, sent(until, at=(0, "23:00"), minutes=60))
    refused(RULE, sent(until, at=(0, "23:00"), minutes=61), over=1)


def test_of_two_records_one_that_is_valid_is_enough():
    ended, valid = held("bike", None, SUNDAY), held("bike", MONDAY)
    allowed(RULE, sent(ended, valid))


def test_two_records_with_a_gap_do_not_serve_across_it():
    # Valid to Monday and again from Wednesday; the mission reaches Tuesday.
    wednesday = MONDAY + dt.timedelta(days=2)
    records = (held("bike", None, MONDAY), held("bike", wednesday))
    refused(RULE, sent(*records, at=(0, "23:00"), minutes=120), over=1)


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 24),
        dt.date(2027, 3, 27),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
    ],
)
def test_validity_ends_at_local_midnight_on_any_date(first):
    on, until = clock(first, 2), held("bike", None, first)
    allowed(RULE, sent(until, at=(0, "22:00"), minutes=120, on=on))
    refused(RULE, sent(until, at=(0, "22:00"), minutes=121, on=on), over=1)


@pytest.mark.parametrize(
    ("first", "length"),
    [(dt.date(2026, 10, 25), 25), (dt.date(2027, 3, 28), 23)],
)
def test_a_day_of_a_clock_change_is_valid_to_its_end(first, length):
    # 25 October has 25 hours, 28 March 23.
    on, until = clock(first, 1), held("bike", None, first)
    allowed(RULE, sent(until, at=(0, "00:00"), minutes=length * 60, on=on))
    over = sent(until, at=(0, "00:00"), minutes=length * 60 + 1, on=on)
    refused(RULE, over, over=1)


def test_the_last_day_of_the_horizon_is_judged():
    saturday = MONDAY + dt.timedelta(days=5)
    refused(RULE, sent(held("bike", None, saturday), at=(6, "10:00")), over=1)
    sunday = MONDAY + dt.timedelta(days=6)
    allowed(RULE, sent(held("bike", None, sunday), at=(6, "10:00")))


def test_a_day_in_the_middle_of_a_mission_counts():
    # 24 h from Saturday 23:30, over the 23 hours of Sunday 28 March 2027, end on
    # Monday at 00:30: three days. One record ends on Saturday, one begins on Monday.
    on = clock(dt.date(2027, 3, 27), 3)
    saturday, sunday, monday = on.dates
    papers = (held("bike", None, saturday), held("bike", monday))
    found = sent(*papers, at=(0, "23:30"), minutes=1440, on=on)
    assert found.duties[0].occurrence.span.end == on.minute(monday, dt.time(0, 30))
    refused(RULE, found, over=1)
    allowed(
        RULE,
        sent(
            *papers, held("bike", sunday, sunday), at=(0, "23:30"), minutes=1440, on=on
        ),
    )
