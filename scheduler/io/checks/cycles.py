"""Checks of cycles, standard cycles, cycle patterns and cycle changes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from scheduler.domain.cycles import parse_pattern
from scheduler.domain.people import ForceKind
from scheduler.domain.time import WEEKDAYS
from scheduler.domain.tours import Change, Rest
from scheduler.io.book import Book
from scheduler.io.faults import Fault
from scheduler.io.tables import Row
from scheduler.words import N_


def cycles(book: Book) -> Iterator[Fault]:
    """Look for days left out of a cycle."""
    written = Counter(r.cells.get("cycle") for r in book.rows["cycles"])
    for cycle, rows in book.groups("cycles", "cycle").items():
        days = {r["day"] for r in rows}
        if len(rows) < written[cycle]:
            continue
        for row in rows:
            before = row["day"] - 1
            if before and before not in days:
                yield row.fault(
                    "day",
                    N_("day {before} of the cycle {cycle} is missing ({value})"),
                    N_(
                        "number its days 1, 2, 3 … without gaps; a day off has no shift"
                    ),
                    before=before,
                    cycle=cycle,
                )


def cycle_rests(book: Book) -> Iterator[Fault]:
    """Look for rests on working days, and for weekly rest not on a Sunday."""
    for row in book.good("cycles"):
        if row["shift"] is not None and row["rest"] is not None:
            yield row.fault(
                "rest",
                N_("a rest on a working day ({value})"),
                N_("leave the shift or the rest empty"),
            )
    cycles, forces = book.groups("cycles", "cycle"), book.by_key("forces")
    for officer in book.good("officers"):
        force, start = forces.get(officer["force"]), officer["cycle_start"]
        days = cycles.get(officer["cycle"], ())
        if force is None or force["kind"] != ForceKind.NATIONAL or start is None:
            continue
        for day in days if len(days) == _WEEK else ():
            falls = start + dt.timedelta(days=day["day"] - 1)
            if day["rest"] == Rest.STATUTORY and falls.weekday() != _SUNDAY:
                yield officer.fault(
                    "cycle_start",
                    N_("puts the RL of the weekly cycle {cycle} on a {weekday}"),
                    N_("its RL is on Sunday: begin it on another day"),
                    cycle=officer["cycle"],
                    weekday=WEEKDAYS[falls.weekday()],
                )
                break


_WEEK, _SUNDAY = 7, 6


def standard_cycles(book: Book) -> Iterator[Fault]:
    """Look for patterns that mean nothing, and for shifts that do not fill them."""
    marks = {}
    for row in book.good("cycle_patterns"):
        try:
            marks[row["pattern"]] = parse_pattern(row["days"])
        except ValueError as error:
            yield row.fault(
                "days",
                N_("a mark that means nothing, or a number left out ({mark})"),
                N_("write 1, 2 … for shifts, without gaps, and RC, RL or DN for rests"),
                mark=str(error),
            )
    by_day = {r["cycle"] for r in book.good("cycles") if not _one_line(r)}
    for row in book.good("standard_cycles"):
        if row["cycle"] in by_day:
            yield row.fault(
                "cycle",
                N_("also written day by day in the table cycles ({value})"),
                N_("keep one of the two"),
            )
        wanted = len({m for m in marks.get(row["pattern"], ()) if isinstance(m, int)})
        if row["pattern"] in marks and len(row["shifts"]) != wanted:
            yield row.fault(
                "shifts",
                N_("{number} shifts for a pattern that has {wanted} ({value})"),
                N_("name one shift for each number of the pattern"),
                number=len(row["shifts"]),
                wanted=wanted,
            )


def _one_line(row: Row) -> bool:
    """Tell whether a row of ``cycles`` was written as a standard cycle."""
    return "pattern" in row.cells


def cycle_changes(book: Book) -> Iterator[Fault]:
    """Look for changes that the cycle of the officer contradicts."""
    officers, cycles = book.by_key("officers"), book.groups("cycles", "cycle")
    for row in book.good("cycle_changes"):
        if row["told_date"] is None and row["told_time"] is not None:
            yield row.fault(
                "told_time",
                N_("a time of no day ({value})"),
                N_("write the day in told_date, or leave this empty"),
            )
        officer = officers.get(row["officer"])
        if officer is None:
            continue
        if officer["cycle"] is None and officer["cycle_start"] is None:
            yield row.fault(
                "officer",
                N_("a change of the cycle of an officer without one ({value})"),
                N_("name the cycle in officers.csv, or remove the row"),
            )
            continue
        days = {d["day"]: d for d in cycles.get(officer["cycle"], ())}
        if not days or not book.whole("cycles") or officer["cycle_start"] is None:
            continue
        place = (row["date"] - officer["cycle_start"]).days % max(days) + 1
        off = place in days and days[place]["shift"] is None
        if row["change"] == Change.SHIFTED and off:
            yield row.fault(
                "change",
                N_("shifted hours on a day off of the cycle ({date})"),
                N_("write recall, postponement or exchange, or correct the date"),
                date=str(row["date"]),
            )
        elif row["change"] == Change.RECALL and not off:
            yield row.fault(
                "change",
                N_("a recall on a working day of the cycle ({date})"),
                N_("write shifted or exchange, or correct the date"),
                date=str(row["date"]),
            )
