"""A roster as rows: tours, seats, shortfalls, loads and costs, each counted once.

The data frames, the board, the workbook and the report read them. Names of columns and
codes are the same in every language; only the reason of a shortfall is a sentence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.domain.missions import Mission, Occurrence
from scheduler.domain.people import Officer
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour
from scheduler.goals import GOALS, Loss
from scheduler.goals.hours_near_contract import HoursNearContract
from scheduler.goals.weekend_fairness import SATURDAY
from scheduler.render.nights import is_night
from scheduler.render.text import plain
from scheduler.verify.reasons import cover_reason, reason
from scheduler.verify.report import cover_line
from scheduler.verify.shortfalls import Shortfall
from scheduler.words import use_language

if TYPE_CHECKING:
    import datetime as dt

LOCAL = "local time"
"""The type of instants: aware, in the time zone of the week, to the second."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a frame.

    Parameters
    ----------
    name
        Heading.
    dtype
        Type, as pandas calls it, or ``LOCAL``.
    words
        Meaning, with the unit.
    """

    name: str
    dtype: str
    words: str


def _column(dtype: str, words: str) -> dict[str, str]:
    """Return what makes an attribute of a row a column of its frame."""
    return {"dtype": dtype, "words": words}


def columns(row: type) -> tuple[Field, ...]:
    """Return the columns that a class of rows declares, in order."""
    return tuple(
        Field(f.name, f.metadata["dtype"], f.metadata["words"])
        for f in fields(row)
        if f.metadata
    )


_OFFICER = _column("string", "code of the officer")
_FORCE = _column("string", "code of the officer's force")
_UNIT = _column("string", "unit of the officer; empty if none")


@dataclass(frozen=True, slots=True, kw_only=True)
class TourRow:
    """A tour of the horizon; instants are minutes of the scenario's clock."""

    tour: Tour
    officer: str = field(metadata=_OFFICER)
    force: str = field(metadata=_FORCE)
    unit: str = field(metadata=_UNIT)
    day: "dt.date" = field(
        metadata=_column("datetime64[s]", "local day on which the tour begins")
    )
    shift: str = field(metadata=_column("string", "code of the shift"))
    start: Minute = field(metadata=_column(LOCAL, "start of the tour"))
    end: Minute = field(metadata=_column(LOCAL, "end of the tour"))
    work: int = field(
        metadata=_column(
            "int64", "work counted, in minutes; unpaid breaks are left out"
        )
    )
    breaks: int | None = field(
        metadata=_column("Int64", "breaks placed, in minutes; missing if not placed")
    )
    night: bool = field(metadata=_column("bool", "whether it counts as a night tour"))
    fixed: bool = field(metadata=_column("bool", "whether it was given and not chosen"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """A seat taken in a crew; instants are minutes of the scenario's clock."""

    duty: Duty
    mission: str = field(metadata=_column("string", "code of the mission"))
    kind: str = field(
        metadata=_column("string", "code of the kind in which it is held")
    )
    zone: str = field(metadata=_column("string", "code of the zone"))
    commune: str = field(metadata=_column("string", "INSEE code of the commune"))
    day: "dt.date" = field(
        metadata=_column("datetime64[s]", "local day on which the mission begins")
    )
    start: Minute = field(
        metadata=_column(LOCAL, "start of the engagement, briefing included")
    )
    end: Minute = field(
        metadata=_column(LOCAL, "end of the engagement, debriefing included")
    )
    minutes: int = field(
        metadata=_column("int64", "length of the engagement, in minutes")
    )
    joint: bool = field(
        metadata=_column("bool", "whether the kind asks for a mixed crew")
    )
    fallback: bool = field(
        metadata=_column("bool", "whether one force holds it in place of a mixed crew")
    )
    position: str = field(metadata=_column("string", "code of the position"))
    leads: bool = field(metadata=_column("bool", "whether the position leads the crew"))
    officer: str = field(metadata=_OFFICER)
    force: str = field(metadata=_FORCE)
    unit: str = field(metadata=_UNIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortfallRow:
    """A mission not held, a gap of a post, or cover not reached.

    ``wanted`` is in the unit of ``missing``: for a mission how often it is wanted in
    all (of a post: its windows), for cover the officers wanted. ``possible`` says for
    cover who could work the shift; empty = enough could. Neither is a column.
    """

    wanted: int
    possible: str = ""
    what: str = field(metadata=_column("string", "`mission` or `cover`"))
    mission: str | None = field(
        metadata=_column("string", "code of the mission; missing for cover")
    )
    kind: str | None = field(
        metadata=_column("string", "code of the kind asked for; missing for cover")
    )
    zone: str | None = field(
        metadata=_column("string", "code of the zone; missing for cover")
    )
    shift: str | None = field(
        metadata=_column("string", "code of the shift; missing for missions")
    )
    unit: str | None = field(
        metadata=_column("string", "unit wanted; missing for missions, empty for any")
    )
    qualification: str | None = field(
        metadata=_column("string", "qualification wanted; likewise")
    )
    day: "dt.date" = field(metadata=_column("datetime64[s]", "local day of `start`"))
    start: Minute = field(
        metadata=_column(
            LOCAL,
            "start of the shift, of the gap of a post, or of the start that the reason "
            "is about",
        )
    )
    end: Minute = field(metadata=_column(LOCAL, "its end"))
    mandatory: bool = field(
        metadata=_column("bool", "whether the mission is mandatory; false for cover")
    )
    missing: int = field(
        metadata=_column("int64", "missions not held, or officers missing")
    )
    reason: str = field(
        metadata=_column("string", "why, in the language of the frames")
    )

    @property
    def span(self) -> Span:
        """The time from start to end."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    """Totals of an officer over the horizon."""

    officer: str = field(metadata=_OFFICER)
    force: str = field(metadata=_FORCE)
    unit: str = field(metadata=_UNIT)
    work: int = field(metadata=_column("int64", "work, in minutes"))
    contract: int = field(
        metadata=_column("int64", "contract for the days of presence, in minutes")
    )
    nights: int = field(metadata=_column("int64", "night tours"))
    nights_before: int = field(metadata=_column("int64", "night tours of the history"))
    weekends: int = field(
        metadata=_column("int64", "tours that begin on a Saturday or Sunday")
    )
    weekends_before: int = field(metadata=_column("int64", "such tours of the history"))
    missions: int = field(metadata=_column("int64", "seats taken in crews"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """What a goal loses because of an officer."""

    tier: str = field(metadata=_column("string", "name of the tier"))
    goal: str = field(metadata=_column("string", "code of the goal"))
    officer: str | None = field(
        metadata=_column("string", "code of the officer; missing if it is about nobody")
    )
    unit: str = field(
        metadata=_column("string", "what `lost` counts: `points`, `minutes` or `count`")
    )
    lost: int = field(metadata=_column("int64", "what the goal loses, in its unit"))
    weight: int = field(metadata=_column("int64", "weight of the goal in its tier"))
    cost: int = field(
        metadata=_column("int64", "`lost` times `weight`: its part of the tier's value")
    )


@dataclass(frozen=True)
class Rows:
    """The rows of a roster, each kind made when it is first asked for.

    Parameters
    ----------
    facts
        The week and its roster.
    losses
        What the roster loses, by goal: at least those that the tiers name.
    lacking
        Missions held less often than wanted.
    language
        ``fr`` or ``en``: the language of reasons.
    """

    facts: Facts
    losses: Mapping[str, Sequence[Loss]]
    lacking: Sequence[Shortfall]
    language: str

    @cached_property
    def tours(self) -> tuple[TourRow, ...]:
        """One row a tour of the horizon, by officer and time."""
        return tuple(self._tours())

    @cached_property
    def assignments(self) -> tuple[AssignmentRow, ...]:
        """One row a seat taken in a crew, by time, mission and position."""
        return tuple(self._assignments())

    @cached_property
    def crews(self) -> Mapping[Occurrence, tuple[AssignmentRow, ...]]:
        """The assignments of every occurrence that is held, in order of time."""
        groups: defaultdict[Occurrence, list[AssignmentRow]] = defaultdict(list)
        for row in self.assignments:
            groups[row.duty.occurrence].append(row)
        return {o: tuple(rows) for o, rows in groups.items()}

    @cached_property
    def shortfalls(self) -> tuple[ShortfallRow, ...]:
        """One row a mission not held, gap of a post, or cover not reached."""
        with use_language(self.language):
            return (*map(self._not_held, self.lacking), *self._cover())

    @cached_property
    def loads(self) -> tuple[LoadRow, ...]:
        """One row an officer, in the order of the tables."""
        return tuple(map(self._load, self.facts.scenario.officers.values()))

    @cached_property
    def costs(self) -> tuple[CostRow, ...]:
        """One row a goal and officer that lose something, in the order of the tiers.

        The costs of a tier add up to its value.
        """
        return tuple(self._costs())

    def _tours(self) -> Iterator[TourRow]:
        breaks = self.facts.breaks_of
        placed = self.facts.roster.breaks is not None
        for code, tours in self.facts.tours_of.items():
            officer = self.facts.scenario.officers[code]
            for tour in tours:
                spans = breaks.get(tour.key, ())
                yield TourRow(
                    tour=tour,
                    officer=officer.id,
                    force=officer.force,
                    unit=officer.unit,
                    day=tour.day,
                    shift=tour.shift,
                    start=tour.span.start,
                    end=tour.span.end,
                    work=tour.work,
                    breaks=sum(s.length for s in spans) if placed else None,
                    night=is_night(self.facts.scenario, tour),
                    fixed=tour.fixed,
                )

    def _assignments(self) -> Iterator[AssignmentRow]:
        scenario = self.facts.scenario
        for duty in self.facts.duties:
            occurrence, kind = duty.occurrence, scenario.kind(duty.occurrence)
            officer = scenario.officers[duty.officer]
            yield AssignmentRow(
                duty=duty,
                mission=occurrence.mission,
                kind=kind.id,
                zone=occurrence.zone,
                commune=scenario.commune(occurrence),
                day=occurrence.day,
                start=occurrence.span.start,
                end=occurrence.span.end,
                minutes=occurrence.span.length,
                joint=kind.joint,
                fallback=occurrence.fallback,
                position=duty.position.name,
                leads=duty.position.leads,
                officer=officer.id,
                force=officer.force,
                unit=officer.unit,
            )

    def _not_held(self, found: Shortfall) -> ShortfallRow:
        scenario, occurrence = self.facts.scenario, found.occurrence
        span = occurrence.proper if found.gap is None else found.gap
        mission = scenario.missions[occurrence.mission]
        return ShortfallRow(
            what="mission",
            mission=mission.id,
            kind=mission.kind,
            zone=occurrence.zone,
            shift=None,
            unit=None,
            qualification=None,
            day=scenario.clock.date(span.start),
            start=span.start,
            end=span.end,
            mandatory=mission.mandatory,
            wanted=wanted(mission),
            missing=found.missing,
            reason=plain(reason(scenario, found)),
        )

    def _cover(self) -> Iterator[ShortfallRow]:
        scenario = self.facts.scenario
        for loss in self.losses.get("minimum_cover", ()):
            shift = scenario.shifts[str(loss.values["shift"])]
            assert loss.day is not None
            span = scenario.clock.tour(loss.day, shift.start, shift.end)
            yield ShortfallRow(
                what="cover",
                mission=None,
                kind=None,
                zone=None,
                shift=shift.id,
                unit=str(loss.values["unit"]),
                qualification=str(loss.values["qualification"]),
                day=loss.day,
                start=span.start,
                end=span.end,
                mandatory=False,
                wanted=int(loss.values["minimum"]),
                missing=loss.missing,
                possible=plain(cover_reason(scenario, loss)),
                reason=plain(cover_line(scenario, loss)),
            )

    def _load(self, officer: Officer) -> LoadRow:
        scenario = self.facts.scenario
        tours = self.facts.tours_of[officer.id]
        past = scenario.history_of.get(officer.id, ())
        return LoadRow(
            officer=officer.id,
            force=officer.force,
            unit=officer.unit,
            work=sum(t.work for t in tours),
            contract=HoursNearContract().target(scenario, officer),
            nights=sum(is_night(scenario, t) for t in tours),
            nights_before=sum(is_night(scenario, t) for t in past),
            weekends=_weekends(tours),
            weekends_before=_weekends(past),
            missions=len(self.facts.duties_of[officer.id]),
        )

    def _costs(self) -> Iterator[CostRow]:
        for tier in self.facts.scenario.tiers:
            for goal, weight in tier.goals.items():
                for officer, lost in _by_officer(self.losses[goal]).items():
                    yield CostRow(
                        tier=tier.name,
                        goal=goal,
                        officer=officer,
                        unit=GOALS[goal].unit.value,
                        lost=lost,
                        weight=weight,
                        cost=lost * weight,
                    )


def wanted(mission: Mission) -> int:
    """Return how often a mission is wanted: a post, in each of its windows."""
    return mission.times if mission.relay is None else len(mission.relay.windows)


def _weekends(tours: Iterable[Tour]) -> int:
    return sum(t.day.weekday() >= SATURDAY for t in tours)


def _by_officer(losses: Iterable[Loss]) -> dict[str | None, int]:
    points: defaultdict[str | None, int] = defaultdict(int)
    for loss in losses:
        points[loss.officer] += loss.points
    return dict(points)
