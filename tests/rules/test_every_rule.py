"""What holds for every rule in the folder, whoever wrote it."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.authority import Authority
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.rules import RULES, Rule
from scheduler.words.render import say
from tests.draws import has_subject
from tests.fixing import verdict
from tests.strategies import weeks_and_rosters

JUDGES = [r for r in RULES.values() if type(r).admits is not Rule.admits]
EVERY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


ROUNDS = (60, 120, 240, 480)
"""Weeks to draw for a rule: more of them only while they miss its subject."""


@EVERY_RULE
def test_the_model_refuses_exactly_what_the_check_finds(rule: Rule) -> None:
    """Weeks in which a rule has nothing to judge prove nothing about it.

    So they are drawn until one roster breaks the rule, and another keeps it that has
    something for the rule to judge.
    """
    reached: Counter[str] = Counter()
    for number in ROUNDS:
        settings(max_examples=number)(given(st.data())(_parity(rule, reached)))()
        if len(reached) == 2:
            return
    missed = {"broken", "kept"} - reached.keys()
    assert not missed, (
        f"in {sum(ROUNDS)} random weeks {rule.name} is never {' or '.join(missed)} "
        "where it has something to judge, so its two halves were not compared: fill "
        f"the weeks with what it looks at (enrich and edge in tests/draws/{rule.name}"
        ".py, or FOCI in tests/strategies.py); if neither cases nor measure of the "
        "rule tells when it has something to judge, define judged there"
    )


def _parity(rule: Rule, reached: Counter[str]) -> Callable[[st.DataObject], None]:
    """Return the comparison of the halves of a rule in one random week."""

    def compare(data: st.DataObject) -> None:
        week, roster = data.draw(weeks_and_rosters(rule.name))
        facts = Facts(week, roster)
        breaches = [b for b in rule.check(facts) if rule.excuse(week, b) is None]
        expected = SolveStatus.INFEASIBLE if breaches else SolveStatus.OPTIMAL
        assert verdict(week, roster, [rule]) is expected
        for breach in breaches:
            assert breach.rule == rule.name
            assert breach.over >= 1
            assert say(breach.message, breach.values, week.clock)
        if breaches:
            reached["broken"] += 1
        elif has_subject(rule, facts):
            reached["kept"] += 1

    return compare


@pytest.mark.parametrize("rule", JUDGES, ids=lambda rule: rule.name)
@settings(max_examples=30)
@given(data=st.data())
def test_officers_in_whom_it_sees_the_same_are_admitted_alike(
    rule: Rule, data: st.DataObject
) -> None:
    week, _roster = data.draw(weeks_and_rosters(rule.name))
    for seats in week.seats.values():
        for seat in seats:
            told: dict[object, bool] = {}
            for officer in week.officers.values():
                admitted = rule.admits(week, officer, seat)
                seen = rule.looks_at(week, officer)
                assert told.setdefault(seen, admitted) is admitted


@EVERY_RULE
def test_has_words_a_source_and_an_example(rule: Rule) -> None:
    assert rule.title
    assert rule.words.endswith(".")
    assert rule.example.endswith(".")
    assert rule.source
    nobody = rule.authority in (Authority.LAW, Authority.LOGIC)
    assert (rule.scope is None) is nobody
    for setting in rule.settings:
        assert setting.words
        assert set(setting.sources) == set(setting.defaults)


@EVERY_RULE
def test_has_a_hand_written_test(rule: Rule) -> None:
    assert Path(__file__).with_name(f"test_{rule.name}.py").is_file()
