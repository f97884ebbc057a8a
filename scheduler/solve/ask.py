"""Questions about a changed week: what is best in its first tiers, and what is proved.

They are those of the room ``explain``, which is handed ``ask``.
"""

from collections.abc import Sequence
from dataclasses import replace

from scheduler.domain.roster import Roster
from scheduler.domain.run import TierResult
from scheduler.domain.scenario import Scenario
from scheduler.solve.engine import Interruption, Search
from scheduler.solve.tiers import Result, solve


class Asker:
    """Asks the solver about changed weeks; each answer has the same limits.

    Parameters
    ----------
    workers, seed
        As for a search.
    interruption
        Lets another thread stop the question under way, and those after it.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        seed: int = 0,
        interruption: Interruption | None = None,
    ) -> None:
        self._workers, self._seed = workers, seed
        self._stop = interruption or Interruption()

    def __call__(
        self,
        scenario: Scenario,
        *,
        tiers: int,
        seconds: float,
        start: Roster | None = None,
        former: Sequence[TierResult] = (),
    ) -> Result:
        """Return the best roster of a scenario in its first tiers.

        Parameters
        ----------
        scenario
            The changed week.
        tiers
            How many of its tiers count, from the first.
        seconds
            Most time, from now on.
        start
            A roster that obeys the rules of the changed week.
        former
            What is proved of the first tiers of a week that has every roster of this
            one.
        """
        interruption = Interruption(stopped=self._stop.stopped)
        return solve(
            replace(scenario, tiers=scenario.tiers[:tiers]),
            Search(time_limit=seconds, workers=self._workers, seed=self._seed),
            interruption=interruption,
            start=start,
            former=former[:tiers],
        )
