"""The same calendars as files, for any web server.

Secrets are not kept, so a folder is made when a link is issued; from then on the name
of the folder is the only place that has the secret. A folder may be entered, and not be
listed, by others than its owner.
"""

import datetime as dt
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scheduler.ledger.serving import calendar_bytes, find
from scheduler.ledger.store import Ledger, LedgerRefused
from scheduler.ledger.tokens import sha256_of
from scheduler.serve.addresses import NAME, SECRET
from scheduler.words import N_

ENTERED, READ = 0o711, 0o644
"""Rights of folders and of files."""

_PART = f".{NAME}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What became of the files.

    Parameters
    ----------
    written, unchanged, removed
        Calendars.
    """

    written: int
    unchanged: int
    removed: int


def add(root: Path, secret: str) -> None:
    """Make the folder of a link, which `refresh` fills.

    Raises
    ------
    LedgerRefused
        If it cannot be made.
    """
    with _refusals(root):
        for folder in (root, root / "f", root / "f" / secret):
            if not folder.is_dir():
                folder.mkdir(parents=True)
                folder.chmod(ENTERED)


def refresh(ledger: Ledger, root: Path, now: dt.datetime) -> Refreshed:
    """Bring all files up to date, and remove those of links that are dead.

    Each file is replaced whole or not at all. Its time is that of the last change, so
    that a web server tells it as ``Last-Modified``.

    Raises
    ------
    LedgerRefused
        If the folder holds no calendars, or cannot be written.
    """
    if not (root / "f").is_dir():
        raise LedgerRefused(
            N_("{path} holds no calendars"),
            N_("make links for it first: patrol token issue --static {path}"),
            path=str(root),
        )
    count = dict.fromkeys(("written", "unchanged", "removed"), 0)
    with _refusals(root):
        for folder in sorted((root / "f").iterdir()):
            if SECRET.fullmatch(folder.name) and not folder.is_symlink():
                count[_refresh(ledger, folder, now)] += 1
    return Refreshed(**count)


def _refresh(ledger: Ledger, folder: Path, now: dt.datetime) -> str:
    for left in folder.glob(f"{_PART}*"):
        left.unlink(missing_ok=True)
    path = folder / NAME
    with ledger.reading() as connection:
        found = find(connection, sha256_of(folder.name), now)
        if found is None:
            path.unlink(missing_ok=True)
            # Files of others stay.
            if not any(folder.iterdir()):
                folder.rmdir()
            return "removed"
        content = calendar_bytes(connection, found, zipped=False)
    if path.is_file() and path.read_bytes() == content:
        return "unchanged"
    part = folder / f"{_PART}{secrets.token_hex(4)}"
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(READ)
        stamp = min(found.modified, now).timestamp()
        os.utime(part, (stamp, stamp))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return "written"


@contextmanager
def _refusals(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # Not its path: that holds a secret.
        raise LedgerRefused(
            N_("the calendars in {path} cannot be written ({reason})"),
            N_("choose another folder, or make room and give yourself the right"),
            path=str(root),
            reason=error.strerror or type(error).__name__,
        ) from None
