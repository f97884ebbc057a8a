"""Long work stops once it must, and not before."""

import pytest

from scheduler.domain.patience import Stopped, heed, patience


def test_nobody_waits() -> None:
    heed()


def test_stops_once_time_is_over_and_only_inside() -> None:
    answers = iter((False, True))
    with patience(lambda: next(answers)):
        heed()
        with pytest.raises(Stopped):
            heed()
    heed()
