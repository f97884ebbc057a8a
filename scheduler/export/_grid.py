"""The grid of the board: officers by day, and have against need by time of day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.people import Force, Officer
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span
from scheduler.domain.tours import Shift, Tour
from scheduler.export._view import absent_days, break_times
from scheduler.goals.requests import met
from scheduler.render.edition import Edition
from scheduler.render.nights import is_night
from scheduler.render.palette import Band, Shade
from scheduler.render.rows import LoadRow
from scheduler.render.text import force_label, plain, shift_name
from scheduler.words import N_, _
from scheduler.words.render import wall

BAND_NAMES: Mapping[Band, str] = {
    Band.MORNING: N_("Morning"),
    Band.DAY: N_("Day"),
    Band.EVENING: N_("Evening"),
    Band.NIGHT: N_("Night"),
}
WISHES: Mapping[str, str] = {
    "off": N_("a day off"),
    "work": N_("a day of work"),
    "shift": N_("a shift"),
    "not_shift": N_("not a shift"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A tour in a cell of the grid."""

    shade: Shade
    times: str
    night: bool
    breaks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of an officer."""

    blocks: tuple[Block, ...]
    missions: int
    absent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the grid."""

    officer: Officer
    cells: tuple[Cell, ...]
    load: LoadRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The officers of a unit, under one heading."""

    force: Force
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """A look in the legend: one shift, or the same one in several forces."""

    name: str
    forces: tuple[str, ...]
    shade: Shade
    times: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """Officers on shifts of a time of day, and how many the cover asks for.

    Parameters
    ----------
    have
        On tour.
    need, missing
        Asked for on such shifts; missing on those that are short.
    """

    have: int
    need: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Requests of a kind: counts only, since which ones are met is private."""

    words: str
    made: int
    unmet: int


def legend(scenario: Scenario, looks: Mapping[str, Shade]) -> tuple[Legend, ...]:
    """Return the looks of the shifts, each once."""
    alike: dict[Shade, list[Shift]] = {}
    for shift in scenario.shifts.values():
        alike.setdefault(looks[shift.id], []).append(shift)
    return tuple(
        Legend(
            name=shift_name(shifts[0]),
            forces=tuple(dict.fromkeys(force_label(scenario, s.force) for s in shifts)),
            shade=shade,
            times=f"{wall(shifts[0].start)}–{wall(shifts[0].end)}",
        )
        for shade, shifts in alike.items()
    )


def units(edition: Edition, looks: Mapping[str, Shade]) -> Iterator[Unit]:
    """Yield the units of each force with the weeks of their officers."""
    scenario = edition.scenario
    load = {row.officer: row for row in edition.frames.rows.loads}
    groups: dict[tuple[str, str], list[Row]] = {}
    for force in scenario.forces:
        for officer in scenario.officers.values():
            if officer.force == force:
                row = Row(
                    officer=officer,
                    cells=tuple(_cells(edition, officer.id, looks)),
                    load=load[officer.id],
                )
                groups.setdefault((force, officer.unit), []).append(row)
    for (force, unit), rows in groups.items():
        yield Unit(force=scenario.forces[force], name=plain(unit), rows=tuple(rows))


def heads_by_band(
    edition: Edition, looks: Mapping[str, Shade]
) -> Mapping[str, tuple[Heads, ...]]:
    """Return, by time of day, heads on tour and asked for on each day.

    A time of day without tours and without cover is left out.
    """
    scenario = edition.scenario
    have: defaultdict[tuple[Band, dt.date], int] = defaultdict(int)
    need: defaultdict[tuple[Band, dt.date], int] = defaultdict(int)
    missing: defaultdict[tuple[Band, dt.date], int] = defaultdict(int)
    for tour in edition.roster.tours:
        have[looks[tour.shift].band, tour.day] += 1
    for cover in scenario.cover:
        need[looks[cover.shift].band, cover.day] += cover.minimum
    for row in edition.frames.rows.shortfalls:
        if row.shift is not None:
            missing[looks[row.shift].band, row.day] += row.missing
    used = {band for band, _day in (*have, *need)}
    return {
        band.value: tuple(
            Heads(have=have[band, d], need=need[band, d], missing=missing[band, d])
            for d in scenario.clock.dates
        )
        for band in Band
        if band in used
    }


def wishes(edition: Edition) -> Iterator[Wishes]:
    """Yield how many requests of each kind were made, and are not met."""
    for wish, words in WISHES.items():
        made = [r for r in edition.scenario.requests if r.wish == wish]
        if made:
            unmet = sum(not met(edition.facts, r) for r in made)
            yield Wishes(words=_(words), made=len(made), unmet=unmet)


def _cells(
    edition: Edition, officer: str, looks: Mapping[str, Shade]
) -> Iterator[Cell]:
    clock = edition.scenario.clock
    absent = absent_days(edition.scenario, officer)
    duties = edition.facts.duties_of[officer]
    for day in clock.dates:
        yield Cell(
            blocks=tuple(
                _block(edition, tour, looks)
                for tour in edition.facts.tours_of[officer]
                if tour.day == day
            ),
            missions=sum(min(d.occurrence.day, clock.dates[-1]) == day for d in duties),
            absent=day in absent,
        )


def _block(edition: Edition, tour: Tour, looks: Mapping[str, Shade]) -> Block:
    return Block(
        shade=looks[tour.shift],
        times=_short(edition.scenario.clock, tour.span),
        night=is_night(edition.scenario, tour),
        breaks=break_times(edition, tour),
    )


def _short(clock: Clock, span: Span) -> str:
    """Return the wall times alone: a narrow cell has no room to name the season."""
    start, end = clock.local(span.start), clock.local(span.end)
    return f"{wall(start.time())}–{wall(end.time())}"
