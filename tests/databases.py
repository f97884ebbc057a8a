"""Databases for tests of the ledger: an SQLite file, and PostgreSQL.

A session starts its own PostgreSQL from the programs of Debian's package, in a
temporary folder, on a Unix socket there; the machine's own cluster is not touched.
"""

import functools
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from scheduler.ledger.store import Ledger, open_ledger

KINDS = ("sqlite", "postgresql")
MIGRATED = "migrated"
"""Database with the tables of a ledger, of which a new one is a copy."""

OPTIONS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "shared_buffers=16MB",
    "max_connections=60",
    "min_wal_size=32MB",
    "max_wal_size=64MB",
)


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL that is running."""

    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def programs() -> Path | None:
    """Return the folder of PostgreSQL's own programs, the latest installed."""
    found = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found.sort(key=lambda p: float(p.parents[1].name))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def plain_user() -> pwd.struct_passwd | None:
    """Return whom to run PostgreSQL as, which refuses root; ``None`` = as we are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("PostgreSQL refuses to run as root, and there is no other user")


def _place() -> str:
    """Return where to keep data for a while: in memory, where there is room."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 512 * 2**20
    return str(memory) if roomy and os.access(memory, os.W_OK) else "/tmp"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL for this process, stop and remove it afterwards."""
    bin_ = programs()
    if bin_ is None:
        pytest.skip("no PostgreSQL: apt-get install postgresql")
    user = plain_user()
    # Not below pytest's folders, which only we may enter; short, as sockets need.
    folder = Path(tempfile.mkdtemp(prefix="patrol-pg-", dir=_place()))
    data, log = folder / "data", folder / "log"
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(program: str, *arguments: str) -> None:
        prefix = ["runuser", "-u", user.pw_name, "--"] if user else []
        done = subprocess.run(
            [*prefix, str(bin_ / program), "-D", str(data), *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        shown = log.read_text() if log.exists() else ""
        assert done.returncode == 0, f"{program}: {done.stdout}{shown}"

    try:
        run(
            "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
            "--no-sync", "--no-instructions",
        )  # fmt: skip
        options = " ".join(
            f"-c {o}" for o in (*OPTIONS, f"unix_socket_directories={folder}")
        )
        run("pg_ctl", "start", "-w", "-s", "-l", str(log), "-o", options)
        try:
            yield Cluster(folder)
        finally:
            run("pg_ctl", "stop", "-w", "-s", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Give a ledger without rows, by kind of database: copying it beats migrating."""

    @functools.cache
    def template(kind: str) -> str:
        if kind == "sqlite":
            factory: pytest.TempPathFactory = request.getfixturevalue(
                "tmp_path_factory"
            )
            name = address = str(factory.mktemp("migrated") / "ledger.db")
        else:
            cluster: Cluster = request.getfixturevalue("cluster")
            name, address = MIGRATED, cluster.url(MIGRATED)
            cluster.run(f"CREATE DATABASE {MIGRATED}")
        open_ledger(address, create=True).close()
        return name

    return template


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Name the kind of database; a test of a ledger runs with each."""
    name: str = request.param
    return name


def _database(
    request: pytest.FixtureRequest, folder: Path, kind: str, template: str | None
) -> Iterator[str]:
    if kind == "sqlite":
        path = folder / "ledger.db"
        if template:
            shutil.copyfile(template, path)
        yield str(path)
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"t{uuid.uuid4().hex}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
    try:
        yield cluster.url(name)
    finally:
        cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_db(
    request: pytest.FixtureRequest, tmp_path: Path, database_kind: str
) -> Iterator[str]:
    """Give the address of a database without tables; of an SQLite file not there."""
    yield from _database(request, tmp_path, database_kind, None)


@pytest.fixture
def db(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    database_kind: str,
    migrated: Callable[[str], str],
) -> Iterator[str]:
    """Give the address of a ledger, as ``--db`` takes it."""
    yield from _database(request, tmp_path, database_kind, migrated(database_kind))


@pytest.fixture
def ledger(db: str) -> Iterator[Ledger]:
    """Open a new ledger."""
    opened = open_ledger(db)
    yield opened
    opened.close()
