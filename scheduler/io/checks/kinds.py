"""Checks of mission kinds, positions and powers."""

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.people import ForceKind
from scheduler.io.book import Book, in_catalogue
from scheduler.io.checks._common import in_force
from scheduler.io.faults import Fault
from scheduler.io.tables import Row
from scheduler.words import N_


def kinds(book: Book) -> Iterator[Fault]:
    """Look for kinds without a crew, and for crews that cannot be held so."""
    crews = book.groups("positions", "kind")
    written = Counter(r.cells.get("kind") for r in book.rows["positions"])
    own = {
        r.values.get("kind") for r in book.rows["mission_kinds"] if not in_catalogue(r)
    }
    for row in book.good("mission_kinds"):
        crew = crews.get(row["kind"], [])
        if "positions" in book.unread or len(crew) < written[row["kind"]]:
            continue
        if not crew:
            yield row.fault(
                "kind",
                N_("a mission kind without positions ({value})"),
                N_("add its crew to positions.csv"),
            )
        else:
            yield from _crew(row, crew)
    for row in book.good("positions"):
        if in_catalogue(row) or not book.knows("mission_kinds"):
            continue
        if row["kind"] not in own:
            yield row.fault(
                "kind",
                N_("a position for a kind of the built-in catalogue ({value})"),
                N_("add the kind to mission_kinds.csv to replace the built-in one"),
            )


def _crew(kind: Row, crew: list[Row]) -> Iterator[Fault]:
    leaders = sum(r["count"] for r in crew if r["leads"])
    if leaders > 1 or (kind["joint"] and leaders == 0):
        yield kind.fault(
            "joint" if kind["joint"] else "kind",
            N_("{leaders} seats lead the crew of {kind}"),
            N_("in positions.csv, let one position of one seat lead")
            if kind["joint"]
            else N_("in positions.csv, let at most one position of one seat lead"),
            leaders=leaders,
            kind=kind["kind"],
        )
    seats = sum(r["count"] for r in crew)
    if kind["joint"] and (
        seats < 2 or any(all(r["force"] == k for r in crew) for k in ForceKind)
    ):
        yield kind.fault(
            "joint",
            N_("the crew of {kind} cannot be mixed"),
            N_("in positions.csv, give it municipal and national seats"),
            kind=kind["kind"],
        )


def fallbacks(book: Book) -> Iterator[Fault]:
    """Look at each fallback of a joint kind; the others' are never held."""
    kinds, crews = book.by_key("mission_kinds"), book.groups("positions", "kind")
    used = {r["kind"] for r in book.good("missions")}
    for row in book.good("mission_kinds"):
        other = kinds.get(row["fallback"])
        if other is None or not row["joint"]:
            continue
        if in_catalogue(row) and row["kind"] not in used:
            continue
        # Of two rows the scenario can change its own: the built-in one stays.
        here, column = (other, "kind") if in_catalogue(row) else (row, "fallback")
        forces = {p["force"] for p in crews.get(other["kind"], ())}
        if other["joint"]:
            yield here.fault(
                column,
                N_("the fallback of {kind} is itself a joint kind ({fallback})"),
                N_("name a kind that one force can hold alone, or none"),
                kind=row["kind"],
                fallback=other["kind"],
            )
        elif len(forces) > 1 or "any" in forces:
            yield here.fault(
                column,
                N_("the fallback of {kind} is not of one force ({fallback})"),
                N_("in positions.csv, give all its seats to one kind of force"),
                kind=row["kind"],
                fallback=other["kind"],
            )


def powers(book: Book) -> Iterator[Fault]:
    """Look for powers of kinds in use that no text gives on some day."""
    texts = book.groups("powers", "power")
    used = {r["kind"] for r in book.good("missions")}
    for row in book.good("mission_kinds"):
        if row["kind"] not in used or not book.clock or not book.whole("powers"):
            continue
        for power in row["powers"]:
            for day in book.clock.dates:
                if power in texts and not any(in_force(t, day) for t in texts[power]):
                    yield row.fault(
                        "powers",
                        N_("no text of {power} is in force on {day}"),
                        N_("add its row to powers.csv, or take the power away"),
                        power=power,
                        day=str(day),
                    )
                    break


def suspended(book: Book) -> Iterator[Fault]:
    """Look for seats that ask for a status which the mission itself suspends."""
    texts = book.groups("powers", "power")
    kinds = book.by_key("mission_kinds")
    used = {r["kind"] for r in book.good("missions")}
    for row in book.good("positions"):
        kind = kinds.get(row["kind"])
        if kind is None or not row["judicial"]:
            continue
        if in_catalogue(kind) and row["kind"] not in used:
            continue
        for power in kind["powers"]:
            if any(t["suspends"] and _met(book, t) for t in texts.get(power, ())):
                yield row.fault(
                    "judicial",
                    N_("a status that {power} suspends meanwhile ({value})"),
                    N_("leave it empty, or take {power} away from {kind}"),
                    power=power,
                    kind=row["kind"],
                )


def _met(book: Book, text: Row) -> bool:
    """Tell whether a dated text is in force on a day of the horizon."""
    return book.clock is None or any(in_force(text, d) for d in book.clock.dates)
