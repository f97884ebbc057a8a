"""Positions for several named officers: all may attend, at a cost."""

from tests.draws.attendees_only import enrich

__all__ = ["enrich"]
