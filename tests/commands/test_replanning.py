"""patrol replan: what it prints and writes, on the quickstart with changed tables."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cli
from scheduler.terminal import progress

QUICKSTART = Path(__file__).parents[2] / "scenarios" / "quickstart"
Patrol = Callable[..., tuple[int, str, str]]


@pytest.fixture
def patrol(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Patrol:
    """Return a function that runs the command in this process, without progress."""
    monkeypatch.setattr(progress.Ticker, "show", lambda _ticker: None)

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.run([str(a) for a in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the quickstart solved by the command; not to be changed."""
    folder = tmp_path_factory.mktemp("solved") / "out"
    assert cli.run(["solve", str(QUICKSTART), "--out", str(folder), "--json"]) == 0
    return folder


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """Return a copy of the quickstart to change."""
    return Path(shutil.copytree(QUICKSTART, tmp_path / "week"))


def append(week: Path, table: str, row: str) -> None:
    """Add a row to a table."""
    path = week / f"{table}.csv"
    path.write_text(path.read_text() + row + "\n")


def run_json(folder: Path) -> Any:
    """Return the report of the run of a folder."""
    return json.loads((folder / "run.json").read_text())


def test_it_repairs_verifies_and_says_why(
    patrol: Patrol, week: Path, solved: Path, tmp_path: Path
) -> None:
    append(week, "absences", "M1,2026-10-07,,2026-10-07,,SECRET")
    new = tmp_path / "new"
    code, out, _err = patrol("replan", week, solved, "--out", new, "--workers", "1")
    assert code == 0
    assert "few people: " in out
    assert "  M1: is absent during a published duty\n" in out
    assert f"Changes against {solved}:\n" in out
    assert "SECRET" not in out
    names = [t["name"] for t in run_json(new)["tiers"]]
    assert names[:4] == [
        "mandatory missions", "minimum cover", "few people", "few changes",
    ]  # fmt: skip
    assert {t["status"] for t in run_json(new)["tiers"]} == {"OPTIMAL"}
    code, out, _err = patrol("verify", week, new)
    assert code == 0


def test_a_force_that_withdraws_an_officer_is_a_change_like_another(
    patrol: Patrol, week: Path, solved: Path, tmp_path: Path
) -> None:
    path = week / "fixed_tours.csv"
    head, first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([head, *rest]) + "\n")
    who = first.split(",")[0]
    options = ("--out", tmp_path / "new", "--workers", "1", "--json")
    code, out, _err = patrol("replan", week, solved, *options)
    told = json.loads(out)
    assert code == 0
    (repair,) = told["repairs"]
    assert {"officer": who, "why": "tables", "officers": []} in repair["reasons"]
    assert {c["officer"] for c in told["changes"]["changes"]} >= {who}


def test_nothing_changed_changes_nothing(
    patrol: Patrol, solved: Path, tmp_path: Path
) -> None:
    options = ("--out", tmp_path / "new", "--workers", "1", "--json")
    code, out, _err = patrol("replan", QUICKSTART, solved, *options)
    assert code == 0
    assert json.loads(out)["changes"]["changes"] == []
    assert json.loads(out)["repairs"][0]["people"] == []


def test_another_repair_is_shown_and_written_on_request(
    patrol: Patrol, week: Path, solved: Path, tmp_path: Path
) -> None:
    append(week, "absences", "M1,2026-10-06,,2026-10-07,,CA")
    new = tmp_path / "new"
    options = ("--out", new, "--workers", "1", "--choose", "2", "--json")
    code, out, _err = patrol("replan", week, solved, *options)
    assert code == 0
    told = json.loads(out)
    first, second = told["repairs"]
    assert set(first["people"]) != set(second["people"])
    values = {t["name"]: t["value"] for t in run_json(new)["tiers"]}
    assert values["few people"] == len(second["people"])


def test_a_repair_that_does_not_exist_writes_nothing(
    patrol: Patrol, solved: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    options = ("--out", new, "--workers", "1", "--choose", "20")
    code, _out, err = patrol("replan", QUICKSTART, solved, *options)
    assert code == 2
    assert "repairs were found" in err
    assert not new.exists()


def test_what_began_before_the_freeze_stays(
    patrol: Patrol, week: Path, solved: Path, tmp_path: Path
) -> None:
    append(week, "absences", "M1,2026-10-06,12:00,2026-10-07,,CA")
    new = tmp_path / "new"
    freeze = ("--freeze", "2026-10-06T12:00")
    options = ("--out", new, "--workers", "1", *freeze)
    code, _out, _err = patrol("replan", week, solved, *options)
    assert code == 0
    for name in ("tours.csv",):
        before = (solved / name).read_text().splitlines()
        after = (new / name).read_text().splitlines()
        early = [line for line in before if "2026-10-05" in line]
        assert early == [line for line in after if "2026-10-05" in line]


def test_in_french(patrol: Patrol, week: Path, solved: Path, tmp_path: Path) -> None:
    append(week, "absences", "M1,2026-10-07,,2026-10-07,,CA")
    options = ("--out", tmp_path / "new", "--workers", "1", "--alternatives", "2")
    code, out, _err = patrol("--lang", "fr", "replan", week, solved, *options)
    assert code == 0
    assert "est absent pendant un service publié" in out
    assert "Réparations, dont la numéro 1 est écrite" in out


def test_no_folder_there_is_an_input_error(patrol: Patrol, tmp_path: Path) -> None:
    code, _out, err = patrol("replan", QUICKSTART, tmp_path / "none")
    assert code == 2
    assert "none" in err
