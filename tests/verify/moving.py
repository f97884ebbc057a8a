"""Random moves of a roster, lawful or not."""

from random import Random
from typing import TypeVar

from scheduler.domain.roster import Duty, Facts, Move
from scheduler.domain.tours import Tour

T = TypeVar("T")


def random_move(random: Random, facts: Facts) -> Move:
    """Return a move of at most two tours and two seats each way."""
    week = facts.scenario
    seats = [s for own in week.seats.values() for s in own]
    added: dict[Duty, None] = {}
    for _ in range(random.choice((0, 1, 1, 2)) if seats else 0):
        seat = random.choice(seats)
        duty = Duty(random.choice(list(week.officers)), seat.occurrence, seat.position)
        if duty not in facts.duties:
            added[duty] = None
    return Move(
        tours_dropped=_some(random, facts.roster.tours, (0, 0, 1, 2)),
        tours_added=_some(random, _offered(random, facts), (0, 0, 1, 2)),
        seats_dropped=_some(random, facts.duties, (0, 1, 1, 2)),
        seats_added=tuple(added),
    )


def _offered(random: Random, facts: Facts) -> tuple[Tour, ...]:
    """Return tours that are not worked, and one that nobody offers."""
    week, worked = facts.scenario, {t.key for t in facts.roster.tours}
    found = [t for own in week.tours.values() for t in own if t.key not in worked]
    odd = week.tour(
        random.choice(list(week.officers)),
        random.choice(week.clock.dates),
        random.choice(list(week.shifts)),
    )
    # A tour that is offered and another of the same key would be one tour twice.
    known = worked | {t.key for t in found}
    return tuple(found) if odd.key in known else (*found, odd)


def _some(
    random: Random, items: tuple[T, ...], numbers: tuple[int, ...]
) -> tuple[T, ...]:
    return tuple(random.sample(items, min(len(items), random.choice(numbers))))
