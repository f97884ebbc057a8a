"""Work shared out between this process and a copy of it."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.sharedctypes import Synchronized


def shared_out(tasks: Sequence[Callable[[], None]]) -> None:
    """Do tasks whose effects are on disk alone, in two processes where that is safe.

    The copy is a fork: nothing is loaded or passed on twice. It is made only where
    there is a second processor, and no other thread whose locks it would inherit.

    Parameters
    ----------
    tasks
        What is to be done, in any order; each process takes the next one.

    Raises
    ------
    ChildProcessError
        If the copy ended without a word, as when it is killed.
    Exception
        What a task raised.
    """
    if len(tasks) < 2 or threading.active_count() > 1 or _processors() < 2:
        for task in tasks:
            task()
        return
    context = multiprocessing.get_context("fork")
    taken = context.Value("i", 0)
    here, there = context.Pipe(duplex=False)
    copy = context.Process(target=_copy, args=(tasks, taken, there))
    copy.start()
    there.close()
    try:
        _do(tasks, taken)
        try:
            fault = here.recv()
        except EOFError as error:
            raise ChildProcessError("a process ended early") from error
        if fault is not None:
            raise fault
    finally:
        # After a fault here, nobody waits for what it would still do.
        copy.kill()
        copy.join()


def _processors() -> int:
    """Return the processors of this process; 1 where a fork is not safe either."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _copy(
    tasks: Sequence[Callable[[], None]],
    taken: "Synchronized[int]",
    out: "Connection",
) -> None:
    # Ctrl-C reaches both; what follows from it is for the first to decide.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fault: Exception | None = None
    try:
        _do(tasks, taken)
    except Exception as error:
        fault = error
    out.send(fault)


def _do(tasks: Sequence[Callable[[], None]], taken: "Synchronized[int]") -> None:
    """Do the tasks that no process has taken."""
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= len(tasks):
            return
        tasks[number]()
