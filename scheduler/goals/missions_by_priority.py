"""Missions by priority."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.roster import Facts
from scheduler.domain.settings import Unit
from scheduler.goals._missions import post_missing, score_missing
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


class MissionsByPriority(Goal):
    """Sum over other missions of priority times occurrences wanted and not held.

    A mission held by one force alone, as the fallback of its kind, loses the points
    that the fallback does not save.
    """

    name = "missions_by_priority"
    title = N_("Missions by priority")
    words = N_(
        "Points of the other missions that are not held, according to their "
        "priority. A mission held by one force alone instead of a joint crew "
        "loses a part of its points. A post loses them for each step of its "
        "grid that is not covered throughout."
    )
    source = "CSI annexe 1 art. 1, 5 and 11; priorities of the scenario"
    unit = Unit.POINTS

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the points lost."""
        return post_missing(model, mandatory=False)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield the missions not held."""
        return score_missing(facts, mandatory=False)
