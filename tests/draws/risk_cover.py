"""Risk by place and hour where missions are, and kinds that lower it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.missions import Risk
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b
from tests.draws._past_missions import with_past_missions


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Draw cells around the missions, and let most kinds be seen."""
    week = with_past_missions(draw, week)
    cells = []
    for _ in range(draw(st.integers(1, 6))):
        like = draw(st.sampled_from(week.occurrences))
        start = like.proper.start + draw(st.sampled_from((0, 20, -40, -60, 19, -39)))
        start = max(0, start)
        cells.append(
            Risk(
                zone=draw(st.sampled_from((*(like.zone,) * 6, *week.zones))),
                day=week.clock.date(start),
                span=Span(start, start + draw(st.sampled_from((60, 60, 30, 10)))),
                points=draw(st.sampled_from((1, 2, 3, 7, 16, 100))),
            )
        )
    kinds = {
        k: replace(x, presence=draw(st.sampled_from((True, True, True, False))))
        for k, x in week.kinds.items()
    }
    return replace(week, risks=tuple(cells), kinds=kinds)


def edge(
    draw: st.DrawFn,
    week: Scenario,
    roster: Roster,
) -> Mapping[ForceKind, Iterable[SettingValue]]:
    """Draw how long a patrol must be present, and the risk that it leaves."""
    last = week.clock.dates[-1]
    return {
        kind: [
            b.setting(
                "risk_cover",
                "minutes",
                draw(st.sampled_from((None, 19, 20, 21, 60, 90))),
                valid_from=draw(st.sampled_from((None, last))),
            ),
            b.setting(
                "risk_cover",
                "remaining",
                draw(st.sampled_from((None, 0, 40, 50, 90, 100))),
            ),
        ]
        for kind in ForceKind
    }
