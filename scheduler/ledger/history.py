"""What the ledger tells of its past: who published what, when and why."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from scheduler.ledger import audit
from scheduler.ledger.versions import Version, version_named, versions

PUBLISHING = ("published", "rolled_back")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A version, and how it came about.

    Parameters
    ----------
    version
        The version.
    by, why, reason
        Who published it, why, and why changes were told late; ``None`` = purged.
    """

    version: Version
    by: str | None
    why: str | None
    reason: str | None


def recorded(connection: Connection, week: str | None = None) -> list[Record]:
    """Return all versions, or those of a week named by its first day, in order.

    Raises
    ------
    LedgerRefused
        If there is no such week.
    """
    details: dict[str, dict[str, str]] = {}
    for row in log_of(connection):
        if row.kind in PUBLISHING and row.details is not None:
            details[row.ref.split()[0]] = json.loads(row.details)
    first = None if week is None else version_named(connection, week).week
    return [
        Record(
            version=made,
            by=details.get(made.name, {}).get("by"),
            why=details.get(made.name, {}).get("why"),
            reason=details.get(made.name, {}).get("reason"),
        )
        for made in versions(connection, first)
    ]


def log_of(connection: Connection) -> list[audit.Entry]:
    """Return the rows of the audit log, in order."""
    return [
        audit.read_entry(row, private) for row, private in audit.entries(connection)
    ]
