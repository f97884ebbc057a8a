"""Stints: missions of an equipage that one officer holds in a row, and their seats.

Crews are counted by group, so the officers who stay from one mission to the next are
counted too. A *stint* is a run of missions that one officer holds with nothing in
between. "Can follow" is a partial order of stints as it is of missions (end of the last
mission, transition time, start of the first one), so the rows for clash sets also hold
for stints.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.scenario import Scenario
from scheduler.facade import Stint
from scheduler.model.naming import HeldSeat, SeatedStint, TransitionTime

Forms = tuple[Occurrence, ...]
"""A mission of an equipage, in each form in which a group may hold it."""


def rows(
    scenario: Scenario,
    offered: Collection[Occurrence],
    time_between: TransitionTime | None = None,
) -> Iterator[list[Forms]]:
    """Yield the longest runs of missions of an equipage that one officer can hold.

    Runs of a single mission are left out.

    Parameters
    ----------
    scenario, offered
        The scenario, and the missions that the officer may hold.
    time_between
        Least minutes between two missions; ``None`` = the transition time.
    """
    time_between = time_between or scenario.transition_time
    for missions in scenario.equipages.values():
        row: list[Forms] = []
        for mission in missions:
            forms = tuple(o for o in mission.occurrences if o in offered)
            if not row or not forms or not _can_follow(time_between, row[-1], forms):
                yield from [row] if len(row) > 1 else []
                row = []
            row += [forms] if forms else []
        yield from [row] if len(row) > 1 else []


def _can_follow(time_between: TransitionTime, before: Forms, after: Forms) -> bool:
    return all(
        a.span.end + time_between(a, b) <= b.span.start for a in before for b in after
    )


def stints_of(row: Sequence[Forms]) -> Iterator[Stint]:
    """Yield every stint within a run, by the forms of its first and last mission."""
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
    """Yield the stints of the officers of a group, with a position in each mission.

    All seats of a mission are open to all members of the group. An officer keeps the
    same position throughout a stint where possible.

    Parameters
    ----------
    stints
        Stints of equipages, and how many officers hold each.
    seats
        Seats, and how many of the group take each; seats outside the given stints are
        stints of one mission.
    """
    left: defaultdict[Occurrence, Counter[str]] = defaultdict(Counter)
    for seat, number in seats:
        left[seat.occurrence][seat.position.name] += number
    dealt: list[list[HeldSeat]] = []
    by_mission: defaultdict[str, list[tuple[list[HeldSeat], Forms]]]
    by_mission = defaultdict(list)
    for stint, number in stints:
        for _ in range(number):
            dealt.append([])
            for forms in stint.missions:
                by_mission[forms[0].mission].append((dealt[-1], forms))

    def keeps(taken: list[HeldSeat], form: Occurrence) -> bool:
        return bool(taken) and left[form][taken[-1].position] > 0

    for members in sorted(by_mission.values(), key=lambda m: m[0][1][0].span):
        held = [
            (taken, next(f for f in forms if left[f].total()))
            for taken, forms in members
        ]
        for taken, form in sorted(held, key=lambda h: not keeps(*h)):
            position = taken[-1].position if keeps(taken, form) else min(+left[form])
            left[form][position] -= 1
            taken.append(HeldSeat(form, position))
    yield from (SeatedStint(tuple(taken)) for taken in dealt)
    for occurrence, positions in left.items():
        yield from (
            SeatedStint((HeldSeat(occurrence, p),)) for p in positions.elements()
        )
