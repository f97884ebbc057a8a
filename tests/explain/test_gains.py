"""Each repair, applied alone to the tables, gains exactly what was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

import scheduler as ps
from scheduler.domain.near import after_duties
from scheduler.explain.answer import Explanation
from scheduler.explain.causes import lacks
from scheduler.scenarios.write import write_tables
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests.solved import CLERMONT, SCENARIOS
from tests.towns import town


def exact(made: Explanation, workers: int = 1) -> int:
    """Compare every proved gain with a solve of the changed tables; return how many."""
    ground, compared = made.ground, 0
    count = after_duties(ground.scenario.tiers)
    for repair, gain in made.gains.items():
        if gain is None or not gain.proved:
            continue
        week = ground.desk.built(repair.edits)
        first = replace(week, tiers=week.tiers[:count])
        found = solve(first, Search(time_limit=120, workers=workers), lazily=False)
        values = tuple(t.value for t in found.tiers)
        proved = all(t.value == t.bound for t in found.tiers)
        said = tuple(b - p for b, p in zip(gain.before, gain.points, strict=True))
        assert proved, repair.words
        assert values == said, repair.words
        compared += 1
    return compared


@pytest.mark.parametrize("seed", range(6))
def test_gains_are_those_of_the_changed_week(seed, tmp_path):
    write_tables(town(seed, missions=14), tmp_path / "town")
    week = ps.load(tmp_path / "town")
    result = ps.solve(week, ps.Search(time_limit=20, workers=1))
    made = ps.explain(result, seconds=30, workers=1)
    missing = [*lacks(result.facts, result.run)]
    assert bool(exact(made)) is bool(missing and made.gains)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    "path", [CLERMONT, SCENARIOS / "senart"], ids=["clermont", "senart"]
)
def test_gains_of_the_shipped_weeks(path):
    result = ps.solve(ps.load(path), ps.Search(time_limit=60))
    made = ps.explain(result, seconds=900)
    assert made.complete
    assert exact(made, workers=2) > 20
