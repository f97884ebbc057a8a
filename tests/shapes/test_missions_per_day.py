"""Tiny random weeks with a limit of missions per day, compared with enumeration."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.people import Status
from scheduler.domain.scenario import Scenario, Tier
from tests import builders as b
from tests.draws import missions_per_day
from tests.shapes.brute import TooManyError, agrees, optimum
from tests.strategies import scenarios

MOST = 400
"""Weeks with more rosters are left out, so that many can be tried."""

GOALS = ("mandatory_missions", "missions_by_priority")
STARTS = ("06:00", "06:40", "07:00", "08:08", "09:30", "11:00", "22:00", "23:00")


@st.composite
def weeks(draw: st.DrawFn) -> Scenario:
    """Draw a tiny week, mostly one in which few officers could do much."""
    week = draw(scenarios(max_officers=3, max_missions=3, max_days=2))
    week = missions_per_day.enrich(draw, week)
    if draw(st.sampled_from((True, True, True, False))):
        week = _busy(draw, week)
    tiers = tuple(Tier(name=goal, goals={goal: 1}) for goal in GOALS)
    return replace(week, tiers=tiers, pins=())


def _busy(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with one or two officers, and more for each than the limit."""
    clock = b.clock(week.clock.start, draw(st.sampled_from((1, 1, 2))))
    names = draw(st.sampled_from(("A", "A", "AB")))
    kinds = {
        n: replace(k, most_a_day=draw(st.sampled_from((1, 1, 1, 2))), briefing=0)
        for n, k in week.kinds.items()
    }
    solo = replace(kinds["solo"], debriefing=0, changeover=0, night_exempt=True)
    number = 3 if len(names) > 1 else draw(st.integers(2, 4))
    at = st.tuples(st.integers(0, clock.days - 1), st.sampled_from(STARTS))
    missions = [
        b.mission(
            f"M{i}",
            solo,
            at=sorted({draw(at), draw(at)} if i == 0 else {draw(at)}),
            minutes=draw(st.sampled_from((30, 40, 60))),
            zone=draw(st.sampled_from(("north", "south"))),
            on=clock,
            priority=draw(st.sampled_from((1, 10))),
        )
        for i in range(number)
    ]
    return replace(
        week,
        clock=clock,
        officers={n: b.officer(n, status=Status.TITULAR) for n in names},
        kinds={**kinds, "solo": solo},
        missions={m.id: m for m in missions},
        absences=(),
        requests=(),
        history=(),
        cover=(),
        overrides=(),
    )


def compare(week: Scenario) -> bool:
    """Compare search and enumeration; tell whether the limit makes a difference."""
    unlimited = {n: replace(k, most_a_day=None) for n, k in week.kinds.items()}
    try:
        found = agrees(week, most=MOST)
        return found != optimum(replace(week, kinds=unlimited), most=MOST)
    except TooManyError:
        assume(False)
        raise


def agree(number: int) -> None:
    """Compare a number of weeks; the limit must make a difference in one of eight."""
    bound: list[bool] = []

    @settings(max_examples=number)
    @given(week=weeks())
    def each(week: Scenario) -> None:
        bound.append(compare(week))

    each()
    assert sum(bound) >= number // 8, "aim the weeks at the limit"


@pytest.mark.timeout(600)
def test_the_search_finds_the_optimum() -> None:
    agree(40)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_the_search_finds_the_optimum_of_two_hundred() -> None:
    agree(200)
