"""What the server of calendars reads from the ledger, and what it writes back.

A request asks first for the state of a link, without the bytes; most end there.
"""

import datetime as dt
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, case, literal, or_, select, update

from scheduler.calendars.content import Owner
from scheduler.calendars.events import NOTE
from scheduler.ledger.schema import (
    Instant,
    event,
    feed,
    feed_bytes,
    person,
    token,
    version,
)
from scheduler.ledger.tokens import has_left

END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A live link, and the state of its calendar.

    Parameters
    ----------
    sha256
        Of its secret.
    feed_id, owner, code
        The calendar: its row, and what it is about.
    language
        ``fr`` or ``en``.
    zone
        Local time zone.
    etag
        SHA-256 of what is served, or stands for it.
    modified
        UTC instant of what is served; never earlier than before.
    published
        The same of the calendar alone, without the notice of a link that ends.
    notice
        Event for the end of the calendar; ``None`` = the link is not about to end.
    ends_at, last_fetch_at, seen_at
        UTC instants.
    seen
        ``published`` of the calendar that the officer confirmed to have seen.
    """

    sha256: str
    feed_id: int
    owner: Owner
    code: str
    language: str
    zone: ZoneInfo
    etag: str
    modified: dt.datetime
    published: dt.datetime
    notice: bytes | None
    ends_at: dt.datetime | None
    last_fetch_at: dt.datetime | None
    seen_at: dt.datetime | None
    seen: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """That a link was fetched.

    Parameters
    ----------
    at
        UTC instant.
    published
        ``published`` of the calendar that was fetched.
    """

    at: dt.datetime
    published: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """An event of a calendar, as the page shows it.

    Parameters
    ----------
    start, end
        UTC instants.
    summary, location
        Title and place.
    cancelled
        Whether it is withdrawn.
    modified
        UTC instant of its version.
    is_new
        Whether it is in its first version.
    """

    start: dt.datetime
    end: dt.datetime
    summary: str
    location: str
    cancelled: bool
    modified: dt.datetime
    is_new: bool


_ZONE = (
    select(version.c.timezone).order_by(version.c.id.desc()).limit(1).scalar_subquery()
)
_LINK = (
    select(
        token.c.sha256,
        token.c.expires_at,
        token.c.replaced_at,
        token.c.notice,
        token.c.last_fetch_at,
        token.c.seen_at,
        token.c.seen,
        feed.c.id.label("feed_id"),
        feed.c.owner_kind,
        feed.c.owner,
        feed.c.language,
        person.c.service_number,
        person.c.leaves_on,
        feed_bytes.c.etag,
        feed_bytes.c.modified,
        _ZONE.label("timezone"),
    )
    .join(feed, feed.c.id == token.c.feed_id)
    .join(feed_bytes, feed_bytes.c.feed_id == feed.c.id)
    .outerjoin(
        person,
        (feed.c.owner_kind == Owner.OFFICER.value) & (person.c.pid == feed.c.owner),
    )
    .where(token.c.sha256 == bindparam("sha256"))
)
_PLAIN, _ZIPPED = (
    select(column).where(feed_bytes.c.feed_id == bindparam("feed_id"))
    for column in (feed_bytes.c.bytes, feed_bytes.c.gzip)
)


def find(connection: Connection, sha256: str, now: dt.datetime) -> Found | None:
    """Return a live link by the SHA-256 of its secret; ``None`` = there is none.

    A link is dead if it was revoked or has run out, and from the officer's day of
    leaving on.
    """
    row = connection.execute(_LINK, {"sha256": sha256}).first()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    zone = ZoneInfo(row.timezone or "UTC")
    officer = row.owner_kind == Owner.OFFICER.value
    if officer and (row.service_number is None or has_left(row.leaves_on, zone, now)):
        return None
    etag, modified = row.etag, row.modified
    if row.notice is not None:
        etag = hashlib.sha256(etag.encode() + row.notice).hexdigest()
        modified = max(modified, row.replaced_at)
    return Found(
        sha256=row.sha256,
        feed_id=row.feed_id,
        owner=Owner(row.owner_kind),
        code=row.service_number if officer else row.owner,
        language=row.language,
        zone=zone,
        etag=etag,
        modified=modified,
        published=row.modified,
        notice=row.notice,
        ends_at=row.expires_at,
        last_fetch_at=row.last_fetch_at,
        seen_at=row.seen_at,
        seen=row.seen,
    )


def calendar_bytes(connection: Connection, found: Found, *, zipped: bool) -> bytes:
    """Return the calendar of a link, in the transaction in which it was found."""
    query = _ZIPPED if zipped and found.notice is None else _PLAIN
    kept = bytes(connection.execute(query, {"feed_id": found.feed_id}).scalar_one())
    if found.notice is None:
        return kept
    noticed = kept.removesuffix(END) + found.notice + END
    # Without a time in it: same calendar, same bytes.
    return gzip.compress(noticed, mtime=0) if zipped else noticed


def duties(
    connection: Connection, found: Found, now: dt.datetime, limit: int = 60
) -> tuple[Duty, ...]:
    """Return what is not over of a calendar, in order of time, notes left out."""
    rows = connection.execute(
        select(event)
        .where(
            event.c.feed_id == found.feed_id,
            event.c.ends > now,
            event.c.group_key.not_like(f"{NOTE}%"),
        )
        .order_by(event.c.starts, event.c.ends, event.c.uid)
        .limit(limit)
    )
    return tuple(
        Duty(
            start=row.starts,
            end=row.ends,
            summary=text_of(row.text, b"SUMMARY"),
            location=text_of(row.text, b"LOCATION"),
            cancelled=row.status.casefold() == "cancelled",
            modified=row.modified,
            is_new=row.sequence == 0,
        )
        for row in rows
    )


def text_of(rendered: bytes, name: bytes) -> str:
    """Return the text of a property of a rendered event (RFC 5545, 3.1 and 3.3.11)."""
    for line in bytes(rendered).replace(b"\r\n ", b"").split(b"\r\n"):
        head, _colon, value = line.partition(b":")
        if head.partition(b";")[0] == name:
            return _unescape(value.decode(errors="replace"))
        if line == b"BEGIN:VALARM":
            break
    return ""


def record_fetches(connection: Connection, fetches: Mapping[str, Fetch]) -> None:
    """Write when links were last fetched; what the ledger knows of later stays.

    Parameters
    ----------
    connection
        That of `Ledger.writing`.
    fetches
        By the SHA-256 of the secret.
    """
    for sha256, fetch in fetches.items():
        connection.execute(
            update(token)
            .where(token.c.sha256 == sha256)
            .values(
                last_fetch_at=_later(token.c.last_fetch_at, fetch.at),
                fetched=_later(token.c.fetched, fetch.published),
            )
        )


def record_seen(
    connection: Connection, sha256: str, seen: dt.datetime, now: dt.datetime
) -> None:
    """Write that an officer has seen a calendar.

    Parameters
    ----------
    connection
        That of `Ledger.writing`.
    sha256
        Of the secret.
    seen
        ``published`` of the calendar that was shown.
    now
        UTC instant.
    """
    connection.execute(
        update(token)
        .where(token.c.sha256 == sha256)
        .values(seen_at=_later(token.c.seen_at, now), seen=_later(token.c.seen, seen))
    )


def _later(column: Any, instant: dt.datetime) -> Any:
    """Return the later of a column and an instant."""
    new = literal(instant, Instant())
    return case((or_(column.is_(None), column < new), new), else_=column)


def _unescape(text: str) -> str:
    parts = iter(text)
    return "".join(
        {"n": "\n", "N": "\n"}.get(follows := next(parts, ""), follows)
        if c == "\\"
        else c
        for c in parts
    )
