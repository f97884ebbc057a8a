"""Remove what is personal from old weeks; audit chain and digests still verify."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from scheduler.ledger import audit
from scheduler.ledger.feeds import forget
from scheduler.ledger.schema import audit as log
from scheduler.ledger.schema import (
    audit_private,
    content,
    counter,
    event,
    feed,
    feed_bytes,
    leaf_private,
    person,
    purge,
    token,
    version,
)
from scheduler.ledger.store import Ledger, LedgerRefused
from scheduler.words import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What a purge removed.

    Parameters
    ----------
    versions
        Versions whose duties are gone.
    payloads
        Rows of the audit log whose details are gone.
    people
        People removed, who had left.
    """

    versions: int
    payloads: int
    people: int


def purge_before(
    ledger: Ledger, day: dt.date, *, payload: str, now: dt.datetime
) -> Purged:
    """Remove what is personal in weeks that ended before a day.

    A week goes once it lies whole before the day. People go once they have left and
    nothing of them is kept.

    Raises
    ------
    LedgerRefused
        If the day is to come.
    """
    if day > now.date():
        raise LedgerRefused(
            N_("{day} is to come: what is not over yet is not purged"),
            N_("give today or an earlier day"),
            day=day.isoformat(),
        )
    with ledger.writing() as connection:
        done = _purge(connection, day, payload, now)
    _forget(ledger)
    return done


def _purge(
    connection: Connection, day: dt.date, payload: str, now: dt.datetime
) -> Purged:
    kept = connection.execute(
        select(version.c.week, version.c.days).where(version.c.week < day)
    ).all()
    # A week that the day cuts is kept whole: so is the day from which nothing goes.
    cut = [r.week for r in kept if r.week + dt.timedelta(days=r.days) > day]
    first_kept = min([day, *cut])
    values = {
        "id": 1 + (connection.scalar(select(func.max(purge.c.id))) or 0),
        "first_kept": first_kept,
        "at": now,
    }
    connection.execute(insert(purge).values(**values))
    gone = [
        r.id
        for r in connection.execute(
            select(version.c.id).where(version.c.week < first_kept)
        )
    ]
    with_duties = set(
        connection.scalars(
            select(leaf_private.c.version_id)
            .where(leaf_private.c.version_id.in_(gone))
            .distinct()
        )
    )
    for table in (leaf_private, content):
        connection.execute(delete(table).where(table.c.version_id.in_(gone)))
    stamp = dt.datetime.combine(first_kept, dt.time(), tzinfo=dt.UTC)
    old = select(log.c.seq).where(log.c.at < stamp)
    payloads = connection.execute(
        delete(audit_private).where(audit_private.c.seq.in_(old))
    ).rowcount
    forget(connection, first_kept, now)
    people = _leavers(connection, first_kept)
    audit.append(
        connection, "purged", first_kept.isoformat(), payload, now,
        audit.written(purge, values),
        (person, counter, feed, feed_bytes, token),
    )  # fmt: skip
    return Purged(versions=len(with_duties), payloads=payloads, people=people)


def _leavers(connection: Connection, day: dt.date) -> int:
    """Remove people who left before a day and of whom no duties are kept."""
    still = select(leaf_private.c.pid)
    gone = connection.scalars(
        select(person.c.pid).where(person.c.leaves_on < day, person.c.pid.not_in(still))
    ).all()
    feeds = select(feed.c.id).where(
        feed.c.owner_kind == "officer", feed.c.owner.in_(gone)
    )
    for table in (token, event, feed_bytes):
        connection.execute(delete(table).where(table.c.feed_id.in_(feeds)))
    connection.execute(
        delete(feed).where(feed.c.owner_kind == "officer", feed.c.owner.in_(gone))
    )
    for table in (counter, person):
        connection.execute(delete(table).where(table.c.pid.in_(gone)))
    return len(gone)


def _forget(ledger: Ledger) -> None:
    """Take what was deleted out of the files of the database too."""
    if ledger.engine.dialect.name == "sqlite":
        with ledger.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with ledger.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in (leaf_private, content, audit_private, person, event, feed_bytes):
            connection.exec_driver_sql(f'VACUUM "{table.name}"')
