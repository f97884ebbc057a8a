"""Repairs of a published roster: against enumeration, and what they promise."""

import dataclasses
from random import Random
from typing import Any

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.missions import Cover
from scheduler.domain.near import tiers_of_repair
from scheduler.domain.people import Absence, Pin
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.time import Span
from scheduler.goals import GOALS
from scheduler.rosters.baseline import with_baseline
from scheduler.solve import repair_model
from scheduler.solve import replan as replanning
from scheduler.solve.alternatives import alternatives
from scheduler.solve.engine import Interruption, Search
from scheduler.solve.fill import tier_value
from scheduler.solve.replan import replan
from scheduler.solve.tiers import Result, solve
from tests.builders import (
    PAIR,
    SOLO,
    clock,
    mission,
    officer,
    position,
    scenario,
    shift,
)
from tests.freezing import known
from tests.shapes.brute import every_roster, lawful, optimum

TIERS = (
    ("duty", {"mandatory_missions": 1}),
    ("cover", {"minimum_cover": 2}),
    ("missions", {"missions_by_priority": 1}),
    ("hours", {"hours_near_contract": 1}),
)
QUICK = Search(workers=1, time_limit=60)


def published(random: Random) -> Scenario:
    """Return a tiny week with a published roster, both drawn at random."""
    at = random.sample(("08:00", "09:00", "10:00", "11:00", "13:00"), 2)
    week = scenario(
        officers=[officer(x) for x in "opq"] + [officer("n", "pn")],
        shifts=[shift("s", "08:00", "14:00"), shift("k", "08:00", "16:00", "pn")],
        missions=[
            mission(
                name,
                random.choice((SOLO, PAIR)),
                at=[(0, start)],
                minutes=45,
                mandatory=random.random() < 0.4,
            )
            for name, start in zip("mx", at, strict=True)
        ],
        cover=(
            Cover(
                force="pm", shift="s", day=clock().start, minimum=random.randint(0, 2)
            ),
        ),
        tiers=TIERS,
    )
    week = dataclasses.replace(week, clock=dataclasses.replace(week.clock, days=1))
    return near(week, random.choice(list(every_roster(week, most=20_000))))


def near(week: Scenario, roster: Roster) -> Scenario:
    """Return a week that is to be repaired, with a roster as the published one."""
    return with_baseline(week, known(week, roster), repair=True)


def changed(week: Scenario, random: Random) -> Scenario:
    """Return a week whose tables differ from those that its roster was made with."""
    kind = random.choice(("absence", "withdrawn", "moved", "mandatory"))
    if kind == "absence":
        return away(week, random.choice(sorted(week.officers)))
    if kind == "withdrawn":
        officers = {k: o for k, o in week.officers.items() if k != "n"}
        return dataclasses.replace(week, officers=officers)
    if kind == "moved":
        missions = dict(week.missions)
        moved = mission("m", PAIR, at=[(0, "12:00")], minutes=45)
        missions["m"] = scenario(kinds=[PAIR], missions=[moved]).missions["m"]
        return dataclasses.replace(week, missions=missions)
    missions = {
        k: dataclasses.replace(m, mandatory=True) for k, m in week.missions.items()
    }
    return dataclasses.replace(week, missions=missions)


def away(week: Scenario, who: str, since: int = 0) -> Scenario:
    """Return a week in which an officer is absent from a minute on."""
    absence = Absence(officer=who, span=Span(since, 2 * 24 * 60), reason="secret")
    return dataclasses.replace(week, absences=(*week.absences, absence))


def proved(result: Result) -> list[int]:
    """Insist that every tier is proved, and return the values."""
    assert result.status is SolveStatus.OPTIMAL
    assert [t.value for t in result.tiers] == [t.bound for t in result.tiers]
    return [t.value for t in result.tiers]


@pytest.mark.parametrize("number", range(10))
def test_a_repair_is_the_best_of_all_rosters(number: int) -> None:
    random = Random(number)
    week = changed(published(random), random)
    expected = optimum(week, most=20_000)
    result = replan(week, QUICK)
    if expected is None:
        assert result.status is SolveStatus.INFEASIBLE
        return
    assert tuple(proved(result)) == expected
    assert result.roster is not None
    assert lawful(week, result.roster.tours, result.roster.assignments, pins=True)


def repaired_by_a_team(number: int) -> None:
    """Assert that a team of processes finds what enumeration does."""
    random = Random(number)
    week = changed(published(random), random)
    expected = optimum(week, most=20_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replanning, "WORTH_A_TEAM", 0)
        found = replan(week, Search(workers=2, time_limit=60))
    if expected is None:
        assert found.status is SolveStatus.INFEASIBLE
    else:
        assert proved(found) == list(expected)


@pytest.mark.parametrize("number", range(20, 25))
def test_a_team_finds_the_best_repair(number: int) -> None:
    repaired_by_a_team(number)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_a_team_finds_the_best_of_many_repairs() -> None:
    for number in range(100, 200):
        repaired_by_a_team(number)


@pytest.mark.parametrize("number", range(30, 40))
def test_near_rows_as_wide_as_the_model_prove_the_best_repair(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weeks are too small else: their near rows are soon most of the model."""
    monkeypatch.setattr(replanning, "WIDE", 2.0)
    monkeypatch.setattr(replanning, "MANY_PEOPLE", 1)
    test_a_repair_is_the_best_of_all_rosters(number)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_near_rows_prove_the_best_of_many_repairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replanning, "WIDE", 2.0)
    monkeypatch.setattr(replanning, "MANY_PEOPLE", 1)
    for number in range(2000, 2500):
        test_a_repair_is_the_best_of_all_rosters(number)


def first_repair(week: Scenario) -> list[int]:
    """Return the values of the first repair, before anything else is searched."""
    repair = replanning._Repair(week, QUICK, None, None, None)
    repair._build()
    repair._first()
    assert repair.best is not None
    return list(repair.values)


def unpolished(self: Any, found: Any, _after: int) -> bool:
    """Keep a repair without lowering its later tiers."""
    return bool(self._adopt(found))


@pytest.mark.parametrize("number", [55, 151, 182])
def test_the_last_search_goes_on_from_what_it_found(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a search for the later tiers before, it alone finds their best values."""
    monkeypatch.setattr(replanning._Repair, "_adopt_polished", unpolished)
    random = Random(number)
    week = changed(published(random), random)
    expected = optimum(week, most=20_000)
    assert expected is not None
    assert first_repair(week) > list(expected)
    assert proved(replan(week, QUICK)) == list(expected)


@pytest.mark.parametrize("number", [62, 72, 199])
def test_who_changes_anyway_lowers_the_later_tiers_at_once(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(number)
    week = changed(published(random), random)
    polished = first_repair(week)
    monkeypatch.setattr(replanning._Repair, "_adopt_polished", unpolished)
    assert polished < first_repair(week)


@pytest.mark.parametrize("number", range(50, 60))
def test_a_repair_is_found_where_the_tiers_before_cannot_be_at_their_bounds(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search for few people alone then finds nothing, and a sum of tiers is."""
    tried: list[int] = []

    def nothing(self: Any, *_reach: Any) -> None:
        tried.append(len(self.tiers))

    monkeypatch.setattr(replanning._Repair, "_fewest_within", nothing)
    test_a_repair_is_the_best_of_all_rosters(number)
    assert tried


@pytest.mark.parametrize("number", range(60, 80))
def test_cover_bounded_by_rows_about_tours_is_never_above_the_least(
    number: int,
) -> None:
    random = Random(number)
    week = changed(published(random), random)
    expected = optimum(week, most=20_000)
    repair = replanning._Repair(week, QUICK, None, None, None)
    repair._build()
    cover = [set(t.goals) for t in week.tiers].index({"minimum_cover"})
    repair._bound_cover(cover)
    if expected is not None:
        assert repair._bounds[cover] <= expected[cover]


def test_cover_that_nobody_is_left_for_is_bounded() -> None:
    # Two of three officers are away, two are wanted: one is missing, of weight 2.
    week = scenario(
        officers=[officer(x) for x in "opq"],
        shifts=[shift("s", "08:00", "14:00")],
        cover=(Cover(force="pm", shift="s", day=clock().start, minimum=2),),
        tiers=TIERS,
    )
    week = dataclasses.replace(week, clock=dataclasses.replace(week.clock, days=1))
    roster = next(r for r in every_roster(week) if len(r.tours) == 2)
    week = away(away(near(week, roster), "o"), "p")
    repair = replanning._Repair(week, QUICK, None, None, None)
    repair._build()
    cover = [set(t.goals) for t in week.tiers].index({"minimum_cover"})
    repair._bound_cover(cover)
    assert repair._bounds[cover] == 2


@pytest.mark.parametrize("number", [55, 151, 182, *range(40, 45)])
def test_tiers_too_large_for_one_sum_are_proved_one_after_the_other(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair_model, "GREATEST", 1)
    test_a_repair_is_the_best_of_all_rosters(number)


def test_both_strategies_of_a_proof_have_a_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of itself the solver lets all but one of few threads seek rosters."""
    full = []
    solve_with = cp_model.CpSolver.solve

    def watched(self: cp_model.CpSolver, *given: Any) -> Any:
        if list(self.parameters.subsolvers) == list(repair_model.BOTH):
            full.append(self.parameters.num_full_subsolvers)
        return solve_with(self, *given)

    monkeypatch.setattr(cp_model.CpSolver, "solve", watched)
    random = Random(55)
    replan(changed(published(random), random), Search(workers=2, time_limit=60))
    assert full
    assert set(full) == {2}


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_many_repairs_are_the_best_of_all_rosters() -> None:
    for number in range(1000, 1500):
        test_a_repair_is_the_best_of_all_rosters(number)


@pytest.mark.parametrize("number", range(16, 20))
def test_no_bound_is_above_a_roster_after_an_early_end(number: int) -> None:
    random = Random(number)
    week = changed(published(random), random)
    expected = optimum(week, most=20_000)
    result = replan(week, Search(workers=1, time_limit=0.05 * (number - 15)))
    if expected is None:
        assert result.roster is None
        return
    before: list[int] = []
    for tier, value in zip(result.tiers, expected, strict=False):
        if before == list(expected[: len(before)]):
            assert tier.bound <= value
        before.append(tier.value)


def test_an_unchanged_week_changes_nobody() -> None:
    week = published(Random(3))
    values = dict(
        zip([t.name for t in week.tiers], proved(replan(week, QUICK)), strict=True)
    )
    assert values["few people"] == values["few changes"] == 0


def crowd() -> Scenario:
    """Return a week in which eight alike officers share two pairs of missions."""
    pair = dataclasses.replace(SOLO, id="duo", positions=(position("agent", count=2),))
    return scenario(
        officers=[officer(f"o{n}") for n in range(8)],
        shifts=[shift("s", "08:00", "14:00")],
        kinds=[pair, SOLO],
        missions=[
            mission("m", pair, at=[(0, "09:00")], minutes=60, mandatory=True),
            mission("x", pair, at=[(0, "11:00")], minutes=60),
        ],
        tiers=TIERS,
    )


def solved_crowd() -> Scenario:
    """Return the crowd with its best roster as the published one."""
    week = crowd()
    result = solve(week, QUICK)
    assert result.roster is not None
    return near(week, result.roster)


def test_one_officer_away_from_a_mandatory_crew_costs_one_other() -> None:
    week = solved_crowd()
    assert week.baseline is not None
    who = min(s.officer for s in week.baseline.seats if s.mission == "m")
    values = dict(
        zip(
            [t.name for t in week.tiers],
            proved(replan(away(week, who), QUICK)),
            strict=True,
        )
    )
    assert values["mandatory missions"] == 0
    assert values["few people"] == 2


def test_a_repair_breaks_no_freeze() -> None:
    week = solved_crowd()
    baseline = week.baseline
    assert baseline is not None
    freeze = week.missions["m"].occurrences[0].span.start + 1
    frozen = dataclasses.replace(
        week, baseline=dataclasses.replace(baseline, freeze=freeze)
    )
    who = min(s.officer for s in baseline.seats if s.mission == "x")
    result = replan(away(frozen, who, freeze), QUICK)
    proved(result)
    assert result.roster is not None
    then = {s.officer for s in baseline.seats if s.mission == "m"}
    assert {a.officer for a in result.roster.assignments if a.mission == "m"} == then


def test_a_week_that_contradicts_itself_has_no_repair() -> None:
    week = away(solved_crowd(), "o0")
    pin = Pin(officer="o0", pin="shift", day=week.clock.start, shift="s")
    week = dataclasses.replace(week, pins=(pin,))
    assert replan(week, QUICK).status is SolveStatus.INFEASIBLE


def test_a_search_that_is_stopped_proves_nothing() -> None:
    stop = Interruption()
    stop.stop()
    assert replan(solved_crowd(), QUICK, interruption=stop).roster is None


def test_it_asks_for_a_baseline() -> None:
    with pytest.raises(ValueError, match="baseline"):
        replan(crowd(), QUICK)


def test_people_come_before_changes_and_after_duty() -> None:
    tiers = (
        Tier(name="a", goals={"missions_by_priority": 1, "minimum_cover": 3}),
        Tier(name="few changes", goals={"few_changes": 1}),
    )
    assert [(t.name, dict(t.goals)) for t in tiers_of_repair(tiers)] == [
        ("minimum cover", {"minimum_cover": 3}),
        ("few people", {"few_people": 1}),
        ("few changes", {"few_changes": 1}),
        ("a", {"missions_by_priority": 1}),
    ]


def test_alternatives_differ_in_who_changes() -> None:
    week = away(solved_crowd(), "o0")
    first = replan(week, QUICK)
    assert first.roster is not None
    found = alternatives(week, first, 3, QUICK)
    people = [
        frozenset(
            loss.officer for loss in GOALS["few_people"].score(Facts(week, r.roster))
        )
        for r in (first, *found)
        if r.roster is not None
    ]
    assert len(set(people)) == len(people) == 4
    for result in found:
        assert result.roster is not None
        assert lawful(week, result.roster.tours, result.roster.assignments, pins=True)
        for tier, told in zip(week.tiers, result.tiers, strict=True):
            facts = Facts(week, result.roster)
            assert tier_value(tier, facts)[0] == told.value >= told.bound


def test_one_worker_and_one_seed_give_one_roster() -> None:
    random = Random(5)
    week = changed(published(random), random)
    assert replan(week, QUICK).roster == replan(week, QUICK).roster
