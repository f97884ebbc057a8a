"""How a roster bears absences: each officer away in turn, usual absences, a reserve.

Absences of the simulation are drawn by officer and day, each independent of the others.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.advise.openings import fallen_ill
from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Facts
from scheduler.domain.run import TierResult
from scheduler.domain.tours import Tour
from scheduler.explain.amounts import tiers_of_missions
from scheduler.explain.asking import Ask
from scheduler.explain.kinds import Kind, joined, kinds, names_for
from scheduler.explain.replacing import After, Damage, Replacing
from scheduler.verify.able import able_among, panel
from scheduler.verify.moves import Moves

RATE = 5.0
"""Usual rate of absence in percent. CHOICE: unplanned absences, beside those that the
tables know; forces that count their own give it."""

DRAWS = 100
"""Draws of a simulation, unless others are asked for."""

WORST_OF = 20
"""The bad case told: what one draw in so many loses, or more."""

KINDS_TRIED = 4
"""Kinds of officers tried on call: those who could do most of what is lost."""

DRAWS_TRIED = 15
"""Draws in which they are compared."""

Tell = Callable[[str, int, int], None]
"""Told of the progress: the question, how many are done, of how many."""


def _nothing(_what: str, _done: int, _of: int) -> None:
    pass


def _never() -> bool:
    return False


# --- each officer away ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proof:
    """The best roster without an officer, in the tiers asked.

    Parameters
    ----------
    value, bound
        By tier, how much more is lost, and how much more any roster loses at least.
    """

    value: tuple[int, ...]
    bound: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dependence:
    """What depends on one officer.

    Parameters
    ----------
    officer
        Who is away, from the first day to the last.
    at_once
        What is lost if nobody else moves.
    repaired
        What is lost once colleagues on duty have stepped in.
    recalled
        What is lost if colleagues also work one tour more each.
    proof
        What is lost in the best roster without the officer; ``None`` = not asked.
    """

    officer: str
    at_once: After
    repaired: After
    recalled: After
    proof: Proof | None = None

    @property
    def rank(self) -> tuple[object, ...]:
        """What officers are ordered by: those on whom most depends come last."""
        found = (self.recalled, self.repaired, self.at_once)
        return tuple(after.damage.rank for after in found)

    @property
    def worst_day(self) -> tuple[dt.date, tuple[Occurrence, ...]] | None:
        """The day on which most missions stay lost, with these; ``None`` = none do."""
        lost = self.recalled.lost
        days = Counter(o.day for o in lost)
        if not days:
            return None
        day = min(days, key=lambda d: (-days[d], d))
        return day, tuple(o for o in lost if o.day == day)


def each_away(
    replacing: Replacing, tell: Tell = _nothing, over: Callable[[], bool] = _never
) -> tuple[Dependence, ...]:
    """Return what depends on each officer, those on whom most depends first.

    Each is away for the whole horizon, as with a long illness.

    Parameters
    ----------
    replacing
        The roster.
    tell, over
        Told of the progress, and asked whether to stop; officers not reached are left
        out.
    """
    own: dict[str, list[Tour]] = {o: [] for o in replacing.facts.scenario.officers}
    for tour in replacing.tours:
        own[tour.officer].append(tour)
    # Who has most to do comes first, in case that not all are reached.
    duties = replacing.facts.duties_of
    order = sorted((o for o in own if own[o]), key=lambda o: (-len(duties[o]), o))
    found = []
    for number, officer in enumerate(order, 1):
        if over():
            break
        away = own[officer]
        found.append(
            Dependence(
                officer,
                replacing.at_once(away),
                replacing.repaired(away),
                replacing.recalled(away),
            )
        )
        tell("officers", number, len(order))
    ranked = sorted(found, key=lambda d: d.officer)
    return tuple(sorted(ranked, key=lambda d: d.rank, reverse=True))


def proved(
    replacing: Replacing,
    found: Dependence,
    tiers: Sequence[TierResult],
    ask: Ask,
    seconds: float,
) -> Dependence:
    """Return what depends on an officer, with the best roster without that one.

    Tiers are searched up to the last one that counts missions. Nothing is added if
    nothing is lost in the end, or if the search ends without a roster.

    Parameters
    ----------
    replacing, found
        The roster, and what is known.
    tiers
        What is proved of the roster.
    ask, seconds
        The search, and most time for it.
    """
    if not any(found.recalled.damage.rank):
        return found
    facts = replacing.facts
    week = facts.scenario
    count = tiers_of_missions(week)
    # Tours of the last night end on the day after.
    until = week.clock.midnight(week.clock.dates[-1] + dt.timedelta(days=2))
    ill = fallen_ill(facts, found.officer, week.clock.span.start, until)
    # A pin to a mission that is lost may stand against the repaired roster.
    mended = replacing.roster(found.recalled)
    broken = Moves(Facts(ill.facts.scenario, mended)).breaches
    # The tours of others are given: without them, the roster is not one of that week.
    free = week.officers[found.officer].free
    answer = ask(
        ill.facts.scenario,
        tiers=count,
        seconds=seconds,
        start=None if broken else mended,
        former=tiers[:count] if free else (),
    )
    if answer.roster is None:
        return found
    pairs = list(zip(answer.tiers, tiers, strict=False))
    proof = Proof(
        value=tuple(now.value - before.value for now, before in pairs),
        bound=tuple(now.bound - before.value for now, before in pairs),
    )
    return replace(found, proof=proof)


# --- usual absences -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spread:
    """What is lost over many draws.

    Parameters
    ----------
    mean
        By figure, its mean.
    worst
        By figure, what one draw in ``WORST_OF`` loses, or more.
    """

    mean: Mapping[str, float]
    worst: Mapping[str, int]


FIGURES: Mapping[str, Callable[[Damage], int]] = {
    "mandatory": lambda d: d.mandatory,
    "missions": lambda d: d.missions,
    "heads": lambda d: d.heads,
    "all": lambda d: d.mandatory + d.missions,
    "points": lambda d: d.points,
}
"""The figures of a spread: mandatory missions, others, heads of cover, all missions,
and their points."""


def spread(damages: Sequence[Damage]) -> Spread:
    """Return the mean and the bad case of each figure over some draws."""
    mean, worst = {}, {}
    for name, figure in FIGURES.items():
        values = sorted(figure(d) for d in damages)
        mean[name] = sum(values) / len(values) if values else 0.0
        # The largest value that one draw in WORST_OF reaches.
        last = len(values) - math.ceil(len(values) / WORST_OF)
        worst[name] = values[last] if values else 0
    return Spread(mean, worst)


@dataclass(frozen=True, slots=True)
class Reserve:
    """What officers on call save.

    Parameters
    ----------
    kind
        What they are.
    after
        What is lost with none of them a day, with one, and so on.
    """

    kind: Kind
    after: tuple[Spread, ...]

    def saved(self, number: int) -> float:
        """Return how many missions so many officers on call save, on average."""
        none, some = self.after[0].mean, self.after[number].mean
        return none["all"] - some["all"]


@dataclass(frozen=True, slots=True)
class Simulation:
    """Many draws of absences.

    Parameters
    ----------
    draws
        How many were evaluated.
    rates
        By force, the rate of absence in percent.
    away
        Tours missed, on average.
    at_once, repaired
        What is lost if nobody moves, and once colleagues on duty have stepped in.
    reserve
        What officers on call save; ``None`` = not asked, or nothing could be saved.
    """

    draws: int
    rates: Mapping[str, float]
    away: float
    at_once: Spread
    repaired: Spread
    reserve: Reserve | None = None


def drawn(
    replacing: Replacing, rates: Mapping[str, float], draws: int, seed: int
) -> list[tuple[Tour, ...]]:
    """Return the tours missed in each of some draws.

    The first draws of a seed are the same whatever their number.

    Parameters
    ----------
    replacing
        The roster.
    rates
        By force, the rate of absence in percent.
    draws, seed
        How many, and the seed of chance.
    """
    week, tours = replacing.facts.scenario, replacing.tours
    chance = np.array([rates[week.officers[t.officer].force] / 100 for t in tours])
    missed = np.random.default_rng(seed).random((draws, len(tours))) < chance
    return [tuple(tours[i] for i in np.flatnonzero(row)) for row in missed]


def simulate(
    replacing: Replacing,
    rates: Mapping[str, float],
    *,
    draws: int = DRAWS,
    seed: int = 0,
    reserve: int = 0,
    tell: Tell = _nothing,
    over: Callable[[], bool] = _never,
) -> Simulation:
    """Return what usual absences cost, and what officers on call save of it.

    Parameters
    ----------
    replacing
        The roster.
    rates
        By force, the rate of absence in percent.
    draws, seed
        How many draws, and the seed of chance: the same seed gives the same figures.
    reserve
        Most officers on call a day; 0 = none.
    tell, over
        Told of the progress, and asked whether to stop; draws not reached are left out.
    """
    missed = drawn(replacing, rates, draws, seed)
    at_once: list[Damage] = []
    repaired: list[After] = []
    for number, away in enumerate(missed, 1):
        if over():
            break
        at_once.append(replacing.at_once(away).damage)
        repaired.append(replacing.repaired(away))
        tell("draws", number, draws)
    done = missed[: len(repaired)]
    return Simulation(
        draws=len(done),
        rates=rates,
        away=sum(map(len, done)) / max(1, len(done)),
        at_once=spread(at_once),
        repaired=spread([a.damage for a in repaired]),
        reserve=_reserve(replacing, done, repaired, reserve, tell, over),
    )


def _reserve(
    replacing: Replacing,
    missed: Sequence[tuple[Tour, ...]],
    repaired: Sequence[After],
    number: int,
    tell: Tell,
    over: Callable[[], bool],
) -> Reserve | None:
    """Return what officers on call of the most useful kind save."""
    if not number or over():
        return None
    tried = []
    for kind in _useful(replacing.facts, repaired):
        found = list(
            _on_call(replacing, kind, 1, missed[:DRAWS_TRIED], tell, over),
        )
        if found:
            saved = sum(one[0].points - one[1].points for one in found)
            heads = sum(one[0].heads - one[1].heads for one in found)
            tried.append((saved / len(found), heads / len(found), kind))
    if not tried:
        return None
    *_, kind = max(tried, key=lambda t: t[:2])
    rounds = list(_on_call(replacing, kind, number, missed, tell, over))
    if not rounds:
        return None
    return Reserve(kind, tuple(map(spread, zip(*rounds, strict=True))))


def _useful(facts: Facts, repaired: Sequence[After]) -> list[Kind]:
    """Return the kinds of officers who could take most of what is lost."""
    lost = Counter(o for after in repaired for o in after.lost)
    worth: list[tuple[int, Kind]] = []
    for kind in kinds(facts.scenario, free=False):
        (name,) = names_for(facts.scenario, 1)
        week = joined(facts.scenario, kind, [name])
        slots, alone = {t.slot for t in week.tours[name]}, panel(week, (name,))
        points = sum(
            number * week.points(o)
            for o, number in lost.items()
            if any(slot.contains(o.span) for slot in slots)
            and any(able_among(week, seat, alone) for seat in week.seats[o])
        )
        worth.append((points, kind))
    order = sorted(range(len(worth)), key=lambda i: (-worth[i][0], i))
    return [worth[i][1] for i in order[:KINDS_TRIED] if worth[i][0]]


def _on_call(
    replacing: Replacing,
    kind: Kind,
    number: int,
    missed: Sequence[tuple[Tour, ...]],
    tell: Tell,
    over: Callable[[], bool],
) -> Iterator[list[Damage]]:
    """Yield for each draw what is lost without officers on call, with one a day, ..."""
    before = replacing.facts.scenario
    days = before.clock.dates
    names = iter(names_for(before, number * len(days)))
    rounds = [{next(names): day for day in days} for _number in range(number)]
    week = joined(before, kind, [name for own in rounds for name in own])
    replacing = replacing.joined_by(week)
    for count, away in enumerate(missed, 1):
        if over():
            break
        yield [after.damage for after in replacing.called(away, rounds)]
        tell("reserve", count, len(missed))
