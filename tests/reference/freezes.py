"""Baselines close to random rosters, with a freeze near one of their starts."""

from dataclasses import replace
from random import Random

from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests.freezing import known


def with_freeze(random: Random, week: Scenario, plan: Roster) -> Scenario:
    """Return a week whose roster was known before, or most of it; often without."""
    if random.random() < 0.7 or not plan.tours:
        return week
    told = known(week, plan)
    tours = sorted(told.tours, key=lambda t: t.key)
    seats = sorted(
        told.seats,
        key=lambda s: (s.start, s.mission, s.officer, s.kind, s.zone, s.position),
    )
    at = random.choice([*plan.tours, *plan.tours]).span
    starts = [at.start, at.start + 1, (at.start + at.end) // 2, at.end - 100]
    starts += [s.start + off for s in seats for off in (0, 1)]
    if random.random() < 0.5:
        tours = [t for own in tours for t in _tour(random, week, own)]
        seats = [s for own in seats for s in _seat(random, week, own)]
    one_each = {t.key: t for t in tours}.values()
    rested = frozenset(_rested(random, tour) for tour in one_each)
    return replace(
        week, baseline=Baseline(rested, frozenset(seats), random.choice(starts))
    )


def _tour(random: Random, week: Scenario, own: KnownTour) -> list[KnownTour]:
    sort = random.random()
    if sort < 0.1:
        return []
    if sort < 0.2:
        return [replace(own, officer=random.choice(sorted(week.officers)))]
    if sort < 0.3 and own.span is not None:
        return [replace(own, span=Span(own.span.start - 1, own.span.end))]
    return [own]


def _seat(random: Random, week: Scenario, own: KnownSeat) -> list[KnownSeat]:
    sort = random.random()
    if sort < 0.1:
        return []
    if sort < 0.2:
        return [replace(own, officer=random.choice(sorted(week.officers)))]
    if sort < 0.25:
        return [replace(own, zone=random.choice(sorted(week.zones)))]
    if sort < 0.3:
        return [replace(own, kind=random.choice(sorted(week.kinds)))]
    return [own]


def _rested(random: Random, tour: KnownTour) -> KnownTour:
    """Return a tour with the breaks that it has, others, or unknown ones."""
    sort = random.random()
    if sort < 0.3 or tour.span is None:
        return tour
    if sort < 0.4:
        return replace(tour, breaks=None)
    length, breaks = random.choice((19, 20, 45)), list[Span]()
    for _ in range(random.choice((0, 1, 1, 2))):
        start = random.randrange(tour.span.start, tour.span.end - 45)
        span = Span(start, start + length)
        if not any(span.overlaps(other) for other in breaks):
            breaks.append(span)
    return replace(tour, breaks=tuple(sorted(breaks)))
