"""Where a command prints: streams that may be closed, full or know few characters.

What is printed tells of work that is done: a reader who went away, or a disk that is
full, must not undo it.
"""

import codecs
import errno
import io
import os
import sys
import time
import unicodedata
from contextlib import suppress
from typing import TextIO

PLAIN = "patrol.plain"
"""Error handler of encodings: the nearest characters that a terminal has."""

_NEAREST = {
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-",
    "…": "...", "×": "x", "→": "->", "≤": "<=", "≥": ">=", "✓": "+", "·": ".",
    "œ": "oe", "Œ": "OE", "€": "EUR",
}  # fmt: skip


class Lasting(io.TextIOWrapper):
    """A stream that goes on into nothing once it can be written no longer.

    ``lost`` is then the reason, unless the reader went away, as ``head`` does.
    """

    lost: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write a text, if it can be."""
        try:
            return super().write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        """Hand on what was written, if it can be."""
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        if error.errno != errno.EPIPE:
            self.lost = self.lost or error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
        with suppress(OSError):
            super().flush()


def prepare() -> None:
    """Make the standard streams of this process safe to print to.

    A stream that is closed is opened on nothing: else the next file that is opened
    would take its number, and get what is printed. A time zone of the system that no
    program can read is set aside, since rosters have their own.
    """
    codecs.register_error(PLAIN, plain)
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = _lasting(sys.stdout, 1)
    sys.stderr = _lasting(sys.stderr, 2)
    if zone := os.environ.get("TZ"):
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(zone.removeprefix(":"))
        except (OSError, ValueError, LookupError):
            del os.environ["TZ"]
            time.tzset()


def lost() -> OSError | None:
    """Return why what was printed did not all arrive, if it did not."""
    with suppress(OSError):
        sys.stdout.flush()
    found: OSError | None = getattr(sys.stdout, "lost", None)
    return found


def unicode(stream: TextIO) -> bool:
    """Tell whether a stream knows all characters."""
    return (stream.encoding or "utf-8").lower().replace("_", "-").startswith("utf")


def plain(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for the characters that an encoding does not have."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_nearest, error.object[error.start : error.end])), error.end


def _nearest(character: str) -> str:
    if character in _NEAREST:
        return _NEAREST[character]
    if unicodedata.category(character) == "Zs":
        return " "
    bare = unicodedata.normalize("NFKD", character)
    return "".join(c for c in bare if c.isascii()) or "?"


def _lasting(stream: TextIO | None, number: int) -> Lasting:
    if stream is not None:
        stream.flush()
    return Lasting(
        open(number, "wb", closefd=False),
        encoding="utf-8" if stream is None else stream.encoding,
        errors=PLAIN,
        line_buffering=True,
    )
