"""Baselines like a roster drawn, frozen at one of its starts or a minute later."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests.freezing import known


def with_freeze(draw: st.DrawFn, week: Scenario, roster: Roster) -> Scenario:
    """Return a week whose baseline is the roster, or one that differs in little."""
    told = known(week, roster)
    tours = sorted(told.tours, key=lambda t: t.key)
    seats = sorted(
        told.seats, key=lambda s: (s.start, s.mission, s.officer, s.kind, s.position)
    )
    starts = {0, *(t.span.start for t in tours if t.span), *(s.start for s in seats)}
    ends = {t.span.end - 60 for t in tours if t.span}
    at = draw(st.sampled_from(sorted(starts | ends)))
    freeze = at + draw(st.sampled_from((0, 1, 1, 60)))
    change = draw(st.sampled_from(("nothing", "nothing", "tours", "seats", "both")))
    if change in ("tours", "both"):
        tours = [t for own in tours for t in _tour(draw, week, own)]
    if change in ("seats", "both"):
        seats = [s for own in seats for s in _seat(draw, week, own)]
    rested = [_rested(draw, t) for t in {t.key: t for t in tours}.values()]
    baseline = Baseline(frozenset(rested), frozenset(seats), freeze)
    return replace(week, baseline=baseline)


def with_fitting_freeze(draw: st.DrawFn, week: Scenario, roster: Roster) -> Scenario:
    """Return the same, unless a fixed tour of the roster would no longer be offered.

    That is for rules which do not judge it.
    """
    frozen = with_freeze(draw, week, roster)
    offered = {t for tours in frozen.tours.values() for t in tours}
    return frozen if offered.issuperset(t for t in roster.tours if t.fixed) else week


def _tour(draw: st.DrawFn, week: Scenario, own: KnownTour) -> list[KnownTour]:
    """Return a tour, mostly unchanged."""
    officers = st.sampled_from((*week.officers, "gone"))
    shifts = st.sampled_from((*week.shifts, "gone"))
    change = draw(st.sampled_from(("", "", "drop", "officer", "shift", "hours")))
    if change == "drop":
        return []
    if change == "officer":
        return [replace(own, officer=draw(officers))]
    if change == "shift":
        return [replace(own, shift=draw(shifts))]
    if change == "hours" and own.span is not None:
        return [replace(own, span=Span(own.span.start, own.span.end + 1))]
    return [own]


def _seat(draw: st.DrawFn, week: Scenario, own: KnownSeat) -> list[KnownSeat]:
    """Return a seat, mostly unchanged."""
    change = draw(
        st.sampled_from(("", "", "drop", "officer", "position", "kind", "zone"))
    )
    if change == "drop":
        return []
    values = {
        "officer": (*week.officers, "gone"),
        "position": sorted({p.name for k in week.kinds.values() for p in k.positions}),
        "kind": tuple(week.kinds),
        "zone": tuple(week.zones),
    }
    if change in values:
        other: dict[str, Any] = {change: draw(st.sampled_from(values[change]))}
        return [replace(own, **other)]
    return [own]


def _rested(draw: st.DrawFn, tour: KnownTour) -> KnownTour:
    """Return a tour with a break or two somewhere in it, with none, or unknown."""
    if tour.span is None or tour.span.length < 120:
        return tour
    count = draw(st.sampled_from((None, 0, 1, 1, 2)))
    if count is None:
        return tour
    starts = draw(
        st.lists(
            st.integers(0, (tour.span.length - 60) // 30), unique=True, max_size=count
        )
    )
    minutes = draw(st.sampled_from((20, 30)))
    spans = [tour.span.start + 30 * start for start in sorted(starts)]
    return replace(tour, breaks=tuple(Span(s, s + minutes) for s in spans))
