"""Mandatory missions."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.roster import Facts
from scheduler.domain.settings import Unit
from scheduler.goals._missions import post_missing, score_missing
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


class MandatoryMissions(Goal):
    """Sum over mandatory missions of priority times occurrences wanted and not held.

    A mission held by one force alone, as the fallback of its kind, loses the points
    that the fallback does not save. It is better than nothing, and a joint crew for it
    still has priority over every later tier.
    """

    name = "mandatory_missions"
    title = N_("Mandatory missions")
    words = N_(
        "Points of mandatory missions that are not held. A mission held by one "
        "force alone instead of a joint crew loses a part of its points. A post "
        "loses them for each step of its grid that is not covered throughout."
    )
    source = "CSI annexe 1 art. 1, 5 and 11; priorities of the scenario"
    unit = Unit.POINTS
    choices = (
        (
            "A mandatory mission may be held by one force alone. The points that its "
            "fallback does not save are lost in the first tier, so a joint crew for it "
            "still has priority over every later tier."
        ),
    )

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the points lost."""
        return post_missing(model, mandatory=True)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield the missions not held."""
        return score_missing(facts, mandatory=True)
