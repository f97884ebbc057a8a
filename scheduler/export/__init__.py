"""Outputs of a roster, one exporter a file: ``EXPORTERS`` holds all found here."""

import sys
from collections.abc import Mapping

from scheduler.export._expected import expected_events
from scheduler.export._frames import FIELDS, Field, Frames
from scheduler.export._glance import glance
from scheduler.export._publish import OutputRefused, Stage, publish, staging
from scheduler.export.base import Edition, Exporter
from scheduler.registry import discover

EXPORTERS: Mapping[str, Exporter] = discover(sys.modules[__name__], Exporter)  # type: ignore[type-abstract]

__all__ = [
    "EXPORTERS",
    "FIELDS",
    "Edition",
    "Exporter",
    "Field",
    "Frames",
    "OutputRefused",
    "Stage",
    "expected_events",
    "glance",
    "publish",
    "staging",
]
