"""Put a given roster to the model: fix every decision and ask for a verdict."""

from collections import Counter
from collections.abc import Iterable

from scheduler.domain.roster import Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.goals.base import Goal
from scheduler.model.crews import CrewModel
from scheduler.rules.base import Rule
from scheduler.solve.engine import Interruption, Outcome, Search, run

SECONDS = 20.0


def fixed_model(week: Scenario, roster: Roster, rules: Iterable[Rule]) -> CrewModel:
    """Return a model of single officers in which only this roster is possible."""
    model = CrewModel(week, rules, singletons=True)
    worked = set(roster.tours)
    assert len(worked) == len(roster.tours), "a tour is listed twice"
    for tour in {*worked, *(t for tours in week.tours.values() for t in tours)}:
        model.add(model.works(tour) == int(tour in worked))
    seated = Counter((a.officer, (*a.placing, a.position)) for a in roster.assignments)
    for officer in week.officers:
        own = [p for g in model.groups_of(officer) for p in model.placements(group=g)]
        for occurrence, seats in week.seats.items():
            here = [p for p in own if p.seat.occurrence is occurrence]
            for seat in seats:
                heads = model.heads([p for p in here if p.seat is seat])
                model.add(heads == seated.pop((officer, seat.key), 0))
    assert not seated, "an assignment to a seat that the scenario does not have"
    return model


def verdict(week: Scenario, roster: Roster, rules: Iterable[Rule]) -> SolveStatus:
    """Return whether the rules allow a roster: OPTIMAL or INFEASIBLE."""
    model = fixed_model(week, roster, rules)
    model.cp.minimize(0)
    return _solve(model).status


def loss(week: Scenario, roster: Roster, goal: Goal, rules: Iterable[Rule] = ()) -> int:
    """Return what the model says that a roster loses in a goal."""
    model = fixed_model(week, roster, rules)
    model.cp.minimize(goal.post(model))
    outcome = _solve(model)
    assert outcome.status is SolveStatus.OPTIMAL
    return outcome.value


def busiest(week: Scenario, rules: Iterable[Rule]) -> Roster | None:
    """Return a roster that holds as many missions as rules allow, counted by group."""
    model = CrewModel(week, rules)
    model.cp.maximize(sum(model.held(o) for o in week.occurrences))
    outcome = _solve(model)
    return model.roster(outcome.read) if outcome.solution else None


def _solve(model: CrewModel) -> Outcome:
    search = Search(workers=1)
    return run(model.cp, search, SECONDS, Interruption(), lambda *_: None)
