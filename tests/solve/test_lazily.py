"""Lazy rules: a relaxed model, the roster it gives, and how it is made lawful."""

import time
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from scheduler.domain.roster import Facts, Roster, assigned
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.rules.base import Breach, is_lawful
from scheduler.solve import engine, tiers
from scheduler.solve.engine import Interruption, Search
from scheduler.solve.lazily import (
    breaches,
    dealt_again,
    is_counted,
    lighter,
    mended,
    told_apart,
)
from scheduler.solve.repairs import Level
from scheduler.solve.tiers import solve
from scheduler.verify.judge import judge
from tests import builders as b
from tests.solve.test_tiers import climbing

ALONE = Search(workers=1, time_limit=60)
MISSIONS = ("missions", {"missions_by_priority": 1})
ALL = tuple(RULES.values())


def day(*, officers: int, starts: tuple[str, ...]) -> Scenario:
    """Return a day of one shift of 7 h, with missions of 100 minutes."""
    return b.scenario(
        on=b.clock(days=1),
        officers=[b.officer(f"A{n}") for n in range(officers)],
        shifts=[b.shift("early", "06:00", "13:00")],
        missions=[
            b.mission(f"guard{n}", at=[(0, start)], minutes=100)
            for n, start in enumerate(starts)
        ],
        tiers=(MISSIONS,),
    )


FOUR = ("06:05", "07:45", "09:25", "11:05")
"""From 06:05 to 12:45, 4 x 100 minutes, without a gap of 20 minutes."""


def test_a_relaxed_model_gives_what_breaks_a_lazy_rule() -> None:
    """One officer could hold all four, if there were no breaks."""
    week = day(officers=1, starts=FOUR)
    model = CrewModel(week, ALL, apart=set(), worth=0.0)
    assert model.relaxed
    lazily = solve(week, ALONE, lazily=True)
    exactly = solve(week, ALONE, lazily=False)
    assert lazily.status is exactly.status is SolveStatus.OPTIMAL
    # One mission must go.
    assert [t.value for t in lazily.tiers] == [b.SOLO.priority]
    assert [t.value for t in exactly.tiers] == [b.SOLO.priority]


def test_a_breach_binds_the_head_counts_in_the_model_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two rows of four missions for two officers: names alone do not help."""
    built: list[CrewModel] = []

    class Counted(CrewModel):
        def __init__(self, *given: Any, **more: Any) -> None:
            built.append(self)
            super().__init__(*given, **more)

    monkeypatch.setattr(tiers, "CrewModel", Counted)
    week = day(officers=2, starts=FOUR * 2)
    found = solve(week, ALONE, lazily=True)
    assert found.status is SolveStatus.OPTIMAL
    # Each of two leaves out one mission.
    assert [t.value for t in found.tiers] == [2 * b.SOLO.priority]
    assert len(built) == 1
    assert built[0].loose


def in_breach() -> tuple[tiers._Climb, CrewModel, engine.Outcome]:
    """Return a search that knows a roster without missions, and what is better.

    Two officers hold eight missions, four each, in a relaxed model.
    """
    week = day(officers=2, starts=FOUR * 2)
    climb = climbing(week, apart=set(), worth=0.0)
    climb.levels = [Level() for _ in week.tiers]
    climb._take(Roster(tuple(t for own in week.tours.values() for t in own), ()))
    assert climb.values == (8 * b.SOLO.priority,)
    model = climb._ready(0)
    model.cp.minimize(climb.objectives[0])
    climb.until = time.monotonic() + 30.0
    found = engine.run(model.cp, ALONE, 30.0, Interruption(), lambda *_: None)
    assert found.value == 0
    return climb, model, found


def test_between_a_roster_and_what_breaks_a_rule_lies_the_best_lawful_one() -> None:
    climb, model, other = in_breach()
    facts = Facts(climb.scenario, model.roster(other.read))
    found = breaches(facts, ALL)
    assert found
    assert not climb._bind(model, facts, found, wide=False)
    as_good = climb._cross(model, facts, found, other.solution, 20.0)
    # Each leaves out one: worse than the other by two missions.
    assert not as_good
    assert climb.values == (2 * b.SOLO.priority,)
    assert climb.roster is not None
    assert is_lawful(Facts(climb.scenario, climb.roster), ALL)


def test_what_is_judged_is_kept_without_the_missions_in_breach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A search may end before it is repaired: what it had must not be lost."""
    climb, model, other = in_breach()
    for repair in ("_cross", "_mend"):
        monkeypatch.setattr(climb, repair, lambda *_: False)
    solution = np.array(other.solution)
    assert climb._judge(model, time.monotonic(), solution, settled=False)
    assert climb.values == (2 * b.SOLO.priority,)


@pytest.mark.parametrize("same", [True, False])
def test_what_could_not_be_repaired_during_a_search_is_not_tried_again_after_it(
    same: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model is refined at once, and has grown: it need not be built anew."""
    climb, model, other = in_breach()
    tried: list[str] = []
    for repair in ("_cross", "_mend"):
        note = partial(tried.append, repair)
        monkeypatch.setattr(climb, repair, lambda *_, note=note: note())
    solution = np.array(other.solution)
    assert not climb._judge(model, time.monotonic(), solution, settled=True)
    assert tried == ["_cross", "_mend"]
    assert climb.bound
    if not same:
        climb.stuck = None
    assert not climb._read(0, model, other)
    assert tried == ["_cross", "_mend"] * (1 if same else 2)
    assert climb.levels[0].tight
    assert climb.model is model
    # Nothing more can be counted: then officers are told apart.
    climb.grown = len(climb.bound)
    assert not climb._refine(0, model, *found_in(climb, model, other))
    assert climb.apart
    assert climb.model is None


def found_in(
    climb: tiers._Climb, model: CrewModel, other: engine.Outcome
) -> tuple[Facts, list[Breach]]:
    facts = Facts(climb.scenario, model.roster(other.read))
    return facts, breaches(facts, ALL)


def test_what_can_be_counted_is_told_from_what_cannot() -> None:
    week = day(officers=1, starts=FOUR)
    facts = held_by_one(week)
    [breach] = breaches(facts, ALL)
    assert is_counted(ALL, breach)
    assert not is_counted(ALL, replace(breach, rule="missions_per_day"))


def test_a_group_in_breach_holds_one_seat_less() -> None:
    week = day(officers=1, starts=FOUR)
    facts = held_by_one(week)
    model = CrewModel(week, ALL, apart=set(), worth=0.0)
    solution = [0] * len(model.cp.proto.variables)
    for variable, value in model.values(facts.roster):
        solution[variable.index] = value
    [(terms, low, high)] = lighter(facts, model, breaches(facts, ALL), solution)
    assert (len(list(terms)), low, high) == (4, 0, 3)


def held_by_one(week: Scenario) -> Facts:
    """Return a roster in which one officer holds all missions."""
    [tour] = week.tours["A0"]
    seats = [s for o in week.occurrences for s in week.seats[o]]
    return Facts(
        week, Roster((tour,), tuple(assigned(s, "A0") for s in seats)).sorted()
    )


def test_two_officers_hold_all_with_names_dealt_again() -> None:
    week = day(officers=2, starts=FOUR)
    result = solve(week, ALONE, lazily=True)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    assert [t.value for t in result.tiers] == [0]
    assert not judge(week, result.roster).breaches


def test_names_are_dealt_again_without_a_change_of_any_tier() -> None:
    week = day(officers=2, starts=FOUR)
    result = solve(week, ALONE)
    assert result.roster is not None
    only = replace(
        result.roster,
        tours=tuple(t for o in ("A0", "A1") for t in week.tours[o]),
        assignments=tuple(replace(a, officer="A0") for a in result.roster.assignments),
        breaks=None,
    )
    facts = Facts(week, only.sorted())
    model = CrewModel(week, ALL, apart=set(), worth=0.0)
    assert [x.rule for x in breaches(facts, ALL)] == ["daily_break"]
    dealt = dealt_again(facts, model, ALL, lambda: False)
    assert not breaches(dealt, ALL)
    assert len(dealt.roster.assignments) == 4
    apart = told_apart(facts, model, breaches(facts, ALL))
    assert {officer for officer, _slot in apart} == {"A0", "A1"}


def test_a_roster_is_mended_by_dropping_the_mission_of_least_points() -> None:
    week = day(officers=1, starts=FOUR)
    first = week.missions["guard0"]
    missions = {**week.missions, "guard0": replace(first, priority=1)}
    week = replace(week, missions=missions)
    result = solve(week, ALONE)
    assert result.roster is not None
    everything = [
        replace(result.roster.assignments[0], mission=o.mission, start=o.span.start)
        for o in week.occurrences
    ]
    roster = replace(result.roster, assignments=tuple(everything), breaks=None).sorted()
    found = mended(Facts(week, roster), ALL, lambda: False)
    assert found is not None
    assert {a.mission for a in found.assignments} == {"guard1", "guard2", "guard3"}


@pytest.mark.parametrize("lazily", [True, False])
def test_a_model_is_relaxed_only_where_that_is_worth_it(lazily: bool) -> None:
    """Few missions that leave a break to all: nothing would be saved."""
    week = day(officers=2, starts=FOUR[:1])
    model = CrewModel(week, ALL, apart=set(), worth=0.0 if lazily else 1.7)
    assert model.relaxed is lazily
