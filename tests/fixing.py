"""Put a given roster to the model: fix every decision and ask for a verdict."""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduler.domain.roster import Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.goals.base import Goal
from scheduler.model.crews import CrewModel
from scheduler.rules.base import Rule
from scheduler.solve.engine import STATUSES


def fixed_model(week: Scenario, roster: Roster, rules: Iterable[Rule]) -> CrewModel:
    """Return a model of single officers in which only this roster is possible."""
    model = CrewModel(week, rules, singletons=True)
    worked = {t.key for t in roster.tours}
    for options in week.tours.values():
        for tour in options:
            model.add(model.works(tour) == int(tour.key in worked))
    taken = {((a.mission, a.start, a.position), a.officer) for a in roster.assignments}
    for occurrence, seats in week.seats.items():
        for officer in week.officers:
            groups = model.groups_of(officer)
            placements = [
                p for p in model.placements(occurrence=occurrence) if p.group in groups
            ]
            for seat in seats:
                heads = model.heads([p for p in placements if p.seat.key == seat.key])
                model.add(heads == int((seat.key, officer) in taken))
    return model


def verdict(week: Scenario, roster: Roster, rules: Iterable[Rule]) -> SolveStatus:
    """Return whether the rules allow a roster: OPTIMAL or INFEASIBLE."""
    status, _ = _solve(fixed_model(week, roster, rules))
    return status


def loss(week: Scenario, roster: Roster, goal: Goal, rules: Iterable[Rule] = ()) -> int:
    """Return what the model says that a roster loses in a goal."""
    model = fixed_model(week, roster, rules)
    model.proto.minimize(cp_model.LinearExpr.sum([goal.post(model)]))
    status, value = _solve(model)
    assert status is SolveStatus.OPTIMAL
    return value


def _solve(model: CrewModel) -> tuple[SolveStatus, int]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 20
    status = STATUSES[solver.solve(model.proto)]
    return status, round(solver.objective_value) if model.proto.has_objective() else 0
