"""Armed positions: a permit, its upkeep, no suspension, and an agreement on arms.

CSI L511-5 (individual permit, only under an agreement), R511-18 to R511-21 (training,
suspension); arrêté of 3 August 2007 art. 2 (two sessions a year).
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.authority import Suspension
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import ForceKind, WeaponPermit
from scheduler.domain.places import Commune, Zone
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.domain.validity import Validity
from scheduler.rules import RULES
from tests.builders import (
    AGREEMENT,
    MONDAY,
    clock,
    facts,
    mission,
    officer,
    position,
    redated,
    scenario,
    setting,
)
from tests.judge import allowed, refused

RULE = "armed_permitted"
DAY = dt.timedelta(days=1)
YEAR_AGO = dt.date(2025, 10, 5)
"""Twelve months before Monday 5 October 2026."""
RECENT = (dt.date(2026, 3, 10), dt.date(2026, 8, 20))
ARMED = dataclasses.replace(AGREEMENT, arms=True)


def guard(**changes):
    return MissionKind(
        id="guard",
        name_fr="Garde armée",
        name_en="Armed guard",
        joint=False,
        priority=10,
        positions=(position("agent", None, **{"armed": True, **changes}),),
    )


def permit(first=None, last=None, sessions=RECENT, weapon="pie"):
    return WeaponPermit(
        weapon=weapon, validity=Validity(first, last), sessions=tuple(sessions)
    )


def sent(
    *weapons,
    at=(0, "10:00"),
    minutes=60,
    on=None,
    agreements=(ARMED,),
    force="pm",
    kind=None,
    suspended=None,
    **changes,
):
    """One officer with these permits in the armed seat of one mission."""
    kind = kind or guard()
    what, span = suspended or ("arms", Span(-1, 0))
    week = scenario(
        officers=[officer("o", force, weapons=weapons)],
        kinds=[kind],
        missions=[mission("m", kind, at=[at], minutes=minutes, on=on)],
        on=on,
        agreements={a.id: a for a in agreements},
        suspensions=(Suspension(officer="o", what=what, span=span),),
        **changes,
    )
    return facts(week, crews=[("m", "agent", "o")])


# --- the permit -----------------------------------------------------------------------


def test_a_permit_with_its_training_serves():
    allowed(RULE, sent(permit()))


def test_without_a_permit_the_armed_seat_is_not_taken():
    [breach] = refused(RULE, sent(), over=1)
    assert (breach.officers, breach.mission, breach.when) == (("o",), "m", 600)
    assert breach.values["day"] == "2026-10-05"


def test_a_seat_that_is_not_armed_asks_for_nothing():
    allowed(RULE, sent(kind=guard(armed=False), agreements=()))


def test_a_national_officer_needs_no_permit():
    allowed(RULE, sent(force="pn", agreements=()))


def test_nor_do_suspensions_of_municipal_permits_touch_one():
    allowed(RULE, sent(force="pn", suspended=("arms", Span(0, 1440))))


def test_the_last_day_of_the_permit_serves_and_the_next_does_not():
    allowed(RULE, sent(permit(last=MONDAY), at=(0, "22:59")))
    refused(RULE, sent(permit(last=MONDAY - DAY), at=(0, "00:00")), over=1)


def test_the_first_day_of_the_permit_serves_and_the_day_before_does_not():
    allowed(RULE, sent(permit(MONDAY), at=(0, "00:00")))
    refused(RULE, sent(permit(MONDAY + DAY), at=(0, "22:59")), over=1)


def test_a_permit_has_to_be_valid_on_every_day_of_the_mission():
    # Monday 23:00: 60 minutes end at midnight, 61 reach Tuesday.
    until = permit(last=MONDAY)
    allowed(RULE, sent(until, at=(0, "23:00"), minutes=60))
    [breach] = refused(RULE, sent(until, at=(0, "23:00"), minutes=61), over=1)
    assert breach.values["day"] == "2026-10-06"


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 24),
        dt.date(2027, 3, 27),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
    ],
)
def test_a_permit_ends_at_local_midnight_on_any_date(first):
    on = clock(first, 2)
    recent = (first - 30 * DAY, first - 60 * DAY)
    until = permit(last=first, sessions=recent)
    allowed(RULE, sent(until, at=(0, "22:00"), minutes=120, on=on))
    refused(RULE, sent(until, at=(0, "22:00"), minutes=121, on=on), over=1)


def test_a_mission_over_three_local_days_asks_for_all_three():
    # Saturday 27 March 2027 23:30, 1440 minutes: 30 + 23 x 60 = 1410 to Monday 00:00.
    first = dt.date(2027, 3, 27)
    on = clock(first, 3)
    recent = (first - 30 * DAY, first - 60 * DAY)
    long = {"at": (0, "23:30"), "minutes": 1440, "on": on}
    allowed(RULE, sent(permit(sessions=recent), **long))
    around = (
        permit(last=first, sessions=recent),
        permit(first + 2 * DAY, sessions=recent),
    )
    [breach] = refused(RULE, sent(*around, **long), over=1)
    assert breach.values["day"] == "2027-03-28"


def test_the_last_day_of_the_horizon_is_judged():
    saturday = MONDAY + 5 * DAY
    refused(RULE, sent(permit(last=saturday), at=(6, "10:00")), over=1)
    allowed(RULE, sent(permit(last=saturday + DAY), at=(6, "10:00")))


# --- the upkeep -----------------------------------------------------------------------


def test_two_sessions_are_owed_and_one_is_not_enough():
    allowed(RULE, sent(permit(sessions=RECENT)))
    [breach] = refused(RULE, sent(permit(sessions=RECENT[:1])), over=1)
    assert (breach.values["attended"], breach.values["owed"]) == (1, 2)
    allowed(RULE, sent(permit(sessions=(*RECENT, dt.date(2026, 9, 1)))))


def test_a_session_exactly_twelve_months_ago_counts_and_a_day_earlier_does_not():
    allowed(RULE, sent(permit(sessions=(YEAR_AGO, RECENT[0]))))
    refused(RULE, sent(permit(sessions=(YEAR_AGO - DAY, RECENT[0]))), over=1)


def test_a_session_serves_from_the_next_day():
    allowed(RULE, sent(permit(sessions=(RECENT[0], MONDAY - DAY))))
    refused(RULE, sent(permit(sessions=(RECENT[0], MONDAY))), over=1)


def test_a_mission_that_outlives_the_training_is_refused():
    # The older session, of 5 October 2025, serves to the end of Monday.
    held = permit(sessions=(YEAR_AGO, RECENT[0]))
    allowed(RULE, sent(held, at=(0, "23:00"), minutes=60))
    [breach] = refused(RULE, sent(held, at=(0, "23:00"), minutes=61), over=1)
    assert breach.values["day"] == "2026-10-06"


def test_a_session_of_29_february_serves_until_28_february():
    first = dt.date(2025, 2, 28)
    on = clock(first, 2)
    held = permit(sessions=(dt.date(2024, 2, 29), dt.date(2024, 12, 1)))
    agreement = redated(ARMED, valid_from=dt.date(2024, 1, 1))
    allowed(RULE, sent(held, on=on, agreements=[agreement]))
    refused(RULE, sent(held, at=(1, "10:00"), on=on, agreements=[agreement]), over=1)


def test_training_with_another_weapon_does_not_serve():
    pie, baton = (
        permit(sessions=RECENT[:1]),
        permit(sessions=RECENT[1:], weapon="baton"),
    )
    refused(RULE, sent(pie, baton), over=1)


def test_one_weapon_in_order_is_enough():
    allowed(RULE, sent(permit(sessions=()), permit(weapon="baton")))


def test_training_under_the_permit_before_counts_for_its_renewal():
    old = permit(last=MONDAY - DAY, sessions=RECENT)
    new = permit(MONDAY, sessions=())
    allowed(RULE, sent(old, new))


def test_the_same_day_listed_under_two_permits_is_one_session():
    old = permit(last=MONDAY - DAY, sessions=RECENT[:1])
    new = permit(MONDAY, sessions=RECENT[:1])
    refused(RULE, sent(old, new), over=1)


def test_a_regime_may_ask_for_another_number_or_for_none():
    def asked(value, sessions):
        rows = {"municipal": (setting(RULE, "sessions", value),)}
        return sent(permit(sessions=sessions), regimes=rows)

    refused(RULE, asked(3, RECENT), over=1)
    allowed(RULE, asked(1, RECENT[:1]))
    refused(RULE, asked(1, ()), over=1)
    allowed(RULE, asked(0, ()))
    allowed(RULE, asked(None, ()))


def test_a_regime_may_count_over_another_period_or_for_ever():
    old = (dt.date(2024, 10, 5), dt.date(2024, 10, 6))

    def counted(months, sessions=old):
        rows = {"municipal": (setting(RULE, "period", months),)}
        return sent(permit(sessions=sessions), regimes=rows)

    allowed(RULE, counted(24))
    refused(RULE, counted(23), over=1)
    allowed(RULE, counted(None))


def test_by_civil_year_the_sessions_of_a_year_serve_until_the_end_of_the_next():
    rows = {"municipal": (setting(RULE, "civil_year", 1),)}

    def on_the_day(first, *sessions):
        on = clock(first, 1)
        return sent(permit(sessions=sessions), regimes=rows, on=on)

    january, february = dt.date(2025, 1, 10), dt.date(2025, 2, 10)
    allowed(RULE, on_the_day(dt.date(2026, 12, 31), january, february))
    refused(RULE, on_the_day(dt.date(2027, 1, 1), january, february), over=1)
    # Two of the year itself serve at once; one of each year is one.
    allowed(RULE, on_the_day(MONDAY, *RECENT))
    refused(RULE, on_the_day(MONDAY, february, RECENT[0]), over=1)


def test_the_value_of_each_day_is_applied():
    rows = {
        "municipal": (
            setting(RULE, "sessions", 1, valid_to=MONDAY),
            setting(RULE, "sessions", 2, valid_from=MONDAY + DAY),
        )
    }
    one = permit(sessions=RECENT[:1])
    allowed(RULE, sent(one, regimes=rows))
    refused(RULE, sent(one, at=(1, "10:00"), regimes=rows), over=1)


# --- suspensions ----------------------------------------------------------------------


def test_a_suspension_that_ends_as_the_mission_begins_does_not_touch_it():
    # The mission is 10:00 to 11:00: minutes 600 to 660.
    allowed(RULE, sent(permit(), suspended=("arms", Span(0, 600))))
    refused(RULE, sent(permit(), suspended=("arms", Span(0, 601))), over=1)


def test_a_suspension_that_begins_as_the_mission_ends_does_not_touch_it():
    allowed(RULE, sent(permit(), suspended=("arms", Span(660, 1440))))
    refused(RULE, sent(permit(), suspended=("arms", Span(659, 1440))), over=1)


def test_a_suspended_approval_is_for_another_rule():
    allowed(RULE, sent(permit(), suspended=("approval", Span(0, 1440))))


def test_the_suspension_of_another_officer_does_not_touch_one():
    week = sent(permit())
    other = Suspension(officer="p", what="arms", span=Span(0, 1440))
    officers = {**week.scenario.officers, "p": officer("p")}
    changed = dataclasses.replace(
        week.scenario, officers=officers, suspensions=(other,)
    )
    allowed(RULE, dataclasses.replace(week, scenario=changed))


# --- the agreement --------------------------------------------------------------------


def test_without_an_agreement_on_arms_nobody_is_armed():
    [breach] = refused(RULE, sent(permit(), agreements=(AGREEMENT,)), over=1)
    assert breach.values["commune"] == "Town"
    refused(RULE, sent(permit(), agreements=()), over=1)


def test_the_agreement_has_to_be_in_force_on_every_day():
    until = redated(ARMED, valid_to=MONDAY)
    night = {"at": (0, "23:00"), "agreements": (until,)}
    allowed(RULE, sent(permit(), minutes=60, **night))
    refused(RULE, sent(permit(), minutes=61, **night), over=1)


def test_a_denounced_agreement_ends_after_its_notice():
    # Denounced on 5 April 2026, 6 months: the last day is 4 October.
    ended = dataclasses.replace(ARMED, denounced=dt.date(2026, 4, 5))
    refused(RULE, sent(permit(), agreements=(ended,)), over=1)
    later = dataclasses.replace(ARMED, denounced=dt.date(2026, 4, 6))
    allowed(RULE, sent(permit(), agreements=(later,)))


def test_the_agreement_of_another_force_does_not_serve():
    other = dataclasses.replace(ARMED, municipal_force="other")
    refused(RULE, sent(permit(), agreements=(other,)), over=1)


def test_every_commune_of_the_mission_needs_one():
    places = {
        "communes": {"c": Commune(id="c", name="C"), "d": Commune(id="d", name="D")},
        "zones": {
            "north": Zone(id="north", name="N", commune="c", also_in=frozenset({"d"})),
            "south": Zone(id="south", name="S", commune="c"),
        },
    }
    [breach] = refused(RULE, sent(permit(), **places), over=1)
    assert breach.values["commune"] == "D"
    both = dataclasses.replace(ARMED, communes=frozenset({"c", "d"}))
    allowed(RULE, sent(permit(), agreements=(both,), **places))
    second = dataclasses.replace(ARMED, id="b", communes=frozenset({"d"}))
    allowed(RULE, sent(permit(), agreements=(ARMED, second), **places))


# --- what is measured -----------------------------------------------------------------


def test_the_sessions_of_the_worst_armed_day_are_measured():
    # On Monday both sessions count, on Tuesday that of 5 October 2025 no longer does.
    week = sent(permit(sessions=(YEAR_AGO, RECENT[0])), at=(0, "23:00"), minutes=120)
    [measure] = RULES[RULE].measure(week, "o")
    assert (measure.value, measure.limit, measure.margin) == (1, 2, -1)
    assert measure.day == MONDAY + DAY
    assert measure.unit is Unit.COUNT
    assert measure.source == "arrêté du 3 août 2007 art. 2"


def test_nothing_is_measured_where_nothing_is_owed():
    assert not list(RULES[RULE].measure(sent(force="pn"), "o"))
    free = sent(permit(), kind=guard(armed=False))
    assert not list(RULES[RULE].measure(free, "o"))


def test_the_defaults_are_those_of_the_text():
    found = {s.name: s.defaults for s in RULES[RULE].settings}
    assert found["sessions"] == {ForceKind.MUNICIPAL: 2, ForceKind.NATIONAL: None}
    assert found["period"] == {ForceKind.MUNICIPAL: 12, ForceKind.NATIONAL: None}
