"""Agreements, poolings, quotas and shares."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from scheduler.domain.agreements import Agreement, Pooling, Route
from scheduler.domain.missions import Measured, Period, Quota, Share
from scheduler.domain.people import ForceKind
from scheduler.domain.time import HOUR
from scheduler.domain.validity import Term
from scheduler.io.faults import Fault
from scheduler.tables.columns import (
    CODE,
    DATE,
    LINES,
    TEXT,
    YES_NO,
    choice,
    column,
    ref,
    refs,
    whole,
)
from scheduler.tables.kinds import KindRow
from scheduler.tables.people import ForceRow
from scheduler.tables.rows import Row, table
from scheduler.tables.table_set import TableSet
from scheduler.words import N_


@table(
    "agreements",
    N_("Coordination agreements between a municipal and the national force."),
    key=("agreement",),
)
class AgreementRow(Row):
    agreement: str = column(CODE, N_("Code of the agreement."))
    name: str = column(TEXT, N_("Name that people read."))
    municipal_force: str = column(ref("forces"), N_("Municipal party."))
    national_force: str = column(ref("forces"), N_("National party."))
    communes: tuple[str, ...] = column(refs("communes"), N_("Communes that it covers."))
    lead_force: str = column(
        ref("forces"), N_("Party whose officer commands joint crews.")
    )
    valid_from: dt.date = column(DATE, N_("First day in force."))
    valid_to: dt.date = column(DATE, N_("Last day in force."))
    night_clause: bool = column(
        YES_NO,
        N_("Whether it allows municipal missions between 23:00 and 06:00."),
        default="no",
    )
    kinds: tuple[str, ...] = column(
        refs("mission_kinds"),
        N_("Joint mission kinds that it provides for; empty = all."),
        default="",
    )
    arms: bool = column(
        YES_NO, N_("Whether it provides for armed municipal officers."), default="no"
    )
    denounced: dt.date | None = column(
        DATE, N_("Day on which a party gave notice; empty = none did."), default=None
    )
    notice_months: int = column(
        whole(0, 120, N_("months")),
        N_("Months between notice and end (annexe 1 art. 21)."),
        default="6",
    )
    source: str = column(LINES, N_("Where the facts come from."), default="")


@table(
    "poolings",
    N_(
        "Communes in which officers of other forces are competent, by legal route "
        "and by date."
    ),
    key=("pooling",),
)
class PoolingRow(Row):
    pooling: str = column(CODE, N_("Code of the pooling."))
    route: Route = column(
        choice(Route),
        N_(
            "L512-1 = officers in common between communes; L512-2 = officers of an "
            "intercommunal body; syndicate = of a syndicate of communes; L512-3 = "
            "prefect's order for an event; L511-1 = transport network across communes."
        ),
    )
    forces: tuple[str, ...] = column(
        refs("forces"), N_("Municipal forces whose officers it lends.")
    )
    communes: tuple[str, ...] = column(
        refs("communes"), N_("Communes where they may act.")
    )
    kinds: tuple[str, ...] = column(
        refs("mission_kinds"), N_("Mission kinds it is for; empty = all."), default=""
    )
    valid_from: dt.date = column(DATE, N_("First day in force."))
    valid_to: dt.date = column(DATE, N_("Last day in force."))
    source: str = column(LINES, N_("Where the facts come from."), default="")


@table(
    "quotas",
    N_("Minimum numbers of missions, or of their hours, that agreements set."),
    key=("quota",),
)
class QuotaRow(Row):
    quota: str = column(CODE, N_("Code of the quota."))
    name: str = column(TEXT, N_("Name that people read."), default="")
    agreement: str | None = column(
        ref("agreements"), N_("Agreement that sets it."), default=None
    )
    communes: tuple[str, ...] = column(
        refs("communes"), N_("Communes counted; empty = all."), default=""
    )
    kinds: tuple[str, ...] = column(
        refs("mission_kinds"),
        N_("Mission kinds counted; empty = every joint kind."),
        default="",
    )
    measure: Measured = column(
        choice(Measured),
        N_("What is counted: missions, or their hours."),
        default=Measured.MISSIONS,
    )
    per: Period = column(
        choice(Period), N_("Civil week or calendar month."), default=Period.WEEK
    )
    minimum: int = column(
        whole(1, 10_000), N_("Missions or hours owed in each period.")
    )
    weight: int = column(
        whole(1, 10_000, N_("points")),
        N_("Points lost for each mission or hour missing."),
        default="10",
    )


@table(
    "shares",
    N_("How forces have agreed to share joint work."),
    key=("share", "force"),
)
class ShareRow(Row):
    share: str = column(CODE, N_("Code of the sharing; its rows add up to 100."))
    force: str = column(ref("forces"), N_("Force concerned."))
    percent: int = column(
        whole(0, 100, N_("percent")), N_("Its share of the officers' hours.")
    )
    kinds: tuple[str, ...] = column(
        refs("mission_kinds"),
        N_("Mission kinds counted; empty = every joint kind."),
        default="",
    )


def check_agreements(tables: TableSet) -> Iterator[Fault]:
    """Look for parties of the wrong kind, and for notice given too early."""
    forces = tables.by_key(ForceRow)
    for row in tables.good(AgreementRow):
        municipal = forces.get(row.municipal_force)
        yield from _party(row, municipal, ForceKind.MUNICIPAL)
        yield from _party(row, forces.get(row.national_force), ForceKind.NATIONAL)
        if row.lead_force not in (row.municipal_force, row.national_force):
            yield row.fault(
                "lead_force",
                N_("not a party of this agreement ({value})"),
                N_("name {first} or {last}"),
                first=row.municipal_force,
                last=row.national_force,
            )
        given = row.denounced
        if given is not None and given < row.valid_from:
            yield row.fault(
                "denounced",
                N_("notice given before the agreement begins ({value})"),
                N_("correct the day, or valid_from ({first})"),
                first=str(row.valid_from),
            )


def _party(
    row: AgreementRow, party: ForceRow | None, kind: ForceKind
) -> Iterator[Fault]:
    if party is not None and party.kind != kind:
        yield row.fault(
            f"{kind.value}_force",
            N_("a force of the other kind ({value})"),
            N_("name a {kind} force"),
            kind=kind.value,
        )


def check_poolings(tables: TableSet) -> Iterator[Fault]:
    """Look for poolings that lend officers of a national force."""
    forces = tables.by_key(ForceRow)
    for row in tables.good(PoolingRow):
        for code in row.forces:
            if code in forces and forces[code].kind != ForceKind.MUNICIPAL:
                yield row.fault(
                    "forces",
                    N_("not a municipal force ({value})"),
                    N_("only municipal officers are lent: remove {force}"),
                    value=code,
                    force=code,
                )


def check_quotas(tables: TableSet) -> Iterator[Fault]:
    """Look for communes and kinds that the agreement leaves out."""
    agreements, kinds = tables.by_key(AgreementRow), tables.by_key(KindRow)
    for row in tables.good(QuotaRow):
        agreement = agreements.get(row.agreement)
        if agreement is None:
            continue
        for commune in row.communes:
            if commune not in agreement.communes:
                yield row.fault(
                    "communes",
                    N_("the agreement {agreement} does not cover it ({value})"),
                    N_("name communes of the agreement, or another agreement"),
                    value=commune,
                    agreement=agreement.agreement,
                )
        for code in row.kinds:
            kind = kinds.get(code)
            if (
                kind is not None
                and kind.joint
                and agreement.kinds
                and code not in agreement.kinds
            ):
                yield row.fault(
                    "kinds",
                    N_("the agreement {agreement} does not provide for it ({value})"),
                    N_("add it to the kinds of the agreement, or leave it out here"),
                    value=code,
                    agreement=agreement.agreement,
                )


def check_shares(tables: TableSet) -> Iterator[Fault]:
    """Look for sharings of one force, of different kinds, or not of 100 percent."""
    written = Counter(r.cells.get("share") for r in tables.rows[ShareRow])
    for share, rows in tables.groups(ShareRow, lambda r: r.share).items():
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
            if set(row.kinds) != set(first.kinds):
                yield row.fault(
                    "kinds",
                    N_("other kinds than in the first row of {share}"),
                    N_("write the same kinds in all its rows"),
                    share=share,
                )
        total = sum(r.percent for r in rows)
        if others and total != _WHOLE:
            yield rows[-1].fault(
                "percent",
                N_("the rows of {share} add up to {total} percent"),
                N_("make them 100"),
                share=share,
                total=total,
            )


_WHOLE = 100


def to_agreements(tables: TableSet) -> dict[str, Agreement]:
    """Return the agreements by code."""
    return {
        r.agreement: Agreement(
            id=r.agreement,
            name=r.name,
            municipal_force=r.municipal_force,
            national_force=r.national_force,
            communes=frozenset(r.communes),
            lead_force=r.lead_force,
            validity=Term(r.valid_from, r.valid_to),
            night_clause=r.night_clause,
            kinds=frozenset(r.kinds),
            arms=r.arms,
            denounced=r.denounced,
            notice_months=r.notice_months,
        )
        for r in tables.rows[AgreementRow]
    }


def to_poolings(tables: TableSet) -> tuple[Pooling, ...]:
    """Return the poolings."""
    return tuple(
        Pooling(
            id=r.pooling,
            route=r.route,
            forces=frozenset(r.forces),
            communes=frozenset(r.communes),
            kinds=frozenset(r.kinds),
            validity=Term(r.valid_from, r.valid_to),
        )
        for r in tables.rows[PoolingRow]
    )


def to_quotas(tables: TableSet) -> dict[str, Quota]:
    """Return the quotas by code; their minimum in missions or in minutes."""
    return {
        r.quota: Quota(
            id=r.quota,
            name=r.name,
            agreement=r.agreement,
            communes=frozenset(r.communes),
            kinds=frozenset(r.kinds),
            measured=r.measure,
            period=r.per,
            minimum=r.minimum * (HOUR if r.measure is Measured.HOURS else 1),
            weight=r.weight,
        )
        for r in tables.rows[QuotaRow]
    }


def to_shares(tables: TableSet) -> tuple[Share, ...]:
    """Return the shares of joint work."""
    return tuple(
        Share(id=r.share, force=r.force, percent=r.percent, kinds=frozenset(r.kinds))
        for r in tables.rows[ShareRow]
    )
