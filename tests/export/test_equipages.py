"""The equipage of a mission on the board, in the workbook and in the calendars."""

import io
from dataclasses import replace

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from scheduler.export.board import BoardExporter
from scheduler.export.feeds import FeedsExporter
from scheduler.export.workbook import WorkbookExporter

from .conftest import edition_of, small_facts, small_week


def edition(code, language="fr"):
    week = small_week()
    ride = replace(week.missions["ride"], equipage=code)
    return edition_of(
        small_facts(replace(week, missions={**week.missions, "ride": ride})), language
    )


def board(found):
    [(_path, content)] = BoardExporter().render(found)
    return content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Indicatif Charly-1"), ("en", "Equipage Charly-1")]
)
def test_the_board_names_it(language, words):
    assert words in board(edition("Charly-1", language))
    assert words.split()[0] + " Charly" not in board(edition("", language))


@pytest.mark.parametrize("code", ["Charly-1", ""])
def test_the_workbook_has_a_column_for_it(code):
    [(_path, content)] = WorkbookExporter().render(edition(code, "en"))
    sheet = load_workbook(io.BytesIO(content))["Missions"]
    heads = [c.value for c in sheet[1]]
    rows = [dict(zip(heads, [c.value for c in r], strict=True)) for r in sheet[2:4]]
    told = {r["Code"]: r["Equipage"] or "" for r in rows}
    assert told["ride"] == code


@pytest.mark.parametrize("feed", ["officers/PM-1", "forces/pm", "zones/north"])
def test_the_calendars_list_it(feed):
    for code, count in (("Charly-1", 1), ("", 0)):
        files = {str(p): c for p, c in FeedsExporter().render(edition(code))}
        events = Calendar.from_ical(files[f"feeds/{feed}.ics"]).walk("VEVENT")
        told = [e for e in events if "Indicatif Charly-1" in str(e["DESCRIPTION"])]
        assert len(told) == count
