"""A team of processes: it proves, is checked exactly, and ends on time."""

import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from ortools.sat.python import cp_model

from scheduler.domain.run import SolveStatus
from scheduler.solve import highs
from scheduler.solve import race as races
from scheduler.solve import team as teams
from scheduler.solve.engine import Interruption, Outcome, Search, run
from scheduler.solve.highs import logged
from scheduler.solve.orders import Orders
from scheduler.solve.prove import hint, prove
from scheduler.solve.race import Knowledge, Race, State
from scheduler.solve.rows import LinearModel, Numbers
from scheduler.solve.team import Team
from scheduler.solve.text import UNBOUNDED
from scheduler.solve.tighten import tangents
from tests.solve.test_engine import market_split, pairs
from tests.solve.test_tighten import lengths, relaxed

SECONDS = 30.0

TASK = {"workers": 2, "seed": 0, "gap": 0.0}


def small_model() -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Return a model whose optimum is 4: x = 1, y = 1, minimising x + 3 y."""
    model = cp_model.CpModel()
    x, y = model.new_int_var(0, 1, "x"), model.new_int_var(0, 5, "y")
    a, b = model.new_bool_var("a"), model.new_bool_var("b")
    model.add(x + y >= 2)
    model.add_bool_or([a, b.negated()])
    model.add_implication(b.negated(), a.negated())
    model.minimize(x + 3 * y)
    return model, [x, y, a, b]


def tours(model: cp_model.CpModel, *, first: int) -> Knowledge:
    """Say that the first variables are tours of two days, the others auxiliary."""
    size = len(model.proto.variables)
    day = np.array([i % 2 if i < first else -1 for i in range(size)])
    owners = [np.array([i]) for i in range(first)]
    force = np.where(day >= 0, 0, -1)
    return Knowledge(tags={"day": day, "force": force, "owners": owners})


@pytest.fixture
def team() -> Iterator[Team]:
    made = Team(2)
    yield made
    made.close()


def raced(
    team: Team,
    model: cp_model.CpModel,
    seconds: float = SECONDS,
    over: Callable[[], bool] = lambda: False,
    known: Knowledge | None = None,
) -> State:
    known = known or tours(model, first=1)
    return Race(team, model, TASK, seconds, over, lambda *_: None, known).run()


def only(monkeypatch: pytest.MonkeyPatch, work: str) -> Team:
    """Return a team of one helper, which joins at once."""
    monkeypatch.setattr(teams, "HEAD_STARTS", {work: 0.0})
    return Team(2)


@pytest.mark.parametrize("work", ["cp_sat", "highs"])
def test_each_proves_an_optimum_and_goes_on_when_the_model_grows(
    work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, (x, y, a, b) = small_model()
    alone = only(monkeypatch, work)
    try:
        found = raced(alone, model)
        assert (found.value, found.bound) == (4, 4)
        assert found.solution is not None
        assert found.solution[[x.index, y.index]].tolist() == [1, 1]
        # a or not b, and not a when not b: a equals b in every solution.
        assert found.solution[a.index] == found.solution[b.index]
        model.add(y >= 2)
        # x = 0, y = 2: 6.
        again = raced(alone, model)
        assert (again.value, again.bound) == (6, 6)
    finally:
        alone.close()


def test_local_search_finds_better_solutions_and_proves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From all ones, the best of 12 pairs that need one each is 12."""
    model = pairs(12)
    hint(model, [1] * 24)
    alone = only(monkeypatch, "improve")
    try:
        found = raced(alone, model, 4.0, known=tours(model, first=24))
    finally:
        alone.close()
    assert found.value == 12
    assert found.bound == 0


def test_costs_of_a_start_are_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cost of 90 stands where 3 would do: the start is taken with 3."""
    model = cp_model.CpModel()
    amount, cost = model.new_int_var(3, 9, "amount"), model.new_int_var(0, 90, "cost")
    model.add(cost >= amount)
    model.minimize(cost)
    model.add_hint(amount, 3)
    model.add_hint(cost, 90)
    alone = only(monkeypatch, "none")
    monkeypatch.setattr(teams, "HEAD_STARTS", {})
    found = raced(alone, model, 0.1)
    alone.close()
    assert found.value == 3


def test_findings_of_an_earlier_race_do_not_count(team: Team) -> None:
    """A bound of 50,000 of the model before must not reach one whose optimum is 4."""
    raced(team, market_split(base=50_000), 2.5)
    model, _ = small_model()
    found = raced(team, model)
    assert (found.value, found.bound) == (4, 4)


def test_a_race_ends_on_time_though_a_helper_does_not(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CP-SAT is told to stop and is not waited for."""
    began = time.monotonic()
    found = raced(team, market_split(), 5.0)
    assert time.monotonic() - began < 5.0 + 5.0
    assert found.value is not None
    assert found.bound <= found.value


def test_another_thread_stops_a_race(team: Team) -> None:
    stopped = threading.Event()
    threading.Timer(1.5, stopped.set).start()
    began = time.monotonic()
    found = raced(team, market_split(), 60.0, stopped.is_set)
    assert time.monotonic() - began < 20
    assert found.status is SolveStatus.UNKNOWN


def test_a_helper_that_is_killed_is_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, _ = small_model()
    alone = only(monkeypatch, "cp_sat")
    try:
        raced(alone, model)
        before = alone.helpers["cp_sat"].process
        assert before is not None
        os.kill(before, 9)
        assert raced(alone, model).value == 4
        assert alone.helpers["cp_sat"].process != before
    finally:
        alone.close()


def test_what_a_library_prints_does_not_reach_the_parent() -> None:
    """HiGHS has messages that it prints although it is told to be silent."""
    script = (
        "import os, sys\n"
        "from scheduler.solve.child import guarded\n"
        "own = guarded(sys.stdout.fileno())\n"
        "os.write(1, b'noise')\n"
        "print('noise', flush=True)\n"
        "own.write(b'finding')\n"
        "own.flush()\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True)
    assert (ran.stdout, ran.returncode) == (b"finding", 0)


def test_a_helper_whose_priority_must_rise_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process may lower its priority (a greater number), and not raise it again."""
    model, _ = small_model()
    own = os.getpriority(os.PRIO_PROCESS, 0)
    alone = only(monkeypatch, "cp_sat")
    seen = []
    try:
        for lower in (3, 9, 9, 3):
            monkeypatch.setattr(races, "LOWER", {"cp_sat": lower})
            assert raced(alone, model).value == 4
            process = alone.helpers["cp_sat"].process
            assert process is not None
            assert os.getpriority(os.PRIO_PROCESS, process) == own + lower
            seen.append(process)
            # So that there is something to search for.
            model.clear_hints()
    finally:
        alone.close()
    assert seen[0] == seen[1] == seen[2] != seen[3]


def test_nothing_possible(team: Team) -> None:
    model, (x, *_rest) = small_model()
    model.add(x >= 2)
    found = raced(team, model)
    assert (found.status, found.solution) == (SolveStatus.INFEASIBLE, None)


def test_a_malformed_model_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """CP-SAT says so; HiGHS may solve it first."""
    model = cp_model.CpModel()
    huge = [model.new_int_var(0, 2**61, f"x{i}") for i in range(9)]
    model.add(cp_model.LinearExpr.sum(huge) <= 5)
    alone = only(monkeypatch, "cp_sat")
    try:
        with pytest.raises(RuntimeError):
            raced(alone, model)
    finally:
        alone.close()


# --- what is judged while the search goes on ------------------------------------------


def test_a_solution_that_does_not_change_is_judged_once_and_may_end_the_race(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(races, "SETTLED", 0.2)
    model, seen = market_split(), []

    def judge(solution: Numbers, settled: bool) -> bool:
        assert settled
        seen.append(solution.tobytes())
        return len(seen) < 2

    known = replace(tours(model, first=1), judge=judge)
    began = time.monotonic()
    found = raced(team, model, SECONDS, known=known)
    assert len(seen) == 2
    assert seen[0] != seen[1]
    assert found.solution is not None
    assert seen[1] == found.solution.tobytes()
    assert time.monotonic() - began < SECONDS


def test_a_solution_that_keeps_getting_better_is_judged_from_time_to_time(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(races, "SETTLED", 1000.0)
    monkeypatch.setattr(races, "AT_LEAST", 0.1)
    model, seen = market_split(), []

    def judge(_solution: Numbers, settled: bool) -> bool:
        seen.append(settled)
        return len(seen) < 3

    raced(team, model, SECONDS, known=replace(tours(model, first=1), judge=judge))
    assert seen == [False] * 3


@pytest.mark.parametrize("to_the_end", [True, False])
def test_what_is_told_while_a_solution_is_judged_counts(
    team: Team, monkeypatch: pytest.MonkeyPatch, *, to_the_end: bool
) -> None:
    """The race ends with the judgement, or its time passes meanwhile."""
    monkeypatch.setattr(races, "AT_LEAST", 0.0)
    model = market_split(base=50_000)
    told: list[tuple[str, int, list[object]]] = []

    def judge(_solution: Numbers, _settled: bool) -> bool:
        if not told:
            highs_itself = team.helpers["highs"]._number
            told.append(("highs", highs_itself, ["bound", 50_001.0]))
            team.findings.put(told[0])
        if to_the_end:
            time.sleep(3.0)
        return to_the_end

    # No bound of its own counts.
    monkeypatch.setattr(team.helpers["highs"], "_send", lambda *_: True)
    known = replace(tours(model, first=1), judge=judge)
    found = raced(team, model, 3.0, known=known)
    assert told
    assert found.bound >= 50_001


# --- what HiGHS tells before it ends --------------------------------------------------

LOG = """\
        Nodes      |    B&B Tree     |            Objective Bounds              |
 J       0       0         0   0.00%   -inf            550                Large
         0       0         0   0.00%   81              550               85.27%
 L       0       0         0   0.00%   5525.242424     82                 0.00%
      1234k     99      100k  12.50%   7.5e+03         82                 3.70%
      1234k     99      100k  12.50%   1.23456789e+11  82                 3.70%
  Gap               3.7% (tolerance: 1.83%)
  Dual bound        9000
"""


def test_bounds_are_read_from_the_lines_of_the_search_only() -> None:
    assert logged(LOG.splitlines()) == [81, 5525.242424, 7500]


def test_highs_tells_bounds_before_it_ends_with_the_constant_of_the_objective() -> None:
    """The log is MathOpt's own text: this fails if another release words it anew."""
    model = market_split(base=50_000)
    rows = LinearModel()
    rows.catch_up(model)
    told: list[tuple[str, Any]] = []
    objective = model.proto.objective
    task = {
        "rows": rows,
        "cost": dict(zip(objective.vars, objective.coeffs, strict=True)),
        "offset": int(objective.offset),
        "hint": b"",
        "hulls": [],
        "seed": 0,
        "seconds": 3.0,
    }
    highs.prove(task, lambda *what: told.append(what), cast(Orders, StillGoing()))
    bounds = [value for kind, value in told if kind == "bound"]
    assert len(bounds) >= 2
    # Nothing is lacking at least: 0, and 50,000 more.
    assert all(50_000 <= bound < 50_100 for bound in bounds)


class StillGoing:
    """Stands for orders of a task that is not stopped."""

    stopped = threading.Event()

    def on_stop(self, stop: Callable[[], object]) -> None:
        """Nobody stops it."""


# --- rows of hulls --------------------------------------------------------------------


def test_highs_adds_rows_of_hulls_and_the_model_gets_them_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, hull = lengths()
    before = len(model.proto.constraints)
    known = replace(tours(model, first=10), hulls=[hull])
    alone = only(monkeypatch, "highs")
    try:
        found = raced(alone, model, known=known)
        # Three of 420 and two of 480 make 2220, 120 above 2100.
        assert (found.value, found.bound) == (120, 120)
        assert len(model.proto.constraints) == before + 1
        assert known.hulls == []
        again = raced(alone, model, known=known)
        assert (again.value, again.bound) == (120, 120)
        assert len(model.proto.constraints) == before + 1
    finally:
        alone.close()


def test_hulls_of_what_costs_nothing_in_a_tier_are_kept_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, hull = lengths()
    model.minimize(model.get_int_var_from_proto_index(0))
    known = replace(tours(model, first=10), hulls=[hull])
    alone = only(monkeypatch, "highs")
    try:
        assert raced(alone, model, known=known).value == 0
    finally:
        alone.close()
    assert known.hulls == [hull]


@pytest.mark.parametrize(
    ("loosely", "several"), [(True, False), (False, False), (False, True)]
)
def test_cp_sat_joins_with_the_rows_of_hulls_and_the_best_solution_to_bound(
    loosely: bool, several: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HiGHS is acted: it tells a row and a solution before CP-SAT joins.

    With several tiers in the cost CP-SAT seeks solutions as well.

    The loose row leaves out nothing: at most five tours are long anyway.
    """
    model, hull = lengths()
    model.add(sum(model.get_int_var_from_proto_index(v) for v in range(5, 10)) <= 5)
    hint(model, [0] * 5 + [1] * 5 + [300])
    known = replace(tours(model, first=10), hulls=[hull], loose={8}, loosely=loosely)
    known = replace(known, weights=(500, 1) if several else (1,))
    assert len(model.proto.constraints) == 9
    monkeypatch.setattr(races, "WITH_HULLS", {"highs": 0.0, "cp_sat": 0.3})
    made = Team(2)
    rows = LinearModel()
    rows.catch_up(model)
    told = tangents(rows, {hull.cost: 1}, [hull], 20.0)
    # Three of 420 and two of 480.
    best = np.array([1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 120])
    asked: list[dict[str, Any]] = []

    def act(_task: object) -> int:
        made.findings.put(("highs", 1, ["rows", told]))
        made.findings.put(("highs", 1, ["solution", best.tobytes()]))
        return 1

    def note(task: dict[str, Any]) -> int:
        asked.append(task)
        return 1

    monkeypatch.setattr(made.helpers["highs"], "begin", act)
    monkeypatch.setattr(made.helpers["cp_sat"], "begin", note)
    try:
        found = raced(made, model, 1.0, known=known)
    finally:
        made.close()
    assert found.value == 120
    (task,) = asked
    assert task["bounding"] is not several
    got = cp_model.CpModel()
    got.proto.parse_text_format(task["model"])
    assert list(got.proto.solution_hint.values) == best.tolist()
    # The row of the hull is there; the loose one only where it is not left out.
    counted = LinearModel()
    counted.catch_up(got)
    assert len(counted.row_lower) == len(rows.row_lower) + 1 - loosely
    assert relaxed(counted, {hull.cost: 1}) == pytest.approx(90)


@pytest.mark.parametrize(
    ("first", "other", "dropped"),
    [(70.0, 90.0, "highs"), (90.0, 70.0, "second"), (90.0, 90.0, "second")],
)
def test_of_two_searches_of_highs_the_one_with_the_better_bound_goes_on(
    first: float, other: float, dropped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are acted; the second one gets the rows of hulls, and another seed."""
    model, hull = lengths()
    hint(model, [0] * 5 + [1] * 5 + [300])
    known = replace(tours(model, first=10), hulls=[hull])
    monkeypatch.setattr(races, "WITH_HULLS", {"highs": 0.0})
    monkeypatch.setattr(races, "CHOICE", 0.4)
    monkeypatch.setattr(races, "CALM", 0.0)
    made = Team(2)
    made.add("second")
    rows = LinearModel()
    rows.catch_up(model)
    told = tangents(rows, {hull.cost: 1}, [hull], 20.0)
    tasks: dict[str, dict[str, Any]] = {}
    stopped: list[str] = []

    def act(work: str, *findings: object) -> None:
        def begin(task: dict[str, Any]) -> int:
            tasks[work] = task
            for finding in findings:
                made.findings.put((work, 1, finding))
            return 1

        monkeypatch.setattr(made.helpers[work], "begin", begin)
        monkeypatch.setattr(made.helpers[work], "stop", lambda: stopped.append(work))

    act("highs", ["rows", told], ["bound", first])
    act("second", ["bound", other])
    try:
        found = raced(made, model, 1.0, known=known)
    finally:
        made.close()
    # At the end of the race all are told to stop.
    assert stopped[0] == dropped
    assert (found.value, found.bound) == (300, 90)
    assert tasks["second"]["seed"] != tasks["highs"]["seed"]
    assert tasks["second"]["hulls"] == []
    assert relaxed(tasks["second"]["rows"], {hull.cost: 1}) == pytest.approx(90)


@pytest.mark.parametrize(("calm", "joined"), [(0.0, True), (60.0, False)])
def test_cp_sat_waits_while_solutions_get_much_better(
    calm: float, joined: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start counts as a fall; the race ends after a second of 60."""
    model, hull = lengths()
    hint(model, [0] * 5 + [1] * 5 + [300])
    known = replace(tours(model, first=10), hulls=[hull])
    monkeypatch.setattr(races, "WITH_HULLS", {"highs": 0.0, "cp_sat": 0.0})
    monkeypatch.setattr(races, "CALM", calm)
    made = Team(2)
    begun: list[str] = []

    def act(work: str) -> None:
        def begin(_task: Mapping[str, Any]) -> int:
            begun.append(work)
            return 1

        made.add(work)
        monkeypatch.setattr(made.helpers[work], "begin", begin)

    act("highs")
    act("cp_sat")
    ends = time.monotonic() + 1.0
    try:
        race = Race(
            made,
            model,
            {"workers": 2, "seed": 0, "gap": 0.0},
            60.0,
            lambda: time.monotonic() >= ends,
            lambda _best, _bound: None,
            known,
        )
        race.run()
    finally:
        made.close()
    assert ("cp_sat" in begun) is joined


def test_a_fall_is_one_of_any_tier_and_not_of_their_sum(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loss of 1 in the first tier weighs 10,000; values fall by 1 % in 2 s or not."""
    model, hull = lengths()
    known = replace(tours(model, first=10), hulls=[hull], weights=(10_000, 1))
    race = Race(team, model, TASK, 60.0, lambda: False, lambda *_: None, known)
    steps = [
        (0.0, (7, 1000), False),
        (1.9, (7, 1000), False),
        (2.1, (7, 1000), True),
        # 10 of 1000 fewer are not more than 1 %; 11 are.
        (2.2, (7, 990), True),
        (2.3, (7, 989), False),
        (4.4, (7, 989), True),
        # One of the first tier less counts even with more of the second.
        (4.5, (6, 5000), False),
        (6.6, (6, 5000), True),
        (6.7, (6, 4000), False),
        # Half of the time is over.
        (30.1, (6, 3000), True),
    ]
    for spent, (first, second), calm in steps:
        monkeypatch.setattr(race, "_spent", lambda now=spent: now)
        race.state.value = 10_000 * first + second
        assert race._calm() is calm, spent


@pytest.mark.parametrize("tightened", [True, False])
def test_a_race_whose_rows_of_hulls_are_there_already_has_their_order(
    tightened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Local search, which is acted, joins at once; without such rows it is too late."""
    model, hull = lengths()
    hint(model, [0] * 5 + [1] * 5 + [300])
    # Rows of another cost are no rows of this one.
    rows = {hull.cost} if tightened else {hull.cost - 1}
    known = replace(tours(model, first=10), tightened=rows)
    monkeypatch.setattr(teams, "HEAD_STARTS", {"highs": 0.0, "improve": 60.0})
    monkeypatch.setattr(races, "WITH_HULLS", {"highs": 0.0, "improve": 0.0})
    made = Team(2)
    asked: list[bool] = []

    def act(task: Mapping[str, Any]) -> int:
        asked.append(task["convex"])
        return 1

    made.add("improve")
    monkeypatch.setattr(made.helpers["highs"], "begin", lambda _task: 1)
    monkeypatch.setattr(made.helpers["improve"], "begin", act)
    try:
        raced(made, model, 0.3, known=known)
        assert ("second" in made.helpers) is tightened
    finally:
        made.close()
    assert asked == [True] * tightened


@pytest.mark.parametrize(("most", "twice"), [(11, True), (10, False)])
def test_highs_searches_a_model_of_many_variables_once(
    most: int, twice: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model has ten tours and their cost."""
    model, hull = lengths()
    assert len(model.proto.variables) == 11
    known = replace(tours(model, first=10), hulls=[hull])
    monkeypatch.setattr(races, "WITH_HULLS", {"highs": 0.0})
    monkeypatch.setattr(races, "MOST_TWICE", most)
    made = Team(2)
    try:
        assert raced(made, model, known=known).bound == 120
        assert ("second" in made.helpers) is twice
    finally:
        made.close()


@pytest.mark.parametrize("bounding", [True, False])
def test_cp_sat_proves_with_and_without_seeking_solutions(bounding: bool) -> None:
    model, _variables = small_model()
    told: dict[str, list[Any]] = defaultdict(list)
    task = {**TASK, "model": str(model.proto), "seconds": SECONDS, "bounding": bounding}
    prove(task, lambda kind, *what: told[kind].extend(what), cast(Orders, StillGoing()))
    assert told["status"] == [int(cp_model.OPTIMAL)]
    assert told["bound"][-1] == 4
    assert np.frombuffer(told["solution"][-1], dtype=np.int64)[:2].tolist() == [1, 1]


# --- loose rows -----------------------------------------------------------------------


@pytest.mark.parametrize(("loosely", "least"), [(True, 101), (False, 103)])
@pytest.mark.parametrize("work", ["cp_sat", "highs"])
def test_loose_rows_may_be_left_out(
    work: str, loosely: bool, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least 1 by the tight row, 3 by the loose ones, and 100 besides.

    x >= 1, loose: x >= extra >= 3. The start has no value for the extra variable.
    """
    model = cp_model.CpModel()
    x = model.new_int_var(0, 9, "x")
    model.add(x >= 1)
    model.minimize(x + 100)
    hint(model, [5])
    extra = model.new_int_var(0, 9, "extra")
    model.add(x >= extra)
    model.add(extra >= 3)
    known = replace(tours(model, first=1), loose={1, 2}, loosely=loosely)
    alone = only(monkeypatch, work)
    try:
        found = raced(alone, model, known=known)
    finally:
        alone.close()
    assert (found.value, found.bound) == (least, least)


@pytest.mark.parametrize("work", ["cp_sat", "improve"])
def test_who_joins_after_the_model_has_grown_searches_what_it_was(
    work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable and a loose row come during the race, as by a repair that judges.

    Twelve times x + 2 y >= 2 at cost x + y: x = 2 costs 2, and cannot be lowered alone.
    """
    model = cp_model.CpModel()
    for _ in range(12):
        x, y = model.new_int_var(0, 2, "x"), model.new_int_var(0, 1, "y")
        model.add(x + 2 * y >= 2)
    model.minimize(sum(model.get_int_var_from_proto_index(i) for i in range(24)))
    hint(model, [2, 0] * 12)
    monkeypatch.setattr(teams, "HEAD_STARTS", {"highs": 0.0, work: 2.0})
    silent = Team(2)
    monkeypatch.setattr(silent.helpers["highs"], "begin", lambda _task: 0)
    known = tours(model, first=24)
    grown: list[int] = []

    def grows() -> bool:
        if not grown:
            more = model.new_int_var(0, 9, "more")
            model.add(more >= 3)
            grown.append(more.index)
            silent.rows(model, {len(model.proto.constraints) - 1})
        return False

    try:
        found = raced(silent, model, 6.0, over=grows, known=known)
    finally:
        silent.close()
    assert grown == [24]
    # y = 1 each time.
    assert found.value == 12
    assert found.solution is not None
    assert len(found.solution) == 24


def test_processes_end_with_the_team() -> None:
    made = Team(2)
    pids = [h.process for h in made.helpers.values()]
    made.close()
    for pid in pids:
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_with_one_worker_cp_sat_works_alone() -> None:
    made = Team(1)
    made.close()
    assert list(made.helpers) == ["cp_sat"]


def test_a_solution_counts_only_if_every_row_holds_exactly() -> None:
    model, _ = small_model()
    linear = LinearModel()
    linear.catch_up(model)
    rows = linear.matrix()
    assert rows.holds((1, 1, 1, 1))
    assert not rows.holds((0, 1, 1, 1))  # 0 + 1 < 2
    assert not rows.holds((1, 6, 1, 1))  # y above its bound
    assert not rows.holds((1, 1, 0, 1))  # b without a
    assert not rows.holds((1, 1, 1, 0))  # a without b


def test_rows_are_divided_by_the_common_factor_of_their_terms() -> None:
    """6 x + 4 y >= 7 is 3 x + 2 y >= 4; 6 x = 7 has no whole solution."""
    model = cp_model.CpModel()
    x, y = model.new_int_var(0, 9, "x"), model.new_int_var(0, 9, "y")
    model.add(6 * x + 4 * y >= 7)
    model.add(6 * x + 4 * y <= 13)
    model.add(6 * x == 7)
    linear = LinearModel()
    linear.catch_up(model)
    assert linear.factor.tolist() == [3, 2, 3, 2, 1]
    # 7 / 2 rounded up, 13 / 2 rounded down; 7 / 6 both ways: 2 <= x <= 1.
    assert (linear.row_lower[0], linear.row_upper[1]) == (4, 6)
    assert (linear.row_lower[2], linear.row_upper[2]) == (2, 1)


def test_terms_of_one_variable_are_added_up() -> None:
    """x + 2 y + 2 x is 3 x + 2 y; -3 x >= -7 is -x >= -2."""
    linear = LinearModel(lower=[0, 0], upper=[9, 9])
    linear.extend([([(0, 1), (1, 2), (0, 2)], 0, 5)])
    copy = linear.with_rows([([(0, -3)], -7, UNBOUNDED)])
    assert (copy.row.tolist(), copy.column.tolist()) == ([0, 0, 1], [0, 1, 0])
    assert copy.factor.tolist() == [3, 2, -1]
    assert copy.row_lower.tolist() == [0, -2]
    assert copy.row_upper.tolist() == [5, np.inf]
    # What it was copied from has stayed as it was.
    assert linear.factor.tolist() == [3, 2]


def test_without_loose_rows_the_others_are_numbered_anew() -> None:
    """Of x >= 1, 5 x + 7 y >= 2, empty and y <= 3 the second and third are loose."""
    linear = LinearModel(lower=[0, 0], upper=[9, 9])
    rows = [([(0, 1)], 1), ([(0, 5), (1, 7)], 2), ([], 0), ([(1, -1)], -3)]
    linear.extend((terms, low, UNBOUNDED) for terms, low in rows)
    linear.loose = {1, 2}
    rest = linear.without_loose()
    assert (rest.row.tolist(), rest.column.tolist()) == ([0, 1], [0, 1])
    assert rest.factor.tolist() == [1, -1]
    assert rest.row_lower.tolist() == [1, -3]
    assert (rest.lower, rest.upper) == ([0, 0], [9, 9])


def test_a_search_with_a_team_tells_what_one_without_does(team: Team) -> None:
    model, (x, y, *_rest) = small_model()

    def told(given: Team | None) -> Outcome:
        known = tours(model, first=2)
        stop = Interruption()
        return run(model, Search(), SECONDS, stop, lambda *_: None, given, known)

    outcome = told(team)
    assert outcome.status is SolveStatus.OPTIMAL
    assert (outcome.value, outcome.bound) == (4, 4)
    assert (outcome.read(x), outcome.read(y)) == (1, 1)
    alone = told(None)
    assert (alone.status, alone.value) == (outcome.status, outcome.value)
