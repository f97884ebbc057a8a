"""Checks of forces, officers, weapons and suspensions; of wardens in positions too."""

from collections.abc import Iterator

from scheduler.domain.people import ForceKind, Status
from scheduler.io.book import Book
from scheduler.io.faults import Fault, suggestion
from scheduler.words import N_

REGIME = N_("add its rows to regimes.csv, or leave this empty")


def forces(book: Book) -> Iterator[Fault]:
    """Look for regimes that have no rows, or are of the other kind of force."""
    named = {*book.keys("regimes"), *ForceKind}
    kinds: dict[str, str] = {k.value: k.value for k in ForceKind}
    for row in book.good("forces"):
        regime = row["regime"] or row["kind"]
        if regime not in named:
            if "regimes" not in book.unread:
                hint, more = suggestion(regime, sorted(named), REGIME)
                yield row.fault(
                    "regime", N_("no row in the table regimes ({value})"), hint, **more
                )
        elif kinds.setdefault(regime, row["kind"]) != row["kind"]:
            yield row.fault(
                "regime",
                N_("a regime of the other kind of force ({value})"),
                N_("give this force a regime of its own"),
            )


def officers(book: Book) -> Iterator[Fault]:
    """Look for fixed tours from nowhere, and for cycles that do not fit."""
    planned = {r["officer"] for r in book.rows["fixed_tours"] if "officer" in r}
    shifts, cycles = book.by_key("shifts"), book.groups("cycles", "cycle")
    for row in book.good("officers"):
        fixed, cycle, first = row["tours"] == "fixed", row["cycle"], row["cycle_start"]
        if fixed and cycle is None and row["officer"] not in planned:
            if "fixed_tours" not in book.unread:
                yield row.fault(
                    "tours",
                    N_("no cycle or roster given for fixed tours ({officer})"),
                    N_("name a cycle, or add rows to fixed_tours.csv"),
                    officer=row["officer"],
                )
        elif not fixed and (cycle is not None or first is not None):
            yield row.fault(
                "cycle" if cycle is not None else "cycle_start",
                N_("a cycle for free tours ({value})"),
                N_("write fixed in the column tours, or leave the cycle empty"),
            )
        elif cycle is not None and first is None:
            yield row.fault(
                "cycle_start",
                N_("empty, yet there is a cycle ({cycle})"),
                N_("write a day that is day 1 of the cycle for this officer"),
                cycle=cycle,
            )
        elif cycle is None and first is not None:
            yield row.fault(
                "cycle_start",
                N_("the start of no cycle ({value})"),
                N_("name the cycle, or leave this empty"),
            )
        for day in cycles.get(cycle, ()) if fixed else ():
            shift = shifts.get(day["shift"])
            if shift is not None and shift["force"] != row["force"]:
                yield row.fault(
                    "cycle",
                    N_("a cycle of another force ({value})"),
                    N_("its shift {shift} belongs to {force}"),
                    shift=shift["shift"],
                    force=shift["force"],
                )
                break


def arms(book: Book) -> Iterator[Fault]:
    """Look for wardens and papers of municipal officers where there are none."""
    forces, officers = book.by_key("forces"), book.by_key("officers")

    def national(code: str) -> bool:
        officer = officers.get(code)
        force = forces.get(officer["force"]) if officer else None
        return force is not None and force["kind"] == ForceKind.NATIONAL

    for row in book.good("officers"):
        if row["status"] == Status.WARDEN and national(row["officer"]):
            yield row.fault(
                "status",
                N_("a warden of a national force ({officer})"),
                N_(
                    "wardens (ASVP) belong to a municipal force: correct one of the two"
                ),
                officer=row["officer"],
            )
    for row in book.good("weapons"):
        officer = officers.get(row["officer"])
        if national(row["officer"]):
            yield row.fault(
                "officer",
                N_("a permit of a national officer ({value})"),
                N_("permits are for municipal officers: remove the row"),
            )
        elif officer is not None and officer["status"] == Status.WARDEN:
            yield row.fault(
                "officer",
                N_("a permit of a warden ({value})"),
                N_("wardens (ASVP) bear no arms: remove the row"),
            )
    for row in book.good("suspensions"):
        if national(row["officer"]):
            yield row.fault(
                "officer",
                N_("a suspension of a national officer ({value})"),
                N_("approvals and permits are for municipal officers: remove the row"),
            )
    for row in book.good("positions"):
        closed = {
            "armed": row["armed"],
            "leads": row["leads"],
            "force": row["force"] == ForceKind.NATIONAL,
        }
        for column, against in closed.items():
            if row["wardens"] and against:
                yield row.fault(
                    "wardens",
                    N_("open to wardens, yet {other} is {choice}"),
                    N_("wardens (ASVP) hold no such position: correct one of the two"),
                    other=column,
                    choice=row.cells[column],
                )
