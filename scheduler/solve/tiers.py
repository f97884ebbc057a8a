"""Lexicographic search: minimise each tier, then hold its value for the next.

The model of a search may be a relaxation: officers are counted together although a lazy
rule tells them apart (``Rule.lazy``), and some rows of clash sets are left out. Its
bounds hold. Its roster is named and checked by those rules; where they find a breach,
the model is refined there and the tier is searched again.
"""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from operator import mul

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
    is_counted,
    lighter,
    mended,
    told_apart,
)
from scheduler.solve.near import completed, cost, crossed, repaired
from scheduler.solve.prove import hint
from scheduler.solve.rows import LinearModel, Numbers, Row
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

WORTH_BUILDING = 4.0
"""Least time left for another model, as a multiple of what the last one took."""

TAKING = 0.2
"""Seconds kept for measuring the first roster."""

REPAIR = 0.05
"""Most of the time limit to repair a roster, all other days as they are."""

CLASHES = 10
"""Most rounds of repairing a solution that has no names."""

WORTH_REFINING = 4.0
"""Least seconds left for which a search is ended to refine its model."""

TO_BEGIN_ANEW = 2.0
"""Least time left for that, as a multiple of what the search has had."""

MENDING = 1.0
"""Most seconds for that while a search goes on."""

LOOSEST = 10_000
"""Most loose rows beyond those that a repair needs."""

REPAIRS = 3
"""Most rounds of such a repair."""

CROSSINGS = 10
"""Most searches between a roster and a solution: most take a quarter of a second."""

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
    tight
        Whether it is searched with the loose rows (``CrewModel.loose``).
    """

    bound: int = 0
    held: tuple[int, ...] = ()
    seconds: float = 0.0
    longest: float = 0.0
    tight: bool = False


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
    building
        Seconds that the last model took to build.
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
    until: float = 0.0
    building: float = 0.0

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
        for index in range(len(self.tiers)):
            status = self._search(index, partial(self._share, index))
            if self.roster is None:
                return Result(status, None, (), self.seconds())
        progress = True
        while progress and self.left() > WORTH_REOPENING and not self.over():
            progress = self._again()
        assert self.roster is not None
        return self._finish(self.roster)

    def _share(self, index: int, left: float) -> float:
        """Return the seconds that a tier gets at first."""
        last = len(self.tiers) - 1
        seconds = left * min(2 / (last - index + 2), MOST_OF_ONE)
        if index == last:
            return seconds if self._worth_more(left / 2, last) else left
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
            model.cp.minimize(objective)
            if until is None:
                self.until = until = time.monotonic() + share(self.left())
            outcome = self._run(index, model, until - time.monotonic() - self._kept())
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
            done = self._read(index, model, outcome)
            # What is as good as the model holds may be worse than the best roster.
            lost = self._stale(index) and self.values[index] > outcome.value
            if done and not lost:
                return status
            late = time.monotonic() >= until and self.roster is not None
            if late or self.over():
                return status

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
        if self.team is not None:
            judge = None
            # With one worker, what is found must not depend on when it is looked at.
            if self.apart is not None and self.search.workers > 1:
                judge = partial(self._judge, index, model, time.monotonic())
            known = Knowledge(
                tags=model.tags(),
                hulls=model.hulls,
                loose=model.loose,
                loosely=not self.levels[index].tight,
                judge=judge,
            )

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
        named = self._named(index, model, solution.tolist(), MENDING)
        if named is None:
            return not (settled and anew)
        facts, found = named
        if not found:
            return True
        mend = mended(facts, self.rules, self.over)
        if mend is not None:
            self._take(mend, index)
        known = solution.tolist()
        done = self._cross(index, model, facts, found, known, MENDING)
        done = done or self._mend(index, model, facts, found, known, MENDING)
        return done or not (settled and anew)

    def rows(self, model: CrewModel) -> LinearModel:
        """Return the rows of a model; those of the present one are read once."""
        if self.team is not None and model is self.model:
            return self.team.rows(model.cp, model.loose)
        rows = LinearModel()
        rows.catch_up(model.cp, model.loose)
        return rows

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
            facts = self._dealt(facts, model, REPAIR * self.search.time_limit / 2)
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

        If that costs something, the tier is searched again, with what those rules say
        of head-counts or, if they have no more to say, with officers told apart. Tells
        whether the tier is done.

        Raises
        ------
        RuntimeError
            If a refined model does not keep the rules.
        """
        assert self.apart is not None
        level, bound = self.levels[index], len(self.bound)
        mend = mended(facts, self.rules, self.over)
        if mend is not None:
            of_missions = any(g in self.tiers[index].goals for g in MISSION_GOALS)
            self._take(self._filled(mend) if of_missions else mend, index)
        left = self.left()
        later = left - max(0.0, self.until - time.monotonic())
        # What later tiers need is not for this one.
        seconds = min(REPAIR * self.search.time_limit, left / 4 if later > 1 else left)
        if seconds <= 0:
            return True
        solution = outcome.solution
        if self._cross(index, model, facts, found, solution, seconds / 2):
            return True
        if self._mend(index, model, facts, found, solution, seconds) and (
            self.values[index] <= outcome.value
        ):
            return True
        if len(self.bound) > bound or (model.loose and not level.tight):
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
        index: int,
        model: CrewModel,
        facts: Facts,
        found: Sequence[Breach],
        solution: Sequence[int],
        seconds: float,
    ) -> bool:
        """Search between the best roster and a better solution that breaks lazy rules.

        Where that gives another breach, once more without it. Tells whether a lawful
        roster is as good as the solution.
        """
        ends, enough = time.monotonic() + seconds, cost(model.cp, solution)
        days, fewer = set[int](), list[Row]()
        for round_ in range(CROSSINGS):
            wide = seconds > MENDING and self.left() >= WORTH_REFINING
            stuck = self._bind(model, facts, found, wide=wide)
            if round_:
                fewer += lighter(facts, model, stuck, solution)
            days |= {day.toordinal() for day in days_of(facts, found)}
            if self.roster is None:
                return False
            known = _start_from(model, self.roster, self)
            left = ends - time.monotonic()
            if known is None or left <= 0:
                return False
            rows = self.rows(model).with_rows(fewer).matrix()
            both = crossed(model, rows, known, solution, days, left, self.interruption)
            if both is None or cost(model.cp, both) >= cost(model.cp, known):
                return False
            named = self._named(index, model, both, ends - time.monotonic())
            if named is None:
                return False
            solution, (facts, found) = both, named
            if not found:
                return self.values[index] <= enough
        return False

    def _named(
        self, index: int, model: CrewModel, solution: Sequence[int], seconds: float
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
            self._take(facts.roster, index)
        return facts, found

    def _bind(
        self, model: CrewModel, facts: Facts, found: Sequence[Breach], *, wide: bool
    ) -> Sequence[Breach]:
        """Bind officers in breach on their tours and, if ``wide``, on others like them.

        A model of which much is loose already grows no more than it must. Returns the
        breaches of which the new rows say nothing.
        """
        assert self.apart is not None
        counted = [b for b in found if is_counted(self.rules, b)]
        unbound = told_apart(facts, model, counted) - self.bound - self.apart
        if not unbound:
            return found
        parts = [unbound]
        if wide:
            by_day: defaultdict[dt.date, set[Apart]] = defaultdict(set)
            for who, slot in model.like(unbound):
                by_day[self.scenario.clock.date(slot.start)].add((who, slot))
            parts += [own for _day, own in sorted(by_day.items())]
        for part in parts:
            if part is unbound or len(model.loose) < LOOSEST:
                self.bound |= part
                model.bind(part)
        return [b for b in found if b not in counted]

    def _dealt(self, facts: Facts, model: CrewModel, seconds: float) -> Facts:
        """Return a roster with fewer breaches by other names, found in some seconds."""
        ends = time.monotonic() + seconds

        def over() -> bool:
            return self.over() or time.monotonic() >= ends

        return dealt_again(facts, model, self.rules, over)

    def _mend(
        self,
        index: int,
        model: CrewModel,
        facts: Facts,
        found: Sequence[Breach],
        solution: Sequence[int],
        seconds: float,
    ) -> bool:
        """Search the days of some breaches anew, until a roster obeys the lazy rules.

        Head-counts are bound where a rule can say something of them; where that is done
        already, the groups hold fewer seats. Tells whether a roster was found.
        """
        days, ends = set[int](), time.monotonic() + seconds
        enough = cost(model.cp, solution)
        for _round in range(REPAIRS):
            if time.monotonic() >= ends:
                return False
            # During a search, and in the last seconds, what this repair needs.
            wide = seconds > MENDING and self.left() >= WORTH_REFINING
            stuck = self._bind(model, facts, found, wide=wide)
            rows = self.rows(model)
            rows = rows.with_rows(lighter(facts, model, stuck, solution))
            days |= {day.toordinal() for day in days_of(facts, found)}
            left = ends - time.monotonic()
            again = repaired(
                model, rows.matrix(), solution, days, left, enough, self.interruption
            )
            if again is None:
                return False
            named = self._named(index, model, again, ends - time.monotonic())
            if named is None:
                return False
            solution, (facts, found) = again, named
            if not found:
                return True
        return False

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
        if fresh or stale:
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

    def _start(self, index: int, model: CrewModel) -> None:
        """Make the search of a new model start from a roster, as good as is known.

        The baseline has the fewest changes, if it is as good in the tiers before.
        """
        model.cp.minimize(self.objectives[index])
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
            roster = self._filled(roster)
            self._take(roster)
            results = self._results(roster)
        proved = all(r.status is SolveStatus.OPTIMAL for r in results)
        status = SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE
        return Result(status, roster, results, self.seconds())

    def _filled(self, roster: Roster) -> Roster:
        """Return a roster with open missions filled where that is easy."""
        return fill(
            self.scenario,
            roster,
            self.rules,
            seconds=SECONDS,
            hurry=self.interruption.hurried.is_set,
        )

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
    model: CrewModel, roster: Roster, climb: _Climb
) -> tuple[int, ...] | None:
    """Make the search of a new model start from a roster, with all its variables.

    Returns the solution, if the roster keeps the rules and the values of the tiers
    before. If not, the search starts from what can be kept of it.
    """
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    for variable, value in model.values(roster):
        model.cp.add_hint(variable, value)
    left = max(0.0, min(COMPLETING, climb.left()))
    return completed(model.cp, climb.rows(model).matrix(), left, climb.interruption)


def _reader(solution: Sequence[int]) -> Callable[[cp_model.IntVar], int]:
    return lambda variable: solution[variable.index]


def _size(scenario: Scenario) -> int:
    return len(scenario.officers) * len(scenario.occurrences)
