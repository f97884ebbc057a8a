"""What the board shows, as data: nights, the week at a glance, grid, decisions."""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.domain.missions import Cover
from scheduler.domain.people import Judicial, Request
from scheduler.export._decisions import decisions
from scheduler.export._grid import heads_by_band, wishes
from scheduler.export._strip import DAY, strip
from scheduler.export._tonight import night_span, nights
from scheduler.render.edition import Edition
from scheduler.render.palette import shades
from scheduler.words import use_language
from tests import builders as b
from tests.export.conftest import AUTUMN, edition_of, small_facts, small_week


def english(facts):
    return edition_of(facts, "en")


def small(**changes) -> Edition:
    return english(small_facts(small_week(**changes)))


def empty(*missions) -> Edition:
    """Return a week with missions that nobody holds."""
    return english(b.facts(small_week(missions=list(missions))))


def told(make, edition):
    with use_language("en"):
        return make(edition)


# --- nights ---------------------------------------------------------------------------


def test_each_day_has_a_night():
    assert [n.day for n in told(nights, small())] == [b.day(d) for d in range(7)]


def test_a_night_lists_who_is_on_by_hour():
    # Saturday: PN-1 20:00-08:00, PM-1 22:00-06:00.
    saturday = told(nights, small())[5]
    assert [(g.force, g.times, g.officers, g.next) for g in saturday.on] == [
        ("PN", "20:00–08:00", ("PN-1",), ""),
        ("PM", "22:00–06:00", ("PM-1",), ""),
    ]
    assert saturday.heads == 2


@pytest.mark.parametrize(
    ("start", "end", "on"),
    [("10:00", "18:00", 0), ("10:00", "18:01", 1), ("07:00", "12:00", 0)],
)
def test_a_night_begins_at_18_00_and_ends_at_07_00(start, end, on):
    week = small_week(shifts=[b.shift("s", start, end)], missions=[])
    found = english(b.facts(week, tours=[("PM-1", 0, "s"), ("PM-2", 1, "s")]))
    assert told(nights, found)[0].heads == on


@pytest.mark.parametrize(("start", "partly"), [("14:00", False), ("13:59", True)])
def test_less_than_half_of_a_tour_is_a_part_of_the_night(start, partly):
    # To 22:00: 4 h in the night, of 8 h and of 8 h 01.
    week = small_week(shifts=[b.shift("s", start, "22:00")], missions=[])
    found = english(b.facts(week, tours=[("PM-1", 0, "s")]))
    [group] = told(nights, found)[0].on
    assert group.partly is partly


def test_those_on_for_a_part_of_the_night_come_last():
    shifts = [b.shift("day", "11:00", "18:30"), b.shift("night", "21:00", "05:00")]
    week = small_week(shifts=shifts, missions=[])
    tours = [("PM-1", 0, "day"), ("PM-2", 0, "night")]
    found = english(b.facts(week, tours=tours))
    assert [g.officers for g in told(nights, found)[0].on] == [("PM-2",), ("PM-1",)]


def test_a_tour_of_the_next_morning_names_its_day():
    week = small_week(shifts=[b.shift("s", "06:30", "12:00")], missions=[])
    found = english(b.facts(week, tours=[("PM-1", 1, "s")]))
    [group] = told(nights, found)[0].on
    assert (group.next, group.times) == ("Tue", "06:30–12:00")


def test_the_night_of_the_clock_change_is_14_hours_long():
    on = b.clock(AUTUMN)
    assert night_span(on, dt.date(2026, 10, 24)).length == 14 * 60
    assert night_span(on, dt.date(2026, 10, 23)).length == 13 * 60


def test_a_mission_not_held_is_told_in_its_night_with_its_cause():
    found = empty(b.mission("gone", b.PAIR, at=[(1, "23:00")]))
    [gap] = told(nights, found)[1].missing
    assert (gap.mission, gap.times) == ("gone", "23:00–00:00")
    [cause] = told(decisions, found)
    assert gap.cause == cause.id
    assert told(nights, found)[0].missing == ()


def test_a_head_count_not_reached_is_told_in_its_night():
    cover = (
        Cover(force="pm", shift="nuit", day=b.day(2), minimum=2),
        Cover(force="pm", shift="jour", day=b.day(2), minimum=2),
    )
    [gap] = told(nights, small(cover=cover))[2].missing
    assert gap.mission == ""
    assert gap.why == "0 of 2 officers"
    # The night before ends at 07:00, when the day shift of 06:30 has begun.
    assert len(told(nights, small(cover=cover))[1].missing) == 1


def opj(*officers, **changes):
    people = [
        replace(b.officer(code, "pn"), judicial=Judicial.OPJ, desk=desk)
        for code, desk in officers
    ]
    return small_week(officers=people, missions=[], **changes)


def test_the_desk_is_called_first():
    week = opj(("PN-1", False), ("PN-2", True))
    found = english(
        b.facts(week, tours=[("PN-1", 0, "pn-nuit"), ("PN-2", 0, "pn-nuit")])
    )
    night = told(nights, found)[0]
    assert [(c.officer, c.desk) for c in night.calls] == [
        ("PN-2", True),
        ("PN-1", False),
    ]
    assert night.calls[0].times == ("20:00–07:00",)


def test_hours_without_an_opj_are_told():
    week = opj(("PN-1", False))
    found = english(b.facts(week, tours=[("PN-1", 0, "pn-nuit")]))
    first, second = told(nights, found)[:2]
    assert first.unreached == ("18:00–20:00",)
    # On Tuesday nobody is on from 18:00 on; PN-1 has gone at 08:00.
    assert second.unreached == ("18:00–07:00",)


def test_a_week_without_opj_misses_none():
    week = small_week(officers=[b.officer("PM-1")], missions=[])
    assert all(n.unreached == () for n in told(nights, english(b.facts(week))))


def test_the_last_night_is_judged_inside_the_horizon():
    week = opj(("PN-1", False), on=b.clock(days=1))
    found = english(b.facts(week))
    assert told(nights, found)[0].unreached == ("18:00–00:00",)


# --- the week at a glance -------------------------------------------------------------


def test_a_lane_tells_the_most_and_the_fewest_at_night():
    municipal, national = told(strip, small()).lanes
    # Monday: PM-1 and PM-2 at once, nobody at night. Saturday: one from 22:00 on.
    assert [d.most for d in municipal.days] == [2, 0, 0, 0, 0, 1, 1]
    assert [d.fewest for d in municipal.days] == [0] * 7
    assert [d.most for d in national.days] == [1, 0, 0, 0, 0, 1, 1]


def test_the_fewest_at_night_counts_from_18_00_to_07_00():
    week = small_week(shifts=[b.shift("s", "18:00", "07:00", "pn")], missions=[])
    found = english(b.facts(week, tours=[("PN-1", 0, "s")]))
    assert told(strip, found).lanes[1].days[0].fewest == 1
    early = small_week(shifts=[b.shift("s", "18:00", "06:30", "pn")], missions=[])
    found = english(b.facts(early, tours=[("PN-1", 0, "s")]))
    assert told(strip, found).lanes[1].days[0].fewest == 0


def test_heads_asked_for_and_missing_stand_by_force_and_day():
    cover = (
        Cover(force="pm", shift="jour", day=b.day(0), minimum=3),
        Cover(force="pn", shift="pn-jour", day=b.day(0), minimum=1),
    )
    municipal, national = told(strip, small(cover=cover)).lanes
    # Two of three, one of one.
    assert (municipal.days[0].asked, municipal.days[0].missing) == (3, 1)
    assert (national.days[0].asked, national.days[0].missing) == (1, 0)
    assert told(strip, small(cover=cover)).short.count("M") == 1


def test_many_forces_share_lanes():
    forces = {f"t{n}": replace(b.FORCES["pm"], id=f"t{n}") for n in range(4)}
    week = small_week(
        forces={**forces, "pn": b.FORCES["pn"]},
        officers=[
            *(b.officer(f"A{n}", f"t{n}") for n in range(4)),
            b.officer("B", "t2"),
            b.officer("P", "pn"),
        ],
        shifts=[],
        missions=[],
    )
    lanes = told(strip, english(b.facts(week))).lanes
    assert [lane.name for lane in lanes] == ["PM t2", "PM, 3 others", "PN"]


def test_missions_not_held_are_marked_on_their_day():
    gone = [
        b.mission("a", b.PAIR, at=[(1, "09:00")]),
        b.mission("b", b.PAIR, at=[(1, "09:00")]),
        b.mission("c", b.PAIR, at=[(6, "23:00")]),
    ]
    found = told(strip, empty(*gone))
    assert found.lacks == ((), ("a", "b"), (), (), (), (), ("c",))
    assert found.marks.count("M") == 3


def test_days_stand_under_each_other_when_the_clocks_change():
    found = told(strip, english(small_facts(small_week(b.clock(AUTUMN)))))
    left = {day: float(x) for day, x, _width in found.frames}
    # 18:00 of a day of 24 hours; the day of 25 has its 18:00 after 19 hours.
    assert left[dt.date(2026, 10, 24)] == 5 * DAY + 36
    assert left[dt.date(2026, 10, 25)] == round(6 * DAY + 48 * 19 / 25, 2)


# --- the grid -------------------------------------------------------------------------


def test_heads_are_counted_by_time_of_day():
    cover = (Cover(force="pm", shift="jour", day=b.day(0), minimum=4),)
    found = small(cover=cover)
    bands = heads_by_band(found, shades(found.scenario))
    # jour and pn-jour begin at 06:30; two and one are on tour on Monday.
    monday = bands["morning"][0]
    assert (monday.have, monday.need, monday.missing) == (3, 4, 2)
    assert [h.have for h in bands["night"]] == [0, 0, 0, 0, 0, 2, 0]


def test_wishes_are_counted_by_kind_and_no_officer_is_named():
    asked = (
        Request(officer="PM-1", day=b.day(0), wish="off"),
        Request(officer="PM-9", day=b.day(0), wish="off"),
        Request(officer="PM-1", day=b.day(1), wish="shift", shift="nuit"),
    )
    found = told(lambda e: tuple(wishes(e)), small(requests=asked))
    assert [(w.words, w.made, w.unmet) for w in found] == [
        ("a day off", 2, 1),
        ("a shift", 1, 1),
    ]


# --- decisions ------------------------------------------------------------------------


def test_a_week_that_lacks_nothing_has_nothing_to_decide():
    assert told(decisions, english(b.facts(small_week(missions=[])))) == ()
