"""Powers closed to municipal officers."""

from hypothesis import strategies as st

from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from tests.draws._powers import empowered, staffed


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that only national officers may take part in."""
    week = staffed(draw, week, national=draw(st.booleans()))
    return empowered(draw, week, {"municipal": (True, False)})


def judged(facts: Facts) -> bool:
    """Tell whether anybody is on a mission that is closed to municipal officers."""
    return any(
        not p.municipal for o in facts.crews for p in facts.scenario.powers_of(o)
    )
