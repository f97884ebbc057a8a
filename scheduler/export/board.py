"""The board: one page for command staff, on a screen, on a phone and on paper."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from scheduler.domain.people import Force, Officer
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span
from scheduler.domain.tours import Shift, Tour
from scheduler.export._view import (
    Held,
    absent_days,
    break_times,
    changes,
    held_missions,
    partly_compared,
    quotas,
    risks,
    sharing,
    shift_of,
    shortfalls,
    under_way_title,
    waivers,
)
from scheduler.export.base import Exporter
from scheduler.render.edition import Edition
from scheduler.render.nights import is_night
from scheduler.render.palette import ABSENT, Shade, shades
from scheduler.render.rows import LoadRow
from scheduler.render.text import (
    JOINT_MARK,
    date,
    day_off,
    decimal,
    force_label,
    hours,
    instant,
    percent,
    period,
    plain,
    shift_name,
    sort_key,
    tier_name,
    whole,
)
from scheduler.verify.exceptions import idle
from scheduler.verify.report import idle_line
from scheduler.verify.units import goal_line, loss_of
from scheduler.words import N_, _, n_, use_language
from scheduler.words.render import hours_minutes, wall

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
ROOMY_DAYS = 10
"""Up to so many days the cells of the grid show the times of the tours."""


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
class Watch:
    """Officers who work a shift on a day, for the duty sheet, and their breaks.

    Without a shift: a tour under way at the start of the horizon whose hours match no
    shift; ``begun`` says since when.
    """

    before: bool
    shift: Shift | None
    begun: str
    shade: Shade | None
    times: str
    officers: tuple[Officer, ...]
    breaks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The duty sheet (*feuille de service*) of a force on a day."""

    force: Force
    day: dt.date
    watches: tuple[Watch, ...]
    missions: tuple[Held, ...]


class BoardExporter(Exporter):
    """One self-contained page: summary, grid, missions, shortfalls and duty sheets."""

    name = "board"
    words = N_("The planning board, one page to read on a screen or to print.")
    place = "board.html"
    where = N_("Board: {path}")

    def render(self, edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield the page."""
        with use_language(edition.language):
            page = environment().get_template("board.html").render(_context(edition))
        yield PurePosixPath("board.html"), page.encode()


@cache
def environment() -> "Environment":
    """Return what makes pages of the templates, with every text escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, n_=n_)
    environment.filters.update(
        date=date,
        hm=hours_minutes,
        percent=percent,
        decimal=decimal,
        plain=plain,
        shift_name=shift_name,
        tier_name=tier_name,
        whole=whole,
    )
    return environment


def _context(edition: Edition) -> dict[str, object]:
    scenario = edition.scenario
    held = held_missions(edition)
    looks = shades(scenario)
    lost = _lost(edition)
    roomy = scenario.clock.days <= ROOMY_DAYS
    return {
        "lang": edition.language,
        "title": plain(scenario.title),
        "period": period(scenario.clock),
        "run": edition.run,
        "as_of": instant(scenario.clock, edition.run.computed_at),
        "days": scenario.clock.dates,
        "roomy": roomy,
        "absent_letter": ABSENT,
        "joint_mark": JOINT_MARK,
        "legend": legend(scenario, looks),
        "units": tuple(_units(edition, looks)),
        "missions": tuple(_by_day(_days(edition, held), held)),
        "lacks": shortfalls(edition),
        "changes": changes(edition),
        "partly_compared": partly_compared(edition),
        "waivers": waivers(edition),
        "quotas": quotas(edition),
        "sharing": sharing(edition),
        "risks": risks(edition),
        "idle": tuple(idle_line(o) for o in idle(scenario, edition.findings)),
        "day_of": lambda span: scenario.clock.date(span.start),
        "hours_of": lambda span: hours(scenario.clock, span),
        "day_off": lambda day: day_off(scenario, day),
        "label": lambda force: force_label(scenario, force),
        "sheets": tuple(_sheets(edition, held, looks)),
        "verdict": lambda tier: _verdict(tier, lost),
        "lost": lost,
        "goal_line": goal_line,
        "optimal": SolveStatus.OPTIMAL,
        "communes": len({c for z in scenario.zones.values() for c in z.communes}),
        "headcount": len(scenario.officers),
        "tour_count": len(edition.roster.tours),
    }


def _verdict(tier: TierResult, lost: Callable[[TierResult, int], str]) -> str:
    if tier.status is SolveStatus.OPTIMAL:
        return _("Proved: no roster loses less.")
    return _("Valid; no roster has less: {bound}.", bound=lost(tier, tier.bound))


def _lost(edition: Edition) -> Callable[[TierResult, int], str]:
    goals = {tier.name: tier.goals for tier in edition.scenario.tiers}
    return lambda tier, value: loss_of(goals.get(tier.name, {}))(value)


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


def _units(edition: Edition, looks: Mapping[str, Shade]) -> Iterator[Unit]:
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


def _days(edition: Edition, held: tuple[Held, ...]) -> list[dt.date]:
    """Return the days of the horizon, and those after it on which a mission begins.

    A tour of the last night may hold a mission that begins after midnight.
    """
    return sorted({*edition.scenario.clock.dates, *(m.day for m in held)})


def _by_day(
    days: Iterable[dt.date], held: tuple[Held, ...]
) -> Iterator[tuple[dt.date, dict[str, list[Held]]]]:
    """Group missions by day, then by place in order of name."""
    for day in days:
        places: dict[str, list[Held]] = {}
        for mission in held:
            if mission.day == day:
                places.setdefault(mission.place, []).append(mission)
        yield day, dict(sorted(places.items(), key=lambda item: sort_key(item[0])))


def _sheets(
    edition: Edition, held: tuple[Held, ...], looks: Mapping[str, Shade]
) -> Iterator[Sheet]:
    scenario = edition.scenario
    staffed = {o.force for o in scenario.officers.values()}
    for day in _days(edition, held):
        for force in scenario.forces.values():
            if force.id in staffed:
                missions = tuple(
                    m
                    for m in held
                    if m.day == day
                    and any(
                        scenario.officers[c.officer].force == force.id for c in m.crew
                    )
                )
                yield Sheet(
                    force=force,
                    day=day,
                    watches=tuple(_watches(edition, force, day, looks)),
                    missions=missions,
                )


def _off(
    edition: Edition, day: dt.date, shift: str, officers: Iterable[Officer]
) -> dict[str, tuple[str, ...]]:
    """Return who is on break when, in order of time."""
    off: dict[Span, list[str]] = {}
    for officer in sorted(o.id for o in officers):
        for span in edition.facts.breaks_of.get((officer, day, shift), ()):
            off.setdefault(span, []).append(officer)
    clock = edition.scenario.clock
    return {hours(clock, span): tuple(who) for span, who in sorted(off.items())}


def _watches(
    edition: Edition, force: Force, day: dt.date, looks: Mapping[str, Shade]
) -> Iterator[Watch]:
    scenario = edition.scenario
    crews: dict[tuple[Span, str], list[Officer]] = {}
    begun = [t for tours in scenario.under_way.values() for t in tours]
    if day != scenario.clock.start:
        begun = []
    known: dict[tuple[Span, str], Shift | None] = {}
    for tour in (*begun, *(t for t in edition.roster.tours if t.day == day)):
        officer = scenario.officers[tour.officer]
        if officer.force == force.id:
            crews.setdefault((tour.span, tour.shift), []).append(officer)
            known[tour.span, tour.shift] = shift_of(scenario, tour)
    for (span, shift), officers in sorted(crews.items(), key=lambda item: item[0]):
        template = known[span, shift]
        yield Watch(
            before=span.start < scenario.clock.midnight(day),
            shift=template,
            begun=under_way_title(scenario.clock, span),
            shade=looks[template.id] if template else None,
            times=hours(scenario.clock, span),
            officers=tuple(sorted(officers, key=lambda o: o.id)),
            breaks=_off(edition, day, shift, officers),
        )
