"""The command that explains: what it prints, refuses and draws."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from scheduler.scenarios.write import read_tables
from tests.explain.weeks import away, mission, solved, week


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Path:
    """Return a week whose only officer is away, and its solved folder."""
    folder = tmp_path_factory.mktemp("town")
    made = away(week("A"), "A")
    made = mission(mission(made, "one"), "two", start="11:00")
    made.write(folder / "week")
    solved(made).export(folder / "out")
    return folder


@pytest.fixture
def patrolled(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that runs the command and returns what it says."""

    def run(*arguments: object, code: int = 0) -> str:
        capsys.readouterr()
        found = cli.run([*map(str, arguments)])
        out, err = capsys.readouterr()
        assert found == code, out + err
        return err if code else out

    return run


def test_causes_and_repairs_are_printed(town, patrolled):
    text = patrolled("explain", town / "week", town / "out", "--time-limit", 60)
    assert "2 missions not held (20 points) come from 1 cause:" in text
    assert "move or shorten the absence of A on Mon 05/10" in text
    assert "+2 missions, 20 points saved, proved" in text
    assert "SECRET" not in text


def test_the_same_for_machines(town, patrolled):
    text = patrolled("explain", town / "week", town / "out", "--json")
    (cause,) = json.loads(text)["causes"]
    repair = next(r for r in cause["repairs"] if r["remedy"] == "absence_moved")
    assert repair["gain"]["missions"] == 2
    assert repair["gain"]["proved"]
    assert repair["tables"] == [{"table": "absences", "row": 0, "columns": []}]
    assert "SECRET" not in text


def test_one_mission_alone(town, patrolled):
    text = patrolled("explain", town / "week", town / "out", "two", "--time-limit", 0)
    assert "1 mission not held (10 points) come from 1 cause:" in text


def test_a_mission_that_is_not_there_is_refused_with_a_suggestion(town, patrolled):
    text = patrolled("explain", town / "week", town / "out", "twoo", code=2)
    assert "no mission and no officer is called twoo" in text
    assert "two" in text.partition("—")[2]


def test_the_board_tells_what_was_tried(town, patrolled):
    before = read_tables(town / "week")
    said = patrolled("explain", town / "week", town / "out", "--board")
    assert said.splitlines()[-1] == f"Board: {town / 'out' / 'board.html'}"
    board = (town / "out" / "board.html").read_text(encoding="utf-8")
    assert "+2 missions, proved" in board
    # And still does when it is drawn again.
    patrolled("export", town / "week", town / "out")
    board = (town / "out" / "board.html").read_text(encoding="utf-8")
    assert "+2 missions, proved" in board
    assert read_tables(town / "week") == before


def test_the_board_is_that_of_a_folder_and_of_everything(town, patrolled):
    text = patrolled("explain", town / "week", town / "out", "two", "--board", code=2)
    assert "go with a roster, and without a name" in " ".join(text.split())


def test_a_roster_that_no_longer_fits_is_refused(tmp_path, patrolled):
    made = away(week("A"), "A")
    made = mission(mission(made, "one"), "two", start="11:00")
    full = mission(mission(week("A"), "one"), "two", start="11:00")
    solved(full).export(tmp_path / "out")
    made.write(tmp_path / "week")
    text = patrolled("explain", tmp_path / "week", tmp_path / "out", code=5)
    assert "The roster breaks rules with the tables as they are:" in text
