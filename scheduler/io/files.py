"""New files and folders that appear whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.io.faults import Fault, InputFaults
from scheduler.words import N_


def refuse_existing(path: Path) -> None:
    """Refuse a path that is taken.

    Raises
    ------
    InputFaults
        If something is there.
    """
    if os.path.lexists(path):
        raise InputFaults(
            [
                Fault(
                    file=path.name,
                    message=N_("already there"),
                    hint=N_("choose another name, or remove it first"),
                )
            ]
        )


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes its name once it is full.

    Raises
    ------
    InputFaults
        If the path is taken; nothing is changed then.
    """
    refuse_existing(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path)
    beside.mkdir()
    try:
        yield beside
        refuse_existing(path)
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a path to write, which takes its name once it is written.

    Raises
    ------
    InputFaults
        If the path is taken; nothing is changed then.
    """
    refuse_existing(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path)
    try:
        yield beside
        refuse_existing(path)
        beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
