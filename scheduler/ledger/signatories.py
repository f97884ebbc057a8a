"""Keys that may sign for a force: added, retired, listed."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from scheduler.ledger import audit
from scheduler.ledger.keys import key_id
from scheduler.ledger.schema import key, key_retired
from scheduler.ledger.store import LedgerRefused
from scheduler.words import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """A key that may sign for a force.

    Parameters
    ----------
    id, force
        Id of the key, and code of the force.
    added_at, retired_at
        UTC instants; ``None`` = in use.
    """

    id: str
    force: str
    added_at: dt.datetime
    retired_at: dt.datetime | None


def add_key(
    connection: Connection, public: bytes, force: str, payload: str, now: dt.datetime
) -> str:
    """Let a public key sign for a force; return its id.

    Raises
    ------
    LedgerRefused
        If it is no such key, or known already.
    """
    found = key_id(public)
    known = connection.execute(select(key).where(key.c.id == found)).first()
    if known is not None:
        raise LedgerRefused(
            N_("the key {key} is known already, for the force {force}"),
            N_("add another key"),
            key=found[:16],
            force=known.force,
        )
    values = {"id": found, "force": force, "public": public.decode(), "added_at": now}
    connection.execute(insert(key).values(**values))
    audit.append(
        connection, "key_added", f"{force} {found}", payload, now,
        audit.written(key, values),
    )  # fmt: skip
    return found


def retire_key(
    connection: Connection, start: str, payload: str, now: dt.datetime
) -> Signatory:
    """End the use of a key, named by the first characters of its id.

    Signatures made with it stay.

    Raises
    ------
    LedgerRefused
        If no key in use, or more than one, begins so.
    """
    found = [s for s in signatories(connection) if s.id.startswith(start)]
    found = [s for s in found if s.retired_at is None]
    if len(found) != 1 or not start:
        raise LedgerRefused(
            N_("{count} keys in use begin with {start}"),
            N_("give the first characters of one, as patrol key list shows them"),
            count=len(found),
            start=start,
        )
    values = {"id": found[0].id, "at": now}
    connection.execute(insert(key_retired).values(**values))
    audit.append(
        connection, "key_retired", f"{found[0].force} {found[0].id}", payload, now,
        audit.written(key_retired, values),
    )  # fmt: skip
    return found[0]


def signatories(connection: Connection) -> list[Signatory]:
    """Return all keys, by force and day."""
    rows = connection.execute(
        select(key, key_retired.c.at)
        .join(key_retired, key_retired.c.id == key.c.id, isouter=True)
        .order_by(key.c.force, key.c.added_at, key.c.id)
    )
    return [
        Signatory(id=r.id, force=r.force, added_at=r.added_at, retired_at=r.at)
        for r in rows
    ]
