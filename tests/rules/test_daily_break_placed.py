"""Breaks placed on tours: judged where they are, one minute either side of each limit.

décret 2000-815 art. 3 (municipal); arrêté du 5 septembre 2019 art. 26 (national): 20
minutes, and no stretch without one longer than 6 h. The model knows no breaks, so only
the check half is asked here. Zones ``north`` and ``south`` are 10 minutes apart.
"""

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.breaks import place_breaks
from scheduler.domain.roster import Break, Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.rules import RULES
from scheduler.rules._break_gaps import clash
from scheduler.rules.daily_break import DailyBreak
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.judge import judge
from tests.builders import (
    clock,
    facts,
    mission,
    officer,
    scenario,
    setting,
    shift,
    time,
)
from tests.fixing import verdict
from tests.freezing import frozen
from tests.judge import breaches, read
from tests.rules.test_daily_break import LONG, SEVEN, SIX, busy, split
from tests.strategies import weeks_and_rosters

RULE = "daily_break"


def at(found, text, day=0):
    """Minute of a wall time of a day."""
    on = found.scenario.clock
    return on.minute(on.dates[day], dt.time.fromisoformat(text))


def resting(found, *breaks, day=0):
    """The same roster, with breaks between wall times on its only tour."""
    [tour] = found.roster.tours
    spans = [Span(at(found, a, day), at(found, b, day)) for a, b in breaks]
    placed = tuple(Break(tour.officer, tour.day, tour.shift, span) for span in spans)
    return Facts(found.scenario, replace(found.roster, breaks=placed))


def fine(found):
    assert breaches(RULE, found) == []


def wrong(found, over, setting="minimum"):
    [breach] = breaches(RULE, found)
    assert (breach.over, breach.setting) == (over, setting)
    assert breach.unit is Unit.MINUTES
    assert breach.officers == ("o",)
    [english, french] = read(breach.message, breach.values, found.scenario)
    assert english != french
    return breach


def placed(found):
    """The breaks placed on the only tour, as wall times."""
    rule = DailyBreak()
    roster = place_breaks(
        found.scenario, found.roster, lambda tour: rule.need(found.scenario, tour)
    )
    on = found.scenario.clock
    return [
        (f"{on.local(b.span.start):%H:%M}", f"{on.local(b.span.end):%H:%M}")
        for b in roster.breaks or ()
    ]


# --- there is one ---------------------------------------------------------------------


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_break_that_is_due_and_not_placed(force):
    found = busy(SIX, force=force)
    breach = wrong(resting(found), over=20)
    assert breach.when == 480
    # The roster that does not say when breaks are has room for one.
    fine(found)


def test_no_break_is_due_below_6_h():
    fine(resting(busy(("08:00", "13:59"))))
    wrong(resting(busy(("08:00", "14:00"))), over=20)
    wrong(resting(busy(("08:00", "14:01"))), over=20)


def test_where_missions_leave_no_room_that_is_told():
    breach = wrong(resting(busy(SIX, SIX)), over=20)
    assert breach.values["found"] == 0


def test_a_break_that_nobody_asks_for_is_no_breach():
    fine(resting(busy(("08:00", "13:00")), ("10:00", "10:05")))


def test_a_break_of_a_tour_that_is_not_worked():
    found = resting(busy(SIX), ("11:00", "11:20"))
    idle = replace(found.roster, tours=())
    wrong(Facts(found.scenario, idle), over=20)


def test_the_break_of_another_officer_is_not_mine():
    week = scenario(
        officers=[officer("o"), officer("p")], shifts=[shift("s", *SIX)], missions=[]
    )
    found = facts(week, tours=[("o", 0, "s"), ("p", 0, "s")])
    own = Break("p", week.clock.start, "s", Span(600, 620))
    roster = replace(found.roster, breaks=(own,))
    wrong(Facts(week, roster), over=20)


# --- how long -------------------------------------------------------------------------


@pytest.mark.parametrize(("end", "over"), [("11:19", 1), ("11:20", 0), ("11:21", 0)])
def test_a_break_lasts_20_minutes(end, over):
    found = resting(busy(SEVEN), ("11:00", end))
    if over:
        breach = wrong(found, over)
        assert breach.values["found"] == 19
    else:
        fine(found)


@pytest.mark.parametrize(("end", "over"), [("11:29", 1), ("11:30", 0), ("11:31", 0)])
def test_an_unpaid_break_lasts_as_long_as_the_shift_says(end, over):
    found = resting(busy(SEVEN, unpaid=30), ("11:00", end))
    if over:
        wrong(found, over)
    else:
        fine(found)


def test_the_unpaid_break_may_be_another_one():
    found = busy(SEVEN, ("08:30", "11:00"), ("11:20", "15:00"), unpaid=30)
    fine(resting(found, ("08:00", "08:30"), ("11:00", "11:20")))
    # 08:30 to 15:00 is 6 h 30.
    wrong(resting(found, ("08:00", "08:30")), over=30, setting="from")
    wrong(resting(found, ("11:00", "11:20")), over=10)


# --- where ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tour", "pause", "over"),
    [
        # 08:00 to 14:00, 6 h at most: a break at either end will do.
        (SIX, ("08:00", "08:20"), 0),
        (SIX, ("07:59", "08:20"), 1),
        (SIX, ("13:40", "14:00"), 0),
        (SIX, ("13:40", "14:01"), 1),
        (SIX, ("08:01", "08:21"), 0),
    ],
)
def test_a_break_lies_inside_its_tour(tour, pause, over):
    found = resting(busy(tour), pause)
    if over:
        wrong(found, over)
    else:
        fine(found)


@pytest.mark.parametrize(
    ("pause", "over"),
    [
        (("11:00", "11:20"), 0),
        (("10:59", "11:20"), 1),
        (("11:00", "11:30"), 0),
        (("11:00", "11:31"), 1),
        (("10:40", "11:00"), 20),
        (("11:30", "11:50"), 20),
    ],
)
def test_a_break_meets_no_mission(pause, over):
    # Free from 11:00 to 11:30.
    found = resting(busy(SEVEN, ("09:00", "11:00"), ("11:30", "14:00")), pause)
    if over:
        assert wrong(found, over).values["mission"] in ("m0", "m1")
    else:
        fine(found)


@pytest.mark.parametrize(("end", "over"), [("11:29", 0), ("11:30", 0), ("11:31", 1)])
def test_a_break_leaves_the_minutes_of_the_way(end, over):
    # 11:00 to 11:40 less 10 minutes of way: 30 minutes.
    hours = (("08:00", "11:00", "north"), ("11:40", "15:00", "south"))
    found = resting(busy(SEVEN, *hours), ("11:00", end))
    if over:
        wrong(found, over)
    else:
        fine(found)


def test_the_way_may_be_interrupted_or_come_first():
    hours = (("08:00", "11:00", "north"), ("11:30", "15:00", "south"))
    for pause in (("11:00", "11:20"), ("11:05", "11:25"), ("11:10", "11:30")):
        fine(resting(busy(SEVEN, *hours), pause))


def test_two_breaks_between_two_missions_leave_the_way_too():
    # 11:00 to 11:50 less 10 minutes: 40.
    hours = (("08:00", "11:00", "north"), ("11:50", "15:00", "south"))
    found = busy(SEVEN, *hours)
    fine(resting(found, ("11:00", "11:20"), ("11:30", "11:50")))
    wrong(resting(found, ("11:00", "11:20"), ("11:29", "11:50")), over=1)


def test_there_is_no_way_before_the_first_mission_or_after_the_last():
    found = busy(SIX, ("08:20", "11:00", "south"), ("11:10", "14:00", "north"))
    fine(resting(found, ("08:00", "08:20")))
    found = busy(SIX, ("08:00", "11:00", "south"), ("11:10", "13:40", "north"))
    fine(resting(found, ("13:40", "14:00")))


# --- when -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "over"),
    [
        # 08:00 to 15:00: it begins by 14:00 and does not end before 09:00.
        ("13:59", "14:19", 0),
        ("14:00", "14:20", 0),
        ("14:01", "14:21", 1),
        ("08:41", "09:01", 0),
        ("08:40", "09:00", 0),
        ("08:39", "08:59", 1),
    ],
)
def test_no_stretch_without_a_break_is_longer_than_6_h(start, end, over):
    found = resting(busy(SEVEN), (start, end))
    if over:
        wrong(found, over, setting="from")
    else:
        fine(found)


def test_two_breaks_are_6_h_apart_at_most():
    # 06:50 to 18:58.
    found = busy(LONG, force="pn")
    fine(resting(found, ("09:50", "10:10"), ("16:10", "16:30")))
    wrong(resting(found, ("09:50", "10:10"), ("16:11", "16:31")), 1, "from")
    # 18:58 - 6 h = 12:58.
    fine(resting(found, ("12:38", "12:58")))
    wrong(resting(found, ("12:37", "12:57")), 1, "from")
    wrong(resting(found, ("12:51", "13:11")), 1, "from")


@pytest.mark.parametrize("day", [0, 6])
def test_the_first_and_the_last_day_are_judged(day):
    found = busy(SEVEN, at=day)
    fine(resting(found, ("14:00", "14:20"), day=day))
    wrong(resting(found, ("14:01", "14:21"), day=day), 1, "from")


@pytest.mark.parametrize(
    "first", [dt.date(2026, 10, 5), dt.date(2026, 11, 30), dt.date(2026, 12, 31)]
)
def test_across_midnight_month_end_and_year_end(first):
    # 18:10 to 01:10: it begins by 00:10 of the next day.
    found = busy(("18:10", "01:10"), on=clock(first, 2))
    fine(resting(found, ("00:09", "00:29"), day=1))
    fine(resting(found, ("00:10", "00:30"), day=1))
    wrong(resting(found, ("00:11", "00:31"), day=1), 1, "from")
    # From 23:55 on, over midnight: 20 minutes, and 19.
    [tour] = found.roster.tours
    for length, over in ((20, 0), (19, 1)):
        span = Span(tour.span.start + 345, tour.span.start + 345 + length)
        roster = replace(
            found.roster, breaks=(Break(tour.officer, tour.day, tour.shift, span),)
        )
        pausing = Facts(found.scenario, roster)
        if over:
            wrong(pausing, over)
        else:
            fine(pausing)
    assert placed(found) == [("20:10", "20:30")]


@pytest.mark.parametrize(
    ("first", "tour", "latest", "end"),
    [
        # 24 October 2026, 22:00 (UTC+2) + 6 h = 03:00 (UTC+1).
        (dt.date(2026, 10, 24), ("22:00", "05:00"), "03:00", "05:00"),
        # 27 March 2027, 22:00 (UTC+1) + 6 h = 05:00 (UTC+2).
        (dt.date(2027, 3, 27), ("22:00", "06:00"), "05:00", "06:00"),
    ],
)
def test_the_clocks_change_and_the_break_waits_6_h(first, tour, latest, end):
    found = busy(tour, on=clock(first, 2))
    start = at(found, latest, 1)
    [worked] = found.roster.tours
    assert start - worked.span.start == 360
    assert worked.span.end == at(found, end, 1)
    for off, over in ((-1, 0), (0, 0), (1, 1)):
        span = Span(start + off, start + off + 20)
        roster = replace(
            found.roster,
            breaks=(Break(worked.officer, worked.day, worked.shift, span),),
        )
        pausing = Facts(found.scenario, roster)
        if over:
            wrong(pausing, over, "from")
        else:
            fine(pausing)


def test_a_regime_may_ask_for_more():
    given = {"municipal": (setting(RULE, "minimum", 45), setting(RULE, "from", 300))}
    found = busy(("08:00", "13:00"), regimes=given)
    fine(resting(found, ("10:00", "10:45")))
    wrong(resting(found, ("10:00", "10:44")), over=1)


def test_without_a_value_no_length_is_asked_for():
    given = {"municipal": (setting(RULE, "minimum", None),)}
    fine(resting(busy(SIX, regimes=given)))
    fine(resting(busy(SIX, regimes=given), ("08:00", "08:05")))


# --- what is measured -----------------------------------------------------------------


def test_the_certificate_tells_when_the_break_is():
    found = resting(busy(LONG, force="pn"), ("12:40", "13:05"), ("15:00", "15:21"))
    [measure] = RULES[RULE].measure(found, "o")
    assert (measure.value, measure.margin) == (21, 1)
    assert measure.at == Span(900, 921)
    [measure] = RULES[RULE].measure(resting(busy(SIX), ("09:00", "09:19")), "o")
    assert measure.margin == -1


# --- placing them ---------------------------------------------------------------------


def test_a_break_lies_at_the_middle_of_the_tour_near_a_meal():
    # The middle of 08:00 to 15:00 is 11:30, where midday begins.
    assert placed(busy(SEVEN)) == [("11:30", "11:50")]
    # The middle of 09:30 to 16:30 is 13:00.
    assert placed(busy(("09:30", "16:30"))) == [("12:50", "13:10")]


def test_meal_times_are_a_setting():
    none = [setting(RULE, f"{m}_from", None) for m in ("midday", "evening")]
    found = busy(("06:30", "13:30"), regimes={"municipal": tuple(none)})
    assert placed(found) == [("09:50", "10:10")]
    assert placed(busy(("06:30", "13:30"))) == [("11:30", "11:50")]
    late = setting(RULE, "midday_from", 12 * 60)
    found = busy(("06:30", "13:30"), regimes={"municipal": (late,)})
    assert placed(found) == [("12:00", "12:20")]


def test_meal_times_may_lie_over_midnight():
    night = (setting(RULE, "evening_from", 1400), setting(RULE, "evening_to", 60))
    # 19:00 to 02:00: by 01:00; 23:20 is the beginning of the meal time.
    found = busy(("19:00", "02:00"), regimes={"municipal": night})
    assert placed(found) == [("23:20", "23:40")]
    # The day before began it, until 03:00.
    night = (night[0], setting(RULE, "evening_to", 180))
    found = busy(("00:00", "07:00"), regimes={"municipal": night})
    assert placed(found) == [("02:40", "03:00")]


def test_nobody_eats_just_after_coming_or_just_before_going():
    # 13:00 to 20:00 by two thirds: 14:10 to 18:50, in which midday is over.
    assert placed(busy(("13:00", "20:00"))) == [("18:30", "18:50")]
    # 12:59 to 19:53, 6 h 54: to 18:44; the middle is 16:26.
    assert placed(busy(("12:59", "19:53"))) == [("16:16", "16:36")]
    # 12:50 to 19:50: from 14:00 on, when midday is over. 12:30 to 19:30: from 13:40.
    assert placed(busy(("12:50", "19:50"))) == [("16:10", "16:30")]
    assert placed(busy(("12:30", "19:30"))) == [("13:40", "14:00")]


def test_a_break_lies_between_missions_and_leaves_the_way():
    # 12:00 to 12:30 less 10 minutes of way.
    hours = (("08:00", "12:00", "north"), ("12:30", "15:00", "south"))
    assert placed(busy(SEVEN, *hours)) == [("12:00", "12:20")]


def test_an_unpaid_break_is_placed_whole():
    assert placed(busy(SEVEN, unpaid=45)) == [("11:30", "12:15")]
    # 20 minutes in the middle, and the 45 where there is room.
    hours = (("08:45", "11:30"), ("11:50", "15:00"))
    found = busy(SEVEN, *hours, unpaid=45)
    assert placed(found) == [("08:00", "08:45"), ("11:30", "11:50")]


def test_a_tour_whose_middle_is_taken_has_two_breaks():
    # 06:50 to 18:58, on from 12:00 to 14:00: a break by 12:50, and one 6 h before the
    # end at most.
    found = busy(LONG, ("12:00", "14:00"), force="pn")
    [first, second] = placed(found)
    assert first == ("11:30", "11:50")
    # A third of the tour before its end is 14:55; after 14:00 it is no meal time.
    assert second == ("14:45", "15:05")


def test_no_break_is_placed_where_there_is_no_room_or_no_need():
    assert placed(busy(SIX, SIX)) == []
    assert placed(busy(("08:00", "13:59"))) == []


def unit_of(count, missions=(), crews=()):
    week = scenario(
        officers=[officer(f"o{i}", unit="u") for i in range(count)],
        shifts=[shift("s", *SEVEN)],
        missions=missions,
    )
    return facts(week, tours=[(f"o{i}", 0, "s") for i in range(count)], crews=crews)


def spans_of(found):
    rule = DailyBreak()
    roster = place_breaks(
        found.scenario, found.roster, lambda tour: rule.need(found.scenario, tour)
    )
    return {b.officer: b.span for b in roster.breaks or ()}


def test_the_officers_of_a_unit_are_off_in_turn():
    spans = sorted(spans_of(unit_of(6)).values())
    # 11:30 to 14:00 holds seven breaks, six one after another in the middle of them.
    assert all(not a.overlaps(b) for a, b in pairwise(spans))
    assert spans[0].start >= 11 * 60 + 30
    assert spans[-1].end <= 14 * 60


def test_two_share_a_meal_time_and_a_third_is_off_at_another_time():
    # 13:00 to 20:00: the evening has one place, 18:30 to 18:50. Where two are off, the
    # meal is worth no more than being off alone around the middle, 16:30.
    found = scenario(
        officers=[officer(f"o{i}", unit="u") for i in range(5)],
        shifts=[shift("s", "13:00", "20:00")],
    )
    starts = sorted(
        span.start
        for span in spans_of(
            facts(found, tours=[(f"o{i}", 0, "s") for i in range(5)])
        ).values()
    )
    assert starts == [960, 980, 1000, 1110, 1110]


def test_somebody_of_a_unit_stays_even_if_it_costs_a_meal():
    # Both are free at 11:30 to 11:50 of midday alone, and before 09:30.
    held = [
        mission(name, at=((0, start),), minutes=minutes)
        for name, start, minutes in (
            ("a", "09:30", 120), ("b", "11:50", 190), ("c", "09:30", 120),
            ("d", "11:50", 190),
        )
    ]  # fmt: skip
    crews = [
        ("a", "agent", "o0"), ("b", "agent", "o0"),
        ("c", "agent", "o1"), ("d", "agent", "o1"),
    ]  # fmt: skip
    one, two = spans_of(unit_of(2, held, crews)).values()
    assert not one.overlaps(two)
    assert {one, two} == {Span(690, 710), Span(550, 570)}


# --- split shifts ---------------------------------------------------------------------


def test_the_break_of_a_split_shift_is_placed_at_its_time():
    assert placed(split()) == [("12:30", "15:30")]
    assert placed(split(("07:30", "12:30"), ("15:30", "19:30"))) == [("12:30", "15:30")]


def test_a_further_break_is_placed_in_a_part_longer_than_6_h():
    # 06:29 to 12:30 is 6 h 01; the middle two thirds of it end at 11:30, before midday.
    assert placed(split(tour=("06:29", "18:29"))) == [
        ("09:19", "09:39"),
        ("12:30", "15:30"),
    ]


def test_a_short_split_tour_has_its_break_too():
    short = split(tour=("08:00", "13:00"), at="10:00", unpaid=60)
    assert placed(short) == [("10:00", "11:00")]
    fine(resting(short, ("10:00", "11:00")))
    wrong(resting(short), 60)


def test_a_fixed_break_that_missions_or_ways_take_is_not_placed():
    assert placed(split(("12:00", "13:00"))) == []
    hours = (("09:00", "12:30", "north"), ("15:30", "19:00", "south"))
    assert placed(split(*hours)) == []


def test_a_fixed_break_is_judged_at_its_place():
    fine(resting(split(), ("12:30", "15:30")))
    # A longer one holds it; one that is moved, shorter or missing does not.
    fine(resting(split(), ("12:20", "15:40")))
    breach = wrong(resting(split(), ("12:31", "15:31")), 1)
    assert (breach.values["start"], breach.values["end"]) == (750, 930)
    wrong(resting(split(), ("12:29", "15:29")), 1)
    wrong(resting(split()), 180)
    # 10:00 to 13:00 holds 30 minutes of it; then 6 h 30 follow without a break.
    found = resting(split(), ("10:00", "13:00"))
    assert [b.over for b in breaches(RULE, found)] == [150, 30]


def test_the_breaks_around_a_fixed_one_leave_the_way():
    # 12:20 to 15:30 between missions 10 minutes apart.
    found = split(("09:00", "12:20", "north"), ("15:30", "19:00", "south"))
    fine(resting(found, ("12:30", "15:30")))
    wrong(resting(found, ("12:29", "15:30")), 1)


def test_colleagues_are_not_off_while_one_is_on_the_break_of_a_split_shift():
    # 09:00 to 16:00 has its middle at 12:30; the only other one is off from then on.
    week = scenario(
        officers=[officer("o", unit="u"), officer("p", unit="u")],
        shifts=[
            shift("s", "09:00", "16:00"),
            shift("t", "07:30", "19:30", unpaid_break=180, break_from=time("12:30")),
        ],
    )
    # Alone 12:20 to 12:40, beside the other one 12:10 to 12:30.
    alone = spans_of(facts(week, tours=[("o", 0, "s")]))
    assert alone["o"] == Span(740, 760)
    both = spans_of(facts(week, tours=[("o", 0, "s"), ("p", 0, "t")]))
    assert both == {"o": Span(730, 750), "p": Span(750, 930)}


def test_breaks_are_the_same_whatever_the_order_of_the_roster():
    found = unit_of(5)
    turned = replace(found.roster, tours=found.roster.tours[::-1])
    assert spans_of(found) == spans_of(Facts(found.scenario, turned))


# --- whatever the roster --------------------------------------------------------------


@settings(max_examples=150)
@given(data=st.data())
def test_breaks_are_placed_exactly_where_the_rule_finds_room(data):
    week, roster = data.draw(weeks_and_rosters(RULE))
    week = replace(week, baseline=None)
    rule = DailyBreak()
    open_ = Facts(week, roster)
    accused = {
        (b.officers[0], b.values["day"]) for b in rule.check(open_) if b.officers
    }
    done = place_breaks(week, roster, lambda tour: rule.need(week, tour))
    assert (done.tours, done.assignments) == (roster.tours, roster.assignments)
    resting = Facts(week, done)
    for tours in resting.tours_of.values():
        for tour in tours:
            need = rule.need(week, tour)
            if need is None or (tour.officer, tour.day.isoformat()) in accused:
                alone = need is not None and _alone(resting, tour)
                # Of a split tour the parts that have room may have their breaks.
                own = resting.breaks_of.get(tour.key)
                assert not (alone and own) or tour.pause
            elif (
                _holdable(resting, tour)
                and not _holds_missions(resting, tour)
                and (tour.span.length <= 2 * need.stretch + need.pause)
            ):
                assert resting.breaks_of.get(tour.key), tour
    # What is placed is judged as right, tour by tour.
    split = [t for tours in resting.tours_of.values() for t in tours if t.pause]
    refused = {
        (t.officer, t.day.isoformat())
        for t in split
        if (t.officer, t.day.isoformat()) in accused
        or _holds_missions(resting, t)
        or clash(resting, t)
    }
    for breach in rule.check(resting):
        if (breach.officers[0], breach.values["day"]) in refused:
            continue
        assert "start" not in breach.values
        assert "since" not in breach.values
        assert "unpaid" not in breach.values


def under_way(random):
    """Return a roster of a tour of 12 h under way, with what of it had begun.

    Missions may leave no break; the breaks that had begun are lawful so far.
    """
    zones = ("north", "south")
    starts, at = [], 8 * 60 + random.choice((0, 5, 60))
    while at < 19 * 60 + 30:
        length = random.choice((60, 120, 170, 240))
        starts.append((at, min(length, 20 * 60 - at)))
        at += length + random.choice((0, 10, 19, 20, 25, 30, 60))
    missions = [
        mission(
            f"m{i}",
            at=[(0, f"{start // 60:02}:{start % 60:02}")],
            minutes=minutes,
            zone=random.choice(zones),
        )
        for i, (start, minutes) in enumerate(starts)
    ]
    pause = random.choice((0, 0, 30))
    free = (random.choice(("14:00", None)),) if pause else (None,)
    told = shift(
        "s", "08:00", "20:00", unpaid_break=pause,
        break_from=free[0] and time(free[0]),
    )  # fmt: skip
    week = scenario(officers=[officer("o")], shifts=[told], missions=missions)
    crews = [(m.id, "agent", "o") for m in missions if random.random() < 0.5]
    known = facts(week, tours=[("o", 0, "s")], crews=crews)
    rested = place_breaks(week, known.roster, lambda t: DailyBreak().need(week, t))
    freeze = random.randrange(8 * 60 + 1, 20 * 60)
    frost = frozen(Facts(week, rested), freeze)
    # What starts later may be another mission.
    later = [
        (m.id, "agent", "o")
        for m in missions
        if (
            (m.id, "agent", "o") in crews
            if m.starts[0].span.start < freeze
            else random.random() < 0.9
        )
    ]
    return facts(frost, tours=[("o", 0, "s")], crews=later)


@pytest.mark.parametrize("many", [150, pytest.param(3000, marks=pytest.mark.nightly)])
def test_after_a_freeze_breaks_are_placed_exactly_where_the_rule_finds_room(many):
    """Breaks that had begun stay, and the next ones fit after the freeze."""
    rule, seen = DailyBreak(), Counter[tuple[bool, bool]]()
    for number in range(many):
        found = under_way(Random(number))
        week, [tour] = found.scenario, found.roster.tours
        [before] = week.frozen_tours.values()
        kept = not any(RULES["freeze_kept"].check(found))
        if clash(found, tour) or _holds_missions(found, tour):
            continue  # Other rules report it.
        if not kept or not before.breaks:
            continue
        room = not any(rule.check(found))
        done = place_breaks(week, found.roster, partial(rule.need, week))
        resting = Facts(week, done)
        assert rule.keeps(resting, tour) is room, number
        if room:
            own = {s for s in resting.breaks_of[tour.key] if s.start < week.freeze}
            assert own == {s for s in before.breaks if s.start < week.freeze}
        seen[room, bool(week.frozen_breaks_of)] += 1
    assert len(seen) == 4


def _holds_missions(found, tour):
    """Whether an officer is on a mission in the unpaid break of a split tour."""
    duties = found.duties_of[tour.officer] if tour.pause else ()
    return any(d.occurrence.span.overlaps(tour.pause) for d in duties)


def _alone(found, tour):
    """Whether the officer begins no other tour that day, which the verdict may mean."""
    return sum(t.day == tour.day for t in found.tours_of[tour.officer]) == 1


def _holdable(found, tour):
    """Whether one person could hold the officer's missions during a tour."""
    stops = [
        d.occurrence
        for d in found.duties_of[tour.officer]
        if d.occurrence.span.overlaps(tour.span)
    ]
    travel = found.scenario.travel
    return all(
        a.span.end + travel.minutes(a.zone, b.zone) <= b.span.start
        for i, a in enumerate(stops)
        for b in stops[i + 1 :]
    )


def test_a_solved_roster_has_its_breaks_and_the_model_still_allows_it():
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", *SEVEN, weekdays=frozenset({0}))],
        missions=[
            mission("a", at=((0, "08:00"),), minutes=200),
            mission("b", at=((0, "11:40"),), minutes=200, zone="south"),
            mission("c", at=((0, "08:00"),), minutes=420),
        ],
    )
    found = solve(week, Search(workers=1, time_limit=60))
    assert found.status is SolveStatus.OPTIMAL
    # 11:20 to 11:40, less 10 minutes of way, is no break: one of the two is not held
    # by who holds the other, and "c" by nobody.
    assert found.roster is not None
    assert found.roster.breaks
    assert judge(week, found.roster).breaches == ()
    assert verdict(week, found.roster, RULES.values()) is SolveStatus.OPTIMAL
