"""A baseline: any roster that the week could have had, with additions."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.baseline import Baseline
from scheduler.domain.scenario import Scenario


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Draw a baseline for a week from all tours and seats that it could have had."""
    days = (*week.clock.dates, week.clock.start)
    officers = (*week.officers, "gone")
    shifts = (*week.shifts, "gone")
    tours = st.tuples(
        st.sampled_from(officers), st.sampled_from(days), st.sampled_from(shifts)
    )
    placed = [(o.mission, o.span.start) for o in week.occurrences]
    # Missions that have moved, and some that are no longer there.
    moved = [(mission, start + 60) for mission, start in placed]
    placings = [*placed, *placed, *moved, ("gone", 600)]
    seats = st.tuples(st.sampled_from(placings), st.sampled_from(officers))
    baseline = Baseline(
        draw(st.frozensets(tours, max_size=8)),
        frozenset(
            (mission, start, officer)
            for (mission, start), officer in draw(st.frozensets(seats, max_size=8))
        ),
    )
    return replace(week, baseline=baseline)
