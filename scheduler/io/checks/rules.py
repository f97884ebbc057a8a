"""Checks of rows that name a rule or a goal.

Regimes, derogations, overrides, and the tiers of the document.
"""

from collections.abc import Collection, Iterator, Mapping

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.people import ForceKind
from scheduler.io.book import Book
from scheduler.io.cells import CellError, parse_setting
from scheduler.io.checks._common import CLEAR, NEEDED, horizon
from scheduler.io.faults import Fault, suggestion
from scheduler.io.tables import Row
from scheduler.words import N_


def regimes(book: Book) -> Iterator[Fault]:
    """Look for regimes that no force has, and for settings that no rule has."""
    used = sorted({r["regime"] or r["kind"] for r in book.good("forces")})
    known = book.known.settings
    for row in book.good("regimes"):
        if book.rows["forces"] and book.whole("forces") and row["regime"] not in used:
            hint, more = suggestion(row["regime"], used, N_("regimes used: {known}"))
            yield row.fault(
                "regime", N_("no force has this regime ({value})"), hint, **more
            )
        if row["rule"] not in known:
            hint, more = suggestion(row["rule"], known, N_("see “patrol rules”"))
            yield row.fault("rule", N_("unknown rule or goal ({value})"), hint, **more)
        elif row["setting"] not in known[row["rule"]]:
            hint, more = suggestion(
                row["setting"], known[row["rule"]], N_("its settings: {known}")
            )
            yield row.fault(
                "setting",
                N_("{rule} has no such setting ({value})"),
                hint,
                rule=row["rule"],
                **more,
            )
        else:
            try:
                parse_setting(known[row["rule"]][row["setting"]], row["value"])
            except CellError as error:
                yield row.fault("value", error.message, error.hint, **error.values)


def derogations(book: Book) -> Iterator[Fault]:
    """Look for derogations that no text allows."""
    open_ones = sorted(r for r, s in book.known.settings.items() if "reduced" in s)
    for row in book.good("derogations"):
        if (row["officer"] is None) is (row["cycle"] is None):
            yield row.fault(
                "officer",
                N_("neither an officer nor a cycle, or both"),
                N_("name one of the two"),
            )
        if row["rule"] not in open_ones:
            hint, more = suggestion(
                row["rule"], open_ones, N_("rules with a reduced value: {known}")
            )
            yield row.fault(
                "rule", N_("no text allows a derogation here ({value})"), hint, **more
            )


def overrides(book: Book) -> Iterator[Fault]:
    """Look for rules that nobody may set aside, for cases and for signatures."""
    known = book.known.authority
    for row in book.good("overrides"):
        if row["rule"] not in known:
            hint, more = suggestion(row["rule"], known, N_("see “patrol rules”"))
            yield row.fault("rule", N_("unknown rule ({value})"), hint, **more)
            continue
        authority, scope = known[row["rule"]]
        if scope is None:
            yield row.fault(
                "rule",
                N_("a rule of law, that nobody may set aside ({value})")
                if authority is Authority.LAW
                else N_("a rule that nobody may set aside ({value})"),
                N_("remove the row"),
            )
            continue
        for column in ("officer", "mission", "date"):
            wanted = column in _CASES[scope]
            if wanted and row[column] is None:
                yield row.fault(column, NEEDED, N_("fill it in"), choice=row["rule"])
            elif not wanted and row[column] is not None:
                yield row.fault(
                    column,
                    N_("without meaning here ({value})"),
                    CLEAR,
                    choice=row["rule"],
                )
        if scope is Scope.TOUR and row["date"] is not None:
            yield from horizon(book, row, "date", [row["date"]])
        yield from _authors(row, authority, _commands(book, row, scope))
        yield from _strangers(book, row)


_CASES: Mapping[Scope, tuple[str, ...]] = {
    Scope.SEAT: ("officer", "mission"),
    Scope.CREW: ("mission",),
    Scope.TOUR: ("officer", "date"),
}
"""Columns that name the case of an override."""


def _authors(
    row: Row, authority: Authority, concerned: Collection[str]
) -> Iterator[Fault]:
    """Look for the signatures that a rule's class asks for."""
    signed = {k: row[f"{k.value}_author"] is not None for k in ForceKind}
    if authority is Authority.AGREEMENT:
        wanted = list(ForceKind)
        message = N_("empty, yet both commands must agree to set {rule} aside")
    elif len(concerned) == 1 and "any" not in concerned:
        wanted = [ForceKind(kind) for kind in concerned]
        message = N_("empty, yet the officers' own command must set {rule} aside")
    else:
        wanted = [] if any(signed.values()) else [ForceKind.MUNICIPAL]
        message = N_("empty, yet one command must set {rule} aside")
    for kind in wanted:
        if not signed[kind]:
            yield row.fault(
                f"{kind.value}_author",
                message,
                N_("write the service number of who decided"),
                rule=row["rule"],
            )


def _commands(book: Book, row: Row, scope: Scope) -> set[str]:
    """Return the kinds of force of the officer or of the crew; empty if not known."""
    if scope is Scope.CREW:
        mission = book.by_key("missions").get(row["mission"])
        crews = book.groups("positions", "kind")
        return (
            {p["force"] for p in crews.get(mission["kind"], ())} if mission else set()
        )
    officer = book.by_key("officers").get(row["officer"])
    force = book.by_key("forces").get(officer["force"]) if officer else None
    return {force["kind"]} if force else set()


def _strangers(book: Book, row: Row) -> Iterator[Fault]:
    """Look for officers of one force who sign for the other's command."""
    forces, officers = book.by_key("forces"), book.by_key("officers")
    for kind in ForceKind:
        author = officers.get(row[f"{kind.value}_author"])
        force = forces.get(author["force"]) if author else None
        if force is not None and force["kind"] != kind:
            yield row.fault(
                f"{kind.value}_author",
                N_("an officer of the other kind of force ({value})"),
                N_("name who decided in the {kind} command"),
                kind=kind.value,
            )


def tiers(book: Book) -> Iterator[Fault]:
    """Look for goals that are unknown, or in two tiers."""
    placed: dict[str, str] = {}
    for row in book.tiers or ():
        if "goal" not in row or "tier" not in row:
            continue
        goal = row["goal"]
        if goal not in book.known.goals:
            hint, more = suggestion(goal, book.known.goals, N_("see “patrol rules”"))
            yield row.fault("goal", N_("unknown goal ({value})"), hint, **more)
        elif placed.setdefault(goal, row["tier"]) != row["tier"]:
            yield row.fault(
                "goal",
                N_("in two tiers ({value})"),
                N_("keep it in one tier"),
            )
