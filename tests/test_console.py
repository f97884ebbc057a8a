"""Streams that are closed, full, left by their reader, or know few characters."""

import codecs
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.terminal import console
from scheduler.terminal.console import PLAIN, Lasting, plain

ROOT = Path(__file__).parents[1]
QUICKSTART = ROOT / "scenarios" / "quickstart"
PATROL = (sys.executable, "-c", "import cli; cli.main()")


def stream(number: int) -> Lasting:
    return Lasting(open(number, "wb"), encoding="utf-8", line_buffering=True)


def test_a_reader_who_went_away_is_no_loss() -> None:
    read, write = os.pipe()
    out = stream(write)
    os.close(read)
    print("line", file=out)
    print("another", file=out, flush=True)
    assert out.lost is None
    out.close()


def test_a_full_disk_is_remembered() -> None:
    out = stream(os.open("/dev/full", os.O_WRONLY))
    print("line", file=out)
    print("another", file=out, flush=True)
    assert out.lost is not None
    assert out.lost.strerror == "No space left on device"
    out.close()


@pytest.mark.parametrize(
    ("encoding", "text", "shown"),
    [
        ("utf-8", "É – “planning” 8\u202fh", "É – “planning” 8\u202fh"),
        ("latin-1", "É – “planning” 8\u202fh", 'É - "planning" 8 h'),
        ("ascii", "Équipe à l’œuvre…", "Equipe a l'oeuvre..."),
        ("ascii", "日本", "??"),
        ("utf-8", "\ud800", "?"),
    ],
)
def test_the_nearest_characters_that_there_are(
    encoding: str, text: str, shown: str
) -> None:
    codecs.register_error(PLAIN, plain)
    assert text.encode(encoding, PLAIN).decode(encoding) == shown


@pytest.mark.parametrize(
    ("encoding", "known"), [("utf-8", True), ("UTF-16", True), ("latin-1", False)]
)
def test_who_knows_all_characters(encoding: str, known: bool) -> None:
    assert console.unicode(io.TextIOWrapper(io.BytesIO(), encoding)) is known


def run(shell: str, *arguments: object, **environment: str) -> tuple[int, bytes]:
    """Run the command with its streams led elsewhere by a shell."""
    done = subprocess.run(
        ["sh", "-c", f'"$@" {shell}', "sh", *PATROL, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_roster_is_found_without_any_stream(tmp_path: Path) -> None:
    """What is opened next must not take the number of a stream that is closed."""
    solve = ("solve", QUICKSTART, "--out", tmp_path / "out")
    assert run("<&- >&- 2>&-", *solve) == (0, b"")
    assert (tmp_path / "out" / "roster.csv").is_file()
    written = (tmp_path / "out").rglob("*")
    assert not any(b"best" in p.read_bytes() for p in written if p.suffix == ".csv")


@pytest.mark.parametrize(
    ("shell", "code"),
    [("2>/dev/full", 0), (">/dev/full", 1), (">/dev/full 2>/dev/full", 1)],
)
def test_full_streams(shell: str, code: int) -> None:
    returned, said = run(shell, "rules", "--lang", "en")
    assert returned == code
    assert b"Traceback" not in said
    if shell == ">/dev/full":
        assert said.startswith(b"Not all of what was to be printed could be (No space")


def test_json_for_a_terminal_of_few_characters_is_whole() -> None:
    """Characters are escaped there, not replaced."""
    code, said = run("", "rules", "--json", "--lang=fr", PYTHONIOENCODING="ascii")
    assert (code, said.isascii()) == (0, True)
    assert b"\\u00e9" in said


@pytest.mark.parametrize("zone", [":/etc/passwd", "Foo/Bar", "CET-1CEST", "/"])
def test_a_time_zone_that_cannot_be_read(zone: str, tmp_path: Path) -> None:
    code, said = run("", "--lang", "en", "new", tmp_path / "week", TZ=zone)
    assert (code, said) == (0, f"Written: {tmp_path / 'week'}\n".encode())
