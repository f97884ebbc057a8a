"""The checker and a naive minute-by-minute judge give the same verdicts.

No solver has a part in it. A number stands for a week and a roster: a failure names
it, and ``draw`` gives them again.
"""

from collections import Counter

import pytest

from scheduler.domain.roster import Facts
from scheduler.rules import RULES
from tests.reference.minutes import Minutes
from tests.reference.naive import NAIVE
from tests.reference.weeks import draw

BY_MISSION = {
    "crew_complete",
    "equipment_in_stock",
    "mission_as_asked",
    "mission_spacing",
    "mixed_crew",
    "national_in_crew",
    "opj_in_crew",
    "opj_reachable",
    "owner_permission",
    "pairings_kept",
    "patdown_both_sexes",
    "requisition_given",
    "start_spread",
    "trainee_accompanied",
}
"""Rules whose findings are about a mission, not about one officer."""

IN_ALL = 10_000
A_LOT = 1_000
EVERY_TIME = 200


def compare(number: int) -> Counter[str]:
    """Insist on equal verdicts for one roster; return how often each rule accused."""
    week, roster = draw(number)
    facts, minutes = Facts(week, roster), Minutes(week, roster)
    accused: Counter[str] = Counter()
    for name, rule in RULES.items():
        found = set()
        for breach in rule.check(facts):
            if rule.excuse(week, breach) is None:
                who = breach.mission if name in BY_MISSION else breach.officers[0]
                found.add((who, breach.over))
        naive = set(NAIVE[name](minutes))
        about = (
            f"roster {number}, rule {name}: {sorted(found)} / {sorted(naive, key=str)}"
        )
        assert {who for who, _ in found} == {who for who, _ in naive}, about
        counted = {(who, over) for who, over in naive if over is not None}
        assert counted <= found, about
        if all(over is not None for _, over in naive):
            assert counted == found, about
        accused[name] += bool(found)
    return accused


def test_every_rule_has_a_naive_judge() -> None:
    unjudged, unknown = RULES.keys() - NAIVE.keys(), NAIVE.keys() - RULES.keys()
    assert not unjudged, (
        f"write a judge of {sorted(unjudged)} in tests/reference/naive*.py, and aim "
        "tests/reference/weeks.py at what it looks at"
    )
    assert not unknown, f"no rule is named {sorted(unknown)}"


def test_some_rosters() -> None:
    accused = sum((compare(n) for n in range(EVERY_TIME)), Counter())
    silent = [rule for rule in RULES if not accused[rule]]
    assert not silent, f"no roster breaks {silent}: aim the random weeks at them"


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(0, IN_ALL, A_LOT))
def test_ten_thousand_rosters(first: int) -> None:
    accused = sum((compare(n) for n in range(first, first + A_LOT)), Counter())
    seldom = {rule: accused[rule] for rule in RULES if accused[rule] < 5}
    assert not seldom, f"rosters that break each of these: {seldom}"
