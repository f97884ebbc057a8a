"""A post held without a gap by relays that overlap.

A relay holds the post until its overlap begins, or until the window ends; a piece of
the window in which nobody holds it for a minute loses the priority once.
"""

import datetime as dt
import io
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from scheduler.domain.authority import Override
from scheduler.domain.missions import Relay
from scheduler.domain.people import ForceKind, Pin
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span
from scheduler.export._view import shortfalls as board_shortfalls
from scheduler.export.board import BoardExporter
from scheduler.export.workbook import WorkbookExporter
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.verify.judge import judge
from scheduler.verify.reasons import reason
from scheduler.verify.report import verdict_json
from scheduler.verify.shortfalls import shortfalls
from scheduler.words import use_language
from tests import builders as b
from tests.draws._shapes import with_posts
from tests.export.conftest import edition_of
from tests.fixing import verdict
from tests.judge import allowed, best, points, read, refused
from tests.scenarios.conftest import BASE
from tests.shapes.brute import TooManyError, agrees
from tests.strategies import scenarios

RULE = "mission_as_asked"
GOAL = "missions_by_priority"
AUTUMN = Clock(dt.date(2026, 10, 24), 3, "Europe/Paris")
SPRING = Clock(dt.date(2027, 3, 27), 3, "Europe/Paris")
DAY = b.shift("day", "07:00", "17:00")
NATIONAL = b.position("agent", ForceKind.NATIONAL)
GUARD = replace(b.SOLO, night_exempt=True)
"""Municipal officers may hold it at night without a clause."""


def week(post, *, officers=1, on=None, shifts=(DAY,), **changes):
    return b.scenario(
        on=on,
        officers=[b.officer(f"o{i}") for i in range(officers)],
        shifts=shifts,
        missions=[post],
        kinds=[GUARD, b.PAIR],
        **changes,
    )


def relayed(found: Scenario, *starts: str | int, crew: str = "o0") -> Facts:
    """Hold the post by relays with these starts: wall times of the first day."""
    clock = found.clock
    seats = tuple(
        Assignment("desk", m, "agent", crew)
        for s in starts
        for m in (s if isinstance(s, int) else clock.minute(clock.start, b.time(s)),)
    )
    return Facts(found, Roster((), seats).sorted())


# --- the pair -------------------------------------------------------------------------


def test_one_officer_cannot_hold_a_post_all_day_and_two_can():
    # 08:00-16:00 by relays of 4 h 15 that overlap by 15 min: 08:00-12:15 and
    # 11:45-16:00 lie over one another, so one officer holds one of them. Of two pieces
    # of 4 h one is lost at 10 points; 11:45-16:00 holds 12:00-16:00.
    post = b.post("desk", minutes=255, step=240, overlap=15)
    alone = best(GOAL, week(post))
    assert alone.tiers[0].value == alone.tiers[0].bound == 10
    assert best(GOAL, week(post, officers=2)).tiers[0].value == 0


def test_as_missions_of_once_a_day_the_same_relays_cannot_both_be_held():
    post = b.post("desk", minutes=255, step=240, overlap=15)
    once = replace(post, relay=None, times=2)
    result = best(GOAL, week(once, officers=2))
    assert result.tiers[0].value == result.tiers[0].bound == 10


def test_an_officer_who_leaves_the_screen_may_come_back():
    # 07:00-17:00 by relays of 4 h that overlap by 30 min: 07:00-11:00, 10:30-14:30 and
    # 13:00-17:00 or so. Two officers take turns; nobody relieves himself.
    post = b.post("desk", hours=("07:00", "17:00"), minutes=240, step=30, overlap=30)
    result = best(GOAL, week(post, officers=2))
    assert result.tiers[0].value == 0
    assert result.roster is not None
    seats = sorted(result.roster.assignments, key=lambda a: a.start)
    assert len(seats) == post.times == 3
    assert all(x.officer != y.officer for x, y in pairwise(seats))
    assert best(GOAL, week(post)).tiers[0].value > 0


# --- what is lost ---------------------------------------------------------------------

HALVES = ("08:00", "16:30")


def test_each_piece_without_a_holder_loses_the_priority_and_a_short_last_one_too():
    # 08:00-16:30 in pieces of 1 h: eight, and one of 30 min. 9 x 10.
    found = week(b.post("desk", hours=HALVES, minutes=240, step=60))
    assert points(GOAL, relayed(found)) == 90
    # 08:00-12:00 is held: 12, 13, 14, 15 and 16 o'clock are lost.
    assert points(GOAL, relayed(found, "08:00")) == 50
    # 12:30-16:30 ends with the window: the piece from 12:00 is lost all the same.
    assert points(GOAL, relayed(found, "12:30")) == 50
    assert points(GOAL, relayed(found, "08:00", "12:30")) == 10


@pytest.mark.parametrize(("overlap", "lost"), [(29, 0), (30, 0), (31, 1)])
def test_relays_together_for_a_minute_less_than_the_overlap_leave_a_gap(overlap, lost):
    # 08:00-12:30 and 12:00-16:30 are there together for 30 minutes.
    post = b.post("desk", hours=HALVES, minutes=270, step=15, overlap=overlap)
    found = relayed(week(post), "08:00", "12:00")
    assert points(GOAL, found) == 10 * lost
    gaps = [s.gap for s in shortfalls(found)]
    assert gaps == ([Span(12 * 60 - 1, 12 * 60)] if lost else [])


def test_two_gaps_in_one_piece_lose_it_once():
    # 08:00-12:00 in pieces of 4 h, relays of 1 h each hour: without those of 9 and 11.
    post = b.post("desk", hours=("08:00", "12:00"), minutes=60, step=60)
    assert post.relay is not None
    coarse = replace(post, relay=replace(post.relay, step=240))
    found = relayed(week(coarse), "08:00", "10:00")
    assert points(GOAL, found) == 10
    assert [s.gap for s in shortfalls(found)] == [Span(540, 600), Span(660, 720)]
    assert [s.missing for s in shortfalls(found)] == [1, 0]


def test_a_mandatory_post_counts_with_the_mandatory_missions():
    found = relayed(week(b.post("desk", minutes=240, mandatory=True)), "08:00")
    assert points("mandatory_missions", found) == 40
    assert points(GOAL, found) == 0


# --- over midnight and when the clocks change -----------------------------------------


@pytest.mark.parametrize(
    ("on", "length", "second", "text"),
    [
        # An ordinary night is 8 h: 22:00-02:30, and 01:30-06:00 ends with the window.
        (b.clock(days=3), 480, 210, "Tue 06/10 02:30–06:00 (3 h 30)"),
        # On 25 October the clocks go back at 03:00: 9 h, and 4 h 30 from 02:30 on.
        (AUTUMN, 540, 270, "Sun 25/10 02:30–06:00 (4 h 30)"),
        # On 28 March they go forward at 02:00: 7 h; 4 h 30 from 22:00 is 03:30.
        (SPRING, 420, 150, "Sun 28/03 03:30–06:00 (2 h 30)"),
    ],
)
def test_a_night_is_as_long_as_it_is(on, length, second, text):
    post = b.post("desk", hours=("22:00", "06:00"), minutes=270, step=270, on=on)
    found = week(post, on=on)
    assert post.relay is not None
    [window] = post.relay.windows
    evening = 22 * 60
    assert (window.start, window.length, post.relay.most) == (evening, length, (2,))
    held = relayed(found, "22:00", evening + second)
    assert points(GOAL, held) == 0
    allowed(RULE, held)
    [gap] = shortfalls(relayed(found, "22:00"))
    with use_language("en"):
        assert reason(found, gap).startswith(f"not held {text}: ")


def test_after_the_clocks_have_changed_relays_follow_the_wall_again():
    # Round the clock by relays of 8 h from 06:00: the shifts of the days after the
    # change begin at 06:00, 14:00 and 22:00 as before.
    for on in (AUTUMN, SPRING):
        post = b.post(
            "desk",
            days=range(3),
            hours=("06:00", "06:00"),
            minutes=480,
            step=480,
            on=on,
        )
        assert post.relay is not None
        assert len(post.relay.windows) == 1
        starts = {on.local(o.proper.start) for o in post.occurrences}
        for day in on.dates:
            shown = {f"{s:%H:%M}" for s in starts if s.date() == day}
            assert {"06:00", "14:00", "22:00"} <= shown


def test_a_night_of_the_last_day_is_held_past_the_horizon():
    on = b.clock(days=1)
    post = b.post("desk", hours=("22:00", "06:00"), minutes=240, step=240, on=on)
    night = b.shift("night", "22:00", "06:00")
    found = week(post, officers=2, on=on, shifts=(night,))
    assert best(GOAL, found).tiers[0].value == 0


def test_days_that_touch_are_one_window_and_others_are_not():
    days = (0, 1, 3)
    post = b.post("desk", days=days, hours=("00:00", "24:00"), minutes=480, step=480)
    assert post.relay is not None
    assert [w.length for w in post.relay.windows] == [2880, 1440]
    assert post.relay.most == (6, 3)


# --- as many relays as it takes -------------------------------------------------------


def test_a_post_is_held_more_than_once_a_day():
    allowed(RULE, relayed(week(b.post("desk", minutes=240)), "08:00", "12:00"))


def test_a_window_has_no_more_relays_than_it_takes():
    # 8 h by relays of 4 h: two; the third is one too many.
    found = week(b.post("desk", minutes=240))
    [breach] = refused(RULE, relayed(found, "08:00", "10:00", "12:00"), over=1)
    assert (breach.values["held"], breach.values["most"]) == (3, 2)


def test_each_window_is_counted_by_itself():
    found = week(b.post("desk", days=(0, 2), minutes=240))
    tuesday = [2880 + 480, 2880 + 720]
    allowed(RULE, relayed(found, "08:00", "12:00", *tuesday))
    refused(RULE, relayed(found, "08:00", "10:00", "12:00", tuesday[0]), over=1)


def test_a_coarse_grid_takes_more_relays():
    # Relays of 4 h that overlap by 15 min on a grid of 2 h: one begins every 2 h, and
    # the last at 12:00: three of them, where 3 h 45 each would make two and a half.
    post = b.post("desk", minutes=240, step=120, overlap=15)
    assert post.times == 3
    assert points(GOAL, relayed(week(post), "08:00", "10:00", "12:00")) == 0


LONG = ("08:00", "20:00")


def test_two_relays_hold_a_post_at_once_and_not_three():
    # 08-12, 09-13 and 11-15: at 11:00 the first still holds, unless it hands over then.
    found = week(b.post("desk", hours=LONG, minutes=240))
    [breach] = refused(RULE, relayed(found, "08:00", "09:00", "11:00"), over=1)
    assert breach.when == 11 * 60
    allowed(RULE, relayed(found, "08:00", "09:00", "12:00"))
    handing_over = week(b.post("desk", hours=LONG, minutes=240, overlap=60))
    allowed(RULE, relayed(handing_over, "08:00", "09:00", "11:00"))


def test_where_the_window_ends_three_crews_may_have_to_meet():
    # 7 h 30 by relays of 4 h that overlap by 1 h: 08-12, 10-14 and 11:30-15:30. From
    # 11:30 to 12:00 three crews are there, and two of them hold the post.
    post = b.post("desk", hours=("08:00", "15:30"), minutes=240, overlap=60)
    assert post.times == 3
    found = relayed(week(post), "08:00", "10:00", "11:30")
    allowed(RULE, found)
    assert points(GOAL, found) == 0


# --- pins, words, size ----------------------------------------------------------------


def test_a_pin_keeps_an_officer_in_one_of_the_relays():
    pin = Pin(officer="o1", pin="mission", mission="desk")
    post = b.post("desk", minutes=240)
    pinned = week(post, officers=2, pins=(pin,))
    allowed("pins_kept", relayed(pinned, "12:00", crew="o1"))
    refused("pins_kept", relayed(pinned, "12:00"), over=None)
    result = best(GOAL, pinned)
    assert result.roster is not None
    assert "o1" in {a.officer for a in result.roster.assignments}


def test_what_is_not_held_is_told_with_its_hours_and_why():
    # o0 holds 08-12; on Monday nobody else is on tour.
    found = week(b.post("desk", minutes=240), officers=2)
    facts = b.facts(found, tours=[("o0", 0, "day")], crews=[("desk", "agent", "o0")])
    [loss] = judge(found, facts.roster).losses[GOAL]
    english, french = read(loss.message, loss.values, found)
    assert english == "desk: not held from Mon 05/10 12:00 to Mon 05/10 16:00"
    assert "12:00" in french
    [short] = shortfalls(facts)
    with use_language("en"):
        assert reason(found, short).startswith("not held Mon 05/10 12:00–16:00 (4 h): ")
        told = verdict_json(found, judge(found, facts.roster))["missing"]
    assert told[0]["gap"] == {
        "from": "2026-10-05T12:00:00+02:00",
        "to": "2026-10-05T16:00:00+02:00",
    }


def test_the_board_counts_windows_and_tells_the_gaps():
    # Two days, each 08-16; Monday is held until noon, Tuesday not at all.
    found = week(b.post("desk", days=(0, 1), minutes=240), tiers=())
    facts = b.facts(found, tours=[("o0", 0, "day")], crews=[("desk", "agent", "o0")])
    edition = edition_of(facts, "en")
    with use_language("en"):
        told = board_shortfalls(edition)
    [lack] = told.missions
    assert (told.missions_wanted, told.missions_held) == (2, 0)
    assert (lack.wanted, lack.held, lack.missing) == (2, 0, 2)
    assert lack.when == (Span(720, 960), Span(1440 + 480, 1440 + 960))
    assert "not held Mon 05/10 12:00–16:00 (4 h): " in lack.reason
    assert "not held Tue 06/10 08:00–16:00 (8 h): " in lack.reason
    [(_, page)] = BoardExporter().render(edition)
    assert "12:00–16:00" in page.decode()
    assert "Missions: 2 wanted − 0 held = 2 not held" in page.decode()
    [(_, book)] = WorkbookExporter().render(edition)
    sheet = load_workbook(io.BytesIO(book))["Shortfalls"]
    [row] = [
        r for r in sheet.iter_rows(values_only=True) if r[0] == "Missions not held"
    ]
    assert row[2] == "2026-10-05 12:00–16:00, 2026-10-06 08:00–16:00"
    assert row[3:6] == (2, 0, 2)


def test_a_relay_after_the_last_midnight_is_on_the_board():
    on = b.clock(days=1)
    post = b.post("desk", hours=("22:00", "06:00"), minutes=240, step=240, on=on)
    night = b.shift("night", "22:00", "06:00")
    found = week(post, officers=2, on=on, shifts=(night,), tiers=())
    seats = tuple(
        Assignment("desk", o.span.start, "agent", f"o{i}")
        for i, o in enumerate(post.occurrences)
    )
    tours = tuple(found.tour(f"o{i}", b.day(0), "night") for i in range(2))
    edition = edition_of(Facts(found, Roster(tours, seats)), "en")
    [(_, page)] = BoardExporter().render(edition)
    assert "m-2026-10-06" in page.decode()
    assert "02:00–06:00" in page.decode()


def test_a_crew_that_nobody_relieves_is_told_of_as_such():
    # 08:00-12:15 and 12:15-16:30 follow without the overlap of 15 minutes: somebody is
    # there from 12:00 to 12:15, and hands over to nobody.
    post = b.post("desk", hours=HALVES, minutes=255, step=15, overlap=15)
    [short] = shortfalls(relayed(week(post), "08:00", "12:15"))
    assert short.gap == Span(720, 735)
    with use_language("en"):
        told = reason(week(post), short)
    assert told.startswith("no relief in time Mon 05/10 12:00–12:15 (15 min): ")


def test_a_post_is_read_from_the_tables(tmp_path):
    # 08:00-16:00 by relays of 4 h 15 that overlap by 15 minutes, on a grid of 4 h.
    (tmp_path / "scenario.toml").write_text(f'extends = "{BASE}"\n', encoding="utf-8")
    rows = (BASE / "missions.csv").read_text(encoding="utf-8").splitlines()
    names = rows[0].split(",")
    values = {
        "mission": "desk",
        "kind": "static_guard",
        "zone": "south",
        "dates": "2026-10-08",
        "minutes": "255",
        "from": "08:00",
        "until": "16:00",
        "grid": "240",
        "overlap": "15",
    }
    rows.append(",".join(values.get(name, "") for name in names))
    (tmp_path / "missions.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = load(tmp_path)
    desk = found.missions["desk"]
    window = Span(3 * 1440 + 480, 3 * 1440 + 960)
    assert desk.relay == Relay(windows=(window,), step=240, overlap=15, most=(2,))
    starts = [o.proper.start - window.start for o in desk.occurrences]
    assert starts == [0, 225]
    assert desk.times == 2


def test_an_override_for_a_post_covers_each_of_its_relays():
    # Both relays of a pair are led by the municipal officer: against the agreement,
    # and decided so by both commands for the mission.
    decided = Override(
        rule="crew_leader",
        officer="p",
        mission="desk",
        municipal_author="PM-0",
        national_author="PN-0",
        reason="made up",
    )
    kind = replace(b.PAIR, positions=(b.position("chief", leads=True), NATIONAL))
    post = b.post("desk", kind, minutes=240)
    for overrides in ((), (decided,)):
        found = b.scenario(
            officers=[b.officer("p"), b.officer("n", "pn")],
            missions=[post],
            kinds=[kind],
            overrides=overrides,
        )
        seats = tuple(
            Assignment("desk", start, position, who)
            for start in (480, 720)
            for position, who in (("chief", "p"), ("agent", "n"))
        )
        facts = Facts(found, Roster((), seats))
        rule = RULES["crew_leader"]
        stands = [x for x in rule.check(facts) if rule.excuse(found, x) is None]
        assert len(stands) == (0 if overrides else 2)
        status = verdict(found, facts.roster, [rule])
        assert (status is SolveStatus.OPTIMAL) is bool(overrides)


def test_the_relay_likeliest_to_fill_a_gap_is_looked_at():
    # 12:00-16:00 is free. o1 is on tour from 12:00 on, so the relay of 12:00 lacks
    # nobody, while those before it do.
    late = b.shift("late", "12:00", "18:00")
    found = week(b.post("desk", minutes=240), officers=2, shifts=(DAY, late))
    facts = b.facts(
        found,
        tours=[("o0", 0, "day"), ("o1", 0, "late")],
        crews=[("desk", "agent", "o0")],
    )
    [short] = shortfalls(facts)
    assert short.occurrence.proper == Span(720, 960)
    assert short.short == 0


SHIFTS = (
    b.shift("early", "06:00", "14:00"),
    b.shift("late", "14:00", "22:00"),
    b.shift("night", "22:00", "06:00"),
)


def test_a_week_round_the_clock_stays_small_and_is_proved():
    # 7 x 24 h by relays of 4 h on a grid of 2 h: 83 starts. On each of 21 tours of 8 h
    # three relays fit, and two of them leave no break, so that twelve officers are
    # told apart: 12 x 21 x 3 head-counts. With relays of 3 h 15 they are not.
    hours = ("06:00", "06:00")
    post = b.post("desk", days=range(7), hours=hours, minutes=240, step=120)
    assert len(post.occurrences) == 83
    found = week(post, officers=12, shifts=SHIFTS)
    assert len(CrewModel(found, RULES.values()).placements()) == 756
    assert best(GOAL, found).tiers[0].value == 0
    short = b.post("desk", days=range(7), hours=hours, minutes=195, step=60, overlap=15)
    groups = CrewModel(week(short, officers=12, shifts=SHIFTS), RULES.values()).groups
    assert [g.size for g in groups if g.slot is not None] == [12] * 21


# --- against enumeration --------------------------------------------------------------


@pytest.mark.parametrize("overlap", [0, 15])
@pytest.mark.parametrize("officers", [1, 2])
def test_every_roster_of_a_morning(overlap, officers):
    post = b.post(
        "desk", hours=("08:00", "11:00"), minutes=90, step=30, overlap=overlap
    )
    other = b.mission("beat", at=[(0, "09:30")], minutes=30, priority=15)
    found = week(post, officers=officers, on=b.clock(days=1))
    found = replace(found, missions={**found.missions, "beat": other})
    assert agrees(found, most=20_000) is not None


@st.composite
def weeks(draw: st.DrawFn) -> Scenario:
    tiny = draw(scenarios(max_officers=3, max_missions=2, max_days=1))
    return with_posts(draw, tiny)


@pytest.mark.timeout(600)
@settings(max_examples=25)
@given(week=weeks())
def test_the_search_finds_the_optimum_of_tiny_weeks_with_posts(week: Scenario) -> None:
    try:
        agrees(week)
    except TooManyError:
        assume(False)
