"""Rosters under construction: steps are judged, undone and taken back exactly."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.construct.draft import Draft
from scheduler.construct.first import Builder
from scheduler.construct.repair import Repair
from scheduler.domain.missions import Equipment, Seat
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.scenarios.write import write_tables
from tests import builders as b
from tests.towns import town

EVERY_RULE = tuple(RULES.values())


@pytest.fixture
def week(tmp_path: Path) -> Scenario:
    write_tables(town(3, officers=9, days=7, missions=25), tmp_path / "town")
    return load(tmp_path / "town")


def begun(week: Scenario) -> Draft:
    fixed = (t for own in week.tours.values() for t in own if t.fixed)
    return Draft(week, EVERY_RULE, Roster(tuple(fixed), ()).sorted())


def stir(draft: Draft, chance: random.Random) -> None:
    """Add and drop tours and seats at random."""
    week = draft.scenario
    tours = [t for own in week.tours.values() for t in own if not t.fixed]
    seats = [s for own in week.seats.values() for s in own]
    for tour in chance.sample(tours, 30):
        if draft.options.offered(tour) and tour not in draft.tours[tour.officer]:
            draft.add_tour(tour)
    for seat in chance.sample(seats, 20):
        for option in draft.options.of(seat)[:2]:
            if draft.on_tour(option):
                draft.seat(option.officer, seat)
    for occurrence in list(draft.crews)[::3]:
        draft.unhold(occurrence)


@pytest.mark.parametrize("seed", range(5))
def test_going_back_restores_everything(week: Scenario, seed: int) -> None:
    draft, chance = begun(week), random.Random(seed)
    stir(draft, chance)
    before, lost = draft.roster(), draft.cover_lost()
    held = dict(draft.held)
    mark = draft.mark()
    stir(draft, chance)
    assert draft.roster() != before
    draft.back(mark)
    assert draft.roster() == before
    assert draft.cover_lost() == lost
    assert draft.held == held


@pytest.mark.parametrize("seed", range(5))
def test_its_tables_are_those_of_its_roster(week: Scenario, seed: int) -> None:
    draft = begun(week)
    stir(draft, random.Random(seed))
    facts = Facts(week, draft.roster())
    assert draft.tours == facts.tours_of
    assert draft.held == facts.held
    assert {o: set(c) for o, c in draft.crews.items()} == {
        o: set(c) for o, c in facts.crews.items()
    }


def test_what_is_built_step_by_step_breaks_no_rule(week: Scenario) -> None:
    builder = Builder(begun(week), lambda: False)
    builder.begin()
    builder.build()
    assert builder.draft.crews
    assert builder.draft.breaches() == []


def test_a_crew_that_breaks_a_rule_is_taken_back_and_not_tried_again() -> None:
    # One bike for two rides at once; the draft was given both.
    ride = replace(b.SOLO, id="ride", equipment={"bike": 1})
    plain = b.scenario(
        officers=[b.officer("o1"), b.officer("o2")],
        shifts=[b.shift("day", "08:00", "16:00")],
        missions=[b.mission("one", ride), b.mission("two", ride)],
        kinds=[ride],
        equipment={"bike": Equipment(id="bike", name_fr="V", name_en="B", quantity=1)},
    )
    both = b.facts(
        plain,
        tours=[("o1", 0, "day"), ("o2", 0, "day")],
        crews=[("one", "agent", "o1"), ("two", "agent", "o2")],
    )
    draft = Draft(plain, EVERY_RULE, both.roster)
    assert Repair(draft).take_back(draft.breaches())
    assert draft.breaches() == []
    (gone,) = (m for m, held in draft.held.items() if not held)
    assert not draft.open(plain.missions[gone].occurrences[0])


def test_an_officer_without_rest_may_not_add_a_tour() -> None:
    shifts = [b.shift("late", "14:00", "22:00"), b.shift("early", "06:00", "12:00")]
    plain = b.scenario(officers=[b.officer("o1")], shifts=shifts)
    draft = Draft(plain, EVERY_RULE, b.facts(plain, tours=[("o1", 0, "late")]).roster)
    offered = {(t.day, t.shift): t for t in plain.tours["o1"]}
    assert not draft.may_add(offered[b.day(1), "early"])
    assert draft.may_add(offered[b.day(1), "late"])


def test_nobody_takes_two_seats_at_one_time() -> None:
    plain = b.scenario(
        officers=[b.officer("o1")],
        shifts=[b.shift("day", "08:00", "16:00")],
        missions=[b.mission("m1"), b.mission("m2")],
    )
    draft = Draft(plain, EVERY_RULE, b.facts(plain, tours=[("o1", 0, "day")]).roster)
    one, two = (
        Seat(m.occurrences[0], b.SOLO.positions[0]) for m in plain.missions.values()
    )
    assert draft.seat("o1", one)
    assert not draft.seat("o1", two)
