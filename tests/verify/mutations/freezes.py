"""Mutations of what began before a freeze."""

from dataclasses import replace

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.time import HOUR
from tests.freezing import frozen
from tests.verify.mutating import Broken, breaks, instead, on_tour, seat, with_seats

RULE = "freeze_kept"


def on_thursday(facts: Facts) -> Facts:
    """Return the roster with itself as its baseline, frozen on Thursday at 14:00."""
    noon = facts.scenario.clock.midnight(facts.scenario.clock.dates[3]) + 14 * HOUR
    return Facts(frozen(facts, noon), facts.roster)


def begun(facts: Facts) -> int:
    """Return the freeze of a week."""
    assert facts.scenario.freeze is not None
    return facts.scenario.freeze


@breaks(RULE)
def a_tour_that_had_begun_is_dropped(facts: Facts) -> Broken:
    facts = on_thursday(facts)
    tour = max(
        (t for t in facts.roster.tours if t.span.start < begun(facts)),
        key=lambda t: t.span,
    )
    tours = tuple(t for t in facts.roster.tours if t != tour)
    roster = Roster(tours, facts.roster.assignments)
    return Broken(Facts(facts.scenario, roster), tour.officer, over=1)


@breaks(RULE)
def a_tour_is_added_before_the_freeze(facts: Facts) -> Broken:
    facts = on_thursday(facts)
    for officer, tours in facts.scenario.tours.items():
        days = {t.day for t in facts.tours_of[officer]}
        for tour in tours:
            if tour.span.start < begun(facts) and tour.day not in days:
                roster = Roster((*facts.roster.tours, tour), facts.roster.assignments)
                added = Facts(facts.scenario, roster.sorted())
                return Broken(added, officer, over=1)
    raise LookupError


@breaks(RULE)
def a_seat_that_had_begun_is_dropped(facts: Facts) -> Broken:
    facts = on_thursday(facts)
    duty = [d for d in facts.duties if d.occurrence.span.start < begun(facts)][-1]
    return Broken(with_seats(facts, less=[seat(duty)]), duty.officer, over=1)


@breaks(RULE)
def a_colleague_takes_a_seat_that_had_begun(facts: Facts) -> Broken:
    facts = on_thursday(facts)
    for duty in facts.duties:
        crew = {d.officer for d in facts.crews[duty.occurrence]}
        others = sorted(on_tour(facts, duty.occurrence) - crew)
        if others and duty.occurrence.span.start < begun(facts):
            return Broken(instead(facts, duty, others[0]), others[0], over=1)
    raise LookupError


@breaks(RULE)
def a_break_that_had_begun_is_a_minute_later(facts: Facts) -> Broken:
    facts = on_thursday(facts)
    placed = facts.roster.breaks or ()
    old = max(
        (b for b in placed if b.span.start < begun(facts) - 1), key=lambda b: b.span
    )
    span = replace(old.span, start=old.span.start + 1, end=old.span.end + 1)
    moved = tuple(replace(b, span=span) if b == old else b for b in placed)
    roster = replace(facts.roster, breaks=moved).sorted()
    return Broken(Facts(facts.scenario, roster), old.officer, over=1)
