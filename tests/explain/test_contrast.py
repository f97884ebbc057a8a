"""Why this officer and not another: what the opposite costs, and what is proved."""

import datetime as dt
import json
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from scheduler.advise.openings import RosterBroken
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import Pairing, Pin, Request, Together
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import Run, SolveStatus, TierResult
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import FixedTour
from scheduler.explain.contrast import Contrast, Outcome, contrast
from scheduler.explain.contrast_words import contrast_json, contrast_lines
from scheduler.explain.questions import NotAskableError, Question, question
from scheduler.plan import describe
from scheduler.scenarios.load import load
from scheduler.scenarios.write import write_tables
from scheduler.solve.ask import Asker
from scheduler.solve.clash import impossible
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.judge import judge
from scheduler.words import use_language
from tests import builders as b
from tests.solved import SCENARIOS
from tests.towns import town

SEARCH = Search(time_limit=60, workers=1)
ASKER = Asker(workers=1)
EARLY, LATE = b.shift("early", "06:00", "13:00"), b.shift("late", "13:00", "20:00")
RIDE = MissionKind(
    id="ride",
    name_fr="VTT",
    name_en="Ride",
    joint=False,
    priority=7,
    positions=(b.position("rider", qualifications=("bike",)),),
)
TIERS = (("missions", {"missions_by_priority": 1}), ("requests", {"requests": 1}))


def week(**changes: object) -> Scenario:
    """Return two officers, and a guard on Monday at 08:00 that is worth 10 points."""
    base = b.scenario(
        officers=[b.officer("A"), b.officer("B")],
        shifts=[EARLY, LATE],
        kinds=(b.SOLO, RIDE),
        missions=[b.mission("guard", at=[(0, "08:00")])],
        tiers=TIERS,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def holding(scenario: Scenario, officer: str = "A", day: int = 0) -> Facts:
    """Return the roster in which an officer holds the guard, and nobody else works."""
    return b.facts(
        scenario,
        tours=[(officer, day, "early")],
        crews=[("guard", "agent", officer)],
    )


def asked(
    facts: Facts, officer: str, about: object, instead: str | None = None
) -> Contrast:
    """Ask with enough time for every proof."""
    found = question(facts, officer, about, instead)  # type: ignore[arg-type]
    return contrast(facts, found, ASKER, seconds=60, impossible=impossible)


def wish(officer: str, kind: str, day: int, weight: int) -> Request:
    return Request(officer=officer, day=b.day(day), wish=kind, weight=weight)  # type: ignore[arg-type]


def forced(found: Contrast) -> Result:
    """Force what was asked in a full solve of the week."""
    return solve(found.question.asked_of(found.before.scenario), SEARCH)


def values(found: Contrast) -> list[int]:
    return [tier.value for tier in found.tiers]


def lines(found: Contrast, language: str = "en") -> str:
    with use_language(language):
        return "\n".join(contrast_lines(found))


# --- outcomes -------------------------------------------------------------------------


def test_what_costs_nothing_is_a_choice_of_the_search() -> None:
    found = asked(holding(week()), "A", "guard")
    assert found.outcome is Outcome.FREE
    assert values(found) == [0, 0]
    assert "costs nothing" in lines(found)
    assert found.facts is not None
    assert [d.officer for d in found.facts.duties] == ["B"]
    assert found.moved == 2


def test_a_price_is_proved() -> None:
    """B wished Monday off, for 3 points; without A the guard is worth 10: B works."""
    scenario = week(requests=(wish("B", "off", 0, 3),))
    found = asked(holding(scenario), "A", "guard")
    assert found.outcome is Outcome.COSTS
    assert values(found) == [0, 3]
    assert found.deciding is found.tiers[1]
    assert (found.least, found.proved) == (3, True)
    assert "has a price, proved: 3 points lost more in “requests”" in lines(found)
    assert [t.value for t in forced(found).tiers] == [0, 3]


def test_the_goal_in_which_it_costs_is_the_first_that_loses_more() -> None:
    """B has no bike: without A the ride is not held (7), whatever B wished."""
    scenario = week(
        officers={
            "A": b.officer("A", qualifications=(b.held("bike"),)),
            "B": b.officer("B"),
        },
        missions={"ride": b.mission("ride", RIDE, at=[(0, "08:00")])},
        requests=(wish("A", "off", 0, 2),),
    )
    facts = b.facts(scenario, tours=[("A", 0, "early")], crews=[("ride", "rider", "A")])
    found = asked(facts, "A", "ride")
    assert values(found) == [7, 0]
    assert [t.more for t in found.tiers] == [7, -2]
    assert (found.least, found.proved) == (7, True)


def test_another_officer_instead() -> None:
    scenario = week(
        officers={n: b.officer(n) for n in "ABC"},
        requests=(wish("B", "off", 0, 3), wish("C", "off", 0, 5)),
    )
    by_anybody = asked(holding(scenario), "A", "guard")
    by_c = asked(holding(scenario), "A", "guard", "C")
    assert (by_anybody.least, by_c.least) == (3, 5)
    assert by_c.facts is not None
    assert [d.officer for d in by_c.facts.duties] == ["C"]
    why_not_me = asked(holding(scenario), "C", "guard", "A")
    assert why_not_me.least == 5
    assert lines(why_not_me).startswith("Why is A in the crew of guard, not C?")


@pytest.mark.parametrize(("kind", "cost"), [("off", 4), ("work", 0)])
def test_a_day_of_work_for_who_is_off(kind: str, cost: int) -> None:
    scenario = week(requests=(wish("B", kind, 2, 4),) if cost else ())
    found = asked(holding(scenario), "B", b.day(2))
    assert found.outcome is (Outcome.COSTS if cost else Outcome.FREE)
    assert sum(t.more for t in found.tiers) == cost
    assert found.facts is not None
    assert [t.day for t in found.facts.tours_of["B"]] == [b.day(2)]


def test_a_day_off_for_who_works() -> None:
    scenario = week(requests=(wish("B", "off", 0, 3),))
    found = asked(holding(scenario), "A", b.day(0))
    assert (found.least, found.proved) == (3, True)
    assert found.facts is not None
    assert not found.facts.tours_of["A"]


def test_what_no_roster_has_is_proved_impossible() -> None:
    scenario = week(missions={"ride": b.mission("ride", RIDE, at=[(0, "08:00")])})
    found = asked(Facts(scenario, Roster((), ())), "B", "ride")
    assert found.outcome is Outcome.IMPOSSIBLE
    assert found.facts is None
    assert forced(found).status is SolveStatus.INFEASIBLE
    assert found.conflict is not None
    assert found.conflict.confirmed
    assert [r.name for r in found.conflict.rules] == ["qualification_valid"]
    said = lines(found)
    assert "no roster has it, proved" in said
    assert "Valid qualification: B: " in said


def test_a_fixed_tour_cannot_be_had_off() -> None:
    scenario = week(
        officers={"N": b.officer("N", "pn", free=False)},
        shifts={"day": b.shift("day", "08:00", "16:00", "pn")},
        missions={},
        fixed_tours=(FixedTour(officer="N", day=b.day(0), shift="day", row="f.csv:2"),),
    )
    facts = b.facts(scenario, tours=[("N", 0, "day")])
    found = asked(facts, "N", b.day(0))
    assert found.outcome is Outcome.IMPOSSIBLE
    assert "fixed tour: N works day on Mon 05/10 [f.csv:2]" in lines(found)


def test_a_roster_that_is_not_the_best_is_told_so() -> None:
    found = asked(Facts(week(), Roster((), ())), "A", "guard")
    assert found.outcome is Outcome.BETTER
    assert [(t.before, t.value) for t in found.tiers] == [(10, 0), (0, 0)]
    assert "solve the week again" in lines(found)


# --- what is proved -------------------------------------------------------------------


class Scripted:
    """A solver that answers with a status and a bound of its last tier, no roster."""

    def __init__(self, bounds: Sequence[int] = ()) -> None:
        self.bounds = bounds
        self.asked: list[tuple[int, tuple[TierResult, ...]]] = []

    def __call__(
        self,
        scenario: Scenario,
        *,
        tiers: int,
        seconds: float,
        start: Roster | None = None,
        former: Sequence[TierResult] = (),
    ) -> Result:
        self.asked.append((tiers, tuple(former)))
        if start is None:
            return Result(SolveStatus.UNKNOWN, None, (), 0)
        known = judge(scenario, start).tiers[:tiers]
        results = tuple(
            TierResult(
                name=tier.name,
                value=tier.value,
                bound=bound,
                status=SolveStatus.FEASIBLE,
                seconds=0,
            )
            for tier, bound in zip(known, self.bounds, strict=False)
        )
        return Result(SolveStatus.FEASIBLE, start, results, 0)


def test_no_roster_in_the_time_is_no_proof() -> None:
    scenario = week(missions={"ride": b.mission("ride", RIDE, at=[(0, "08:00")])})
    facts = Facts(scenario, Roster((), ()))
    found = contrast(facts, question(facts, "B", "ride"), Scripted())
    assert found.outcome is Outcome.UNKNOWN
    assert "is not proved" in lines(found)


@pytest.mark.parametrize(
    ("bound", "least", "words"),
    [
        (3, 3, "has a price, proved: 3 points lost more"),
        (2, 2, "between 2 points lost and 3 points lost more"),
        (0, None, "a price of at most 3 points lost more"),
    ],
)
def test_what_is_not_proved_is_told_so(
    bound: int, least: int | None, words: str
) -> None:
    """The change by hand costs 3 points; the solver proves some of them."""
    facts = holding(week(requests=(wish("B", "off", 0, 3),)))
    found = contrast(facts, question(facts, "A", "guard"), Scripted([0, bound]))
    assert found.least == least
    assert found.proved is (bound == 3)
    assert words in lines(found)
    assert ("More time" in lines(found)) is not found.proved


@pytest.mark.parametrize(("bound", "least"), [(10, 3), (9, None)])
def test_without_a_proof_of_an_earlier_goal_no_price_is_proved(
    bound: int, least: int | None
) -> None:
    """Nobody can hold the night (10 points): that is proved, or it is not."""
    missions = [
        b.mission("guard", at=[(0, "08:00")]),
        b.mission("n", at=[(0, "22:00")]),
    ]
    scenario = week(
        missions={m.id: m for m in missions}, requests=(wish("B", "off", 0, 3),)
    )
    facts = holding(scenario)
    found = contrast(facts, question(facts, "A", "guard"), Scripted([bound, 3]))
    assert values(found) == [10, 3]
    assert found.least == least


def test_what_is_proved_of_the_week_holds_with_the_change() -> None:
    facts = holding(week(requests=(wish("B", "off", 0, 3),)))
    run = b.proved(facts.scenario)
    solver = Scripted([0, 0])
    contrast(facts, question(facts, "A", "guard"), solver, run=run)
    assert solver.asked == [(2, run.tiers)]


def test_goals_after_the_one_that_costs_wait() -> None:
    """B may replace A for 3 points of requests; the hours are asked about last."""
    tiers = (*TIERS, ("hours", {"hours_near_contract": 1}))
    scenario = week(requests=(wish("B", "off", 0, 3),))
    base = b.scenario(tiers=tiers)
    facts = holding(replace(scenario, tiers=base.tiers))
    solver = Scripted([0, 3, 0])
    found = contrast(facts, question(facts, "A", "guard"), solver)
    assert [tiers for tiers, _former in solver.asked] == [2, 3]
    assert found.searched == 3


# --- what stands against it -----------------------------------------------------------


def test_a_margin_is_told_in_minutes_with_its_article() -> None:
    """From 19:30 to Tuesday 06:00 there are 10 h 30, and 11 h are required."""
    late = b.shift("late", "12:30", "19:30")
    scenario = week(
        shifts={"early": EARLY, "late": late},
        missions={"guard": b.mission("guard", at=[(1, "08:00")])},
        pins=(Pin(officer="B", pin="shift", day=b.day(0), shift="late"),),
    )
    facts = b.facts(
        scenario,
        tours=[("A", 1, "early"), ("B", 0, "late")],
        crews=[("guard", "agent", "A")],
    )
    found = asked(facts, "B", "guard", "A")
    assert found.outcome is Outcome.IMPOSSIBLE
    [breach] = found.against
    assert (breach.rule, breach.over) == ("daily_rest", 30)
    [told] = contrast_json(found)["against"]
    assert (told["short"], told["unit"]) == (30, "minutes")
    assert "10 h 30" in lines(found)
    assert "off by 30 min; " in lines(found)


def test_no_shift_that_covers_the_hours_is_told() -> None:
    scenario = week(missions={"guard": b.mission("guard", at=[(0, "22:00")])})
    found = asked(Facts(scenario, Roster((), ())), "B", "guard")
    assert found.outcome is Outcome.IMPOSSIBLE
    assert "B: no tour covers Mon 05/10 22:00–23:00 (1 h)" in lines(found)


# --- others ---------------------------------------------------------------------------


MARKER = "SECRET-REASON"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_of_another_officer_it_is_told_only_that_there_is_no_help(
    language: str,
) -> None:
    away = replace(b.absence("B", 0, 0), reason=MARKER, row=f"{MARKER}.csv:2")
    found = asked(holding(week(absences=(away,))), "A", "guard", "B")
    assert found.outcome is Outcome.IMPOSSIBLE
    said = lines(found, language)
    words = {"en": "B: not available", "fr": "B\N{NBSP}: non disponible"}
    assert words[language] in said
    with use_language(language):
        told = json.dumps(contrast_json(found), ensure_ascii=False)
    for text in (said, told):
        assert MARKER not in text
        assert "absen" not in text.lower()


def test_that_another_officer_has_no_tour_is_not_told_either() -> None:
    """N works fixed tours, and is absent on the day asked about."""
    officers = {
        "A": b.officer("A", "pn"),
        "N": b.officer("N", "pn", free=False),
    }
    scenario = week(
        officers=officers,
        shifts={"day": b.shift("day", "06:00", "13:00", "pn")},
        missions={},
        fixed_tours=(FixedTour(officer="N", day=b.day(0), shift="day"),),
        absences=(b.absence("N", 0, 0),),
    )
    facts = b.facts(scenario, tours=[("A", 0, "day")])
    found = asked(facts, "A", b.day(0), "N")
    assert found.outcome is Outcome.IMPOSSIBLE
    said = lines(found)
    assert "N: not available" in said
    assert "no shift" not in said
    assert "absence" not in said.lower()


def test_the_reason_of_an_own_absence_is_not_told_either() -> None:
    away = replace(b.absence("B", 0, 0), reason=MARKER)
    found = asked(holding(week(absences=(away,))), "B", "guard")
    said = lines(found)
    assert "Absence: B: on " in said
    assert MARKER not in said + json.dumps(contrast_json(found))


def test_who_must_stay_apart_is_told_to_neither() -> None:
    scenario = b.scenario(
        officers=[b.officer("A"), b.officer("N", "pn")],
        shifts=[EARLY, b.shift("day", "08:00", "16:00", "pn")],
        missions=[b.mission("pair", b.PAIR, at=[(0, "09:00")])],
        pairings=(Pairing(officer="A", other="N", together=Together.NEVER, weight=1),),
    )
    found = asked(Facts(scenario, Roster((), ())), "A", "pair")
    assert found.outcome is Outcome.IMPOSSIBLE
    said = lines(found)
    assert "apart" not in said
    assert " N" not in said.replace("No ", "").replace("Night", "")
    assert "a reason that concerns another officer" in said


def test_pins_of_others_are_not_told() -> None:
    kept = Pin(officer="B", pin="mission", mission="guard", row="pins.csv:7")
    found = asked(holding(week(pins=(kept,)), "B"), "A", "guard")
    assert found.outcome is Outcome.IMPOSSIBLE
    assert "pins.csv" not in lines(found)
    assert "a reason that concerns another officer" in lines(found)


# --- questions that make no sense -----------------------------------------------------


@pytest.mark.parametrize(
    ("officer", "about", "instead", "words"),
    [
        ("a", "guard", None, "no officer is called a — did you mean “A”?"),
        ("A", "gard", None, "no mission is called gard, and it is no day"),
        ("A", b.day(7), None, "12 October 2026 is not a day of this roster"),
        ("A", "guard", "A", "name another officer than A"),
        ("B", b.day(0), "C", "neither B nor C has it"),
    ],
)
def test_it_says_why(
    officer: str, about: object, instead: str | None, words: str
) -> None:
    facts = holding(week(officers={n: b.officer(n) for n in "ABC"}))
    with use_language("en"), pytest.raises(NotAskableError) as error:
        question(facts, officer, about, instead)  # type: ignore[arg-type]
    assert words in str(error.value)


def test_a_roster_that_breaks_rules_is_refused() -> None:
    facts = holding(week(absences=(b.absence("A", 0, 0),)))
    with pytest.raises(RosterBroken):
        asked(facts, "B", "guard")


# --- random towns ---------------------------------------------------------------------


@cache
def solved(seed: int, home: Path) -> tuple[Facts, Run]:
    """Return a random town and its best roster, proved."""
    write_tables(town(seed), home / str(seed))
    scenario = load(home / str(seed))
    result = solve(scenario, SEARCH)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    run = describe(scenario, result, SEARCH, interrupted=False)
    return Facts(scenario, result.roster), run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("towns")


def drawn(facts: Facts, number: int) -> Question:
    """Draw a question; one in three names another officer, where that makes sense."""
    draw = random.Random(number)
    scenario = facts.scenario
    officer = draw.choice(list(scenario.officers))
    about: list[str | dt.date] = [*scenario.missions, *scenario.clock.dates]
    target = draw.choice(about)
    if number % 3 == 0:
        for other in draw.sample(list(scenario.officers), len(scenario.officers)):
            with suppress(NotAskableError):
                return question(facts, officer, target, other)
    return question(facts, officer, target)


@pytest.mark.parametrize("number", range(24))
def test_the_cost_of_a_contrast_is_that_of_forcing_it(number: int, home: Path) -> None:
    facts, run = solved(number % 6, home)
    found = contrast(
        facts,
        drawn(facts, number),
        ASKER,
        run=run,
        seconds=60,
        impossible=impossible if number % 2 else None,
    )
    full = forced(found)
    if found.outcome is Outcome.IMPOSSIBLE:
        assert full.status is SolveStatus.INFEASIBLE
        return
    assert full.status is SolveStatus.OPTIMAL
    if found.outcome is Outcome.FREE:
        assert [t.value for t in full.tiers] == [t.before for t in found.tiers]
        return
    assert found.outcome is Outcome.COSTS
    assert found.proved
    assert [t.value for t in full.tiers] == values(found)
    assert all(t.proved for t in found.tiers)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["clermont-ferrand", "senart"])
def test_costs_on_a_shipped_week_are_those_of_forcing_it(name: str) -> None:
    """Tier by tier, as far as the answer proves them; forced by a whole solve."""
    scenario, search = load(SCENARIOS / name), Search(time_limit=120, workers=2)
    result = solve(scenario, search)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    facts = Facts(scenario, result.roster)
    run = describe(scenario, result, search, interrupted=False)
    told = set()
    with Asker(workers=2) as ask:
        for number in range(12):
            asked_for = drawn(facts, number)
            found = contrast(facts, asked_for, ask, run=run, seconds=30)
            full = solve(asked_for.asked_of(scenario), search)
            told.add(found.outcome)
            if found.outcome is Outcome.IMPOSSIBLE:
                assert full.status is SolveStatus.INFEASIBLE, asked_for
                continue
            assert full.status is SolveStatus.OPTIMAL, asked_for
            for tier, forced_tier in zip(found.tiers, full.tiers, strict=True):
                assert (tier.bound or 0) <= forced_tier.value <= tier.value, asked_for
                if not tier.proved:
                    break
    assert len(told) > 1


def test_the_outcomes_drawn_are_various(home: Path) -> None:
    """The questions above are not all of one sort."""
    found = set()
    for number in range(24):
        facts, run = solved(number % 6, home)
        answer = contrast(facts, drawn(facts, number), ASKER, run=run, seconds=60)
        found.add(answer.outcome)
    assert found == {Outcome.FREE, Outcome.COSTS, Outcome.IMPOSSIBLE}


def test_what_was_asked_can_be_written_in_the_table(tmp_path: Path, home: Path) -> None:
    """The pins of an answer, as rows of pins.csv, give the week that was asked."""
    facts, run = solved(1, home)
    duty = facts.duties[0]
    asked_of = question(facts, duty.officer, duty.occurrence.mission)
    found = contrast(facts, asked_of, ASKER, run=run, seconds=60)
    rows = [
        {k: v for k, v in pin.items() if v is not None}
        for pin in contrast_json(found)["pins"]
    ]
    tables = town(1)
    pinned = replace(tables, tables={**tables.tables, "pins": rows})
    write_tables(pinned, tmp_path / "forced")
    full = solve(load(tmp_path / "forced"), SEARCH)
    assert full.status is SolveStatus.OPTIMAL
    assert [t.value for t in full.tiers] == values(found)


def test_the_answer_is_whole_in_french() -> None:
    scenario = week(requests=(wish("B", "off", 0, 3),))
    said = lines(asked(holding(scenario), "A", "guard"), "fr")
    assert said.startswith("Pourquoi A est-il dans l’équipage de guard\N{NBSP}?")
    assert "{" not in said
