"""What is to be staffed: mission kinds, missions, their occurrences and seats."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.domain.people import ForceKind, Judicial
from scheduler.domain.time import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Seats of one sort in a crew, and what they need.

    Parameters
    ----------
    name
        Code of the position inside its kind.
    count
        Seats to fill, at least 1.
    force
        Kind of force the officer must belong to; ``None`` = either.
    qualifications
        Codes that the officer must hold during the mission.
    judicial
        Judicial statuses accepted; empty = any.
    leads
        Whether this position commands the crew.
    armed
        Whether the officer must bear arms.
    wardens
        Whether a warden (ASVP) may hold it.
    """

    name: str
    count: int = 1
    force: ForceKind | None = None
    qualifications: tuple[str, ...] = ()
    judicial: frozenset[Judicial] = frozenset()
    leads: bool = False
    armed: bool = False
    wardens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionKind:
    """An entry of the catalogue of missions.

    Parameters
    ----------
    id, name_fr, name_en
        Code, and the names people read.
    joint
        Whether the crew must be mixed.
    priority
        Points lost when one occurrence is not held, at least 1.
    mandatory
        Whether its missions come before all else.
    night_exempt
        Whether municipal officers may hold it at night without a clause (CSI L512-6).
    positions
        The crew.
    equipment
        Pieces needed by one crew, by equipment code.
    source
        Clause or article behind the entry.
    powers
        Codes of the powers its crews exercise.
    fallback
        Code of the kind held by one force alone when no joint crew can be had; ``None``
        = none. Only joint kinds fall back, and only once: the fallback's own fallback
        is not looked at.
    fallback_worth
        Share of the points that the fallback saves, in percent.
    """

    id: str
    name_fr: str
    name_en: str
    joint: bool
    priority: int
    mandatory: bool = False
    night_exempt: bool = False
    positions: tuple[Position, ...]
    equipment: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    powers: tuple[str, ...] = ()
    fallback: str | None = None
    fallback_worth: int = 50

    def name(self, language: str) -> str:
        """Return the name in French (``fr``) or English."""
        return self.name_fr if language == "fr" else self.name_en


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One possible placing of a mission in time and place.

    Parameters
    ----------
    mission
        Code of the mission.
    day
        Local day on which it starts.
    span
        When, in minutes.
    zone
        Where.
    fallback
        Whether it is held by one force alone, as the fallback of the mission's kind.
    """

    mission: str
    day: dt.date
    span: Span
    zone: str
    fallback: bool = False

    @property
    def key(self) -> tuple[str, int, bool]:
        """Mission, start and form: names the occurrence."""
        return (self.mission, self.span.start, self.fallback)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """One thing to staff.

    Parameters
    ----------
    id, kind, zone
        Code, catalogue entry and place.
    occurrences
        Possible placings, by start; one for a mission at a fixed time. A mission whose
        kind has a fallback has two placings for each start: the joint one, then the
        fallback.
    times
        How many of them are wanted, at most one a day.
    priority, mandatory
        As in the kind unless the mission says otherwise.
    note
        Free text for the calendar entry.
    requisition
        Reference of the prosecutor's requisition; empty = none.
    """

    id: str
    kind: str
    zone: str
    occurrences: tuple[Occurrence, ...]
    times: int = 1
    priority: int
    mandatory: bool = False
    note: str = ""
    requisition: str = ""

    @property
    def starts(self) -> tuple[Occurrence, ...]:
        """The placings in the form that is asked for: one for each start."""
        return tuple(o for o in self.occurrences if not o.fallback)


@dataclass(frozen=True, slots=True)
class Seat:
    """A position of one occurrence: where an officer may be assigned."""

    occurrence: Occurrence
    position: Position

    @property
    def key(self) -> tuple[str, int, bool, str]:
        """Mission, start, form and position: names the seat."""
        return (*self.occurrence.key, self.position.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A stock of interchangeable pieces.

    Parameters
    ----------
    id, name_fr, name_en
        Code, and the names people read.
    quantity
        Pieces in stock.
    turnaround
        Minutes between two uses of one piece.
    """

    id: str
    name_fr: str
    name_en: str
    quantity: int
    turnaround: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Head-count wanted on a shift on one day.

    Parameters
    ----------
    force, unit, shift, day
        Where it is wanted; ``unit`` ``None`` = the whole force.
    minimum
        Heads wanted.
    qualification
        Counts only holders, if given.
    weight
        Points lost for each head missing.
    """

    force: str
    shift: str
    day: dt.date
    minimum: int
    unit: str | None = None
    qualification: str | None = None
    weight: int = 1
