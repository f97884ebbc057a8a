"""Four versions of a shipped week, and the calendars of all its officers in each.

Moved, withdrawn, restored, crewed anew, and a new officer. Run as a program it writes
``OUT/vN/OFFICER.ics`` with ``OFFICER.json``, what a judge of calendars has to find:
``python -m tests.ledger.lives SCENARIO OUT``.
"""

import csv
import datetime as dt
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

import cli
from scheduler.calendars.content import Owner, View
from scheduler.calendars.events import Event
from scheduler.ledger import feeds
from scheduler.ledger.people import pids_of
from scheduler.ledger.schema import feed_bytes
from scheduler.ledger.signing import ONE, SIGNATURES, add_signature, settle
from scheduler.ledger.store import Ledger, open_ledger, write_setting
from scheduler.ledger.versions import Version
from scheduler.official import publish_folder
from scheduler.scenarios.load import load
from scheduler.verify.solved import read_solved
from tests.ledger.drafts import Signatory

ILL_FROM = (3, "14:00")
"""Thursday of the week, 14:00: what began before stays in all later versions."""


@dataclass(frozen=True)
class Shown:
    """The calendar of an officer in a version."""

    officer: str
    content: bytes
    events: tuple[Event, ...]


def edit(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Change the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), reader.fieldnames or []
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


class Week:
    """A copy of a shipped week, solved and published four times."""

    def __init__(self, scenario: Path, folder: Path) -> None:
        self.folder = folder
        self.town = folder / "town"
        shutil.copytree(scenario, self.town)
        self.first = load(self.town).clock.start
        self.now = dt.datetime.combine(
            self.first - dt.timedelta(days=10), dt.time(8), tzinfo=dt.UTC
        )
        self.ledger = open_ledger(str(folder / "ledger.db"), create=True)
        with self.ledger.writing() as connection:
            write_setting(connection, SIGNATURES, ONE)
        self.keys: dict[str, Signatory] = {}

    def publish(self, number: int, near: int | None) -> None:
        """Solve the tables as they are, near a version, and make it official."""
        out = self.folder / f"out{number}"
        day, time = ILL_FROM
        freeze = f"{self.first + dt.timedelta(days=day)}T{time}"
        beside = self.folder / f"out{near}"
        arguments = ["solve", str(self.town), "--out", str(out), "--json"]
        if near:
            arguments += ["--near", str(beside), "--freeze", freeze]
        code = cli.run([*arguments, "--time-limit", "120"])
        assert code == 0, arguments
        solved = read_solved(load(self.town), out)
        base = f"{self.first}/{number - 1}" if number > 1 else None
        self.now += dt.timedelta(hours=1)
        made = publish_folder(
            self.ledger, solved, out, base=base, by="", why="", reason="x", now=self.now
        ).version
        with self.ledger.writing() as connection:
            force = made.forces[0]
            if force not in self.keys:
                self.keys[force] = Signatory(connection, force)
            if not made.current:
                self._sign(connection, made)

    def _sign(self, connection, made: Version) -> None:
        signatory = self.keys[made.forces[0]]
        if signatory.force not in made.signed:
            add_signature(connection, made, signatory.sign(made), self.now)
        assert settle(connection, made, self.now).current
        feeds.render_week(connection, made.week, self.now)

    def shown(self) -> Iterator[Shown]:
        """Yield the calendar of every officer, as it is now."""
        yield from calendars(self.ledger, self.now)


def calendars(ledger: Ledger, now: dt.datetime) -> Iterator[Shown]:
    with ledger.writing() as connection:
        for officer, pid in sorted(pids_of(connection).items()):
            row = feeds.feed_id(
                connection,
                feeds.Wanted(
                    owner=Owner.OFFICER, code=pid, view=View.OWN, language="fr"
                ),
                now,
            )
            content = connection.scalar(
                select(feed_bytes.c.bytes).where(feed_bytes.c.feed_id == row)
            )
            assert content is not None
            yield Shown(officer, content, tuple(feeds.events_of(connection, row)))


def live(scenario: Path, folder: Path) -> Iterator[tuple[int, Week, tuple[Shown, ...]]]:
    """Yield each version with the calendars of all officers."""
    week = Week(scenario, folder)
    week.publish(1, None)
    first = tuple(week.shown())
    yield 1, week, first
    ill, partner = _joint_pair(week)
    start = week.first + dt.timedelta(days=ILL_FROM[0])
    end = week.first + dt.timedelta(days=9)

    def absent(rows: list[dict[str, str]]) -> None:
        rows.append(
            dict(
                zip(
                    ("officer", "from_date", "from_time", "to_date", "to_time"),
                    (ill, str(start), ILL_FROM[1], str(end), ""),
                    strict=True,
                )
            )
        )

    saved = {p.name: p.read_bytes() for p in week.town.iterdir() if p.is_file()}
    edit(week.town / "absences.csv", absent)
    week.publish(2, 1)
    yield 2, week, tuple(week.shown())
    edit(week.town / "missions.csv", lambda rows: _move(rows, week.first))
    edit(week.town / "officers.csv", lambda rows: _join(rows, partner))
    week.publish(3, 2)
    yield 3, week, tuple(week.shown())
    officers = (week.town / "officers.csv").read_bytes()
    for name, content in saved.items():
        (week.town / name).write_bytes(content)
    (week.town / "officers.csv").write_bytes(officers)
    week.publish(4, 1)
    yield 4, week, tuple(week.shown())


def _joint_pair(week: Week) -> tuple[str, str]:
    """Return an officer with a joint mission from Friday on, and a partner there."""
    friday = str(week.first + dt.timedelta(days=ILL_FROM[0] + 1))
    with (week.folder / "out1" / "roster.csv").open(encoding="utf-8") as file:
        seats = list(csv.DictReader(file))
    for seat in seats:
        for other in seats:
            same = [seat[n] == other[n] for n in ("mission", "start", "zone")]
            later = seat["date"] >= friday
            if later and all(same) and seat["force"] != other["force"]:
                return seat["officer"], other["officer"]
    raise AssertionError("no joint crew from Friday on")


def _move(rows: list[dict[str, str]], first: dt.date) -> None:
    """Move the first mission of Saturday with one start by half an hour."""
    saturday = str(first + dt.timedelta(days=5))
    for row in rows:
        if row["starts"] and "|" not in row["starts"] and saturday in row["dates"]:
            hour, minute = map(int, row["starts"].split(":"))
            later = hour * 60 + minute + 30
            row["starts"] = f"{later // 60 % 24:02}:{later % 60:02}"
            return
    raise AssertionError("no such mission")


def _join(rows: list[dict[str, str]], like: str) -> None:
    """Add an officer like another one."""
    found = next(r for r in rows if r["officer"] == like)
    rows.append({**found, "officer": "NEW-1"})


def truth(shown: Shown) -> list[dict[str, str]]:
    """Return what a judge has to find in a calendar, from the ledger's own rows."""
    import icalendar

    found = []
    for event in shown.events:
        read = icalendar.Event.from_ical(event.text)
        stamp = "%Y-%m-%d" if event.is_note else "%Y-%m-%dT%H:%M:%SZ"
        start, end = (_instant(read, n) for n in ("dtstart", "dtend"))
        found.append(
            {
                "start": start.strftime(stamp),
                "end": end.strftime(stamp),
                "summary": str(read["summary"]),
            }
        )
    return found


def _instant(event: Any, name: str) -> Any:
    return event[name].dt


def main(scenario: Path, out: Path) -> None:
    for number, _week, shown in live(scenario, out / "work"):
        folder = out / f"v{number}"
        folder.mkdir(parents=True)
        for one in shown:
            (folder / f"{one.officer}.ics").write_bytes(one.content)
            (folder / f"{one.officer}.json").write_text(json.dumps(truth(one)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
