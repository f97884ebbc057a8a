"""Links to calendars: a secret each, shown once, of which only the SHA-256 is kept.

Who knows the secret reads the calendar: it stands in the address to which a telephone
subscribes. An officer may have several links, each with a label ("phone", "tablet").
"""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, insert, select, update

from scheduler.calendars.content import Owner, View
from scheduler.ledger import audit
from scheduler.ledger.feeds import NO_ALARM, Wanted, feed_ids
from scheduler.ledger.schema import content, feed, person, token, version
from scheduler.ledger.store import LedgerRefused
from scheduler.words import N_, _, use_language
from scheduler.words.render import full_date

OVERLAP = dt.timedelta(days=7)
"""How long a link that was replaced still answers."""

LABEL = "calendar"
"""Label of a link if none is given."""

_ORDER = {owner: number for number, owner in enumerate(Owner)}
_SHOWN = 8
_LEAST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a link is to show.

    Parameters
    ----------
    owner, code
        What the calendar is about; the service number of an officer, else a code.
    view
        For whom.
    language
        ``fr`` or ``en``.
    alarm
        Minutes before a duty at which it rings; ``None`` = never.
    """

    owner: Owner
    code: str
    view: View = View.OWN
    language: str = "fr"
    alarm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A new link, with the secret that nobody can read again.

    Parameters
    ----------
    secret
        Part of the address.
    id
        First characters of its SHA-256.
    feed_id
        Row of the ledger.
    subject
        What it shows.
    label
        What people call it.
    old_ends_at
        When the link that it replaces ends; ``None`` = it replaces none.
    """

    secret: str
    id: str
    feed_id: int
    subject: Subject
    label: str
    old_ends_at: dt.datetime | None = None

    def __repr__(self) -> str:
        """Return it without its secret, for messages and logs."""
        return f"Issued(id={self.id!r}, label={self.label!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link, as the ledger has it.

    Parameters
    ----------
    sha256
        Of its secret.
    subject, label
        What it shows, and what people call it.
    issued_at
        UTC instant.
    ends_at
        UTC instant from which it is dead; ``None`` = it has no end.
    ended
        Whether it is dead, by that or since the officer has left.
    replaced
        Whether another link took its place.
    last_fetch_at, seen_at
        UTC instants; ``None`` = never.
    """

    sha256: str
    subject: Subject
    label: str
    issued_at: dt.datetime
    ends_at: dt.datetime | None
    ended: bool
    replaced: bool
    last_fetch_at: dt.datetime | None
    seen_at: dt.datetime | None

    @property
    def id(self) -> str:
        """What lists show, and what names the link to a command."""
        return link_id(self.sha256)


def sha256_of(secret: str) -> str:
    """Return what the ledger keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_id(sha256: str) -> str:
    """Return what lists show of a link."""
    return sha256[:_SHOWN]


def ledger_zone(connection: Connection) -> ZoneInfo:
    """Return the time zone of the last week published; before the first, UTC."""
    name = connection.scalar(
        select(version.c.timezone).order_by(version.c.id.desc()).limit(1)
    )
    return ZoneInfo(name or "UTC")


def has_left(leaves_on: dt.date | None, zone: ZoneInfo, now: dt.datetime) -> bool:
    """Tell whether an officer's day of leaving has come."""
    return leaves_on is not None and now.astimezone(zone).date() >= leaves_on


def issue(
    connection: Connection,
    subjects: Sequence[Subject],
    label: str,
    *,
    by: str,
    now: dt.datetime,
) -> tuple[Issued, ...]:
    """Make a link for each subject; a calendar that is new is rendered.

    Parameters
    ----------
    connection
        That of `Ledger.writing`.
    subjects
        What they show.
    label
        What people call each of them.
    by
        Who does this, for the audit log.
    now
        UTC instant.

    Raises
    ------
    LedgerRefused
        If there is nothing to show, an officer has left, or another live link of the
        same officer, force, zone, team or event has the label.
    """
    label = label.strip()
    taken = {
        (x.subject.owner, x.subject.code): x
        for x in links(connection, now)
        if not x.ended and not x.replaced and x.label == label
    }
    wanted = []
    for subject in subjects:
        there = taken.get((subject.owner, subject.code))
        if there is not None:
            raise LedgerRefused(
                N_("{code} already has a link “{label}” ({id})"),
                N_("give another --label, or replace it: patrol token rotate {id}"),
                code=subject.code,
                label=label,
                id=there.id,
            )
        wanted.append(
            Wanted(
                owner=subject.owner,
                code=_owner(connection, subject, now),
                view=subject.view,
                language=subject.language,
                alarm=subject.alarm,
            )
        )
    rows = feed_ids(connection, wanted, now)
    made = [
        _insert(connection, row, subject, label, now)
        for row, subject in zip(rows, subjects, strict=True)
    ]
    for number, one in enumerate(made, 1):
        # The table is hashed once, with the last row of the log.
        last = number == len(made)
        _record(connection, "link issued", one.id, one.subject, label, by, now, last)
    return tuple(made)


def rotate(connection: Connection, which: Link, *, by: str, now: dt.datetime) -> Issued:
    """Replace a link: the old one answers for `OVERLAP` more, with a notice.

    Parameters
    ----------
    connection
        That of `Ledger.writing`.
    which
        The link.
    by
        Who does this, for the audit log.
    now
        UTC instant.

    Raises
    ------
    LedgerRefused
        If the link is dead or was replaced already.
    """
    if which.ended or which.replaced:
        raise LedgerRefused(
            N_("link {id} has ended or was replaced already"),
            N_("choose a live one: patrol token list"),
            id=which.id,
        )
    # Whoever has left gets no new link.
    _owner(connection, which.subject, now)
    ends = now.replace(microsecond=0) + OVERLAP
    row = connection.execute(select(token).where(token.c.sha256 == which.sha256)).one()
    connection.execute(
        update(token)
        .where(token.c.sha256 == which.sha256)
        .values(
            expires_at=ends,
            replaced_at=now,
            notice=_notice(which.subject.language, now, ends, ledger_zone(connection)),
        )
    )
    issued = _insert(
        connection, row.feed_id, which.subject, which.label, now, old_ends_at=ends
    )
    _record(
        connection, "link rotated", f"{which.id} {issued.id}", which.subject,
        which.label, by, now,
    )  # fmt: skip
    return issued


def revoke(connection: Connection, which: Link, *, by: str, now: dt.datetime) -> None:
    """End a link at once.

    Parameters
    ----------
    connection
        That of `Ledger.writing`.
    which
        The link.
    by
        Who does this, for the audit log.
    now
        UTC instant.

    Raises
    ------
    LedgerRefused
        If it is dead already.
    """
    if which.ended:
        raise LedgerRefused(
            N_("link {id} has ended already"),
            N_("choose a live one: patrol token list"),
            id=which.id,
        )
    connection.execute(
        update(token).where(token.c.sha256 == which.sha256).values(expires_at=now)
    )
    _record(connection, "link revoked", which.id, which.subject, which.label, by, now)


def links(
    connection: Connection,
    now: dt.datetime,
    *,
    owner: Owner | None = None,
    code: str | None = None,
) -> tuple[Link, ...]:
    """Return links by owner and age, dead ones too.

    Parameters
    ----------
    connection
        Of a transaction.
    now
        Aware instant.
    owner, code
        Only those about these; ``None`` = about all.
    """
    zone = ledger_zone(connection)
    query = (
        select(token, feed, person.c.service_number, person.c.leaves_on)
        .join(feed, feed.c.id == token.c.feed_id)
        .outerjoin(
            person,
            (feed.c.owner_kind == Owner.OFFICER.value) & (person.c.pid == feed.c.owner),
        )
    )
    if owner is not None:
        query = query.where(feed.c.owner_kind == owner.value)
    if code is not None:
        query = query.where(
            func.coalesce(person.c.service_number, feed.c.owner) == code
        )
    found = [_link(row, zone, now) for row in connection.execute(query)]
    return tuple(
        sorted(
            found,
            key=lambda x: (
                _ORDER[x.subject.owner], x.subject.code, x.issued_at, x.sha256
            ),
        )
    )  # fmt: skip


def choose(
    connection: Connection, name: str, now: dt.datetime, *, code: str | None = None
) -> tuple[Link, ...]:
    """Return the live links that a name stands for.

    A label stands for a link and for those that it replaced and that still answer.

    Parameters
    ----------
    connection
        Of a transaction.
    name
        A label, or the first characters of the SHA-256, four at least.
    now
        Aware instant.
    code
        Only those of this officer, force, zone, team or event; ``None`` = of all.

    Raises
    ------
    LedgerRefused
        If there is none, or they are of several owners.
    """
    live = [x for x in links(connection, now, code=code) if not x.ended]
    found = [x for x in live if x.label == name]
    if len(name) >= _LEAST:
        by_id = [x for x in live if x.sha256.startswith(name.casefold())]
        if len(by_id) == 1:
            return tuple(by_id)
        found = found or by_id
    if not found:
        raise LedgerRefused(
            N_("no live link is called {name}"),
            N_("give a label or an id that `patrol token list` shows"),
            name=name,
        )
    owners = {(x.subject.owner, x.subject.code) for x in found}
    if len(owners) > 1 or len([x for x in found if not x.replaced]) > 1:
        listed = ", ".join(f"{x.id} ({x.subject.code}, {x.label})" for x in found[:10])
        raise LedgerRefused(
            N_("several links are called {name}: {listed}"),
            N_("give the id of one, or say whose it is with --of"),
            name=name,
            listed=listed,
        )
    return tuple(found)


def officers_without(
    connection: Connection, label: str, now: dt.datetime
) -> tuple[str, ...]:
    """Return the service numbers of officers who lack a live link with a label."""
    zone = ledger_zone(connection)
    have = {
        x.subject.code
        for x in links(connection, now, owner=Owner.OFFICER)
        if x.label == label and not x.ended and not x.replaced
    }
    everybody = connection.execute(select(person).order_by(person.c.service_number))
    return tuple(
        p.service_number
        for p in everybody
        if p.service_number not in have and not has_left(p.leaves_on, zone, now)
    )


def _owner(connection: Connection, subject: Subject, now: dt.datetime) -> str:
    """Return what the ledger calls the owner of a calendar that was published."""
    if subject.owner is Owner.OFFICER:
        return _pid(connection, subject, now)
    known = connection.scalars(
        select(content.c.owner)
        .where(
            content.c.owner_kind == subject.owner.value,
            content.c.view == subject.view.value,
        )
        .distinct()
        .order_by(content.c.owner)
    ).all()
    if subject.code not in known:
        raise LedgerRefused(
            N_("no published week has a calendar {kind} {code}, view {view}"),
            N_("published are: {listed}"),
            kind=subject.owner.value,
            code=subject.code,
            view=subject.view.value,
            listed=", ".join(known[:20]) or "–",
        )
    return subject.code


def _pid(connection: Connection, subject: Subject, now: dt.datetime) -> str:
    found = connection.execute(
        select(person).where(person.c.service_number == subject.code)
    ).first()
    told = found and connection.scalar(
        select(content.c.owner)
        .where(
            content.c.owner_kind == Owner.OFFICER.value, content.c.owner == found.pid
        )
        .limit(1)
    )
    if found is None or not told:
        raise LedgerRefused(
            N_("unknown officer {code}"),
            N_("check the service number, or publish a week with this officer first"),
            code=subject.code,
        )
    if has_left(found.leaves_on, ledger_zone(connection), now):
        raise LedgerRefused(
            N_("officer {code} has left on {day}"),
            N_("links end on the day of leaving; correct it in the tables if wrong"),
            code=subject.code,
            day=found.leaves_on.isoformat(),
        )
    pid: str = found.pid
    return pid


def _insert(
    connection: Connection,
    feed_id: int,
    subject: Subject,
    label: str,
    now: dt.datetime,
    old_ends_at: dt.datetime | None = None,
) -> Issued:
    secret = secrets.token_urlsafe(32)
    sha256 = sha256_of(secret)
    connection.execute(
        insert(token).values(sha256=sha256, feed_id=feed_id, label=label, issued_at=now)
    )
    return Issued(
        secret=secret,
        id=link_id(sha256),
        feed_id=feed_id,
        subject=subject,
        label=label,
        old_ends_at=old_ends_at,
    )


def _record(
    connection: Connection,
    kind: str,
    ref: str,
    subject: Subject,
    label: str,
    by: str,
    now: dt.datetime,
    last: bool = True,
) -> None:
    payload = audit.canonical(
        {
            "by": by,
            "owner": subject.owner.value,
            "code": subject.code,
            "view": subject.view.value,
            "label": label,
        }
    )
    audit.append(connection, kind, ref, payload, now, touched=(token,) if last else ())


def _link(row: Row[tuple[object, ...]], zone: ZoneInfo, now: dt.datetime) -> Link:
    officer = row.owner_kind == Owner.OFFICER.value
    gone = officer and (
        row.service_number is None or has_left(row.leaves_on, zone, now)
    )
    return Link(
        sha256=row.sha256,
        subject=Subject(
            owner=Owner(row.owner_kind),
            code=(row.service_number or "") if officer else row.owner,
            view=View(row.view),
            language=row.language,
            alarm=None if row.alarm == NO_ALARM else row.alarm,
        ),
        label=row.label,
        issued_at=row.issued_at,
        ends_at=row.expires_at,
        ended=gone or (row.expires_at is not None and row.expires_at <= now),
        replaced=row.replaced_at is not None,
        last_fetch_at=row.last_fetch_at,
        seen_at=row.seen_at,
    )


def _notice(
    language: str, now: dt.datetime, ends: dt.datetime, zone: ZoneInfo
) -> bytes:
    """Return the event that a calendar carries whose link is about to end.

    It is rendered once and kept: the server only puts it into the calendar.
    """
    import icalendar

    last = ends.astimezone(zone).date()
    event = icalendar.Event()
    with use_language(language):
        day = full_date(last)
        title = _("This calendar ends on {day}: subscribe to your new link", day=day)
        words = _(
            "The link of this calendar was replaced and stops on {day}. Subscribe to "
            "the new link that you were given, then remove this calendar.",
            day=day,
        )
    event.add("uid", str(uuid.uuid4()))
    event.add("dtstamp", now.astimezone(dt.UTC).replace(microsecond=0))
    event.add("last-modified", now.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", 0)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("dtstart", now.astimezone(zone).date())
    event.add("dtend", last + dt.timedelta(days=1))
    event.add("summary", title)
    event.add("description", words)
    to_bytes: Callable[[], bytes] = event.to_ical
    return to_bytes()
