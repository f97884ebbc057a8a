"""A first roster without the solver, and the improvement of a roster by small steps.

Crews are added mission by mission, the hardest first, with the tours they need. Then
open missions are tried again: officers are replaced in other crews, tours are moved,
and missions of fewer points give way. ``Draft`` judges each step by the rules.
"""

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from scheduler.construct.covering import Covering
from scheduler.construct.crewing import Crewing
from scheduler.construct.demand import Demand
from scheduler.construct.draft import Draft
from scheduler.construct.repair import Repair
from scheduler.domain.missions import Mission
from scheduler.domain.roster import Roster, assigned
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.time import DAY, Span
from scheduler.goals import GOALS
from scheduler.rules import Rule

ROUNDS = 100
"""How often, by default, some officers are freed and their missions crewed anew."""

EACH = 20
"""How often at most for each open mission."""

OTHERS = 12
"""Most missions tried with officers who were freed that none of them held before."""

REPAIRS = 60
"""Most rounds of taking back what breaks a rule."""

NAMES = ("mandatory_missions", "minimum_cover", "missions_by_priority")
"""The goals that steps look at."""

Points = tuple[int, ...]


def construct(
    scenario: Scenario,
    rules: Sequence[Rule],
    *,
    until: float,
    over: Callable[[], bool] = lambda: False,
    rounds: int = ROUNDS,
    near: Roster | None = None,
) -> Roster | None:
    """Return a lawful roster, as good as can be found in time; ``None`` = none found.

    It has no breaks, but leaves room for them. If the time is sufficient, the same
    scenario gives the same roster.

    Parameters
    ----------
    scenario
        What is planned.
    rules
        Rules to obey.
    until
        When to end, by ``time.monotonic()``.
    over
        Tells whether to end early.
    rounds
        How often some officers are freed and their missions crewed anew.
    near
        A roster to begin with: what the scenario still has of it and no rule forbids is
        kept, unless it has to give way to more points. ``None`` = none.
    """
    checked = 0.0

    def ended() -> bool:
        return time.monotonic() >= until - 2 * checked or over()

    builder = Builder(Draft(scenario, rules, _given(scenario, near)), ended)
    builder.begin()
    began = time.monotonic()
    builder.keep()
    # Two more checks must fit: of what is found, and of what is left of it.
    checked = time.monotonic() - began
    builder.build()
    return builder.improved(rounds)


def _given(scenario: Scenario, near: Roster | None) -> Roster:
    """Return what is fixed, pinned or frozen, and what is left of a roster."""
    pinned = {(p.officer, p.day, p.shift) for p in scenario.pins if p.shift is not None}
    worked = {t.key for t in near.tours} if near else set()
    tours = [
        tour
        for officer, own in scenario.tours.items()
        for tour in own
        if not scenario.officers[officer].free
        or tour.key in pinned
        or (
            scenario.frozen_tours[tour.key].span == tour.span
            if tour.key in scenario.frozen_tours
            else tour.key in worked
        )
    ]
    assignments = [
        assigned(seat, known.officer)
        for known, seat in scenario.frozen_seats
        if seat is not None and known.officer in scenario.officers
    ]
    if near is not None:
        seats = {s.key for own in scenario.seats.values() for s in own}
        assignments += [
            a
            for a in near.assignments
            if (*a.placing, a.position) in seats and a.officer in scenario.officers
        ]
    return Roster(tuple(tours), tuple(dict.fromkeys(assignments))).sorted()


class Builder:
    """Builds and improves a roster, and keeps the best lawful one found.

    Parameters
    ----------
    draft
        The roster to begin with; it is changed.
    over
        Tells whether the time is up.
    tiers
        Tiers of which no change may lose more; empty = none.
    """

    def __init__(
        self, draft: Draft, over: Callable[[], bool], tiers: Sequence[Tier] = ()
    ) -> None:
        self.draft = draft
        self.over = over
        self.scenario = draft.scenario
        self.best: Roster | None = None
        self._values: Points = ()
        self._ranks = _ranks(self.scenario)
        self._guarded = tiers if _others_before(tiers) else ()
        self.repair = Repair(draft)
        self.demand = Demand(draft, over)
        self.covering = Covering(draft, self.demand, over)
        self.crewing = Crewing(draft, self.demand, self.worth, over)

    # --- values -----------------------------------------------------------------------

    def values(self) -> Points:
        """Return the points lost by missions and cover, most important first."""
        draft, points = self.draft, [0, 0, 0]
        for mission in self.scenario.missions.values():
            points[self._ranks[0 if mission.mandatory else 2]] += draft.lost(mission)
        points[self._ranks[1]] += draft.cover_lost()
        return tuple(points)

    def worth(self, mission: Mission, points: int) -> int:
        """Return points of a mission so that those of an earlier tier prevail."""
        first = self._ranks[0] < self._ranks[2]
        return points << 32 if mission.mandatory == first else points

    def keep(self) -> bool:
        """Settle the draft, and keep it if it is the best; tell if it is lawful."""
        if not self.settle():
            return False
        values = self.values()
        if self.best is None or values < self._values:
            self.best, self._values = self.draft.roster(), values
        return True

    # --- the start --------------------------------------------------------------------

    def begin(self) -> None:
        """Add what the rules demand."""
        self._demanded()
        self._pinned()

    def _demanded(self) -> None:
        """Add or drop tours of officers who break a rule with those they were given."""
        for officer in self.scenario.officers.values():
            if officer.free and not self.draft.lawful_week(officer.id):
                self.repair.mend(officer.id)

    def _pinned(self) -> None:
        """Hold the missions to which officers are pinned."""
        wanted: defaultdict[str, list[str]] = defaultdict(list)
        for pin in self.scenario.pins:
            if pin.mission is not None and pin.pin == "mission":
                wanted[pin.mission].append(pin.officer)
        for mission in self.scenario.missions.values():
            officers = wanted.get(mission.id, [])
            for officer in dict.fromkeys(officers):
                pins = [
                    p
                    for p in self.scenario.pins_of[officer]
                    if p.pin == "mission" and p.mission == mission.id
                ]
                for pin in pins:
                    there = self.draft.duties[officer]
                    if any(
                        pin.means(d.occurrence.mission, d.occurrence.day) for d in there
                    ):
                        continue
                    for occurrence in mission.occurrences:
                        if pin.means(mission.id, occurrence.day) and (
                            self.crewing.hold(occurrence, must=officers)
                            or self.crewing.force(occurrence, must=officers)
                        ):
                            break

    # --- building ---------------------------------------------------------------------

    def build(self) -> None:
        """Add crews and tours from the most important to the least."""
        missions = list(self.scenario.missions.values())
        first = [m for m in missions if m.mandatory]
        rest = [m for m in missions if not m.mandatory]
        steps: list[tuple[int, Callable[[], None]]] = [
            (self._ranks[0], lambda: self._missions(first)),
            (self._ranks[1], self.covering.cover),
            (self._ranks[2], lambda: self._missions(rest)),
        ]
        for _rank, step in sorted(steps, key=lambda s: s[0]):
            step()
        self.repair.audit()

    def _order(self, mission: Mission) -> float:
        """Return what sorts missions: many points first, and few possible crews."""
        able = max(
            (
                min(
                    len(self.draft.options.of(seat)) / seat.position.count
                    for seat in self.scenario.seats[o]
                )
                for o in mission.starts
            ),
            default=0,
        )
        return -mission.priority / math.sqrt(1 + able)

    def _missions(self, missions: Iterable[Mission]) -> None:
        for mission in sorted(missions, key=self._order):
            self._hold_mission(mission)

    def _hold_mission(self, mission: Mission) -> None:
        for fallback in (False, True):
            for occurrence in mission.occurrences:
                if occurrence.fallback is fallback:
                    if self.over():
                        return
                    self.crewing.hold(occurrence)
        if not self.draft.lost(mission):
            self.demand.close(mission)

    # --- improving --------------------------------------------------------------------

    def improved(self, rounds: int) -> Roster | None:
        """Improve the draft and return the best roster found; ``None`` = none.

        Parameters
        ----------
        rounds
            How often officers are freed; none if there are tiers to guard.
        """
        self.improve()
        if not self._guarded:
            self.shake(rounds)
        self.keep()
        return self.best

    def improve(self) -> None:
        """Hold open missions by changing other crews, while something gets better."""
        better = True
        while better and not self.over():
            better = False
            waiting = sorted(
                (m for m in self.scenario.missions.values() if self.draft.lost(m)),
                key=lambda m: (not m.mandatory, -m.priority),
            )
            for mission in waiting:
                if self.over():
                    break
                mark, before = self.draft.mark(), self._losses()
                if self.crewing.better(mission):
                    if self._losses() <= before:
                        better = True
                    else:
                        self.draft.back(mark)
            self.repair.audit()

    def _losses(self) -> Points:
        """Return the losses of the tiers to guard."""
        if not self._guarded:
            return ()
        facts = self.draft.facts()
        return tuple(
            sum(
                weight * loss.points
                for goal, weight in tier.goals.items()
                for loss in GOALS[goal].score(facts)
            )
            for tier in self._guarded
        )

    # --- shaking ----------------------------------------------------------------------

    def shake(self, rounds: int) -> None:
        """Free some officers, crew missions anew, and keep what is no worse.

        Parameters
        ----------
        rounds
            How often.
        """
        draft, chance = self.draft, random.Random(0)
        values = self.values()
        open_ = sum(draft.lost(m) > 0 for m in self.scenario.missions.values())
        for _round in range(min(rounds, EACH * open_)):
            if self.over():
                return
            lost = [m for m in self.scenario.missions.values() if draft.lost(m)]
            if not lost:
                return
            wanted = chance.choices(lost, [draft.lost(m) for m in lost])[0]
            mark = draft.mark()
            self._shake(wanted, lost, chance)
            self.repair.audit()
            now = self.values()
            if now > values:
                draft.back(mark)
            elif now < values:
                values = now

    def _shake(
        self, wanted: Mission, lost: Sequence[Mission], chance: random.Random
    ) -> None:
        """Free officers who could hold a mission, hold it, and crew others anew."""
        draft, scenario = self.draft, self.scenario
        occurrence = chance.choice(wanted.occurrences)
        near = {
            option.officer
            for seat in scenario.seats[occurrence]
            for option in draft.options.of(seat)
        }
        chosen = [o for o in scenario.officers if o in near]
        chance.shuffle(chosen)
        freed = chosen[: chance.choice((2, 3, 4, 6))]
        days = chance.choice((1, 4)) * DAY
        reach = Span(occurrence.span.start - days, occurrence.span.end + days)
        again = {wanted.id: wanted}
        for officer in freed:
            for duty in draft.duties[officer]:
                held = duty.occurrence
                crew = draft.crews.get(held, ())
                if not crew or not held.span.overlaps(reach):
                    continue
                if draft.stays(held):
                    continue
                draft.unhold(held)
                again[held.mission] = scenario.missions[held.mission]
                self.demand.reopen(held)
            busy = [d.occurrence.span for d in draft.duties[officer]]
            for tour in draft.tours[officer]:
                if (
                    tour.span.overlaps(reach)
                    and draft.droppable(tour)
                    and not any(tour.span.overlaps(span) for span in busy)
                ):
                    draft.drop_tour(tour)
        able = 0
        for officer in freed:
            able |= self.demand.able[officer]
        able &= self.demand.during(reach)
        others = [
            m
            for m in lost
            if m.id not in again and any(self.demand.bits[o] & able for o in m.starts)
        ]
        chance.shuffle(others)
        again |= {m.id: m for m in others[:OTHERS]}
        cover = [t for o in freed for t in scenario.tours[o] if draft.rows(t)]
        order = sorted(
            again.values(),
            key=lambda m: (
                not m.mandatory,
                m is not wanted,
                self._order(m) * chance.uniform(0.5, 1.5),
            ),
        )
        early = self._ranks[1] < self._ranks[2]
        for mission in order:
            if early and not mission.mandatory:
                self.covering.add(cover)
                early = False
            self._hold_mission(mission)
        self.covering.add(cover)

    # --- settling ---------------------------------------------------------------------

    def settle(self) -> bool:
        """Take back what breaks a rule; tell whether the draft is lawful."""
        draft = self.draft
        for attempt in range(REPAIRS):
            found = draft.breaches()
            if not found:
                return True
            # When the time is over, there is time for one more check.
            if (attempt and self.over()) or not self.repair.take_back(found):
                return False
        return False


def _others_before(tiers: Sequence[Tier]) -> bool:
    """Tell whether a goal that steps do not look at comes before missions."""
    last = max((i for i, t in enumerate(tiers) if NAMES[2] in t.goals), default=-1)
    before = {goal for tier in tiers[: last + 1] for goal in tier.goals}
    return not before <= {*NAMES, "agreement_quotas"}


def _ranks(scenario: Scenario) -> list[int]:
    """Return the order of the goals of mandatory missions, cover and missions."""
    place = {g: i for i, tier in enumerate(scenario.tiers) for g in tier.goals}
    order = sorted(
        range(3), key=lambda i: (place.get(NAMES[i], len(scenario.tiers)), i)
    )
    return [order.index(i) for i in range(3)]
