"""Travel times: closed under shortest paths."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.places import TravelTimes


def test_no_time_is_needed_inside_a_zone():
    assert TravelTimes(["a", "b"], {("a", "a"): 5}, 10).minutes("a", "a") == 0


def test_the_table_counts_in_each_direction():
    travel = TravelTimes(["a", "b"], {("a", "b"): 5, ("b", "a"): 8}, 30)
    assert (travel.minutes("a", "b"), travel.minutes("b", "a")) == (5, 8)


def test_what_the_table_leaves_out_takes_the_default():
    travel = TravelTimes(["a", "b"], {("a", "b"): 5}, 30)
    assert travel.minutes("b", "a") == 30


def test_a_shorter_way_through_a_third_zone_is_taken():
    # 30 direct, 10 + 12 through b.
    travel = TravelTimes(
        ["a", "b", "c"], {("a", "b"): 10, ("b", "c"): 12, ("a", "c"): 30}, 60
    )
    assert travel.minutes("a", "c") == 22


def test_a_longer_way_is_not():
    travel = TravelTimes(
        ["a", "b", "c"], {("a", "b"): 10, ("b", "c"): 12, ("a", "c"): 21}, 60
    )
    assert travel.minutes("a", "c") == 21


def test_a_way_of_many_legs_is_found_whatever_the_order_of_the_zones():
    # a-b-c-d-e, 5 minutes a leg, 60 otherwise.
    legs = dict.fromkeys(itertools.pairwise("abcde"), 5)
    for zones in itertools.permutations("abcde"):
        assert TravelTimes(zones, legs, 60).minutes("a", "e") == 20


def test_the_longest_way_is_known():
    assert TravelTimes(["a", "b"], {("a", "b"): 5}, 30).longest == 30
    assert TravelTimes(["a"], {}, 30).longest == 0
    assert TravelTimes([], {}, 30).longest == 0


def test_a_zone_listed_twice_is_one():
    assert TravelTimes(["a", "b", "a"], {}, 7).minutes("a", "b") == 7


zones = st.integers(1, 6).map(lambda n: "abcdef"[:n])


@st.composite
def tables(draw):
    names = draw(zones)
    pairs = list(itertools.permutations(names, 2))
    known = (
        draw(st.dictionaries(st.sampled_from(pairs), st.integers(0, 60)))
        if pairs
        else {}
    )
    return names, known, draw(st.integers(0, 60))


@settings(deadline=None)
@given(tables())
def test_no_detour_is_shorter(table):
    names, known, default = table
    travel = TravelTimes(names, known, default)
    for a, b, c in itertools.product(names, repeat=3):
        assert travel.minutes(a, c) <= travel.minutes(a, b) + travel.minutes(b, c)


@settings(deadline=None)
@given(tables())
def test_no_way_is_longer_than_the_table_says_nor_invented(table):
    names, known, default = table
    travel = TravelTimes(names, known, default)

    def direct(a, b):
        return known.get((a, b), default)

    for a, b in itertools.permutations(names, 2):
        # The time given is that of the shortest simple path.
        others = [z for z in names if z not in (a, b)]
        ways = [
            (a, *via, b)
            for r in range(len(others) + 1)
            for via in itertools.permutations(others, r)
        ]
        shortest = min(
            sum(itertools.starmap(direct, itertools.pairwise(w))) for w in ways
        )
        assert travel.minutes(a, b) == shortest
