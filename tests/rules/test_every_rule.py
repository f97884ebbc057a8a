"""What holds for every rule in the folder, whoever wrote it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.authority import Authority
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.rules import RULES, Rule
from scheduler.words.render import say
from tests import builders as b
from tests.draws import has_subject
from tests.fixing import busiest, verdict
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
        assert verdict(week, roster, [rule]) is expected, (
            f"post and check of {rule.name} differ: {breaches}; where an override "
            "excuses a breach, post has to ask waived"
        )
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
@settings(max_examples=25)
@given(data=st.data())
def test_officers_counted_together_break_no_rule(
    rule: Rule, data: st.DataObject
) -> None:
    """A rule that speaks of one officer must not be blind to those in a group.

    Three municipal officers are alike, and as many missions are held as can be.
    """
    week, _roster = data.draw(weeks_and_rosters(rule.name))
    names = {"O0", "O1", "O2", *week.officers}
    alike = {n: b.officer(n, qualifications=(b.held("bike"),)) for n in sorted(names)}
    # Without what names some of them, and so tells them apart.
    week = replace(week, officers=alike, absences=(), history=(), pins=(), requests=())
    roster = busiest(week, RULES.values())
    if roster is None:
        return  # Pins and facts of a random week may clash.
    facts = Facts(week, roster)
    for judge in RULES.values():
        found = [b for b in judge.check(facts) if judge.excuse(week, b) is None]
        assert not found, (
            f"the solver finds a roster that breaks {judge.name}: its post does not "
            "see what officers do who are counted together; see keeps_apart and "
            f"grouping_key in docs/contributing.md. {found[0]}"
        )


@EVERY_RULE
def test_has_words_a_source_and_an_example(rule: Rule) -> None:
    assert rule.title
    assert rule.words.endswith(".")
    assert rule.example.endswith(".")
    assert rule.source
    nobody = rule.authority in (Authority.LAW, Authority.LOGIC)
    assert (rule.scope is None) is nobody, (
        "give scope, what an override names, exactly if authority lets somebody set "
        "the rule aside"
    )
    for setting in rule.settings:
        assert setting.words
        assert set(setting.sources) == set(setting.defaults), (
            f"give {setting.name} a source for each kind of force; CHOICE if none"
        )


@EVERY_RULE
def test_has_a_hand_written_test(rule: Rule) -> None:
    file = Path(__file__).with_name(f"test_{rule.name}.py")
    assert file.is_file(), (
        f"write tests/rules/{file.name} from the words of the source: one below the "
        "limit, at it, one above; first and last day; across midnight"
    )
