"""From files to a scenario."""

import csv
import dataclasses
import datetime as dt
import hashlib
import io
import os
import shutil
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.people import ForceKind
from scheduler.domain.time import Span
from scheduler.io.faults import InputFaults
from scheduler.io.schema import Type
from scheduler.rosters.roster_files import read_roster
from scheduler.rosters.run_file import read_run
from scheduler.scenarios.create import copy_scenario
from scheduler.scenarios.load import load, registered
from scheduler.tables.known import Known
from scheduler.tables.registry import TABLES
from scheduler.tables.settings import DEFAULT_TIERS

from .conftest import BASE, KNOWN, SCENARIOS, facts

NOON = 12 * 60
DAY = 24 * 60


@pytest.fixture(scope="module")
def base():
    return load(BASE, known=KNOWN)


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(BASE, tmp_path / "week")


def test_a_scenario_is_named_like_its_folder(base):
    assert base.name == "_base"


def test_the_horizon(base):
    assert (base.clock.start, base.clock.days) == (dt.date(2026, 10, 5), 7)
    assert base.clock.timezone == "Europe/Paris"


def test_a_force_has_the_regime_of_its_kind_by_default(base):
    assert base.forces["pn"].regime == "national"
    assert base.regimes["national"].kind is ForceKind.NATIONAL


def test_a_regime_gives_values(base):
    [value] = base.regimes["municipal"].values
    assert (value.rule, value.setting, value.value) == ("daily_rest", "minimum", 660)


def test_hours_become_minutes(base):
    assert base.officers["PM-2"].contract == 37 * 60 + 30


def test_a_way_holds_both_ways(base):
    assert base.travel.minutes("north", "south") == 12
    assert base.travel.minutes("south", "north") == 12


def test_a_way_may_differ_from_the_way_back(copy):
    (copy / "travel.csv").write_text("from,to,minutes\nnorth,south,5\nsouth,north,9\n")
    travel = load(copy, known=KNOWN).travel
    assert (travel.minutes("north", "south"), travel.minutes("south", "north")) == (
        5,
        9,
    )


def test_pairs_left_out_take_the_default(copy):
    (copy / "travel.csv").unlink()
    assert load(copy, known=KNOWN).travel.minutes("north", "south") == 10


def test_a_cycle_has_days_off(base):
    assert base.cycles["four-two"] == ("D", "D", "D", "D", None, None)


def test_a_flexible_mission_has_every_placing_by_start(base):
    starts = [o.span.start for o in base.missions["river"].occurrences]
    assert starts == [540, 630, DAY + 540, DAY + 630]


def test_a_joint_mission_whose_kind_falls_back_has_two_forms_of_each_start(copy):
    replace_cell(copy / "mission_kinds.csv", "fallback", "municipal_patrol")
    week = load(copy, known=KNOWN)
    river = week.missions["river"]
    assert [o.fallback for o in river.occurrences] == [False, True] * 4
    assert [o.span.start for o in river.starts] == [540, 630, DAY + 540, DAY + 630]
    assert {week.kind(o).id for o in river.starts} == {"river_patrol"}
    assert {week.kind(o).id for o in set(river.occurrences) - set(river.starts)} == {
        "municipal_patrol"
    }
    assert week.kinds["river_patrol"].fallback_worth == 50


def test_a_kind_that_is_not_joint_does_not_fall_back(copy):
    for column, value in (("joint", "no"), ("fallback", "municipal_patrol")):
        replace_cell(copy / "mission_kinds.csv", column, value)
    river = load(copy, known=KNOWN).missions["river"]
    assert not any(o.fallback for o in river.occurrences)


def replace_cell(path, column, value):
    """Write a value into the first row of a table."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = value
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_a_mission_takes_after_its_kind_unless_it_says_otherwise(base):
    river, school = base.missions["river"], base.missions["school"]
    assert (river.priority, river.mandatory) == (40, False)
    assert (school.priority, school.mandatory) == (70, True)


def test_an_absence_may_end_with_the_day(base):
    assert base.absences[0].span == Span(2 * DAY + 8 * 60, 5 * DAY)


def test_history_lies_before_minute_zero(base):
    # 21:00 on Saturday 3 to 05:00 on Sunday 4 October, of which 30 minutes unpaid.
    [tour] = base.history
    assert tour.span == Span(-2 * DAY + 21 * 60, -DAY + 5 * 60)
    assert tour.work == 8 * 60 - 30


def test_cover_is_wanted_on_days_when_the_shift_may_begin(base):
    assert [c.day.day for c in base.cover if c.shift == "M"] == [5, 6, 7, 8, 9]


def test_cover_of_one_day(base):
    assert [c.day.day for c in base.cover if c.shift == "A"] == [10]


def test_tiers_stand_in_the_default_order(base):
    assert base.tiers == DEFAULT_TIERS


def test_tiers_keep_their_order(copy):
    with (copy / "scenario.toml").open("a") as file:
        file.write('[[tiers]]\nname = "b"\ngoals = { requests = 2 }\n')
        file.write('[[tiers]]\nname = "a"\ngoals = { missions_by_priority = 1 }\n')
    tiers = load(copy, known=KNOWN).tiers
    assert [(t.name, dict(t.goals)) for t in tiers] == [
        ("b", {"requests": 2}),
        ("a", {"missions_by_priority": 1}),
    ]


def test_every_file_read_is_on_record(base):
    data = (BASE / "zones.csv").read_bytes()
    assert base.inputs["zones.csv"] == hashlib.sha256(data).hexdigest()
    own = {p.name for p in BASE.iterdir()}
    tables = ("mission_kinds", "positions", "powers", "cycle_patterns", "fields")
    catalogue = {f"catalogue/{table}.csv" for table in tables}
    assert set(base.inputs) == own | catalogue


def test_a_kind_replaces_the_built_in_one_with_its_positions(copy):
    with (copy / "mission_kinds.csv").open("a") as file:
        file.write("school_watch,École,School,,,no,5,no" + "," * 16 + "made up\n")
    with (copy / "positions.csv").open("a") as file:
        file.write("school_watch,alone,1,municipal,,,yes\n")
    kind = load(copy, known=KNOWN).kinds["school_watch"]
    assert (kind.priority, [p.name for p in kind.positions]) == (5, ["alone"])


def test_the_registries_are_known_by_default():
    assert "minimum" in registered().settings["daily_rest"]


def test_a_setting_of_a_goal_is_known(copy):
    with (copy / "regimes.csv").open("a") as file:
        file.write("national,night_fairness,since,22:00,,,made up\n")
    [value] = load(copy, known=KNOWN).regimes["national"].values
    assert value.value == 22 * 60


def test_a_setting_of_an_unknown_rule_is_refused(copy):
    with pytest.raises(InputFaults, match="unknown rule or goal"):
        load(copy, known=Known({}, ()))


@pytest.mark.parametrize(
    ("written", "busy"), [("true", True), ("false", False), ('"oui"', True)]
)
def test_tours_are_busy_where_the_document_says_so(copy, written, busy):
    document = copy / "scenario.toml"
    assert not load(copy, known=KNOWN).tours_busy
    document.write_text(f"tours_busy = {written}\n{document.read_text()}")
    assert load(copy, known=KNOWN).tours_busy is busy
    # A copy says the same in its canonical form.
    again = copy_scenario(copy, copy.parent / "again")
    assert load(again, known=KNOWN).tours_busy is busy


def test_no_such_folder():
    with pytest.raises(InputFaults, match="nowhere: no such scenario"):
        load("nowhere", known=KNOWN)


def test_rows_are_numbered_as_spreadsheets_show_them(copy):
    # A blank line, and a cell that holds a line break, count as spreadsheets count.
    zones = 'zone,name,commune\n\nnorth,"North\nside",63113\nsouth,South,63114\n'
    (copy / "zones.csv").write_text(zones)
    with pytest.raises(InputFaults) as caught:
        load(copy, known=KNOWN)
    assert [f.place for f in caught.value.faults] == [
        "zones.csv:3: name",
        "zones.csv:4: commune",
    ]


# Dialects


def french(kind: Type, text: str) -> str:
    """Return a cell as a French spreadsheet writes it."""
    if kind in (Type.DATE, Type.DATES):
        days = [dt.date.fromisoformat(d) for d in text.split("|")]
        return "|".join(f"{d:%d/%m/%Y}" for d in days)
    if kind in (Type.TIME, Type.TIMES):
        return text.replace(":", "h").removeprefix("0")
    if kind is Type.HOURS:
        return text.replace(".", ",")
    if kind is Type.YES_NO:
        return {"yes": "oui", "no": "non"}[text]
    if kind is Type.WEEKDAYS:
        return text.replace("mon", "lun").replace("fri", "ven").replace("sun", "dim")
    return text


def in_dialect(folder, delimiter, encoding, words=french):
    for file in folder.glob("*.csv"):
        columns = {c.name: c.type for c in TABLES[file.stem].columns}
        heading, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(heading)
        for row in rows:
            cells = zip(heading, row, strict=True)
            writer.writerow([c and words(columns[h], c) for h, c in cells])
        file.write_bytes(out.getvalue().encode(encoding))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_french_tables_say_the_same(copy, base, delimiter, encoding):
    in_dialect(copy, delimiter, encoding)
    assert facts(load(copy, known=KNOWN)) == facts(base)


def test_a_line_that_names_the_separator_is_skipped(copy, base):
    in_dialect(copy, ";", "cp1252")
    zones = copy / "zones.csv"
    zones.write_bytes(b"sep=;\r\n" + zones.read_bytes())
    assert facts(load(copy, known=KNOWN)) == facts(base)


def test_columns_come_in_any_order(copy, base):
    (copy / "zones.csv").write_text(
        "commune,zone,name\n63113,north,North\n63113,south,South\n"
    )
    assert facts(load(copy, known=KNOWN)) == facts(base)


# Extends


def extend(folder, text="", path="../week"):
    folder.mkdir()
    (folder / "scenario.toml").write_text(f'extends = "{path}"\n{text}')
    return folder


def test_a_scenario_may_add_nothing_to_its_base(copy, base, tmp_path):
    assert facts(load(extend(tmp_path / "next"), known=KNOWN)) == facts(base)


def test_a_table_replaces_that_of_the_base_whole(copy, tmp_path):
    folder = extend(tmp_path / "next")
    (folder / "absences.csv").write_text("officer,from_date,to_date\n")
    assert load(folder, known=KNOWN).absences == ()


def test_a_key_replaces_that_of_the_base(copy, tmp_path):
    week = load(extend(tmp_path / "next", 'title = "Next"\n'), known=KNOWN)
    assert (week.title, week.clock.days) == ("Next", 7)


def test_bases_may_have_bases(copy, tmp_path):
    extend(tmp_path / "next", 'title = "Next"\n')
    last = extend(tmp_path / "last", "days = 8\n", "../next")
    week = load(last, known=KNOWN)
    assert (week.title, week.clock.days) == ("Next", 8)


def test_files_of_the_base_are_named_from_here(copy, tmp_path):
    week = load(extend(tmp_path / "next"), known=KNOWN)
    assert {"scenario.toml", "../week/scenario.toml", "../week/zones.csv"} <= set(
        week.inputs
    )


def test_a_scenario_may_not_extend_itself(copy):
    (copy / "scenario.toml").write_text('extends = "."\n')
    with pytest.raises(InputFaults, match="extend each other in a circle"):
        load(copy, known=KNOWN)


# Anything


WORDS = """2026-10-05 05/10/2026 24:00 M PM-1 PN-1 river none x fixed four-two shift
mission 3 99999 a|b mon-sun pm national"""
CELLS = st.one_of(st.text(max_size=12), st.sampled_from(WORDS.split()))


def outcome(path):
    try:
        return load(path, known=KNOWN)
    except InputFaults as faults:
        return str(faults)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_cells_hold_only_faults_come_of_it(data, copy):
    name = data.draw(st.sampled_from(sorted(TABLES)))
    columns = [c.name for c in TABLES[name].columns]
    rows = data.draw(
        st.lists(st.lists(CELLS, max_size=len(columns) + 1), min_size=1, max_size=4)
    )
    out = io.StringIO(newline="")
    csv.writer(out).writerows([columns, *rows])
    file = copy / f"{name}.csv"
    before = file.read_bytes()
    try:
        file.write_bytes(out.getvalue().encode("utf-8", "replace"))
        assert outcome(copy)
    finally:
        file.write_bytes(before)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.one_of(st.binary(), st.text().map(str.encode)))
@pytest.mark.parametrize("name", ["scenario.toml", "zones.csv", "book.xlsx"])
def test_whatever_bytes_a_file_holds_only_faults_come_of_it(name, data, copy):
    (copy / name).write_bytes(data)
    assert outcome(copy / name if name.endswith("xlsx") else copy)


BAD = ("\x1b", "", "unheard-of")


# By day each cell gets one of the three, at night all of them.
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("name", sorted(TABLES))
def test_one_bad_cell_anywhere_breaks_no_check(name, bad, step, copy):
    file = copy / f"{name}.csv"
    heading, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
    for down, row in enumerate(rows):
        for across in range((down + BAD.index(bad)) % step, len(row), step):
            changed = [list(r) for r in rows]
            changed[down][across] = bad
            out = io.StringIO(newline="")
            csv.writer(out).writerows([heading, *changed])
            file.write_text(out.getvalue(), encoding="utf-8")
            assert outcome(copy)


def test_loading_a_folder_needs_no_heavy_package():
    code = (
        "import sys; from scheduler.scenarios import load, write, create;"
        "from scheduler.rosters import roster_files, run_file;"
        "from tests.scenarios.conftest import KNOWN;"
        "load.load(sys.argv[1], known=KNOWN);"
        "print({'openpyxl', 'xlsxwriter', 'pandas', 'ortools'} & sys.modules.keys())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, BASE], check=True, capture_output=True, text=True
    )
    assert ran.stdout == "set()\n"


def test_facts_compare_all_but_names(base):
    assert facts(base).keys() == {f.name for f in dataclasses.fields(base)} - {
        "name",
        "inputs",
    }


# --- files that are none --------------------------------------------------------------


def test_a_table_that_never_ends_is_not_read(tmp_path):
    folder = shutil.copytree(BASE, tmp_path / "week")
    (folder / "zones.csv").unlink()
    os.mkfifo(folder / "zones.csv")
    (folder / "travel.csv").unlink(missing_ok=True)
    (folder / "travel.csv").symlink_to("/dev/zero")
    with pytest.raises(InputFaults) as caught:
        load(folder, known=KNOWN)
    told = [line for line in caught.value.lines if "not a regular file" in line]
    assert [line.split(":")[0] for line in told] == ["travel.csv", "zones.csv"]


def test_roster_files_that_never_end_are_not_read(tmp_path, base):
    for name in ("roster.csv", "tours.csv"):
        os.mkfifo(tmp_path / name)
    with pytest.raises(InputFaults, match=r"roster.csv: cannot be read .not a regular"):
        read_roster(base, tmp_path)


def test_a_run_that_never_ends_is_not_read(tmp_path):
    (tmp_path / "run.json").symlink_to("/dev/zero")
    with pytest.raises(InputFaults, match=r"run.json: cannot be read .not a regular"):
        read_run(tmp_path)


def test_a_number_of_five_thousand_digits(tmp_path):
    folder = shutil.copytree(BASE, tmp_path / "week")
    text = (folder / "scenario.toml").read_text(encoding="utf-8")
    (folder / "scenario.toml").write_text(
        f"default_travel_minutes = {'9' * 5000}\n" + text
    )
    with pytest.raises(InputFaults, match=r"scenario.toml:\d+: cannot be read as TOML"):
        load(folder, known=KNOWN)


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("days = ", "days: not a whole number"),
        ("days = 7\n[[tiers]]\nname = 'a'\ngoals.requests = ", "weight: not a whole "),
    ],
)
def test_a_number_of_five_thousand_digits_in_base_16(tmp_path, key, what):
    folder = shutil.copytree(BASE, tmp_path / "week")
    (folder / "scenario.toml").write_text(
        f"title = 'a'\nstart = 2026-10-05\n{key}0x{'f' * 5000}\n"
    )
    with pytest.raises(InputFaults, match=rf"scenario.toml:\d+: {what}"):
        load(folder, known=KNOWN)


def test_a_row_with_one_fault_is_looked_at_for_others(tmp_path):
    folder = shutil.copytree(BASE, tmp_path / "week")
    (folder / "pins.csv").write_text("officer,pin,date,shift,mission\nPM-99,shift,,,\n")
    with pytest.raises(InputFaults) as caught:
        load(folder, known=KNOWN)
    assert [line.split(" — ")[0] for line in caught.value.lines] == [
        "pins.csv:2: date: empty, yet “shift” needs it",
        "pins.csv:2: officer: not in the table officers (PM-99)",
        "pins.csv:2: shift: empty, yet “shift” needs it",
    ]


def test_a_check_that_does_not_need_the_faulty_cell_is_made(tmp_path):
    # The cell “sex” of the officer decides nothing about shifts.
    folder = shutil.copytree(BASE, tmp_path / "week")
    officers = (folder / "officers.csv").read_text(encoding="utf-8")
    line = "PM-1,pm,day,BCP,APJA,titular,35,free,,,,,"
    assert line in officers
    broken = officers.replace(line, "PM-1,pm,day,BCP,APJA,titular,35,free,,,?,,")
    (folder / "officers.csv").write_text(broken, encoding="utf-8")
    (folder / "pins.csv").write_text(
        "officer,pin,date,shift,mission\nPM-1,shift,2026-10-05,D,\n"
    )
    with pytest.raises(InputFaults) as caught:
        load(folder, known=KNOWN)
    assert [line.split(" — ")[0] for line in caught.value.lines] == [
        "officers.csv:2: sex: not a choice (?)",
        "pins.csv:2: shift: PM-1 is not offered this shift that day (D)",
    ]


def test_every_table_may_have_a_faulty_cell_in_every_column(tmp_path):
    # Whatever a check needs is left out with its row: no cell makes a check fail.
    folder = shutil.copytree(SCENARIOS / "quickstart", tmp_path / "week")
    for path in sorted(folder.glob("*.csv")):
        whole = path.read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(whole)))
        for column in range(len(rows[0])):
            rows[1], kept = list(rows[1]), rows[1]
            rows[1][column] = "\x07"
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            path.write_text(text.getvalue(), encoding="utf-8")
            rows[1] = kept
            with pytest.raises(InputFaults) as caught:
                load(folder)
            place = f"{path.name}:2: {rows[0][column]}: "
            assert any(line.startswith(place) for line in caught.value.lines)
        path.write_text(whole, encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "fits"), [("2026-10-05", True), ("2026-10-06", True), ("2026-10-07", False)]
)
def test_a_pin_names_a_day_of_its_mission(tmp_path, day, fits):
    folder = shutil.copytree(BASE, tmp_path / "week")
    (folder / "pins.csv").write_text(
        f"officer,pin,date,shift,mission\nPM-1,mission,{day},,river\n"
    )
    if fits:
        [pin] = load(folder, known=KNOWN).pins
        assert str(pin.day) == day
    else:
        with pytest.raises(InputFaults, match=r"pins.csv:2: date: river is not held"):
            load(folder, known=KNOWN)
