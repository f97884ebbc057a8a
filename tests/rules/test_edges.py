"""Every limit in minutes, on every special night: below it, at it, above it."""

import importlib
import pkgutil

import pytest

from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from tests.judge import allowed, refused
from tests.rules import edges
from tests.rules.edges import CASES, Case, Place

for module in pkgutil.iter_modules(edges.__path__):
    importlib.import_module(f"{edges.__name__}.{module.name}")

EVERY_CASE = pytest.mark.parametrize(
    ("case", "place"),
    [(c, p) for c in CASES for p in c.places],
    ids=lambda x: f"{x.rule}: {x.about}" if isinstance(x, Case) else x.name,
)


@EVERY_CASE
def test_at_the_limit_it_is_allowed(case: Case, place: Place) -> None:
    allowed(case.rule, case.build(place, 0))


@EVERY_CASE
def test_one_minute_on_the_safe_side_it_is_allowed(case: Case, place: Place) -> None:
    allowed(case.rule, case.build(place, 1 if case.at_least else -1))


@EVERY_CASE
def test_one_minute_beyond_it_is_refused(case: Case, place: Place) -> None:
    beyond = case.build(place, -1 if case.at_least else 1)
    found = refused(case.rule, beyond, over=None)
    if case.over:
        assert {b.over for b in found} == {1}


@pytest.mark.parametrize("rule", RULES)
def test_every_limit_in_minutes_has_a_case(rule: str) -> None:
    if any(s.unit in (Unit.MINUTES, Unit.TIME) for s in RULES[rule].settings):
        assert any(c.rule == rule for c in CASES), f"write a case for {rule}"
