"""The scenario of the next horizon, in which a solved one has become the history.

The new folder extends the standing tables and holds those that change from one horizon
to the next: what was worked and held goes to the history; missions, and the tours of
officers whose force gives them day by day, move by the length of the horizon as a first
draft; what was said of days gone by is left out.
"""

import datetime as dt
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.io.cells import CellError, parse, render
from scheduler.io.faults import Faults
from scheduler.io.files import Modes, narrowest
from scheduler.io.schema import Column, Type
from scheduler.io.tables import RawTable, Rows
from scheduler.scenarios.source import home, read_source
from scheduler.scenarios.write import (
    Tables,
    canonical_rows,
    read_tables,
    write_tables,
)
from scheduler.tables.history import HistoryRow, PastMissionRow
from scheduler.tables.registry import TABLES

_Texts = Mapping[str, str]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

MOVED: Mapping[str, tuple[str, ...]] = {
    "missions": ("mission", "dates"),
    "attendees": ("mission",),
}
"""Tables that move with the horizon whole, and the columns in which days stand."""

DATED: Mapping[str, str] = {
    "absences": "to_date",
    "requests": "date",
    "derogations": "to_date",
    "cycle_changes": "date",
    "cover": "date",
}
"""Tables of which rows about days gone by are left out, by their last day."""

ONCE = ("pins", "overrides")
"""Tables of decisions taken for one horizon alone: the next begins without any."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """A scenario written for the next horizon.

    Parameters
    ----------
    path
        The new folder.
    start
        Its first day.
    kept, dropped
        Rows kept and left out, by table, of the tables that the new folder holds.
    """

    path: Path
    start: dt.date
    kept: Mapping[str, int]
    dropped: Mapping[str, int]


def roll(
    scenario: Path | str, facts: Facts, solved: Path | str | None, target: Path | str
) -> Rolled:
    """Write the scenario of the horizon that follows a solved one.

    Parameters
    ----------
    scenario
        Folder or workbook of the solved horizon.
    facts
        The same, read, with its roster.
    solved
        Folder of the roster: the new files are no more readable than it is; ``None`` =
        from no folder: its owner alone may read them.
    target
        Folder to write.

    Raises
    ------
    InputFaults
        If the tables cannot be read again, or the target is taken.
    """
    scenario, target = Path(scenario), Path(target)
    week = facts.scenario
    faults = Faults()
    source = read_source(scenario, faults)
    faults.stop()
    start = following(week)
    move = _Move(dt.timedelta(days=week.clock.days))
    tables: dict[str, Rows] = {}
    dropped: Counter[str] = Counter()
    for name in TABLES:
        raw = source.tables.get(name)
        if name == "history":
            tables[name] = [*_texts(raw), *_worked(facts)]
        elif name == "past_missions":
            tables[name] = [*_texts(raw), *_held(facts)]
        elif raw is None:
            continue
        elif name == "fixed_tours":
            rows = [r for r in _texts(raw) if not _of_cycle(week, r)]
            tables[name] = [move.row(r, ("date",), TABLES[name].column) for r in rows]
            dropped[name] = len(raw.rows) - len(rows)
        elif name in MOVED:
            tables[name] = [
                move.row(r, MOVED[name], TABLES[name].column) for r in _texts(raw)
            ]
        elif name in DATED or name in ONCE:
            rows = [r for r in _texts(raw) if _still(r, DATED.get(name), start)]
            tables[name] = [] if name in ONCE else rows
            dropped[name] = len(raw.rows) - len(tables[name])
    own = read_tables(scenario)
    base = own.keys.get("extends")
    standing = home(scenario) / base if base else scenario
    if base:
        tables = {**own.tables, **tables}
    keys = {
        **(own.keys if base else {}),
        "title": target.name,
        "start": start.isoformat(),
        "days": str(week.clock.days),
        "extends": Path(os.path.relpath(standing, target)).as_posix(),
    }
    modes = (
        Modes(0o600, 0o700)
        if solved is None
        else narrowest(scenario, Path(solved), *source.homes[1:])
    )
    tiers = own.tiers if base else ()
    write_tables(Tables(keys, tables, tiers, modes=modes), target)
    return Rolled(target, start, {n: len(r) for n, r in tables.items()}, dropped)


def following(week: Scenario) -> dt.date:
    """Return the first day after a horizon."""
    return week.clock.start + dt.timedelta(days=week.clock.days)


def _texts(raw: RawTable | None) -> Rows:
    return [] if raw is None else canonical_rows(raw)


def _of_cycle(week: Scenario, row: _Texts) -> bool:
    """Tell whether a fixed tour departs from a cycle, which goes on by itself."""
    officer = week.officers.get(row.get("officer", ""))
    return officer is not None and officer.cycle is not None


def _still(row: Mapping[str, str], column: str | None, start: dt.date) -> bool:
    """Tell whether a row says something of a day from ``start`` on, or of every day."""
    text = row.get(column, "") if column else ""
    try:
        last = parse(Column(name="", type=Type.DATE, words=""), text)
    except CellError:
        return True
    return last is None or last >= start


@dataclass(frozen=True, slots=True)
class _Move:
    """Days of the tables, so much later."""

    by: dt.timedelta

    def row(self, row: _Texts, columns: tuple[str, ...], column: Any) -> _Texts:
        """Return a row with the days of some columns moved, in codes too."""
        later = {n: self._text(column(n), row[n]) for n in columns if n in row}
        return {**row, **later}

    def _text(self, column: Column, text: str) -> str:
        if column.type is Type.DATES:
            days = parse(column, text)
            return render(column, tuple(d + self.by for d in days))
        if column.type is Type.DATE:
            return render(column, parse(column, text) + self.by)
        return _DAY.sub(self._later, text)

    def _later(self, found: re.Match[str]) -> str:
        try:
            return (dt.date.fromisoformat(found[0]) + self.by).isoformat()
        except ValueError:
            return found[0]


def _worked(facts: Facts) -> Iterator[_Texts]:
    """Yield a row of the history for each tour."""
    clock = facts.scenario.clock
    for tour in sorted(facts.roster.tours):
        start, end = (clock.local(m) for m in (tour.span.start, tour.span.end))
        yield HistoryRow(
            officer=tour.officer,
            date=tour.day,
            start=start.hour * 60 + start.minute,
            end=end.hour * 60 + end.minute,
            unpaid_break=tour.span.length - tour.work,
        ).texts()


def _held(facts: Facts) -> Iterator[_Texts]:
    """Yield a row of the missions held for each crew.

    Who was in it only where that keeps somebody from a mission of the next horizon.
    """
    week = facts.scenario
    for occurrence, crew in sorted(facts.crews.items()):
        start = week.clock.local(occurrence.proper.start)
        heads = Counter(week.officers[d.officer].force for d in crew)
        near = occurrence.span.end > week.clock.span.end - week.longest_transition
        yield PastMissionRow(
            mission=occurrence.mission,
            kind=week.kind(occurrence).id,
            zone=occurrence.zone,
            date=start.date(),
            start=start.hour * 60 + start.minute,
            minutes=occurrence.proper.length,
            heads=tuple(sorted(heads.items())),
            crew=tuple(sorted(d.officer for d in crew)) if near else (),
        ).texts()
