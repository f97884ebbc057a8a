"""The audit log: append-only rows, each chained to the one before by its hash.

A row commits to a payload without showing it: what is personal stands apart, salted, so
that a purge removes it and the chain still verifies. Who keeps the last hash on paper
can tell later whether anything before it was changed.
"""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select

from scheduler.ledger.schema import STAMP, audit, audit_private, content

Rows = Sequence[tuple[Row[Any], Row[Any] | None]]
"""Rows of the log in order, each with its private part, if that is still there."""

VOLATILE = {
    # Bound by the ETag.
    "feed_bytes": ("bytes", "gzip"),
    # Written whenever a program fetches, without a row in the log.
    "token": ("last_fetch_at", "fetched", "seen_at", "seen"),
}
"""Columns that no SHA-256 of their table covers."""

START = "0" * 64
"""What the first row has in place of the hash of the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the audit log.

    Parameters
    ----------
    seq
        Its number, from 1.
    at
        UTC instant.
    kind
        What was done.
    ref
        What it was done to; names nobody.
    rows
        SHA-256 of the rows of other tables that were written, by ``table:key``.
    details
        The payload; ``None`` = purged.
    hash
        SHA-256 of the row, chained to the one before.
    """

    seq: int
    at: dt.datetime
    kind: str
    ref: str
    rows: Mapping[str, str]
    details: str | None
    hash: str


def append(
    connection: Connection,
    kind: str,
    ref: str,
    payload: str = "",
    at: dt.datetime | None = None,
    rows: Mapping[str, str] | None = None,
    touched: Iterable[Table] = (),
) -> str:
    """Append a row, in the transaction of the only writer, and return its hash.

    Parameters
    ----------
    connection
        That of `Ledger.writing`.
    kind, ref
        What was done, and to what; they are kept for ever, and name nobody.
    payload
        Who did it, and why: removed by a purge.
    at
        When; now if not given.
    rows
        SHA-256 of the rows written, by ``table:key``: see `row_sha256`.
    touched
        Tables whose rows may change, and did: the log keeps the SHA-256 of each whole.
    """
    instant = (at or dt.datetime.now(dt.UTC)).replace(microsecond=0)
    last = connection.execute(
        select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
    ).first()
    seq, prev = (1, START) if last is None else (last.seq + 1, last.hash)
    salt = secrets.token_hex(32)
    commitment = commit(salt, payload)
    named = {**(rows or {}), **{t.name: table_sha256(connection, t) for t in touched}}
    what = canonical({"ref": ref, "rows": named})
    digest = _hash(seq, prev, instant, kind, what, commitment)
    connection.execute(
        insert(audit).values(
            seq=seq, prev=prev, at=instant, kind=kind, ref=what,
            commitment=commitment, hash=digest,
        )
    )  # fmt: skip
    connection.execute(
        insert(audit_private).values(seq=seq, salt=salt, payload=payload)
    )
    return digest


def commit(salt: str, payload: str) -> str:
    """Return what binds a salted payload without showing it."""
    return hashlib.sha256(f"{salt}:{payload}".encode()).hexdigest()


def canonical(content: Any) -> str:
    """Return a value as JSON: same value, same text."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def row_sha256(table: Table, values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a row of a table whose rows are never changed."""
    return hashlib.sha256(
        canonical({c.name: _text(values.get(c.name)) for c in table.columns}).encode()
    ).hexdigest()


def table_sha256(connection: Connection, table: Table) -> str:
    """Return the SHA-256 of all rows of a table, but for `VOLATILE` columns."""
    columns = [c for c in table.columns if c.name not in VOLATILE.get(table.name, ())]
    query = select(*columns).order_by(*table.primary_key.columns)
    digest = hashlib.sha256()
    for row in connection.execute(query):
        digest.update(canonical([_text(value) for value in row]).encode() + b"\n")
    return digest.hexdigest()


def row_name(table: Table, values: Mapping[str, Any]) -> str:
    """Return what the log calls a row: ``signature:3:PM``."""
    key = [_text(values[c.name]) for c in table.primary_key.columns]
    return ":".join(map(str, (table.name, *key)))


def written(table: Table, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the name and the SHA-256 of a row, to append with what wrote it."""
    return {row_name(table, values): row_sha256(table, values)}


def named_rows(row: Row[Any]) -> dict[str, str]:
    """Return the rows that a row of the log names, with their SHA-256.

    A row that was changed may name none: its own hash tells of that.
    """
    return dict(_what(row.ref)[1])


def contents_sha256(connection: Connection, version_id: int) -> str:
    """Return the SHA-256 of what every calendar shows of a version."""
    rows = connection.execute(select(content).where(content.c.version_id == version_id))
    return shown_sha256(map(dict, rows.mappings()))


def shown_sha256(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of rows of ``content``, whatever their version and order."""
    names = [c.name for c in content.columns if c.name != "version_id"]
    parts = sorted([row[name] for name in names] for row in rows)
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def etag(content_bytes: bytes) -> str:
    """Return the SHA-256 of a calendar, its ETag."""
    return hashlib.sha256(content_bytes).hexdigest()


def entries(connection: Connection) -> Rows:
    """Return the rows of the log in order."""
    private = {row.seq: row for row in connection.execute(select(audit_private)).all()}
    return [
        (row, private.get(row.seq))
        for row in connection.execute(select(audit).order_by(audit.c.seq)).all()
    ]


def read_entry(row: Row[Any], private: Row[Any] | None) -> Entry:
    """Return a row of the log as what it says."""
    ref, rows = _what(row.ref)
    return Entry(
        seq=row.seq,
        at=row.at,
        kind=row.kind,
        ref=ref,
        rows=rows,
        details=None if private is None else private.payload,
        hash=row.hash,
    )


def _what(text: str) -> tuple[str, Mapping[str, str]]:
    try:
        found = json.loads(text)
        return str(found["ref"]), {str(n): str(h) for n, h in found["rows"].items()}
    except (ValueError, LookupError, TypeError, AttributeError):
        return text, {}


def hash_of(row: Row[Any]) -> str:
    """Return the hash that a row should have, from its other columns."""
    return _hash(row.seq, row.prev, row.at, row.kind, row.ref, row.commitment)


def _hash(
    seq: int, prev: str, at: dt.datetime, kind: str, ref: str, commitment: str
) -> str:
    stamp = at.astimezone(dt.UTC).strftime(STAMP)
    parts = canonical([seq, prev, stamp, kind, ref, commitment])
    return hashlib.sha256(parts.encode()).hexdigest()


def _text(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime(STAMP)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value
