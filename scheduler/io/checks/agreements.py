"""Checks of agreements, poolings, quotas and shares: what forces owe each other."""

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.people import ForceKind
from scheduler.io.book import Book
from scheduler.io.faults import Fault
from scheduler.words import N_


def agreements(book: Book) -> Iterator[Fault]:
    """Look for parties of the wrong kind, and for notice given too early."""
    forces = book.by_key("forces")
    for row in book.good("agreements"):
        for kind in ForceKind:
            column = f"{kind.value}_force"
            party = forces.get(row[column])
            if party is not None and party["kind"] != kind:
                yield row.fault(
                    column,
                    N_("a force of the other kind ({value})"),
                    N_("name a {kind} force"),
                    kind=kind.value,
                )
        parties = (row["municipal_force"], row["national_force"])
        if row["lead_force"] not in parties:
            yield row.fault(
                "lead_force",
                N_("not a party of this agreement ({value})"),
                N_("name {first} or {last}"),
                first=parties[0],
                last=parties[1],
            )
        given = row["denounced"]
        if given is not None and given < row["valid_from"]:
            yield row.fault(
                "denounced",
                N_("notice given before the agreement begins ({value})"),
                N_("correct the day, or valid_from ({first})"),
                first=str(row["valid_from"]),
            )


def poolings(book: Book) -> Iterator[Fault]:
    """Look for forces that lend nobody."""
    forces = book.by_key("forces")
    for row in book.good("poolings"):
        for code in row["forces"]:
            if code in forces and forces[code]["kind"] != ForceKind.MUNICIPAL:
                yield row.fault(
                    "forces",
                    N_("not a municipal force ({value})"),
                    N_("only municipal officers are lent: remove {force}"),
                    value=code,
                    force=code,
                )


def quotas(book: Book) -> Iterator[Fault]:
    """Look for communes and kinds that the agreement leaves out."""
    agreements, kinds = book.by_key("agreements"), book.by_key("mission_kinds")
    for row in book.good("quotas"):
        agreement = agreements.get(row["agreement"])
        if agreement is None:
            continue
        for commune in row["communes"]:
            if commune not in agreement["communes"]:
                yield row.fault(
                    "communes",
                    N_("the agreement {agreement} does not cover it ({value})"),
                    N_("name communes of the agreement, or another agreement"),
                    value=commune,
                    agreement=row["agreement"],
                )
        for code in row["kinds"]:
            kind = kinds.get(code)
            if (
                kind is not None
                and kind["joint"]
                and agreement["kinds"]
                and code not in agreement["kinds"]
            ):
                yield row.fault(
                    "kinds",
                    N_("the agreement {agreement} does not provide for it ({value})"),
                    N_("add it to the kinds of the agreement, or leave it out here"),
                    value=code,
                    agreement=row["agreement"],
                )


def shares(book: Book) -> Iterator[Fault]:
    """Look for shares of one force alone, and for parts that are no whole."""
    written = Counter(r.cells.get("share") for r in book.rows["shares"])
    for share, rows in book.groups("shares", "share").items():
        if len(rows) < written[share]:
            continue
        first, *others = rows
        if not others:
            yield first.fault(
                "force",
                N_("the only force of {share} ({value})"),
                N_("add a row for each force that shares the work"),
                share=share,
            )
        for row in others:
            if set(row["kinds"]) != set(first["kinds"]):
                yield row.fault(
                    "kinds",
                    N_("other kinds than in the first row of {share}"),
                    N_("write the same kinds in all its rows"),
                    share=share,
                )
        total = sum(r["percent"] for r in rows)
        if others and total != _WHOLE:
            yield rows[-1].fault(
                "percent",
                N_("the rows of {share} add up to {total} percent"),
                N_("make them 100"),
                share=share,
                total=total,
            )


_WHOLE = 100
