"""The quickstart, solved once for all tests of a process."""

import pytest

import scheduler as ps
from tests.solved import QUICKSTART


@pytest.fixture(scope="session")
def week() -> ps.Week:
    return ps.load(QUICKSTART)


@pytest.fixture(scope="session")
def result(week: ps.Week) -> ps.Result:
    return ps.solve(week, ps.Search(time_limit=60, workers=1))
