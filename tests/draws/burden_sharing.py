"""Shares of joint work, with missions before the horizon."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.missions import Share
from scheduler.domain.scenario import Scenario
from tests.draws._past_missions import some_kinds, with_past_missions


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Share the work of some kinds once or twice."""
    week = with_past_missions(draw, week)
    rows = []
    for number in range(draw(st.integers(1, 2))):
        kinds = some_kinds(draw, week)
        percent = draw(st.sampled_from((0, 33, 50, 50, 67, 99, 100)))
        rows += [
            Share(id=f"S{number}", force=force, percent=part, kinds=kinds)
            for force, part in (("pm", percent), ("pn", 100 - percent))
        ]
    return replace(week, shares=tuple(rows))
