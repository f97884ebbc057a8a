"""A cycle in one line is the same cycle as day by day."""

import shutil

import pytest

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.tours import Rest
from scheduler.io.faults import InputFaults
from scheduler.scenarios.create import copy_scenario
from scheduler.scenarios.load import load
from tests.judge import allowed, refused

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


# --- 4/2 classic ----------------------------------------------------------------------


def classic(copy, derogations: str):
    """Return the fixed week of an officer on 4/2 classic, from Monday 5 October."""
    with (copy / "shifts.csv").open("a") as file:
        file.write("E,Early,pn,,05:30,13:45,mon-sun,0\n")
        file.write("L,Late,pn,,12:50,21:00,mon-sun,0\n")
    (copy / "standard_cycles.csv").write_text(
        "cycle,pattern,shifts\nclassic,four_two_classic,E|L\n"
    )
    officers = (copy / "officers.csv").read_text()
    (copy / "officers.csv").write_text(officers.replace("four-two", "classic"))
    (copy / "derogations.csv").write_text(
        f"officer,cycle,rule,from_date,to_date,reason,author\n{derogations}"
    )
    week = load(copy)
    [who] = [o for o, own in week.officers.items() if own.cycle == "classic"]
    return Facts(week, Roster(tuple(week.tours[who]), ()))


def test_four_two_classic_breaks_the_daily_rest(copy):
    # From 21:00 to 05:30 are 8 h 30: 2 h 30 short of 11 h.
    [breach] = refused("daily_rest", classic(copy, ""), over=150)
    assert breach.rule == "daily_rest"


def test_one_line_gives_a_cycle_its_derogation(copy):
    line = ",classic,daily_rest,2026-01-01,2026-12-31,4/2 classic,PN-1\n"
    allowed("daily_rest", classic(copy, line))


@pytest.mark.parametrize("who", ["PN-1,classic", ","])
def test_a_derogation_names_an_officer_or_a_cycle(copy, who):
    line = f"{who},daily_rest,2026-01-01,2026-12-31,x,PN-1\n"
    with pytest.raises(InputFaults, match="neither an officer nor a cycle, or both"):
        classic(copy, line)
