"""Few changes: tours and seats added or dropped against a baseline roster."""

import dataclasses

import pytest

from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.goals import GOALS
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from tests.builders import (
    PAIR,
    clock,
    day,
    facts,
    mission,
    officer,
    position,
    scenario,
    shift,
    time,
)
from tests.judge import best, points, prove

GOAL = "few_changes"
DUO = MissionKind(
    id="duo",
    name_fr="Binôme",
    name_en="Duo",
    joint=False,
    priority=10,
    positions=(position("agent", ForceKind.MUNICIPAL, count=2),),
)


def baseline(tours=(), seats=()):
    """Return a baseline: (officer, day, shift), and (mission, hh:mm, officer).

    Position, kind and place of a seat may follow.
    """
    on = clock()
    return Baseline(
        frozenset(
            KnownTour(officer=who, day=day(offset), shift=code)
            for who, offset, code in tours
        ),
        frozenset(
            KnownSeat(
                mission=m,
                start=on.minute(day(0), time(at)),
                officer=who,
                **dict(zip(("position", "kind", "zone"), more, strict=False)),
            )
            for m, at, who, *more in seats
        ),
    )


def week(told=None, **changes):
    base = {
        "officers": [officer(x) for x in "opqr"],
        "shifts": [shift("s", "08:00", "16:00"), shift("t", "14:00", "22:00")],
        "kinds": [DUO, PAIR],
        "missions": [mission("m", DUO)],
        "baseline": told,
    }
    return scenario(**{**base, **changes})


TOURS = [("o", 0, "s"), ("p", 0, "s")]
CREW = [("m", "agent", "o"), ("m", "agent", "p")]
TOLD = baseline(TOURS, [("m", "10:00", "o"), ("m", "10:00", "p")])


def test_without_a_baseline_roster_nothing_changes():
    assert points(GOAL, facts(week(), tours=TOURS, crews=CREW)) == 0


def test_the_same_roster_changes_nothing():
    assert points(GOAL, facts(week(TOLD), tours=TOURS, crews=CREW)) == 0


@pytest.mark.parametrize(
    ("tours", "crews", "changes"),
    [
        # o goes home: one tour and one seat dropped.
        (TOURS[1:], CREW[1:], 2),
        # q comes too: one tour added, no seat.
        ([*TOURS, ("q", 0, "s")], CREW, 1),
        # q for o: a tour and a seat dropped, a tour and a seat added.
        ([("q", 0, "s"), TOURS[1]], [("m", "agent", "q"), CREW[1]], 4),
        # o on the other shift, no longer in the crew: two tours, one seat.
        ([("o", 0, "t"), TOURS[1]], CREW[1:], 3),
        # Everything dropped.
        ([], [], 4),
    ],
)
def test_tours_and_seats_are_counted(tours, crews, changes):
    assert points(GOAL, facts(week(TOLD), tours=tours, crews=crews)) == changes


def test_the_same_shift_on_another_day_is_two_changes():
    assert (
        points(GOAL, facts(week(baseline([("o", 0, "s")])), tours=[("o", 1, "s")])) == 2
    )


def test_the_losses_say_who_and_what():
    found = facts(
        week(TOLD),
        tours=[TOURS[1], ("q", 0, "t")],
        crews=[CREW[1], ("m", "agent", "q")],
    )
    losses = list(GOALS[GOAL].score(found))
    assert [(x.officer, x.mission) for x in losses] == [
        ("o", None), ("q", None), ("o", "m"), ("q", "m"),
    ]  # fmt: skip


# --- the same crew, seated otherwise ----------------------------------------------

LED = MissionKind(
    id="led",
    name_fr="Équipe",
    name_en="Team",
    joint=False,
    priority=10,
    positions=(
        position("chief", ForceKind.MUNICIPAL),
        position("agent", ForceKind.MUNICIPAL),
    ),
)
SEATED = baseline(
    TOURS,
    [
        ("m", "10:00", "o", "chief", "led", "north"),
        ("m", "10:00", "p", "agent", "led", "north"),
    ],
)


def led(**changes):
    missions = [mission("m", LED, or_zones=["south"])]
    return week(SEATED, kinds=[LED, PAIR], missions=missions, **changes)


def test_two_officers_who_change_places_are_two_changes():
    same = [("m", "chief", "o"), ("m", "agent", "p")]
    swapped = [("m", "chief", "p"), ("m", "agent", "o")]
    assert points(GOAL, facts(led(), tours=TOURS, crews=same)) == 0
    assert points(GOAL, facts(led(), tours=TOURS, crews=swapped)) == 2


def test_who_takes_the_place_of_a_colleague_and_the_new_one_are_changes():
    crews = [("m", "chief", "p"), ("m", "agent", "q")]
    tours = [*TOURS, ("q", 0, "s")]
    # q's tour and seat are new, o's seat is gone, p sits elsewhere.
    assert points(GOAL, facts(led(), tours=tours, crews=crews)) == 4


def test_another_place_is_a_change_for_each_officer():
    found = facts(led(), tours=TOURS, crews=[("m", "chief", "o"), ("m", "agent", "p")])
    moved = tuple(dataclasses.replace(a, place=1) for a in found.roster.assignments)
    roster = dataclasses.replace(found.roster, assignments=moved)
    assert points(GOAL, Facts(found.scenario, roster)) == 2


def test_another_form_is_a_change():
    kind = dataclasses.replace(PAIR, fallback="led")
    there = {
        "officers": [officer("o"), officer("p"), officer("n", "pn")],
        "kinds": [kind, LED],
        "missions": [mission("m", kind)],
    }
    told = baseline([], [("m", "10:00", "o", "agent", "pair", "north")])
    alone = facts(week(told, **there), alone=[("m", "agent", "o")])
    assert points(GOAL, alone) == 1
    assert points(GOAL, facts(week(told, **there), crews=[("m", "agent", "o")])) == 0


def test_what_a_mission_no_longer_has_is_not_compared():
    told = baseline(
        [],
        [
            ("m", "10:00", "o", "driver", "led", "north"),
            ("m", "10:00", "p", "agent", "old", "east"),
        ],
    )
    gone = week(told, kinds=[LED, PAIR], missions=[mission("m", LED)])
    crews = [("m", "chief", "o"), ("m", "agent", "p")]
    assert points(GOAL, facts(gone, crews=crews)) == 0


def test_the_search_keeps_each_officer_in_the_same_position():
    for first, second in (("chief", "agent"), ("agent", "chief")):
        told = baseline(
            TOURS, [("m", "10:00", "o", first), ("m", "10:00", "p", second)]
        )
        missions = [mission("m", LED)]
        found = prove(
            week(told, kinds=[LED], missions=missions), "missions_by_priority", GOAL
        )
        assert [t.value for t in found.tiers] == [0, 0]
        assert found.roster is not None
        seats = {(a.officer, a.position) for a in found.roster.assignments}
        assert seats == {("o", first), ("p", second)}


# --- missions that move ---------------------------------------------------------------


@pytest.mark.parametrize(("at", "changes"), [("10:00", 0), ("09:00", 0), ("12:00", 0)])
def test_the_crew_of_a_mission_that_moved_is_the_same_crew(at, changes):
    moved = week(TOLD, missions=[mission("m", DUO, at=[(0, at)])])
    assert points(GOAL, facts(moved, tours=TOURS, crews=CREW)) == changes


def test_other_people_in_a_mission_that_moved_are_changes():
    moved = week(TOLD, missions=[mission("m", DUO, at=[(0, "12:00")])])
    tours = [*TOURS, ("q", 0, "s")]
    crews = [("m", "agent", "q"), CREW[1]]
    # A tour and a seat of q added, the seat of o dropped.
    assert points(GOAL, facts(moved, tours=tours, crews=crews)) == 3


def test_another_start_of_a_flexible_mission_is_news_to_its_crew():
    flexible = week(TOLD, missions=[mission("m", DUO, at=[(0, "10:00"), (0, "12:00")])])
    assert points(GOAL, facts(flexible, tours=TOURS, crews=CREW)) == 0
    told = baseline(TOURS, [("m", "12:00", "o"), ("m", "12:00", "p")])
    # Both seats at 12:00 dropped, both at 10:00 added.
    flexible = dataclasses.replace(flexible, baseline=told)
    assert points(GOAL, facts(flexible, tours=TOURS, crews=CREW)) == 4


def test_what_is_no_longer_there_is_dropped():
    told = baseline(
        [*TOURS, ("gone", 0, "s"), ("o", 1, "no shift")],
        [("m", "10:00", "o"), ("m", "10:00", "gone"), ("old", "10:00", "p")],
    )
    # Two tours and two seats gone, one seat of p added.
    assert points(GOAL, facts(week(told), tours=TOURS, crews=CREW)) == 5
    # Not holding m drops the seat of o instead: no better.
    assert best(GOAL, week(told)).tiers[0].value == 5


# --- what the search does with it -----------------------------------------------------


def test_the_search_keeps_a_baseline_roster_that_is_as_good_as_any():
    told = baseline(
        [("p", 0, "s"), ("r", 0, "t")], [("m", "10:00", "p"), ("m", "10:00", "r")]
    )
    result = prove(week(told), "missions_by_priority", GOAL)
    # r cannot be there at 10:00 on the late shift: one on s must be added, at best r:
    # tour t dropped, tour s added, both seats kept.
    assert [t.value for t in result.tiers] == [0, 2]
    assert result.roster is not None
    assert {(t.officer, t.shift) for t in result.roster.tours} == {
        ("p", "s"),
        ("r", "s"),
    }


def test_missions_go_before_keeping_people():
    # All were off; two are needed: two tours and two seats.
    result = prove(week(baseline()), "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 4]
    assert best(GOAL, week(baseline())).tiers[0].value == 0


def test_only_baseline_crews_break_up_groups():
    """Officers whom nobody told anything of a day stay one head-count."""
    told = baseline([], [("m", "10:00", "o")])

    def sizes(found):
        goals = [GOALS[GOAL]] if found.baseline else []
        model = CrewModel(found, RULES.values(), goals=goals)
        # Those of the early shift of Monday.
        slot = found.tour("o", day(0), "s").span
        return sorted(g.size for g in model.groups if g.slot == slot)

    assert sizes(week()) == [4]
    assert sizes(week(told)) == [1, 3]


def test_baseline_members_of_a_crew_stay_one_head_count():
    """Who was in the same crew may be told apart by nothing: names make no change."""
    result = prove(week(TOLD), "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 0]
    assert result.roster is not None
    seats = {(a.mission, a.officer) for a in result.roster.assignments}
    assert seats == {("m", "o"), ("m", "p")}
