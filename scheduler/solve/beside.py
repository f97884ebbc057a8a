"""Work in a copy of this process, while this one goes on."""

import os
import pickle
import select
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

LOOK = 0.05
"""Seconds between two looks at whether to end early."""


@dataclass(frozen=True)
class Awaited(Generic[T]):
    """The result of work that goes on beside this process.

    Parameters
    ----------
    ready
        Tells whether the result is there.
    result
        Waits for the result and returns it, or raises what the work raised.
    """

    ready: Callable[[], bool]
    result: Callable[[], T]


@contextmanager
def beside(
    work: Callable[[Callable[[], bool]], T], over: Callable[[], bool]
) -> Iterator[Awaited[T]]:
    """Do some work in a copy of this process while this one goes on.

    Where there is no second processor, or no room for another process, it is done here,
    at once. The copy is a fork, perhaps of a process with other threads: so the work
    must take no lock that one of them may hold. It neither prints nor loads anything.

    Parameters
    ----------
    work
        Gets a function that tells whether to end early; returns what a pickle can hold.
    over
        Tells this process whether to end early.

    Yields
    ------
    Awaited
        Its result.
    """
    answer, told = os.pipe()
    end, order = os.pipe()
    copy = _forked() if _second_processor() else None
    if copy is None:
        for number in (answer, told, end, order):
            os.close(number)
        done = work(over)
        yield Awaited(lambda: True, lambda: done)
        return
    if not copy:
        _work_in_copy(work, told, end, (answer, order))
    os.close(told)
    os.close(end)
    ordered = [order]

    def stop() -> None:
        # The copy sees that nobody can write there any more.
        while ordered:
            os.close(ordered.pop())

    def ready(seconds: float = 0.0) -> bool:
        return bool(select.select([answer], [], [], seconds)[0])

    def result() -> T:
        while not ready(LOOK):
            if over():
                stop()
        with os.fdopen(os.dup(answer), "rb") as file:
            content = file.read()
        if not content:
            # It was killed: then here.
            return work(over)
        value, fault = pickle.loads(content)
        if fault is not None:
            raise fault
        return value  # type: ignore[no-any-return]

    try:
        yield Awaited(ready, result)
    finally:
        stop()
        os.close(answer)
        with suppress(ProcessLookupError):
            os.kill(copy, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(copy, 0)


def _forked() -> int | None:
    """Return the copy, 0 within it; ``None`` if there is no room for one."""
    with warnings.catch_warnings(), suppress(OSError):
        # Python warns of locks that a fork inherits: see above.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()
    return None


def _work_in_copy(
    work: Callable[[Callable[[], bool]], T], out: int, end: int, others: Sequence[int]
) -> None:
    """Do the work, write its result, and end this process."""
    try:
        for other in others:
            os.close(other)
        orders = select.poll()
        orders.register(end, select.POLLHUP | select.POLLIN)
        try:
            content = pickle.dumps((work(lambda: bool(orders.poll(0))), None))
        except Exception as fault:
            content = pickle.dumps((None, fault))
        with os.fdopen(out, "wb") as file:
            file.write(content)
    finally:
        os._exit(0)


def _second_processor() -> bool:
    """Tell whether there is one; no where a fork is not safe either."""
    return hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1
