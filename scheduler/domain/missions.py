"""Demand: mission kinds, missions, their occurrences and seats, quotas, risk."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from scheduler.domain.people import ForceKind, Judicial
from scheduler.domain.time import Minute, Span

OccurrenceKey: TypeAlias = tuple[str, Minute, bool, int]
"""Mission, start, form and place of an occurrence."""

SeatKey: TypeAlias = tuple[str, Minute, bool, int, str]
"""Mission, start, form, place and position of a seat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A role in a crew, and what its seats need.

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

    def __hash__(self) -> int:
        """Return the hash of the name: positions are part of every duty."""
        return hash(self.name)


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
        Whether its missions count in the tier of mandatory missions.
    night_exempt
        Whether municipal officers may hold it at night without a night clause (CSI art.
        L512-6).
    positions
        The crew.
    equipment
        Pieces needed by one crew, by equipment code.
    source
        Clause or article behind the entry.
    powers
        Codes of the powers its crews exercise.
    fallback
        Code of the kind as which one force alone may hold it; ``None`` = none. It is
        ignored for a kind that is not joint.
    fallback_worth
        Share of the points that the fallback saves, in percent.
    field
        Code of its field of cooperation; empty = none named.
    briefing, debriefing
        Minutes of work at the place before a mission begins and after it ends.
    changeover
        Minutes needed before this kind after a mission of another kind, in addition to
        travel: uniform, vehicle, equipment.
    reach
        For a reserve: minutes within which its officers must be able to reach the
        place; ``None`` = the crew is at the place.
    presence
        Whether its missions are visible in the street and so lower the risk there.
    unpredictable
        Whether its starts must not repeat from week to week.
    permission
        Whether it needs the permission of the owner of the place.
    most_a_day
        Missions of the kind that one officer may hold on a local day; ``None`` = no
        limit.
    conditions_fr, conditions_en
        Legal conditions printed for the crew; empty = none.
    short_fr, short_en
        Short name for titles of calendar entries, of which phones show about 30
        characters, place included; empty = the name.
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
    field: str = ""
    briefing: int = 0
    debriefing: int = 0
    changeover: int = 0
    reach: int | None = None
    presence: bool = False
    unpredictable: bool = False
    permission: bool = False
    most_a_day: int | None = None
    conditions_fr: str = ""
    conditions_en: str = ""
    short_fr: str = ""
    short_en: str = ""

    def name(self, language: str) -> str:
        """Return the name in French (``fr``) or English."""
        return self.name_fr if language == "fr" else self.name_en

    def short(self, language: str) -> str:
        """Return the short name in French (``fr``) or English, else the name."""
        short = self.short_fr if language == "fr" else self.short_en
        return short or self.name(language)

    def conditions(self, language: str) -> str:
        """Return the legal conditions in French (``fr``) or English."""
        return self.conditions_fr if language == "fr" else self.conditions_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of cooperation that an agreement names.

    Parameters
    ----------
    id, name_fr, name_en
        Code, and the names people read.
    source
        Clause or article that names it.
    """

    id: str
    name_fr: str
    name_en: str
    source: str = ""

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
        When its crew is engaged, in minutes, briefing and debriefing included.
    zone
        Where.
    fallback
        Whether one force alone holds it, as the fallback of the mission's kind.
    place
        Index of the mission's place, from 0.
    briefing, debriefing
        Minutes at the start and at the end of the span.
    """

    mission: str
    day: dt.date
    span: Span
    zone: str
    fallback: bool = False
    place: int = 0
    briefing: int = 0
    debriefing: int = 0

    def __hash__(self) -> int:
        """Return the hash of the key: occurrences are looked up by the thousand."""
        return hash((self.mission, self.span.start, self.fallback, self.place))

    @property
    def key(self) -> OccurrenceKey:
        """Mission, start, form and place: the key of the occurrence."""
        return (self.mission, self.span.start, self.fallback, self.place)

    @property
    def proper(self) -> Span:
        """When the mission itself is held, without briefing and debriefing."""
        return Span(self.span.start + self.briefing, self.span.end - self.debriefing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """How a post is held without a gap, by crews that relieve each other.

    Parameters
    ----------
    windows
        When the post must be held, in order of time, disjoint.
    step
        Minutes of a piece of a window, counted from its start; the last piece may be
        shorter. Relays begin on a grid of the same step.
    overlap
        Minutes during which a crew and the next one are at the post together.
    most
        By window, the greatest number of relays.
    """

    windows: tuple[Span, ...]
    step: int
    overlap: int
    most: tuple[int, ...]

    def pieces(self, window: Span) -> tuple[Span, ...]:
        """Return the pieces of a window; a gap in a piece loses the whole piece."""
        starts = range(window.start, window.end, self.step)
        return tuple(Span(s, min(s + self.step, window.end)) for s in starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """One thing to staff.

    Parameters
    ----------
    id, kind, zone
        Code, catalogue entry and place: the first of its places if it has several.
    occurrences
        Possible placings, by start; one for a mission at a fixed time and place. A
        mission whose kind has a fallback has two for each start and place: the joint
        one, then the fallback.
    times
        How many of them are wanted, at most one a day; for a post, the greatest number
        of relays.
    priority, mandatory
        As in the kind unless the mission says otherwise.
    note
        Free text for the calendar entry.
    requisition
        Reference of the prosecutor's requisition; empty = none.
    spacing
        Least minutes from the start of one occurrence held to the start of the next.
    relay
        For a post that must be held at all times; ``None`` = an ordinary mission.
    equipage
        Code shared by the missions that one crew should hold together; empty = none.
    attendees
        By position, the officers who may hold it, in order of preference; positions
        left out are open.
    radio
        Radio channel or telephone line of its crew; empty = that of the zone.
    event
        Code of the event to which it belongs; empty = none.
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
    spacing: int = 0
    relay: Relay | None = None
    equipage: str = ""
    attendees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    radio: str = ""
    event: str = ""

    @property
    def starts(self) -> tuple[Occurrence, ...]:
        """The placings in the form asked for: one for each start and place."""
        return tuple(o for o in self.occurrences if not o.fallback)

    @property
    def zones(self) -> tuple[str, ...]:
        """Its places, in the order of the tables."""
        return tuple(dict.fromkeys((self.zone, *(o.zone for o in self.occurrences))))

    def asked_before(self, position: Position, officer: str) -> int:
        """Return how many preferred officers are passed over if one holds a position.

        It is 0 for a position without names, and for the first ``count`` officers
        named. Officers who are not named come after all who are.
        """
        asked = self.attendees.get(position.name, ())
        if not asked:
            return 0
        last = max(len(asked), position.count)
        place = asked.index(officer) if officer in asked else last
        return max(0, place - position.count + 1)


@dataclass(frozen=True, slots=True)
class Seat:
    """A position in the crew of one occurrence, to which officers are assigned."""

    occurrence: Occurrence
    position: Position

    @property
    def key(self) -> SeatKey:
        """Mission, start, form, place and position: the key of the seat."""
        return (*self.occurrence.key, self.position.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A stock of interchangeable pieces of equipment.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMission:
    """A mission held before the horizon.

    Parameters
    ----------
    mission, kind, zone
        Code, catalogue entry of the form in which it was held, and place.
    day
        Local day on which it began.
    span
        When, without briefing and debriefing; it begins before the horizon, or in a
        tour that does.
    heads
        Number of officers in its crew, by force.
    crew
        Officers in its crew, where they are known.
    """

    mission: str
    kind: str
    zone: str
    day: dt.date
    span: Span
    heads: Mapping[str, int] = field(default_factory=dict)
    crew: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Risk in a zone during some hours of a day, from the local safety diagnosis.

    Parameters
    ----------
    zone, day, span
        Where, on which local day, when.
    points
        Amount of risk, at least 1; comparable between cells.
    """

    zone: str
    day: dt.date
    span: Span
    points: int


class Measured(StrEnum):
    """What a quota counts."""

    MISSIONS = "missions"
    """Missions held."""
    HOURS = "hours"
    """Hours of missions held, whatever the size of the crew."""


class Period(StrEnum):
    """The period of a quota."""

    WEEK = "week"
    """The civil week, Monday to Sunday."""
    MONTH = "month"
    """The calendar month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """A minimum agreed for missions of some kinds in some communes.

    Parameters
    ----------
    id, name
        Code, and the name people read.
    agreement
        Agreement that sets it; ``None`` = none named.
    communes
        INSEE codes; empty = everywhere.
    kinds
        Mission kinds counted; empty = every joint kind.
    measured, period
        What is counted, and over which period.
    minimum
        Missions or minutes owed in each period.
    weight
        Points lost for each missing mission, or each missing hour begun.
    """

    id: str
    name: str = ""
    agreement: str | None = None
    communes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    measured: Measured = Measured.MISSIONS
    period: Period = Period.WEEK
    minimum: int
    weight: int = 1

    def counts(self, kind: MissionKind) -> bool:
        """Tell whether missions held as of a kind count."""
        return _among(self.kinds, kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The share of joint work that a force has agreed to carry.

    Parameters
    ----------
    id
        Code of the sharing; its rows divide the work among their forces.
    force
        The force.
    percent
        Percentage of the person-minutes of all forces of the sharing, from 0 to 100.
    kinds
        Mission kinds counted; empty = every joint kind.
    """

    id: str
    force: str
    percent: int
    kinds: frozenset[str] = frozenset()

    def counts(self, kind: MissionKind) -> bool:
        """Tell whether missions held as of a kind count."""
        return _among(self.kinds, kind)


def _among(kinds: frozenset[str], kind: MissionKind) -> bool:
    return kind.id in kinds if kinds else kind.joint
