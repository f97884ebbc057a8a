"""Remedies, one file each. ``REMEDIES`` holds every one found in this folder."""

import sys
from collections.abc import Mapping

from scheduler.explain.base import Remedy
from scheduler.registry import discover

REMEDIES: Mapping[str, Remedy] = discover(sys.modules[__name__], Remedy)  # type: ignore[type-abstract]

__all__ = ["REMEDIES"]
