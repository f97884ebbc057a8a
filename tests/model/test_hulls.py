"""Tangents of a hull: each holds at every point and touches one."""

from hypothesis import given
from hypothesis import strategies as st

from scheduler.model.hulls import Hull, tangent


@given(
    points=st.dictionaries(
        st.tuples(*[st.integers(0, 7)] * 3), st.integers(0, 3000), min_size=1
    ),
    slopes=st.tuples(*[st.floats(-500, 500)] * 3),
)
def test_a_tangent_holds_at_every_point_and_touches_one(
    points: dict[tuple[int, ...], int], slopes: tuple[float, ...]
) -> None:
    # Variables 0 to 2 are the counts themselves, 3 is the penalty.
    row = tangent(Hull(3, ((0,), (1,), (2,)), tuple(points.items())), slopes)
    room = []
    for counts, cost in points.items():
        values = (*counts, cost)
        room.append(sum(f * values[v] for v, f in row.terms) - row.least)
    assert min(room) == 0


def test_slopes_are_kept_as_fractions() -> None:
    """A slope of 60 / 7 is kept: 7 cost >= 60 count - 0."""
    hull = Hull(1, ((0,),), (((0,), 0), ((7,), 60)))
    row = tangent(hull, [60 / 7])
    assert (row.terms, row.least) == (((0, -60), (1, 7)), 0)
