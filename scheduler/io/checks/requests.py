"""Checks of absences, requests and pins."""

import datetime as dt
from collections.abc import Iterator, Mapping

from scheduler.io.book import Book
from scheduler.io.cells import render_time
from scheduler.io.checks._common import BACKWARDS, CLEAR, FOREIGN, NEEDED, horizon
from scheduler.io.faults import Fault
from scheduler.io.tables import Row
from scheduler.words import N_


def absences(book: Book) -> Iterator[Fault]:
    """Look for absences that end before they begin."""
    for row in book.good("absences"):
        first = (row["from_date"], row["from_time"])
        last = (row["to_date"], row["to_time"])
        if last <= first:
            yield row.fault(
                "to_date" if row["to_date"] < row["from_date"] else "to_time",
                BACKWARDS,
                N_("an absence ends after it begins: correct one of the two"),
                **{
                    name: f"{day} {render_time(time)}"
                    for name, (day, time) in (("first", first), ("last", last))
                },
            )


_MAY: Mapping[tuple[str, str], tuple[str, ...]] = {("pins", "mission"): ("date",)}
"""Columns that a choice of a table may have without needing them."""

_NEEDS: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "requests": ("wish", {"shift": ("shift",), "not_shift": ("shift",)}),
    "pins": (
        "pin",
        {"shift": ("date", "shift"), "off": ("date",), "mission": ("mission",)},
    ),
}
"""Columns that each choice needs, of those that only some choices do."""


def choices(book: Book) -> Iterator[Fault]:
    """Look for columns that a request or a pin needs, or has no use for."""
    for table, (chooser, needs) in _NEEDS.items():
        optional = sorted({column for needed in needs.values() for column in needed})
        for row in book.good(table):
            choice = row[chooser]
            for column in optional:
                needed = column in needs.get(choice, ())
                if needed and row[column] is None:
                    yield row.fault(column, NEEDED, N_("fill it in"), choice=choice)
                elif (
                    not needed
                    and row[column] is not None
                    and column not in _MAY.get((table, choice), ())
                ):
                    yield row.fault(
                        column,
                        N_("without meaning here ({value})"),
                        CLEAR,
                        choice=choice,
                    )


def wishes(book: Book) -> Iterator[Fault]:
    """Look for requests outside the horizon, or for a shift of another force."""
    officers, shifts = book.by_key("officers"), book.by_key("shifts")
    for row in book.good("requests"):
        yield from horizon(book, row, "date", [row["date"]])
        officer, shift = officers.get(row["officer"]), shifts.get(row["shift"])
        if officer and shift and shift["force"] != officer["force"]:
            yield row.fault("shift", *FOREIGN, force=officer["force"])


def pins(book: Book) -> Iterator[Fault]:
    """Look for pins outside the horizon, or on what is not offered that day."""
    officers, shifts = book.by_key("officers"), book.by_key("shifts")
    missions = book.by_key("missions")
    for row in book.good("pins"):
        day = row["date"]
        if day is None:
            continue
        yield from horizon(book, row, "date", [day])
        mission = missions.get(row["mission"]) if row["pin"] == "mission" else None
        days = _begins(mission) if mission else {}
        if mission is not None and day not in days:
            yield row.fault(
                "date",
                N_("{mission} is not held on this day ({value})"),
                N_("its days: {days}"),
                mission=row["mission"],
                days=", ".join(map(str, days)),
            )
        officer, shift = officers.get(row["officer"]), shifts.get(row["shift"])
        if row["pin"] != "shift" or officer is None or shift is None:
            continue
        offered = _offered(book, officer, day)
        if offered is not None and shift["shift"] not in offered:
            yield row.fault(
                "shift",
                N_("{officer} is not offered this shift that day ({value})"),
                N_("offered: {shifts}") if offered else N_("none is offered that day"),
                officer=row["officer"],
                shifts=", ".join(offered),
            )


def _begins(mission: Row) -> dict[dt.date, None]:
    """Return the days on which a mission may begin, in order."""
    night = mission["from"] is not None and mission["until"] <= mission["from"]
    later = [d + dt.timedelta(days=1) for d in mission["dates"] if night]
    return dict.fromkeys(sorted({*mission["dates"], *later}))


def _offered(book: Book, officer: Row, day: dt.date) -> list[str] | None:
    """Return the shifts that an officer may work on a day, absences apart.

    ``None`` if the officer's fixed tours come from nowhere, or are not all known.
    """
    if officer["tours"] == "free":
        return [
            s["shift"]
            for s in book.good("shifts")
            if s["force"] == officer["force"]
            and (not s["units"] or officer["unit"] in s["units"])
            and day.weekday() in s["days"]
        ]
    own = [
        row["shift"]
        for row in book.good("fixed_tours")
        if (row["officer"], row["date"]) == (officer["officer"], day)
    ]
    if own:
        return [shift for shift in own if shift]
    pattern = (
        {
            r["day"]: r["shift"]
            for r in book.groups("cycles", "cycle").get(officer["cycle"], ())
        }
        if officer["cycle"] and officer["cycle_start"]
        else {}
    )
    if not pattern:
        mine = any(r["officer"] == officer["officer"] for r in book.good("fixed_tours"))
        return [] if mine else None
    shift = pattern.get((day - officer["cycle_start"]).days % max(pattern) + 1)
    return [shift] if shift else []
