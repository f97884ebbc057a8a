"""Calendars as bytes: written from events rendered before, and read back."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from scheduler.calendars.content import instant
from scheduler.calendars.events import FINGERPRINT, GROUP, NUMBER, Event, Status

PRODUCT = "-//joint-patrol-scheduler//feeds//{language}"

REFRESH_HOURS = 1
"""How often programs are asked to look again; most do as they please."""

MARK = "X-PATROL-FEED"
"""Property that identifies a calendar: its events have UIDs of their own."""

_BEGIN, _END = b"BEGIN:VEVENT\r\n", b"END:VCALENDAR\r\n"
_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?\r\nEND:VEVENT\r\n", re.DOTALL)
_ALARM = re.compile(rb"BEGIN:VALARM\r\n.*?\r\nEND:VALARM\r\n", re.DOTALL)
_LINE = re.compile(
    rf"^({GROUP}|{NUMBER}|{FINGERPRINT}|UID|SEQUENCE|LAST-MODIFIED|DTSTART|DTEND|STATUS)"
    rf"(?:;[^:\r\n]*)?:(.*)\r$".encode(),
    re.MULTILINE,
)


def calendar(
    title: str, language: str, timezone: str, events: Iterable[Event], mark: str
) -> bytes:
    """Return a calendar.

    Parameters
    ----------
    title
        Its name.
    language
        ``fr`` or ``en``.
    timezone
        IANA name of the local time zone.
    events
        What it holds; each is written as it was rendered.
    mark
        What identifies the calendar: `read` takes no other for it.
    """
    from icalendar import Calendar, vText

    frame = Calendar()
    frame.add("prodid", PRODUCT.format(language=language.upper()))
    frame.add("version", "2.0")
    # No UID: programs that store one file an event would take all for one.
    frame.add(MARK, mark)
    for name in ("name", "x-wr-calname"):
        # As text, which is escaped: a line break in a name is no line of its own.
        frame.add(name, vText(title))
    frame.add("x-wr-timezone", timezone)
    frame.add(
        "refresh-interval",
        dt.timedelta(hours=REFRESH_HOURS),
        parameters={"VALUE": "DURATION"},
    )
    frame.add("x-published-ttl", f"PT{REFRESH_HOURS}H")
    to_bytes: Callable[[], bytes] = frame.to_ical
    head = to_bytes().removesuffix(_END)
    texts = (event.text for event in sorted(events, key=lambda e: e.order))
    return b"".join([head, *texts, _END])


def rewritten(feed: bytes, events: Iterable[Event]) -> bytes:
    """Return a calendar that `calendar` wrote, with other events in the same frame."""
    head = feed.split(_BEGIN, 1)[0].removesuffix(_END)
    texts = (event.text for event in sorted(events, key=lambda e: e.order))
    return b"".join([head, *texts, _END])


def read(feed: bytes, mark: str) -> tuple[Event, ...]:
    """Return the events of a calendar that `calendar` wrote.

    Parameters
    ----------
    feed
        The calendar.
    mark
        Its mark; with another one, or of another program, it has no events.
    """
    if f"\r\n{MARK}:{mark}\r\n".encode() not in feed:
        return ()
    named = re.search(rb"^X-WR-TIMEZONE:(.*)\r$", feed, re.MULTILINE)
    assert named is not None
    zone = ZoneInfo(named[1].decode())
    return tuple(_event(text, zone) for text in _EVENT.findall(feed))


def _event(text: bytes, zone: ZoneInfo) -> Event:
    bare = _ALARM.sub(b"", text).replace(b"\r\n ", b"")
    lines = {name.decode(): value.decode() for name, value in _LINE.findall(bare)}
    return Event(
        uid=lines["UID"],
        group=unquote(lines[GROUP]),
        number=int(lines[NUMBER]),
        start=_instant(lines["DTSTART"], zone),
        end=_instant(lines["DTEND"], zone),
        sequence=int(lines["SEQUENCE"]),
        modified=instant(lines["LAST-MODIFIED"]),
        status=Status(lines["STATUS"].lower()),
        fingerprint=lines[FINGERPRINT],
        text=text,
    )


def _instant(text: str, zone: ZoneInfo) -> dt.datetime:
    if "T" in text:
        return instant(text)
    day = dt.datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 (a date)
    return day.replace(tzinfo=zone).astimezone(dt.UTC)
