"""The table of what was counted after the fact."""

import datetime as dt
from pathlib import Path

import pytest

from scheduler.io.faults import InputFaults
from scheduler.report.base import Unknown
from scheduler.report.outcomes import OUTCOMES, Counted, in_all, read_facts, section
from scheduler.words import use_language
from tests import builders as b
from tests.report.weeks import rows, week_of

HEAD = "date,figure,commune,value\n"
FIRST, LAST = b.MONDAY, b.day(6)


def read(path: Path, text: str) -> tuple[Counted, ...]:
    path.write_text(text, encoding="utf-8")
    return read_facts(path, [week_of(b.facts(b.scenario()))], FIRST, LAST)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "facts.csv"


def faults(path: Path, text: str) -> list[str]:
    with use_language("en"), pytest.raises(InputFaults) as caught:
        read(path, HEAD + text)
    return [str(f).removeprefix(f"{path}:") for f in caught.value.faults]


def test_days_and_weeks_add_up(file: Path) -> None:
    found = read(
        file,
        HEAD
        + "2026-10-05,tickets,c,12\n"
        + "06/10/2026,tickets,c,3\n"
        + "2026-W41,impounds,c,0\n",
    )
    counted = rows(in_all(found))
    assert counted["tickets"] == (15,)
    # Counted, and none: that is 0. Not counted is not known.
    assert counted["impounds"] == (0,)
    assert counted["handed_over"] == ("?",)
    assert rows(section(found).figures[1]) == {"c": (15, 0), "all": (15, 0)}


def test_a_french_spreadsheet_is_read(file: Path) -> None:
    found = read(file, "date;figure;commune;value\n05/10/2026;tickets;c;7\n")
    assert rows(in_all(found))["tickets"] == (7,)


def test_what_lies_outside_the_period_is_left_out(file: Path) -> None:
    found = read(
        file,
        HEAD
        + "2026-10-04,tickets,c,1\n"  # the day before
        + "2026-10-05,tickets,c,2\n"
        + "2026-10-11,tickets,c,4\n"
        + "2026-10-12,tickets,c,8\n"  # the day after
        + "2026-W40,impounds,c,16\n",  # its Monday is 28 September
    )
    assert rows(in_all(found))["tickets"] == (6,)
    assert rows(in_all(found))["impounds"] == ("?",)


def test_nothing_given_is_not_known(file: Path) -> None:
    cells = [row[1] for row in in_all(None).rows]
    assert len(cells) == len(OUTCOMES)
    assert all(isinstance(c, Unknown) and "--facts" in c.text for c in cells)
    assert len(section(None).figures) == 1


def test_every_fault_is_told_with_what_to_do(file: Path) -> None:
    found = faults(
        file,
        "2026-10-05,tikets,c,1\n"
        "2026-10-05,tickets,x,1\n"
        "2026-13-05,tickets,c,1\n"
        "2026-W54,tickets,c,1\n"
        "2026-10-05,tickets,c,-1\n"
        "2026-10-06,tickets,c,1\n"
        "2026-10-06,tickets,c,2\n",
    )
    assert [f.split(":")[0] for f in found] == ["2", "3", "4", "5", "6", "8"]
    assert found[0] == ("2: figure: not known here (tikets) — did you mean “tickets”?")
    assert found[1] == "3: commune: not known here (x) — known are c"
    assert found[2].endswith("write 2026-11-23, or 2026-W48")
    assert found[3].endswith("write 2026-11-23, or 2026-W48")
    assert "given twice" in found[5]
    assert "row 7" in found[5]


def test_a_missing_column_is_told(file: Path) -> None:
    with use_language("en"), pytest.raises(InputFaults) as caught:
        read(file, "date,figure,value\n2026-10-05,tickets,1\n")
    assert "commune" in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with use_language("en"), pytest.raises(InputFaults) as caught:
        read_facts(tmp_path / "no.csv", [], dt.date.min, dt.date.max)
    assert "cannot be read" in str(caught.value)
