"""Absences, requests and pins of officers."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Literal

from scheduler.domain.people import Absence, Pin, Request
from scheduler.domain.time import DAY, Clock, Span
from scheduler.io.cells import render_time
from scheduler.io.faults import Fault
from scheduler.tables.columns import (
    DATE,
    END_TIME,
    LINES,
    TIME,
    column,
    ref,
    whole,
    word,
)
from scheduler.tables.common import BACKWARDS, FOREIGN, fit, horizon
from scheduler.tables.cycles import CycleRow
from scheduler.tables.missions import MissionRow
from scheduler.tables.people import OfficerRow
from scheduler.tables.rows import Row, table
from scheduler.tables.shifts import FixedTourRow, ShiftRow
from scheduler.tables.table_set import TableSet
from scheduler.tables.times import moment
from scheduler.words import N_


@table(
    "absences",
    N_("Times at which officers are not at work. The reason stays confidential."),
)
class AbsenceRow(Row):
    officer: str = column(ref("officers"), N_("Who."))
    from_date: dt.date = column(DATE, N_("First day."), private=True)
    from_time: int = column(
        TIME, N_("Local time on the first day."), default="00:00", private=True
    )
    to_date: dt.date = column(DATE, N_("Last day."), private=True)
    to_time: int = column(
        END_TIME, N_("Local time on the last day."), default="24:00", private=True
    )
    reason: str = column(
        LINES, N_("Code of the reason; never printed."), default="", private=True
    )


@table(
    "requests",
    N_("Wishes of officers."),
    key=("officer", "date", "wish", "shift"),
)
class RequestRow(Row):
    officer: str = column(ref("officers"), N_("Who wishes."))
    date: dt.date = column(DATE, N_("Day on which the tour would begin."), private=True)
    wish: Literal["off", "work", "shift", "not_shift"] = column(
        word("off", "work", "shift", "not_shift"),
        N_(
            "off = no tour; work = any tour; shift = this shift; not_shift = not this "
            "shift."
        ),
        private=True,
    )
    shift: str | None = column(
        ref("shifts"),
        N_("Shift meant by the last two wishes."),
        default=None,
        private=True,
    )
    weight: int = column(
        whole(1, 1000, N_("points")),
        N_("Points lost when the wish is not met."),
        default="1",
        private=True,
    )


@table(
    "pins",
    N_(
        "Decisions that must stay. A pin against a hard rule makes the scenario "
        "infeasible."
    ),
    key=("officer", "pin", "date", "shift", "mission"),
)
class PinRow(Row):
    officer: str = column(ref("officers"), N_("Who."))
    pin: Literal["shift", "work", "off", "mission", "not_mission"] = column(
        word("shift", "work", "off", "mission", "not_mission"),
        N_(
            "shift = works this shift on this day; work = works any tour on this day; "
            "off = no tour on this day; mission = in the crew of this mission; "
            "not_mission = not in its crew."
        ),
        private=True,
    )
    date: dt.date | None = column(
        DATE,
        N_(
            "Day, for shift, work and off; for mission and not_mission only where it "
            "is held on several days."
        ),
        default=None,
        private=True,
    )
    shift: str | None = column(
        ref("shifts"), N_("Shift, for shift."), default=None, private=True
    )
    mission: str | None = column(
        ref("missions"),
        N_("Mission, for mission and not_mission."),
        default=None,
        private=True,
    )


def check_absences(tables: TableSet) -> Iterator[Fault]:
    """Look for absences that end before they begin."""
    for row in tables.good(AbsenceRow):
        first = (row.from_date, row.from_time)
        last = (row.to_date, row.to_time)
        if last <= first:
            yield row.fault(
                "to_date" if row.to_date < row.from_date else "to_time",
                BACKWARDS,
                N_("an absence ends after it begins: correct one of the two"),
                **{
                    name: f"{day} {render_time(time)}"
                    for name, (day, time) in (("first", first), ("last", last))
                },
            )


_PINNED: Mapping[str, tuple[str, ...]] = {
    "shift": ("date", "shift"),
    "work": ("date",),
    "off": ("date",),
    "mission": ("mission",),
    "not_mission": ("mission",),
}
"""Columns that each sort of pin needs."""


def check_choices(tables: TableSet) -> Iterator[Fault]:
    """Look for columns that a request or a pin needs, or has no use for."""
    for row in tables.good(RequestRow):
        needed = ("shift",) if row.wish in ("shift", "not_shift") else ()
        yield from fit(row, row.wish, ("shift",), needed)
    for pin in tables.good(PinRow):
        columns = ("date", "mission", "shift")
        optional = ("date",) if "mission" in _PINNED[pin.pin] else ()
        yield from fit(pin, pin.pin, columns, _PINNED[pin.pin], optional)


def check_wishes(tables: TableSet) -> Iterator[Fault]:
    """Look for requests outside the horizon, or for a shift of another force."""
    officers, shifts = tables.by_key(OfficerRow), tables.by_key(ShiftRow)
    for row in tables.good(RequestRow):
        yield from horizon(tables, row, "date", [row.date])
        officer, shift = officers.get(row.officer), shifts.get(row.shift)
        if officer and shift and shift.force != officer.force:
            yield row.fault("shift", *FOREIGN, force=officer.force)


def check_pins(tables: TableSet) -> Iterator[Fault]:
    """Look for pins outside the horizon, or on what is not offered that day."""
    officers, shifts = tables.by_key(OfficerRow), tables.by_key(ShiftRow)
    missions = tables.by_key(MissionRow)
    for row in tables.good(PinRow):
        day = row.date
        if day is None:
            continue
        yield from horizon(tables, row, "date", [day])
        named = "mission" in _PINNED[row.pin]
        mission = missions.get(row.mission) if named else None
        days = _begins(mission) if mission else {}
        if mission is not None and day not in days:
            yield row.fault(
                "date",
                N_("{mission} is not held on this day ({value})"),
                N_("its days: {days}"),
                mission=mission.mission,
                days=", ".join(map(str, days)),
            )
        officer, shift = officers.get(row.officer), shifts.get(row.shift)
        if row.pin != "shift" or officer is None or shift is None:
            continue
        offered = _offered(tables, officer, day)
        if offered is not None and shift.shift not in offered:
            yield row.fault(
                "shift",
                N_("{officer} is not offered this shift that day ({value})"),
                N_("offered: {shifts}") if offered else N_("none is offered that day"),
                officer=row.officer,
                shifts=", ".join(offered),
            )


def _begins(mission: MissionRow) -> dict[dt.date, None]:
    """Return the days on which a mission may begin, in order."""
    night = mission.window is not None and mission.window[1] <= mission.window[0]
    later = [d + dt.timedelta(days=1) for d in mission.dates if night]
    return dict.fromkeys(sorted({*mission.dates, *later}))


def _offered(tables: TableSet, officer: OfficerRow, day: dt.date) -> list[str] | None:
    """Return the shifts that an officer may work on a day, absences apart.

    ``None`` if fixed tours have no cycle or roster, or are not all known.
    """
    if officer.tours == "free":
        return [
            s.shift
            for s in tables.good(ShiftRow)
            if s.force == officer.force
            and (not s.units or officer.unit in s.units)
            and day.weekday() in s.days
        ]
    own = [
        row.shift
        for row in tables.good(FixedTourRow)
        if (row.officer, row.date) == (officer.officer, day)
    ]
    if own:
        return [shift for shift in own if shift]
    start = officer.cycle_start if officer.cycle else None
    days = tables.groups(CycleRow, lambda r: r.cycle)
    pattern = {r.day: r.shift for r in days.get(officer.cycle or "", ())}
    if not pattern or start is None:
        mine = any(r.officer == officer.officer for r in tables.good(FixedTourRow))
        return [] if mine else None
    shift = pattern.get((day - start).days % max(pattern) + 1)
    return [shift] if shift else []


def to_absences(tables: TableSet, clock: Clock) -> tuple[Absence, ...]:
    """Return the absences, and for those who leave one from that day on."""
    recorded = (
        Absence(
            officer=r.officer,
            span=Span(
                moment(clock, r.from_date, r.from_time),
                moment(clock, r.to_date, r.to_time),
            ),
            reason=r.reason,
            row=r.place,
        )
        for r in tables.rows[AbsenceRow]
    )
    # A tour of the last day may end on the day after it.
    end = clock.span.end + 2 * DAY
    left = (
        Absence(
            officer=r.officer,
            span=Span(clock.midnight(r.leaves_on), end),
            row=r.place,
        )
        for r in tables.rows[OfficerRow]
        if r.leaves_on is not None and clock.midnight(r.leaves_on) < end
    )
    return (*recorded, *left)


def to_requests(tables: TableSet) -> tuple[Request, ...]:
    """Return the wishes of officers."""
    return tuple(
        Request(
            officer=r.officer, day=r.date, wish=r.wish, shift=r.shift, weight=r.weight
        )
        for r in tables.rows[RequestRow]
    )


def to_pins(tables: TableSet) -> tuple[Pin, ...]:
    """Return the decisions that must stay."""
    return tuple(
        Pin(
            officer=r.officer,
            pin=r.pin,
            day=r.date,
            shift=r.shift,
            mission=r.mission,
            row=r.place,
        )
        for r in tables.rows[PinRow]
    )
