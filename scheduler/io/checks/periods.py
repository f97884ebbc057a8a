"""Checks of every table whose rows hold from one day to another.

Regimes, agreements, poolings, powers, qualifications, weapons, permissions,
suspensions, derogations and past work: none may end before it begins.
"""

from collections.abc import Iterator

from scheduler.io.book import Book
from scheduler.io.checks._common import BACKWARDS
from scheduler.io.faults import Fault
from scheduler.words import N_

SWAP = N_("exchange the two days, or correct one")


def periods(book: Book) -> Iterator[Fault]:
    """Look for rows that end before the day from which they are valid."""
    for table in (
        "regimes",
        "agreements",
        "qualifications",
        "weapons",
        "permissions",
        "powers",
        "poolings",
    ):
        for row in book.good(table):
            first, last = row["valid_from"], row["valid_to"]
            if first is not None and last is not None and last < first:
                yield row.fault(
                    "valid_to", BACKWARDS, SWAP, first=str(first), last=str(last)
                )


def backwards(book: Book) -> Iterator[Fault]:
    """Look for stretches of days that end before they begin."""
    for table in ("suspensions", "past_work", "derogations"):
        for row in book.good(table):
            first, last = row["from_date"], row["to_date"]
            if last is not None and last < first:
                yield row.fault(
                    "to_date", BACKWARDS, SWAP, first=str(first), last=str(last)
                )
