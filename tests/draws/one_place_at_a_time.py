"""Missions of several kinds one after the other, with changes and reserves between."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._shapes import with_transition_times
from tests.draws._under_way import with_tours_under_way

STARTS = ("06:00", "07:00", "07:08", "07:52", "08:08", "08:52")


def enrich(draw: Any, week: Scenario) -> Scenario:
    """Put guards and checks close to one another in half the weeks."""
    if draw(st.booleans()):
        return with_tours_under_way(draw, week)
    missions = {
        name: b.mission(
            name,
            week.kinds[draw(st.sampled_from(("solo", "opj")))],
            at=((0, draw(st.sampled_from(STARTS))),),
            minutes=draw(st.sampled_from((52, 60))),
            zone=draw(st.sampled_from(("north", "south"))),
            on=week.clock,
        )
        for name in week.missions
    }
    return with_transition_times(draw, replace(week, missions=missions))
