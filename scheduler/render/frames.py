"""A roster as data frames: columns with their types and units, for those who compute.

Names of columns and codes are the same in every language; only what is a sentence (the
reason of a shortfall) is in that of the reader. pandas is loaded when a frame is asked
for, not before.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scheduler.domain.roster import Facts
from scheduler.domain.time import Minute
from scheduler.goals import GOALS, Loss
from scheduler.render.load import is_night, loads
from scheduler.render.text import plain
from scheduler.verify.reasons import reason
from scheduler.verify.report import loss_line
from scheduler.verify.shortfalls import Shortfall
from scheduler.words import use_language

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

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
        What it tells, with its unit.
    """

    name: str
    dtype: str
    words: str


_OFFICER = (
    Field("officer", "string", "code of the officer"),
    Field("force", "string", "code of the officer's force"),
    Field("unit", "string", "unit of the officer; empty if none"),
)

TOURS = (
    *_OFFICER,
    Field("day", "datetime64[s]", "local day on which the tour begins"),
    Field("shift", "string", "code of the shift"),
    Field("start", LOCAL, "start of the tour"),
    Field("end", LOCAL, "end of the tour"),
    Field("work", "int64", "work counted, in minutes; unpaid breaks are left out"),
    Field("breaks", "Int64", "breaks placed, in minutes; missing if not placed"),
    Field("night", "bool", "whether it counts as a night tour"),
    Field("fixed", "bool", "whether it was given and not chosen"),
)

ASSIGNMENTS = (
    Field("mission", "string", "code of the mission"),
    Field("kind", "string", "code of the kind in which it is held"),
    Field("zone", "string", "code of the zone"),
    Field("commune", "string", "INSEE code of the commune"),
    Field("day", "datetime64[s]", "local day on which the mission begins"),
    Field("start", LOCAL, "start of the engagement, briefing included"),
    Field("end", LOCAL, "end of the engagement, debriefing included"),
    Field("minutes", "int64", "length of the engagement, in minutes"),
    Field("joint", "bool", "whether the kind asks for a mixed crew"),
    Field("fallback", "bool", "whether one force holds it in place of a mixed crew"),
    Field("position", "string", "code of the position"),
    Field("leads", "bool", "whether the position leads the crew"),
    *_OFFICER,
)

SHORTFALLS = (
    Field("what", "string", "`mission` or `cover`"),
    Field("mission", "string", "code of the mission; missing for cover"),
    Field("kind", "string", "code of the kind asked for; missing for cover"),
    Field("zone", "string", "code of the zone; missing for cover"),
    Field("shift", "string", "code of the shift; missing for missions"),
    Field("unit", "string", "unit wanted; missing for missions, empty for any"),
    Field("qualification", "string", "qualification wanted; likewise"),
    Field("day", "datetime64[s]", "local day of `start`"),
    Field(
        "start",
        LOCAL,
        "start of the shift, of the gap of a post, or of the start that the reason is "
        "about",
    ),
    Field("end", LOCAL, "its end"),
    Field("mandatory", "bool", "whether the mission is mandatory; false for cover"),
    Field("missing", "int64", "missions not held, or officers missing"),
    Field("reason", "string", "why, in the language of the frames"),
)

LOADS = (
    *_OFFICER,
    Field("work", "int64", "work, in minutes"),
    Field("contract", "int64", "contract for the days of presence, in minutes"),
    Field("nights", "int64", "night tours"),
    Field("nights_before", "int64", "night tours of the history"),
    Field("weekends", "int64", "tours that begin on a Saturday or Sunday"),
    Field("weekends_before", "int64", "such tours of the history"),
    Field("missions", "int64", "seats taken in crews"),
)

COSTS = (
    Field("tier", "string", "name of the tier"),
    Field("goal", "string", "code of the goal"),
    Field("officer", "string", "code of the officer; missing if it is about nobody"),
    Field("unit", "string", "what `lost` counts: `points`, `minutes` or `count`"),
    Field("lost", "int64", "what the goal loses, in its unit"),
    Field("weight", "int64", "weight of the goal in its tier"),
    Field("cost", "int64", "`lost` times `weight`: its part of the tier's value"),
)

FIELDS: Mapping[str, Sequence[Field]] = {
    "tours": TOURS,
    "assignments": ASSIGNMENTS,
    "shortfalls": SHORTFALLS,
    "loads": LOADS,
    "costs": COSTS,
}
"""The columns of every frame."""


@dataclass(frozen=True)
class Frames:
    """The data frames of a roster, each made when it is first asked for.

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

    def __repr__(self) -> str:
        """Return the names of the frames."""
        return f"<Frames: {', '.join(FIELDS)}>"

    @cached_property
    def tours(self) -> "pd.DataFrame":
        """One row a tour of the horizon, by officer and time."""
        return self._frame(TOURS, self._tours())

    @cached_property
    def assignments(self) -> "pd.DataFrame":
        """One row a seat taken in a crew, by time, mission and position."""
        return self._frame(ASSIGNMENTS, self._assignments())

    @cached_property
    def shortfalls(self) -> "pd.DataFrame":
        """One row a mission not held, gap of a post, or cover not reached."""
        with use_language(self.language):
            rows = [*map(self._not_held, self.lacking), *self._cover()]
        return self._frame(SHORTFALLS, rows)

    @cached_property
    def loads(self) -> "pd.DataFrame":
        """One row an officer, in the order of the tables."""
        return self._frame(
            LOADS,
            (
                (
                    *self._who(officer),
                    *(load.work, load.contract, load.nights, load.nights_before),
                    *(load.weekends, load.weekends_before, load.missions),
                )
                for officer, load in loads(self.facts).items()
            ),
        )

    @cached_property
    def costs(self) -> "pd.DataFrame":
        """One row a goal and officer that lose something, in the order of the tiers.

        The costs of a tier add up to its value.
        """
        return self._frame(COSTS, self._costs())

    def _tours(self) -> Iterator[tuple[Any, ...]]:
        breaks = self.facts.breaks_of
        placed = self.facts.roster.breaks is not None
        for officer, tours in self.facts.tours_of.items():
            for tour in tours:
                spans = breaks.get(tour.key, ())
                yield (
                    *self._who(officer),
                    tour.day,
                    tour.shift,
                    tour.span.start,
                    tour.span.end,
                    tour.work,
                    sum(s.length for s in spans) if placed else None,
                    is_night(self.facts.scenario, tour),
                    tour.fixed,
                )

    def _assignments(self) -> Iterator[tuple[Any, ...]]:
        scenario = self.facts.scenario
        for duty in self.facts.duties:
            occurrence, kind = duty.occurrence, scenario.kind(duty.occurrence)
            yield (
                occurrence.mission,
                kind.id,
                occurrence.zone,
                scenario.commune(occurrence),
                occurrence.day,
                occurrence.span.start,
                occurrence.span.end,
                occurrence.span.length,
                kind.joint,
                occurrence.fallback,
                duty.position.name,
                duty.position.leads,
                *self._who(duty.officer),
            )

    def _not_held(self, found: Shortfall) -> tuple[Any, ...]:
        scenario, occurrence = self.facts.scenario, found.occurrence
        span = occurrence.proper if found.gap is None else found.gap
        mission = scenario.missions[occurrence.mission]
        return (
            *("mission", mission.id, mission.kind, occurrence.zone, None, None, None),
            *(scenario.clock.date(span.start), span.start, span.end),
            *(mission.mandatory, found.missing, plain(reason(scenario, found))),
        )

    def _cover(self) -> Iterator[tuple[Any, ...]]:
        scenario = self.facts.scenario
        for loss in self.losses.get("minimum_cover", ()):
            shift = scenario.shifts[str(loss.values["shift"])]
            assert loss.day is not None
            span = scenario.clock.tour(loss.day, shift.start, shift.end)
            yield (
                *("cover", None, None, None, shift.id),
                *(loss.values["unit"], loss.values["qualification"]),
                *(loss.day, span.start, span.end, False, loss.missing),
                plain(loss_line(scenario, loss)),
            )

    def _costs(self) -> Iterator[tuple[Any, ...]]:
        for tier in self.facts.scenario.tiers:
            for goal, weight in tier.goals.items():
                unit = GOALS[goal].unit.value
                for officer, lost in _by_officer(self.losses[goal]).items():
                    cost = lost * weight
                    yield (tier.name, goal, officer, unit, lost, weight, cost)

    def _who(self, code: str) -> tuple[str, str, str]:
        officer = self.facts.scenario.officers[code]
        return officer.id, officer.force, officer.unit

    def _frame(
        self, fields: Sequence[Field], rows: Iterable[tuple[Any, ...]]
    ) -> "pd.DataFrame":
        import pandas as pd

        columns = list(zip(*rows, strict=True)) or [()] * len(fields)
        return pd.DataFrame(
            {
                field.name: self._series(field, values)
                for field, values in zip(fields, columns, strict=True)
            }
        )

    def _series(self, field: Field, values: Sequence[Any]) -> "pd.Series[Any]":
        import pandas as pd

        if field.dtype != LOCAL:
            return pd.Series(list(values), dtype=field.dtype)
        # By way of UTC: an hour that the wall shows twice is then never mistaken.
        utc = pd.Series(list(map(self._utc, values)), dtype="datetime64[s, UTC]")
        return utc.dt.tz_convert(self.facts.scenario.clock.zone)

    def _utc(self, minute: Minute) -> "dt.datetime":
        return self.facts.scenario.clock.utc(minute)


def _by_officer(losses: Iterable[Loss]) -> dict[str | None, int]:
    points: defaultdict[str | None, int] = defaultdict(int)
    for loss in losses:
        points[loss.officer] += loss.points
    return dict(points)
