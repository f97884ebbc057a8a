"""Kinds of officers: who is like whom, and a week with one more of a kind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.people import Judicial, Officer, Status
from scheduler.domain.scenario import Scenario
from scheduler.words import _, n_


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Officers who are like each other in what matters for a roster.

    Parameters
    ----------
    force, unit
        Where they serve.
    judicial, status
        Of each.
    qualifications
        Of what they hold, what positions, cover and powers ask for.
    arms
        Whether they have permits to bear arms.
    shifts
        Codes of the shifts that they may work.
    officers
        Who they are; not to be told.
    """

    force: str
    unit: str
    judicial: Judicial
    status: Status
    qualifications: tuple[str, ...]
    arms: bool
    shifts: tuple[str, ...]
    officers: tuple[str, ...] = ()


def kinds(scenario: Scenario, *, free: bool = True) -> tuple[Kind, ...]:
    """Return the kinds of officers of a week, in the order of its tables.

    Parameters
    ----------
    scenario
        The week.
    free
        Whether only officers count whose tours are free.
    """
    asked = _asked(scenario)
    found: defaultdict[Kind, list[str]] = defaultdict(list)
    for officer in scenario.officers.values():
        if officer.free or not free:
            found[_kind(scenario, officer, asked)].append(officer.id)
    return tuple(replace(kind, officers=tuple(own)) for kind, own in found.items())


def _asked(scenario: Scenario) -> frozenset[str]:
    """Return the qualifications that something asks for: tables tell them openly."""
    found = {
        code
        for kind in scenario.kinds.values()
        for position in kind.positions
        for code in position.qualifications
    }
    found |= {row.qualification for row in scenario.cover if row.qualification}
    found |= {power.chief for power in scenario.powers if power.chief}
    return frozenset(found)


def _kind(scenario: Scenario, officer: Officer, asked: frozenset[str]) -> Kind:
    held = {q.code for q in officer.qualifications}
    return Kind(
        force=officer.force,
        unit=officer.unit,
        judicial=officer.judicial,
        status=officer.status,
        qualifications=tuple(sorted(held & asked)),
        arms=bool(officer.weapons),
        shifts=tuple(
            s.id
            for s in scenario.shifts.values()
            if s.force == officer.force and (not s.units or officer.unit in s.units)
        ),
    )


def joined(scenario: Scenario, kind: Kind, names: Iterable[str]) -> Scenario:
    """Return a week with more officers of a kind, whose tours are free.

    Each is a copy of the first one of the kind, without what is recorded of that one:
    absences, history, wishes.

    Parameters
    ----------
    scenario
        The week.
    kind
        Which kind.
    names
        Numbers of the new officers.
    """
    first = scenario.officers[kind.officers[0]]
    new = {
        name: replace(
            first,
            id=name,
            free=True,
            cycle=None,
            cycle_start=None,
            desk=False,
            leaves_on=None,
        )
        for name in names
    }
    return replace(scenario, officers={**scenario.officers, **new})


def names_for(scenario: Scenario, number: int) -> tuple[str, ...]:
    """Return numbers of officers that a week does not have yet."""
    names: list[str] = []
    at = 0
    while len(names) < number:
        at += 1
        if (name := f"+{at}") not in scenario.officers:
            names.append(name)
    return tuple(names)


def kind_words(scenario: Scenario, kind: Kind) -> str:
    """Return a kind in words: force, unit, status, qualifications."""
    parts = [scenario.forces[kind.force].name]
    if kind.unit:
        parts.append(_("unit {unit}", unit=kind.unit))
    if kind.judicial is not Judicial.NONE:
        parts.append(kind.judicial.value)
    if kind.status is not Status.TITULAR:
        parts.append(_(kind.status.value))
    if kind.qualifications:
        held = ", ".join(kind.qualifications)
        count = len(kind.qualifications)
        parts.append(
            n_("qualification {held}", "qualifications {held}", count, held=held)
        )
    if kind.arms:
        parts.append(_("armed"))
    return ", ".join(parts)


def kind_json(kind: Kind) -> Mapping[str, Any]:
    """Return a kind as JSON, without its officers."""
    return {
        "force": kind.force,
        "unit": kind.unit,
        "judicial": kind.judicial.value,
        "status": kind.status.value,
        "qualifications": list(kind.qualifications),
        "armed": kind.arms,
        "shifts": list(kind.shifts),
        "officers": len(kind.officers),
    }
