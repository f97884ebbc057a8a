"""Breaks: 20 minutes as soon as the daily work reaches 6 h.

décret 2000-815 art. 3 (municipal); arrêté du 5 septembre 2019 art. 26 and dir.
2003/88/CE art. 4 (national). A break is free of missions and of travel between them,
and no stretch of the tour without one is longer than 6 h. Zones ``north`` and ``south``
are 10 minutes apart.
"""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import FixedTour
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.rules._break_chains import Limits, chains
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.judge import judge
from tests.builders import (
    PAIR,
    clock,
    day,
    facts,
    mission,
    officer,
    past,
    scenario,
    setting,
    shift,
    time,
)
from tests.fixing import verdict
from tests.judge import allowed, best, refused
from tests.strategies import weeks_and_rosters

RULE = "daily_break"


def minutes(start, end):
    """Minutes between two wall times; an end not after the start is a day later."""
    one, two = (dt.time.fromisoformat(t) for t in (start, end))
    apart = (two.hour - one.hour) * 60 + two.minute - one.minute
    return apart if apart > 0 else apart + 1440


def stops(*hours, at=0, on=None):
    """Missions between wall times, on a day, in a zone (north unless told)."""
    return [
        mission(
            f"m{i}",
            at=((at, start),),
            minutes=minutes(start, end),
            zone=zone[0] if zone else "north",
            on=on,
        )
        for i, (start, end, *zone) in enumerate(hours)
    ]


def busy(tour, *hours, at=0, force="pm", unpaid=0, on=None, **changes):
    """One officer on one tour, on missions at these hours.

    A mission as long as the tour, that nobody holds, keeps the model from finding that
    no mission could be in the way of a break.
    """
    held = changes.pop("missions", stops(*hours, at=at, on=on))
    idle = mission("idle", at=((at, tour[0]),), minutes=minutes(*tour), on=on)
    week = scenario(
        officers=[officer("o", force)],
        shifts=[shift("s", tour[0], tour[1], force, unpaid_break=unpaid)],
        missions=[*held, idle],
        on=on,
        **changes,
    )
    crews = [(m.id, "agent", "o") for m in held]
    return facts(week, tours=[("o", at, "s")], crews=crews)


SIX = ("08:00", "14:00")
SEVEN = ("08:00", "15:00")
LONG = ("06:50", "18:58")


# --- from 6 h on ----------------------------------------------------------------------


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_work_of_6_h_asks_for_a_break(force):
    [breach] = refused(RULE, busy(SIX, SIX, force=force), over=20)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert (breach.values["found"], breach.values["minimum"]) == (0, 20)
    assert breach.values["day"] == "2026-10-05"
    assert breach.when == 480


def test_work_of_5_h_59_asks_for_none():
    allowed(RULE, busy(("08:00", "13:59"), ("08:00", "13:59")))


def test_work_of_6_h_01_asks_for_one():
    refused(RULE, busy(("08:00", "14:01"), ("08:00", "14:01")), over=20)


def test_a_tour_without_missions_has_its_break():
    allowed(RULE, busy(SIX))
    allowed(RULE, busy(LONG, force="pn"))


# --- twenty minutes -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "over"),
    [
        ([("08:00", "11:00"), ("11:20", "14:00")], 0),
        ([("08:00", "11:00"), ("11:21", "14:00")], 0),
        ([("08:00", "11:00"), ("11:19", "14:00")], 1),
        ([("08:00", "11:00"), ("11:00", "14:00")], 20),
        ([("08:20", "14:00")], 0),
        ([("08:19", "14:00")], 1),
        ([("08:00", "13:40")], 0),
        ([("08:00", "13:41")], 1),
        ([("08:19", "11:00"), ("11:19", "13:41")], 1),
    ],
)
def test_twenty_minutes_in_one_piece_make_a_break(hours, over):
    found = busy(SIX, *hours)
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


QUARTERS = (
    ("08:00", "09:30"),
    ("09:30", "11:00"),
    ("11:05", "12:30"),
    ("12:40", "14:00"),
)


def test_missions_one_right_after_another_leave_no_break():
    refused(RULE, busy(SIX, *QUARTERS), over=10)


@pytest.mark.parametrize("left_out", range(4))
def test_each_mission_left_out_makes_room_for_a_break(left_out):
    hours = [h for i, h in enumerate(QUARTERS) if i != left_out]
    allowed(RULE, busy(SIX, *hours))


def test_a_tour_longer_than_the_missions_that_are_too_long():
    # Free until 08:30; 10 minutes at 13:30; then on until 15:40, whatever comes then.
    hours = [("08:30", "13:30"), ("13:40", "15:40"), ("15:45", "16:00")]
    refused(RULE, busy(("08:00", "17:00"), *hours), over=10)
    refused(RULE, busy(("08:00", "17:00"), *hours[:2]), over=10)
    allowed(RULE, busy(("08:00", "17:00"), *hours[1:]))


def test_travel_between_two_missions_is_no_break():
    # 10 minutes of way: 11:00 to 11:30 leaves 20, to 11:29 leaves 19.
    first = ("08:00", "11:00", "north")
    allowed(RULE, busy(SIX, first, ("11:30", "14:00", "south")))
    [breach] = refused(RULE, busy(SIX, first, ("11:29", "14:00", "south")), over=1)
    assert breach.values["found"] == 19


def test_there_is_no_travel_before_the_first_mission_or_after_the_last():
    allowed(RULE, busy(SIX, ("08:20", "11:00", "south"), ("11:10", "14:00", "north")))
    allowed(RULE, busy(SIX, ("08:00", "11:00", "south"), ("11:10", "13:40", "north")))


# --- where it lies --------------------------------------------------------------------


def test_the_break_begins_6_h_after_the_start_at_the_latest():
    # 08:00 to 14:00.
    allowed(RULE, busy(SEVEN, ("08:00", "14:00")))
    refused(RULE, busy(SEVEN, ("08:00", "14:01")), over=20)


def test_the_break_ends_6_h_before_the_end_at_the_earliest():
    # 09:00 to 15:00.
    allowed(RULE, busy(SEVEN, ("09:00", "15:00")))
    refused(RULE, busy(SEVEN, ("08:59", "15:00")), over=20)


def test_a_break_at_each_end_leaves_6_h_between():
    allowed(RULE, busy(SEVEN, ("08:20", "14:20")))
    refused(RULE, busy(SEVEN, ("08:20", "14:21")), over=20)


def test_one_break_in_the_middle_of_12_h_08_is_enough():
    # 06:50 + 6 h = 12:50; 18:58 - 6 h = 12:58: it begins from 12:38 to 12:50.
    for first, second, over in (
        ("12:38", "12:58", 0),
        ("12:37", "12:57", 20),
        ("12:50", "13:10", 0),
        ("12:51", "13:11", 20),
    ):
        hours = (("06:50", first), (second, "18:58"))
        found = busy(LONG, *hours, force="pn")
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_two_breaks_in_12_h_08_leave_6_h_between():
    # 09:50 to 10:10, and again 6 h later, 16:10.
    first, last = ("06:50", "09:50"), ("16:30", "18:58")
    allowed(RULE, busy(LONG, first, ("10:10", "16:10"), last, force="pn"))
    refused(RULE, busy(LONG, first, ("10:10", "16:11"), last, force="pn"), over=20)


def test_breaks_of_the_same_time_between_missions_may_be_long():
    # Free from 10:00 to 16:00; the rest is full.
    allowed(RULE, busy(LONG, ("06:50", "10:00"), ("16:00", "18:58"), force="pn"))


def test_three_breaks_in_a_tour_of_20_h():
    # Breaks at 06:00, at 12:20 and from 18:40 on, 6 h of missions before each.
    tour = ("00:00", "20:00")
    hours = [("00:00", "06:00"), ("06:20", "12:20"), ("12:40", "18:40")]
    allowed(RULE, busy(tour, *hours))
    refused(RULE, busy(tour, *hours[:2], ("12:40", "18:41")), over=20)


def test_a_break_may_last_and_6_h_count_from_its_end():
    # Free from 05:50 to 06:40, which is a break until 06:40; the next begins by 12:40
    # and lasts until 15:00.
    tour = ("00:00", "20:00")
    first, last = ("00:00", "05:50"), ("15:00", "20:00")
    allowed(RULE, busy(tour, first, ("06:40", "12:40"), last))
    refused(RULE, busy(tour, first, ("06:40", "12:41"), last), over=20)


# --- unpaid breaks --------------------------------------------------------------------


def test_missions_leave_room_for_an_unpaid_break_in_one_piece():
    # 08:00 to 15:00 with 30 minutes unpaid: 6 h 30 of work.
    first = ("08:00", "11:00")
    allowed(RULE, busy(SEVEN, first, ("11:30", "15:00"), unpaid=30))
    [breach] = refused(RULE, busy(SEVEN, first, ("11:29", "15:00"), unpaid=30), over=1)
    assert (breach.values["found"], breach.values["minimum"]) == (29, 30)
    # No room at all: what the law asks for is told, not what the shift says besides.
    [breach] = refused(RULE, busy(SEVEN, SEVEN, unpaid=30), over=20)
    assert breach.values["minimum"] == 20


def test_an_unpaid_break_may_lie_apart_from_the_break_that_is_due():
    # 08:00 to 08:30 unpaid, then 6 h 30 of missions with 20 minutes at 11:00.
    hours = (("08:30", "11:00"), ("11:20", "15:00"))
    allowed(RULE, busy(SEVEN, *hours, unpaid=30))
    refused(RULE, busy(SEVEN, *hours, unpaid=31), over=1)
    refused(RULE, busy(SEVEN, ("08:30", "15:00"), unpaid=30), over=20)


def test_an_unpaid_break_shorter_than_a_break_asks_for_nothing_itself():
    # 20 minutes at 11:00, whether 19 or 20 minutes are unpaid.
    hours = (("08:00", "11:00"), ("11:20", "15:00"))
    for unpaid in (0, 19, 20):
        allowed(RULE, busy(SEVEN, *hours, unpaid=unpaid))
    refused(RULE, busy(SEVEN, *hours, unpaid=21), over=1)


def test_an_unpaid_break_of_a_short_tour_is_not_judged():
    # 5 h 59 of work.
    allowed(RULE, busy(("08:00", "14:29"), ("08:00", "14:29"), unpaid=30))


def test_an_unpaid_break_is_not_work():
    # 6 h 18 less 19 min is 5 h 59; 6 h 19 less 19 min is 6 h.
    allowed(RULE, busy(("08:00", "14:18"), ("08:00", "14:18"), unpaid=19))
    refused(RULE, busy(("08:00", "14:19"), ("08:00", "14:19"), unpaid=19), over=20)


# --- who, and when --------------------------------------------------------------------


def test_the_missions_of_another_officer_are_not_mine():
    held = stops(("08:00", "11:00"), ("11:00", "14:00"))
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", *SIX)],
        missions=held,
    )
    tours = [("o", 0, "s"), ("p", 0, "s")]
    crews = [("m0", "agent", "o"), ("m1", "agent", "p")]
    allowed(RULE, facts(week, tours=tours, crews=crews))
    both = [(m.id, "agent", "p") for m in held]
    [breach] = refused(RULE, facts(week, tours=tours, crews=both), over=20)
    assert breach.officers == ("p",)


def test_fixed_tours_are_judged():
    held = stops(("08:00", "14:00"))
    week = scenario(
        officers=[officer("o", "pn", free=False)],
        shifts=[shift("s", *SIX, force="pn")],
        fixed_tours=(FixedTour(officer="o", day=day(0), shift="s"),),
        missions=held,
    )
    crews = [("m0", "agent", "o")]
    refused(RULE, facts(week, tours=[("o", 0, "s")], crews=crews), over=20)


def test_missions_that_nobody_could_hold_together_are_another_rules_matter():
    # From 11:00 to 11:10 in two places at once.
    allowed(RULE, busy(SIX, ("08:00", "11:10"), ("11:00", "14:00")))


def test_what_one_person_could_hold_of_them_is_this_rules_matter():
    # The first and the last leave no break, whatever the one between.
    hours = (("08:00", "11:00"), ("10:30", "11:30"), ("11:00", "14:00"))
    refused(RULE, busy(SIX, *hours), over=20)


@pytest.mark.parametrize("at", [0, 6])
def test_the_first_and_the_last_day_are_judged(at):
    allowed(RULE, busy(SIX, ("08:00", "13:40"), at=at))
    refused(RULE, busy(SIX, ("08:00", "13:41"), at=at), over=1)


@pytest.mark.parametrize(
    ("until", "busy_until", "over"),
    [
        # 6 h are left from midnight on, and a break may have ended then.
        ("06:00", "06:00", 0),
        # 6 h 01 are left: 20 minutes are due, the last of them from 05:41 on.
        ("06:01", "05:41", 0),
        ("06:01", "05:42", 1),
        # Under 6 h of work in all: nothing is asked for.
        ("00:59", "00:59", 0),
    ],
)
def test_a_tour_under_way_leaves_a_break_if_more_than_6_h_are_left(
    until, busy_until, over
):
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", *SIX)],
        missions=[*stops(("00:00", busy_until)), mission("idle", at=((1, "08:00"),))],
        history=(past("o", -1, "19:00", until),),
    )
    found = facts(week, crews=[("m0", "agent", "o")])
    if over:
        [breach] = refused(RULE, found, over=over)
        assert breach.values["day"] == "2026-10-04"
    else:
        allowed(RULE, found)


def test_the_history_holds_no_missions():
    history = (past("o", -1, "08:00", "20:00"),)
    allowed(RULE, busy(SIX, ("08:00", "13:40"), history=history))
    refused(RULE, busy(SIX, ("08:00", "13:41"), history=history), over=1)


@pytest.mark.parametrize(
    "first", [dt.date(2026, 10, 5), dt.date(2026, 11, 30), dt.date(2026, 12, 31)]
)
def test_across_midnight_month_end_and_year_end(first):
    # 20:00 to 02:00.
    night = ("20:00", "02:00")
    on = clock(first, 2)
    allowed(RULE, busy(night, ("20:00", "01:40"), on=on))
    refused(RULE, busy(night, ("20:00", "01:41"), on=on), over=1)


def test_the_clocks_of_autumn_make_a_night_of_five_hours_six():
    # 24 October 22:00 (UTC+2) to 03:00 (UTC+1) is 6 h. A wall time that comes twice is
    # the first: 21:02 to 02:59 is 5 h 57.
    on = clock(dt.date(2026, 10, 24), 2)
    held = [mission("m", at=((0, "22:00"),), minutes=360, on=on)]
    refused(RULE, busy(("22:00", "03:00"), on=on, missions=held), over=20)
    held = [mission("m", at=((0, "22:00"),), minutes=340, on=on)]
    allowed(RULE, busy(("22:00", "03:00"), on=on, missions=held))
    held = [mission("m", at=((0, "21:02"),), minutes=357, on=on)]
    allowed(RULE, busy(("21:02", "02:59"), on=on, missions=held))


def test_the_clocks_of_spring_make_a_night_of_six_hours_five():
    # 27 March 22:00 (UTC+1) to 04:00 (UTC+2): 5 h; to 05:00, 6 h.
    on = clock(dt.date(2027, 3, 27), 2)
    held = [mission("m", at=((0, "22:00"),), minutes=300, on=on)]
    allowed(RULE, busy(("22:00", "04:00"), on=on, missions=held))
    held = [mission("m", at=((0, "22:00"),), minutes=360, on=on)]
    refused(RULE, busy(("22:00", "05:00"), on=on, missions=held), over=20)


# --- settings -------------------------------------------------------------------------


def test_a_regime_may_ask_for_more():
    # 45 minutes as soon as 5 h.
    given = {
        "municipal": (setting(RULE, "minimum", 45), setting(RULE, "from", 300)),
    }
    five = ("08:00", "13:00")
    allowed(RULE, busy(five, ("08:00", "12:15"), regimes=given))
    refused(RULE, busy(five, ("08:00", "12:16"), regimes=given), over=1)
    allowed(RULE, busy(("08:00", "12:59"), ("08:00", "12:59"), regimes=given))


@pytest.mark.parametrize("name", ["from", "minimum"])
def test_without_a_value_nothing_is_asked(name):
    given = {"municipal": (setting(RULE, name, None),)}
    allowed(RULE, busy(SIX, SIX, regimes=given))
    allowed(RULE, busy(SIX, SIX, force="pm", regimes=given))
    refused(RULE, busy(SIX, SIX, force="pn", regimes=given), over=20)


# --- head-counts ----------------------------------------------------------------------


def sizes(found):
    """The sizes of groups on tours."""
    model = CrewModel(found, RULES.values())
    return sorted(g.size for g in model.groups if g.slot is not None)


def pair_of(*hours):
    return scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", *SIX, weekdays=frozenset({0}))],
        missions=stops(*hours),
    )


def test_officers_are_counted_where_every_chain_of_missions_leaves_a_break():
    assert sizes(pair_of(("08:00", "10:50"), ("11:10", "14:00"))) == [2]
    # In two places at once: no chain has both.
    assert sizes(pair_of(("08:00", "11:10"), ("11:00", "14:00"))) == [2]


def test_officers_are_kept_apart_where_a_chain_leaves_none():
    assert sizes(pair_of(("08:00", "10:51"), ("11:10", "14:00"))) == [1, 1]


def test_officers_are_counted_where_they_cannot_take_the_seats_that_leave_none():
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", *SIX, weekdays=frozenset({0}))],
        missions=[
            mission("one", at=((0, "08:00"),), minutes=180),
            mission("two", PAIR, at=((0, "11:00"),), minutes=180),
        ],
    )
    assert sizes(week) == [1, 1]
    chief = [p for p in PAIR.positions if p.leads]
    national = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", *SIX, weekdays=frozenset({0}))],
        missions=list(week.missions.values()),
        kinds=[
            week.kinds["solo"],
            type(PAIR)(
                id="pair",
                name_fr="x",
                name_en="x",
                joint=False,
                priority=1,
                positions=tuple(chief),
            ),
        ],
    )
    assert sizes(national) == [2]


def test_two_officers_hold_what_one_may_not():
    week = pair_of(("08:00", "11:00"), ("11:00", "14:00"))
    assert best("missions_by_priority", week).tiers[0].value == 0
    alone = scenario(
        officers=[officer("o")],
        shifts=list(week.shifts.values()),
        missions=list(week.missions.values()),
    )
    # One of the two missions, 10 points, is not held.
    assert best("missions_by_priority", alone).tiers[0].value == 10


# --- what is measured -----------------------------------------------------------------


def measured(found):
    return list(RULES[RULE].measure(found, "o"))


def test_the_shortest_break_relied_on_is_measured():
    [measure] = measured(busy(SIX, ("08:00", "11:00"), ("11:25", "14:00")))
    assert (measure.value, measure.limit, measure.margin) == (25, 20, 5)
    assert measure.at_least
    assert measure.day == day(0)
    assert measure.source == "décret 2000-815 art. 3"
    [measure] = measured(busy(SIX, ("08:00", "11:00"), ("11:19", "14:00")))
    assert measure.margin == -1


def test_room_for_an_unpaid_break_is_measured_where_it_is_scarcer():
    # 40 minutes are 20 more than the law asks for, 10 more than the shift.
    hours = (("08:00", "11:00"), ("11:40", "15:00"))
    [measure] = measured(busy(SEVEN, *hours, unpaid=30))
    assert (measure.value, measure.limit, measure.margin) == (40, 30, 10)


def test_short_tours_are_not_measured():
    assert measured(busy(("08:00", "13:59"))) == []


# --- head-counts and names ------------------------------------------------------------

CLOSE = ("08:00", "08:10", "09:00", "10:00", "10:30", "11:00", "12:00", "12:10")


@st.composite
def crowded(draw):
    """Alike officers on one tour of 6 h, and more missions than they can hold."""
    starts = draw(st.lists(st.sampled_from(CLOSE), min_size=3, max_size=6))
    held = [
        mission(
            f"m{i}",
            at=((0, start),),
            minutes=draw(st.sampled_from((60, 100, 120, 170, 180))),
            zone=draw(st.sampled_from(("north", "north", "south"))),
            priority=draw(st.integers(1, 9)),
        )
        for i, start in enumerate(starts)
    ]
    return scenario(
        officers=[officer(f"o{i}") for i in range(draw(st.integers(1, 3)))],
        shifts=[shift("s", *SIX, weekdays=frozenset({0}))],
        missions=[m for m in held if m.occurrences[0].span.end <= 14 * 60],
    )


@settings(max_examples=60)
@given(week=crowded())
def test_counting_loses_nothing_and_names_are_dealt_with_breaks(week):
    values = []
    for singletons in (False, True):
        found = solve(week, Search(workers=1, time_limit=60), singletons=singletons)
        assert found.status is SolveStatus.OPTIMAL
        assert found.roster is not None
        assert not judge(week, found.roster).breaches
        values.append(found.tiers[0].value)
    assert values[0] == values[1]


# --- together with the rules that say what one person can hold ------------------------

TOGETHER = ("daily_break", "one_place_at_a_time", "mission_as_asked")
"""With these two beside it the rule leaves out runs that they forbid anyway."""


@settings(max_examples=100)
@given(data=st.data())
def test_with_other_rules_the_model_refuses_what_any_check_finds(data):
    week, roster = data.draw(weeks_and_rosters(RULE))
    rules = [RULES[name] for name in TOGETHER]
    breaches = [b for rule in rules for b in rule.check(Facts(week, roster))]
    expected = SolveStatus.INFEASIBLE if breaches else SolveStatus.OPTIMAL
    assert verdict(week, roster, rules) is expected


def test_placings_of_one_mission_make_no_run_of_their_own():
    """60 minutes every 10 from 06:00 to 13:00: held once, they leave 6 h of break."""
    placed = mission(
        "m", at=[(0, f"{h:02}:{m}0") for h in range(6, 12) for m in "0123"]
    )
    week = scenario(on=clock(days=1), missions=[placed])
    asked = Limits(pause=20, stretch=360)
    slot = Span(6 * 60, 13 * 60)
    assert list(chains(week, slot, placed.occurrences, asked))
    assert not list(chains(week, slot, placed.occurrences, asked, bounded=True))


# --- split shifts ---------------------------------------------------------------------


def split(*hours, tour=("07:30", "19:30"), at="12:30", unpaid=180):
    """One officer on a tour off duty from a time on, on missions at these hours."""
    found = busy(tour, *hours, unpaid=unpaid)
    own = replace(found.scenario.shifts["s"], break_from=time(at))
    week = replace(found.scenario, shifts={"s": own})
    crews = [(d.occurrence.mission, "agent", "o") for d in found.duties]
    return facts(week, tours=[("o", 0, "s")], crews=crews)


def test_the_break_of_a_split_shift_is_the_break_that_is_due():
    # 5 h and 4 h of missions without a pause, 9 h of work.
    allowed(RULE, split(("07:30", "12:30"), ("15:30", "19:30")))


def test_what_comes_before_a_fixed_break_is_judged_by_itself():
    # 06:30 to 12:30 is 6 h.
    late = ("15:30", "18:30")
    allowed(RULE, split(("06:30", "12:30"), late, tour=("06:30", "18:30")))
    # 06:29 to 12:30 is 6 h 01: 20 minutes are due, at its beginning for example.
    tour = ("06:29", "18:29")
    refused(RULE, split(("06:29", "12:30"), tour=tour), over=20)
    refused(RULE, split(("06:48", "12:30"), tour=tour), over=1)
    allowed(RULE, split(("06:49", "12:30"), tour=tour))


def test_what_comes_after_a_fixed_break_is_judged_by_itself():
    # 12:30 to 18:30 is 6 h, to 18:31 a minute more.
    early = ("09:00", "11:30")
    hours = {"at": "11:30", "unpaid": 60}
    six = ("12:30", "18:30")
    allowed(RULE, split(early, six, tour=("09:00", "18:30"), **hours))
    tour = ("09:00", "18:31")
    refused(RULE, split(early, ("12:30", "18:31"), tour=tour, **hours), over=20)
    refused(RULE, split(early, ("12:30", "18:12"), tour=tour, **hours), over=1)
    allowed(RULE, split(early, ("12:30", "18:11"), tour=tour, **hours))


@pytest.mark.parametrize("unpaid", [19, 20])
def test_a_fixed_break_shorter_than_a_break_is_none(unpaid):
    # 08:00 to 15:00, on all the time but for the minutes from 12:00 on.
    after = ("12:19", "15:00") if unpaid == 19 else ("12:20", "15:00")
    found = split(("08:00", "12:00"), after, tour=SEVEN, at="12:00", unpaid=unpaid)
    if unpaid == 20:
        allowed(RULE, found)
        return
    refused(RULE, found, over=1)
    # A minute more before it, and there are 20.
    hours = (("08:00", "11:59"), after)
    allowed(RULE, split(*hours, tour=SEVEN, at="12:00", unpaid=19))


@pytest.mark.parametrize(
    ("until", "start", "over"),
    [
        # 10 minutes of way, before the break or after it, or some of each.
        ("12:30", "15:30", 10),
        ("12:30", "15:39", 1),
        ("12:30", "15:40", 0),
        ("12:20", "15:30", 0),
        ("12:21", "15:30", 1),
        ("12:25", "15:35", 0),
        ("12:25", "15:34", 1),
    ],
)
def test_the_way_does_not_take_the_break_of_a_split_shift(until, start, over):
    found = split(("09:00", until, "north"), (start, "19:00", "south"))
    if over:
        [breach] = refused(RULE, found, over=over)
        assert (breach.values["before"], breach.values["after"]) == ("m0", "m1")
    else:
        allowed(RULE, found)


def test_in_one_zone_there_is_no_way_to_leave():
    allowed(RULE, split(("09:00", "12:30", "south"), ("15:30", "19:00", "south")))


def test_the_way_does_not_take_the_break_of_a_short_tour_either():
    # 08:00 to 13:00 less an hour: 4 h of work, no break is due by law.
    hours = (("08:00", "10:00", "north"), ("11:00", "13:00", "south"))
    tour = {"tour": ("08:00", "13:00"), "at": "10:00", "unpaid": 60}
    refused(RULE, split(*hours, **tour), over=10)
    allowed(RULE, split(hours[0], ("11:10", "13:00", "south"), **tour))


def test_missions_too_close_for_anybody_are_another_rules_matter_in_a_break_too():
    # 5 minutes off duty at 10:00, 10 minutes of way.
    hours = (("08:00", "10:00", "north"), ("10:05", "13:00", "south"))
    allowed(RULE, split(*hours, tour=("08:00", "13:00"), at="10:00", unpaid=5))
