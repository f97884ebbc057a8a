"""Workbooks: ours, those with true dates and numbers, and those saved elsewhere."""

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from scheduler.io.cells import CellError, parse
from scheduler.io.faults import Faults, InputFaults
from scheduler.io.schema import Type
from scheduler.io.workbooks import cell_text, read_sheets
from scheduler.scenarios.create import copy_scenario, new_scenario
from scheduler.scenarios.load import load
from scheduler.scenarios.write import read_tables
from scheduler.tables.registry import KEYS, TABLES
from tests.scenarios.conftest import BASE, KNOWN, facts

SOFFICE = shutil.which("soffice")


@pytest.fixture
def book(tmp_path):
    return copy_scenario(BASE, tmp_path / "week", as_xlsx=True)


def change(path, edit):
    opened = openpyxl.load_workbook(path)
    edit(opened)
    opened.save(path)
    return path


def refusal(path) -> list[str]:
    with pytest.raises(InputFaults) as caught:
        load(path, known=KNOWN)
    return str(caught.value).splitlines()


def test_a_workbook_says_what_the_folder_says(book):
    assert facts(load(book, known=KNOWN)) == facts(load(BASE, known=KNOWN))


def test_a_workbook_is_named_like_its_file(book):
    assert load(book, known=KNOWN).name == "week"


def test_a_workbook_and_its_calendars_are_the_only_inputs_beside_the_catalogue(book):
    inputs = load(book, known=KNOWN).inputs
    own = [n for n in inputs if not n.startswith("catalogue/")]
    assert own == ["town.ics", "week.xlsx"]


def true_value(kind, text):
    """Return a cell as Excel keeps it once it took it for what it looks like."""
    if kind is Type.DATE:
        return dt.datetime.fromisoformat(text)
    if kind is Type.TIME:
        if text == "24:00":
            return dt.timedelta(days=1)
        return dt.time.fromisoformat(text)
    if kind in (Type.INTEGER, Type.HOURS):
        return float(text)
    if kind is Type.YES_NO:
        return text == "yes"
    return text


def with_true_values(opened):
    """Turn the text cells of a workbook into dates, times, numbers and booleans."""
    for sheet in opened:
        if sheet.title in TABLES:
            columns = {c.name: c.type for c in TABLES[sheet.title].columns}
            kinds = [columns[c.value] for c in sheet[1]]
            for row in sheet.iter_rows(min_row=2):
                for kind, cell in zip(kinds, row, strict=True):
                    retype(kind, cell)
    for key, value in opened["scenario"].iter_rows(min_row=2):
        retype(KEYS[key.value].type, value)


def retype(kind, cell):
    if cell.value is not None:
        cell.number_format = "General"
        cell.value = true_value(kind, cell.value)


def test_true_dates_times_numbers_and_booleans_say_the_same(book):
    change(book, with_true_values)
    assert facts(load(book, known=KNOWN)) == facts(load(BASE, known=KNOWN))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10.0, "10"),
        (37.5, "37.5"),
        (7, "7"),
        (True, "yes"),
        (False, "no"),
        (None, ""),
        (dt.datetime(2026, 10, 5), "2026-10-05"),  # noqa: DTZ001
        (dt.datetime(2026, 10, 5, 6, 30), "2026-10-05T06:30"),  # noqa: DTZ001
        (dt.time(6, 30), "06:30"),
        (dt.time(6, 29, 59, 999_000), "06:30"),
        (dt.datetime(1899, 12, 31), "24:00"),  # noqa: DTZ001
        (dt.timedelta(hours=24), "24:00"),
        (dt.date(2026, 10, 5), "2026-10-05"),
    ],
)
def test_a_cell_becomes_what_csv_would_hold(value, text):
    assert cell_text(value) == text


def test_a_fault_names_sheet_and_row(book):
    def edit(opened):
        opened["zones"]["C3"] = "63114"

    assert refusal(change(book, edit)) == [
        "week.xlsx[zones]:3: commune: not in the table communes (63114)"
        " — did you mean “63113”?"
    ]


def test_a_misspelt_sheet(book):
    def edit(opened):
        opened["zones"].title = "zone"

    assert refusal(change(book, edit)) == [
        "week.xlsx[zone]: unknown sheet — did you mean “zones”?"
    ]


def test_a_missing_sheet(book):
    def edit(opened):
        del opened["scenario"]

    assert refusal(change(book, edit)) == [
        "week.xlsx[scenario]: missing sheet — add it with the headings key and value"
    ]


def test_a_missing_key_and_table(book):
    def edit(opened):
        del opened["zones"]
        opened["scenario"]["B3"] = None

    assert refusal(change(book, edit)) == [
        "week.xlsx[scenario]: start: missing key — add it",
        "week.xlsx[zones]: missing table — add it with the headings "
        "zone,name,commune,also_in,address,radio,latitude,longitude",
    ]


def test_an_unknown_key(book):
    def edit(opened):
        opened["scenario"]["A9"] = "titel"
        opened["scenario"]["B9"] = "x"

    assert refusal(change(book, edit)) == [
        "week.xlsx[scenario]:9: titel: unknown key — did you mean “title”?"
    ]


def test_blank_sheets_are_ignored(book):
    change(book, lambda opened: opened.create_sheet("Feuille1"))
    load(book, known=KNOWN)


def test_tiers_of_a_sheet(book):
    def edit(opened):
        for row in (("first", "requests", 2), ("then", "missions_by_priority", None)):
            opened["tiers"].append(row)

    tiers = load(change(book, edit), known=KNOWN).tiers
    assert [(t.name, dict(t.goals)) for t in tiers] == [
        ("first", {"requests": 2}),
        ("then", {"missions_by_priority": 1}),
    ]


def test_a_workbook_may_extend_a_folder(tmp_path):
    shutil.copytree(BASE, tmp_path / "standing")
    week = tmp_path / "week"
    week.mkdir()
    (week / "scenario.toml").write_text('extends = "../standing"\ntitle = "Next"\n')
    book = copy_scenario(week, tmp_path / "books" / "week", as_xlsx=True)
    assert load(book, known=KNOWN).title == "Next"


def test_bytes_that_are_no_workbook(tmp_path):
    path = tmp_path / "week.xlsx"
    path.write_bytes(b"PK\x03\x04 no")
    [line] = refusal(path)
    assert line.startswith("week.xlsx: cannot be read as a workbook (")


def test_a_new_workbook_has_drop_downs_and_frozen_headings(tmp_path):
    path = new_scenario(tmp_path / "new", start=dt.date(2026, 11, 30), as_xlsx=True)
    opened = openpyxl.load_workbook(path)
    sheet = opened["officers"]
    lists = {
        str(v.sqref).split(":")[0]: v.formula1
        for v in sheet.data_validations.dataValidation
    }
    assert lists["B2"] == "forces!$A$2:$A$5000"
    assert lists["H2"] == '"free,fixed"'
    assert sheet.freeze_panes == "A2"


def test_help_speaks_the_language_asked_for(tmp_path):
    texts = {}
    for language in ("fr", "en"):
        path = new_scenario(
            tmp_path / language,
            start=dt.date(2026, 11, 30),
            as_xlsx=True,
            language=language,
        )
        texts[language] = openpyxl.load_workbook(path)["help"]["A1"].value
    assert texts == {"fr": "Feuille", "en": "Sheet"}


def test_the_same_scenario_gives_the_same_workbook(book, tmp_path):
    again = copy_scenario(BASE, tmp_path / "again", as_xlsx=True)
    assert book.read_bytes() == again.read_bytes()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Two workbooks as LibreOffice saves them: of text cells, and of true values."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (the command soffice) is not installed")
    folder = tmp_path_factory.mktemp("libreoffice")
    text = copy_scenario(BASE, folder / "text", as_xlsx=True)
    values = copy_scenario(BASE, folder / "values", as_xlsx=True)
    change(values, with_true_values)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    form = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out"]
    subprocess.run(
        [SOFFICE, profile, "--headless", *form, text, values],
        check=True,
        capture_output=True,
        timeout=170,
    )
    shutil.copy(BASE / "town.ics", folder / "out")
    return folder / "out"


@pytest.mark.timeout(180)
@pytest.mark.parametrize("cells", ["text", "values"])
def test_libreoffice_saves_what_we_can_load(saved, cells):
    path = saved / f"{cells}.xlsx"
    assert facts(load(path, known=KNOWN)) == facts(load(BASE, known=KNOWN))
    assert read_tables(path).tables == read_tables(BASE).tables


# --- workbooks as people have them ----------------------------------------------------


def edited(data: bytes, part: str, change) -> bytes:
    """Return a workbook one of whose files is written anew."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return made.getvalue()


def plain_sheet(fill) -> bytes:
    """Return a workbook of one sheet, ``zones``."""
    opened = openpyxl.Workbook()
    sheet = opened.active
    assert sheet is not None
    sheet.title = "zones"
    fill(sheet)
    kept = io.BytesIO()
    opened.save(kept)
    return kept.getvalue()


def sheet_read(data: bytes):
    """Return the cells of the sheet ``zones``, and every fault."""
    faults = Faults()
    sheets = read_sheets(data, "w.xlsx", faults)
    grid = [list(row) for row in sheets.get("zones", [])]
    return grid, [str(f) for f in faults]


def three_rows(sheet):
    for row in (["zone", "name"], ["a", "A"], ["b", "B"]):
        sheet.append(row)


THREE_ROWS = [["zone", "name"], ["a", "A"], ["b", "B"]]


@pytest.mark.parametrize("stated", [b"A1", b"A1:B2", b"A1:A3", b"B2:C9"])
def test_rows_beyond_the_stated_size_are_read(stated):
    data = edited(
        plain_sheet(three_rows),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(
            rb'<dimension ref="[^"]+"', b'<dimension ref="%s"' % stated, xml
        ),
    )
    assert sheet_read(data) == (THREE_ROWS, [])


def test_a_space_in_the_last_cell_is_nothing():
    def fill(sheet):
        three_rows(sheet)
        sheet["XFD1048576"] = " "

    grid, faults = sheet_read(plain_sheet(fill))
    assert faults == []
    assert [row for row in grid if row] == THREE_ROWS


def test_a_formula_without_a_value_names_its_cell():
    def fill(sheet):
        three_rows(sheet)
        sheet["B3"] = '="B"&"C"'

    assert sheet_read(plain_sheet(fill))[1] == [
        'w.xlsx[zones]:3: B3: a formula without a value (="B"&"C") — open and save it '
        "in a spreadsheet, or write the value"
    ]


def test_a_formula_with_its_value_is_its_value():
    data = edited(
        plain_sheet(lambda s: s.append(["=1+1"])),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"</f><v ?/?>(</v>)?", b"</f><v>2</v>", xml),
    )
    assert sheet_read(data) == ([["2"]], [])


def test_an_error_cell_is_no_text():
    def fill(sheet):
        sheet["A1"] = "#REF!"
        sheet["A1"].data_type = "e"

    grid, _faults = sheet_read(plain_sheet(fill))
    assert grid == [["#REF!"]]
    with pytest.raises(CellError, match="a spreadsheet error"):
        parse(TABLES["zones"].column("name"), grid[0][0])


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
@pytest.mark.parametrize(
    ("number", "text"), [(1.0, "24:00"), (0.0, "00:00"), (0.25, "06:00")]
)
def test_hours_kept_as_numbers(epoch, number, text):
    def fill(sheet):
        sheet.parent.epoch = epoch
        sheet["A1"] = number
        sheet["A1"].number_format = "hh:mm"

    assert sheet_read(plain_sheet(fill)) == ([[text]], [])


def test_a_date_kept_as_a_number_stays_a_date():
    def fill(sheet):
        sheet["A1"] = 46349  # 1899-12-30 and 46,349 days
        sheet["A1"].number_format = "dd/mm/yyyy"

    assert sheet_read(plain_sheet(fill)) == ([["2026-11-23"]], [])


def test_strict_open_xml_is_refused_with_a_remedy():
    data = edited(
        plain_sheet(three_rows),
        "xl/workbook.xml",
        lambda xml: xml.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
    )
    assert sheet_read(data) == (
        [],
        [
            "w.xlsx: a workbook in “Strict Open XML” format, which cannot be read — "
            "save it as “Excel workbook (.xlsx)”"
        ],
    )


def test_three_decimals_of_a_number_are_no_thousands():
    grid, _faults = sheet_read(plain_sheet(lambda s: s.append([35.125])))
    # 35.125 h = 2,107.5 min
    assert parse(TABLES["officers"].column("contract_hours"), grid[0][0]) == 2108


@given(data=st.binary(max_size=60), part=st.sampled_from(["sheet", "book", "zip"]))
@settings(max_examples=60)
def test_whatever_a_workbook_holds_only_faults_come_of_it(data, part):
    whole = plain_sheet(three_rows)
    if part == "zip":
        broken = whole[: len(data) * 40] + data
    else:
        name = "xl/workbook.xml" if part == "book" else "xl/worksheets/sheet1.xml"
        broken = edited(whole, name, lambda xml: xml[: len(data) * 9] + data + xml[50:])
    grid, faults = sheet_read(broken)
    assert grid or faults or part != "zip"
