"""Filling missions that an unfinished search left open."""

from dataclasses import replace

from scheduler.domain.people import Request
from scheduler.domain.roster import Break, Facts, Roster
from scheduler.domain.time import Span
from scheduler.rules import RULES
from scheduler.solve.fill import fill, with_breaks
from scheduler.verify.judge import judge
from tests import builders as b
from tests.freezing import frozen

EVERY_RULE = tuple(RULES.values())
DAY = b.shift("day", "08:00", "16:00")


def week_of(*missions, officers=("o1", "o2"), **more):
    return b.scenario(
        officers=[b.officer(o) for o in officers],
        shifts=[DAY],
        missions=missions,
        **more,
    )


EMPTY = Roster((), ())


def filled(week, roster=EMPTY, **more):
    return Facts(week, with_breaks(week, fill(week, roster, EVERY_RULE, **more)))


def test_two_free_officers_take_what_an_empty_roster_left_open():
    week = week_of(b.mission("m1"), b.mission("m2", at=[(1, "10:00")]))
    found = filled(week)
    assert [len(found.held[m]) for m in ("m1", "m2")] == [1, 1]
    assert judge(week, found.roster).breaches == ()


def test_an_officer_already_on_tour_comes_before_another_tour():
    week = week_of(b.mission("m"))
    found = filled(week, b.facts(week, tours=[("o2", 0, "day")]).roster)
    assert [(t.officer, t.shift) for t in found.roster.tours] == [("o2", "day")]
    assert [d.officer for d in found.duties] == ["o2"]


def test_the_mission_of_more_points_is_filled_first():
    # One officer, two missions at one time: 10 points before 1.
    low, high = b.mission("low", priority=1), b.mission("high", priority=10)
    found = filled(week_of(low, high, officers=["o1"]))
    assert (found.held["low"] == (), len(found.held["high"])) == (True, 1)


def test_an_earlier_tier_is_never_paid_for_a_mission():
    # The only officer asked for the day off, and requests come before missions here.
    off = Request(officer="o1", day=b.day(0), wish="off")
    tiers = [("requests", {"requests": 1}), ("missions", {"missions_by_priority": 1})]
    week = week_of(b.mission("m"), officers=["o1"], requests=[off], tiers=tiers)
    assert filled(week).roster.tours == ()
    swapped = week_of(
        b.mission("m"), officers=["o1"], requests=[off], tiers=tiers[::-1]
    )
    assert [d.officer for d in filled(swapped).duties] == ["o1"]


def test_a_roster_without_open_missions_is_kept():
    week = week_of(b.mission("m"))
    once = filled(week).roster
    assert filled(week, once).roster == once


def test_the_same_roster_is_filled_in_the_same_way():
    week = week_of(b.mission("m1"), b.mission("m2"), b.mission("m3"))
    assert filled(week).roster == filled(week).roster


def test_no_time_leaves_the_roster_as_it_is():
    assert filled(week_of(b.mission("m")), seconds=0).roster.assignments == ()


def test_who_waits_no_longer_gets_the_roster_as_it_is():
    week = week_of(b.mission("m"))
    assert filled(week, hurry=lambda: True).roster.assignments == ()
    assert len(filled(week, hurry=lambda: False).roster.assignments) == 1


def test_what_starts_before_the_freeze_is_left_open():
    week = week_of(b.mission("m"), b.mission("n", at=[(0, "12:00")]))
    known = with_breaks(week, b.facts(week, tours=[("o1", 0, "day")]).roster)
    for freeze, held in ((10 * 60, {"m", "n"}), (10 * 60 + 1, {"n"})):
        found = filled(frozen(Facts(week, known), freeze), known)
        assert {d.occurrence.mission for d in found.duties} == held


def test_breaks_of_the_baseline_stay_on_tours_that_keep_the_rule_with_them():
    week = week_of(b.mission("m", at=[(0, "12:00")]))
    plan = b.facts(week, tours=[("o1", 0, "day"), ("o2", 0, "day")]).roster
    told = tuple(
        Break(o, week.clock.start, "day", Span(at, at + 20))
        for o, at in (("o1", 9 * 60 + 59), ("o2", 12 * 60 + 7))
    )
    near = frozen(Facts(week, replace(plan, breaks=told)), 0)
    seated = b.facts(
        near,
        tours=[("o1", 0, "day"), ("o2", 0, "day")],
        crews=[("m", "agent", "o2")],
    )
    # The break of o2 would lie in the mission of 12:00.
    first, second = with_breaks(near, seated.roster).breaks or ()
    assert first == told[0]
    assert second.officer == "o2"
    assert not second.span.overlaps(Span(12 * 60, 13 * 60))
