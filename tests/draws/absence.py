"""Weeks in which an absence may have been recorded after what it meets had begun."""

from hypothesis import strategies as st

from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests.draws._frozen import with_fitting_freeze


def remember(draw: st.DrawFn, week: Scenario, roster: Roster) -> Scenario:
    """Freeze half of the weeks."""
    return with_fitting_freeze(draw, week, roster) if draw(st.booleans()) else week
