"""Fairness of weekends."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.tours import Tour
from scheduler.goals._fairness import post_squares, score_squares
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade

SATURDAY = 5


class WeekendFairness(Goal):
    """Sum, over officers with free tours, of the square of their weekend tours.

    The history counts. A weekend tour is one that begins on a Saturday or a Sunday.
    """

    name = "weekend_fairness"
    title = N_("Weekend fairness")
    words = N_(
        "Sum, over officers with free tours, of the squared number of weekend "
        "tours, including the history. It is least when weekends are evenly "
        "shared."
    )
    source = "décret 2000-815 art. 3 (Sunday in principle); fairness: CHOICE"
    unit = Unit.POINTS
    choices = (
        (
            "Fairness covers officers with free tours. The weekends of the others "
            "follow from the roster of their own force."
        ),
    )

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the sum of squares."""
        return post_squares(model, _is_weekend)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield each officer's part."""
        return score_squares(
            facts,
            _is_weekend,
            N_(
                "{officer}: {total} weekend tours, of which {carried} before the "
                "horizon"
            ),
        )


def _is_weekend(_scenario: Scenario, tour: Tour) -> bool:
    return tour.day.weekday() >= SATURDAY
