"""Few officers, many short missions close together, and limits about as long."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._frozen import with_fitting_freeze
from tests.draws._shapes import with_transition_times
from tests.draws._under_way import with_tours_under_way

RULE = "daily_break"
STARTS = ("05:30", "06:00", "06:20", "07:00", "07:08", "08:00", "09:00", "10:08")
KIND = replace(b.SOLO, positions=(b.position("agent", None), b.position("two", None)))


def enrich(draw: Any, week: Scenario) -> Scenario:
    """Put missions one after another into the first day, for one or two officers."""
    staff = dict(list(week.officers.items())[: draw(st.sampled_from((1, 1, 2)))])
    starts = draw(st.lists(st.sampled_from(STARTS), min_size=2, max_size=5))
    kind = draw(st.sampled_from((b.SOLO, b.SOLO, KIND)))
    missions = {
        f"M{i}": b.mission(
            f"M{i}",
            kind,
            at=((0, start),),
            minutes=draw(st.sampled_from((20, 52, 60, 60, 120))),
            zone=draw(st.sampled_from(("north", "north", "south"))),
            on=week.clock,
        )
        for i, start in enumerate(starts)
    }
    rows = replace(
        week,
        officers=staff,
        missions=missions,
        kinds={**week.kinds, kind.id: kind},
        absences=(),
        requests=(),
        pins=(),
        history=tuple(t for t in week.history if t.officer in staff),
        cover=(),
    )
    rows = with_tours_under_way(draw, rows)
    return with_transition_times(draw, rows) if draw(st.booleans()) else rows


def remember(draw: Any, week: Scenario, roster: Roster) -> Scenario:
    """Freeze half of the weeks, so that some breaks are known and others still due."""
    return with_fitting_freeze(draw, week, roster) if draw(st.booleans()) else week


def edge(
    draw: Any, week: Scenario, roster: Roster
) -> dict[ForceKind, list[SettingValue]]:
    """Require breaks about as long as those present, within limits that matter."""
    facts = Facts(week, roster)
    breaks, stretches = {20}, {60, 120, 360}
    for officer, tours in facts.tours_of.items():
        stops = [d.occurrence for d in facts.duties_of[officer]]
        for one, two in pairwise(stops):
            breaks.add(two.span.start - one.span.end - week.transition_time(one, two))
        for tour in tours:
            stretches.add(tour.work)
            breaks.add(tour.span.length - tour.work)
            for stop in stops:
                breaks |= {
                    stop.span.start - tour.span.start,
                    tour.span.end - stop.span.end,
                }
                stretches |= {
                    stop.span.start - tour.span.start,
                    stop.span.end - tour.span.start,
                    tour.span.end - stop.span.end,
                    tour.span.end - stop.span.start,
                }
    pause = st.sampled_from(sorted(x for x in breaks if 0 < x <= 180))
    stretch = st.sampled_from(sorted(x for x in stretches if 0 < x <= 420))
    off = st.sampled_from((0, 0, 1, -1))
    return {
        kind: [
            b.setting(RULE, "minimum", max(0, draw(pause) + draw(off))),
            b.setting(RULE, "from", max(1, draw(stretch) + draw(off))),
        ]
        for kind in ForceKind
    }
