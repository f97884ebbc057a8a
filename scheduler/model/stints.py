"""Missions of an equipage that one officer holds in a row, and the seats in them.

Crews are counted by group, so those who stay have to be counted too: a *stint* is a row
of missions that one officer holds with nothing in between. "Can follow" is a partial
order of stints as it is of missions (the end of the last one, the transition time, the
start of the first one), so bounding each set that clashes still bounds what a group can
hold.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.scenario import Scenario
from scheduler.model.facade import Stint
from scheduler.model.naming import HeldSeat, SeatedStint

Forms = tuple[Occurrence, ...]
"""A mission of an equipage, in each form in which a group may hold it."""


def rows(scenario: Scenario, offered: Collection[Occurrence]) -> Iterator[list[Forms]]:
    """Yield missions of an equipage that one officer can hold one after another.

    Only rows of two missions or more, and each as long as can be.
    """
    for missions in scenario.equipages.values():
        row: list[Forms] = []
        for mission in missions:
            forms = tuple(o for o in mission.occurrences if o in offered)
            if not row or not forms or not _can_follow(scenario, row[-1], forms):
                yield from [row] if len(row) > 1 else []
                row = []
            row += [forms] if forms else []
        yield from [row] if len(row) > 1 else []


def _can_follow(scenario: Scenario, before: Forms, after: Forms) -> bool:
    return all(
        a.span.end + scenario.transition_time(a, b) <= b.span.start
        for a in before
        for b in after
    )


def stints_of(row: Sequence[Forms]) -> Iterator[Stint]:
    """Yield every stint within a row, by the forms of its first and last mission."""
    for i, begins in enumerate(row):
        yield from (Stint(((form,),)) for form in begins)
        for j in range(i + 1, len(row)):
            yield from (
                Stint(((first,), *row[i + 1 : j], (last,)))
                for first in begins
                for last in row[j]
            )


def deal(
    stints: Iterable[tuple[Stint, int]], seats: Iterable[tuple[Seat, int]]
) -> Iterator[SeatedStint]:
    """Yield what each officer of a group holds at a stretch, seat by seat.

    Seats are alike to the members of a group; who stays keeps the same position where
    that can be.

    Parameters
    ----------
    stints
        Rows of missions of equipages, and how many hold each.
    seats
        Seats, and how many of the group take each; seats outside the given stints are
        stints of one mission.
    """
    left: defaultdict[Occurrence, Counter[str]] = defaultdict(Counter)
    for seat, number in seats:
        left[seat.occurrence][seat.position.name] += number
    dealt: list[list[HeldSeat]] = []
    calls: defaultdict[str, list[tuple[list[HeldSeat], Forms]]] = defaultdict(list)
    for stint, number in stints:
        for _ in range(number):
            dealt.append([])
            for forms in stint.missions:
                calls[forms[0].mission].append((dealt[-1], forms))

    def kept(taken: list[HeldSeat], form: Occurrence) -> bool:
        return bool(taken) and left[form][taken[-1].position] > 0

    for called in sorted(calls.values(), key=lambda c: c[0][1][0].span):
        held = [
            (taken, next(f for f in forms if left[f].total()))
            for taken, forms in called
        ]
        for taken, form in sorted(held, key=lambda h: not kept(*h)):
            position = taken[-1].position if kept(taken, form) else min(+left[form])
            left[form][position] -= 1
            taken.append(HeldSeat(form, position))
    yield from (SeatedStint(tuple(taken)) for taken in dealt)
    for occurrence, positions in left.items():
        yield from (
            SeatedStint((HeldSeat(occurrence, p),)) for p in positions.elements()
        )
