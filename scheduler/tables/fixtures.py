"""Missions of events: published calendars, each staffed by a plan."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.domain.remarks import Remark
from scheduler.domain.time import Clock, Minute
from scheduler.io.faults import Faults, shown, suggestion
from scheduler.io.files import read_or_report, relative_name
from scheduler.io.ics import events
from scheduler.io.ics_events import Event, folded
from scheduler.io.ics_lines import Entry, read_entries
from scheduler.tables.events import EventPlanRow, FixtureRow
from scheduler.tables.missions import MissionRow
from scheduler.tables.places import ZoneRow
from scheduler.tables.table_set import Rows, keys
from scheduler.words import N_

CALENDAR = ".ics"

SHORT = 16
"""Longest UID that becomes part of a code unchanged."""

SHORTEST = dt.timedelta(minutes=10)
"""Shortest event whose end is taken as written."""

_LAST_MINUTE = "23:59"
_MINUTE = dt.timedelta(minutes=1)
_HOUR = 60


_Seen = dict[tuple[str, str, dt.datetime], list[tuple[Event, str]]]
"""Events planned for, each with its place, by zone, plan and beginning."""


@dataclass(slots=True)
class Planned:
    """The missions and remarks made from fixtures.

    Parameters
    ----------
    missions
        Rows of ``missions``; each stands where the row of its plan does.
    remarks
        Events that are not staffed, or not wholly.
    whole
        Whether every fixture could be written out.
    """

    missions: list[MissionRow] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    whole: bool = True


def plan_events(
    rows: Rows,
    homes: Sequence[Path],
    clock: Clock | None,
    inputs: dict[str, str],
    faults: Faults,
) -> Planned:
    """Return the missions of the events of a horizon.

    Parameters
    ----------
    rows
        Rows of every table.
    homes
        Folders in which calendars are looked for; names in messages are relative to
        the first.
    clock
        Horizon; ``None`` if not known.
    inputs
        Grows by the SHA-256 of the calendars read.
    faults
        Grows by what is wrong with fixtures and calendars.
    """
    planned = Planned()
    if not rows[FixtureRow]:
        return planned
    calendars = _Calendars(homes, inputs, faults, planned.remarks)
    plans: defaultdict[str, list[EventPlanRow]] = defaultdict(list)
    for phase in rows[EventPlanRow]:
        if phase.complete:
            plans[phase.plan].append(phase)
        else:
            planned.whole = False
    zones = {*keys(rows[ZoneRow])}
    taken = {*keys(rows[MissionRow])}
    seen: _Seen = {}
    for row in rows[FixtureRow]:
        entries = calendars.entries(row) if row.has("calendar") else None
        if entries is None or not row.complete or clock is None:
            planned.whole = False
            continue
        matching = _matching(row, entries, faults)
        if not matching or row.zone not in zones or row.plan not in plans:
            planned.whole = False
            continue
        file = calendars.label(row)
        before = len(faults)
        phases = _Phases(
            row, plans[row.plan], clock, file, planned, faults, taken, seen
        )
        rows_of = [
            r
            for r in rows[FixtureRow]
            if r.has("match", "calendar") and r.calendar == row.calendar
        ]
        for event in events(matching, clock, file, faults, planned.remarks):
            if _meant(row, event):
                phases.add(event)
            elif not any(_meant(r, event) for r in rows_of):
                phases.meant_by_no_row(event)
        near = _near_misses(row, entries, rows_of)
        for event in events(near, clock, file, Faults(), []):
            phases.meant_by_no_row(event)
        planned.whole = planned.whole and len(faults) == before
    once = {(r.place, r.message, *r.values.items()): r for r in planned.remarks}
    planned.remarks = list(once.values())
    return planned


def _near_misses(
    row: FixtureRow, entries: Sequence[Entry], rows: Sequence[FixtureRow]
) -> list[Entry]:
    """Return the events that no row means, though their titles begin as one does."""
    begins = _words(row.match)
    return [
        e
        for e in entries
        if begins
        and _words(e.summary)[: len(begins)] == begins
        and not any(_meant(r, e) for r in rows)
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", folded(text))


class _Calendars:
    """The calendars that fixtures name, each read once."""

    def __init__(
        self,
        homes: Sequence[Path],
        inputs: dict[str, str],
        faults: Faults,
        remarks: list[Remark],
    ) -> None:
        self.homes = homes
        self.inputs = inputs
        self.faults = faults
        self.remarks = remarks
        self._read: dict[str, list[Entry] | None] = {}

    def label(self, row: FixtureRow) -> str:
        """Return the name in messages of the calendar of a fixture."""
        path = find_calendar(row.calendar, self.homes)
        return row.calendar if path is None else relative_name(path, self.homes[0])

    def entries(self, row: FixtureRow) -> list[Entry] | None:
        """Return the events of the calendar of a fixture; ``None`` = unreadable."""
        name = row.calendar
        if not plain_name(name):
            self.faults.append(
                row.fault(
                    "calendar",
                    N_("not the name of a calendar file ({value})"),
                    N_("name an .ics file that lies beside the tables"),
                )
            )
            return None
        path = find_calendar(name, self.homes)
        if path is None:
            self.faults.append(
                row.fault(
                    "calendar",
                    N_("no such calendar ({value})"),
                    N_("put the file beside the tables, or correct its name"),
                )
            )
            return None
        if name not in self._read:
            self._read[name] = self._entries(path)
        return self._read[name]

    def _entries(self, path: Path) -> list[Entry] | None:
        label = relative_name(path, self.homes[0])
        data = read_or_report(path, label, self.faults)
        if data is None:
            return None
        self.inputs[label] = hashlib.sha256(data).hexdigest()
        return read_entries(data, label, self.faults, self.remarks)


def plain_name(name: str) -> bool:
    """Tell whether a text names a calendar file without a folder."""
    return (
        name.lower().endswith(CALENDAR)
        and not name.startswith(".")
        and not set(name) & set('/\\:*?"<>|\0')
    )


def find_calendar(name: str, homes: Iterable[Path]) -> Path | None:
    """Return the calendar of this name in the first folder that has it, if any."""
    return next((home / name for home in homes if (home / name).is_file()), None)


def _meant(row: FixtureRow, event: Event | Entry) -> bool:
    return folded(row.match) in folded(event.summary)


def _matching(row: FixtureRow, entries: Sequence[Entry], faults: Faults) -> list[Entry]:
    """Return the events that a fixture means, with all that changes their dates."""
    uids = {e.uid for e in entries if _meant(row, e)}
    if not uids:
        titles = list(dict.fromkeys(e.summary for e in entries if e.summary))
        hint, more = suggestion(
            row.match, map(shown, titles), N_("its events: {known}")
        )
        faults.append(
            row.fault(
                "match" if row.match else "calendar",
                N_("no event of {calendar} is meant ({value})"),
                hint or N_("put events into the calendar, or remove the row"),
                calendar=row.calendar,
                **more,
            )
        )
    return [e for e in entries if e.uid in uids and (e.uid or _meant(row, e))]


def crews(phase: EventPlanRow, attendance: int, risk: str) -> int:
    """Return how many crews a phase wants.

    One more for each full ``each`` people above ``above``; those of the risk class on
    top.
    """
    more = 0
    if phase.each is not None:
        more = max(0, attendance - phase.above) // phase.each
    return phase.crews + more + dict(phase.risk_crews).get(risk, 0)


def short_uid(uid: str) -> str:
    """Return a readable piece of a UID that tells it from others.

    What stands before ``@``, if it can be part of a code as it is; else its beginning
    and four hexadecimal digits of its SHA-256.
    """
    local = uid.partition("@")[0]
    plain = unicodedata.normalize("NFKD", local).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if slug == local and 0 < len(slug) <= SHORT:
        return slug
    digest = hashlib.sha256(uid.encode()).hexdigest()[:4]
    return "-".join(filter(None, [slug[: SHORT - 5].strip("-"), digest]))


class _Phases:
    """Writes the phases of events as rows of ``missions``."""

    def __init__(
        self,
        fixture: FixtureRow,
        plan: Sequence[EventPlanRow],
        clock: Clock,
        file: str,
        planned: Planned,
        faults: Faults,
        taken: set[str],
        seen: _Seen,
    ) -> None:
        self.fixture = fixture
        self.plan = plan
        self.clock = clock
        self.file = file
        self.planned = planned
        self.faults = faults
        self.taken = taken
        self.seen = seen

    def meant_by_no_row(self, event: Event) -> None:
        """Report an event that looks like one of the fixture but is not."""
        if self._on_these_days(event):
            self._remark(
                event,
                N_(
                    "“{event}” of {day:date} looks like an event of {fixture}, but its "
                    "title has no “{match}”: no mission is planned for it"
                ),
                day=event.days[0].isoformat(),
                fixture=self.fixture.fixture,
                match=shown(self.fixture.match),
            )

    def _on_these_days(self, event: Event) -> bool:
        return any(event.days[0] <= d <= event.days[1] for d in self.clock.dates)

    def add(self, event: Event) -> None:
        """Add the missions of an event, or say why it has none."""
        if self._is_known(event):
            return
        end = self._end(event, event.start)
        if end is None:
            if self._on_these_days(event):
                self._fault(
                    event,
                    "DTEND",
                    N_("“{event}” has no end")
                    if event.end is None
                    else N_("“{event}” lasts {minutes} min only in the calendar"),
                    N_("give {fixture} its minutes, or the event its DTEND"),
                    minutes=((event.end or event.start) - event.start) // _MINUTE,
                )
            return
        placed = list(self._placed(event, self._minute(event.start), end))
        inside = [p for p in placed if self.clock.date(p[1]) in self.clock.dates]
        for phase, start, minutes in inside:
            self._missions(event, phase, start, minutes)
        for phase, start, _minutes in placed:
            day = self.clock.date(start)
            if inside and day not in self.clock.dates:
                self._remark(
                    event,
                    N_(
                        "phase {phase} of “{event}” begins on {day:date}, outside "
                        "this roster"
                    ),
                    phase=phase.phase,
                    day=day.isoformat(),
                )

    def _is_known(self, event: Event) -> bool:
        """Tell whether an event is planned already, from another line or row."""
        key = (self.fixture.zone, self.fixture.plan, event.start)
        others = self.seen.setdefault(key, [])
        same = [
            (other, place)
            for other, place in others
            if folded(other.summary) == folded(event.summary)
            or (other.uid, other.series) == (event.uid, event.series)
        ]
        if others and self._on_these_days(event):
            other, place = (same or others)[0]
            self._remark(
                event,
                N_(
                    "“{event}” of {day:date}, meant by {fixture}, is planned already "
                    "({place}): it is planned once"
                )
                if same
                else N_(
                    "“{event}” and “{other}” of {day:date} ({place}) begin at one time "
                    "in one place and are both planned: if they are one, remove one"
                ),
                day=event.days[0].isoformat(),
                other=shown(other.summary),
                place=place,
                fixture=self.fixture.fixture,
            )
        place = f"{self.file}:{event.line}, {self.fixture.fixture}"
        others.append((event, place))
        return bool(same)

    def _end(self, event: Event, start: dt.datetime) -> Minute | None:
        """Return the end of an event; a time that may mean no end is reported."""
        minutes = self.fixture.minutes
        own = None if minutes is None else self._minute(start) + minutes
        if event.end is None:
            return own
        end = self._minute(event.end)
        time = f"{self.clock.local(end):%H:%M}"
        short = event.end - start < SHORTEST
        if not short and time != _LAST_MINUTE:
            return end
        if own is not None:
            message = N_(
                "“{event}” of {day:date} ends at {time} in the calendar, which stands "
                "for an unknown end: the {minutes} minutes of {fixture} are used"
            )
        elif short:
            return None
        else:
            message = N_(
                "“{event}” of {day:date} ends at {time} in the calendar and is planned "
                "so; if this stands for an unknown end, give {fixture} its minutes"
            )
        if self._on_these_days(event):
            self._remark(
                event,
                message,
                day=event.days[0].isoformat(),
                time=time,
                fixture=self.fixture.fixture,
                minutes=minutes or 0,
            )
        return end if own is None else own

    def _minute(self, instant: dt.datetime) -> Minute:
        return self.clock.from_datetime(instant)

    def _placed(
        self, event: Event, start: Minute, end: Minute
    ) -> Iterator[tuple[EventPlanRow, Minute, int]]:
        """Yield the phases that want a crew, with their start and minutes."""
        wanted = (self.fixture.attendance, self.fixture.risk)
        for phase in self.plan:
            if not crews(phase, *wanted):
                continue
            first = (end if phase.from_ == "end" else start) + phase.offset
            minutes = phase.minutes or end - first
            longest = MissionRow.table.column("minutes").most or minutes
            if 1 <= minutes <= longest:
                yield phase, first, minutes
            elif self.clock.date(first) in self.clock.dates:
                self._fault(
                    event,
                    "DTEND",
                    N_("phase {phase} of “{event}” would last {minutes} minutes"),
                    N_("correct the event, or its row in event_plans"),
                    phase=phase.phase,
                    minutes=minutes,
                )

    def _missions(
        self, event: Event, phase: EventPlanRow, start: Minute, minutes: int
    ) -> None:
        local = self.clock.local(start)
        wall = local.hour * _HOUR + local.minute
        if self.clock.minute(local.date(), dt.time(local.hour, local.minute)) != start:
            self._fault(
                event,
                "DTSTART",
                N_(
                    "phase {phase} of “{event}” would begin in the second of two equal "
                    "hours ({time})"
                ),
                N_("the clocks go back that night: correct its row in event_plans"),
                phase=phase.phase,
                time=f"{local:%H:%M}",
            )
            return
        wanted = crews(phase, self.fixture.attendance, self.fixture.risk)
        for number in range(1, wanted + 1):
            self.planned.missions.append(
                MissionRow(
                    phase.file,
                    phase.number,
                    phase.cells,
                    mission=self._code(event, phase.phase, number),
                    kind=phase.kind,
                    zone=self.fixture.zone,
                    dates=(local.date(),),
                    starts=(wall,),
                    minutes=minutes,
                    priority=phase.priority,
                    mandatory=phase.mandatory,
                    note=event.summary,
                    requisition=self.fixture.requisition,
                    event=self.fixture.fixture,
                )
            )

    def _code(self, event: Event, phase: str, number: int) -> str:
        pieces = [self.fixture.fixture, short_uid(event.uid), event.series, phase]
        # The first crew keeps its code when a second one is wanted.
        pieces.append(str(number) if number > 1 else "")
        code = "-".join(filter(None, pieces))
        if code in self.taken:
            self.faults.append(
                self.fixture.fault(
                    "fixture",
                    N_("two missions would have one code ({code})"),
                    N_("rename the fixture, the phase or the other mission"),
                    code=code,
                )
            )
        self.taken.add(code)
        return code

    def _remark(self, event: Event, message: str, **values: str | int) -> None:
        self.planned.remarks.append(
            Remark(
                message=message,
                values={"event": shown(event.summary), **values},
                place=f"{self.file}:{event.line}",
            )
        )

    def _fault(
        self, event: Event, column: str, message: str, hint: str, **values: str | int
    ) -> None:
        more: dict[str, str | int] = {
            "event": shown(event.summary),
            "fixture": self.fixture.fixture,
        }
        self.faults.add(
            self.file, message, hint, row=event.line, column=column, **more, **values
        )
