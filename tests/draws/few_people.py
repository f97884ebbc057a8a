"""A baseline, as for few changes."""

from tests.draws.few_changes import enrich

__all__ = ["enrich"]
