"""Versions of a week, as the ledger has them: named, read, and their duties."""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, func, select

from scheduler.domain.plans import OfficerPlan, Plan
from scheduler.ledger.schema import (
    leaf,
    leaf_private,
    official,
    person,
    signature,
    version,
    week,
)
from scheduler.ledger.store import LedgerRefused
from scheduler.words import N_

LATE = "late_changes"
"""Counter of changes told late: it adds up over the official versions of a week."""

_SPEC = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d+|official))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a week, as the ledger has it.

    Parameters
    ----------
    id, week, n
        Row of the ledger; first day; number in the week, from 1.
    days, timezone
        The horizon.
    base
        Number of the version that it replaced; ``None`` = the first.
    digest
        What signatories sign.
    at
        UTC instant of its publication.
    forces
        Forces that have to sign.
    joint
        Whether a crew has officers of several forces.
    signed
        Forces that have signed, or whose signature of an earlier version stands.
    official_at
        When it became official; ``None`` = it is not.
    head, current
        Whether it is the last of its week, and the one that calendars show.
    run, labels
        JSON, as published.
    """

    id: int
    week: dt.date
    n: int
    days: int
    timezone: str
    base: int | None
    digest: str
    at: dt.datetime
    forces: tuple[str, ...]
    joint: bool
    signed: tuple[str, ...]
    official_at: dt.datetime | None
    head: bool
    current: bool
    run: str
    labels: str

    @property
    def name(self) -> str:
        """What commands call it: ``2026-11-23/2``."""
        return f"{self.week.isoformat()}/{self.n}"

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Forces that have not signed."""
        return tuple(f for f in self.forces if f not in self.signed)


def read_version(connection: Connection, row_id: int) -> Version:
    """Return a version by its row."""
    row = connection.execute(select(version).where(version.c.id == row_id)).one()
    at = connection.scalar(select(official.c.at).where(official.c.version_id == row_id))
    there = connection.execute(select(week).where(week.c.start == row.week)).first()
    base = connection.scalar(select(version.c.n).where(version.c.id == row.base_id))
    return Version(
        id=row.id,
        week=row.week,
        n=row.n,
        days=row.days,
        timezone=row.timezone,
        base=base,
        digest=row.digest,
        at=row.at,
        forces=tuple(json.loads(row.forces)),
        joint=bool(row.joint),
        signed=tuple(sorted(s.force for s in signatures_of(connection, row_id))),
        official_at=at,
        head=there is not None and there.head_id == row_id,
        current=there is not None and there.official_id == row_id,
        run=row.run,
        labels=row.labels,
    )


def version_named(
    connection: Connection, name: str, default: Version | None = None
) -> Version:
    """Return a version by its name.

    Parameters
    ----------
    connection
        The ledger.
    name
        ``2026-11-23/2``; ``2026-11-23`` = the last one of that week;
        ``2026-11-23/official`` = the one that calendars show.
    default
        What to return if there is none.

    Raises
    ------
    LedgerRefused
        If there is no such version, and no default.
    """
    found = _SPEC.fullmatch(name)
    row: int | None = None
    if found:
        day = _day(found[1])
        there = connection.execute(select(week).where(week.c.start == day)).first()
        if there is not None and found[2] is None:
            row = there.head_id
        elif there is not None and found[2] == "official":
            row = there.official_id
        elif there is not None:
            row = connection.scalar(
                select(version.c.id).where(
                    version.c.week == day, version.c.n == int(found[2][:9])
                )
            )
    if row is not None:
        return read_version(connection, row)
    if default is not None:
        return default
    weeks = connection.scalars(select(week.c.start).order_by(week.c.start)).all()
    raise LedgerRefused(
        N_("the ledger has no version {name}"),
        N_("its weeks: {weeks}") if weeks else N_("publish a week first"),
        name=name,
        weeks=", ".join(d.isoformat() for d in weeks[-8:]),
    )


def names_version(name: str) -> bool:
    """Tell whether a text is written as the name of a version."""
    return _SPEC.fullmatch(name) is not None


def versions(connection: Connection, of: dt.date | None = None) -> list[Version]:
    """Return all versions, or those of a week, in order."""
    query = select(version.c.id).order_by(version.c.week, version.c.n)
    if of is not None:
        query = query.where(version.c.week == of)
    return [read_version(connection, row) for row in connection.scalars(query)]


def plan_of(connection: Connection, made: Version) -> Plan:
    """Return the duties of a version.

    Raises
    ------
    LedgerRefused
        If they were purged.
    """
    rows = connection.execute(
        select(leaf_private.c.pid, leaf_private.c.payload, person)
        .join(person, person.c.pid == leaf_private.c.pid)
        .where(leaf_private.c.version_id == made.id)
        .order_by(person.c.service_number)
    ).all()
    wanted = connection.scalar(
        select(func.count()).select_from(leaf).where(leaf.c.version_id == made.id)
    )
    if len(rows) != wanted:
        raise LedgerRefused(
            N_("the duties of version {version} were purged"),
            N_("name a later week"),
            version=made.name,
        )
    officers = {
        r.service_number: OfficerPlan.from_payload(r.service_number, r.force, r.payload)
        for r in rows
    }
    return Plan(made.week, made.days, made.timezone, officers)


def shown_plan(connection: Connection, first: dt.date) -> Plan | None:
    """Return the duties that calendars show of a week; ``None`` = none are shown."""
    row = connection.scalar(select(week.c.official_id).where(week.c.start == first))
    return None if row is None else plan_of(connection, read_version(connection, row))


def number_of_base(
    connection: Connection, first: dt.date, base: str | None
) -> int | None:
    """Return the number of the version of a week from which a roster was made.

    Raises
    ------
    LedgerRefused
        If it is of another week, or there is none of this name.
    """
    if base is None:
        return None
    found = version_named(connection, base)
    if found.week != first:
        raise LedgerRefused(
            N_("version {base} is of another week than the roster, of {first}"),
            N_("name a version of the same week"),
            base=found.name,
            first=first.isoformat(),
        )
    return found.n


def signatures_of(connection: Connection, row_id: int) -> Sequence[Row[tuple[object]]]:
    """Return the signatures under a version."""
    return connection.execute(
        select(signature).where(signature.c.version_id == row_id)
    ).all()


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
