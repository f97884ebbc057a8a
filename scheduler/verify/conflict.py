"""A contradiction that leaves no roster, and its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from scheduler.domain.people import Absence, Pin
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Change, CycleChange, FixedTour
from scheduler.rules.base import Breach, Rule
from scheduler.verify.report import breach_json, breach_line
from scheduler.words import N_, _, n_
from scheduler.words.render import say

Fact: TypeAlias = Pin | FixedTour | CycleChange | Absence
"""A row of a table that may contradict others."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An irreducible contradiction: leave out any one part and it is gone.

    Parameters
    ----------
    pins, rules
        Pins and rules that cannot hold together. The rule that pins are kept is
        implied.
    fixed, changes, absences
        Fixed tours, recorded changes of a cycle, and absences without which they could.
        A tour of a cycle has no row of its own.
    breaches
        Rules broken by the fixed tours alone, if that is the cause.
    frozen
        Rules broken by what began before the freeze, if the rule that it stays is among
        ``rules``.
    confirmed
        Whether the solver proved the contradiction of exactly this set.
    """

    pins: tuple[Pin, ...] = ()
    rules: tuple[Rule, ...] = ()
    fixed: tuple[FixedTour, ...] = ()
    changes: tuple[CycleChange, ...] = ()
    absences: tuple[Absence, ...] = ()
    breaches: tuple[Breach, ...] = ()
    frozen: tuple[Breach, ...] = ()
    confirmed: bool = True

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The rows of tables that contradict each other, without the rules."""
        return (*self.pins, *self.fixed, *self.changes, *self.absences)


def conflicts_lines(scenario: Scenario, conflicts: Sequence[Conflict]) -> Iterator[str]:
    """Yield all contradictions of a week as people read them."""
    if len(conflicts) == 1:
        yield from conflict_lines(scenario, conflicts[0])
        return
    yield n_(
        "There is no roster: {n} contradiction was found.",
        "There is no roster: {n} contradictions were found; each must be resolved.",
        len(conflicts),
    )
    for number, conflict in enumerate(conflicts, 1):
        _head, *lines = conflict_lines(scenario, conflict)
        yield _("{n}. These facts contradict each other:", n=number)
        yield from ("   " + line for line in lines)


def conflict_lines(scenario: Scenario, conflict: Conflict) -> Iterator[str]:
    """Yield a contradiction as people read it."""
    yield _("There is no roster: these facts contradict each other.")
    for breach in conflict.breaches:
        yield "  " + _("fixed tours: {words}", words=breach_line(scenario, breach))
    for breach in conflict.frozen:
        line = breach_line(scenario, breach)
        yield "  " + _("began before the freeze: {words}", words=line)
    for fact in conflict.facts:
        yield "  " + fact_line(scenario, fact)
    told = {breach.rule for breach in conflict.breaches}
    for rule in (r for r in conflict.rules if r.name not in told):
        yield "  " + rule_line(rule)
    if not conflict.confirmed:
        yield _("The search for the smallest such set was cut short.")
    if any(rule.name == "freeze_kept" for rule in conflict.rules):
        yield _("Freeze from an earlier instant, or change one of these facts.")
    elif conflict.absences:
        yield _("Change one of these pins, fixed tours, absences or settings.")
    else:
        yield _("Change one of these pins, fixed tours or settings.")


def rule_line(rule: Rule) -> str:
    """Return a rule of a contradiction in a line, with its article."""
    return _(
        "rule {rule}: {words} ({source})",
        rule=_(rule.title),
        words=_(rule.words),
        source=rule.source,
    )


def fact_line(scenario: Scenario, fact: Fact) -> str:
    """Return a fact of a contradiction in a line, with its table row if it has one.

    Of an absence the time is told, and never the reason.
    """
    line = say(*_words(fact), scenario.clock)
    return _("{fact} [{row}]", fact=line, row=fact.row) if fact.row else line


def _words(fact: Fact) -> tuple[str, dict[str, Any]]:
    if isinstance(fact, Absence):
        return _ABSENCE, {
            "officer": fact.officer,
            "start": fact.span.start,
            "end": fact.span.end,
        }
    if isinstance(fact, CycleChange):
        return _CHANGES[fact.change], {"officer": fact.officer, "day": fact.day}
    values = {"officer": fact.officer, "day": fact.day, "shift": fact.shift}
    if isinstance(fact, FixedTour):
        if fact.shift is None:
            return _FIXED_OFF, values
        return (_FIXED if fact.row else _CYCLE), values
    on_a_day = _MISSION_ON if fact.mission and fact.day else _PINS
    return on_a_day[fact.pin], {**values, "mission": fact.mission}


def conflict_json(scenario: Scenario, conflict: Conflict) -> dict[str, Any]:
    """Return a contradiction for machines."""
    return {
        "facts": [
            {
                "officer": fact.officer,
                "row": fact.row or None,
                "words": say(*_words(fact), scenario.clock),
            }
            for fact in conflict.facts
        ],
        "rules": [{"rule": r.name, "source": r.source} for r in conflict.rules],
        "breaches": [
            breach_json(scenario, b) for b in (*conflict.breaches, *conflict.frozen)
        ],
        "confirmed": conflict.confirmed,
    }


_ABSENCE = N_("absence: {officer} is not at work from {start:at} to {end:at}")
_FIXED = N_("fixed tour: {officer} works {shift} on {day:day}")
_FIXED_OFF = N_("fixed tour: {officer} is off on {day:day}")
_CYCLE = N_("tour of the cycle: {officer} works {shift} on {day:day}")
_CHANGES = {
    Change.RECALL: N_("change of the cycle: {officer} is recalled on {day:day}"),
    Change.POSTPONEMENT: N_(
        "change of the cycle: the rest of {officer} on {day:day} is postponed"
    ),
    Change.SHIFTED: N_("change of the cycle: {officer} has other hours on {day:day}"),
    Change.EXCHANGE: N_("change of the cycle: {officer} exchanges {day:day}"),
}
_MISSION_ON = {
    "mission": N_("pin: {officer} is in the crew of {mission} on {day:day}"),
    "not_mission": N_("pin: {officer} is not in the crew of {mission} on {day:day}"),
}
_PINS = {
    "shift": N_("pin: {officer} works {shift} on {day:day}"),
    "work": N_("pin: {officer} works any tour on {day:day}"),
    "off": N_("pin: {officer} is off on {day:day}"),
    "mission": N_("pin: {officer} is in the crew of {mission}"),
    "not_mission": N_("pin: {officer} is not in the crew of {mission}"),
}
