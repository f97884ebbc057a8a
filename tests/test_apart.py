"""Work in two processes: all of it once, and no fault lost."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

import scheduler.apart as apart
from scheduler.apart import shared_out


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork also where the machine or the runner of tests would not allow it."""
    monkeypatch.setattr(apart, "_processors", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def noted(folder: Path, name: str) -> None:
    """Note in a file that a task was done, and by which process."""
    time.sleep(0.05)
    with (folder / name).open("x") as file:
        file.write(str(os.getpid()))


def test_each_task_is_done_once_and_both_processes_work(tmp_path: Path) -> None:
    shared_out([partial(noted, tmp_path, str(n)) for n in range(8)])
    done = {p.name: int(p.read_text()) for p in tmp_path.iterdir()}
    assert sorted(done) == [str(n) for n in range(8)]
    assert len(set(done.values())) == 2
    assert os.getpid() in done.values()


@pytest.mark.parametrize("reason", ["threads", "processors", "one task"])
def test_one_process_does_all_where_a_copy_would_not_be_safe(
    reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reason == "threads":
        monkeypatch.setattr(threading, "active_count", lambda: 2)
    if reason == "processors":
        monkeypatch.setattr(apart, "_processors", lambda: 1)
    count = 1 if reason == "one task" else 4
    shared_out([partial(noted, tmp_path, str(n)) for n in range(count)])
    done = [int(p.read_text()) for p in tmp_path.iterdir()]
    assert done == [os.getpid()] * count


def test_a_fault_of_the_copy_is_raised_here() -> None:
    here = os.getpid()

    def full() -> None:
        time.sleep(0.05)
        if os.getpid() != here:
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full") as caught:
        shared_out([full] * 8)
    assert caught.value.errno == errno.ENOSPC


def test_a_fault_here_ends_the_copy(tmp_path: Path) -> None:
    here = os.getpid()

    def task() -> None:
        if os.getpid() == here:
            time.sleep(0.2)
            raise ValueError("here")
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(60)

    with pytest.raises(ValueError, match="here"):
        shared_out([task, task])
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text()}").exists()


def test_a_copy_that_is_killed_is_a_refusal_of_the_system() -> None:
    here = os.getpid()

    def task() -> None:
        time.sleep(0.1)
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(ChildProcessError):
        shared_out([task] * 4)
