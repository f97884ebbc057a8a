"""Officers of whom command staff say something in pairs."""

from dataclasses import replace
from itertools import permutations

from hypothesis import strategies as st

from scheduler.domain.people import Pairing, Together
from scheduler.domain.scenario import Scenario


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Say something of up to three pairs, in one direction or in both."""
    pairs = list(permutations(sorted(week.officers), 2))
    if not pairs:
        return week
    said = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=3, unique=True))
    return replace(
        week,
        pairings=tuple(
            Pairing(
                officer=officer,
                other=other,
                together=draw(st.sampled_from(Together)),
                weight=draw(st.integers(1, 3)),
            )
            for officer, other in said
        ),
    )
