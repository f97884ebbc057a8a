"""What lies before the horizon: tours, work and missions."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from scheduler.domain.missions import PastMission
from scheduler.domain.time import Clock, Span
from scheduler.domain.tours import PastWork, Tour
from scheduler.io.cells import render_time
from scheduler.io.faults import Fault
from scheduler.io.schema import MIDNIGHT
from scheduler.tables.columns import (
    CODE,
    DATE,
    END_TIME,
    TIME,
    column,
    duration,
    quantities,
    ref,
    refs,
    whole,
)
from scheduler.tables.people import OfficerRow
from scheduler.tables.rows import Row, table
from scheduler.tables.shifts import ShiftRow, break_faults
from scheduler.tables.table_set import TableSet
from scheduler.tables.times import wall
from scheduler.words import N_


@table(
    "history",
    N_(
        "Tours worked before the horizon, for rest, weekly limits, runs of days "
        "and fairness."
    ),
    key=("officer", "date", "start"),
)
class HistoryRow(Row):
    officer: str = column(ref("officers"), N_("Who."))
    date: dt.date = column(DATE, N_("Day on which the tour began, before the horizon."))
    start: int = column(TIME, N_("Local time of its start."))
    end: int = column(
        END_TIME, N_("Local time of its end; not after the start = on the next day.")
    )
    unpaid_break: int = column(
        whole(0, 240, N_("minutes")),
        N_("Minutes that did not count as work."),
        default="0",
    )


@table(
    "past_work",
    N_(
        "Work before the horizon, added up over stretches of days that the "
        "history does not list, for limits that look back further."
    ),
    key=("officer", "from_date"),
)
class PastWorkRow(Row):
    officer: str = column(ref("officers"), N_("Who."))
    from_date: dt.date = column(DATE, N_("First day."), private=True)
    to_date: dt.date = column(DATE, N_("Last day, before the horizon."), private=True)
    hours: int = column(
        duration(0, 4000 * 60, N_("hours")), N_("Hours of work."), private=True
    )
    nights: int = column(
        whole(0, 366, N_("tours")), N_("Night tours."), default="0", private=True
    )
    night_hours: int = column(
        duration(0, 4000 * 60, N_("hours")),
        N_("Hours of work in the night window."),
        default="0",
        private=True,
    )


@table(
    "past_missions",
    N_(
        "Missions held before the horizon, as far as quotas, shares and starts "
        "look back."
    ),
    key=("mission", "date", "start"),
)
class PastMissionRow(Row):
    mission: str = column(CODE, N_("Code of the mission."))
    kind: str = column(
        ref("mission_kinds"), N_("Kind of the form in which it was held.")
    )
    zone: str = column(ref("zones"), N_("Where."))
    date: dt.date = column(DATE, N_("Day, before the horizon."))
    start: int = column(TIME, N_("Local time at which it began, briefing left aside."))
    minutes: int = column(whole(1, 1440, N_("minutes")), N_("Duration."))
    heads: tuple[tuple[str, int], ...] = column(
        quantities("forces"),
        N_("Officers in its crew, by force; empty = as the crew says."),
        default="",
    )
    crew: tuple[str, ...] = column(
        refs("officers"),
        N_(
            "Its crew, as far as it matters: those of a mission that lasts into the "
            "horizon, or ends just before, cannot be elsewhere then."
        ),
        default="",
    )


NOON = 12 * 60
_ONE_DAY = dt.timedelta(days=1)


def check_history(tables: TableSet) -> Iterator[Fault]:
    """Look for tours of the history inside the horizon."""
    for row in tables.good(HistoryRow):
        if tables.clock is not None and row.date >= tables.clock.start:
            yield row.fault(
                "date",
                N_("not before the horizon ({value})"),
                N_("history ends before {first}"),
                first=tables.clock.start.isoformat(),
            )


def check_lengths(tables: TableSet) -> Iterator[Fault]:
    """Look for shifts and tours of no length, and for breaks as long as they are."""
    rows: tuple[ShiftRow | HistoryRow, ...] = (
        *tables.good(ShiftRow),
        *tables.good(HistoryRow),
    )
    for row in rows:
        length = (row.end - row.start) % MIDNIGHT
        if length == 0:
            yield row.fault(
                "end",
                N_("ends when it begins ({value})"),
                N_("24 hours is too long for a tour: correct the end"),
            )
        elif row.unpaid_break >= length:
            yield row.fault(
                "unpaid_break",
                N_("a break as long as the tour ({value})"),
                N_("less than {minutes} minutes"),
                minutes=length,
            )
        elif isinstance(row, ShiftRow):
            yield from break_faults(row, length)


def check_past_work(tables: TableSet) -> Iterator[Fault]:
    """Look for past work inside the horizon, and for days counted twice."""
    listed: dict[str, list[dt.date]] = {}
    for tour in tables.good(HistoryRow):
        listed.setdefault(tour.officer, []).append(tour.date)
    before: dict[str, dt.date] = {}
    for row in sorted(tables.good(PastWorkRow), key=lambda r: (r.officer, r.from_date)):
        officer, first, last = row.officer, row.from_date, row.to_date
        if tables.clock is not None and last >= tables.clock.start:
            yield row.fault(
                "to_date",
                N_("not before the horizon ({value})"),
                N_("history ends before {first}"),
                first=tables.clock.start.isoformat(),
            )
        if officer in before and first <= before[officer]:
            yield row.fault(
                "from_date",
                N_("counted twice: an earlier row reaches to {day} ({value})"),
                N_("begin the day after, or correct the earlier row"),
                day=str(before[officer]),
            )
        before[officer] = max(before.get(officer, last), last)
        twice = [d for d in listed.get(officer, ()) if first <= d <= last]
        if twice:
            yield row.fault(
                "to_date",
                N_("counted twice: the history lists a tour of {day} ({value})"),
                N_("leave those days out here, or those tours out of history.csv"),
                day=str(min(twice)),
            )
        if row.night_hours > row.hours:
            yield row.fault(
                "night_hours",
                N_("more night work than work ({value})"),
                N_("correct one of the two"),
            )


def check_past_missions(tables: TableSet) -> Iterator[Fault]:
    """Look for past missions whose day, local time or crew is impossible."""
    clock = tables.clock
    force = {r.officer: r.force for r in tables.good(OfficerRow)}
    for row in tables.good(PastMissionRow):
        heads = Counter(force[o] for o in row.crew if o in force)
        if row.heads and row.crew and heads != Counter(dict(row.heads)):
            yield row.fault(
                "crew",
                N_("not as many officers as the heads say ({value})"),
                N_("name the whole crew, or correct the heads: here they are {heads}"),
                heads="|".join(f"{f}:{n}" for f, n in sorted(heads.items())),
            )
        if clock is None:
            continue
        # A tour of the night before may hold a mission on the first morning.
        late = clock.start if row.start >= NOON else clock.start + _ONE_DAY
        if row.date >= late:
            yield row.fault(
                "date",
                N_("not before the horizon ({value})"),
                N_("past missions began before {first}, or in the night into it"),
                first=clock.start.isoformat(),
            )
        elif not clock.exists(row.date, wall(row.start)):
            yield row.fault(
                "start",
                N_("no such local time on {day} ({time})"),
                N_("the clocks went forward that night: correct the time"),
                day=str(row.date),
                time=render_time(row.start),
            )


def to_history(tables: TableSet, clock: Clock) -> tuple[Tour, ...]:
    """Return the tours before the horizon."""
    found = []
    for row in tables.rows[HistoryRow]:
        span = clock.tour(row.date, wall(row.start), wall(row.end))
        work = span.length - row.unpaid_break
        found.append(Tour(row.officer, row.date, "", span, work))
    return tuple(found)


def to_past_work(tables: TableSet) -> tuple[PastWork, ...]:
    """Return the work before the horizon, added up."""
    return tuple(
        PastWork(
            officer=r.officer,
            first=r.from_date,
            last=r.to_date,
            work=r.hours,
            nights=r.nights,
            night_work=r.night_hours,
        )
        for r in tables.rows[PastWorkRow]
    )


def to_past_missions(tables: TableSet, clock: Clock) -> tuple[PastMission, ...]:
    """Return the missions held before the horizon."""
    forces = {r.officer: r.force for r in tables.rows[OfficerRow]}
    found = []
    for row in tables.rows[PastMissionRow]:
        start = clock.minute(row.date, wall(row.start))
        found.append(
            PastMission(
                mission=row.mission,
                kind=row.kind,
                zone=row.zone,
                day=row.date,
                span=Span(start, start + row.minutes),
                heads=dict(row.heads) or dict(Counter(forces[o] for o in row.crew)),
                crew=row.crew,
            )
        )
    return tuple(found)
