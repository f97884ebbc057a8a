"""Positions for one or several named officers, in some order."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.missions import Mission
from scheduler.domain.scenario import Scenario


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Name officers for some positions of most missions."""
    return replace(
        week, missions={k: _named(draw, week, m) for k, m in week.missions.items()}
    )


def _named(draw: st.DrawFn, week: Scenario, mission: Mission) -> Mission:
    kinds = {week.kind(o).id for o in mission.occurrences}
    names = sorted({p.name for k in kinds for p in week.kinds[k].positions})
    asked = st.permutations(sorted(week.officers)).flatmap(
        lambda order: st.integers(1, len(order)).map(lambda n: tuple(order[:n]))
    )
    return replace(
        mission,
        attendees={n: draw(asked) for n in names if draw(st.integers(0, 3))},
    )
