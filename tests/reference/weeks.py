"""Random weeks and rosters close to the limits of the law, each from one number."""

import datetime as dt
from random import Random
from typing import Any

from scheduler.domain.agreements import SettingValue
from scheduler.domain.missions import Equipment, Mission
from scheduler.domain.people import (
    Absence,
    Force,
    ForceKind,
    Judicial,
    Officer,
    Pin,
    Status,
)
from scheduler.domain.places import Commune, TravelTimes, Zone
from scheduler.domain.roster import Assignment, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span
from scheduler.domain.tours import Shift, Tour
from tests import builders as b
from tests.reference import papers, shapes
from tests.reference.freezes import with_freeze
from tests.reference.overtime import with_overtime
from tests.reference.pairs import with_pairings
from tests.reference.past import with_past
from tests.reference.patrols import with_patrols
from tests.reference.pauses import with_breaks
from tests.reference.splits import with_splits
from tests.reference.turns import with_cycles
from tests.reference.under_way import with_tours_under_way
from tests.reference.weeks_demand import demanding, limited
from tests.reference.weeks_powers import crowd, enrich
from tests.strategies import KINDS

STARTS = (
    b.MONDAY,
    dt.date(2026, 10, 8),
    dt.date(2026, 10, 24),  # the clocks go back on the 25th
    dt.date(2027, 3, 27),  # and forward on the 28th
    dt.date(2026, 11, 28),  # a month ends
    dt.date(2026, 12, 30),  # the year ends
    dt.date(2027, 6, 29),  # a semester ends
)
"""First days, so that every sort of boundary falls inside some horizons."""

LENGTHS = (1, 2, 3, 3, 7, 9)

HOURS = (
    ("08:00", "16:00"),
    ("08:00", "18:00"),
    ("08:00", "18:01"),
    ("07:00", "19:00"),
    ("06:00", "18:01"),
    ("06:00", "18:08"),
    ("18:00", "06:08"),
    ("21:00", "05:00"),
    ("22:00", "06:00"),
    ("16:00", "21:00"),
    ("16:01", "21:01"),
    ("13:00", "21:00"),
    ("05:30", "13:45"),
    ("12:50", "21:00"),
)
"""Tours at the limits: 10 h, 12 h, 12 h 08, 11 h of rest between some pairs."""


NIGHTS = (
    ("18:00", "06:08"),
    ("21:00", "05:00"),
    ("22:00", "06:00"),
    ("18:50", "06:58"),
    ("16:30", "00:00"),  # 3 h from 21:00 on
    ("16:30", "00:01"),
)
"""Tours that count as nights, or just do, or just do not."""

FORCES = {
    "pm": ForceKind.MUNICIPAL,
    "pn": ForceKind.NATIONAL,
    "pm2": ForceKind.MUNICIPAL,
    "pn2": ForceKind.NATIONAL,
}
"""Two forces, and their neighbours."""


LIMITS = (
    ("daily_rest", "minimum", (600, 660, 661)),
    ("daily_work", "maximum", (480, 481, None)),
    ("daily_span", "maximum", (719, 720, None)),
    ("weekly_maximum", "maximum", (1440, 1920, 2400)),
    ("weekly_rest", "minimum", (1440, 2100, 2880)),
    ("weekly_rest", "known", (0, 1440, 2100)),
    ("weekly_rest", "civil_week", (0, 0, 1)),
    ("weekly_rest", "rolling", (0, 0, 1)),
    ("consecutive_days", "maximum", (1, 2, 5)),
    ("night_clause", "night_from", (1379, 1380, 1381)),
    ("night_clause", "night_to", (359, 360, 361)),
    ("twelve_week_average", "maximum", (2400, 2640, None)),
    ("twelve_week_average", "weeks", (1, 2, 11, 12)),
    ("semester_average", "maximum", (2400, 2880, None)),
    ("semester_average", "rolling", (0, 1)),
    ("semester_average", "first_month", (1, 4, 9)),
    ("night_average", "maximum", (420, 480, None)),
    ("night_average", "months", (1, 2, 3)),
    ("night_average", "days_in_seven", (5, 6, 7)),
    ("armed_permitted", "sessions", (1, 2, None)),
    ("armed_permitted", "period", (6, 12, None)),
    ("armed_permitted", "civil_year", (0, 1)),
    ("recall_limits", "assistants_recalled", (0, 1)),
    ("cycle_rest", "night_minutes", (179, 180, 181, 480)),
    ("cycle_rest", "night_start", (1259, 1260, 1320)),
    ("cycle_rest", "night_end", (300, 360, None)),
)
"""What regimes set otherwise, here and there."""


def draw(number: int) -> tuple[Scenario, Roster]:
    """Return the week and the roster of a number, always the same."""
    random = Random(number)
    # From numbers of their own, so that all the rest of a week stays what it was.
    week = shapes.with_posts(Random(number), enrich(random, scenario(random)))
    week = demanding(Random(f"demand {number}"), week)
    week, plan = crowd(random, week, roster(random, week))
    week = shapes.with_transition_times(Random(number), week, plan)
    week = with_pairings(Random(f"pairings of {number}"), week)
    week = with_past(random, week, plan)
    # After all else has been drawn, so that the other rules see the same weeks.
    week = with_patrols(random, week)
    week = limited(Random(f"limits of {number}"), week)
    week, plan = with_tours_under_way(Random(f"under way of {number}"), week, plan)
    week, plan = with_splits(Random(f"splits of {number}"), week, plan)
    week = with_overtime(Random(f"overtime of {number}"), week, plan)
    plan = with_breaks(Random(f"breaks of {number}"), week, plan)
    return with_freeze(Random(f"freeze of {number}"), week, plan), plan


def scenario(random: Random) -> Scenario:
    """Return a small week with rows in every table."""
    clock = Clock(random.choice(STARTS), random.choice(LENGTHS), "Europe/Paris")
    shifts = _shifts(random)
    staff = [_officer(random, i, clock) for i in range(random.randint(1, 4))]
    demand = [_mission(random, i, clock) for i in range(random.randint(1, 4))]
    week = b.scenario(
        on=clock,
        officers=staff,
        shifts=shifts,
        missions=demand,
        kinds=(*KINDS, *papers.KINDS),
        forces=_forces(random),
        communes={c: Commune(id=c, name=c) for c in "cd"},
        zones=_zones(random),
        travel=_travel(random),
        absences=tuple(
            _absence(random, staff, clock) for _ in range(random.choice((0, 0, 1, 2)))
        ),
        pins=tuple(
            _pin(random, staff, demand, clock)
            for _ in range(random.choice((0, 0, 0, 1)))
        ),
        history=_history(random, staff, clock),
        regimes=_regimes(random, clock),
        equipment={
            "bike": Equipment(
                id="bike",
                name_fr="Vélo",
                name_en="Bike",
                quantity=random.randint(1, 3),
                turnaround=random.choice((0, 59, 60)),
            )
        },
    )
    return papers.with_papers(random, with_cycles(random, week))


def roster(random: Random, week: Scenario) -> Roster:
    """Return a plausible roster of a week, with some faults."""
    tours: list[Tour] = []
    lazy = random.choice((0.1, 0.3, 0.6))
    for options in week.tours.values():
        favourite = random.choice(options).shift if options else ""
        for day in week.clock.dates:
            today = [t for t in options if t.day == day]
            if not today or random.random() < (0.03 if today[0].fixed else lazy):
                continue
            usual = [t for t in today if t.shift == favourite]
            often = usual and random.random() < 0.6
            tours.append(random.choice(usual if often else today))
            if random.random() < 0.03:
                tours.append(random.choice(today))
    seats = {
        s for o, own in week.seats.items() for s in _crew(random, week, own, tours)
    }
    return Roster(tuple(dict.fromkeys(tours)), tuple(seats)).sorted()


def _crew(random, week, seats, tours):
    sort = random.choice(("none", "fit", "fit", "fit", "any", "ragged"))
    if sort == "none":
        return
    span = seats[0].occurrence.span
    there = [t.officer for t in tours if t.span.overlaps(span)]
    staff = list(week.officers)
    for seat in seats:
        count = seat.position.count
        if sort == "ragged":
            count = max(0, count + random.choice((-1, 0, 1)))
        for _ in range(count):
            pool = there if there and sort == "fit" else staff
            if sort == "fit":
                right = [
                    o for o in pool if seat.position.force in (None, week.force(o).kind)
                ]
                pool = right or pool
            officer = random.choice(pool)
            yield Assignment(
                seat.occurrence.mission,
                seat.occurrence.span.start,
                seat.position.name,
                officer,
                seat.occurrence.fallback,
                seat.occurrence.place,
            )


def _forces(random: Random) -> dict[str, Force]:
    return {
        name: Force(
            id=name,
            name=name,
            kind=kind,
            regime=kind.value,
            communes=frozenset(random.choice(("c", "cd", "cd", "d"))),
        )
        for name, kind in FORCES.items()
    }


def _shifts(random: Random) -> list[Shift]:
    shifts = []
    for force in FORCES:
        hours = [*random.sample(HOURS, 3), random.choice(NIGHTS)]
        for i, (start, end) in enumerate(hours):
            unpaid = random.choice((0, 0, 0, 19, 20, 45))
            shifts.append(
                b.shift(f"{force}{i}", start, end, force, unpaid_break=unpaid)
            )
    return shifts


def _officer(random: Random, number: int, clock: Clock) -> Officer:
    force = random.choice(("pm", "pm", "pm", "pn", "pn", "pn", "pm2", "pn2"))
    free = force != "pn" or random.random() < 0.4
    national = FORCES[force] is ForceKind.NATIONAL
    judicial = random.choice([j for j in Judicial if national or j != Judicial.OPJ])
    held = random.choice(
        (
            (),
            (b.held("bike"),),
            (b.held("bike", None, random.choice(clock.dates)),),
            (b.held("bike", random.choice(clock.dates), None),),
        )
    )
    return b.officer(
        f"O{number}",
        force,
        status=random.choice((Status.TITULAR,) * 4 + tuple(Status)),
        judicial=judicial,
        qualifications=held,
        free=free,
        night_worker=national and random.random() < 0.5,
    )


def _mission(random: Random, number: int, clock: Clock) -> Mission:
    kind = random.choice((*KINDS, *papers.KINDS))
    starts = (
        *("05:00", "06:00", "08:00", "10:00", "16:00", "17:08", "20:59", "22:30"),
        *("23:00", "22:00", "00:30", "03:00", "05:59"),
    )
    at = {
        (random.randrange(clock.days), random.choice(starts))
        for _ in range(random.choice((1, 1, 2)))
    }
    return b.mission(
        f"M{number}",
        kind,
        at=sorted(at),
        minutes=random.choice((60, 60, 61, 120, 180)),
        zone=random.choice(("north", "south", "away", "line")),
        times=random.choice((1, 1, 2)),
        on=clock,
    )


def _zones(random: Random) -> dict[str, Zone]:
    return {
        "north": Zone(id="north", name="North", commune="c"),
        "south": Zone(id="south", name="South", commune="c"),
        "away": Zone(id="away", name="Away", commune="d"),
        "line": Zone(
            id="line",
            name="Line",
            commune="c",
            also_in=frozenset("d" if random.random() < 0.5 else ""),
        ),
    }


def _travel(random: Random) -> TravelTimes:
    zones = ("north", "south", "away", "line")
    pairs = {(x, y): random.choice((0, 1, 8, 60)) for x in zones for y in zones}
    return TravelTimes(zones, pairs, 0)


def _absence(random: Random, staff: list[Officer], clock: Clock) -> Absence:
    start = random.choice((0, 9 * 60, clock.span.end - 1440, 16 * 60 - 1))
    length = random.choice((1, 60, 1440))
    return Absence(officer=random.choice(staff).id, span=Span(start, start + length))


def _pin(
    random: Random, staff: list[Officer], demand: list[Mission], clock: Clock
) -> Pin:
    officer, day = random.choice(staff), random.choice(clock.dates)
    sort: Any = random.choice(("shift", "work", "off", "mission", "not_mission"))
    if sort in ("mission", "not_mission"):
        return Pin(officer=officer.id, pin=sort, mission=random.choice(demand).id)
    if sort in ("work", "off"):
        return Pin(officer=officer.id, pin=sort, day=day)
    return Pin(officer=officer.id, pin="shift", day=day, shift=f"{officer.force}0")


def _history(random: Random, staff: list[Officer], clock: Clock) -> tuple[Tour, ...]:
    tours = {}
    for officer in staff:
        for back in range(1, random.choice((1, 3, 8))):
            if random.random() < 0.7:
                hours = random.choice(HOURS)
                tour = b.past(officer.id, -back, *hours, on=clock)
                tours[tour.key] = tour
    return tuple(tours.values())


def _regimes(random: Random, clock: Clock) -> dict[str, tuple[SettingValue, ...]]:
    """Return the legal values, or limits that change within the horizon."""
    values: dict[str, list[SettingValue]] = {"municipal": [], "national": []}
    for regime in values.values():
        if random.random() < 0.3:
            year = random.choice((60 * 1500, 60 * 1607, 60 * 1700))
            regime.append(b.setting("annual_hours", "maximum", year))
    if random.random() < 0.4:
        for regime in values.values():
            for rule, name, amounts in random.sample(LIMITS, 7):
                since = random.choice((None, *clock.dates))
                amount = random.choice(amounts)
                regime.append(b.setting(rule, name, amount, valid_from=since))
    return {k: tuple(v) for k, v in values.items()}
