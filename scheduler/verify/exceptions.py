"""Exceptions that a roster relies on: rules set aside, and values reduced by a text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.domain.authority import Derogation, Override
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules import RULES, Breach, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What every rule finds in a roster.

    Parameters
    ----------
    breaches
        Every breach that stands, in order of rule.
    overridden
        What would be breaches, had nobody set the rule aside, with the decision.
    """

    breaches: tuple[Breach, ...]
    overridden: tuple[tuple[Breach, Override], ...]


def examine(facts: Facts) -> Findings:
    """Check a roster against every rule."""
    breaches, overridden = [], []
    for rule in RULES.values():
        for breach in rule.check(facts):
            override = rule.excuse(facts.scenario, breach)
            if override is None:
                breaches.append(breach)
            else:
                overridden.append((breach, override))
    return Findings(breaches=tuple(breaches), overridden=tuple(overridden))


def idle(scenario: Scenario, findings: Findings) -> tuple[Override, ...]:
    """Return the overrides that excuse nothing in a roster."""
    used = {override.case for _breach, override in findings.overridden}
    return tuple(o for o in scenario.overrides if o.case not in used)


def relied_on(facts: Facts) -> tuple[Derogation, ...]:
    """Return the derogations without which a roster would break their rule.

    Of derogations that each would do alone, the last one of the table is named.
    """
    needed = []
    for rule in RULES.values():
        own = [d for d in facts.scenario.derogations if d.rule == rule.name]
        standing = set(_accused(rule, facts, own)) if own else set()
        kept = own
        for derogation in own:
            fewer = [d for d in kept if d is not derogation]
            if set(_accused(rule, facts, fewer)) <= standing:
                kept = fewer
        needed += kept
    return tuple(d for d in facts.scenario.derogations if d in needed)


def _accused(
    rule: Rule, facts: Facts, derogations: Sequence[Derogation]
) -> list[tuple[object, ...]]:
    """Return the breaches of a rule under some of its derogations, to compare."""
    week = replace(facts.scenario, derogations=tuple(derogations))
    found = rule.check(Facts(week, facts.roster))
    return [(b.officers, b.mission, b.when, b.message) for b in found]
