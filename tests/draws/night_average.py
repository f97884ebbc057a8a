"""Night workers, with limits close to what they work in some months."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._past import Values, dated, near, totals, with_past

RULE = "night_average"


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    officers = {
        name: replace(o, night_worker=draw(st.sampled_from((True, True, False))))
        for name, o in week.officers.items()
    }
    return with_past(draw, replace(week, officers=officers))


def edge(draw: st.DrawFn, week: Scenario, roster: Roster) -> Values:
    values = {}
    for kind in ForceKind:
        months = draw(st.sampled_from((1, 1, 2, 3)))
        counted = draw(st.sampled_from((6, 6, 7, 1)))
        day = draw(st.sampled_from(week.clock.dates))
        after = (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
        first = after
        for _ in range(months):
            first = (first - dt.timedelta(days=1)).replace(day=1)
        amounts = totals(week, roster, kind, first, after - dt.timedelta(days=1))
        limit = near(draw, amounts, counted * (after - first).days, 7)
        values[kind] = [
            b.setting(RULE, "months", months),
            b.setting(RULE, "days_in_seven", counted),
            b.setting(RULE, "maximum", limit, **dated(draw, week)),
        ]
    return values
