"""Workbooks: ours, those with true dates and numbers, and those saved elsewhere."""

import datetime as dt
import shutil
import subprocess

import openpyxl
import pytest

from scheduler.io.build import load
from scheduler.io.faults import InputFaults
from scheduler.io.schema import KEYS, TABLES, Type
from scheduler.io.workbooks import cell_text
from scheduler.io.write import copy_scenario, new_scenario, read_tables

from .conftest import BASE, KNOWN, facts

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
        "zone,name,commune,also_in",
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
