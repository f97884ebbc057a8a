"""What a calendar tells, before it has revisions: entries, and whose they are."""

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Owner(StrEnum):
    """What a calendar is about."""

    OFFICER = "officer"
    FORCE = "force"
    ZONE = "zone"
    TEAM = "team"
    """A unit of a force."""
    EVENT = "event"
    """The missions of a fixture or of another event."""


class View(StrEnum):
    """For whom a calendar is made, which decides what it may tell."""

    OWN = "own"
    """The officer."""
    PARTNER = "partner"
    """The other force."""
    COMMAND = "command"
    """The command staff of a force."""
    CONTROL_ROOM = "control_room"
    """The control room, which directs crews under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a calendar.

    Parameters
    ----------
    group
        What it is, whatever its time and crew: ``tour/2026-11-23``, the day of the
        tour; ``mission/2026-11-23/CODE``, the first day of the horizon. The second part
        is a local day, which tells the horizon of the entry.
    start, end
        Aware instants, whole seconds; kept in UTC.
    summary, location
        Title and place.
    geo
        Latitude and longitude in decimal degrees; ``None`` = not given.
    busy
        Whether it takes the time of the subscriber.
    private
        Whether programs that share calendars are to hide it.
    lines
        The description, without the line that says as of when.
    tentative
        Whether it is a draft.
    """

    group: str
    start: dt.datetime
    end: dt.datetime
    summary: str
    location: str = ""
    geo: tuple[float, float] | None = None
    busy: bool = False
    private: bool = False
    lines: tuple[str, ...] = ()
    tentative: bool = False

    def __post_init__(self) -> None:
        """Bring the instants to UTC.

        Raises
        ------
        ValueError
            If one is naive or not a whole second, or the end is not after the start.
        """
        for name in ("start", "end"):
            instant = getattr(self, name)
            if instant.tzinfo is None or instant.microsecond:
                raise ValueError(f"{name} is no aware instant of whole seconds")
            object.__setattr__(self, name, instant.astimezone(dt.UTC))
        if self.end <= self.start:
            raise ValueError("the end is not after the start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that one calendar tells of a horizon.

    Parameters
    ----------
    owner, code
        What the calendar is about: the kind, and its code.
    view
        For whom it is made.
    language
        ``fr`` or ``en``.
    title
        Name of the calendar.
    timezone
        IANA name of the local time zone.
    entries
        What it holds.
    """

    owner: Owner
    code: str
    view: View
    language: str
    title: str
    timezone: str
    entries: tuple[Entry, ...] = ()

    def to_json(self) -> str:
        """Return it as canonical JSON: same content, same text."""
        return json.dumps(
            {
                "owner": self.owner,
                "code": self.code,
                "view": self.view,
                "language": self.language,
                "title": self.title,
                "timezone": self.timezone,
                "entries": [as_mapping(entry) for entry in self.entries],
            },
            ensure_ascii=False,
            allow_nan=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> "Content":
        """Return the content from the text that `to_json` returned."""
        content: dict[str, Any] = json.loads(text)
        return cls(
            owner=Owner(content["owner"]),
            code=content["code"],
            view=View(content["view"]),
            language=content["language"],
            title=content["title"],
            timezone=content["timezone"],
            entries=tuple(
                Entry(
                    **{
                        **entry,
                        "start": instant(entry["start"]),
                        "end": instant(entry["end"]),
                        "geo": entry["geo"] and (entry["geo"][0], entry["geo"][1]),
                        "lines": tuple(entry["lines"]),
                    }
                )
                for entry in content["entries"]
            ),
        )


def as_mapping(entry: Entry) -> dict[str, Any]:
    """Return an entry as values that JSON can hold."""
    return {
        "group": entry.group,
        "start": stamp(entry.start),
        "end": stamp(entry.end),
        "summary": entry.summary,
        "location": entry.location,
        "geo": entry.geo,
        "busy": entry.busy,
        "private": entry.private,
        "lines": entry.lines,
        "tentative": entry.tentative,
    }


def stamp(when: dt.datetime) -> str:
    """Return an instant in UTC as calendars write it: ``20261123T053000Z``."""
    return when.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def instant(text: str) -> dt.datetime:
    """Return the instant from the text that `stamp` returned."""
    return dt.datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
