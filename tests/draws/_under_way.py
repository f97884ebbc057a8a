"""Tours that last into tiny weeks, missions of the first night, and crews on others."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.missions import PastMission
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b

HOURS = (("21:00", "04:00"), ("21:00", "04:01"), ("23:00", "06:00"), ("18:00", "07:00"))
STARTS = ("00:00", "00:08", "01:00", "03:00", "03:01")


def with_tours_under_way(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Let officers of half the weeks enter them on tour, with missions at once."""
    if draw(st.booleans()):
        return week
    past = {t.key: t for t in week.history}
    late = draw(st.lists(st.sampled_from(sorted(week.officers)), unique=True))
    for officer in late:
        hours = draw(st.sampled_from(HOURS))
        tour = b.past(officer, -1, *hours, on=week.clock)
        past[tour.key] = tour
    missions = {
        name: b.mission(
            name,
            week.kinds[mission.kind],
            at=((0, draw(st.sampled_from(STARTS))),),
            minutes=draw(st.sampled_from((52, 60, 120))),
            zone=draw(st.sampled_from(("north", "south"))),
            on=week.clock,
        )
        if draw(st.booleans())
        else mission
        for name, mission in week.missions.items()
    }
    before = []
    for number in range(draw(st.sampled_from((0, 0, 1, 2)))):
        start = draw(st.sampled_from((-90, -61, -60, -52, 0, 60)))
        before.append(
            PastMission(
                mission=f"N{number}",
                kind=draw(st.sampled_from(sorted(week.kinds))),
                zone=draw(st.sampled_from(("north", "south"))),
                day=week.clock.date(start),
                span=Span(start, start + draw(st.sampled_from((52, 60, 61)))),
                crew=tuple(late),
            )
        )
    return replace(
        week,
        history=tuple(past.values()),
        missions=missions,
        past_missions=(*week.past_missions, *before),
    )
