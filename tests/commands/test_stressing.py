"""patrol stress, as people type it."""

import json
from pathlib import Path

import pytest

import cli
from scheduler.commands import stressing
from scheduler.terminal.exits import Exit
from tests.solved import solved_quickstart

DRAWS = ("--draws", "10")


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return solved_quickstart(tmp_path_factory.mktemp("stress"))


@pytest.fixture
def home(solved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(solved)
    monkeypatch.setenv("PATROL_DB", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("PATROL_LANG", "en")
    return solved


@pytest.fixture
def stress(home: Path, capsys: pytest.CaptureFixture[str]):
    def run(*words: str, roster: str = "out", code: int | None = 0) -> str:
        capsys.readouterr()
        found = cli.run(["stress", "quickstart", roster, *words])
        out, err = capsys.readouterr()
        assert code in (None, found), out + err
        return out + err

    return run


def test_officers_absences_and_a_reserve_are_told(stress):
    said = stress(*DRAWS, "--rate", "20")
    assert "Each officer away in turn" in said
    assert "Usual absences (20 %), 10 draws" in said
    assert "after repair:" in said
    assert "1 a day saves" in said
    assert "2 a day save" in said


def test_a_seed_gives_the_same_figures(stress):
    one, again = (stress(*DRAWS, "--seed", "3", "--json") for _time in range(2))
    assert one == again


def test_the_figures_add_up(stress):
    answer = json.loads(stress(*DRAWS, "--rate", "20", "--reserve", "2", "--json"))
    absences = answer["absences"]
    means = [step["mean"]["all"] for step in absences["reserve"]["a_day"]]
    assert means[0] == absences["repaired"]["mean"]["all"]
    assert means == sorted(means, reverse=True)
    assert means[0] <= absences["at_once"]["mean"]["all"]
    for officer in answer["officers"]:
        assert officer["repaired"]["points"] <= officer["at_once"]["points"]
    assert answer["complete"] is True


def test_a_force_has_its_own_rate(stress):
    answer = json.loads(stress(*DRAWS, "--rate", "4", "--rate", "town=12,5", "--json"))
    assert answer["absences"]["rates"] == {"town": 12.5, "district": 4.0}


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("many", "many is no rate — give a percentage from 0 to 100"),
        ("101", "101 is no rate"),
        ("nan", "nan is no rate"),
        ("town=-1", "town=-1 is no rate"),
        ("towm=5", "unknown force towm — did you mean “town”?"),
    ],
)
def test_a_wrong_rate_is_refused_with_what_to_give(stress, rate, said):
    assert said in stress("--rate", rate, code=Exit.INPUT)


def test_the_best_roster_without_an_officer_has_its_bound(stress):
    answer = json.loads(stress(*DRAWS, "--prove", "2", "--json"))
    proofs = [o["best"] for o in answer["officers"] if o["best"] is not None]
    assert proofs
    for tier in (t for proof in proofs for t in proof):
        assert tier["bound"] <= tier["value"]


def test_a_proof_needs_the_folder(stress):
    assert cli.run(["publish", "quickstart", "out"]) == Exit.OK
    said = stress("--prove", "1", roster="2026-10-05/1", code=Exit.INPUT)
    assert "--prove needs the folder of a roster" in said


def test_a_published_version_gives_the_same_as_its_folder(stress):
    assert cli.run(["publish", "quickstart", "out"]) == Exit.OK
    assert stress(*DRAWS, "--json", roster="2026-10-05/1") == stress(*DRAWS, "--json")


def test_what_is_found_is_told_when_the_time_is_over(stress, monkeypatch):
    monkeypatch.setattr(stressing._Trial, "over", lambda _trial: True)
    said = stress(*DRAWS)
    assert "Stopped after 0 of" in said
    answer = json.loads(stress(*DRAWS, "--json"))
    assert answer["complete"] is False


def test_a_roster_that_breaks_rules_is_not_tried(stress, home: Path):
    table = home / "out" / "tours.csv"
    before = table.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    try:
        table.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
        said = stress(*DRAWS, code=Exit.NOT_VERIFIED)
    finally:
        table.write_text(before, encoding="utf-8")
    assert "The roster breaks rules with the tables as they are:" in said


def test_it_speaks_french(stress, monkeypatch):
    monkeypatch.setenv("PATROL_LANG", "fr")
    said = stress(*DRAWS, "--rate", "20")
    assert "Chaque agent absent à son tour" in said
