"""Work in a copy of this process, while this one goes on."""

import os
import pickle
import select
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar

T = TypeVar("T")

LOOK = 0.05
"""Seconds between two looks at whether to end early."""


@contextmanager
def beside(
    work: Callable[[Callable[[], bool]], T], over: Callable[[], bool]
) -> Iterator[Callable[[], T]]:
    """Do some work in a copy of this process while this one goes on.

    Without a second processor it is done here, at once. The copy is a fork, perhaps of
    a process with other threads: so the work must take no lock that one of them may
    hold. It computes, and neither prints nor loads anything.

    Parameters
    ----------
    work
        Gets a function that tells whether to end early; returns what a pickle can hold.
    over
        Tells this process whether to end early.

    Yields
    ------
    Callable
        What waits for the result and returns it, or raises what the work raised.
    """
    if not _second_processor():
        done = work(over)
        yield lambda: done
        return
    answer, told = os.pipe()
    end, order = os.pipe()
    with warnings.catch_warnings():
        # Python warns of locks that a fork inherits: see above.
        warnings.simplefilter("ignore", DeprecationWarning)
        copy = os.fork()
    if not copy:
        _work_in_copy(work, told, end, (answer, order))
    os.close(told)
    os.close(end)
    ordered = [order]

    def stop() -> None:
        # The copy sees that nobody can write there any more.
        while ordered:
            os.close(ordered.pop())

    def result() -> T:
        while not select.select([answer], [], [], LOOK)[0]:
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
        yield result
    finally:
        stop()
        os.close(answer)
        with suppress(ProcessLookupError):
            os.kill(copy, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(copy, 0)


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
