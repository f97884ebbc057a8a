"""What the ledger counts of officers: nights, Sundays, joint minutes and the others."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from scheduler.ledger.schema import counter, official, person, version, week
from scheduler.ledger.versions import LATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What one version counts of one officer.

    Parameters
    ----------
    week
        First day of the week.
    version
        Name of the version.
    officer, force
        Service number, and code of the employer that the officer has now.
    kind
        ``nights``, ``sundays``, ``public_holidays``, ``events``, ``recalls``,
        ``late_changes`` or ``joint_minutes``.
    value
        How many; minutes for ``joint_minutes``.
    """

    week: dt.date
    version: str
    officer: str
    force: str
    kind: str
    value: int


def counted(
    connection: Connection, first: dt.date | None = None, last: dt.date | None = None
) -> tuple[Count, ...]:
    """Return what counts of the weeks that touch a period, in order of time.

    A week counts whole, as the version counts it that is official now. Late changes
    count for every version that was official: officers were told of each. People whom a
    purge removed count for nothing.

    Parameters
    ----------
    connection
        The ledger.
    first, last
        First and last day of the period; ``None`` = no such limit.
    """
    weeks = [
        row.start
        for row in connection.execute(
            select(week.c.start, version.c.days).join(
                version, week.c.official_id == version.c.id
            )
        )
        if (last is None or row.start <= last)
        and (first is None or row.start + dt.timedelta(days=row.days) > first)
    ]
    rows = connection.execute(
        select(
            version.c.week,
            version.c.n,
            person.c.service_number,
            person.c.force,
            counter.c.kind,
            counter.c.value,
        )
        .join(version, version.c.id == counter.c.version_id)
        .join(official, official.c.version_id == version.c.id)
        .join(week, week.c.start == version.c.week)
        .join(person, person.c.pid == counter.c.pid)
        .where(
            version.c.week.in_(weeks),
            or_(counter.c.kind == LATE, week.c.official_id == version.c.id),
        )
    )
    # Databases sort text each in its own way.
    order = sorted(rows.all(), key=lambda r: (r.week, r.n, r.service_number, r.kind))
    return tuple(
        Count(
            week=r.week,
            version=f"{r.week.isoformat()}/{r.n}",
            officer=r.service_number,
            force=r.force,
            kind=r.kind,
            value=r.value,
        )
        for r in order
    )


def by_force(counts: Iterable[Count]) -> Mapping[str, Mapping[str, int]]:
    """Return the totals of each force that has any, by kind."""
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for count in counts:
        totals[count.force][count.kind] += count.value
    return dict(sorted(totals.items()))
