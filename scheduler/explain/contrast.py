"""Why this officer, and why not another: the best roster with the opposite.

The answer has a value and a bound for each tier, so that it says what the opposite
would cost, and how much of that is proved.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.advise.openings import RosterBroken
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import Run, SolveStatus, TierResult
from scheduler.domain.scenario import Scenario
from scheduler.explain.asking import Ask
from scheduler.explain.by_hand import ByHand, by_hand, lawful
from scheduler.explain.contradictions import Impossible, contradictions
from scheduler.explain.questions import Question
from scheduler.rules import RULES
from scheduler.rules.base import Breach, standing
from scheduler.verify.conflict import Conflict
from scheduler.verify.moves import Moves, Values

SECONDS = 5.0
"""Time for an answer, unless more is given."""

BY_HAND = 0.3
"""Most of that time for rosters made by hand."""

WORTH_ASKING = 0.2
"""Least seconds left for which the solver is asked."""

AGAIN = 0.5
"""Least share of the time of the last search for which another one is begun."""

CHECKS = 5.0
"""Time kept for the answer's breaks and check, in times of the judgement by hand."""


class Outcome(StrEnum):
    """What became of a question."""

    FREE = "free"
    """A roster has what is asked and loses as much in every tier."""
    COSTS = "costs"
    """The best roster found that has it loses more."""
    BETTER = "better"
    """A roster has it and loses less: the roster asked about is not the best."""
    IMPOSSIBLE = "impossible"
    """It is proved that no roster has it."""
    UNKNOWN = "unknown"
    """No roster with it was found in the time given; there may be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierContrast:
    """One tier with the opposite.

    Parameters
    ----------
    name
        Name of the tier.
    goals
        Weight of each goal in it.
    before
        What the roster loses.
    value
        What the best roster found loses that has what is asked.
    bound
        Proved: no roster with it that is no worse in the tiers before loses less;
        ``None`` = nothing was proved.
    changes
        By goal, how much more is lost, unweighted; goals without a change are left out.
    """

    name: str
    goals: Mapping[str, int]
    before: int
    value: int
    bound: int | None = None
    changes: Mapping[str, int] = field(default_factory=dict)

    @property
    def more(self) -> int:
        """How much more is lost; negative = less."""
        return self.value - self.before

    @property
    def least(self) -> int | None:
        """How much more is lost at least, proved; ``None`` = nothing is proved."""
        return None if self.bound is None else self.bound - self.before

    @property
    def proved(self) -> bool:
        """Whether no roster with it loses less."""
        return self.bound == self.value


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """The answer to a question.

    Parameters
    ----------
    question
        What was asked.
    before
        The roster asked about.
    by_hand
        The ways to make it in that roster, and what stands against each.
    outcome
        What became of it.
    tiers
        Every tier with what is asked; none if no roster with it is known.
    facts
        The best roster found that has it; ``None`` = none is known.
    searched
        How many tiers were searched, from the first.
    conflict
        Why no roster has it, where that is proved and was asked.
    seconds
        Wall time.
    computed_at
        When the roster asked about was made, where that is known.
    """

    question: Question
    before: Facts = field(repr=False)
    by_hand: ByHand = field(repr=False)
    outcome: Outcome
    tiers: tuple[TierContrast, ...] = ()
    facts: Facts | None = field(default=None, repr=False)
    searched: int = 0
    conflict: Conflict | None = None
    seconds: float = 0.0
    computed_at: dt.datetime | None = None

    @property
    def against(self) -> tuple[Breach, ...]:
        """What the rules say if that alone is changed by which fewest are broken."""
        return self.by_hand.against

    @property
    def deciding(self) -> TierContrast | None:
        """The first tier in which more or less is lost; ``None`` = there is none."""
        return next((t for t in self.tiers if t.more), None)

    @property
    def least(self) -> int | None:
        """What it costs at least in the deciding tier, proved.

        ``None`` = it is not proved that it costs anything.
        """
        found = self.deciding
        if found is None or found.least is None or found.least < 1:
            return None
        earlier = self.tiers[: self.tiers.index(found)]
        return found.least if all(t.proved for t in earlier) else None

    @property
    def proved(self) -> bool:
        """Whether the cost in the deciding tier is proved to be the least."""
        return self.deciding is not None and self.least == self.deciding.more

    @property
    def moved(self) -> int:
        """How many officers have other tours or missions in the roster found."""
        if self.facts is None:
            return 0
        return sum(
            _plan(self.before, o) != _plan(self.facts, o)
            for o in self.before.scenario.officers
        )


Told = Callable[[int, int, float], None]
"""Told of a search before it begins: tiers asked, of how many, and seconds left."""


def contrast(
    facts: Facts,
    asked: Question,
    ask: Ask,
    *,
    run: Run | None = None,
    seconds: float = SECONDS,
    impossible: Impossible | None = None,
    told: Told | None = None,
) -> Contrast:
    """Return what the opposite of what a roster has would cost.

    Parameters
    ----------
    facts
        The roster.
    asked
        What is asked of it.
    ask
        The solver.
    run
        What is proved of the week as it stands; ``None`` = nothing.
    seconds
        Most time for the search.
    impossible
        The solver, asked for a contradiction where each change by hand breaks a rule;
        ``None`` = no contradiction is told.
    told
        Told of each search before it begins.

    Raises
    ------
    RosterBroken
        If the roster breaks rules with the week as it is.
    """
    return _Contrasting(facts, asked, ask, run, seconds, impossible, told).answer()


class _Contrasting:
    """One call of ``contrast``."""

    def __init__(
        self,
        facts: Facts,
        asked: Question,
        ask: Ask,
        run: Run | None,
        seconds: float,
        impossible: Impossible | None,
        told: Told | None,
    ) -> None:
        self._began = time.monotonic()
        self._facts, self._asked, self._ask = facts, asked, ask
        self._week = asked.asked_of(facts.scenario)
        self._seconds, self._told = seconds, told
        self._impossible = impossible
        self._at = None if run is None else run.computed_at
        self._former = _former(facts.scenario, run)
        before = Moves(facts)
        if before.breaches:
            raise RosterBroken(before.breaches)
        self._before = before.values
        self._best: tuple[Values, Roster] | None = None
        self._bounds: tuple[TierResult, ...] = ()
        self._searched = 0

    def answer(self) -> Contrast:
        hand = by_hand(self._facts, self._asked)
        judging = time.monotonic() - self._began
        self._seconds -= min(CHECKS * judging, 0.2 * self._seconds)
        conflict = None
        if self._impossible is not None and all(c.breaches for c in hand.changes):
            # Far faster than a search: missions that nobody has to hold are left out.
            conflict = self._contradiction(self._impossible, hand)
        impossible = conflict is not None
        if not impossible:
            until = time.monotonic() + BY_HAND * self._left()
            for found in lawful(self._week, hand.changes, until):
                self._take(found.roster)
                if self._equal():
                    break
        if not impossible and not self._equal():
            impossible = self._search()
        return Contrast(
            question=self._asked,
            before=self._facts,
            by_hand=hand,
            outcome=self._outcome(impossible),
            tiers=tuple(self._tiers()),
            facts=None if self._best is None else Facts(self._week, self._best[1]),
            searched=self._searched,
            conflict=conflict,
            seconds=time.monotonic() - self._began,
            computed_at=self._at,
        )

    def _contradiction(self, impossible: Impossible, hand: ByHand) -> Conflict | None:
        """Return why no roster has what is asked; ``None`` = not proved.

        The week as it stands has a roster, so only those asked about may be in it.
        """
        likely = {b.rule for c in hand.changes for b in c.breaches}
        if hand.closed is not None:
            likely |= {"mission_inside_tour", "tours_as_given", *hand.closed.rules}
        found = contradictions(
            self._week,
            impossible,
            most=1,
            seconds=self._left(),
            officers=[p.officer for p in self._asked.pins],
            likely=likely,
            suspects=self._asked.pins,
        )
        return found[0] if found else None

    def _left(self) -> float:
        return self._seconds - (time.monotonic() - self._began)

    def _equal(self) -> bool:
        """Tell whether a roster with it is known that loses as much in every tier."""
        return self._best is not None and self._best[0].tiers == self._before.tiers

    def _take(self, roster: Roster) -> None:
        """Keep a roster if it loses less than the best one.

        Raises
        ------
        RuntimeError
            If it breaks a rule, or lacks what is asked: two halves of a rule differ.
        """
        facts = Facts(self._week, roster)
        broken = next(standing(facts, RULES.values()), None)
        if broken is not None:
            raise RuntimeError(f"a roster found breaks a rule: {broken}")
        values = Moves(facts).values
        if self._best is None or values.tiers < self._best[0].tiers:
            self._best = values, roster

    # --- the search -------------------------------------------------------------------

    def _search(self) -> bool:
        """Ask the solver, tier by tier as far as they decide; tell if none can be.

        The tiers up to the first that loses more are searched first: they say what the
        opposite costs. The others follow if time is left.
        """
        every = len(self._week.tiers)
        number = every if self._best is None else self._first_worse() + 1
        least = WORTH_ASKING
        while self._left() > least:
            began = time.monotonic()
            if self._told is not None:
                self._told(number, every, self._left())
            answer = self._ask(
                self._week,
                tiers=number,
                seconds=self._left(),
                start=None if self._best is None else self._best[1],
                former=self._known(),
            )
            if answer.roster is None:
                return answer.status is SolveStatus.INFEASIBLE
            self._take(answer.roster)
            self._bounds, self._searched = tuple(answer.tiers), number
            if number == every or self._equal():
                break
            number = every if self._settled() else self._first_worse() + 1
            least = max(WORTH_ASKING, AGAIN * (time.monotonic() - began))
        return False

    def _known(self) -> tuple[TierResult, ...]:
        """Return what is proved: of the week asked, then of the week as it stands.

        Bounds of the latter suppose that the tiers before lose no more than there.
        """
        number = len(self._bounds)
        pairs = zip(self._bounds, self._former, strict=False)
        if all(new.value <= old.value for new, old in pairs):
            return (*self._bounds, *self._former[number:])
        return self._bounds

    def _settled(self) -> bool:
        """Tell whether the tiers searched say what the opposite costs."""
        return self._first_worse() < self._searched

    def _first_worse(self) -> int:
        """Return the first tier in which the best roster is not equal, from 0."""
        assert self._best is not None
        pairs = zip(self._best[0].tiers, self._before.tiers, strict=True)
        last = len(self._before.tiers) - 1
        return next((i for i, (now, old) in enumerate(pairs) if now != old), last)

    # --- the answer -------------------------------------------------------------------

    def _outcome(self, impossible: bool) -> Outcome:
        if self._best is None:
            return Outcome.IMPOSSIBLE if impossible else Outcome.UNKNOWN
        now, before = self._best[0].tiers, self._before.tiers
        if now == before:
            return Outcome.FREE
        return Outcome.COSTS if now > before else Outcome.BETTER

    def _tiers(self) -> Iterator[TierContrast]:
        if self._best is None:
            return
        values = self._best[0]
        bounds = self._proved(values.tiers)
        for index, tier in enumerate(self._week.tiers):
            yield TierContrast(
                name=tier.name,
                goals=tier.goals,
                before=self._before.tiers[index],
                value=values.tiers[index],
                bound=bounds.get(index),
                changes={
                    g: values.goals[g] - self._before.goals[g]
                    for g in tier.goals
                    if values.goals[g] != self._before.goals[g]
                },
            )

    def _proved(self, values: Sequence[int]) -> Mapping[int, int]:
        """Return the best bound of each tier of which something is proved.

        A bound supposes that the tiers before lose no more than they did there.
        """
        found: dict[int, int] = {}
        for known in (self._former, self._bounds):
            for index, result in enumerate(known):
                supposed = (t.value for t in known[:index])
                if all(v <= s for v, s in zip(values, supposed, strict=False)):
                    found[index] = max(result.bound, found.get(index, 0))
        return found


def _former(scenario: Scenario, run: Run | None) -> tuple[TierResult, ...]:
    """Return what is proved of a week, if it is of its tiers."""
    names = [t.name for t in scenario.tiers]
    if run is None or names != [t.name for t in run.tiers]:
        return ()
    return run.tiers


def _plan(facts: Facts, officer: str) -> tuple[object, ...]:
    return (
        [t.key for t in facts.tours_of[officer]],
        [(d.occurrence.key, d.position.name) for d in facts.duties_of[officer]],
    )
