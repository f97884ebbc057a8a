"""Lazy rules: what a roster of a relaxed model breaks, and where to refine it."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.model.crews import Apart, CrewModel
from scheduler.rules.base import Breach, Rule, standing
from scheduler.solve.dealing import dealt, tours_of
from scheduler.solve.rows import Row


def breaches(facts: Facts, rules: Sequence[Rule]) -> list[Breach]:
    """Return what breaks a lazy rule in a roster, unless an override excuses it."""
    return list(standing(facts, [r for r in rules if r.lazy]))


def is_counted(rules: Sequence[Rule], breach: Breach) -> bool:
    """Tell whether head-counts can say something of the rule that is broken."""
    return any(
        rule.name == breach.rule and type(rule).post_together is not Rule.post_together
        for rule in rules
    )


def told_apart(facts: Facts, model: CrewModel, found: Sequence[Breach]) -> set[Apart]:
    """Return whom a model must keep apart, and on which tours, to avoid some breaches.

    All officers counted together with one in breach, on the tours near it: otherwise
    another of them would take the same missions.
    """
    apart: set[Apart] = set()
    for breach in found:
        for officer in breach.officers:
            own = tours_of(facts, officer)
            near = [t for t in own if _near(facts, t, breach)] or own
            apart |= {
                (mate, tour.slot)
                for tour in near
                for mate in model.together_with(officer, tour.slot)
            }
    return apart


def dealt_again(
    facts: Facts,
    model: CrewModel,
    rules: Sequence[Rule],
    over: Callable[[], bool],
) -> Facts:
    """Return a roster with fewer breaches of lazy rules, by other names alone."""
    judges = [r for r in rules if r.lazy or r.name == "one_place_at_a_time"]
    tried: set[Apart] = set()
    while not over():
        cases = [
            (officer, tour.slot)
            for breach in breaches(facts, rules)
            for officer in breach.officers
            for tour in tours_of(facts, officer)
            if _near(facts, tour, breach)
        ]
        case = next((c for c in cases if c not in tried), None)
        if case is None:
            break
        tried.add(case)
        facts = dealt(facts, model, *case, judges, over) or facts
    return facts


def lighter(
    facts: Facts, model: CrewModel, found: Sequence[Breach], solution: Sequence[int]
) -> Iterator[Row]:
    """Yield rows by which the group of each breach holds fewer seats on its tour.

    They are no rows that every lawful roster keeps: only a way out of a breach.
    """
    for breach in found:
        for officer in breach.officers:
            for tour in tours_of(facts, officer):
                own = model.heads_of(officer, tour.slot)
                held = sum(solution[v] for v in own)
                if held and _near(facts, tour, breach):
                    yield [(v, 1) for v in own], 0, held - 1


def days_of(facts: Facts, found: Sequence[Breach]) -> set[dt.date]:
    """Return the days on which begin the tours near some breaches."""
    days = set()
    for breach in found:
        for officer in breach.officers:
            own = tours_of(facts, officer)
            days |= {t.day for t in own if _near(facts, t, breach)}
    return days


def _near(facts: Facts, tour: Tour, breach: Breach) -> bool:
    if breach.when is None:
        return True
    clock = facts.scenario.clock
    return tour.span.overlaps(clock.day(clock.date(breach.when)))


def mended(
    facts: Facts, rules: Sequence[Rule], over: Callable[[], bool]
) -> Roster | None:
    """Return a roster with the crews dropped that break a lazy rule; ``None`` = fails.

    Of the missions of an officer in breach, near it, the one of least points goes.
    """
    while not over():
        found = breaches(facts, rules)
        if not found:
            return facts.roster
        dropped: set[Occurrence] = set()
        for breach in found:
            day = None
            if breach.when is not None:
                clock = facts.scenario.clock
                day = clock.day(clock.date(breach.when))
            for officer in breach.officers:
                duties = [d.occurrence for d in facts.duties_of[officer]]
                near = [o for o in duties if day is None or o.span.overlaps(_wide(day))]
                if near and not dropped.intersection(near):
                    missions = facts.scenario.missions
                    least = min(
                        near,
                        key=lambda o: (
                            missions[o.mission].mandatory,
                            missions[o.mission].priority,
                            o.key,
                        ),
                    )
                    dropped.add(least)
        if not dropped:
            return None
        keys = {o.key for o in dropped}
        kept = tuple(a for a in facts.roster.assignments if a.placing not in keys)
        facts = Facts(facts.scenario, replace(facts.roster, assignments=kept))
    return None


def _wide(day: Span) -> Span:
    """Return a day with half a day on both sides: tours run over midnight."""
    return Span(day.start - day.length // 2, day.end + day.length // 2)
