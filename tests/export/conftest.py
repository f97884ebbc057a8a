"""Editions to render: a small week, both clock-change nights, and a big week."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.breaks import place_breaks
from scheduler.domain.missions import (
    Cover,
    Equipment,
    Measured,
    MissionKind,
    Period,
    Quota,
    Risk,
    Share,
)
from scheduler.domain.people import Force, ForceKind, Request
from scheduler.domain.places import Commune, TravelTimes, Zone
from scheduler.domain.roster import Assignment, Break, Facts, Roster
from scheduler.domain.run import Run, SolveStatus, TierResult
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span
from scheduler.render.edition import Edition
from scheduler.rules.daily_break import DailyBreak
from tests import builders as b

COMPUTED = dt.datetime(2026, 10, 1, 12, 5, 9, tzinfo=dt.UTC)
AUTUMN = dt.date(2026, 10, 19)
SPRING = dt.date(2027, 3, 22)
BIKE = MissionKind(
    id="bike",
    name_fr="Patrouille VTT mixte",
    name_en="Joint bike patrol",
    short_fr="VTT mixte",
    short_en="joint bike",
    joint=True,
    priority=20,
    positions=(
        b.position("chief", ForceKind.NATIONAL, leads=True),
        b.position("agent", ForceKind.MUNICIPAL, count=2),
    ),
    equipment={"vtt": 3},
)


def run_of(week: Scenario, tiers: tuple[TierResult, ...] = ()) -> Run:
    """Return a run that ended well."""
    return Run(
        scenario=week.name,
        status=SolveStatus.OPTIMAL,
        tiers=tiers,
        seed=1,
        workers=1,
        time_limit=60,
        computed_at=COMPUTED,
        seconds=12.5,
    )


def edition_of(facts: Facts, language: str = "fr") -> Edition:
    """Return the edition of a roster."""
    week = facts.scenario
    return Edition(week, facts.roster, run_of(week), language)


def small_week(on: Clock | None = None, **changes: Any) -> Scenario:
    """Return three municipal officers and a national one, with day and night shifts."""
    on = on or b.clock()
    base: dict[str, Any] = {
        "on": on,
        "officers": [
            b.officer("PM-1"),
            b.officer("PM-2"),
            b.officer("PN-1", "pn"),
            b.officer("PM-9"),
        ],
        "shifts": [
            b.shift("jour", "06:30", "14:30"),
            b.shift("nuit", "22:00", "06:00"),
            b.shift("pn-jour", "06:30", "18:38", "pn"),
            b.shift("pn-nuit", "20:00", "08:00", "pn"),
        ],
        "kinds": [b.SOLO, b.PAIR, BIKE],
        "missions": [
            b.mission("foot", b.PAIR, at=[(0, "08:00")], on=on),
            b.mission(
                "ride", BIKE, at=[(0, "10:00")], minutes=90, on=on, note="Place; à vélo"
            ),
            b.mission("late", b.PAIR, at=[(5, "23:30")], minutes=240, on=on),
            b.mission("never", b.SOLO, at=[(2, "10:00"), (3, "10:00")], on=on),
        ],
        "equipment": {
            "vtt": Equipment(id="vtt", name_fr="VTT", name_en="Bike", quantity=4)
        },
        "tiers": (),
    }
    return b.scenario(**{**base, **changes})


def small_facts(week: Scenario) -> Facts:
    """Return the roster of the small week: a day on Monday, a night on Saturday."""
    return b.facts(
        week,
        tours=[
            ("PM-1", 0, "jour"),
            ("PM-2", 0, "jour"),
            ("PN-1", 0, "pn-jour"),
            ("PM-1", 5, "nuit"),
            ("PN-1", 5, "pn-nuit"),
        ],
        crews=[
            ("foot", "chief", "PN-1"),
            ("foot", "agent", "PM-2"),
            ("ride", "chief", "PN-1"),
            ("ride", "agent", "PM-1"),
            ("ride", "agent", "PM-2"),
            ("late", "chief", "PN-1"),
            ("late", "agent", "PM-1"),
        ],
    )


def resting_facts(week: Scenario) -> Facts:
    """Return the roster of the small week with breaks at hours given by hand.

    Monday: PM-1 at 12:10 and PM-2 at 11:30, PN-1 at 12:10 and 15:00; Sunday at 02:00.
    """
    found, on = small_facts(week), week.clock
    breaks = (
        ("PM-1", 0, "jour", 0, "12:10"),
        ("PM-2", 0, "jour", 0, "11:30"),
        ("PN-1", 0, "pn-jour", 0, "12:10"),
        ("PN-1", 0, "pn-jour", 0, "15:00"),
        ("PM-1", 5, "nuit", 6, "03:40"),
    )
    placed = []
    for who, day, shift, later, start in breaks:
        first = on.minute(b.day(later, on.start), b.time(start))
        span = Span(first, first + 20)
        placed.append(Break(who, b.day(day, on.start), shift, span))
    return Facts(week, replace(found.roster, breaks=tuple(placed)))


ALONE = MissionKind(
    id="alone",
    name_fr="Patrouille VTT municipale",
    name_en="Municipal bike patrol",
    joint=False,
    priority=9,
    positions=(b.position("chief", leads=True), b.position("agent")),
    equipment={"vtt": 2},
)


def alone_facts(*, alone: bool = True) -> Facts:
    """Return a ride that the municipal force holds alone, or jointly."""
    ride = replace(BIKE, fallback="alone")
    week = small_week(
        kinds=[b.SOLO, ride, ALONE],
        missions=[b.mission("ride", ride, at=[(0, "10:00")], minutes=90)],
    )
    if alone:
        return b.facts(
            week,
            tours=[("PM-1", 0, "jour"), ("PM-2", 0, "jour")],
            alone=[("ride", "chief", "PM-1"), ("ride", "agent", "PM-2")],
        )
    return b.facts(
        week,
        tours=[("PM-1", 0, "jour"), ("PM-2", 0, "jour"), ("PN-1", 0, "pn-jour")],
        crews=[
            ("ride", "chief", "PN-1"),
            ("ride", "agent", "PM-1"),
            ("ride", "agent", "PM-2"),
        ],
    )


@pytest.fixture
def small() -> Edition:
    return edition_of(small_facts(small_week()))


@pytest.fixture(params=[AUTUMN, SPRING], ids=["autumn", "spring"])
def clock_change(request: pytest.FixtureRequest) -> Edition:
    """Return a week whose Saturday night tours cross a clock change."""
    return edition_of(small_facts(small_week(b.clock(request.param))))


ZONE_NAMES = (
    "Jaude",
    "Hypercentre",
    "Gare",
    "Montferrand",
    "Les Vergnes",
    "Croix-de-Neyrat",
    "La Gauthière",
    "Saint-Jacques",
    "Fontaine-du-Bac",
    "Stade Gabriel-Montpied",
)


def big_edition(language: str = "fr", days: int = 7) -> Edition:
    """Return 120 officers of two forces, and 220 missions or so, drawn once for all."""
    draw = random.Random(7)
    on = b.clock(AUTUMN, days)
    officers = _officers()
    shifts = [
        replace(b.shift("matin", "06:00", "13:30"), name="Matin"),
        replace(b.shift("jour", "09:30", "17:30"), name="Journée"),
        replace(b.shift("apm", "13:00", "20:30"), name="Après-midi"),
        replace(b.shift("soir", "17:00", "00:30"), name="Soirée"),
        replace(b.shift("nuit", "21:00", "05:30"), name="Nuit"),
        replace(b.shift("pn-matin", "05:00", "13:10", "pn"), name="Matin PN"),
        replace(b.shift("pn-apm", "12:50", "21:00", "pn"), name="Après-midi PN"),
        replace(b.shift("pn-nuit", "20:50", "05:00", "pn"), name="Nuit PN"),
        replace(b.shift("pn-jour12", "06:52", "19:00", "pn"), name="Jour 12 h 08"),
    ]
    kinds = _kinds()
    zones = {
        f"z{i}": Zone(id=f"z{i}", name=n, commune="63113")
        for i, n in enumerate(ZONE_NAMES)
    }
    missions = []
    for i in range(32 * days):
        kind = draw.choice(kinds)
        start = f"{draw.choice(range(6, 23)):02d}:{draw.choice((0, 15, 30)):02d}"
        missions.append(
            b.mission(
                f"m{i:03d}",
                kind,
                at=[(i % days, start)],
                minutes=draw.choice((60, 90, 120, 150)),
                zone=draw.choice(list(zones)),
                on=on,
                note="Contact : CIC, canal 4" if i % 9 == 0 else "",
            )
        )
    week = b.scenario(
        on=on,
        name="clermont",
        title="Clermont-Ferrand – brigades mixtes",
        officers=officers,
        shifts=shifts,
        missions=missions,
        kinds=kinds,
        communes={"63113": Commune(id="63113", name="Clermont-Ferrand")},
        zones=zones,
        travel=TravelTimes(zones, {}, 10),
        forces={
            k: replace(f, name=n)
            for (k, f), n in zip(
                b.FORCES.items(),
                ("Police municipale de Clermont-Ferrand", "Commissariat central"),
                strict=True,
            )
        },
        equipment={
            "vtt": Equipment(id="vtt", name_fr="VTT", name_en="Bike", quantity=16),
            "radio": Equipment(
                id="radio", name_fr="Radio", name_en="Radio", quantity=60
            ),
        },
        absences=tuple(
            b.absence(o.id, i % days, min(i % days + 2, days - 1), on=on)
            for i, o in enumerate(officers)
            if i % 11 == 3
        ),
        requests=tuple(
            Request(officer=o.id, day=b.day(i % days, AUTUMN), wish="off")
            for i, o in enumerate(officers)
            if i % 4 == 0
        ),
        cover=tuple(
            Cover(force=s.force, shift=s.id, day=d, minimum=6)
            for s in shifts
            for d in on.dates
        ),
        quotas={
            "centre": Quota(
                id="centre",
                name="Patrouilles mixtes du centre-ville et du quartier de la gare",
                agreement="a",
                measured=Measured.HOURS,
                period=Period.MONTH,
                minimum=400 * 60,
            ),
            "all": Quota(id="all", minimum=30),
        },
        shares=(
            Share(id="joint", force="pm", percent=60),
            Share(id="joint", force="pn", percent=40),
        ),
        risks=tuple(
            Risk(zone=z, day=d, span=Span(first, first + 60), points=10 + len(z))
            for z in zones
            for d in on.dates
            for first in (on.midnight(d) + 20 * 60, on.midnight(d) + 21 * 60)
        ),
        tiers=(),
    )
    breaks = DailyBreak()
    roster = place_breaks(
        week, _big_roster(week, draw), lambda tour: breaks.need(week, tour)
    )
    run = replace(run_of(week, _tiers()), status=SolveStatus.FEASIBLE)
    return Edition(week, roster, run, language)


def _officers() -> list[Any]:
    units = {
        "pm": ("Îlotage", "Brigade de soirée", "VTT", "Circulation"),
        "pn": ("BST", "Police secours", "VTT"),
    }
    return [
        b.officer(
            f"{force.upper()}-{n:03d}",
            force,
            unit=units[force][n % len(units[force])],
            contract=35 * 60 if force == "pm" else 40 * 60 + 30,
        )
        for force, heads in (("pm", 68), ("pn", 52))
        for n in range(1, heads + 1)
    ]


def _kinds() -> list[MissionKind]:
    def kind(code: str, french: str, english: str, agents: int, **more: Any) -> Any:
        return MissionKind(
            id=code,
            name_fr=french,
            name_en=english,
            joint=True,
            priority=10,
            positions=(
                b.position("chef", ForceKind.NATIONAL, leads=True),
                b.position("équipier", ForceKind.MUNICIPAL, count=agents),
            ),
            **more,
        )

    return [
        kind(
            "foot",
            "Patrouille pédestre mixte",
            "Joint foot patrol",
            2,
            equipment={"radio": 2},
        ),
        kind(
            "bike",
            "Patrouille VTT mixte",
            "Joint bike patrol",
            1,
            equipment={"vtt": 2, "radio": 1},
        ),
        kind(
            "road",
            "Opération sécurité routière conjointe",
            "Joint road-safety operation",
            3,
        ),
        kind("event", "Sécurisation d’événement", "Event security", 7),
        replace(
            b.SOLO,
            id="guard",
            name_fr="Garde statique",
            name_en="Static guard",
            positions=(b.position("agent", ForceKind.MUNICIPAL),),
        ),
    ]


def _big_roster(week: Scenario, draw: random.Random) -> Roster:
    tours = []
    for i, who in enumerate(week.officers.values()):
        own = [s for s in week.shifts.values() if s.force == who.force]
        usual = own[i % len(own)]
        for n, day in enumerate(week.clock.dates):
            absent = any(
                a.span.overlaps(week.clock.day(day))
                for a in week.absences_of.get(who.id, ())
            )
            if (n + i) % 7 not in (5, 6) and not absent:
                tours.append(week.tour(who.id, day, usual.id))
    at_work: dict[str, list[Any]] = {}
    for tour in tours:
        at_work.setdefault(tour.officer, []).append(tour)
    busy: dict[str, list[Any]] = {}
    seated = []
    for occurrence in week.occurrences:
        crew = _crew(week, occurrence, at_work, busy, draw)
        for seat, name in crew:
            busy.setdefault(name, []).append(occurrence.span)
            seated.append(
                Assignment(occurrence.mission, occurrence.span.start, seat, name)
            )
    return Roster(tuple(tours), tuple(seated)).sorted()


def _crew(
    week: Scenario, occurrence: Any, at_work: Any, busy: Any, draw: random.Random
) -> list[tuple[str, str]]:
    crew: list[tuple[str, str]] = []
    for position in week.kind(occurrence).positions:
        able = [
            who
            for who, tours in at_work.items()
            if week.force(who).kind is position.force
            and any(t.span.contains(occurrence.span) for t in tours)
            and not any(s.overlaps(occurrence.span) for s in busy.get(who, ()))
        ]
        if len(able) < position.count:
            return []
        crew += [(position.name, who) for who in draw.sample(able, position.count)]
    return crew


def _tiers() -> tuple[TierResult, ...]:
    rows: Iterable[tuple[str, int, int]] = (
        ("Missions prioritaires", 0, 0),
        ("Effectif minimal", 14, 14),
        ("Autres missions", 180, 160),
        ("Équité et demandes", 1243, 1102),
    )
    return tuple(
        TierResult(
            name=name,
            value=value,
            bound=bound,
            status=SolveStatus.OPTIMAL if value == bound else SolveStatus.FEASIBLE,
            seconds=3.4,
            goals={},
        )
        for name, value, bound in rows
    )


@pytest.fixture(scope="session")
def big() -> Edition:
    return big_edition()


@pytest.fixture
def forces() -> dict[str, Force]:
    return b.FORCES
