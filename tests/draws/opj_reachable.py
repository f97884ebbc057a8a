"""OPJs on tours that end about when missions do, or away in a public-order unit."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.authority import Suspension
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests.draws._powers import OPJ, at_the_edges_of_tours, empowered, staffed


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that need an OPJ, and with some that suspend."""
    week = staffed(draw, week, national=True)
    week = at_the_edges_of_tours(draw, week)
    if draw(st.sampled_from((False, False, True))):
        first = draw(st.sampled_from((0, 11 * 60)))
        suspension = Suspension(
            officer=draw(st.sampled_from(sorted(week.officers))),
            what=draw(st.sampled_from(("approval", "approval", "arms"))),
            span=Span(first, first + 1440),
        )
        week = replace(week, suspensions=(suspension,))
    return empowered(draw, week, {**OPJ, "suspends": (False, False, True)})
