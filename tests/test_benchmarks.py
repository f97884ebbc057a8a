"""The benchmarks: towns that load and have a roster, weeks in a row, the short form."""

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scheduler.domain.roster import Facts, Roster
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.scenarios.write import write_tables

BENCHMARKS = Path("benchmarks")
FEW = 3
"""Towns tested every time."""

TOWNS = [
    pytest.param(n, marks=() if n <= FEW else pytest.mark.nightly) for n in range(1, 41)
]
SOMETIMES: tuple[str, ...] = (
    "absences",
    "requests",
    "cover",
    "derogations",
    "equipment",
    "mission_kinds",
    "pairings",
)
SOMETIMES += ("poolings", "quotas", "regimes", "risk", "shares", "weapons", "pins")
ALWAYS = ("communes", "forces", "officers", "missions", "shifts", "standard_cycles")
"""Tables that some towns have and others lack, and tables that each has."""


def program(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


towns = program("towns")
grow = program("grow")


@pytest.mark.parametrize("seed", TOWNS)
def test_a_town_has_a_roster(seed, tmp_path):
    write_tables(towns.draw(seed), tmp_path / "town")
    week = load(tmp_path / "town")
    fixed = tuple(t for own in week.tours.values() for t in own if t.fixed)

    # Fixed tours and nothing else: whatever else is asked for may be left out.
    facts = Facts(week, Roster(fixed, ()).sorted())

    assert [b for rule in RULES.values() for b in rule.check(facts)] == []


@pytest.mark.parametrize("seed", TOWNS)
def test_a_town_has_a_size_that_is_asked_for(seed):
    officers = towns.draw(seed).tables["officers"]

    assert 30 <= len(officers) <= 150


def test_a_seed_gives_the_same_town_in_every_process(tmp_path):
    def written(hashes: str) -> dict[str, bytes]:
        command = [sys.executable, BENCHMARKS / "towns.py", "3", tmp_path / hashes]
        given = {"PYTHONHASHSEED": hashes, "PYTHONPATH": str(Path.cwd())}
        subprocess.run(command, env=given, check=True, capture_output=True)
        return {p.name: p.read_bytes() for p in (tmp_path / hashes).iterdir()}

    assert written("1") == written("2")


def test_towns_have_different_features():
    drawn = [towns.draw(seed).tables for seed in range(1, 31)]
    found = Counter(name for tables in drawn for name in tables)

    assert {n for n in ALWAYS if found[n] < len(drawn)} == set()
    assert {n for n in SOMETIMES if not 0 < found[n] < len(drawn)} == set()


def test_a_post_is_drawn_at_all_hours_and_by_day():
    missions = [m for seed in range(1, 31) for m in towns.draw(seed).tables["missions"]]
    windows = {(m["from"], m["until"]) for m in missions if m.get("overlap")}

    assert windows == {("06:00", "06:00"), ("08:00", "20:00")}


def test_demand_is_near_what_the_staff_could_hold():
    for seed in range(1, 21):
        town = towns.Town(seed)
        town.tables()
        able = sum(town.capacity(f) for f in town.municipal)
        left = sum(f.left for f in town.municipal)

        # The last missions drawn may go a little beyond what was left.
        assert 0.6 <= (town.ratio * able - left) / able <= 1.6, seed


@pytest.fixture(scope="module")
def fortnight(tmp_path_factory):
    base = grow.CLERMONT
    tables = grow.prolonged(grow.grown(grow.Base(base), 134, 1), 2)
    folder = tmp_path_factory.mktemp("grown") / "fortnight"
    grow.write(folder, base, tables, 2)
    return load(folder)


def test_a_second_week_repeats_the_missions_of_the_first(fortnight):
    starts = Counter(
        (m.kind, m.zone, o.span.start % (7 * 1440))
        for m in fortnight.missions.values()
        for o in m.occurrences
    )

    assert fortnight.clock.days == 14
    assert {number % 2 for number in starts.values()} == {0}


def test_other_officers_are_absent_in_the_second_week(fortnight):
    week = 7 * 1440
    away = [
        {a.officer for a in fortnight.absences if a.span.start // week == n}
        for n in (0, 1)
    ]

    assert len(away[0]) == len(away[1])
    assert away[0] != away[1]


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> list[dict[str, Any]]:
    figures = tmp_path_factory.mktemp("targets") / "figures.json"
    command = [sys.executable, BENCHMARKS / "targets.py", "--short", "--json", figures]
    given = {"PYTHONPATH": str(Path.cwd())}
    subprocess.run(command, env=given, check=True, capture_output=True, timeout=900)
    found: list[dict[str, Any]] = json.loads(figures.read_text())
    return found


@pytest.mark.nightly
@pytest.mark.timeout(1000)
def test_the_short_form_verifies_every_roster(short):
    assert [f["name"] for f in short if not f["verified"]] == []


@pytest.mark.nightly
@pytest.mark.timeout(1000)
def test_the_short_form_has_no_bound_above_a_value(short):
    parts = [p for f in short for p in f["parts"]]

    assert len(parts) > len(short)
    assert [p for p in parts if p["bound"] > p["value"]] == []


@pytest.mark.nightly
@pytest.mark.timeout(1000)
def test_the_short_form_proves_clermont(short):
    clermont = next(f for f in short if f["name"].startswith("clermont-ferrand"))

    assert [p for p in clermont["parts"] if p["bound"] != p["value"]] == []
