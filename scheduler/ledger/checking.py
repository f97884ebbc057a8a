"""Check the ledger against its audit log: what was changed since, named row by row."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from scheduler.domain.plans import OfficerPlan
from scheduler.ledger import audit, feeds, seals
from scheduler.ledger.keys import Signature, genuine
from scheduler.ledger.schema import (
    feed_bytes,
    input_set,
    key,
    leaf,
    leaf_private,
    metadata,
    person,
    purge,
    signature,
    version,
)
from scheduler.words import N_

CHANGEABLE = ("setting", "person", "week", "counter", "feed", "feed_bytes", "token")
"""Tables that may change: the log keeps the SHA-256 of each whole, as last written."""

SEALED = ("version", "signature", "official", "key", "key_retired", "purge")
"""Tables each row of which the audit log names, with its SHA-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was written.

    Parameters
    ----------
    table, row
        Where: table, and its key.
    message
        What is wrong (message id).
    """

    table: str
    row: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of the whole ledger found.

    Parameters
    ----------
    rows
        Rows of the audit log.
    last
        Hash of the last row: the one to keep on paper.
    findings
        What was changed, the audit log first, in its order.
    """

    rows: int
    last: str
    findings: tuple[Finding, ...]


def check(connection: Connection, expected: str | None = None) -> Checked:
    """Check the whole ledger.

    Parameters
    ----------
    connection
        The ledger.
    expected
        A last hash that was kept on paper: a row of the log has to have it.
    """
    rows = list(audit.entries(connection))
    findings = [
        *(
            [_finding("audit", expected[:16], N_("kept on paper, is not in the log"))]
            if expected and expected not in {row.hash for row, _private in rows}
            else []
        ),
        *_chain(connection, rows),
        *_sealed(connection, rows),
        *_changeable(connection, rows),
        *_versions(connection),
        *_signatures(connection),
        *_feeds(connection),
    ]
    last = rows[-1][0].hash if rows else audit.START
    return Checked(rows=len(rows), last=last, findings=tuple(findings))


def _chain(connection: Connection, rows: audit.Rows) -> Iterator[Finding]:
    prev = audit.START
    first_kept = connection.scalar(select(func.max(purge.c.first_kept)))
    for seq, (row, private) in enumerate(rows, 1):
        where = str(row.seq)
        if row.seq != seq or row.prev != prev:
            yield _finding("audit", where, N_("does not follow the row before it"))
        if audit.hash_of(row) != row.hash:
            yield _finding("audit", where, N_("was changed"))
        if private is None:
            if first_kept is None or row.at.date() >= first_kept:
                yield _finding("audit_private", where, N_("is missing, and not purged"))
        elif audit.commit(private.salt, private.payload) != row.commitment:
            yield _finding("audit_private", where, N_("was changed"))
        prev = row.hash


def _sealed(connection: Connection, rows: audit.Rows) -> Iterator[Finding]:
    """Compare the rows that the log names with those that are there, both ways."""
    written: dict[str, str] = {}
    for row, _private in rows:
        written |= audit.named_rows(row)
    for name in SEALED:
        table = metadata.tables[name]
        there = dict(_hashes(connection, table))
        for where, digest in there.items():
            if where not in written:
                yield _finding(name, where, N_("is not in the audit log"))
            elif written[where] != digest:
                yield _finding(name, where, N_("was changed"))
        for where in written:
            if where.startswith(f"{name}:") and where not in there:
                yield _finding(name, where, N_("is missing"))


def _changeable(connection: Connection, rows: audit.Rows) -> Iterator[Finding]:
    """Compare the tables that may change with what the log says of them last."""
    last: dict[str, str] = {}
    for row, _private in rows:
        last |= {n: h for n, h in audit.named_rows(row).items() if n in CHANGEABLE}
    for name in CHANGEABLE:
        table = metadata.tables[name]
        if name in last:
            if audit.table_sha256(connection, table) != last[name]:
                yield _finding(name, "", N_("was changed"))
        elif name != "setting" and connection.execute(select(table).limit(1)).first():
            yield _finding(name, "", N_("is not in the audit log"))


def _hashes(connection: Connection, table: Table) -> Iterator[tuple[str, str]]:
    for row in connection.execute(select(table)).mappings():
        values = dict(row)
        yield audit.row_name(table, values), audit.row_sha256(table, values)


def _versions(connection: Connection) -> Iterator[Finding]:
    sets = connection.execute(select(input_set)).all()
    for row in sets:
        if hashlib.sha256(row.files.encode()).hexdigest() != row.sha256:
            yield _finding("input_set", row.sha256[:16], N_("was changed"))
    for made in connection.execute(select(version).order_by(version.c.id)).all():
        leaves = {
            r.pid: r.sha256
            for r in connection.execute(
                select(leaf).where(leaf.c.version_id == made.id)
            )
        }
        found = seals.digest(
            made.week, made.days, made.timezone, made.input_set, made.run,
            leaves.values(),
        )  # fmt: skip
        if made.input_set not in {row.sha256 for row in sets}:
            yield _finding("input_set", made.input_set[:16], N_("is missing"))
        if found != made.digest:
            yield _finding(
                "leaf", f"version:{made.id}", N_("are not those that were signed")
            )
        private = connection.execute(
            select(leaf_private, person.c.service_number)
            .join(person, person.c.pid == leaf_private.c.pid, isouter=True)
            .where(leaf_private.c.version_id == made.id)
        ).all()
        for row in private:
            if leaves.get(row.pid) != _leaf(row.salt, row.service_number, row.payload):
                where = f"{made.week.isoformat()}/{made.n} {row.pid}"
                yield _finding("leaf_private", where, N_("was changed"))
        covered = connection.scalar(
            select(func.count())
            .select_from(purge)
            .where(purge.c.first_kept > made.week)
        )
        if not covered and {r.pid for r in private} != leaves.keys():
            where = f"{made.week.isoformat()}/{made.n}"
            yield _finding("leaf_private", where, N_("is missing, and not purged"))
        if private:
            found = audit.contents_sha256(connection, made.id)
            if found != made.contents_sha256:
                where = f"{made.week.isoformat()}/{made.n}"
                yield _finding("content", where, N_("was changed"))


def _leaf(salt: str, officer: str | None, payload: str) -> str:
    try:
        duties = OfficerPlan.from_payload(officer or "", "", payload)
    except (ValueError, LookupError, TypeError):
        return ""
    # The text itself, since other text may mean the same duties.
    return seals.leaf(salt, duties) if duties.payload() == payload else ""


def _signatures(connection: Connection) -> Iterator[Finding]:
    digests = {
        row.id: row.digest
        for row in connection.execute(select(version.c.id, version.c.digest))
    }
    for row in connection.execute(
        select(signature, key.c.public).join(key, key.c.id == signature.c.key_id)
    ):
        signed = Signature(
            force=row.force, key=row.key_id, digest=row.digest, proof=row.proof
        )
        of = row.carried_from or row.version_id
        if digests.get(of) != row.digest or not genuine(row.public.encode(), signed):
            yield _finding(
                "signature", f"{row.version_id}:{row.force}", N_("is not genuine")
            )


def _feeds(connection: Connection) -> Iterator[Finding]:
    """Compare each calendar with its ETag, its short form, and its events."""
    for row in connection.execute(select(feed_bytes)).all():
        if audit.etag(row.bytes) != row.etag:
            yield _finding("feed_bytes", str(row.feed_id), N_("was changed"))
            continue
        try:
            same = gzip.decompress(row.gzip) == row.bytes
        except (OSError, EOFError, zlib.error):
            same = False
        if not same:
            yield _finding("feed_bytes", str(row.feed_id), N_("was changed"))
        try:
            there = {e.uid: e for e in feeds.events_of(connection, row.feed_id)}
        except ValueError:
            yield _finding("event", str(row.feed_id), N_("was changed"))
            continue
        written = {e.uid: e for e in feeds.read_calendar(row.bytes)}
        for uid in sorted(there.keys() | written.keys()):
            if there.get(uid) != written.get(uid):
                yield _finding("event", f"{row.feed_id}:{uid}", N_("was changed"))


def _finding(table: str, row: str, message: str) -> Finding:
    return Finding(table=table, row=row.removeprefix(f"{table}:"), message=message)
