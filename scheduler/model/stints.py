"""Missions of an equipage that one officer holds in a row, and the seats in them.

Crews are counted by group, so those who stay have to be counted too: a *stint* is a run
of missions that one officer holds with nothing in between. "Can follow" is a partial
order of stints as it is of missions (the end of the last one, the way, the start of the
first one), so bounding each set that clashes still bounds what a group can hold.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.scenario import Scenario
from scheduler.model.facade import Stint
from scheduler.model.naming import Stop, Unit

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
        a.span.end + scenario.way(a, b) <= b.span.start for a in before for b in after
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
) -> Iterator[Unit]:
    """Yield what each officer of a group holds at a stretch, seat by seat.

    Seats are alike to the members of a group; who stays keeps the same position where
    that can be.

    Parameters
    ----------
    stints
        Runs of missions of equipages, and how many hold each.
    seats
        Seats, and how many of the group take each; those that no run takes are held by
        themselves.
    """
    left: defaultdict[Occurrence, Counter[str]] = defaultdict(Counter)
    for seat, number in seats:
        left[seat.occurrence][seat.position.name] += number
    runs: list[list[Stop]] = []
    calls: defaultdict[str, list[tuple[list[Stop], Forms]]] = defaultdict(list)
    for stint, number in stints:
        for _ in range(number):
            runs.append([])
            for forms in stint.stops:
                calls[forms[0].mission].append((runs[-1], forms))

    def kept(run: list[Stop], form: Occurrence) -> bool:
        return bool(run) and left[form][run[-1].position] > 0

    for called in sorted(calls.values(), key=lambda c: c[0][1][0].span):
        held = [
            (run, next(f for f in forms if left[f].total())) for run, forms in called
        ]
        for run, form in sorted(held, key=lambda h: not kept(*h)):
            position = run[-1].position if kept(run, form) else min(+left[form])
            left[form][position] -= 1
            run.append(Stop(form, position))
    yield from (Unit(tuple(run)) for run in runs)
    for occurrence, positions in left.items():
        yield from (Unit((Stop(occurrence, p),)) for p in positions.elements())
