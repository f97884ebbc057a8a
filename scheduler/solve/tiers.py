"""Lexicographic search: minimise each tier, then hold its value for the next.

The model of a search may be a relaxation: officers are counted together although a lazy
rule tells them apart (``Rule.lazy``), and some rows of clash sets are left out. Its
bounds hold. Its roster is named and checked by those rules; where they find a breach,
the model is refined there and the tier is searched again.
"""

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np
from ortools.sat.python import cp_model

from scheduler.construct.first import construct
from scheduler.domain.missions import Occurrence
from scheduler.domain.patience import Stopped, heed, patience
from scheduler.domain.roster import Facts, Roster, assigned
from scheduler.domain.run import SolveStatus, TierResult, settled
from scheduler.domain.scenario import Scenario, Tier
from scheduler.facade import Linear
from scheduler.goals import GOALS, Goal
from scheduler.model.crews import WORTH_RELAXING, Apart, ClashError, CrewModel
from scheduler.rules import RULES
from scheduler.rules.base import Breach, Rule, is_lawful
from scheduler.solve.engine import (
    FOUND,
    STATUSES,
    Interruption,
    Outcome,
    Progress,
    Search,
    run,
)
from scheduler.solve.fill import SECONDS, fill, tier_value, with_breaks
from scheduler.solve.lazily import (
    breaches,
    days_of,
    dealt_again,
    mended,
    told_apart,
)
from scheduler.solve.prove import hint
from scheduler.solve.rows import Numbers
from scheduler.solve.team import Knowledge, Standby, Team
from scheduler.verify.shortfalls import MISSION_GOALS

WORTH_A_TEAM = 2000
"""Least number of variables for which processes are started."""

WORTH_CONSTRUCTING = 10_000
"""Officers times occurrences from which a first roster is built without the solver."""

FIRST = 0.05
"""Share of the time limit for that first roster."""

FIRST_SECONDS = 2.0
"""Seconds for it where the share is less: but at most a quarter of the limit."""

MOST_OF_ONE = 0.5
"""Most of the time left that a tier may use if others need time too."""

TAKING = 0.2
"""Seconds kept for measuring the first roster."""

REPAIR, LEAST_REPAIR = 0.05, 1.0
"""Most of the time limit to repair a roster in refined models, all other days as they
are: at most half of what the tier has left, but at least the seconds."""

CLASHES = 10
"""Most rounds of repairing a solution that has no names."""

WORTH_REFINING = 4.0
"""Least seconds left for which a search is ended to refine its model."""

TO_BEGIN_ANEW = 2.0
"""Least time left for that, as a multiple of what the search has had."""

RESTART = 2.5
"""Most seconds to make a solution that broke rules one of a refined model."""

SAME_TOURS = 0.25
"""Share of the seconds of a repair for one that keeps all tours."""

REPAIRS = 3
"""Most rounds of such a repair."""

WORTH_REOPENING = 2.0
"""Least seconds left for which a tier that is not proved is searched again."""

COMPLETING = 10.0
"""Most seconds to compute the auxiliary variables of a known roster."""

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


@dataclass
class _Level:
    """What is known of one tier.

    Parameters
    ----------
    bound
        Best bound proved.
    held
        Values of the earlier tiers that the bound supposes.
    seconds, longest
        Wall time of its searches, and of the longest.
    """

    bound: int = 0
    held: tuple[int, ...] = ()
    seconds: float = 0.0
    longest: float = 0.0


@dataclass(kw_only=True)
class _Climb:
    """One call of ``solve``: what it is given, what it has found, and its steps.

    Parameters
    ----------
    apart
        Where the model keeps officers apart for lazy rules; ``None`` = wherever they
        require it.
    bound
        Where lazy rules bind officers who are counted together.
    roster
        The best roster found; it obeys the rules.
    values
        What each tier loses in it.
    holds
        Values of the first tiers that rows of the model hold.
    floors
        Bounds of tiers that rows of the model state.
    until
        When the time of the tier ends, on the monotonic clock.
    draft
        The roster for which the model is refined, the days on which it breaks rules,
        and its value: the next model starts from its other days.
    """

    scenario: Scenario
    search: Search
    interruption: Interruption
    listener: Listener | None
    rules: tuple[Rule, ...]
    tiers: tuple[Tier, ...]
    singletons: bool
    apart: set[Apart] | None
    worth: float
    stack: ExitStack
    roster: Roster | None
    former: Sequence[TierResult] = ()
    standby: Standby | None = None
    breaks: bool = True
    bound: set[Apart] = field(default_factory=set)
    team: Team | None = None
    model: CrewModel | None = None
    objectives: list[Linear] = field(default_factory=list)
    stage: int = -1
    holds: list[int] = field(default_factory=list)
    floors: dict[int, int] = field(default_factory=dict)
    values: tuple[int, ...] = ()
    levels: list[_Level] = field(default_factory=list)
    draft: tuple[Roster, set[dt.date], int] | None = None
    until: float = 0.0

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

    # --- the steps --------------------------------------------------------------------

    def run(self) -> Result:
        """Search tier after tier; then again those that are not proved."""
        self.levels = [_Level() for _ in self.tiers]
        values = tuple(result.value for result in self.former)
        for index, (level, known) in enumerate(
            zip(self.levels, self.former, strict=False)
        ):
            level.bound, level.held = known.bound, values[:index]
        first = self.roster
        if first is None and _size(self.scenario) >= WORTH_CONSTRUCTING:
            self._call_team()
            first = construct(
                self.scenario,
                self.rules,
                until=time.monotonic() + self._first_seconds(),
                over=self.over,
            )
        if first is not None:
            self.roster = None
            self._take(first)
            self._tell(0, self.values[0], 0)
        last = len(self.tiers) - 1
        for index in range(len(self.tiers)):
            share = min(2 / (last - index + 2), MOST_OF_ONE)
            if index == last and not self._worth_more(self.left() / 2, last):
                share = 1.0
            status = self._search(index, self.left() * share)
            if self.roster is None:
                return Result(status, None, (), self.seconds())
        progress = True
        while progress and self.left() > WORTH_REOPENING and not self.over():
            progress = self._again()
        assert self.roster is not None
        return self._finish(self.roster)

    def _again(self) -> bool:
        """Search the tiers that are not proved once more, in the time that is left.

        An improvement opens the tiers after it. Returns whether anything was gained.
        """
        before = self.values, [level.bound for level in self.levels]
        last = self._open()[-1:]
        again = self._worth_more(self.left() / 2, last[0] if last else 0)
        for index in again + last:
            values = self.values
            self._search(index, self.left() / (1 if index in last else 2))
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
        return [
            i
            for i, (value, level) in enumerate(
                zip(self.values[:upto], self.levels, strict=False)
            )
            if level.bound < value and not self._near_enough(value, level.bound)
        ]

    def _worth_more(self, seconds: float, upto: int) -> list[int]:
        """Return the first tiers not proved whose longest search had less time.

        A search begins from nothing: in less time it would seldom find more.
        """
        return [i for i in self._open(upto) if self.levels[i].longest < seconds]

    def _near_enough(self, value: int, bound: int) -> bool:
        return value - bound <= self.search.gap * max(value, 1)

    def _search(self, index: int, seconds: float) -> SolveStatus:
        """Search a tier, refining the model until its roster obeys the rules."""
        self.until = until = time.monotonic() + seconds
        level = self.levels[index]
        status = SolveStatus.UNKNOWN
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
            model.cp.minimize(objective)
            outcome = self._run(
                index, model, until - time.monotonic() - self._kept(index)
            )
            if outcome.status is SolveStatus.UNKNOWN and self._must_go_on():
                outcome = self._run(index, model, self.left())
            status = outcome.status
            level.seconds += outcome.seconds
            level.longest = max(level.longest, outcome.seconds)
            if outcome.bound > level.bound:
                # The row of the former bound is in the model: both suppositions hold.
                pairs = zip(self.holds[:index], level.held or self.holds, strict=False)
                level.held = tuple(min(pair) for pair in pairs)
                level.bound = outcome.bound
            if status not in FOUND:
                return status
            if self._read(index, model, outcome):
                return status
            late = time.monotonic() >= until and self.roster is not None
            if late or self.over():
                return status

    def _kept(self, index: int) -> float:
        """Return the seconds kept to repair the roster of the last tier.

        Other tiers are repaired in the time of those after them.
        """
        if self.apart is None or index < len(self.tiers) - 1:
            return 0.0
        limit = REPAIR * self.search.time_limit
        return min(limit, (self.until - time.monotonic()) / 4)

    def _must_go_on(self) -> bool:
        """Tell whether no roster is known yet, and there is time to search for one."""
        return self.roster is None and not self.over()

    def _run(self, index: int, model: CrewModel, seconds: float) -> Outcome:
        known = None
        if len(model.cp.proto.variables) >= WORTH_A_TEAM:
            self._call_team()
        if self.team is not None:
            judge = None
            # With one worker, what is found must not depend on when it is looked at.
            if self.apart is not None and self.search.workers > 1:
                judge = partial(self._judge, index, model, time.monotonic())
            known = Knowledge(tags=model.tags(), hulls=model.hulls, judge=judge)

        def report(best: int | None, bound: int) -> None:
            self._tell(index, best, max(bound, self.levels[index].bound))

        stop = self.interruption
        return run(model.cp, self.search, seconds, stop, report, self.team, known)

    def _judge(
        self,
        index: int,
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
        try:
            roster = model.roster(_reader(solution.tolist()))
        except ClashError:
            return not (settled and anew)
        facts = Facts(self.scenario, roster)
        found = breaches(facts, self.rules)
        if found:
            facts = dealt_again(facts, model, self.rules, self.over)
            found = breaches(facts, self.rules)
        if not found:
            self._take(facts.roster, index)
            return True
        return not (settled and anew)

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

    def _read(self, index: int, model: CrewModel, outcome: Outcome) -> bool:
        """Take the roster of a solution if it is lawful; else refine the model.

        Raises
        ------
        RuntimeError
            If the solver claims an optimum that the roster does not have, or a roster
            breaks a rule in an exact model: two halves of a goal or a rule differ.
        """
        for _round in range(CLASHES):
            try:
                roster = model.roster(outcome.read)
                break
            except ClashError as clash:
                model.forbid(clash)
                self._salvage(index, model, outcome, clash)
                again = self._without_clashes(model, outcome, clash)
                if again is None:
                    if self.roster is not None:
                        _start_from(model, self.roster, self)
                    return False
                outcome = again
        else:
            return False
        facts = Facts(self.scenario, roster)
        if self.apart is not None and breaches(facts, self.rules):
            facts = dealt_again(facts, model, self.rules, self.over)
            roster, found = facts.roster, breaches(facts, self.rules)
            if found:
                return self._repair(index, model, facts, found, outcome)
        value, _goals = tier_value(self.tiers[index], facts)
        proved = outcome.value == outcome.bound
        if proved and outcome.value != value:
            raise RuntimeError(
                f"tier {self.tiers[index].name!r}: the solver claims {outcome.value}, "
                f"the roster has {value}"
            )
        self._take(roster, index)
        if self.roster == roster:
            hint(model.cp, outcome.solution)
        return True

    def _salvage(
        self, index: int, model: CrewModel, outcome: Outcome, clash: ClashError
    ) -> None:
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
                self._take(found, index)
            return

    def _without_clashes(
        self, model: CrewModel, outcome: Outcome, clash: ClashError
    ) -> Outcome | None:
        """Search the days of missing clash sets anew, all others as they are."""
        days = {day.toordinal() for day in clash.days}
        model.cp.clear_hints()  # type: ignore[no-untyped-call]
        for index, day in enumerate(model.tags()["day"].tolist()):
            if day >= 0 and day not in days:
                variable = model.cp.get_int_var_from_proto_index(index)
                model.cp.add_hint(variable, outcome.solution[index])
        solution = _completed(model, self, REPAIR * self.search.time_limit)
        if solution is None:
            return None
        return replace(outcome, value=_cost(model, solution), solution=solution)

    def _repair(
        self,
        index: int,
        model: CrewModel,
        facts: Facts,
        found: Sequence[Breach],
        outcome: Outcome,
    ) -> bool:
        """Make a roster lawful that breaks lazy rules.

        The days concerned are searched anew in a model refined there, all others as
        they are. If that loses nothing, the relaxed model may stay as it is; else it is
        refined, and the tier is searched again. Tells whether it may stay.

        Raises
        ------
        RuntimeError
            If a refined model does not keep the rules.
        """
        assert self.apart is not None
        near = told_apart(facts, model, found)
        mend = mended(facts, self.rules, self.over)
        if mend is not None:
            self._take(mend, index)
        unbound = near - self.bound - self.apart
        if unbound and self.until - time.monotonic() >= WORTH_REFINING:
            self.bound |= model.like(near)
            self.model = None
            self.draft = (
                facts.roster,
                days_of(facts, found),
                outcome.value,
            )
            return False
        more = near - self.apart
        if not unbound and not model.growth(more):
            raise RuntimeError(f"kept apart, and still in breach: {found[0]}")
        apart = self.apart | more
        repaired = self._repaired(index, facts, found, apart, outcome.value)
        if repaired is not None:
            self._take(repaired, index)
            value, _goals = tier_value(
                self.tiers[index], Facts(facts.scenario, repaired)
            )
            if value <= outcome.value:
                hint(model.cp, outcome.solution)
                return True
        self.apart |= more
        self.model = None
        return False

    def _repaired(
        self,
        index: int,
        facts: Facts,
        found: Sequence[Breach],
        apart: set[Apart],
        enough: int,
    ) -> Roster | None:
        """Search the days of some breaches anew, all others as they are."""
        roster, days = facts.roster, set[dt.date]()
        share = (self.until - time.monotonic()) / 2
        left = max(LEAST_REPAIR, min(REPAIR * self.search.time_limit, share))
        for _round in range(REPAIRS):
            days |= days_of(facts, found)
            try:
                with patience(self.over):
                    heed()
                    model, objectives = self._made(apart)
                    for tier in range(index):
                        model.add(objectives[tier] <= self.values[tier])
                    model.add(objectives[index] >= self.levels[index].bound)
                    model.cp.minimize(objectives[index])
                    began = time.monotonic()
                    solution = _start_from(model, roster, self, days, left, enough)
                    left -= time.monotonic() - began
                    if solution is None:
                        return None
                    again = model.roster(_reader(solution))
            except (Stopped, ClashError):
                return None
            facts = Facts(self.scenario, again)
            found = breaches(facts, self.rules)
            if not found:
                return again
            more = told_apart(facts, model, found) - apart
            if not more:
                return None
            apart = apart | more
        return None

    def _take(self, roster: Roster, index: int | None = None) -> None:
        """Keep a roster if it is better, in the order of the tiers, up to one of them.

        Bounds that suppose values of earlier tiers which no longer hold are dropped.
        """
        facts = Facts(self.scenario, roster)
        values = tuple(tier_value(tier, facts)[0] for tier in self.tiers)
        upto = len(values) if index is None else index + 1
        if self.roster is not None and values[:upto] > self.values[:upto]:
            return
        self.roster, self.values = roster, values
        for level in self.levels:
            if any(v > h for v, h in zip(values, level.held, strict=False)):
                level.bound, level.held = 0, ()

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
        if fresh:
            self.stage = max(index, self.stage)
            self._build()
        assert self.model is not None
        for tier in range(len(self.holds), index):
            self.model.add(self.objectives[tier] <= self.values[tier])
            self.holds.append(self.values[tier])
        bound = self.levels[index].bound
        if bound > self.floors.get(index, 0):
            self.model.add(self.objectives[index] >= bound)
            self.floors[index] = bound
        if fresh:
            self._start(index, self.model)
        return self.model

    def _build(self) -> None:
        self.model = None
        model, self.objectives = self._made(self.apart)
        if not model.relaxed:
            self.apart = None
        self.model, self.holds, self.floors = model, [], {}

    def _made(self, apart: set[Apart] | None) -> tuple[CrewModel, list[Linear]]:
        """Return a model, and the objective of each tier up to the present stage."""
        goals = self.keyed[self.stage]
        model = CrewModel(
            self.scenario,
            self.rules,
            goals=goals,
            singletons=self.singletons,
            apart=apart,
            bound=self.bound if apart is None else self.bound | apart,
            worth=self.worth,
        )
        objectives = [
            _objective(model, tier)
            for tier, own in zip(self.tiers, self.keyed, strict=True)
            if len(own) <= len(goals)
        ]
        return model, objectives

    def _start(self, index: int, model: CrewModel) -> None:
        """Make the search of a new model start from a roster, as good as is known.

        The baseline has the fewest changes, if it is as good in the tiers before.
        """
        model.cp.minimize(self.objectives[index])
        if self.draft is not None:
            (roster, days, value), self.draft = self.draft, None
            solution = _start_from(model, roster, self, days, RESTART, value)
            if solution is not None:
                self._judge(index, model, time.monotonic(), np.array(solution), False)
                if self.roster is None or _cost(model, solution) <= self.values[index]:
                    return
        for start in (_known(self.scenario), self.roster):
            if start is not None and _start_from(model, start, self) is not None:
                break

    def _finish(self, roster: Roster) -> Result:
        """Place breaks, and fill open missions if a tier of missions is unproved."""
        if self.breaks:
            roster = with_breaks(self.scenario, roster)
        goals = {goal for tier in self.tiers for goal in tier.goals}
        own = goals.intersection(MISSION_GOALS)
        results = self._results(roster)
        if not all(settled(self.tiers, results, goal) for goal in own):
            roster = fill(
                self.scenario,
                roster,
                self.rules,
                seconds=min(SECONDS, 1 + self.search.time_limit / 20),
                hurry=self.interruption.hurried.is_set,
            )
            self._take(roster)
            results = self._results(roster)
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


def _objective(model: CrewModel, tier: Tier) -> Linear:
    terms = [weight * GOALS[goal].post(model) for goal, weight in tier.goals.items()]
    if terms and all(isinstance(term, int) for term in terms):
        return sum(terms)
    return cp_model.LinearExpr.sum(terms)


def _start_from(
    model: CrewModel,
    roster: Roster,
    climb: _Climb,
    without: Collection[dt.date] = (),
    seconds: float = COMPLETING,
    enough: int = 0,
) -> tuple[int, ...] | None:
    """Make the search of a new model start from a roster, with all its variables.

    Returns the solution, if the roster keeps the rules and the values of the tiers
    before. If not, the search starts from what can be kept of it. ``without`` names
    days that are searched anew for the best roster, for a number of seconds: first with
    the tours as they are, which costs no hours; then, if that does not reach a value
    that is ``enough``, with other tours too.
    """
    best = None
    for tours in (True, False) if without else (True,):
        model.cp.clear_hints()  # type: ignore[no-untyped-call]
        for variable, value in model.values(roster, without, tours=tours):
            model.cp.add_hint(variable, value)
        began = time.monotonic()
        own = seconds * SAME_TOURS if tours and without else seconds
        found = _completed(model, climb, own)
        seconds -= time.monotonic() - began
        if best is None or (
            found is not None and _cost(model, found) < _cost(model, best)
        ):
            best = found
        if best is not None and _cost(model, best) <= enough:
            break
    if best is not None:
        hint(model.cp, best)
    return best


def _completed(model: CrewModel, climb: _Climb, most: float) -> tuple[int, ...] | None:
    """Search with all variables that have a hint fixed to it; the result is a hint."""
    if climb.over():
        return None
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.0, min(most, climb.left()))
    # Else the solver takes Ctrl-C from Python, and leaves it with nobody.
    solver.parameters.catch_sigint_signal = False
    climb.interruption.watch(solver)
    solver.parameters.fix_variables_to_their_hinted_value = True
    if STATUSES[solver.solve(model.cp)] not in FOUND:
        return None
    solution = tuple(solver.response_proto.solution)
    hint(model.cp, solution)
    return solution


def _cost(model: CrewModel, solution: Sequence[int]) -> int:
    objective = model.cp.proto.objective
    terms = zip(objective.vars, objective.coeffs, strict=True)
    return round(float(sum(c * solution[v] for v, c in terms) + objective.offset))


def _reader(solution: Sequence[int]) -> Callable[[cp_model.IntVar], int]:
    return lambda variable: solution[variable.index]


def _size(scenario: Scenario) -> int:
    return len(scenario.officers) * len(scenario.occurrences)
