"""Notes on agreements and poolings: what is told, from which day on, by which text."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.agreements import Pooling, Route
from scheduler.domain.scenario import Scenario
from scheduler.domain.validity import Term
from scheduler.verify._agreement_notes import agreement_notes
from tests import builders as b
from tests.judge import read

RULE = "joint_mission_agreed"
START = dt.date(2026, 11, 23)
"""Monday; in six months it is 23 May 2027."""
ONE = dt.timedelta(days=1)


def notes(week: Scenario) -> list[tuple[str, str]]:
    """Return every note in English, with its source; both languages are filled."""
    found = []
    for message, values, source in agreement_notes(b.facts(week)):
        found.append((read(message, values, week)[0], source))
    return found


def week(*agreements: Any, on: dt.date = START, **changes: Any) -> Scenario:
    clock = b.clock(on, 7)
    changes.setdefault("poolings", ())
    return b.scenario(on=clock, agreements={a.id: a for a in agreements}, **changes)


def agreement(name: str = "a", **changes: Any) -> Any:
    three_years = Term(dt.date(2026, 1, 1), dt.date(2028, 12, 31))
    given = b.dated({"id": name, "name": name, **changes}, three_years)
    return replace(b.AGREEMENT, **given)


def posts(number: int | None) -> Any:
    return {**b.FORCES, "pm": replace(b.FORCES["pm"], posts=number)}


def test_nothing_to_tell() -> None:
    assert notes(week(agreement())) == []


# --- about to end ---------------------------------------------------------------------


def test_six_months_before_its_end_renewal_is_needed() -> None:
    # From 23 November to 23 May are six months; one day later is beyond them.
    [(words, source)] = notes(week(agreement(valid_to=dt.date(2027, 5, 23))))
    assert words == "agreement “a” ends on 23 May 2027: express renewal needed"
    assert source == "CSI annexe 1 art. 21"
    assert notes(week(agreement(valid_to=dt.date(2027, 5, 24)))) == []


def test_one_that_ends_in_the_week_is_told_and_one_that_ended_before_is_not() -> None:
    assert len(notes(week(agreement(valid_to=START)))) == 1
    assert notes(week(agreement(valid_to=START - ONE))) == []


def test_one_that_is_renewed_is_not_told() -> None:
    last = dt.date(2026, 11, 26)
    first = agreement(valid_to=last)
    then = agreement("b", valid_from=last + ONE)
    assert notes(week(first, then)) == []
    late = agreement("b", valid_from=last + 2 * ONE)
    assert len(notes(week(first, late))) == 1
    elsewhere = replace(then, communes=frozenset({"d"}))
    assert len(notes(week(first, elsewhere))) == 1


def test_one_that_was_denounced_is_told_with_the_day_of_the_notice() -> None:
    # Notice on 1 October 2026 + 6 months = 1 April 2027: the last day is 31 March.
    [(words, _)] = notes(week(agreement(denounced=dt.date(2026, 10, 1))))
    assert words == (
        "agreement “a” ends on 31 March 2027, denounced on 1 October 2026: a new one "
        "is needed"
    )


def test_the_months_before_the_end_are_a_setting() -> None:
    regimes = {"municipal": (b.setting(RULE, "renewal", 1),)}
    near, far = dt.date(2026, 12, 23), dt.date(2026, 12, 24)
    assert len(notes(week(agreement(valid_to=near), regimes=regimes))) == 1
    assert notes(week(agreement(valid_to=far), regimes=regimes)) == []
    none = {"municipal": (b.setting(RULE, "renewal", None),)}
    assert notes(week(agreement(valid_to=START), regimes=none)) == []


# --- too long -------------------------------------------------------------------------


def test_three_years_are_not_too_long_and_a_day_more_is() -> None:
    first = dt.date(2026, 3, 1)
    assert notes(week(agreement(valid_from=first, valid_to=dt.date(2029, 2, 28)))) == []
    [(words, source)] = notes(
        week(agreement(valid_from=first, valid_to=dt.date(2029, 3, 1)))
    )
    assert words == (
        "agreement “a” runs from 1 March 2026 to 1 March 2029, longer than 36 months"
    )
    assert source == "CSI annexe 1 art. 21"


def test_the_duration_is_the_one_of_the_day_it_began() -> None:
    older = b.setting(RULE, "duration", 60, valid_to=dt.date(2025, 12, 31), source="X")
    long = agreement(valid_from=dt.date(2025, 12, 31), valid_to=dt.date(2030, 12, 30))
    assert notes(week(long, regimes={"municipal": (older,)})) == []
    assert len(notes(week(b.redated(long, valid_from=dt.date(2026, 1, 1))))) == 1


# --- mandatory ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "told"), [(None, False), (0, False), (2, False), (3, True), (4, True)]
)
def test_from_three_posts_an_agreement_is_mandatory(
    number: int | None, told: bool
) -> None:
    found = notes(week(forces=posts(number)))
    assert bool(found) is told
    if told:
        [(words, source)] = found
        assert words == (
            f"Town has {number} posts and, on 23 November 2026, no agreement in Town: "
            "one is mandatory from 3 posts"
        )
        assert source == "CSI art. L512-4 (law 2019-1461)"
    assert notes(week(agreement(), forces=posts(number))) == []


@pytest.mark.parametrize(
    ("on", "number", "told"),
    [
        # Seven days to Friday 27 December 2019: the old law alone.
        (dt.date(2019, 12, 21), 4, False),
        (dt.date(2019, 12, 21), 5, True),
        # To Saturday 28 December 2019, the first day of the new one.
        (dt.date(2019, 12, 22), 2, False),
        (dt.date(2019, 12, 22), 3, True),
        (dt.date(2019, 12, 22), 5, True),
    ],
)
def test_before_28_december_2019_from_five(
    on: dt.date, number: int, told: bool
) -> None:
    found = notes(week(on=on, forces=posts(number)))
    assert bool(found) is told
    if number == 5:
        assert found[0][1] == "CSI art. L512-4 (before law 2019-1461)"
    elif told:
        assert "on 28 December 2019" in found[0][0]


def test_a_scenario_may_bring_a_new_threshold() -> None:
    given = b.setting(
        RULE, "threshold", 10, valid_from=START + 3 * ONE, source="law of 2026"
    )
    regimes = {"municipal": (given,)}
    until = agreement(valid_to=START + 2 * ONE)
    few = week(until, forces=posts(9), regimes=regimes)
    assert [s for w, s in notes(few) if "mandatory" in w] == []
    many = week(until, forces=posts(10), regimes=regimes)
    [(words, source)] = [(w, s) for w, s in notes(many) if "mandatory" in w]
    assert "on 26 November 2026" in words
    assert source == "law of 2026"


def test_every_commune_of_the_force_needs_one() -> None:
    forces = posts(3)
    forces["pm"] = replace(forces["pm"], communes=frozenset({"c", "d"}))
    both = agreement(communes=frozenset({"c", "d"}))
    assert notes(week(both, forces=forces)) == []
    communes = {c: replace(week().communes["c"], id=c, name=c.upper()) for c in "cd"}
    [(words, _)] = notes(week(agreement(), forces=forces, communes=communes))
    assert "no agreement in D:" in words


# --- officers in common ---------------------------------------------------------------


def pooling(route: Route = Route.COMMUNES, **changes: Any) -> Pooling:
    base = {
        "id": "p",
        "route": route,
        "forces": frozenset({"pm"}),
        "communes": frozenset({"c"}),
    }
    year = Term(dt.date(2026, 3, 1), dt.date(2027, 2, 28))
    return Pooling(**{**base, **b.dated(changes, year)})


def test_officers_are_in_common_for_a_year_at_least() -> None:
    # From 1 March 2026 to 28 February 2027 is a year; to the 27th is a day less.
    assert notes(week(agreement(), poolings=(pooling(),))) == []
    short = pooling(valid_to=dt.date(2027, 2, 27))
    [(words, source)] = notes(week(agreement(), poolings=(short,)))
    assert words == (
        "pooling p lasts from 1 March 2026 to 27 February 2027, less than 12 months, "
        "unless notice was given"
    )
    assert source == "CSI art. R512-1 to R512-4"


@pytest.mark.parametrize("route", [r for r in Route if r is not Route.COMMUNES])
def test_the_other_routes_may_be_short(route: Route) -> None:
    one_day = pooling(route, valid_from=START, valid_to=START)
    assert notes(week(agreement(), poolings=(one_day,))) == []
