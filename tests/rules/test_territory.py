"""Territory: officers act where they are competent, in every commune touched.

CSI art. L511-1 (own communes; transport networks across communes) and L512-1 to L512-3
(officers in common, of an intercommunal body, of a syndicate; prefect's order for an
event); CPP art. 18 and 21-1.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.agreements import Pooling, Route
from scheduler.domain.places import Commune, TravelTimes, Zone
from scheduler.domain.powers import Power
from scheduler.domain.validity import Term
from tests.builders import (
    FORCES,
    MONDAY,
    clock,
    dated,
    facts,
    mission,
    officer,
    position,
    scenario,
)
from tests.builders import SOLO as GUARD
from tests.judge import allowed, refused

RULE = "territory"
SOLO = dataclasses.replace(GUARD, positions=(position("agent", None),))
TRAM = dataclasses.replace(SOLO, id="tram")
KINDS = (SOLO, TRAM)

TUESDAY = MONDAY + dt.timedelta(days=1)
LONG = Term(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


def sent(force, zone, communes=frozenset({"c"})):
    """An officer of a force sent to a zone of commune ``c`` or ``d``."""
    forces = {**FORCES, force: dataclasses.replace(FORCES[force], communes=communes)}
    week = scenario(
        officers=[officer("o", force)],
        kinds=[SOLO],
        missions=[mission("m", SOLO, zone=zone)],
        forces=forces,
        communes={
            "c": Commune(id="c", name="Clermont"),
            "d": Commune(id="d", name="Aubière"),
        },
        zones={
            "north": Zone(id="north", name="North", commune="c"),
            "south": Zone(id="south", name="South", commune="d"),
        },
    )
    return facts(week, crews=[("m", "agent", "o")])


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_force_acts_in_its_commune(force):
    allowed(RULE, sent(force, "north"))


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_force_does_not_act_in_the_next_commune(force):
    [breach] = refused(RULE, sent(force, "south"), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == "m"
    assert breach.zone == "south"
    assert breach.values["commune"] == "Aubière"
    assert breach.values["force"] == FORCES[force].name


@pytest.mark.parametrize("zone", ["north", "south"])
def test_a_force_shared_by_two_communes_acts_in_both(zone):
    allowed(RULE, sent("pm", zone, frozenset({"c", "d"})))


def test_a_force_without_commune_acts_nowhere():
    refused(RULE, sent("pm", "north", frozenset()), over=1)


# --- real borders: tram line A, Carré Sénart ------------------------------------------

CLERMONT = ("63113", "Clermont-Ferrand", "63014", "Aubière")
SENART = ("77251", "Lieusaint", "91573", "Saint-Pierre-du-Perray")
BORDERS = pytest.mark.parametrize("border", [CLERMONT, SENART], ids=lambda b: b[1])


def pooling(border=CLERMONT, route=Route.TRANSPORT, **changes):
    base = {
        "id": "pool",
        "route": route,
        "forces": frozenset({"pm"}),
        "communes": frozenset({border[0], border[2]}),
    }
    return Pooling(**{**base, **dated(changes, LONG)})


def across(
    border=CLERMONT,
    *poolings,
    force="pm",
    communes=None,
    kind=SOLO,
    at=(0, "10:00"),
    minutes=60,
    on=None,
    powers=(),
):
    """An officer of the first commune in a zone that lies in both."""
    first, name, second, other = border
    forces = {
        k: dataclasses.replace(f, communes=frozenset(communes or {first}))
        for k, f in FORCES.items()
    }
    week = scenario(
        officers=[officer("o", force)],
        kinds=[
            dataclasses.replace(k, powers=tuple(p.id for p in powers)) for k in KINDS
        ],
        missions=[mission("m", kind, zone="line", at=[at], minutes=minutes, on=on)],
        forces=forces,
        communes={
            first: Commune(id=first, name=name),
            second: Commune(id=second, name=other),
        },
        zones={
            z: Zone(id=z, name=z, commune=first, also_in=frozenset({second}))
            for z in ("line", "north", "south")
        },
        travel=TravelTimes(("line", "north", "south"), {}, 0),
        poolings=poolings,
        powers=powers,
        on=on,
    )
    return facts(week, crews=[("m", "agent", "o")])


@BORDERS
def test_who_is_competent_on_one_side_only_does_not_cross(border):
    [breach] = refused(RULE, across(border), over=1)
    assert breach.values["commune"] == border[3]


@BORDERS
@pytest.mark.parametrize("force", ["pm", "pn"])
def test_who_is_competent_on_both_sides_crosses(border, force):
    allowed(RULE, across(border, force=force, communes={border[0], border[2]}))


@BORDERS
@pytest.mark.parametrize("route", Route)
def test_every_route_opens_the_other_side(border, route):
    allowed(RULE, across(border, pooling(border, route)))


def test_a_pooling_need_only_name_the_other_side():
    allowed(RULE, across(CLERMONT, pooling(communes=frozenset({"63014"}))))
    own_side_only = pooling(communes=frozenset({"63113"}))
    refused(RULE, across(CLERMONT, own_side_only), over=1)


def test_a_pooling_of_other_forces_does_not_serve():
    refused(RULE, across(CLERMONT, pooling(forces=frozenset({"x"}))), over=1)


def test_a_pooling_never_lends_national_officers():
    """The tables refuse such a row; the rule does not trust them to."""
    lent = pooling(forces=frozenset({"pm", "pn"}))
    refused(RULE, across(CLERMONT, lent, force="pn"), over=1)


def test_a_transport_pooling_is_for_its_kinds_of_mission():
    tram = pooling(kinds=frozenset({"tram"}))
    allowed(RULE, across(CLERMONT, tram, kind=TRAM))
    refused(RULE, across(CLERMONT, tram, kind=SOLO), over=1)


def test_two_poolings_may_open_a_commune_each():
    """An officer of neither commune, lent to one by each of two poolings."""
    one = pooling(communes=frozenset({"63113"}))
    other = pooling(communes=frozenset({"63014"}), route=Route.COMMUNES)
    elsewhere = {"63075"}
    allowed(RULE, across(CLERMONT, one, other, communes=elsewhere))
    refused(RULE, across(CLERMONT, one, communes=elsewhere), over=1)


# --- dates ----------------------------------------------------------------------------


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_and_last_day_of_a_pooling_are_in_force(offset):
    today = MONDAY + dt.timedelta(days=offset)
    one = dt.timedelta(days=1)
    at = (offset, "10:00")
    only = pooling(valid_from=today, valid_to=today)
    allowed(RULE, across(CLERMONT, only, at=at))
    before = pooling(valid_to=today - one)
    refused(RULE, across(CLERMONT, before, at=at), over=1)
    after = pooling(valid_from=today + one)
    refused(RULE, across(CLERMONT, after, at=at), over=1)


def test_a_mission_past_midnight_needs_the_pooling_on_both_days():
    # 23:00 + 60 min = 24:00 stays on Monday; one minute more reaches Tuesday.
    at = (0, "23:00")
    monday = pooling(valid_to=MONDAY)
    allowed(RULE, across(CLERMONT, monday, at=at, minutes=60))
    refused(RULE, across(CLERMONT, monday, at=at, minutes=61), over=1)
    then = pooling(id="then", valid_from=TUESDAY)
    allowed(RULE, across(CLERMONT, monday, then, at=at, minutes=61))
    refused(RULE, across(CLERMONT, then, at=at, minutes=61), over=1)


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 24),
        dt.date(2027, 3, 27),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
    ],
)
def test_a_pooling_ends_at_local_midnight_on_any_date(first):
    # 22:00 to 24:00 local is two hours on each of these evenings.
    on, at = clock(first, 2), (0, "22:00")
    until = pooling(valid_to=first)
    allowed(RULE, across(CLERMONT, until, at=at, minutes=120, on=on))
    refused(RULE, across(CLERMONT, until, at=at, minutes=121, on=on), over=1)


# --- a prefect's order is for administrative police -----------------------------------


def power(name="p", **changes):
    return Power(
        id=name, name_fr=name, name_en=name, source="made up", **dated(changes)
    )


def test_a_prefects_order_lends_nobody_for_judicial_police():
    event = pooling(route=Route.EVENT)
    allowed(RULE, across(CLERMONT, event, powers=(power(),)))
    refused(RULE, across(CLERMONT, event, powers=(power(judicial=True),)), over=1)
    both = (power("a"), power("b", judicial=True))
    refused(RULE, across(CLERMONT, event, powers=both), over=1)


def test_the_other_routes_are_for_any_power():
    for route in set(Route) - {Route.EVENT}:
        lent = pooling(route=route)
        allowed(RULE, across(CLERMONT, lent, powers=(power(judicial=True),)))


def test_the_text_of_the_power_in_force_that_day_decides():
    event = pooling(route=Route.EVENT)
    powers = (
        power(judicial=True, valid_to=MONDAY),
        power(judicial=False, valid_from=TUESDAY),
    )
    refused(RULE, across(CLERMONT, event, powers=powers), over=1)
    allowed(RULE, across(CLERMONT, event, powers=powers, at=(1, "10:00")))


def test_a_prefects_order_takes_nothing_from_the_officers_own_town():
    event = pooling(route=Route.EVENT)
    both = {"63113", "63014"}
    judicial = (power(judicial=True),)
    allowed(RULE, across(CLERMONT, event, communes=both, powers=judicial))
