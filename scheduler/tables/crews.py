"""Who goes with whom: attendees, pairings, and equipages of missions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from scheduler.domain.people import ForceKind, Pairing, Status, Together
from scheduler.domain.time import DAY, Clock, Span
from scheduler.io.faults import Fault, suggestion
from scheduler.tables.columns import CODE, choice, column, ref, whole
from scheduler.tables.common import validity
from scheduler.tables.kinds import KindRow, PositionRow
from scheduler.tables.missions import MissionRow
from scheduler.tables.people import ForceRow, OfficerRow, QualificationRow
from scheduler.tables.places import TravelRow, ZoneRow, to_travel
from scheduler.tables.rows import Row, if_read, table
from scheduler.tables.settings import OverrideRow, keys_of
from scheduler.tables.table_set import TableSet
from scheduler.words import N_


@table(
    "attendees",
    N_(
        "Who may hold a position of a mission, in order of preference: heads of "
        "service at a meeting, and their alternates. Other positions stay open."
    ),
    key=("mission", "position", "officer"),
)
class AttendeeRow(Row):
    mission: str = column(ref("missions"), N_("Mission concerned."))
    position: str = column(CODE, N_("Code of the position inside its kind."))
    officer: str = column(ref("officers"), N_("Officer concerned."))
    order: int = column(whole(1, 99), N_("1 = asked first, 2 = the first alternate …"))


@table(
    "pairings",
    N_("Officers who must, should or may not be in one crew."),
    key=("officer", "other"),
)
class PairingRow(Row):
    officer: str = column(ref("officers"), N_("Officer concerned."))
    other: str = column(ref("officers"), N_("The other officer."), private=True)
    together: Together = column(
        choice(Together),
        N_(
            "must = the officer only in crews of the other; prefer, avoid = wishes; "
            "never = in no crew together."
        ),
        private=True,
    )
    weight: int = column(
        whole(1, 1000, N_("points")),
        N_("Points lost for each crew against the wish."),
        default="1",
        private=True,
    )


def check_attendees(tables: TableSet) -> Iterator[Fault]:
    """Look for named officers who can never take their seat, and for seats too many."""
    missions, kinds = tables.by_key(MissionRow), tables.by_key(KindRow)
    officers, forces = tables.by_key(OfficerRow), tables.by_key(ForceRow)
    crews = tables.groups(PositionRow, lambda r: r.kind)
    named: dict[tuple[str, str], list[AttendeeRow]] = {}
    for row in tables.good(AttendeeRow):
        mission = missions.get(row.mission)
        kind = kinds.get(mission.kind) if mission else None
        if mission is None or kind is None or not tables.was_read(PositionRow):
            continue
        forms = [kind.kind]
        fallback = kinds.get(kind.fallback) if kind.joint else None
        if fallback is not None:
            forms.append(fallback.kind)
        seats = [p for code in forms for p in crews.get(code, ())]
        here = [p for p in seats if p.position == row.position]
        if not here and not tables.whole(PositionRow):
            continue
        if not here:
            known = list(dict.fromkeys(p.position for p in seats))
            hint, more = suggestion(row.position, known, N_("its positions: {known}"))
            yield row.fault(
                "position",
                N_("{kind} has no such position ({value})"),
                hint,
                kind=kind.kind,
                **more,
            )
            continue
        asked = named.setdefault((row.mission, row.position), [])
        earlier = next((r for r in asked if r.order == row.order), None)
        if earlier is not None:
            yield row.fault(
                "order",
                N_("the same as that of {officer} ({value})"),
                N_("number those asked for a position 1, 2, 3 …"),
                officer=earlier.officer,
            )
        asked.append(row)
        officer = officers.get(row.officer)
        force = forces.get(officer.force) if officer else None
        if officer is not None and force is not None:
            why = [_unfit(tables, mission, p, officer, force.kind) for p in here]
            if all(why):
                message, values = next(filter(None, why))
                yield row.fault(
                    "officer", message, N_("name another officer"), **values
                )
    for (mission_code, position), asked in named.items():
        kind = kinds[missions[mission_code].kind]
        wanted = sum(p.count for p in crews[kind.kind] if p.position == position)
        let_in = sum(
            (r.rule, r.mission) == ("attendees_only", mission_code)
            for r in tables.good(OverrideRow)
        )
        if len(asked) + let_in < wanted and tables.whole(AttendeeRow):
            yield asked[0].fault(
                "position",
                N_("{count} seats, and fewer officers named ({value})"),
                N_("name as many officers as there are seats, or more"),
                count=wanted,
            )


_Unfit = tuple[str, dict[str, str | int]]
"""Why an officer can never take a seat: message and values."""


def _unfit(
    tables: TableSet,
    mission: MissionRow,
    position: PositionRow,
    officer: OfficerRow,
    kind: ForceKind,
) -> _Unfit | None:
    """Return why an officer can never take a seat of a mission, overrides apart."""
    aside = {
        r.rule
        for r in tables.good(OverrideRow)
        if (r.officer, r.mission) == (officer.officer, mission.mission)
    }
    if position.force not in ("any", kind) and "position_force" not in aside:
        return N_("an officer of the other kind of force ({value})"), {}
    warden = officer.status == Status.WARDEN and kind == ForceKind.MUNICIPAL
    if warden and not position.wardens:
        return N_("a warden, who cannot hold {position} ({value})"), {
            "position": position.position
        }
    ranks = position.judicial
    # Where the column is missing, or misspelt, nothing is known.
    if ranks and "judicial" in officer.cells and officer.judicial not in ranks:
        return N_("not of the judicial status of {position} ({value})"), {
            "position": position.position
        }
    if not tables.whole(QualificationRow) or "qualification_valid" in aside:
        return None
    papers = tables.groups(QualificationRow, lambda r: r.officer).get(
        officer.officer, ()
    )
    for code in position.qualifications:
        if not any(
            p.qualification == code and day in validity(p)
            for p in papers
            for day in mission.dates
        ):
            return N_("without the qualification {code} on its days ({value})"), {
                "code": code
            }
    return None


MOST = 8
"""Missions in an equipage: more than a tour can hold, and few enough to count runs."""


def check_pairings(tables: TableSet) -> Iterator[Fault]:
    """Look for officers paired with themselves, and for rows against each other."""
    rows = {(r.officer, r.other): r for r in tables.good(PairingRow)}
    for (officer, other), row in rows.items():
        if officer == other:
            yield row.fault(
                "other",
                N_("an officer paired with themselves ({value})"),
                N_("name two officers, or remove the row"),
            )
            continue
        back = rows.get((other, officer))
        if back is None or row.number < back.number:
            continue
        said = {row.together, back.together}
        if Together.MUST not in said or said & {Together.NEVER, Together.AVOID}:
            yield row.fault(
                "together",
                N_("row {before} says “{choice}” of the same two officers ({value})"),
                N_("keep one of the two rows: only “must” has a direction"),
                before=back.number,
                choice=back.together,
            )


def check_equipages(tables: TableSet) -> Iterator[Fault]:
    """Look for missions that one crew could not hold one after another."""
    clock = tables.clock
    if clock is None:
        return
    found: dict[str, list[tuple[Span, MissionRow]]] = {}
    for row in tables.good(MissionRow):
        if row.equipage is None:
            continue
        if not _held_once(row):
            yield row.fault(
                "equipage",
                N_("in an equipage, yet not at one time and one place ({value})"),
                N_("write one date, one start and one zone, or leave this empty"),
            )
        elif row.dates[0] in clock.dates:
            found.setdefault(row.equipage, []).append((_span(tables, row, clock), row))
    default = if_read(lambda: keys_of(tables).default_travel_minutes)
    for missions in found.values():
        missions.sort(key=lambda m: m[0])
        yield from _too_many(missions)
        if tables.knows(ZoneRow) and tables.whole(TravelRow) and default is not None:
            yield from _too_late(tables, missions)


def _held_once(row: MissionRow) -> bool:
    return (
        (len(row.dates), len(row.starts)) == (1, 1)
        and row.from_ is None
        and row.until is None
        and not row.or_zones
    )


def _span(tables: TableSet, row: MissionRow, clock: Clock) -> Span:
    """Return when the crew is engaged, briefing and debriefing included."""
    kind = tables.by_key(KindRow).get(row.kind)
    hour, minute = divmod(row.starts[0], 60)
    start = clock.minute(row.dates[0], dt.time(hour, minute))
    before, after = (kind.briefing, kind.debriefing) if kind else (0, 0)
    return Span(start - before, start + row.minutes + after)


def _too_many(missions: list[tuple[Span, MissionRow]]) -> Iterator[Fault]:
    first, _row = missions[0]
    for span, row in missions:
        if span.end - first.start > DAY:
            yield row.fault(
                "equipage",
                N_("ends more than 24 hours after its equipage begins ({value})"),
                N_("give the missions of each day a code of their own"),
            )
            return
    if len(missions) > MOST:
        yield missions[MOST][1].fault(
            "equipage",
            N_("more than {most} missions in one equipage ({value})"),
            N_("divide them among several equipages"),
            most=MOST,
        )


def _too_late(
    tables: TableSet, missions: list[tuple[Span, MissionRow]]
) -> Iterator[Fault]:
    """Look for a mission that the crew of the one before cannot reach in time."""
    travel = to_travel(tables)
    for (span, row), (later, after) in pairwise(missions):
        minutes = travel.minutes(row.zone, after.zone)
        need = max(
            (
                max(
                    0,
                    minutes + (b.changeover if a is not b else 0) - (b.reach or 0),
                )
                for a in _forms(tables, row)
                for b in _forms(tables, after)
            ),
            default=minutes,
        )
        if span.end + need > later.start:
            yield after.fault(
                "equipage",
                N_("the equipage cannot come from {before} in time ({value})"),
                N_("start it {late} min later, or put it in another equipage"),
                before=row.mission,
                late=span.end + need - later.start,
            )


def _forms(tables: TableSet, row: MissionRow) -> list[KindRow]:
    """Return the kinds in which a mission may be held."""
    kinds = tables.by_key(KindRow)
    kind = kinds.get(row.kind)
    if kind is None:
        return []
    fallback = kinds.get(kind.fallback) if kind.joint else None
    return [kind] if fallback is None else [kind, fallback]


def to_attendees(tables: TableSet) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the officers named, in order, by mission and then by position."""
    found: defaultdict[str, defaultdict[str, list[str]]]
    found = defaultdict(lambda: defaultdict(list))
    for row in sorted(tables.good(AttendeeRow), key=lambda r: r.order):
        found[row.mission][row.position].append(row.officer)
    return {
        mission: {position: tuple(named) for position, named in positions.items()}
        for mission, positions in found.items()
    }


def to_pairings(tables: TableSet) -> tuple[Pairing, ...]:
    """Return the pairings of officers."""
    return tuple(
        Pairing(officer=r.officer, other=r.other, together=r.together, weight=r.weight)
        for r in tables.rows[PairingRow]
    )
