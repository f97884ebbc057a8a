"""Joint crews with wardens in them, of officers from both forces."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws import wardens_not_officers


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Make some officers wardens, or let the forces alternate."""
    if draw(st.booleans()):
        return wardens_not_officers.enrich(draw, week)
    officers = {
        name: replace(
            officer, force=("pm", "pn")[i % 2], free=True, cycle=None, cycle_start=None
        )
        for i, (name, officer) in enumerate(week.officers.items())
    }
    return replace(week, officers=officers)
