"""Scenarios written: canonical, the same after any trip, never over another."""

import datetime as dt
import shutil
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.io.faults import Faults, InputFaults
from scheduler.io.tables import read_csv, render_csv
from scheduler.scenarios.create import copy_scenario, new_scenario
from scheduler.scenarios.document import read_toml
from scheduler.scenarios.load import load
from scheduler.scenarios.write import Tables, read_tables
from scheduler.tables.registry import TABLES

from .conftest import BASE, KNOWN, facts

MONDAY = dt.date(2026, 11, 30)
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1).map(
    lambda t: " ".join(t.split())
)


def contents(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_a_copy_says_the_same(tmp_path):
    copy = copy_scenario(BASE, tmp_path / "copy")
    assert facts(load(copy, known=KNOWN)) == facts(load(BASE, known=KNOWN))


def test_tables_already_canonical_are_copied_byte_for_byte(tmp_path):
    copy = contents(copy_scenario(BASE, tmp_path / "copy"))
    base = contents(BASE)
    del copy["scenario.toml"], base["scenario.toml"]
    assert copy.keys() == base.keys()
    other = sorted(name for name in base if copy[name] != base[name])
    assert not other, (
        f"write in canonical form, every column included, in scenarios/broken/_base: "
        f"{other}"
    )


def test_a_trip_through_a_workbook_changes_no_byte(tmp_path):
    folder = copy_scenario(BASE, tmp_path / "folder")
    book = copy_scenario(folder, tmp_path / "book", as_xlsx=True)
    back = copy_scenario(book, tmp_path / "back")
    assert contents(back) == contents(folder)


def test_tiers_survive_the_trip(tmp_path):
    folder = shutil.copytree(BASE, tmp_path / "folder")
    with (folder / "scenario.toml").open("a") as file:
        file.write('[[tiers]]\nname = "a \\"b\\""\ngoals = { requests = 2 }\n')
    book = copy_scenario(folder, tmp_path / "book", as_xlsx=True)
    back = copy_scenario(book, tmp_path / "back")
    assert load(back, known=KNOWN).tiers == load(folder, known=KNOWN).tiers


def test_cells_take_their_canonical_form(tmp_path):
    folder = shutil.copytree(BASE, tmp_path / "folder")
    (folder / "cover.csv").write_text(
        "minimum;shift;force;date;days\n1,0;M;pm;;lun-ven\n", encoding="cp1252"
    )
    copy = copy_scenario(folder, tmp_path / "copy")
    assert (copy / "cover.csv").read_text() == (
        "force,unit,shift,days,date,minimum,qualification,weight\npm,,M,mon-fri,,1,,\n"
    )


def test_faulty_cells_are_copied_as_they_are(tmp_path):
    folder = shutil.copytree(BASE, tmp_path / "folder")
    (folder / "travel.csv").write_text("from,to,minutes\nnorth,south,soon\n")
    copy = copy_scenario(folder, tmp_path / "copy")
    assert (copy / "travel.csv").read_text() == "from,to,minutes\nnorth,south,soon\n"


def test_a_copy_extends_what_its_source_extends(tmp_path):
    shutil.copytree(BASE, tmp_path / "standing")
    week = tmp_path / "week"
    week.mkdir()
    (week / "scenario.toml").write_text('extends = "../standing"\n')
    copy = copy_scenario(week, tmp_path / "deep" / "er" / "copy")
    assert facts(load(copy, known=KNOWN)) == facts(load(week, known=KNOWN))


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(InputFaults, match="taken: already exists"):
        copy_scenario(BASE, tmp_path / "taken")
    assert list((tmp_path / "taken").iterdir()) == []


@pytest.mark.parametrize("as_xlsx", [False, True])
def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch, as_xlsx):
    def full(path, data, modes):
        path.write_text("")
        raise OSError("disk full")

    module = "workbook" if as_xlsx else "write"
    monkeypatch.setattr(f"scheduler.scenarios.{module}.write_new", full)
    with pytest.raises(OSError, match="disk full"):
        copy_scenario(BASE, tmp_path / "x", as_xlsx=as_xlsx)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("as_xlsx", [False, True])
def test_a_new_scenario_loads(tmp_path, as_xlsx):
    path = new_scenario(tmp_path / "new", start=MONDAY, as_xlsx=as_xlsx)
    week = load(path, known=KNOWN)
    assert (week.clock.start, week.clock.days, week.missions) == (MONDAY, 7, {})


def test_every_new_scenario_has_an_id_of_its_own_that_copies_keep(tmp_path):
    one, other = (new_scenario(tmp_path / n, start=MONDAY) for n in ("one", "other"))
    book = copy_scenario(one, tmp_path / "book", as_xlsx=True)
    back = copy_scenario(book, tmp_path / "back")
    ids = [load(path, known=KNOWN).id for path in (one, other, back)]
    assert "" not in ids
    assert ids[0] == ids[2] != ids[1]


def test_a_new_folder_has_every_table_with_its_headings(tmp_path):
    path = new_scenario(tmp_path / "new", start=MONDAY)
    for name, table in TABLES.items():
        headings = ",".join(c.name for c in table.columns)
        assert (path / f"{name}.csv").read_text() == f"{headings}\n"


def test_comments_speak_the_language_of_the_scenario(tmp_path):
    path = new_scenario(tmp_path / "new", start=MONDAY, language="fr")
    text = (path / "scenario.toml").read_text(encoding="utf-8")
    assert text.startswith('# Titre affiché.\ntitle = "new"\n')


@given(title=st.text(min_size=1).map(str.strip).filter(bool))
def test_any_title_survives_toml(title):
    text = Tables({"title": title}).document().decode("utf-8", "replace")
    faults = Faults()
    document = read_toml(text, "scenario.toml", faults)
    assert faults == []
    assert document.keys["title"].cells["title"] == title


@given(rows=st.lists(st.fixed_dictionaries({"zone": TEXTS, "name": TEXTS})))
def test_any_text_survives_csv(rows):
    rows = [r for r in rows if r["zone"] and r["name"]]
    faults = Faults()
    data = render_csv(TABLES["zones"], rows)
    raw = read_csv(data, TABLES["zones"], "zones.csv", faults)
    assert [r.cells for r in raw.rows] == [
        {k: unicodedata.normalize("NFC", v) for k, v in r.items()} for r in rows
    ]


def test_reading_to_write_refuses_what_has_no_place(tmp_path):
    folder = shutil.copytree(BASE, tmp_path / "folder")
    (folder / "zones.csv").write_text("zone,nomen,commune\n")
    with pytest.raises(InputFaults, match="unknown column"):
        read_tables(folder)
