"""Whether facts and rules contradict each other, so that no roster can exist.

Demand is elastic, so only facts can contradict: pins each other or a rule, and fixed
tours or what began before the freeze a rule. Missions without a pin that did not begin
before it need not be held and are left out, which keeps the question small.
"""

from collections.abc import Sequence
from dataclasses import replace

from ortools.sat.python import cp_model

from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.rules.base import Rule
from scheduler.solve.engine import STATUSES

SECONDS = 20.0
"""Time for one question to the solver."""

KEPT = RULES["pins_kept"]
FROZEN = RULES["freeze_kept"]


def impossible(scenario: Scenario, rules: Sequence[Rule]) -> bool:
    """Tell whether it is proved that no roster obeys some rules and keeps the pins.

    Parameters
    ----------
    scenario
        The facts.
    rules
        The rules; that pins are kept is implied.
    """
    wanted = {p.mission for p in scenario.pins if p.pin == "mission"}
    if FROZEN in rules:
        wanted |= {known.mission for known, _seat in scenario.frozen_seats}
    involved = {k: m for k, m in scenario.missions.items() if k in wanted}
    part = replace(scenario, missions=involved)
    model = CrewModel(part, (*(r for r in rules if r is not KEPT), KEPT))
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = SECONDS
    return STATUSES[solver.solve(model.cp)] is SolveStatus.INFEASIBLE
