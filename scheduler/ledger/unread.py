"""Who has not been told: published duties that no program of the officer has fetched.

Somebody phones them. What counts is the version that was fetched, not the time: a fetch
while a change was being published does not count as having seen it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from scheduler.calendars.content import Content, Owner, View
from scheduler.calendars.events import NOTE
from scheduler.ledger.schema import content, event, feed, person, token, version, week
from scheduler.ledger.tokens import has_left, ledger_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An officer who has not fetched what is published.

    Parameters
    ----------
    officer, force
        Service number, and code of the force.
    start
        UTC instant of the first duty concerned.
    hours_left
        Hours until then.
    duties
        How many duties are concerned, withdrawn ones too.
    linked
        Whether the officer has a live link; without one, every duty counts.
    last_fetch_at, seen_at
        UTC instants of the latest of all live links; ``None`` = never.
    """

    officer: str
    force: str
    start: dt.datetime
    hours_left: float
    duties: int
    linked: bool
    last_fetch_at: dt.datetime | None
    seen_at: dt.datetime | None


@dataclass(slots=True)
class _Links:
    """The live links of an officer."""

    # By calendar: up to which version one of its links has it; None = no link has any.
    known: dict[int, dt.datetime | None]
    last_fetch_at: dt.datetime | None = None
    seen_at: dt.datetime | None = None


def unread(connection: Connection, now: dt.datetime) -> tuple[Unread, ...]:
    """Return officers who have not fetched a duty that is to come, most urgent first.

    An officer who has left is not among them.
    """
    zone = ledger_zone(connection)
    people = [
        p
        for p in connection.execute(select(person)).all()
        if not has_left(p.leaves_on, zone, now)
    ]
    links = _links(connection, now)
    starts = defaultdict(list, _changed(connection, links, now))
    unlinked = {p.pid for p in people} - links.keys()
    for pid, start in _planned(connection, unlinked, now):
        starts[pid].append(start)
    none = _Links({})
    found = [
        Unread(
            officer=p.service_number,
            force=p.force,
            start=min(starts[p.pid]),
            hours_left=(min(starts[p.pid]) - now) / dt.timedelta(hours=1),
            duties=len(starts[p.pid]),
            linked=p.pid in links,
            last_fetch_at=links.get(p.pid, none).last_fetch_at,
            seen_at=links.get(p.pid, none).seen_at,
        )
        for p in people
        if p.pid in starts
    ]
    return tuple(sorted(found, key=lambda u: (u.start, u.officer)))


def _links(connection: Connection, now: dt.datetime) -> dict[str, _Links]:
    found: dict[str, _Links] = {}
    rows = connection.execute(
        select(token, feed.c.owner)
        .join(feed, feed.c.id == token.c.feed_id)
        .where(
            feed.c.owner_kind == Owner.OFFICER.value,
            or_(token.c.expires_at.is_(None), token.c.expires_at > now),
        )
    )
    for row in rows:
        links = found.setdefault(row.owner, _Links({}))
        known = _latest(row.fetched, row.seen)
        links.known[row.feed_id] = _latest(links.known.get(row.feed_id), known)
        links.last_fetch_at = _latest(links.last_fetch_at, row.last_fetch_at)
        links.seen_at = _latest(links.seen_at, row.seen_at)
    return found


def _changed(
    connection: Connection, links: dict[str, _Links], now: dt.datetime
) -> dict[str, list[dt.datetime]]:
    """Return when the duties start that an officer's links do not have, by officer."""
    # One duty has the same UID in all calendars of an officer.
    starts: dict[str, dict[str, dt.datetime]] = defaultdict(dict)
    read: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        select(
            event.c.feed_id, event.c.uid, event.c.starts, event.c.modified, feed.c.owner
        )
        .join(feed, feed.c.id == event.c.feed_id)
        .where(
            feed.c.owner_kind == Owner.OFFICER.value,
            event.c.starts > now,
            event.c.group_key.not_like(f"{NOTE}%"),
        )
    )
    for row in rows:
        owned = links.get(row.owner)
        if owned is None or row.feed_id not in owned.known:
            continue
        starts[row.owner][row.uid] = row.starts
        known = owned.known[row.feed_id]
        if known is not None and row.modified <= known:
            read[row.owner].add(row.uid)
    return {
        owner: left
        for owner, found in starts.items()
        if (left := [s for uid, s in found.items() if uid not in read[owner]])
    }


def _planned(
    connection: Connection, pids: set[str], now: dt.datetime
) -> Iterator[tuple[str, dt.datetime]]:
    """Yield the duties to come of officers for whom no calendar is fetched."""
    rows = connection.execute(
        select(
            content.c.owner,
            content.c.language,
            content.c.payload,
            week.c.start,
            version.c.days,
        )
        .join(week, week.c.official_id == content.c.version_id)
        .join(version, version.c.id == content.c.version_id)
        .where(
            content.c.owner_kind == Owner.OFFICER.value,
            content.c.view == View.OWN.value,
        )
        .order_by(week.c.start, content.c.language)
    )
    told = set()
    for row in rows:
        over = row.start + dt.timedelta(days=row.days + 1) < now.date()
        if over or row.owner not in pids or (row.owner, row.start) in told:
            continue
        # A week is told in several languages.
        told.add((row.owner, row.start))
        for entry in Content.from_json(row.payload).entries:
            if entry.start > now:
                yield row.owner, entry.start


def _latest(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return max((x for x in (one, other) if x is not None), default=None)
