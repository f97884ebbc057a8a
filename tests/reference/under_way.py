"""Tours that last into random weeks, and missions that they may hold there."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from scheduler.domain.missions import PastMission
from scheduler.domain.roster import Assignment, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from tests import builders as b

HOURS = (
    ("21:00", "05:00"),
    ("21:00", "05:01"),
    ("20:00", "04:00"),
    ("23:00", "06:00"),
    ("23:00", "06:01"),
    ("18:00", "07:00"),
    ("16:00", "00:00"),
    ("16:00", "00:01"),
)
STARTS = ("00:00", "00:01", "01:00", "02:08", "03:59", "04:00", "04:01", "05:00")


def with_tours_under_way(
    random: Random, week: Scenario, plan: Roster
) -> tuple[Scenario, Roster]:
    """Return a week in which some officers begin on tour, with or without a mission."""
    if random.random() < 0.5:
        return week, plan
    past = {t.key: t for t in week.history}
    late: list[Tour] = []
    for officer in week.officers:
        if random.random() < 0.7:
            hours = random.choice(HOURS)
            late.append(b.past(officer, -1, *hours, on=week.clock))
    past |= {t.key: t for t in late}
    missions = dict(week.missions)
    kinds = sorted({m.kind for m in week.missions.values()})
    for number in range(random.choice((1, 2, 3))):
        start, zone = random.choice(STARTS), random.choice(("north", "south", "away"))
        missions[f"U{number}"] = b.mission(
            f"U{number}",
            week.kinds[random.choice(kinds)],
            at=((0, start),),
            minutes=random.choice((30, 60, 61, 120)),
            zone=zone,
            on=week.clock,
        )
    before = list(week.past_missions)
    for number in range(random.choice((0, 0, 1, 2))):
        begun = random.choice((-120, -61, -60, -30, 0, 60))
        before.append(
            PastMission(
                mission=f"N{number}",
                kind=random.choice(kinds),
                zone=random.choice(("north", "south")),
                day=week.clock.date(begun),
                span=Span(begun, begun + random.choice((52, 60, 61, 90))),
                crew=tuple(t.officer for t in late if random.random() < 0.5),
            )
        )
    week = replace(
        week,
        history=tuple(past.values()),
        missions=missions,
        past_missions=tuple(before),
    )
    taken = tuple(dict.fromkeys((*plan.assignments, *_seats(random, week, late))))
    return week, replace(plan, assignments=taken).sorted()


def _seats(random: Random, week: Scenario, late: list[Tour]) -> Iterator[Assignment]:
    for occurrence, seats in week.seats.items():
        there = [t.officer for t in late if t.span.overlaps(occurrence.span)]
        if not there or random.random() < 0.2:
            continue
        for seat in seats:
            for officer in random.sample(there, min(len(there), seat.position.count)):
                yield Assignment(
                    occurrence.mission,
                    occurrence.span.start,
                    seat.position.name,
                    officer,
                    occurrence.fallback,
                    occurrence.place,
                )
