"""Rules set aside for a case: only by those who may, and then in both halves."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from scheduler.domain.authority import Authority, Override, Scope
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import ForceKind, Judicial, Officer, Status
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.rules import RULES, Breach, Rule
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.judge import judge
from tests import builders as b
from tests.fixing import verdict
from tests.judge import allowed, refused
from tests.strategies import Case, decided, weeks_and_rosters

OPEN = {n: r for n, r in RULES.items() if r.scope is not None}
CLOSED = {n: r for n, r in RULES.items() if r.scope is None}
EACH_OPEN = pytest.mark.parametrize("rule", OPEN.values(), ids=OPEN)
EACH_CLOSED = pytest.mark.parametrize("rule", CLOSED.values(), ids=CLOSED)

# --- every rule, over random weeks ----------------------------------------------------


def case(rule: Rule, week: Scenario, breach: Breach) -> Case:
    """Return what an override of a breach has to name."""
    day = None if breach.when is None else week.clock.date(breach.when)
    if rule.scope is Scope.CREW:
        return (None, breach.mission, None)
    (officer,) = breach.officers
    if rule.scope is Scope.SEAT:
        return (officer, breach.mission, None)
    return (officer, None, day)


def decide(
    rule: Rule,
    week: Scenario,
    found: Iterable[Breach],
    *,
    municipal: bool = True,
    national: bool = True,
) -> Scenario:
    """Return a week in which these breaches are overridden."""
    cases = {case(rule, week, breach) for breach in found}
    given = [decided(rule.name, c, municipal, national) for c in sorted(cases, key=str)]
    return replace(week, overrides=tuple(given))


@cache
def broken(rule: Rule) -> tuple[Scenario, Roster, list[Breach]]:
    """Return a small week and a roster that breaks a rule, where it may be excused."""

    def excusable(drawn: tuple[Scenario, Roster]) -> bool:
        week, roster = drawn
        found = list(rule.check(Facts(week, roster)))
        # What two officers do wrong together, no override of one seat excuses.
        if rule.scope is Scope.SEAT and any(len(x.officers) > 1 for x in found):
            return False
        after = decide(rule, week, found)
        return bool(found) and all(rule.excuse(after, x) for x in found)

    week, roster = find(
        weeks_and_rosters(rule.name),
        excusable,
        settings=settings(max_examples=5000, database=None, phases=[Phase.generate]),
        random=Random(1),
    )
    week = replace(week, overrides=())
    return week, roster, list(rule.check(Facts(week, roster)))


@EACH_OPEN
def test_impossible_without_and_possible_with_an_override(rule: Rule) -> None:
    week, roster, found = broken(rule)
    assert verdict(week, roster, [rule]) is SolveStatus.INFEASIBLE
    after = decide(rule, week, found)
    assert verdict(after, roster, [rule]) is SolveStatus.OPTIMAL
    listed = judge(after, roster)
    assert [x for x, _o in listed.overridden if x.rule == rule.name] == found
    assert not [x for x in listed.breaches if x.rule == rule.name]
    assert {o for _x, o in listed.overridden} == set(after.overrides)
    assert listed.idle == ()


@EACH_OPEN
def test_an_override_without_the_signatures_is_none(rule: Rule) -> None:
    week, roster, found = broken(rule)
    nobody = decide(rule, week, found, municipal=False, national=False)
    one = decide(rule, week, found, national=False)
    other = decide(rule, week, found, municipal=False)
    held = [
        verdict(w, roster, [rule]) is SolveStatus.OPTIMAL for w in (nobody, one, other)
    ]
    assert not held[0]
    if rule.authority is Authority.AGREEMENT:
        assert held == [False, False, False]
    # One signature may be enough for one case of the week and not for another.
    left = [
        {x.rule for x in judge(w, roster).breaches} & {rule.name}
        for w in (nobody, one, other)
    ]
    assert [not x for x in left] == held
    assert not judge(nobody, roster).overridden


@EACH_OPEN
def test_an_override_of_another_case_is_told_to_have_no_effect(rule: Rule) -> None:
    week, roster, found = broken(rule)
    elsewhere = {
        Scope.SEAT: ("nobody", "nowhere", None),
        Scope.CREW: (None, "nowhere", None),
        Scope.TOUR: (sorted(week.officers)[0], None, dt.date(1999, 1, 1)),
    }
    assert rule.scope is not None
    strange = decided(rule.name, elsewhere[rule.scope])
    after = replace(week, overrides=(strange,))
    assert verdict(after, roster, [rule]) is SolveStatus.INFEASIBLE
    listed = judge(after, roster)
    assert [x for x in listed.breaches if x.rule == rule.name] == found
    assert listed.idle == (strange,)


@EACH_CLOSED
@settings(max_examples=15)
@given(data=st.data())
def test_law_and_logic_are_set_aside_by_nobody(rule: Rule, data: st.DataObject) -> None:
    """Not even by an override that got past the reader of tables."""
    week, roster = data.draw(weeks_and_rosters(rule.name))
    found = list(rule.check(Facts(week, roster)))
    every = [
        decided(rule.name, (o, m, d))
        for o in (None, *week.officers)
        for m in (None, *week.missions)
        for d in (None, *week.clock.dates)
    ]
    after = replace(week, overrides=tuple(every))
    assert [rule.excuse(after, breach) for breach in found] == [None] * len(found)
    expected = SolveStatus.INFEASIBLE if found else SolveStatus.OPTIMAL
    assert verdict(after, roster, [rule]) is expected


def test_every_class_is_there() -> None:
    assert {r.authority for r in RULES.values()} == set(Authority)
    assert {r.scope for r in OPEN.values()} == set(Scope)


# --- whole weeks: not held without, held with, and listed -----------------------------


def search(week: Scenario) -> Roster:
    """Return the proved best roster of a week under every rule."""
    result = solve(week, Search(workers=1, time_limit=20))
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    return result.roster


def held_only_with(week: Scenario, override: Override) -> None:
    """Insist that one mission is held with an override and not without it."""
    without = search(week)
    assert without.assignments == ()
    assert judge(week, without).breaches == ()
    week = replace(week, overrides=(override,))
    roster = search(week)
    assert {a.mission for a in roster.assignments} == {"m"}
    listed = judge(week, roster)
    assert listed.breaches == ()
    assert {o for _breach, o in listed.overridden} == {override}
    assert listed.idle == ()


DAY = b.shift("day", "08:00", "16:00")
PN_DAY = b.shift("pn-day", "08:00", "16:00", "pn")
TRIO = MissionKind(
    id="trio",
    name_fr="Trio",
    name_en="Trio",
    joint=True,
    priority=9,
    positions=(
        b.position("chief", ForceKind.NATIONAL, leads=True),
        b.position("agent", ForceKind.MUNICIPAL, count=2),
    ),
)
BIKE = MissionKind(
    id="bike",
    name_fr="VTT",
    name_en="Bike",
    joint=False,
    priority=9,
    positions=(b.position("rider", qualifications=("bike",)),),
)


def pair(*officers: Officer, kind: MissionKind = b.PAIR) -> Scenario:
    return b.scenario(
        on=b.clock(days=1),
        officers=officers,
        shifts=[DAY, PN_DAY],
        kinds=[kind],
        missions=[b.mission("m", kind, on=b.clock(days=1))],
    )


def test_a_crew_of_three_is_held_by_two() -> None:
    week = pair(b.officer("A"), b.officer("N", "pn"), kind=TRIO)
    held_only_with(week, decided("crew_complete", (None, "m", None), national=False))


def test_a_crew_of_three_is_not_held_by_one() -> None:
    """And a joint crew without a municipal officer never: that is law."""
    week = pair(b.officer("N", "pn"), kind=TRIO)
    override = decided("crew_complete", (None, "m", None))
    assert search(replace(week, overrides=(override,))).assignments == ()


def test_a_municipal_officer_leads_by_the_word_of_both_commands() -> None:
    """The seat of the leader is open to both; the agreement gives the lead to pn."""
    kind = replace(
        b.PAIR,
        positions=(
            b.position("chief", None, leads=True),
            b.position("agent", ForceKind.NATIONAL),
        ),
    )
    week = pair(b.officer("A"), b.officer("N", "pn"), kind=kind)
    held_only_with(week, decided("crew_leader", ("A", "m", None)))


def test_a_municipal_officer_takes_a_national_seat() -> None:
    week = pair(b.officer("A"), b.officer("B"), b.officer("N", "pn"), kind=TRIO)
    positions = (*TRIO.positions[:1], b.position("agent", ForceKind.NATIONAL))
    kind = replace(TRIO, positions=positions)
    week = replace(week, kinds={"trio": kind})
    held_only_with(week, decided("position_force", ("B", "m", None)))


def test_a_rider_whose_paper_has_ended_rides_once() -> None:
    late = b.officer("A", qualifications=(b.held("bike", None, b.day(-1)),))
    override = decided("qualification_valid", ("A", "m", None), national=False)
    held_only_with(pair(late, kind=BIKE), override)


def test_a_trainee_goes_alone_with_the_national_officer() -> None:
    week = pair(b.trainee("T"), b.officer("N", "pn"))
    override = decided("trainee_accompanied", (None, "m", None), national=False)
    held_only_with(week, override)


def test_a_seventh_day_in_a_row_is_worked() -> None:
    """Six days from Tuesday to Sunday before, then the mission of Monday."""
    week = replace(
        pair(b.officer("A"), kind=b.SOLO),
        history=tuple(b.past("A", -i, "08:00", "13:00") for i in range(1, 7)),
    )
    override = decided("consecutive_days", ("A", None, b.day(0)), national=False)
    held_only_with(week, override)


# --- one command's word holds for its own ---------------------------------------------


def two(kind: MissionKind = TRIO, **crew: str) -> Facts:
    """Return a crew of the trio as given: position to officers, joined by spaces."""
    week = b.scenario(
        officers=[
            b.officer("A"),
            b.trainee("T"),
            b.officer("N", "pn"),
            b.trainee("U", "pn"),
        ],
        shifts=[DAY, PN_DAY],
        kinds=[kind],
        missions=[b.mission("m", kind)],
    )
    seats = [("m", p, o) for p, who in crew.items() for o in who.split()]
    tours = [(o, 0, "day" if o in "AT" else "pn-day") for _m, _p, o in seats]
    return b.facts(week, tours=tours, crews=seats)


def by(facts: Facts, rule: str, *, municipal: bool, national: bool) -> Facts:
    override = decided(rule, (None, "m", None), municipal, national)
    return Facts(replace(facts.scenario, overrides=(override,)), facts.roster)


def standing(rule: str, facts: Facts) -> int:
    """Return how many breaches nobody excuses; both halves have to agree."""
    found = [
        x for x in RULES[rule].check(facts) if not RULES[rule].excuse(facts.scenario, x)
    ]
    held = verdict(facts.scenario, facts.roster, [RULES[rule]])
    assert held is (SolveStatus.INFEASIBLE if found else SolveStatus.OPTIMAL)
    return len(found)


@pytest.mark.parametrize(("municipal", "national"), [(True, False), (False, True)])
def test_a_municipal_seat_is_given_up_by_the_municipal_command(
    municipal: bool, national: bool
) -> None:
    facts = two(chief="N", agent="A")
    refused("crew_complete", facts, over=1)
    found = by(facts, "crew_complete", municipal=municipal, national=national)
    assert standing("crew_complete", found) == (0 if municipal else 1)


def test_the_leaders_seat_is_never_empty() -> None:
    found = by(two(agent="A T"), "crew_complete", municipal=True, national=True)
    assert standing("crew_complete", found) == 1


def test_a_seat_of_an_opj_is_never_empty() -> None:
    """The law wants the OPJ of the operation; a local choice does not change it."""
    opj = b.position("opj", ForceKind.NATIONAL, judicial=frozenset({Judicial.OPJ}))
    kind = replace(TRIO, positions=(*TRIO.positions, opj))
    facts = two(kind, chief="N", agent="A T")
    found = by(facts, "crew_complete", municipal=True, national=True)
    assert standing("crew_complete", found) == 1


def test_one_seat_of_the_crew_may_be_empty_and_not_one_of_each_position() -> None:
    dog = b.position("dog", ForceKind.MUNICIPAL)
    kind = replace(TRIO, positions=(*TRIO.positions, dog))
    for agents, left in (("A T", 0), ("A", 2)):
        facts = two(kind, chief="N", agent=agents)
        found = by(facts, "crew_complete", municipal=True, national=True)
        assert standing("crew_complete", found) == left


def test_a_seat_too_many_is_not_excused() -> None:
    kind = replace(TRIO, positions=(TRIO.positions[0], b.position("agent", None)))
    facts = two(kind, chief="N", agent="A T")
    found = by(facts, "crew_complete", municipal=True, national=True)
    assert standing("crew_complete", found) == 1


@pytest.mark.parametrize(("municipal", "national"), [(True, False), (False, True)])
def test_trainees_go_alone_by_the_word_of_their_own_command(
    municipal: bool, national: bool
) -> None:
    facts = two(chief="N", agent="T")
    refused("trainee_accompanied", facts, over=1)
    found = by(facts, "trainee_accompanied", municipal=municipal, national=national)
    assert standing("trainee_accompanied", found) == (0 if municipal else 1)


def test_trainees_of_both_forces_need_both_words() -> None:
    facts = two(chief="U", agent="T")
    for municipal, national, left in ((True, False, 1), (True, True, 0)):
        found = by(facts, "trainee_accompanied", municipal=municipal, national=national)
        assert standing("trainee_accompanied", found) == left


def test_a_local_rule_about_an_officer_needs_the_officers_own_command() -> None:
    week = b.scenario(
        officers=[b.officer("A", status=Status.TITULAR)],
        shifts=[DAY],
        kinds=[BIKE],
        missions=[b.mission("m", BIKE)],
    )
    facts = b.facts(week, tours=[("A", 0, "day")], crews=[("m", "rider", "A")])
    for municipal in (True, False):
        override = decided("qualification_valid", ("A", "m", None), municipal, True)
        after = Facts(replace(week, overrides=(override,)), facts.roster)
        assert standing("qualification_valid", after) == (0 if municipal else 1)


def test_an_override_holds_for_its_day_alone() -> None:
    """Days 7 and 8 in a row; day 7 is excused, day 8 is not."""
    history = tuple(b.past("A", -i, "08:00", "13:00") for i in range(1, 7))
    week = b.scenario(officers=[b.officer("A")], shifts=[DAY], history=history)
    override = decided("consecutive_days", ("A", None, b.day(0)), True, False)
    week = replace(week, overrides=(override,))
    one = b.facts(week, tours=[("A", 0, "day")])
    assert standing("consecutive_days", one) == 0
    both = b.facts(week, tours=[("A", 0, "day"), ("A", 1, "day")])
    assert standing("consecutive_days", both) == 1
    rested = b.facts(week, tours=[("A", 1, "day")])
    allowed("consecutive_days", rested)
    assert judge(week, rested.roster).idle == (override,)
