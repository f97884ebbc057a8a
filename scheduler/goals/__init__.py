"""Goals (soft), one file each. ``GOALS`` holds every goal found in this folder."""

import sys
from collections.abc import Mapping

from scheduler.goals.base import Goal, Loss
from scheduler.registry import discover

GOALS: Mapping[str, Goal] = discover(sys.modules[__name__], Goal)  # type: ignore[type-abstract]

__all__ = ["GOALS", "Goal", "Loss"]
