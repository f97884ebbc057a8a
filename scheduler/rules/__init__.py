"""Hard rules, one file each. ``RULES`` holds every rule found in this folder."""

import sys
from collections.abc import Mapping

from scheduler.registry import discover
from scheduler.rules.base import Breach, Rule

RULES: Mapping[str, Rule] = discover(sys.modules[__name__], Rule)  # type: ignore[type-abstract]

__all__ = ["RULES", "Breach", "Rule"]
