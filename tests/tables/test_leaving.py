"""An officer who leaves: nothing is planned from that day on."""

import csv
import datetime as dt
import shutil
from pathlib import Path

import pytest

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.rules import RULES
from scheduler.scenarios.load import load

QUICKSTART = Path(__file__).parents[2] / "scenarios" / "quickstart"


def town(folder: Path, leaves_on: str) -> Scenario:
    shutil.copytree(QUICKSTART, folder / "town")
    path = folder / "town" / "officers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["leaves_on"] = leaves_on
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return load(folder / "town")


def breaches(week: Scenario, offset: int) -> list[object]:
    """Return what the rule about absences finds on a tour of a day of the week."""
    day = week.clock.start + dt.timedelta(days=offset)
    who = next(iter(week.officers))
    tour = next(t for t in week.tours[who] if t.day == day)
    return list(RULES["absence"].check(Facts(week, Roster((tour,), ()))))


@pytest.mark.parametrize(("offset", "found"), [(0, 0), (1, 0), (2, 1)])
def test_no_tour_from_the_day_of_leaving_on(tmp_path: Path, offset: int, found: int):
    # The week of quickstart begins on Monday 5 October 2026: day 2 is the 7th.
    week = town(tmp_path, "2026-10-07")
    assert len(breaches(week, offset)) == found


def test_an_officer_who_left_before_is_planned_for_nothing(tmp_path: Path):
    assert breaches(town(tmp_path, "2026-09-01"), 0)


def test_a_later_day_changes_nothing(tmp_path: Path):
    assert town(tmp_path, "2026-11-01").absences == load(QUICKSTART).absences
