"""Contract hours: minutes between work and contract of each free officer."""

import datetime as dt
from itertools import product

import pytest

from scheduler.domain.people import Absence
from scheduler.domain.time import Span
from scheduler.domain.tours import FixedTour
from scheduler.goals import GOALS
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.rules.base import is_lawful
from tests.builders import (
    MONDAY,
    absence,
    clock,
    facts,
    officer,
    past,
    scenario,
    setting,
    shift,
)
from tests.judge import best, points

GOAL = "hours_near_contract"
SEVEN = shift("s", "08:00", "15:00")
"""7 h: five of them make the contract of 35 h."""


def week(*, contract=35 * 60, shifts=(SEVEN,), officers=None, **changes):
    return scenario(
        officers=officers or [officer("o", contract=contract)],
        shifts=shifts,
        **changes,
    )


def days(count):
    return [("o", i, "s") for i in range(count)]


@pytest.mark.parametrize(("count", "lost"), [(0, 2100), (4, 420), (5, 0), (6, 420)])
def test_the_deviation_is_counted_on_both_sides(count, lost):
    # 35 h = 2100 min against 0, 28, 35 and 42 h.
    assert points(GOAL, facts(week(), tours=days(count))) == lost


def test_the_words_give_work_and_contract():
    [loss] = GOALS[GOAL].score(facts(week(), tours=days(4)))
    assert (loss.officer, loss.points) == ("o", 420)
    assert (loss.values["work"], loss.values["target"]) == (28 * 60, 35 * 60)


def test_deviations_of_officers_are_added_and_do_not_cancel_out():
    # 42 h and 28 h against 35 h each: 7 h + 7 h.
    found = week(officers=[officer("o"), officer("p")])
    tours = [*days(6), *(("p", i, "s") for i in range(4))]
    assert points(GOAL, facts(found, tours=tours)) == 840


def test_an_unpaid_break_is_not_work():
    # 8 h less 60 min, five times.
    shifts = (shift("s", "08:00", "16:00", unpaid_break=60),)
    assert points(GOAL, facts(week(shifts=shifts), tours=days(5))) == 0


def test_a_day_of_leave_takes_a_seventh_of_the_contract():
    # Leave on Friday, Saturday and Sunday: 4/7 of 35 h = 20 h, against 4 x 7 h.
    found = week(absences=(absence("o", 4, 6),))
    assert points(GOAL, facts(found, tours=days(4))) == 8 * 60


def test_a_day_in_part_absent_counts_in_full():
    on = clock()
    court = Absence(officer="o", span=Span(1, on.midnight(MONDAY) + 1440))
    # All of Monday but its first minute: 35 h remain due.
    assert points(GOAL, facts(week(absences=(court,)), tours=days(0))) == 2100
    whole = Absence(officer="o", span=Span(0, 1440))
    # All of Monday: 6/7 of 35 h = 30 h.
    assert points(GOAL, facts(week(absences=(whole,)), tours=days(0))) == 1800


def test_two_absences_may_fill_a_day_between_them():
    two = (
        Absence(officer="o", span=Span(600, 1440)),
        Absence(officer="o", span=Span(-300, 600)),
    )
    assert points(GOAL, facts(week(absences=two))) == 1800
    gap = (two[0], Absence(officer="o", span=Span(-300, 599)))
    assert points(GOAL, facts(week(absences=gap))) == 2100


def test_a_long_absence_is_not_cut_short_by_a_short_one_inside_it():
    inside = (
        Absence(officer="o", span=Span(-600, 1440)),
        Absence(officer="o", span=Span(-300, 100)),
    )
    assert points(GOAL, facts(week(absences=inside))) == 1800


@pytest.mark.parametrize(
    ("contract", "present", "due"),
    [
        (2100, 1, 300),  # 2100/7
        (2000, 1, 286),  # 285.71
        (2000, 2, 571),  # 571.43
        (2345, 3, 1005),  # exactly
    ],
)
def test_the_share_of_the_contract_is_rounded_half_up(contract, present, due):
    # No contract is one of part time here.
    found = week(
        contract=contract,
        absences=(absence("o", present, 6),),
        regimes={"municipal": (setting(GOAL, "full_time", None),)},
    )
    assert points(GOAL, facts(found)) == due


def test_a_longer_horizon_owes_more():
    # Two weeks: 70 h.
    found = week(on=clock(days=14))
    assert points(GOAL, facts(found, tours=days(5))) == 2100


def test_a_part_of_a_week_owes_a_part():
    # Three days: 3/7 of 35 h = 15 h, against 2 x 7 h.
    assert points(GOAL, facts(week(on=clock(days=3)), tours=days(2))) == 60


def test_the_history_is_not_work_of_the_horizon():
    found = week(history=(past("o", -1, "08:00", "15:00"),))
    assert points(GOAL, facts(found, tours=days(5))) == 0


def test_a_night_into_the_next_week_counts_where_it_began():
    # Four days of 7 h and Sunday 22:00 to Monday 05:00: 35 h.
    found = week(shifts=(SEVEN, shift("n", "22:00", "05:00")))
    assert points(GOAL, facts(found, tours=[*days(4), ("o", 6, "n")])) == 0


@pytest.mark.parametrize(
    ("first", "hours"), [(dt.date(2026, 10, 24), 9), (dt.date(2027, 3, 27), 7)]
)
def test_a_night_is_worth_its_elapsed_hours(first, hours):
    # One day, contract 49 h a week: 7 h due; 22:00 to 06:00 is 9 h or 7 h.
    found = week(
        contract=49 * 60, shifts=(shift("s", "22:00", "06:00"),), on=clock(first, 1)
    )
    lost = (hours - 7) * 60
    assert points(GOAL, facts(found, tours=days(1))) == lost
    assert best(GOAL, found).tiers[0].value == min(lost, 7 * 60)


def test_fixed_officers_are_left_out():
    found = scenario(
        officers=[officer("o", "pn", free=False)],
        shifts=[shift("s", "08:00", "15:00", "pn")],
        fixed_tours=(FixedTour(officer="o", day=MONDAY, shift="s"),),
    )
    assert points(GOAL, facts(found, tours=[("o", 0, "s")])) == 0
    assert best(GOAL, found).tiers[0].value == 0


def test_the_best_week_is_the_contract():
    result = best(GOAL, week())
    assert result.tiers[0].value == 0
    assert result.roster is not None
    assert len(result.roster.tours) == 5


def test_the_best_week_comes_as_near_as_tours_allow():
    # Tours of 8 h and 35 h due: 4 x 8 = 32 h, 3 h below; 5 x 8 = 40 h, 5 h above.
    result = best(GOAL, week(shifts=(shift("s", "08:00", "16:00"),)))
    assert result.tiers[0].value == 180
    assert result.roster is not None
    assert len(result.roster.tours) == 4


def test_the_best_week_may_lie_above_the_contract():
    # Tours of 9 h: 4 x 9 = 36 h, 1 h above; 3 x 9 = 27 h, 8 h below.
    result = best(GOAL, week(shifts=(shift("s", "08:00", "17:00"),)))
    assert result.tiers[0].value == 60


def test_the_best_week_mixes_shifts():
    # 8 h and 5 h on at most six days: 2 x 8 + 4 x 5 = 36 h and 3 x 8 + 2 x 5 = 34 h,
    # 1 h off each; 35 h itself is 7 x 5, and the weekly rest forbids seven days.
    shifts = (shift("l", "08:00", "16:00"), shift("s", "08:00", "13:00"))
    assert best(GOAL, week(shifts=shifts)).tiers[0].value == 60


def test_an_officer_on_leave_all_week_owes_nothing():
    found = week(absences=(absence("o", 0, 6),))
    assert points(GOAL, facts(found)) == 0
    assert best(GOAL, found).tiers[0].value == 0


def test_an_officer_without_shifts_loses_the_whole_contract():
    assert best(GOAL, week(shifts=())).tiers[0].value == 2100


# --- part time ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("away", "due"),
    [
        ((), 28),
        (((2, 2),), 28),  # the day free by contract
        (((2, 2), (4, 4)), 23 * 60 + 20),  # 5 of 6 days: 1,400 min
        (((0, 6),), 0),
    ],
)
def test_the_free_day_of_four_fifths_of_a_full_time_is_not_taken_twice(away, due):
    # 28 h of 35 h: one of the five working days is free by contract.
    absences = tuple(absence("o", first, last) for first, last in away)
    found = week(contract=28 * 60, absences=absences)
    minutes = due * 60 if due == 28 else due
    assert points(GOAL, facts(found, tours=days(0))) == minutes


def test_free_days_are_counted_week_by_week():
    # Two days of the first week, none of the second: 5/6 of 28 h, and 28 h.
    found = week(contract=28 * 60, absences=(absence("o", 2, 3),), on=clock(days=14))
    assert points(GOAL, facts(found, tours=days(0))) == 1400 + 1680


def test_without_a_full_time_each_absence_counts():
    # 6/7 of 28 h = 24 h.
    found = week(
        contract=28 * 60,
        absences=(absence("o", 2, 2),),
        regimes={"municipal": (setting(GOAL, "full_time", None),)},
    )
    assert points(GOAL, facts(found, tours=days(0))) == 24 * 60


# --- public holidays ------------------------------------------------------------------


def with_holiday(offset, **changes):
    day = MONDAY + dt.timedelta(days=offset)
    return week(public_holidays={day: {"en": "made up"}}, **changes)


@pytest.mark.parametrize(("offset", "due"), [(0, 28), (4, 28), (5, 35), (6, 35)])
def test_a_holiday_on_a_working_day_lowers_the_hours_by_a_fifth(offset, due):
    # 35 h - 7 h from Monday to Friday.
    assert points(GOAL, facts(with_holiday(offset), tours=days(0))) == due * 60


def test_work_on_a_holiday_is_above_the_hours_and_not_a_part_of_them():
    # Monday is a holiday: four other days are 28 h; with Monday 7 h are too many; with
    # Monday in the place of another day 7 h too many and 7 h too few.
    found = with_holiday(0)
    four = [("o", i, "s") for i in range(1, 5)]
    assert points(GOAL, facts(found, tours=four)) == 0
    assert points(GOAL, facts(found, tours=[("o", 0, "s"), *four])) == 420
    assert points(GOAL, facts(found, tours=[("o", 0, "s"), *four[1:]])) == 840


def test_nobody_is_on_tour_on_a_holiday_to_reach_the_hours():
    result = best(GOAL, with_holiday(1))
    assert result.tiers[0].value == 0
    assert result.roster is not None
    assert MONDAY + dt.timedelta(days=1) not in {t.day for t in result.roster.tours}


def test_leave_on_a_holiday_lowers_the_hours_once():
    # 6/7 of 35 h.
    found = with_holiday(0, absences=(absence("o", 0, 0),))
    assert points(GOAL, facts(found, tours=days(0))) == 30 * 60


def test_a_holiday_of_four_fifths_of_a_full_time_is_a_day_of_seven_hours():
    assert points(GOAL, facts(with_holiday(0, contract=28 * 60))) == 21 * 60


def test_a_regime_may_know_no_holidays():
    given = {"municipal": (setting(GOAL, "public_holidays", 0),)}
    assert points(GOAL, facts(with_holiday(0, regimes=given))) == 35 * 60


# --- what is told to the search -------------------------------------------------------

LENGTHS = (
    shift("m", "06:00", "13:00"),
    shift("l", "08:00", "16:30"),
    shift("n", "21:00", "05:00"),
)
"""7 h, 8 h 30 and 8 h."""


def hulls(found, **options):
    model = CrewModel(found, RULES.values(), **options)
    GOALS[GOAL].post(model)
    return model


def test_every_lawful_week_is_among_the_points():
    found = week(shifts=LENGTHS, on=clock(days=4))
    model = hulls(found)
    (hull,) = model.hulls
    points_of, seen = dict(hull.points), 0
    place = {v: k for k, own in enumerate(hull.counted) for v in own}
    for tours in product((None, "m", "l", "n"), repeat=4):
        own = [("o", day, code) for day, code in enumerate(tours) if code]
        these = facts(found, tours=own)
        if not is_lawful(these, RULES.values()):
            continue
        counts = [0, 0, 0]
        for tour in these.roster.tours:
            counts[place[model.works(tour).index]] += 1
        assert points_of[tuple(counts)] == points(GOAL, these)
        seen += 1
    # Of 4 x 4 x 4 x 4 weeks some break the daily rest.
    assert 50 < seen < 256


def test_tours_of_one_length_need_no_hull():
    assert hulls(week()).hulls == []


def test_work_on_a_holiday_is_no_part_of_the_hull():
    (hull,) = hulls(with_holiday(0, shifts=LENGTHS, on=clock(days=2))).hulls
    # Tuesday alone, with one tour of each length.
    assert [len(own) for own in hull.counted] == [1, 1, 1]


def test_where_two_tours_a_day_are_allowed_the_points_have_them():
    found = week(shifts=LENGTHS, on=clock(days=1))
    (one,) = hulls(found).hulls
    assert max(sum(counts) for counts, _ in one.points) == 1
    some = [r for r in RULES.values() if r.name not in ("one_tour_a_day", "daily_rest")]
    model = CrewModel(found, some)
    GOALS[GOAL].post(model)
    (more,) = model.hulls
    assert max(sum(counts) for counts, _ in more.points) == 3


def test_too_many_ways_to_combine_lengths_are_not_told():
    # Nine lengths on 28 days: more than 28 over 9.
    shifts = [
        shift(f"s{n}", "08:00", f"{15 + n // 4}:{n % 4 * 15:02d}") for n in range(9)
    ]
    assert hulls(week(shifts=shifts, on=clock(days=28))).hulls == []
