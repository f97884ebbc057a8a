"""Joint missions that one force holds alone, because no joint crew can be had.

CSI annexe 1 art. 11: a joint crew stands under the functional authority of the State
force, so without a national officer there is none. What is then held is another kind
of mission, with another leader; that of a joint kind is never held by one force.
"""

import csv
import dataclasses
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.missions import Mission, MissionKind
from scheduler.domain.people import Absence, ForceKind, Pin
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Shift
from scheduler.plan import describe, publish_verified
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.judge import Verdict, judge
from scheduler.verify.report import verdict_json, verdict_lines
from scheduler.verify.solved import read_solved
from scheduler.words import use_language
from tests import builders as b

CLERMONT = Path(__file__).parents[1] / "scenarios" / "clermont-ferrand"
TWO = MissionKind(
    id="two",
    name_fr="Patrouille municipale",
    name_en="Municipal patrol",
    joint=False,
    priority=9,
    positions=(b.position("chief", leads=True), b.position("agent")),
)
JOINT = dataclasses.replace(b.PAIR, fallback="two")
NEVER = b.PAIR
ONLY = dataclasses.replace(b.PAIR, id="only")


def shifts(start: str, end: str) -> list[Shift]:
    return [b.shift("s", start, end), b.shift("t", start, end, "pn")]


LATE = shifts("20:00", "02:00")


def week_of(
    *missions: Mission, kinds: Iterable[MissionKind] = (JOINT, TWO), **changes: Any
) -> Scenario:
    """Two municipal officers and a national one, with one shift a force."""
    base: dict[str, Any] = {
        "officers": [b.officer("p1"), b.officer("p2"), b.officer("n", "pn")],
        "shifts": [
            b.shift("s", "06:00", "14:00"),
            b.shift("t", "06:00", "14:00", "pn"),
        ],
        "kinds": [b.SOLO, *kinds],
        "missions": missions,
        "on": b.clock(days=2),
        "tiers": (
            ("mandatory missions", {"mandatory_missions": 1}),
            ("missions", {"missions_by_priority": 1}),
        ),
    }
    return b.scenario(**{**base, **changes})


def best(week: Scenario) -> tuple[Facts, list[int]]:
    """Solve a week to proof, and have the judge say that nothing is broken."""
    result = solve(week, Search(workers=1, time_limit=20))
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    assert judge(week, result.roster).breaches == ()
    return Facts(week, result.roster), [t.value for t in result.tiers]


def forms(facts: Facts, mission: str = "m") -> list[str]:
    """Return the kinds that a mission is held as, in order of time."""
    return [facts.scenario.kind(o).id for o in facts.held[mission]]


AWAY = (b.absence("n", 0, 0),)
TWO_DAYS = [(0, "10:00"), (1, "10:00")]


def monday(kind: MissionKind = JOINT, *, name: str = "m", **changes: Any) -> Mission:
    return b.mission(name, kind, on=b.clock(days=2), **changes)


# --- impossible without, possible with ------------------------------------------------


def test_with_a_national_officer_the_crew_is_joint() -> None:
    facts, values = best(week_of(monday()))
    assert forms(facts) == ["pair"]
    assert values == [0, 0]


def test_without_a_national_officer_one_force_holds_it_alone() -> None:
    # 20 points, of which the fallback saves half: 10 lost.
    facts, values = best(week_of(monday(), absences=AWAY))
    assert forms(facts) == ["two"]
    assert values == [0, 10]
    [leader] = [d.officer for d in facts.duties if d.position.leads]
    assert facts.scenario.force(leader).kind is ForceKind.MUNICIPAL


def test_without_a_fallback_it_is_not_held() -> None:
    week = week_of(monday(NEVER), kinds=(NEVER, TWO), absences=AWAY)
    facts, values = best(week)
    assert forms(facts) == []
    assert values == [0, 20]


def test_without_either_force_it_is_not_held() -> None:
    away = (*AWAY, b.absence("p1", 0, 0))
    facts, values = best(week_of(monday(), absences=away))
    assert forms(facts) == []
    assert values == [0, 20]


def test_where_the_agreement_has_ended_one_force_holds_it_alone() -> None:
    ended = b.redated(b.AGREEMENT, valid_to=b.day(-1))
    facts, _ = best(week_of(monday(), agreements={"a": ended}))
    assert forms(facts) == ["two"]


def test_at_night_the_fallback_needs_the_clause_that_the_joint_crew_needs() -> None:
    # CSI L512-6: 23:30 needs a night clause, whoever leads.
    mission = monday(at=[(0, "23:30")])
    clause = dataclasses.replace(b.AGREEMENT, night_clause=True)
    for agreement, held in ((b.AGREEMENT, []), (clause, ["two"])):
        week = week_of(mission, absences=AWAY, agreements={"a": agreement}, shifts=LATE)
        assert forms(best(week)[0]) == held


def test_a_fallback_that_needs_no_clause_is_held_without_one() -> None:
    exempt = dataclasses.replace(TWO, night_exempt=True)
    mission = monday(at=[(0, "23:30")])
    week = week_of(mission, kinds=(JOINT, exempt), shifts=LATE)
    # A joint crew would need the clause, the static guard of the fallback does not.
    assert forms(best(week)[0]) == ["two"]


def test_a_flexible_mission_prefers_the_day_with_a_joint_crew() -> None:
    mission = monday(at=TWO_DAYS)
    facts, values = best(week_of(mission, absences=AWAY))
    assert [o.day for o in facts.held["m"]] == [b.day(1)]
    assert forms(facts) == ["pair"]
    assert values == [0, 0]


def test_a_mission_wanted_twice_is_held_once_in_each_form() -> None:
    mission = monday(at=TWO_DAYS, times=2)
    facts, values = best(week_of(mission, absences=AWAY))
    assert forms(facts) == ["two", "pair"]
    assert values == [0, 10]


def test_a_joint_crew_is_given_up_only_where_it_costs_more() -> None:
    # The national officer is wanted twice at 10:00. Joint and alone: 10 lost, of the
    # mission of 20 points rather than half of the one of 30.
    more = [b.officer("p3"), b.officer("p4")]
    week = week_of(
        monday(),
        monday(name="other", priority=30),
    )
    staff = {**week.officers, **{o.id: o for o in more}}
    facts, values = best(dataclasses.replace(week, officers=staff))
    assert (forms(facts), forms(facts, "other")) == (["two"], ["pair"])
    assert values == [0, 10]


def test_a_mandatory_mission_loses_in_its_own_tier() -> None:
    facts, values = best(week_of(monday(mandatory=True), absences=AWAY))
    assert forms(facts) == ["two"]
    assert values == [10, 0]


def test_a_joint_crew_for_a_mandatory_mission_comes_before_all_else() -> None:
    # The national officer could lead either at 10:00; 90 points of another mission do
    # not weigh against the 10 that the mandatory one would lose.
    week = week_of(
        monday(mandatory=True),
        monday(ONLY, name="other", priority=90),
        kinds=(JOINT, TWO, ONLY),
    )
    facts, values = best(week)
    assert forms(facts) == ["pair"]
    assert values == [0, 90]


@pytest.mark.parametrize(("away", "form"), [((), "pair"), (AWAY, "two")])
def test_a_pin_is_kept_in_either_form(away: tuple[Absence, ...], form: str) -> None:
    pin = Pin(officer="p2", pin="mission", mission="m")
    facts, _ = best(week_of(monday(), absences=away, pins=(pin,)))
    assert forms(facts) == [form]
    assert "p2" in {d.officer for d in facts.duties}


def test_a_pinned_national_officer_who_is_away_leaves_no_roster() -> None:
    pin = Pin(officer="n", pin="mission", mission="m")
    result = solve(week_of(monday(), absences=AWAY, pins=(pin,)))
    assert result.status is SolveStatus.INFEASIBLE


def test_a_fallback_of_a_fallback_is_not_looked_at() -> None:
    chained = dataclasses.replace(TWO, fallback="solo")
    away = (*AWAY, b.absence("p1", 0, 0))
    week = week_of(monday(), kinds=(JOINT, chained), absences=away)
    assert forms(best(week)[0]) == []


# --- the shipped week -----------------------------------------------------------------

DAY = "2026-11-27"
GONE = ("18:30", "2026-11-28", "07:30")


def friday(home: Path, *, gone: bool) -> Scenario:
    """Return the Friday of the Clermont-Ferrand week, its night with nobody of the PN.

    The tables are changed, not the scenario: all goes the way a user's week goes.
    """
    folder = Path(shutil.copytree(CLERMONT, home / ("gone" if gone else "there")))
    _rewrite(folder / "missions.csv", lambda r: r["dates"] == DAY)
    _rewrite(folder / "pins.csv", lambda r: not r["mission"])
    # Without Saturday's match nobody is called to it from a rest, and nobody absent.
    _rewrite(folder / "fixed_tours.csv", lambda _: False)
    _rewrite(folder / "cycle_changes.csv", lambda _: False)
    if gone:
        with (folder / "absences.csv").open("a", newline="") as file:
            for officer in load(folder).officers.values():
                if officer.force == "PN":
                    file.write(f"{officer.id},{DAY},{GONE[0]},{','.join(GONE[1:])},X\n")
    return load(folder)


def _rewrite(path: Path, keep: Any) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(r for r in rows if keep(r))


def published(week: Scenario, out: Path) -> tuple[Facts, Verdict]:
    """Solve for missions alone, publish, and read the verdict from the files."""
    tiers = tuple(t for t in week.tiers if "missions_by_priority" in t.goals)
    week = dataclasses.replace(week, tiers=tiers)
    search = Search(workers=2, time_limit=120)
    result: Result = solve(week, search)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    run = describe(week, result, search, interrupted=False)
    assert publish_verified(week, result.roster, run, out, "en").verdict.passed
    return Facts(week, result.roster), read_solved(week, out).verdict


@pytest.mark.timeout(600)
def test_the_shipped_friday_without_the_national_night(tmp_path: Path) -> None:
    there, gone = (friday(tmp_path, gone=g) for g in (False, True))
    night = Span(
        gone.clock.minute(gone.clock.dates[4], b.time("18:30")),
        gone.clock.minute(gone.clock.dates[5], b.time("07:30")),
    )
    touched = {
        m.id
        for m in gone.missions.values()
        if gone.kinds[m.kind].joint and m.occurrences[0].span.overlaps(night)
    }
    # Past 23:00 in a commune without a night clause: not held, whoever is there.
    touched.remove("tram-sud-2026-11-27-2215")
    catalogued = {m for m in touched if gone.kinds[gone.missions[m].kind].fallback}
    assert len(catalogued) >= 4
    assert touched - catalogued == {"road-jaude-2026-11-27-1900"}

    facts, verdict = published(there, tmp_path / "with")
    assert verdict.passed
    for mission in touched:
        assert forms(facts, mission) == [there.missions[mission].kind]

    facts, verdict = published(gone, tmp_path / "without")
    assert verdict.passed
    alone = {o.mission for o in facts.crews if o.fallback}
    # Those of Clermont-Ferrand are worth more than what else their officers could do;
    # Cournon-d'Auvergne may need its two late officers in the afternoon.
    assert alone >= {m for m in catalogued if "cournon" not in m}
    for occurrence, crew in facts.crews.items():
        if occurrence.fallback:
            asked = gone.kinds[gone.missions[occurrence.mission].kind]
            assert forms(facts, occurrence.mission) == [asked.fallback]
            assert {gone.force(d.officer).kind for d in crew} == {ForceKind.MUNICIPAL}
            assert sum(d.position.leads for d in crew) == 1
    for mission in touched - alone:
        assert forms(facts, mission) == []
    # No crew of a joint kind lacks a force, anywhere in the week.
    for occurrence, crew in facts.crews.items():
        if gone.kind(occurrence).joint:
            assert {gone.force(d.officer).kind for d in crew} == set(ForceKind)

    told = {found.occurrence.mission for found in verdict.alone}
    assert told == alone
    with use_language("en"):
        lines = list(verdict_lines(gone, verdict))
        reasons = {r["mission"]: r for r in verdict_json(gone, verdict)["alone"]}
    assert f"{len(told)} joint missions held by one force alone:" in lines
    late = "foot-jaude-2026-11-27-2200"
    assert reasons[late]["kind"] == "municipal_patrol"
    assert reasons[late]["instead_of"] == "joint_foot_patrol"
    assert "crew leader (PN): 1 wanted, 0 possible" in reasons[late]["reason"]
    rows = (tmp_path / "without" / "roster.csv").read_text(encoding="utf-8")
    assert f"{late},municipal_patrol," in rows


def test_nobody_may_call_joint_what_one_force_holds_nor_alone_what_two_do() -> None:
    week = week_of(monday())
    facts, _ = best(week)
    national = [a for a in facts.roster.assignments if a.officer == "n"]
    left = tuple(a for a in facts.roster.assignments if a not in national)
    less = Roster(facts.roster.tours, left)
    assert {x.rule for x in judge(week, less).breaches} == {
        "mixed_crew",
        "crew_complete",
    }
    mixed = Roster(
        facts.roster.tours,
        tuple(dataclasses.replace(a, fallback=True) for a in facts.roster.assignments),
    )
    assert {x.rule for x in judge(week, mixed).breaches} >= {"position_force"}
