"""Joint missions stand under an agreement of the forces whose officers are in the crew.

CSI art. L512-4 to L512-6; annexe 1 art. 11 (joint missions), 16 (what is agreed on) and
21 (three years, six months' notice).
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.agreements import Pooling, Route
from scheduler.domain.authority import Override
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import Force, ForceKind
from scheduler.domain.places import Commune, Zone
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Tier
from scheduler.domain.validity import Term
from scheduler.rules import RULES
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests.builders import (
    AGREEMENT,
    FORCES,
    MONDAY,
    PAIR,
    SOLO,
    clock,
    dated,
    facts,
    mission,
    officer,
    position,
    redated,
    scenario,
    shift,
)
from tests.fixing import verdict
from tests.judge import allowed, breaches, refused

RULE = "joint_mission_agreed"
TUESDAY = MONDAY + dt.timedelta(days=1)
TRIO = MissionKind(
    id="trio",
    name_fr="Trio mixte",
    name_en="Joint trio",
    joint=True,
    priority=20,
    positions=(
        position("chief", ForceKind.NATIONAL, leads=True),
        position("agent", ForceKind.MUNICIPAL, count=2),
    ),
)


def force(name, kind=ForceKind.MUNICIPAL, *communes):
    return Force(
        id=name,
        name=name.title(),
        kind=kind,
        regime=kind.value,
        communes=frozenset(communes or {"c"}),
    )


MORE = {
    "pm2": force("pm2", ForceKind.MUNICIPAL, "d"),
    "pn2": force("pn2", ForceKind.NATIONAL, "c", "d"),
}


def agreement(name="a", **changes):
    return {name: redated(AGREEMENT, id=name, name=name, **changes)}


def crew(*forces, kind=PAIR, zone="north", at=(0, "10:00"), minutes=60, **changes):
    """A crew of one officer of each force; national ones lead, the others do not."""
    staff = [officer(f"{f}-{i}", f) for i, f in enumerate(forces)]
    on = changes.pop("on", None)
    week = scenario(
        officers=staff,
        kinds=[kind],
        missions=[mission("m", kind, zone=zone, at=[at], minutes=minutes, on=on)],
        on=on,
        forces={**FORCES, **MORE},
        communes={c: Commune(id=c, name=c.upper()) for c in "cd"},
        zones={
            "north": Zone(id="north", name="North", commune="c"),
            "south": Zone(
                id="south", name="South", commune="c", also_in=frozenset({"d"})
            ),
        },
        **changes,
    )
    seats = [
        ("m", "chief" if f.startswith("pn") else "agent", f"{f}-{i}")
        for i, f in enumerate(forces)
    ]
    return facts(week, crews=seats)


def test_under_an_agreement_of_both_forces():
    allowed(RULE, crew("pn", "pm"))


def test_without_agreement_nobody_sits_in_a_joint_crew():
    found = refused(RULE, crew("pn", "pm", agreements={}), over=(1, 1))
    assert {b.officers for b in found} == {("pn-0",), ("pm-1",)}
    assert found[0].mission == "m"
    assert found[0].values["commune"] == "C"


def test_a_mission_of_one_force_needs_no_agreement():
    week = scenario(
        officers=[officer("o")],
        missions=[mission("m")],
        kinds=[SOLO],
        agreements={},
    )
    allowed(RULE, facts(week, crews=[("m", "agent", "o")]))


def test_an_agreement_of_another_force_binds_only_its_parties():
    other = agreement(municipal_force="pm2")
    [breach] = refused(RULE, crew("pn", "pm", agreements=other), over=1)
    assert breach.officers == ("pm-1",)
    allowed(RULE, crew("pn", "pm2", agreements=other))


def test_an_agreement_of_another_commune_does_not_serve():
    elsewhere = agreement(communes=frozenset({"d"}))
    refused(RULE, crew("pn", "pm", agreements=elsewhere), over=(1, 1))


# --- kinds ----------------------------------------------------------------------------


def test_an_agreement_may_list_the_kinds_it_provides_for():
    allowed(RULE, crew("pn", "pm", agreements=agreement(kinds=frozenset({"pair"}))))
    listed = agreement(kinds=frozenset({"trio"}))
    refused(RULE, crew("pn", "pm", agreements=listed), over=(1, 1))


def test_two_agreements_may_provide_for_a_kind_each():
    both = agreement("a", kinds=frozenset({"trio"})) | agreement(
        "b", kinds=frozenset({"pair"})
    )
    allowed(RULE, crew("pn", "pm", agreements=both))


# --- days -----------------------------------------------------------------------------


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_and_last_day_are_in_force(offset):
    today = MONDAY + dt.timedelta(days=offset)
    one = dt.timedelta(days=1)
    at = (offset, "10:00")
    only = agreement(valid_from=today, valid_to=today)
    allowed(RULE, crew("pn", "pm", at=at, agreements=only))
    ended = agreement(valid_to=today - one)
    refused(RULE, crew("pn", "pm", at=at, agreements=ended), over=(1, 1))
    later = agreement(valid_from=today + one)
    refused(RULE, crew("pn", "pm", at=at, agreements=later), over=(1, 1))


def test_it_must_be_in_force_on_both_days_of_a_mission_past_midnight():
    # 23:00 + 60 min = 24:00 stays on Monday; one minute more reaches Tuesday.
    at, until = (0, "23:00"), agreement(valid_to=MONDAY)
    allowed(RULE, crew("pn", "pm", at=at, minutes=60, agreements=until))
    late = crew("pn", "pm", at=at, minutes=61, agreements=until)
    refused(RULE, late, over=(1, 1))
    renewed = until | agreement("b", valid_from=TUESDAY)
    allowed(RULE, crew("pn", "pm", at=at, minutes=61, agreements=renewed))


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 24),
        dt.date(2027, 3, 27),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
    ],
)
def test_it_ends_at_local_midnight_on_any_date(first):
    # 22:00 to 24:00 local is two hours on each of these evenings.
    on, at, until = clock(first, 2), (0, "22:00"), agreement(valid_to=first)
    allowed(RULE, crew("pn", "pm", at=at, minutes=120, on=on, agreements=until))
    late = crew("pn", "pm", at=at, minutes=121, on=on, agreements=until)
    refused(RULE, late, over=(1, 1))


def test_a_notice_ends_it_after_six_months():
    # Notice on 7 April 2026 + 6 months = 7 October: the last day is 6 October, Tuesday.
    notice = agreement(denounced=dt.date(2026, 4, 7))
    allowed(RULE, crew("pn", "pm", at=(1, "10:00"), agreements=notice))
    refused(RULE, crew("pn", "pm", at=(2, "10:00"), agreements=notice), over=(1, 1))


def test_an_agreement_may_give_a_shorter_notice():
    # Notice on 6 July 2026 + 3 months = 6 October: the last day is Monday.
    notice = agreement(denounced=dt.date(2026, 7, 6), notice_months=3)
    allowed(RULE, crew("pn", "pm", at=(0, "10:00"), agreements=notice))
    refused(RULE, crew("pn", "pm", at=(1, "10:00"), agreements=notice), over=(1, 1))


def test_a_notice_does_not_prolong_it():
    notice = agreement(denounced=dt.date(2026, 10, 1), valid_to=MONDAY)
    refused(RULE, crew("pn", "pm", at=(1, "10:00"), agreements=notice), over=(1, 1))


# --- several communes -----------------------------------------------------------------


def test_every_commune_that_the_mission_touches_needs_one():
    refused(RULE, crew("pn", "pm", zone="south"), over=(1, 1))
    both = agreement(communes=frozenset({"c", "d"}))
    allowed(RULE, crew("pn", "pm", zone="south", agreements=both))


def lent(*forces, communes=("c", "d"), **changes):
    base = {
        "id": "pool",
        "route": Route.TRANSPORT,
        "forces": frozenset(forces),
        "communes": frozenset(communes),
    }
    long = Term(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    return Pooling(**{**base, **dated(changes, long)})


TWO_TOWNS = agreement("a") | agreement(
    "b", municipal_force="pm2", communes=frozenset({"d"})
)
"""Town ``c`` and town ``d``, each with an agreement of its own with ``pn``."""


def test_a_force_is_not_bound_by_the_agreement_of_the_next_town():
    found = crew("pn", "pm", zone="south", agreements=TWO_TOWNS)
    [breach] = refused(RULE, found, over=1)
    assert breach.officers == ("pm-1",)
    assert breach.values["commune"] == "D"


def test_lent_officers_stand_under_the_agreement_of_the_town_they_are_lent_to():
    """CSI art. L512-4 counts officers made available to a town in its service."""
    found = crew("pn", "pm", zone="south", agreements=TWO_TOWNS, poolings=(lent("pm"),))
    allowed(RULE, found)


def test_officers_of_two_towns_in_one_crew_across_both():
    week = {"kind": TRIO, "zone": "south", "agreements": TWO_TOWNS}
    both = (lent("pm", "pm2"),)
    allowed(RULE, crew("pn", "pm", "pm2", poolings=both, **week))
    [breach] = refused(
        RULE, crew("pn", "pm", "pm2", poolings=(lent("pm"),), **week), over=1
    )
    assert breach.officers == ("pm2-2",)
    assert breach.values["commune"] == "C"


def test_where_the_host_town_has_no_agreement_the_guests_have_none():
    ended = TWO_TOWNS | agreement(
        "b", municipal_force="pm2", communes=frozenset({"d"}), valid_to=MONDAY
    )
    found = {"zone": "south", "agreements": ended, "poolings": (lent("pm"),)}
    allowed(RULE, crew("pn", "pm", at=(0, "10:00"), **found))
    refused(RULE, crew("pn", "pm", at=(1, "10:00"), **found), over=(1, 1))


def test_a_pooling_does_not_spare_a_town_its_own_agreement():
    """In their own commune officers need the agreement of their own force."""
    others = agreement("b", municipal_force="pm2", communes=frozenset({"c", "d"}))
    found = crew("pn", "pm", agreements=others, poolings=(lent("pm", "pm2"),))
    [breach] = refused(RULE, found, over=1)
    assert breach.officers == ("pm-1",)


# --- one agreement for each pair ------------------------------------------------------

CROSSED = agreement("a") | agreement(
    "b", municipal_force="pm2", national_force="pn2", lead_force="pn2"
)
"""In one commune: ``pm`` with ``pn``, and ``pm2`` with ``pn2``."""


def test_two_agreements_that_bind_one_each_do_not_bind_them_to_each_other():
    allowed(RULE, crew("pn", "pm", agreements=CROSSED))
    allowed(RULE, crew("pn2", "pm2", agreements=CROSSED))
    [breach] = refused(RULE, crew("pn2", "pm", agreements=CROSSED), over=1)
    assert set(breach.officers) == {"pn2-0", "pm-1"}


def test_every_mixed_pair_of_a_crew_needs_one():
    found = refused(
        RULE, crew("pn", "pm", "pm2", kind=TRIO, agreements=CROSSED), over=1
    )
    assert {b.officers for b in found} == {("pm2-2", "pn-0")}


def test_a_force_bound_on_one_of_two_days_does_not_stay_past_midnight():
    both = agreement("a", valid_to=MONDAY) | agreement(
        "b", valid_from=TUESDAY, national_force="pn2", lead_force="pn2"
    )
    # 23:30 + 60 min: neither national force has an agreement on both days.
    late = {"at": (0, "23:30"), "agreements": both}
    refused(RULE, crew("pn", "pm", **late), over=1)
    refused(RULE, crew("pn2", "pm", **late), over=1)


def aside(*officers):
    return tuple(
        Override(
            rule=RULE,
            officer=o,
            mission="m",
            municipal_author="PM-001",
            national_author="PN-001",
            reason="letter of both commands",
        )
        for o in officers
    )


@pytest.mark.parametrize("who", ["pn2-0", "pm-1"])
def test_both_commands_may_set_a_pair_aside_by_either_officer(who):
    found = crew("pn2", "pm", agreements=CROSSED, overrides=aside(who))
    [breach] = breaches(RULE, found)
    override = RULES[RULE].excuse(found.scenario, breach)
    assert override is not None
    assert override.officer == who
    rules = [RULES[RULE]]
    assert verdict(found.scenario, found.roster, rules) is SolveStatus.OPTIMAL


def test_both_commands_may_set_it_aside_for_an_officer_and_a_mission():
    found = crew("pn", "pm", agreements={}, overrides=aside("pn-0", "pm-1"))
    assert all(RULES[RULE].excuse(found.scenario, b) for b in breaches(RULE, found))
    rules = [RULES[RULE]]
    assert verdict(found.scenario, found.roster, rules) is SolveStatus.OPTIMAL
    half = crew("pn", "pm", agreements={}, overrides=aside("pn-0"))
    assert verdict(half.scenario, half.roster, rules) is SolveStatus.INFEASIBLE


def test_officers_counted_in_groups_are_told_apart_by_what_was_set_aside():
    """One of two like officers may sit with the other national force: once, not twice.

    Two crews at one time want a municipal officer each, and only ``pn2`` is there.
    """
    staff = [
        *(officer(f"P{i}", "pn2") for i in range(2)),
        *(officer(f"M{i}") for i in range(2)),
    ]
    week = scenario(
        officers=staff,
        kinds=[
            dataclasses.replace(PAIR, positions=TRIO.positions[:1] + PAIR.positions[1:])
        ],
        missions=[mission("m", PAIR), mission("n", PAIR)],
        shifts=[shift("p", "08:00", "16:00", "pn2"), shift("q", "08:00", "16:00")],
        forces={**FORCES, **MORE},
        agreements=CROSSED,
        overrides=aside("M1"),
    )
    week = dataclasses.replace(
        week, tiers=(Tier(name="missions", goals={"missions_by_priority": 1}),)
    )
    result = solve(week, Search(time_limit=20, workers=1))
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    assert {(a.mission, a.officer) for a in result.roster.assignments} >= {("m", "M1")}
    # ``m`` is held with M1, for whom the rule was set aside; ``n`` by nobody.
    assert result.tiers[0].value == PAIR.priority
