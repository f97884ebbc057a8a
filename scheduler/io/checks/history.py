"""Checks of history, past work and past missions: what lies before the horizon."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from scheduler.io.book import Book
from scheduler.io.cells import render_time
from scheduler.io.faults import Fault
from scheduler.io.times import wall
from scheduler.words import N_

NOON = 12 * 60
_ONE_DAY = dt.timedelta(days=1)


def history(book: Book) -> Iterator[Fault]:
    """Look for tours of the history inside the horizon."""
    for row in book.good("history"):
        if book.clock is not None and row["date"] >= book.clock.start:
            yield row.fault(
                "date",
                N_("not before the horizon ({value})"),
                N_("history ends before {first}"),
                first=book.clock.start.isoformat(),
            )


def past_work(book: Book) -> Iterator[Fault]:
    """Look for past work inside the horizon, and for days counted twice."""
    listed: dict[str, list[dt.date]] = {}
    for row in book.good("history"):
        listed.setdefault(row["officer"], []).append(row["date"])
    before: dict[str, dt.date] = {}
    rows = book.good("past_work")
    for row in sorted(rows, key=lambda r: (r["officer"], r["from_date"])):
        officer, first, last = row["officer"], row["from_date"], row["to_date"]
        if book.clock is not None and last >= book.clock.start:
            yield row.fault(
                "to_date",
                N_("not before the horizon ({value})"),
                N_("history ends before {first}"),
                first=book.clock.start.isoformat(),
            )
        if officer in before and first <= before[officer]:
            yield row.fault(
                "from_date",
                N_("counted twice: an earlier row reaches to {day} ({value})"),
                N_("begin the day after, or correct the earlier row"),
                day=str(before[officer]),
            )
        before[officer] = max(before.get(officer, last), last)
        twice = [d for d in listed.get(officer, ()) if first <= d <= last]
        if twice:
            yield row.fault(
                "to_date",
                N_("counted twice: the history lists a tour of {day} ({value})"),
                N_("leave those days out here, or those tours out of history.csv"),
                day=str(min(twice)),
            )
        if row["night_hours"] > row["hours"]:
            yield row.fault(
                "night_hours",
                N_("more night work than work ({value})"),
                N_("correct one of the two"),
            )


def past_missions(book: Book) -> Iterator[Fault]:
    """Look for past missions inside the horizon, for times that no clock showed.

    And for crews that are not as many as the heads.
    """
    clock = book.clock
    force = {r["officer"]: r["force"] for r in book.good("officers")}
    for row in book.good("past_missions"):
        heads = Counter(force[o] for o in row["crew"] if o in force)
        if row["heads"] and row["crew"] and heads != Counter(dict(row["heads"])):
            yield row.fault(
                "crew",
                N_("not as many officers as the heads say ({value})"),
                N_("name the whole crew, or correct the heads: here they are {heads}"),
                heads="|".join(f"{f}:{n}" for f, n in sorted(heads.items())),
            )
        if clock is None:
            continue
        # A tour of the night before may hold a mission on the first morning.
        late = clock.start if row["start"] >= NOON else clock.start + _ONE_DAY
        if row["date"] >= late:
            yield row.fault(
                "date",
                N_("not before the horizon ({value})"),
                N_("past missions began before {first}, or in the night into it"),
                first=clock.start.isoformat(),
            )
        elif not clock.exists(row["date"], wall(row["start"])):
            yield row.fault(
                "start",
                N_("no such local time on {day} ({time})"),
                N_("the clocks went forward that night: correct the time"),
                day=str(row["date"]),
                time=render_time(row["start"]),
            )
