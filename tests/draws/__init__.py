"""Random weeks for single rules: one module for each rule that needs one.

A module is named like its rule (or goal) and may define ``enrich(draw, week)``, which
returns the week with what the rule looks at, and ``edge(draw, week, roster)``, which
returns the values its regimes give to settings, close to what the roster does, by kind
of force.

``remember(draw, week, roster)`` returns the week with a baseline like the roster drawn.

It may also define ``judged(facts)``, which tells whether a roster has anything that a
rule judges: needed where neither ``measure`` nor ``cases`` of the rule tells it.
"""

import importlib.util
from types import ModuleType

from scheduler.domain.roster import Facts
from scheduler.rules import Rule


def draws_for(rule: str) -> ModuleType | None:
    """Return the module of a rule; ``None`` if general random weeks suffice."""
    name = f"{__name__}.{rule}"
    if not rule or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)


def has_subject(rule: Rule, facts: Facts) -> bool:
    """Tell whether a rule had anything to judge in a roster."""
    own = draws_for(rule.name)
    if own is not None and hasattr(own, "judged"):
        return bool(own.judged(facts))
    return any(
        any(rule.measure(facts, officer)) or rule.cases(facts, officer)
        for officer in facts.scenario.officers
    )
