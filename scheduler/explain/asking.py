"""Questions to the solver, as this room sees them: a changed week, and what is best.

The solver is handed in, so that what asks no question, such as the board, loads none.
"""

from collections.abc import Sequence
from typing import Protocol

from scheduler.domain.roster import Roster
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.domain.scenario import Scenario


class Answer(Protocol):
    """What a search found; ``scheduler.solve.tiers.Result`` is one.

    Without a roster, ``status`` says whether it is proved that there is none.
    """

    @property
    def status(self) -> SolveStatus:
        """``OPTIMAL`` if every tier asked is proved, ``INFEASIBLE`` if no roster is."""

    @property
    def roster(self) -> Roster | None:
        """The best roster found."""

    @property
    def tiers(self) -> Sequence[TierResult]:
        """The value and the bound of each tier asked."""


class Ask(Protocol):
    """A search for the best roster of a changed week."""

    def __call__(
        self,
        scenario: Scenario,
        *,
        tiers: int,
        seconds: float,
        start: Roster | None = None,
        former: Sequence[TierResult] = (),
    ) -> Answer:
        """Return the best roster in the first tiers.

        Parameters
        ----------
        scenario
            The changed week.
        tiers
            How many of its tiers count, from the first.
        seconds
            Most time.
        start
            A roster that obeys the rules of the changed week.
        former
            What is proved of the first tiers of a week that has every roster of this
            one, each as good as here: its bounds hold here too.
        """
