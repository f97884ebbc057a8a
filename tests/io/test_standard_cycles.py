"""A cycle in one line is the same cycle as day by day."""

import shutil

import pytest

from scheduler.domain.tours import Rest
from scheduler.io.build import load
from scheduler.io.faults import InputFaults
from scheduler.io.write import copy_scenario

from .conftest import BASE, KNOWN, facts

RC, RL = Rest.COMPENSATORY, Rest.STATUTORY


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(BASE, tmp_path / "week")


def test_a_line_is_as_good_as_a_table(copy):
    by_day = load(copy, known=KNOWN)
    (copy / "cycles.csv").write_text("cycle,day\n")
    with (copy / "standard_cycles.csv").open("a") as file:
        file.write("four-two,four_two,D\n")
    in_a_line = facts(load(copy, known=KNOWN))
    said = facts(by_day)
    assert in_a_line["cycles"] == said["cycles"]
    assert in_a_line["cycle_rests"] == said["cycle_rests"]
    assert in_a_line == said
    assert in_a_line["cycles"]["four-two"] == ("D", "D", "D", "D", None, None)


def test_numbers_stand_for_shifts_in_their_order(copy):
    with (copy / "shifts.csv").open("a") as file:
        file.write("L,Late,pn,,12:50,21:00,mon-sun,0\n")
    (copy / "standard_cycles.csv").write_text(
        "cycle,pattern,shifts\nturn,four_two_inverse,D|L\nback,four_two_inverse,L|D\n"
    )
    week = load(copy, known=KNOWN)
    assert week.cycles["turn"] == ("D", "D", "L", "L", None, None)
    assert week.cycles["back"] == ("L", "L", "D", "D", None, None)
    assert week.cycle_rests["turn"] == (None,) * 4 + (RC, RL)


def test_a_pattern_of_the_scenario_adds_to_the_built_in_ones_or_replaces_one(copy):
    with (copy / "cycle_patterns.csv").open("a") as file:
        file.write("four_two,4/2,4/2,1 1 1 1 RL RC,,ours\n")
    (copy / "standard_cycles.csv").write_text(
        "cycle,pattern,shifts\na,three-three,D\nb,four_two,D\nc,binary_12h08,D\n"
    )
    week = load(copy, known=KNOWN)
    assert week.cycle_rests["a"] == (None, None, None, RC, RC, RL)
    assert week.cycle_rests["b"] == (None,) * 4 + (RL, RC)
    assert len(week.cycles["c"]) == 14
    assert sum(s is not None for s in week.cycles["c"]) == 7


def test_an_officer_follows_one(copy):
    officers = (copy / "officers.csv").read_text()
    (copy / "officers.csv").write_text(officers.replace("four-two", "week"))
    tours = load(copy, known=KNOWN).tours["PN-1"]
    assert [t.day.weekday() for t in tours] == [0, 1, 2, 3, 4]


def test_an_unknown_shift_is_told_once(copy):
    (copy / "standard_cycles.csv").write_text(
        "cycle,pattern,shifts\nweek,weekly_saturday,E\n"
    )
    officers = (copy / "officers.csv").read_text()
    (copy / "officers.csv").write_text(officers.replace("four-two", "week"))
    with pytest.raises(InputFaults) as caught:
        load(copy, known=KNOWN)
    [fault] = caught.value.faults
    assert fault.place == "standard_cycles.csv:2: shifts"


def test_a_workbook_says_the_same(copy, tmp_path):
    week = load(copy, known=KNOWN)
    book = copy_scenario(copy, tmp_path / "book", as_xlsx=True)
    assert facts(load(book, known=KNOWN)) == facts(week)
