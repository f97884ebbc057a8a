"""The search compared with enumeration: optima of all tiers of tiny random weeks."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.powers import OpjNeed
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.model import crews
from scheduler.solve import race as races
from scheduler.solve import team as teams
from scheduler.solve import tiers
from scheduler.solve.engine import Search
from tests import builders as b
from tests.draws import opj_reachable
from tests.draws._powers import empowered, requisitioned
from tests.shapes.brute import TooManyError, agrees, optimum
from tests.strategies import scenarios

WEEKS = scenarios(max_officers=3, max_missions=3, max_days=2)


def agree(week: Scenario) -> None:
    """Assert that search and enumeration agree on a week not too large."""
    try:
        agrees(week)
    except TooManyError:
        assume(False)


@pytest.mark.timeout(600)
@settings(max_examples=60)
@given(week=WEEKS)
def test_the_search_finds_the_optimum_of_tiny_weeks(week: Scenario) -> None:
    agree(week)


EVERYTHING = {
    "opj": (OpjNeed.REACHABLE, *OpjNeed),
    "chief": ("", "", "pm_chief"),
    "national": (False, False, True),
    "both_sexes": (False, False, True),
    "municipal": (True, True, False),
    "suspends": (False, False, True),
    "requisition": (False, False, True),
}


@st.composite
def weeks_with_powers(draw: st.DrawFn) -> Scenario:
    """Draw a tiny week with powers of any requirement."""
    week = opj_reachable.enrich(draw, draw(WEEKS))
    return empowered(draw, requisitioned(draw, week), EVERYTHING)


@pytest.mark.timeout(600)
@settings(max_examples=30)
@given(week=weeks_with_powers())
def test_the_search_finds_the_optimum_of_tiny_weeks_with_powers(week: Scenario) -> None:
    agree(week)


@pytest.mark.timeout(600)
@settings(max_examples=20)
@given(week=WEEKS)
def test_the_optimum_is_found_with_rows_of_clash_sets_missing(week: Scenario) -> None:
    """Rows that a solution without names breaks are added, and it is searched again."""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crews, "clash_sets", pairs)
        agree(week)


def pairs(adjacent: Sequence[int]) -> list[list[int]]:
    """Return each pair that clashes, and no larger set: the least that may be."""
    edges = [[i, j] for j in range(len(adjacent)) for i in range(j)]
    alone = [[i] for i in range(len(adjacent))]
    return [*(e for e in edges if adjacent[e[0]] >> e[1] & 1), *alone]


def test_a_solution_without_names_is_kept_without_the_least_missions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three missions at once for two on tour; pairs alone do not exclude all three."""
    points = {"a": 10, "b": 20, "c": 30}
    week = b.scenario(
        on=b.clock(days=1),
        officers=[b.officer(o) for o in "xy"],
        shifts=[b.shift("early", "06:00", "13:00")],
        missions=[b.mission(m, priority=p) for m, p in points.items()],
        tiers=(("missions", {"missions_by_priority": 1}),),
    )
    kept = []
    salvage = tiers._Climb._salvage

    def watched(climb: Any, *more: Any) -> None:
        salvage(climb, *more)
        kept.append({a.mission for a in climb.roster.assignments})

    monkeypatch.setattr(crews, "clash_sets", pairs)
    monkeypatch.setattr(crews, "near_cliques", lambda *_: ())
    monkeypatch.setattr(tiers._Climb, "_salvage", watched)
    found = tiers.solve(week, Search(workers=1, time_limit=60))
    assert kept == [{"b", "c"}]
    assert [(t.value, t.bound) for t in found.tiers] == [(10, 10)]


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@settings(max_examples=500)
@given(week=WEEKS)
def test_the_search_finds_the_optimum_of_many_tiny_weeks(week: Scenario) -> None:
    agree(week)


@pytest.mark.nightly
@pytest.mark.timeout(7200)
@settings(max_examples=200)
@given(week=WEEKS)
def test_a_team_of_processes_finds_the_optimum_of_many_tiny_weeks(
    week: Scenario,
) -> None:
    """Local search, HiGHS and CP-SAT side by side claim nothing that is not so."""
    try:
        expected = optimum(week)
    except TooManyError:
        assume(False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiers, "WORTH_A_TEAM", 0)
        for part, name in ((teams, "HEAD_STARTS"), (races, "WITH_HULLS")):
            patch.setattr(part, name, dict.fromkeys(getattr(part, name), 0.0))
        patch.setattr(races, "SETTLED", 0.0)
        found = tiers.solve(week, Search(workers=2, time_limit=60), lazily=True)
    if expected is None:
        assert found.status is SolveStatus.INFEASIBLE
        return
    assert found.status is SolveStatus.OPTIMAL
    assert tuple(t.value for t in found.tiers) == expected
