"""Wardens, and positions open to them."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.people import Status
from scheduler.domain.scenario import Scenario


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Make some officers wardens, and open some positions to them."""
    wardens = st.sampled_from((Status.WARDEN, Status.TITULAR))
    return replace(
        week,
        officers={
            k: replace(o, status=draw(wardens)) for k, o in week.officers.items()
        },
        kinds={
            k: replace(
                kind,
                positions=tuple(
                    replace(p, wardens=draw(st.booleans())) for p in kind.positions
                ),
            )
            for k, kind in week.kinds.items()
        },
    )
