"""Equipment in stock: at any time no more pieces are out than the stock holds.

CSI annexe 1 art. 16; stocks of the scenario. A piece is out from the start of a mission
until its end plus the turnaround.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.missions import Equipment
from scheduler.domain.settings import Unit
from tests.builders import SOLO, clock, facts, mission, officer, scenario
from tests.judge import allowed, refused

RULE = "equipment_in_stock"


def out(*uses, stock=4, turnaround=0, held=None, on=None):
    """Missions by pieces, day, start and minutes; those in ``held`` have a crew."""
    kinds = [
        dataclasses.replace(SOLO, id=f"k{i}", equipment={"bike": pieces})
        for i, (pieces, *_rest) in enumerate(uses)
    ]
    missions = [
        mission(f"m{i}", kind, at=[(offset, start)], minutes=minutes, on=on)
        for i, (kind, (_, offset, start, minutes)) in enumerate(
            zip(kinds, uses, strict=True)
        )
    ]
    week = scenario(
        officers=[officer(f"o{i}") for i in range(len(uses))],
        kinds=kinds,
        missions=missions,
        equipment={
            "bike": Equipment(
                id="bike",
                name_fr="VTT",
                name_en="Bike",
                quantity=stock,
                turnaround=turnaround,
            )
        },
        on=on,
    )
    held = range(len(uses)) if held is None else held
    return facts(week, crews=[(f"m{i}", "agent", f"o{i}") for i in held])


def test_one_crew_uses_the_whole_stock_and_no_more():
    allowed(RULE, out((4, 0, "10:00", 60)))
    [breach] = refused(RULE, out((5, 0, "10:00", 60)), over=1)
    assert breach.mission == "m0"
    assert breach.zone == "north"
    assert breach.values["equipment"] == "bike"
    assert breach.values["out"] == 5
    assert breach.values["stock"] == 4
    assert breach.when == 600
    assert breach.unit is Unit.COUNT


def test_two_crews_at_once_share_the_stock():
    # 2 + 2 = 4 bikes; 3 + 3 = 6, seen at the start of each of the two.
    allowed(RULE, out((2, 0, "10:00", 60), (2, 0, "10:00", 60)))
    refused(RULE, out((3, 0, "10:00", 60), (3, 0, "10:00", 60)), over=(2, 2))


def test_one_minute_in_common_is_enough_to_need_both():
    # 10:00 to 11:00, then from 10:59 or from 11:00 on.
    [breach] = refused(RULE, out((3, 0, "10:00", 60), (3, 0, "10:59", 60)), over=2)
    assert breach.mission == "m1"
    allowed(RULE, out((3, 0, "10:00", 60), (3, 0, "11:00", 60)))
    allowed(RULE, out((3, 0, "10:00", 60), (3, 0, "11:01", 60)))


def test_the_turnaround_keeps_pieces_out_after_the_mission():
    # Out to 11:00 + 30 min.
    first = (3, 0, "10:00", 60)
    refused(RULE, out(first, (3, 0, "11:29", 60), turnaround=30), over=2)
    allowed(RULE, out(first, (3, 0, "11:30", 60), turnaround=30))
    allowed(RULE, out(first, (3, 0, "11:31", 60), turnaround=30))


def test_no_turnaround_is_needed_before_the_first_use():
    # The same two in the other order of rows.
    allowed(RULE, out((3, 0, "11:30", 60), (3, 0, "10:00", 60), turnaround=30))
    refused(RULE, out((3, 0, "11:29", 60), (3, 0, "10:00", 60), turnaround=30), over=2)


def test_a_mission_that_is_not_held_uses_nothing():
    allowed(RULE, out((3, 0, "10:00", 60), (3, 0, "10:00", 60), held=[0]))


def test_a_long_mission_meets_two_short_ones_in_turn():
    # 09:00 to 18:00 with 2, then 2 and 2 one after the other: never more than 4.
    long, first = (2, 0, "09:00", 540), (2, 0, "10:00", 60)
    allowed(RULE, out(long, first, (2, 0, "11:00", 60)))
    # From 10:59 on for one minute 6 are out.
    refused(RULE, out(long, first, (2, 0, "10:59", 60)), over=2)


def test_three_crews_two_by_two_in_common_are_not_three_at_once():
    # 10-12, 11-13 and 12-14 with 2 each: at most 4 at a time.
    allowed(
        RULE,
        out((2, 0, "10:00", 120), (2, 0, "11:00", 120), (2, 0, "12:00", 120)),
    )


def test_pieces_stay_out_across_midnight():
    # Monday 23:00 to Tuesday 01:00.
    refused(RULE, out((3, 0, "23:00", 120), (3, 1, "00:59", 60)), over=2)
    allowed(RULE, out((3, 0, "23:00", 120), (3, 1, "01:00", 60)))


@pytest.mark.parametrize(
    ("first", "free"),
    [
        (dt.date(2026, 10, 24), "05:00"),  # 22:00 (UTC+2) + 8 h = 05:00 (UTC+1)
        (dt.date(2027, 3, 27), "07:00"),  # 22:00 (UTC+1) + 8 h = 07:00 (UTC+2)
        (dt.date(2026, 11, 30), "06:00"),
        (dt.date(2026, 12, 31), "06:00"),
    ],
)
def test_a_piece_is_out_for_elapsed_time(first, free):
    on = clock(first, 2)
    night = (3, 0, "22:00", 450)
    allowed(RULE, out(night, (3, 1, free, 60), turnaround=30, on=on))
    early = f"0{int(free[1]) - 1}:59"
    refused(RULE, out(night, (3, 1, early, 60), turnaround=30, on=on), over=2)


def test_each_piece_has_its_own_stock():
    kinds = [
        dataclasses.replace(SOLO, id="a", equipment={"bike": 1}),
        dataclasses.replace(SOLO, id="b", equipment={"radar": 1}),
        dataclasses.replace(SOLO, id="c", equipment={"bike": 1, "radar": 1}),
    ]
    week = scenario(
        officers=[officer("o"), officer("p"), officer("q")],
        kinds=kinds,
        missions=[mission(k.id, k) for k in kinds],
        equipment={
            code: Equipment(id=code, name_fr=code, name_en=code, quantity=1)
            for code in ("bike", "radar")
        },
    )
    allowed(RULE, facts(week, crews=[("a", "agent", "o"), ("b", "agent", "p")]))
    both = facts(week, crews=[("a", "agent", "o"), ("c", "agent", "q")])
    found = refused(RULE, both, over=(1, 1))
    assert {b.values["equipment"] for b in found} == {"bike"}


def test_an_empty_stock_serves_nobody():
    refused(RULE, out((1, 0, "10:00", 60), stock=0), over=1)
    allowed(RULE, out((0, 0, "10:00", 60), stock=0))


def test_the_last_day_of_the_horizon_is_judged():
    refused(RULE, out((3, 6, "23:00", 120), (3, 6, "23:59", 120)), over=2)
