"""Checks of attendees: officers named for a position of a mission."""

from collections.abc import Iterator

from scheduler.domain.people import ForceKind, Status
from scheduler.io.book import Book
from scheduler.io.checks._common import in_force
from scheduler.io.faults import Fault, suggestion
from scheduler.io.tables import Row
from scheduler.words import N_


def attendees(book: Book) -> Iterator[Fault]:
    """Look for named officers who can never take their seat, and for seats too many."""
    missions, kinds = book.by_key("missions"), book.by_key("mission_kinds")
    officers, forces = book.by_key("officers"), book.by_key("forces")
    crews = book.groups("positions", "kind")
    named: dict[tuple[str, str], list[Row]] = {}
    for row in book.good("attendees"):
        mission = missions.get(row["mission"])
        kind = kinds.get(mission["kind"]) if mission else None
        if mission is None or kind is None or "positions" in book.unread:
            continue
        forms = [kind["kind"]]
        if kind["joint"] and kind["fallback"] in kinds:
            forms.append(kind["fallback"])
        seats = [p for code in forms for p in crews.get(code, ())]
        here = [p for p in seats if p["position"] == row["position"]]
        if not here and not book.whole("positions"):
            continue
        if not here:
            known = list(dict.fromkeys(p["position"] for p in seats))
            hint, more = suggestion(
                row["position"], known, N_("its positions: {known}")
            )
            yield row.fault(
                "position",
                N_("{kind} has no such position ({value})"),
                hint,
                kind=kind["kind"],
                **more,
            )
            continue
        asked = named.setdefault((row["mission"], row["position"]), [])
        earlier = next((r for r in asked if r["order"] == row["order"]), None)
        if earlier is not None:
            yield row.fault(
                "order",
                N_("the same as that of {officer} ({value})"),
                N_("number those asked for a position 1, 2, 3 …"),
                officer=earlier["officer"],
            )
        asked.append(row)
        officer = officers.get(row["officer"])
        force = forces.get(officer["force"]) if officer else None
        if officer is not None and force is not None:
            why = [_unfit(book, mission, p, officer, force["kind"]) for p in here]
            if all(why):
                message, values = next(filter(None, why))
                yield row.fault(
                    "officer", message, N_("name another officer"), **values
                )
    for (mission_code, position), asked in named.items():
        kind = kinds[missions[mission_code]["kind"]]
        wanted = sum(
            p["count"] for p in crews[kind["kind"]] if p["position"] == position
        )
        let_in = sum(
            (r["rule"], r["mission"]) == ("attendees_only", mission_code)
            for r in book.good("overrides")
        )
        if len(asked) + let_in < wanted and book.whole("attendees"):
            yield asked[0].fault(
                "position",
                N_("{count} seats, and fewer officers named ({value})"),
                N_("name as many officers as there are seats, or more"),
                count=wanted,
            )


_Unfit = tuple[str, dict[str, str | int]]
"""Why an officer can never take a seat: message and values."""


def _unfit(
    book: Book, mission: Row, position: Row, officer: Row, kind: str
) -> _Unfit | None:
    """Return why an officer can never take a seat of a mission, overrides apart."""
    aside = {
        r["rule"]
        for r in book.good("overrides")
        if (r["officer"], r["mission"]) == (officer["officer"], mission["mission"])
    }
    if position["force"] not in ("any", kind) and "position_force" not in aside:
        return N_("an officer of the other kind of force ({value})"), {}
    warden = officer["status"] == Status.WARDEN and kind == ForceKind.MUNICIPAL
    if warden and not position["wardens"]:
        return N_("a warden, who cannot hold {position} ({value})"), {
            "position": position["position"]
        }
    ranks = position["judicial"]
    # Where the column is missing, or misspelt, nothing is known.
    if ranks and "judicial" in officer.cells and officer["judicial"] not in ranks:
        return N_("not of the judicial status of {position} ({value})"), {
            "position": position["position"]
        }
    if not book.whole("qualifications") or "qualification_valid" in aside:
        return None
    papers = book.groups("qualifications", "officer").get(officer["officer"], ())
    for code in position["qualifications"]:
        if not any(
            p["qualification"] == code and in_force(p, day)
            for p in papers
            for day in mission["dates"]
        ):
            return N_("without the qualification {code} on its days ({value})"), {
                "code": code
            }
    return None
