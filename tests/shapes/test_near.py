"""Few changes compared with a baseline: a pair of tests, and enumeration."""

import dataclasses
from random import Random

import pytest

from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.scenario import Scenario
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests.builders import PAIR, SOLO, mission, officer, scenario, shift
from tests.shapes.brute import agrees

TIERS = (
    ("missions", {"missions_by_priority": 1}),
    ("few changes", {"few_changes": 1}),
)


def week(random: Random) -> Scenario:
    """Return a tiny week with alike officers, of whom some are in the baseline."""
    first, second = random.sample(("09:00", "10:00", "11:00", "13:00"), 2)
    base = scenario(
        officers=[officer(x) for x in "opq"] + [officer("n", "pn")],
        shifts=[
            shift("s", "08:00", "14:00"),
            shift("k", "08:00", "16:00", "pn"),
        ],
        missions=[
            mission("m", SOLO, at=[(0, first)], minutes=45),
            mission("x", random.choice((SOLO, PAIR)), at=[(0, second)], minutes=45),
        ],
        tiers=TIERS,
    )
    tours = [t for own in base.tours.values() for t in own if t.day == base.clock.start]
    told = random.sample(tours, random.randint(0, 3))
    starts = [o.span.start + random.choice((0, 0, -60)) for o in base.occurrences]
    seats = {
        KnownSeat(
            mission=o.mission,
            start=start,
            officer=random.choice("opqn"),
            position=random.choice(("", "agent", "municipal", "national")),
        )
        for o, start in zip(base.occurrences, starts, strict=True)
        if random.random() < 0.8
    }
    baseline = Baseline(
        frozenset(KnownTour(officer=t.officer, day=t.day, shift=t.shift) for t in told),
        frozenset(seats),
    )
    first_day = dataclasses.replace(base.clock, days=1)
    return dataclasses.replace(base, clock=first_day, baseline=baseline)


@pytest.mark.parametrize("number", range(12))
def test_the_search_finds_the_fewest_changes_there_are(number: int) -> None:
    assert agrees(week(Random(number)), most=20_000) is not None


def told(who: str) -> Scenario:
    """Return a week in whose baseline one of two alike officers holds a mission."""
    base = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", "08:00", "14:00")],
        missions=[mission("m", SOLO, at=[(0, "10:00")])],
        tiers=TIERS,
    )
    start = base.missions["m"].occurrences[0].span.start
    tours = frozenset({KnownTour(officer=who, day=base.clock.start, shift="s")})
    seats = frozenset({KnownSeat(mission="m", start=start, officer=who)})
    return dataclasses.replace(base, baseline=Baseline(tours, seats))


@pytest.mark.parametrize("who", ["o", "p"])
def test_whoever_was_told_stays_where_without_it_either_would_do(who: str) -> None:
    result = solve(told(who), Search(workers=1))
    assert [(t.value, t.bound) for t in result.tiers] == [(0, 0), (0, 0)]
    assert result.roster is not None
    assert [a.officer for a in result.roster.assignments] == [who]
