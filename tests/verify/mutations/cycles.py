"""Mutations of national cycles: what is recorded for a day, and the rests."""

import datetime as dt
from dataclasses import replace

from scheduler.domain.roster import Facts
from scheduler.domain.tours import Change, CycleChange, FixedTour
from tests.verify.mutating import Broken, breaks, with_tours

FRIDAY, SATURDAY = dt.date(2026, 11, 27), dt.date(2026, 11, 28)


def forgetting(facts: Facts, officer: str, day: dt.date) -> Facts:
    """Forget what is recorded for a day of an officer."""
    kept = tuple(
        c for c in facts.scenario.cycle_changes if (c.officer, c.day) != (officer, day)
    )
    assert len(kept) == len(facts.scenario.cycle_changes) - 1
    return Facts(replace(facts.scenario, cycle_changes=kept), facts.roster)


def recording(facts: Facts, change: CycleChange) -> Facts:
    """Record a change, in the place of another of that day."""
    kept = tuple(
        c
        for c in facts.scenario.cycle_changes
        if (c.officer, c.day) != (change.officer, change.day)
    )
    return Facts(replace(facts.scenario, cycle_changes=(*kept, change)), facts.roster)


@breaks("cycle_followed")
def the_match_without_a_record(facts: Facts) -> Broken:
    return Broken(forgetting(facts, "PN-003", SATURDAY), "PN-003", over=1)


@breaks("cycle_followed")
def a_friday_off_without_a_record(facts: Facts) -> Broken:
    return Broken(forgetting(facts, "PN-003", FRIDAY), "PN-003", over=1)


@breaks("cycle_rest")
def the_match_on_an_rc(facts: Facts) -> Broken:
    # 15:30 to 23:40 of the RC of Saturday.
    return Broken(forgetting(facts, "PN-004", SATURDAY), "PN-004", over=490)


@breaks("cycle_rest")
def a_day_tour_after_a_night(facts: Facts) -> Broken:
    # Nights of Monday and Tuesday; the DN of Wednesday is from 06:58 to 18:50, and the
    # tour from 06:50 to 18:58 takes all 11 h 52 of it.
    own = FixedTour(officer="PN-033", day=dt.date(2026, 11, 25), shift="PN-J12")
    week = replace(facts.scenario, fixed_tours=(*facts.scenario.fixed_tours, own))
    changed = with_tours(Facts(week, facts.roster), "PN-033", week.tours["PN-033"])
    return Broken(changed, "PN-033", over=11 * 60 + 52)


@breaks("recall_limits")
def told_as_the_last_tour_ends(facts: Facts) -> Broken:
    # Friday is off: the last tour before Saturday ends on Thursday 26 at 17:21.
    told = facts.scenario.clock.minute(dt.date(2026, 11, 26), dt.time(17, 21))
    change = CycleChange(
        officer="PN-005", day=SATURDAY, change=Change.POSTPONEMENT, told=told
    )
    return Broken(recording(facts, change), "PN-005", over=1)


@breaks("recall_limits")
def an_assistant_is_recalled(facts: Facts) -> Broken:
    change = CycleChange(
        officer="PN-028", day=dt.date(2026, 11, 25), change=Change.RECALL
    )
    return Broken(recording(facts, change), "PN-028", over=1)
