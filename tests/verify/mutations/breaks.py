"""Mutations of the breaks that a solved week places on its tours."""

from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Break, Facts
from scheduler.domain.time import Span
from tests.verify.mutating import Broken, breaks

RULE = "daily_break"


def with_break(facts: Facts, old: Break, *new: Span) -> Broken:
    """Return the roster with other breaks on the tour of one."""
    others = [x for x in facts.roster.breaks or () if x.tour != old.tour]
    moved = [replace(old, span=span) for span in new]
    roster = replace(facts.roster, breaks=(*others, *moved)).sorted()
    return Broken(Facts(facts.scenario, roster), old.officer)


def alone(facts: Facts) -> Iterator[Break]:
    """Yield the breaks that are the only one of their tour."""
    for placed in facts.roster.breaks or ():
        if len(facts.breaks_of[placed.tour]) == 1:
            yield placed


def missions_during(facts: Facts, placed: Break) -> list[Occurrence]:
    """Return the missions of an officer during the tour of a break."""
    [tour] = [t for t in facts.tours_of[placed.officer] if t.key == placed.tour]
    return [
        d.occurrence
        for d in facts.duties_of[placed.officer]
        if tour.span.contains(d.occurrence.span)
    ]


@breaks(RULE)
def a_break_moved_onto_a_mission(facts: Facts) -> Broken:
    """By as much as it lasts, so that all of it meets the mission."""
    for placed in alone(facts):
        for stop in missions_during(facts, placed):
            middle = (stop.span.start + stop.span.end - placed.span.length) // 2
            span = Span(middle, middle + placed.span.length)
            if stop.span.contains(span):
                return replace(with_break(facts, placed, span), over=span.length)
    raise LookupError


@breaks(RULE)
def a_break_that_takes_a_minute_of_a_mission(facts: Facts) -> Broken:
    for placed in alone(facts):
        for stop in missions_during(facts, placed):
            end = stop.span.start + 1
            span = Span(end - placed.span.length, end)
            if all(
                not other.span.overlaps(span)
                for other in missions_during(facts, placed)
                if other != stop
            ):
                return replace(with_break(facts, placed, span), over=1)
    raise LookupError


@breaks(RULE)
def a_break_a_minute_too_short(facts: Facts) -> Broken:
    placed = next(x for x in alone(facts) if x.span.length == 20)
    span = Span(placed.span.start, placed.span.end - 1)
    return replace(with_break(facts, placed, span), over=1)


@breaks(RULE)
def a_break_after_six_hours_and_a_minute(facts: Facts) -> Broken:
    for placed in alone(facts):
        [tour] = [t for t in facts.tours_of[placed.officer] if t.key == placed.tour]
        start = tour.span.start + 361
        if start + placed.span.length <= tour.span.end:
            span = Span(start, start + placed.span.length)
            return replace(with_break(facts, placed, span), over=1)
    raise LookupError


@breaks(RULE)
def a_break_that_ends_a_minute_after_the_tour(facts: Facts) -> Broken:
    placed = next(alone(facts))
    [tour] = [t for t in facts.tours_of[placed.officer] if t.key == placed.tour]
    span = Span(tour.span.end + 1 - placed.span.length, tour.span.end + 1)
    return replace(with_break(facts, placed, span), over=1)


@breaks(RULE)
def a_break_left_out(facts: Facts) -> Broken:
    placed = next(x for x in alone(facts) if x.span.length == 20)
    return replace(with_break(facts, placed), over=20)
