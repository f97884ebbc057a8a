"""Write the outputs of a roster whole or not at all.

The files are written into a *stage*, a hidden folder beside the target. Once the stage
is complete on disk, the two are exchanged in one step. A crash, a kill or a full disk
before that step leaves the previous version unchanged.

A folder is a previous output if it holds a *mark*, a JSON file that lists the other
files written with it, each with its SHA-256. A publication replaces files and folders
by their name at the top of the folder (all of ``feeds/`` for the feeds). Of these, the
files that the mark lists and nobody has changed are removed, so that an officer who
left leaves no calendar behind. All other files are carried over; one whose name is
needed is renamed.

The stage of a run that was killed is removed by the next run. The process that writes a
stage holds a lock on it, which the system releases when the process ends. Short
critical sections hold a lock on the folder around the target.
"""

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path, PurePosixPath

import scheduler.export as export
from scheduler.apart import shared_out
from scheduler.render.edition import Edition
from scheduler.words import N_
from scheduler.words.render import say

RUN_FILE = "run.json"
"""The mark of a solved folder."""

MESSAGES = "changes.json"
"""The mark of a folder of messages to officers."""

FILES = "files"
"""Key in a mark: SHA-256 of every other file written with it, by relative path."""

KEPT = ".kept"
"""Suffix of a file that is renamed because its name is needed."""

_FILE_MODE, _FOLDER_MODE = 0o600, 0o700
_STAGE, _BACKUP = "stage", "backup"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}

_HINTS: Mapping[int, tuple[str, str]] = {
    errno.ENOSPC: (
        N_("no space left on the disk of {folder}"),
        N_("free some space, or choose a folder on another disk"),
    ),
    errno.EDQUOT: (
        N_("the disk quota for {folder} is used up"),
        N_("free some space, or choose a folder on another disk"),
    ),
    errno.EACCES: (
        N_("no permission to write {folder}"),
        N_("choose a folder of your own, or have the permissions changed"),
    ),
    errno.EPERM: (
        N_("no permission to write {folder}"),
        N_("choose a folder of your own, or have the permissions changed"),
    ),
    errno.EROFS: (
        N_("the disk of {folder} is read-only"),
        N_("choose a folder on another disk"),
    ),
    errno.ENOTDIR: (
        N_("part of the path {folder} is a file, not a folder"),
        N_("choose another name"),
    ),
    errno.EEXIST: (
        N_("part of the path {folder} is a file, not a folder"),
        N_("choose another name"),
    ),
    errno.EBUSY: (
        N_("{folder} is in use by the system and cannot be replaced"),
        N_("choose a folder inside it"),
    ),
}
_NO_REPORT = N_("{folder} holds files that are not a report written by this program")
_NOT_OURS = {
    RUN_FILE: N_("{folder} holds files that are not a roster written by this program"),
    MESSAGES: N_("{folder} holds files that are not messages written by this program"),
}
_ANY = (N_("{folder} cannot be written ({reason})"), N_("choose another folder"))


class OutputRefused(Exception):  # noqa: N818 (a refusal, not an error)
    """An output cannot be written to a folder; the previous version is unchanged.

    Parameters
    ----------
    message, hint
        What is wrong, and what to do (message ids).
    folder
        The folder, for the placeholder ``{folder}``.
    usage
        Whether choosing another folder is enough.
    **values
        Values of the other placeholders.
    """

    def __init__(
        self,
        message: str,
        hint: str,
        folder: Path,
        *,
        usage: bool = False,
        **values: str,
    ) -> None:
        super().__init__(message, hint, folder)
        self.usage = usage
        self.message = message
        self.hint = hint
        self.folder = folder
        self.values = {"folder": str(folder), **values}

    def __str__(self) -> str:
        """Return what is wrong and what to do, in the current language."""
        return f"{say(self.message, self.values)} — {say(self.hint, self.values)}"


class Stage:
    """Outputs complete on disk, and not yet in place.

    Parameters
    ----------
    path
        Folder that holds the new files.
    target
        Folder that it will replace.
    mark
        Name of the mark.
    """

    def __init__(self, path: Path, target: Path, mark: str = RUN_FILE) -> None:
        self.path = path
        self.target = target
        self.mark = mark
        self.kept: tuple[PurePosixPath, ...] = ()
        """The files that `commit` renamed, relative to the folder."""

    def commit(self) -> None:
        """Put the new files in place, together with files of others in the target.

        Files that this program did not write, or that were changed since, are kept. If
        their name is needed they are renamed and listed in `kept`.

        Raises
        ------
        OutputRefused
            If the target has become something else, or the system refuses.
        """
        with _refusals(self.target), _locked(self.target.parent):
            check_target(self.target, self.mark)
            written = _hashes(self.path, self.mark)
            if self.target.exists():
                tops = {(path.name,) for path in self.path.iterdir()}
                listed = _listed(self.target / self.mark) or {}
                self.kept = _carry_over(self.target, self.path, self.mark, listed)
                others = {
                    name: digest
                    for name, digest in listed.items()
                    if PurePosixPath(name).parts[:1] not in tops
                }
                _list_files(self.path, self.mark, {**others, **written})
                _exchange(self.path, self.target)
            else:
                _list_files(self.path, self.mark, written)
                self.path.rename(self.target)
            _sync(self.target.parent)


def publish(
    edition: Edition, folder: Path, names: Iterable[str] | None = None
) -> tuple[PurePosixPath, ...]:
    """Write the outputs of a roster and put them in place in one step.

    Parameters
    ----------
    edition
        What to publish.
    folder
        A new or empty folder, or a previous output.
    names
        Exporters to run; all by default.

    Returns
    -------
    tuple of PurePosixPath
        The files written, relative to the folder.

    Raises
    ------
    OutputRefused
        If the folder holds something else, or cannot be written.
    """
    with staging(edition, folder, names) as stage:
        files = tuple(
            PurePosixPath(path.relative_to(stage.path))
            for path in sorted(stage.path.rglob("*"))
            if path.is_file()
        )
        stage.commit()
    return files


@contextmanager
def staging(
    edition: Edition, folder: Path, names: Iterable[str] | None = None
) -> Iterator[Stage]:
    """Write the outputs of a roster to a stage, to be verified first.

    Only `Stage.commit` puts them in place. Parameters are those of `publish`.

    Raises
    ------
    OutputRefused
        If the folder holds something else, or cannot be written.
    """
    with _staging(folder, RUN_FILE, lambda path: _write(edition, path, names)) as stage:
        yield stage


def put(
    files: Iterable[tuple[PurePosixPath, bytes]], folder: Path, *, mark: str
) -> tuple[PurePosixPath, ...]:
    """Write files other than a roster's, whole or not at all.

    Parameters
    ----------
    files
        Path relative to the folder, and content.
    folder
        A new or empty folder, or a previous output with the same mark.
    mark
        Name of the mark.

    Returns
    -------
    tuple of PurePosixPath
        Files that were renamed: see `Stage.commit`.

    Raises
    ------
    OutputRefused
        If the folder holds something else, or cannot be written.
    """
    with _staging(folder, mark, lambda path: _write_files(files, path)) as stage:
        stage.commit()
    return stage.kept


@contextmanager
def _staging(folder: Path, mark: str, write: Callable[[Path], None]) -> Iterator[Stage]:
    target = folder.resolve()
    with _refusals(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(target.parent):
            _clean(target)
            check_target(target, mark)
            path = _name(target, _STAGE)
            path.mkdir(_FOLDER_MODE)
            lock = _lock(path)
    stage = Stage(path, target, mark)
    try:
        with _refusals(target):
            write(path)
        yield stage
    finally:
        # After the exchange, this is the previous version.
        shutil.rmtree(path, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _write(edition: Edition, path: Path, names: Iterable[str] | None) -> None:
    def write(name: str) -> None:
        _write_files(export.EXPORTERS[name].render(edition), path)

    chosen = export.EXPORTERS if names is None else names
    shared_out([partial(write, name) for name in chosen])


def _write_files(files: Iterable[tuple[PurePosixPath, bytes]], path: Path) -> None:
    for relative, content in files:
        _write_file(path, relative, content)
    for folder, _folders, _files in os.walk(path):
        _sync(Path(folder))


def _write_file(root: Path, relative: PurePosixPath, content: bytes) -> None:
    if relative.is_absolute() or ".." in relative.parts:
        raise ValueError(f"{relative} leads out of the output folder")
    folder = root
    for part in relative.parts[:-1]:
        folder /= part
        with suppress(FileExistsError):
            folder.mkdir(_FOLDER_MODE)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(root / relative, flags, _FILE_MODE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def check_target(target: Path, mark: str = RUN_FILE) -> None:
    """Check that a folder may be replaced: it is new, empty, or a previous output.

    Parameters
    ----------
    target
        The folder.
    mark
        Name of the mark.

    Raises
    ------
    OutputRefused
        If it is something else.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputRefused(
            N_("{folder} is a file, not a folder"),
            N_("choose another name"),
            target,
            usage=True,
        )
    if not any(target.iterdir()):
        return
    if not (target / mark).is_file():
        raise OutputRefused(
            _NOT_OURS.get(mark, _NO_REPORT),
            N_("choose a new or empty folder, or one that this program wrote"),
            target,
            usage=True,
        )
    if _listed(target / mark) is None:
        raise OutputRefused(
            N_("{folder} holds a {mark} that does not list the files written with it"),
            N_(
                "choose a new or empty folder: another program wrote this one, or an "
                "earlier version"
            ),
            target,
            usage=True,
            mark=mark,
        )


def check_place(folder: Path, mark: str = RUN_FILE) -> None:
    """Check that outputs can be written to a folder, by creating one beside it.

    Nothing is left behind. Parameters are those of `check_target`.

    Raises
    ------
    OutputRefused
        If the folder holds something else, or cannot be written.
    """
    with _refusals(folder):
        target = folder.resolve()
        check_target(target, mark)
        made: list[Path] = []
        try:
            for parent in (*reversed(target.parents), _name(target, _STAGE)):
                with suppress(FileExistsError):
                    parent.mkdir(_FOLDER_MODE)
                    made.append(parent)
            if target.is_dir() and not os.access(target, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        finally:
            for path in reversed(made):
                with suppress(OSError):
                    path.rmdir()


def previous_files(folder: Path, top: str) -> dict[PurePosixPath, bytes]:
    """Return the unchanged files of a previous output under a name at its top."""
    found = {}
    for name, digest in (_listed(folder / RUN_FILE) or {}).items():
        path = PurePosixPath(name)
        if path.parts[:1] == (top,) and ".." not in path.parts:
            # A file that cannot be read is refused when it is replaced.
            with suppress(OSError):
                if _unchanged(folder / path, digest):
                    found[path] = (folder / path).read_bytes()
    return found


def _listed(mark: Path) -> dict[str, str] | None:
    """Return the files that a mark lists with their hashes; ``None`` = no valid list.

    Without a valid list no file may be removed.
    """
    if not mark.is_file():  # reading a pipe would block
        return None
    try:
        files = json.loads(mark.read_bytes())[FILES]
        return {str(name): str(digest) for name, digest in files.items()}
    except (
        OSError,
        ValueError,
        RecursionError,
        LookupError,
        TypeError,
        AttributeError,
    ):
        return None


def _list_files(stage: Path, mark: str, hashes: Mapping[str, str]) -> None:
    """Write the list of files into the mark of a stage, without those missing there."""
    path = stage / mark
    content = json.loads(path.read_bytes())
    there = {n: h for n, h in sorted(hashes.items()) if (stage / n).is_file()}
    # A new file, because the old one may be a link to that of the previous output.
    path.unlink()
    text = json.dumps({**content, FILES: there}, ensure_ascii=False, indent=2) + "\n"
    _write_file(stage, PurePosixPath(mark), text.encode())
    _sync(stage)


def _hashes(folder: Path, mark: str) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / mark
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _carry_over(
    previous: Path, stage: Path, mark: str, listed: Mapping[str, str]
) -> tuple[PurePosixPath, ...]:
    """Link into the stage the files of the previous output that are not replaced.

    Returns
    -------
    tuple of PurePosixPath
        The files renamed, because a new file or folder has their name.
    """
    replaced = {path.name for path in stage.iterdir()}
    kept = []
    aside: dict[PurePosixPath, PurePosixPath] = {}
    for entry in _entries(previous):
        name = PurePosixPath(entry.relative_to(previous))
        if str(name) == mark:
            if mark not in replaced:
                _link(entry, stage / mark)
            continue
        if name.parts[0] in replaced and _unchanged(entry, listed.get(name.as_posix())):
            continue
        place = _free_name((stage, previous), name, aside)
        for folder, was in zip(
            place.parents[-2::-1], name.parents[-2::-1], strict=True
        ):
            if not (stage / folder).is_dir():
                (stage / folder).mkdir(_FOLDER_MODE)
                shutil.copystat(previous / was, stage / folder)
        if entry.is_dir() and not entry.is_symlink():
            (stage / place).mkdir(exist_ok=True)
            shutil.copystat(entry, stage / place)
        else:
            _link(entry, stage / place)
        if place != name:
            kept.append(place)
    return tuple(kept)


def _entries(folder: Path) -> Iterator[Path]:
    """Yield all files and links in a folder and below, and the empty folders."""
    for root, folders, files in os.walk(folder):
        here = Path(root)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted(files + links):
            yield here / name
        if here != folder and not files and not folders:
            yield here


def _unchanged(path: Path, digest: str | None) -> bool:
    return (
        digest is not None
        and path.is_file()
        and not path.is_symlink()
        and _digest(path) == digest
    )


def _free_name(
    folders: tuple[Path, Path],
    name: PurePosixPath,
    aside: dict[PurePosixPath, PurePosixPath],
) -> PurePosixPath:
    """Return a path under which a file can be added to a stage, the first folder.

    Renamed folders are noted in ``aside``, for the other files inside them.
    """
    for at in range(len(name.parts)):
        part, last = PurePosixPath(*name.parts[: at + 1]), at == len(name.parts) - 1
        if part in aside:
            return PurePosixPath(aside[part], *name.parts[at + 1 :])
        there = folders[0] / part
        if os.path.lexists(there) and (
            last or there.is_symlink() or not there.is_dir()
        ):
            number, free = 1, part
            while any(os.path.lexists(folder / free) for folder in folders):
                ending = KEPT if number == 1 else f"{KEPT}-{number}"
                number, free = number + 1, part.with_name(part.name + ending)
            aside[part] = free
            return PurePosixPath(free, *name.parts[at + 1 :])
    return name


def _link(source: Path, destination: Path) -> None:
    """Link a file, or copy it where the file system has no links."""
    try:
        os.link(source, destination, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, destination, follow_symlinks=False)


def _exchange(stage: Path, target: Path) -> None:
    """Exchange two folders in one step, or in two where the system cannot."""
    if _renameat2(stage, target):
        return
    backup = _name(target, _BACKUP)
    target.rename(backup)
    try:
        stage.rename(target)
    except BaseException:
        backup.rename(target)
        raise
    shutil.rmtree(backup, ignore_errors=True)


def _renameat2(one: Path, other: Path) -> bool:
    """Exchange two names; ``False`` if the system or file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    names = os.fsencode(one), _AT_FDCWD, os.fsencode(other)
    if rename(_AT_FDCWD, *names, _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _name(target: Path, role: str) -> Path:
    unique = f"{os.getpid()}-{secrets.token_hex(4)}"
    return target.with_name(f".{target.name}.{unique}.{role}")


def _clean(target: Path) -> None:
    """Restore or remove what killed runs have left; called under the lock.

    A backup without a target comes from an exchange cut in two: it is the previous
    version.
    """
    for backup in sorted(_leftovers(target, _BACKUP)):
        if target.exists():
            shutil.rmtree(backup, ignore_errors=True)
        else:
            backup.rename(target)
    for stage in _leftovers(target, _STAGE):
        lock = _lock(stage)
        if lock is not None:
            os.close(lock)
            shutil.rmtree(stage, ignore_errors=True)


def _leftovers(target: Path, role: str) -> list[Path]:
    head, tail = f".{target.name}.", f".{role}"
    return [
        path
        for path in target.parent.iterdir()
        if path.name.startswith(head)
        and path.name.endswith(tail)
        and "." not in path.name[len(head) : -len(tail)]
        and path.is_dir()
    ]


def _lock(folder: Path) -> int | None:
    """Lock a folder until its descriptor is closed; ``None`` = locked, or gone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _refusals(target: Path) -> Iterator[None]:
    """Turn errors of the system into `OutputRefused`."""
    try:
        yield
    except OSError as error:
        message, hint = _HINTS.get(error.errno or 0, _ANY)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise OutputRefused(
            message, hint, target, usage=not full, reason=error.strerror or str(error)
        ) from error
