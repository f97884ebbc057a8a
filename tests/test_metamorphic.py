"""The same town told otherwise has the same optimum, tier by tier."""

from pathlib import Path

import pytest

from scheduler.domain.run import SolveStatus
from scheduler.scenarios.load import load
from scheduler.scenarios.workbook import write_workbook
from scheduler.scenarios.write import Tables, read_tables, write_tables
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests.solved import QUICKSTART
from tests.towns import joined, permuted, renamed, shifted, town

SEEDS = [pytest.param(0)] + [
    pytest.param(s, marks=pytest.mark.nightly) for s in range(1, 25)
]
TOWN = pytest.mark.parametrize("seed", SEEDS)


def optimum(path: Path, *, seed: int = 0, workers: int = 1) -> dict[str, int]:
    """Return the value of each tier, all of them proved."""
    found = solve(load(path), Search(time_limit=100, workers=workers, seed=seed))
    assert found.status is SolveStatus.OPTIMAL
    return {tier.name: tier.value for tier in found.tiers}


def of(tables: Tables, folder: Path) -> dict[str, int]:
    write_tables(tables, folder)
    return optimum(folder)


@TOWN
def test_other_codes(seed: int, tmp_path: Path) -> None:
    plain = town(seed)
    other = renamed(plain, "-x")
    assert of(other, tmp_path / "other") == of(plain, tmp_path / "plain")


@TOWN
def test_rows_in_another_order(seed: int, tmp_path: Path) -> None:
    plain = town(seed)
    other = permuted(plain, seed)
    assert of(other, tmp_path / "other") == of(plain, tmp_path / "plain")


@TOWN
def test_a_week_later(seed: int, tmp_path: Path) -> None:
    plain = town(seed)
    other = shifted(plain, 7)
    assert of(other, tmp_path / "other") == of(plain, tmp_path / "plain")


@TOWN
def test_two_towns_that_share_nothing_add_up(seed: int, tmp_path: Path) -> None:
    one, other = town(seed), renamed(town(seed + 100), "-x")
    apart = of(one, tmp_path / "one"), of(other, tmp_path / "other")
    both = of(joined(one, other), tmp_path / "both")
    assert both == {name: apart[0][name] + apart[1][name] for name in both}


@TOWN
def test_a_workbook_says_the_same(seed: int, tmp_path: Path) -> None:
    plain = town(seed)
    write_workbook(plain, tmp_path / "town.xlsx", "fr")
    assert optimum(tmp_path / "town.xlsx") == of(plain, tmp_path / "plain")


@TOWN
@pytest.mark.parametrize(("chance", "workers"), [(1, 1), (2**31 - 1, 1), (0, 2)])
def test_other_seeds_and_workers(
    seed: int, chance: int, workers: int, tmp_path: Path
) -> None:
    plain = of(town(seed), tmp_path / "plain")
    assert optimum(tmp_path / "plain", seed=chance, workers=workers) == plain


@pytest.mark.parametrize("ending", ["-x"])
def test_the_quickstart_with_other_codes(ending: str, tmp_path: Path) -> None:
    plain = read_tables(QUICKSTART)
    write_tables(plain, tmp_path / "plain")
    write_tables(renamed(plain, ending), tmp_path / "other")
    assert optimum(tmp_path / "other") == optimum(tmp_path / "plain")
