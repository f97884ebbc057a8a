"""Filling: crews for missions that a search left open although officers are free.

A search that ends before its proof may miss obvious crews. This pass improves its
roster as ``construct`` does. It keeps the result only if no rule's ``check`` finds a
breach and the tiers, in order, lose less.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from scheduler.construct.draft import Draft
from scheduler.construct.first import ROUNDS, Builder
from scheduler.domain.breaks import place_breaks
from scheduler.domain.roster import Break, Facts, Roster
from scheduler.domain.scenario import Scenario, Tier
from scheduler.goals import GOALS
from scheduler.rules.base import Rule, is_lawful
from scheduler.rules.daily_break import DailyBreak

SECONDS = 1.0
"""Most seconds of filling, after the time limit or Ctrl-C."""


def tier_value(tier: Tier, facts: Facts) -> tuple[int, Mapping[str, int]]:
    """Return the value of a tier, and the unweighted value of each of its goals."""
    goals = {g: sum(loss.points for loss in GOALS[g].score(facts)) for g in tier.goals}
    return sum(weight * goals[g] for g, weight in tier.goals.items()), goals


def with_breaks(scenario: Scenario, roster: Roster) -> Roster:
    """Return a roster with its breaks placed: as in the baseline where they may stay.

    Other breaks are placed anew, except those that began before the freeze.
    """
    rule = DailyBreak()
    known = scenario.baseline.tours_by_key if scenario.baseline else {}
    told = {
        t.key: known[t.key].breaks or ()
        for t in roster.tours
        if t.key in known
        and known[t.key].breaks is not None
        and known[t.key].span == t.span
    }
    breaks = tuple(Break(*key, span) for key, own in told.items() for span in own)
    facts = Facts(scenario, replace(roster, breaks=breaks))
    kept = {
        t.key: told[t.key]
        for t in roster.tours
        if t.key in told and rule.keeps(facts, t)
    }
    return place_breaks(scenario, roster, lambda tour: rule.need(scenario, tour), kept)


def fill(
    scenario: Scenario,
    roster: Roster,
    rules: Sequence[Rule],
    *,
    seconds: float = SECONDS,
    hurry: Callable[[], bool] = lambda: False,
    rounds: int = ROUNDS,
) -> Roster:
    """Return a roster no worse than the given one, with open missions filled if easy.

    Tiers are compared in their order, as in the search. A better roster has room for
    breaks, but they are not placed in it.

    Parameters
    ----------
    scenario
        What is planned.
    roster
        The roster that a search found.
    rules
        Rules to obey.
    seconds
        Most seconds of filling; without any, the roster stays as it is.
    hurry
        Tells whether to end early, with what is found so far.
    rounds
        How often some officers are freed and their missions crewed anew.
    """
    if seconds <= 0:
        return roster
    until = time.monotonic() + seconds

    def over() -> bool:
        return time.monotonic() >= until or hurry()

    bare = replace(roster, breaks=None)
    found = Builder(Draft(scenario, rules, bare), over, scenario.tiers).improved(rounds)
    if found is None or _losses(scenario, found) >= _losses(scenario, bare):
        return roster
    return found if is_lawful(Facts(scenario, found), rules) else roster


def _losses(scenario: Scenario, roster: Roster) -> tuple[int, ...]:
    facts = Facts(scenario, roster)
    return tuple(tier_value(tier, facts)[0] for tier in scenario.tiers)
