"""Annual hours: 1,607 h a year, counted and not limited unless a regime says so.

décret 2000-815 art. 1; décret 2001-623 art. 1.
"""

import datetime as dt

import pytest

from scheduler.rules import RULES
from tests.builders import (
    clock,
    facts,
    officer,
    past,
    past_work,
    scenario,
    setting,
    shift,
)
from tests.judge import allowed, refused

RULE = "annual_hours"
H = 60
YEAR_END = clock(dt.date(2026, 12, 28))
"""Monday 28 December 2026 to Sunday 3 January 2027."""
DECEMBER = clock(dt.date(2026, 12, 25))
"""Friday 25 to Thursday 31 December 2026."""


def since_new_year(work, on, who="o"):
    """Return minutes of work from 1 January to the eve of the horizon."""
    first = dt.date(on.start.year, 1, 1)
    return past_work(who, (first - on.start).days, -1, work, on=on)


def one_tour(
    offset,
    work,
    *,
    on=YEAR_END,
    force="pm",
    at=("08:00", "16:00"),
    contract=35 * H,
    **more,
):
    week = scenario(
        officers=[officer("o", force, contract=contract)],
        shifts=[shift("s", at[0], at[1], force)],
        past_work=(since_new_year(work, on),),
        on=on,
        **more,
    )
    return facts(week, tours=[("o", offset, "s")])


def measured(found, who="o"):
    return list(RULES[RULE].measure(found, who))


LIMITED = {
    "municipal": (setting(RULE, "maximum", 1607 * H),),
    "national": (setting(RULE, "maximum", 1607 * H),),
}

# --- a counter ------------------------------------------------------------------------


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_nothing_is_refused_by_default(force):
    found = one_tour(0, 3000 * H, force=force)
    allowed(RULE, found)
    assert {m.binding for m in measured(found, "o")} == {False}


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_whole_year_is_compared_with_1607_hours(force):
    [measure] = measured(one_tour(0, 1500 * H, on=DECEMBER, force=force))
    assert measure.setting == "reference"
    assert (measure.value, measure.limit) == (1508 * H, 1607 * H)
    assert measure.margin == 99 * H
    assert measure.day == dt.date(2026, 1, 1)
    assert (measure.days, measure.known) == (365, 365)
    assert measure.source
    assert not measure.binding


def test_the_reference_grows_with_the_days_elapsed():
    # The horizon ends on 11 October, day 284: 96,420 x 284 / 365 = 75,022.7.
    [measure] = measured(one_tour(6, 1000 * H, on=clock()))
    assert (measure.value, measure.limit) == (1008 * H, 75_022)
    assert measure.days == 31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 11


def test_the_example_of_the_rule():
    # 96,420 x 181 / 365 = 47,813.8: 796 h 53.
    on = clock(dt.date(2026, 6, 24))
    [measure] = measured(one_tour(0, 0, on=on))
    assert measure.limit == 796 * H + 53


def test_a_leap_year_has_one_day_more_in_both():
    # By 29 February 2028, 60 of 366 days: 96,420 x 60 / 366 = 15,806.6.
    on = clock(dt.date(2028, 2, 23))
    [measure] = measured(one_tour(0, 0, on=on))
    assert (measure.limit, measure.days) == (15_806, 60)


@pytest.mark.parametrize(
    ("contract", "limit"),
    [
        (35 * H, 96_420),
        (28 * H, 77_136),  # 4/5 of 1,607 h: 1,285 h 36
        (17 * H + 30, 48_210),
        (39 * H, 96_420),  # four hours more a week are given back as days off
    ],
)
def test_a_smaller_municipal_contract_has_a_smaller_reference(contract, limit):
    [measure] = measured(one_tour(0, 0, on=DECEMBER, contract=contract))
    assert measure.limit == limit


def test_the_national_reference_does_not_depend_on_the_contract():
    found = one_tour(0, 0, on=DECEMBER, force="pn", contract=20 * H)
    assert [m.limit for m in measured(found)] == [96_420]


def test_each_year_of_a_horizon_is_counted_by_itself():
    # 31 December 20:00 to 06:00 in Paris: 4 h and 6 h.
    old, new = measured(one_tour(3, 1500 * H, at=("20:00", "06:00")))
    assert (old.day, old.value, old.limit) == (
        dt.date(2026, 1, 1),
        1504 * H,
        96_420,
    )
    # 3 of 365 days: 96,420 x 3 / 365 = 792.5.
    assert (new.day, new.value, new.limit) == (dt.date(2027, 1, 1), 6 * H, 792)
    assert (new.days, new.known) == (3, 3)


def test_work_of_the_year_before_is_not_counted():
    on = clock(dt.date(2027, 1, 4))
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        past_work=(past_work("o", -10, -2, 90 * H, on=on),),
        history=(past("o", -1, "22:00", "06:00", on=on),),
        on=on,
    )
    # 25 December to 2 January are 9 days of 10 h, of which 2 in January; then a tour
    # of 8 h, whose last 6 h fall on the first day of the horizon.
    [measure] = measured(facts(week))
    assert (measure.value, measure.known) == (20 * H + 8 * H, 10)
    assert measure.day == dt.date(2027, 1, 1)


def test_a_regime_may_set_another_reference_or_none():
    given = {"municipal": (setting(RULE, "reference", 1600 * H, source="a vote"),)}
    [measure] = measured(one_tour(0, 0, on=DECEMBER, regimes=given))
    assert (measure.limit, measure.source) == (1600 * H, "a vote")
    given = {"municipal": (setting(RULE, "reference", None),)}
    assert measured(one_tour(0, 0, on=DECEMBER, regimes=given)) == []


# --- a limit, if a regime sets one ----------------------------------------------------


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_maximum_is_a_limit_on_the_year(force):
    allowed(RULE, one_tour(0, 1599 * H - 1, force=force, regimes=LIMITED))
    allowed(RULE, one_tour(0, 1599 * H, force=force, regimes=LIMITED))
    [breach] = refused(
        RULE, one_tour(0, 1599 * H + 1, force=force, regimes=LIMITED), over=1
    )
    assert breach.values["day"] == "2026-01-01"
    assert breach.values["last"] == "2026-12-31"
    assert breach.values["maximum"] == 1607 * H


def test_the_maximum_does_not_depend_on_the_contract():
    allowed(RULE, one_tour(0, 1599 * H, contract=20 * H, regimes=LIMITED))


def test_the_limit_is_of_the_whole_year_from_its_first_day_on():
    # In February nothing is near it, however much was worked in January.
    on = clock(dt.date(2027, 2, 1))
    allowed(RULE, one_tour(0, 700 * H, on=on, regimes=LIMITED))


def test_a_tour_across_new_year_is_divided_at_midnight():
    # 31 December 20:00 to 06:00: 4 h in 2026.
    night = ("20:00", "06:00")
    allowed(RULE, one_tour(3, 1603 * H, at=night, regimes=LIMITED))
    refused(RULE, one_tour(3, 1603 * H + 1, at=night, regimes=LIMITED), over=1)


def test_the_first_day_of_the_year_begins_anew():
    before, after = ("16:00", "00:00"), ("00:00", "08:00")
    allowed(RULE, one_tour(4, 1607 * H, at=after, regimes=LIMITED))
    refused(RULE, one_tour(3, 1607 * H, at=before, regimes=LIMITED), over=480)


def test_the_new_year_of_a_horizon_is_limited_too():
    # 10 h a year: 8 h on 1 January, 8 h on 2 January.
    given = {"municipal": (setting(RULE, "maximum", 10 * H),)}
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        on=YEAR_END,
        regimes=given,
    )
    allowed(RULE, facts(week, tours=[("o", i, "s") for i in (3, 4)]))
    [breach] = refused(
        RULE, facts(week, tours=[("o", i, "s") for i in (3, 4, 5)]), over=6 * H
    )
    assert breach.values["day"] == "2027-01-01"


def test_the_last_night_of_the_year_reaches_into_the_next():
    # The horizon ends on 31 December; 4 h before midnight and 6 h after, 5 h a year.
    given = {"municipal": (setting(RULE, "maximum", 5 * H),)}
    for end, over in (("05:00", 0), ("05:01", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "20:00", end)],
            on=DECEMBER,
            regimes=given,
        )
        found = facts(week, tours=[("o", 6, "s")])
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["day"] == "2027-01-01"
        else:
            allowed(RULE, found)


def test_a_stretch_across_new_year_counts_by_its_days():
    # 22 December to 10 January, 20 days of 200 h: half of them in 2027.
    on = clock(dt.date(2027, 1, 11))
    for end, over in (("16:00", 0), ("16:01", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", end)],
            past_work=(past_work("o", -20, -1, 200 * H, on=on),),
            on=on,
            regimes={"municipal": (setting(RULE, "maximum", 108 * H),)},
        )
        found = facts(week, tours=[("o", 0, "s")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


@pytest.mark.parametrize(
    ("saturday", "start"),
    [(dt.date(2026, 10, 24), "21:00"), (dt.date(2027, 3, 27), "19:00")],
)
def test_the_night_of_a_clock_change_counts_its_elapsed_hours(saturday, start):
    # Each is 8 h.
    on, night = clock(saturday, 2), (start, "04:00")
    allowed(RULE, one_tour(0, 1599 * H, on=on, at=night, regimes=LIMITED))
    refused(RULE, one_tour(0, 1599 * H + 1, on=on, at=night, regimes=LIMITED), over=1)


def test_what_the_past_alone_has_broken_is_past_mending():
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        past_work=(since_new_year(1700 * H, YEAR_END),),
        on=YEAR_END,
        regimes=LIMITED,
    )
    allowed(RULE, facts(week))
    refused(RULE, facts(week, tours=[("o", 0, "s")]), over=101 * H)


def test_a_maximum_holds_from_its_first_day_on():
    # Set from Wednesday 30 December on; the whole year counts.
    given = {
        "municipal": (
            setting(RULE, "maximum", 1607 * H, valid_from=dt.date(2026, 12, 30)),
        )
    }
    refused(RULE, one_tour(0, 1599 * H + 1, regimes=given), over=1)


def test_a_maximum_is_measured_beside_the_reference():
    found = one_tour(0, 1500 * H, on=DECEMBER, regimes=LIMITED)
    reference, maximum = measured(found)
    assert (reference.setting, reference.binding) == ("reference", False)
    assert (maximum.setting, maximum.binding) == ("maximum", True)
    assert (maximum.value, maximum.limit) == (1508 * H, 1607 * H)
