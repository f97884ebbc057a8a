"""Kinds that need the owner's permission, and permissions that end on some day."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.places import Permission
from scheduler.domain.scenario import Scenario
from scheduler.domain.validity import Validity

ONE = dt.timedelta(days=1)


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Let most kinds need a permission, and grant some."""
    kinds = {
        k: replace(kind, permission=draw(st.sampled_from((True, True, False))))
        for k, kind in week.kinds.items()
    }
    permissions = [
        _permission(draw, week, zone)
        for zone in week.zones
        for _ in range(draw(st.integers(0, 2)))
    ]
    return replace(week, kinds=kinds, permissions=tuple(permissions))


def _permission(draw: st.DrawFn, week: Scenario, zone: str) -> Permission:
    days = (*week.clock.dates, week.clock.dates[-1] + ONE)
    day = draw(st.sampled_from(days))
    first, last = draw(
        st.sampled_from(((None, None), (None, None), (day, None), (None, day)))
    )
    return Permission(
        zone=zone,
        kinds=frozenset(draw(st.sampled_from(((), (), ("solo", "pair"))))),
        validity=Validity(first, last),
    )
