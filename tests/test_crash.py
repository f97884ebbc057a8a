"""Real runs of the command that are killed, stopped, or run out of disk."""

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

import pytest

from scheduler.export import EXPORTERS
from scheduler.render.edition import Edition
from scheduler.rosters.roster_files import read_roster
from scheduler.rosters.run_file import read_run
from scheduler.scenarios.load import load
from scheduler.verify.solved import read_solved

ROOT = Path(__file__).parents[1]
QUICKSTART = ROOT / "scenarios" / "quickstart"
CLERMONT = ROOT / "scenarios" / "clermont-ferrand"

# Whoever started the tests may have them ignore Ctrl-C, and that is handed down.
PATROL = (
    sys.executable,
    "-c",
    "import signal\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "import cli\n"
    "cli.main()",
)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@contextmanager
def started(cwd: Path, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*PATROL, "--lang", "en", *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        try:
            yield run
        finally:
            run.kill()


def finished(cwd: Path, *arguments: object) -> None:
    """Run the command to its end; it must succeed."""
    with started(cwd, *arguments) as run:
        _said, errors = run.communicate(timeout=60)
        assert run.returncode == 0, errors


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file()
    }


def whole(folder: Path) -> bool:
    """Tell whether a folder holds every output of its own tables, to the byte.

    Feeds written over themselves stay as they are, revisions included.
    """
    week = load(QUICKSTART)
    run, _seal = read_run(folder)
    previous = {PurePosixPath(name): data for name, data in contents(folder).items()}
    edition = Edition(week, read_roster(week, folder), run, "en", previous=previous)
    rendered = {
        relative.as_posix(): content
        for exporter in EXPORTERS.values()
        for relative, content in exporter.render(edition)
    }
    found = contents(folder)
    report = json.loads(found["run.json"])
    files = report.pop("files")
    assert report == json.loads(rendered.pop("run.json"))
    del found["run.json"]
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    passed = read_solved(week, folder).verdict.passed
    return passed and (found, files) == (rendered, hashes)


# Loads what every run needs, then starts a run of its own for each line it is given.
NURSERY = """
import json, os, sys
import cli, icalendar, jinja2, openpyxl, pandas, xlsxwriter
import scheduler.export, scheduler.plan, scheduler.scenarios.load
import scheduler.solve.clash, scheduler.explain.contradictions
for line in sys.stdin:
    child = os.fork()
    if not child:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        os._exit(cli.run(json.loads(line)))
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Nursery:
    """Starts runs that skip the second it takes to load the packages."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._orders, self._news = process.stdin, process.stdout

    def start(self, *arguments: object) -> int:
        """Start a run and return the id of its process."""
        order = json.dumps([str(a) for a in arguments])
        self._orders.write(order + "\n")
        self._orders.flush()
        return int(self._news.readline())

    def end(self) -> int:
        """Wait for the run and return its exit code; negative = killed by a signal."""
        return int(self._news.readline())


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    desk = tmp_path / "desk"
    desk.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        cwd=desk,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize("attempts", [8, pytest.param(40, marks=[pytest.mark.nightly])])
def test_killed_at_any_moment(attempts: int, nursery: Nursery, tmp_path: Path) -> None:
    """Runs die at random moments, the first three before there is any output."""
    home = tmp_path / "home"
    out = home / "out"
    home.mkdir()
    solve = ("--lang", "en", "solve", QUICKSTART, "--workers", 1, "--out")
    tables = contents(QUICKSTART)

    full = 60.0
    for _ in range(2):  # the first run still has something to load
        began = time.monotonic()
        nursery.start(*solve, home / "first")
        assert nursery.end() == 0
        full = min(full, time.monotonic() - began)
    shutil.rmtree(home / "first")

    draw = random.Random(20261122)
    killed = 0
    for attempt in range(attempts):
        before = contents(out) if out.exists() else None
        began = time.monotonic()
        run = nursery.start(*solve, out)
        time.sleep(draw.uniform(0, full))
        with suppress(ProcessLookupError):  # it was faster this time
            os.kill(run, signal.SIGKILL)
        code = nursery.end()
        assert code in (0, -signal.SIGKILL)
        killed += code != 0
        if code == 0:
            full = min(full, time.monotonic() - began)
        after = contents(out) if out.exists() else None
        if after != before:
            assert whole(out)
        assert list((tmp_path / "desk").iterdir()) == []
        strangers = {p.name for p in home.iterdir()} - {"out"}
        assert all(re.fullmatch(r"\.out\..*\.stage", name) for name in strangers)
        if attempt == 2 and not out.exists():
            finished(tmp_path, *solve[2:], out)
    assert killed > attempts / 4

    finished(tmp_path, *solve[2:], out)
    assert whole(out)
    assert [p.name for p in home.iterdir()] == ["out"]
    assert contents(QUICKSTART) == tables


@pytest.mark.parametrize("wait", [0.0, 0.02, 0.05])
def test_killed_while_it_writes(wait: float, nursery: Nursery, tmp_path: Path) -> None:
    """The same at the moment that matters: once something stands beside the output."""
    home = tmp_path / "home"
    out = home / "out"
    home.mkdir()
    nursery.start("solve", QUICKSTART, "--out", out)
    assert nursery.end() == 0
    before = contents(out)
    run = nursery.start("solve", QUICKSTART, "--out", out)
    deadline = time.monotonic() + 30
    while len(list(home.iterdir())) == 1 and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(wait)
    with suppress(ProcessLookupError):
        os.kill(run, signal.SIGKILL)
    assert nursery.end() in (0, -signal.SIGKILL)
    assert contents(out) == before or whole(out)
    nursery.start("solve", QUICKSTART, "--out", out)
    assert nursery.end() == 0
    assert [p.name for p in home.iterdir()] == ["out"]


@pytest.mark.slow
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_keeps_the_best_roster(presses: int, tmp_path: Path) -> None:
    """Someone who has seen enough presses Ctrl-C, perhaps twice."""
    out = tmp_path / "out"
    solve = ("solve", CLERMONT, "--out", out, "--time-limit", 100)
    with started(tmp_path, *solve) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if re.search(r": best \d", line):
                break
        for _ in range(presses):
            run.send_signal(signal.SIGINT)
            time.sleep(0.02)
        said, errors = run.communicate(timeout=90)
    assert run.returncode == 0, errors
    assert "The search was stopped early" in said
    assert "Verified: no breach" in said
    report = json.loads((out / "run.json").read_text())
    assert report["interrupted"] is True
    assert report["status"] == "FEASIBLE"
    assert len(report["tiers"]) == 6
    assert read_solved(load(CLERMONT), out).verdict.passed


def test_ctrl_c_before_there_is_a_roster(tmp_path: Path) -> None:
    """Nothing found yet: nothing is written, and no traceback is shown."""
    out = tmp_path / "out"
    with started(tmp_path, "solve", CLERMONT, "--out", out) as run:
        time.sleep(0.5)
        run.send_signal(signal.SIGINT)
        said, errors = run.communicate(timeout=90)
    assert "Traceback" not in errors
    assert run.returncode in (0, 1, 4)
    if run.returncode:
        assert not out.exists()
        assert len(errors.strip().splitlines()) == 1
        assert said == ""


def test_a_full_disk(tmp_path: Path) -> None:
    """The previous outputs fit on the disk, two editions do not."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root can mount a tiny disk")
    disk, copy = tmp_path / "disk", tmp_path / "copy"
    disk.mkdir()
    previous = tmp_path / "previous"
    finished(tmp_path, "solve", QUICKSTART, "--out", previous)
    # In a name space of its own the disk is gone with the process.
    script = (
        'mount -t tmpfs -o size=300k tmpfs "$1" || exit 99; cp -r "$2" "$1/out";'
        ' shift 3; "$@"; code=$?; cp -r "$DISK" "$COPY"; exit $code'
    )
    done = subprocess.run(
        [
            "unshare", "--mount", "sh", "-c", script, "sh", str(disk), str(previous),
            str(copy), *PATROL, "--lang", "en", "solve", str(QUICKSTART), "--out",
            str(disk / "out"),
        ],
        cwd=tmp_path,
        env={
            **environment(),
            "DISK": str(disk),
            "COPY": str(copy),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )  # fmt: skip
    if done.returncode == 99:
        pytest.skip(f"no tiny disk can be mounted here: {done.stderr.strip()}")
    assert done.returncode == 1, done.stderr
    words = [line for line in done.stderr.splitlines() if ": best " not in line]
    # First, what is told of the quickstart before it is solved.
    assert words[1:] == [
        f"no space left on the disk of {disk / 'out'} — "
        "free some space, or choose a folder on another disk"
    ]
    assert done.stdout == ""
    assert [p.name for p in copy.iterdir()] == ["out"]
    assert contents(copy / "out") == contents(previous)
