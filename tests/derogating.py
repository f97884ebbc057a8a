"""Recorded derogations for tests."""

import datetime as dt

from scheduler.domain.authority import Derogation
from scheduler.domain.validity import Term
from tests.builders import MONDAY, day


def derogation(
    rule: str,
    first: int,
    last: int | None = None,
    *,
    who: str = "o",
    start: dt.date = MONDAY,
) -> Derogation:
    """Return a derogation between two days of a horizon, of one day without a last."""
    return Derogation(
        officer=who,
        rule=rule,
        validity=Term(day(first, start), day(first if last is None else last, start)),
        reason="made up",
        author="PN-2",
    )
