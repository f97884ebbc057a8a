"""The commands that make a roster official, as a commander types them."""

import json
import shutil
import stat
from pathlib import Path

import pytest

import cli
from scheduler.terminal.exits import Exit

QUICKSTART = Path(__file__).parents[2] / "scenarios" / "quickstart"
WEEK = "2026-10-05"
ILL = "M1,2026-10-06,,2026-10-08,,CMO\n"


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solve quickstart as it is, and with an officer ill, once for all tests."""
    home = tmp_path_factory.mktemp("solved")
    shutil.copytree(QUICKSTART, home / "town")
    for out, absence in (("v1", ""), ("v2", ILL)):
        town = home / out / "town"
        shutil.copytree(home / "town", town)
        with (town / "absences.csv").open("a") as file:
            file.write(absence)
        code = cli.run(["solve", str(town), "--out", str(home / out / "out"), "--json"])
        assert code == Exit.OK
    return home


@pytest.fixture
def home(solved: Path, tmp_path: Path, monkeypatch) -> Path:
    """Give a copy of it as the current folder, with a ledger of its own."""
    shutil.copytree(solved / "town", tmp_path / "town")
    shutil.copytree(solved / "v1" / "out", tmp_path / "v1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATROL_DB", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("PATROL_LANG", "en")
    return tmp_path


@pytest.fixture
def ill(home: Path, solved: Path) -> None:
    """Let M1 fall ill: the tables say so, and v2 is the roster of them."""
    with (home / "town" / "absences.csv").open("a") as file:
        file.write(ILL)
    shutil.copytree(solved / "v2" / "out", home / "v2")


@pytest.fixture
def patrol(home: Path, capsys):
    def run(*arguments: str, code: int = 0) -> str:
        found = cli.run(arguments)
        out, err = capsys.readouterr()
        assert found == code, out + err
        return out + err

    return run


@pytest.fixture
def keys(patrol) -> None:
    for force in ("town", "district"):
        patrol("key", "new", f"{force}.key", "--force", force, "--no-passphrase")
        patrol("key", "add", f"{force}.key.pub")


def official(patrol) -> None:
    for force in ("town", "district"):
        patrol("sign", "town", "v1", "--key", f"{force}.key")
    patrol("publish", "town", "v1", "--why", "the week")


def test_a_draft_waits_for_both_forces(patrol):
    said = patrol("publish", "town", "v1")
    assert f"Published: version {WEEK}/1" in said
    assert "waiting for the signature of district, town" in said


def test_signatures_in_the_folder_make_it_official_at_once(patrol, keys):
    official(patrol)
    assert "Official: calendars show it." in patrol("history", WEEK)


def test_a_signature_made_afterwards_is_picked_up_by_publishing_again(patrol, keys):
    patrol("publish", "town", "v1")
    patrol("sign", "town", "v1", "--key", "town.key")
    assert "waiting for the signature of district" in patrol("publish", "town", "v1")
    assert "Official" in patrol("sign", WEEK, "--key", "district.key")


def test_the_ledger_is_for_its_owner_alone(patrol, home: Path):
    patrol("publish", "town", "v1")
    files = [*home.glob("ledger.db*"), home / "v1" / "seal.json"]
    assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o600}


def test_the_private_key_is_for_its_owner_alone(patrol, keys, home: Path):
    assert stat.S_IMODE((home / "town.key").stat().st_mode) == 0o600


def test_a_roster_solved_again_needs_new_signatures(patrol, keys, home: Path):
    official(patrol)
    patrol("solve", "town", "--out", "v1", "--seed", "1")
    seal = json.loads((home / "v1" / "seal.json").read_text())["digest"]
    patrol("sign", "town", "v1", "--key", "town.key")
    assert json.loads((home / "v1" / "seal.json").read_text())["digest"] != seal
    assert [p.name for p in (home / "v1" / "signatures").iterdir()] == ["town.json"]


def test_a_changed_roster_is_not_published(patrol, home: Path):
    path = home / "v1" / "roster.csv"
    path.write_text("\n".join(path.read_text().splitlines()[:-1]) + "\n")
    patrol("publish", "town", "v1", code=Exit.NOT_VERIFIED)
    assert not (home / "ledger.db").exists()


def test_publishing_over_a_version_shows_the_difference(patrol, request):
    patrol("publish", "town", "v1")
    first = json.loads(patrol("history", "--json"))
    request.getfixturevalue("ill")
    said = patrol("publish", "town", "v2", code=Exit.INPUT)
    assert "published already" in said
    assert "M1" in said
    assert "CMO" not in said
    assert json.loads(patrol("history", "--json")) == first


def test_a_base_by_hand_replaces_it(patrol, request):
    patrol("publish", "town", "v1")
    request.getfixturevalue("ill")
    said = patrol("publish", "town", "v2", "--base", f"{WEEK}/1")
    assert f"{WEEK}/2" in said


def test_late_changes_need_a_reason(patrol, keys, request):
    official(patrol)
    request.getfixturevalue("ill")
    arguments = ("publish", "town", "v2", "--base", f"{WEEK}/1")
    assert "--reason" in patrol(*arguments, code=Exit.INPUT)
    patrol(*arguments, "--reason", "the flu of M1")
    assert "the flu of M1" in patrol("history")


def test_a_purge_takes_the_reason_and_the_audit_still_verifies(patrol, keys):
    official(patrol)
    # 5 to 7 October 2026 lie before the day; the log was written later.
    said = patrol("purge", "--before", "2026-10-08")
    assert "1 version: duties removed" in said
    assert "nothing was changed" in patrol("audit")
    said = patrol("diff", f"{WEEK}/1", "v1", code=Exit.INPUT)
    assert "were purged" in said


def test_the_audit_finds_a_hash_kept_on_paper(patrol, keys):
    official(patrol)
    last = json.loads(patrol("audit", "--json"))["last"]
    patrol("audit", "--expect", last)
    said = patrol("audit", "--expect", "0" * 64, code=Exit.NOT_VERIFIED)
    assert "kept on paper" in said


def test_a_retired_key_signs_no_more(patrol, keys):
    patrol("publish", "town", "v1")
    listed = json.loads(patrol("key", "list", "--json"))
    town = next(k["key"] for k in listed if k["force"] == "town")
    patrol("key", "retire", town[:8])
    said = patrol("sign", WEEK, "--key", "town.key", code=Exit.INPUT)
    assert "is retired" in said


def test_a_key_under_a_passphrase_asks_for_it(patrol, monkeypatch):
    monkeypatch.setenv("PATROL_PASSPHRASE", "three words here")
    patrol("key", "new", "town.key", "--force", "town")
    patrol("key", "add", "town.key.pub")
    patrol("publish", "town", "v1")
    monkeypatch.setenv("PATROL_PASSPHRASE", "other words")
    said = patrol("sign", WEEK, "--key", "town.key", code=Exit.INPUT)
    assert "wrong passphrase" in said
    monkeypatch.setenv("PATROL_PASSPHRASE", "three words here")
    assert "district" in patrol("sign", WEEK, "--key", "town.key")


def test_without_a_terminal_the_passphrase_is_asked_for_in_words(patrol, monkeypatch):
    monkeypatch.delenv("PATROL_PASSPHRASE", raising=False)
    said = patrol("key", "new", "a.key", "--force", "town", code=Exit.INPUT)
    assert "PATROL_PASSPHRASE" in said


def test_a_key_is_never_written_over(patrol, keys, home: Path):
    before = (home / "town.key").read_bytes()
    patrol("key", "new", "town.key", "--force", "town", "--no-passphrase", code=2)
    assert (home / "town.key").read_bytes() == before


def test_rolling_back_what_has_begun_is_refused(patrol, keys, request):
    # All of the week lies in the past of the tests.
    official(patrol)
    request.getfixturevalue("ill")
    near = f"{WEEK}/1"
    for force in ("town", "district"):
        patrol("sign", "town", "v2", "--key", f"{force}.key")
    patrol("publish", "town", "v2", "--reason", "ill", "--base", near)
    said = patrol("rollback", near, "--reason", "x", code=Exit.INPUT)
    assert "cannot be rolled back" in said


def test_near_a_published_version_what_has_begun_is_frozen(patrol, keys, home: Path):
    official(patrol)
    with (home / "town" / "requests.csv").open("a") as file:
        file.write("M2,2026-10-07,off,,5\n")
    patrol("solve", "town", "--out", "v2", "--near", f"{WEEK}/1")
    for name in ("roster.csv", "tours.csv"):
        assert (home / "v2" / name).read_bytes() == (home / "v1" / name).read_bytes()


def test_settings_are_told_and_changed(patrol):
    assert "keep_days = 30" in patrol("setting", "keep_days", "30")
    assert "keep_days = 30" in patrol("setting")
    said = patrol("setting", "keep_days", "many", code=Exit.INPUT)
    assert "0 to 3660" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("history",),
        ("audit",),
        ("key", "list"),
        ("setting",),
        ("rollback", f"{WEEK}/1"),
        ("purge", "--before", "2026-01-01"),
    ],
)
def test_without_a_ledger_commands_say_so(patrol, arguments, home: Path):
    said = patrol(*arguments, code=Exit.INPUT)
    assert "there is no ledger" in said
    assert not (home / "ledger.db").exists()


def test_french_is_spoken_too(patrol, keys):
    official(patrol)
    assert "Officielle" in patrol("--lang", "fr", "history")
    assert "rien n'a été modifié" in patrol("--lang", "fr", "audit")
