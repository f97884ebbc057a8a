"""What is private is told only to those who may read it.

Every private text of every table is a marker in a week with all outputs. `ALLOWED` is
the table of permissions: nobody else may tell it. Private columns that cannot hold a
marker get another value, which no calendar may show.
"""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import scheduler.report.as_json as as_json
import scheduler.report.as_page as as_page
import scheduler.report.as_workbook as as_workbook
from scheduler.calendars.content import View
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.explain.costs import cost_lines, costs, costs_json
from scheduler.explain.kinds import kind_words, kinds
from scheduler.explain.replacing import Replacing
from scheduler.explain.stress import each_away, simulate
from scheduler.explain.stress_lines import (
    dependence_json,
    dependence_lines,
    simulation_json,
    simulation_lines,
)
from scheduler.export import EXPORTERS
from scheduler.export.feeds import contents
from scheduler.io.faults import InputFaults
from scheduler.io.schema import Column, Type
from scheduler.report.compiled import compile_report
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.tables.registry import ROWS
from scheduler.verify.report import verdict_json, verdict_lines
from tests.derogated import ShortTours
from tests.export.conftest import edition_of
from tests.report.weeks import week_of

QUICKSTART = Path(__file__).parents[2] / "scenarios" / "quickstart"

CREW = frozenset({View.OWN, View.COMMAND, "board", "workbook"})
"""The crew and command staff; boards and workbooks are for command staff."""

STAFF = frozenset({"report", "terminal"})
"""What else is made for command staff: who decided is for them to answer for."""

ALLOWED: Mapping[str, frozenset[str]] = {
    # Of a meeting it is the agenda, which the prosecutor receives.
    "missions.note": CREW | {"notices"},
    "missions.requisition": CREW | {"notices"},
    "fixtures.requisition": CREW | {"notices"},
    "permissions.reference": CREW,
    "overrides.reason": CREW | STAFF,
    "overrides.municipal_author": CREW | STAFF,
    "overrides.national_author": CREW | STAFF,
    "derogations.reason": CREW | STAFF,
    "derogations.author": CREW | STAFF,
}
"""Outputs that may tell a private column; a column that is not here: none."""

PUBLIC = """
forces: force name kind regime communes posts station
regimes: regime rule setting value valid_from valid_to source
agreements: agreement name municipal_force national_force communes lead_force
    valid_from valid_to night_clause kinds arms denounced notice_months source
communes: commune name population source
zones: zone name commune also_in address radio latitude longitude
travel: from to minutes
officers: officer force unit grade judicial tours cycle desk
qualifications: officer
weapons: officer
suspensions: officer
shifts: shift name force units start end days unpaid_break break_from
cycles: cycle day shift rest
standard_cycles: cycle pattern shifts
cycle_patterns: pattern name_fr name_en days tour source
cycle_changes: officer date
fixed_tours: officer date shift
fields: field name_fr name_en source
mission_kinds: kind name_fr name_en short_fr short_en joint priority mandatory
    night_exempt equipment powers fallback fallback_worth field briefing debriefing
    changeover reach presence unpredictable permission most_a_day conditions_fr
    conditions_en source
positions: kind position count force qualifications judicial leads armed wardens
powers: power name_fr name_en opj chief national both_sexes municipal judicial
    suspends requisition announced valid_from valid_to source
poolings: pooling route forces communes kinds valid_from valid_to source
missions: mission kind zone dates days only starts minutes times priority mandatory
    or_zones from until grid spacing overlap equipage radio event
fixtures: fixture calendar match zone plan attendance risk minutes source
event_plans: plan phase kind from offset minutes crews above each risk_crews priority
    mandatory
absences: officer
requests: officer
pins: officer
history: officer date start end unpaid_break
past_work: officer
derogations: officer cycle rule from_date to_date
overrides: rule officer mission date
equipment: equipment name_fr name_en quantity turnaround
cover: force unit shift days date minimum qualification weight
attendees: mission position officer order
pairings: officer
permissions: zone kinds valid_from valid_to
past_missions: mission kind zone date start minutes heads crew
risk: zone days from until points
quotas: quota name agreement communes kinds measure per minimum weight
shares: share force percent kinds
"""
"""What is not private: a new column has to be put here, or be private."""

MARKED = (Type.TEXT, Type.CODE)
"""Types whose cells can hold a marker; others get another value."""

ADDED: Mapping[str, str] = {
    "weapons": """officer,weapon,valid_from,valid_to,sessions
M1,{weapons.weapon},2025-01-01,2027-12-31,2026-02-10|2026-06-10
""",
    "suspensions": """officer,what,from_date,to_date
M4,arms,2026-10-05,2026-10-06
""",
    "cycle_changes": """officer,date,change,told_date,told_time,reason
N1,2026-10-08,shifted,2026-10-07,13:00,{cycle_changes.reason}
""",
    "absences": """officer,from_date,from_time,to_date,to_time,reason
M4,2026-10-06,00:00,2026-10-07,23:00,{absences.reason}
""",
    "pins": """officer,pin,date,shift,mission
M4,shift,2026-10-05,afternoon,
M2,mission,2026-10-05,,foot-centre-monday
""",
    "past_work": """officer,from_date,to_date,hours,nights,night_hours
M1,2025-09-01,2025-09-28,140,2,14
""",
    "pairings": """officer,other,together,weight
M1,M2,prefer,2
""",
    "permissions": """zone,kinds,valid_from,valid_to,reference
centre,,,,{permissions.reference}
station,,,,{permissions.reference}
stadium,,,,{permissions.reference}
""",
    "event_plans": """plan,phase,kind,from,offset,minutes,crews
small,guard,joint_foot_patrol,kick_off,0,90,1
""",
    "fixtures": """fixture,calendar,match,zone,plan,attendance,risk,minutes,requisition
fair,town.ics,Fair,station,small,800,low,120,{fixtures.requisition}
""",
}
"""Tables of the week besides those of the quickstart."""

GRANTED: Mapping[str, str] = {
    "regimes": """regime,rule,setting,value
municipal,consecutive_days,maximum,1
""",
    "overrides": """rule,officer,date,municipal_author,national_author,reason
consecutive_days,{officer},{day},{overrides.municipal_author},\
{overrides.national_author},{overrides.reason}
""",
    "derogations": """officer,rule,from_date,to_date,reason,author
{officer},daily_work,{day},{day},{derogations.reason},{derogations.author}
""",
}
"""Exceptions, once the roster is known that relies on them."""

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Town//EN
BEGIN:VEVENT
UID:fair@town.example
DTSTAMP:20260901T090000Z
DTSTART:20261006T090000Z
SUMMARY:Fair
END:VEVENT
END:VCALENDAR
"""


def columns() -> Iterator[tuple[str, Column]]:
    """Yield every column as ``table.column``."""
    for row in ROWS.values():
        for column in row.table.columns:
            yield f"{row.table.name}.{column.name}", column


PRIVATE = {name: column for name, column in columns() if column.private}
TEXTS = [name for name, column in PRIVATE.items() if column.type in MARKED]
OTHERS = [name for name, column in PRIVATE.items() if column.type not in MARKED]


def marker(name: str) -> str:
    return "ZQX" + name.replace(".", "").replace("_", "")


def fill(text: str, **values: str) -> str:
    for name in TEXTS:
        text = text.replace(f"{{{name}}}", marker(name))
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text.replace("\\\n", "")


def test_every_column_is_public_or_private() -> None:
    public = {
        f"{table}.{column}"
        for table, names in (
            line.split(": ")
            for line in PUBLIC.replace("\n    ", " ").split("\n")
            if line
        )
        for column in names.split()
    }
    undecided = {name for name, _column in columns()} ^ (public | PRIVATE.keys())
    assert not undecided, (
        "declare them private=True and say in ALLOWED who may tell them, or list them "
        f"in PUBLIC: {sorted(undecided)}"
    )
    assert not public & PRIVATE.keys()


def test_permissions_are_about_private_columns() -> None:
    assert ALLOWED.keys() <= PRIVATE.keys()


def rewrite(path: Path, change: Any) -> None:
    """Change each row of a table, a mapping from column to cell."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        change(number, row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Facts]]:
    """A week in which every private text is a marker, and its roster."""
    home = tmp_path_factory.mktemp("private") / "week"
    shutil.copytree(QUICKSTART, home)
    for table, text in ADDED.items():
        (home / f"{table}.csv").write_text(fill(text), encoding="utf-8")
    (home / "town.ics").write_text(CALENDAR.replace("\n", "\r\n"), encoding="utf-8")

    def permit(_number: int, row: dict[str, str]) -> None:
        row["permission"] = "yes"

    def tell(_number: int, row: dict[str, str]) -> None:
        row["note"] = marker("missions.note")
        row["requisition"] = marker("missions.requisition")

    def qualify(number: int, row: dict[str, str]) -> None:
        if number == 0:
            row["qualification"] = marker("qualifications.qualification")

    rewrite(home / "mission_kinds.csv", permit)
    rewrite(home / "missions.csv", tell)
    rewrite(home / "qualifications.csv", qualify)
    found = solve(load(home), Search(time_limit=60, workers=1, gap=0.5))
    assert found.roster is not None
    worked = {(t.officer, t.day) for t in found.roster.tours}
    officer, day = min(
        (o, d)
        for o, d in worked
        if o.startswith("M") and (o, d.fromordinal(d.toordinal() - 1)) in worked
    )
    values = {"officer": officer, "day": day.isoformat()}
    for table, text in GRANTED.items():
        (home / f"{table}.csv").write_text(fill(text, **values), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(RULES, "daily_work", ShortTours())
        yield home, Facts(load(home), found.roster)


def unpacked(content: bytes) -> str:
    """Return a file as text, a workbook with all its parts, a calendar unfolded."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(
                book.read(n).decode("utf-8", "replace") for n in book.namelist()
            )
    return content.decode().replace("\r\n ", "")


def stressed(facts: Facts) -> str:
    """Return all that is told of costs and of absences that are tried."""
    week, replacing = facts.scenario, Replacing(facts)
    away, lost = each_away(replacing), costs(facts)
    trial = simulate(replacing, dict.fromkeys(week.forces, 40.0), draws=5, reserve=1)
    lines = [*dependence_lines(week, away, len(away), 99)]
    lines += [*simulation_lines(week, trial, 5), *cost_lines(week, lost, command=True)]
    lines += [kind_words(week, kind) for kind in kinds(week, free=False)]
    contents = [dependence_json(week, away), simulation_json(trial, 0)]
    return "\n".join([*lines, json.dumps([*contents, costs_json(lost, command=True)])])


@pytest.fixture(scope="module")
def told(marked: tuple[Path, Facts]) -> dict[str, str]:
    """Everything that is written of the week, by output; calendars by view."""
    _home, facts = marked
    found: dict[str, str] = dict.fromkeys(View, "")
    edition = edition_of(facts, "en")
    for content in contents(edition):
        found[content.view] += content.to_json()
    for name, exporter in EXPORTERS.items():
        if name != "feeds":
            written = [unpacked(content) for _path, content in exporter.render(edition)]
            found[name] = "".join(written)
    files = {str(p): unpacked(c) for p, c in EXPORTERS["feeds"].render(edition)}
    found[View.OWN] += "".join(c for p, c in files.items() if "/officers/" in p)
    found[View.COMMAND] += "".join(c for p, c in files.items() if "/officers/" not in p)
    solved = week_of(facts)
    found["terminal"] = json.dumps(verdict_json(facts.scenario, solved.verdict))
    found["terminal"] += "\n".join(verdict_lines(facts.scenario, solved.verdict))
    found["stress"] = stressed(facts)
    report = compile_report([solved])
    found["report"] = "".join(
        unpacked(part.render(report)) for part in (as_page, as_workbook, as_json)
    )
    return found


def test_the_markers_are_in_the_week(marked: tuple[Path, Facts]) -> None:
    told_by_week = repr(marked[1].scenario)
    assert [name for name in TEXTS if marker(name) not in told_by_week] == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_private_text_is_told_only_where_it_may_be(
    name: str, told: dict[str, str]
) -> None:
    tell = {output for output, text in told.items() if marker(name) in text}
    allowed = ALLOWED.get(name, frozenset())
    assert tell <= allowed, f"told where it may not be: {sorted(tell - allowed)}"
    assert tell or not allowed, "nobody tells it: the week does not try it"


def others(column: Column, cell: str) -> list[str]:
    """Return other values for a cell, as they might be written."""
    if column.type is Type.CHOICE:
        return [c for c in column.choices if c != cell]
    if column.type is Type.YES_NO:
        return ["no" if cell == "yes" else "yes"]
    if column.type is Type.DATE:
        dates = [f"2026-10-{d:02d}" for d in range(5, 12)]
        return [
            d for d in (*dates, "2025-09-02", "2025-09-29", "2025-02-01") if d != cell
        ]
    if column.type is Type.DATES:
        return ["2026-03-10|2026-07-10"]
    if column.type is Type.TIME:
        return [t for t in ("11:00", "22:00") if t != cell]
    if column.refers == "officers":
        return [f"M{n}" for n in range(1, 5) if f"M{n}" != cell]
    if column.refers == "shifts":
        return [s for s in ("morning", "afternoon", "") if s != cell]
    if column.refers == "missions":
        return ["foot-centre-monday", "meeting-monday"]
    assert column.type in (Type.INTEGER, Type.HOURS), f"another value of {column.type}"
    return [str(n) for n in (1, 3, 38, 141) if str(n) != cell]


ALONGSIDE: Mapping[str, Mapping[str, str]] = {"pins.pin": {"shift": ""}}
"""Cells that another value of a column asks for."""


@pytest.mark.parametrize("name", OTHERS)
def test_another_private_value_changes_no_calendar(
    name: str, marked: tuple[Path, Facts], tmp_path: Path
) -> None:
    home, facts = marked
    week = next(changed_weeks(name, home, tmp_path / "week"), None)
    assert week is not None, f"give {name} another value that loads"
    assert week != facts.scenario
    assert calendars(replace(facts, scenario=week)) == calendars(facts)


def changed_weeks(name: str, home: Path, folder: Path) -> Iterator[Scenario]:
    """Yield weeks in which one cell of a column has another value."""
    table, column = name.split(".")
    with (home / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shutil.copytree(home, folder)
    for row in sorted(rows, key=lambda r: not r[column]):
        for value in others(PRIVATE[name], row[column]):
            changed = {**row, column: value, **ALONGSIDE.get(name, {})}
            with (folder / f"{table}.csv").open("w", encoding="utf-8") as file:
                writer = csv.DictWriter(file, row)
                writer.writeheader()
                writer.writerows(changed if r is row else r for r in rows)
            with suppress(InputFaults):
                yield load(folder)


def calendars(facts: Facts) -> list[str]:
    return [c.to_json() for c in contents(edition_of(facts))]
