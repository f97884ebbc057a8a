"""Weeks for the rule ``joint_mission_agreed``: forces with and without agreement."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from scheduler.domain.validity import Term
from tests.draws._borders import border, set_aside


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Put the week on a border, and set the rule aside here and there."""
    week = border(draw, week)
    if draw(st.booleans()):
        week = _crossed(week)
    return set_aside(draw, week, "joint_mission_agreed")


def _crossed(week: Scenario) -> Scenario:
    """Give each national force an agreement with another municipal force only."""
    first = next(iter(week.agreements.values()))
    long = replace(
        first,
        communes=frozenset({"c", "d"}),
        validity=Term(week.clock.start, week.clock.dates[-1].replace(year=2030)),
        denounced=None,
    )
    agreements = {
        f"{municipal} {national}": replace(
            long,
            municipal_force=municipal,
            national_force=national,
            lead_force=national,
        )
        for municipal, national in (("pm", "pn"), ("pm2", "pn2"))
    }
    return replace(week, agreements=agreements)
