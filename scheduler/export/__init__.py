"""Outputs of a roster, one exporter a file. ``EXPORTERS`` holds every one found here."""

import sys
from collections.abc import Mapping

from scheduler.export.base import Edition, Exporter
from scheduler.registry import discover

EXPORTERS: Mapping[str, Exporter] = discover(sys.modules[__name__], Exporter)  # type: ignore[type-abstract]

__all__ = ["EXPORTERS", "Edition", "Exporter"]
