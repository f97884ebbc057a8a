"""Names dealt again within a group, so that lazy rules are kept: exact by conflicts.

Officers of a group may swap missions without a change of any tier. Which sets of
missions one officer cannot hold is asked of the rules' own ``check``, set by set, as
solutions of a small model propose them. So a newcomer's rule needs nothing here.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.model.crews import CrewModel
from scheduler.rules.base import Rule, standing

ROUNDS = 200
"""Most proposals for one group: each but the last shows a set that nobody can hold."""

WORK = 0.5
"""Most work for one proposal, in the solver's own measure (about seconds)."""

SECONDS = 1.0
"""Most seconds for one, which count where the machine is busy."""


def dealt(
    facts: Facts,
    model: CrewModel,
    officer: str,
    slot: Span,
    judges: Sequence[Rule],
    over: Callable[[], bool],
) -> Facts | None:
    """Return a roster in which the group of an officer keeps some rules on a tour.

    The missions of the group on tours of the slot are dealt anew, but for those of
    equipages. ``None`` = there is no way, or none was found in time.
    """
    members = [
        o
        for o in model.together_with(officer, slot)
        if any(t.slot == slot for t in tours_of(facts, o))
    ]
    table = _Table(facts, members, slot, judges)
    between = model.time_between(slot)
    cp = cp_model.CpModel()
    gets = {
        (i, o): cp.new_bool_var("") for i in range(len(table.moving)) for o in members
    }
    for i in range(len(table.moving)):
        cp.add_exactly_one(gets[i, o] for o in members)
    for i, one in enumerate(table.places):
        for j, two in enumerate(table.places[:i]):
            if _clash(one, two, between):
                for o in members:
                    cp.add_at_most_one(gets[i, o], gets[j, o])
    for (i, o), literal in gets.items():
        cp.add_hint(literal, table.moving[i].officer == o)
    for _round in range(ROUNDS):
        if over():
            return None
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = SECONDS
        solver.parameters.max_deterministic_time = WORK
        solver.parameters.catch_sigint_signal = False
        if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        found = True
        for o in members:
            own = [
                i for i in range(len(table.moving)) if solver.boolean_value(gets[i, o])
            ]
            if table.keeps(o, own):
                continue
            found = False
            for i in list(own):
                rest = [j for j in own if j != i]
                if not table.keeps(o, rest):
                    own = rest
            if not own:
                return None
            for other in members:
                if other == o or not table.keeps(other, own):
                    cp.add_bool_or([~gets[i, other] for i in own])
        if found:
            named = {
                table.moving[i]: o
                for (i, o), literal in gets.items()
                if solver.boolean_value(literal)
            }
            kept = [a for a in facts.roster.assignments if a not in named]
            anew = [replace(a, officer=o) for a, o in named.items()]
            roster = replace(facts.roster, assignments=(*kept, *anew))
            return Facts(facts.scenario, roster.sorted())
    return None


def _clash(
    one: Occurrence, two: Occurrence, between: Callable[[Occurrence, Occurrence], int]
) -> bool:
    if one.span.start > two.span.start:
        one, two = two, one
    return one.span.end + between(one, two) > two.span.start


class _Table:
    """What each member of a group may get, and whether the rules let them hold it.

    Parameters
    ----------
    facts, members, slot, judges
        The roster, who deals, on which tours, and the rules to keep.
    """

    def __init__(
        self,
        facts: Facts,
        members: Sequence[str],
        slot: Span,
        judges: Sequence[Rule],
    ) -> None:
        missions = facts.scenario.missions
        held = {
            (d.officer, d.occurrence.key, d.position.name): d.occurrence
            for o in members
            for d in facts.duties_of[o]
            if slot.contains(d.occurrence.span)
            and not missions[d.occurrence.mission].equipage
        }
        self.moving: list[Assignment] = []
        self.places: list[Occurrence] = []
        own: defaultdict[str, list[Assignment]] = defaultdict(list)
        for assignment in facts.roster.assignments:
            key = (assignment.officer, assignment.placing, assignment.position)
            if key in held:
                self.moving.append(assignment)
                self.places.append(held[key])
            elif assignment.officer in members:
                own[assignment.officer].append(assignment)
        self._judges = judges
        self._members = {
            o: _Member(facts.scenario.only((o,)), facts.tours_of[o], tuple(own[o]))
            for o in members
        }
        self._known: dict[tuple[str, frozenset[int]], bool] = {}
        self._elsewhere: dict[str, set[tuple[object, ...]]] = {}

    def keeps(self, officer: str, given: Collection[int]) -> bool:
        """Tell whether an officer keeps the rules with some of the missions dealt."""
        key = (officer, frozenset(given))
        if key not in self._known:
            member = self._members[officer]
            mine = (replace(self.moving[i], officer=officer) for i in given)
            roster = Roster(tuple(member.tours), (*member.others, *mine)).sorted()
            small = Facts(member.scenario, roster)
            found: set[tuple[object, ...]] = {
                (breach.rule, breach.when, breach.over)
                for breach in standing(small, self._judges)
            }
            if not given:
                # What others of their tours break is not this group's affair.
                self._elsewhere[officer] = found
            elif officer not in self._elsewhere:
                self.keeps(officer, ())
            self._known[key] = found <= self._elsewhere[officer]
        return self._known[key]


@dataclass(frozen=True, slots=True)
class _Member:
    """An officer as if alone, and the seats that stay theirs."""

    scenario: Scenario
    tours: Sequence[Tour]
    others: tuple[Assignment, ...]


def tours_of(facts: Facts, officer: str) -> list[Tour]:
    """Return the tours of an officer, those under way at the start included."""
    under_way = facts.scenario.under_way.get(officer, ())
    return [*under_way, *facts.tours_of[officer]]
