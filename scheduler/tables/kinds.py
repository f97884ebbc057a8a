"""Mission kinds with their crews, fields, powers and equipment."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from scheduler.domain.missions import Equipment, Field, MissionKind, Position
from scheduler.domain.people import ForceKind, Judicial
from scheduler.domain.powers import OpjNeed, Power
from scheduler.io.faults import Fault
from scheduler.tables.columns import (
    CODE,
    CODES,
    LINES,
    TEXT,
    YES_NO,
    choice,
    choices,
    column,
    quantities,
    ref,
    refs,
    whole,
    word,
)
from scheduler.tables.common import first_valid_day, last_valid_day, validity
from scheduler.tables.rows import Row, table
from scheduler.tables.table_set import TableSet, in_catalogue, keys
from scheduler.words import N_


@table(
    "fields",
    N_(
        "Fields of cooperation that agreements name. A field named here replaces "
        "the one of the built-in catalogue."
    ),
    key=("field",),
)
class FieldRow(Row):
    field: str = column(CODE, N_("Code of the field."))
    name_fr: str = column(TEXT, N_("French name."))
    name_en: str = column(TEXT, N_("English name."))
    source: str = column(LINES, N_("Article behind the entry."), default="")


@table(
    "mission_kinds",
    N_(
        "Mission kinds that extend the built-in catalogue, or replace an entry of "
        "it together with its positions."
    ),
    key=("kind",),
)
class KindRow(Row):
    kind: str = column(CODE, N_("Code of the kind."))
    name_fr: str = column(TEXT, N_("French name."))
    name_en: str = column(TEXT, N_("English name."))
    short_fr: str = column(
        TEXT,
        N_(
            "Short French words for titles of calendar entries, where the place "
            "stands first and phones cut after about 30 characters; empty = the name."
        ),
        default="",
    )
    short_en: str = column(TEXT, N_("The same in English."), default="")
    joint: bool = column(YES_NO, N_("Whether the crew must be mixed."))
    priority: int = column(
        whole(1, 10_000, N_("points")),
        N_("Points lost when one occurrence is not held."),
    )
    mandatory: bool = column(
        YES_NO, N_("Whether its missions come before all else."), default="no"
    )
    night_exempt: bool = column(
        YES_NO,
        N_(
            "Whether municipal officers may hold it between 23:00 and 06:00 without a "
            "night clause: static guard of municipal buildings, ceremonies and "
            "festivities of the commune (CSI L512-6)."
        ),
        default="no",
    )
    equipment: tuple[tuple[str, int], ...] = column(
        quantities("equipment"),
        N_("Pieces that one crew needs, such as bike:2."),
        default="",
    )
    powers: tuple[str, ...] = column(
        refs("powers"), N_("Powers that its crews exercise."), default=""
    )
    fallback: str | None = column(
        ref("mission_kinds"),
        N_(
            "Kind held by one force alone when no joint crew is available; empty = "
            "none. Only joint kinds have a fallback, and a fallback has none of its "
            "own."
        ),
        default=None,
    )
    fallback_worth: int = column(
        whole(1, 99, N_("percent")),
        N_("Share of the points that the fallback saves."),
        default="50",
    )
    field: str | None = column(
        ref("fields"), N_("Field of cooperation it serves."), default=None
    )
    briefing: int = column(
        whole(0, 240, N_("minutes")),
        N_("Work at the place before it begins."),
        default="0",
    )
    debriefing: int = column(
        whole(0, 240, N_("minutes")),
        N_("Work at the place after it ends."),
        default="0",
    )
    changeover: int = column(
        whole(0, 240, N_("minutes")),
        N_(
            "Minutes to change over to it after a mission of another kind, in addition "
            "to travel: dress, vehicle, equipment."
        ),
        default="0",
    )
    reach: int | None = column(
        whole(1, 600, N_("minutes")),
        N_(
            "For a reserve: minutes within which its officers, who hold no other "
            "mission meanwhile, can be at the place; empty = the crew is at the place."
        ),
        default=None,
    )
    presence: bool = column(
        YES_NO,
        N_("Whether its crew is visible in the street, and so lowers the risk there."),
        default="no",
    )
    unpredictable: bool = column(
        YES_NO,
        N_("Whether its starts must not repeat from week to week."),
        default="no",
    )
    permission: bool = column(
        YES_NO, N_("Whether the owner of the place must have allowed it."), default="no"
    )
    most_a_day: int | None = column(
        whole(1, 100, N_("missions")),
        N_(
            "Missions of the kind that one officer may hold on one day; empty = no "
            "limit."
        ),
        default=None,
    )
    conditions_fr: str = column(
        LINES, N_("Legal conditions shown to the crew, in French."), default=""
    )
    conditions_en: str = column(
        LINES, N_("Legal conditions shown to the crew, in English."), default=""
    )
    source: str = column(LINES, N_("Clause or article behind the entry."), default="")


@table(
    "positions",
    N_("Crews of the mission kinds of this scenario: one row for each position."),
    key=("kind", "position"),
)
class PositionRow(Row):
    kind: str = column(ref("mission_kinds"), N_("Mission kind."))
    position: str = column(CODE, N_("Code of the position."))
    count: int = column(whole(1, 99, N_("seats")), N_("Seats to fill."), default="1")
    force: str = column(
        word("any", *ForceKind), N_("Kind of force that fills it."), default="any"
    )
    qualifications: tuple[str, ...] = column(
        CODES, N_("Qualifications needed, all of them."), default=""
    )
    judicial: tuple[Judicial, ...] = column(
        choices(Judicial), N_("Judicial statuses accepted; empty = any."), default=""
    )
    leads: bool = column(
        YES_NO, N_("Whether this position commands the crew."), default="no"
    )
    armed: bool = column(
        YES_NO, N_("Whether the officer must bear arms."), default="no"
    )
    wardens: bool = column(
        YES_NO, N_("Whether a warden (ASVP) may hold it."), default="no"
    )


@table(
    "powers",
    N_(
        "Powers that missions exercise, and what the law requires for each, by date. A "
        "power named here replaces all rows of that power in the built-in catalogue."
    ),
    key=("power", "valid_from"),
)
class PowerRow(Row):
    power: str = column(CODE, N_("Code of the power."))
    name_fr: str = column(TEXT, N_("French name."))
    name_en: str = column(TEXT, N_("English name."))
    opj: OpjNeed = column(
        choice(OpjNeed),
        N_(
            "Judicial police officer: none needed; reachable = on duty in the "
            "district or in the crew; present = in the crew."
        ),
        default=OpjNeed.NONE,
    )
    chief: str | None = column(
        CODE,
        N_(
            "Qualification of a municipal officer on duty who stands for the OPJ; "
            "empty = nobody does."
        ),
        default=None,
    )
    national: bool = column(
        YES_NO, N_("Whether the crew needs a national officer."), default="no"
    )
    both_sexes: bool = column(
        YES_NO, N_("Whether the crew needs a woman and a man."), default="no"
    )
    municipal: bool = column(
        YES_NO, N_("Whether municipal officers may take part."), default="yes"
    )
    judicial: bool = column(
        YES_NO,
        N_(
            "Whether it is judicial police, closed to officers lent by a prefect's "
            "order (CSI L512-3)."
        ),
        default="no",
    )
    suspends: bool = column(
        YES_NO,
        N_("Whether those engaged lose their judicial powers meanwhile (CPP 16, 20)."),
        default="no",
    )
    requisition: bool = column(
        YES_NO,
        N_("Whether the mission needs the reference of a prosecutor's requisition."),
        default="no",
    )
    announced: bool = column(
        YES_NO,
        N_(
            "Whether municipal missions are announced to the national force (annexe 1 "
            "art. 7)."
        ),
        default="no",
    )
    valid_from: dt.date | None = first_valid_day()
    valid_to: dt.date | None = last_valid_day()
    source: str = column(LINES, N_("Article behind the entry."), default="")


@table("equipment", N_("Stocks of equipment that crews share."), key=("equipment",))
class EquipmentRow(Row):
    equipment: str = column(CODE, N_("Code of the equipment."))
    name_fr: str = column(TEXT, N_("French name."))
    name_en: str = column(TEXT, N_("English name."))
    quantity: int = column(whole(0, 10_000, N_("pieces")), N_("Pieces in stock."))
    turnaround: int = column(
        whole(0, 1440, N_("minutes")),
        N_("Minutes between two uses of a piece."),
        default="0",
    )


def check_kinds(tables: TableSet) -> Iterator[Fault]:
    """Look for kinds without a crew, and for crews not led or mixed as they must be."""
    crews = tables.groups(PositionRow, lambda r: r.kind)
    written = Counter(r.cells.get("kind") for r in tables.rows[PositionRow])
    own = keys(r for r in tables.rows[KindRow] if not in_catalogue(r))
    for row in tables.good(KindRow):
        crew = crews.get(row.kind, [])
        if not tables.was_read(PositionRow) or len(crew) < written[row.kind]:
            continue
        if not crew:
            yield row.fault(
                "kind",
                N_("a mission kind without positions ({value})"),
                N_("add its crew to positions.csv"),
            )
        else:
            yield from _crew(row, crew)
    for seat in tables.good(PositionRow):
        if in_catalogue(seat) or not tables.knows(KindRow):
            continue
        if seat.kind not in own:
            yield seat.fault(
                "kind",
                N_("a position for a kind of the built-in catalogue ({value})"),
                N_("add the kind to mission_kinds.csv to replace the built-in one"),
            )


def _crew(kind: KindRow, crew: list[PositionRow]) -> Iterator[Fault]:
    leaders = sum(r.count for r in crew if r.leads)
    if leaders > 1 or (kind.joint and leaders == 0):
        yield kind.fault(
            "joint" if kind.joint else "kind",
            N_("{leaders} seats lead the crew of {kind}"),
            N_("in positions.csv, let one position of one seat lead")
            if kind.joint
            else N_("in positions.csv, let at most one position of one seat lead"),
            leaders=leaders,
            kind=kind.kind,
        )
    seats = sum(r.count for r in crew)
    if kind.joint and (
        seats < 2 or any(all(r.force == k for r in crew) for k in ForceKind)
    ):
        yield kind.fault(
            "joint",
            N_("the crew of {kind} cannot be mixed"),
            N_("in positions.csv, give it municipal and national seats"),
            kind=kind.kind,
        )


def check_wardens(tables: TableSet) -> Iterator[Fault]:
    """Look for positions open to wardens that no warden can hold."""
    for row in tables.good(PositionRow):
        closed = {
            "armed": row.armed,
            "leads": row.leads,
            "force": row.force == ForceKind.NATIONAL,
        }
        for other, against in closed.items():
            if row.wardens and against:
                yield row.fault(
                    "wardens",
                    N_("open to wardens, yet {other} is {choice}"),
                    N_("wardens (ASVP) hold no such position: correct one of the two"),
                    other=other,
                    choice=row.cells[other],
                )


def to_kinds(tables: TableSet) -> dict[str, MissionKind]:
    """Return the mission kinds by code."""
    crews = tables.groups(PositionRow, lambda r: r.kind)
    return {r.kind: to_kind(r, crews[r.kind]) for r in tables.rows[KindRow]}


def to_kind(row: KindRow, crew: Iterable[PositionRow]) -> MissionKind:
    """Return the kind that a row and its positions describe."""
    return MissionKind(
        id=row.kind,
        name_fr=row.name_fr,
        name_en=row.name_en,
        joint=row.joint,
        priority=row.priority,
        mandatory=row.mandatory,
        night_exempt=row.night_exempt,
        positions=tuple(
            Position(
                name=p.position,
                count=p.count,
                force=None if p.force == "any" else ForceKind(p.force),
                qualifications=p.qualifications,
                judicial=frozenset(p.judicial),
                leads=p.leads,
                armed=p.armed,
                wardens=p.wardens,
            )
            for p in crew
        ),
        equipment=dict(row.equipment),
        source=row.source,
        powers=row.powers,
        fallback=row.fallback,
        fallback_worth=row.fallback_worth,
        field=row.field or "",
        briefing=row.briefing,
        debriefing=row.debriefing,
        changeover=row.changeover,
        reach=row.reach,
        presence=row.presence,
        unpredictable=row.unpredictable,
        permission=row.permission,
        most_a_day=row.most_a_day,
        conditions_fr=row.conditions_fr,
        conditions_en=row.conditions_en,
        short_fr=row.short_fr,
        short_en=row.short_en,
    )


def to_fields(tables: TableSet) -> dict[str, Field]:
    """Return the fields of cooperation by code."""
    return {
        r.field: Field(
            id=r.field, name_fr=r.name_fr, name_en=r.name_en, source=r.source
        )
        for r in tables.rows[FieldRow]
    }


def to_powers(tables: TableSet) -> tuple[Power, ...]:
    """Return the powers, one for each dated text."""
    return tuple(
        Power(
            id=r.power,
            name_fr=r.name_fr,
            name_en=r.name_en,
            opj=r.opj,
            chief=r.chief or "",
            national=r.national,
            both_sexes=r.both_sexes,
            municipal=r.municipal,
            judicial=r.judicial,
            suspends=r.suspends,
            requisition=r.requisition,
            announced=r.announced,
            validity=validity(r),
            source=r.source,
        )
        for r in tables.rows[PowerRow]
    )


def to_equipment(tables: TableSet) -> dict[str, Equipment]:
    """Return the stocks of equipment by code."""
    return {
        r.equipment: Equipment(
            id=r.equipment,
            name_fr=r.name_fr,
            name_en=r.name_en,
            quantity=r.quantity,
            turnaround=r.turnaround,
        )
        for r in tables.rows[EquipmentRow]
    }
