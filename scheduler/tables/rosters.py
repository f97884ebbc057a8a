"""The tables of a solved week."""

import datetime as dt

from scheduler.domain.changes import ChangeKind
from scheduler.tables.columns import (
    CODE,
    CODES,
    DATE,
    INSTANT,
    INSTANTS,
    YES_NO,
    choice,
    column,
    ref,
    whole,
)
from scheduler.tables.rows import Row, table
from scheduler.words import N_


@table(
    "tours",
    N_("Who works which shift."),
    key=("officer", "date", "shift"),
    required=True,
)
class TourRow(Row):
    officer: str = column(ref(), N_("Who."))
    force: str = column(ref(), N_("Employer."))
    date: dt.date = column(DATE, N_("Day on which the tour begins."))
    shift: str = column(ref(), N_("Shift worked."))
    start: dt.datetime = column(INSTANT, N_("Start."))
    end: dt.datetime = column(INSTANT, N_("End."))
    work_minutes: int = column(
        whole(least=0, unit=N_("minutes")),
        N_("Minutes of work: the tour less unpaid breaks."),
    )
    fixed: bool = column(
        YES_NO, N_("Whether the tour comes from a cycle or from the force's roster.")
    )
    break_start: tuple[dt.datetime, ...] = column(
        INSTANTS,
        N_(
            "Start of the break, or of each in order; empty = none is due. Without "
            "this column and the next a file does not say when breaks are."
        ),
        default="",
    )
    break_end: tuple[dt.datetime, ...] = column(
        INSTANTS, N_("End of the break, or of each in order."), default=""
    )


@table(
    "roster",
    N_("Who sits in which crew: one row for each seat filled."),
    key=("mission", "kind", "zone", "start", "position", "officer"),
    required=True,
)
class SeatRow(Row):
    mission: str = column(ref(), N_("Mission."))
    kind: str = column(ref(), N_("Mission kind."))
    zone: str = column(ref(), N_("Where."))
    commune: str = column(ref(), N_("INSEE code."))
    date: dt.date = column(DATE, N_("Day."))
    start: dt.datetime = column(
        INSTANT, N_("Start of the engagement, its briefing included.")
    )
    end: dt.datetime = column(
        INSTANT, N_("End of the engagement, its debriefing included.")
    )
    position: str = column(CODE, N_("Code of the position."))
    officer: str = column(ref(), N_("Who."))
    force: str = column(ref(), N_("Employer."))
    leads: bool = column(YES_NO, N_("Whether this position commands the crew."))


@table(
    "baseline",
    N_(
        "The roster that this one was to stay close to: the instant before which "
        "nothing was to change, if any, then its tours, then its seats."
    ),
    key=("officer", "date", "shift", "mission", "start", "kind", "zone", "position"),
    required=True,
)
class BaselineRow(Row):
    officer: str | None = column(CODE, N_("Who."), default=None)
    date: dt.date | None = column(
        DATE, N_("Day on which the tour begins."), default=None
    )
    shift: str | None = column(CODE, N_("Shift worked."), default=None)
    mission: str | None = column(CODE, N_("Mission."), default=None)
    start: dt.datetime | None = column(INSTANT, N_("Start."), default=None)
    end: dt.datetime | None = column(INSTANT, N_("End of the tour."), default=None)
    break_start: tuple[dt.datetime, ...] = column(
        INSTANTS, N_("Start of each break of the tour."), default=""
    )
    break_end: tuple[dt.datetime, ...] = column(
        INSTANTS, N_("End of each break of the tour."), default=""
    )
    kind: str | None = column(CODE, N_("Mission kind."), default=None)
    zone: str | None = column(CODE, N_("Where."), default=None)
    position: str | None = column(CODE, N_("Code of the position."), default=None)
    freeze: dt.datetime | None = column(
        INSTANT, N_("Instant before which nothing was to change."), default=None
    )


@table(
    "changes",
    N_("What differs between two rosters: one row for each officer and duty."),
    required=True,
)
class ChangeRow(Row):
    officer: str = column(CODE, N_("Who."))
    force: str = column(CODE, N_("Employer."))
    change: ChangeKind = column(
        choice(ChangeKind), N_("What happens to the duty, a tour or a seat in a crew.")
    )
    told_by: dt.datetime = column(
        INSTANT, N_("Until when telling the officer is in time.")
    )
    flagged: bool = column(
        YES_NO, N_("Whether there is less than the notice of flagged changes.")
    )
    late: bool = column(
        YES_NO, N_("Whether it is told late, and needs a reason for that.")
    )
    past: bool = column(YES_NO, N_("Whether the duty has begun."))
    was_start: dt.datetime | None = column(
        INSTANT, N_("Start of the former duty; empty = there was none."), default=None
    )
    was_end: dt.datetime | None = column(
        INSTANT, N_("End of the former duty."), default=None
    )
    was_shift: str | None = column(CODE, N_("Shift of a former tour."), default=None)
    was_work_minutes: int | None = column(
        whole(least=0, unit=N_("minutes")),
        N_("Minutes of work of a former tour."),
        default=None,
    )
    was_break_start: tuple[dt.datetime, ...] = column(
        INSTANTS, N_("Start of each break of a former tour."), default=""
    )
    was_break_end: tuple[dt.datetime, ...] = column(
        INSTANTS, N_("End of each break of a former tour."), default=""
    )
    was_mission: str | None = column(
        CODE, N_("Mission of a former seat."), default=None
    )
    was_kind: str | None = column(
        CODE, N_("Mission kind of a former seat."), default=None
    )
    was_zone: str | None = column(CODE, N_("Zone of a former seat."), default=None)
    was_position: str | None = column(
        CODE, N_("Position of a former seat."), default=None
    )
    was_leads: bool | None = column(
        YES_NO, N_("Whether a former seat commanded the crew."), default=None
    )
    was_partners: tuple[str, ...] = column(
        CODES, N_("The others of the crew of a former seat."), default=""
    )
    becomes_start: dt.datetime | None = column(
        INSTANT, N_("Start of the new duty; empty = there is none."), default=None
    )
    becomes_end: dt.datetime | None = column(
        INSTANT, N_("End of the new duty."), default=None
    )
    becomes_shift: str | None = column(CODE, N_("Shift of a new tour."), default=None)
    becomes_work_minutes: int | None = column(
        whole(least=0, unit=N_("minutes")),
        N_("Minutes of work of a new tour."),
        default=None,
    )
    becomes_break_start: tuple[dt.datetime, ...] = column(
        INSTANTS, N_("Start of each break of a new tour."), default=""
    )
    becomes_break_end: tuple[dt.datetime, ...] = column(
        INSTANTS, N_("End of each break of a new tour."), default=""
    )
    becomes_mission: str | None = column(
        CODE, N_("Mission of a new seat."), default=None
    )
    becomes_kind: str | None = column(
        CODE, N_("Mission kind of a new seat."), default=None
    )
    becomes_zone: str | None = column(CODE, N_("Zone of a new seat."), default=None)
    becomes_position: str | None = column(
        CODE, N_("Position of a new seat."), default=None
    )
    becomes_leads: bool | None = column(
        YES_NO, N_("Whether a new seat commands the crew."), default=None
    )
    becomes_partners: tuple[str, ...] = column(
        CODES, N_("The others of the crew of a new seat."), default=""
    )
