"""A split shift, from the tables to the calendars: 07:30–12:30, then 15:30–19:30.

The tour lasts 12 h and holds 9 h of work. In Paris Monday 5 October 2026 is at UTC+2.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.plan import describe, publish_verified
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.solved import read_solved

TABLES = {
    "scenario.toml": """\
title = "A split shift"
start = 2026-10-05
days = 1
tiers = [{ name = "missions", goals = { missions_by_priority = 1 } }]
""",
    "forces.csv": """\
force,name,kind,communes
pm,Police municipale,municipal,C1
""",
    "communes.csv": """\
commune,name
C1,Ville
""",
    "zones.csv": """\
zone,name,commune
z,Centre,C1
""",
    "officers.csv": """\
officer,force,judicial,contract_hours,tours
M1,pm,APJA,35,free
""",
    "shifts.csv": """\
shift,name,force,start,end,days,unpaid_break,break_from
split,Coupée,pm,07:30,19:30,mon-sun,180,12:30
""",
    "mission_kinds.csv": """\
kind,name_fr,name_en,joint,priority,night_exempt
k1,Garde,Guard,no,10,yes
""",
    "positions.csv": """\
kind,position,count,force
k1,agent,1,municipal
""",
    # The whole of either part, a minute of the break at either end, and its middle.
    "missions.csv": """\
mission,kind,zone,dates,starts,minutes
before,k1,z,2026-10-05,07:30,300
too-late,k1,z,2026-10-05,12:01,30
inside,k1,z,2026-10-05,13:00,60
too-soon,k1,z,2026-10-05,15:29,30
after,k1,z,2026-10-05,15:30,240
""",
}


@dataclass(frozen=True)
class Solved:
    """A week, what was found, and the folder that was published."""

    week: Scenario
    result: Result
    folder: Path


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    home = tmp_path_factory.mktemp("split")
    for name, text in TABLES.items():
        (home / name).write_text(text, encoding="utf-8")
    week = load(home)
    search = Search(time_limit=60, workers=1)
    result = solve(week, search)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    run = describe(week, result, search, interrupted=False)
    folder = home / "out"
    assert publish_verified(week, result.roster, run, folder, "en").verdict.passed
    return Solved(week, result, folder)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_no_mission_meets_the_break(solved: Solved) -> None:
    held = {r["mission"] for r in rows(solved.folder / "roster.csv")}
    assert held == {"before", "after"}
    # Three missions of 10 points are not held.
    assert [t.value for t in solved.result.tiers] == [30]


def test_the_break_is_written_where_the_service_is_off_duty(solved: Solved) -> None:
    [tour] = rows(solved.folder / "tours.csv")
    assert tour["break_start"] == "2026-10-05T12:30+02:00"
    assert tour["break_end"] == "2026-10-05T15:30+02:00"
    # 5 h and 4 h.
    assert tour["work_minutes"] == "540"


def test_the_calendar_of_the_officer_tells_the_break(solved: Solved) -> None:
    [feed] = (solved.folder / "feeds").rglob("M1.ics")
    events: Any = Calendar.from_ical(feed.read_bytes()).walk("VEVENT")
    [tour] = [e for e in events if "Counted work" in str(e.get("DESCRIPTION"))]
    assert "12:30–15:30" in str(tour["DESCRIPTION"])


@pytest.mark.parametrize(
    ("start", "end", "rules"),
    [
        ("12:30", "15:30", set()),
        ("12:29", "15:29", {"daily_break"}),
        ("12:31", "15:31", {"daily_break"}),
        ("12:30", "15:29", {"daily_break"}),
    ],
)
def test_a_break_moved_by_hand_is_found(
    solved: Solved, tmp_path: Path, start: str, end: str, rules: set[str]
) -> None:
    for name in ("tours.csv", "roster.csv", "run.json"):
        text = (solved.folder / name).read_text(encoding="utf-8")
        if name == "tours.csv":
            text = text.replace("T12:30+", f"T{start}+").replace("T15:30+", f"T{end}+")
        (tmp_path / name).write_text(text, encoding="utf-8")
    verdict = read_solved(solved.week, tmp_path).verdict
    assert {b.rule for b in verdict.breaches} == rules
