"""Splits the text of a published calendar into events, and parses each by itself.

Published calendars are often not clean iCalendar: saved as Windows-1252, folded inside
a character, with control characters, or in the older vCalendar format with
quoted-printable text. This module splits the bytes, so that each event keeps its line
number and one that cannot be parsed affects no other. ``icalendar`` parses the events.
"""

import codecs
import contextlib
import datetime as dt
import io
import quopri
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.remarks import Remark
from scheduler.io.faults import Faults, shown
from scheduler.words import N_

SAVE_AGAIN = N_("save the calendar again from where it is published")

_HEAD = 200
"""Bytes of a line in which its name and parameters are searched."""

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_NAME = re.compile(r"[A-Za-z0-9-]+[;:]")
_DATED = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_OF_EVENTS = re.compile(r"(DTSTART|DTEND|SUMMARY|RRULE)[;:]", re.IGNORECASE)
"""Lines of events: outside of an event they show a damaged calendar."""

_ZONE_LINE = re.compile(
    r"(BEGIN|END|TZID|DTSTART|RRULE|TZOFFSETFROM|TZOFFSETTO)[;:]", re.IGNORECASE
)
_YEARLY = re.compile(
    r"RRULE:FREQ=YEARLY(;(INTERVAL=1|BYMONTH=\d+|BYDAY=[+-]?\d[A-Z]{2}|"
    r"BYMONTHDAY=-?\d+|UNTIL=\d{8}(T\d{6}Z?)?|WKST=[A-Z]{2}))*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a ``VCALENDAR`` states for all its events.

    Parameters
    ----------
    cancels
        Whether it cancels its events (``METHOD:CANCEL``).
    zone
        Name of the time zone of times without one; empty = not stated.
    zones
        Time zones that it defines itself.
    """

    cancels: bool = False
    zone: str = ""
    zones: Mapping[str, dt.tzinfo] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A ``VEVENT`` as written.

    Parameters
    ----------
    component
        The event as ``icalendar`` parsed it.
    line
        Line on which it begins.
    text
        Its lines, unfolded.
    calendar
        Calendar that holds it.
    mixed
        Whether one of its times names a time zone although it is in UTC.
    """

    component: Any
    line: int
    text: str = ""
    calendar: Calendar = Calendar()
    mixed: bool = False

    @property
    def uid(self) -> str:
        """Permanent name of the event; empty if it has none."""
        return self._text("UID").strip()

    @property
    def summary(self) -> str:
        """Title, on one line."""
        return " ".join(self._text("SUMMARY").split())

    @property
    def status(self) -> str:
        """Its ``STATUS`` in capitals; *cancelled* in one spelling."""
        status = self._text("STATUS").strip().upper()
        off = self.calendar.cancels or status == "CANCELED"
        return "CANCELLED" if off else status

    @property
    def revision(self) -> tuple[int, dt.datetime]:
        """Order of revisions: ``SEQUENCE``, then the time of the change."""
        try:
            sequence = int(self._text("SEQUENCE") or 0)
        except ValueError:
            sequence = 0
        broken = {name for name, _ in self.component.errors}
        for name in ("LAST-MODIFIED", "DTSTAMP"):
            if name in broken:
                continue
            when = getattr(first(self.component.get(name)), "dt", None)
            if isinstance(when, dt.datetime):
                return sequence, when.replace(tzinfo=dt.UTC)
        return sequence, dt.datetime.min.replace(tzinfo=dt.UTC)

    def digits(self, name: str) -> list[dt.date]:
        """Return the days in the lines of a property, even if they cannot be parsed."""
        line = re.compile(rf"^{name}[;:](?:.*\D)?(\d{{8}})", re.I | re.M)
        days = []
        for digits in line.findall(self.text):
            with contextlib.suppress(ValueError):
                days.append(dt.datetime.strptime(digits, "%Y%m%d").date())  # noqa: DTZ007
        return days

    def _text(self, name: str) -> str:
        return str(first(self.component.get(name)) or "")


def first(value: Any) -> Any:
    """Return the first of several properties of one name."""
    return value[0] if isinstance(value, list) else value


def read_entries(
    data: bytes, file: str, faults: Faults, remarks: list[Remark]
) -> list[Entry] | None:
    """Return the events of a calendar as written; ``None`` if it cannot be read.

    Parameters
    ----------
    data, file
        What to read, and its name in messages.
    faults
        Extended if it is no calendar.
    remarks
        Extended if it is not in UTF-8.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", errors="replace").encode()
    lines, guessed = _lines(data.removeprefix(codecs.BOM_UTF8))
    if guessed is not None:
        remarks.append(
            Remark(
                message=N_(
                    "the calendar is not in UTF-8: read as Windows-1252; check the "
                    "accents in its titles"
                ),
                values={},
                place=f"{file}:{guessed}",
            )
        )
    try:
        return list(_entries(lines))
    except _NotACalendarError as error:
        line, words = error.args
        faults.add(
            file,
            N_("cannot be read as a calendar ({value})"),
            SAVE_AGAIN,
            row=line,
            value=shown(words),
        )
        return None


class _NotACalendarError(Exception):
    """A line that cannot stand there in a calendar: its number and its text."""


def _lines(data: bytes) -> tuple[list[tuple[int, str]], int | None]:
    """Return the unfolded lines, each with its number, and the first not in UTF-8."""
    whole: list[tuple[int, bytearray]] = []
    for number, raw in enumerate(data.splitlines(), start=1):
        last = whole[-1][1] if whole else bytearray()
        if last.endswith(b"=") and _is_quoted(last):
            last[-1:] = raw
        elif whole and raw[:1] in (b" ", b"\t"):
            last += raw[1:]
        elif raw.strip():
            whole.append((number, bytearray(raw)))
    lines = []
    guessed = None
    for number, line in whole:
        plain = _plain(bytes(line)) if _is_quoted(line) else bytes(line)
        try:
            text = plain.decode()
        except UnicodeDecodeError:
            guessed = guessed or number
            text = plain.decode("cp1252", errors="replace")
        lines.append((number, _CONTROL.sub(" ", text)))
    return lines, guessed


def _is_quoted(line: bytes | bytearray) -> bool:
    head = bytes(line[:_HEAD]).partition(b":")[0]
    return b"ENCODING=QUOTED-PRINTABLE" in head.upper()


def _plain(line: bytes) -> bytes:
    """Return a quoted-printable line as iCalendar would write it."""
    head, _, value = line.partition(b":")
    name, *parameters = head.decode("ascii", errors="replace").split(";")
    asked = dict(p.upper().split("=", 1) for p in parameters if "=" in p)
    text = quopri.decodestring(value)
    with contextlib.suppress(LookupError, ValueError):
        text = text.decode(asked.get("CHARSET", "utf-8")).encode()
    text = b"\\n".join(text.splitlines())
    kept = [p for p in parameters if p.upper().startswith(("TZID=", "VALUE="))]
    return ";".join([name, *kept]).encode() + b":" + text


def _entries(lines: list[tuple[int, str]]) -> Iterator[Entry]:
    """Yield the events of every calendar in the text."""
    open_: list[tuple[str, int]] = []
    calendars = 0
    block: list[str] = []
    events: list[tuple[int, str]] = []
    zones: list[list[str]] = []
    about: dict[str, str] = {}
    for number, text in lines:
        mark, _, rest = text.partition(":")
        mark, rest = mark.strip().upper(), rest.strip().upper()
        if mark == "BEGIN":
            inside = len(open_)
            if (rest == "VCALENDAR") == (inside > 0) or (
                rest == "VEVENT" and inside > 1
            ):
                raise _NotACalendarError(number, text)
            open_.append((rest, number))
            calendars += len(open_) == 1
        if len(open_) > 1:
            # Parts of an event, such as alarms, are left out.
            if len(open_) == 2 or open_[1][0] == "VTIMEZONE":
                block.append(text)
        elif not open_ or not _NAME.match(text) or _OF_EVENTS.match(text):
            raise _NotACalendarError(number, text)
        else:
            about[mark] = text.partition(":")[2].strip()
        if mark != "END":
            continue
        name, began = open_.pop()
        if name != rest:
            raise _NotACalendarError(number, text)
        if len(open_) == 1:
            if name == "VEVENT":
                events.append((began, "\n".join(block)))
            elif name == "VTIMEZONE":
                zones.append(block)
            block = []
        elif not open_:
            calendar = Calendar(
                about.get("METHOD", "").upper() == "CANCEL",
                about.get("X-WR-TIMEZONE", ""),
                dict(filter(None, map(_zone, zones))),
            )
            for began, event in events:
                yield _entry(began, event, calendar)
            events, zones, about = [], [], {}
    if open_:
        # The text is cut off.
        name, began = open_[-1]
        raise _NotACalendarError(began, f"BEGIN:{name}")
    if not calendars:
        raise _NotACalendarError(None, "")


def _entry(line: int, text: str, calendar: Calendar) -> Entry:
    import icalendar

    unzoned = "\n".join(map(_unzoned, text.split("\n")))
    mixed, text = unzoned != text, unzoned
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            component = icalendar.Event.from_ical(text)
    except Exception as error:
        # The parser may raise any error on a faulty event.
        component = icalendar.Event()
        component.errors.append((None, str(error)))
        for name in ("UID", "SUMMARY"):
            written = re.search(rf"^{name}[;:](.*)", text, re.IGNORECASE | re.MULTILINE)
            component[name] = written[1] if written else ""
    return Entry(component, line, text, calendar, mixed)


def _unzoned(line: str) -> str:
    """Return a line without the time zone of a time that is in UTC."""
    head, colon, value = line.rpartition(":")
    name, *parameters = head.split(";")
    if name.upper() not in _DATED or not value.upper().endswith("Z"):
        return line
    kept = [p for p in parameters if not p.upper().startswith("TZID=")]
    return ";".join([name, *kept]) + colon + value


def _zone(block: list[str]) -> tuple[str, dt.tzinfo] | None:
    """Return a time zone that a calendar defines, if all its rules are yearly."""
    from dateutil.tz import tzical

    lines = [line for line in block if _ZONE_LINE.match(line)]
    rules = [line for line in lines if line.upper().startswith("RRULE")]
    if not all(_YEARLY.fullmatch(rule) for rule in rules):
        return None
    lines = [re.sub(r"^(DTSTART);[^:]*", r"\1", x, flags=re.I) for x in lines]
    try:
        read = tzical(io.StringIO("\n".join(lines)))
        [name] = read.keys()
        zone = read.get(name)
        zone.utcoffset(dt.datetime(2026, 1, 1))  # noqa: DTZ001
    except Exception:
        # Its events are refused: their time zone is unknown.
        return None
    return name, zone
