"""Suspended approval: a municipal officer is on no mission meanwhile (CSI L511-2)."""

import datetime as dt

import pytest

from scheduler.domain.authority import Suspension
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import Status
from scheduler.domain.time import Span
from tests.builders import clock, facts, mission, officer, position, scenario
from tests.judge import allowed, refused

RULE = "approval_suspended"


def sent(
    *spans, what="approval", force="pm", who="o", at=(0, "10:00"), on=None, **more
):
    """One officer on one mission of an hour, suspended during these spans."""
    kind = MissionKind(
        id="any",
        name_fr="Garde",
        name_en="Guard",
        joint=False,
        priority=1,
        positions=(position("agent", None, wardens=True),),
    )
    week = scenario(
        officers=[officer("o", force, **more), officer("p")],
        kinds=[kind],
        missions=[mission("m", kind, at=[at], on=on)],
        suspensions=tuple(Suspension(officer=who, what=what, span=s) for s in spans),
        on=on,
    )
    return facts(week, crews=[("m", "agent", "o")])


def test_an_officer_without_suspension_may_go():
    allowed(RULE, sent())


def test_a_suspension_around_the_mission_forbids_it():
    [breach] = refused(RULE, sent(Span(0, 1440)), over=1)
    assert (breach.officers, breach.mission, breach.when) == (("o",), "m", 600)


def test_the_minute_before_the_mission_is_the_last_that_does_no_harm():
    # 10:00 to 11:00 is minutes 600 to 660; a span ends before its second number.
    allowed(RULE, sent(Span(0, 599)))
    allowed(RULE, sent(Span(0, 600)))
    refused(RULE, sent(Span(0, 601)), over=1)


def test_nor_does_the_minute_after():
    refused(RULE, sent(Span(659, 1440)), over=1)
    allowed(RULE, sent(Span(660, 1440)))


def test_one_minute_in_the_middle_is_enough():
    refused(RULE, sent(Span(630, 631)), over=1)


def test_several_suspensions_make_one_breach():
    refused(RULE, sent(Span(0, 601), Span(650, 700)), over=1)


def test_suspended_arms_do_not_keep_from_other_missions():
    allowed(RULE, sent(Span(0, 1440), what="arms"))


def test_a_national_officer_has_no_such_approval():
    allowed(RULE, sent(Span(0, 1440), force="pn"))


def test_a_warden_of_the_commune_has():
    refused(RULE, sent(Span(0, 1440), status=Status.WARDEN), over=1)


def test_the_suspension_of_another_officer_does_no_harm():
    allowed(RULE, sent(Span(0, 1440), who="p"))


@pytest.mark.parametrize(
    ("first", "length"),
    [
        (dt.date(2026, 10, 25), 25),
        (dt.date(2027, 3, 28), 23),
        (dt.date(2026, 12, 31), 24),
    ],
)
def test_a_suspended_day_is_a_local_day(first, length):
    # The days of the clock changes have 25 and 23 hours; then the year ends.
    on = clock(first, 2)
    whole = on.day(first)
    assert whole.length == length * 60
    refused(RULE, sent(whole, at=(0, "23:59"), on=on), over=1)
    allowed(RULE, sent(whole, at=(1, "00:00"), on=on))


def test_the_last_day_of_the_horizon_is_judged():
    on = clock()
    sunday = on.day(on.dates[-1])
    refused(RULE, sent(sunday, at=(6, "10:00")), over=1)
    allowed(RULE, sent(sunday, at=(5, "10:00")))


def test_a_suspension_from_long_before_counts():
    refused(RULE, sent(Span(-100_000, 601)), over=1)
