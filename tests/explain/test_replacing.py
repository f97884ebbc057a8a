"""What absences leave undone and who steps in: by hand, and lawful on drawn weeks."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from scheduler.domain.missions import Cover
from scheduler.domain.people import Absence, ForceKind, Officer, Pin
from scheduler.domain.powers import OpjNeed
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.explain.kinds import joined, kinds, names_for
from scheduler.explain.replacing import After, Replacing
from scheduler.goals import GOALS
from scheduler.rules import RULES
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.shortfalls import MISSION_GOALS
from tests import builders as b
from tests.advise.weeks import BIKE, CREW, KINDS, draw

EARLY = b.shift("early", "06:00", "13:00")
DAY = b.shift("Day", "06:30", "17:00", "pn")
GUARD = b.mission("guard", at=[(0, "08:00")])
WATCH = b.mission("watch", at=[(0, "10:00")])
RIDE = b.mission("ride", BIKE, at=[(0, "08:00")])


def week(officers: Iterable[str | Officer] = "AB", **changes: Any) -> Scenario:
    """Return two days with one mission, which each of some officers can hold."""
    given = {
        "on": b.clock(days=2),
        "officers": [b.officer(o) if isinstance(o, str) else o for o in officers],
        "shifts": [EARLY, DAY],
        "kinds": KINDS,
        "missions": [GUARD],
    }
    return b.scenario(**{**given, **changes})


def on_early(scenario: Scenario, who: str, *crews: tuple[str, str, str]) -> Facts:
    """Return a roster in which some officers work the early shift on Monday."""
    return b.facts(scenario, tours=[(o, 0, "early") for o in who], crews=crews)


def tours_of(facts: Facts, who: str) -> list[Tour]:
    return [t for t in facts.roster.tours if t.officer in who]


def repaired(facts: Facts, who: str) -> After:
    return Replacing(facts).repaired(tours_of(facts, who))


def told(after: After) -> list[tuple[str, str]]:
    return sorted((d.occurrence.mission, d.officer) for d in after.move.seats_added)


def lost(after: After) -> list[str]:
    return [o.mission for o in after.lost]


# --- by hand --------------------------------------------------------------------------


def test_nobody_moves_and_the_missions_of_who_is_away_are_lost() -> None:
    facts = on_early(
        week(missions=[GUARD, WATCH]),
        "AB",
        ("guard", "agent", "A"),
        ("watch", "agent", "B"),
    )
    after = Replacing(facts).at_once(tours_of(facts, "A"))
    assert lost(after) == ["guard"]
    # One mission of 10 points.
    assert (after.damage.missions, after.damage.points) == (1, 10)


def test_a_colleague_on_duty_takes_the_seat() -> None:
    after = repaired(on_early(week(), "AB", ("guard", "agent", "A")), "A")
    assert told(after) == [("guard", "B")]
    assert (after.damage.points, lost(after)) == (0, [])


def test_nobody_comes_from_rest() -> None:
    assert lost(repaired(on_early(week(), "A", ("guard", "agent", "A")), "A")) == [
        "guard"
    ]


def test_who_is_at_rest_may_be_called_for_one_tour() -> None:
    facts = on_early(week("ABC"), "A", ("guard", "agent", "A"))
    after = Replacing(facts).recalled(tours_of(facts, "A"))
    assert told(after) == [("guard", "B")]
    assert [(t.officer, t.shift) for t in after.move.tours_added] == [("B", "early")]


def test_who_is_furthest_below_the_contract_is_called_first() -> None:
    staff = [b.officer("A"), b.officer("B", contract=60), b.officer("C")]
    facts = on_early(week(staff), "A", ("guard", "agent", "A"))
    after = Replacing(facts).recalled(tours_of(facts, "A"))
    assert told(after) == [("guard", "C")]


def test_nobody_is_called_from_leave() -> None:
    absences = (b.absence("B", 0, 1),)
    facts = on_early(week(absences=absences), "A", ("guard", "agent", "A"))
    after = Replacing(facts).recalled(tours_of(facts, "A"))
    assert lost(after) == ["guard"]


def test_a_tour_more_fills_the_cover() -> None:
    row = Cover(force="pm", shift="early", day=b.day(0), minimum=2)
    facts = on_early(week("ABC", cover=(row,)), "AB")
    replacing = Replacing(facts)
    away = tours_of(facts, "A")
    assert replacing.repaired(away).damage.heads == 1
    assert replacing.recalled(away).damage.heads == 0


def test_who_is_away_too_does_not_step_in() -> None:
    facts = on_early(week(), "AB", ("guard", "agent", "A"))
    assert lost(repaired(facts, "AB")) == ["guard"]


def test_an_engaged_colleague_leaves_the_mission_to_a_third() -> None:
    """Only B can ride instead of A, and C can stand guard instead of B."""
    facts = on_early(
        week(
            [*(b.officer(o, qualifications=(b.held("bike"),)) for o in "AB"), "C"],
            missions=[GUARD, RIDE],
        ),
        "ABC",
        ("ride", "rider", "A"),
        ("guard", "agent", "B"),
    )
    after = repaired(facts, "A")
    assert told(after) == [("guard", "C"), ("ride", "B")]
    assert after.damage.points == 0


def test_a_mission_worth_less_gives_way() -> None:
    """The ride of 12 points takes B from the guard of 10; nobody else is there."""
    facts = on_early(
        week(
            [b.officer(o, qualifications=(b.held("bike"),)) for o in "AB"],
            missions=[GUARD, RIDE],
        ),
        "AB",
        ("ride", "rider", "A"),
        ("guard", "agent", "B"),
    )
    after = repaired(facts, "A")
    assert (told(after), lost(after)) == ([("ride", "B")], ["guard"])
    assert after.damage.points == 10


def test_who_is_pinned_to_a_mission_does_not_leave_it() -> None:
    facts = on_early(
        week(
            [b.officer(o, qualifications=(b.held("bike"),)) for o in "AB"],
            missions=[GUARD, RIDE],
            pins=(Pin(officer="B", pin="mission", mission="guard"),),
        ),
        "AB",
        ("ride", "rider", "A"),
        ("guard", "agent", "B"),
    )
    assert lost(repaired(facts, "A")) == ["ride"]


def test_a_mandatory_mission_comes_before_others() -> None:
    duty = replace(GUARD, mandatory=True, priority=1)
    watch = b.mission("watch", at=[(0, "08:00")])
    facts = on_early(
        week(missions=[duty, watch]),
        "AB",
        ("guard", "agent", "A"),
        ("watch", "agent", "B"),
    )
    assert Replacing(facts).at_once(tours_of(facts, "A")).damage.mandatory == 1
    after = repaired(facts, "A")
    assert (lost(after), after.damage.mandatory, after.damage.missions) == (
        ["watch"],
        0,
        1,
    )


def test_those_left_of_a_lost_crew_are_free_for_another_mission() -> None:
    """The crew of 15 lacks its chief's kind of officer: nobody else leads."""
    crew = b.mission("crew", CREW, at=[(0, "08:00")])
    staff = [b.officer("A"), b.trainee("T"), b.officer("C")]
    facts = on_early(
        week(staff, missions=[crew, GUARD]),
        "ATC",
        ("crew", "chief", "A"),
        ("crew", "agent", "T"),
        ("guard", "agent", "C"),
    )
    after = repaired(facts, "A")
    # C leads the crew instead, and the guard of 10 points is lost: no trainee alone.
    assert (told(after), lost(after)) == ([("crew", "C")], ["guard"])


def test_cover_counts_the_heads_that_are_missing_more() -> None:
    row = Cover(force="pm", shift="early", day=b.day(0), minimum=2, weight=3)
    facts = on_early(week("ABC", cover=(row,)), "ABC")
    replacing = Replacing(facts)
    # Three are on duty and two are wanted: one may be away.
    for who, heads in (("A", 0), ("AB", 1), ("ABC", 2)):
        found = replacing.at_once(tours_of(facts, who)).damage
        assert (found.heads, found.goals["minimum_cover"]) == (heads, 3 * heads)


def test_a_mission_is_lost_with_the_only_opj_who_can_be_reached() -> None:
    check = b.power("check", opj=OpjNeed.REACHABLE)
    kind = replace(b.SOLO, id="control", powers=("check",))
    control = b.mission("control", kind, at=[(0, "08:00")])
    scenario = week(
        ["A", b.officer("N", "pn")],
        kinds=[*KINDS, kind],
        powers=(check,),
        missions=[control],
    )
    facts = b.facts(
        scenario,
        tours=[("A", 0, "early"), ("N", 0, "Day")],
        crews=[("control", "agent", "A")],
    )
    after = Replacing(facts).at_once(tours_of(facts, "N"))
    assert lost(after) == ["control"]


def test_the_only_opj_to_be_reached_takes_no_seat_in_which_none_is() -> None:
    powers = (
        b.power("check", opj=OpjNeed.REACHABLE),
        b.power("order", suspends=True),
    )
    asks = replace(b.SOLO, id="control", powers=("check",))
    order = replace(
        b.SOLO,
        id="order",
        powers=("order",),
        positions=(b.position("agent", ForceKind.NATIONAL),),
    )
    staff = [b.officer("A"), b.officer("N", "pn"), b.officer("O", "pn")]
    facts = b.facts(
        week(
            staff,
            kinds=[asks, order],
            powers=powers,
            missions=[
                b.mission("control", asks, at=[(0, "08:00")]),
                b.mission("order", order, at=[(0, "08:00")]),
            ],
        ),
        tours=[("A", 0, "early"), ("N", 0, "Day"), ("O", 0, "Day")],
        crews=[("control", "agent", "A"), ("order", "agent", "N")],
    )
    after = repaired(facts, "N")
    assert (told(after), lost(after)) == ([], ["order"])


def test_one_force_alone_holds_a_joint_mission_if_it_can() -> None:
    pair = replace(b.PAIR, fallback="solo", fallback_worth=40)
    joint = b.mission("joint", pair, at=[(0, "08:00")])
    scenario = week(
        ["A", b.officer("N", "pn")], kinds=[*KINDS[2:], b.SOLO, pair], missions=[joint]
    )
    facts = b.facts(
        scenario,
        tours=[("A", 0, "early"), ("N", 0, "Day")],
        crews=[("joint", "chief", "N"), ("joint", "agent", "A")],
    )
    after = repaired(facts, "N")
    assert (told(after), lost(after)) == ([("joint", "A")], [])
    # Of 20 points, the guard alone saves 40 %.
    assert after.damage.goals["missions_by_priority"] == 12


def test_an_officer_on_call_saves_a_mission() -> None:
    scenario = week("A", missions=[GUARD])
    facts = on_early(scenario, "A", ("guard", "agent", "A"))
    (kind,) = kinds(scenario)
    (name,) = names_for(scenario, 1)
    replacing = Replacing(Facts(joined(scenario, kind, [name]), facts.roster))
    none, one = replacing.called(tours_of(facts, "A"), [{name: b.day(0)}])
    assert (none.damage.missions, one.damage.missions) == (1, 0)
    # On call on the other day, it does not help.
    none, one = replacing.called(tours_of(facts, "A"), [{name: b.day(1)}])
    assert (none.damage.missions, one.damage.missions) == (1, 1)


# --- on drawn weeks -------------------------------------------------------------------


def rosters(number: int) -> Facts:
    """Return a drawn week with a roster of it that keeps every rule."""
    scenario = draw(number)
    tiers = tuple(t for t in scenario.tiers if t.name == "missions")
    random = Random(number)
    cover = tuple(
        Cover(force="pm", shift="early", day=d, minimum=random.choice((1, 2)))
        for d in scenario.clock.dates
    )
    scenario = replace(scenario, cover=cover)
    found = solve(
        replace(scenario, tiers=tiers), Search(time_limit=10, workers=1)
    ).roster
    assert found is not None
    return Facts(scenario, found)


def without(facts: Facts, away: Iterable[Tour], after: After) -> Facts:
    """Return the roster after a repair, in the week in which the absences are known."""
    absences = tuple(
        Absence(officer=t.officer, span=Span(t.span.start, t.span.end)) for t in away
    )
    scenario = replace(facts.scenario, absences=facts.scenario.absences + absences)
    return Facts(scenario, Replacing(facts).roster(after))


def values(facts: Facts) -> tuple[int, ...]:
    return tuple(
        sum(loss.points for loss in GOALS[g].score(facts))
        for g in (MISSION_GOALS[1], "minimum_cover", MISSION_GOALS[0])
    )


@pytest.mark.parametrize("number", range(8))
def test_repairs_keep_every_rule_and_lose_what_is_said(number: int) -> None:
    facts = rosters(number)
    replacing, random = Replacing(facts), Random(number)
    before = values(facts)
    tours = list(replacing.tours)
    for _trial in range(6):
        away = random.sample(tours, min(len(tours), random.choice((1, 1, 2, 3))))
        at_once, after = replacing.at_once(away), replacing.repaired(away)
        recalled = replacing.recalled(away)
        for one in (at_once, after, recalled):
            now = without(facts, away, one)
            broken = [br.rule for rule in RULES.values() for br in rule.check(now)]
            assert broken == []
            more = tuple(a - b for a, b in zip(values(now), before, strict=True))
            assert one.damage.rank == more
        assert recalled.damage.rank <= after.damage.rank <= at_once.damage.rank


@pytest.mark.parametrize("number", range(4))
def test_more_officers_on_call_never_make_it_worse(number: int) -> None:
    facts = rosters(number)
    kind = kinds(facts.scenario)[0]
    days = facts.scenario.clock.dates
    names = iter(names_for(facts.scenario, 2 * len(days)))
    rounds = [{next(names): day for day in days} for _round in range(2)]
    more = joined(facts.scenario, kind, [n for own in rounds for n in own])
    replacing = Replacing(facts).joined_by(more)
    for tour in replacing.tours:
        found = replacing.called([tour], rounds)
        ranks = [after.damage.rank for after in found]
        assert ranks == sorted(ranks, reverse=True)
        for after in found:
            now = without(replacing.facts, [tour], after)
            assert [br.rule for r in RULES.values() for br in r.check(now)] == []


def test_a_kind_names_only_what_something_asks_for() -> None:
    scenario = week(
        [b.officer("A", qualifications=(b.held("bike"), b.held("secret")))],
        missions=[RIDE],
    )
    (kind,) = kinds(scenario)
    assert kind.qualifications == ("bike",)
    assert ForceKind.MUNICIPAL is scenario.forces[kind.force].kind
