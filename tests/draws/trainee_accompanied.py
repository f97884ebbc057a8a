"""Crews of trainees, wardens and titular officers."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.people import Status
from scheduler.domain.scenario import Scenario


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Make each officer a trainee, a warden or titular."""
    status = st.sampled_from((Status.TRAINEE, Status.WARDEN, Status.TITULAR))
    officers = {k: replace(o, status=draw(status)) for k, o in week.officers.items()}
    return replace(week, officers=officers)
