"""Small calendars of the week of Monday 23 November 2026, and of the week after it."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.calendars.content import Content, Entry, Owner, View
from scheduler.calendars.events import Event
from scheduler.calendars.revise import revise

PARIS = ZoneInfo("Europe/Paris")
MONDAY = dt.date(2026, 11, 23)
BEFORE = dt.datetime(2026, 11, 20, 8, 0, 0, tzinfo=dt.UTC)
"""An instant before both weeks."""


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """Return a local time, days counted from the Monday."""
    date = MONDAY + dt.timedelta(days=day)
    return dt.datetime.combine(date, dt.time(hour, minute), PARIS)


def window(week: int = 0) -> tuple[dt.datetime, dt.datetime]:
    """Return the first instant of a week and of the next one."""
    return at(7 * week, 0), at(7 * week + 7, 0)


def mission(day: int, hour: int, code: str = "jaude", **told: Any) -> Entry:
    """Return two hours of a mission."""
    first = MONDAY + dt.timedelta(days=day // 7 * 7)
    given: dict[str, Any] = {
        "group": f"mission/{first.isoformat()}/{code}",
        "start": at(day, hour),
        "end": at(day, hour) + dt.timedelta(hours=2),
        "summary": "Place de Jaude · pédestre mixte",
        "busy": True,
        "private": True,
        "lines": ("Équipage : PN-1, PM-1",),
    }
    return Entry(**{**given, **told})


def tour(day: int, hour: int = 6, hours: int = 8, **told: Any) -> Entry:
    """Return a tour of duty."""
    date = MONDAY + dt.timedelta(days=day)
    given: dict[str, Any] = {
        "group": f"tour/{date.isoformat()}",
        "start": at(day, hour),
        "end": at(day, hour) + dt.timedelta(hours=hours),
        "summary": "Vacation · matin",
        "private": True,
    }
    return Entry(**{**given, **told})


def content(*entries: Entry, language: str = "fr") -> Content:
    """Return the calendar of an officer."""
    return Content(
        owner=Owner.OFFICER,
        code="PM-1",
        view=View.OWN,
        language=language,
        title="Service de PM-1",
        timezone="Europe/Paris",
        entries=entries,
    )


def uid(group: str, number: int) -> str:
    """Return the UID of an event of the calendar."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{group}/{number}"))


def version(
    previous: tuple[Event, ...],
    *entries: Entry,
    now: dt.datetime = BEFORE,
    week: int = 0,
    language: str = "fr",
    **limits: Any,
) -> tuple[Event, ...]:
    """Return the next version of the calendar."""
    return revise(
        previous,
        content(*entries, language=language),
        window=window(week),
        now=now,
        uid=uid,
        **limits,
    )
