"""Why no roster exists: a smallest set of facts and rules that contradict each other.

Demand is elastic, so only facts can contradict: pins each other or a rule, and fixed
tours or what began before the freeze a rule. Missions without a pin that did not begin
before it need not be held and are left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ortools.sat.python import cp_model

from scheduler.domain.people import Pin
from scheduler.domain.roster import Facts, Roster, assigned
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.rules.base import Breach, Rule
from scheduler.solve.engine import STATUSES
from scheduler.verify.conflict import Conflict

SECONDS = 20.0
"""Time for one question to the solver."""

KEPT = RULES["pins_kept"]
FROZEN = RULES["freeze_kept"]


def explain(scenario: Scenario) -> Conflict:
    """Return why a scenario that was proved infeasible has no roster."""
    fixed = tuple(_fixed_breaches(scenario))
    if fixed:
        return Conflict(breaches=fixed)
    others = [r for r in RULES.values() if r is not KEPT]
    pins, rules = _shrink(scenario, scenario.pins, others)
    confirmed = _impossible(scenario, pins, rules)
    frozen = tuple(_frozen_breaches(scenario, rules)) if FROZEN in rules else ()
    return Conflict(pins=pins, rules=rules, frozen=frozen, confirmed=confirmed)


def _fixed_breaches(scenario: Scenario) -> Iterable[Breach]:
    """Yield the breaches of the fixed tours alone."""
    fixed = {o.id for o in scenario.officers.values() if not o.free}
    tours = tuple(t for o in sorted(fixed) for t in scenario.tours[o])
    facts = Facts(replace(scenario, pins=()), Roster(tours, ()))
    for rule in (r for r in RULES.values() if r is not FROZEN):
        for breach in rule.check(facts):
            stands = rule.excuse(scenario, breach) is None
            if stands and fixed.issuperset(breach.officers):
                yield breach


def _frozen_breaches(scenario: Scenario, rules: Sequence[Rule]) -> Iterable[Breach]:
    """Yield the breaches of what began before the freeze, alone, by some rules."""
    keys = scenario.frozen_tours.keys()
    tours = tuple(t for own in scenario.tours.values() for t in own if t.key in keys)
    seats = tuple(
        assigned(seat, known.officer)
        for known, seat in scenario.frozen_seats
        if seat is not None
    )
    facts = Facts(scenario, Roster(tours, seats))
    for rule in rules:
        for breach in rule.check(facts):
            # What is missing later is not theirs.
            began = breach.when is None or scenario.frozen(breach.when)
            if began and rule.excuse(scenario, breach) is None:
                yield breach


def _shrink(
    scenario: Scenario, pins: Sequence[Pin], rules: Sequence[Rule]
) -> tuple[tuple[Pin, ...], tuple[Rule, ...]]:
    """Leave out each pin and each rule without which the rest stays contradictory."""
    kept_pins, kept_rules = tuple(pins), tuple(rules)
    for pin in pins:
        fewer = tuple(p for p in kept_pins if p is not pin)
        if _impossible(scenario, fewer, kept_rules):
            kept_pins = fewer
    for rule in rules:
        less = tuple(r for r in kept_rules if r is not rule)
        if _impossible(scenario, kept_pins, less):
            kept_rules = less
    return kept_pins, kept_rules


def _impossible(scenario: Scenario, pins: Sequence[Pin], rules: Sequence[Rule]) -> bool:
    """Tell whether it is proved that no roster obeys these pins and rules."""
    wanted = {p.mission for p in pins}
    if FROZEN in rules:
        wanted |= {known.mission for known, _seat in scenario.frozen_seats}
    involved = {k: m for k, m in scenario.missions.items() if k in wanted}
    part = replace(scenario, pins=tuple(pins), missions=involved)
    model = CrewModel(part, (*rules, KEPT))
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = SECONDS
    return STATUSES[solver.solve(model.cp)] is SolveStatus.INFEASIBLE
