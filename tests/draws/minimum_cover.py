"""Shifts on which wardens stand beside officers."""

from tests.draws.wardens_not_officers import enrich

__all__ = ["enrich"]
