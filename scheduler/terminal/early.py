"""Handle Ctrl-C while the program is loading; the command imports this module first.

Otherwise Python would print a traceback, which helps nobody before the command begins.
"""

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

_STOPPED = 1

_raised: list[bool] = []


def _leave(_number: int, _frame: FrameType | None) -> None:
    french = os.environ.get("PATROL_LANG") or os.environ.get("LC_ALL")
    french = french or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    words = "Arrêté.\n" if french.lower().startswith("fr") else "Stopped.\n"
    with suppress(OSError):
        os.write(2, words.encode())
    os._exit(_STOPPED)


def _raise(_number: int, _frame: FrameType | None) -> None:
    _raised.append(True)
    raise KeyboardInterrupt


def loaded() -> None:
    """Let Ctrl-C raise ``KeyboardInterrupt`` from now on, and remember it."""
    if signal.getsignal(signal.SIGINT) in (_leave, signal.default_int_handler):
        signal.signal(signal.SIGINT, _raise)


def swallowed() -> bool:
    """Tell whether Ctrl-C has been raised: who asks has not been ended by it."""
    return bool(_raised)


# Only for the command: other programs that import this module keep their handler.
if (
    os.path.basename(sys.argv[0] or "") == "patrol"  # noqa: PTH119 (pathlib is slow)
    and signal.getsignal(signal.SIGINT) is signal.default_int_handler
):
    signal.signal(signal.SIGINT, _leave)
