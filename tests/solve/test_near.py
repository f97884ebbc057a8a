"""Searches near a known solution, and the rows that they are cut from."""

from typing import Any, cast

import numpy as np
import pytest
from ortools.sat.python import cp_model

from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.goals import GOALS
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.solve.engine import Interruption
from scheduler.solve.near import completed, cost, crossed, repaired
from scheduler.solve.rows import LinearModel
from tests import builders as b

ALL = tuple(RULES.values())


def rows_of(model: cp_model.CpModel, loose: set[int] | None = None) -> LinearModel:
    rows = LinearModel()
    rows.catch_up(model, loose or set())
    return rows


def sums() -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Return x + y >= 3, y + z >= 4, each up to 5, at least cost x + 2 y + 3 z."""
    model = cp_model.CpModel()
    variables = [model.new_int_var(0, 5, n) for n in "xyz"]
    x, y, z = variables
    model.add(x + y >= 3)
    model.add(y + z >= 4)
    model.minimize(x + 2 * y + 3 * z)
    return model, variables


def test_what_has_no_hint_is_searched() -> None:
    """With y = 1 the least are x = 2 and z = 3: 2 + 2 + 9."""
    model, (_x, y, _z) = sums()
    model.add_hint(y, 1)
    found = completed(model, rows_of(model).matrix(), 5.0, Interruption())
    assert found == (2, 1, 3)
    assert cost(model, found) == 13
    assert list(model.proto.solution_hint.values) == [2, 1, 3]


@pytest.mark.parametrize(("last", "held"), [(3, True), (2, False)])
def test_a_whole_hint_is_a_solution_only_if_the_rows_hold(
    last: int, held: bool
) -> None:
    model, (x, y, z) = sums()
    for variable, value in ((x, 2), (y, 1), (z, last)):
        model.add_hint(variable, value)
    found = completed(model, rows_of(model).matrix(), 5.0, Interruption())
    assert (found is not None) is held


def test_a_search_that_is_stopped_or_has_no_time_finds_nothing() -> None:
    model, (_x, y, _z) = sums()
    model.add_hint(y, 1)
    stopped = Interruption()
    stopped.stopped.set()
    matrix = rows_of(model).matrix()
    assert completed(model, matrix, 5.0, stopped) is None
    assert completed(model, matrix, 0.0, Interruption()) is None


class Dated:
    """A model with the day of each variable; -1 = auxiliary."""

    def __init__(self, cp: cp_model.CpModel, days: list[int]) -> None:
        self.cp, self._days = cp, days

    def tags(self) -> dict[str, Any]:
        return {"day": np.array(self._days)}


@pytest.mark.parametrize(
    ("one", "days", "found"),
    [
        ((3, 0, 4), set(), (3, 4, 0)),
        ((3, 0, 4), {5}, (3, 4, 0)),
        ((3, 4, 0), set(), (3, 4, 0)),
        ((3, 4, 0), {5}, (0, 4, 0)),
    ],
    ids=["better", "better, no day needed", "no better", "that of x"],
)
def test_of_two_solutions_what_they_share_stays_but_for_some_days(
    one: tuple[int, ...], days: set[int], found: tuple[int, ...]
) -> None:
    """x = 3 in both. With it the least is y = 4, z = 0: 3 + 8; without, x = 0: 8.

    The other one does not hold: y + z = 3.
    """
    model, _variables = sums()
    dated = cast(CrewModel, Dated(model, [5, 6, 6]))
    rows = rows_of(model).matrix()
    assert crossed(dated, rows, one, (3, 3, 0), days, 5.0, Interruption()) == found


def test_of_two_solutions_the_other_may_lack_the_last_variables() -> None:
    """Auxiliary ones are free: w >= z follows what is chosen."""
    model, (_x, _y, z) = sums()
    w = model.new_int_var(0, 9, "w")
    model.add(w >= z)
    dated = cast(CrewModel, Dated(model, [5, 6, 6, -1]))
    model.minimize(cp_model.LinearExpr.weighted_sum([_x, _y, z, w], [1, 2, 3, 1]))
    rows = rows_of(model).matrix()
    found = crossed(dated, rows, (3, 0, 4, 4), (3, 3, 0), set(), 5.0, Interruption())
    assert found == (3, 4, 0, 0)


def test_rows_can_be_left_out_and_added() -> None:
    model, (x, _y, z) = sums()
    extra = model.new_int_var(0, 9, "extra")
    first = len(model.proto.constraints)
    model.add(extra >= x + z)
    rows = rows_of(model, {first})
    assert rows.loose == {first}
    without = rows.without_loose()
    assert len(without.row_lower) == first
    assert len(without.lower) == 4
    # What is left is as before: x + y >= 3 and y + z >= 4.
    assert without.matrix().holds(np.array([2, 1, 3, 0]))
    assert not rows.matrix().holds(np.array([2, 1, 3, 0]))
    more = rows.with_rows([([(0, 1)], 0, 1)])
    assert more.matrix().holds(np.array([1, 2, 2, 3]))
    assert not more.matrix().holds(np.array([2, 1, 3, 5]))
    assert len(rows.row_lower) == first + 1


# --- some days searched anew ----------------------------------------------------------


def two_days() -> Scenario:
    """Return two days, each with one mission, and one officer for a tour a day."""
    return b.scenario(
        on=b.clock(days=2),
        officers=[b.officer("A0")],
        shifts=[b.shift("early", "06:00", "12:00")],
        missions=[b.mission(f"m{n}", at=[(n, "07:00")], minutes=60) for n in range(2)],
    )


def whole(model: CrewModel, roster: Roster) -> tuple[int, ...]:
    """Return the values of all variables in a roster."""
    for variable, value in model.values(roster):
        model.cp.add_hint(variable, value)
    matrix = rows_of(model.cp).matrix()
    found = completed(model.cp, matrix, 5.0, Interruption())
    assert found is not None
    return found


@pytest.mark.parametrize("toured", [True, False])
def test_other_days_stay_as_they_are(toured: bool) -> None:
    """Nothing is held; only what the day searched lacks is found.

    With the tours as they are first: if the officer has none, then with another.
    """
    week = two_days()
    model = CrewModel(week, ALL)
    model.cp.minimize(GOALS["missions_by_priority"].post(model))
    tours = week.tours["A0"]
    roster = Roster(tours if toured else (), ())
    values = whole(model, roster)
    day = tours[0].day.toordinal()
    found = repaired(
        model, rows_of(model.cp).matrix(), values, {day}, 5.0, 0, Interruption()
    )
    assert found is not None
    roster = model.roster(lambda variable: found[variable.index])
    assert [week.clock.date(a.start) for a in roster.assignments] == [tours[0].day]
    assert len(roster.tours) == (2 if toured else 1)
    # One mission of two is lacking.
    assert cost(model.cp, found) == b.SOLO.priority
    assert cost(model.cp, values) == 2 * b.SOLO.priority


def test_a_model_that_has_grown_has_values_for_what_is_new() -> None:
    week = two_days()
    model = CrewModel(week, ALL)
    model.cp.minimize(GOALS["missions_by_priority"].post(model))
    before = whole(model, Roster((), ()))
    more = model.cp.new_int_var(0, 9, "more")
    model.cp.add(more >= 7)
    day = week.tours["A0"][0].day.toordinal()
    matrix = rows_of(model.cp).matrix()
    found = repaired(model, matrix, before, {day}, 5.0, 0, Interruption())
    assert found is not None
    assert found[more.index] >= 7
