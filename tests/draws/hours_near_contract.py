"""Weeks with a public holiday, and part-timers with a free day."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Draw a public holiday, and shorten some contracts."""
    holidays = draw(st.lists(st.sampled_from(week.clock.dates), max_size=2))
    officers = {
        o: replace(x, contract=draw(st.sampled_from((x.contract, 28 * 60, 17 * 60))))
        for o, x in week.officers.items()
    }
    return replace(
        week,
        officers=officers,
        public_holidays={day: {"en": "Holiday"} for day in holidays},
    )
