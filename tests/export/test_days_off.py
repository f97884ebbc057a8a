"""Public holidays are marked where the days are headings."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from scheduler.export import EXPORTERS
from tests.builders import clock
from tests.export.conftest import edition_of, small_facts, small_week

NAMES = {dt.date(2026, 11, 11): {"fr": "Armistice <1918>", "en": "Armistice Day"}}
ON = clock(dt.date(2026, 11, 9))
SHOWN = {"fr": "Armistice &lt;1918&gt;", "en": "Armistice Day"}


def rendered(output, language, **changes):
    week = small_week(on=ON, **changes)
    edition = edition_of(small_facts(week), language)
    ((_, content),) = EXPORTERS[output].render(edition)
    return content


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_board_names_the_holiday_of_a_day(language):
    mark = f'<small class="off">{SHOWN[language]}</small>'
    page = rendered("board", language, public_holidays=NAMES).decode()
    # The grid, and the missions of the day.
    assert page.count(mark) >= 2
    assert f"11/11 {mark}" in page
    assert "small class" not in rendered("board", language).decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_workbook_names_the_holiday_of_a_day(language):
    content = rendered("workbook", language, public_holidays=NAMES)
    heads = [str(c.value) for c in load_workbook(io.BytesIO(content)).worksheets[0][1]]
    [marked] = [h for h in heads if "11 nov" in h.lower()]
    assert marked.endswith(f" – {NAMES[dt.date(2026, 11, 11)][language]}")
    assert sum(" – " in h for h in heads) == 1
