"""Quotas of every sort, with missions before the horizon."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.missions import Measured, Period, Quota
from scheduler.domain.scenario import Scenario
from tests.builders import redated
from tests.draws._past_missions import some_kinds, with_past_missions


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Owe missions or hours by week and by month, under an agreement or not."""
    week = with_past_missions(draw, week)
    quotas = {}
    for number in range(draw(st.integers(1, 3))):
        measured = draw(st.sampled_from(Measured))
        most = draw(st.sampled_from((2, 9, 40)))
        hours = measured is Measured.HOURS
        quotas[f"Q{number}"] = Quota(
            id=f"Q{number}",
            agreement=draw(st.sampled_from((None, "a"))),
            communes=frozenset(draw(st.sampled_from(((), "c", "d", "cd")))),
            kinds=some_kinds(draw, week),
            measured=measured,
            period=draw(st.sampled_from(Period)),
            minimum=draw(st.integers(1, most)) * (60 if hours else 1),
            weight=draw(st.integers(1, 3)),
        )
    agreement = week.agreements["a"]
    since = draw(st.sampled_from((agreement.validity.first, week.clock.dates[-1])))
    since = min(since, agreement.last_day)
    starts = draw(st.sampled_from((since, since - dt.timedelta(days=2))))
    agreements = {"a": redated(agreement, valid_from=starts)}
    return replace(week, quotas=quotas, agreements=agreements)
