"""Tiny random scenarios and rosters to enumerate, with many edge cases."""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.agreements import Agreement, Regime, SettingValue
from scheduler.domain.authority import Override, Scope
from scheduler.domain.missions import Cover, Equipment, Mission, MissionKind, Position
from scheduler.domain.nights import night_minutes
from scheduler.domain.people import (
    Absence,
    Force,
    ForceKind,
    Judicial,
    Officer,
    Pin,
    Request,
    Status,
)
from scheduler.domain.places import Commune, TravelTimes, Zone
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.time import Clock, Span
from scheduler.domain.tours import Tour
from scheduler.domain.validity import Term
from scheduler.rules import RULES
from tests import builders as b
from tests.draws import draws_for

Case = tuple[str | None, str | None, dt.date | None]
"""Officer, mission and day of an override."""

AUTUMN = dt.date(2026, 10, 24)
SPRING = dt.date(2027, 3, 27)
STARTS = (b.MONDAY, dt.date(2026, 10, 10), AUTUMN, SPRING, dt.date(2026, 12, 31))

KINDS = (
    b.SOLO,
    replace(b.PAIR, fallback="solo"),
    MissionKind(
        id="any",
        name_fr="Libre",
        name_en="Anyone",
        joint=True,
        priority=7,
        positions=(
            Position(name="first", leads=True),
            Position(name="second"),
        ),
        equipment={"bike": 2},
        fallback="lone",
        fallback_worth=99,
    ),
    MissionKind(
        id="duo",
        name_fr="Binôme",
        name_en="Duo",
        joint=False,
        priority=5,
        mandatory=True,
        night_exempt=True,
        positions=(b.position("rider", None, count=2, qualifications=("bike",)),),
        equipment={"bike": 1},
    ),
    MissionKind(
        id="opj",
        name_fr="Contrôle",
        name_en="Check",
        joint=False,
        priority=3,
        positions=(
            b.position("opj", None, judicial=frozenset({Judicial.OPJ}), leads=True),
        ),
    ),
    MissionKind(
        id="lone",
        name_fr="Seul",
        name_en="Lone",
        joint=False,
        priority=4,
        positions=(b.position("first", ForceKind.NATIONAL, leads=True),),
        equipment={"bike": 1},
    ),
)

TIERS = tuple(
    Tier(name=name, goals=goals)
    for name, goals in (
        ("mandatory missions", {"mandatory_missions": 1}),
        ("minimum cover", {"minimum_cover": 1}),
        ("missions", {"missions_by_priority": 1}),
        ("fairness", {"night_fairness": 2, "weekend_fairness": 1, "sunday_rest": 1}),
        ("requests", {"requests": 1}),
        ("hours", {"hours_near_contract": 1}),
    )
)

SHIFTS = (
    b.shift("early", "06:00", "12:00"),
    b.shift("late", "11:00", "19:00", unpaid_break=60),
    b.shift("night", "21:00", "04:00"),
    b.shift("Early", "05:00", "12:08", "pn"),
    b.shift("Night", "20:00", "06:00", "pn"),
)

SPLITS = (
    b.shift("early", "06:00", "12:00", unpaid_break=60, break_from=b.time("07:00")),
    b.shift("late", "11:00", "19:00", unpaid_break=60, break_from=b.time("12:00")),
    b.shift("night", "21:00", "04:00", unpaid_break=52, break_from=b.time("23:08")),
    b.shift(
        "Early", "05:00", "12:08", "pn", unpaid_break=8, break_from=b.time("08:00")
    ),
    b.shift(
        "Night", "20:00", "06:00", "pn", unpaid_break=90, break_from=b.time("02:30")
    ),
)
"""The same hours, but off duty at a fixed time."""

TWINS = (
    b.shift("whole", "06:00", "12:00"),
    b.shift("other", "06:00", "12:00", unpaid_break=60, break_from=b.time("08:00")),
)
"""The hours of a split shift, without its break or with another one."""


@dataclass(frozen=True)
class Focus:
    """What a draw should have much of, so that few draws suffice for one rule."""

    kinds: tuple[MissionKind, ...] = KINDS
    starts: tuple[str, ...] = ("06:00", "07:00", "08:00", "08:08", "11:00", "23:00")
    pins: tuple[int, ...] = (0, 0, 1)
    absences: tuple[int, ...] = (0, 1)
    requests: tuple[int, ...] = (0, 1, 2)
    crews: tuple[str, ...] = ("none", "whole", "whole", "ragged")


FOCI = {
    "absence": Focus(absences=(1, 2, 3), crews=("none",)),
    "crew_leader": Focus(kinds=(KINDS[1], KINDS[2], KINDS[4]), crews=("whole",)),
    "equipment_in_stock": Focus(
        kinds=KINDS[2:4], starts=("06:00", "07:00", "07:52"), crews=("whole",)
    ),
    "joint_mission_agreed": Focus(kinds=KINDS[1:3], crews=("whole", "ragged")),
    "mission_as_asked": Focus(kinds=KINDS[:2], crews=("none", "whole", "whole")),
    "mission_inside_tour": Focus(kinds=KINDS[:1], starts=("05:00", "06:00", "11:00")),
    "missions_per_day": Focus(
        kinds=KINDS[:2], starts=("06:00", "07:00", "08:08"), crews=("whole",)
    ),
    "mixed_crew": Focus(kinds=KINDS[1:3], crews=("none", "whole")),
    "night_clause": Focus(
        kinds=KINDS[:4], starts=("22:00", "23:00", "05:00"), crews=("whole",)
    ),
    "one_place_at_a_time": Focus(
        kinds=KINDS[:1], starts=("06:00", "07:00", "07:08", "08:08"), crews=("whole",)
    ),
    "pairing_wishes": Focus(
        kinds=KINDS[1:4],
        starts=("06:00", "07:00"),
        absences=(0, 0, 1),
        crews=("whole",),
    ),
    "pairings_kept": Focus(kinds=KINDS[1:4], crews=("whole", "ragged")),
    "pins_kept": Focus(pins=(1, 2)),
    "qualification_valid": Focus(
        kinds=KINDS[3:4], starts=("11:00", "23:00"), crews=("whole",)
    ),
    "requests": Focus(requests=(2, 3)),
    "territory": Focus(crews=("whole",)),
}
"""Rules and goals whose edges a plain draw seldom reaches; the others need no help."""

LIMITS = {
    "daily_rest": "minimum",
    "daily_work": "maximum",
    "daily_span": "maximum",
    "weekly_maximum": "maximum",
    "weekly_rest": "minimum",
    "night_fairness": "minutes",
}


def quantities(week: Scenario, roster: Roster) -> dict[str, set[int]]:
    """Return roughly what each rule with a limit measures in a roster."""
    found: dict[str, set[int]] = {rule: {0, 35 * 60} for rule in LIMITS}
    civil = week.clock.weeks(0, week.clock.span.end)
    for record in Facts(week, roster).record_of.values():
        found["daily_work"] |= {t.work for t in record}
        found["daily_span"] |= {t.span.length for t in record}
        found["night_fairness"] |= {
            night_minutes(week.clock, t.span, 1320, 300) for t in record
        }
        found["daily_rest"] |= {
            after.span.start - before.span.end
            for before, after in itertools.pairwise(record)
        }
        found["weekly_rest"] |= {
            after.span.start - before.span.end
            for before, after in itertools.pairwise(record)
        }
        for seven in civil:
            inside = [t for t in record if t.span.overlaps(seven)]
            found["weekly_maximum"].add(sum(t.work_within(seven) for t in inside))
            ends = [seven.start, *(t.span.end for t in inside)]
            starts = [*(t.span.start for t in inside), seven.end]
            found["weekly_rest"].add(
                max(s - e for e, s in zip(ends, starts, strict=True))
            )
    return found


@st.composite
def on_the_edge(draw: st.DrawFn, week: Scenario, roster: Roster) -> Scenario:
    """Draw limits equal to, or one off, quantities of the roster."""
    found = quantities(week, roster)
    dated: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
        ({}, {}, {"valid_from": week.clock.dates[-1]})
    )
    regimes = {}
    for kind in ForceKind:
        given = [
            b.setting(
                rule,
                name,
                max(
                    0,
                    draw(st.sampled_from(sorted(found[rule])))
                    + draw(st.sampled_from((0, 1, -1))),
                ),
                **draw(dated),
            )
            for rule, name in LIMITS.items()
        ]
        given.append(
            b.setting(
                "consecutive_days", "maximum", draw(st.sampled_from((None, 1, 2)))
            )
        )
        regimes[kind.value] = Regime(id=kind.value, kind=kind, values=tuple(given))
    return replace(week, regimes=regimes)


@st.composite
def officers(draw: st.DrawFn, number: int, clock: Clock) -> Officer:
    """Draw an officer of either force."""
    force = draw(st.sampled_from(("pm", "pm", "pn")))
    until = draw(st.sampled_from((None, clock.start)))
    held = draw(
        st.sampled_from(((), (b.held("bike", None, until),), (b.held("bike"),)))
    )
    free = force == "pm" or draw(st.booleans())
    return b.officer(
        f"O{number}",
        force,
        status=draw(st.sampled_from((Status.TITULAR, Status.TRAINEE, *Status))),
        judicial=draw(st.sampled_from((Judicial.OPJ, Judicial.APJA))),
        qualifications=held,
        contract=draw(st.sampled_from((0, 7 * 60, 20 * 60, 35 * 60))),
        free=free,
        cycle=None if free else "c",
        cycle_start=None if free else clock.start,
    )


@st.composite
def missions(draw: st.DrawFn, number: int, clock: Clock, focus: Focus) -> Mission:
    """Draw a mission with one to three occurrences."""
    at = draw(
        st.lists(
            st.tuples(st.integers(0, clock.days - 1), st.sampled_from(focus.starts)),
            min_size=1,
            max_size=draw(st.sampled_from((1, 1, 3))),
            unique=True,
        )
    )
    return b.mission(
        f"M{number}",
        draw(st.sampled_from(focus.kinds)),
        at=sorted(at),
        minutes=draw(st.sampled_from((60, 60, 52, 180))),
        zone=draw(st.sampled_from(("north", "south", "away"))),
        times=draw(st.sampled_from((1, 1, 2))),
        on=clock,
    )


@st.composite
def scenarios(
    draw: st.DrawFn,
    *,
    max_officers: int = 4,
    max_missions: int = 4,
    max_days: int = 3,
    focus: Focus = Focus(),
) -> Scenario:
    """Draw a tiny scenario that uses every table."""
    clock = Clock(
        draw(st.sampled_from(STARTS)), draw(st.integers(1, max_days)), "Europe/Paris"
    )
    staff = [
        draw(officers(i, clock)) for i in range(draw(st.integers(1, max_officers)))
    ]
    demand = [
        draw(missions(i, clock, focus))
        for i in range(draw(st.integers(1, max_missions)))
    ]
    names = st.sampled_from([o.id for o in staff])
    days = st.sampled_from(clock.dates)
    municipal = Force(
        id="pm",
        name="Town",
        kind=ForceKind.MUNICIPAL,
        regime="municipal",
        communes=frozenset(draw(st.sampled_from((("c",), ("c", "d"))))),
    )
    return b.scenario(
        on=clock,
        officers=staff,
        missions=demand,
        shifts=draw(
            st.sampled_from(
                (
                    SHIFTS,
                    SHIFTS[:1] + SHIFTS[2:],
                    SPLITS,
                    SPLITS[:1] + TWINS + SPLITS[1:],
                )
            )
        ),
        kinds=KINDS,
        cycles={
            "c": draw(
                st.sampled_from(
                    (("Early", None), ("Night", "Night", None), ("Early", "Night"))
                )
            )
        },
        forces={**b.FORCES, "pm": municipal},
        communes={c: Commune(id=c, name=c) for c in "cd"},
        zones={
            "north": Zone(id="north", name="North", commune="c"),
            "south": Zone(id="south", name="South", commune="c"),
            "away": Zone(id="away", name="Away", commune="d"),
        },
        travel=_travel(draw),
        agreements={
            "a": Agreement(
                id="a",
                name="Agreement",
                municipal_force="pm",
                national_force="pn",
                communes=frozenset({"c", "d"}),
                lead_force=draw(st.sampled_from(("pm", "pn"))),
                night_clause=draw(st.booleans()),
                validity=Term(
                    dt.date(2025, 1, 1),
                    draw(st.sampled_from((dt.date(2028, 1, 1), clock.start))),
                ),
            )
        },
        absences=tuple(
            _absence(draw, names, clock)
            for _ in range(draw(st.sampled_from(focus.absences)))
        ),
        requests=tuple(
            _requests(draw, names, days)
            for _ in range(draw(st.sampled_from(focus.requests)))
        ),
        pins=tuple(
            _pin(draw, names, days, demand)
            for _ in range(draw(st.sampled_from(focus.pins)))
        ),
        history=tuple({t.key: t for t in _history(draw, names, clock)}.values()),
        equipment={
            "bike": Equipment(
                id="bike",
                name_fr="Vélo",
                name_en="Bike",
                quantity=draw(st.integers(1, 3)),
                turnaround=draw(st.sampled_from((0, 60))),
            )
        },
        cover=tuple(_cover(draw, days) for _ in range(draw(st.integers(0, 2)))),
        tiers=[(t.name, t.goals) for t in TIERS],
    )


def _travel(draw: st.DrawFn) -> TravelTimes:
    zones = ("north", "south", "away")
    pairs = {
        (a, c): draw(st.sampled_from((0, 8, 9, 60)))
        for a in zones
        for c in zones
        if a != c
    }
    return TravelTimes(zones, pairs, 0)


def _absence(draw: st.DrawFn, names: st.SearchStrategy[str], clock: Clock) -> Absence:
    first = draw(st.sampled_from((0, 9 * 60, clock.span.end - 1440)))
    return Absence(
        officer=draw(names), span=Span(first, first + draw(st.sampled_from((60, 1440))))
    )


def _requests(
    draw: st.DrawFn, names: st.SearchStrategy[str], days: st.SearchStrategy[dt.date]
) -> Request:
    wish: Any = draw(st.sampled_from(("off", "work", "shift", "not_shift")))
    shift = draw(st.sampled_from(("early", "night"))) if "shift" in wish else None
    weight = draw(st.integers(1, 3))
    return Request(
        officer=draw(names), day=draw(days), wish=wish, shift=shift, weight=weight
    )


_PINS = ("shift", "work", "off", "mission", "not_mission")


def _pin(
    draw: st.DrawFn,
    names: st.SearchStrategy[str],
    days: st.SearchStrategy[dt.date],
    demand: list[Mission],
) -> Pin:
    pin: Any = draw(st.sampled_from(_PINS))
    if pin in ("mission", "not_mission"):
        return Pin(
            officer=draw(names),
            pin=pin,
            mission=draw(st.sampled_from(demand)).id,
            day=draw(st.one_of(st.none(), days)),
        )
    shift = (
        draw(st.sampled_from(("early", "Early", "night"))) if pin == "shift" else None
    )
    return Pin(officer=draw(names), pin=pin, day=draw(days), shift=shift)


def _history(
    draw: st.DrawFn, names: st.SearchStrategy[str], clock: Clock
) -> list[Tour]:
    hours = (("06:00", "12:00"), ("21:00", "04:00"))
    return [
        b.past(
            draw(names),
            -draw(st.integers(1, 2)),
            *draw(st.sampled_from(hours)),
            on=clock,
        )
        for _ in range(draw(st.integers(0, 2)))
    ]


def _cover(draw: st.DrawFn, days: st.SearchStrategy[dt.date]) -> Cover:
    force, shift = draw(
        st.sampled_from((("pm", "early"), ("pm", "night"), ("pn", "Early")))
    )
    return Cover(
        force=force,
        shift=shift,
        day=draw(days),
        minimum=draw(st.integers(0, 3)),
        qualification=draw(st.sampled_from((None, "bike"))),
        weight=draw(st.integers(1, 2)),
    )


@st.composite
def rosters(draw: st.DrawFn, week: Scenario, focus: Focus) -> Roster:
    """Draw any roster: some possible tours, with complete, incomplete or no crews."""
    tours = []
    for options in week.tours.values():
        for day in week.clock.dates:
            today = [t for t in options if t.day == day]
            count = draw(st.sampled_from((0, 1, 1, 1, 2)))
            tours += draw(st.permutations(today))[:count]
    staff = sorted(week.officers)
    assignments = set()
    for occurrence, seats in week.seats.items():
        crew = draw(st.sampled_from(focus.crews))
        order = draw(st.permutations(staff))
        for seat in seats:
            count = {"none": 0, "whole": seat.position.count}.get(
                crew, draw(st.integers(0, 2))
            )
            seated, order = order[:count], order[count:] or order
            for officer in seated:
                assignments.add(
                    Assignment(
                        occurrence.mission,
                        occurrence.span.start,
                        seat.position.name,
                        officer,
                        occurrence.fallback,
                        occurrence.place,
                    )
                )
    return Roster(tuple(tours), tuple(assignments)).sorted()


@st.composite
def weeks_and_rosters(draw: st.DrawFn, rule: str = "") -> tuple[Scenario, Roster]:
    """Draw a tiny scenario, any roster of it, and limits close to the roster.

    Parameters
    ----------
    rule
        Rule or goal under test: half the draws have what it looks at.
    """
    focus = draw(st.sampled_from((Focus(), FOCI.get(rule, Focus()))))
    week = draw(scenarios(max_officers=3, max_missions=3, max_days=2, focus=focus))
    own = draws_for(rule)
    if own is not None and hasattr(own, "enrich"):
        week = own.enrich(draw, week)
    roster = draw(rosters(week, focus))
    if own is not None and hasattr(own, "remember"):
        week = own.remember(draw, week, roster)
        # Fixed tours that begin before a freeze are those of the baseline.
        offered = {t for tours in week.tours.values() for t in tours}
        roster = replace(roster, tours=tuple(t for t in roster.tours if t in offered))
    week = draw(on_the_edge(week, roster))
    if own is not None and hasattr(own, "edge"):
        week = with_values(week, own.edge(draw, week, roster))
    scope = RULES[rule].scope if rule in RULES else None
    if scope is not None:
        week = replace(week, overrides=draw(overrides(week, roster, rule, scope)))
    return week, roster


@st.composite
def overrides(
    draw: st.DrawFn, week: Scenario, roster: Roster, rule: str, scope: Scope
) -> tuple[Override, ...]:
    """Draw overrides of a rule, mostly where the roster may need them.

    Some lack a signature, and then must have no effect.
    """
    officers, missions = sorted(week.officers), sorted(week.missions)
    anywhere: list[Case]
    needed: list[Case]
    if scope is Scope.SEAT:
        anywhere = [(o, m, None) for o in officers for m in missions]
        needed = [(a.officer, a.mission, None) for a in roster.assignments]
    elif scope is Scope.CREW:
        anywhere = [(None, m, None) for m in missions]
        needed = anywhere
    else:
        anywhere = [(o, None, d) for o in officers for d in week.clock.dates]
        needed = [(t.officer, None, t.day) for t in roster.tours]
    several = st.lists(st.sampled_from(needed or anywhere), max_size=4)
    cases = {*draw(several), *draw(st.lists(st.sampled_from(anywhere), max_size=1))}
    signed = st.sampled_from(((True, True), (True, True), (True, False), (False, True)))
    return tuple(decided(rule, case, *draw(signed)) for case in sorted(cases, key=str))


def decided(
    rule: str, case: Case, municipal: bool = True, national: bool = True
) -> Override:
    """Return an override of a rule, with the given signatures."""
    return Override(
        rule=rule,
        officer=case[0],
        mission=case[1],
        day=case[2],
        municipal_author="PM-0" if municipal else "",
        national_author="PN-0" if national else "",
        reason="made up",
    )


def with_values(
    week: Scenario, values: Mapping[ForceKind, Iterable[SettingValue]]
) -> Scenario:
    """Return a week whose regimes have these values too."""
    regimes = {
        name: replace(r, values=(*r.values, *values.get(r.kind, ())))
        for name, r in week.regimes.items()
    }
    return replace(week, regimes=regimes)
