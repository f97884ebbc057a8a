"""The workbook, opened with another library than the one that wrote it."""

import io
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from scheduler.domain.missions import Cover
from scheduler.export import EXPORTERS
from scheduler.render.edition import Edition
from tests import builders as b
from tests.export.conftest import (
    alone_facts,
    edition_of,
    resting_facts,
    small_facts,
    small_week,
)


def content(edition: Edition) -> bytes:
    ((_, found),) = EXPORTERS["workbook"].render(edition)
    return found


def book(edition: Edition) -> Workbook:
    return load_workbook(io.BytesIO(content(edition)))


def column(sheet: Any, heading: str) -> str:
    """Return the letter of a column."""
    [cell] = [c for c in sheet[1] if c.value == heading]
    return str(cell.column_letter)


def test_sheets_stand_in_order(small: Edition) -> None:
    assert book(small).sheetnames == [
        "Planning",
        "Vacations",
        "Missions",
        "Manques",
        "Dérogations",
        "Charge",
        "Certificat",
        "Calcul",
    ]


def test_the_same_edition_gives_the_same_bytes(
    small: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = content(small)
    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert content(small) == first


def test_a_tour_stands_on_its_day_in_its_colour(small: Edition) -> None:
    cell = book(small)["Planning"]["D2"]
    assert str(cell.value).endswith("06h30–14h30")
    assert cell.fill.start_color.rgb != "00000000"


def test_a_mission_stands_with_its_crew(small: Edition) -> None:
    row = [c.value for c in book(small)["Missions"][3]]
    assert row[5:7] == ["PN-1", "PN-1, PM-1, PM-2"]


def test_breaks_stand_beside_the_hours() -> None:
    sheet = book(edition_of(resting_facts(small_week()), "en"))["Tours"]
    who, when = column(sheet, "Officer"), column(sheet, "Break")
    found = {
        str(sheet[f"{who}{row}"].value): sheet[f"{when}{row}"].value
        for row in range(2, 5)
    }
    assert found == {
        "PM-1": "12:10–12:30",
        "PM-2": "11:30–11:50",
        "PN-1": "12:10–12:30, 15:00–15:20",
    }


def test_what_is_missing_is_counted(small: Edition) -> None:
    row = [c.value for c in book(small)["Manques"][2]]
    assert row[3:6] == [1, 0, 1]
    assert "(PM)" in str(row[6])


def test_a_long_text_is_broken_into_lines() -> None:
    week = small_week()
    ride = replace(week.missions["ride"], note="a long note " * 20)
    week = replace(week, missions={**week.missions, "ride": ride})
    sheet = book(edition_of(small_facts(week)))["Missions"]
    note = column(sheet, "Consigne")
    assert (
        sheet[f"{note}3"].alignment.wrap_text
        or sheet.column_dimensions[note].alignment.wrap_text
    )
    assert sheet.column_dimensions[note].width < 70


def test_load_is_in_hours(small: Edition) -> None:
    row = [c.value for c in book(small)["Charge"][2]]
    assert row[0] == "PM-1"
    assert row[3:] == [16, 35, 1, 0, 1, 0, 2]


def test_a_text_never_becomes_a_formula() -> None:
    week = small_week()
    ride = replace(week.missions["ride"], note="=1+1")
    week = replace(week, missions={**week.missions, "ride": ride})
    sheet = book(edition_of(small_facts(week)))["Missions"]
    cell = sheet[f"{column(sheet, 'Consigne')}3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_mission_that_one_force_holds_says_why() -> None:
    sheet = book(edition_of(alone_facts(), "en"))["Missions"]
    heads = [c.value for c in sheet[1]]
    row = dict(zip(heads, [c.value for c in sheet[2]], strict=True))
    assert row["Mission"] == "Municipal bike patrol"
    assert not row["Joint"]
    assert row["Crew leader"] == "PM-1"
    assert "crew leader (PN): 1 wanted, 0 on tour" in str(row["One force alone"])


def values(sheet: Any, heading: str) -> list[Any]:
    """Return what stands below a heading."""
    return [cell.value for cell in sheet[column(sheet, heading)][1:]]


def test_sheets_hold_the_figures_of_the_frames() -> None:
    wanted = Cover(force="pm", shift="jour", day=b.day(0), minimum=3)
    facts = b.facts(
        small_week(cover=(wanted,)),
        tours=[("PM-2", 0, "jour"), ("PN-1", 0, "pn-jour")],
        crews=[("foot", "chief", "PN-1"), ("foot", "agent", "PM-2")],
    )
    edition = edition_of(facts, "en")
    found, frames = book(edition), edition.frames
    assert set(frames.shortfalls["what"]) == {"cover", "mission"}
    tours = frames.tours.sort_values(["start", "end", "officer"])
    assert values(found["Tours"], "Officer") == list(tours["officer"])
    assert values(found["Tours"], "Work (h)") == pytest.approx(list(tours["work"] / 60))
    missions, seats = found["Missions"], frames.assignments
    crews = [
        (code, officer)
        for code, crew in zip(
            values(missions, "Code"), values(missions, "Crew"), strict=True
        )
        for officer in crew.split(", ")
    ]
    assert sorted(crews) == sorted(zip(seats["mission"], seats["officer"], strict=True))
    lacking = Counter[str]()
    sheet = found["Shortfalls"]
    whats, numbers = values(sheet, "What"), values(sheet, "Missing")
    for what, number in zip(whats, numbers, strict=True):
        lacking[what] += number
    missing = frames.shortfalls.groupby("what")["missing"].sum()
    assert lacking["Missions not held"] == missing["mission"]
    assert lacking["Cover not reached"] == missing["cover"]
    assert values(found["Load"], "Work (h)") == pytest.approx(
        list(frames.loads["work"] / 60)
    )
    assert values(found["Load"], "Missions") == list(frames.loads["missions"])
