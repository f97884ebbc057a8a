"""What the report is made of: solved weeks in, figures out.

A figure is a small table with its article. Each is made by one pure function over a
list of weeks, wherever these were read; the page, the workbook and the JSON file are
three ways to show the same figures.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from scheduler.domain.missions import Mission, MissionKind, Occurrence
from scheduler.domain.people import ForceKind, Officer, Status
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario
from scheduler.render.edition import Edition
from scheduler.render.frames import Frames
from scheduler.render.rows import AssignmentRow, Rows
from scheduler.render.text import plain
from scheduler.verify.judge import Verdict
from scheduler.words import N_, language
from scheduler.words.render import say

# --- weeks ----------------------------------------------------------------------------


class Outcome(StrEnum):
    """What became of something that was asked for."""

    HELD = "held"
    ALONE = "alone"
    """A joint mission that one force held alone, as the fallback of its kind."""
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True)
class Asked:
    """One occurrence wanted of a mission, and what became of it.

    Parameters
    ----------
    mission, kind
        What was asked for; the kind asked for, also if the fallback was held.
    outcome
        What became of it.
    occurrence
        The placing that is held; of one not held, the earliest that was left.
    """

    mission: Mission
    kind: MissionKind
    outcome: Outcome
    occurrence: Occurrence


@dataclass(frozen=True)
class Week:
    """A solved horizon, usually a week, as the figures look at it.

    Missions and tours count on the local day on which they begin.

    Parameters
    ----------
    scenario, roster, run
        What was planned, the plan, and how it was made.
    verdict
        What the checker found in it.
    days
        Local days of the horizon that the report is about.
    written
        Rows of the notices that were written, by name of the notice; ``None`` = none
        are kept with this roster.
    """

    scenario: Scenario
    roster: Roster
    run: Run
    verdict: Verdict
    days: frozenset[dt.date]
    written: Mapping[str, tuple[Mapping[str, str], ...]] | None = None

    @cached_property
    def facts(self) -> Facts:
        """The scenario and the roster, indexed."""
        return Facts(self.scenario, self.roster)

    @cached_property
    def edition(self) -> Edition:
        """The same, as an exporter takes it."""
        return Edition(self.scenario, self.roster, self.run, "en")

    @cached_property
    def frames(self) -> Frames:
        """The same as data frames, with the reasons in English."""
        losses, lacking = self.verdict.losses, self.verdict.shortfalls
        return Frames(Rows(self.facts, losses, lacking, "en"))

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Every occurrence wanted on the days that count, in the scenario's order.

        One not held has no day of its own: it counts where the mission could have begun
        first on a day on which it is not held.
        """
        found = []
        for mission in self.scenario.missions.values():
            kind = self.scenario.kinds[mission.kind]
            held = self.facts.held[mission.id]
            taken = {o.day for o in held}
            for occurrence in held:
                outcome = Outcome.ALONE if occurrence.fallback else Outcome.HELD
                found.append(Asked(mission, kind, outcome, occurrence))
            left: dict[dt.date, Occurrence] = {}
            for occurrence in sorted(mission.starts, key=lambda o: o.span):
                if occurrence.day not in taken:
                    left.setdefault(occurrence.day, occurrence)
            missing = max(0, mission.times - len(held))
            found += [
                Asked(mission, kind, Outcome.NOT_HELD, occurrence)
                for occurrence in list(left.values())[:missing]
            ]
        return tuple(a for a in found if a.occurrence.day in self.days)

    @property
    def asked_jointly(self) -> tuple[Asked, ...]:
        """What was asked of both forces together."""
        return tuple(a for a in self.asked if a.kind.joint)

    @cached_property
    def crews(self) -> Mapping[Occurrence, tuple[AssignmentRow, ...]]:
        """The officers of every crew on the days that count, wardens left out."""
        return {
            o: tuple(s for s in crew if is_officer(self.scenario.officers[s.officer]))
            for o, crew in sorted(
                self.frames.rows.crews.items(),
                key=lambda item: (item[0].span, item[0].key),
            )
            if o.day in self.days
        }

    def joint(self, occurrence: Occurrence) -> bool:
        """Tell whether both forces are in the crew that holds an occurrence."""
        return len(self.kinds_in(occurrence)) > 1

    def kinds_in(self, occurrence: Occurrence) -> frozenset[ForceKind]:
        """Return which kinds of force are in the crew that holds an occurrence."""
        return frozenset(
            self.scenario.forces[seat.force].kind for seat in self.crews[occurrence]
        )


def is_officer(officer: Officer) -> bool:
    """Tell whether someone counts as a police officer; wardens (ASVP) do not."""
    return officer.status is not Status.WARDEN


# --- figures --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """A name in a table: a code for programs and words for people.

    Parameters
    ----------
    code
        Code, the same in every report.
    message
        Message id, unless the thing has names of its own.
    names
        French and English name, if it has.
    """

    code: str
    message: str = ""
    names: tuple[str, str] | None = None

    @property
    def text(self) -> str:
        """The words, in the current language."""
        if self.names is not None:
            return plain(self.names[0 if language() == "fr" else 1])
        return say(self.message, {}) if self.message else self.code

    @property
    def order(self) -> tuple[str, str]:
        """Sort key; the names distinguish labels of one code."""
        return (self.code, str(self.names))


def named(code: str, name: str) -> Label:
    """Return a label with the same name in both languages."""
    return Label(code, names=(name, name))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the input does not give, and why.

    Parameters
    ----------
    reason
        Message id.
    values
        What fills its placeholders, as pairs.
    """

    reason: str
    values: tuple[tuple[str, str | int], ...] = ()

    @property
    def text(self) -> str:
        """The reason, in the current language."""
        return say(self.reason, dict(self.values))


NOT_FOLLOWED = Unknown(
    N_("a solved week holds the last roster only, not what was published before it")
)
"""The value of everything that happens after publication."""


Value = Label | Unknown | dt.date | int | float | None
"""A cell; ``None`` where a column does not apply to a row."""


class Sort(StrEnum):
    """What the values of a column are."""

    NAME = "name"
    COUNT = "count"
    MINUTES = "minutes"
    """Whole minutes, shown as hours."""
    SHARE = "share"
    """From 0 to 1, shown in percent."""
    MEAN = "mean"
    DAYS = "days"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a figure: its code, heading (message id) and sort."""

    code: str
    title: str
    sort: Sort = Sort.COUNT


class Form(StrEnum):
    """The direction of the bars of a chart."""

    BARS = "bars"
    """Horizontal, one bar a row with its name above."""
    COLUMNS = "columns"
    """Vertical, one column a row: for weeks."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a figure.

    Parameters
    ----------
    series
        Codes of the columns drawn.
    form
        Direction of the bars.
    stacked
        Whether the columns add up; else they stand side by side.
    words
        What it shows, for those who cannot see it (message id).
    """

    series: tuple[str, ...]
    words: str
    form: Form = Form.BARS
    stacked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One table of the report.

    Parameters
    ----------
    code
        Code, the same in every report.
    title, words
        Heading, and what has to be known to read it (message ids).
    source
        Article that it answers.
    columns, rows
        As many cells in each row as there are columns.
    total
        Whether the last row sums up the others.
    chart
        A picture of it, if any.
    detail
        Whether it is too long for the page: workbook and JSON only.
    folded
        Whether the page shows it folded.
    """

    code: str
    title: str
    source: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    words: str = ""
    total: bool = False
    chart: Chart | None = None
    detail: bool = False
    folded: bool = False

    def cell(self, row: str, column: str) -> Value:
        """Return a value by the code of its row (first column) and of its column.

        Raises
        ------
        KeyError
            If there is none.
        """
        codes = [c.code for c in self.columns]
        for cells in self.rows:
            first = cells[0]
            if isinstance(first, Label) and first.code == row and column in codes:
                return cells[codes.index(column)]
        raise KeyError((row, column))

    def number(self, row: str, column: str) -> int:
        """Return a count; 0 if the row is not there, or its value is not known."""
        try:
            value = self.cell(row, column)
        except KeyError:
            return 0
        return value if isinstance(value, int) else 0

    def numbers(self, column: str) -> dict[Label, int]:
        """Return the known counts of a column by the name of their row, less totals."""
        place = [c.code for c in self.columns].index(column)
        return {
            cells[0]: value
            for cells in self.rows
            if isinstance(cells[0], Label)
            and cells[0].code != ALL
            and isinstance(value := cells[place], int)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Figures that belong together, under one heading (message id)."""

    code: str
    title: str
    figures: tuple[Figure, ...] = field(default=())


ALL = "all"
"""Code of the row that sums up a figure."""


def share(part: float, whole: float) -> float | None:
    """Return a share of 1, to four places; ``None`` of nothing."""
    return round(part / whole, 4) if whole else None


def mean(total: float, count: int) -> float | None:
    """Return a mean, to two places; ``None`` of nothing."""
    return round(total / count, 2) if count else None


def covered(weeks: Iterable[Week]) -> tuple[dt.date, ...]:
    """Return the days that some week covers, in order."""
    return tuple(sorted({day for week in weeks for day in week.days}))
