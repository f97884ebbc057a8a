"""Crew pairings: never in one crew, or only in crews of the other.

CHOICE; decisions of command staff.
"""

import dataclasses
from itertools import combinations

import pytest

from scheduler.domain.authority import Override
from scheduler.domain.people import Pairing, Together
from scheduler.domain.time import Clock
from scheduler.goals import GOALS
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from tests.builders import (
    MONDAY,
    PAIR,
    clock,
    facts,
    held,
    mission,
    officer,
    position,
    scenario,
    shift,
)
from tests.judge import allowed, refused

RULE = "pairings_kept"
OPEN = dataclasses.replace(
    PAIR, id="open", joint=False, positions=(position("seat", None, count=3),)
)


def say(together, one="a", two="b"):
    return Pairing(officer=one, other=two, together=Together(together))


def crews(*pairings, who="ab", later="", **changes):
    """A crew of these officers, and a later one on the same day."""
    week = scenario(
        officers=[officer(o) for o in "abc"] + [officer("n", "pn")],
        kinds=[OPEN],
        missions=[
            mission("m", OPEN, at=[(0, "10:00")]),
            mission("later", OPEN, at=[(0, "14:00")]),
        ],
        pairings=pairings,
        **changes,
    )
    seats = [("m", "seat", o) for o in who]
    return facts(week, crews=seats + [("later", "seat", o) for o in later])


def subsets(names):
    return [c for n in range(len(names) + 1) for c in combinations(names, n)]


# --- never ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", [c for c in subsets("abc") if not {*"ab"} <= {*c}])
def test_never_allows_every_crew_without_both(who):
    allowed(RULE, crews(say("never"), who=who))


@pytest.mark.parametrize("who", ["ab", "ba", "abc"])
@pytest.mark.parametrize("pair", ["ab", "ba"])
def test_never_in_one_crew_whoever_is_named_first(who, pair):
    [breach] = refused(RULE, crews(say("never", *pair), who=who), over=1)
    assert breach.mission == "m"
    assert breach.zone == "north"
    assert breach.when == 600
    assert breach.officers == tuple(pair)


def test_never_in_one_crew_leaves_two_crews_free():
    allowed(RULE, crews(say("never"), who="a", later="b"))


def test_each_crew_with_both_is_a_breach_of_its_own():
    found = refused(RULE, crews(say("never"), who="ab", later="ab"), over=(1, 1))
    assert [b.mission for b in found] == ["m", "later"]


def test_never_across_forces():
    refused(RULE, crews(say("never", "a", "n"), who="an"), over=1)


# --- must -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["", "b", "c", "bc", "ab", "abc"])
def test_must_asks_nothing_of_crews_without_the_first_or_with_both(who):
    allowed(RULE, crews(say("must"), who=who))


@pytest.mark.parametrize("who", ["a", "ac"])
def test_the_first_must_not_sit_without_the_other(who):
    [breach] = refused(RULE, crews(say("must"), who=who), over=1)
    assert breach.mission == "m"
    assert breach.officers == ("a",)
    assert breach.values["other"] == "b"


def test_the_other_sits_without_the_first():
    """Only ``must`` has a direction: b may do without a."""
    allowed(RULE, crews(say("must", "a", "b"), who="b"))
    refused(RULE, crews(say("must", "b", "a"), who="b"), over=1)


def test_each_must_be_with_the_other():
    both = (say("must", "a", "b"), say("must", "b", "a"))
    allowed(RULE, crews(*both, who="ab"))
    for alone in "ab":
        refused(RULE, crews(*both, who=alone), over=1)


def test_another_crew_of_the_day_does_not_count():
    refused(RULE, crews(say("must"), who="ab", later="a"), over=1)


def test_two_tutors_must_both_be_there():
    tutors = (say("must", "a", "b"), say("must", "a", "c"))
    refused(RULE, crews(*tutors, who="ab"), over=1)
    refused(RULE, crews(*tutors, who="a"), over=(1, 1))
    allowed(RULE, crews(*tutors, who="abc"))


# --- wishes, other missions, other days -----------------------------------------------


@pytest.mark.parametrize("wish", ["prefer", "avoid"])
@pytest.mark.parametrize("who", ["a", "b", "ab"])
def test_wishes_are_no_rule(wish, who):
    allowed(RULE, crews(say(wish), who=who))


@pytest.mark.parametrize(
    ("start", "days", "offset", "at"),
    [
        (MONDAY, 7, 0, "00:00"),
        (MONDAY, 7, 6, "23:30"),
        (MONDAY.replace(day=24), 2, 1, "02:30"),  # the clocks go back
        (MONDAY.replace(year=2027, month=3, day=27), 2, 1, "01:30"),  # and forward
        (MONDAY.replace(month=12, day=31), 2, 0, "23:30"),  # across the year's end
    ],
)
def test_on_every_day_of_the_horizon(start, days, offset, at):
    on = Clock(start, days, "Europe/Paris")
    for together, who, fine in (("never", "ab", "a"), ("must", "a", "ab")):
        week = scenario(
            on=on,
            officers=[officer(o) for o in "ab"],
            kinds=[OPEN],
            missions=[mission("m", OPEN, at=[(offset, at)], on=on)],
            pairings=(say(together),),
        )
        allowed(RULE, facts(week, crews=[("m", "seat", o) for o in fine]))
        refused(RULE, facts(week, crews=[("m", "seat", o) for o in who]), over=1)


def test_the_fallback_is_a_crew_too():
    joint = dataclasses.replace(PAIR, fallback="open")
    week = scenario(
        officers=[officer(o) for o in "ab"],
        kinds=[joint, OPEN],
        missions=[mission("m", joint)],
        pairings=(say("never"),),
    )
    alone = [("m", "seat", o) for o in "ab"]
    refused(RULE, facts(week, alone=alone), over=1)
    allowed(RULE, facts(week, alone=alone[:1]))


# --- set aside ------------------------------------------------------------------------


def decided(municipal, national, mission="m"):
    return Override(
        rule=RULE,
        mission=mission,
        municipal_author="PM-0" if municipal else "",
        national_author="PN-0" if national else "",
        reason="made up",
    )


@pytest.mark.parametrize(
    ("pair", "municipal", "national", "aside"),
    [
        ("ab", True, False, True),
        ("ab", False, True, False),
        ("an", True, False, True),
        ("an", False, True, True),
        ("an", False, False, False),
    ],
)
def test_the_command_of_the_two_may_set_it_aside(pair, municipal, national, aside):
    found = crews(
        say("never", *pair), who=pair, overrides=(decided(municipal, national),)
    )
    rule = RULES[RULE]
    [breach] = rule.check(found)
    assert (rule.excuse(found.scenario, breach) is not None) is aside


def test_an_override_of_another_mission_sets_nothing_aside():
    found = crews(say("never"), overrides=(decided(True, True, "later"),))
    refused(RULE, found, over=1)


# --- what is counted, and who is told apart -------------------------------------------


@pytest.mark.parametrize(
    ("together", "who", "later", "cases"),
    [
        ("never", "ac", "a", (2, 0, 0)),
        ("never", "b", "ab", (1, 2, 0)),
        ("must", "ac", "ab", (2, 0, 0)),
        ("prefer", "ab", "ab", (0, 0, 0)),
        ("avoid", "ab", "ab", (0, 0, 0)),
    ],
)
def test_cases_are_the_crews_of_those_who_are_bound(together, who, later, cases):
    found = crews(say(together), who=who, later=later)
    assert tuple(RULES[RULE].cases(found, o) for o in "abc") == cases


def groups(*pairings, qualified="ab", on_tour="ab", goals=()):
    """Return the groups of municipal officers by start of their tours."""
    rider = dataclasses.replace(
        OPEN,
        id="ride",
        positions=(position("seat", qualifications=("bike",), count=2),),
    )
    staff = [
        officer(
            o,
            unit="x" if o in on_tour else "y",
            qualifications=(held("bike"),) if o in qualified else (),
        )
        for o in "abcd"
    ]
    week = scenario(
        on=clock(days=1),
        officers=staff,
        shifts=[
            shift("early", "06:00", "12:00", units=frozenset("x")),
            shift("late", "14:00", "20:00"),
        ],
        kinds=[rider],
        missions=[mission("ride", rider, at=[(0, "10:00")])],
        pairings=pairings,
    )
    model = CrewModel(week, RULES.values(), goals=goals)
    found: dict[int, set[str]] = {}
    for group in model.groups:
        if group.slot is not None:
            names = "".join(o.id for o in group.officers)
            found.setdefault(group.slot.start // 60, set()).add(names)
    return found


def test_a_pair_is_told_apart_only_where_both_could_sit_in_one_crew():
    everyone = {"qualified": "abcd", "on_tour": "abcd"}
    assert groups(**everyone) == {6: {"abcd"}, 14: {"abcd"}}
    for together in ("never", "must"):
        assert groups(say(together), **everyone) == {6: {"a", "b", "cd"}, 14: {"abcd"}}


@pytest.mark.parametrize("together", ["avoid", "prefer"])
def test_a_wish_tells_two_apart_from_its_own_tier_on(together):
    """Tiers before it count officers together."""
    everyone = {"qualified": "abcd", "on_tour": "abcd"}
    assert groups(say(together), **everyone) == {6: {"abcd"}, 14: {"abcd"}}
    wishes = (GOALS["pairing_wishes"],)
    apart = groups(say(together), **everyone, goals=wishes)
    assert apart == {6: {"a", "b", "cd"}, 14: {"abcd"}}


def test_a_pair_of_which_one_may_never_sit_is_not_told_apart():
    only_a = {"qualified": "acd", "on_tour": "abcd"}
    assert groups(say("never"), **only_a) == {6: {"acd", "b"}, 14: {"abcd"}}
    assert groups(say("must"), **only_a)[6] == {"a", "cd", "b"}


def test_a_pair_of_which_one_is_not_offered_the_tour_is_not_told_apart():
    """Whoever must be with somebody is, to be kept out of every crew."""
    only_a = {"qualified": "abcd", "on_tour": "acd"}
    assert groups(say("never"), **only_a) == {6: {"acd"}, 14: {"abcd"}}
    assert groups(say("must"), **only_a)[6] == {"a", "cd"}
