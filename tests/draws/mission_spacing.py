"""Missions with many starts, just at the spacing or just below it."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.missions import Mission, PastMission
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Spread the missions by what lies between some starts, a minute more or less."""
    missions = {k: _spread(draw, week, m) for k, m in week.missions.items()}
    past = tuple(
        _past(draw, missions[draw(st.sampled_from(sorted(missions)))])
        for _ in range(draw(st.integers(0, 2)))
    )
    return replace(week, missions=missions, past_missions=past)


def judged(facts: Facts) -> bool:
    """Tell whether a mission with a spacing is held after another time."""
    past = {p.mission for p in facts.scenario.past_missions}
    return any(
        facts.scenario.missions[name].spacing and len(held) + (name in past) > 1
        for name, held in facts.held.items()
        if held
    )


def _spread(draw: st.DrawFn, week: Scenario, mission: Mission) -> Mission:
    """Return the mission at several times and two places, with a spacing."""
    days = week.clock.days
    at = draw(
        st.lists(
            st.tuples(
                st.integers(0, days - 1),
                st.sampled_from(("00:00", "06:00", "07:00", "11:30", "23:00")),
            ),
            min_size=2,
            max_size=4,
            unique=True,
        )
    )
    moved = b.mission(
        mission.id,
        week.kinds[mission.kind],
        at=sorted(at),
        minutes=mission.occurrences[0].span.length,
        zone=mission.zone,
        or_zones=draw(
            st.sampled_from(((), tuple(z for z in week.zones if z != mission.zone)))
        ),
        times=draw(st.integers(1, days)),
        on=week.clock,
    )
    starts = sorted({o.span.start for o in moved.occurrences})
    gaps = {y - x for x in starts for y in starts if y > x}
    spacing = draw(st.sampled_from(sorted({60, *gaps}))) + draw(
        st.sampled_from((0, 0, 1, -1))
    )
    return replace(moved, spacing=draw(st.sampled_from((spacing, spacing, 0))))


def _past(draw: st.DrawFn, mission: Mission) -> PastMission:
    """Return it as held before the horizon, close enough to matter or just not."""
    first = min(o.span.start for o in mission.occurrences)
    start = first - mission.spacing + draw(st.sampled_from((-1, 0, 1)))
    start = min(start, -60)
    return PastMission(
        mission=draw(st.sampled_from((mission.id, mission.id, "another"))),
        kind=mission.kind,
        zone=mission.zone,
        day=b.MONDAY,
        span=Span(start, start + 60),
    )
