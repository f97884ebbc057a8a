"""How faults are said and sorted."""

from scheduler.io.faults import Fault, InputFaults, nearest, shown
from scheduler.words import use_language

FAULT = Fault(
    file="zones.csv",
    row=3,
    column="commune",
    message="not in the table {table} ({code})",
    hint="did you mean “{guess}”?",
    values={"table": "communes", "code": "63114", "guess": "63113"},
)


def test_a_fault_says_where_what_and_what_to_do():
    assert str(FAULT) == (
        "zones.csv:3: commune: not in the table communes (63114)"
        " — did you mean “63113”?"
    )


def test_a_fault_of_a_file_has_neither_row_nor_column():
    assert str(Fault(file="zones.csv", message="missing table")) == (
        "zones.csv: missing table"
    )


def test_a_fault_speaks_french():
    with use_language("fr"):
        assert str(FAULT) == (
            "zones.csv:3: commune: absent de la table communes (63114)"
            " — vouliez-vous dire «\u00a063113\u00a0»\u202f?"
        )


def test_faults_are_sorted_by_file_and_row_and_told_once():
    late = Fault(file="zones.csv", row=10, message="empty")
    early = Fault(file="zones.csv", row=9, message="empty")
    other = Fault(file="cover.csv", row=99, message="empty")
    assert InputFaults([late, early, other, late]).faults == (other, early, late)


def test_a_long_cell_is_quoted_on_one_short_line():
    quoted = shown("word\n" * 100)
    assert len(quoted) == 60
    assert "\n" not in quoted


def test_a_name_in_the_wrong_case_is_nearest_to_itself():
    assert nearest("pm", ["PN", "PM"]) == "PM"


def test_braces_in_a_cell_are_quoted_as_they_are():
    fault = Fault(file="f", message="empty ({value})", values={"value": "{x}"})
    assert str(fault) == "f: empty ({x})"


def test_of_each_file_a_hundred_faults_are_listed_and_the_rest_counted():
    many = [Fault(file="f", row=n, message="empty") for n in range(1, 251)]
    lines = InputFaults([*many, Fault(file="g", row=1, message="empty")]).lines
    assert len(lines) == 102
    assert lines[0] == "f:1: empty"
    assert lines[-2:] == ["f: 150 more faults", "g:1: empty"]
    assert InputFaults(many[:100]).lines == [f"f:{n}: empty" for n in range(1, 101)]


def test_among_many_names_those_that_begin_alike_are_compared():
    many = [f"PM-{n:04d}" for n in range(3000)] + ["centre"]
    assert nearest("PM-00O7", many) is not None
    assert nearest("centr", many) == "centre"
    assert nearest("xentre", many) is None
