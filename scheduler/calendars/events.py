"""Events: entries with their life, each rendered once for each of its versions.

Instants are written in UTC with an end: the only form that calendar programs all read
the same way on both nights on which the clocks change.
"""

import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from scheduler.calendars.content import Entry, as_mapping
from scheduler.words import _, language
from scheduler.words.render import day_and_time, time_of_day

if TYPE_CHECKING:
    import icalendar

NAMESPACE = uuid.UUID("8d0f2a4e-64c1-5b0a-9d7b-3c1e5f7a9b20")
"""Root of the UIDs of notes and alarms, which follow from that of their event."""

NOTE = "note/"
"""Beginning of the group of an event that says that another one is cancelled."""

GROUP, NUMBER, FINGERPRINT = (
    "X-PATROL-GROUP",
    "X-PATROL-NUMBER",
    "X-PATROL-FINGERPRINT",
)
"""Properties from which an event is read back; programs ignore them."""

_BEGIN, _END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
_WIDTH = 74
"""Octets of a line of a file, without its break."""

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+")


class Status(StrEnum):
    """Whether an event takes place."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A version of an event of a calendar.

    Parameters
    ----------
    uid
        Identity, the same in all versions.
    group, number
        What it is, and which one of its group; from both its UID follows.
    start, end
        UTC instants; of a note, local midnights.
    sequence
        0 at first, then one more at each change that the subscriber sees.
    modified
        UTC instant of this version, in whole seconds.
    status
        Whether it takes place.
    fingerprint
        SHA-256 of what the subscriber sees, without sequence and stamps.
    text
        The rendered VEVENT, with its line breaks.
    """

    uid: str
    group: str
    number: int
    start: dt.datetime
    end: dt.datetime
    sequence: int
    modified: dt.datetime
    status: Status
    fingerprint: str
    text: bytes

    @property
    def cancelled(self) -> bool:
        """Whether it is withdrawn."""
        return self.status is Status.CANCELLED

    @property
    def is_note(self) -> bool:
        """Whether it only says that another event is cancelled."""
        return self.group.startswith(NOTE)

    @property
    def order(self) -> tuple[dt.datetime, dt.datetime, str]:
        """The place in a calendar: by time, then UID."""
        return (self.start, self.end, self.uid)


def note_uid(uid: str) -> str:
    """Return the UID of the note about an event."""
    return _derived(uid, "note")


def fingerprint(entry: Entry, alarm: int | None) -> str:
    """Return the fingerprint of an entry with its alarm, in the current language."""
    return _sha256("live", language(), as_mapping(entry), _alarm(entry, alarm))


def render(
    entry: Entry,
    *,
    uid: str,
    number: int,
    sequence: int,
    modified: dt.datetime,
    timezone: ZoneInfo,
    alarm: int | None = None,
) -> Event:
    """Return an entry as an event, in the current language.

    Parameters
    ----------
    entry
        What it tells.
    uid, number, sequence, modified
        As in `Event`.
    timezone
        Local time zone, for the line that says as of when.
    alarm
        Minutes before the start at which a busy entry rings; ``None`` = never.
    """
    version = Event(
        uid=uid,
        group=entry.group,
        number=number,
        start=entry.start,
        end=entry.end,
        sequence=sequence,
        modified=modified,
        status=Status.TENTATIVE if entry.tentative else Status.CONFIRMED,
        fingerprint=fingerprint(entry, alarm),
        text=b"",
    )
    told: dict[str, Any] = {
        "dtstart": entry.start,
        "dtend": entry.end,
        "summary": _clean(entry.summary),
        "transp": "OPAQUE" if entry.busy else "TRANSPARENT",
        **_shared(version, map(_clean, entry.lines), timezone),
    }
    if entry.location:
        told["location"] = _clean(entry.location)
    if entry.geo is not None:
        told["geo"] = entry.geo
    if entry.private:
        told["class"] = "PRIVATE"
    lines = [_line(name, told[name]) for name in _in_order(tuple(told))]
    before = _alarm(entry, alarm)
    ring = b"" if before is None else _ring(uid, before, _clean(entry.summary))
    return replace(version, text=b"".join([_BEGIN, *lines, ring, _END]))


def _ring(uid: str, before: int, summary: str) -> bytes:
    import icalendar

    ring = icalendar.Alarm()
    ring.add("uid", _derived(uid, "alarm"))
    ring.add("action", "DISPLAY")
    ring.add("trigger", -dt.timedelta(minutes=before))
    ring.add("description", summary)
    return _written(ring)


def _line(name: str, value: Any) -> bytes:
    """Return a property of an event, with its line break."""
    # These differ from event to event.
    own = name in ("uid", "description", FINGERPRINT)
    return _new_line(name, value) if own else _known_line(name, value)


def _new_line(name: str, value: Any) -> bytes:
    import icalendar

    event = icalendar.Event()
    event.add(name, value)
    return folded(event.content_line(name.upper(), event[name])) + b"\r\n"


_known_line = lru_cache(maxsize=4096)(_new_line)


@lru_cache(maxsize=64)
def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of properties in the order in which they are written."""
    import icalendar

    event = icalendar.Event()
    for name in names:
        event[name] = ""
    keys = {name.upper(): name for name in names}
    return tuple(keys[key] for key in event.sorted_keys())


def _written(component: "icalendar.Component") -> bytes:
    lines = component.content_lines()
    return b"".join(folded(line) + b"\r\n" for line in lines if line)


def folded(line: str) -> bytes:
    """Return a content line folded (RFC 5545 §3.1), between characters.

    As the library does it, which looks at each character: lines are the half of a
    calendar's cost. Nor is an escape parted from what it escapes.
    """
    left = line.encode()
    parts = []
    while len(left) > _WIDTH:
        end = _WIDTH
        while left[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        if left[end - 1] in b"\\^":
            end -= 1
        parts.append(left[:end])
        left = left[end:]
    return b"\r\n ".join([*parts, left])


def cancel(event: Event, modified: dt.datetime, timezone: ZoneInfo) -> Event:
    """Return an event as cancelled, as its next version: titled so, free, silent."""
    was = _read(event)
    title = _("CANCELLED: {title}", title=str(was.pop("summary")))
    was.add("summary", title)
    was.pop("transp")
    was.add("transp", "TRANSPARENT")
    was.subcomponents.clear()
    return _finish(
        was,
        Event(
            uid=event.uid,
            group=event.group,
            number=event.number,
            start=event.start,
            end=event.end,
            sequence=event.sequence + 1,
            modified=modified,
            status=Status.CANCELLED,
            fingerprint=_sha256("cancelled", language(), event.fingerprint),
            text=b"",
        ),
        [_("This duty was withdrawn.")],
        timezone,
    )


def note(live: Event, cancelled: Event, timezone: ZoneInfo) -> Event:
    """Return the note that an event is cancelled, for programs that hide such events.

    It takes its sequence and instant from the event, so that both only grow even if
    the note was dropped in between.

    Parameters
    ----------
    live, cancelled
        The event before, and as cancelled.
    timezone
        Local time zone: the note is for the local day on which the event starts.
    """
    times = "–".join(
        time_of_day(instant.astimezone(timezone)) for instant in (live.start, live.end)
    )
    title = _("Cancelled: {title}", title=f"{_read(live)['summary']} {times}")
    return _note(title, Status.CONFIRMED, cancelled, timezone)


def lift(note: Event, live: Event, timezone: ZoneInfo) -> Event:
    """Return a note as cancelled: its event takes place again.

    Parameters
    ----------
    note
        The note.
    live
        The event as it is now.
    timezone
        Local time zone.
    """
    summary = str(_read(live)["summary"])
    title = _("Planned again: {title}", title=summary)
    day = note.start.astimezone(timezone).date()
    return _note(title, Status.CANCELLED, live, timezone, day)


def _note(
    title: str,
    status: Status,
    about: Event,
    timezone: ZoneInfo,
    day: dt.date | None = None,
) -> Event:
    import icalendar

    day = day or about.start.astimezone(timezone).date()
    following = day + dt.timedelta(days=1)
    event = icalendar.Event()
    event.add("dtstart", day)
    event.add("dtend", following)
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")
    private = _read(about).get("class")
    if private is not None:
        event.add("class", private)
    return _finish(
        event,
        Event(
            uid=note_uid(about.uid),
            group=f"{NOTE}{about.uid}",
            number=0,
            start=_midnight(day, timezone),
            end=_midnight(following, timezone),
            sequence=about.sequence,
            modified=about.modified,
            status=status,
            fingerprint=_sha256("note", language(), status, title, day.isoformat()),
            text=b"",
        ),
        [],
        timezone,
    )


def _finish(
    event: "icalendar.Event",
    version: Event,
    lines: Iterable[str],
    timezone: ZoneInfo,
) -> Event:
    """Return a version with its text: what versions share is added to the event."""
    for name, value in _shared(version, lines, timezone).items():
        event.pop(name, None)
        event.add(name, value)
    return replace(version, text=_written(event))


def _shared(version: Event, lines: Iterable[str], timezone: ZoneInfo) -> dict[str, Any]:
    """Return the properties that every version has, by name."""
    as_of = _as_of(version.modified, timezone, language())
    return {
        "uid": version.uid,
        "status": version.status.upper(),
        "sequence": version.sequence,
        "dtstamp": version.modified,
        "last-modified": version.modified,
        "description": "\n".join([*lines, as_of]),
        GROUP: quote(version.group),
        NUMBER: str(version.number),
        FINGERPRINT: version.fingerprint,
    }


@lru_cache(maxsize=64)
def _as_of(modified: dt.datetime, timezone: ZoneInfo, _language: str) -> str:
    return _(
        "As of {when}. The duty sheet prevails.",
        when=day_and_time(modified.astimezone(timezone)),
    )


def _read(event: Event) -> "icalendar.Event":
    import icalendar

    found = icalendar.Event.from_ical(event.text)
    assert isinstance(found, icalendar.Event)
    return found


def _alarm(entry: Entry, alarm: int | None) -> int | None:
    return alarm if entry.busy else None


def _midnight(day: dt.date, timezone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone).astimezone(dt.UTC)


def _derived(uid: str, what: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{what}/{uid}"))


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _sha256(*parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
