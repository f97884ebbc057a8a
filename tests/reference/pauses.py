"""Breaks of random rosters: placed well, or moved, shortened, dropped or invented."""

from dataclasses import replace
from random import Random

from scheduler.domain.breaks import place_breaks
from scheduler.domain.roster import Break, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.rules.daily_break import DailyBreak


def with_breaks(random: Random, week: Scenario, roster: Roster) -> Roster:
    """Return a roster with breaks placed, or one without."""
    if random.random() < 0.4 or not roster.tours:
        return roster
    rule = DailyBreak()
    placed = place_breaks(week, roster, lambda tour: rule.need(week, tour))
    breaks = {x for own in placed.breaks or () for x in _changed(random, own)}
    if random.random() < 0.3:
        tour = random.choice(roster.tours)
        start = random.randrange(tour.span.start - 30, tour.span.end + 30)
        span = Span(start, start + random.choice((5, 20, 45)))
        breaks.add(Break(*tour.key, span))
    if random.random() < 0.05:
        tour = random.choice(roster.tours)
        breaks.add(Break(tour.officer, tour.day, "?", tour.span))
    return replace(placed, breaks=tuple(sorted(breaks)))


def _changed(random: Random, own: Break) -> list[Break]:
    """Return a break, mostly unchanged."""
    start, end = own.span.start, own.span.end
    off = random.choice((-1, 1, -20, 20, -120, 120, -360, 360))
    span = random.choice(
        (
            own.span,
            own.span,
            own.span,
            Span(start + off, end + off),
            Span(start, end - 1),
            Span(start, end + random.choice((1, 15, 60))),
            None,
        )
    )
    return [] if span is None else [replace(own, span=span)]
