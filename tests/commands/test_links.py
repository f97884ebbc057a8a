"""patrol token and patrol unread, as people type them."""

import csv
import json
import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

import cli
from scheduler.ledger import tokens
from scheduler.ledger.schema import token
from scheduler.ledger.store import Ledger, open_ledger
from tests.ledger.calendars import duty, enrol, publish_week
from tests.ledger.test_tokens import found as found_at

BASE = "https://duties.example"


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def at_home(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the ledger and the address as an administrator would."""
    monkeypatch.setenv("PATROL_DB", db)
    monkeypatch.setenv("PATROL_URL", f"{BASE}/")
    monkeypatch.setenv("PATROL_LANG", "en")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def type_(*words: object, code: int = 0) -> str:
        capsys.readouterr()
        assert cli.run(["token", *map(str, words)]) == code, capsys.readouterr()
        shown = capsys.readouterr()
        return shown.out + shown.err

    return type_


def secrets_in(text: str) -> list[str]:
    return re.findall(rf"{BASE}/f/([\w-]{{43}})/calendar\.ics", text)


def live(ledger: Ledger, secret: str) -> bool:
    return found_at(ledger, secret) is not None


def test_issue_prints_both_addresses_once(run, ledger: Ledger):
    enrol(ledger, "PM-1")
    shown = run("issue", "PM-1", "--label", "phone")
    [secret] = secrets_in(shown)
    assert f"{BASE}/o/{secret}/" in shown
    assert secret not in run("list")


def test_what_was_issued_works(run, ledger: Ledger):
    enrol(ledger, "PM-1")
    [secret] = secrets_in(run("issue", "PM-1"))
    with ledger.reading() as connection:
        row = connection.execute(select(token)).one()
    assert row.sha256 == tokens.sha256_of(secret)


def test_issue_in_json(run, ledger: Ledger):
    enrol(ledger, "PM-1")
    [made] = json.loads(run("issue", "PM-1", "--alarm", 30, "--json"))
    assert secrets_in(made["calendar"]) == re.findall(r"/o/(.{43})/", made["page"])
    assert (made["code"], made["label"], made["view"]) == ("PM-1", "calendar", "own")


def test_the_language_of_a_calendar_is_the_one_asked_for(run, ledger: Ledger):
    enrol(ledger, "PM-1")
    [made] = json.loads(run("issue", "PM-1", "--lang", "fr", "--json"))
    assert made["language"] == "fr"


def test_all_goes_into_a_file_for_its_owner_alone(run, ledger: Ledger, tmp_path: Path):
    enrol(ledger, "PM-1", "PM-2")
    file = tmp_path / "links.csv"
    shown = run("issue", "--all", "--lang", "fr", "--out", file)
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [r["code"] for r in rows] == ["PM-1", "PM-2"]
    assert all(secrets_in(r["calendar"]) for r in rows)
    assert secrets_in(shown) == []


def test_all_leaves_out_who_has_a_link(run, ledger: Ledger):
    enrol(ledger, "PM-1", "PM-2")
    run("issue", "PM-1", "--lang", "fr")
    made = json.loads(run("issue", "--all", "--lang", "fr", "--json"))
    assert [m["code"] for m in made] == ["PM-2"]


def test_a_file_that_is_there_keeps_links_from_being_made(
    run, ledger: Ledger, tmp_path: Path
):
    enrol(ledger, "PM-1")
    file = tmp_path / "links.csv"
    file.write_text("mine")
    assert "is there already" in run("issue", "--all", "--out", file, code=2)
    assert file.read_text() == "mine"
    assert "No links." in run("list")


def test_links_that_are_not_made_leave_no_file(
    run, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    enrol(ledger, "PM-1")
    file, below = tmp_path / "links.csv", tmp_path / "file"
    below.write_text("")
    run("issue", "--all", "--out", file, "--static", below, code=2)
    assert not file.exists()
    assert "No links." in run("list")


def test_a_zone_has_a_link_for_a_view(run, ledger: Ledger):
    publish_week(ledger, {("zone", "Z", "command"): [duty(5)]})
    run("issue", "--zone", "Z", "--view", "command", "--lang", "fr")
    assert "zone Z, command" in run("list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name officers, or give one of"),
        (("PM-1", "--all"), "name officers, or give one of"),
        (("--zone", "Z", "--team", "T", "--view", "command"), "give one of"),
        (("--zone", "Z"), "--view goes with"),
        (("PM-1", "--view", "command"), "--view goes with"),
        (("PM-9",), "unknown officer PM-9"),
        (("PM-1", "--base-url", "duties"), "duties is no address"),
        (("PM-1", "--base-url", "https://a/?x"), "is no address"),
    ],
)
def test_what_cannot_be_issued_is_said(run, ledger: Ledger, words, said: str):
    enrol(ledger, "PM-1")
    assert said in run("issue", *words, code=2)
    assert "No links." in run("list")


def test_rotate_gives_a_new_link_and_says_until_when_the_old_answers(
    run, ledger: Ledger
):
    enrol(ledger, "PM-1")
    [old] = secrets_in(run("issue", "PM-1"))
    shown = run("rotate", "calendar")
    [new] = secrets_in(shown)
    assert "The old link answers until 20" in shown
    assert new != old
    listed = json.loads(run("list", "--json"))
    assert sorted(x["replaced"] for x in listed) == [False, True]


def test_revoke_by_label_or_id(run, ledger: Ledger):
    enrol(ledger, "PM-1", "PM-2")
    run("issue", "PM-1", "--label", "phone")
    run("issue", "PM-2", "--label", "tablet")
    [by_id] = [
        x["link"] for x in json.loads(run("list", "--json")) if x["code"] == "PM-2"
    ]
    assert "Ended" in run("revoke", "phone")
    assert by_id in run("revoke", by_id)
    assert "No links." in run("list")
    assert run("list", "--ended").count("ended") == 2


def test_a_label_of_several_needs_its_owner(run, ledger: Ledger):
    enrol(ledger, "PM-1", "PM-2")
    run("issue", "PM-1", "PM-2")
    assert "several links" in run("revoke", "calendar", code=2)
    run("revoke", "calendar", "--of", "PM-2")
    assert [x["code"] for x in json.loads(run("list", "--json"))] == ["PM-1"]


def test_static_folders_follow_their_links(run, ledger: Ledger, tmp_path: Path):
    enrol(ledger, "PM-1")
    root = tmp_path / "www"
    [old] = secrets_in(run("issue", "PM-1", "--static", root))
    assert (root / "f" / old / "calendar.ics").is_file()
    [new] = secrets_in(run("rotate", "calendar", "--static", root))
    assert b"BEGIN:VEVENT" in (root / "f" / old / "calendar.ics").read_bytes()
    run("revoke", "calendar", "--static", root)
    assert not (root / "f" / old).exists()
    assert not (root / "f" / new).exists()


def test_serve_static_brings_files_up_to_date(
    run, ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    enrol(ledger, "PM-1")
    root = tmp_path / "www"
    [secret] = secrets_in(run("issue", "PM-1", "--static", root))
    (root / "f" / secret / "calendar.ics").unlink()
    assert cli.run(["serve", "--static", str(root), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == 1


def test_a_ledger_that_is_not_there_is_said(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATROL_DB", "/nowhere/patrol.db")
    assert "there is no ledger /nowhere/patrol.db" in run("list", code=2)


def test_unread_says_whom_to_phone(ledger: Ledger, capsys: pytest.CaptureFixture[str]):
    enrol(ledger, "PM-1")
    far = duty(24 * 3650)
    publish_week(ledger, {("officer", "PM-1", "own"): [far]})
    assert cli.run(["unread"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("PM-1 (PM): 1 duty from ")
    assert "has no link" in shown


def test_unread_within_some_hours_alone(
    ledger: Ledger, capsys: pytest.CaptureFixture[str]
):
    enrol(ledger, "PM-1")
    publish_week(ledger, {("officer", "PM-1", "own"): [duty(24 * 3650)]})
    assert cli.run(["unread", "--within", "48"]) == 0
    assert capsys.readouterr().out == "Every duty to come was fetched.\n"


def test_unread_in_json(ledger: Ledger, capsys: pytest.CaptureFixture[str]):
    enrol(ledger, "PM-1")
    publish_week(ledger, {("officer", "PM-1", "own"): [duty(24 * 3650)]})
    assert cli.run(["unread", "--json"]) == 0
    [one] = json.loads(capsys.readouterr().out)
    assert (one["officer"], one["linked"], one["duties"]) == ("PM-1", False, 1)
    assert one["first_duty"].endswith("Z")


def test_commands_speak_french(run, ledger: Ledger, monkeypatch: pytest.MonkeyPatch):
    enrol(ledger, "PM-1")
    monkeypatch.setenv("PATROL_LANG", "fr")
    assert "1 lien émis" in run("issue", "PM-1")


def test_links_are_checked_by_the_audit(
    run, ledger: Ledger, capsys: pytest.CaptureFixture[str]
):
    enrol(ledger, "PM-1")
    run("issue", "PM-1", "--lang", "fr")
    run("rotate", "calendar")
    assert cli.run(["audit", "--json"]) in (0, 5)
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert "token" not in [f["table"] for f in findings]


def test_an_open_ledger_is_no_hindrance(run, ledger: Ledger, db: str):
    other = open_ledger(db, keep_open=True)
    enrol(ledger, "PM-1")
    with other.reading() as connection:
        connection.execute(select(token)).all()
        run("issue", "PM-1", "--lang", "fr")
    other.close()
