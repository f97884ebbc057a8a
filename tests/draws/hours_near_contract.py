"""Public holidays, and part time with days away."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests import builders as b


def enrich(draw: Any, week: Scenario) -> Scenario:
    """Make some days public holidays, and let some officers be away all day."""
    days = st.sets(st.sampled_from(week.clock.dates), max_size=2)
    away = tuple(
        b.absence(officer, offset, offset, on=week.clock)
        for officer in week.officers
        for offset in range(week.clock.days)
        if draw(st.sampled_from((True, False, False)))
    )
    return replace(
        week,
        public_holidays={day: {"en": "made up"} for day in draw(days)},
        absences=(*week.absences, *away),
    )
