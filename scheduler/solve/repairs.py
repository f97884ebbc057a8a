"""From a solution of a relaxed model to a roster that obeys the rules.

The roster of a solution is named and checked by the lazy rules (``Rule.lazy``). Where
they find a breach, names are dealt again, crews are dropped, what lies between the best
roster and the solution is searched, and the days of the breach are searched anew. If
something is lost even so, the model is refined there.
"""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from ortools.sat.python import cp_model

from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Facts, Roster, assigned
from scheduler.domain.scenario import Scenario, Tier
from scheduler.facade import Linear
from scheduler.model.crews import Apart, ClashError, CrewModel
from scheduler.rules.base import Breach, Rule, is_lawful
from scheduler.solve.engine import Interruption, Outcome, Search
from scheduler.solve.fill import SECONDS, fill, tier_value
from scheduler.solve.lazily import (
    breaches,
    days_of,
    dealt_again,
    is_counted,
    lighter,
    mended,
    told_apart,
)
from scheduler.solve.near import completed, cost, crossed, repaired
from scheduler.solve.prove import hint
from scheduler.solve.rows import LinearModel, Numbers, Row
from scheduler.solve.team import Team
from scheduler.solve.together import Together
from scheduler.verify.shortfalls import MISSION_GOALS

REPAIR = 0.05
"""Most of the time limit to repair a roster, all other days as they are."""

CLASHES = 10
"""Most rounds of repairing a solution that has no names."""

WORTH_REFINING = 4.0
"""Least seconds left for which a search is ended to refine its model."""

TO_BEGIN_ANEW = 2.0
"""Least time left for that, as a multiple of what the search has had."""

MENDING, CROSSING = 1.0, 2.0
"""Most seconds for repairs of two kinds while a search goes on."""

LOOSEST = 10_000
"""Most loose rows beyond those that a repair needs."""

REPAIRS = 3
"""Most rounds of such a repair."""

CROSSINGS = 10
"""Most searches between a roster and a solution: most take a quarter of a second."""

LATEST = 1.0
"""Seconds after the time limit at which filling ends, however late it begins."""

COMPLETING = 10.0
"""Most seconds to compute the auxiliary variables of a known roster."""


@dataclass
class Level:
    """What is known of one tier.

    Parameters
    ----------
    bound
        Best bound proved.
    held
        Values of the earlier tiers that the bound supposes.
    seconds, longest
        Wall time of its searches, one for several tiers in equal parts; and of the
        longest search.
    tight
        Whether it is searched with the loose rows (``CrewModel.loose``).
    """

    bound: int = 0
    held: tuple[int, ...] = ()
    seconds: float = 0.0
    longest: float = 0.0
    tight: bool = False


@dataclass(kw_only=True)
class Repairs:
    """What a solve knows, and how it makes a roster of a solution.

    Parameters
    ----------
    scenario, search, interruption, rules, tiers
        What is planned, limits, what stops the search, and what a roster obeys.
    apart
        Where the model keeps officers apart for lazy rules; ``None`` = wherever they
        require it.
    bound
        Where lazy rules bind officers who are counted together.
    team, model, objectives
        The processes, the present model, and the cost of each tier in it.
    roster
        The best roster found; it obeys the rules.
    values
        What each tier loses in it.
    levels
        What is known of each tier.
    together
        The tiers of the present search.
    until
        When the time of the tier ends, on the monotonic clock.
    grown
        How many were bound when the present search began.
    stuck
        A solution that could not be made lawful while its search went on, its roster
        and what that breaks.
    """

    scenario: Scenario
    search: Search
    interruption: Interruption
    rules: tuple[Rule, ...]
    tiers: tuple[Tier, ...]
    apart: set[Apart] | None
    roster: Roster | None
    bound: set[Apart] = field(default_factory=set)
    team: Team | None = None
    model: CrewModel | None = None
    objectives: list[Linear] = field(default_factory=list)
    values: tuple[int, ...] = ()
    levels: list[Level] = field(default_factory=list)
    together: Together = field(default_factory=Together)
    until: float = 0.0
    grown: int = 0
    stuck: tuple[Numbers, Facts, Sequence[Breach]] | None = None

    # --- time -------------------------------------------------------------------------

    def seconds(self) -> float:
        """Return the seconds since the start of the time limit."""
        return time.monotonic() - self.interruption.since

    def left(self) -> float:
        """Return the seconds left; negative when the time limit has passed."""
        return self.search.time_limit - self.seconds()

    def over(self) -> bool:
        """Tell whether the time limit has passed or the search is stopped."""
        return self.left() <= 0 or self.interruption.stopped.is_set()

    # --- what becomes of a solution ---------------------------------------------------

    def _take(self, roster: Roster, *, searched: bool = True) -> None:
        """Keep a roster if it is better, in the order of the tiers.

        Those count up to the last of the present search or, if not ``searched``, all.
        Bounds that suppose values of earlier tiers which no longer hold are dropped.
        """
        facts = Facts(self.scenario, roster)
        values = tuple(tier_value(tier, facts)[0] for tier in self.tiers)
        upto = self.together.last + 1 if searched else len(values)
        if self.roster is not None and values[:upto] > self.values[:upto]:
            return
        self.roster, self.values = roster, values
        for level in self.levels:
            if any(v > h for v, h in zip(values, level.held, strict=False)):
                level.bound, level.held = 0, ()

    def _judge(
        self,
        model: CrewModel,
        began: float,
        solution: Numbers,
        settled: bool,
    ) -> bool:
        """Take the roster of a solution during a search, if it obeys the lazy rules.

        Tells whether the search may go on. A settled solution that breaks them is
        likely to be near the best one of this model, which would break them too; but
        with little time left it is not worth beginning anew.
        """
        now = time.monotonic()
        left = self.until - now
        anew = left >= max(WORTH_REFINING, TO_BEGIN_ANEW * (now - began))
        named = self._named(model, solution.tolist(), MENDING)
        if named is None:
            return not (settled and anew)
        facts, found = named
        if not found:
            return True
        mend = mended(facts, self.rules, self.over)
        if mend is not None:
            self._take(mend)
        known, stuck = solution.tolist(), self._bind(model, facts, found, wide=False)
        done = self._cross(model, facts, found, known, CROSSING)
        done = done or self._mend(model, facts, found, stuck, known, MENDING)
        self.stuck = None if done else (solution, facts, found)
        return done or not (settled and anew)

    def _read(self, index: int, model: CrewModel, outcome: Outcome) -> bool:
        """Take the roster of a solution if it is lawful; else refine the model.

        Raises
        ------
        RuntimeError
            If the solver claims an optimum that the roster does not have, or a roster
            breaks a rule in an exact model: two halves of a goal or a rule differ.
        """
        if self.stuck is not None and np.array_equal(self.stuck[0], outcome.solution):
            return self._refine(index, model, *self.stuck[1:])
        for _round in range(CLASHES):
            try:
                roster = model.roster(outcome.read)
                break
            except ClashError as clash:
                model.forbid(clash)
                self._salvage(model, outcome, clash)
                again = self._without_clashes(model, outcome, clash)
                if again is None:
                    if self.roster is not None:
                        self._start_from(model, self.roster)
                    return False
                outcome = again
        else:
            return False
        facts = Facts(self.scenario, roster)
        if self.apart is not None and breaches(facts, self.rules):
            facts = self._dealt(facts, model, REPAIR * self.search.time_limit / 4)
            roster, found = facts.roster, breaches(facts, self.rules)
            if found:
                return self._repair(index, model, facts, found, outcome)
        value = self.together.value([tier_value(t, facts)[0] for t in self.tiers])
        proved = outcome.value == outcome.bound
        if proved and outcome.value != value:
            raise RuntimeError(
                f"tier {self.tiers[index].name!r}: the solver claims {outcome.value}, "
                f"the roster has {value}"
            )
        self._take(roster)
        if self.roster == roster:
            hint(model.cp, outcome.solution)
        return True

    # --- repairs ----------------------------------------------------------------------

    def _salvage(self, model: CrewModel, outcome: Outcome, clash: ClashError) -> None:
        """Take what a solution without names has, but for missions of least points."""
        missions, dropped = self.scenario.missions, set[Occurrence]()
        for _round in range(CLASHES):
            dropped |= {
                min(
                    (f for s in stints for forms in s.missions for f in forms),
                    key=lambda o: (
                        o in dropped,
                        missions[o.mission].mandatory,
                        missions[o.mission].priority,
                        o.key,
                    ),
                )
                for _group, stints in clash.clashes
            }
            if self.over():
                return
            try:
                roster = model.roster(outcome.read, dropped)
            except ClashError as another:
                clash = another
                continue
            found = mended(Facts(self.scenario, roster), self.rules, self.over)
            if found is not None and is_lawful(Facts(self.scenario, found), self.rules):
                self._take(found)
            return

    def _without_clashes(
        self, model: CrewModel, outcome: Outcome, clash: ClashError
    ) -> Outcome | None:
        """Search the days of missing clash sets anew, all others as they are."""
        days = {day.toordinal() for day in clash.days}
        seconds = min(REPAIR * self.search.time_limit, self.left())
        rows, value, stop = self.rows(model).matrix(), outcome.value, self.interruption
        solution = repaired(model, rows, outcome.solution, days, seconds, value, stop)
        if solution is None:
            return None
        return replace(outcome, value=cost(model.cp, solution), solution=solution)

    def _repair(
        self,
        index: int,
        model: CrewModel,
        facts: Facts,
        found: Sequence[Breach],
        outcome: Outcome,
    ) -> bool:
        """Make a roster lawful that breaks lazy rules, or refine the model.

        Tells whether the tier is done.
        """
        mend = mended(facts, self.rules, self.over)
        if mend is not None:
            own = [goal for i in self.together.tiers for goal in self.tiers[i].goals]
            of_missions = any(goal in own for goal in MISSION_GOALS)
            # Filling is ended by the clock, which is not for one worker.
            filled = of_missions and self.search.workers > 1
            self._take(self._filled(mend) if filled else mend)
            if self._as_good(outcome.value):
                return True
        left = self.left()
        later = left - max(0.0, self.until - time.monotonic())
        # What later tiers need is not for this one.
        seconds = min(REPAIR * self.search.time_limit, left / 4 if later > 1 else left)
        if seconds <= 0:
            return True
        ends = time.monotonic() + seconds
        solution, before = outcome.solution, self.values
        stuck = self._bind(model, facts, found, wide=False)
        if self._cross(model, facts, found, solution, seconds / 2):
            return True
        # Where the first has found something, the second pays if it ends the tier.
        proved = outcome.value == outcome.bound
        if self.values == before or proved:
            left = seconds if proved else ends - time.monotonic()
            self._mend(model, facts, found, stuck, solution, left)
            if self._as_good(outcome.value):
                return True
        return self._refine(index, model, facts, found)

    def _refine(
        self, index: int, model: CrewModel, facts: Facts, found: Sequence[Breach]
    ) -> bool:
        """Refine the model where lazy rules are broken; the tier is searched again.

        First with what those rules say of head-counts; if they have no more to say,
        with officers told apart. Tells whether the tier is done, for want of time.

        Raises
        ------
        RuntimeError
            If a refined model does not keep the rules.
        """
        assert self.apart is not None
        if self.over():
            return True
        level = self.levels[index]
        self._bind(model, facts, found, wide=True)
        if len(self.bound) > self.grown or (model.loose and not level.tight):
            level.tight = True
            self._start(index, model)
            return False
        more = told_apart(facts, model, found) - self.apart
        if not more:
            raise RuntimeError(f"kept apart, and still in breach: {found[0]}")
        self.apart |= more
        self.model = None
        return False

    def _cross(
        self,
        model: CrewModel,
        facts: Facts,
        found: Sequence[Breach],
        solution: Sequence[int],
        seconds: float,
    ) -> bool:
        """Search between the best roster and a better solution that breaks lazy rules.

        Where that gives another breach, once more without it. Tells whether a lawful
        roster is as good as the solution. The breaches are bound already.
        """
        ends, enough = self._ends(seconds), cost(model.cp, solution)
        days, fewer = set[int](), list[Row]()
        for _round in range(CROSSINGS):
            days |= {day.toordinal() for day in days_of(facts, found)}
            if self.roster is None:
                return False
            known = self._start_from(model, self.roster)
            left = ends - time.monotonic()
            if known is None or left <= 0:
                return False
            rows = self.rows(model).with_rows(fewer).matrix()
            both = crossed(model, rows, known, solution, days, left, self.interruption)
            if both is None or cost(model.cp, both) >= cost(model.cp, known):
                return False
            named = self._named(model, both, ends - time.monotonic())
            if named is None:
                return False
            solution, (facts, found) = both, named
            if not found:
                return self._as_good(enough)
            stuck = self._bind(model, facts, found, wide=False)
            fewer += lighter(facts, model, stuck, solution)
        return False

    def _mend(
        self,
        model: CrewModel,
        facts: Facts,
        found: Sequence[Breach],
        stuck: Sequence[Breach],
        solution: Sequence[int],
        seconds: float,
    ) -> bool:
        """Search the days of some breaches anew, until a roster obeys the lazy rules.

        The groups of ``stuck`` breaches, of which rows said all they can before, hold
        fewer seats. Tells whether a roster was found.
        """
        days, ends = set[int](), self._ends(seconds)
        enough = cost(model.cp, solution)
        for _round in range(REPAIRS):
            if time.monotonic() >= ends:
                return False
            fewer = lighter(facts, model, stuck, solution)
            rows = self.rows(model).with_rows(fewer)
            days |= {day.toordinal() for day in days_of(facts, found)}
            left = ends - time.monotonic()
            again = repaired(
                model, rows.matrix(), solution, days, left, enough, self.interruption
            )
            if again is None:
                return False
            named = self._named(model, again, ends - time.monotonic())
            if named is None:
                return False
            solution, (facts, found) = again, named
            if not found:
                return True
            stuck = self._bind(model, facts, found, wide=seconds > MENDING)
        return False

    def _named(
        self, model: CrewModel, solution: Sequence[int], seconds: float
    ) -> tuple[Facts, list[Breach]] | None:
        """Return the roster of a solution and what lazy rules it breaks.

        Without a breach it is kept. ``None`` = it has no names.
        """
        try:
            facts = Facts(self.scenario, model.roster(_reader(solution)))
        except ClashError:
            return None
        found = breaches(facts, self.rules)
        if found:
            facts = self._dealt(facts, model, seconds)
            found = breaches(facts, self.rules)
        if not found:
            self._take(facts.roster)
        return facts, found

    def _as_good(self, value: int) -> bool:
        """Tell whether the best roster is as good as a value of the present search."""
        return self.roster is not None and self.together.value(self.values) <= value

    def _ends(self, seconds: float) -> float:
        """Return when a repair ends: with one worker only the time limit ends it."""
        left = self.left()
        return time.monotonic() + (
            left if self.search.workers == 1 else min(seconds, left)
        )

    def _dealt(self, facts: Facts, model: CrewModel, seconds: float) -> Facts:
        """Return a roster with fewer breaches by other names, found in some seconds."""
        ends = self._ends(seconds)

        def over() -> bool:
            return self.over() or time.monotonic() >= ends

        return dealt_again(facts, model, self.rules, over)

    def _bind(
        self, model: CrewModel, facts: Facts, found: Sequence[Breach], *, wide: bool
    ) -> Sequence[Breach]:
        """Bind officers in breach on their tours and, if ``wide``, on others like them.

        In the last seconds, or where much of a model is loose already, it grows no more
        than it must. Returns the breaches of which the new rows say nothing.
        """
        assert self.apart is not None
        counted = [b for b in found if is_counted(self.rules, b)]
        near = told_apart(facts, model, counted) - self.apart
        unbound = near - self.bound
        parts = [unbound]
        if wide and self.left() >= WORTH_REFINING:
            by_day: defaultdict[dt.date, set[Apart]] = defaultdict(set)
            for who, slot in model.like(near):
                by_day[self.scenario.clock.date(slot.start)].add((who, slot))
            parts += [own for _day, own in sorted(by_day.items())]
        for part in parts:
            new = part - self.bound
            if new and (part is unbound or len(model.loose) < LOOSEST):
                self.bound |= new
                model.bind(new)
        return [b for b in found if b not in counted] if unbound else found

    def _filled(self, roster: Roster) -> Roster:
        """Return a roster with open missions filled where that is easy, in time."""
        return fill(
            self.scenario,
            roster,
            self.rules,
            seconds=min(SECONDS, self.left() + LATEST),
            hurry=self.interruption.hurried.is_set,
        )

    # --- where a search starts --------------------------------------------------------

    def rows(self, model: CrewModel) -> LinearModel:
        """Return the rows of a model; those of the present one are read once."""
        if self.team is not None and model is self.model:
            return self.team.rows(model.cp, model.loose)
        rows = LinearModel()
        rows.catch_up(model.cp, model.loose)
        return rows

    def _start(self, index: int, model: CrewModel) -> None:
        """Make the search of a new model start from a roster, as good as is known.

        The baseline has the fewest changes, if it is as good in the tiers before.
        """
        model.cp.minimize(self.objectives[index])
        for start in (_known(self.scenario), self.roster):
            if start is not None and self._start_from(model, start) is not None:
                break

    def _started(self, model: CrewModel) -> bool:
        """Tell whether the search of a model starts from a solution that holds.

        A repair may leave a hint that rows which it has added do not allow.
        """
        hints = model.cp.proto.solution_hint.values
        known = np.fromiter(hints, np.int64, len(hints))
        matrix = self.rows(model).matrix()
        return len(known) == matrix.width and matrix.holds(known)

    def _start_from(self, model: CrewModel, roster: Roster) -> tuple[int, ...] | None:
        """Make the search of a new model start from a roster, with all its variables.

        Returns the solution, if the roster keeps the rules and the values of the tiers
        before. If not, the search starts from what can be kept of it.
        """
        model.cp.clear_hints()  # type: ignore[no-untyped-call]
        for variable, value in model.values(roster):
            model.cp.add_hint(variable, value)
        left = max(0.0, min(COMPLETING, self.left()))
        return completed(model.cp, self.rows(model).matrix(), left, self.interruption)


def _known(scenario: Scenario) -> Roster | None:
    """Return what of the baseline roster the scenario still has; ``None`` = none."""
    baseline = scenario.baseline
    if baseline is None:
        return None
    keys = baseline.tours_by_key
    tours = (t for own in scenario.tours.values() for t in own if t.key in keys)
    seats = ((scenario.known_seat(known), known.officer) for known in baseline.seats)
    assignments = (assigned(s, who) for s, who in seats if s is not None)
    return Roster(tuple(tours), tuple(assignments)).sorted()


def _reader(solution: Sequence[int]) -> Callable[[cp_model.IntVar], int]:
    return lambda variable: solution[variable.index]
