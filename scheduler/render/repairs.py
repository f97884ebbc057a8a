"""How a repair of a published roster is told: who changes and why, and what it costs.

Why is a kind of reason. The reason of an absence is told to nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from scheduler.domain.roster import Facts
from scheduler.domain.time import Minute, Span
from scheduler.goals import GOALS
from scheduler.verify.units import loss_of
from scheduler.words import N_, _, n_

MOST_NAMED = 8
"""Most officers and missions that a line names."""


class Why(StrEnum):
    """Why the duties of an officer change."""

    AWAY = "away"
    TABLES = "tables"
    REPLACES = "replaces"
    LOST = "lost"
    JOINS = "joins"
    HOURS = "hours"


WHY_WORDS: Mapping[Why, str] = {
    Why.AWAY: N_("is absent during a published duty"),
    Why.TABLES: N_("a published duty is no longer in the tables"),
    Why.REPLACES: N_("takes the place of {officers}"),
    Why.LOST: N_("was on a mission that {officers} had to leave and that is not held"),
    Why.JOINS: N_("joins a crew"),
    Why.HOURS: N_("works other hours, or leaves a crew, so that others can help"),
}
"""Kinds of reasons (message ids)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the duties of one officer change.

    Parameters
    ----------
    officer
        Who.
    why
        The kind of reason.
    officers
        Whom it is about, if others are.
    """

    officer: str
    why: Why
    officers: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the reason as people read it."""
        others = ", ".join(self.officers)
        reason = _(WHY_WORDS[self.why], officers=others)
        return _("{officer}: {reason}", officer=self.officer, reason=reason)


@dataclass(frozen=True)
class Repair:
    """A roster compared with the published one.

    Parameters
    ----------
    facts
        The scenario, with the published roster as its baseline, and the repair.
    """

    facts: Facts

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The officers whose duties change, in order."""
        losses = GOALS["few_people"].score(self.facts)
        return tuple(sorted(loss.officer for loss in losses if loss.officer))

    @cached_property
    def changes(self) -> int:
        """The number of changes."""
        return sum(loss.points for loss in GOALS["few_changes"].score(self.facts))

    @cached_property
    def missions_lost(self) -> tuple[str, ...]:
        """The missions held less often than in the published roster, in order."""
        before = Counter(mission for mission, _start in self._before)
        now = Counter(mission for mission, _start in self._now)
        return tuple(sorted((before - now).keys()))

    @cached_property
    def _before(self) -> Mapping[tuple[str, Minute], frozenset[str]]:
        crews = self.facts.scenario.baseline_crews
        return {placed: frozenset(crew) for placed, crew in crews.items()}

    @cached_property
    def _now(self) -> Mapping[tuple[str, Minute], frozenset[str]]:
        crews: defaultdict[tuple[str, Minute], set[str]] = defaultdict(set)
        for assignment in self.facts.roster.assignments:
            crews[assignment.mission, assignment.start].add(assignment.officer)
        return {placed: frozenset(crew) for placed, crew in crews.items()}

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why each of them changes; those whose own duties are lost come first."""
        found = [self._reason(officer) for officer in self.people]
        order = list(Why)
        return tuple(sorted(found, key=lambda r: (order.index(r.why), r.officer)))

    def _reason(self, officer: str) -> Reason:
        if self._is_away(officer):
            return Reason(officer, Why.AWAY)
        if self._has_lost(officer):
            return Reason(officer, Why.TABLES)
        left: set[str] = set()
        hit: set[str] = set()
        joined = False
        for placed in self._before.keys() | self._now.keys():
            before = self._before.get(placed, frozenset())
            now = self._now.get(placed, frozenset())
            if officer in now - before:
                joined = True
                left |= before - now
            elif officer in before and not now:
                hit |= {o for o in before if self._is_away(o) or self._has_lost(o)}
        if left:
            return Reason(officer, Why.REPLACES, tuple(sorted(left)))
        if hit:
            return Reason(officer, Why.LOST, tuple(sorted(hit)))
        return Reason(officer, Why.JOINS if joined else Why.HOURS)

    def _is_away(self, officer: str) -> bool:
        """Tell whether an absence meets a published duty of an officer."""
        scenario = self.facts.scenario
        assert scenario.baseline is not None
        spans = [
            t.span
            for t in scenario.baseline.tours
            if t.officer == officer and t.span is not None
        ]
        spans += [
            Span(s.start, s.start + 1)
            for s in scenario.baseline.seats
            if s.officer == officer
        ]
        absences = scenario.absences_of.get(officer, ())
        return any(a.span.overlaps(span) for a in absences for span in spans)

    def _has_lost(self, officer: str) -> bool:
        """Tell whether a published duty of an officer is not in the tables."""
        scenario = self.facts.scenario
        assert scenario.baseline is not None
        offered = {t.key for t in scenario.tours.get(officer, ())}
        tours = (t for t in scenario.baseline.tours if t.officer == officer)
        starts = {(o.mission, o.span.start) for o in scenario.occurrences}
        crews = ((p, crew) for p, crew in self._before.items() if officer in crew)
        return any(t.key not in offered for t in tours) or any(
            placed not in starts for placed, _crew in crews
        )

    @cached_property
    def values(self) -> Mapping[str, int]:
        """The value of each tier, by its name."""
        scores = {
            goal: sum(loss.points for loss in GOALS[goal].score(self.facts))
            for tier in self.facts.scenario.tiers
            for goal in tier.goals
        }
        return {
            tier.name: sum(w * scores[g] for g, w in tier.goals.items())
            for tier in self.facts.scenario.tiers
        }

    def content(self) -> dict[str, Any]:
        """Return what programs read."""
        return {
            "people": list(self.people),
            "changes": self.changes,
            "missions_lost": list(self.missions_lost),
            "tiers": dict(self.values),
            "reasons": [
                {"officer": r.officer, "why": r.why.value, "officers": list(r.officers)}
                for r in self.reasons
            ],
        }


def reason_lines(repair: Repair) -> Iterator[str]:
    """Yield who changes and why."""
    for reason in repair.reasons:
        yield "  " + reason.line()


def choice_lines(repairs: list[Repair]) -> Iterator[str]:
    """Yield what each of several repairs costs, and who changes in it."""
    for number, repair in enumerate(repairs, 1):
        people = n_("{n} officer", "{n} officers", len(repair.people))
        changes = n_("{n} change", "{n} changes", repair.changes)
        yield f"{number}. {people} ({_named(repair.people)}), {changes}"
        lost = len(repair.missions_lost)
        if lost:
            missions = n_("{n} mission lost", "{n} missions lost", lost)
            yield f"   {missions}: {_named(repair.missions_lost)}"
        tiers = repair.facts.scenario.tiers
        told = [
            f"{_(tier.name)} {loss_of(tier.goals)(repair.values[tier.name])}"
            for tier in tiers
            if not {"few_people", "few_changes"} & tier.goals.keys()
        ]
        yield "   " + " · ".join(told)


def _named(codes: tuple[str, ...]) -> str:
    more = len(codes) - MOST_NAMED
    shown = ", ".join(codes[:MOST_NAMED])
    return _("{codes} and {n} more", codes=shown, n=more) if more > 0 else shown
