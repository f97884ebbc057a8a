"""The days on which a fact holds, at their ends and where they are open."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.validity import ALWAYS, Term, Validity

FIRST, LAST = dt.date(2028, 2, 28), dt.date(2028, 3, 1)
ONE = dt.timedelta(days=1)
DAYS = [FIRST + n * ONE for n in range(-3, 6)]

ends = st.none() | st.sampled_from(DAYS)
validities = st.builds(Validity, ends, ends)


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (FIRST - ONE, False),
        (FIRST, True),
        (dt.date(2028, 2, 29), True),
        (LAST, True),
        (LAST + ONE, False),
    ],
)
def test_both_ends_are_included(day: dt.date, inside: bool) -> None:
    assert (day in Term(FIRST, LAST)) is inside


def test_an_open_end_has_no_limit() -> None:
    assert dt.date.min in Validity(last=FIRST)
    assert FIRST + ONE not in Validity(last=FIRST)
    assert dt.date.max in Validity(first=FIRST)
    assert FIRST - ONE not in Validity(first=FIRST)
    assert {dt.date.min, FIRST, dt.date.max} == {
        d for d in (dt.date.min, FIRST, dt.date.max) if d in ALWAYS
    }


def test_one_day_and_none() -> None:
    assert [d for d in DAYS if d in Term(FIRST, FIRST)] == [FIRST]
    assert not Term(FIRST, FIRST).empty
    backwards = Term(FIRST, FIRST - ONE)
    assert backwards.empty
    assert not any(d in backwards for d in DAYS)


@pytest.mark.parametrize(
    ("other", "common"),
    [
        (Validity(last=FIRST - ONE), False),
        (Validity(last=FIRST), True),
        (Validity(first=LAST), True),
        (Validity(first=LAST + ONE), False),
        (Term(FIRST - ONE, LAST + ONE), True),
        (Term(FIRST + ONE, FIRST), False),
        (ALWAYS, True),
    ],
)
def test_a_day_in_common(other: Validity, common: bool) -> None:
    days = Term(FIRST, LAST)
    assert days.overlaps(other) is common
    assert other.overlaps(days) is common


@given(validities, st.sampled_from(DAYS))
def test_a_day_is_before_inside_or_after(days: Validity, day: dt.date) -> None:
    before, after = days.starts_after(day), days.ended_before(day)
    assert (day in days) is not (before or after)
    # Only a validity without a day is both yet to start and over.
    assert not (before and after) or days.empty


@given(validities, validities)
def test_overlap_and_emptiness_agree_with_the_days(a: Validity, b: Validity) -> None:
    # Beyond DAYS nothing changes: one day more at each end stands for all of them.
    days = [DAYS[0] - ONE, *DAYS, DAYS[-1] + ONE]
    assert a.empty is not any(d in a for d in days)
    assert a.overlaps(b) is any(d in a and d in b for d in days)
