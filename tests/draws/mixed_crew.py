"""Joint crews with wardens in them."""

from tests.draws.wardens_not_officers import enrich

__all__ = ["enrich"]
