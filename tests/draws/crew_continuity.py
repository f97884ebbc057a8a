"""Missions of an equipage, with others between them and tours that begin meanwhile."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.missions import Mission
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.strategies import KINDS

STARTS = ("06:30", "08:00", "09:30", "11:00", "12:30", "21:30", "23:00", "00:30")
"""Far enough apart for missions of an hour and the ways between; the last is next day.
"""


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Add one or two equipages of two to four missions each."""
    missions = dict(week.missions)
    for code in draw(st.sampled_from(("A", "A", "AB"))):
        missions |= {m.id: m for m in equipage(draw, week, code)}
    return replace(week, missions=missions)


def equipage(draw: st.DrawFn, week: Scenario, code: str) -> list[Mission]:
    """Draw missions that one crew can hold one after another."""
    starts = draw(
        st.lists(st.sampled_from(STARTS), min_size=2, max_size=4, unique=True)
    )
    return [
        b.mission(
            f"{code}{start}",
            draw(st.sampled_from(KINDS[:5])),
            at=[(int(start < "05:00"), start)],
            minutes=30,
            zone=draw(st.sampled_from(("north", "south"))),
            on=week.clock,
            equipage=code,
        )
        for start in draw(st.permutations(starts))
    ]
