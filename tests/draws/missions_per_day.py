"""Kinds with a limit of one or two missions per officer and day, and many missions.

Some missions begin with a briefing before midnight, some are relays of a post.
"""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.missions import Mission
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._shapes import posts_sometimes, with_briefings


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Limit the kinds, and put most missions on one day, one after another."""
    day = draw(st.integers(0, week.clock.days - 1))
    kind = draw(st.sampled_from(("solo", "pair")))
    missions = {
        name: _on(draw, week, mission, kind, day)
        if draw(st.sampled_from((True, True, False)))
        else mission
        for name, mission in week.missions.items()
    }
    limit = st.sampled_from((None, 1, 1, 1, 2))
    kinds = {n: replace(k, most_a_day=draw(limit)) for n, k in week.kinds.items()}
    week = posts_sometimes(draw, replace(week, missions=missions, kinds=kinds))
    return with_briefings(draw, week) if draw(st.booleans()) else week


def _on(
    draw: st.DrawFn, week: Scenario, mission: Mission, kind: str, day: int
) -> Mission:
    """Return the mission as of a kind, at one or two of the times of a day."""
    starts = st.sampled_from(("00:00", "06:00", "07:00", "08:08", "11:30", "23:00"))
    return b.mission(
        mission.id,
        week.kinds[kind],
        at=[(day, s) for s in sorted(draw(st.sets(starts, min_size=1, max_size=2)))],
        minutes=draw(st.sampled_from((30, 52, 60))),
        zone=mission.zone,
        times=mission.times,
        on=week.clock,
    )
