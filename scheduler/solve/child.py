"""The process of a helper: it reads tasks from its input and writes what it finds.

One program for every helper: ``cp_sat`` proves, ``highs`` proves on the rows, and
``improve`` searches near the best roster. Each has a process of its own, because none
of them ends on time when asked: a process can be killed. Tasks and findings are pickles
between a process and its own child. No data from outside passes there.
"""

import ctypes
import os
import pickle
import signal
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

from scheduler.solve.orders import Orders

WORK = {
    "cp_sat": ("scheduler.solve.prove", "prove"),
    "highs": ("scheduler.solve.highs", "prove"),
    "second": ("scheduler.solve.highs", "prove"),
    "improve": ("scheduler.solve.improve", "improve"),
}
"""By the work of a helper, the function that does it."""


def main() -> None:
    """Do one task after the other until the input ends."""
    with suppress(OSError, AttributeError):
        # End with the parent process, however it ends (Linux: PR_SET_PDEATHSIG).
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    out, lock = guarded(sys.stdout.fileno()), threading.Lock()

    number = lowered = 0

    def tell(*finding: Any) -> None:
        with lock:
            pickle.dump((number, *finding), out)
            out.flush()

    # Only what its work needs: loading all takes twice as long.
    module, name = WORK[sys.argv[1]]
    work = getattr(import_module(module), name)
    orders = Orders()
    while (task := orders.task()) is not None:
        number = task["number"]
        with suppress(OSError, AttributeError):
            os.nice(task["lower"] - lowered)
            lowered = task["lower"]
        try:
            work(task, tell, orders)
        finally:
            tell("done")


def guarded(output: int) -> BinaryIO:
    """Return a file for findings, and send to nowhere what a library prints there.

    A line between two pickles would end the process.
    """
    own = os.fdopen(os.dup(output), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, output)
    os.close(nothing)
    return own


if __name__ == "__main__":
    main()
