"""Fairness of nights."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.nights import night_minutes
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.tours import Tour
from scheduler.goals._fairness import post_squares, score_squares
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


class NightFairness(Goal):
    """Sum, over officers with free tours, of the square of their night tours.

    The history counts. A tour is a night tour if enough of it lies in the night window
    of the regime. Officers with fixed tours are left out: the roster of their own force
    decides their nights.
    """

    name = "night_fairness"
    title = N_("Night fairness")
    words = N_(
        "Sum, over officers with free tours, of the squared number of night "
        "tours, including the history. It is least when nights are evenly "
        "shared."
    )
    source = (
        "décret 2000-815 (night window); arrêté du 5 septembre 2019 art. 10; fairness: "
        "CHOICE"
    )
    unit = Unit.POINTS
    settings = (
        Setting(
            name="night_from",
            unit=Unit.TIME,
            words=N_("start of the night window"),
            defaults={ForceKind.MUNICIPAL: 22 * 60, ForceKind.NATIONAL: 21 * 60},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 10",
            },
        ),
        Setting(
            name="night_to",
            unit=Unit.TIME,
            words=N_("end of the night window"),
            defaults={ForceKind.MUNICIPAL: 5 * 60, ForceKind.NATIONAL: 6 * 60},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 10",
            },
        ),
        Setting(
            name="minutes",
            unit=Unit.MINUTES,
            words=N_("minutes in the night window that make a night tour"),
            defaults={ForceKind.MUNICIPAL: 180, ForceKind.NATIONAL: 180},
            sources={
                ForceKind.MUNICIPAL: "CHOICE",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 10 (3 h)",
            },
        ),
    )
    choices = (
        (
            "Fairness covers officers with free tours. The nights of the others follow "
            "from the roster of their own force."
        ),
    )

    def is_night(self, scenario: Scenario, tour: Tour) -> bool:
        """Tell whether a tour counts as a night."""
        start, end, least = (
            self.value(scenario, tour.officer, name, tour.day)
            for name in ("night_from", "night_to", "minutes")
        )
        if start is None or end is None:
            return False
        return night_minutes(scenario.clock, tour.span, start, end) >= (least or 1)

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the sum of squares."""
        return post_squares(model, self.is_night)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield each officer's part."""
        return score_squares(
            facts,
            self.is_night,
            N_("{officer}: {total} nights, of which {carried} before the horizon"),
        )
