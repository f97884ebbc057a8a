"""Public and school holidays, and the missions that follow them, on real days."""

import datetime as dt
import shutil
import subprocess
import sys

import pytest

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.time import Clock
from scheduler.io.faults import Faults, InputFaults
from scheduler.io.tables import Line
from scheduler.scenarios.create import copy_scenario
from scheduler.scenarios.document import Document
from scheduler.scenarios.load import load
from scheduler.tables.days_off import days_off
from scheduler.tables.missions import Only
from scheduler.tables.registry import TABLES
from scheduler.verify.notes import notes
from scheduler.words.render import say

from .conftest import BASE, KNOWN, SCENARIOS


def off(first, days=1, **keys):
    """Return the holidays of a horizon, from keys of a scenario."""
    rows = {k: Line("scenario.toml", 1, {k: v}) for k, v in keys.items()}
    faults = Faults()
    settings = Document(rows).settings(Faults())
    clock = Clock(dt.date.fromisoformat(first), days)
    found = days_off(settings, rows, clock, faults)
    assert not faults
    return found


def holds(day, only, **keys):
    """Tell whether a day is of a sort."""
    return off(day, **keys).holds(dt.date.fromisoformat(day), Only(only))


# --- public holidays ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-11-01", {"fr": "Toussaint", "en": "All Saints' Day"}),  # a Sunday
        ("2026-11-11", {"fr": "Armistice", "en": "Armistice Day"}),  # a Wednesday
        ("2026-04-06", {"fr": "Lundi de Pâques", "en": "Easter Monday"}),
        ("2026-05-14", {"fr": "Ascension", "en": "Ascension Day"}),
        ("2027-03-29", {"fr": "Lundi de Pâques", "en": "Easter Monday"}),
    ],
)
def test_a_public_holiday_has_its_name(day, name):
    assert off(day).public == {dt.date.fromisoformat(day): name}
    assert holds(day, "public_holidays")


@pytest.mark.parametrize("day", ["2026-11-10", "2026-11-12", "2026-04-05"])
def test_the_days_beside_it_are_none(day):
    assert not off(day).public
    assert not holds(day, "public_holidays")


def test_a_part_of_a_country_has_its_own():
    # Good Friday and 26 December are kept in Alsace and Moselle alone.
    assert not off("2026-04-03").public
    assert off("2026-04-03", subdivision="57").public
    assert off("2026-12-26", subdivision="6AE").public
    assert off("2026-11-11", subdivision="57").public


def test_another_country_keeps_others():
    assert off("2026-07-21", country="BE").public
    assert not off("2026-11-11", country="DE").public


def test_years_meet_at_new_year():
    found = off("2026-12-25", days=8)
    assert list(found.public) == [dt.date(2026, 12, 25), dt.date(2027, 1, 1)]


# --- school holidays ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "schools"),
    [
        # Zone A, All Saints 2026: Saturday 17 October to Sunday 1 November.
        ("A", "2026-10-16", True),  # last school day before, a Friday
        ("A", "2026-10-17", False),  # first day
        ("A", "2026-10-26", False),  # a Monday inside
        ("A", "2026-11-01", False),  # last day
        ("A", "2026-11-02", True),  # first school day after, a Monday
        # Zone C, All Saints 2012: 27 October to the return on Monday 12 November.
        ("C", "2012-10-26", True),
        ("C", "2012-10-27", False),
        ("C", "2012-11-11", False),
        ("C", "2012-11-12", True),
        ("C", "2012-11-26", True),
        # Winter 2026: A from 7 February, B from 14 February, C from 21 February.
        ("A", "2026-02-10", False),
        ("B", "2026-02-10", True),
        ("B", "2026-02-17", False),
        ("C", "2026-02-17", True),
        ("C", "2026-02-24", False),
        ("A", "2026-02-24", True),
    ],
)
def test_the_holidays_of_a_zone(zone, day, schools):
    assert holds(day, "school_days", school_zone=zone) is schools
    assert holds(day, "school_holidays", school_zone=zone) is not schools


def test_public_holidays_and_sundays_are_not_school_days():
    for day in ("2026-11-11", "2026-11-15"):
        assert not holds(day, "school_days", school_zone="A")
        assert not holds(day, "school_holidays", school_zone="A")
    assert holds("2026-11-14", "school_days", school_zone="A")  # a Saturday


def test_working_days_are_monday_to_saturday_without_holidays():
    assert [
        holds(day, "working_days")
        for day in ("2026-11-09", "2026-11-11", "2026-11-14", "2026-11-15")
    ] == [True, False, True, False]


def test_the_end_of_the_table_of_the_library_is_not_taken_for_school_days():
    """It lists 2028 to its end, yet knows holidays to 31 August only."""
    known = off("2028-08-31", school_zone="A")
    assert known.school == {dt.date(2028, 8, 31): "Vacances d'été"}
    assert off("2028-09-01", school_zone="A").school is None
    assert off("2028-08-31", days=2, school_zone="A").school is None
    assert off("1990-10-26", school_zone="A").school is None
    assert off("1990-10-27", school_zone="A").school is not None


# --- missions -------------------------------------------------------------------------


COLUMNS = "mission,kind,zone,dates,days,only,starts,minutes,times"


def week(tmp_path, *rows, start="2026-11-09", **keys):
    """Return a scenario with these missions: Monday 9 to Sunday 15 November 2026."""
    copy = shutil.copytree(BASE, tmp_path / "week")
    for table in ("pins", "overrides", "requests", "cover", "attendees"):
        (copy / f"{table}.csv").unlink()
    given = {"school_zone": "A", **keys}
    (copy / "scenario.toml").write_text(
        f'title = "A week"\nstart = {start}\ndays = 7\n'
        + "".join(f'{k} = "{v}"\n' for k, v in given.items() if v)
    )
    (copy / "missions.csv").write_text("\n".join([COLUMNS, *rows, ""]))
    return copy


def days_of(scenario, mission="m"):
    return [o.day.day for o in scenario.missions[mission].occurrences]


def loaded(tmp_path, *rows, **keys):
    return load(week(tmp_path, *rows, **keys), known=KNOWN)


def row(dates="", days="", only="", times=""):
    return f"m,static_guard,south,{dates},{days},{only},14:00,60,{times}"


def test_days_of_the_week_are_every_such_day_of_the_horizon(tmp_path):
    scenario = loaded(tmp_path, row(days="mon|thu", times=2))
    assert days_of(scenario) == [9, 12]
    assert scenario.missions["m"].times == 2


def test_a_mission_of_every_week_begins_anywhere_in_it(tmp_path):
    # Thursday 12 to Wednesday 18 November: the Monday is the 16th.
    scenario = loaded(tmp_path, row(days="mon|thu"), start="2026-11-12")
    assert days_of(scenario) == [12, 16]


def test_school_days_leave_out_the_armistice(tmp_path):
    scenario = loaded(tmp_path, row(days="mon-fri", only="school_days", times=5))
    assert days_of(scenario) == [9, 10, 12, 13]
    # Five are wanted, four are left.
    assert scenario.missions["m"].times == 4


def test_dates_can_be_confined_too(tmp_path):
    scenario = loaded(tmp_path, row("2026-11-11|2026-11-12", only="public_holidays"))
    assert days_of(scenario) == [11]


def test_a_mission_without_a_day_left_is_told_of(tmp_path):
    scenario = loaded(tmp_path, row(days="wed", only="school_days"))
    assert not scenario.missions
    [remark] = scenario.remarks
    assert remark.place == "missions.csv:2"
    assert say(remark.message, remark.values) == (
        "mission m is not in this roster: it has no day in the horizon (wed, "
        "school_days)"
    )
    told = next(notes(Facts(scenario, Roster((), ()))))
    assert (told.message, told.source) == (remark.message, "missions.csv:2")


def test_nothing_is_told_of_a_mission_that_has_a_day(tmp_path):
    assert loaded(tmp_path, row(days="wed")).remarks == ()


def test_the_same_week_survives_a_copy_to_a_workbook(tmp_path):
    rows = (row(days="lun-ven", only="school_days"),)
    folder = week(tmp_path, *rows)
    book = copy_scenario(folder, tmp_path / "book", as_xlsx=True)
    one, other = load(folder, known=KNOWN), load(book, known=KNOWN)
    assert one.missions == other.missions
    assert one.school_holidays == other.school_holidays == {}
    assert one.public_holidays == other.public_holidays != {}


def test_school_holidays_are_not_known_without_a_zone(tmp_path):
    scenario = loaded(tmp_path, row(days="mon"), school_zone="")
    assert scenario.school_holidays is None
    assert scenario.school_holiday(dt.date(2026, 11, 9)) is None
    scenario = load(SCENARIOS / "clermont-ferrand")
    assert scenario.school_holiday(dt.date(2026, 11, 23)) is False


def test_a_pin_on_a_mission_without_a_day_says_so(tmp_path):
    copy = week(tmp_path, row(days="wed", only="school_days"))
    who = (copy / "officers.csv").read_text().splitlines()[1].split(",")[0]
    (copy / "pins.csv").write_text(
        f"officer,pin,date,shift,mission\n{who},mission,,,m\n"
    )
    with pytest.raises(InputFaults) as caught:
        load(copy, known=KNOWN)
    assert str(caught.value) == (
        "pins.csv:2: mission: a mission without a day in this horizon (m) — remove the "
        "row, or give the mission a day"
    )


def test_the_sorts_of_days_are_those_of_the_table():
    assert set(TABLES["missions"].column("only").choices) == {o.value for o in Only}


def test_the_libraries_are_loaded_when_needed_only():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, cli, scheduler.scenarios.load\n"
            "heavy = {'holidays', 'vacances_scolaires_france'} & sys.modules.keys()\n"
            "sys.exit(str(heavy) if heavy else 0)",
        ],
        cwd=SCENARIOS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
