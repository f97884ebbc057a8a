"""Random weeks for ``cycle_followed``."""

from hypothesis import strategies as st

from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests.draws._cycles import with_cycles
from tests.draws._frozen import with_fitting_freeze


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Put officers on cycles."""
    return with_cycles(draw, week)


def remember(draw: st.DrawFn, week: Scenario, roster: Roster) -> Scenario:
    """Freeze some of the weeks."""
    frozen = draw(st.sampled_from((False, False, True)))
    return with_fitting_freeze(draw, week, roster) if frozen else week
