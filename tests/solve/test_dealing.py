"""Names dealt again within a group, compared with every way to deal them."""

from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.roster import Facts, Roster, assigned
from scheduler.domain.scenario import Scenario
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.solve.dealing import dealt
from tests import builders as b

ALL = tuple(RULES.values())
JUDGES = [r for r in ALL if r.lazy or r.name == "one_place_at_a_time"]


def day(*places: tuple[int, int, str], staff: int, most: int | None = None) -> Scenario:
    """Return a day of one shift from 06:00 to 13:00.

    Parameters
    ----------
    places
        Missions: minutes from the start of the shift, minutes, zone.
    staff, most
        How many officers, and the most missions that one may hold.
    """
    kind = replace(b.SOLO, most_a_day=most)
    return b.scenario(
        on=b.clock(days=1),
        officers=[b.officer(f"A{n}") for n in range(staff)],
        shifts=[b.shift("early", "06:00", "13:00")],
        kinds=[kind],
        missions=[
            b.mission(
                f"m{n}",
                kind,
                at=[(0, f"{6 + start // 60:02}:{start % 60:02}")],
                minutes=minutes,
                zone=zone,
            )
            for n, (start, minutes, zone) in enumerate(places)
        ],
    )


def named(week: Scenario, names: tuple[str, ...]) -> Facts:
    """Return the roster in which all are on tour and hold the missions in order."""
    tours = tuple(t for own in week.tours.values() for t in own)
    seats = [s for own in week.seats.values() for s in own]
    held = (assigned(s, who) for s, who in zip(seats, names, strict=True))
    return Facts(week, Roster(tours, tuple(held)).sorted())


def lawful(facts: Facts) -> bool:
    return not any(any(rule.check(facts)) for rule in JUDGES)


def deal(week: Scenario, names: tuple[str, ...]) -> Facts | None:
    model = CrewModel(week, ALL, apart=set(), worth=0.0)
    [slot] = {t.slot for own in week.tours.values() for t in own}
    return dealt(named(week, names), model, "A0", slot, JUDGES, lambda: False)


FOUR = tuple((5 + 100 * n, 100, "north") for n in range(4))
"""From 06:05 to 12:45 of a tour of 7 h, without a gap of 20 minutes."""


def test_a_chain_without_a_break_is_dealt_to_two() -> None:
    found = deal(day(*FOUR, staff=2), ("A0",) * 4)
    assert found is not None
    assert lawful(found)
    assert len(found.roster.assignments) == 4


def test_one_officer_alone_has_nobody_to_deal_to() -> None:
    assert deal(day(*FOUR, staff=1), ("A0",) * 4) is None


def test_a_limit_by_day_is_kept_by_three_where_two_cannot() -> None:
    """Four missions, two each at most: two officers can, with one each nobody can."""
    assert deal(day(*FOUR, staff=2, most=2), ("A0",) * 4) is not None
    assert deal(day(*FOUR, staff=3, most=1), ("A0",) * 4) is None


PLACES = st.lists(
    st.tuples(
        st.integers(0, 36).map(lambda n: 10 * n),
        st.integers(3, 20).map(lambda n: 10 * n),
        st.sampled_from(("north", "south")),
    ).filter(lambda p: p[0] + p[1] <= 420),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(
    places=PLACES,
    staff=st.integers(1, 3),
    most=st.sampled_from((None, None, 1, 2)),
    first=st.randoms(use_true_random=False),
)
def test_names_are_found_exactly_where_there_are_some(
    places: list[tuple[int, int, str]], staff: int, most: int | None, first: Random
) -> None:
    week = day(*places, staff=staff, most=most)
    everyone = sorted(week.officers)
    ways = list(product(everyone, repeat=len(places)))
    found = deal(week, first.choice(ways))
    assert (found is not None) == any(lawful(named(week, way)) for way in ways)
    if found is not None:
        assert lawful(found)
