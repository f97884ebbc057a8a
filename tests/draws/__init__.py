"""What random weeks must be full of for one rule: one module a rule, if it needs one.

A module is named like its rule (or goal) and may define ``enrich(draw, week)``, which
returns the week with what the rule looks at, and ``edge(draw, week, roster)``, which
returns the values its regimes give to settings, close to what the roster does, by kind
of force.
"""

import importlib.util
from types import ModuleType


def draws_for(rule: str) -> ModuleType | None:
    """Return the module of a rule; ``None`` if plain weeks will do."""
    name = f"{__name__}.{rule}"
    if not rule or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)
