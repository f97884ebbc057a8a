"""Annual maxima close to what is worked in a year."""

import datetime as dt

from hypothesis import strategies as st

from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._past import Values, dated, near, totals, with_past

RULE = "annual_hours"


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    return with_past(draw, week)


def edge(draw: st.DrawFn, week: Scenario, roster: Roster) -> Values:
    values = {}
    for kind in ForceKind:
        reached = week.clock.dates[-1] + dt.timedelta(days=1)
        year = draw(st.sampled_from((week.clock.start.year, reached.year)))
        amounts = totals(week, roster, kind, dt.date(year, 1, 1), dt.date(year, 12, 31))
        limit = near(draw, amounts, 1)
        values[kind] = [b.setting(RULE, "maximum", limit, **dated(draw, week))]
    return values
