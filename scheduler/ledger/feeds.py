"""Calendars as subscribers get them: rendered once for each real change, and kept.

A feed holds all weeks. What it tells of a week is the content of the official version;
events keep their identity and their history whatever becomes of the tables.
"""

import datetime as dt
import gzip
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from scheduler.calendars.content import Content, Owner, View
from scheduler.calendars.events import Event, Status
from scheduler.calendars.revise import revise
from scheduler.calendars.write import MARK, calendar, read, rewritten
from scheduler.domain.time import Clock
from scheduler.ledger import audit
from scheduler.ledger.audit import etag
from scheduler.ledger.schema import (
    content,
    event,
    feed,
    feed_bytes,
    person,
    version,
    week,
)
from scheduler.ledger.store import LEDGER, LedgerRefused, read_setting
from scheduler.words import N_

NAMESPACE = uuid.UUID("0b5f3a0c-6d0e-5a57-9d52-8a3f6a9c7e11")
"""Root of all UIDs. Changing it renames every event on every phone: never do."""

KEEP_DAYS = "keep_days"
"""Setting: days that duties stay in calendars after they are over."""

CANCELLED_DAYS = "cancelled_days"
"""The same for duties that were withdrawn."""

TENTATIVE = "tentative"
"""Setting: forces whose first drafts of a week are shown, as tentative."""

DEFAULTS = {KEEP_DAYS: "92", CANCELLED_DAYS: "7", TENTATIVE: ""}

NO_ALARM = -1

_MARK = re.compile(rf"^{MARK}:(.*)\r$".encode(), re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A calendar that somebody subscribes to.

    Parameters
    ----------
    owner, code
        What it is about: kind, and code; the id of the person for an officer.
    view
        For whom.
    language
        ``fr`` or ``en``.
    alarm
        Minutes before a duty at which it rings; ``None`` = never.
    """

    owner: Owner
    code: str
    view: View
    language: str
    alarm: int | None = None


def feed_id(connection: Connection, wanted: Wanted, now: dt.datetime) -> int:
    """Return the row of a calendar; a new one is rendered from all weeks.

    Raises
    ------
    LedgerRefused
        If no version has anything for it.
    """
    return feed_ids(connection, [wanted], now)[0]


def feed_ids(
    connection: Connection, wanted: Iterable[Wanted], now: dt.datetime
) -> tuple[int, ...]:
    """Return the rows of calendars; the log has one row for all that are new.

    Raises
    ------
    LedgerRefused
        If no version has anything for one of them.
    """
    found, weeks, new = [], _weeks(connection), []
    for one in wanted:
        row = _there(connection, one)
        if row is None:
            row = _made(connection, one, weeks, now)
            new.append(row)
        found.append(row)
    if new:
        what = str(new[0]) if len(new) == 1 else f"{new[0]} to {new[-1]}"
        _record(connection, what, now)
    return tuple(found)


def _there(connection: Connection, wanted: Wanted) -> int | None:
    conditions = [feed.c[name] == value for name, value in _key(wanted).items()]
    found: int | None = connection.scalar(select(feed.c.id).where(*conditions))
    return found


def _made(
    connection: Connection, wanted: Wanted, weeks: Sequence["_Week"], now: dt.datetime
) -> int:
    if _latest(connection, wanted) is None:
        raise LedgerRefused(
            N_("nothing was published for the calendar of {owner} {code} ({view})"),
            N_("publish a week in which it is"),
            owner=wanted.owner.value,
            code=wanted.code,
            view=wanted.view.value,
        )
    made = connection.execute(insert(feed).values(**_key(wanted))).inserted_primary_key
    assert made is not None
    row = connection.execute(select(feed).where(feed.c.id == made[0])).one()
    _render(connection, row, weeks, now)
    return int(made[0])


def _key(wanted: Wanted) -> dict[str, object]:
    return {
        "owner_kind": wanted.owner.value,
        "owner": wanted.code,
        "view": wanted.view.value,
        "language": wanted.language,
        "alarm": NO_ALARM if wanted.alarm is None else wanted.alarm,
    }


def render_week(
    connection: Connection, start: dt.date, now: dt.datetime
) -> tuple[int, ...]:
    """Render every calendar that a week changes; return their rows."""
    weeks = [w for w in _weeks(connection) if w.start == start]
    return _render_each(connection, weeks, start.isoformat(), now)


def render_all(connection: Connection, now: dt.datetime) -> tuple[int, ...]:
    """Render every calendar, dropping what is old; return the rows that changed."""
    return _render_each(connection, _weeks(connection), "all weeks", now)


def forget(connection: Connection, day: dt.date, now: dt.datetime) -> None:
    """Take out of all calendars what was over before a day (UTC)."""
    end = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    old = event.c.ends <= end
    rows = connection.scalars(select(event.c.feed_id).where(old).distinct()).all()
    connection.execute(delete(event).where(old))
    for row in sorted(rows):
        written = connection.scalar(
            select(feed_bytes.c.bytes).where(feed_bytes.c.feed_id == row)
        )
        assert written is not None
        _keep(connection, row, rewritten(written, events_of(connection, row)), now)
    if rows:
        _record(connection, f"before {day.isoformat()}", now)


def _render_each(
    connection: Connection, weeks: Sequence["_Week"], what: str, now: dt.datetime
) -> tuple[int, ...]:
    changed = tuple(
        row.id
        for row in connection.execute(select(feed).order_by(feed.c.id)).all()
        if _render(connection, row, weeks, now)
    )
    if changed:
        _record(connection, what, now)
    return changed


def _record(connection: Connection, what: str, now: dt.datetime) -> None:
    audit.append(connection, "rendered", what, "", now, touched=(feed, feed_bytes))


@dataclass(frozen=True, slots=True)
class _Week:
    start: dt.date
    days: int
    timezone: str
    official: int | None
    head: int

    @property
    def window(self) -> tuple[dt.datetime, dt.datetime]:
        clock = Clock(self.start, self.days, self.timezone)
        return clock.utc(clock.span.start), clock.utc(clock.span.end)


def _weeks(connection: Connection) -> list[_Week]:
    rows = connection.execute(
        select(week, version.c.days, version.c.timezone)
        .join(version, version.c.id == week.c.head_id)
        .order_by(week.c.start)
    )
    return [_Week(r.start, r.days, r.timezone, r.official_id, r.head_id) for r in rows]


def _render(
    connection: Connection,
    row: Row[tuple[object]],
    weeks: Iterable[_Week],
    now: dt.datetime,
) -> bool:
    """Bring a calendar up to date with some weeks; tell whether its bytes changed."""
    wanted = Wanted(
        owner=Owner(row.owner_kind),
        code=row.owner,
        view=View(row.view),
        language=row.language,
        alarm=None if row.alarm == NO_ALARM else row.alarm,
    )
    before = {e.uid: e for e in events_of(connection, row.id)}
    events: tuple[Event, ...] = tuple(before.values())
    latest = _latest(connection, wanted)
    if latest is None:
        return False
    ledger = read_setting(connection, LEDGER)
    for found in weeks:
        shown = _shown(connection, wanted, found, latest)
        if shown is None:
            continue
        events = revise(
            events,
            shown,
            window=found.window,
            now=now,
            uid=lambda group, number: str(
                uuid.uuid5(
                    NAMESPACE,
                    f"{ledger}/{wanted.owner.value}/{wanted.code}/{group}/{number}",
                )
            ),
            alarm=wanted.alarm,
            keep_past=_days(connection, KEEP_DAYS),
            keep_cancelled=_days(connection, CANCELLED_DAYS),
        )
    _store(connection, row.id, before, events)
    mark = uuid.uuid5(NAMESPACE, f"{ledger}/{wanted.owner.value}/{wanted.code}")
    written = calendar(
        latest.title, wanted.language, latest.timezone, events, str(mark)
    )
    return _keep(connection, row.id, written, now)


def _shown(
    connection: Connection, wanted: Wanted, found: _Week, latest: Content
) -> Content | None:
    """Return what a calendar tells of a week; ``None`` = the week says nothing yet."""
    if found.official is not None:
        there = _content(connection, wanted, found.official)
        if there is None and _purged(connection, found.official):
            return None
        return there or replace(latest, entries=())
    if _force(connection, wanted) in _tentative(connection):
        draft = _content(connection, wanted, found.head)
        if draft is not None:
            entries = tuple(replace(e, tentative=True) for e in draft.entries)
            return replace(draft, entries=entries)
    return None


def _force(connection: Connection, wanted: Wanted) -> str | None:
    if wanted.owner is Owner.FORCE:
        return wanted.code
    if wanted.owner is Owner.OFFICER:
        force: str | None = connection.scalar(
            select(person.c.force).where(person.c.pid == wanted.code)
        )
        return force
    return None


def _tentative(connection: Connection) -> frozenset[str]:
    return frozenset(read_setting(connection, TENTATIVE).split())


def _content(connection: Connection, wanted: Wanted, version_id: int) -> Content | None:
    found: str | None = connection.scalar(
        select(content.c.payload).where(
            content.c.version_id == version_id, *_of(wanted)
        )
    )
    return None if found is None else Content.from_json(found)


def _latest(connection: Connection, wanted: Wanted) -> Content | None:
    """Return what the last version that has this calendar tells."""
    found: str | None = connection.scalar(
        select(content.c.payload)
        .where(*_of(wanted))
        .order_by(content.c.version_id.desc())
        .limit(1)
    )
    return None if found is None else Content.from_json(found)


def _of(wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    return (
        content.c.owner_kind == wanted.owner.value,
        content.c.owner == wanted.code,
        content.c.view == wanted.view.value,
        content.c.language == wanted.language,
    )


def _purged(connection: Connection, version_id: int) -> bool:
    there = select(content.c.version_id).where(content.c.version_id == version_id)
    return connection.execute(there.limit(1)).first() is None


def _days(connection: Connection, name: str) -> dt.timedelta:
    return dt.timedelta(days=int(read_setting(connection, name, DEFAULTS[name])))


def events_of(connection: Connection, feed_row: int) -> list[Event]:
    """Return the events of a calendar."""
    rows = connection.execute(select(event).where(event.c.feed_id == feed_row)).all()
    return list(map(_event, rows))


def read_calendar(written: bytes) -> tuple[Event, ...]:
    """Return the events that the bytes of a calendar hold."""
    found = _MARK.search(written)
    return read(written, found[1].decode()) if found else ()


def _event(row: Row[tuple[object]]) -> Event:
    return Event(
        uid=row.uid,
        group=row.group_key,
        number=row.number,
        start=row.starts,
        end=row.ends,
        sequence=row.sequence,
        modified=row.modified,
        status=Status(row.status),
        fingerprint=row.fingerprint,
        text=row.text,
    )


def _store(
    connection: Connection,
    feed_row: int,
    before: Mapping[str, Event],
    after: Iterable[Event],
) -> None:
    """Write the events that differ."""
    now = {e.uid: e for e in after}
    gone = [uid for uid, e in before.items() if now.get(uid) != e]
    if gone:
        connection.execute(
            delete(event).where(event.c.feed_id == feed_row, event.c.uid.in_(gone))
        )
    new = [e for uid, e in now.items() if before.get(uid) != e]
    if new:
        connection.execute(
            insert(event),
            [
                {
                    "feed_id": feed_row,
                    "uid": e.uid,
                    "group_key": e.group,
                    "number": e.number,
                    "starts": e.start,
                    "ends": e.end,
                    "sequence": e.sequence,
                    "modified": e.modified,
                    "status": e.status.value,
                    "fingerprint": e.fingerprint,
                    "text": e.text,
                }
                for e in new
            ],
        )


def _keep(
    connection: Connection, feed_row: int, written: bytes, now: dt.datetime
) -> bool:
    """Write the bytes of a calendar if they differ from those there."""
    there = connection.execute(
        select(feed_bytes.c.etag, feed_bytes.c.modified).where(
            feed_bytes.c.feed_id == feed_row
        )
    ).first()
    digest, instant = etag(written), now.replace(microsecond=0)
    if there is not None:
        if there.etag == digest:
            return False
        # Last-Modified only grows, even if the clock was put back.
        instant = max(instant, there.modified + dt.timedelta(seconds=1))
    values = {
        "etag": digest,
        "modified": instant,
        "bytes": written,
        "gzip": gzip.compress(written, mtime=0),
    }
    if there is None:
        connection.execute(insert(feed_bytes).values(feed_id=feed_row, **values))
    else:
        connection.execute(
            update(feed_bytes).where(feed_bytes.c.feed_id == feed_row).values(**values)
        )
    return True
