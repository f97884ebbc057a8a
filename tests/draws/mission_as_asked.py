"""Posts held by relays, among other missions."""

from tests.draws._shapes import posts_sometimes as enrich

__all__ = ["enrich"]
