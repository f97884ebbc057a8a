"""From the files of a scenario to the scenario."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scheduler.domain.agreements import (
    Agreement,
    Pooling,
    Regime,
    Route,
    SettingValue,
)
from scheduler.domain.authority import Derogation, Override, Suspension
from scheduler.domain.missions import (
    Cover,
    Equipment,
    Field,
    Measured,
    Mission,
    MissionKind,
    PastMission,
    Period,
    Position,
    Quota,
    Risk,
    Share,
)
from scheduler.domain.people import (
    Absence,
    Force,
    ForceKind,
    HeldQualification,
    Judicial,
    Officer,
    Pairing,
    Pin,
    Request,
    Sex,
    Status,
    Together,
    WeaponPermit,
)
from scheduler.domain.places import Commune, Permission, TravelTimes, Zone
from scheduler.domain.powers import OpjNeed, Power
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.time import DAY, HOUR, Clock, Span
from scheduler.domain.tours import (
    Change,
    CycleChange,
    FixedTour,
    PastWork,
    Rest,
    Shift,
    Tour,
)
from scheduler.io.book import Book, open_book
from scheduler.io.cells import parse_setting
from scheduler.io.checks import check
from scheduler.io.demand import demand
from scheduler.io.faults import Fault, InputFaults
from scheduler.io.known import Known, registered
from scheduler.io.schema import DEFAULT_TIERS
from scheduler.io.source import Source, read_source, scenario_name
from scheduler.io.tables import Row
from scheduler.io.times import moment, wall


def load(path: Path | str, *, known: Known | None = None) -> Scenario:
    """Return the scenario that a folder or a workbook holds.

    Parameters
    ----------
    path
        Folder with ``scenario.toml`` and tables, or ``.xlsx`` workbook.
    known
        Settings and goals that may be named; by default those of the registries.

    Raises
    ------
    InputFaults
        If anything is wrong: every fault of every file in one go.
    """
    path = Path(path)
    faults: list[Fault] = []
    source = read_source(path, faults)
    return build(scenario_name(path), source, faults, known=known)


def build(
    name: str,
    source: Source,
    faults: Iterable[Fault] = (),
    *,
    known: Known | None = None,
) -> Scenario:
    """Return the scenario that is written in some tables, wherever they come from.

    Parameters
    ----------
    name
        Code of the scenario.
    source
        The tables as written.
    faults
        What is known to be wrong with them already.
    known
        Settings and goals that may be named; by default those of the registries.

    Raises
    ------
    InputFaults
        If anything is wrong: every fault of every table in one go.
    """
    found = list(faults)
    book = open_book(source, known or registered(), found)
    found.extend(check(book, tuple(found)))
    if found:
        raise InputFaults(found)
    assert book.clock is not None  # or a fault would have said so
    return _scenario(name, book, book.clock)


def _scenario(name: str, book: Book, clock: Clock) -> Scenario:
    settings = book.settings
    kinds = _kinds(book)
    shifts = {r["shift"]: _shift(r) for r in book.rows["shifts"]}
    zones = {
        r["zone"]: Zone(
            id=r["zone"],
            name=r["name"],
            commune=r["commune"],
            also_in=frozenset(r["also_in"]) - {r["commune"]},
        )
        for r in book.rows["zones"]
    }
    return Scenario(
        name=name,
        title=str(settings["title"]),
        id=str(settings["id"] or ""),
        tours_busy=bool(settings["tours_busy"]),
        clock=clock,
        language=str(settings["language"]),
        forces={r["force"]: _force(r) for r in book.rows["forces"]},
        regimes=_regimes(book),
        agreements={r["agreement"]: _agreement(r) for r in book.rows["agreements"]},
        communes={
            r["commune"]: Commune(
                id=r["commune"], name=r["name"], population=r["population"]
            )
            for r in book.rows["communes"]
        },
        zones=zones,
        travel=_travel(book, zones),
        officers=_officers(book),
        shifts=shifts,
        cycles=_cycles(book),
        cycle_rests=_cycle_rests(book),
        cycle_changes=tuple(_change(r, clock) for r in book.rows["cycle_changes"]),
        fixed_tours=tuple(
            FixedTour(officer=r["officer"], day=r["date"], shift=r["shift"])
            for r in book.rows["fixed_tours"]
        ),
        kinds=kinds,
        missions=_missions(book, kinds, clock),
        absences=tuple(_absence(r, clock) for r in book.rows["absences"]),
        requests=tuple(
            Request(
                officer=r["officer"],
                day=r["date"],
                wish=r["wish"],
                shift=r["shift"],
                weight=r["weight"],
            )
            for r in book.rows["requests"]
        ),
        pins=tuple(
            Pin(
                officer=r["officer"],
                pin=r["pin"],
                day=r["date"],
                shift=r["shift"],
                mission=r["mission"],
            )
            for r in book.rows["pins"]
        ),
        history=tuple(_past(r, clock) for r in book.rows["history"]),
        past_work=tuple(_past_work(r) for r in book.rows["past_work"]),
        past_missions=tuple(
            _past_mission(r, clock) for r in book.rows["past_missions"]
        ),
        fields={
            r["field"]: Field(
                id=r["field"],
                name_fr=r["name_fr"],
                name_en=r["name_en"],
                source=r["source"],
            )
            for r in book.rows["fields"]
        },
        permissions=tuple(_permission(r) for r in book.rows["permissions"]),
        pairings=tuple(
            Pairing(
                officer=r["officer"],
                other=r["other"],
                together=Together(r["together"]),
                weight=r["weight"],
            )
            for r in book.rows["pairings"]
        ),
        risks=tuple(c for r in book.rows["risk"] for c in _risks(r, clock)),
        quotas={r["quota"]: _quota(r) for r in book.rows["quotas"]},
        shares=tuple(
            Share(
                id=r["share"],
                force=r["force"],
                percent=r["percent"],
                kinds=frozenset(r["kinds"]),
            )
            for r in book.rows["shares"]
        ),
        suspensions=tuple(_suspension(r, clock) for r in book.rows["suspensions"]),
        derogations=tuple(
            _derogation(officer, r)
            for r in book.rows["derogations"]
            for officer in _meant(book, r)
        ),
        overrides=tuple(_override(r) for r in book.rows["overrides"]),
        poolings=tuple(_pooling(r) for r in book.rows["poolings"]),
        powers=tuple(_power(r) for r in book.rows["powers"]),
        equipment={
            r["equipment"]: Equipment(
                id=r["equipment"],
                name_fr=r["name_fr"],
                name_en=r["name_en"],
                quantity=r["quantity"],
                turnaround=r["turnaround"],
            )
            for r in book.rows["equipment"]
        },
        cover=tuple(
            c for r in book.rows["cover"] for c in _cover(r, shifts[r["shift"]], clock)
        ),
        tiers=_tiers(book),
        inputs=dict(sorted(book.inputs.items())),
        public_holidays={} if book.off is None else book.off.public,
        school_holidays=None if book.off is None else book.off.school,
        remarks=book.remarks,
    )


def _force(row: Row) -> Force:
    return Force(
        id=row["force"],
        name=row["name"],
        kind=ForceKind(row["kind"]),
        regime=row["regime"] or row["kind"],
        communes=frozenset(row["communes"]),
        posts=row["posts"],
        station=row["station"],
    )


def _regimes(book: Book) -> dict[str, Regime]:
    values: defaultdict[str, list[SettingValue]] = defaultdict(list)
    for row in book.rows["regimes"]:
        setting = book.known.settings[row["rule"]][row["setting"]]
        values[row["regime"]].append(
            SettingValue(
                rule=row["rule"],
                setting=row["setting"],
                value=parse_setting(setting, row["value"]),
                valid_from=row["valid_from"],
                valid_to=row["valid_to"],
                source=row["source"],
            )
        )
    return {
        name: Regime(id=name, kind=ForceKind(kind), values=tuple(values[name]))
        for name, kind in (
            (r["regime"] or r["kind"], r["kind"]) for r in book.rows["forces"]
        )
    }


def _agreement(row: Row) -> Agreement:
    return Agreement(
        id=row["agreement"],
        name=row["name"],
        municipal_force=row["municipal_force"],
        national_force=row["national_force"],
        communes=frozenset(row["communes"]),
        lead_force=row["lead_force"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        night_clause=row["night_clause"],
        kinds=frozenset(row["kinds"]),
        arms=row["arms"],
        denounced=row["denounced"],
        notice_months=row["notice_months"],
    )


def _pooling(row: Row) -> Pooling:
    return Pooling(
        id=row["pooling"],
        route=Route(row["route"]),
        forces=frozenset(row["forces"]),
        communes=frozenset(row["communes"]),
        kinds=frozenset(row["kinds"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )


def _power(row: Row) -> Power:
    return Power(
        id=row["power"],
        name_fr=row["name_fr"],
        name_en=row["name_en"],
        opj=OpjNeed(row["opj"]),
        chief=row["chief"] or "",
        national=row["national"],
        both_sexes=row["both_sexes"],
        municipal=row["municipal"],
        judicial=row["judicial"],
        suspends=row["suspends"],
        requisition=row["requisition"],
        announced=row["announced"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        source=row["source"],
    )


def _override(row: Row) -> Override:
    return Override(
        rule=row["rule"],
        officer=row["officer"],
        mission=row["mission"],
        day=row["date"],
        municipal_author=row["municipal_author"] or "",
        national_author=row["national_author"] or "",
        reason=row["reason"],
    )


def _meant(book: Book, row: Row) -> list[str]:
    """Return the officers whom a row means, by themselves or by their cycle."""
    if row["officer"] is not None:
        return [row["officer"]]
    return [r["officer"] for r in book.rows["officers"] if r["cycle"] == row["cycle"]]


def _derogation(officer: str, row: Row) -> Derogation:
    return Derogation(
        officer=officer,
        rule=row["rule"],
        first=row["from_date"],
        last=row["to_date"],
        reason=row["reason"],
        author=row["author"],
    )


def _suspension(row: Row, clock: Clock) -> Suspension:
    last = row["to_date"]
    return Suspension(
        officer=row["officer"],
        what=row["what"],
        span=Span(
            clock.midnight(row["from_date"]),
            # A mission of the last night may reach into the next two days.
            clock.span.end + 2 * DAY if last is None else clock.day(last).end,
        ),
    )


def _travel(book: Book, zones: Mapping[str, Zone]) -> TravelTimes:
    given = {(r["from"], r["to"]): r["minutes"] for r in book.rows["travel"]}
    back = {(b, a): minutes for (a, b), minutes in given.items()}
    default = book.settings["travel"]
    assert isinstance(default, int)
    return TravelTimes(zones, back | given, default)


def _officers(book: Book) -> dict[str, Officer]:
    held = book.groups("qualifications", "officer")
    weapons = book.groups("weapons", "officer")
    return {
        r["officer"]: Officer(
            id=r["officer"],
            force=r["force"],
            unit=r["unit"] or "",
            grade=r["grade"],
            judicial=Judicial(r["judicial"]),
            status=Status(r["status"]),
            contract=r["contract_hours"],
            free=r["tours"] == "free",
            cycle=r["cycle"],
            cycle_start=r["cycle_start"],
            qualifications=tuple(
                HeldQualification(
                    code=q["qualification"],
                    valid_from=q["valid_from"],
                    valid_to=q["valid_to"],
                )
                for q in held.get(r["officer"], ())
            ),
            sex=None if r["sex"] is None else Sex(r["sex"]),
            night_worker=r["night_worker"],
            desk=r["desk"],
            weapons=tuple(
                WeaponPermit(
                    weapon=w["weapon"],
                    valid_from=w["valid_from"],
                    valid_to=w["valid_to"],
                    sessions=tuple(sorted(w["sessions"])),
                )
                for w in weapons.get(r["officer"], ())
            ),
        )
        for r in book.rows["officers"]
    }


def _shift(row: Row) -> Shift:
    return Shift(
        id=row["shift"],
        name=row["name"],
        force=row["force"],
        units=frozenset(row["units"]),
        start=wall(row["start"]),
        end=wall(row["end"]),
        weekdays=row["days"],
        unpaid_break=row["unpaid_break"],
    )


def _cycles(book: Book) -> dict[str, tuple[str | None, ...]]:
    return {
        cycle: tuple(r["shift"] for r in sorted(rows, key=lambda r: int(r["day"])))
        for cycle, rows in book.groups("cycles", "cycle").items()
    }


def _cycle_rests(book: Book) -> dict[str, tuple[Rest | None, ...]]:
    return {
        cycle: tuple(
            None if r["rest"] is None else Rest(r["rest"])
            for r in sorted(rows, key=lambda r: int(r["day"]))
        )
        for cycle, rows in book.groups("cycles", "cycle").items()
    }


def _change(row: Row, clock: Clock) -> CycleChange:
    told = None
    if row["told_date"] is not None:
        told = moment(clock, row["told_date"], _or(row["told_time"], 0))
    return CycleChange(
        officer=row["officer"],
        day=row["date"],
        change=Change(row["change"]),
        told=told,
        reason=row["reason"],
    )


def _kinds(book: Book) -> dict[str, MissionKind]:
    crews = book.groups("positions", "kind")
    return {
        r["kind"]: mission_kind(r, crews[r["kind"]]) for r in book.rows["mission_kinds"]
    }


def mission_kind(row: Row, crew: Iterable[Row]) -> MissionKind:
    """Return the kind that a row of ``mission_kinds`` and its positions describe."""
    return MissionKind(
        id=row["kind"],
        name_fr=row["name_fr"],
        name_en=row["name_en"],
        joint=row["joint"],
        priority=row["priority"],
        mandatory=row["mandatory"],
        night_exempt=row["night_exempt"],
        positions=tuple(_position(p) for p in crew),
        equipment=dict(row["equipment"]),
        source=row["source"],
        powers=row["powers"],
        fallback=row["fallback"],
        fallback_worth=row["fallback_worth"],
        field=row["field"] or "",
        briefing=row["briefing"],
        debriefing=row["debriefing"],
        changeover=row["changeover"],
        reach=row["reach"],
        presence=row["presence"],
        unpredictable=row["unpredictable"],
        permission=row["permission"],
        conditions_fr=row["conditions_fr"],
        conditions_en=row["conditions_en"],
        short_fr=row["short_fr"] or "",
        short_en=row["short_en"] or "",
    )


def _position(row: Row) -> Position:
    return Position(
        name=row["position"],
        count=row["count"],
        force=None if row["force"] == "any" else ForceKind(row["force"]),
        qualifications=row["qualifications"],
        judicial=frozenset(map(Judicial, row["judicial"])),
        leads=row["leads"],
        armed=row["armed"],
        wardens=row["wardens"],
    )


def _missions(
    book: Book, kinds: Mapping[str, MissionKind], clock: Clock
) -> dict[str, Mission]:
    invited = book.groups("attendees", "mission")
    return {
        r["mission"]: _mission(
            r, kinds[r["kind"]], clock, _attendees(invited.get(r["mission"], ()))
        )
        for r in book.rows["missions"]
    }


def _attendees(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: int(r["order"])):
        found[row["position"]].append(row)
    return {p: tuple(r["officer"] for r in asked) for p, asked in found.items()}


def _mission(
    row: Row, kind: MissionKind, clock: Clock, attendees: Mapping[str, tuple[str, ...]]
) -> Mission:
    asked = demand(row, kind, clock)
    return Mission(
        id=row["mission"],
        kind=row["kind"],
        zone=row["zone"],
        occurrences=asked.occurrences,
        times=asked.times,
        priority=_or(row["priority"], kind.priority),
        mandatory=_or(row["mandatory"], kind.mandatory),
        note=row["note"],
        requisition=row["requisition"],
        spacing=row["spacing"],
        relay=asked.relay,
        equipage=row["equipage"] or "",
        attendees=attendees,
    )


def _permission(row: Row) -> Permission:
    return Permission(
        zone=row["zone"],
        kinds=frozenset(row["kinds"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        reference=row["reference"],
    )


def _past_mission(row: Row, clock: Clock) -> PastMission:
    start = clock.minute(row["date"], wall(row["start"]))
    return PastMission(
        mission=row["mission"],
        kind=row["kind"],
        zone=row["zone"],
        day=row["date"],
        span=Span(start, start + row["minutes"]),
        heads=dict(row["heads"]),
    )


def _risks(row: Row, clock: Clock) -> list[Risk]:
    """Return one cell for each hour, or part of one, of each day meant."""
    return [
        Risk(
            zone=row["zone"],
            day=day,
            span=Span(start, min(start + HOUR, end)),
            points=row["points"],
        )
        for day in clock.dates
        if day.weekday() in row["days"]
        for first, end in [
            (moment(clock, day, row["from"]), moment(clock, day, row["until"]))
        ]
        for start in range(first, end, HOUR)
    ]


def _quota(row: Row) -> Quota:
    measured = Measured(row["measure"])
    return Quota(
        id=row["quota"],
        name=row["name"],
        agreement=row["agreement"],
        communes=frozenset(row["communes"]),
        kinds=frozenset(row["kinds"]),
        measured=measured,
        period=Period(row["per"]),
        minimum=row["minimum"] * (HOUR if measured is Measured.HOURS else 1),
        weight=row["weight"],
    )


def _or(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _absence(row: Row, clock: Clock) -> Absence:
    return Absence(
        officer=row["officer"],
        span=Span(
            moment(clock, row["from_date"], row["from_time"]),
            moment(clock, row["to_date"], row["to_time"]),
        ),
        reason=row["reason"],
    )


def _past(row: Row, clock: Clock) -> Tour:
    span = clock.tour(row["date"], wall(row["start"]), wall(row["end"]))
    return Tour(
        row["officer"], row["date"], "", span, span.length - row["unpaid_break"]
    )


def _past_work(row: Row) -> PastWork:
    return PastWork(
        officer=row["officer"],
        first=row["from_date"],
        last=row["to_date"],
        work=row["hours"],
        nights=row["nights"],
        night_work=row["night_hours"],
    )


def _cover(row: Row, shift: Shift, clock: Clock) -> list[Cover]:
    return [
        Cover(
            force=row["force"],
            shift=row["shift"],
            day=day,
            minimum=row["minimum"],
            unit=row["unit"],
            qualification=row["qualification"],
            weight=row["weight"],
        )
        for day in clock.dates
        if row["date"] in (None, day) and day.weekday() in row["days"] & shift.weekdays
    ]


def _tiers(book: Book) -> tuple[Tier, ...]:
    if book.tiers is None:
        return DEFAULT_TIERS
    goals: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in book.tiers:
        goals[row["tier"]][row["goal"]] = row["weight"]
    return tuple(Tier(name=name, goals=weights) for name, weights in goals.items())
