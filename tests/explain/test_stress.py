"""How rosters bear absences: figures by hand, the same for a seed, never worse."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.missions import Cover
from scheduler.domain.people import Pin, Request
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import FixedTour
from scheduler.explain.replacing import Damage, Replacing
from scheduler.explain.stress import (
    drawn,
    each_away,
    proved,
    simulate,
    spread,
)
from scheduler.explain.stress_lines import (
    dependence_json,
    dependence_lines,
    simulation_json,
    simulation_lines,
)
from scheduler.rules import RULES
from scheduler.words import use_language
from tests import builders as b
from tests.advise.weeks import CREW, KINDS

EARLY = b.shift("early", "06:00", "13:00")
RATES = {"pm": 20.0, "pn": 0.0}


def facts_of(**changes: Any) -> Facts:
    """Return a roster in which A holds two missions and B one; C is free on Monday."""
    given = {
        "on": b.clock(days=2),
        "officers": [b.officer(o) for o in "ABC"],
        "shifts": [EARLY],
        "kinds": KINDS,
        "missions": [
            b.mission("first", at=[(0, "08:00")]),
            b.mission("second", at=[(1, "08:00")], priority=30),
            b.mission("third", at=[(1, "10:00")], priority=7),
        ],
    }
    return b.facts(
        b.scenario(**{**given, **changes}),
        tours=[
            ("A", 0, "early"),
            ("A", 1, "early"),
            ("B", 1, "early"),
            ("C", 0, "early"),
        ],
        crews=[
            ("first", "agent", "A"),
            ("second", "agent", "A"),
            ("third", "agent", "B"),
        ],
    )


def at_once() -> Facts:
    """Return the same with both missions of Tuesday at once, and C on leave then."""
    return facts_of(
        absences=(b.absence("C", 1, 1),),
        missions=[
            b.mission("first", at=[(0, "08:00")]),
            b.mission("second", at=[(1, "08:00")], priority=30),
            b.mission("third", at=[(1, "08:00")], priority=7),
        ],
    )


def test_officers_come_in_order_of_what_depends_on_them() -> None:
    """C takes A's first mission, B the second, which leaves B time for the third."""
    found = each_away(Replacing(facts_of()))
    assert [d.officer for d in found] == ["A", "B", "C"]
    missions = [(d.at_once.damage.missions, d.repaired.damage.missions) for d in found]
    assert missions == [(2, 0), (1, 0), (0, 0)]


def test_the_worst_day_is_told_with_its_missions() -> None:
    """On Tuesday nobody can replace both A and the mission at the same time."""
    week = at_once()
    first = each_away(Replacing(week))[0]
    # B leaves the mission of 7 points for that of 30.
    assert (first.officer, first.repaired.damage.points) == ("A", 7)
    assert first.worst_day is not None
    day, lost = first.worst_day
    assert (day, [o.mission for o in lost]) == (b.day(1), ["third"])
    with use_language("en"):
        said = list(dependence_lines(week.scenario, [first], 3))
    assert (
        "  A: at once 2 missions (40 points); after repair 1 mission (7 points); with "
        "one tour more 1 mission (7 points)"
    ) in said
    assert "    most on Tue 06/10: third 08:00" in said
    assert "Stopped after 1 of 3 officers: those with most missions." in said


def test_colleagues_at_rest_work_one_tour_more() -> None:
    """On Tuesday C is at rest, and comes for the mission that B leaves."""
    week = facts_of(missions=at_once().scenario.missions.values())
    first = each_away(Replacing(week))[0]
    assert (first.repaired.damage.points, first.recalled.damage.points) == (7, 0)
    tours = first.recalled.move.tours_added
    assert [(t.officer, t.day) for t in tours] == [("C", b.day(1))]


def test_what_is_found_is_kept_when_the_time_is_over() -> None:
    asked = iter([False, True])
    found = each_away(Replacing(facts_of()), over=lambda: next(asked))
    # A has most missions and comes first.
    assert [d.officer for d in found] == ["A"]


def test_a_spread_tells_the_mean_and_one_case_in_twenty() -> None:
    # 0 … 39: the two worst of 40 lose 38 or more.
    found = spread([Damage(missions=n) for n in range(40)])
    assert (found.mean["missions"], found.worst["missions"]) == (19.5, 38)
    # Of fewer than twenty, it is the worst of all.
    assert spread([Damage(missions=n) for n in range(5)]).worst["all"] == 4


def test_a_rate_of_a_hundred_percent_loses_everything() -> None:
    found = simulate(Replacing(facts_of()), {"pm": 100.0, "pn": 0.0}, draws=3)
    assert (found.away, found.at_once.mean["all"], found.repaired.mean["all"]) == (
        4.0,
        3.0,
        3.0,
    )


def test_a_force_with_a_rate_of_nothing_is_never_away() -> None:
    found = simulate(Replacing(facts_of()), {"pm": 0.0, "pn": 100.0}, draws=3)
    assert (found.away, found.at_once.mean["all"]) == (0.0, 0.0)


def test_a_seed_gives_the_same_figures() -> None:
    facts = facts_of()
    one, again = (
        simulation_json(
            simulate(Replacing(facts), RATES, draws=20, seed=3, reserve=1), 3
        )
        for _time in range(2)
    )
    assert one == again
    other = simulate(Replacing(facts), RATES, draws=20, seed=4)
    assert simulation_json(other, 4)["at_once"] != one["at_once"]


def test_more_draws_keep_the_first_ones() -> None:
    replacing = Replacing(facts_of())
    assert drawn(replacing, RATES, 5, 1) == drawn(replacing, RATES, 9, 1)[:5]


def test_a_reserve_saves_missions_and_never_makes_it_worse() -> None:
    found = simulate(
        Replacing(facts_of()), {"pm": 60.0, "pn": 0.0}, draws=30, reserve=2
    )
    assert found.reserve is not None
    means = [after.mean["all"] for after in found.reserve.after]
    assert means[0] == found.repaired.mean["all"]
    assert means == sorted(means, reverse=True)
    assert found.reserve.saved(1) > 0
    assert found.reserve.saved(1) == pytest.approx(means[0] - means[1])
    with use_language("en"):
        said = "\n".join(simulation_lines(facts_of().scenario, found, 30))
    assert "the kind that helps most: Town, APJA." in said
    assert "1 a day saves" in said


def test_nothing_lost_asks_for_no_reserve() -> None:
    found = simulate(Replacing(facts_of()), {"pm": 0.0, "pn": 0.0}, draws=3, reserve=2)
    assert found.reserve is None


def test_who_can_be_replaced_without_loss_is_not_searched_for() -> None:
    ask = Asked((9, 5))
    proof_of(facts_of(), ask, [_tier(2, 2)])
    assert not ask.given


class Asked:
    """Gives a fixed answer, and keeps what was asked."""

    def __init__(self, *tiers: tuple[int, int]) -> None:
        self.status = SolveStatus.FEASIBLE
        self.roster = Roster((), ())
        self.tiers = [_tier(*values) for values in tiers]
        self.given: dict[str, Any] = {}

    def __call__(self, scenario: Scenario, **given: Any) -> "Asked":
        self.given = {"scenario": scenario, **given}
        return self


def _tier(value: int, bound: int) -> TierResult:
    return TierResult(
        name="missions",
        value=value,
        bound=bound,
        status=SolveStatus.FEASIBLE,
        seconds=0,
    )


def test_a_proof_that_nothing_more_is_lost_is_told_in_one_line() -> None:
    said = proof_of(at_once(), Asked((2, 2)), [_tier(2, 2)])
    assert (
        "    the best roster without this officer costs nothing more (proved)" in said
    )


def proof_of(facts: Facts, ask: Asked, tiers: Sequence[TierResult]) -> list[str]:
    replacing = Replacing(facts)
    first = each_away(replacing)[0]
    found = proved(replacing, first, tiers, ask, 1.0)
    with use_language("en"):
        return list(dependence_lines(facts.scenario, [found], 3))


def test_the_best_roster_without_an_officer_is_told_with_its_bound() -> None:
    said = proof_of(at_once(), Asked((9, 5)), [_tier(2, 2)])
    # 9 − 2 and 5 − 2.
    assert (
        "    missions: the best roster without this officer costs between 3 points "
        "and 7 points more"
    ) in said
    said = proof_of(at_once(), Asked((9, 9)), [_tier(2, 2)])
    assert any("costs 7 points more (proved)" in line for line in said)


def test_the_search_starts_from_a_lawful_roster_of_the_week_without_the_officer() -> (
    None
):
    ask = Asked((0, 0))
    proof_of(at_once(), ask, [_tier(0, 0)])
    now = Facts(ask.given["scenario"], ask.given["start"])
    assert [a.officer for a in now.scenario.absences] == ["C", "A"]
    assert [br.rule for r in RULES.values() for br in r.check(now)] == []
    assert len(ask.given["former"]) == 1


def test_a_roster_that_breaks_a_pin_is_no_start() -> None:
    """B is pinned to a mission that cannot be held without A."""
    pin = Pin(officer="B", pin="mission", mission="first")
    crew = b.mission("first", CREW, at=[(1, "08:00")])
    week = b.scenario(
        on=b.clock(days=2),
        officers=[b.officer("A"), b.officer("B")],
        shifts=[EARLY],
        kinds=KINDS,
        missions=[crew],
        pins=(pin,),
    )
    facts = b.facts(
        week,
        tours=[("A", 1, "early"), ("B", 1, "early")],
        crews=[("first", "chief", "A"), ("first", "agent", "B")],
    )
    ask = Asked((0, 0))
    proof_of(facts, ask, [_tier(0, 0)])
    assert ask.given["start"] is None


def test_bounds_are_not_handed_on_where_tours_are_given() -> None:
    """Without them, the roster is not one of the week before."""
    week = facts_of().scenario
    staff = {**week.officers, "A": replace(week.officers["A"], free=False)}
    given = tuple(FixedTour(officer="A", day=b.day(i), shift="early") for i in range(2))
    facts = facts_of(
        officers=staff.values(),
        fixed_tours=given,
        missions=at_once().scenario.missions.values(),
        absences=(b.absence("C", 1, 1),),
    )
    ask = Asked((0, 0))
    proof_of(facts, ask, [_tier(0, 0)])
    assert ask.given["former"] == ()


def test_nothing_private_is_told() -> None:
    week = facts_of(
        officers=[
            b.officer(o, qualifications=(b.held("private-skill"),)) for o in "ABC"
        ],
        absences=(replace(b.absence("C", 1, 1), reason="private-reason"),),
        requests=(Request(officer="A", day=b.day(0), wish="off"),),
        cover=(Cover(force="pm", shift="early", day=b.day(0), minimum=2),),
    )
    replacing = Replacing(week)
    found = each_away(replacing)
    trial = simulate(replacing, {"pm": 60.0, "pn": 0.0}, draws=10, reserve=1)
    assert trial.reserve is not None
    told = "\n".join(dependence_lines(week.scenario, found, 3))
    told += "\n".join(simulation_lines(week.scenario, trial, 10))
    told += json.dumps(dependence_json(week.scenario, found))
    told += json.dumps(simulation_json(trial, 0))
    assert "private" not in told
