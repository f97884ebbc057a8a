"""Why a week has no roster, by the solver."""

from scheduler.domain.scenario import Scenario
from scheduler.explain.contradictions import contradictions
from scheduler.solve.clash import impossible
from scheduler.verify.conflict import Conflict


def explain(week: Scenario) -> Conflict:
    """Return the first contradiction of a week that has one."""
    return contradictions(week, impossible)[0]
