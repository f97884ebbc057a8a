"""Data of random weeks for the rules on powers, night workers, rests and breaks."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

from scheduler.domain.agreements import Regime, SettingValue
from scheduler.domain.authority import Derogation, Override, Suspension
from scheduler.domain.missions import Mission, MissionKind, Occurrence
from scheduler.domain.people import ForceKind, Judicial, Officer, Sex
from scheduler.domain.powers import OpjNeed, Power
from scheduler.domain.roster import Assignment, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Shift
from scheduler.domain.validity import Term
from tests import builders as b

CHIEF = "pm_chief"
ONE = dt.timedelta(days=1)

ASKS: tuple[dict[str, Any], ...] = (
    {"opj": OpjNeed.REACHABLE},
    {"opj": OpjNeed.REACHABLE, "chief": CHIEF},
    {"opj": OpjNeed.PRESENT},
    {"opj": OpjNeed.PRESENT, "chief": CHIEF},
    {"national": True},
    {"both_sexes": True},
    {"municipal": False},
    {"municipal": False, "suspends": True, "national": True},
    {"requisition": True},
)
"""What a text of a power may ask for."""

TASKS = (
    ("09:00", "12:00"),
    ("09:00", "13:00"),
    ("09:00", "13:01"),
    ("05:00", "12:00"),
    ("13:00", "17:00"),
    ("12:59", "17:00"),
    ("08:00", "17:00"),
    ("15:00", "23:59"),
)
NIGHTS = (
    ("21:00", "00:00"),  # 3 h at night
    ("21:00", "08:07"),  # 11 h 07
    ("21:00", "08:08"),
    ("22:00", "06:00"),
    ("20:00", "05:00"),
    ("01:00", "05:00"),
)
"""Tours of night workers: tasks at the ends of the morning, nights at their limits."""

REACH = b.power("reach", opj=OpjNeed.REACHABLE)
TOW = b.power("tow", opj=OpjNeed.REACHABLE, chief=CHIEF)
FRISK = b.power("frisk", both_sexes=True)

EDGES = (
    replace(
        b.SOLO, id="watch", positions=(b.position("any", None),), powers=("reach",)
    ),
    replace(b.SOLO, id="tow", positions=(b.position("any", None),), powers=("tow",)),
    replace(
        b.SOLO,
        id="frisk",
        positions=(b.position("any", None, count=2),),
        powers=("frisk", "reach"),
    ),
)
"""Kinds of the missions at the edges of tours."""

LIMITS = (
    ("daily_rest", "reduced", (480, 539, None)),
    ("daily_rest", "after_morning_task", (480, 541, None)),
    ("daily_rest", "before_afternoon_task", (420, 480, None)),
    ("weekly_rest", "reduced", (1440, 1441, None)),
    ("rest_given_back", "bonus_percent", (0, 15, 33)),
    ("daily_break", "from", (300, 359, 361)),
    ("daily_break", "minimum", (19, 21, 45)),
    ("night_worker_by_day", "night_minutes", (179, 181)),
    ("night_worker_by_day", "shorter_than", (667, 669, None)),
    ("night_worker_by_day", "morning_until", (779, 781)),
    ("night_worker_by_day", "rest_before", (1439, 1441, 720, None)),
    ("night_worker_by_day", "night_to", (300, 1440)),
)
"""What regimes set otherwise, here and there."""


# --- before the roster ----------------------------------------------------------------


def enrich(random: Random, week: Scenario) -> Scenario:
    """Return a week with powers, night workers, derogations and their settings."""
    week = _powers(random, week)
    week = _staff(random, week)
    week = _night_workers(random, week)
    days = week.clock.dates
    return replace(
        week,
        missions={
            k: replace(x, requisition=random.choice(("", "PR 26/118")))
            for k, x in week.missions.items()
        },
        derogations=(*week.derogations, *_derogations(random, week)),
        overrides=(*week.overrides, *_overrides(random, week)),
        suspensions=(*week.suspensions, *_suspensions(random, week)),
        regimes={
            k: _regime(random, regime, days) for k, regime in week.regimes.items()
        },
    )


def _powers(random: Random, week: Scenario) -> Scenario:
    """Give mission kinds powers, with dates."""
    powers: list[Power] = []
    for name, asks in zip("xyz", random.sample(ASKS, 3), strict=True):
        power = b.power(name, **asks)
        day = random.choice(week.clock.dates)
        if random.random() < 0.7:
            powers.append(power)
        else:  # a new text within the horizon
            powers.append(b.redated(power, valid_to=day))
            other = b.power(name, **random.choice(ASKS))
            powers.append(b.redated(other, valid_from=day + ONE))
    kinds = {
        k: replace(kind, powers=kind.powers + random.choice(_OF_A_KIND))
        for k, kind in week.kinds.items()
    }
    return replace(
        week,
        kinds={**kinds, **{k.id: k for k in EDGES}},
        powers=(*week.powers, *powers, REACH, TOW, FRISK),
    )


_OF_A_KIND = ((), (), (), ("x",), ("y",), ("z",), ("x", "y"))


def _staff(random: Random, week: Scenario) -> Scenario:
    """Give officers a sex, the desk, OPJ status or a qualification in its place."""
    days = week.clock.dates

    def change(officer: Officer) -> Officer:
        more: dict[str, Any] = {
            "sex": random.choice((*Sex, *Sex, None)),
            "desk": random.random() < 0.1,
        }
        if week.force(officer.id).kind is ForceKind.NATIONAL:
            if random.random() < 0.4:
                more["judicial"] = Judicial.OPJ
        elif random.random() < 0.4:
            chief = random.choice(
                (
                    b.held(CHIEF),
                    b.held(CHIEF),
                    b.held(CHIEF, None, random.choice(days)),
                    b.held(CHIEF, random.choice(days), None),
                )
            )
            more["qualifications"] = (*officer.qualifications, chief)
        return replace(officer, **more)

    return replace(week, officers={k: change(o) for k, o in week.officers.items()})


def _night_workers(random: Random, week: Scenario) -> Scenario:
    """Make some officers night workers, and add day shifts for them."""
    if random.random() < 0.4:
        return week
    officers = dict(week.officers)
    past = {t.key: t for t in week.history}
    for officer in week.officers.values():
        if random.random() < 0.6:
            officers[officer.id] = _by_night(random, officer)
            if random.random() < 0.4 and not any(
                t.officer == officer.id for t in week.history
            ):
                hours = random.choice((*TASKS, *NIGHTS))
                tour = b.past(officer.id, -1, *hours, on=week.clock)
                past[tour.key] = tour
    kept = [s for s in week.shifts.values() if s.force != "pn"]
    for shift in (s for s in week.shifts.values() if s.force == "pn"):
        new = _shift(random, shift) if random.random() < 0.5 else shift
        kept.append(new)
    extra = [
        b.shift(f"task{i}", *hours, "pn")
        for i, hours in enumerate((random.choice(TASKS), random.choice(NIGHTS)))
    ]
    shifts = {s.id: s for s in (*kept, *extra)}
    return replace(week, officers=officers, shifts=shifts, history=tuple(past.values()))


def _by_night(random: Random, officer: Officer) -> Officer:
    """Return a night worker, rarely on a cycle."""
    night_worker = replace(officer, night_worker=True)
    if officer.free or random.random() < 0.4:
        return night_worker
    return replace(night_worker, free=True, cycle=None, cycle_start=None)


def _shift(random: Random, shift: Shift) -> Shift:
    """Return a shift at other hours."""
    start, end = random.choice((*TASKS, *NIGHTS))
    return replace(shift, start=b.time(start), end=b.time(end), unpaid_break=0)


def _derogations(random: Random, week: Scenario) -> Iterable[Derogation]:
    around = [week.clock.start + i * ONE for i in range(-3, week.clock.days + 3)]
    for officer in week.officers:
        if random.random() < 0.4:
            first, last = sorted(random.choices(around, k=2))
            yield Derogation(
                officer=officer,
                rule=random.choice(("daily_rest", "daily_rest", "weekly_rest")),
                validity=Term(first, last),
                reason="made up",
                author="PN-900",
            )


def _overrides(random: Random, week: Scenario) -> Iterable[Override]:
    for officer in week.officers.values():
        if officer.desk and random.random() < 0.5:
            yield Override(
                rule="desk_kept",
                officer=officer.id,
                mission=random.choice(list(week.missions)),
                municipal_author=random.choice(("", "PM-900")),
                national_author=random.choice(("", "PN-900")),
                reason="made up",
            )


def _suspensions(random: Random, week: Scenario) -> Iterable[Suspension]:
    """Yield a suspension that ends or begins near the edge of a mission."""
    if random.random() < 0.3:
        span = random.choice(week.occurrences).span
        edge = random.choice((span.start, span.end)) + random.choice((-1, 0, 1))
        yield Suspension(
            officer=random.choice(list(week.officers)),
            what=random.choice(("approval", "approval", "arms")),
            span=random.choice((Span(edge - 1440, edge), Span(edge, edge + 1440))),
        )


def _regime(random: Random, regime: Regime, days: tuple[dt.date, ...]) -> Regime:
    if random.random() < 0.7:
        return regime
    found: list[SettingValue] = []
    for rule, name, amounts in random.sample(LIMITS, 4):
        since = random.choice((None, *days))
        found.append(b.setting(rule, name, random.choice(amounts), valid_from=since))
    return replace(regime, values=(*regime.values, *found))


# --- after the roster -----------------------------------------------------------------


def crowd(random: Random, week: Scenario, plan: Roster) -> tuple[Scenario, Roster]:
    """Return a week and a roster with more missions, also at the ends of tours."""
    plan = _paired(random, week, plan)
    for name, add in (("L", _full_tour), ("E", _edge_of_a_tour)):
        if plan.tours and random.random() < 0.4:
            week, plan = add(random, week, plan, name)
    return week, plan.sorted()


def _paired(random: Random, week: Scenario, plan: Roster) -> Roster:
    """Give some night workers two tours within a day of each other."""
    tours = set(plan.tours)
    for officer in week.officers.values():
        if not officer.night_worker or not officer.free or random.random() < 0.2:
            continue
        options = week.tours[officer.id]
        within = random.choice((480, 660, 1500))
        pairs = [
            (a, c)
            for a in options
            for c in options
            if 0 <= c.span.start - a.span.end <= within
        ]
        same_day = [(a, c) for a, c in pairs if a.day == c.day]
        if pairs:
            pair = random.choice(
                same_day if same_day and random.random() < 0.5 else pairs
            )
            days = {t.day for t in pair}
            tours -= {t for t in tours if t.officer == officer.id and t.day in days}
            tours |= set(pair)
    return replace(plan, tours=tuple(sorted(tours)))


def _full_tour(
    random: Random, week: Scenario, plan: Roster, name: str
) -> tuple[Scenario, Roster]:
    """Fill a tour with missions that leave gaps of about 20 minutes."""
    tour = random.choice(plan.tours)
    zones = list(week.zones)
    start = tour.span.start + random.choice((0, 0, 19, 20))
    zone = random.choice(zones)
    spans: list[tuple[Span, str]] = []
    while start < tour.span.end and len(spans) < 3:
        left = tour.span.end - start
        length = min(
            left - random.choice((0, 0, 19, 20)),
            random.choice((180, 339, 340, 341, 360, 361, left)),
        )
        if length <= 0:
            break
        spans.append((Span(start, start + length), zone))
        following = random.choice((zone, random.choice(zones)))
        way = week.travel.minutes(zone, following)
        start += length + random.choice((0, way, way + 19, way + 20, way + 20))
        zone = following
    for i, (span, where) in enumerate(spans):
        kind = _kind_for(random, week, tour.officer)
        week, plan = _with_mission(
            week, plan, f"{name}{i}", kind, span, where, [tour.officer]
        )
    return week, plan


def _edge_of_a_tour(
    random: Random, week: Scenario, plan: Roster, name: str
) -> tuple[Scenario, Roster]:
    """Add a mission held at the start or end of a tour, or one minute off."""
    opjs = [t for t in plan.tours if week.officers[t.officer].judicial == Judicial.OPJ]
    tour = random.choice(opjs or plan.tours)
    edge = random.choice((tour.span.start, tour.span.end)) + random.choice((-1, 0, 1))
    span = random.choice((Span(edge, edge + 60), Span(edge - 60, edge)))
    if span.start < 0 or span.start >= week.clock.span.end:
        return week, plan
    there = list(dict.fromkeys(t.officer for t in plan.tours if t.span.overlaps(span)))
    kind = random.choice(EDGES)
    wanted = kind.positions[0].count
    pool = there if len(there) >= wanted else list(week.officers)
    crew = random.sample(pool, min(wanted, len(pool)))
    zone = random.choice(("north", "north", *week.zones))
    return _with_mission(week, plan, name, kind, span, zone, crew)


def _with_mission(
    week: Scenario,
    plan: Roster,
    name: str,
    kind: MissionKind,
    span: Span,
    zone: str,
    crew: Iterable[str],
) -> tuple[Scenario, Roster]:
    """Add a mission, held by a crew in its first position."""
    if span.start >= week.clock.span.end:
        return week, plan
    day = week.clock.date(span.start)
    mission = Mission(
        id=name,
        kind=kind.id,
        zone=zone,
        occurrences=(Occurrence(name, day, span, zone),),
        priority=kind.priority,
    )
    seats = [Assignment(name, span.start, kind.positions[0].name, o) for o in crew]
    return (
        replace(week, missions={**week.missions, name: mission}),
        replace(plan, assignments=(*plan.assignments, *seats)),
    )


def _kind_for(random: Random, week: Scenario, who: str) -> MissionKind:
    """Return a kind held by one officer of a force."""
    municipal = week.force(who).kind is ForceKind.MUNICIPAL
    return week.kinds[random.choice(("solo", "opj") if municipal else ("lone", "opj"))]
