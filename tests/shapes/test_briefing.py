"""Briefing and debriefing: work at the place before and after a mission.

The crew is engaged from the briefing to the debriefing; the mission itself lies between
them, and its day is the one on which the mission begins.
"""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.agreements import Agreement
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.export._view import held_missions
from scheduler.export.feeds import FeedsExporter
from scheduler.render.notices import notices
from scheduler.rosters.roster_files import render_roster
from scheduler.words import use_language
from tests import builders as b
from tests.draws._shapes import with_briefings
from tests.export.conftest import edition_of
from tests.judge import allowed, best, refused
from tests.shapes.brute import TooManyError, agrees
from tests.strategies import scenarios

GOAL = "missions_by_priority"
BRIEFED = replace(b.SOLO, id="briefed", briefing=15, debriefing=10)
DAY = b.shift("day", "08:00", "16:00")


def week(*missions, officers=1, kind=BRIEFED, **changes):
    return b.scenario(
        officers=[b.officer(f"o{i}") for i in range(officers)],
        shifts=[DAY],
        missions=missions,
        kinds=[b.SOLO, b.PAIR, kind],
        **changes,
    )


def held(at: str, minutes: int = 60):
    found = week(b.mission("m", BRIEFED, at=[(0, at)], minutes=minutes))
    return b.facts(found, tours=[("o0", 0, "day")], crews=[("m", "agent", "o0")])


# --- the pair -------------------------------------------------------------------------


def test_a_mission_at_the_start_of_the_tour_is_held_without_a_briefing_and_not_with():
    for kind, lost in ((b.SOLO, 0), (BRIEFED, 10)):
        tier = best(GOAL, week(b.mission("m", kind, at=[(0, "08:00")]))).tiers[0]
        assert (tier.value, tier.bound) == (lost, lost)


# --- boundaries -----------------------------------------------------------------------


def test_a_briefing_begins_with_the_tour_at_the_earliest():
    # 15 minutes before 08:15 is 08:00, when the tour begins.
    refused("mission_inside_tour", held("08:14"), over=None)
    allowed("mission_inside_tour", held("08:15"))


def test_a_debriefing_ends_with_the_tour_at_the_latest():
    # 14:50-15:50 and 10 minutes: 16:00.
    allowed("mission_inside_tour", held("14:50"))
    refused("mission_inside_tour", held("14:51"), over=None)


@pytest.mark.parametrize(("at", "late"), [("11:24", 1), ("11:25", 0)])
def test_nobody_is_elsewhere_during_a_briefing(at, late):
    # A guard until 11:00, ten minutes to the south, then the briefing.
    first = b.mission("guard", at=[(0, "10:00")])
    second = b.mission("m", BRIEFED, at=[(0, at)], zone="south")
    facts = b.facts(
        week(first, second), crews=[("guard", "agent", "o0"), ("m", "agent", "o0")]
    )
    if late:
        refused("one_place_at_a_time", facts, over=late)
    else:
        allowed("one_place_at_a_time", facts)


def test_a_briefing_at_night_is_work_at_night():
    # CSI L512-6: from 23:00 to 06:00. A mission at 06:15 with a briefing at 06:00 is
    # outside; one minute earlier the briefing is not.
    no_clause: dict[str, Agreement] = {"a": replace(b.AGREEMENT, night_clause=False)}
    for at, night in (("06:14", True), ("06:15", False)):
        found = week(b.mission("m", BRIEFED, at=[(0, at)]), agreements=no_clause)
        facts = b.facts(found, crews=[("m", "agent", "o0")])
        if night:
            refused("night_clause", facts, over=None)
        else:
            allowed("night_clause", facts)


def test_the_fallback_is_briefed_as_the_kind_asked_for():
    joint = replace(b.PAIR, fallback="solo", briefing=20, debriefing=5)
    found = b.mission("m", joint, at=[(0, "10:00")])
    assert [o.fallback for o in found.occurrences] == [False, True]
    assert {o.span for o in found.occurrences} == {Span(580, 665)}
    assert {o.proper for o in found.occurrences} == {Span(600, 660)}


def test_a_mission_briefed_the_evening_before_is_of_its_own_day():
    # 00:05 on Tuesday, briefed at 23:50 on Monday, is no second time on Monday; 23:55
    # on Monday is.
    for late, twice in (((1, "00:05"), False), ((0, "23:55"), True)):
        found = b.mission("m", BRIEFED, at=[(0, "12:00"), late], times=2)
        seats = tuple(
            Assignment("m", o.span.start, "agent", "o0") for o in found.occurrences
        )
        facts = Facts(week(found), Roster((), seats))
        if twice:
            refused("mission_as_asked", facts, over=1)
        else:
            assert found.occurrences[1].span.start < 1440
            allowed("mission_as_asked", facts)


# --- what people read -----------------------------------------------------------------


def test_files_have_the_engagement_and_people_read_both():
    facts = held("14:00", minutes=90)
    [row] = csv.DictReader(
        io.StringIO(render_roster(facts.scenario, facts.roster).decode("utf-8-sig"))
    )
    assert "13:45" in row["start"]
    assert "15:40" in row["end"]
    for language, text in (
        ("en", "14:00–15:30 (briefing 13:45, debriefing until 15:40)"),
        ("fr", "14h00–15h30 (briefing 13h45, débriefing jusqu’à 15h40)"),
    ):
        edition = edition_of(replace_tiers(facts), language)
        with use_language(language):
            [mission] = held_missions(edition)
        assert mission.times == text
        files = {p.name: content for p, content in FeedsExporter().render(edition)}
        feed = files["o0.ics"].decode().replace("\r\n ", "").replace("\\,", ",")
        assert text in feed
        # 13:45 and 15:40 in Paris.
        assert "DTSTART:20261005T114500Z" in feed
        assert "DTEND:20261005T134000Z" in feed


def replace_tiers(facts):
    return replace(facts, scenario=replace(facts.scenario, tiers=()))


def test_a_mayor_is_told_the_hours_of_the_mission():
    joint = replace(b.PAIR, briefing=15)
    found = b.scenario(
        officers=[b.officer("p"), b.officer("n", "pn")],
        shifts=[DAY, b.shift("pn-day", "08:00", "16:00", "pn")],
        missions=[b.mission("m", joint, at=[(0, "10:00")])],
        kinds=[b.SOLO, joint],
        tiers=(),
    )
    facts = b.facts(found, crews=[("m", "chief", "n"), ("m", "agent", "p")])
    with use_language("en"):
        told = {n.name: n for n in notices(edition_of(facts, "en"))}["mayor-c"]
    assert told.lines[0].cells[0].text == "10:00–11:00"
    assert "2026-10-05T10:00+02:00" in told.records[0]


# --- against enumeration --------------------------------------------------------------


@st.composite
def weeks(draw: st.DrawFn) -> Scenario:
    tiny = draw(scenarios(max_officers=2, max_missions=3, max_days=1))
    return with_briefings(draw, tiny)


@pytest.mark.timeout(600)
@settings(max_examples=30)
@given(week=weeks())
def test_the_search_finds_the_optimum_of_tiny_weeks_with_briefings(
    week: Scenario,
) -> None:
    try:
        agrees(week)
    except TooManyError:
        assume(False)
