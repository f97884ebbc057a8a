"""Missions with a briefing that may begin before the tour does."""

from tests.draws._shapes import with_briefings as enrich

__all__ = ["enrich"]
