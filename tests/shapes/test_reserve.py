"""A reserve: officers without another mission who can reach a place within minutes.

The reach is deducted from the transition time before the reserve, never below zero. The
transition time after it counts in full.
"""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.missions import Mission
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.export._view import held_missions
from scheduler.export.feeds import FeedsExporter
from scheduler.words import use_language
from tests import builders as b
from tests.draws import one_place_at_a_time
from tests.export.conftest import edition_of
from tests.judge import allowed, best, refused
from tests.shapes.brute import TooManyError, agrees
from tests.strategies import scenarios

RULE = "one_place_at_a_time"
GOAL = "missions_by_priority"
DAY = b.shift("day", "08:00", "16:00")


def reserve(reach: int | None, **changes):
    return replace(
        b.SOLO,
        id="reserve",
        name_fr="Réserve",
        name_en="Stand-by",
        reach=reach,
        **changes,
    )


def week(kind, *missions: Mission, travel=10, officers=1, **changes):
    return b.scenario(
        officers=[b.officer(f"o{i}") for i in range(officers)],
        shifts=[DAY],
        missions=missions,
        kinds=[b.SOLO, b.PAIR, kind],
        travel=travel,
        **changes,
    )


def one_after_the_other(kind, at: str, *, travel=10):
    """A guard in the north until 10:00, then a reserve in the south, by one officer."""
    guard = b.mission("guard", at=[(0, "09:00")])
    spare = b.mission("spare", kind, at=[(0, at)], zone="south")
    found = week(kind, guard, spare, travel=travel)
    return b.facts(found, crews=[("guard", "agent", "o0"), ("spare", "agent", "o0")])


# --- the pair -------------------------------------------------------------------------


def test_a_crew_on_the_spot_cannot_follow_and_a_reserve_within_reach_can():
    # 10 minutes of way and no time between: one of the two missions is lost, unless
    # ten minutes are near enough.
    at = "10:00"
    guard = b.mission("guard", at=[(0, "09:00")])
    for kind, lost in ((reserve(None), 10), (reserve(9), 10), (reserve(10), 0)):
        spare = b.mission("spare", kind, at=[(0, at)], zone="south")
        tier = best(GOAL, week(kind, guard, spare)).tiers[0]
        assert (tier.value, tier.bound) == (lost, lost)


# --- boundaries -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reach", "at", "late"),
    [
        (None, "10:09", 1),
        (None, "10:10", 0),
        (4, "10:05", 1),
        (4, "10:06", 0),
        (9, "10:00", 1),
        (10, "10:00", 0),
        (60, "10:00", 0),
    ],
)
def test_the_way_counts_less_the_reach(reach, at, late):
    found = one_after_the_other(reserve(reach), at)
    if late:
        refused(RULE, found, over=late)
    else:
        allowed(RULE, found)


def test_officers_in_reserve_are_on_no_other_mission():
    # Reach or not: 09:59 lies inside the guard.
    refused(RULE, one_after_the_other(reserve(60), "09:59"), over=1)


def test_the_way_from_a_reserve_counts_whole():
    # A reserve in the south until 10:00; a guard in the north, 10 minutes away.
    kind = reserve(60)
    spare = b.mission("spare", kind, at=[(0, "09:00")], zone="south")
    for at, late in (("10:09", 1), ("10:10", 0)):
        found = b.facts(
            week(kind, spare, b.mission("guard", at=[(0, at)])),
            crews=[("guard", "agent", "o0"), ("spare", "agent", "o0")],
        )
        if late:
            refused(RULE, found, over=late)
        else:
            allowed(RULE, found)


def test_the_reach_covers_a_changeover_too():
    # 10 minutes to change and 10 of way, 15 within reach: 5 are left.
    kind = reserve(15, changeover=10)
    refused(RULE, one_after_the_other(kind, "10:04"), over=1)
    allowed(RULE, one_after_the_other(kind, "10:05"))


def test_over_midnight_the_way_is_the_same():
    kind = reserve(9)
    guard = b.mission("guard", at=[(0, "22:59")])
    for at, late in (((0, "23:59"), 1), ((1, "00:00"), 0)):
        spare = b.mission("spare", kind, at=[at], zone="south")
        found = b.facts(
            week(kind, guard, spare),
            crews=[("guard", "agent", "o0"), ("spare", "agent", "o0")],
        )
        if late:
            refused(RULE, found, over=late)
        else:
            allowed(RULE, found)


def test_a_joint_command_post_is_a_mission_of_both_forces():
    # An officer of either command at one table: an ordinary joint kind, no reserve.
    kind = replace(b.PAIR, id="pcc", name_en="Joint command post")
    found = b.scenario(
        officers=[b.officer("p"), b.officer("n", "pn")],
        shifts=[DAY, b.shift("pn-day", "08:00", "16:00", "pn")],
        missions=[b.mission("table", kind)],
        kinds=[b.SOLO, kind],
    )
    assert {p.force for p in kind.positions} == set(ForceKind)
    assert best(GOAL, found).tiers[0].value == 0


# --- what people read -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Reserve, on the spot within 20 min"),
        ("fr", "Réserve, sur place sous 20 min"),
    ],
)
def test_a_reserve_is_told_within_what_time_and_where(language, text):
    kind = reserve(20)
    spare = b.mission("spare", kind, at=[(0, "10:00")], zone="south")
    facts = b.facts(
        week(kind, spare, tiers=()),
        tours=[("o0", 0, "day")],
        crews=[("spare", "agent", "o0")],
    )
    edition = edition_of(facts, language)
    with use_language(language):
        [held] = held_missions(edition)
    assert held.reach == text
    files = {path.name: content for path, content in FeedsExporter().render(edition)}
    feed = files["o0.ics"].decode().replace("\r\n ", "").replace("\\,", ",")
    assert text in feed
    assert "LOCATION:South" in feed


# --- against enumeration --------------------------------------------------------------


@st.composite
def weeks(draw: st.DrawFn) -> Scenario:
    tiny = draw(scenarios(max_officers=2, max_missions=3, max_days=1))
    return one_place_at_a_time.enrich(draw, tiny)


@pytest.mark.timeout(600)
@settings(max_examples=25)
@given(week=weeks())
def test_the_search_finds_the_optimum_of_tiny_weeks_with_reserves(
    week: Scenario,
) -> None:
    try:
        agrees(week)
    except TooManyError:
        assume(False)
