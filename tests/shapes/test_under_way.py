"""Missions held in tours of the history that last into the horizon.

Last Sunday's night team covers Monday 01:00. Its tours belong to the week before: work,
rest and fairness count them there, and they are in no ``tours.csv`` of this one.
"""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from scheduler.export.board import BoardExporter
from scheduler.export.feeds import FeedsExporter
from scheduler.rosters.roster_files import read_roster, render_roster, render_tours
from scheduler.rules import RULES
from scheduler.solve.engine import Search
from scheduler.solve.fill import fill
from scheduler.solve.tiers import solve
from scheduler.verify.judge import judge
from scheduler.verify.openings import closed
from scheduler.verify.shortfalls import shortfalls
from tests import builders as b
from tests.draws._under_way import with_tours_under_way
from tests.export.conftest import edition_of
from tests.export.expected import expected_events
from tests.judge import best, prove
from tests.shapes.brute import TooManyError, agrees
from tests.strategies import scenarios

GOAL = "missions_by_priority"
DAY = b.shift("day", "08:00", "16:00")
NIGHT = b.shift("night", "21:00", "05:00")
GUARD = replace(b.SOLO, night_exempt=True)
SUNDAY_NIGHT = b.past("o0", -1, "21:00", "05:00")


def guard(name="guard", at="01:00"):
    return b.mission(name, GUARD, at=[(0, at)])


def week(*, history=(SUNDAY_NIGHT,), at="01:00", officers=1, **changes):
    return b.scenario(
        officers=[b.officer(f"o{i}") for i in range(officers)],
        shifts=[DAY, NIGHT],
        missions=[guard(at=at)],
        kinds=[GUARD],
        history=history,
        **changes,
    )


# --- the pair -------------------------------------------------------------------------


def test_the_night_team_of_last_sunday_covers_monday_at_one():
    # 10 points for the guard: lost without the tour, nothing lost with it.
    assert best(GOAL, week(history=())).tiers[0].value == 10
    found = best(GOAL, week())
    assert found.tiers[0].value == 0
    assert found.roster is not None
    assert [a.officer for a in found.roster.assignments] == ["o0"]


@pytest.mark.parametrize(("at", "lost"), [("04:00", 0), ("04:01", 10)])
def test_a_mission_ends_with_the_tour_at_the_latest(at, lost):
    assert best(GOAL, week(at=at)).tiers[0].value == lost


def test_tours_under_way_are_not_counted_twice():
    # The night of Sunday is in the history: the week's roster holds other tours alone.
    found = prove(week(), GOAL, "night_fairness", "hours_near_contract")
    assert found.roster is not None
    assert all(t.day >= b.MONDAY for t in found.roster.tours)
    # Eight hours from 21:00: one night of the history, squared and left out, is 0.
    assert found.tiers[1].value == 0


def test_officers_under_way_are_counted_together():
    # Two guards at once and three on tour: one group, two heads.
    history = tuple(b.past(f"o{i}", -1, "21:00", "05:00") for i in range(3))
    found = week(history=history, officers=3)
    missions = {m: guard(m) for m in ("guard", "post")}
    assert best(GOAL, replace(found, missions=missions)).tiers[0].value == 0
    missions["third"] = guard("third", "01:59")
    missions["fourth"] = guard("fourth", "01:59")
    assert best(GOAL, replace(found, missions=missions)).tiers[0].value == 10


def test_who_holds_a_past_mission_is_not_free():
    before = b.past_mission("late", b.SOLO, -1, "23:30", minutes=91)
    busy = replace(before, crew=("o0",))
    assert best(GOAL, week(past_missions=(before,))).tiers[0].value == 0
    assert best(GOAL, week(past_missions=(busy,))).tiers[0].value == 10


# --- what is told ---------------------------------------------------------------------


def test_a_mission_in_a_tour_under_way_is_not_said_to_be_out_of_every_shift():
    # The night shift begins at 21:00: no shift of this week covers Monday 01:00.
    for history, why in (((), True), ((SUNDAY_NIGHT,), False)):
        found = week(history=history)
        [seats] = found.seats.values()
        assert (closed(found, seats[0]) is not None) is why


def test_those_on_tour_are_counted_in_a_shortfall():
    [short] = shortfalls(b.facts(week()))
    [seat] = short.seats
    assert (seat.able, seat.on_tour, seat.free, seat.closed) == (1, 1, 1, None)


def test_open_missions_are_filled_by_who_is_under_way():
    found = week()
    filled = fill(found, b.facts(found).roster, tuple(RULES.values()))
    assert [a.officer for a in filled.assignments] == ["o0"]
    assert filled.tours == ()


def test_the_checker_confirms_what_was_written(tmp_path):
    found = week()
    result = solve(found, Search(workers=1))
    assert result.roster is not None
    (tmp_path / "tours.csv").write_bytes(render_tours(found, result.roster))
    (tmp_path / "roster.csv").write_bytes(render_roster(found, result.roster))
    back = read_roster(found, tmp_path)
    assert [a.mission for a in back.assignments] == ["guard"]
    assert judge(found, back).breaches == ()


def seated():
    return b.facts(week(), crews=[("guard", "agent", "o0")])


def test_the_feed_keeps_the_tour_under_way_with_its_mission():
    edition = edition_of(seated(), "en")
    feeds = {str(p): c.decode() for p, c in FeedsExporter().render(edition)}
    feed = feeds["feeds/officers/o0.ics"].replace("\r\n ", "")
    assert "SUMMARY:Tour · night" in feed
    assert "DTSTART:20261004T190000Z" in feed  # Sunday 21:00 in summer time
    assert "01:00–02:00" in feed.split("SUMMARY:Tour")[1].split("END:VEVENT")[0]
    expected = expected_events(edition)["feeds/officers/o0.ics"]
    assert [e["start"] for e in expected] == [
        "2026-10-04T19:00:00Z",
        "2026-10-04T23:00:00Z",
    ]


def test_the_tour_under_way_keeps_the_uid_it_had_the_week_before():
    def uid_of(facts):
        feeds = {str(p): c for p, c in FeedsExporter().render(edition_of(facts, "en"))}
        text = feeds["feeds/officers/o0.ics"].decode()
        tour = next(e for e in text.split("BEGIN:VEVENT") if "Tour ·" in e)
        return next(line for line in tour.splitlines() if line.startswith("UID:"))

    before = b.clock(b.day(-7))
    former = week(history=(), on=before)
    planned = b.facts(former, tours=[("o0", 6, "night")])
    assert uid_of(planned) == uid_of(seated())


@pytest.mark.parametrize(
    ("language", "text"), [("en", "since the day before"), ("fr", "depuis la veille")]
)
def test_the_duty_sheet_of_the_first_day_names_the_tour_under_way(language, text):
    [(_path, page)] = BoardExporter().render(edition_of(seated(), language))
    assert page.decode().count(text) == 1


# --- against enumeration --------------------------------------------------------------


@st.composite
def weeks(draw: st.DrawFn) -> Scenario:
    tiny = draw(scenarios(max_officers=3, max_missions=3, max_days=1))
    return with_tours_under_way(draw, tiny)


def compare(tiny: Scenario) -> None:
    try:
        agrees(tiny)
    except TooManyError:
        assume(False)


@pytest.mark.timeout(600)
@settings(max_examples=25)
@given(tiny=weeks())
def test_the_search_finds_the_optimum(tiny: Scenario) -> None:
    compare(tiny)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@settings(max_examples=500)
@given(tiny=weeks())
def test_the_search_finds_the_optimum_of_many(tiny: Scenario) -> None:
    compare(tiny)
