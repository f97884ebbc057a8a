"""Small contracts, weeks before, derogations, and limits close to the overtime done."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span
from tests import builders as b
from tests.draws._derogations import derogated
from tests.draws._past import Values, dated, near, with_past

RULE = "monthly_overtime"
WEEK = dt.timedelta(days=7)


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Plan two weeks or more in some draws; most contracts are of a few hours."""
    days = draw(st.sampled_from((0, 0, 2, 7, 9)))
    clock = Clock(week.clock.start, week.clock.days + days, week.clock.timezone)
    officers = {
        name: replace(o, contract=draw(st.sampled_from((0, 1, 300, 480, 1080, 2100))))
        for name, o in week.officers.items()
    }
    week = with_past(draw, replace(week, clock=clock, officers=officers))
    return derogated(draw, week, RULE)


def edge(draw: st.DrawFn, week: Scenario, roster: Roster) -> Values:
    """Set the limits at, or one off, the overtime of some officer in some month."""
    values = {}
    for kind in ForceKind:
        amounts = overtime(week, roster, kind)
        values[kind] = [
            b.setting(RULE, "maximum", near(draw, amounts, 1), **dated(draw, week))
        ]
        if draw(st.booleans()):
            reduced = near(draw, amounts, 1)
            values[kind].append(b.setting(RULE, "reduced", reduced))
    return values


def overtime(week: Scenario, roster: Roster, kind: ForceKind) -> set[int]:
    """Return the overtime of those of a force in the months around, by contract."""
    clock, found = week.clock, {0}
    monday = clock.start - dt.timedelta(days=clock.start.weekday()) - 5 * WEEK
    for officer, record in Facts(week, roster).record_of.items():
        by_month: dict[int, int] = {}
        for i in range(9):
            first = monday + i * WEEK
            last = first + dt.timedelta(days=6)
            span = Span(clock.midnight(first), clock.midnight(first + WEEK))
            work = sum(t.work_within(span) for t in record) + sum(
                p.share(p.work, first, last) for p in week.past_work_of.get(officer, ())
            )
            month = (first + dt.timedelta(days=3)).month
            beyond = max(0, work - week.officers[officer].contract)
            by_month[month] = by_month.get(month, 0) + beyond
        if week.force(officer).kind is kind:
            found |= set(by_month.values())
    return found
