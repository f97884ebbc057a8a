"""Open a ledger: an SQLite file, or a PostgreSQL database by its URL.

A new database gets its tables, an old one is migrated. Every change is one transaction
of the only writer: ``BEGIN IMMEDIATE`` on SQLite, an advisory lock on PostgreSQL.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from scheduler.ledger.schema import setting
from scheduler.words import N_
from scheduler.words.render import say

DEFAULT = "patrol.db"
"""The SQLite file used if nothing else is named."""

VARIABLE = "PATROL_DB"
"""Environment variable that names the ledger."""

HEAD = "0001"
"""The migration that this program knows last."""

LEDGER = "ledger"
"""Setting: random id of the ledger, from which all UIDs are made."""

_ADVISORY = 0x70_61_74_72  # "patr": the lock of the only writer on PostgreSQL
_BUSY_SECONDS = 30


class LedgerRefused(Exception):  # noqa: N818 (a refusal, not an error)
    """The ledger cannot do what was asked; nothing was changed.

    Parameters
    ----------
    message, hint
        What is wrong, and what to do (message ids).
    **values
        Values of the placeholders.
    """

    def __init__(self, message: str, hint: str, **values: object) -> None:
        super().__init__(message, hint, values)
        self.message, self.hint, self.values = message, hint, values

    def __str__(self) -> str:
        """Return what is wrong and what to do, in the current language."""
        return f"{say(self.message, self.values)} — {say(self.hint, self.values)}"


class Ledger:
    """A ledger that is open.

    Parameters
    ----------
    engine
        The database.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read in one transaction: all that is read is of one state."""
        with _refusals(self.engine), self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ"
                )
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Change the ledger in one transaction, as its only writer."""
        with _refusals(self.engine), self.engine.connect() as connection:
            connection = connection.execution_options(patrol_writes=True)
            with connection.begin():
                if self.engine.dialect.name == "postgresql":
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY}
                    )
                yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def ledger_url(db: str | None = None) -> str:
    """Return the URL of a ledger, as SQLAlchemy writes it.

    Parameters
    ----------
    db
        Path of an SQLite file, or URL of a database; ``None`` = the environment's, else
        `DEFAULT` in the current folder.
    """
    named = db or os.environ.get(VARIABLE) or DEFAULT
    if "://" not in named:
        return f"sqlite:///{Path(named).absolute()}"
    for prefix in ("postgres://", "postgresql://"):
        if named.startswith(prefix):
            return "postgresql+psycopg://" + named.removeprefix(prefix)
    return named


def ledger_exists(db: str | None = None) -> bool:
    """Tell whether a ledger is there: named on purpose, or the default file."""
    url = ledger_url(db)
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).is_file()
    return True


def open_ledger(
    db: str | None = None, *, create: bool = False, keep_open: bool = False
) -> Ledger:
    """Open a ledger; migrate it if it is of an earlier version of the program.

    Parameters
    ----------
    db
        As for `ledger_url`.
    create
        Make a new one if there is none.
    keep_open
        Keep connections to an SQLite file for the next transactions: for a server.

    Raises
    ------
    LedgerRefused
        If there is none, it cannot be opened, or it is of a later version.
    """
    address = ledger_url(db)
    try:
        url = make_url(address)
    except ArgumentError:
        raise LedgerRefused(
            N_("{db} is no address of a ledger"),
            N_("give the path of a file, or postgresql://USER@HOST/DATABASE"),
            db=_without_secret(address),
        ) from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise LedgerRefused(
            N_("{db} is no address of a ledger"),
            N_("give the path of a file, or postgresql://USER@HOST/DATABASE"),
            db=url.render_as_string(),
        )
    if url.get_backend_name() == "sqlite":
        _prepare_file(Path(url.database or DEFAULT), create=create)
    engine = _engine(address, keep_open=keep_open)
    ledger = Ledger(engine)
    try:
        with _refusals(engine):
            if _revision(engine) != HEAD:
                _migrate(ledger, create=create)
    except BaseException:
        engine.dispose()
        raise
    return ledger


def read_setting(connection: Connection, name: str, default: str = "") -> str:
    """Return a setting of the ledger."""
    found = connection.execute(select(setting.c.value).where(setting.c.name == name))
    value: str | None = found.scalar()
    return default if value is None else value


def write_setting(connection: Connection, name: str, value: str) -> None:
    """Write a setting of the ledger."""
    connection.execute(setting.delete().where(setting.c.name == name))
    connection.execute(insert(setting).values(name=name, value=value))


def _prepare_file(path: Path, *, create: bool) -> None:
    if path.is_file():
        return
    if path.exists():
        raise LedgerRefused(
            N_("{db} is no file"), N_("name the file of a ledger"), db=str(path)
        )
    if not create:
        raise LedgerRefused(
            N_("there is no ledger {db}"),
            N_("publish a week first, or name the ledger with --db"),
            db=str(path),
        )
    try:
        # For its owner alone from the first byte on; SQLite gives its side files the
        # same rights.
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise LedgerRefused(
            N_("the ledger {db} cannot be written ({reason})"),
            N_("name another file with --db"),
            db=str(path),
            reason=error.strerror or str(error),
        ) from None


def _engine(address: str, *, keep_open: bool) -> Engine:
    if not address.startswith("sqlite"):
        return create_engine(address, pool_pre_ping=True)
    engine = create_engine(address, poolclass=QueuePool if keep_open else NullPool)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        # SQLAlchemy says BEGIN itself, below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten: a purge leaves nothing in free pages.
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("patrol_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _revision(engine: Engine) -> str | None:
    """Return the migration that a database is at; ``None`` = it has no tables."""
    with engine.connect() as connection, connection.begin():
        if not engine.dialect.has_table(connection, "alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        revision: str | None = found.scalar()
        return revision


def _migrate(ledger: Ledger, *, create: bool) -> None:
    # Slow to load, and seldom needed.
    from alembic.command import upgrade
    from alembic.config import Config
    from alembic.util import CommandError

    with ledger.writing() as connection:
        # Another process may have been faster.
        fresh = not ledger.engine.dialect.has_table(connection, "alembic_version")
        if fresh and not create:
            raise LedgerRefused(
                N_("{db} is no ledger: it holds none of its tables"),
                N_("publish a week first, or name the ledger with --db"),
                db=ledger.engine.url.render_as_string(),
            )
        config = Config()
        config.set_main_option("script_location", "scheduler.ledger:migrations")
        config.attributes["connection"] = connection
        try:
            upgrade(config, HEAD)
        except CommandError:
            raise LedgerRefused(
                N_("the ledger {db} was written by a later version of this program"),
                N_("install that version"),
                db=ledger.engine.url.render_as_string(),
            ) from None
        if not read_setting(connection, LEDGER):
            write_setting(connection, LEDGER, secrets.token_hex(16))


@contextmanager
def _refusals(engine: Engine) -> Iterator[None]:
    """Turn errors of the database that users can mend into `LedgerRefused`."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig
        if type(cause).__name__ not in ("OperationalError", "DatabaseError"):
            raise
        raise LedgerRefused(
            N_("the ledger {db} cannot be used ({reason})"),
            N_(
                "check that it is a ledger of this program, that it may be written, "
                "and that no other program locks it"
            ),
            db=engine.url.render_as_string(),
            reason=str(cause).partition("\n")[0],
        ) from error


def _without_secret(address: str) -> str:
    """Return an address without a password in it."""
    head, at, tail = address.rpartition("@")
    with suppress(ValueError):
        scheme, rest = head.split("://", 1)
        return f"{scheme}://{rest.partition(':')[0]}{at}{tail}"
    return address
