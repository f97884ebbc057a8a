"""A helper: a process that does one task after the other for a team."""

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from scheduler.solve.rows import Numbers

HIGHS = ("highs", "second")
"""The helpers that run HiGHS: they cannot be told to stop, and are killed at once."""

ATTEMPTS = 2
"""Processes tried for one task."""

GRACE = 0.3
"""Seconds that a helper has to end when told to, before its process is killed."""


def _environment() -> dict[str, str]:
    """Return the environment of a helper: it imports this very package."""
    place = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": f"{place}{os.pathsep}{known}" if known else place,
    }


class Helper:
    """A process that does one task after the other; see ``child.py``.

    Parameters
    ----------
    work
        What it does.
    findings
        Queue that gets (work, number of the task, finding).
    """

    def __init__(self, work: str, findings: "queue.SimpleQueue[Any]") -> None:
        self.work = work
        self._findings = findings
        self._number = self._lower = 0
        self._done = threading.Event()
        self._done.set()
        self._process: subprocess.Popen[bytes] | None = None
        self._gone: subprocess.Popen[bytes] | None = None
        self._start()

    @property
    def process(self) -> int | None:
        """Id of the process, if it runs."""
        return self._process.pid if self._process is not None else None

    @property
    def busy(self) -> bool:
        """Whether it has not yet ended its last task."""
        return not self._done.is_set()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._gone is self._process:
            self.close()
        if self._process is None:
            # A group of its own, so that Ctrl-C does not reach it. Not a session:
            # Linux would then share the processors by session, not by priority.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "scheduler.solve.child", self.work],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                process_group=0,
                env=_environment(),
            )
            self._done = threading.Event()
            self._done.set()
            threading.Thread(target=self._listen, args=(self._process,)).start()
        return self._process

    def _listen(self, process: "subprocess.Popen[bytes]") -> None:
        """Pass on what a process tells, until it ends."""
        assert process.stdout is not None
        done = self._done
        while True:
            try:
                number, *finding = pickle.load(process.stdout)
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                break
            if finding[0] == "done" and number == self._number:
                done.set()
            self._findings.put((self.work, number, finding))
        process.stdout.close()
        # First this, then the number: `begin` sees the one or is told of the other.
        self._gone = process
        done.set()
        self._findings.put((self.work, self._number, ["ended"]))

    def begin(self, task: Mapping[str, Any]) -> int:
        """Start a task, after the one before has ended or was killed.

        Returns the number of the task.
        """
        # What has been lowered cannot be raised again.
        if not self._done.wait(GRACE) or task["lower"] < self._lower:
            self.close()
        self._lower = task["lower"]
        self._number += 1
        order = {**task, "work": self.work, "number": self._number}
        for _attempt in range(ATTEMPTS):
            process = self._start()
            self._done.clear()
            if self._send(process, order):
                break
            # It died before it was asked.
            self.close()
        return self._number

    def tell(self, solution: Numbers) -> None:
        """Tell a running task a better solution."""
        if self.busy and self._process is not None:
            self._send(self._process, solution.tobytes())

    def stop(self) -> None:
        """End a running task: ``begin`` kills one that does not heed this."""
        if not self.busy or self._process is None:
            return
        if self.work in HIGHS:
            self.close()
            self._start()
        else:
            self._send(self._process, "stop")

    def _send(self, process: "subprocess.Popen[bytes]", order: object) -> bool:
        """Send an order, and tell whether the process was there to read it."""
        assert process.stdin is not None
        try:
            pickle.dump(order, process.stdin)
            process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None:
                with suppress(OSError):
                    self._process.stdin.close()
            self._process = None
        self._done.set()
