"""The ledger under kills and races: whole before or whole after, and one winner."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(what: str, db: str, count: int, seed: int = 1) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.faulty", what, db, str(count), str(seed)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=3000,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_kill_leaves_the_ledger_whole(empty_db: str):
    assert "killed" in run("kill", empty_db, 12)


def test_of_two_publishers_one_wins(empty_db: str):
    assert run("race", empty_db, 4) == "4 races\n"


@pytest.mark.nightly
def test_two_hundred_kills_leave_the_ledger_whole(empty_db: str):
    killed = int(run("kill", empty_db, 200, seed=7).split()[0])
    assert killed > 50


@pytest.mark.nightly
def test_of_two_publishers_one_wins_two_hundred_times(empty_db: str):
    assert run("race", empty_db, 200) == "200 races\n"
