"""Groups of interchangeable officers: who is kept apart, and how names are found."""

import dataclasses
import functools
import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.domain.missions import Occurrence, SeatKey
from scheduler.domain.people import Pairing, Pin, Together
from scheduler.domain.places import TravelTimes
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.facade import SharedGroupError, Stint
from scheduler.model.crews import CrewModel
from scheduler.model.naming import (
    HeldSeat,
    NamedCrews,
    SeatedStint,
    TransitionTime,
    _least_work,
    share_out,
)
from scheduler.model.stints import deal
from scheduler.rules import RULES
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests import builders as b

DAY = 24 * 60

# --- who is told apart ----------------------------------------------------------------


def groups(week: Scenario, start: int) -> set[str]:
    """Return the groups on tours that start at a minute, each as ``A+B``."""
    model = CrewModel(week, RULES.values())
    return {
        "+".join(o.id for o in g.officers)
        for g in model.groups
        if g.slot is not None and g.slot.start == start
    }


SHIFTS = (b.shift("early", "06:00", "13:00"), b.shift("late", "13:00", "20:00"))
EARLY, LATE = 6 * 60, 13 * 60


def crew_of_four(**changes: Any) -> Scenario:
    return b.scenario(
        on=b.clock(days=2),
        officers=[b.officer("A"), b.officer("B"), b.officer("C"), b.trainee("T")],
        shifts=SHIFTS,
        missions=[b.mission("guard", at=[(0, "08:00")])],
        **changes,
    )


def test_officers_alike_form_one_group_and_trainees_another() -> None:
    week = crew_of_four()
    for start in (EARLY, LATE, DAY + EARLY, DAY + LATE):
        assert groups(week, start) == {"A+B+C", "T"}


def test_a_pin_sets_an_officer_apart_only_near_the_mission() -> None:
    week = crew_of_four(pins=(Pin(officer="B", pin="mission", mission="guard"),))
    assert groups(week, EARLY) == {"A+C", "B", "T"}
    for start in (LATE, DAY + EARLY, DAY + LATE):
        assert groups(week, start) == {"A+B+C", "T"}


def test_a_pin_counts_wherever_the_mission_may_be_placed() -> None:
    pins = (Pin(officer="B", pin="mission", mission="guard"),)
    placed = b.mission("guard", at=[(0, "08:00"), (1, "14:00")])
    week = crew_of_four(pins=pins)
    week = b.scenario(
        on=b.clock(days=2),
        officers=week.officers.values(),
        shifts=SHIFTS,
        missions=[placed],
        pins=pins,
    )
    assert groups(week, EARLY) == groups(week, DAY + LATE) == {"A+C", "B", "T"}
    assert groups(week, LATE) == groups(week, DAY + EARLY) == {"A+B+C", "T"}


def test_a_mission_that_only_touches_the_tour_does_not_count() -> None:
    pins = (Pin(officer="B", pin="mission", mission="guard"),)
    week = b.scenario(
        on=b.clock(days=1),
        officers=[b.officer("A"), b.officer("B")],
        shifts=SHIFTS,
        missions=[b.mission("guard", at=[(0, "12:00")])],
        pins=pins,
    )
    assert groups(week, EARLY) == {"A", "B"}
    assert groups(week, LATE) == {"A+B"}


def test_pins_on_tours_set_nobody_apart() -> None:
    """Tours have names in any case."""
    pins = (
        Pin(officer="A", pin="off", day=b.day(0)),
        Pin(officer="B", pin="shift", day=b.day(0), shift="early"),
    )
    assert groups(crew_of_four(pins=pins), EARLY) == {"A+B+C", "T"}


def test_singletons_set_everybody_apart() -> None:
    model = CrewModel(crew_of_four(), RULES.values(), singletons=True)
    assert all(g.size == 1 for g in model.groups)


@pytest.mark.parametrize(("rest", "apart"), [(30, False), (29, True)])
def test_tours_closer_than_the_longest_way_set_everybody_apart(
    rest: int, apart: bool
) -> None:
    regimes = {"municipal": (b.setting("daily_rest", "minimum", rest),)}
    week = crew_of_four(travel=30, regimes=regimes)
    assert groups(week, EARLY) == ({"A", "B", "C", "T"} if apart else {"A+B+C", "T"})


# --- what a group cannot answer -------------------------------------------------------


def shared() -> tuple[CrewModel, Occurrence]:
    """Return a model in which A, B and C are counted together, and the guard."""
    week = crew_of_four()
    return CrewModel(week, RULES.values()), week.missions["guard"].occurrences[0]


@pytest.mark.parametrize(
    "ask",
    [
        lambda model, guard: model.sits("A", guard),
        lambda model, guard: model.placements(officer="A", occurrence=guard),
        lambda model, _: model.placements(officer="A"),
        lambda model, _: model.groups_of("A"),
    ],
    ids=["sits", "placements in a crew", "placements", "groups"],
)
def test_what_one_of_a_group_does_is_not_answered(ask: Any) -> None:
    with pytest.raises(SharedGroupError) as caught:
        ask(*shared())
    told = str(caught.value)
    assert "A is counted together with B, C on tours from 2026-10-05 06:00" in told
    assert "return officer.id from its `grouping_key`, or True" in told


def test_what_one_alone_does_is_answered() -> None:
    model, guard = shared()
    assert len(model.groups_of("T")) == 5
    assert [p.seat.occurrence for p in model.placements(officer="T")] == [guard]
    assert model.may_sit("T", guard)
    assert not isinstance(model.sits("T", guard), int)


def test_a_group_of_several_is_shown_to_those_who_ask_for_it() -> None:
    model, guard = shared()
    assert {g.size for g in model.groups_of("A", shared=True) if g.slot} == {3}
    assert model.may_sit("A", guard)


def test_a_property_in_which_a_group_differs_is_not_answered() -> None:
    model, guard = shared()
    [group] = {p.group for p in model.placements(occurrence=guard)} - set(
        model.groups_of("T")
    )
    assert group.common(lambda o: o.force) == "pm"
    with pytest.raises(SharedGroupError, match="A and B are counted together") as told:
        group.common(lambda o: o.id)
    assert "Return it from `grouping_key`" in str(told.value)


def test_sitting_where_no_seat_is_open_is_no_question() -> None:
    week = crew_of_four()
    late = dataclasses.replace(week, missions={"m": b.mission("m", at=[(0, "03:00")])})
    model = CrewModel(late, RULES.values())
    [early] = late.missions["m"].occurrences
    assert not model.may_sit("A", early)
    assert model.sits("A", early) == 0


@pytest.mark.parametrize("left_out", [None, *RULES])
def test_crews_can_be_counted_whatever_rule_is_left_out(left_out: str | None) -> None:
    """Explaining an infeasible scenario leaves rules out one by one."""
    names = ("B", "C")
    week = dataclasses.replace(
        crew_of_four(),
        missions={m: b.mission(m, at=[(0, "08:00")]) for m in ("one", "two")},
        pins=(Pin(officer="B", pin="mission", mission="one"),),
        pairings=tuple(
            Pairing(officer="A", other=name, together=Together.NEVER) for name in names
        ),
    )
    model = CrewModel(week, [r for name, r in RULES.items() if name != left_out])
    model.cp.maximize(sum(model.held(o) for o in week.occurrences))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.cp) == cp_model.OPTIMAL
    assert solver.objective_value == 2


# --- tours that may touch -------------------------------------------------------------

# They touch at midnight, when municipal officers need a night clause.
NIGHTS = {"a": dataclasses.replace(b.AGREEMENT, night_clause=True)}


def touching(
    travel: int, second: str, *, officers: int = 1, rest: int = 0, dawn: str = "00:00"
) -> Scenario:
    """Return a mission at the end of a tour and one early in the next, far apart."""
    return b.scenario(
        on=b.clock(days=2),
        officers=[b.officer(f"O{i}") for i in range(officers)],
        shifts=[b.shift("eve", "18:00", "00:00"), b.shift("dawn", dawn, "06:00")],
        missions=[
            b.mission("one", at=[(0, "23:00")], minutes=60, zone="north"),
            b.mission("two", at=[(1, second)], minutes=60, zone="south"),
        ],
        travel=travel,
        regimes={"municipal": (b.setting("daily_rest", "minimum", rest),)},
        agreements=NIGHTS,
    )


def missing(week: Scenario, *, singletons: bool) -> int:
    """Return the proved number of missions that cannot be held."""
    result = solve(week, Search(workers=1, time_limit=30), singletons=singletons)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    facts = Facts(week, result.roster)
    assert not [x for rule in RULES.values() for x in rule.check(facts)]
    return result.tiers[0].value // b.SOLO.priority


@pytest.mark.parametrize("singletons", [False, True])
@pytest.mark.parametrize(
    ("travel", "second", "lost"),
    [(30, "00:29", 1), (30, "00:30", 0), (0, "00:00", 0), (1, "00:00", 1)],
)
def test_the_way_counts_across_tours(
    travel: int, second: str, lost: int, singletons: bool
) -> None:
    assert missing(touching(travel, second), singletons=singletons) == lost
    two = touching(travel, second, officers=2)
    assert missing(two, singletons=singletons) == 0


@pytest.mark.parametrize("singletons", [False, True])
@pytest.mark.parametrize(("rest", "dawn"), [(29, "00:29"), (30, "00:30")])
def test_rest_as_long_as_the_way_or_a_minute_less(
    rest: int, dawn: str, singletons: bool
) -> None:
    week = touching(30, dawn, rest=rest, dawn=dawn)
    assert missing(week, singletons=singletons) == (1 if rest < 30 else 0)


@settings(max_examples=30)
@given(
    officers=st.integers(1, 3),
    travel=st.sampled_from((0, 10, 30, 75)),
    starts=st.lists(
        st.tuples(
            st.sampled_from(((0, "22:00"), (0, "22:30"), (0, "23:10"))),
            st.sampled_from(("north", "south")),
        ),
        min_size=1,
        max_size=3,
    ),
    later=st.lists(
        st.tuples(
            st.sampled_from(((1, "00:00"), (1, "00:20"), (1, "00:45"), (1, "01:20"))),
            st.sampled_from(("north", "south")),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_groups_and_names_agree_where_tours_touch(
    officers: int,
    travel: int,
    starts: list[tuple[tuple[int, str], str]],
    later: list[tuple[tuple[int, str], str]],
) -> None:
    base = touching(travel, "00:00", officers=officers)
    demand = [
        b.mission(f"m{i}", at=[at], minutes=50, zone=zone)
        for i, (at, zone) in enumerate(starts + later)
    ]
    week = b.scenario(
        on=b.clock(days=2),
        officers=base.officers.values(),
        shifts=base.shifts.values(),
        missions=demand,
        travel=travel,
        regimes={"municipal": (b.setting("daily_rest", "minimum", 0),)},
        agreements=NIGHTS,
    )
    assert missing(week, singletons=False) == missing(week, singletons=True)


# --- names ----------------------------------------------------------------------------


def seat(name: str, start: int, end: int, zone: str) -> HeldSeat:
    return HeldSeat(Occurrence(name, b.MONDAY, Span(start, end), zone), "agent")


def stint(name: str, start: int, end: int, zone: str) -> SeatedStint:
    return SeatedStint((seat(name, start, end, zone),))


def names(shared: dict[str, list[SeatKey]]) -> dict[str, list[str]]:
    return {o: [seat[0] for seat in seats] for o, seats in shared.items()}


# From x and y both an officer can reach w in time, but z only from x. The officer in x
# has less work, so the first method gives w to that one, and nobody is left for z.
TRAVEL_TO_TRAP = TravelTimes(
    "wxyz", {("x", "w"): 10, ("y", "w"): 10, ("x", "z"): 10}, 50
)
TRAP = (
    stint("in x", 0, 50, "x"),
    stint("in y", 0, 60, "y"),
    stint("in w", 100, 160, "w"),
    stint("in z", 101, 160, "z"),
)


def transition_time(travel: TravelTimes) -> TransitionTime:
    return lambda before, after: travel.minutes(before.zone, after.zone)


def can_follow(travel: TravelTimes, before: SeatedStint, after: SeatedStint) -> bool:
    ready = before.last.span.end + travel.minutes(before.last.zone, after.first.zone)
    return ready <= after.first.span.start


def test_names_are_found_where_an_even_hand_fails() -> None:
    ordered = sorted(TRAP, key=lambda u: u.order)
    follows = functools.partial(can_follow, TRAVEL_TO_TRAP)
    assert _least_work(ordered, ["A", "B"], follows, NamedCrews()) is None
    shared = names(share_out(TRAP, ["A", "B"], transition_time(TRAVEL_TO_TRAP)))
    assert sorted(shared.values()) == [["in x", "in z"], ["in y", "in w"]]


def test_an_even_hand_gives_everybody_something() -> None:
    hours = [stint(f"h{i}", 60 * i, 60 * i + 60, "x") for i in range(6)]
    shared = names(share_out(hours, ["A", "B", "C"], transition_time(TRAVEL_TO_TRAP)))
    assert [len(seats) for seats in shared.values()] == [2, 2, 2]


@pytest.mark.parametrize("present", [[], ["A"]])
def test_too_few_officers_are_refused(present: list[str]) -> None:
    with pytest.raises(ValueError, match=f"2 officers needed, {len(present)} present"):
        share_out(TRAP, present, transition_time(TRAVEL_TO_TRAP))


def test_nothing_to_share_out() -> None:
    assert share_out([], ["A"], transition_time(TRAVEL_TO_TRAP)) == {"A": []}
    assert share_out([], [], transition_time(TRAVEL_TO_TRAP)) == {}


STINTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6), st.sampled_from("wxyz")),
    min_size=1,
    max_size=7,
)
TRAVEL = st.dictionaries(
    st.tuples(st.sampled_from("wxyz"), st.sampled_from("wxyz")), st.integers(0, 6)
)


@settings(max_examples=200)
@given(drawn=STINTS, minutes=TRAVEL)
def test_as_many_officers_as_clash_are_enough(
    drawn: list[tuple[int, int, str]], minutes: dict[tuple[str, str], int]
) -> None:
    travel = TravelTimes("wxyz", minutes, 4)
    stints = [stint(f"u{i}", s, s + n, z) for i, (s, n, z) in enumerate(drawn)]
    width = max(
        len(subset)
        for size in range(1, len(stints) + 1)
        for subset in itertools.combinations(stints, size)
        if all(
            not can_follow(travel, one, two) and not can_follow(travel, two, one)
            for one, two in itertools.combinations(subset, 2)
        )
    )
    officers = [f"O{i}" for i in range(width)]
    shared = share_out(stints, officers, transition_time(travel))
    by_seat = {u.seats[0].key: u for u in stints}
    seats = [seat for own in shared.values() for seat in own]
    assert sorted(seats) == sorted(by_seat)
    for own in shared.values():
        for before, after in itertools.pairwise(own):
            assert can_follow(travel, by_seat[before], by_seat[after])
    with pytest.raises(ValueError, match="officers needed"):
        share_out(stints, officers[:-1], transition_time(travel))


@st.composite
def drawn_stints(draw: st.DrawFn, travel: TravelTimes) -> list[SeatedStint]:
    """Draw missions alone, and missions that one officer holds in a row."""
    stints = []
    for name in range(draw(st.integers(1, 6))):
        start, seats = draw(st.integers(0, 12)), []
        zone = draw(st.sampled_from("wxyz"))
        for leg in range(draw(st.sampled_from((1, 1, 2, 3)))):
            end = start + draw(st.integers(1, 4))
            seats.append(seat(f"u{name}.{leg}", start, end, zone))
            there = draw(st.sampled_from("wxyz"))
            start = end + travel.minutes(zone, there) + draw(st.integers(0, 3))
            zone = there
        stints.append(SeatedStint(tuple(seats)))
    return stints


@settings(max_examples=200)
@given(data=st.data(), minutes=TRAVEL)
def test_stints_are_dealt_whole_to_as_many_officers_as_clash(
    data: st.DataObject, minutes: dict[tuple[str, str], int]
) -> None:
    travel = TravelTimes("wxyz", minutes, 4)
    stints = data.draw(drawn_stints(travel))
    width = max(
        len(subset)
        for size in range(1, len(stints) + 1)
        for subset in itertools.combinations(stints, size)
        if all(
            not can_follow(travel, one, two) and not can_follow(travel, two, one)
            for one, two in itertools.combinations(subset, 2)
        )
    )
    officers = [f"O{i}" for i in range(width)]
    shared = share_out(stints, officers, transition_time(travel))
    whole = {tuple(s.key for s in u.seats): u for u in stints}
    for own in shared.values():
        held = []
        while own:
            seats = next(s for s in whole if list(s) == own[: len(s)])
            held.append(whole.pop(seats))
            own = own[len(seats) :]
        for before, after in itertools.pairwise(held):
            assert can_follow(travel, before, after)
    assert not whole
    with pytest.raises(ValueError, match="officers needed"):
        share_out(stints, officers[:-1], transition_time(travel))


def test_seats_are_dealt_to_runs_first_and_in_the_same_position() -> None:
    kind = dataclasses.replace(b.SOLO, positions=(b.position("p"), b.position("q")))
    week = b.scenario(
        missions=[
            b.mission(f"m{i}", kind, at=[(0, f"1{i}:00")], minutes=30, equipage="C")
            for i in range(3)
        ],
        kinds=[kind],
    )
    one, two, three = ((o,) for o in week.occurrences)
    runs = [(Stint((one, two)), 1), (Stint((two, three)), 1), (Stint((three,)), 0)]
    seats = [(s, 1) for own in week.seats.values() for s in own]
    dealt = [
        [(s.occurrence.mission, s.position) for s in u.seats] for u in deal(runs, seats)
    ]
    assert dealt[0] == [("m0", "p"), ("m1", "p")]
    assert dealt[1] == [("m1", "q"), ("m2", "q")]
    assert sorted(dealt[2:]) == [[("m0", "q")], [("m2", "p")]]


def test_names_keep_company_where_the_load_is_even() -> None:
    """Two and two in the morning, and the same pairs again in the afternoon."""
    crews = {0: ("a", "b"), 100: ("d", "c")}
    named = NamedCrews()
    for start, names_ in crews.items():
        stints = [
            SeatedStint(
                (HeldSeat(Occurrence(n, b.MONDAY, Span(start, start + 60), "x"), p),)
            )
            for n in names_
            for p in "pq"
        ]
        share_out(
            stints,
            list("ABCD" if start == 0 else "ACBD"),
            transition_time(TRAVEL_TO_TRAP),
            named,
        )
    pairs = {frozenset(crew) for crew in named.crews.values()}
    assert len(pairs) == 2


def test_an_even_load_comes_before_company() -> None:
    named = NamedCrews()
    first = [stint("first", 0, 60, "x"), stint("first", 0, 60, "x")]
    share_out(first, ["A", "B"], transition_time(TRAVEL_TO_TRAP), named)
    again = [stint("more", 100, 130, "x"), stint("then", 200, 260, "x")]
    again.append(again[-1])
    shared = names(
        share_out(again, ["A", "B", "C"], transition_time(TRAVEL_TO_TRAP), named)
    )
    assert shared == {"A": ["more"], "B": ["then"], "C": ["then"]}


# --- cliques --------------------------------------------------------------------------


@given(
    size=st.integers(0, 6),
    edges=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=15),
)
def test_cliques_are_the_maximal_sets_that_conflict(
    size: int, edges: set[tuple[int, int]]
) -> None:
    def conflict(one: int, two: int) -> bool:
        return (one, two) in edges or (two, one) in edges

    def pairwise(items: Sequence[int]) -> bool:
        return all(conflict(x, y) for x, y in itertools.combinations(items, 2))

    sets = [
        set(s)
        for n in range(1, size + 1)
        for s in itertools.combinations(range(size), n)
        if pairwise(s)
    ]
    maximal = sorted(sorted(s) for s in sets if not any(s < other for other in sets))
    model = CrewModel(b.scenario(), ())
    assert sorted(map(list, model.cliques(range(size), conflict))) == maximal


# --- penalties ------------------------------------------------------------------------


def least(model: CrewModel, penalty: Any) -> int:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    model.cp.minimize(penalty)
    assert solver.solve(model.cp) == cp_model.OPTIMAL
    return round(solver.objective_value)


@st.composite
def convex_costs(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Draw amounts with gaps, and costs whose slopes do not decrease."""
    steps = draw(st.lists(st.integers(1, 4), max_size=5))
    slopes = sorted(
        draw(st.lists(st.integers(-5, 9), min_size=len(steps), max_size=len(steps)))
    )
    costs = [(draw(st.integers(0, 3)), 100)]
    for step, slope in zip(steps, slopes, strict=True):
        amount, cost = costs[-1]
        costs.append((amount + step, cost + slope * step))
    return costs


@settings(max_examples=60)
@given(costs=convex_costs(), data=st.data())
def test_convex_costs_are_exact_at_every_amount(
    costs: list[tuple[int, int]], data: st.DataObject
) -> None:
    amount, cost = data.draw(st.sampled_from(costs))
    model = CrewModel(b.scenario(), ())
    domain = cp_model.Domain.from_values([a for a, _cost in costs])
    variable = model.cp.new_int_var_from_domain(domain, "amount")
    penalty = model.convex(variable, costs)
    model.add(variable == amount)
    assert least(model, penalty) == cost
    assert model.convex(amount, costs) == cost


@pytest.mark.parametrize("wanted", [0, 1, 3])
@pytest.mark.parametrize("present", [0, 1, 3, 5])
def test_a_shortage_is_what_is_missing(wanted: int, present: int) -> None:
    model = CrewModel(b.scenario(), ())
    heads = model.cp.new_int_var(present, present, "heads")
    assert least(model, model.shortage(wanted, heads)) == max(0, wanted - present)
    assert model.shortage(wanted, present) == max(0, wanted - present)
