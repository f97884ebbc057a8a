"""Unpredictable patrols in random weeks, and those of the weeks before."""

import datetime as dt
from dataclasses import replace
from random import Random

from scheduler.domain.agreements import Regime
from scheduler.domain.missions import PastMission
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b


def with_patrols(random: Random, week: Scenario) -> Scenario:
    """Return a week with unpredictable kinds, and missions held before it."""
    kinds = {
        k: replace(x, unpredictable=random.random() < 0.5)
        for k, x in week.kinds.items()
    }
    past = []
    for number in range(random.choice((0, 0, 2, 4))):
        like = random.choice(week.occurrences)
        local = week.clock.local(like.proper.start).replace(tzinfo=None)
        local -= dt.timedelta(
            days=random.choice((6, 7, 7, 7, 8, 14)),
            minutes=random.choice((0, 1, 44, 45, -44, -45, 1440)),
        )
        start = week.clock.minute(local.date(), local.time())
        if -15 * 1440 < start < 0:
            past.append(
                PastMission(
                    mission=f"P{number}",
                    kind=week.kind(like).id,
                    zone=like.zone,
                    day=week.clock.date(start),
                    span=Span(start, start + 60),
                )
            )
    regimes = {k: _regime(random, r) for k, r in week.regimes.items()}
    return replace(week, kinds=kinds, past_missions=tuple(past), regimes=regimes)


def _regime(random: Random, regime: Regime) -> Regime:
    values = (
        b.setting("start_spread", "minutes", random.choice((1, 44, 46, 90, None))),
        b.setting("start_spread", "weeks", random.choice((1, 2, None))),
    )
    if random.random() < 0.6:
        return regime
    return replace(regime, values=(*regime.values, *values))
