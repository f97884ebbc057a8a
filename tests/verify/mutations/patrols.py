"""Mutations of patrols that are not to be foreseen."""

import datetime as dt
from dataclasses import replace

from scheduler.domain.missions import Occurrence, PastMission
from scheduler.domain.roster import Facts
from scheduler.domain.time import Span
from tests.verify.mutating import Broken, breaks

CLOSE = 44


def _a_week_before(facts: Facts, minutes: int) -> tuple[Facts, Occurrence]:
    """Let a patrol of the roster be unpredictable, and one have begun near its time."""
    week = facts.scenario
    held = next(o for o in facts.crews if week.kind(o).joint and not o.fallback)
    kind = replace(week.kind(held), unpredictable=True)
    local = week.clock.local(held.proper.start).replace(tzinfo=None)
    local += dt.timedelta(days=-7, minutes=minutes)
    start = week.clock.minute(local.date(), local.time())
    past = PastMission(
        mission="the-week-before",
        kind=kind.id,
        zone=held.zone,
        day=local.date(),
        span=Span(start, start + 60),
    )
    changed = replace(week, kinds={**week.kinds, kind.id: kind}, past_missions=(past,))
    return Facts(changed, facts.roster), held


@breaks("start_spread")
def the_same_time_as_the_week_before(facts: Facts) -> Broken:
    changed, held = _a_week_before(facts, 0)
    return Broken(changed, held.mission, over=45)


@breaks("start_spread")
def a_minute_too_close_to_the_week_before(facts: Facts) -> Broken:
    changed, held = _a_week_before(facts, -CLOSE)
    return Broken(changed, held.mission, over=1)
