"""Whatever tables, options and calendars hold, the command answers in order.

Each input is a tiny town with something wrong, or odd, somewhere. The command may
find a roster, refuse the input, prove that there is none, or run out of time; it never
ends otherwise, and a folder that it refuses is not made.
"""

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

import cli
from scheduler.io.schema import Column, Type
from scheduler.io.tables import render_csv
from scheduler.scenarios.write import Tables, write_tables
from scheduler.tables.registry import KEYS, TABLES
from scheduler.terminal import progress
from tests.towns import town

ORDERLY = {0, 2, 3, 4}

ODD = (
    "", " ", "0", "1", "-1", "00", "1,5", "15,000", "1e9", "nan", "inf", "9" * 30,
    "none", "yes", "oui", "24:00", "25:00", "7h", "23:59", "2026-10-05", "05/10/2026",
    "2026-02-30", "0001-01-01", "9999-12-31", "2026-10-25", "mon-sun", "lun-sammedi",
    "a|b", "|", "a:1|a:2", "m0", "M0", "N2", "centre", "joint", "day", "morning",
    "free", "libre", "fixed", "OPJ", "#REF!", "=1+1", "+33", "@x", "\u2028", "a\u0085b",
    "é" * 40, "x" * 300, "../../etc", "CON", "a/b", "a\x1bb", "\ufeff", "\u202e",
    "2026-10-05T06:00+01:00", "2026-10-05T06:00+14:00", "44", "44 h", "2640 min",
    "1970-01-01", "2199-12-31", "100000", "1000000",
)  # fmt: skip

FITTING = {
    Type.HOURS: ("35", "7h30", "0"),
    Type.YES_NO: ("yes", "no"),
    Type.DATE: ("2026-10-05", "2026-10-06", "2026-09-30", "2026-12-31"),
    Type.DATES: ("2026-10-05", "2026-10-05|2026-10-06"),
    Type.TIME: ("06:00", "08:30", "14:00", "22:00", "24:00"),
    Type.TIMES: ("08:00", "09:00|17:30"),
    Type.WEEKDAYS: ("mon-sun", "mon", "tue|wed"),
    Type.QUANTITIES: ("bike:1",),
    Type.SETTING: ("none", "10", "48", "8:00", "8 h", "yes"),
    Type.INSTANT: ("2026-10-05T06:00+02:00",),
    Type.INSTANTS: ("2026-10-05T06:00+02:00",),
}

LINES = (
    "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "UID:1", "UID:",
    "DTSTART:20261005T180000Z", "DTSTART;VALUE=DATE:20261005", "DTSTART:20261005",
    "DTSTART;TZID=Europe/Paris:20261006T190000", "DTSTART;TZID=Nowhere:20261006T190000",
    "DTSTART:99991231T235959Z", "DTSTART:00010101T000000Z", "DTSTART:rubbish",
    "DTEND:20261005T200000Z", "DTEND:20261005T235959", "DURATION:PT2H", "DURATION:-P1D",
    "RRULE:FREQ=WEEKLY", "RRULE:FREQ=SECONDLY", "RRULE:FREQ=WEEKLY;INTERVAL=0",
    "RRULE:FREQ=DAILY;UNTIL=00010101T000000Z", "RRULE:", "RRULE:INTERVAL=2",
    "RRULE:FREQ=YEARLY;BYSETPOS=400", "RRULE:FREQ=MINUTELY;BYSECOND=0,1,2,3",
    "EXDATE:20261005T180000Z", "RDATE:20261007T180000Z",
    "RECURRENCE-ID:20261005T180000Z",
    "STATUS:CANCELLED", "STATUS:POSTPONED", "METHOD:CANCEL", "SEQUENCE:x", "SEQUENCE:2",
    "SUMMARY:Town - Lake", "SUMMARY:Town \u2013 Lake", "SUMMARY:Annulé : Town - Lake",
    "SUMMARY;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9", "X-WR-TIMEZONE:UTC", " folded",
    "LAST-MODIFIED:20260901T000000Z", "\x00", "\u2028", "BEGIN:VTIMEZONE",
)  # fmt: skip

OPTIONS = (
    (), ("--seed", "2147483647"), ("--seed", "2147483648"), ("--seed", "-1"),
    ("--gap", "nan"), ("--gap", "0.5"), ("--gap", "-1"), ("--gap", "inf"),
    ("--time-limit", "nan"), ("--time-limit", "0"), ("--time-limit", "1e400"),
    ("--time-limit", "-3"), ("--workers", "0"), ("--workers", "x"),
    ("--near", "nowhere"),
)  # fmt: skip


def muddled(draw: random.Random) -> tuple[Tables, dict[str, bytes]]:
    """Return a tiny town with up to four odd cells, rows or keys, and raw files."""
    plain = town(draw.randrange(10), officers=3, days=2, missions=3)
    tables = {name: [dict(r) for r in rows] for name, rows in plain.tables.items()}
    keys = dict(plain.keys)
    raw: dict[str, bytes] = {}
    for _ in range(draw.choice((1, 1, 2, 4))):
        what = draw.random()
        if what < 0.2:
            name = draw.choice(sorted(TABLES))
            new = {c.name: fitting(draw, c, tables) for c in TABLES[name].columns}
            tables.setdefault(name, []).append(new)
        elif what < 0.55:
            name = draw.choice(sorted(n for n in tables if tables[n]))
            column = draw.choice(TABLES[name].columns)
            cell = draw.choice((fitting(draw, column, tables), odd(draw, tables)))
            draw.choice(tables[name])[column.name] = cell
        elif what < 0.65:
            name = draw.choice(sorted(tables))
            tables[name] = draw.choice([[], tables[name][:1] * 3, tables[name][::-1]])
        elif what < 0.8:
            keys[draw.choice(sorted(KEYS))] = odd(draw, tables)
        elif what < 0.9:
            name = draw.choice(sorted(tables))
            data = bytearray(render_csv(TABLES[name], tables[name]))
            for _ in range(draw.randint(1, 5)):
                data[draw.randrange(len(data))] = draw.randrange(256)
            raw[f"{name}.csv"] = bytes(data)
        else:
            raw["club.ics"] = calendar(draw)
            tables["fixtures"] = [
                {
                    "fixture": "f",
                    "calendar": "club.ics",
                    "zone": "centre",
                    "plan": "p",
                    "attendance": "500",
                }
            ]
            tables["event_plans"] = [
                {
                    "plan": "p",
                    "phase": "gates",
                    "kind": "market",
                    "from": "kick_off",
                    "offset": "-60",
                    "minutes": "60",
                }
            ]
    return Tables(keys, tables), raw


def fitting(draw: random.Random, column: Column, tables: dict) -> str:
    """Return a cell that a column may well hold."""
    if not column.required and draw.random() < 0.5:
        return ""
    if column.choices:
        return draw.choice(column.choices)
    if column.refers:
        key = TABLES[column.refers].key[0]
        codes = [row[key] for row in tables.get(column.refers, ()) if row.get(key)]
        return draw.choice(codes or ["joint"])
    if column.type is Type.INTEGER:
        return str(draw.randint(column.least or 0, min(column.most or 300, 300)))
    return draw.choice(FITTING.get(column.type, ("one", "two")))


def odd(draw: random.Random, tables: dict) -> str:
    """Return a cell: odd by itself, or taken from elsewhere."""
    if draw.random() < 0.6:
        return draw.choice(ODD)
    row = draw.choice(draw.choice([rows for rows in tables.values() if rows]))
    return draw.choice(sorted(row.values()))


def calendar(draw: random.Random) -> bytes:
    """Return a calendar of one event, or of lines in any order."""
    lines = draw.sample(LINES, draw.randint(1, 14))
    if draw.random() < 0.7:
        lines = [
            "BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "SUMMARY:Town - Lake",
            *lines, "END:VEVENT", "END:VCALENDAR",
        ]  # fmt: skip
    return "\r\n".join(lines).encode(
        draw.choice(["utf-8", "utf-8", "cp1252"]), "replace"
    )


def answers(
    seeds: range, home: Path, capsys: pytest.CaptureFixture[str]
) -> Counter[int]:
    """Return how often the command ended how, over the inputs of some seeds."""
    found: Counter[int] = Counter()
    for seed in seeds:
        draw = random.Random(seed)
        tables, raw = muddled(draw)
        write_tables(tables, home / "s")
        for name, data in raw.items():
            (home / "s" / name).write_bytes(data)
        options = draw.choice(OPTIONS) if draw.random() < 0.2 else ()
        code = cli.run(
            [
                "solve", str(home / "s"), "--out", str(home / "o"),
                "--time-limit", "2", "--workers", "1", *options,
            ]
        )  # fmt: skip
        said = capsys.readouterr()
        text = said.out + said.err
        assert code in ORDERLY, f"seed {seed}: exit {code}\n{text}"
        assert "Traceback" not in text, f"seed {seed}\n{text}"
        assert code == 0 or text.strip(), f"seed {seed}: exit {code} without a word"
        assert (home / "o").exists() is (code == 0), f"seed {seed}: exit {code}"
        found[code] += 1
        for folder in (home / "s", home / "o"):
            shutil.rmtree(folder, ignore_errors=True)
    return found


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress.Ticker, "show", lambda _ticker: None)


def test_some_odd_inputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answers(range(60), tmp_path, capsys)
    assert found[0] > 3
    assert found[2] > 20


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(0, 10_000, 500))
def test_ten_thousand_odd_inputs(
    first: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = range(first, first + 500)
    found = answers(seeds, tmp_path, capsys)
    with capsys.disabled():
        print(f"seeds {seeds.start} to {seeds.stop - 1}: {dict(sorted(found.items()))}")  # noqa: T201
