"""Random tiny weeks of one kind of demand, compared with enumeration."""

from dataclasses import replace

from hypothesis import assume
from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario, Tier
from tests.draws import draws_for
from tests.shapes.brute import TooManyError, agrees
from tests.strategies import scenarios

WEEKS = scenarios(max_officers=3, max_missions=3, max_days=2)


@st.composite
def weeks_of(draw: st.DrawFn, subject: str, *goals: str) -> Scenario:
    """Draw a tiny week with much of what a rule looks at, and one tier per goal."""
    week = draw(WEEKS)
    own = draws_for(subject)
    assert own is not None
    week = own.enrich(draw, week)
    tiers = tuple(Tier(name=goal, goals={goal: 1}) for goal in goals)
    return replace(week, tiers=tiers, pins=())


def agrees_if_tiny(week: Scenario) -> None:
    """Compare search and enumeration; skip weeks with too many rosters."""
    try:
        agrees(week)
    except TooManyError:
        assume(False)
