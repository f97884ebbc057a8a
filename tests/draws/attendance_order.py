"""Positions kept for several officers: all may come, at a price."""

from tests.draws.attendees_only import enrich

__all__ = ["enrich"]
