"""Ask both halves of one rule, or of one goal, about one roster.

A rule is asked alone, so that no other rule can give the verdict for it. The model half
gets a model of that rule only, with every tour and every seat fixed as the roster has
them; the check half reads the roster. ``allowed`` and ``refused`` insist that the two
agree. UNKNOWN is never taken for a proof.
"""

import dataclasses

from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario, Tier
from scheduler.goals import GOALS
from scheduler.rules import RULES, Breach
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.words import use_language
from scheduler.words.render import say
from tests.fixing import verdict

SECONDS = 10.0


def breaches(rule: str, facts: Facts) -> list[Breach]:
    """Return what the check half finds in a roster."""
    return list(RULES[rule].check(facts))


def allowed(rule: str, facts: Facts) -> None:
    """Insist that both halves allow a roster."""
    assert breaches(rule, facts) == []
    assert verdict(facts.scenario, facts.roster, [RULES[rule]]) is SolveStatus.OPTIMAL


def refused(
    rule: str, facts: Facts, *, over: int | tuple[int, ...] | None
) -> list[Breach]:
    """Insist that both halves refuse a roster by these amounts; return the breaches.

    ``over`` of ``None`` insists on no amount.
    """
    found = breaches(rule, facts)
    amounts = (over,) if isinstance(over, int) else over
    assert found
    assert amounts is None or tuple(b.over for b in found) == amounts
    assert {b.rule for b in found} == {rule}
    for breach in found:
        read(breach.message, breach.values, facts.scenario)
    status = verdict(facts.scenario, facts.roster, [RULES[rule]])
    assert status is SolveStatus.INFEASIBLE
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
