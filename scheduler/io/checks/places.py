"""Checks of travel between zones, and of the risk in them."""

from collections.abc import Iterator

from scheduler.io.book import Book
from scheduler.io.cells import render_time
from scheduler.io.checks._common import BACKWARDS
from scheduler.io.faults import Fault
from scheduler.io.tables import Row
from scheduler.words import N_


def travel(book: Book) -> Iterator[Fault]:
    """Look for time spent on the way from a zone to itself."""
    for row in book.good("travel"):
        if row["from"] == row["to"] and row["minutes"]:
            yield row.fault(
                "minutes",
                N_("travel inside one zone ({value})"),
                N_("it takes 0 minutes: remove the row"),
            )


def risk(book: Book) -> Iterator[Fault]:
    """Look for hours of risk that run backwards, or count twice."""
    before: dict[str, list[Row]] = {}
    for row in book.good("risk"):
        if row["until"] <= row["from"]:
            yield row.fault(
                "until",
                BACKWARDS,
                N_("risk past midnight is a row of the next day: correct one of them"),
                first=render_time(row["from"]),
                last=render_time(row["until"]),
            )
            continue
        rows = before.setdefault(row["zone"], [])
        for other in rows:
            if (
                row["days"] & other["days"]
                and row["from"] < other["until"]
                and other["from"] < row["until"]
            ):
                yield row.fault(
                    "from",
                    N_("counted twice: an earlier row reaches to {time} ({value})"),
                    N_("begin then, or correct the earlier row"),
                    time=render_time(other["until"]),
                )
                break
        rows.append(row)
