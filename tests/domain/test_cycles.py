"""Cycles: patterns, the week that follows from them, and their rests."""

from fractions import Fraction

import pytest

from scheduler.domain.cycles import (
    CycleDay,
    CycleRest,
    cycle_day,
    cycle_rests,
    parse_pattern,
    rest_counts,
    weekends_off,
    weekly,
    work_per_week,
)
from scheduler.domain.nights import night_minutes
from scheduler.domain.time import Span
from scheduler.domain.tours import FixedTour, Rest
from scheduler.tables.catalogue import built_in
from scheduler.tables.cycles import CyclePatternRow
from tests.builders import clock, day, officer, past, scenario, shift

RC, RL, DN = Rest.COMPENSATORY, Rest.STATUTORY, Rest.POST_NIGHT
BUILT_IN = {r.pattern: r for r in built_in(CyclePatternRow)}

# --- patterns -------------------------------------------------------------------------


def test_a_pattern_has_a_mark_for_each_day():
    assert parse_pattern("1 1 2 RC RL") == (1, 1, 2, RC, RL)
    assert parse_pattern(" 1  DN ") == (1, DN)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("1 1 X", "X"), ("1 rc", "rc"), ("0 RC", "0"), ("-1", "-1"), ("1 3", "2")],
)
def test_a_mark_without_meaning_is_named(text, mark):
    with pytest.raises(ValueError, match=f"^{mark}$"):
        parse_pattern(text)


def test_the_binary_cycle_of_the_two_lengths():
    # Seven tours in 14 days: 7 × 12 h 08 = 84 h 56, 42 h 28 a week; 7 × 11 h 08 =
    # 77 h 56, 38 h 58 a week.
    worked = [c == "1" for c in "11001110011000"]
    assert sum(worked) == 7
    assert work_per_week([(12 * 60 + 8) * w for w in worked]) == 42 * 60 + 28
    assert work_per_week([(11 * 60 + 8) * w for w in worked]) == 38 * 60 + 58


def test_an_average_week_may_be_no_whole_minute():
    # Five tours of 1 minute in 6 days.
    assert work_per_week([1, 1, 1, 1, 1, 0]) == Fraction(35, 6)


def test_weekends_off():
    # 4/2 comes back to Monday after 6 weeks; the two days off are a weekend once.
    assert weekends_off([True] * 4 + [False] * 2) == (1, 6)
    # 2/2/3/2/2/3: of two weekends one, with the Friday before.
    assert weekends_off([c == "1" for c in "11001110011000"]) == (1, 2)
    assert weekends_off([True] * 5 + [False] * 2) == (1, 1)
    # RC on Monday: Saturday is worked.
    assert weekends_off([False] + [True] * 5 + [False]) == (0, 1)


@pytest.mark.parametrize(
    ("pattern", "days", "week", "weekends"),
    [
        ("weekly_saturday", "1 1 1 1 1 RC RL", 40 * 60 + 30, (1, 1)),
        ("weekly_monday", "RC 1 1 1 1 1 RL", 40 * 60 + 30, (0, 1)),
        ("four_two", "1 1 1 1 RC RL", None, (1, 6)),
        ("four_two_classic", "2 2 1 1 RC RL", None, (1, 6)),
        ("four_two_inverse", "1 1 2 2 RC RL", None, (1, 6)),
        (
            "binary_12h08",
            "1 1 RC RL 1 1 1 RC RL 1 1 RC RC RL",
            42 * 60 + 28,
            (1, 2),
        ),
        (
            "binary_11h08",
            "1 1 RC RL 1 1 1 RC RL 1 1 RC RC RL",
            38 * 60 + 58,
            (1, 2),
        ),
    ],
)
def test_the_built_in_patterns(pattern, days, week, weekends):
    row = BUILT_IN[pattern]
    assert row.days == days
    assert row.source
    assert row.name_fr != row.name_en
    worked = [isinstance(d, int) for d in parse_pattern(days)]
    assert weekends_off(worked) == weekends
    if week is not None:
        assert row.tour is not None
        assert work_per_week([row.tour * w for w in worked]) == week


def test_no_pattern_is_built_in_without_a_test():
    assert len(BUILT_IN) == 7


# --- an officer's cycle ---------------------------------------------------------------


def on(cycle, rests, *, begins=0, clock_=None, **more):
    at = clock_ or clock()
    return scenario(
        officers=[
            officer("o", "pn", free=False, cycle="c", cycle_start=day(begins, at.start))
        ],
        shifts=[
            shift("D", "06:50", "18:58", "pn"),
            shift("N", "18:50", "06:58", "pn"),
        ],
        cycles={"c": cycle},
        cycle_rests={"c": rests},
        on=at,
        **more,
    )


def night(week):
    return lambda t: night_minutes(week.clock, t.span, 1260, 360) >= 180


def test_a_day_before_and_after_the_horizon_has_its_place():
    week = on(("D", "N", None, None), (None, None, RC, RL))
    assert cycle_day(week, "o", day(0)) == CycleDay("D", None)
    assert cycle_day(week, "o", day(-1)) == CycleDay(None, RL)
    assert cycle_day(week, "o", day(-3)) == CycleDay("N", None)
    assert cycle_day(week, "o", day(10)) == CycleDay(None, RC)


def test_the_weekly_regime_rests_on_sundays():
    five_two = ("D",) * 5 + (None, None)
    assert weekly(on(five_two, (None,) * 7), "o")
    assert weekly(on(five_two * 2, (None,) * 14), "o")
    assert not weekly(on(five_two, (None,) * 7, begins=2), "o")
    assert not weekly(on(("D",) * 4 + (None,) * 2, (None,) * 6), "o")
    binary = tuple((c == "1" and "D") or None for c in "11001110011000")
    assert not weekly(on(binary, (None,) * 14), "o")


def test_the_rests_of_a_day_cycle():
    week = on(("D", "D", None, None), (None, None, RC, RL))
    midnight = 1440
    # The cycle begins on Monday: rests on Wednesday, Thursday and, again, on Sunday;
    # RL of the Monday after, on which a tour of Sunday night could end.
    assert cycle_rests(week, "o", night(week)) == (
        CycleRest(Span(2 * midnight, 3 * midnight), RC, day(2)),
        CycleRest(Span(3 * midnight, 4 * midnight), RL, day(3)),
        CycleRest(Span(6 * midnight, 7 * midnight), RC, day(6)),
        CycleRest(Span(7 * midnight, 8 * midnight), RL, day(7)),
    )


def test_the_rests_of_a_night_cycle():
    # 06:58 = 418, 18:50 = 1130. Nights of Monday, Tuesday, Friday and Saturday.
    week = on(("N", "N", None, None), (None, None, RC, RL))
    spans = [
        (1440 + 418, 1440 + 1130, DN, 1),
        (2880 + 418, 2880 + 1130, DN, 2),
        (2880 + 1130, 4320 + 1130, RC, 2),
        (4320 + 1130, 5760 + 1130, RL, 3),
        (7200 + 418, 7200 + 1130, DN, 5),
        (8640 + 418, 8640 + 1130, DN, 6),
        (8640 + 1130, 10080 + 1130, RC, 6),
        (10080 + 1130, 11520 + 1130, RL, 7),
    ]
    # Before the horizon: RL of Sunday 4 October, to Monday 18:50.
    expected = [CycleRest(Span(1130 - 1440, 1130), RL, day(-1))]
    expected += [CycleRest(Span(a, b), kind, day(d)) for a, b, kind, d in spans]
    assert cycle_rests(week, "o", night(week)) == tuple(expected)


def test_the_counters_of_the_horizon():
    week = on(("N", "N", None, None), (None, None, RC, RL))
    assert rest_counts(week, "o", night(week)) == {DN: 4, RC: 2, RL: 1}


def test_a_rest_with_a_tour_is_not_counted():
    rows = (FixedTour(officer="o", day=day(3), shift="D"),)
    week = on(("D", "D", None, None), (None, None, RC, RL), fixed_tours=rows)
    assert rest_counts(week, "o", night(week)) == {RC: 2}


def test_a_dn_of_the_first_day_comes_of_the_history():
    history = (past("o", -1, "18:50", "06:58"),)
    cycle = (("N", None, None), (None, RC, RL))
    week = on(*cycle, begins=-1, history=history)
    assert cycle_rests(week, "o", night(week))[0] == CycleRest(
        Span(418, 1130), DN, day(0)
    )
    bare = on(*cycle, begins=-1)
    assert cycle_rests(bare, "o", night(bare))[0].kind is RC
