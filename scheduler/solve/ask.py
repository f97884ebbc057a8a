"""Questions about a changed week: what is best in its first tiers, and what is proved.

They are those of the room ``explain``, which is handed ``ask``.
"""

from collections.abc import Sequence
from dataclasses import replace

from scheduler.domain.roster import Roster
from scheduler.domain.run import TierResult
from scheduler.domain.scenario import Scenario
from scheduler.rules import RULES
from scheduler.solve.engine import Interruption, Search
from scheduler.solve.fill import fill
from scheduler.solve.team import Standby
from scheduler.solve.tiers import Result, solve

FILLING = 0.5
"""Most seconds for holding more missions in a roster before a search."""


class Asker:
    """Asks the solver about changed weeks.

    In a ``with`` statement its processes stay for the next question.

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
        self._standby: Standby | None = None

    def __enter__(self) -> "Asker":
        """Keep processes from now on."""
        self._standby = Standby(self._workers)
        return self

    def __exit__(self, *_exception: object) -> None:
        """End them."""
        if self._standby is not None:
            self._standby.close()
            self._standby = None

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

        Breaks are placed in it only if all tiers are asked for. Parameters are those of
        ``Ask`` in ``scheduler.explain.asking``; without seconds, the start is improved
        by few changes, and no solver is asked.
        """
        interruption = Interruption(stopped=self._stop.stopped)
        part = replace(scenario, tiers=scenario.tiers[:tiers])
        if start is not None and (len(former) >= tiers or not seconds):
            # Perhaps a bound of these is reached without any search.
            start = fill(part, start, tuple(RULES.values()), seconds=FILLING)
        return solve(
            part,
            Search(time_limit=seconds, workers=self._workers, seed=self._seed),
            interruption=interruption,
            start=start,
            former=former[:tiers],
            standby=self._standby,
            breaks=tiers >= len(scenario.tiers),
        )
