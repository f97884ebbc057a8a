"""Agreements, poolings, permits and suspensions of random weeks, near their ends.

Each is mostly valid, and otherwise begins or ends on the day of a mission.
"""

import datetime as dt
from dataclasses import replace
from random import Random

from scheduler.domain.agreements import Agreement, Pooling, Route
from scheduler.domain.authority import Suspension
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import ForceKind, Officer, WeaponPermit
from scheduler.domain.powers import Power
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.validity import Term, Validity
from tests import builders as b

Days = tuple[dt.date, ...]
"""Days on which missions may be held."""

ONE = dt.timedelta(days=1)
LATE = dt.date(2028, 1, 1)

KINDS = (
    MissionKind(
        id="guard",
        name_fr="Surveillance armée",
        name_en="Armed guard",
        joint=False,
        priority=4,
        positions=(b.position("armed", None, armed=True),),
    ),
    MissionKind(
        id="evening",
        name_fr="Soirée mixte",
        name_en="Joint evening",
        joint=True,
        priority=6,
        positions=(
            b.position("chief", ForceKind.NATIONAL, leads=True, armed=True),
            b.position("agent", ForceKind.MUNICIPAL, armed=True),
        ),
    ),
    MissionKind(
        id="parking",
        name_fr="Stationnement",
        name_en="Parking",
        joint=False,
        priority=2,
        positions=(b.position("warden", ForceKind.MUNICIPAL, wardens=True),),
    ),
)


def with_papers(random: Random, week: Scenario) -> Scenario:
    """Return a week with agreements between its forces, and papers of its officers."""
    days = tuple(o.day for o in week.occurrences)
    powered = random.sample(sorted(week.kinds), 4)
    officers = {
        o.id: replace(o, weapons=_permits(random, days)) if random.random() < 0.8 else o
        for o in week.officers.values()
    }
    return replace(
        week,
        agreements=_agreements(random, days),
        poolings=tuple(_pooling(random, days, x) for x in random.choice(_COUNTS)),
        kinds={
            k: replace(kind, powers=("power",)) if k in powered else kind
            for k, kind in week.kinds.items()
        },
        powers=(_power(random, days),),
        officers=officers,
        suspensions=tuple(
            _suspension(random, week, list(officers.values()))
            for _ in range(random.choice((0, 1, 1, 2)))
        ),
    )


_COUNTS = ("", "x", "x", "xy")


def _agreements(random: Random, days: Days) -> dict[str, Agreement]:
    """Return the agreement of the two forces, and those of their neighbours."""
    others = (("pm2", "pn"), ("pm", "pn2"), ("pm2", "pn2"), ("pm", "pn"))
    parties = [("pm", "pn"), *(p for p in others if random.random() < 0.4)]
    return {f"a{i}": _agreement(random, days, *pair) for i, pair in enumerate(parties)}


def _agreement(random: Random, days: Days, municipal: str, national: str) -> Agreement:
    agreement = replace(
        b.AGREEMENT,
        municipal_force=municipal,
        national_force=national,
        communes=frozenset(random.choice(("c", "cd", "cd", "d"))),
        lead_force=random.choice((national, national, municipal)),
        night_clause=random.random() < 0.7,
        arms=random.random() < 0.9,
        kinds=frozenset(random.choice(((), (), ("pair",), ("any", "evening")))),
        validity=Term(b.AGREEMENT.validity.first, LATE),
    )
    day = random.choice(days)
    return random.choice(
        (
            agreement,
            agreement,
            agreement,
            b.redated(agreement, valid_from=day),
            b.redated(agreement, valid_to=day),
            # Ends on the day of notice, or half a year later, within the horizon.
            replace(agreement, denounced=day, notice_months=0),
            replace(agreement, denounced=_months_before(day, 6)),
            b.redated(agreement, denounced=_months_before(day, 6), valid_to=day),
        )
    )


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, 28))


def _pooling(random: Random, days: Days, name: str) -> Pooling:
    day = random.choice(days)
    first, last = random.choice(((None, None), (None, None), (day, None), (None, day)))
    return Pooling(
        id=name,
        route=random.choice((Route.EVENT, Route.EVENT, *Route)),
        forces=frozenset(random.choice((("pm",), ("pm", "pm2"), ("pm2", "pn")))),
        communes=frozenset(random.choice(("d", "cd", "cd"))),
        kinds=frozenset(random.choice(((), (), ("pair", "solo"), ("guard",)))),
        validity=Term(first or dt.date(2025, 1, 1), last or LATE),
    )


def _power(random: Random, days: Days) -> Power:
    day = random.choice(days)
    first, last = random.choice(((None, None), (day, None), (None, day)))
    judicial = random.random() < 0.7
    return Power(
        id="power",
        name_fr="p",
        name_en="p",
        judicial=judicial,
        validity=Validity(first, last),
    )


def _permits(random: Random, days: Days) -> tuple[WeaponPermit, ...]:
    """Return permits whose sessions are a few months old, or nearly twelve."""
    day = random.choice(days)
    year_ago = _months_before(day, 12)
    recent = [day - i * ONE for i in (30, 31, 100, 170)]
    sharp = [year_ago - ONE, year_ago, year_ago + ONE, day - ONE, day]
    sharp += [dt.date(day.year - 1, 1, 2), dt.date(day.year - 2, 12, 30)]
    sharp += [_months_before(day, 6) - ONE, _months_before(day, 6)]
    # Mostly one in doubt beside one that serves.
    sessions = tuple(
        sorted(
            random.choice(
                (
                    recent[:2],
                    [recent[0], random.choice(sharp)],
                    [recent[0], random.choice(sharp)],
                    random.sample(recent + sharp, random.randint(0, 4)),
                )
            )
        )
    )
    permit = WeaponPermit(weapon="pie", sessions=sessions)
    early, late = b.redated(permit, valid_to=day), b.redated(permit, valid_from=day)
    return random.choice(
        (
            (permit,),
            (permit,),
            (permit,),
            (early,),
            (late,),
            # One session of each permit, of one weapon or of two.
            (
                replace(early, sessions=sessions[:1]),
                replace(
                    permit,
                    weapon=random.choice(("pie", "baton")),
                    sessions=sessions[1:],
                ),
            ),
        )
    )


def _suspension(random: Random, week: Scenario, staff: list[Officer]) -> Suspension:
    """Return a suspension that begins or ends at the start or end of some mission."""
    mission = random.choice([o.span for o in week.occurrences])
    edge = random.choice((mission.start, mission.end)) + random.choice((-1, 0, 0, 1))
    length = random.choice((60, 1440, 1440 * 10))
    first = random.choice((edge - length, edge, week.clock.span.start))
    return Suspension(
        officer=random.choice(staff).id,
        what=random.choice(("approval", "arms")),
        span=Span(first, first + length),
    )
