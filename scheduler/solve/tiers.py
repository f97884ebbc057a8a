"""Lexicographic search: minimise each tier, then hold its value for the next.

The model of a search may be a relaxation: officers are counted together although a lazy
rule tells them apart (``Rule.lazy``), and some rows of clash sets are left out. Its
bounds hold. Its roster is named and checked by those rules; where they find a breach,
the model is refined there and the tier is searched again.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import mul

from ortools.sat.python import cp_model

from scheduler.construct.first import ROUNDS, construct
from scheduler.domain.patience import Stopped, heed, patience
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus, TierResult, settled
from scheduler.domain.scenario import Scenario, Tier
from scheduler.facade import Linear
from scheduler.goals import GOALS, Goal
from scheduler.model.crews import WORTH_RELAXING, CrewModel
from scheduler.rules import RULES
from scheduler.rules.base import Rule
from scheduler.solve.beside import beside
from scheduler.solve.engine import (
    FOUND,
    Interruption,
    Outcome,
    Progress,
    Search,
    run,
)
from scheduler.solve.fill import tier_value, with_breaks
from scheduler.solve.prove import add_rows
from scheduler.solve.race import Knowledge
from scheduler.solve.repairs import REPAIR, Level, Repairs
from scheduler.solve.rows import objective_of
from scheduler.solve.team import Standby, Team
from scheduler.solve.together import Together
from scheduler.verify.shortfalls import MISSION_GOALS

WORTH_A_TEAM = 2000
"""Least number of variables for which processes are started."""

TIGHTENING = 0.1
"""Most of the time of a search for the rows of hulls, which take milliseconds."""

WORTH_CONSTRUCTING = 10_000
"""Officers times occurrences from which a first roster is built without the solver."""

FIRST = 0.05
"""Share of the time limit for that first roster."""

FIRST_SECONDS = 2.0
"""Seconds for it where the share is less: but at most a quarter of the limit."""

LATE_SECONDS = 0.5
"""Seconds for a first roster after the limit, where there is none by then."""

MOST_OF_ONE = 0.5
"""Most of the time left that a tier may use if others need time too."""

WORTH_BUILDING = 4.0
"""Least time left for another model, as a multiple of what the last one took."""

TAKING = 0.2
"""Seconds kept for measuring the first roster."""

WORTH_REOPENING = 2.0
"""Least seconds left for which a tier that is not proved is searched again."""

Listener = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a solve.

    Parameters
    ----------
    status
        ``OPTIMAL`` if every tier is proved; ``FEASIBLE`` if there is a roster;
        ``INFEASIBLE`` if it is proved that there is none; else ``UNKNOWN``.
    roster
        The best roster found, with its breaks placed if that was asked, or ``None``.
    tiers
        One result for each tier, if there is a roster.
    seconds
        Wall time since the start of the time limit, model building included.
    """

    status: SolveStatus
    roster: Roster | None
    tiers: tuple[TierResult, ...]
    seconds: float


def solve(
    scenario: Scenario,
    search: Search | None = None,
    *,
    listener: Listener | None = None,
    interruption: Interruption | None = None,
    rules: Iterable[Rule] | None = None,
    singletons: bool = False,
    lazily: bool | None = None,
    start: Roster | None = None,
    former: Sequence[TierResult] = (),
    standby: Standby | None = None,
    breaks: bool = True,
) -> Result:
    """Search for the best roster of a scenario.

    Parameters
    ----------
    scenario
        What is planned.
    search
        Limits and seeds.
    listener
        Called with every better value and bound, perhaps from another thread.
    interruption
        Lets another thread stop the search.
    rules
        Rules to obey; ``None`` = all.
    singletons
        Whether each assignment has its own variable, instead of head-counts by group.
    lazily
        Whether lazy rules are left out of the model at first (``Rule.lazy``); ``None``
        = if that makes it much smaller.
    start
        A roster that obeys the rules, to start from.
    former
        What is proved of the first tiers in a scenario that has every roster of this
        one, each as good as here: its bounds hold here too.
    standby
        A team that stays for other solves; ``None`` = one of its own, if needed.
    breaks
        Whether breaks are placed in the roster found.
    """
    with ExitStack() as stack:
        climb = _Climb(
            scenario=scenario,
            search=search or Search(),
            interruption=interruption or Interruption(),
            listener=listener,
            rules=tuple(RULES.values() if rules is None else rules),
            tiers=scenario.tiers or (Tier(name="feasibility", goals={}),),
            singletons=singletons,
            apart=None if singletons or lazily is False else set(),
            worth=0.0 if lazily else WORTH_RELAXING,
            stack=stack,
            roster=start,
            former=former,
            standby=standby,
            breaks=breaks,
        )
        return climb.run()


@dataclass(kw_only=True)
class _Climb(Repairs):
    """One call of ``solve``: its steps, its time, and the model of each tier.

    Parameters
    ----------
    listener, singletons, worth, former, standby, breaks
        As for ``solve``, or what follows from it.
    stack
        Ends the processes.
    stage
        Up to which tier the present model keeps officers apart for goals.
    holds
        Values of the first tiers that rows of the model hold.
    floors
        Bounds of tiers that rows of the model state.
    building
        Seconds that the last model took to build.
    """

    listener: Listener | None
    singletons: bool
    worth: float
    stack: ExitStack
    former: Sequence[TierResult] = ()
    standby: Standby | None = None
    breaks: bool = True
    stage: int = -1
    holds: list[int] = field(default_factory=list)
    floors: dict[int, int] = field(default_factory=dict)
    building: float = 0.0

    # --- the steps --------------------------------------------------------------------

    def run(self) -> Result:
        """Search tier after tier; then again those that are not proved."""
        self.levels = [Level() for _ in self.tiers]
        values = tuple(result.value for result in self.former)
        for index, (level, known) in enumerate(
            zip(self.levels, self.former, strict=False)
        ):
            level.bound, level.held = known.bound, values[:index]
        start, self.roster = self.roster, None
        self._begin_with(start)
        if start is None and _size(self.scenario) >= WORTH_CONSTRUCTING:
            self._construct()
        for index in range(len(self.tiers)):
            status = self._search(index, partial(self._share, index))
            if self.roster is None and status is SolveStatus.UNKNOWN:
                self._construct_late()
            if self.roster is None:
                return Result(status, None, (), self.seconds())
        progress = True
        while progress and self.left() > WORTH_REOPENING and not self.over():
            progress = self._again()
        assert self.roster is not None
        return self._finish(self.roster)

    def _begin_with(self, roster: Roster | None) -> None:
        """Take a roster to begin with, if there is one."""
        if roster is not None:
            self._take(roster, searched=False)
            self._tell(0, self.values[0], 0)

    def _construct(self) -> None:
        """Build a first roster without the solver, and the first model beside that."""
        until = time.monotonic() + self._first_seconds()
        alone = self.search.workers == 1

        def work(over: Callable[[], bool]) -> Roster | None:
            # A helper improves it, beside the search for proofs.
            rounds = ROUNDS if alone else 0
            week, rules = self.scenario, self.rules
            return construct(week, rules, until=until, over=over, rounds=rounds)

        if alone:
            self._begin_with(work(self.over))
            return
        # Forked before there are helpers, of which the copy needs nothing.
        with beside(work, self.over) as first:
            awaited = [first]

            def over() -> bool:
                if awaited and first.ready():
                    awaited.clear()
                    # Whoever takes it must not be stopped on the way.
                    with patience(lambda: False):
                        self._begin_with(first.result())
                return self.over()

            self._call_team()
            began = time.monotonic()
            with suppress(Stopped), patience(over):
                self.stage = 0
                self._build()
                self.building = time.monotonic() - began
            if awaited:
                self._begin_with(first.result())

    def _construct_late(self) -> None:
        """Build a roster without the solver, where it has found none in the limit."""
        stopped = self.interruption.stopped.is_set
        if stopped():
            return
        until = time.monotonic() + LATE_SECONDS
        week, rules = self.scenario, self.rules
        self._begin_with(construct(week, rules, until=until, over=stopped, rounds=0))

    def _share(self, index: int, left: float) -> float:
        """Return the seconds that a tier gets at first."""
        last, upto = len(self.tiers) - 1, self.together.last
        share = (upto - index + 2) / (last - index + 2)
        seconds = left * min(share, MOST_OF_ONE)
        if upto == last:
            return seconds if self._worth_more(left / 2, index) else left
        # Where the next tiers need a model that there is no time for, all of it.
        finer = len(self.keyed[last]) > len(self.keyed[self.stage])
        late = left - seconds < WORTH_BUILDING * self.building
        return left if finer and late else seconds

    def _again(self) -> bool:
        """Search the tiers that are not proved once more, in the time that is left.

        An improvement opens the tiers after it. Returns whether anything was gained.
        """
        before = self.values, [level.bound for level in self.levels]
        last = self._open()[-1:]
        again = self._worth_more(self.left() / 2, last[0] if last else 0)
        for index in again + last:
            values = self.values
            self._search(index, partial(mul, 1 if index in last else 0.5))
            if self.values != values or self.over():
                break
        return before != (self.values, [level.bound for level in self.levels])

    def _first_seconds(self) -> float:
        """Return the seconds for a first roster: with one worker, all it needs.

        Otherwise the same seed could give another roster on a busy machine.
        """
        if self.search.workers == 1:
            return self.left()
        limit = self.search.time_limit
        share = max(FIRST * limit, min(FIRST_SECONDS, limit / 4))
        # What loading took counts too, and taking the roster does.
        return max(share / 2, share - self.seconds() - TAKING)

    def _open(self, upto: int | None = None) -> list[int]:
        """Return the tiers searched so far, up to one of them, that are not proved."""
        return [i for i in range(len(self.values[:upto])) if not self._settled(i)]

    def _settled(self, index: int) -> bool:
        """Tell whether a tier is proved, or as near its bound as was asked."""
        value, bound = self.values[index], self.levels[index].bound
        return bound >= value or self._near_enough(value, bound)

    def _worth_more(self, seconds: float, upto: int) -> list[int]:
        """Return the first tiers not proved whose longest search had less time.

        A search begins from nothing: in less time it would seldom find more.
        """
        return [i for i in self._open(upto) if self.levels[i].longest < seconds]

    def _near_enough(self, value: int, bound: int) -> bool:
        return value - bound <= self.search.gap * max(value, 1)

    def _search(self, index: int, share: Callable[[float], float]) -> SolveStatus:
        """Search a tier, refining the model until its roster obeys the rules.

        ``share`` tells how many of the seconds left when the model is ready.
        """
        level = self.levels[index]
        status = SolveStatus.UNKNOWN
        until: float | None = None
        while True:
            if self.roster is not None and level.bound == self.values[index]:
                return SolveStatus.OPTIMAL
            try:
                with patience(self.over):
                    heed()
                    model = self._ready(index)
            except Stopped:
                return status
            objective = self.objectives[index]
            if isinstance(objective, int) and self.roster is not None:
                # The same for every roster: nothing to search for, nothing to hold.
                level.bound, level.held = objective, ()
                return SolveStatus.OPTIMAL
            self.together = self._worth_together(index, model)
            model.cp.minimize(self.together.cost(self.objectives))
            if until is None:
                self.until = until = time.monotonic() + share(self.left())
            given = until - time.monotonic() - self._kept()
            self.grown, self.stuck = len(self.bound), None
            outcome = self._run(index, model, given)
            if outcome.status is SolveStatus.UNKNOWN and self._must_go_on():
                outcome = self._run(index, model, self.left())
            status = outcome.status
            for own in (self.levels[tier] for tier in self.together.tiers):
                own.seconds += outcome.seconds / len(self.together.tiers)
                own.longest = max(own.longest, outcome.seconds)
            self._learn(outcome.bound)
            if status not in FOUND:
                return status
            done = self._read(index, model, outcome)
            self._learn(outcome.bound)
            # What is as good as the model holds may be worse than the best roster.
            lost = self._stale(index) and not self._as_good(outcome.value)
            # A search that ended for a breach, which is repaired, has not had its time.
            unused = given - outcome.seconds
            settled = all(self._settled(tier) for tier in self.together.tiers)
            spent = settled or unused < WORTH_REOPENING
            if done and not lost and spent:
                return status
            late = time.monotonic() >= until and self.roster is not None
            if late or self.over():
                return status

    def _worth_together(self, index: int, model: CrewModel) -> Together:
        """Return the tiers to search with one that is next, if a team searches them.

        A gap that was asked for is one of each tier, not of a sum.
        """
        team = len(model.cp.proto.variables) >= WORTH_A_TEAM and self.search.workers > 1
        alone = not team or self.search.gap
        return Together.of(index, self.objectives, () if alone else self.values)

    def _learn(self, bound: int) -> None:
        """Note the bound of each tier that follows from a bound of the search."""
        best = self.together.value(self.values) if self.values else None
        first = self.together.tiers[0]
        for tier, _best, own in self.together.parts(best, bound):
            level = self.levels[tier]
            if own > level.bound:
                # The row of the former bound is in the model: both suppositions hold.
                held = (*self.holds[:first], *self.values[first:tier])
                pairs = zip(held, level.held or held, strict=False)
                level.bound, level.held = own, tuple(min(pair) for pair in pairs)

    def _kept(self) -> float:
        """Return the seconds kept to repair the roster of a tier that gets all time.

        Other tiers are repaired in the time of those after them.
        """
        seconds = self.until - time.monotonic()
        limit = REPAIR * self.search.time_limit / 2
        if self.apart is None or self.left() - seconds > limit:
            return 0.0
        return min(limit, seconds / 4)

    def _must_go_on(self) -> bool:
        """Tell whether no roster is known yet, and there is time to search for one."""
        return self.roster is None and not self.over()

    def _run(self, index: int, model: CrewModel, seconds: float) -> Outcome:
        known = None
        if len(model.cp.proto.variables) >= WORTH_A_TEAM:
            self._call_team()
        if self.team is None:
            self._tighten(model, seconds)
        if self.team is not None:
            judge = None
            # With one worker, what is found must not depend on when it is looked at.
            if self.apart is not None and self.search.workers > 1:
                judge = partial(self._judge, model, time.monotonic())
            known = Knowledge(
                tags=model.tags(),
                hulls=model.hulls,
                tightened=model.tightened,
                loose=model.loose,
                loosely=not self.levels[index].tight,
                weights=self.together.weights,
                judge=judge,
            )

        def report(best: int | None, bound: int) -> None:
            for tier, own, low in self.together.parts(best, bound):
                self._tell(tier, own, max(low, self.levels[tier].bound))

        stop = self.interruption
        return run(model.cp, self.search, seconds, stop, report, self.team, known)

    def _tighten(self, model: CrewModel, seconds: float) -> None:
        """Add the rows of hulls of what is minimised, as HiGHS does in a team."""
        cost, _constant = objective_of(model.cp)
        useful = [hull for hull in model.hulls if hull.cost in cost]
        if useful:
            # Its solver takes a tenth of a second to load; a team loads it elsewhere.
            from scheduler.solve.tighten import tangents

            limit = TIGHTENING * max(0.0, seconds)
            add_rows(model.cp, tangents(self.rows(model), cost, useful, limit))
            model.hulls[:] = [hull for hull in model.hulls if hull not in useful]
            model.tightened.update(hull.cost for hull in useful)

    def _call_team(self) -> None:
        """Start the processes, which load while this one goes on."""
        if self.team is None and self.standby is not None:
            self.team = self.standby.team()
        elif self.team is None:
            self.team = Team(self.search.workers)
            self.stack.callback(self.team.close)

    def _tell(self, index: int, best: int | None, bound: int) -> None:
        """Tell the listener what is known of a tier."""
        if self.listener is not None:
            name = self.tiers[index].name
            self.listener(Progress(name, best, bound, self.seconds()))

    # --- the model --------------------------------------------------------------------

    @cached_property
    def keyed(self) -> tuple[tuple[Goal, ...], ...]:
        """For each tier, the goals up to it that give some officer a grouping key."""
        found: list[tuple[Goal, ...]] = []
        for tier in self.tiers:
            before = found[-1] if found else ()
            more = tuple(
                GOALS[g]
                for g in tier.goals
                if any(
                    GOALS[g].grouping_key(self.scenario, o, None) is not None
                    for o in self.scenario.officers.values()
                )
            )
            found.append(before + more)
        return tuple(found)

    def _ready(self, index: int) -> CrewModel:
        """Return the model for a tier, which holds the values of the tiers before it.

        Officers are kept apart for a goal only from its tier on: earlier tiers are
        proved faster on larger groups, and their values hold for smaller ones. So the
        model gets the tiers up to the last one that needs no smaller groups.
        """
        finer = self.stage < 0 or len(self.keyed[index]) > len(self.keyed[self.stage])
        # Rows that hold what the roster no longer has would make bounds untrue.
        pairs = zip(self.values, self.holds, strict=False)
        worse = any(value > held for value, held in pairs)
        fresh = self.model is None or finer or worse or len(self.holds) > index
        began = time.monotonic()
        if fresh:
            self.stage = max(index, self.stage)
            self._build()
        assert self.model is not None
        stale = self._stale(index)
        for tier in [*stale, *range(len(self.holds), index)]:
            self.model.add(self.objectives[tier] <= self.values[tier])
            self.holds[tier : tier + 1] = [self.values[tier]]
        bound = self.levels[index].bound
        if bound > self.floors.get(index, 0):
            self.model.add(self.objectives[index] >= bound)
            self.floors[index] = bound
        if fresh or stale or not self._started(self.model):
            self._start(index, self.model)
        if fresh:
            self.building = time.monotonic() - began
        return self.model

    def _stale(self, index: int) -> list[int]:
        """Return the tiers before one that are better by now than the model holds."""
        pairs = zip(self.values, self.holds[:index], strict=False)
        return [i for i, (value, held) in enumerate(pairs) if value < held]

    def _build(self) -> None:
        """Make a model, and the objective of each tier up to the present stage."""
        self.model = None
        goals = self.keyed[self.stage]
        model = CrewModel(
            self.scenario,
            self.rules,
            goals=goals,
            singletons=self.singletons,
            apart=self.apart,
            bound=self.bound,
            worth=self.worth,
        )
        self.objectives = [
            _objective(model, tier)
            for tier, own in zip(self.tiers, self.keyed, strict=True)
            if len(own) <= len(goals)
        ]
        if not model.relaxed:
            self.apart = None
        self.model, self.holds, self.floors = model, [], {}

    def _finish(self, roster: Roster) -> Result:
        """Fill open missions if a tier of missions is unproved, and place breaks."""
        goals = {goal for tier in self.tiers for goal in tier.goals}
        own = goals.intersection(MISSION_GOALS)
        results = self._results(roster)
        if not all(settled(self.tiers, results, goal) for goal in own):
            self._take(self._filled(roster), searched=False)
            assert self.roster is not None
            roster = self.roster
            results = self._results(roster)
        if self.breaks:
            roster = with_breaks(self.scenario, roster)
        proved = all(r.status is SolveStatus.OPTIMAL for r in results)
        status = SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE
        return Result(status, roster, results, self.seconds())

    def _results(self, roster: Roster) -> tuple[TierResult, ...]:
        """Measure every tier on the last roster."""
        facts, results = Facts(self.scenario, roster), []
        for tier, level in zip(self.tiers, self.levels, strict=True):
            value, goals = tier_value(tier, facts)
            # A bound above a value would be a fault: such a bound is worth nothing.
            bound = level.bound if level.bound <= value else 0
            proved = bound == value
            results.append(
                TierResult(
                    name=tier.name,
                    value=value,
                    bound=bound,
                    status=SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE,
                    seconds=level.seconds,
                    goals=goals,
                )
            )
        return tuple(results)


def _objective(model: CrewModel, tier: Tier) -> Linear:
    terms = [weight * GOALS[goal].post(model) for goal, weight in tier.goals.items()]
    if terms and all(isinstance(term, int) for term in terms):
        return sum(terms)
    return cp_model.LinearExpr.sum(terms)


def _size(scenario: Scenario) -> int:
    return len(scenario.officers) * len(scenario.occurrences)
