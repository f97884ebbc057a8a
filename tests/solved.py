"""The Clermont-Ferrand week, solved once for all tests of a process."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.io.build import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve

CLERMONT = Path(__file__).parents[1] / "scenarios" / "clermont-ferrand"


@cache
def clermont() -> Facts:
    """Return a roster that holds most missions; other goals do not matter here."""
    week = load(CLERMONT)
    missions = tuple(t for t in week.tiers if "missions_by_priority" in t.goals)
    found = solve(
        replace(week, tiers=missions), Search(time_limit=60, workers=2, gap=0.1)
    )
    assert found.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)
    assert found.roster is not None
    assert len(found.roster.assignments) > 300
    return Facts(week, found.roster)
