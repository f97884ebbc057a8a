"""Published calendars, written into a ledger directly: small, and without a solver."""

import datetime as dt
import gzip
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, func, insert, select

from scheduler.calendars.content import Content, Entry, Owner, View
from scheduler.ledger import tokens
from scheduler.ledger.schema import (
    content,
    event,
    feed_bytes,
    input_set,
    official,
    person,
    version,
    week,
)
from scheduler.ledger.store import Ledger

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class Told:
    """An event as a subscriber sees it."""

    start: dt.datetime
    summary: str = "Place de Jaude · patrouille"
    location: str = "Place de Jaude, Clermont-Ferrand"
    hours: int = 4
    status: str = "CONFIRMED"
    sequence: int = 0
    modified: dt.datetime = NOW - DAY
    uid: str = ""

    @property
    def end(self) -> dt.datetime:
        return self.start + self.hours * HOUR

    def changed(self, at: dt.datetime, **values: object) -> "Told":
        return replace(self, modified=at, sequence=self.sequence + 1, **values)  # type: ignore[arg-type]

    def text(self) -> bytes:
        stamp = "%Y%m%dT%H%M%SZ"
        escaped = (
            (n, v.replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n"))
            for n, v in (("SUMMARY", self.summary), ("LOCATION", self.location))
        )
        lines = [
            "BEGIN:VEVENT",
            *(f"{name}:{value}" for name, value in escaped),
            f"DTSTART:{self.start:{stamp}}",
            f"DTEND:{self.end:{stamp}}",
            f"DTSTAMP:{self.modified:{stamp}}",
            f"LAST-MODIFIED:{self.modified:{stamp}}",
            f"UID:{self.uid}",
            f"SEQUENCE:{self.sequence}",
            f"STATUS:{self.status}",
            "END:VEVENT",
        ]
        return b"".join(map(_folded, lines))


def _folded(line: str) -> bytes:
    """Fold a line as RFC 5545 asks, not within a character."""
    folded, room = b"", 74
    for c in line:
        encoded = c.encode()
        if len(encoded) > room:
            folded, room = folded + b"\r\n ", 73
        folded, room = folded + encoded, room - len(encoded)
    return folded + b"\r\n"


def duty(hours_from_now: float, **values: object) -> Told:
    """Return a duty some hours after `NOW`."""
    start = NOW + dt.timedelta(hours=hours_from_now)
    return Told(start=start, uid=str(uuid.uuid4()), **values)  # type: ignore[arg-type]


def enrol(
    ledger: Ledger,
    *officers: str,
    force: str = "PM",
    leaves_on: dt.date | None = None,
) -> None:
    """Add officers, of whom an empty week is published."""
    with ledger.writing() as connection:
        for officer in officers:
            connection.execute(
                insert(person).values(
                    pid=hashlib.sha256(officer.encode()).hexdigest()[:32],
                    service_number=officer,
                    force=force,
                    leaves_on=leaves_on,
                )
            )
    publish_week(ledger, {("officer", officer, "own"): () for officer in officers})


def publish_week(
    ledger: Ledger, told: Mapping[tuple[str, str, str], Sequence[Told]]
) -> None:
    """Write the official version of one more week, with what calendars show of it."""
    with ledger.writing() as connection:
        number = 1 + (connection.scalar(select(func.max(version.c.id))) or 0)
        start = MONDAY + 7 * (number - 1) * DAY
        sha256 = hashlib.sha256(b"").hexdigest()
        if not connection.scalar(select(input_set.c.sha256)):
            connection.execute(insert(input_set).values(sha256=sha256, files="{}"))
        connection.execute(
            insert(version).values(
                id=number, week=start, days=7, timezone="Europe/Paris", n=1,
                input_set=sha256, run="{}", labels="{}", forces="PM", joint=0,
                contents_sha256=sha256, digest=sha256, at=NOW - DAY,
            )
        )  # fmt: skip
        connection.execute(
            insert(week).values(start=start, head_id=number, official_id=number, rev=1)
        )
        connection.execute(insert(official).values(version_id=number, at=NOW - DAY))
        pids = {
            p.service_number: p.pid for p in connection.execute(select(person)).all()
        }
        for (kind, code, view), entries in told.items():
            for language in ("en", "fr"):
                payload = Content(
                    owner=Owner(kind),
                    code=code,
                    view=View(view),
                    language=language,
                    title=code,
                    timezone="Europe/Paris",
                    entries=tuple(
                        Entry(
                            group=f"mission/{start}/{n}",
                            start=e.start,
                            end=e.end,
                            summary=e.summary,
                        )
                        for n, e in enumerate(entries)
                    ),
                )
                connection.execute(
                    insert(content).values(
                        version_id=number,
                        owner_kind=kind,
                        owner=pids[code] if kind == "officer" else code,
                        view=view,
                        language=language,
                        payload=payload.to_json(),
                    )
                )


def calendar_of(told: Sequence[Told]) -> bytes:
    body = b"".join(e.text() for e in told)
    head = (
        b"BEGIN:VCALENDAR\r\nPRODID:-//joint-patrol-scheduler//feeds//FR\r\n"
        b"VERSION:2.0\r\nX-WR-CALNAME:PM-1\r\nX-WR-TIMEZONE:Europe/Paris\r\n"
    )
    return head + body + b"END:VCALENDAR\r\n"


def render(
    ledger: Ledger,
    feed_id: int,
    told: Sequence[Told],
    modified: dt.datetime | None = None,
) -> bytes:
    """Write the bytes and the events of a calendar, in place of those before."""
    plain = calendar_of(told)
    stamp = modified or max((e.modified for e in told), default=NOW - DAY)
    with ledger.writing() as connection:
        for table in (event, feed_bytes):
            connection.execute(delete(table).where(table.c.feed_id == feed_id))
        connection.execute(
            insert(feed_bytes).values(
                feed_id=feed_id,
                etag=hashlib.sha256(plain).hexdigest(),
                modified=stamp,
                bytes=plain,
                gzip=gzip.compress(plain, mtime=0),
            )
        )
        for e in told:
            connection.execute(
                insert(event).values(
                    feed_id=feed_id, uid=e.uid, group_key="mission/x", starts=e.start,
                    ends=e.end, number=0, sequence=e.sequence, modified=e.modified,
                    status=e.status.lower(),
                    fingerprint=hashlib.sha256(e.text()).hexdigest(), text=e.text(),
                )
            )  # fmt: skip
    return plain


def issue(
    ledger: Ledger,
    code: str = "PM-1",
    label: str = "phone",
    now: dt.datetime = NOW,
    **subject: object,
) -> tokens.Issued:
    with ledger.writing() as connection:
        wanted = tokens.Subject(
            **{"owner": Owner.OFFICER, "code": code, **subject}  # type: ignore[arg-type]
        )
        [made] = tokens.issue(connection, [wanted], label, by="me", now=now)
    return made


def subscribed(
    ledger: Ledger, *told: Told, code: str = "PM-1", label: str = "phone"
) -> tokens.Issued:
    """Enrol an officer, give a link, and write the calendar that it shows."""
    enrol(ledger, code)
    publish_week(ledger, {("officer", code, "own"): told})
    issued = issue(ledger, code, label)
    render(ledger, issued.feed_id, told)
    return issued
