"""Outputs appear whole or not at all."""

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

import scheduler.export as export
from scheduler import publish as publishing
from scheduler.publish import OutputRefused, publish, staging
from scheduler.render.edition import Edition
from scheduler.words import use_language

ROOT = Path(__file__).parents[2]
SLOW = pytest.mark.slow


class Fake:
    """Writes a run, and some files that all hold the same text."""

    def __init__(self, text: str, files: int = 3, size: int = 1) -> None:
        self.text = text
        self.files = files
        self.size = size

    def render(self, edition: object) -> Iterator[tuple[PurePosixPath, bytes]]:
        yield PurePosixPath("run.json"), b"{}"
        for n in range(self.files):
            yield PurePosixPath("feeds", f"{n}.ics"), self.text.encode() * self.size


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch, small: Edition):
    """Return a function that publishes a text into a folder."""

    def put(folder: Path, text: str, **size: int) -> None:
        monkeypatch.setattr(export, "EXPORTERS", {"fake": Fake(text, **size)})
        publish(small, folder)

    return put


def texts(folder: Path) -> set[str]:
    return {
        p.read_text() for p in folder.rglob("*") if p.is_file() and p.name != "run.json"
    }


def listed(folder: Path) -> dict[str, str]:
    found = json.loads((folder / "run.json").read_text())["files"]
    return dict(found)


def strangers(folder: Path) -> list[str]:
    return [p.name for p in folder.parent.iterdir() if p.name != folder.name]


def test_a_new_folder_is_made(tmp_path: Path, put) -> None:
    put(tmp_path / "a" / "out", "one")
    assert texts(tmp_path / "a" / "out") == {"one"}


def test_an_empty_folder_is_filled(tmp_path: Path, put) -> None:
    (tmp_path / "out").mkdir()
    put(tmp_path / "out", "one")
    assert texts(tmp_path / "out") == {"one"}


def test_a_former_output_is_replaced(tmp_path: Path, put) -> None:
    put(tmp_path / "out", "one", files=5)
    put(tmp_path / "out", "two", files=2)
    assert texts(tmp_path / "out") == {"two"}
    assert len(list((tmp_path / "out" / "feeds").iterdir())) == 2


def test_nothing_is_left_beside_it(tmp_path: Path, put) -> None:
    put(tmp_path / "out", "one")
    put(tmp_path / "out", "two")
    assert strangers(tmp_path / "out") == []


def test_files_of_others_are_carried_over(tmp_path: Path, put) -> None:
    put(tmp_path / "out", "one")
    (tmp_path / "out" / "notes").mkdir()
    (tmp_path / "out" / "notes" / "mine.txt").write_text("keep")
    (tmp_path / "out" / "link").symlink_to("notes")
    put(tmp_path / "out", "two")
    assert (tmp_path / "out" / "notes" / "mine.txt").read_text() == "keep"
    assert (tmp_path / "out" / "link").readlink() == Path("notes")


def test_every_file_is_listed_with_its_hash(tmp_path: Path, put) -> None:
    put(tmp_path / "out", "one", files=2)
    digest = hashlib.sha256(b"one").hexdigest()
    assert listed(tmp_path / "out") == {"feeds/0.ics": digest, "feeds/1.ics": digest}


def test_a_file_of_others_among_ours_is_kept(tmp_path: Path, put) -> None:
    put(tmp_path / "out", "one", files=2)
    (tmp_path / "out" / "feeds" / "mine.txt").write_text("mine")
    (tmp_path / "out" / "feeds" / "empty").mkdir()
    put(tmp_path / "out", "two", files=1)
    names = {p.name for p in (tmp_path / "out" / "feeds").iterdir()}
    assert names == {"0.ics", "mine.txt", "empty"}
    assert texts(tmp_path / "out") == {"two", "mine"}
    assert list(listed(tmp_path / "out")) == ["feeds/0.ics"]


def test_a_file_changed_by_hand_is_set_aside(tmp_path: Path, put, small) -> None:
    out = tmp_path / "out"
    put(out, "one")
    for edition in ("first", "second"):
        (out / "feeds" / "1.ics").write_text(edition)
        with staging(small, out) as stage:
            stage.commit()
        (aside,) = stage.kept
        assert (out / aside).read_text() == edition
    assert {p.name for p in (out / "feeds").iterdir()} == {
        "0.ics", "1.ics", "1.ics.kept", "1.ics.kept-2", "2.ics"
    }  # fmt: skip
    assert (out / "feeds" / "1.ics").read_text() == "one"


def test_a_changed_file_that_is_no_longer_made_stays(tmp_path: Path, put) -> None:
    put(tmp_path / "out", "one", files=2)
    (tmp_path / "out" / "feeds" / "1.ics").write_text("changed")
    put(tmp_path / "out", "two", files=1)
    assert texts(tmp_path / "out") == {"two", "changed"}
    assert list(listed(tmp_path / "out")) == ["feeds/0.ics"]


def test_files_and_folders_in_each_other_s_place_are_set_aside(
    tmp_path: Path, put
) -> None:
    out = tmp_path / "out"
    put(out, "one", files=2)
    (out / "feeds" / "1.ics").unlink()
    (out / "feeds" / "1.ics").mkdir()
    for name in ("a", "b"):
        (out / "feeds" / "1.ics" / name).write_text(name)
    put(out, "two", files=2)
    assert texts(out) == {"two", "a", "b"}
    shutil.rmtree(out / "feeds")
    (out / "feeds").write_text("a file")
    put(out, "three", files=2)
    assert texts(out) == {"three", "a file"}
    assert (out / "feeds.kept").read_text() == "a file"


@pytest.mark.parametrize(
    "mark", ["{}", "[]", "", '{"files": 3}', '{"status": "OPTIMAL"}']
)
def test_a_run_of_another_program_gives_no_leave_to_delete(
    mark: str, tmp_path: Path, put
) -> None:
    (tmp_path / "out" / "feeds").mkdir(parents=True)
    (tmp_path / "out" / "feeds" / "mine.txt").write_text("mine")
    (tmp_path / "out" / "run.json").write_text(mark)
    with pytest.raises(OutputRefused, match="does not list the files") as refused:
        put(tmp_path / "out", "one")
    assert refused.value.usage
    assert texts(tmp_path / "out") == {"mine"}


def test_a_place_is_tried_without_a_trace(tmp_path: Path) -> None:
    publishing.check_place(tmp_path / "a" / "b" / "out")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "out").mkdir()
    publishing.check_place(tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "path", ["/proc/out", "/dev/null/out", "o" * 250, "o" * 300, "x/" + "o" * 300]
)
def test_a_place_that_cannot_be_written(path: str, tmp_path: Path) -> None:
    """A name of 250 bytes is too long: a stage needs some more beside it."""
    with pytest.raises(OutputRefused) as refused:
        publishing.check_place(tmp_path / path)
    assert refused.value.usage
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_others_is_refused(tmp_path: Path, put) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("years")
    with pytest.raises(OutputRefused, match="not a roster written by this program"):
        put(tmp_path / "out", "one")
    assert texts(tmp_path / "out") == {"years"}
    assert strangers(tmp_path / "out") == []


def test_a_file_is_refused(tmp_path: Path, put) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputRefused, match="is a file"):
        put(tmp_path / "out", "one")


def test_a_path_through_a_file_is_refused(tmp_path: Path, put) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputRefused, match="part of the path"):
        put(tmp_path / "file" / "out", "one")


def test_a_link_is_followed(tmp_path: Path, put) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    put(tmp_path / "out", "one")
    assert (tmp_path / "out").is_symlink()
    assert texts(tmp_path / "real") == {"one"}


def test_nobody_else_may_read(tmp_path: Path, put) -> None:
    put(tmp_path / "out", "one")
    modes = {
        (p.is_dir(), p.stat().st_mode & 0o777)
        for p in [tmp_path / "out", *(tmp_path / "out").rglob("*")]
    }
    assert modes == {(True, 0o700), (False, 0o600)}


def test_a_stage_that_is_not_committed_leaves_no_trace(
    tmp_path: Path, put, small: Edition
) -> None:
    put(tmp_path / "out", "one")
    export.EXPORTERS["fake"].text = "two"  # type: ignore[attr-defined]
    with staging(small, tmp_path / "out") as stage:
        assert texts(stage.path) == {"two"}
    assert texts(tmp_path / "out") == {"one"}
    assert strangers(tmp_path / "out") == []


def test_a_check_that_fails_leaves_the_former_version(
    tmp_path: Path, put, small: Edition
) -> None:
    put(tmp_path / "out", "one")
    with pytest.raises(ZeroDivisionError), staging(small, tmp_path / "out"):
        raise ZeroDivisionError
    assert texts(tmp_path / "out") == {"one"}
    assert strangers(tmp_path / "out") == []


def test_without_exchange_two_renames_do(
    tmp_path: Path, put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "_renameat2", lambda *_: False)
    put(tmp_path / "out", "one")
    put(tmp_path / "out", "two")
    assert texts(tmp_path / "out") == {"two"}
    assert strangers(tmp_path / "out") == []


def test_a_swap_cut_in_two_is_mended(tmp_path: Path, put, small: Edition) -> None:
    put(tmp_path / "out", "one")
    (tmp_path / "out").rename(tmp_path / ".out.1-abcd.backup")
    with staging(small, tmp_path / "out"):
        assert texts(tmp_path / "out") == {"one"}


def test_a_stage_of_a_dead_run_is_removed(tmp_path: Path, put) -> None:
    dead = tmp_path / ".out.1-abcd.stage"
    dead.mkdir()
    put(tmp_path / "out", "one")
    assert not dead.exists()


def test_a_stage_of_a_living_run_is_left_alone(
    tmp_path: Path, put, small: Edition
) -> None:
    put(tmp_path / "out", "one")
    with staging(small, tmp_path / "out") as living:
        put(tmp_path / "out", "two")
        assert living.path.is_dir()
        living.commit()
    assert texts(tmp_path / "out") == {"one"}
    assert strangers(tmp_path / "out") == []


def test_a_file_that_leads_out_is_an_error(
    tmp_path: Path, small: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Astray(Fake):
        def render(self, edition: object) -> Iterator[tuple[PurePosixPath, bytes]]:
            yield PurePosixPath("..", "x"), b""

    monkeypatch.setattr(export, "EXPORTERS", {"astray": Astray("")})
    with pytest.raises(ValueError, match="leads out"):
        publish(small, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_speaks_french(tmp_path: Path) -> None:
    refused = OutputRefused(*publishing._HINTS[errno.ENOSPC], tmp_path)
    with use_language("fr"):
        assert str(refused).startswith("plus de place sur le disque de ")


KILLED = """
import sys
from pathlib import Path, PurePosixPath
from scheduler import export, publish as publishing

class Versions:
    count = 0

    def render(self, edition):
        Versions.count += 1
        text = f"version {Versions.count}".encode()
        yield PurePosixPath("run.json"), b"{}"
        for n in range(12):
            yield PurePosixPath("feeds", f"{n}.ics"), text

export.EXPORTERS = {"versions": Versions()}
if sys.argv[2] == "renames":
    publishing._renameat2 = lambda *_: False
publishing.publish(None, Path(sys.argv[1]))
print("ready", flush=True)
while True:
    publishing.publish(None, Path(sys.argv[1]))
"""


@pytest.mark.parametrize("how", ["exchange", pytest.param("renames", marks=SLOW)])
def test_a_killed_run_leaves_a_whole_version(tmp_path: Path, how: str) -> None:
    folder, draw = tmp_path / "out", random.Random(3)
    for _ in range(20):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(folder), how],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(draw.uniform(0.0, 0.1))
            process.send_signal(signal.SIGKILL)
        whole = folder
        if how == "renames" and not folder.exists():
            # Between the two renames the previous version is whole under another name.
            (whole,) = tmp_path.glob(".out.*.backup")
        assert len(texts(whole)) == 1
        assert len(list(whole.rglob("*.ics"))) == 12


def test_what_killed_runs_leave_is_removed_by_the_next(tmp_path: Path, put) -> None:
    put(tmp_path / "out", "one")
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "out"), "exchange"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    put(tmp_path / "out", "two")
    assert strangers(tmp_path / "out") == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 kB."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a tiny disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"no tiny disk can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_the_former_version(tiny_disk: Path, put) -> None:
    put(tiny_disk / "out", "one")
    with pytest.raises(OutputRefused, match="no space left"):
        put(tiny_disk / "out", "two", files=40, size=10_000)
    assert texts(tiny_disk / "out") == {"one"}
    assert strangers(tiny_disk / "out") == []


def test_a_former_version_is_what_was_written_and_nobody_changed(
    put, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    assert publishing.previous_files(folder, "feeds") == {}
    put(folder, "text")
    (folder / "feeds" / "1.ics").write_text("changed")
    (folder / "feeds" / "note.ics").write_text("text")
    kept = {PurePosixPath("feeds", f"{n}.ics"): b"text" for n in (0, 2)}
    assert publishing.previous_files(folder, "feeds") == kept
    assert publishing.previous_files(folder, "board.html") == {}
