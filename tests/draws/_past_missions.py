"""Past missions of random weeks."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.missions import PastMission
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span


def with_past_missions(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Give a week missions before it: near its own starts, and of its own month."""
    found: list[PastMission] = []
    kinds = st.sampled_from(sorted(week.kinds))
    zones = st.sampled_from(sorted(week.zones))
    for number in range(draw(st.sampled_from((0, 1, 2, 3, 4)))):
        like = draw(st.sampled_from(week.occurrences))
        same = draw(st.sampled_from((True, True, True, False)))
        back = draw(st.sampled_from((7, 7, 7, 14, 1, 2, 20)))
        off = draw(st.sampled_from((0, 0, 29, 30, -30, 44, 45, -45, -46, 90)))
        local = week.clock.local(like.proper.start).replace(tzinfo=None)
        local += dt.timedelta(minutes=off, days=-back)
        start = week.clock.minute(local.date(), local.time())
        if start >= 0:
            continue
        found.append(
            PastMission(
                mission=f"P{number}",
                kind=week.kind(like).id if same else draw(kinds),
                zone=like.zone if same else draw(zones),
                day=local.date(),
                span=Span(start, start + draw(st.sampled_from((30, 60, 61, 300)))),
                heads=draw(
                    st.sampled_from(({"pm": 1, "pn": 1}, {"pm": 2}, {"pn": 3}, {}))
                ),
            )
        )
    return replace(week, past_missions=tuple(found))


def some_kinds(draw: st.DrawFn, week: Scenario) -> frozenset[str]:
    """Draw kinds to count: mostly all joint ones."""
    names = sorted(week.kinds)
    return frozenset(
        draw(st.sampled_from(((), names, (), names, names[:3], ("solo", "pair"))))
    )
