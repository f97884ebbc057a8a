"""Work in a copy of this process: its result, its faults, its end."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from scheduler.solve import beside as copies
from scheduler.solve.beside import beside

Over = Callable[[], bool]


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork also where the machine has one processor."""
    monkeypatch.setattr(copies, "_second_processor", lambda: True)


def never() -> bool:
    return False


def until_over(over: Over) -> tuple[int, bool]:
    """Work up to 20 s; return by which process, and whether it was told to end."""
    ends = time.monotonic() + 20.0
    while time.monotonic() < ends and not over():
        time.sleep(0.01)
    return os.getpid(), over()


def test_the_copy_works_while_this_process_goes_on() -> None:
    # More than a pipe holds at once.
    with beside(lambda _over: (os.getpid(), "x" * 100_000), never) as copy:
        process, content = copy.result()
    assert process != os.getpid()
    assert len(content) == 100_000


@pytest.mark.parametrize("threads", [0, 1])
def test_the_copy_is_told_to_end_early(threads: int) -> None:
    """Another thread of this process does not matter."""
    done = threading.Event()
    others = [threading.Thread(target=done.wait) for _ in range(threads)]
    for other in others:
        other.start()
    began = time.monotonic()
    with beside(until_over, lambda: time.monotonic() > began + 0.2) as copy:
        process, told = copy.result()
    done.set()
    assert process != os.getpid()
    assert told
    assert time.monotonic() - began < 10.0


def test_what_the_work_raises_is_raised_here() -> None:
    def fail(_over: Over) -> None:
        raise ValueError("no such week")

    with beside(fail, never) as copy, pytest.raises(ValueError, match="such week"):
        copy.result()


def test_the_work_is_done_here_if_the_copy_is_killed() -> None:
    here = os.getpid()

    def kill(_over: Over) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    with beside(kill, never) as copy:
        assert copy.result() == here


def test_nobody_waits_for_a_result_that_is_not_asked_for() -> None:
    began = time.monotonic()
    with beside(until_over, never):
        pass
    assert time.monotonic() - began < 10.0
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def full() -> int:
    raise BlockingIOError("too many processes")


@pytest.mark.parametrize("room", [True, False])
def test_the_work_is_done_at_once_where_there_can_be_no_copy(
    room: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One processor, or as many processes as the machine allows."""
    if room:
        monkeypatch.setattr(copies, "_second_processor", lambda: False)
    else:
        monkeypatch.setattr(os, "fork", full)
    order: list[str] = []
    with beside(lambda _over: order.append("work"), never) as copy:
        order.append("beside")
        copy.result()
    assert order == ["work", "beside"]
