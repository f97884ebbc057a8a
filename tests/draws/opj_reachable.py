"""OPJs on tours that end about when missions do, or away in a public-order unit."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._powers import OPJ, at_the_edges_of_tours, empowered, staffed


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that need an OPJ, and with some that suspend."""
    week = staffed(draw, week, national=True)
    week = at_the_edges_of_tours(draw, week)
    return empowered(draw, week, {**OPJ, "suspends": (False, False, True)})
