"""Whatever becomes of the files of a roster, the checker answers in words.

Each muddle changes one file in one place. A failure shows the seed of its draws;
`judged` draws it again.
"""

import csv
import io
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.scenario import Scenario
from scheduler.io.faults import InputFaults
from scheduler.scenarios.load import load
from scheduler.verify.report import verdict_json, verdict_lines
from scheduler.verify.solved import read_solved
from scheduler.words import use_language
from tests.solved import solved_quickstart

TABLES = ("roster.csv", "tours.csv")
CHECKED = ("scenario", "status", "inputs", "roster_sha256")
NASTY_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, -(2**70), 10**400, 0.5, float("nan"),
    float("inf"), -float("inf"), "", " ", "x", "\n", "\ud800", "\u202e", "é" * 300,
    "OPTIMAL", "UNKNOWN", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2026-10-05", [], {}, [[]], [{}], {"": ""}, {"a": {"b": []}},
)  # fmt: skip
NASTY_CELLS = (
    "", " ", "0", "-1", "1e9", "999999999999999", "9" * 5000, "٣", "x", "=1+1", "\t",
    '"', "\n", "\x00", "\x1b[31m", "\ud800", "é" * 300, "no", "yes", "M1", "N1", "|",
    "0001-01-01", "9999-12-31", "1970-01-01", "2199-12-31", "2026-10-25",
    "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "1970-01-01T00:00+23:59",
    "2199-12-31T23:59-23:59", "2026-10-05T06:30", "2026-10-05T06:30:30+02:00",
    "2026-10-05T06:30+02:00|2026-10-05T06:30+02:00", "2026-10-25T02:30+01:00",
    "2026-10-05T06:30+00:17",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return solved_quickstart(tmp_path_factory.mktemp("muddled"))


@pytest.fixture(scope="module")
def week(home: Path) -> Scenario:
    return load(home / "quickstart")


def muddled_bytes(data: bytes, draw: random.Random) -> bytes:
    at, size = draw.randrange(len(data)), draw.choice((1, 1, 2, 40))
    new = draw.choice((b"", draw.randbytes(size), data[at : at + size] * 2))
    return data[:at] + new + data[at + size :]


def muddled_table(data: bytes, draw: random.Random) -> bytes:
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    at = draw.randrange(len(rows))
    way = draw.randrange(6)
    if way == 0:
        del rows[at]
    elif way == 1:
        rows.insert(at, list(draw.choice(rows)))
    elif way == 2:
        other = draw.randrange(len(rows))
        rows[at], rows[other] = rows[other], rows[at]
    else:
        row = rows[at]
        column = draw.randrange(len(row))
        row[column] = draw.choice((*NASTY_CELLS, draw.choice(rows)[column]))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(errors="surrogatepass")


def muddled_run(data: bytes, draw: random.Random) -> bytes:
    content = json.loads(data)
    places: list[tuple[Any, Any]] = []

    def walk(inside: Any) -> None:
        keys = inside if isinstance(inside, dict) else range(len(inside))
        for key in list(keys):
            places.append((inside, key))
            if isinstance(inside[key], dict | list):
                walk(inside[key])

    walk(content)
    inside, key = draw.choice(places)
    way = draw.randrange(4)
    if way == 0:
        del inside[key]
    elif way == 1 and isinstance(inside, dict):
        inside[draw.choice(("", "sed", "tiers ", "\ud800"))] = draw.choice(NASTY_VALUES)
    else:
        inside[key] = draw.choice(NASTY_VALUES)
    return json.dumps(content).encode()


def said_of_tiers(run: dict[str, Any]) -> list[Any]:
    names = ("name", "value", "bound", "status", "goals")
    return [[tier[name] for name in names] for tier in run["tiers"]]


def judged(seed: int, home: Path, week: Scenario, folder: Path) -> None:
    """Muddle a copy of the solved folder, judge it, and print what is found."""
    draw = random.Random(seed)
    name = draw.choice(("run.json", *TABLES))
    typed: Callable[..., bytes] = muddled_run if name == "run.json" else muddled_table
    way = draw.choice((typed, typed, muddled_bytes))
    for file in ("run.json", *TABLES):
        shutil.copy(home / "out" / file, folder / file)
    (folder / name).write_bytes(way((home / "out" / name).read_bytes(), draw))
    with use_language("en"):
        try:
            verdict = read_solved(week, folder).verdict
            faults = None
        except InputFaults as refused:
            faults = refused.faults
        if faults is not None:
            assert all(f.file in ("run.json", *TABLES) for f in faults)
            assert all(str(f).isprintable() for f in faults), faults
            return
        lines = [*verdict_lines(week, verdict), json.dumps(verdict_json(week, verdict))]
    assert all(line.isprintable() for line in lines), lines
    if verdict.passed:
        for table in TABLES:
            assert (folder / table).read_bytes() == (home / "out" / table).read_bytes()
        was, now = (
            json.loads((place / "run.json").read_bytes())
            for place in (home / "out", folder)
        )
        assert [was[key] for key in CHECKED] == [now[key] for key in CHECKED]
        assert said_of_tiers(was) == said_of_tiers(now)


def judge_many(seeds: range, home: Path, week: Scenario, folder: Path) -> None:
    for seed in seeds:
        try:
            judged(seed, home, week, folder)
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise


def test_muddled(home: Path, week: Scenario, tmp_path: Path) -> None:
    judge_many(range(200), home, week, tmp_path)


@pytest.mark.nightly
@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", range(1000, 11_000, 1000))
def test_muddled_many_times(
    first: int, home: Path, week: Scenario, tmp_path: Path
) -> None:
    judge_many(range(first, first + 1000), home, week, tmp_path)
