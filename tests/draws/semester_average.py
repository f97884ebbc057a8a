"""Semesters that begin in any month, with limits close to what is worked in them."""

import datetime as dt

from hypothesis import strategies as st

from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._past import Values, dated, near, totals, with_past

RULE = "semester_average"


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    return with_past(draw, week)


def edge(draw: st.DrawFn, week: Scenario, roster: Roster) -> Values:
    values = {}
    for kind in ForceKind:
        start = draw(st.sampled_from((1, 1, 4, 5, 9)))
        day = draw(st.sampled_from(week.clock.dates))
        first = day.replace(day=1)
        while first.month % 6 != start % 6:
            first = (first - dt.timedelta(days=1)).replace(day=1)
        after = first
        for _ in range(6):
            after = (after + dt.timedelta(days=31)).replace(day=1)
        amounts = totals(week, roster, kind, first, after - dt.timedelta(days=1))
        values[kind] = [
            b.setting(RULE, "first_month", start),
            b.setting(
                RULE,
                "maximum",
                near(draw, amounts, (after - first).days, 7),
                **dated(draw, week),
            ),
        ]
    return values
