"""Public and school holidays from libraries, and the missions that follow them.

Holidays are in no table: public ones come from ``holidays``, French school ones
by zone from ``vacances-scolaires-france``. Both are imported when they are needed.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from scheduler.domain.remarks import Remark
from scheduler.domain.time import Clock
from scheduler.io.faults import Fault, Faults, suggestion
from scheduler.io.tables import Line
from scheduler.tables.missions import MissionRow, Only
from scheduler.tables.rows import if_read
from scheduler.tables.settings import SettingsRow
from scheduler.words import LANGUAGES, N_

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Holidays of a horizon.

    Parameters
    ----------
    public
        Names of the public holidays by language, by day.
    zone
        School zone; empty = not known.
    school
        Names of the school holidays by day; ``None`` = the zone is not known, or the
        library does not reach every day.
    known
        First and last day of which the school holidays are known.
    """

    public: Mapping[dt.date, Mapping[str, str]]
    zone: str = ""
    school: Mapping[dt.date, str] | None = None
    known: tuple[dt.date, dt.date] | None = None

    def holds(self, day: dt.date, only: Only) -> bool:
        """Tell whether a day is of a sort; those of schools need a known zone."""
        school = self.school or {}
        working = day.weekday() != SUNDAY and day not in self.public
        return {
            Only.SCHOOL_DAYS: working and day not in school,
            Only.SCHOOL_HOLIDAYS: day in school,
            Only.PUBLIC_HOLIDAYS: day in self.public,
            Only.WORKING_DAYS: working,
        }[only]


def days_off(
    settings: SettingsRow,
    written: Mapping[str, Line],
    clock: Clock | None,
    faults: Faults,
) -> DaysOff | None:
    """Return the holidays of a horizon; ``None`` if the keys cannot be read.

    Parameters
    ----------
    settings, written
        Keys of the scenario, and where each is written.
    clock
        Its horizon.
    faults
        Grows by an unknown country, or part of a country.
    """
    country = if_read(lambda: settings.country)
    part = if_read(lambda: settings.subdivision) or ""
    zone = if_read(lambda: settings.school_zone) or ""
    if clock is None or country is None or not _known(written, country, part, faults):
        return None
    dates = clock.dates
    public = _public(country, part, tuple(sorted({d.year for d in dates})))
    found = {d: public[d] for d in dates if d in public}
    if not zone:
        return DaysOff(found)
    school = _school(zone)
    first, last = min(school), max(school)
    if first <= dates[0] and dates[-1] <= last:
        holidays = {d: school[d] for d in dates if d in school}
        return DaysOff(found, zone, holidays, (first, last))
    return DaysOff(found, zone, None, (first, last))


def _known(
    written: Mapping[str, Line], country: str, part: str, faults: Faults
) -> bool:
    import holidays

    # The usual case is known: the list of countries takes long to make.
    if (country, part) == ("FR", ""):
        return True
    countries = holidays.list_supported_countries()
    parts = countries.get(country, [])
    for name, value, known, message in (
        ("country", country, list(countries), N_("unknown country ({value})")),
        ("subdivision", part, parts, N_("no such part of the country ({value})")),
    ):
        row = written.get(name)
        if value and value not in known:
            if row is not None:
                hint, more = suggestion(value, known, N_("known codes: {known}"))
                faults.append(row.fault(name, message, hint, **more))
            return False
    return True


@lru_cache(maxsize=32)
def _public(
    country: str, part: str, years: tuple[int, ...]
) -> Mapping[dt.date, Mapping[str, str]]:
    """Return the names of the public holidays of some years, by language and day."""
    import holidays

    spoken = holidays.country_holidays(country).supported_languages
    names: dict[dt.date, dict[str, str]] = {}
    for language in LANGUAGES:
        own = next((s for s in spoken if s.split("_")[0] == language), None)
        found = holidays.country_holidays(
            country, subdiv=part or None, years=years, language=own
        )
        for day, name in found.items():
            names.setdefault(day, {})[language] = name
    return names


@lru_cache(maxsize=8)
def _school(zone: str) -> Mapping[dt.date, str]:
    """Return the school holidays of a zone by day.

    What lies before the first and after the last of them is unknown: the table of the
    library goes on to the end of the year with days that only look like school days.
    """
    from vacances_scolaires_france import SchoolHolidayDates

    calendar = SchoolHolidayDates()
    column = calendar.zone_key(zone)
    return {d: row["nom_vacances"] for d, row in calendar.data.items() if row[column]}


def place_missions(
    rows: list[MissionRow],
    clock: Clock | None,
    off: DaysOff | None,
    faults: Faults,
) -> tuple[list[MissionRow], list[Remark]]:
    """Write the days of missions given by weekday, or confined to some days, as dates.

    Parameters
    ----------
    rows
        Rows of ``missions``.
    clock, off
        Horizon and its holidays; ``None`` if not known.
    faults
        Grows by rows with both dates and weekdays, with neither, or with unknown
        school holidays.

    Returns
    -------
    The rows that have a day in the horizon, with their ``dates`` filled in and
    ``times`` brought down to the days left, and a remark on each of the others.
    """
    kept: list[MissionRow] = []
    remarks: list[Remark] = []
    for row in rows:
        if not row.has("mission", "dates", "days", "only", "times"):
            kept.append(row)
            continue
        before = len(faults)
        faults.extend(_unclear(row, off))
        dated = bool(row.dates)
        if len(faults) > before or clock is None or (dated and row.only is None):
            kept.append(row)
            continue
        days = _days(row, clock, off)
        if not days:
            remarks.append(_nowhere(row))
            continue
        kept.append(row.changed(dates=days, times=min(row.times, len(days))))
    return kept, remarks


def _unclear(row: MissionRow, off: DaysOff | None) -> Iterable[Fault]:
    if row.dates and row.days is not None:
        yield row.fault(
            "days",
            N_("both dates and days of the week ({value})"),
            N_("keep one of the two"),
        )
    if not row.dates and row.days is None:
        yield row.fault(
            "dates",
            N_("empty, and no days of the week either"),
            N_("fill in dates, or days"),
        )
    if off is None or row.only not in (Only.SCHOOL_DAYS, Only.SCHOOL_HOLIDAYS):
        return
    if not off.zone:
        yield row.fault(
            "only",
            N_("the school zone is not known ({value})"),
            N_("give the scenario its school_zone: A, B or C"),
        )
    elif off.school is None and off.known is not None:
        yield row.fault(
            "only",
            N_("school holidays are known from {first} to {last} only ({value})"),
            N_("leave it empty, and write the days in dates"),
            first=str(off.known[0]),
            last=str(off.known[1]),
        )


def _days(row: MissionRow, clock: Clock, off: DaysOff | None) -> tuple[dt.date, ...]:
    """Return the days of a row; dates outside the horizon stay, to be reported."""
    days: Collection[dt.date] = row.dates or [
        d for d in clock.dates if d.weekday() in (row.days or ())
    ]
    if row.only is None or off is None:
        return tuple(days)
    return tuple(d for d in days if d not in clock.dates or off.holds(d, row.only))


def _nowhere(row: MissionRow) -> Remark:
    asked = (row.cells.get(c, "") for c in ("dates", "days", "only"))
    return Remark(
        message=N_(
            "mission {mission} is not in this roster: it has no day in the horizon "
            "({days})"
        ),
        values={"mission": row.mission, "days": ", ".join(filter(None, asked))},
        place=f"{row.file}:{row.number}",
    )
