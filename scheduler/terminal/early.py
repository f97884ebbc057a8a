"""Handle Ctrl-C while the program is loading; the command imports this module first.

Otherwise Python would print a traceback, which helps nobody before the command begins.
"""

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

_STOPPED = 1


def _leave(_number: int, _frame: FrameType | None) -> None:
    french = os.environ.get("PATROL_LANG") or os.environ.get("LC_ALL")
    french = french or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    words = "Arrêté.\n" if french.lower().startswith("fr") else "Stopped.\n"
    with suppress(OSError):
        os.write(2, words.encode())
    os._exit(_STOPPED)


def loaded() -> None:
    """Restore Python's handling of Ctrl-C, which raises ``KeyboardInterrupt``."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


# Only for the command: other programs that import this module keep their handler.
if (
    os.path.basename(sys.argv[0] or "") == "patrol"  # noqa: PTH119 (pathlib is slow)
    and signal.getsignal(signal.SIGINT) is signal.default_int_handler
):
    signal.signal(signal.SIGINT, _leave)
