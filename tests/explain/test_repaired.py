"""What is missing in a repaired week: the repair spares people what others would do."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

import scheduler as ps
from scheduler.domain.near import missions_first, tiers_of_repair
from scheduler.domain.run import SolveStatus
from scheduler.explain.answer import Explanation
from scheduler.explain.decided import decisions_at_once, decisions_of
from scheduler.explain.lines import explanation_json, explanation_lines
from scheduler.explain.worth import planned_anew, worths
from scheduler.goals import GOALS
from scheduler.scenarios.write import write_tables
from scheduler.solve.ask import Asker
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.shortfalls import shortfalls
from scheduler.words import use_language
from tests.explain.weeks import away, mission, solved, week
from tests.towns import town


def repaired(before: ps.Builder, after: ps.Builder, path: Any) -> ps.Result:
    """Return the repair of a published week, after its tables changed."""
    solved(before).export(path)
    search = ps.Search(time_limit=20, workers=1)
    return ps.replan(after.build(), path, search)[0]


def ill(*present: str) -> tuple[ps.Builder, ps.Builder]:
    """Return a week in which A has a mission, and the same with A ill and B back."""
    before = mission(week("A", "B"), "M1", priority=10)
    after = mission(week("A", "B"), "M1", priority=10)
    return away(before, "B"), away(after, "A") if "B" in present else away(
        away(after, "A"), "B"
    )


def told(made: Explanation) -> str:
    with use_language("en"):
        return "\n".join(explanation_lines(made))


def test_a_mission_that_others_could_hold_needs_no_other_decision(tmp_path) -> None:
    result = repaired(*ill("B"), tmp_path)
    # A loses a published tour and seat: one person. With B it would be two.
    assert result.run is not None
    values = {t.name: t.value for t in result.run.tiers}
    assert values["few people"] == 1
    assert values["missions"] == 10
    made = ps.explain(result, seconds=30, workers=1)
    (cause,) = made.causes
    assert [r.remedy for r in made.repairs(cause)] == ["duties_changed"]
    known = made.gains[cause.repairs[0]]
    assert known is not None
    assert known.proved
    # Mandatory missions, cover, missions: 10 points are saved in the last.
    assert sum(known.points) == max(known.points) == 10


def test_what_only_another_decision_helps_is_told_with_its_own_gain(tmp_path) -> None:
    result = repaired(*ill(), tmp_path)
    made = ps.explain(result, seconds=30, workers=1)
    (cause,) = made.causes
    found = {r.remedy for r in made.repairs(cause)}
    assert "officer_added" in found
    assert "duties_changed" not in found
    for repair in made.repairs(cause):
        known = made.gains[repair]
        assert known is not None
        # The one mission, and no more, in one tier.
        assert [p for p in known.points if p] == [10]


def test_the_words_have_one_gain_and_what_changes(tmp_path) -> None:
    result = repaired(*ill("B"), tmp_path)
    made = ps.explain(result, seconds=30, workers=1)
    lines = told(made)
    assert "change more published duties than this repair does" in lines
    assert "both commands: +1 mission, 10 points saved, proved" in lines
    # B's tour and seat are new: one person more, two changes more.
    assert "few people +1 officer, few changes +2 changes" in lines
    assert "-" not in json.dumps([r["gain"] for r in _repairs(made)])


def _repairs(made: Explanation) -> list[dict[str, Any]]:
    return [r for c in explanation_json(made)["causes"] for r in c["repairs"]]


def test_the_board_does_not_blame_the_repair_before_a_trial(tmp_path) -> None:
    result = repaired(*ill("B"), tmp_path)
    with use_language("en"):
        (found,) = decisions_at_once(result.facts, result.run)
        words = [choice.words for choice in found.repairs]
        assert not any("published duties" in w for w in words)
        made = ps.explain(result, seconds=30, workers=1)
        (told,) = decisions_of(made)
    assert "published duties" in told.repairs[0].words


@pytest.mark.parametrize(("present", "more"), [("", 1), ("B", 0)])
def test_one_more_officer_is_compared_with_missions_first(
    present: str, more: int, tmp_path
) -> None:
    """With B there, B could hold the mission: an officer more gains nothing."""
    result = repaired(*ill(present), tmp_path)
    assert result.run is not None
    with Asker(workers=1) as ask:
        facts, before = planned_anew(result.facts, result.run.tiers, ask)
        found = worths(facts, before, ask, seconds=20)
    assert all(one.proved for one in found)
    assert max(one.missions for one in found) == more
    assert max(sum(g.value for g in one.gains) for one in found) == 10 * more


def test_a_week_planned_anew_is_compared_as_it_is() -> None:
    result = solved(ill()[0])
    assert result.run is not None
    tiers = result.run.tiers
    with Asker(workers=1) as ask:
        assert planned_anew(result.facts, tiers, ask) == (result.facts, tiers)


def test_a_repair_does_not_prove_that_a_mission_cannot_be_held(tmp_path) -> None:
    result = repaired(*ill("B"), tmp_path)
    assert result.run is not None
    assert all(t.status is SolveStatus.OPTIMAL for t in result.run.tiers)
    (found,) = shortfalls(result.facts, result.run)
    assert not found.settled
    # Planned anew, the same tiers prove it of the missions that are left.
    (plain,) = shortfalls((anew := solved(ill()[1])).facts, anew.run)
    assert plain.settled


def test_missions_come_first_and_all_else_keeps_its_order() -> None:
    tiers = solved(ill()[0]).week.scenario.tiers
    repair = tiers_of_repair(tiers)
    first = missions_first(repair)
    assert sorted(t.name for t in first) == sorted(t.name for t in repair)
    names = [t.name for t in first]
    assert names.index("missions") < names.index("few people")
    assert names.index("few people") < names.index("few changes")
    rest = [n for n in names if not n.startswith("few")]
    assert rest == [t.name for t in repair if not t.name.startswith("few")]
    assert missions_first(tiers) == tiers


@pytest.mark.parametrize("seed", range(5))
def test_gains_in_random_repairs_are_those_of_the_week_with_missions_first(
    seed, tmp_path
) -> None:
    """One more absence each; every proved gain against a solve of its own."""
    write_tables(town(seed, missions=14), tmp_path / "town")
    first = ps.load(tmp_path / "town")
    published = ps.solve(first, ps.Search(time_limit=20, workers=1))
    published.export(tmp_path / "out")
    busy = max(
        published.facts.duties_of, key=lambda o: len(published.facts.duties_of[o])
    )
    day = published.facts.duties_of[busy][0].occurrence.day
    with (tmp_path / "town" / "absences.csv").open("a") as file:
        file.write(f"{busy},{day},,{day},,\n")
    second = ps.load(tmp_path / "town")
    result = ps.replan(second, tmp_path / "out", ps.Search(time_limit=20, workers=1))[0]
    made = ps.explain(result, seconds=20, workers=1)
    now = result.facts
    for gain in filter(None, made.gains.values()):
        count = len(gain.tiers)
        tiers = gain.week.tiers[:count]
        assert not any(t.goals.keys() & {"few_people", "few_changes"} for t in tiers)
        for tier, before in zip(tiers, gain.before, strict=True):
            lost = {g: sum(x.points for x in GOALS[g].score(now)) for g in tier.goals}
            assert before == sum(w * lost[g] for g, w in tier.goals.items())
        if gain.proved:
            week_first = dataclasses.replace(gain.week, tiers=tiers)
            search = Search(time_limit=60, workers=1)
            found = solve(week_first, search, lazily=False)
            assert all(t.status is SolveStatus.OPTIMAL for t in found.tiers)
            said = [b - p for b, p in zip(gain.before, gain.points, strict=True)]
            assert [t.value for t in found.tiers] == said
