"""Officers of whom command staff wish something in pairs."""

from tests.draws.pairings_kept import enrich

__all__ = ["enrich"]
