"""Builders of small scenarios for tests, with plain defaults.

The base week is Monday 5 to Sunday 11 October 2026: no clock change, one municipal
force ``pm`` and one national force ``pn`` competent in one commune with zones ``north``
and ``south``, 10 minutes apart, under one agreement led by ``pn``.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from scheduler.domain.agreements import Agreement, Pooling, Regime, SettingValue
from scheduler.domain.missions import (
    Mission,
    MissionKind,
    Occurrence,
    PastMission,
    Position,
)
from scheduler.domain.people import (
    Absence,
    Force,
    ForceKind,
    HeldQualification,
    Judicial,
    Officer,
    Status,
    WeaponPermit,
)
from scheduler.domain.places import Commune, Permission, TravelTimes, Zone
from scheduler.domain.powers import Power
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.run import Run, SolveStatus, TierResult
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.time import Clock, Span
from scheduler.domain.tours import PastWork, Shift, Tour
from scheduler.domain.validity import ALWAYS, Term, Validity
from scheduler.tables.missions import MissionRow, demand

D = TypeVar("D", Agreement, HeldQualification, Permission, Pooling, Power, WeaponPermit)

MONDAY = dt.date(2026, 10, 5)
FORCES = {
    "pm": Force(
        id="pm",
        name="Town",
        kind=ForceKind.MUNICIPAL,
        regime="municipal",
        communes=frozenset({"c"}),
    ),
    "pn": Force(
        id="pn",
        name="District",
        kind=ForceKind.NATIONAL,
        regime="national",
        communes=frozenset({"c"}),
    ),
}
AGREEMENT = Agreement(
    id="a",
    name="Agreement",
    municipal_force="pm",
    national_force="pn",
    communes=frozenset({"c"}),
    lead_force="pn",
    validity=Term(dt.date(2025, 1, 1), dt.date(2027, 12, 31)),
)


def day(offset: int, start: dt.date = MONDAY) -> dt.date:
    """Return a day of the week: 0 = the first day of the horizon."""
    return start + dt.timedelta(days=offset)


def dated(changes: Mapping[str, Any], usual: Validity = ALWAYS) -> dict[str, Any]:
    """Return changes with ``valid_from`` and ``valid_to`` as one ``validity``."""
    ends = {"valid_from": "first", "valid_to": "last"}
    given = {end: changes[name] for name, end in ends.items() if name in changes}
    rest = {name: value for name, value in changes.items() if name not in ends}
    return {**rest, "validity": replace(usual, **given)}


def redated(fact: D, **changes: Any) -> D:
    """Return a dated fact with changes, among them ``valid_from`` and ``valid_to``."""
    return replace(fact, **dated(changes, fact.validity))


def time(text: str) -> dt.time:
    """Return ``hh:mm`` as a time."""
    return dt.time.fromisoformat(text)


def officer(name: str, force: str = "pm", **changes: Any) -> Officer:
    """Return a free titular officer; national ones are OPJ."""
    judicial = Judicial.OPJ if force == "pn" else Judicial.APJA
    return Officer(**{"id": name, "force": force, "judicial": judicial, **changes})


def trainee(name: str, force: str = "pm", **changes: Any) -> Officer:
    """Return a trainee."""
    return officer(name, force, status=Status.TRAINEE, **changes)


def held(
    code: str, first: dt.date | None = None, last: dt.date | None = None
) -> HeldQualification:
    """Return a qualification that an officer holds."""
    return HeldQualification(code=code, validity=Validity(first, last))


def shift(name: str, start: str, end: str, force: str = "pm", **changes: Any) -> Shift:
    """Return a shift open to the whole force on every day."""
    base = {
        "id": name,
        "name": name,
        "force": force,
        "units": frozenset(),
        "start": time(start),
        "end": time(end),
        "weekdays": frozenset(range(7)),
    }
    return Shift(**{**base, **changes})


def position(
    name: str, force: ForceKind | None = ForceKind.MUNICIPAL, **changes: Any
) -> Position:
    """Return a position of one seat."""
    return Position(**{"name": name, "force": force, **changes})


def power(name: str, **changes: Any) -> Power:
    """Return a power that requires nothing."""
    return Power(**{"id": name, "name_fr": name, "name_en": name, **dated(changes)})


SOLO = MissionKind(
    id="solo",
    name_fr="Garde",
    name_en="Guard",
    joint=False,
    priority=10,
    positions=(position("agent"),),
)
PAIR = MissionKind(
    id="pair",
    name_fr="Patrouille mixte",
    name_en="Joint patrol",
    joint=True,
    priority=20,
    positions=(
        position("chief", ForceKind.NATIONAL, leads=True),
        position("agent", ForceKind.MUNICIPAL),
    ),
)


def clock(start: dt.date = MONDAY, days: int = 7) -> Clock:
    """Return the clock of a Paris horizon."""
    return Clock(start, days, "Europe/Paris")


def mission(
    name: str,
    kind: MissionKind = SOLO,
    *,
    at: Iterable[tuple[int, str]] = ((0, "10:00"),),
    minutes: int = 60,
    zone: str = "north",
    or_zones: Iterable[str] = (),
    times: int = 1,
    on: Clock | None = None,
    **changes: Any,
) -> Mission:
    """Return a mission; ``at`` lists its possible (day, start), without briefing.

    A joint kind with a fallback gives two occurrences for each start and place: joint,
    then fallback.
    """
    on = on or clock()
    occurrences = []
    for offset, start in at:
        first = on.minute(day(offset, on.start), time(start))
        span = Span(first - kind.briefing, first + minutes + kind.debriefing)
        forms = (False, True) if kind.joint and kind.fallback else (False,)
        occurrences += [
            Occurrence(
                name,
                day(offset, on.start),
                span,
                where,
                fallback,
                place,
                kind.briefing,
                kind.debriefing,
            )
            for place, where in enumerate((zone, *or_zones))
            for fallback in forms
        ]
    base = {
        "id": name,
        "kind": kind.id,
        "zone": zone,
        "occurrences": tuple(occurrences),
        "times": times,
        "priority": kind.priority,
        "mandatory": kind.mandatory,
    }
    return Mission(**{**base, **changes})


def post(
    name: str,
    kind: MissionKind = SOLO,
    *,
    days: Iterable[int] = (0,),
    hours: tuple[str, str] = ("08:00", "16:00"),
    minutes: int = 240,
    step: int = 60,
    overlap: int = 0,
    zone: str = "north",
    on: Clock | None = None,
    **changes: Any,
) -> Mission:
    """Return a post held by relays during the same hours of some days.

    Hours that end when they begin are 24 h; ``24:00`` is midnight.
    """
    on = on or clock()
    first, last = (60 * int(h) + int(m) for h, m in (x.split(":") for x in hours))
    row = MissionRow(
        "missions.csv",
        2,
        {},
        mission=name,
        kind=kind.id,
        zone=zone,
        dates=tuple(day(i, on.start) for i in days),
        from_=first,
        until=last,
        minutes=minutes,
        grid=step,
        overlap=overlap,
    )
    asked = demand(row, kind, on)
    base = {
        "id": name,
        "kind": kind.id,
        "zone": zone,
        "occurrences": asked.occurrences,
        "times": asked.times,
        "priority": kind.priority,
        "mandatory": kind.mandatory,
        "relay": asked.relay,
    }
    return Mission(**{**base, **changes})


def setting(rule: str, name: str, value: int | None, **dates: Any) -> SettingValue:
    """Return a value that a regime gives to a setting."""
    return SettingValue(rule=rule, setting=name, value=value, **dated(dates))


def absence(who: str, first: int, last: int, *, on: Clock | None = None) -> Absence:
    """Return an absence of whole days, both included."""
    on = on or clock()
    span = Span(on.midnight(day(first, on.start)), on.midnight(day(last + 1, on.start)))
    return Absence(officer=who, span=span, reason="CA")


def past(
    who: str, offset: int, start: str, end: str, *, on: Clock | None = None
) -> Tour:
    """Return a tour of the history; ``offset`` is negative."""
    on = on or clock()
    first = day(offset, on.start)
    span = on.tour(first, time(start), time(end))
    return Tour(who, first, "", span, span.length)


def past_work(
    who: str, first: int, last: int, work: int, *, on: Clock | None = None, **more: int
) -> PastWork:
    """Return a total of work over days before the horizon, both ends included."""
    start = (on or clock()).start
    return PastWork(
        officer=who, first=day(first, start), last=day(last, start), work=work, **more
    )


def past_mission(
    name: str,
    kind: MissionKind,
    offset: int,
    start: str,
    *,
    minutes: int = 60,
    zone: str = "north",
    on: Clock | None = None,
    **heads: int,
) -> PastMission:
    """Return a mission before the horizon, with heads by force; ``offset`` < 0."""
    on = on or clock()
    first = on.minute(day(offset, on.start), time(start))
    return PastMission(
        mission=name,
        kind=kind.id,
        zone=zone,
        day=day(offset, on.start),
        span=Span(first, first + minutes),
        heads=heads,
    )


def scenario(
    *,
    officers: Iterable[Officer] = (),
    shifts: Iterable[Shift] = (),
    missions: Iterable[Mission] = (),
    kinds: Iterable[MissionKind] = (SOLO, PAIR),
    on: Clock | None = None,
    regimes: Mapping[str, tuple[SettingValue, ...]] | None = None,
    travel: int | TravelTimes = 10,
    tiers: Iterable[tuple[str, Mapping[str, int]]] = (
        ("missions", {"missions_by_priority": 1}),
    ),
    **changes: Any,
) -> Scenario:
    """Return a scenario of the base week with the given rows."""
    given = regimes or {}
    base: dict[str, Any] = {
        "name": "test",
        "title": "Test week",
        "clock": on or clock(),
        "forces": FORCES,
        "regimes": {
            k.value: Regime(id=k.value, kind=k, values=given.get(k.value, ()))
            for k in ForceKind
        },
        "agreements": {"a": AGREEMENT},
        "communes": {"c": Commune(id="c", name="Town")},
        "zones": {
            z: Zone(id=z, name=z.title(), commune="c") for z in ("north", "south")
        },
        "travel": _travel(travel),
        "officers": {o.id: o for o in officers},
        "shifts": {s.id: s for s in shifts},
        "kinds": {k.id: k for k in kinds},
        "missions": {m.id: m for m in missions},
        "tiers": tuple(Tier(name=n, goals=g) for n, g in tiers),
    }
    return Scenario(**{**base, **changes})


def _travel(travel: int | TravelTimes) -> TravelTimes:
    if isinstance(travel, TravelTimes):
        return travel
    both = {("north", "south"): travel, ("south", "north"): travel}
    return TravelTimes(("north", "south"), both, 0)


def facts(
    week: Scenario,
    *,
    tours: Iterable[tuple[str, int, str]] = (),
    crews: Iterable[tuple[str, str, str]] = (),
    alone: Iterable[tuple[str, str, str]] = (),
) -> Facts:
    """Return a roster of a scenario.

    Parameters
    ----------
    week
        The scenario.
    tours
        (officer, day, shift) for each tour worked.
    crews
        (mission, position, officer) for each assignment, on its first start.
    alone
        The same for missions held by one force alone, as the fallback of their kind.
    """
    worked = [
        week.tour(
            who, day(offset, week.clock.start), code, fixed=not week.officers[who].free
        )
        for who, offset, code in tours
    ]
    seated = [
        Assignment(m, week.missions[m].starts[0].span.start, p, who, fallback)
        for fallback, rows in ((False, crews), (True, alone))
        for m, p, who in rows
    ]
    return Facts(week, Roster(tuple(worked), tuple(seated)).sorted())


def proved(week: Scenario) -> Run:
    """Return a run in which every tier is proved."""
    return Run(
        scenario=week.name,
        status=SolveStatus.OPTIMAL,
        tiers=tuple(
            TierResult(
                name=tier.name,
                value=0,
                bound=0,
                status=SolveStatus.OPTIMAL,
                seconds=0.0,
            )
            for tier in week.tiers
        ),
        seed=0,
        workers=1,
        time_limit=60,
        computed_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
        seconds=0.0,
    )
