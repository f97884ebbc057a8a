"""What one more officer of each kind would be worth, by searching the week with one.

The week with one more officer has more rosters: the present one is a start, and what
was proved of it is no bound any more.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.missions import Occurrence
from scheduler.domain.near import missions_first
from scheduler.domain.people import HeldQualification
from scheduler.domain.roster import Facts
from scheduler.domain.run import TierResult
from scheduler.domain.scenario import Scenario
from scheduler.explain.amounts import amount, tiers_of_missions
from scheduler.explain.asking import Answer, Ask
from scheduler.explain.kinds import (
    Kind,
    joined,
    kind_json,
    kind_words,
    kinds,
    names_for,
)
from scheduler.goals import GOALS
from scheduler.goals.minimum_cover import counted
from scheduler.verify.able import able_among, panel
from scheduler.verify.openings import against
from scheduler.verify.shortfalls import MISSION_GOALS
from scheduler.words import _, n_

SECONDS = 5.0
"""Most seconds for one kind."""


@dataclass(frozen=True, slots=True)
class Gain:
    """How much less a tier loses.

    Parameters
    ----------
    value
        Gained in the roster found.
    most
        Proved: no roster that is no worse in the earlier tiers gains more.
    """

    value: int
    most: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more officer of a kind is worth.

    Parameters
    ----------
    kind
        Which kind.
    gains
        By tier, up to the last one that counts missions.
    missions
        How many more missions are held.
    """

    kind: Kind
    gains: tuple[Gain, ...]
    missions: int

    @property
    def rank(self) -> tuple[int, ...]:
        """What kinds are ordered by: gains found, then what is still possible."""
        return (*(g.value for g in self.gains), *(g.most for g in self.gains))

    @property
    def proved(self) -> bool:
        """Whether no roster gains more."""
        return all(g.value == g.most for g in self.gains)


def planned_anew(
    facts: Facts, before: Sequence[TierResult], ask: Ask, *, seconds: float = SECONDS
) -> tuple[Facts, Sequence[TierResult]]:
    """Return the roster, and what its tiers lose, that more officers are compared with.

    A repair spares people before it holds missions, so that nobody new would ever hold
    any. It is compared with the best roster of its week that has missions first, found
    in some seconds. The other parameters are as for ``worths``.
    """
    tiers = missions_first(facts.scenario.tiers)
    if tiers == facts.scenario.tiers:
        return facts, before
    week = replace(facts.scenario, tiers=tiers)
    count = tiers_of_missions(week)
    found = ask(week, tiers=count, seconds=seconds, start=facts.roster)
    if found.roster is None:
        by_name = {result.name: result for result in before}
        return Facts(week, facts.roster), [by_name[tier.name] for tier in tiers]
    return Facts(week, found.roster), found.tiers


def worths(
    facts: Facts,
    before: Sequence[TierResult],
    ask: Ask,
    *,
    seconds: float,
    each: float = SECONDS,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
    over: Callable[[], bool] = lambda: False,
) -> tuple[Worth, ...]:
    """Return what one more officer of each kind is worth, the most useful first.

    Kinds are searched in order of what they could do of the missions not held. Those
    not reached in the time are left out.

    Parameters
    ----------
    facts, before
        The roster, and the value of each tier.
    ask
        The search.
    seconds, each
        Most time for all kinds, and for one.
    tell, over
        Told how many kinds are done, of how many; and asked whether to stop.
    """
    week = facts.scenario
    count = tiers_of_missions(week)
    until = time.monotonic() + seconds
    (name,) = names_for(week, 1)
    order, at_least = likely(facts), _at_least_as_able(week)
    answers: dict[Kind, Answer] = {}
    for number, kind in enumerate(order, 1):
        left = until - time.monotonic()
        if left <= 0 or over():
            break
        above = [k for k in answers if (k, kind) in at_least]
        same = [k for k in above if (kind, k) in at_least]
        below = [k for k in answers if (kind, k) in at_least]
        if same:
            answers[kind] = answers[same[0]]
        else:
            best = min(
                (answers[k] for k in below),
                key=lambda a: [t.value for t in a.tiers],
                default=None,
            )
            answer = ask(
                joined(week, kind, [name]),
                tiers=count,
                seconds=min(each, left),
                start=facts.roster if best is None else best.roster,
                former=answers[above[0]].tiers if above else (),
            )
            if answer.roster is not None:
                answers[kind] = answer
        tell(number, len(order))
    held = _not_held(facts)
    found = [
        Worth(
            kind,
            gains=tuple(
                Gain(then.value - now.value, then.value - now.bound)
                for now, then in zip(answer.tiers, before, strict=False)
            ),
            missions=held - _not_held(Facts(joined(week, kind, [name]), answer.roster)),
        )
        for kind, answer in answers.items()
        if answer.roster is not None
    ]
    return tuple(sorted(found, key=lambda w: w.rank, reverse=True))


def _at_least_as_able(week: Scenario) -> set[tuple[Kind, Kind]]:
    """Return the pairs of kinds of which the first can do all that the second can.

    A roster with one more of the second is then one with one more of the first: what is
    proved of the first holds for the second.
    """
    found = kinds(week)
    names = dict(zip(names_for(week, len(found)), found, strict=True))
    more = week
    for name, kind in names.items():
        more = joined(more, kind, [name])
    some = panel(more, tuple(names))
    seats: dict[str, set[int]] = {name: set() for name in names}
    for number, seat in enumerate(s for own in more.seats.values() for s in own):
        for name in able_among(more, seat, some):
            seats[name].add(number)
    rows: dict[str, set[int]] = {name: set() for name in names}
    for number, row in enumerate(more.cover):
        for name in rows.keys() & set(counted(more, row)):
            rows[name].add(number)
    asked = {code for kind in found for code in kind.qualifications}

    def alike(name: str) -> tuple[object, ...]:
        who = more.officers[name]
        own = (who.force, who.judicial, who.status, who.contract)
        return (*own, who.sex, who.night_worker)

    def held(name: str) -> set[HeldQualification]:
        own = more.officers[name].qualifications
        return {q for q in own if q.code in asked}

    return {
        (kind, other)
        for name, kind in names.items()
        for than, other in names.items()
        if alike(name) == alike(than)
        and seats[name] >= seats[than]
        and rows[name] >= rows[than]
        and held(name) >= held(than)
        and set(kind.shifts) >= set(other.shifts)
    }


def likely(facts: Facts) -> tuple[Kind, ...]:
    """Return the kinds of officers, those first who could do most of what is not held.

    Of several kinds that could do the same of it, each is listed: they may still free
    others in different ways.

    Parameters
    ----------
    facts
        The roster.
    """
    week = facts.scenario
    (name,) = names_for(week, 1)
    unheld = [
        o
        for m in week.missions.values()
        if len(facts.held[m.id]) < m.times or m.relay is not None
        for o in m.occurrences
        if o not in facts.crews
    ]
    found = kinds(week)
    points = {}
    for kind in found:
        more = joined(week, kind, [name])
        points[kind] = sum(map(week.points, _within_reach(more, name, unheld)))
    return tuple(sorted(found, key=lambda k: -points[k]))


def _within_reach(
    week: Scenario, name: str, occurrences: Collection[Occurrence]
) -> Iterator[Occurrence]:
    """Yield one occurrence of each mission in which an officer could take a seat."""
    slots = {t.slot for t in week.tours[name] if not against(week, t)}
    alone, seen = panel(week, (name,)), set()
    for occurrence in occurrences:
        if (
            occurrence.mission not in seen
            and any(slot.contains(occurrence.span) for slot in slots)
            and any(able_among(week, s, alone) for s in week.seats[occurrence])
        ):
            seen.add(occurrence.mission)
            yield occurrence


def _not_held(facts: Facts) -> int:
    return sum(
        loss.missing for goal in MISSION_GOALS for loss in GOALS[goal].score(facts)
    )


# --- words ----------------------------------------------------------------------------


def worth_lines(
    scenario: Scenario, found: Sequence[Worth], number: int | None = None
) -> Iterator[str]:
    """Yield what one more officer of each kind is worth, in the current language.

    Parameters
    ----------
    scenario
        The week.
    found
        What is known.
    number
        How many kinds there are; told if some were not reached.
    """
    yield _("One more officer, and the best roster with that one:")
    useless = []
    for one in found:
        gains = list(_gains(scenario, one))
        if gains:
            kind = kind_words(scenario, one.kind)
            yield "  " + _("{kind}: {gains}", kind=kind, gains="; ".join(gains))
        else:
            useless.append(one)
    if useless:
        yield "  " + n_(
            "{n} other kind gains nothing in these tiers, proved.",
            "{n} other kinds gain nothing in these tiers, proved.",
            len(useless),
        )
    if number is not None and len(found) < number:
        yield "  " + n_(
            "{n} kind was not searched: give more time.",
            "{n} kinds were not searched: give more time.",
            number - len(found),
        )


def _gains(scenario: Scenario, worth: Worth) -> Iterator[str]:
    if worth.missions > 0:
        yield n_("{n} more mission held", "{n} more missions held", worth.missions)
    for tier, gain in zip(scenario.tiers, worth.gains, strict=False):
        name, least = _(tier.name), amount(tier, abs(gain.value))
        most = amount(tier, gain.most)
        if gain.value == gain.most == 0:
            continue
        if gain.value < 0 and gain.value == gain.most:
            # The new officer serves an earlier tier better.
            yield _("{tier}: {more} more lost, proved", tier=name, more=least)
        elif gain.value < 0:
            yield _("{tier}: not settled in the time given", tier=name)
        elif gain.value == gain.most:
            yield _("{tier}: {gain} gained, proved", tier=name, gain=least)
        elif gain.value:
            yield _(
                "{tier}: between {gain} and {most} gained",
                tier=name,
                gain=least,
                most=most,
            )
        else:
            yield _("{tier}: at most {most} gained", tier=name, most=most)


def worth_json(scenario: Scenario, found: Sequence[Worth]) -> list[Mapping[str, Any]]:
    """Return the same as JSON."""
    return [
        {
            "kind": kind_json(one.kind),
            "missions": one.missions,
            "proved": one.proved,
            "gains": [
                {"tier": tier.name, "value": gain.value, "most": gain.most}
                for tier, gain in zip(scenario.tiers, one.gains, strict=False)
            ],
        }
        for one in found
    ]
