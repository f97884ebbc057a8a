"""``patrol report`` as people and programs meet it."""

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import cli
from scheduler import words

Answer = tuple[int, str, str]
Patrol = Callable[..., Answer]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PATROL_LANG", "en")
    monkeypatch.setattr(words, "_process", "en")
    token = words._chosen.set(None)
    yield
    words._chosen.reset(token)


@pytest.fixture
def patrol(capsys: pytest.CaptureFixture[str]) -> Patrol:
    def call(*arguments: object) -> Answer:
        code = cli.run([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def given(home: Path) -> tuple[Path, Path]:
    return home / "quickstart", home / "out"


def test_report(patrol: Patrol, given: Any, tmp_path: Path) -> None:
    code, out, err = patrol("report", *given, "--out", tmp_path / "report")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[-1] == f"Written: {tmp_path / 'report'}"
    assert len(lines) == 9
    assert all(line[0] in "✓!?" for line in lines[:-1])
    assert {p.name for p in (tmp_path / "report").iterdir()} == {
        "report.html", "report.json", "report.xlsx",
    }  # fmt: skip


def test_report_for_machines(patrol: Patrol, given: Any, tmp_path: Path) -> None:
    code, out, err = patrol("report", *given, "--out", tmp_path / "r", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told.pop("written") == str(tmp_path / "r")
    assert told["headline"]["planned"] > 0
    assert set(told["figures"]) > {"missions_by_kind", "hours_by_band", "agreements"}


@pytest.mark.parametrize("place", ["before", "after"])
def test_report_in_the_language_asked_for(
    place: str, patrol: Patrol, given: Any, tmp_path: Path
) -> None:
    out = tmp_path / "r"
    for lang in ("fr", "en"):
        before = ("--lang", lang) if place == "before" else ()
        after = ("--lang", lang) if place == "after" else ()
        code, *_said = patrol(*before, "report", *given, "--out", out, *after)
        assert code == 0
        assert f'<html lang="{lang}"' in (out / "report.html").read_text()
        assert json.loads((out / "report.json").read_text())["language"] == lang


def test_the_same_report_twice(patrol: Patrol, given: Any, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert patrol("report", *given, "--out", tmp_path / name)[0] == 0
    for name in ("report.html", "report.json", "report.xlsx"):
        one, other = ((tmp_path / x / name).read_bytes() for x in "ab")
        assert one == other


def test_meetings_every(patrol: Patrol, given: Any, tmp_path: Path) -> None:
    _code, out, _err = patrol(
        "report", *given, "--out", tmp_path / "r", "--json", "--meetings-every", 1
    )
    (row, *_others) = json.loads(out)["figures"]["meetings_by_rhythm"]["rows"]
    told = json.loads(out)["period"]["days_covered"]
    assert (row["every"], row["due"]) == (1, told)


def test_the_period(patrol: Patrol, given: Any, tmp_path: Path) -> None:
    _code, out, _err = patrol("report", *given, "--out", tmp_path / "r", "--json")
    first = json.loads(out)["period"]["from"]
    code, out, _err = patrol(
        "report", *given, "--out", tmp_path / "r", "--json", "--period-from", first,
        "--period-to", first,
    )  # fmt: skip
    told = json.loads(out)
    assert code == 0
    assert told["period"] == {"from": first, "to": first, "days_covered": 1}
    code, _out, err = patrol(
        "report", *given, "--period-from", "2026-02-02", "--period-to", "2026-02-01"
    )
    assert (code, "before it begins" in err) == (2, True)
    code, _out, err = patrol(
        "report", *given, "--out", tmp_path / "n", "--period-to", "1999-01-01"
    )
    assert (code, "no week has a day" in err) == (2, True)
    assert not (tmp_path / "n").exists()


def test_facts(patrol: Patrol, given: Any, tmp_path: Path) -> None:
    _code, out, _err = patrol("report", *given, "--out", tmp_path / "r", "--json")
    told = json.loads(out)
    commune = told["figures"]["missions_by_commune"]["rows"][0]["commune"]["code"]
    facts = tmp_path / "facts.csv"
    day = told["period"]["from"]
    facts.write_text(f"date,figure,commune,value\n{day},tickets,{commune},7\n")
    arguments = ("report", *given, "--out", tmp_path / "r", "--facts", facts)
    code, out, _err = patrol(*arguments, "--json")
    assert code == 0
    counted = {
        r["figure"]["code"]: r["value"]
        for r in json.loads(out)["figures"]["outcomes"]["rows"]
    }
    assert counted["tickets"] == 7
    assert "unknown" in counted["impounds"]
    facts.write_text(f"date,figure,commune,value\n{day},ticket,{commune},7\n")
    code, _out, err = patrol(*arguments)
    assert code == 2
    assert f"{facts}:2: figure: not known here (ticket)" in err
    assert "did you mean “tickets”?" in err


@pytest.mark.parametrize("number", [1, 3])
def test_pairs_that_do_not_go_up(number: int, patrol: Patrol, given: Any) -> None:
    code, _out, err = patrol("report", *(given * 2)[:number])
    assert code == 2
    assert "SCENARIO and DIR go in pairs" in err
    assert str(given[0]) in err


def test_nothing_to_report_on(patrol: Patrol) -> None:
    code, _out, err = patrol("report")
    assert code == 2
    assert "SCENARIO DIR" in err


def test_faults_of_all_folders_and_nothing_written(
    patrol: Patrol, given: Any, home: Path, tmp_path: Path
) -> None:
    scenario, folder = given
    pairs = (scenario, home / "no", scenario, folder, scenario, home / "nor")
    code, _out, err = patrol("report", *pairs, "--out", tmp_path / "r")
    assert code == 2
    assert str(home / "no" / "run.json") in err
    assert str(home / "nor" / "run.json") in err
    assert "Reading" in err
    assert not (tmp_path / "r").exists()


def test_the_same_week_twice(patrol: Patrol, given: Any, tmp_path: Path) -> None:
    code, out, _err = patrol(
        "report", *given, *given, "--out", tmp_path / "r", "--json"
    )
    (error,) = json.loads(out)["errors"]
    assert code == 2
    assert "it would count twice — give each week once" in error


def test_a_roster_that_does_not_verify(
    patrol: Patrol, given: Any, tmp_path: Path
) -> None:
    roster = given[1] / "roster.csv"
    head, *rows = roster.read_text().splitlines(keepends=True)
    roster.write_text(head + "".join(rows[1:]))
    code, out, _err = patrol("report", *given, "--out", tmp_path / "r")
    assert code == 5
    assert out.startswith(f"{given[1]}:\n")
    assert out.rstrip().endswith("Correct these, or leave them out.")
    code, out, _err = patrol("report", *given, "--out", tmp_path / "r", "--json")
    told = json.loads(out)
    assert (code, told["status"]) == (5, "not verified")
    assert told["refused"][0]["folder"] == str(given[1])
    assert not (tmp_path / "r").exists()


def test_a_folder_of_something_else_is_refused_before_reading(
    patrol: Patrol, given: Any
) -> None:
    code, _out, err = patrol("report", *given, "--out", given[1])
    assert code == 2
    assert "not a report written by this program" in err


def test_two_weeks_of_one_place(
    patrol: Patrol, given: Any, home: Path, tmp_path: Path
) -> None:
    """The quickstart and the same a week later: everything twice."""
    later = home / "later"
    shutil.copytree(given[0], later)
    for path in later.iterdir():
        text = path.read_text()
        path.write_text(re.sub(r"\d{4}-\d\d-\d\d", _a_week_later, text))
    code, _out, err = patrol("solve", later, "--out", home / "out2", "--workers", 1)
    assert code == 0, err
    _code, out, _err = patrol("report", *given, "--out", tmp_path / "r", "--json")
    one = json.loads(out)
    code, out, _err = patrol(
        "report", *given, later, home / "out2", "--out", tmp_path / "r", "--json"
    )
    two = json.loads(out)
    assert code == 0
    assert len(two["rosters"]) == 2
    assert two["period"]["days_covered"] == 2 * one["period"]["days_covered"]
    assert two["headline"]["planned"] == 2 * one["headline"]["planned"] > 0
    # Two civil weeks, and the sum.
    assert len(two["figures"]["missions_by_week"]["rows"]) == 3
    # Between the two weeks lie days of the period without a roster.
    points = {p["point"]: p["state"] for p in two["points"]}
    assert points["covered"] == "attention"


def _a_week_later(match: re.Match[str]) -> str:
    return (dt.date.fromisoformat(match[0]) + dt.timedelta(7)).isoformat()
