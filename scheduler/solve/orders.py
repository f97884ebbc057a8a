"""What passes between a helper process and its parent: tasks, orders and findings."""

import pickle
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any

Tell = Callable[..., None]
"""Sends a finding: ``tell("solution", values)``, ``tell("bound", number)`` …"""


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
