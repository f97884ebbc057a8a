"""What a roster loses, item by item: sums by hand, and sums that add up."""

import json
from dataclasses import replace
from random import Random

import pytest

from scheduler.domain.missions import Cover
from scheduler.domain.people import Pairing, Request, Together
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Tier
from scheduler.explain.costs import By, Item, cost_lines, costs, costs_json
from scheduler.goals import GOALS
from scheduler.words import use_language
from tests import builders as b
from tests.advise.weeks import draw


def lost() -> Facts:
    """Return a roster that loses missions, cover, fairness and wishes."""
    week = b.scenario(
        officers=[b.officer("A"), b.officer("B")],
        shifts=[b.shift("early", "06:00", "13:00")],
        missions=[
            b.mission("guard", at=[(0, "08:00")]),
            b.mission("watch", at=[(1, "08:00")], zone="south", priority=7),
            b.mission("any", at=[(1, "10:00"), (2, "10:00")], priority=3),
        ],
        cover=(
            Cover(
                force="pm",
                unit=None,
                shift="early",
                day=b.day(1),
                minimum=2,
                qualification=None,
                weight=4,
            ),
        ),
        requests=(
            Request(officer="A", day=b.day(0), wish="off", weight=5),
            Request(officer="B", day=b.day(3), wish="work", weight=6),
        ),
        tiers=(
            ("missions", {"missions_by_priority": 2, "minimum_cover": 1}),
            ("wishes", {"requests": 3, "sunday_rest": 10}),
        ),
    )
    return b.facts(week, tours=[("A", 0, "early"), ("A", 6, "early")])


def test_the_value_of_a_tier_is_told_by_goal_zone_force_and_day() -> None:
    first, _second = costs(lost())
    # Missions: 2 × (10 + 7 + 3); cover: 2 heads × 4.
    assert first.value == 48
    assert first.items[By.GOAL] == (
        Item("missions_by_priority", 40, 3),
        Item("minimum_cover", 8, 1),
    )
    # North: 2 × (10 + 3); south: 2 × 7; cover has no zone.
    assert first.items[By.ZONE] == (
        Item("north", 26, 2),
        Item("south", 14, 1),
        Item("", 8, 1),
    )
    assert first.items[By.FORCE] == (Item("pm", 8, 1), Item("", 40, 3))
    # Monday: 2 × 10; Tuesday: 2 × 7 + 8; a mission of two days has no single one.
    assert first.items[By.DAY] == (
        Item("2026-10-06", 22, 2),
        Item("2026-10-05", 20, 1),
        Item("", 6, 1),
    )


def test_wishes_are_a_line_that_names_nobody() -> None:
    _first, second = costs(lost())
    # Sunday worked by A: 10; wishes: 3 × (5 + 6).
    assert second.items[By.OFFICER] == (
        Item("A", 10, 1),
        Item("", 33, 2, wishes=True),
    )
    for by in (By.ZONE, By.FORCE, By.DAY):
        assert Item("", 33, 2, wishes=True) in second.items[by]


def test_who_asked_for_what_is_in_no_output() -> None:
    facts = lost()
    found = costs(facts)
    for command in (False, True):
        told = "\n".join(cost_lines(facts.scenario, found, command=command))
        told += json.dumps(costs_json(found, command=command))
        # B's only loss is a wish.
        assert "B:" not in told
        assert '"B"' not in told
        # Nothing else is lost on Thursday.
        assert "Thu" not in told
        assert "2026-10-08" not in told


def test_officers_are_told_to_command_alone() -> None:
    facts = lost()
    found = costs(facts)
    assert "By officer:" not in list(cost_lines(facts.scenario, found))
    assert "officer" not in costs_json(found)[0]["items"]
    assert "  By officer:" in list(cost_lines(facts.scenario, found, command=True))
    assert "officer" in costs_json(found, command=True)[1]["items"]


def test_the_lines_of_people_have_units_and_names() -> None:
    facts = lost()
    with use_language("en"):
        said = list(cost_lines(facts.scenario, costs(facts)))
    assert "missions: 48 points lost" in said
    assert "    of no single zone: 8 points lost" in said
    assert "    South: 14 points lost" in said


@pytest.mark.parametrize("number", range(12))
def test_every_grouping_adds_up_whatever_the_goals(number: int) -> None:
    """Random weeks with all goals in two tiers, drawn weights, and random tours."""
    random = Random(number)
    week = draw(number)
    goals = list(GOALS)
    random.shuffle(goals)
    tiers = tuple(
        Tier(name=name, goals={g: random.randint(1, 5) for g in own})
        for name, own in (("one", goals[::2]), ("two", goals[1::2]))
    )
    pairing = Pairing(officer="M0", other="M2", together=Together.PREFER, weight=2)
    week = replace(week, tiers=tiers, pairings=(*week.pairings, pairing))
    possible = [t for own in week.tours.values() for t in own]
    facts = b.facts(
        week,
        tours=[
            (t.officer, (t.day - week.clock.start).days, t.shift)
            for t in random.sample(possible, 5)
        ],
    )
    scored = {
        g: sum(loss.points for loss in goal.score(facts)) for g, goal in GOALS.items()
    }
    assert any(scored.values())
    for tier, cost in zip(tiers, costs(facts), strict=True):
        assert cost.value == sum(w * scored[g] for g, w in tier.goals.items())
        for by in By:
            assert sum(i.points for i in cost.items[by]) == cost.value
            keys = [(i.key, i.wishes) for i in cost.items[by]]
            assert len(keys) == len(set(keys))
