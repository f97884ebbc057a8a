"""Communes and zones, the ways between them, what owners allow, and risk."""

import datetime as dt
from collections.abc import Iterator

from scheduler.domain.missions import Risk
from scheduler.domain.places import Commune, Permission, TravelTimes, Zone
from scheduler.domain.time import HOUR, Clock, Span
from scheduler.io.cells import MILLION, render_time
from scheduler.io.faults import Fault
from scheduler.tables.columns import (
    CODE,
    END_TIME,
    LINES,
    TEXT,
    TIME,
    WEEKDAYS,
    column,
    degrees,
    ref,
    refs,
    whole,
)
from scheduler.tables.common import BACKWARDS, first_valid_day, last_valid_day, validity
from scheduler.tables.rows import Row, table
from scheduler.tables.settings import keys_of
from scheduler.tables.table_set import TableSet
from scheduler.tables.times import moment
from scheduler.words import N_


@table("communes", N_("Communes of the territory."), key=("commune",), required=True)
class CommuneRow(Row):
    commune: str = column(CODE, N_("INSEE code."))
    name: str = column(TEXT, N_("Name that people read."))
    population: int = column(
        whole(least=0, unit=N_("inhabitants")), N_("Inhabitants."), default="0"
    )
    source: str = column(LINES, N_("Where the facts come from."), default="")


@table(
    "zones",
    N_("Places inside the communes where missions are held."),
    key=("zone",),
    required=True,
)
class ZoneRow(Row):
    zone: str = column(CODE, N_("Code of the zone."))
    name: str = column(TEXT, N_("Name that people read."))
    commune: str = column(
        ref("communes"), N_("Commune in which it lies, whose mayor has the authority.")
    )
    also_in: tuple[str, ...] = column(
        refs("communes"),
        N_(
            "Other communes into which it reaches: officers must be competent in all "
            "of them."
        ),
        default="",
    )
    address: str = column(
        TEXT,
        N_("Address, for the calendars: maps find it; empty = name and commune."),
        default="",
    )
    radio: str = column(
        TEXT,
        N_(
            "Radio channel or telephone line of the crews there, for the calendars "
            "(CSI, annexe 1, art. 14)."
        ),
        default="",
    )
    latitude: int | None = column(
        degrees(90), N_("Latitude (WGS 84), for the calendars."), default=None
    )
    longitude: int | None = column(
        degrees(180), N_("Longitude (WGS 84), for the calendars."), default=None
    )


@table(
    "travel",
    N_(
        "Minutes of travel between zones. A pair given in one direction applies in "
        "both; a pair left out takes the default of scenario.toml; a detour through a "
        "third zone is used where it is shorter."
    ),
    key=("from", "to"),
)
class TravelRow(Row):
    from_: str = column(ref("zones"), N_("Zone left."))
    to: str = column(ref("zones"), N_("Zone reached."))
    minutes: int = column(whole(0, 600, N_("minutes")), N_("Minutes of travel."))


@table("permissions", N_("What owners of places have allowed the police, by date."))
class PermissionRow(Row):
    zone: str = column(ref("zones"), N_("Where."))
    kinds: tuple[str, ...] = column(
        refs("mission_kinds"), N_("Mission kinds it is for; empty = all."), default=""
    )
    valid_from: dt.date | None = first_valid_day()
    valid_to: dt.date | None = last_valid_day()
    reference: str = column(
        LINES, N_("Where the document is filed."), default="", private=True
    )


@table(
    "risk",
    N_(
        "Risk by place, day and hour, as the local safety diagnosis found it. Hours "
        "left out have no risk."
    ),
    key=("zone", "days", "from"),
)
class RiskRow(Row):
    zone: str = column(ref("zones"), N_("Where."))
    days: frozenset[int] = column(WEEKDAYS, N_("Days of the week."), default="mon-sun")
    from_: int = column(TIME, N_("Start of the hours."))
    until: int = column(END_TIME, N_("End of the hours, on the same day."))
    points: int = column(
        whole(1, 10_000, N_("points")),
        N_("Risk of each of these hours; part of an hour counts as one."),
    )


def check_points(tables: TableSet) -> Iterator[Fault]:
    """Look for a latitude without a longitude, and the other way round."""
    for row in tables.good(ZoneRow):
        lacking = [n for n in ("latitude", "longitude") if row.read(n) is None]
        if len(lacking) == 1:
            yield row.fault(
                lacking[0],
                N_("empty, yet the other coordinate is given"),
                N_("give both, or neither"),
            )


def check_travel(tables: TableSet) -> Iterator[Fault]:
    """Look for time spent on the way from a zone to itself."""
    for row in tables.good(TravelRow):
        if row.from_ == row.to and row.minutes:
            yield row.fault(
                "minutes",
                N_("travel inside one zone ({value})"),
                N_("it takes 0 minutes: remove the row"),
            )


def check_risk(tables: TableSet) -> Iterator[Fault]:
    """Look for hours of risk that run backwards, or count twice."""
    before: dict[str, list[RiskRow]] = {}
    for row in tables.good(RiskRow):
        if row.until <= row.from_:
            yield row.fault(
                "until",
                BACKWARDS,
                N_(
                    "write risk past midnight in a row of the next day, or correct one "
                    "of the two times"
                ),
                first=render_time(row.from_),
                last=render_time(row.until),
            )
            continue
        rows = before.setdefault(row.zone, [])
        for other in rows:
            if (
                row.days & other.days
                and row.from_ < other.until
                and other.from_ < row.until
            ):
                yield row.fault(
                    "from",
                    N_("counted twice: an earlier row reaches to {time} ({value})"),
                    N_("begin then, or correct the earlier row"),
                    time=render_time(other.until),
                )
                break
        rows.append(row)


def to_communes(tables: TableSet) -> dict[str, Commune]:
    """Return the communes by INSEE code."""
    return {
        r.commune: Commune(id=r.commune, name=r.name, population=r.population)
        for r in tables.rows[CommuneRow]
    }


def to_zones(tables: TableSet) -> dict[str, Zone]:
    """Return the zones by code."""
    return {
        r.zone: Zone(
            id=r.zone,
            name=r.name,
            commune=r.commune,
            also_in=frozenset(r.also_in) - {r.commune},
            address=r.address,
            radio=r.radio,
            point=None
            if r.latitude is None or r.longitude is None
            else (r.latitude / MILLION, r.longitude / MILLION),
        )
        for r in tables.rows[ZoneRow]
    }


def to_travel(tables: TableSet) -> TravelTimes:
    """Return the ways between the zones; one given one way holds both ways.

    Raises
    ------
    LackingError
        If the default of the scenario could not be read.
    """
    given = {(r.from_, r.to): r.minutes for r in tables.good(TravelRow)}
    back = {(b, a): minutes for (a, b), minutes in given.items()}
    default = keys_of(tables).default_travel_minutes
    return TravelTimes(tables.keys(ZoneRow), back | given, default)


def to_permissions(tables: TableSet) -> tuple[Permission, ...]:
    """Return what owners have allowed."""
    return tuple(
        Permission(
            zone=r.zone,
            kinds=frozenset(r.kinds),
            validity=validity(r),
            reference=r.reference,
        )
        for r in tables.rows[PermissionRow]
    )


def to_risks(tables: TableSet, clock: Clock) -> tuple[Risk, ...]:
    """Return a cell of risk for each hour, or part of one, of each day meant."""
    return tuple(
        Risk(
            zone=r.zone,
            day=day,
            span=Span(start, min(start + HOUR, end)),
            points=r.points,
        )
        for r in tables.rows[RiskRow]
        for day in clock.dates
        if day.weekday() in r.days
        for end in [moment(clock, day, r.until)]
        for start in range(moment(clock, day, r.from_), end, HOUR)
    )
