"""Output streams of the command that may be closed, full or lack characters.

Printing reports work that is done. A closed pipe or a full disk must not undo it.
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
"""Name of the error handler that writes the nearest characters of an encoding."""

_NEAREST = {
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-",
    "…": "...", "×": "x", "→": "->", "≤": "<=", "≥": ">=", "✓": "+", "·": ".",
    "œ": "oe", "Œ": "OE", "€": "EUR",
}  # fmt: skip


class Lasting(io.TextIOWrapper):
    """A stream that discards its output once it can no longer be written.

    ``lost`` is then the reason, except where the reader closed it, as ``head`` does.
    """

    lost: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write a text if possible."""
        try:
            return super().write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        """Flush the stream if possible."""
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

    A closed stream is opened on the null device. Otherwise the next file opened would
    take its number and receive what is printed. An invalid time zone in ``TZ`` is
    removed, since rosters have their own.
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
    """Return why part of the output was lost; ``None`` = all was written."""
    with suppress(OSError):
        sys.stdout.flush()
    found: OSError | None = getattr(sys.stdout, "lost", None)
    return found


def unicode(stream: TextIO) -> bool:
    """Tell whether a stream can write all characters."""
    return (stream.encoding or "utf-8").lower().replace("_", "-").startswith("utf")


def plain(error: UnicodeError) -> tuple[str, int]:
    """Return a replacement of the characters that an encoding lacks."""
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
