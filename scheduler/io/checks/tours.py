"""Checks of shifts, fixed tours and cover; of the length of past tours too."""

from collections import Counter
from collections.abc import Iterator

from scheduler.io.book import Book
from scheduler.io.cells import render_time
from scheduler.io.checks._common import FOREIGN, horizon
from scheduler.io.faults import Fault, suggestion
from scheduler.io.schema import MIDNIGHT
from scheduler.io.tables import Row
from scheduler.words import N_

ALL_DAY = N_("ends when it begins ({value})")
SHORTER = N_("24 hours is too long for a tour: correct the end")


def shifts(book: Book) -> Iterator[Fault]:
    """Look for tours of no length, and for breaks that do not lie inside the tour."""
    for table, end in (("shifts", "end"), ("history", "end")):
        for row in book.good(table):
            length = (row[end] - row["start"]) % MIDNIGHT
            if length == 0:
                yield row.fault(end, ALL_DAY, SHORTER)
            elif row["unpaid_break"] >= length:
                yield row.fault(
                    "unpaid_break",
                    N_("a break as long as the tour ({value})"),
                    N_("less than {minutes} minutes"),
                    minutes=length,
                )
            elif table == "shifts" and row["break_from"] is not None:
                yield from _fixed_break(row, length)


def _fixed_break(row: Row, length: int) -> Iterator[Fault]:
    """Look for a break at a fixed time that does not lie inside its shift."""
    unpaid = row["unpaid_break"]
    if not unpaid:
        yield row.fault(
            "break_from",
            N_("the time of an unpaid break that lasts no minute ({value})"),
            N_("write how long it lasts in unpaid_break, or leave this empty"),
        )
    elif (row["break_from"] - row["start"]) % MIDNIGHT + unpaid > length:
        yield row.fault(
            "break_from",
            N_("a break of {minutes} minutes from {value} on is not inside the shift"),
            N_("from {first} at the earliest to {last} at the latest"),
            minutes=unpaid,
            first=render_time(row["start"]),
            last=render_time((row["start"] + length - unpaid) % MIDNIGHT),
        )


def units(book: Book) -> Iterator[Fault]:
    """Look for units in which the force has no officer."""
    if "officers" in book.unread:
        return
    units: dict[str, set[str]] = {}
    for officer in book.rows["officers"]:
        if "force" in officer and officer.values.get("unit"):
            units.setdefault(officer["force"], set()).add(officer["unit"])
    for table, column in (("shifts", "units"), ("cover", "unit")):
        for row in book.good(table):
            mine = units.get(row["force"], set())
            asked = row[column] or ()
            for unit in [asked] if isinstance(asked, str) else asked:
                if unit not in mine:
                    hint, more = suggestion(unit, sorted(mine))
                    yield row.fault(
                        column,
                        N_("no officer of {force} is in this unit ({unit})"),
                        hint or N_("correct it, or leave it empty for the whole force"),
                        force=row["force"],
                        unit=unit,
                        **more,
                    )


def fixed_tours(book: Book) -> Iterator[Fault]:
    """Look for fixed tours of free officers, and for shifts of another force."""
    officers, shifts = book.by_key("officers"), book.by_key("shifts")
    rows = Counter((r["officer"], r["date"]) for r in book.good("fixed_tours"))
    for row in book.good("fixed_tours"):
        if not row["shift"] and rows[row["officer"], row["date"]] > 1:
            yield row.fault(
                "shift",
                N_("a day off of {officer}, who has a tour on it in another row"),
                N_("remove one of the rows"),
                officer=row["officer"],
            )
        officer, shift = officers.get(row["officer"]), shifts.get(row["shift"])
        if officer is not None and officer["tours"] == "free":
            yield row.fault(
                "officer",
                N_("a fixed tour for an officer with free tours ({value})"),
                N_("write fixed in officers.csv, or ask for it in requests or pins"),
            )
        elif officer and shift and shift["force"] != officer["force"]:
            yield row.fault("shift", *FOREIGN, force=officer["force"])


def cover(book: Book) -> Iterator[Fault]:
    """Look for cover of a shift that is not the force's, or not on that day."""
    shifts = book.by_key("shifts")
    for row in book.good("cover"):
        shift, day = shifts.get(row["shift"]), row["date"]
        if shift is not None and shift["force"] != row["force"]:
            yield row.fault("shift", *FOREIGN, force=row["force"])
        elif day is not None:
            yield from horizon(book, row, "date", [day])
            if shift is not None and day.weekday() not in shift["days"] & row["days"]:
                yield row.fault(
                    "date",
                    N_("the shift does not begin on this day of the week ({value})"),
                    N_("correct the date, or the days here or in shifts.csv"),
                )
