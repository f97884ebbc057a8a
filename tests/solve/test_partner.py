"""HiGHS in its own process: it proves, is checked exactly, and can be killed."""

import threading
from collections.abc import Sequence

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.run import SolveStatus
from scheduler.solve.engine import Interruption, Search, run
from scheduler.solve.partner import Answer, LinearModel, Partner

SECONDS = 30.0


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


def answer_of(partner: Partner, model: cp_model.CpModel) -> Answer:
    """Return what the partner finds."""
    found: list[Answer] = []
    done = threading.Event()

    def won(answer: Answer) -> None:
        found.append(answer)
        done.set()

    partner.race(model, SECONDS, won)
    assert done.wait(SECONDS)
    return found[0]


def test_proves_an_optimum_and_goes_on_when_the_model_grows() -> None:
    model, (x, y, a, b) = small_model()
    partner = Partner()
    try:
        answer = answer_of(partner, model)
        assert (answer.solution[x.index], answer.solution[y.index]) == (1, 1)
        assert round(answer.bound) == 4
        # a or not b, and not a when not b: a equals b in every solution.
        assert answer.solution[a.index] == answer.solution[b.index]
        model.add(y >= 2)
        model.minimize(x + 3 * y)
        # x = 0, y = 2: 6.
        assert round(answer_of(partner, model).bound) == 6
    finally:
        partner.close()


def test_can_be_called_off_before_it_joins_and_asked_again() -> None:
    """Within its head start the process has no work: it is kept, not started anew."""
    model, _ = small_model()
    partner = Partner()
    try:
        ready = partner.process
        partner.race(model, SECONDS, lambda _answer: None)
        partner.give_up()
        assert partner.process == ready
        assert round(answer_of(partner, model).bound) == 4
        assert partner.process == ready
    finally:
        partner.close()


def test_can_be_given_up_at_work_and_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """HiGHS cannot be interrupted: its process is killed and another is started."""
    monkeypatch.setattr("scheduler.solve.partner.HEAD_START", 0.0)
    model, _ = small_model()
    partner = Partner()
    try:
        answer_of(partner, model)
        at_work = partner.process
        partner.give_up()
        assert partner.process != at_work
        assert round(answer_of(partner, model).bound) == 4
    finally:
        partner.close()


def test_a_solution_counts_only_if_every_row_holds_exactly() -> None:
    model, _ = small_model()
    rows = LinearModel()
    rows.catch_up(model)
    assert rows.holds((1, 1, 1, 1))
    assert not rows.holds((0, 1, 1, 1))  # 0 + 1 < 2
    assert not rows.holds((1, 6, 1, 1))  # y above its bound
    assert not rows.holds((1, 1, 0, 1))  # b without a
    assert not rows.holds((1, 1, 1, 0))  # a without b


def test_an_answer_that_breaks_a_row_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first is refused as if rounding had broken a row; the second counts."""
    verdicts: list[bool] = []

    def holds(_rows: LinearModel, _solution: Sequence[int]) -> bool:
        verdicts.append(bool(verdicts))
        return verdicts[-1]

    monkeypatch.setattr(LinearModel, "holds", holds)
    model, _ = small_model()
    partner = Partner()
    try:
        assert round(answer_of(partner, model).bound) == 4
    finally:
        partner.close()
    assert verdicts == [False, True]


def test_a_race_ends_with_a_proof_whoever_wins() -> None:
    model, (x, y, *_rest) = small_model()
    partner = Partner()
    try:
        outcome = run(
            model, Search(), SECONDS, Interruption(), lambda *_: None, partner
        )
    finally:
        partner.close()
    assert outcome.status is SolveStatus.OPTIMAL
    assert (outcome.value, outcome.bound) == (4, 4)
    assert (outcome.read(x), outcome.read(y)) == (1, 1)
