"""The same week gives the same model, verdict and roster in every process.

Python gives texts other hashes in each process, so a set that decides an order would
give another model each time, and another roster with one worker and one seed.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.goals import GOALS
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.verify.judge import judge
from tests.reference.weeks import draw

ROOT = Path(__file__).parents[2]
SHIPPED = ("quickstart", "senart", "clermont-ferrand")


def digests(number: int) -> Iterator[tuple[str, str]]:
    """Yield a name and a digest for the shipped weeks and for random ones."""
    for name in SHIPPED:
        yield name, digest(load(ROOT / "scenarios" / name), Roster((), ()))
    for seed in range(number):
        yield f"draw({seed})", digest(*draw(seed))


def digest(week: Scenario, roster: Roster) -> str:
    """Return the digest of the model of a week, and of the verdict on a roster."""
    model = CrewModel(week, tuple(RULES.values()), goals=tuple(GOALS.values()))
    for goal in GOALS.values():
        model.cp.minimize(goal.post(model))
    verdict = judge(week, roster)
    said = (verdict.breaches, verdict.losses, verdict.shortfalls, verdict.notes)
    return hashlib.sha256(f"{model.cp.proto}{said}".encode()).hexdigest()


def in_a_process(seed: int, *arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("number", [15, pytest.param(1_000, marks=pytest.mark.nightly)])
def test_the_same_model_and_verdict(number: int) -> None:
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(
            lambda seed: in_a_process(seed, "-m", __name__, str(number)), (1, 2)
        )
    assert len(one.splitlines()) == number + len(SHIPPED)
    assert one == other


@pytest.mark.parametrize(
    "name", ["quickstart", pytest.param("senart", marks=pytest.mark.nightly)]
)
def test_one_worker_and_one_seed_give_the_same_roster(
    name: str, tmp_path: Path
) -> None:
    found = []
    for seed in (1, 2):
        out = tmp_path / str(seed)
        week = ROOT / "scenarios" / name
        options = ("--workers", "1", "--time-limit", "600", "--out", out)
        in_a_process(seed, "cli.py", "solve", week, *options)
        tables = [(out / file).read_bytes() for file in ("roster.csv", "tours.csv")]
        found.append(tables)
    assert found[0] == found[1]


if __name__ == "__main__":
    for line in digests(int(sys.argv[1])):
        sys.stdout.write(" ".join(line) + "\n")
