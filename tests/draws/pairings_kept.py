"""Pairs of officers with decisions of command staff."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import strategies as st

from scheduler.domain.people import Pairing, Together
from scheduler.domain.scenario import Scenario


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Add a pairing for each pair, in one direction or in both."""
    return said(draw, week, (Together.MUST, Together.NEVER, *Together))


def said(draw: st.DrawFn, week: Scenario, what: Sequence[Together]) -> Scenario:
    """Return a week with one of these pairings for each pair, or none."""
    pairings = []
    for one, two in combinations(sorted(week.officers), 2):
        rows = (((one, two),), ((two, one),), ((one, two), (two, one)), ())
        for officer, other in draw(st.sampled_from(rows)):
            together, weight = draw(st.sampled_from(what)), draw(st.integers(1, 3))
            pairings.append(
                Pairing(officer=officer, other=other, together=together, weight=weight)
            )
    return replace(week, pairings=tuple(pairings))
