"""Limits that are days: agreements, poolings, permits, sessions and suspensions."""

import datetime as dt
from dataclasses import replace
from typing import Any

from scheduler.domain.agreements import Pooling, Route, months_later
from scheduler.domain.authority import Suspension
from scheduler.domain.people import WeaponPermit
from scheduler.domain.time import Span
from scheduler.domain.validity import Term
from tests.builders import (
    AGREEMENT,
    FORCES,
    PAIR,
    SOLO,
    dated,
    officer,
    position,
    redated,
)
from tests.rules.edges import Place, Stage, case

HOUR = 60
ONE = dt.timedelta(days=1)
JOINT = [("agent", "o"), ("chief", "pn")]
ARMED = replace(SOLO, id="armed", positions=(position("agent", armed=True),))


def until(place: Place, delta: int, kind=SOLO, *, by=(("agent", "o"),)) -> Stage:
    """Return a mission of an hour that ends at midnight, or a minute off."""
    stage = Stage(place, others=[officer("pn", "pn")])
    for who in ("o", "pn"):
        stage.tour(place.pivot - 8 * HOUR, place.pivot + HOUR, who=who)
    stage.mission(place.pivot - HOUR, HOUR + delta, kind, by=by)
    return stage


def since(place: Place, delta: int, kind=SOLO, *, by=(("agent", "o"),)) -> Stage:
    """Return a mission of an hour that begins at midnight, or a minute off."""
    stage = Stage(place, others=[officer("pn", "pn")])
    for who in ("o", "pn"):
        stage.tour(place.pivot - HOUR, place.pivot + 8 * HOUR, who=who)
    stage.mission(place.pivot + delta, HOUR, kind, by=by)
    return stage


def today(place: Place) -> dt.date:
    """Return the day after the midnight."""
    return place.start + dt.timedelta(days=place.midnight)


def agreed(stage: Stage, **terms: Any) -> None:
    """Put one agreement in place of the usual one."""
    stage.changes["agreements"] = {"a": redated(AGREEMENT, **terms)}


# --- agreements -----------------------------------------------------------------------


@case("joint_mission_agreed", over=False)
def an_agreement_ends_at_midnight(place: Place, delta: int):
    stage = until(place, delta, PAIR, by=JOINT)
    agreed(stage, valid_to=today(place) - ONE)
    return stage.facts()


@case("joint_mission_agreed", over=False)
def a_notice_ends_an_agreement_at_midnight(place: Place, delta: int):
    # Given on a day of April for the same day of October, and so on.
    stage = until(place, delta, PAIR, by=JOINT)
    agreed(stage, denounced=months_later(today(place), -6))
    return stage.facts()


@case("joint_mission_agreed", at_least=True, over=False)
def an_agreement_begins_at_midnight(place: Place, delta: int):
    stage = since(place, delta, PAIR, by=JOINT)
    agreed(stage, valid_from=today(place))
    return stage.facts()


@case("crew_leader", over=False)
def the_lead_changes_at_midnight(place: Place, delta: int):
    last = today(place) - ONE
    stage = until(place, delta, PAIR, by=JOINT)
    stage.changes["agreements"] = {
        "old": redated(AGREEMENT, valid_to=last, lead_force="pn"),
        "new": redated(AGREEMENT, id="b", valid_from=last + ONE, lead_force="pm"),
    }
    return stage.facts()


@case("night_clause", at_least=True, over=False)
def a_clause_begins_at_midnight(place: Place, delta: int):
    stage = since(place, delta)
    agreed(stage, night_clause=True, valid_from=today(place))
    return stage.facts()


# --- poolings -------------------------------------------------------------------------


def pooled(stage: Stage, **terms: Any) -> None:
    """Let a pooling alone make the municipal officer competent in the commune."""
    always = Term(dt.date(2025, 1, 1), dt.date(2028, 1, 1))
    pooling = Pooling(
        **{
            "id": "p",
            "route": Route.COMMUNES,
            "forces": frozenset({"pm"}),
            "communes": frozenset({"c"}),
            **dated(terms, always),
        }
    )
    elsewhere = replace(FORCES["pm"], communes=frozenset({"d"}))
    stage.changes |= {
        "poolings": (pooling,),
        "forces": {**FORCES, "pm": elsewhere},
    }


@case("territory", over=False)
def a_pooling_ends_at_midnight(place: Place, delta: int):
    stage = until(place, delta)
    pooled(stage, valid_to=today(place) - ONE)
    return stage.facts()


@case("territory", at_least=True, over=False)
def a_pooling_begins_at_midnight(place: Place, delta: int):
    stage = since(place, delta)
    pooled(stage, valid_from=today(place))
    return stage.facts()


# --- arms -----------------------------------------------------------------------------


def armed(stage: Stage, **terms: Any) -> Stage:
    """Give the officer a permit for a stun gun, and the commune an agreement on arms.

    Two sessions lie a month back unless the terms say otherwise.
    """
    day = stage.place.start
    sessions = (day - 31 * ONE, day - 30 * ONE)
    permit = WeaponPermit(**{"weapon": "pie", "sessions": sessions, **dated(terms)})
    stage.officer["weapons"] = (permit,)
    stage.changes["kinds"] = (SOLO, PAIR, ARMED)
    agreed(stage, arms=True)
    return stage


@case("armed_permitted", over=False)
def a_permit_ends_at_midnight(place: Place, delta: int):
    stage = armed(until(place, delta, ARMED), valid_to=today(place) - ONE)
    return stage.facts()


@case("armed_permitted", at_least=True, over=False)
def a_permit_begins_at_midnight(place: Place, delta: int):
    return armed(since(place, delta, ARMED), valid_from=today(place)).facts()


@case("armed_permitted", over=False)
def a_session_serves_to_the_end_of_its_day_a_year_later(place: Place, delta: int):
    last = today(place) - ONE
    sessions = (last.replace(year=last.year - 1), last - 30 * ONE)
    return armed(until(place, delta, ARMED), sessions=sessions).facts()


@case("armed_permitted", at_least=True, over=False)
def a_session_serves_from_the_midnight_after_it(place: Place, delta: int):
    day = today(place)
    sessions = (day - 30 * ONE, day - ONE)
    return armed(since(place, delta, ARMED), sessions=sessions).facts()


@case("armed_permitted", over=False)
def arms_are_agreed_until_midnight(place: Place, delta: int):
    stage = armed(until(place, delta, ARMED))
    agreed(stage, arms=True, valid_to=today(place) - ONE)
    return stage.facts()


def suspended(stage: Stage, what: str, start: int, end: int) -> None:
    """Suspend an approval or the right to bear arms."""
    stage.changes["suspensions"] = (
        Suspension(officer="o", what=what, span=Span(start, end)),
    )


@case("armed_permitted", over=False)
def the_right_to_bear_arms_is_suspended_from_midnight(place: Place, delta: int):
    stage = armed(until(place, delta, ARMED))
    suspended(stage, "arms", place.pivot, place.pivot + 24 * HOUR)
    return stage.facts()


@case("armed_permitted", at_least=True, over=False)
def the_right_to_bear_arms_is_suspended_until_midnight(place: Place, delta: int):
    stage = armed(since(place, delta, ARMED))
    suspended(stage, "arms", place.pivot - 24 * HOUR, place.pivot)
    return stage.facts()


@case("approval_suspended", over=False)
def an_approval_is_suspended_from_midnight(place: Place, delta: int):
    stage = until(place, delta)
    suspended(stage, "approval", place.pivot, place.pivot + 24 * HOUR)
    return stage.facts()


@case("approval_suspended", at_least=True, over=False)
def an_approval_is_suspended_until_midnight(place: Place, delta: int):
    stage = since(place, delta)
    suspended(stage, "approval", place.pivot - 24 * HOUR, place.pivot)
    return stage.facts()
