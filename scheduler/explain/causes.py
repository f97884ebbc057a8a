"""Causes: what is missing, grouped by the repairs that it shares."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from scheduler.domain.missions import Mission
from scheduler.domain.near import missions_first
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import Run
from scheduler.domain.time import Minute, Span
from scheduler.explain.base import Ground, Lack, Message, Repair
from scheduler.explain.edits import Edit
from scheduler.explain.remedies import REMEDIES
from scheduler.goals.few_changes import notice_of
from scheduler.goals.minimum_cover import gaps
from scheduler.verify.shortfalls import held_alone, shortfalls


@dataclass(frozen=True)
class Cause:
    """Why some missions are not held, or some heads missing.

    Parameters
    ----------
    lacks
        What is missing by it; every lack has one cause.
    repairs
        What might help, the cheapest first: for each the lacks that it is proposed for.
    main
        The repair that its lacks share; ``None`` = none is known.
    """

    lacks: tuple[Lack, ...]
    repairs: tuple[Repair, ...]
    main: Repair | None

    @property
    def missions(self) -> int:
        """Missions, and windows of posts, that are missing."""
        return sum(lack.missing for lack in self.lacks if lack.shortfall)

    @property
    def heads(self) -> int:
        """Heads that are missing on shifts."""
        return sum(lack.missing for lack in self.lacks if lack.cover)

    @property
    def alone(self) -> int:
        """Joint missions that one force holds alone."""
        return sum(lack.alone for lack in self.lacks)

    @property
    def points(self) -> int:
        """Points lost by it in the tiers of missions and of cover."""
        return sum(lack.points for lack in self.lacks)

    def deadline(self, ground: Ground) -> Minute:
        """Return until when to decide: officers are told in time of what changes."""
        first = min(self.lacks, key=lambda lack: lack.span).span.start
        scenario = ground.scenario
        owed, day = notice_of(scenario), scenario.clock.date(first)
        longest = max(owed(force, day).reason for force in scenario.forces)
        return first - int(longest.total_seconds()) // 60


def lacks(facts: Facts, run: Run | None = None) -> Iterator[Lack]:
    """Yield what is missing in a roster: missions, then heads on shifts.

    Parameters
    ----------
    facts
        The roster.
    run
        What was proved of it; ``None`` = nothing.
    """
    scenario = facts.scenario
    told: set[tuple[str, Minute]] = set()
    for found in shortfalls(facts, run):
        mission = scenario.missions[found.occurrence.mission]
        gap = found.gap
        if gap is None:
            points = mission.priority * found.missing
        else:
            points = mission.priority * _pieces(mission, gap, told)
        yield Lack(
            id=mission.id if gap is None else f"{mission.id}@{gap.start}",
            span=gap or found.occurrence.span,
            points=points,
            missing=found.missing,
            shortfall=found,
        )
    for alone in held_alone(facts, run):
        held = alone.occurrence
        mission = scenario.missions[held.mission]
        yield Lack(
            id=f"{mission.id}~{held.span.start}",
            span=held.span,
            points=mission.priority - scenario.points(held),
            missing=0,
            shortfall=alone.joint,
        )
    for cover, missing in gaps(facts):
        shift = scenario.shifts[cover.shift]
        parts = (cover.force, cover.unit, cover.shift, cover.day, cover.qualification)
        yield Lack(
            id=" ".join(str(part) for part in parts if part is not None),
            span=scenario.clock.tour(cover.day, shift.start, shift.end),
            points=cover.weight * missing,
            missing=missing,
            cover=cover,
        )


def _pieces(mission: Mission, gap: Span, told: set[tuple[str, Minute]]) -> int:
    """Return how many pieces of a post a gap loses that no gap before it has lost."""
    assert mission.relay is not None
    lost = {
        (mission.id, piece.start)
        for window in mission.relay.windows
        for piece in mission.relay.pieces(window)
        if piece.overlaps(gap)
    } - told
    told |= lost
    return len(lost)


Proposals = Mapping[Repair, frozenset[str]]
"""Repairs, each with the ids of the lacks that it is proposed for, or serves."""


def proposals(ground: Ground, found: Sequence[Lack]) -> Proposals:
    """Return what every remedy proposes; whether it serves is not known yet.

    What a smaller change may serve, a larger one of its kind may too.
    """
    served: defaultdict[Repair, set[str]] = defaultdict(set)
    first: dict[tuple[str, frozenset[Edit] | Message], Repair] = {}
    for remedy in REMEDIES.values():
        for lack, repair in remedy.repairs(ground, found):
            # The same change may be described from the side of several lacks.
            change = frozenset(repair.edits) or repair.words
            known = first.setdefault((repair.remedy, change), repair)
            served[known].add(lack.id)
    for small, own in [(r, set(s)) for r, s in served.items()]:
        for large in served:
            if large.remedy == small.remedy and {*small.edits} < {*large.edits}:
                served[large] |= own
    return {repair: frozenset(own) for repair, own in served.items()}


def grouped(found: Sequence[Lack], served: Proposals) -> tuple[Cause, ...]:
    """Return the causes of all that is missing, the gravest first.

    The repair that serves most of what is left makes the next cause; of several, the
    cheapest. Missions of one place that no repair serves are one cause.

    Parameters
    ----------
    found
        What is missing.
    served
        What each repair may serve, or is known to.
    """
    left = dict.fromkeys(lack.id for lack in found)
    made: list[Cause] = []
    by_lack: defaultdict[str, list[Repair]] = defaultdict(list)
    queue: list[tuple[int, int, Message, int, Repair]] = []
    for number, (repair, its) in enumerate(served.items()):
        for lack_id in its:
            by_lack[lack_id].append(repair)
        queue.append(
            (-len(its & left.keys()), repair.price, repair.words, number, repair)
        )
    heapify(queue)
    while left and queue:
        before, price, words, number, main = heappop(queue)
        # What is left has become less since it was counted: then it waits its turn.
        now = len(served[main] & left.keys())
        if now and now == -before:
            own = [k for k in found if k.id in left and k.id in served[main]]
            made.append(_cause(own, served, by_lack, main))
            for lack in own:
                del left[lack.id]
        elif now:
            heappush(queue, (-now, price, words, number, main))
    alike: defaultdict[object, list[Lack]] = defaultdict(list)
    for lack in found:
        if lack.id in left:
            alike[(lack.zones, lack.alone) if lack.mission else lack.id].append(lack)
    made += [Cause(tuple(own), (), None) for own in alike.values()]
    made.sort(key=lambda cause: (-cause.points, cause.lacks[0].span))
    return tuple(made)


def _cause(
    own: Sequence[Lack],
    served: Proposals,
    by_lack: Mapping[str, Sequence[Repair]],
    main: Repair,
) -> Cause:
    ids = {lack.id for lack in own}
    repairs = list(dict.fromkeys(r for lack in own for r in by_lack[lack.id]))
    repairs.sort(key=lambda r: (r.price, -len(served[r] & ids), r.words))
    return Cause(tuple(own), tuple(repairs), main)


def changed(ground: Ground, repairs: Iterable[Repair]) -> Facts:
    """Return the week with some repairs, and the roster with the fixed tours new there.

    Breaks are not placed. What is asked is whether missions could be held: in the week
    of a repair, they come before few people and few changes.

    Raises
    ------
    InputFaults
        If the tables do not allow the changes.
    """
    built = ground.desk.built([e for r in repairs for e in r.edits])
    week = replace(
        built,
        baseline=ground.scenario.baseline,
        tiers=missions_first(ground.scenario.tiers),
    )
    keys = {t.key for t in ground.facts.roster.tours}
    more = [
        tour
        for officer, own in week.tours.items()
        for tour in own
        if not week.officers[officer].free and tour.key not in keys
    ]
    before = ground.facts.roster
    roster = Roster((*before.tours, *more), before.assignments).sorted()
    return Facts(week, roster)
