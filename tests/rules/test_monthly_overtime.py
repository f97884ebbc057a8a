"""Monthly overtime: 25 h a month, municipal officers (décret 2002-60 art. 4 and 6).

The base week is Monday 5 to Sunday 11 October 2026. October has five Thursdays, from
the 1st to the 29th: the weeks from 28 September to 1 November count in it. November
has four: the weeks from 2 to 29 November.
"""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.missions import Cover
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.settings import Unit
from scheduler.domain.tours import FixedTour
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.verify.exceptions import examine, relied_on
from tests.builders import (
    MONDAY,
    absence,
    clock,
    day,
    facts,
    officer,
    past,
    past_work,
    scenario,
    setting,
    shift,
)
from tests.derogating import derogation
from tests.fixing import verdict
from tests.judge import allowed, prove, refused
from tests.strategies import weeks_and_rosters

RULE = "monthly_overtime"
H = 60
LONG = ("07:00", "15:30")
"""A tour of 8 h 30: five of them are 42 h 30, 7 h 30 beyond 35 h."""


def october(end="10:30", force="pm", *, contract=35 * H, **changes):
    """Three weeks of 42 h 30, and one of 34 h and a tour from 07:00 on."""
    week = scenario(
        officers=[officer("o", force, contract=contract)],
        shifts=[shift("s", *LONG, force), shift("t", "07:00", end, force)],
        on=clock(days=28),
        **changes,
    )
    days = [("o", 7 * i + j, "s") for i in range(3) for j in range(5)]
    last = [("o", 21 + j, "s") for j in range(4)]
    return facts(week, tours=[*days, *last, ("o", 25, "t")])


def one_week(end, *, on=None, **changes):
    """Five tours from 06:00 on in one week, of 12 h at most."""
    of = changes.pop("of", {})
    week = scenario(
        officers=[officer("o", **of)],
        shifts=[shift("s", "06:00", "18:00"), shift("t", "06:00", end)],
        on=on,
        **changes,
    )
    return facts(week, tours=[*(("o", i, "s") for i in range(4)), ("o", 4, "t")])


def measured(found, who="o"):
    return list(RULES[RULE].measure(found, who))


def either(found, over):
    """Insist on a verdict: refused by so many minutes, or allowed by 0."""
    if over:
        return refused(RULE, found, over=over)
    allowed(RULE, found)
    return []


# --- the limit ------------------------------------------------------------------------


@pytest.mark.parametrize(("end", "over"), [("10:29", 0), ("10:30", 0), ("10:31", 1)])
def test_twenty_five_hours_in_a_month(end, over):
    # 3 x 7 h 30 = 22 h 30. The fourth week: 34 h + 3 h 30 = 37 h 30, 2 h 30 beyond.
    for breach in either(october(end), over):
        assert breach.officers == ("o",)
        assert breach.unit is Unit.MINUTES
        assert breach.values["work"] == 25 * H + 1
        assert breach.values["maximum"] == 25 * H
        assert breach.values["day"] == "2026-09-28"
        assert breach.values["last"] == "2026-11-01"
        assert breach.when == 7 * H


def test_four_weeks_of_forty_two_hours_and_a_half_are_refused():
    # 4 x 7 h 30 = 30 h.
    refused(RULE, october("15:30"), over=5 * H)


def test_the_hours_of_the_contract_are_no_overtime():
    given = {"municipal": (setting(RULE, "maximum", 0),)}
    for end, over in (("13:00", 0), ("13:01", 5)):
        week = scenario(
            officers=[officer("o")], shifts=[shift("s", "06:00", end)], regimes=given
        )
        found = facts(week, tours=[("o", i, "s") for i in range(5)])
        either(found, over)


def test_a_short_week_makes_up_for_nothing():
    # 48 h + 15 h are 63 h, 7 h less than 70 h: yet 25 h are beyond in the first week.
    for end, over in (("18:00", 0), ("18:01", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "06:00", "18:00"), shift("t", "06:00", end)],
            on=clock(days=14),
        )
        tours = [("o", i, "s") for i in (0, 1, 2, 3, 7)]
        either(facts(week, tours=[*tours, ("o", 4, "t")]), over)


def test_each_officer_has_a_month_of_their_own():
    # 60 h each, 25 h beyond.
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", "06:00", "18:00"), shift("t", "06:00", "06:01")],
    )
    tours = [(who, i, "s") for who in "op" for i in range(5)]
    allowed(RULE, facts(week, tours=tours))
    [breach] = refused(RULE, facts(week, tours=[*tours, ("p", 5, "t")]), over=1)
    assert breach.officers == ("p",)


def test_the_national_force_has_no_limit_and_is_counted():
    found = october("15:30", "pn")
    allowed(RULE, found)
    [measure] = measured(found)
    assert (measure.value, measure.limit, measure.margin) == (30 * H, None, None)


def test_an_unpaid_break_is_not_work():
    # 5 x (13 h - 1 h) = 60 h.
    for unpaid, over in ((60, 0), (59, 5)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "06:00", "19:00", unpaid_break=unpaid)],
        )
        either(facts(week, tours=[("o", i, "s") for i in range(5)]), over)


# --- the bounds of a week -------------------------------------------------------------


def test_a_smaller_contract_has_overtime_sooner():
    # 4 x 12 h + 4 h = 52 h on a contract of 27 h.
    for end, over in (("10:00", 0), ("10:01", 1)):
        either(one_week(end, of={"contract": 27 * H}), over)


def test_an_officer_without_a_contract_in_hours_has_no_overtime():
    found = one_week("18:00", of={"contract": 0})
    allowed(RULE, found)
    assert measured(found) == []


def test_an_absence_leaves_the_contract_as_it_stands():
    # Absent on Saturday and Sunday: 60 h are 25 h beyond 35 h all the same.
    away = (absence("o", 5, 6),)
    for end, over in (("18:00", 0), ("18:01", 1)):
        either(one_week(end, absences=away), over)


def test_a_public_holiday_leaves_the_contract_as_it_stands():
    # All Saints' Day on a made-up Wednesday, worked or not.
    feast = {day(2): {"en": "made up"}}
    for end, over in (("18:00", 0), ("18:01", 1)):
        either(one_week(end, public_holidays=feast), over)


def on_a_cycle(*more, short=("s", "s"), **changes):
    """A municipal officer in the short week of a cycle: six tours of 8 h, then two."""
    week = scenario(
        officers=[
            officer("o", free=False, cycle="c", cycle_start=day(-7), **changes),
        ],
        shifts=[
            shift("s", "08:00", "16:00"),
            shift("t", "08:00", "17:00"),
            shift("u", "08:00", "17:01"),
        ],
        cycles={"c": (*("s",) * 6, None, *short, *(None,) * (7 - len(short)))},
        fixed_tours=tuple(FixedTour(officer="o", day=day(i), shift=x) for i, x in more),
        history=tuple(past("o", i, "08:00", "16:00") for i in range(-7, -1)),
    )
    return facts(
        week,
        tours=[
            ("o", t.day.toordinal() - MONDAY.toordinal(), t.shift)
            for t in week.tours["o"]
        ],
    )


def test_a_long_week_of_the_cycle_is_no_overtime():
    # 48 h in the week before, as the cycle has it.
    [measure] = measured(on_a_cycle())
    assert (measure.value, measure.limit) == (0, 25 * H)


def test_what_is_beyond_the_cycle_is_overtime_in_a_short_week():
    # 16 h by the cycle; 16 h + 2 x 8 h + 9 h = 41 h are 25 h beyond, on a contract of
    # 35 h too.
    for last, over in (("t", 0), ("u", 1)):
        found = on_a_cycle((2, "s"), (3, "s"), (4, last))
        either(found, over)
        assert measured(found)[0].value == 25 * H + over


def test_the_cycle_counts_where_there_is_no_contract_in_hours():
    found = on_a_cycle((2, "s"), (3, "s"), (4, "u"), contract=0)
    refused(RULE, found, over=1)


def test_hours_of_the_cycle_that_were_not_worked_make_room_in_their_week():
    # Tuesday of the cycle off, Friday instead.
    given = (FixedTour(officer="o", day=day(1), shift=None),)
    found = on_a_cycle((4, "s"))
    week = replace(found.scenario, fixed_tours=(*found.scenario.fixed_tours, *given))
    tours = tuple(week.tours["o"])
    assert [t.day for t in tours] == [day(0), day(4)]
    assert measured(Facts(week, Roster(tours, ())))[0].value == 0


# --- which month ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("monday", "counts"),
    [
        (dt.date(2026, 9, 21), False),  # Thursday 24 September
        (dt.date(2026, 9, 28), True),  # Thursday 1 October
        (dt.date(2026, 10, 12), True),
    ],
)
def test_a_week_counts_in_the_month_of_its_thursday(monday, counts):
    # 60 h in that week, 25 h beyond; then a week of 35 h, or a minute more.
    on = clock(dt.date(2026, 10, 19))
    first = (monday - on.start).days
    before = (past_work("o", first, first + 6, 60 * H, on=on),)
    for end, over in (("13:00", 0), ("13:01", counts)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "06:00", "13:00"), shift("t", "06:00", end)],
            past_work=before,
            on=on,
        )
        tours = [*(("o", i, "s") for i in range(4)), ("o", 4, "t")]
        either(facts(week, tours=tours), int(over))


def test_a_week_across_two_months_counts_once_and_whole():
    # 26 October to 1 November: in October, with the Sunday. 3 x 7 h 30 + 2 h 30, the
    # last of it on 1 November; the week after begins anew with 25 h.
    for end, over in (("10:30", 0), ("10:31", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[
                shift("s", *LONG),
                shift("t", "07:00", end),
                shift("x", "06:00", "18:00"),
            ],
            on=clock(days=35),
        )
        full = [("o", 7 * i + j, "s") for i in range(3) for j in range(5)]
        last = [*(("o", 21 + j, "s") for j in range(4)), ("o", 27, "t")]
        november = [("o", 28 + j, "x") for j in range(5)]
        found = facts(week, tours=[*full, *last, *november])
        either(found, over)
        assert [(m.value, m.day) for m in measured(found)] == [
            (25 * H + over, dt.date(2026, 9, 28)),
            (25 * H, dt.date(2026, 11, 2)),
        ]


def test_a_month_that_is_too_full_says_nothing_of_the_next():
    # 25 h in October, 5 x 12 h 01 - 35 h = 25 h 05 in the second week of November.
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "06:00", "18:00"), shift("t", "06:00", "18:01")],
        on=clock(days=42),
    )
    tours = [
        *(("o", i, "s") for i in range(5)),
        *(("o", 35 + i, "t") for i in range(5)),
    ]
    [breach] = refused(RULE, facts(week, tours=tours), over=5)
    assert breach.values["day"] == "2026-11-02"
    assert breach.values["last"] == "2026-11-29"
    assert breach.when == 35 * 24 * H + 6 * H + H  # the clocks have gone back


def test_the_last_week_of_december_counts_in_december():
    # Thursday 31 December 2026: what is worked until Sunday 3 January counts with it.
    before = clock(dt.date(2027, 1, 4))
    worked = (past_work("o", -7, -1, 60 * H, on=before),)
    allowed(RULE, one_week("18:00", on=before, past_work=worked))
    within = clock(dt.date(2026, 12, 28))
    worked = (past_work("o", -7, -1, 36 * H, on=within),)
    # 1 h + 5 x 12 h - 35 h = 26 h.
    refused(RULE, one_week("18:00", on=within, past_work=worked), over=H)


def test_a_tour_across_sunday_midnight_is_divided_between_the_weeks():
    # 48 h + 8 h + 4 h of the night = 60 h; 6 h of Monday and 24 h are within 35 h.
    for end, over in (("14:00", 0), ("14:01", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[
                shift("s", "06:00", "18:00"),
                shift("t", "06:00", end),
                shift("n", "20:00", "06:00"),
            ],
            on=clock(days=14),
        )
        tours = [*(("o", i, "s") for i in range(4)), ("o", 4, "t"), ("o", 6, "n")]
        after = [("o", 7 + i, "s") for i in (1, 2)]
        found = facts(week, tours=[*tours, *after])
        either(found, over)


def test_the_night_after_the_last_day_counts_in_the_month_that_it_reaches():
    # Sunday 1 November 20:00 to 06:00: 6 h in November, on a contract of 5 h.
    for most, over in ((H, 0), (H - 1, 1)):
        on = clock(dt.date(2026, 10, 31), 2)
        week = scenario(
            officers=[officer("o", contract=5 * H)],
            shifts=[shift("n", "20:00", "06:00")],
            regimes={"municipal": (setting(RULE, "maximum", most),)},
            on=on,
        )
        found = facts(week, tours=[("o", 1, "n")])
        for breach in either(found, over):
            assert breach.values["day"] == "2026-11-02"
        assert [m.value for m in measured(found)] == [0, H]


def test_no_month_after_the_horizon_is_measured_for_nothing():
    on = clock(dt.date(2026, 10, 26))
    assert [m.day for m in measured(one_week("18:00", on=on))] == [dt.date(2026, 9, 28)]


# --- what lies before -----------------------------------------------------------------


def test_the_history_counts():
    # Three weeks of 42 h 30 before: 22 h 30.
    on = clock(dt.date(2026, 10, 26))
    history = tuple(
        past("o", -7 * i + j, *LONG, on=on) for i in (1, 2, 3) for j in range(5)
    )
    for end, over in (("10:30", 0), ("10:31", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", *LONG), shift("t", "07:00", end)],
            history=history,
            on=on,
        )
        found = facts(week, tours=[*(("o", i, "s") for i in range(4)), ("o", 4, "t")])
        either(found, over)
        [measure] = measured(found)
        assert (measure.value, measure.limit) == (25 * H + over, 25 * H)
        # Of 35 days nothing is known of the first week.
        assert (measure.days, measure.known) == (35, 28)
        assert measure.source == "décret 2002-60 art. 6"


def test_a_stretch_of_past_work_is_spread_over_its_weeks():
    # 21 days of 127 h 30, 42 h 30 a week, to the minute; 127 h 31 are 42 h 30 and 20 s
    # a week, rounded up 42 h 31, three times.
    on = clock(dt.date(2026, 10, 26))
    for work, over in ((127 * H + 30, 0), (127 * H + 31, 3)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", *LONG), shift("t", "07:00", "10:30")],
            past_work=(past_work("o", -21, -1, work, on=on),),
            on=on,
        )
        tours = [*(("o", i, "s") for i in range(4)), ("o", 4, "t")]
        either(facts(week, tours=tours), over)


def test_a_week_cut_by_the_start_of_the_horizon_counts_whole():
    # Monday to Wednesday 36 h in the history, then 12 h and 12 h: 60 h.
    on = clock(dt.date(2026, 10, 8), 4)
    for end, over in (("18:00", 0), ("18:01", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "06:00", "18:00"), shift("t", "06:00", end)],
            history=tuple(past("o", -i, "06:00", "18:00", on=on) for i in (1, 2, 3)),
            on=on,
        )
        found = facts(week, tours=[("o", 0, "s"), ("o", 1, "t")])
        for breach in either(found, over):
            assert breach.when == 6 * H


def test_what_the_past_alone_has_broken_is_past_mending():
    # 65 h in the week before are 30 h beyond: 35 h more break nothing, a minute does.
    before = (past_work("o", -7, -1, 65 * H),)
    for end, over in (("13:00", 0), ("13:01", 5 * H + 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "06:00", "13:00"), shift("t", "06:00", end)],
            past_work=before,
        )
        allowed(RULE, facts(week))
        tours = [*(("o", i, "s") for i in range(4)), ("o", 4, "t")]
        either(facts(week, tours=tours), over)


# --- derogations and settings ---------------------------------------------------------


def with_reduced(minutes, **dates):
    return {"municipal": (setting(RULE, "reduced", minutes, **dates),)}


def test_a_derogation_lifts_the_limit_of_its_month():
    # Without: 30 h of 25 h. With: the weekly maximum and the averages are left.
    refused(RULE, october("15:30"), over=5 * H)
    lifted = october("15:30", derogations=(derogation(RULE, 12),))
    allowed(RULE, lifted)
    [measure] = measured(lifted)
    assert (measure.setting, measure.value, measure.limit) == ("reduced", 30 * H, None)
    assert relied_on(lifted) == lifted.scenario.derogations


@pytest.mark.parametrize(("end", "over"), [("14:30", 0), ("14:31", 1)])
def test_a_derogation_up_to_a_number_of_hours(end, over):
    # 22 h 30 + 34 h + 7 h 30 - 35 h = 29 h.
    found = october(
        end, regimes=with_reduced(29 * H), derogations=(derogation(RULE, 0),)
    )
    for breach in either(found, over):
        assert breach.setting == "reduced"
        assert breach.values["maximum"] == 29 * H


def test_a_reduced_value_below_the_maximum_changes_nothing():
    given = with_reduced(20 * H)
    derogations = (derogation(RULE, 0),)
    allowed(RULE, october("10:30", regimes=given, derogations=derogations))
    [breach] = refused(
        RULE, october("10:31", regimes=given, derogations=derogations), over=1
    )
    assert breach.setting == "maximum"


@pytest.mark.parametrize(
    ("first", "lifts"),
    [
        (-5, False),  # 30 September
        (-4, True),  # 1 October
        (26, True),  # 31 October
        (27, False),  # 1 November, though its week counts in October
    ],
)
def test_a_derogation_holds_for_the_calendar_month_of_its_days(first, lifts):
    found = october("15:30", derogations=(derogation(RULE, first),))
    either(found, 0 if lifts else 5 * H)
    assert bool(relied_on(found)) is lifts


def test_a_derogation_is_that_of_one_officer():
    refused(
        RULE,
        october("15:30", derogations=(derogation(RULE, 0, who="p"),)),
        over=5 * H,
    )


def test_the_strictest_value_of_the_days_holds():
    # 20 h from Friday 30 October on, which is in the last week.
    given = {
        "municipal": (setting(RULE, "maximum", 20 * H, valid_from=day(25)),),
    }
    refused(RULE, october("10:30", regimes=given), over=5 * H)
    given = {
        "municipal": (setting(RULE, "maximum", 20 * H, valid_from=day(29)),),
    }
    allowed(RULE, october("10:30", regimes=given))


def test_a_regime_may_have_no_limit():
    given = {"municipal": (setting(RULE, "maximum", None),)}
    allowed(RULE, october("15:30", regimes=given))


# --- clocks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("saturday", "hours"), [(dt.date(2026, 10, 24), 9), (dt.date(2027, 3, 27), 7)]
)
def test_the_night_of_a_clock_change_counts_its_elapsed_hours(saturday, hours):
    given = {"municipal": (setting(RULE, "maximum", 0),)}
    for contract, over in ((hours * H, 0), (hours * H - 1, 1)):
        week = scenario(
            officers=[officer("o", contract=contract)],
            shifts=[shift("n", "22:00", "06:00")],
            regimes=given,
            on=clock(saturday, 2),
        )
        either(facts(week, tours=[("o", 0, "n")]), over)


# --- what the model posts -------------------------------------------------------------


def rows(week, *rules):
    model = CrewModel(week, [RULES[r] for r in rules], singletons=True)
    return len(model.cp.proto.constraints)


def test_one_week_within_the_weekly_maximum_posts_nothing():
    # 48 h - 35 h = 13 h at most; with 13 h before that is more than 25 h.
    def week(before):
        return one_week("10:00", past_work=(past_work("o", -7, -1, before),)).scenario

    plain = rows(week(0), "weekly_maximum")
    assert rows(week(47 * H), "weekly_maximum", RULE) == plain
    assert rows(week(47 * H + 1), "weekly_maximum", RULE) == plain + 1


def test_the_weekly_maximum_leaves_the_limit_exact():
    # 47 h 01 before, 12 h 01 of overtime: 12 h 59 are left, of the 13 h of 48 h.
    both = [RULES[RULE], RULES["weekly_maximum"]]
    for end, status in (
        ("17:59", SolveStatus.OPTIMAL),
        ("18:00", SolveStatus.INFEASIBLE),
    ):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "06:00", "18:00"), shift("t", "06:00", end)],
            past_work=(past_work("o", -7, -1, 47 * H + 1),),
        )
        found = facts(week, tours=[*(("o", i, "s") for i in range(3)), ("o", 3, "t")])
        assert verdict(week, found.roster, both) is status


@settings(max_examples=60)
@given(data=st.data())
def test_beside_the_weekly_maximum_both_halves_agree(data):
    """Rows are left out by what that rule allows: what it refuses is refused anyway."""
    week, roster = data.draw(weeks_and_rosters(RULE))
    both = [RULES[RULE], RULES["weekly_maximum"]]
    found = [x for rule in both for x in rule.check(Facts(week, roster))]
    expected = SolveStatus.INFEASIBLE if found else SolveStatus.OPTIMAL
    assert verdict(week, roster, both) is expected


# --- a month of cover -----------------------------------------------------------------


def month_of_cover(**changes):
    """One officer, and a tour of 8 h 30 asked for from Monday to Friday in October."""
    return scenario(
        officers=[officer("o")],
        shifts=[
            shift("long", *LONG),
            shift("mor", "07:00", "14:00"),
            shift("eve", "18:00", "01:00"),
        ],
        on=clock(days=26),
        cover=tuple(
            Cover(force="pm", shift="long", day=day(i), minimum=1, weight=1)
            for i in range(26)
            if day(i).weekday() < 5
        ),
        **changes,
    )


def test_cover_is_short_where_it_would_need_too_much_overtime():
    # Four weeks of five tours would be 30 h. Without one tour: 3 x 7 h 30, and 34 h.
    week = month_of_cover()
    result = prove(week, "minimum_cover")
    assert result.tiers[0].value == 1
    assert result.roster is not None
    found = Facts(week, result.roster)
    [measure] = measured(found)
    assert measure.limit == 25 * H
    assert measure.value <= 25 * H
    # The reason: with the tour that is missing, this rule alone is broken.
    worked = {t.day for t in result.roster.tours if t.shift == "long"}
    [missing] = [c.day for c in week.cover if c.day not in worked]
    others = tuple(t for t in result.roster.tours if t.shift == "long")
    full = Roster((*others, week.tour("o", missing, "long")), ()).sorted()
    assert {b.rule for b in examine(Facts(week, full)).breaches} == {RULE}


def test_with_a_derogation_the_cover_is_reached():
    week = month_of_cover(derogations=(derogation(RULE, 0, 25),))
    result = prove(week, "minimum_cover")
    assert result.tiers[0].value == 0
    assert result.roster is not None
    found = Facts(week, result.roster)
    assert not examine(found).breaches
    assert measured(found)[0].value == 30 * H
    assert relied_on(found) == week.derogations
