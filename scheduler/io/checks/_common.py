"""What several families of checks share: words, and the days of the horizon."""

import datetime as dt
from collections.abc import Iterable, Iterator

from scheduler.io.book import Book
from scheduler.io.faults import Fault
from scheduler.io.tables import Row
from scheduler.words import N_

BACKWARDS = N_("ends before it begins ({first} to {last})")
OUTSIDE = N_("outside the horizon ({value})")
HORIZON = N_("choose a day from {first} to {last}")
NEEDED = N_("empty, yet “{choice}” needs it")
CLEAR = N_("leave it empty for “{choice}”")
FOREIGN = (
    N_("a shift of another force ({value})"),
    N_("name a shift of {force}"),
)


def horizon(
    book: Book, row: Row, column: str, days: Iterable[dt.date]
) -> Iterator[Fault]:
    """Look for days outside the horizon."""
    clock = book.clock
    outside = [d for d in days if clock is not None and d not in clock.dates]
    if clock is not None and outside:
        yield row.fault(
            column,
            OUTSIDE,
            HORIZON,
            value=", ".join(d.isoformat() for d in outside[:3]),
            first=clock.dates[0].isoformat(),
            last=clock.dates[-1].isoformat(),
        )


def in_force(row: Row, day: dt.date) -> bool:
    """Tell whether a row with a first and a last day, either open, holds on a day."""
    first, last = row["valid_from"], row["valid_to"]
    return (first is None or first <= day) and (last is None or day <= last)
