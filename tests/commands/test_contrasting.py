"""Contrasts and contradictions, as a command prints them."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import click
import pytest

from scheduler.commands.contrasting import contradicted, contrasted
from scheduler.domain.people import Absence
from scheduler.domain.roster import Facts
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario
from scheduler.scenarios.load import load
from scheduler.terminal.exits import Exit
from scheduler.verify.solved import SolvedWeek, read_solved
from scheduler.words import use_language
from tests.solved import QUICKSTART, solved_quickstart


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> SolvedWeek:
    home = tmp_path_factory.mktemp("contrast")
    folder = solved_quickstart(home)
    return read_solved(load(folder / "quickstart"), folder / "out")


def printed(
    solved: SolvedWeek, officer: str, target: str, *, as_json: bool = False
) -> Exit:
    week: Scenario = solved.scenario
    run: Run = solved.run
    with use_language("en"):
        return contrasted(week, solved.facts, run, officer, target, None, 30, as_json)


def test_an_answer_is_printed(
    solved: SolvedWeek, capsys: pytest.CaptureFixture[str]
) -> None:
    duty = solved.facts.duties[0]
    code = printed(solved, duty.officer, duty.occurrence.mission)
    out = capsys.readouterr().out
    assert code is Exit.OK
    assert out.startswith(f"Why is {duty.officer} in the crew of ")
    assert "Roster computed on" in out


def test_json_alone_is_on_the_standard_output(
    solved: SolvedWeek, capsys: pytest.CaptureFixture[str]
) -> None:
    day = solved.scenario.clock.dates[0].isoformat()
    officer = next(iter(solved.scenario.officers))
    assert printed(solved, officer, day, as_json=True) is Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["officer"], told["day"]) == (officer, day)


@pytest.mark.parametrize(
    ("officer", "target"), [("nobody", "2026-10-05"), ("M1", "nothing")]
)
def test_names_that_are_wrong_are_refused(
    solved: SolvedWeek, officer: str, target: str
) -> None:
    with pytest.raises(click.UsageError):
        printed(solved, officer, target)


def test_a_roster_that_breaks_rules_is_not_explained(
    solved: SolvedWeek, capsys: pytest.CaptureFixture[str]
) -> None:
    """The week is read again with an absence on a tour that the roster has."""
    tour = next(t for t in solved.roster.tours if not t.fixed)
    away = Absence(officer=tour.officer, span=tour.span)
    week = replace(solved.scenario, absences=(*solved.scenario.absences, away))
    facts = Facts(week, solved.roster)
    for as_json in (False, True):
        day = tour.day.isoformat()
        with use_language("en"):
            code = contrasted(week, facts, None, tour.officer, day, None, 30, as_json)
        assert code is Exit.NOT_VERIFIED
    found = capsys.readouterr()
    assert "The roster breaks rules" in found.err
    assert json.loads(found.out)["status"] == "broken"


def test_contradictions_are_printed_with_their_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "quickstart"
    shutil.copytree(QUICKSTART, folder)
    assert contradicted(load(folder), as_json=False) is Exit.OK
    assert capsys.readouterr().out.startswith("No contradiction: ")
    (folder / "pins.csv").write_text(
        "officer,pin,date,shift,mission\nM1,work,2026-10-05,,\nM1,off,2026-10-05,,\n"
    )
    week = load(folder)
    assert contradicted(week, as_json=True) is Exit.INFEASIBLE
    [found] = json.loads(capsys.readouterr().out)["contradictions"]
    assert [fact["row"] for fact in found["facts"]] == ["pins.csv:2", "pins.csv:3"]
