"""A week from solve to telephone, as commanders and officers live it.

With a real database file or PostgreSQL, a real server on loopback, and the commands.
"""

import csv
import datetime as dt
import json
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import cli
from scheduler.ledger.store import open_ledger
from scheduler.serve.addresses import calendar_path
from scheduler.serve.app import app
from scheduler.serve.run import listen, server

QUICKSTART = Path(__file__).parents[1] / "scenarios" / "quickstart"
FIRST = dt.date(2026, 10, 5)
"""First day of quickstart, a Monday."""

_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")


def future_town(folder: Path) -> dt.date:
    """Write quickstart as a week that is to come; return its first day."""
    today = dt.datetime.now(dt.UTC).date()
    monday = today + dt.timedelta(days=21 - today.weekday())
    shutil.copytree(QUICKSTART, folder)

    def later(found: re.Match[str]) -> str:
        return (dt.date.fromisoformat(found[0]) + (monday - FIRST)).isoformat()

    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(_DAY.sub(later, text), encoding="utf-8")
    return monday


@pytest.fixture
def patrol(db: str, monkeypatch, tmp_path: Path, capsys):
    """Give what runs a command, with the ledger of the test, and reads its JSON."""
    monkeypatch.setenv("PATROL_DB", db)
    monkeypatch.setenv("PATROL_LANG", "en")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, code: int = 0):
        found = cli.run([*arguments, "--json"])
        out, err = capsys.readouterr()
        assert found == code, out + err
        return json.loads(out) if out.strip() else None

    return run


@contextmanager
def served(db: str) -> Iterator[str]:
    """Serve a ledger on loopback; yield the address."""
    ledger = open_ledger(db)
    opened = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{opened.getsockname()[1]}"
    running = server(app(ledger, base_url=address))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [opened]})
    thread.start()
    try:
        yield address
    finally:
        running.should_exit = True
        thread.join()
        opened.close()
        ledger.close()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def events(calendar: str) -> dict[str, str]:
    found = re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", calendar, re.DOTALL)
    return {re.search(r"\r\nUID:(\S+)", e)[1]: e for e in found}  # type: ignore[index]


def joint_pair(roster: Path) -> tuple[dict[str, str], str]:
    """Return a seat of a municipal officer beside a national one, and the latter."""
    seats = rows(roster)
    forces = {s["force"] for s in seats}
    assert forces == {"town", "district"}
    for seat in seats:
        if seat["force"] != "town":
            continue
        for other in seats:
            same = [seat[n] == other[n] for n in ("mission", "start", "zone")]
            if all(same) and other["force"] == "district":
                return seat, other["officer"]
    raise AssertionError("no joint crew")


def test_an_officer_falls_ill_and_the_partner_sees_it(
    patrol, db: str, tmp_path: Path, database_kind: str
):
    future_town(tmp_path / "town")
    solved = patrol("solve", "town", "--out", "v1", "--workers", "1")
    assert solved["status"] == "OPTIMAL"
    for force in ("town", "district"):
        patrol("key", "new", f"{force}.key", "--force", force, "--no-passphrase")
        patrol("key", "add", f"{force}.key.pub")
    patrol("sign", "town", "v1", "--key", "town.key")
    first = patrol("publish", "town", "v1", "--why", "the week")
    assert first["official_at"] is None
    second = patrol("sign", first["version"], "--key", "district.key")
    assert second["current"]

    seat, partner = joint_pair(tmp_path / "v1" / "roster.csv")
    bystander = next(
        t["officer"]
        for t in rows(tmp_path / "v1" / "tours.csv")
        if t["officer"] not in (partner, seat["officer"])
    )
    links = {
        officer: patrol("token", "issue", officer)[0]["calendar"]
        for officer in (partner, bystander)
    }
    with served(db) as address:
        path = {o: calendar_path(url.split("/f/")[1].split("/")[0])
                for o, url in links.items()}  # fmt: skip
        before = {o: httpx.get(address + p) for o, p in path.items()}
        assert {r.status_code for r in before.values()} == {200}

        # Ill from an hour before the joint mission until the end of the week.
        start = dt.datetime.fromisoformat(seat["start"])
        ill = start - dt.timedelta(hours=1)
        with (tmp_path / "town" / "absences.csv").open("a", encoding="utf-8") as file:
            file.write(
                f"{seat['officer']},{ill.date()},{ill:%H:%M},"
                f"{ill.date() + dt.timedelta(days=9)},,CMO\n"
            )
        freeze = f"{ill:%Y-%m-%dT%H:%M}"
        near = patrol(
            "solve", "town", "--out", "v2", "--near", first["version"],
            "--freeze", freeze, "--workers", "1",
        )  # fmt: skip
        assert near["status"] == "OPTIMAL"
        told = patrol("diff", first["version"], "v2", "--scenario", "town")
        assert {c["officer"] for c in told["changes"]} >= {seat["officer"]}
        for force in ("town", "district"):
            patrol("sign", "town", "v2", "--key", f"{force}.key")
        third = patrol("publish", "town", "v2", "--why", "ill", "--reason", "ill")
        assert third["current"]

        after = {
            o: httpx.get(
                address + p, headers={"if-none-match": before[o].headers["etag"]}
            )
            for o, p in path.items()
        }
    changed = {c["officer"] for c in told["changes"]}
    assert partner in changed
    assert after[partner].status_code == 200
    was, now = events(before[partner].text), events(after[partner].text)
    moved = {uid for uid in was if now[uid] != was[uid]}
    assert len(moved) >= 1
    of_partner = [c for c in told["changes"] if c["officer"] == partner]
    notes = [e for e in now.values() if "VALUE=DATE:" in e]
    assert len(moved) + len(now) - len(was) - len(notes) <= 2 * len(of_partner)
    if bystander not in changed:
        assert after[bystander].status_code == 304
    # Nothing before the freeze moved, recounted from the files.
    for name, when in (("tours.csv", "start"), ("roster.csv", "start")):
        one, two = (
            {
                tuple(r.values())
                for r in rows(tmp_path / v / name)
                if dt.datetime.fromisoformat(r[when]) < ill
            }
            for v in ("v1", "v2")
        )
        assert one == two
    assert patrol("audit")["findings"] == []
    assert [r["version"] for r in patrol("history")] == [
        first["version"],
        third["version"],
    ]
