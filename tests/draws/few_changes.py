"""A baseline: any roster that the week could have had, with additions."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.scenario import Scenario


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Draw a baseline for a week from all tours and seats that it could have had."""
    days = (*week.clock.dates, week.clock.start)
    officers = (*week.officers, "gone")
    shifts = (*week.shifts, "gone")
    tours = st.builds(
        KnownTour,
        officer=st.sampled_from(officers),
        day=st.sampled_from(days),
        shift=st.sampled_from(shifts),
    )
    placed = [(o.mission, o.span.start) for o in week.occurrences]
    # Missions that have moved, and some that are no longer there.
    moved = [(mission, start + 60) for mission, start in placed]
    placings = [*placed, *placed, *moved, ("gone", 600)]
    kinds = ["", "gone", *{week.kind(o).id: None for o in week.occurrences}]
    names = {p.name: None for k in week.kinds.values() for p in k.positions}
    positions = ["", "gone", *names]
    zones = ["", "gone", *{o.zone: None for o in week.occurrences}]

    def seat(
        placing: tuple[str, int], officer: str, kind: str, zone: str, position: str
    ) -> KnownSeat:
        return KnownSeat(
            mission=placing[0],
            start=placing[1],
            officer=officer,
            kind=kind,
            zone=zone,
            position=position,
        )

    seats = st.builds(
        seat,
        st.sampled_from(placings),
        st.sampled_from(officers),
        st.sampled_from(kinds),
        st.sampled_from(zones),
        st.sampled_from(positions),
    )
    baseline = Baseline(
        draw(st.frozensets(tours, max_size=8)), draw(st.frozensets(seats, max_size=8))
    )
    return replace(week, baseline=baseline)
