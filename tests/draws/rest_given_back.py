"""Short rests in the history and under derogations, and the rest owed for them."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._derogations import derogated
from tests.draws._night_workers import used_by_day

HOURS = (("06:00", "12:00"), ("21:00", "04:00"), ("14:00", "22:00"))


def enrich(draw: Any, week: Scenario) -> Scenario:
    """Record derogations, and up to three tours of each officer before the horizon."""
    week = used_by_day(draw, week)
    tours = {}
    for officer in week.officers:
        for _ in range(draw(st.integers(0, 3))):
            tour = b.past(
                officer,
                -draw(st.integers(1, 2)),
                *draw(st.sampled_from(HOURS)),
                on=week.clock,
            )
            tours[officer, tour.span] = tour
    week = replace(week, history=tuple(tours.values()))
    return derogated(draw, week, "daily_rest")


def edge(
    draw: Any, week: Scenario, roster: Roster
) -> dict[ForceKind, list[SettingValue]]:
    """Ask for a daily rest, and for a bonus, that are about what the roster has."""
    rests = {0, 480, 660}
    for record in Facts(week, roster).record_of.values():
        rests |= {y.span.start - x.span.end for x in record for y in record}
    rest = st.sampled_from(sorted(r for r in rests if r >= 0))
    owed = []
    for usual in rests:
        for found in rests:
            for later in rests:
                missed = usual - max(0, found)
                if 0 < missed < later - usual < 3 * missed:
                    # The least percentage that asks for exactly the later rest.
                    extra = later - usual - missed
                    owed.append(((extra - 1) * 100 // missed + 1, usual))
    bonus, usual = draw(st.sampled_from(sorted(owed) or [(15, 660)]))
    if draw(st.booleans()):
        bonus, usual = draw(st.sampled_from((0, 15, 100))), draw(rest)
    off = draw(st.sampled_from((0, 0, 1)))
    return {
        kind: [
            b.setting("daily_rest", "minimum", usual),
            b.setting(
                "rest_given_back",
                "bonus_percent",
                draw(st.sampled_from((bonus + off, bonus + off, None))),
            ),
        ]
        for kind in ForceKind
    }
