"""Daily work: 10 h in a tour for municipal officers.

décret 2000-815 art. 3. The national force has no such limit: its cycles reach 12 h 08.
"""

import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from tests.builders import MONDAY, clock, facts, officer, past, scenario, setting, shift
from tests.judge import allowed, refused

RULE = "daily_work"
AUTUMN = clock(dt.date(2026, 10, 24), 2)
SPRING = clock(dt.date(2027, 3, 27), 2)


def one_tour(start, end, force="pm", offset=0, unpaid=0, **changes):
    week = scenario(
        officers=[officer("o", force)],
        shifts=[shift("s", start, end, force, unpaid_break=unpaid)],
        **changes,
    )
    return facts(week, tours=[("o", offset, "s")])


@pytest.mark.parametrize("end", ["16:59", "17:00"])
def test_up_to_ten_hours_are_allowed(end):
    # 07:00 to 17:00 is 10 h.
    allowed(RULE, one_tour("07:00", end))


def test_one_minute_more_is_refused():
    [breach] = refused(RULE, one_tour("07:00", "17:01"), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["work"] == 601
    assert breach.values["maximum"] == 600
    assert breach.values["day"] == "2026-10-05"


def test_an_unpaid_break_is_not_work():
    # 07:00 to 18:00 is 11 h; less 60 min it is 10 h, less 59 min it is 10 h 01.
    allowed(RULE, one_tour("07:00", "18:00", unpaid=60))
    refused(RULE, one_tour("07:00", "18:00", unpaid=59), over=1)


def test_a_tour_across_midnight_is_one_day_of_work():
    # 21:00 to 07:00 is 10 h, although only 3 h and 7 h on each side of midnight.
    allowed(RULE, one_tour("21:00", "07:00"))
    refused(RULE, one_tour("21:00", "07:01"), over=1)


def test_the_national_tour_of_12_h_08_has_no_limit():
    allowed(RULE, one_tour("06:52", "19:00", "pn"))


def test_the_autumn_night_holds_an_hour_more_of_work():
    # 21:00 (UTC+2) to 07:00 (UTC+1) is 11 h; 22:00 to 07:00 is 10 h.
    [breach] = refused(RULE, one_tour("21:00", "07:00", on=AUTUMN), over=60)
    assert breach.values["work"] == 11 * 60
    allowed(RULE, one_tour("22:00", "07:00", on=AUTUMN))
    refused(RULE, one_tour("22:00", "07:01", on=AUTUMN), over=1)


def test_the_spring_night_holds_an_hour_less_of_work():
    # 21:00 (UTC+1) to 08:00 (UTC+2) is 10 h.
    allowed(RULE, one_tour("21:00", "08:00", on=SPRING))
    refused(RULE, one_tour("21:00", "08:01", on=SPRING), over=1)


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_and_the_last_day_are_judged(offset):
    allowed(RULE, one_tour("21:00", "07:00", offset=offset))
    refused(RULE, one_tour("21:00", "07:01", offset=offset), over=1)


@pytest.mark.parametrize("first", [dt.date(2026, 11, 30), dt.date(2026, 12, 31)])
def test_month_end_and_year_end_are_nights_as_others(first):
    on = clock(first, 1)
    allowed(RULE, one_tour("21:00", "07:00", on=on))
    refused(RULE, one_tour("21:00", "07:01", on=on), over=1)


def test_the_history_is_not_judged():
    history = (past("o", -1, "06:00", "18:00"),)
    allowed(RULE, one_tour("12:00", "20:00", history=history))


def test_a_regime_may_set_another_limit():
    given = {"municipal": (setting(RULE, "maximum", 8 * 60),)}
    allowed(RULE, one_tour("08:00", "16:00", regimes=given))
    refused(RULE, one_tour("08:00", "16:01", regimes=given), over=1)


def test_a_regime_may_limit_the_national_force_too():
    given = {"national": (setting(RULE, "maximum", 11 * 60 + 8),)}
    allowed(RULE, one_tour("06:52", "18:00", "pn", regimes=given))
    refused(RULE, one_tour("06:51", "18:00", "pn", regimes=given), over=1)


def test_a_dated_value_follows_the_day_on_which_the_tour_begins():
    # 11 h allowed on Tuesday 6 October alone.
    tuesday = MONDAY + dt.timedelta(days=1)
    given = {
        "municipal": (
            setting(RULE, "maximum", 660, valid_from=tuesday, valid_to=tuesday),
        )
    }
    refused(RULE, one_tour("20:00", "07:00", offset=0, regimes=given), over=60)
    allowed(RULE, one_tour("20:00", "07:00", offset=1, regimes=given))
    refused(RULE, one_tour("20:00", "07:00", offset=2, regimes=given), over=60)


def test_no_limit_allows_any_work():
    given = {"municipal": (setting(RULE, "maximum", None),)}
    allowed(RULE, one_tour("06:00", "05:00", regimes=given))


def three_tours(force="pm", **changes):
    week = scenario(
        officers=[officer("o", force), officer("p", force)],
        shifts=[
            shift("s", "08:00", "16:00", force),
            shift("t", "08:00", "17:00", force, unpaid_break=30),
            shift("u", "08:00", "15:00", force),
        ],
        history=(past("o", -1, "06:00", "20:00"),),
        **changes,
    )
    return facts(week, tours=[("o", 0, "s"), ("o", 2, "t"), ("o", 4, "u")])


def test_the_longest_tour_of_the_horizon_is_measured():
    # 8 h, 9 h less 30 min, and 7 h: 8 h 30 is nearest to 10 h.
    found = three_tours()
    [measure] = RULES[RULE].measure(found, "o")
    assert (measure.rule, measure.officer, measure.setting) == (RULE, "o", "maximum")
    assert (measure.value, measure.limit) == (510, 600)
    assert measure.margin == 90
    assert measure.day == MONDAY + dt.timedelta(days=2)
    assert measure.unit is Unit.MINUTES
    assert measure.source == "décret 2000-815 art. 3"
    assert list(RULES[RULE].measure(found, "p")) == []


def test_the_tour_nearest_to_its_own_limit_is_measured():
    # On Friday the limit is 7 h 10: 7 h is 10 min from it.
    friday = MONDAY + dt.timedelta(days=4)
    given = {
        "municipal": (
            setting(RULE, "maximum", 430, valid_from=friday, source="an order"),
        )
    }
    [measure] = RULES[RULE].measure(three_tours(regimes=given), "o")
    assert (measure.value, measure.limit, measure.margin) == (420, 430, 10)
    assert (measure.day, measure.source) == (friday, "an order")


def test_without_a_limit_nothing_is_measured():
    assert list(RULES[RULE].measure(three_tours("pn"), "o")) == []
