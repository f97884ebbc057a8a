"""Hears Ctrl-C while the program is still being loaded: the first import of all.

Python shows where it was when it is interrupted; before the command has begun, that is
of no use to anybody.
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
    """Give Ctrl-C back to Python, which raises ``KeyboardInterrupt``."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


# Only for the command: whoever imports its module keeps Ctrl-C as it is.
if (
    os.path.basename(sys.argv[0] or "") == "patrol"  # noqa: PTH119 (pathlib is slow)
    and signal.getsignal(signal.SIGINT) is signal.default_int_handler
):
    signal.signal(signal.SIGINT, _leave)
