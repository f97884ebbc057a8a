"""Few changes against a baseline roster."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_, n_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade, Placement


class FewChanges(Goal):
    """Tours and seats added or dropped compared with a baseline roster.

    A mission whose only start has moved is the same mission: its crew is compared as if
    it had not moved, so that its officers are kept rather than replaced. The position
    in the crew, and whether one force holds the mission alone, do not count.
    """

    name = "few_changes"
    title = N_("Roster stability")
    words = N_(
        "Tours and seats added or removed compared with the baseline roster; 0 if "
        "there is none."
    )
    source = "CHOICE"
    unit = Unit.COUNT

    def counted(self, number: int) -> str:
        """Return a value with its unit."""
        return n_("{n} change", "{n} changes", number)

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart officers who were in different crews while on a tour."""
        mine = frozenset(
            (o.mission, o.span.start)
            for o in scenario.baseline_occurrences.get(officer.id, ())
            if slot is None or slot.overlaps(o.span)
        )
        return mine or None

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the tours and seats added and dropped."""
        scenario = model.scenario
        if scenario.baseline is None:
            return 0
        # Every baseline tour is dropped unless it is worked.
        changes: Linear = len(scenario.baseline.tours)
        for officer in scenario.officers:
            for tour in model.tours(officer):
                kept = (tour.officer, tour.day, tour.shift) in scenario.baseline.tours
                changes += -model.works(tour) if kept else model.works(tour)
        left = dict(scenario.baseline_crews)
        for mission in scenario.missions.values():
            for start in {o.span.start for o in mission.starts}:
                placements = [
                    p
                    for o in mission.occurrences
                    if o.span.start == start
                    for p in model.placements(occurrence=o)
                ]
                crew = left.pop((mission.id, start), frozenset())
                changes += self._crew(model, placements, crew)
        return changes + sum(map(len, left.values()))

    @staticmethod
    def _crew(
        model: "ModelFacade",
        placements: Sequence["Placement"],
        baseline: frozenset[str],
    ) -> "Linear":
        """Return the seats of one start that are added or dropped.

        The members of a group were all in the baseline crew or all not.
        """
        there = {p: p.group.common(lambda o: o.id in baseline) for p in placements}
        new = [p for p in placements if not there[p]]
        changes: Linear = model.heads(new)
        together = [p for p in placements if there[p]]
        for officer in sorted(baseline & model.scenario.officers.keys()):
            groups = model.groups_of(officer, shared=True)
            if any(g.size > 1 for g in groups):
                changes += 1
                continue
            own = [p for p in together if p.group in groups]
            together = [p for p in together if p.group not in groups]
            # No seat is one change, one seat is none, each further seat is one.
            costs = [(0, 1), (1, 0), (len(own), len(own) - 1)]
            least = max(2, len(own) + 1)
            changes += model.convex(model.heads(own) if own else 0, costs[:least])
        changes -= model.heads(together)
        return changes + len(baseline - model.scenario.officers.keys())

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Compare the two rosters, tour by tour and seat by seat."""
        baseline = facts.scenario.baseline
        if baseline is None:
            return
        tours = Counter((t.officer, t.day, t.shift) for t in facts.roster.tours)
        before = Counter(baseline.tours)
        for (officer, day, shift), times in sorted((before - tours).items()):
            yield Loss(
                points=times,
                message=N_("{officer}: no longer on {shift} on {day:day}"),
                values={"officer": officer, "shift": shift, "day": day.isoformat()},
                officer=officer,
                day=day,
            )
        for (officer, day, shift), times in sorted((tours - before).items()):
            yield Loss(
                points=times,
                message=N_("{officer}: now on {shift} on {day:day}"),
                values={"officer": officer, "shift": shift, "day": day.isoformat()},
                officer=officer,
                day=day,
            )
        seats = Counter(
            (a.mission, a.start, a.officer) for a in facts.roster.assignments
        )
        expected = Counter(
            (mission, start, officer)
            for (mission, start), crew in facts.scenario.baseline_crews.items()
            for officer in crew
        )
        for some, message in (
            (expected - seats, N_("{officer}: no longer in the crew of {mission}")),
            (seats - expected, N_("{officer}: now in the crew of {mission}")),
        ):
            for (mission, _start, officer), times in sorted(some.items()):
                yield Loss(
                    points=times,
                    message=message,
                    values={"officer": officer, "mission": mission},
                    officer=officer,
                    mission=mission,
                )
