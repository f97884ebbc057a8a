"""Tiers in order: values are held, proofs are true, rosters found are kept."""

import dataclasses
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from scheduler.domain.missions import Risk
from scheduler.domain.patience import heed
from scheduler.domain.people import Pin, Request
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.goals import GOALS
from scheduler.model.hulls import Row
from scheduler.rules import RULES
from scheduler.rules.base import Rule
from scheduler.scenarios.load import load
from scheduler.solve import engine, tiers
from scheduler.solve.engine import Interruption, Outcome, Progress, Search
from scheduler.solve.fill import tier_value
from scheduler.solve.prove import add_rows
from scheduler.solve.repairs import LATEST, Level
from scheduler.solve.tiers import Result, solve
from scheduler.solve.together import Together
from scheduler.verify.judge import judge
from tests import builders as b
from tests.strategies import scenarios

QUICKSTART = Path(__file__).parents[2] / "scenarios" / "quickstart"
ALONE = Search(workers=1, time_limit=60)
FOUND = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)


@pytest.fixture(scope="module")
def quickstart() -> Scenario:
    return load(QUICKSTART)


def honest(week: Scenario, result: Result) -> None:
    """Assert that a result is lawful and that its claims are true."""
    assert result.roster is not None
    assert not judge(week, result.roster).breaches
    assert [t.name for t in result.tiers] == [t.name for t in week.tiers]
    facts = Facts(week, result.roster)
    for tier, told in zip(week.tiers, result.tiers, strict=True):
        assert (told.value, told.goals) == tier_value(tier, facts)
        assert 0 <= told.bound <= told.value
        assert (told.status is SolveStatus.OPTIMAL) == (told.bound == told.value)
    proved = all(t.status is SolveStatus.OPTIMAL for t in result.tiers)
    assert (result.status is SolveStatus.OPTIMAL) == proved


def test_rows_of_hulls_are_added_where_no_team_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fractions of a tour would meet the contract; whole tours cannot."""
    told: list[Sequence[Row]] = []

    def watched(model: Any, rows: Sequence[Row]) -> None:
        told.append(rows)
        add_rows(model, rows)

    monkeypatch.setattr(tiers, "add_rows", watched)
    week = b.scenario(
        officers=[b.officer("A", contract=40 * 60)],
        shifts=[
            b.shift("long", "08:00", "16:30"),
            b.shift("night", "21:00", "05:00"),
        ],
        tiers=[
            ("fairness", {"night_fairness": 1}),
            ("hours", {"hours_near_contract": 1}),
        ],
    )
    result = solve(week, ALONE)
    honest(week, result)
    # Five nights of 8 h would make 40 h, but none is fair. 5 × 8 h 30 = 42 h 30.
    assert [(t.value, t.bound) for t in result.tiers] == [(0, 0), (150, 150)]
    # One hull, one row, once.
    assert [len(rows) for rows in told] == [1]


# --- one tier after the other ---------------------------------------------------------

MISSIONS = ("missions", {"missions_by_priority": 1})
WISHES = ("wishes", {"requests": 1})


def torn(*order: tuple[str, dict[str, int]]) -> Scenario:
    """Return a day on which the only officer is needed and wishes to be off."""
    return b.scenario(
        on=b.clock(days=1),
        officers=[b.officer("A")],
        shifts=[b.shift("early", "06:00", "13:00")],
        missions=[b.mission("guard", at=[(0, "08:00")])],
        requests=(Request(officer="A", day=b.day(0), wish="off", weight=3),),
        tiers=order,
    )


def contradictory() -> Scenario:
    """Return a week whose only officer must be on a shift and off the same day."""
    pins = (
        Pin(officer="A", pin="shift", day=b.day(0), shift="early"),
        Pin(officer="A", pin="off", day=b.day(0)),
    )
    return dataclasses.replace(torn(MISSIONS), pins=pins)


@pytest.mark.parametrize(
    ("order", "values"),
    [((MISSIONS, WISHES), [0, 3]), ((WISHES, MISSIONS), [0, b.SOLO.priority])],
)
def test_the_first_tier_goes_first(
    order: tuple[tuple[str, dict[str, int]], ...], values: list[int]
) -> None:
    week = torn(*order)
    result = solve(week, ALONE)
    assert result.status is SolveStatus.OPTIMAL
    assert [t.value for t in result.tiers] == values
    honest(week, result)


@pytest.mark.parametrize(("weight", "held"), [(1, True), (3, True), (4, False)])
def test_within_a_tier_weights_decide(weight: int, held: bool) -> None:
    """The mission counts ten; three for the wish, times its weight."""
    week = torn(("all", {"missions_by_priority": 1, "requests": weight}))
    result = solve(week, ALONE)
    assert result.roster is not None
    assert bool(result.roster.assignments) is held
    assert result.tiers[0].value == min(b.SOLO.priority, 3 * weight)
    assert result.tiers[0].goals == {
        "missions_by_priority": 0 if held else b.SOLO.priority,
        "requests": 3 if held else 0,
    }


@settings(max_examples=15)
@given(week=scenarios(max_officers=3, max_missions=3, max_days=2))
def test_a_later_tier_never_worsens_an_earlier(week: Scenario) -> None:
    full = solve(week, ALONE)
    if full.roster is None:
        assert full.status is SolveStatus.INFEASIBLE
        return
    honest(week, full)
    for count in range(1, len(week.tiers)):
        part = dataclasses.replace(week, tiers=week.tiers[:count])
        values = [t.value for t in solve(part, ALONE).tiers]
        assert values == [t.value for t in full.tiers[:count]]


def test_without_tiers_any_lawful_roster_will_do() -> None:
    week = torn()
    result = solve(week, ALONE)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    assert [t.value for t in result.tiers] == [0]


def test_a_contradiction_has_no_roster_and_no_tiers() -> None:
    result = solve(contradictory(), ALONE)
    assert (result.status, result.roster) == (SolveStatus.INFEASIBLE, None)
    assert result.tiers == ()


# --- what a search is told ------------------------------------------------------------


def test_one_worker_and_one_seed_give_one_roster(quickstart: Scenario) -> None:
    for seed in (0, 5):
        search = Search(workers=1, seed=seed, time_limit=60)
        one, two = solve(quickstart, search), solve(quickstart, search)
        assert one.roster == two.roster
        assert [t.value for t in one.tiers] == [t.value for t in two.tiers]


@pytest.mark.parametrize(("workers", "judged"), [(1, False), (2, True)])
def test_with_one_worker_no_solution_is_judged_by_the_clock(
    workers: int,
    *,
    judged: bool,
    quickstart: Scenario,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = []

    def spy(*all_: Any) -> Outcome:
        known.append(all_[-1])
        return engine.run(*all_)

    monkeypatch.setattr(tiers, "WORTH_A_TEAM", 0)
    monkeypatch.setattr(tiers, "run", spy)
    solve(quickstart, Search(workers=workers, time_limit=60), lazily=True)
    assert [k.judge is not None for k in known] == [judged] * len(known)
    assert known


@pytest.mark.parametrize("gap", [0.3, 1.0])
def test_a_gap_lets_a_tier_stop_early(gap: float, quickstart: Scenario) -> None:
    result = solve(quickstart, Search(workers=1, gap=gap, time_limit=60))
    assert result.status in FOUND
    honest(quickstart, result)
    for tier in result.tiers:
        assert tier.gap <= gap


def test_a_listener_hears_of_every_tier(quickstart: Scenario) -> None:
    news: list[Progress] = []
    result = solve(quickstart, ALONE, listener=news.append)
    assert {n.tier for n in news} <= {t.name for t in quickstart.tiers}
    for tier in result.tiers:
        own = [n for n in news if n.tier == tier.name and n.best is not None]
        assert all(n.bound <= tier.value for n in own)
        assert all(n.best is not None and n.best >= n.bound for n in own)
    seconds = [n.seconds for n in news]
    assert seconds == sorted(seconds)


# --- cut short ------------------------------------------------------------------------


def test_stopped_before_it_began(quickstart: Scenario) -> None:
    interruption = Interruption()
    interruption.stop()
    result = solve(quickstart, ALONE, interruption=interruption)
    assert result.seconds < 10
    if result.roster is None:
        assert (result.status, result.tiers) == (SolveStatus.UNKNOWN, ())
    else:
        honest(quickstart, result)


class Slow(Rule):
    """A rule whose rows take so long that only the time limit ends them."""

    name = "slow"

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self._meanwhile = meanwhile

    def post(self, model: Any) -> None:
        for _ in range(10**9):
            self._meanwhile()
            model.add(model.flag() >= 0)

    def check(self, facts: Facts) -> Iterator[Any]:
        return iter(())


def test_the_limit_holds_while_the_model_is_built(quickstart: Scenario) -> None:
    search = Search(workers=1, time_limit=0.3)
    result = solve(quickstart, search, rules=[Slow()])
    assert 0.3 <= result.seconds < 5
    # What was not searched is built without the solver, and is no proof.
    assert result.roster is not None
    assert [t.bound for t in result.tiers] == [0] * len(quickstart.tiers)


def test_a_limit_that_has_passed_leaves_a_lawful_roster(quickstart: Scenario) -> None:
    result = solve(quickstart, Search(workers=1, time_limit=0))
    assert result.status in FOUND
    honest(quickstart, result)
    assert result.roster is not None
    assert result.roster.assignments


def test_nothing_is_built_late_for_one_who_stops(quickstart: Scenario) -> None:
    interruption = Interruption()
    interruption.stop()
    result = solve(
        quickstart, Search(workers=1, time_limit=0), interruption=interruption
    )
    assert (result.status, result.roster) == (SolveStatus.UNKNOWN, None)


def test_a_week_without_a_lawful_roster_has_none_after_the_limit() -> None:
    result = solve(contradictory(), Search(workers=1, time_limit=0))
    assert (result.status, result.roster) == (SolveStatus.UNKNOWN, None)


def test_stopped_while_the_model_is_built(quickstart: Scenario) -> None:
    interruption = Interruption()
    slow = Slow(interruption.stop)
    result = solve(quickstart, ALONE, rules=[slow], interruption=interruption)
    assert (result.status, result.roster) == (SolveStatus.UNKNOWN, None)
    assert result.seconds < 5


def test_the_limit_counts_from_before_the_scenario_is_read(
    quickstart: Scenario,
) -> None:
    interruption = Interruption(since=time.monotonic() - 61)
    result = solve(quickstart, ALONE, interruption=interruption)
    assert 61 <= result.seconds < 66
    # Nothing but what every roster has in common was proved.
    assert result.status is SolveStatus.FEASIBLE
    assert all(t.seconds == 0 for t in result.tiers)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("tier", range(6))
def test_stopped_in_the_middle(tier: int, workers: int, quickstart: Scenario) -> None:
    """In any tier: the best roster so far is kept and reported correctly."""
    interruption = Interruption()
    name = quickstart.tiers[tier].name

    def listen(news: Progress) -> None:
        if news.tier == name and news.best is not None:
            interruption.stop()

    search = Search(workers=workers, time_limit=60)
    result = solve(quickstart, search, listener=listen, interruption=interruption)
    assert result.status in FOUND
    honest(quickstart, result)


class Script:
    """Replaces the engine: each search ends as scripted, or as it really would."""

    def __init__(self, *endings: str) -> None:
        self.endings: Iterator[str] = iter(endings)
        self.seconds: list[float] = []

    def __call__(
        self, proto: Any, search: Search, seconds: float, *others: Any
    ) -> Outcome:
        self.seconds.append(seconds)
        ending = next(self.endings, "real")
        real = engine.run(proto, search, 20.0, *others)
        if ending == "nothing":
            # What the solver answers when it has found nothing.
            return dataclasses.replace(
                real, status=SolveStatus.UNKNOWN, value=0, bound=0
            )
        if ending == "long":
            return dataclasses.replace(
                real, status=SolveStatus.UNKNOWN, value=0, bound=0, seconds=50.0
            )
        if ending.startswith("cut"):
            # A race ended for a breach, with so many seconds left of its time.
            done = dataclasses.replace(real, status=SolveStatus.FEASIBLE, bound=0)
            return dataclasses.replace(done, seconds=seconds - float(ending[4:]))
        if ending == "boast":
            return dataclasses.replace(real, value=real.value - 1, bound=real.value - 1)
        return real


def test_the_first_roster_is_told_while_the_model_is_built(
    quickstart: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model is held up until somebody has heard of a roster."""
    heard: list[Progress] = []
    real, ends = tiers._Climb._build, time.monotonic() + 20.0
    before: list[int] = []

    def slowly(climb: tiers._Climb) -> None:
        while not heard and time.monotonic() < ends:
            time.sleep(0.01)
            heed()
        before.append(len(heard))
        real(climb)

    monkeypatch.setattr(tiers, "WORTH_CONSTRUCTING", 0)
    monkeypatch.setattr(tiers._Climb, "_build", slowly)
    found = solve(quickstart, Search(workers=2, time_limit=60), listener=heard.append)
    honest(quickstart, found)
    assert before[0] == 1
    assert heard[0].best is not None


def test_a_tier_without_a_solution_keeps_the_roster_in_hand(
    quickstart: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit ends the search before it finds the roster that it started from."""
    monkeypatch.setattr(tiers, "run", Script("real", *["nothing"] * 10))
    result = solve(quickstart, ALONE)
    assert result.status is SolveStatus.FEASIBLE
    honest(quickstart, result)
    assert result.tiers[0].status is SolveStatus.OPTIMAL
    assert [t.bound for t in result.tiers[1:]] == [0] * 5


@pytest.mark.parametrize(
    ("left", "gap", "order"),
    [(2.1, 0.0, [0, 1, 1]), (1.9, 0.0, [0, 1, 2]), (2.1, 1.0, [0, 1, 2])],
    ids=["time left", "no time left", "near enough"],
)
def test_a_tier_whose_search_was_ended_early_is_searched_in_the_rest_of_its_time(
    left: float,
    gap: float,
    order: list[int],
    quickstart: Scenario,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched: list[int] = []
    real = tiers._Climb._run

    def noted(climb: Any, index: int, *others: Any) -> Outcome:
        searched.append(index)
        return real(climb, index, *others)

    monkeypatch.setattr(tiers._Climb, "_run", noted)
    monkeypatch.setattr(tiers, "run", Script("real", f"cut {left}"))
    result = solve(quickstart, dataclasses.replace(ALONE, gap=gap))
    honest(quickstart, result)
    assert searched[:3] == order


def test_a_gap_in_the_middle_does_not_loosen_what_follows(
    quickstart: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "run", Script("real", "real", "nothing"))
    result = solve(quickstart, ALONE)
    honest(quickstart, result)
    assert [t.value for t in result.tiers[:2]] == [0, 2]


def test_the_first_roster_may_take_all_the_time(
    quickstart: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script("nothing")
    monkeypatch.setattr(tiers, "run", script)
    result = solve(quickstart, ALONE)
    assert result.status is SolveStatus.OPTIMAL
    assert len(script.seconds) == 7
    assert script.seconds[0] < 20 < script.seconds[1] <= 60


def test_the_last_tier_has_all_the_time_left_if_the_others_are_proved(
    quickstart: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script()
    monkeypatch.setattr(tiers, "run", script)
    assert solve(quickstart, ALONE).tiers[-1].seconds
    # Each tier of this small week takes less than 2 s of the 60; a half would be 30 s.
    assert script.seconds[-1] > 40


@pytest.mark.parametrize(
    ("ending", "half"),
    [("nothing", True), ("long", False)],
    ids=["it had less before", "it had more before"],
)
def test_the_last_tier_leaves_half_for_a_tier_that_is_not_proved(
    ending: str,
    *,
    half: bool,
    quickstart: Scenario,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A search begins from nothing: 30 s of the 60 are less than 50 that it had."""
    script = Script("real", "real", ending)
    monkeypatch.setattr(tiers, "run", script)
    solve(quickstart, ALONE)
    # The fifth search is that of the last tier: wishes cost nothing yet.
    assert script.seconds[4] <= 30 if half else script.seconds[4] > 40


def test_a_search_that_finds_nothing_begins_with_a_roster_built_without_it(
    quickstart: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "run", Script("nothing", "nothing"))
    result = solve(quickstart, ALONE)
    honest(quickstart, result)


def test_a_claim_that_the_roster_does_not_keep_is_a_fault(
    quickstart: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "run", Script("real", "boast"))
    with pytest.raises(RuntimeError, match="minimum cover"):
        solve(quickstart, ALONE)


# --- nothing to search for ------------------------------------------------------------


def test_a_tier_that_no_roster_changes_is_proved_without_a_search() -> None:
    cells = (Risk(zone="north", day=b.day(0), span=Span(0, 60), points=7),)
    order = (MISSIONS, ("risk", {"risk_cover": 1}), WISHES)
    week = dataclasses.replace(torn(*order), risks=cells)
    result = solve(week, ALONE)
    honest(week, result)
    assert [t.value for t in result.tiers] == [0, 7, 3]
    assert result.tiers[1].seconds == 0.0


@pytest.mark.parametrize("first", [True, False])
def test_a_week_without_anything_to_decide_has_its_value(first: bool) -> None:
    order = [("risk", {"risk_cover": 1}), MISSIONS]
    cells = (Risk(zone="north", day=b.day(0), span=Span(0, 60), points=7),)
    week = b.scenario(risks=cells, tiers=order if first else order[::-1])
    result = solve(week, ALONE)
    honest(week, result)
    assert sum(t.value for t in result.tiers) == 7
    assert result.status is SolveStatus.OPTIMAL


def climbing(week: Scenario, search: Search = ALONE, **more: Any) -> tiers._Climb:
    given: dict[str, Any] = {
        "scenario": week,
        "search": search,
        "interruption": Interruption(),
        "listener": None,
        "rules": tuple(RULES.values()),
        "tiers": week.tiers,
        "singletons": False,
        "apart": None,
        "worth": 1.0,
        "stack": ExitStack(),
        "roster": None,
    }
    return tiers._Climb(**{**given, **more})


@pytest.mark.parametrize(
    ("building", "finer", "seconds"),
    [(6.9, True, 14.0), (7.1, True, 42.0), (7.1, False, 14.0)],
    ids=["time for four more", "no time for four more", "no other model"],
)
def test_the_last_tier_with_time_for_its_model_gets_all_of_it(
    building: float, *, finer: bool, seconds: float, quickstart: Scenario
) -> None:
    """Of 42 s the second of six tiers gets 2 / (4 + 2): 14 s. 28 s are left, 4 x 7."""
    climb = climbing(quickstart, together=Together((1,), (1,)))
    climb.stage, climb.building = 1, building
    own = (GOALS["pairing_wishes"],) if finer else ()
    vars(climb)["keyed"] = ((), (), (), (), (), own)
    assert climb._share(1, 42.0) == seconds


def test_tiers_searched_together_have_the_time_of_each(quickstart: Scenario) -> None:
    """Of 36 s: the first of five 2 of 6 parts, 12 s; with the next 3 parts, 18 s."""
    climb = climbing(quickstart, together=Together((1, 2), (5, 1)))
    vars(climb)["keyed"] = ((),) * 6
    assert len(climb.tiers) == 6
    assert climb._share(1, 36.0) == 18.0
    climb.together = Together((4, 5), (5, 1))
    climb.levels = [Level() for _ in climb.tiers]
    assert climb._share(4, 36.0) == 36.0


@pytest.mark.parametrize(("late", "held"), [(-0.5, 1), (0.1, 0)])
def test_filling_ends_soon_after_the_limit_however_late_it_begins(
    late: float, held: int
) -> None:
    """``late`` is the time that has passed when filling must have ended."""
    officer, shift = b.officer("o"), b.shift("day", "08:00", "16:00")
    week = b.scenario(officers=[officer], shifts=[shift], missions=[b.mission("m")])
    since = time.monotonic() - 5.0 - LATEST - late
    search = dataclasses.replace(ALONE, time_limit=5.0)
    climb = climbing(week, search, interruption=Interruption(since))
    assert len(climb._filled(Roster((), ())).assignments) == held


@pytest.mark.parametrize(
    ("seconds", "lazily", "kept"),
    [(60.0, True, 1.5), (4.0, True, 0.0), (60.0, False, 0.0)],
    ids=["all the time left", "others need time too", "nothing can be in breach"],
)
def test_a_tier_that_gets_all_the_time_keeps_some_of_it_for_repairs(
    seconds: float, *, lazily: bool, kept: float, quickstart: Scenario
) -> None:
    """2.5 % of 60 s."""
    climb = climbing(quickstart, apart=set() if lazily else None)
    climb.until = time.monotonic() + seconds
    assert climb._kept() == pytest.approx(kept, abs=0.01)


def test_a_model_does_not_hold_what_the_roster_has_lost(quickstart: Scenario) -> None:
    """When an earlier tier gets better, a later one may get worse again.

    What has got better alone is held in the model as it is.
    """
    climb = climbing(quickstart)
    climb.levels = [Level() for _ in quickstart.tiers]
    climb.values = (0, 2, 15, 12, 2, 1260)
    first = climb._ready(3)
    assert climb.holds == [0, 2, 15]
    climb.values = (0, 2, 14, 11, 2, 1260)
    assert climb._ready(4) is first
    assert climb.holds == [0, 2, 14, 11]
    climb.values = (0, 1, 20, 11, 2, 1260)
    assert climb._ready(4) is not first
    assert climb.holds == [0, 1, 20, 11]


CTRL_C = """
import os, signal, sys
from pathlib import Path
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.clash import impossible
from scheduler.solve.tiers import solve

# What a shell runs in the background ignores it otherwise.
signal.signal(signal.SIGINT, signal.default_int_handler)
week = load(Path(sys.argv[1]))
first = solve(week, Search(workers=1, time_limit=60))
solve(week, Search(workers=1, time_limit=60), start=first.roster)
impossible(week, ())
try:
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()
except KeyboardInterrupt:
    print("heard")
"""


def test_ctrl_c_still_reaches_python_after_a_search() -> None:
    """A solver that catches the signal itself leaves the process to die of it."""
    command = [sys.executable, "-c", CTRL_C, str(QUICKSTART)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "heard\n")


def test_a_search_starts_from_a_roster_after_a_hint_that_does_not_hold(
    quickstart: Scenario,
) -> None:
    """A repair may add rows, and leave a hint without their variables."""
    known = solve(quickstart, ALONE, breaks=False).roster
    assert known is not None
    climb = climbing(quickstart)
    climb.levels = [Level() for _ in climb.tiers]
    climb._take(known, searched=False)
    model = climb._ready(0)
    assert climb._started(model)
    model.cp.new_bool_var("")
    assert not climb._started(model)
    assert climb._ready(0) is model
    assert climb._started(model)
