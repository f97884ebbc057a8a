"""Patrols that begin close to those of the weeks before."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.missions import Mission
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._past_missions import with_past_missions


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Let most kinds be unpredictable, and half of the weeks have a week after."""
    kinds = {
        k: replace(x, unpredictable=draw(st.sampled_from((True, True, True, False))))
        for k, x in week.kinds.items()
    }
    week = with_past_missions(draw, replace(week, kinds=kinds))
    if draw(st.booleans()):
        return week
    clock = replace(week.clock, days=9)
    week = replace(week, clock=clock)
    more = {
        f"{m.id}+": later
        for m in week.missions.values()
        if (later := _a_week_later(draw, week, m))
    }
    return replace(week, missions={**week.missions, **more})


def _a_week_later(draw: st.DrawFn, week: Scenario, mission: Mission) -> Mission | None:
    off = draw(st.sampled_from((0, 0, 29, 44, 45, -45, 46)))
    local = week.clock.local(mission.occurrences[0].proper.start).replace(tzinfo=None)
    local += dt.timedelta(days=7, minutes=off)
    return b.mission(
        f"{mission.id}+",
        week.kinds[mission.kind],
        at=[((local.date() - week.clock.start).days, f"{local:%H:%M}")],
        zone=mission.zone,
        on=week.clock,
    )


def edge(
    draw: st.DrawFn,
    week: Scenario,
    roster: Roster,
) -> Mapping[ForceKind, Iterable[SettingValue]]:
    """Draw limits close to what lies between the starts."""
    last = week.clock.dates[-1]
    return {
        kind: [
            b.setting(
                "start_spread",
                "minutes",
                draw(st.sampled_from((45, 46, 30, 31, 90, 29, 1, None))),
                valid_from=draw(st.sampled_from((None, None, last))),
            ),
            b.setting("start_spread", "weeks", draw(st.sampled_from((1, 2, 1, None)))),
        ]
        for kind in ForceKind
    }
