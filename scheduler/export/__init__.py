"""Outputs of a roster, one exporter a file: ``EXPORTERS`` holds all found here."""

import sys
from collections.abc import Mapping

from scheduler.export._glance import glance
from scheduler.export.base import Exporter
from scheduler.registry import discover

EXPORTERS: Mapping[str, Exporter] = discover(sys.modules[__name__], Exporter)  # type: ignore[type-abstract]

__all__ = ["EXPORTERS", "Exporter", "glance"]
