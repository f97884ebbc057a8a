"""Reads files up to a size, and writes new files and folders whole or not at all.

What is made from other files has no wider permissions than they have.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scheduler.io.faults import Fault, Faults, refusal, shown
from scheduler.words import N_, _

LARGEST = 2**26
"""Most bytes of a file that is read."""


def read_bounded(path: Path) -> bytes:
    """Return the bytes of a regular file that is not too large.

    Raises
    ------
    OSError
        If it is a pipe, a device or a folder, too large, or cannot be read.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, _("not a regular file"))
    # The stated size is not used: for files in /proc it is 0.
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise OSError(errno.EFBIG, _("larger than 64 MB"))
    return data


def unreadable(label: str, error: OSError) -> Fault:
    """Return the fault of a file that cannot be read."""
    return Fault(
        file=label,
        message=N_("cannot be read ({value})"),
        hint=N_("check that the file is there and may be read"),
        values={"value": shown(error.strerror or error)},
    )


def read_or_report(path: Path, label: str, faults: Faults) -> bytes | None:
    """Return the bytes of a file; ``None``, with a fault, if it cannot be read."""
    try:
        return read_bounded(path)
    except OSError as error:
        faults.append(unreadable(label, error))
        return None


def relative_name(path: Path, root: Path) -> str:
    """Return the name of a file in messages: its path from a folder, with ``/``."""
    return Path(os.path.relpath(path, root)).as_posix()


@dataclass(frozen=True, slots=True)
class Modes:
    """Widest permissions of new files and folders; the umask narrows them."""

    file: int = 0o666
    folder: int = 0o777


def narrowest(*paths: Path) -> Modes:
    """Return the permissions common to files, and to folders and the files in them.

    The owner may always read and write. Those who may not enter a folder get no
    permission on files made from it.
    """
    file, folder = Modes().file, Modes().folder
    for path in paths:
        if path.is_dir():
            folder &= path.stat().st_mode
        for found in path.iterdir() if path.is_dir() else (path,):
            if found.is_file():
                file &= found.stat().st_mode
    for others in (0o070, 0o007):
        if not folder & others & 0o111:
            file &= ~others
    return Modes(file | 0o600, folder | 0o700)


def write_new(path: Path, data: bytes, modes: Modes) -> None:
    """Create a file, with its permissions from the start."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, modes.file), "wb") as file:
        file.write(data)


def refuse_existing(path: Path) -> None:
    """Refuse a path that exists.

    Raises
    ------
    InputFaults
        If the path exists.
    """
    if os.path.lexists(path):
        raise refusal(
            path.name,
            N_("already exists"),
            N_("choose another name, or remove it first"),
        )


@contextmanager
def new_folder(path: Path, modes: Modes) -> Iterator[Path]:
    """Yield a folder to fill, which gets its final name once it is complete.

    Raises
    ------
    InputFaults
        If the path exists; nothing is changed then.
    """
    with new_file(path) as beside:
        beside.mkdir(modes.folder)
        yield beside


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield a path to write, which gets its final name once it is complete.

    Raises
    ------
    InputFaults
        If the path exists; nothing is changed then.
    """
    refuse_existing(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        yield beside
        refuse_existing(path)
        beside.rename(path)
    except BaseException:
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)
        raise
