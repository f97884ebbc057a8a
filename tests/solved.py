"""Shipped weeks, solved: Clermont-Ferrand in memory, the quickstart in a folder."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.plan import describe, publish_verified
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve

SCENARIOS = Path(__file__).parents[1] / "scenarios"
CLERMONT = SCENARIOS / "clermont-ferrand"
QUICKSTART = SCENARIOS / "quickstart"


@cache
def clermont() -> Facts:
    """Return a roster that holds most missions; other goals do not matter here.

    It is solved once for all tests of a process.
    """
    week = load(CLERMONT)
    missions = tuple(t for t in week.tiers if "missions_by_priority" in t.goals)
    found = solve(
        replace(week, tiers=missions), Search(time_limit=60, workers=2, gap=0.1)
    )
    assert found.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)
    assert found.roster is not None
    assert len(found.roster.assignments) > 300
    return Facts(week, found.roster)


def solved_quickstart(home: Path) -> Path:
    """Put a copy of the quickstart and its solved folder side by side."""
    shutil.copytree(QUICKSTART, home / "quickstart")
    week = load(home / "quickstart")
    search = Search(time_limit=60, workers=1)
    result = solve(week, search)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    run = describe(week, result, search, interrupted=False)
    assert publish_verified(week, result.roster, run, home / "out", "en").verdict.passed
    return home
