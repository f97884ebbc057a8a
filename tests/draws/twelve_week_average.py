"""Few weeks or many, with limits close to what is worked in them."""

import datetime as dt

from hypothesis import strategies as st

from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._past import Values, dated, near, totals, with_past

RULE = "twelve_week_average"


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    return with_past(draw, week)


def edge(draw: st.DrawFn, week: Scenario, roster: Roster) -> Values:
    weeks = draw(st.sampled_from((1, 2, 2, 3, 12)))
    values = {}
    for kind in ForceKind:
        day = draw(st.sampled_from(week.clock.dates))
        sunday = day + dt.timedelta(days=6 - day.weekday())
        sunday += dt.timedelta(days=draw(st.sampled_from((0, 0, 7))))
        first = sunday - dt.timedelta(days=7 * weeks - 1)
        limit = near(draw, totals(week, roster, kind, first, sunday), weeks)
        values[kind] = [
            b.setting(RULE, "weeks", weeks),
            b.setting(RULE, "maximum", limit, **dated(draw, week)),
        ]
    return values
