"""Typed rows: what a declaration makes, and what a cell that cannot be read does."""

import ast
import datetime as dt
from pathlib import Path

import pytest

from scheduler.domain.people import ForceKind
from scheduler.io.cells import parse
from scheduler.io.faults import Faults
from scheduler.io.tables import Line, read_csv
from scheduler.tables import rows as rows_module
from scheduler.tables.columns import CODE, column
from scheduler.tables.missions import MissionRow
from scheduler.tables.people import ForceRow
from scheduler.tables.places import TravelRow
from scheduler.tables.registry import KEYS, ROWS, TABLES, TIERS
from scheduler.tables.rows import (
    LackingError,
    Row,
    attribute,
    if_read,
    parse_rows,
    table,
)

FOLDER = Path(rows_module.__file__).parent
WHERE = Line("forces.csv", 2, {})


def rows(of, text):
    """Return the rows of a table from its text, and the faults."""
    faults = Faults()
    raw = read_csv(text.encode(), of.table, f"{of.table.name}.csv", faults)
    return parse_rows(raw, of, faults), faults


def test_a_column_is_read_as_its_type():
    (row,), faults = rows(
        ForceRow, "force,name,kind,communes\npm,Town police,municipale,63113|63075\n"
    )
    assert not faults
    assert (row.force, row.kind) == ("pm", ForceKind.MUNICIPAL)
    assert isinstance(row.kind, ForceKind)
    assert row.communes == ("63113", "63075")
    assert row.posts is None
    assert (row.file, row.number) == ("forces.csv", 2)


def test_a_heading_that_python_reserves_has_an_underscore():
    (row,), _faults = rows(TravelRow, "from,to,minutes\nnorth,south,10\n")
    assert (row.from_, row.read("from")) == ("north", "north")
    assert [c.name for c in TravelRow.table.columns] == ["from", "to", "minutes"]


def test_a_cell_that_cannot_be_read_is_lacking_and_the_others_are_not():
    (row,), (fault,) = rows(
        ForceRow, "force,name,kind,communes,posts\npm,Town,municipal,63113,many\n"
    )
    assert (fault.row, fault.column) == (2, "posts")
    assert row.name == "Town"
    assert row.has("force", "name")
    assert not row.has("posts")
    assert not row.complete
    assert if_read(lambda: row.posts) is None
    with pytest.raises(LackingError) as caught:
        _ = row.posts
    assert (caught.value.file, caught.value.column) == ("forces.csv", "posts")


def test_what_is_worked_out_of_a_lacking_cell_is_lacking():
    row = MissionRow.of(Line("missions.csv", 2, {}), {"from": 480})
    with pytest.raises(LackingError):
        _ = row.window


def test_a_name_that_is_no_column_is_no_lacking_cell():
    row = ForceRow.of(WHERE, {})
    assert not hasattr(row, "nonsense")


def test_rows_are_not_changed_but_made_anew():
    row = ForceRow.of(WHERE, {"force": "pm", "name": "Town"})
    assert row.changed(name="District").name == "District"
    assert row.without(["name"]).values() == {"force": "pm"}
    assert row.values() == {"force": "pm", "name": "Town"}
    with pytest.raises(AttributeError):
        row.name = "other"  # type: ignore[misc]


def test_rows_made_in_code_have_the_defaults_of_the_table():
    row = MissionRow("plan.csv", 3, {}, mission="m", kind="k", zone="z", minutes=60)
    assert (row.times, row.grid, row.spacing) == (1, 30, 0)
    assert (row.dates, row.note, row.priority) == ((), "", None)


@pytest.mark.parametrize("of", ROWS.values(), ids=ROWS)
def test_every_default_is_what_an_empty_cell_stands_for(of):
    for each in of.table.columns:
        if not each.required:
            made = of.__dataclass_fields__[attribute(each.name)]
            assert made.default == parse(each, "")


def test_a_date_stays_a_date():
    (row,), _faults = rows(
        MissionRow, "mission,kind,zone,minutes,dates\nm,k,z,60,23/11/2026\n"
    )
    assert row.dates == (dt.date(2026, 11, 23),)


def test_a_default_that_is_not_what_an_empty_cell_gives_is_refused():
    with pytest.raises(TypeError, match=r"odd\.code"):

        @table("odd", "Odd.")
        class OddRow(Row):
            code: str = column(CODE, "Code.", default="")


def test_faults_name_columns_that_there_are():
    tables = (*TABLES.values(), TIERS)
    known = {*KEYS, *(c.name for table in tables for c in table.columns)}
    wrong = [
        f"{file.name}:{node.lineno}: {name.value!r}"
        for file in sorted(FOLDER.glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("fault", "has", "read")
        for name in node.args[:1]
        if isinstance(name, ast.Constant) and name.value not in known
    ]
    assert not wrong, "\n".join(wrong)
