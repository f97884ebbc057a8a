"""Posts held by relays, among other missions."""

from scheduler.domain.roster import Facts
from tests.draws._shapes import posts_sometimes as enrich

__all__ = ["enrich", "judged"]


def judged(facts: Facts) -> bool:
    """Tell whether a mission is held that could be held too often."""
    return any(
        held and len(facts.scenario.missions[name].occurrences) > 1
        for name, held in facts.held.items()
    )
