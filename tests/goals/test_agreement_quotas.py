"""Agreement quotas: missions or hours owed by week or month (CSI annexe 1).

The base week is Monday 5 to Sunday 11 October 2026; the joint kind ``pair`` counts
where a quota names none. The agreement ``a`` is in force from 2025 to 2027.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.missions import Measured, Period, Quota
from scheduler.domain.places import Commune, Zone
from scheduler.domain.quotas import balances, dues
from scheduler.goals import GOALS
from tests.builders import (
    AGREEMENT,
    PAIR,
    SOLO,
    clock,
    day,
    facts,
    mission,
    officer,
    past_mission,
    redated,
    scenario,
    shift,
)
from tests.fixing import loss
from tests.judge import best, points

GOAL = "agreement_quotas"
FALLING = dataclasses.replace(PAIR, id="falling", fallback="solo")
KINDS = (SOLO, PAIR, FALLING)


def quota(minimum=3, **changes):
    return Quota(**{"id": "q", "minimum": minimum, **changes})


HOURS = {"measured": Measured.HOURS}
MONTH = {"period": Period.MONTH}


def week(held=(), *, quotas=(), on=None, kind=PAIR, **changes):
    """A week with missions given by (day, start, minutes, …)."""
    on = on or clock()
    return scenario(
        on=on,
        kinds=KINDS,
        officers=[officer("o"), officer("x", "pn")],
        quotas={q.id: q for q in quotas},
        missions=[
            mission(
                f"m{i}",
                kind,
                at=[(offset, start)],
                minutes=minutes,
                zone=more[0] if more else "north",
                on=on,
            )
            for i, (offset, start, minutes, *more) in enumerate(held)
        ],
        **changes,
    )


def both(roster):
    """What both halves say that a roster loses."""
    scored = points(GOAL, roster)
    assert loss(roster.scenario, roster.roster, GOALS[GOAL]) == scored
    return scored


def lost(*quotas, held=(), kind=PAIR, **changes):
    found = week(held, quotas=quotas, kind=kind, **changes)
    seats = {"chief": "x", "agent": "o"}
    return both(
        facts(
            found,
            crews=[
                (m, p.name, seats[p.name])
                for m in found.missions
                for p in kind.positions
            ],
        )
    )


EACH_DAY = [(i, "10:00", 60) for i in range(7)]


@pytest.mark.parametrize(
    ("number", "missing"), [(0, 3), (1, 2), (2, 1), (3, 0), (4, 0)]
)
def test_each_mission_missing_loses_the_weight(number, missing):
    assert lost(quota(3, weight=5), held=EACH_DAY[:number]) == 5 * missing


def test_no_quota_loses_nothing():
    assert lost(held=EACH_DAY) == 0


@pytest.mark.parametrize(
    ("minutes", "missing"), [(0, 2), (59, 2), (60, 1), (61, 1), (119, 1), (120, 0)]
)
def test_each_hour_begun_that_is_missing_loses_the_weight(minutes, missing):
    held = [(0, "10:00", minutes)] if minutes else []
    assert lost(quota(120, weight=7, **HOURS), held=held) == 7 * missing


def test_hours_are_those_of_the_mission_whatever_its_crew():
    # Two officers for 90 minutes make 90 minutes, of 2 hours owed.
    found = week([(0, "10:00", 90)], quotas=[quota(120, **HOURS)])
    roster = facts(found, crews=[("m0", "chief", "x"), ("m0", "agent", "o")])
    [balance] = balances(roster)
    assert (balance.now, balance.missing, balance.points) == (90, 30, 1)


def test_briefing_is_not_counted():
    kind = dataclasses.replace(PAIR, briefing=30, debriefing=30)
    found = scenario(
        kinds=(kind,),
        officers=[officer("o"), officer("x", "pn")],
        quotas={"q": quota(120, **HOURS)},
        missions=[mission("m", kind)],
    )
    # Engaged for two hours, on the mission for one.
    assert both(facts(found, crews=[("m", "chief", "x"), ("m", "agent", "o")])) == 1


def test_only_joint_kinds_count_where_none_is_named():
    assert lost(quota(1), held=EACH_DAY[:1], kind=SOLO) == 1
    assert lost(quota(1), held=EACH_DAY[:1], kind=PAIR) == 0


def test_only_the_kinds_named_count():
    solo = frozenset({"solo"})
    assert lost(quota(1, kinds=solo), held=EACH_DAY[:1], kind=SOLO) == 0
    assert lost(quota(1, kinds=solo), held=EACH_DAY[:1], kind=PAIR) == 1


def test_a_fallback_counts_as_its_own_kind():
    found = week(EACH_DAY[:1], quotas=[quota(1)], kind=FALLING)
    assert both(facts(found, alone=[("m0", "agent", "o")])) == 1
    named = dataclasses.replace(
        found, quotas={"q": quota(1, kinds=frozenset({"solo"}))}
    )
    assert both(facts(named, alone=[("m0", "agent", "o")])) == 0


def test_a_mission_counts_for_the_commune_whose_mayor_has_the_authority():
    places = {
        "communes": {c: Commune(id=c, name=c) for c in "cd"},
        "zones": {
            "north": Zone(id="north", name="N", commune="c", also_in=frozenset("d")),
            "south": Zone(id="south", name="S", commune="d"),
        },
    }
    here, there = quota(1, communes=frozenset("c")), quota(1, communes=frozenset("d"))
    north, south = [(0, "10:00", 60, "north")], [(0, "10:00", 60, "south")]
    assert lost(here, held=north, **places) == 0
    assert lost(there, held=north, **places) == 1
    assert lost(there, held=south, **places) == 0
    all_of_them = quota(2, communes=frozenset("cd"))
    assert lost(all_of_them, held=north + south, **places) == 0


def test_several_quotas_add_up():
    first, second = quota(1, weight=2), quota(2, id="r", weight=3)
    assert lost(first, second) == 2 + 2 * 3


# --- periods --------------------------------------------------------------------------


def owed(*quotas, on, **changes):
    found = week(quotas=quotas, on=on, **changes)
    return [(d.since.isoformat(), d.until.isoformat(), d.owed) for d in dues(found)]


def test_a_week_that_ends_with_the_horizon_owes_all():
    assert owed(quota(3), on=clock()) == [("2026-10-05", "2026-10-11", 3)]


@pytest.mark.parametrize(("days", "part"), [(1, 0), (2, 0), (3, 1), (5, 2), (6, 2)])
def test_a_week_that_goes_on_owes_the_part_of_its_days(days, part):
    # 3 × 1/7, 2/7, 3/7 = 1.3, 5/7 = 2.1, 6/7 = 2.6, rounded down.
    [due] = owed(quota(3), on=clock(days=days))
    assert due[2] == part


def test_the_days_before_the_horizon_have_passed_too():
    # From Thursday on: the week is over on Sunday, whenever the horizon began.
    assert owed(quota(3), on=clock(day(3), 4)) == [("2026-10-05", "2026-10-11", 3)]


def test_a_fortnight_has_two_weeks():
    assert owed(quota(3), on=clock(days=14)) == [
        ("2026-10-05", "2026-10-11", 3),
        ("2026-10-12", "2026-10-18", 3),
    ]
    # Each by itself: six in the first do not help the second.
    twice = [(i, f"{h}:00", 60) for i in range(3) for h in (10, 14)]
    assert lost(quota(3), held=twice, on=clock(days=14)) == 3


def test_a_month_owes_the_part_that_has_passed():
    # 11 of the 31 days of October: 31 × 11/31 = 11; 30 × 11/31 = 10.6.
    assert owed(quota(31, **MONTH), on=clock()) == [("2026-10-01", "2026-10-11", 11)]
    assert owed(quota(30, **MONTH), on=clock())[0][2] == 10
    # 6 h = 360 min: 360 × 11/31 = 127.7 min.
    assert owed(quota(360, **MONTH, **HOURS), on=clock())[0][2] == 127


@pytest.mark.parametrize(
    ("first", "days", "expected"),
    [
        # The last day of the month makes it whole, the day before does not.
        (dt.date(2026, 10, 26), 6, [("2026-10-01", "2026-10-31", 31)]),
        (dt.date(2026, 10, 26), 5, [("2026-10-01", "2026-10-30", 30)]),
        # Over two months: all of October and 1/30 of November (31/30 = 1.03).
        (
            dt.date(2026, 10, 26),
            7,
            [("2026-10-01", "2026-10-31", 31), ("2026-11-01", "2026-11-01", 1)],
        ),
        # Over the year's end: 31 and 3 of January's 31 days.
        (
            dt.date(2026, 12, 28),
            7,
            [("2026-12-01", "2026-12-31", 31), ("2027-01-01", "2027-01-03", 3)],
        ),
        # February 2028 has 29 days: 31 × 28/29 = 29.9; February 2027 has 28.
        (dt.date(2028, 2, 28), 1, [("2028-02-01", "2028-02-28", 29)]),
        (dt.date(2028, 2, 28), 2, [("2028-02-01", "2028-02-29", 31)]),
        (dt.date(2027, 2, 28), 1, [("2027-02-01", "2027-02-28", 31)]),
    ],
)
def test_months_by_their_own_length(first, days, expected):
    assert owed(quota(31, **MONTH), on=clock(first, days)) == expected


@pytest.mark.parametrize("first", [dt.date(2026, 12, 28), dt.date(2026, 12, 31)])
def test_the_week_over_the_new_year_is_one_week(first):
    on = clock(first, 4 if first.day == 31 else 7)
    assert owed(quota(3), on=on) == [("2026-12-28", "2027-01-03", 3)]


@pytest.mark.parametrize("first", [dt.date(2026, 10, 19), dt.date(2027, 3, 22)])
def test_a_week_over_a_clock_change_counts_days(first):
    on = clock(first)
    assert [d[2] for d in owed(quota(7), on=on)] == [7]
    # Sunday 23:30 belongs to the week, Monday 00:00 to the next one.
    late = [(6, "23:30", 60)]
    assert lost(quota(1), held=late, on=on) == 0
    after = [(7, "00:00", 60)]
    assert lost(quota(1), held=after, on=clock(first, 8)) == 1


def test_hours_over_a_clock_change_are_elapsed():
    # 01:00 to 04:00 on 25 October 2026 is 4 hours.
    on = clock(dt.date(2026, 10, 19))
    assert lost(quota(240, **HOURS), held=[(6, "01:00", 240)], on=on) == 0
    assert lost(quota(241, **HOURS), held=[(6, "01:00", 240)], on=on) == 1


def test_a_mission_counts_on_the_day_on_which_it_begins():
    on = clock(dt.date(2026, 10, 31), 2)
    eve = [(0, "23:30", 90)]
    # October owes 31 (one held), November 30 × 1/30 = 1 (none).
    assert lost(quota(1, **MONTH), held=eve, on=on) == 0
    assert lost(quota(30, **MONTH), held=eve, on=on) == 29 + 1


# --- what was done before -------------------------------------------------------------


def test_what_was_held_before_counts_in_its_own_week():
    on = clock(day(3), 4)
    monday = past_mission("b", PAIR, -3, "10:00", on=on)
    sunday = past_mission("c", PAIR, -4, "10:00", on=on)
    assert lost(quota(3), on=on, past_missions=(monday,)) == 2
    assert lost(quota(3), on=on, past_missions=(sunday,)) == 3


def test_what_was_held_before_counts_in_its_own_month():
    # The horizon begins on Monday 5: 1 October is in the month, 30 September is not.
    first = past_mission("b", PAIR, -4, "10:00", minutes=90)
    before = past_mission("c", PAIR, -5, "10:00", minutes=90)
    # 127 minutes owed (see above): 37 missing after 90, and none after 180.
    hours = quota(360, **MONTH, **HOURS)
    assert lost(hours, past_missions=(first,)) == 1
    assert lost(hours, past_missions=(before,)) == 3
    assert lost(hours, past_missions=(first, first)) == 0


def test_the_past_counts_by_kind_and_commune():
    elsewhere = {
        "communes": {c: Commune(id=c, name=c) for c in "cd"},
        "zones": {
            "north": Zone(id="north", name="N", commune="c"),
            "south": Zone(id="south", name="S", commune="d"),
        },
    }
    on = clock(day(3), 4)
    here = quota(1, communes=frozenset("c"))
    for kind, zone, missing in (
        (PAIR, "north", 0),
        (PAIR, "south", 1),
        (SOLO, "north", 1),
    ):
        past = past_mission("b", kind, -1, "10:00", zone=zone, on=on)
        assert lost(here, on=on, past_missions=(past,), **elsewhere) == missing


def test_more_than_owed_before_is_no_debt():
    on = clock(day(3), 4)
    past = tuple(
        past_mission(f"b{i}", PAIR, -1, f"{10 + i}:00", on=on) for i in range(5)
    )
    assert lost(quota(3), on=on, past_missions=past) == 0


# --- the agreement --------------------------------------------------------------------


def under(**changes):
    agreement = redated(AGREEMENT, **changes)
    return {"agreements": {"a": agreement}}


def test_an_agreement_owes_only_while_it_is_in_force():
    wednesday = under(valid_from=day(2))
    # 5 of the 7 days: 3 × 5/7 = 2.1.
    given = quota(3, agreement="a")
    assert owed(given, on=clock(), **wednesday) == [("2026-10-07", "2026-10-11", 2)]
    until = under(valid_to=day(1))
    assert owed(given, on=clock(), **until) == [("2026-10-05", "2026-10-06", 0)]
    assert owed(given, on=clock(), **under(valid_to=day(-1))) == []
    # A quota that names no agreement is owed anyway.
    assert owed(quota(3), on=clock(), **wednesday)[0][2] == 3


def test_missions_outside_the_agreement_do_not_count():
    given = quota(7, agreement="a")
    # Owed 7 × 5/7 = 5 from Wednesday on; of seven daily missions five count.
    assert lost(given, held=EACH_DAY, **under(valid_from=day(2))) == 0
    assert lost(given, held=EACH_DAY[:2], **under(valid_from=day(2))) == 5


def test_notice_ends_an_agreement():
    # Notice of 9 April 2026 ends it six months later: 8 October is its last day.
    ends = under(denounced=dt.date(2026, 4, 9))
    assert owed(quota(7, agreement="a"), on=clock(), **ends) == [
        ("2026-10-05", "2026-10-08", 4)
    ]


# --- words and choice -----------------------------------------------------------------


def test_the_loss_tells_the_arithmetic():
    on = clock(day(3), 4)
    past = (past_mission("b", PAIR, -1, "10:00", on=on),)
    found = week(
        [(0, "10:00", 60)], quotas=[quota(4, name="Centre")], on=on, past_missions=past
    )
    roster = facts(found, crews=[("m0", "chief", "x"), ("m0", "agent", "o")])
    [part] = GOALS[GOAL].score(roster)
    assert part.values == {
        "quota": "Centre",
        "first": "2026-10-05",
        "until": "2026-10-11",
        "owed": 4,
        "before": 1,
        "now": 1,
        "missing": 2,
    }


def test_the_search_holds_what_is_owed():
    # One crew, two missions at one time: the quota of the south decides.
    found = scenario(
        kinds=KINDS,
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "14:00")],
        communes={c: Commune(id=c, name=c) for c in "cd"},
        zones={
            "north": Zone(id="north", name="N", commune="c"),
            "south": Zone(id="south", name="S", commune="c"),
        },
        missions=[mission("a", SOLO), mission("b", SOLO, zone="south")],
        quotas={
            "q": quota(1, kinds=frozenset({"solo"}), communes=frozenset("c"), weight=9)
        },
    )
    assert best(GOAL, found).tiers[0].value == 0
    two = dataclasses.replace(
        found, quotas={"q": quota(2, kinds=frozenset({"solo"}), weight=9)}
    )
    assert best(GOAL, two).tiers[0].value == 9
