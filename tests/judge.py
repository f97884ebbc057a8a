"""Ask both halves of one rule, or of one goal, about one roster.

A rule is asked alone, so that no other rule can give the verdict for it. The model half
gets a model of that rule only, with every tour and every seat fixed as the roster has
them; the check half reads the roster. ``allowed`` and ``refused`` insist that the two
agree. UNKNOWN is never taken for a proof.
"""

import dataclasses
from collections import Counter

from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario, Tier
from scheduler.goals import GOALS
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES, Breach
from scheduler.solve.engine import Interruption, Search, run
from scheduler.solve.tiers import Result, solve
from scheduler.words import use_language
from scheduler.words.render import say

SECONDS = 10.0
FOUND = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)


def breaches(rule: str, facts: Facts) -> list[Breach]:
    """Return what the check half finds in a roster."""
    return list(RULES[rule].check(facts))


def verdict(rule: str, facts: Facts) -> SolveStatus:
    """Return what the model half says of a roster fixed in full."""
    week = facts.scenario
    model = CrewModel(week, [RULES[rule]], singletons=True)
    worked = set(facts.roster.tours)
    assert len(worked) == len(facts.roster.tours), "a tour is listed twice"
    for tour in {*worked, *(t for tours in week.tours.values() for t in tours)}:
        model.add(model.works(tour) == int(tour in worked))
    seated = Counter(
        (a.officer, (a.mission, a.start, a.position)) for a in facts.roster.assignments
    )
    for officer in week.officers:
        for occurrence, seats in week.seats.items():
            mine = model.placements(
                occurrence=occurrence, group=model.group_of(officer)
            )
            for seat in seats:
                heads = model.heads([p for p in mine if p.seat == seat])
                model.add(heads == seated.pop((officer, seat.key), 0))
    assert not seated, "an assignment to a seat that the scenario does not have"
    model.proto.minimize(0)
    search = Search(workers=1)
    return run(model.proto, search, SECONDS, Interruption(), lambda *_: None).status


def allowed(rule: str, facts: Facts) -> None:
    """Insist that both halves allow a roster."""
    assert breaches(rule, facts) == []
    assert verdict(rule, facts) in FOUND


def refused(rule: str, facts: Facts, *, over: int | tuple[int, ...]) -> list[Breach]:
    """Insist that both halves refuse a roster by these amounts; return the breaches."""
    found = breaches(rule, facts)
    amounts = (over,) if isinstance(over, int) else over
    assert tuple(b.over for b in found) == amounts
    assert {b.rule for b in found} == {rule}
    for breach in found:
        read(breach.message, breach.values, facts.scenario)
    assert verdict(rule, facts) is SolveStatus.INFEASIBLE
    return found


def read(message: str, values, week: Scenario) -> list[str]:
    """Return a message in both languages; fails if a placeholder stays empty."""
    texts = []
    for language in ("en", "fr"):
        with use_language(language):
            texts.append(say(message, values, week.clock))
    assert not any("{" in text for text in texts)
    return texts


def points(goal: str, facts: Facts) -> int:
    """Return what the score half makes of a roster."""
    losses = list(GOALS[goal].score(facts))
    assert all(loss.points >= 1 for loss in losses)
    for loss in losses:
        read(loss.message, loss.values, facts.scenario)
    return sum(loss.points for loss in losses)


def prove(week: Scenario, *goals: str) -> Result:
    """Solve a week under every rule, one goal a tier; insist on proofs and scores."""
    tiers = tuple(Tier(name=goal, goals={goal: 1}) for goal in goals)
    alone = dataclasses.replace(week, tiers=tiers)
    result = solve(alone, Search(time_limit=SECONDS, workers=1))
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    for goal, tier in zip(goals, result.tiers, strict=True):
        assert tier.bound == tier.value == points(goal, Facts(alone, result.roster))
    return result


def best(goal: str, week: Scenario) -> Result:
    """Solve a week for one goal alone."""
    return prove(week, goal)
