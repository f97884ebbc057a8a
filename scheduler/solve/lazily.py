"""Lazy rules: what a roster of a relaxed model breaks, and where to refine it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.model.crews import Apart, CrewModel
from scheduler.rules.base import Breach, Rule

ROUNDS = 40
"""Most officers whose missions are dealt again."""


def breaches(facts: Facts, rules: Sequence[Rule]) -> list[Breach]:
    """Return what breaks a lazy rule in a roster, unless an override excuses it."""
    return [
        breach
        for rule in rules
        if rule.lazy
        for breach in rule.check(facts)
        if rule.excuse(facts.scenario, breach) is None
    ]


def told_apart(facts: Facts, model: CrewModel, found: Sequence[Breach]) -> set[Apart]:
    """Return whom a model must keep apart, and on which tours, to avoid some breaches.

    All officers counted together with one in breach, on the tours near it: otherwise
    another of them would take the same missions.
    """
    apart: set[Apart] = set()
    for breach in found:
        for officer in breach.officers:
            own = _tours(facts, officer)
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
    """Return a roster with fewer breaches of lazy rules, by other names alone.

    Officers of one group are interchangeable, so a mission may go from one in breach to
    another, or two may swap missions. No tier changes, as no mission of an equipage is
    moved.
    """
    judges = [r for r in rules if r.lazy or r.name == "one_place_at_a_time"]
    for _round in range(ROUNDS):
        found = breaches(facts, rules)
        better = None
        for breach in found:
            for officer in breach.officers:
                if over():
                    return facts
                better = better or _with_other_names(facts, model, officer, judges)
            if better is not None:
                break
        if better is None:
            return facts
        facts = better
    return facts


def _with_other_names(
    facts: Facts, model: CrewModel, officer: str, judges: Sequence[Rule]
) -> Facts | None:
    """Return a roster in which an officer and another of a group keep the rules."""
    for tour in _tours(facts, officer):
        own = _movable(facts, officer, tour)
        mates = [o for o in model.together_with(officer, tour.slot) if o != officer]
        for mate in mates:
            if not any(t.slot == tour.slot for t in _tours(facts, mate)):
                continue
            theirs = _movable(facts, mate, tour)
            for give in own:
                for take in (None, *theirs):
                    swapped = {give: mate}
                    if take is not None:
                        swapped[take] = officer
                    small = _of_two(facts, officer, mate, swapped)
                    if not any(
                        judge.excuse(facts.scenario, b) is None
                        for judge in judges
                        for b in judge.check(small)
                    ):
                        assignments = tuple(
                            replace(a, officer=swapped.get(a, a.officer))
                            for a in facts.roster.assignments
                        )
                        roster = replace(facts.roster, assignments=assignments)
                        return Facts(facts.scenario, roster.sorted())
    return None


def _movable(facts: Facts, officer: str, tour: Tour) -> list[Assignment]:
    """Return the seats of an officer during a tour, those of equipages left out."""
    held = {
        (d.occurrence.key, d.position.name)
        for d in facts.duties_of[officer]
        if tour.slot.contains(d.occurrence.span)
        and not facts.scenario.missions[d.occurrence.mission].equipage
    }
    return [
        a
        for a in facts.roster.assignments
        if a.officer == officer and (a.placing, a.position) in held
    ]


def _of_two(
    facts: Facts, one: str, two: str, swapped: Mapping[Assignment, str]
) -> Facts:
    """Return the part of a roster that concerns two officers, with other names."""
    both = (one, two)
    assignments = tuple(
        replace(a, officer=swapped.get(a, a.officer))
        for a in facts.roster.assignments
        if a.officer in both
    )
    tours = tuple(t for o in both for t in facts.tours_of[o])
    return Facts(facts.scenario.only(both), Roster(tours, assignments).sorted())


def days_of(facts: Facts, found: Sequence[Breach]) -> set[dt.date]:
    """Return the days on which begin the tours near some breaches."""
    days = set()
    for breach in found:
        for officer in breach.officers:
            own = _tours(facts, officer)
            days |= {t.day for t in own if _near(facts, t, breach)}
    return days


def _tours(facts: Facts, officer: str) -> list[Tour]:
    under_way = facts.scenario.under_way.get(officer, ())
    return [*under_way, *facts.tours_of[officer]]


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
