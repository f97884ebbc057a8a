"""Posts held by relays, changeovers, reaches and briefings in random weeks."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.missions import Mission, MissionKind
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b

HOURS = (("06:00", "09:00"), ("22:00", "01:00"), ("06:00", "08:08"))


def with_posts(draw: Any, week: Scenario, *, kinds: tuple[str, ...] = ()) -> Scenario:
    """Turn the first mission into a post."""
    name = next(iter(week.missions))
    kind = draw(st.sampled_from(kinds or ("solo", "pair")))
    return replace(week, missions={**week.missions, name: post(draw, week, name, kind)})


def post(draw: Any, week: Scenario, name: str, kind: str) -> Mission:
    """Draw a post of about three relays."""
    days = st.integers(0, week.clock.days - 1)
    return b.post(
        name,
        week.kinds[kind],
        days=[draw(days)],
        hours=draw(st.sampled_from(HOURS)),
        minutes=draw(st.sampled_from((60, 90, 120))),
        step=draw(st.sampled_from((30, 60, 61))),
        overlap=draw(st.sampled_from((0, 1, 15))),
        zone=draw(st.sampled_from(("north", "south"))),
        on=week.clock,
        priority=draw(st.sampled_from((1, 10))),
        mandatory=draw(st.booleans()),
    )


def with_transition_times(draw: Any, week: Scenario) -> Scenario:
    """Draw changeovers, and reserves within reach."""
    shortest = min((o.span.length for o in week.occurrences), default=0)
    reach = st.sampled_from([None, *(r for r in (8, 9, 60) if r <= shortest)])
    changeover = st.sampled_from((0, 8, 52))
    return replace(
        week,
        kinds={
            name: replace(kind, changeover=draw(changeover), reach=draw(reach))
            for name, kind in week.kinds.items()
        },
    )


def with_briefings(draw: Any, week: Scenario) -> Scenario:
    """Add a briefing and a debriefing to the missions of some kinds."""
    minutes = st.sampled_from((0, 0, 1, 60))
    kinds = {
        name: replace(kind, briefing=draw(minutes), debriefing=draw(minutes))
        for name, kind in week.kinds.items()
    }
    missions = {n: _engaged(m, kinds[m.kind]) for n, m in week.missions.items()}
    return replace(week, kinds=kinds, missions=missions)


def _engaged(mission: Mission, kind: MissionKind) -> Mission:
    occurrences = tuple(
        replace(
            o,
            span=Span(o.proper.start - kind.briefing, o.proper.end + kind.debriefing),
            briefing=kind.briefing,
            debriefing=kind.debriefing,
        )
        for o in mission.occurrences
    )
    return replace(mission, occurrences=occurrences)


def posts_sometimes(draw: Any, week: Scenario) -> Scenario:
    """Turn the first mission into a post in half the weeks."""
    return with_posts(draw, week) if draw(st.booleans()) else week
