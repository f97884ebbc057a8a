"""The process of a helper: it reads tasks from its input and writes what it finds.

One program for every helper: ``cp_sat`` proves, ``highs`` proves on the rows, and
``improve`` searches near the best roster. Each has a process of its own, because none
of them ends on time when asked: a process can be killed. Tasks and findings are pickles
between a process and its own child. No data from outside passes there.
"""

import ctypes
import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

LOWER = 5
"""How much lower the priority of local search is than that of proofs."""

Tell = Callable[..., None]
"""Sends a finding: ``tell("solution", values)``, ``tell("bound", number)`` …"""


def main() -> None:
    """Do one task after the other until the input ends."""
    with suppress(OSError, AttributeError):
        # End with the parent process, however it ends (Linux: PR_SET_PDEATHSIG).
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if sys.argv[1:] == ["improve"]:
        with suppress(OSError, AttributeError):
            os.nice(LOWER)
    out, lock = sys.stdout.buffer, threading.Lock()

    number = 0

    def tell(*finding: Any) -> None:
        with lock:
            pickle.dump((number, *finding), out)
            out.flush()

    from scheduler.solve import highs, improve, prove

    work = {"cp_sat": prove.prove, "highs": highs.prove, "improve": improve.improve}
    orders = Orders()
    while (task := orders.task()) is not None:
        number = task["number"]
        try:
            work[task["work"]](task, tell, orders)
        finally:
            tell("done")


class Orders:
    """What the parent says, read by a thread: tasks, and what concerns the running one.

    A task is a mapping with ``work``. The orders during one are to stop, or a better
    solution to go on from (its values as bytes).
    """

    def __init__(self) -> None:
        self._tasks: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._stop: Callable[[], object] | None = None
        self.stopped = threading.Event()
        self._better: list[bytes] = []
        threading.Thread(target=self._read, daemon=True).start()

    def task(self) -> dict[str, Any] | None:
        """Wait for the next task; ``None`` = there will be none."""
        return self._tasks.get()

    def on_stop(self, stop: Callable[[], object]) -> None:
        """Call something when the parent wants the running task to stop."""
        self._stop = stop
        if self.stopped.is_set():
            stop()

    def better(self) -> bytes | None:
        """Return the last solution that the parent told, once."""
        found = self._better.pop() if self._better else None
        self._better.clear()
        return found

    def _read(self) -> None:
        while True:
            try:
                order = pickle.load(sys.stdin.buffer)
            except (EOFError, pickle.UnpicklingError):
                self._tasks.put(None)
                return
            if isinstance(order, dict):
                self._stop = None
                self.stopped.clear()
                self._better.clear()
                self._tasks.put(order)
            elif isinstance(order, bytes):
                self._better.append(order)
            else:
                self.stopped.set()
                if self._stop is not None:
                    self._stop()


if __name__ == "__main__":
    main()
