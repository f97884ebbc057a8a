"""A solved folder that someone changed: the checker says which files no longer fit."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from scheduler.io.faults import InputFaults
from scheduler.scenarios.load import load
from scheduler.verify.judge import Verdict
from scheduler.verify.solved import read_solved
from scheduler.words import use_language
from scheduler.words.render import say
from tests.solved import solved_quickstart

SEALED = "roster.csv or tours.csv was changed after the roster was made"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the quickstart and its solved folder, side by side."""
    return solved_quickstart(tmp_path_factory.mktemp("published"))


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Path:
    """Return a copy to change."""
    shutil.copytree(published, tmp_path / "home")
    return tmp_path / "home"


def verdict(home: Path) -> Verdict:
    return read_solved(load(home / "quickstart"), home / "out").verdict


def said(found: Verdict) -> list[str]:
    with use_language("en"):
        return [say(d.message, d.values) for d in found.discrepancies]


def change_run(home: Path, change: Any) -> None:
    path = home / "out" / "run.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_a_run_of_another_scenario(home: Path) -> None:
    change_run(home, lambda run: run.update(scenario="other\nweek"))
    found = verdict(home)
    assert said(found) == [
        "run.json is of the scenario other week, and this one is quickstart"
    ]
    assert not found.passed


def test_a_scenario_may_stand_in_a_folder_of_another_name(home: Path) -> None:
    (home / "quickstart").rename(home / "moved")
    assert read_solved(load(home / "moved"), home / "out").verdict.passed


def test_a_folder_solved_earlier_says_the_name_of_its_scenario(home: Path) -> None:
    change_run(home, lambda run: run.update(scenario="quickstart"))
    assert verdict(home).passed
    (home / "quickstart").rename(home / "moved")
    assert not read_solved(load(home / "moved"), home / "out").verdict.passed


def test_goals_of_a_tier_that_the_roster_does_not_have(home: Path) -> None:
    """The sum of the tier is left as it is: 12 in squares of nights and week-ends."""

    def change(run: Any) -> None:
        goals = run["tiers"][3]["goals"]
        goals[min(goals)] += 1

    change_run(home, change)
    found = verdict(home)
    (line,) = said(found)
    assert line.startswith("run.json gives the goals of tier fairness other values")
    assert all(t.agrees for t in found.tiers)
    assert not found.passed


def test_an_untouched_folder_passes(home: Path) -> None:
    assert verdict(home).passed


def test_rows_in_another_order_break_the_seal(home: Path) -> None:
    """The roster is the same, the file is not."""
    path = home / "out" / "roster.csv"
    first, *rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([first, *reversed(rows)]))
    found = verdict(home)
    assert not found.breaches
    assert all(t.agrees for t in found.tiers)
    assert said(found) == [SEALED]
    assert not found.passed


@pytest.mark.parametrize("name", ["roster.csv", "tours.csv"])
def test_no_byte_can_be_changed_unnoticed(name: str, home: Path) -> None:
    path = home / "out" / name
    original = path.read_bytes()
    week = load(home / "quickstart")
    draw = random.Random(name)
    for place in sorted(draw.sample(range(len(original)), 60)):
        data = bytearray(original)
        data[place] ^= draw.choice((1, 2, 4, 8, 32))
        path.write_bytes(bytes(data))
        try:
            found = read_solved(week, home / "out").verdict
        except InputFaults:
            continue
        assert SEALED in said(found)
        assert not found.passed


def test_a_claim_that_the_roster_does_not_keep(home: Path) -> None:
    def boast(run: Any) -> None:
        run["tiers"][2].update(value=14, bound=14)

    change_run(home, boast)
    found = verdict(home)
    assert [t.name for t in found.tiers if not t.agrees] == ["missions"]
    assert (found.tiers[2].value, found.tiers[2].claimed) == (15, 14)
    assert not found.passed


def test_a_bound_above_the_value_is_no_bound(home: Path) -> None:
    change_run(home, lambda run: run["tiers"][5].update(bound=1261))
    found = verdict(home)
    assert [t.name for t in found.tiers if not t.agrees] == ["hours"]
    assert not found.passed


def test_a_weaker_bound_is_still_a_bound_if_it_claims_no_proof(home: Path) -> None:
    def change(run: Any) -> None:
        run["tiers"][1] |= {"bound": 0, "status": "FEASIBLE"}
        run["status"] = "FEASIBLE"

    change_run(home, change)
    assert verdict(home).passed


def test_a_proof_whose_bound_does_not_meet_the_value(home: Path) -> None:
    change_run(home, lambda run: run["tiers"][1].update(bound=0))
    assert said(verdict(home)) == [
        "run.json calls tier minimum cover OPTIMAL, with value 2 and bound 0"
    ]


def test_a_run_that_claims_less_or_more_than_its_tiers(home: Path) -> None:
    change_run(home, lambda run: run.update(status="FEASIBLE"))
    assert said(verdict(home)) == [
        "run.json says FEASIBLE, which contradicts its tiers"
    ]


def test_a_tier_that_the_run_leaves_out(home: Path) -> None:
    change_run(home, lambda run: run["tiers"].pop())
    found = verdict(home)
    assert [t.name for t in found.tiers if not t.agrees] == ["hours"]
    assert len(said(found)) == 1
    assert not found.passed


@pytest.mark.parametrize("name", ["zones.csv", "scenario.toml", "pins.csv"])
def test_an_input_that_was_changed(name: str, home: Path) -> None:
    path = home / "quickstart" / name
    if name == "pins.csv":
        path.write_text("officer,pin,date,shift,mission\n")
    else:
        path.write_bytes(path.read_bytes() + b"\n")
    found = verdict(home)
    assert said(found) == [f"{name} was changed after the roster was made"]
    assert not found.passed


def test_an_input_that_was_removed(home: Path) -> None:
    (home / "quickstart" / "travel.csv").unlink()
    assert "travel.csv was changed after the roster was made" in said(verdict(home))
