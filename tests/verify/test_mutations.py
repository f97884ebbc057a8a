"""A solved week, broken in every way that a rule forbids: the checker names the rule.

The roster is a real one, of the whole Clermont-Ferrand week. Each mutation changes it,
or the facts it was made for; the change goes through the files; and the judge that
reads them back has to name the rule and the culprit.
"""

import importlib
import pkgutil
from pathlib import Path

import pytest

from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rosters.roster_files import (
    ROSTER_FILE,
    TOURS_FILE,
    read_roster,
    render_roster,
    render_tours,
)
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.verify.exceptions import examine
from tests.solved import CLERMONT, clermont
from tests.verify import mutations
from tests.verify.mutating import MUTATIONS, Mutation

for module in pkgutil.iter_modules(mutations.__path__):
    importlib.import_module(f"{mutations.__name__}.{module.name}")


@pytest.fixture(scope="session")
def solved() -> Facts:
    """A roster that holds most missions; other goals do not matter here."""
    return clermont()


# --- the verdicts ---------------------------------------------------------------------


def on_disk(facts: Facts, folder: Path) -> Facts:
    """Write a roster to its files and read it back."""
    week = facts.scenario
    (folder / TOURS_FILE).write_bytes(render_tours(week, facts.roster))
    (folder / ROSTER_FILE).write_bytes(render_roster(week, facts.roster))
    return Facts(week, read_roster(week, folder))


def judged(facts: Facts, folder: Path) -> dict[str, list[tuple[set[str], int]]]:
    """Return whom each rule accuses, and of how much."""
    read = on_disk(facts, folder)
    assert read.roster == facts.roster.sorted()
    accused: dict[str, list[tuple[set[str], int]]] = {}
    for breach in examine(read).breaches:
        names = {*breach.officers, *filter(None, [breach.mission])}
        accused.setdefault(breach.rule, []).append((names, breach.over))
    return accused


def test_the_roster_itself_breaks_nothing(solved: Facts, tmp_path: Path) -> None:
    assert judged(solved, tmp_path) == {}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_broken_by_a_mutation(rule: str) -> None:
    assert MUTATIONS.get(rule), f"write a mutation that breaks {rule}"


def test_every_mutation_breaks_a_rule_that_exists() -> None:
    assert MUTATIONS.keys() <= RULES.keys()


@pytest.mark.parametrize(
    ("rule", "mutation"),
    [(r, m) for r, mutations in MUTATIONS.items() for m in mutations],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_the_checker_names_the_rule(
    rule: str, mutation: Mutation, solved: Facts, tmp_path: Path
) -> None:
    broken = mutation(solved)
    found = judged(broken.facts, tmp_path)
    assert rule in found, f"breaches of {sorted(found)} only"
    amounts = {over for names, over in found[rule] if broken.culprit in names}
    assert amounts, f"{found[rule]} without {broken.culprit}"
    if broken.over is not None:
        assert broken.over in amounts


def test_a_scenario_seen_again_is_the_same(solved: Facts) -> None:
    """No mutation may have changed the week that all share."""
    again: Scenario = load(CLERMONT)
    assert solved.scenario.inputs == again.inputs
    assert solved.scenario.pins == again.pins
    assert solved.scenario.history == again.history
