"""Shifts worked by wardens and officers."""

from tests.draws.wardens_not_officers import enrich

__all__ = ["enrich"]
