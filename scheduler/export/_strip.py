"""The week at a glance: officers on duty by half hour, and missions not held."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from scheduler.domain.people import Force, ForceKind
from scheduler.domain.time import Clock, Minute, Span
from scheduler.export._tonight import all_tours, night_span
from scheduler.export._view import shortfalls
from scheduler.render.edition import Edition
from scheduler.render.text import force_label, plain
from scheduler.verify.reasons import FORCE_LABELS
from scheduler.words import n_

STEP = 30
"""Minutes of one count."""
DAY = 48
"""Width of a day in the drawing, whatever its length: days stand under each other."""
LEVELS = 5
MOST_LANES = 4
"""Up to so many forces each have a lane; else the smaller municipal ones share one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneDay:
    """A day of a lane.

    Parameters
    ----------
    most
        The greatest number of officers on duty at once.
    fewest
        The least in the night that begins on this day.
    asked, missing
        Heads that the cover asks for on shifts of the day, and those missing.
    """

    most: int
    fewest: int
    asked: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A force, or several small ones, over the horizon.

    Parameters
    ----------
    name, full
        Short name, and what it stands for.
    kind
        ``municipal`` or ``national``.
    days
        One for each day of the horizon.
    """

    name: str
    full: str
    kind: str
    days: tuple[LaneDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The drawing of the week, and the numbers that stand beside it.

    Parameters
    ----------
    lanes
        Rows, from the top.
    lacks
        By day: codes of the missions not held that begin then.
    width, height
        Size of the drawing; a lane is 2 high: its bar, then room for numbers.
    levels
        Paths of the half hours with officers on duty, weakest first.
    short
        Path of the shifts whose head-count is not reached.
    marks
        Path of the missions not held.
    frames
        Left edge and width of the night of each day.
    """

    lanes: tuple[Lane, ...]
    lacks: tuple[tuple[str, ...], ...]
    width: int
    height: int
    levels: tuple[str, ...]
    short: str
    marks: str
    frames: tuple[tuple[dt.date, str, str], ...]


def strip(edition: Edition) -> Strip:
    """Return the week at a glance."""
    clock = edition.scenario.clock
    groups = tuple(_groups(edition))
    counts = [_counts(edition, forces) for forces in groups]
    return Strip(
        lanes=tuple(
            _lane(edition, forces, found)
            for forces, found in zip(groups, counts, strict=True)
        ),
        lacks=tuple(_lacks(edition)),
        width=DAY * clock.days,
        height=2 * len(groups) + 2,
        levels=tuple(_levels(counts)),
        short="".join(_short(edition, groups)),
        marks="".join(_marks(edition, 2 * len(groups))),
        frames=tuple(
            (day, _number(left), _number(right - left))
            for day in clock.dates
            for night in (night_span(clock, day),)
            for left in (_x(clock, night.start),)
            for right in (_x(clock, night.end),)
        ),
    )


def _groups(edition: Edition) -> Iterator[tuple[Force, ...]]:
    """Yield the forces of each lane."""
    heads: defaultdict[str, int] = defaultdict(int)
    for officer in edition.scenario.officers.values():
        heads[officer.force] += 1
    forces = [f for f in edition.scenario.forces.values() if heads[f.id]]
    town = [f for f in forces if f.kind is ForceKind.MUNICIPAL]
    if len(forces) <= MOST_LANES:
        yield from ((f,) for f in forces)
        return
    if town:
        first = max(town, key=lambda f: heads[f.id])
        yield (first,)
        if others := tuple(f for f in town if f is not first):
            yield others
    if national := tuple(f for f in forces if f.kind is ForceKind.NATIONAL):
        yield national


def _counts(edition: Edition, forces: Iterable[Force]) -> list[list[int]]:
    """Return how many are on duty in the middle of each half hour of each day."""
    clock, codes = edition.scenario.clock, {f.id for f in forces}
    change: defaultdict[Minute, int] = defaultdict(int)
    for tour in all_tours(edition):
        if edition.scenario.officers[tour.officer].force in codes:
            for part in tour.span.parts:
                change[part.start] += 1
                change[part.end] -= 1
    times = sorted(change)
    found: list[list[int]] = []
    on = at = 0
    for day in map(clock.day, clock.dates):
        found.append([])
        for start in range(day.start, day.end, STEP):
            while at < len(times) and times[at] <= start + STEP // 2:
                on += change[times[at]]
                at += 1
            found[-1].append(on)
    return found


def _lane(edition: Edition, forces: tuple[Force, ...], counts: list[list[int]]) -> Lane:
    scenario = edition.scenario
    codes = {f.id for f in forces}
    asked: defaultdict[dt.date, int] = defaultdict(int)
    missing: defaultdict[dt.date, int] = defaultdict(int)
    for cover in scenario.cover:
        if cover.force in codes:
            asked[cover.day] += cover.minimum
    for row in edition.frames.rows.shortfalls:
        if row.shift is not None and scenario.shifts[row.shift].force in codes:
            missing[row.day] += row.missing
    names = [plain(f.name) for f in forces]
    kind = forces[0].kind
    if len(forces) == 1:
        name = force_label(scenario, forces[0].id)
    else:
        name = n_(
            "{force}, {n} other",
            "{force}, {n} others",
            len(forces),
            force=FORCE_LABELS[kind],
        )
    return Lane(
        name=name,
        full=", ".join(names),
        kind=kind.value,
        days=tuple(
            LaneDay(
                most=max(counts[n]),
                fewest=_fewest(scenario.clock, counts, day),
                asked=asked[day],
                missing=missing[day],
            )
            for n, day in enumerate(scenario.clock.dates)
        ),
    )


def _fewest(clock: Clock, counts: list[list[int]], day: dt.date) -> int:
    """Return the fewest in a night, as far as it lies in the horizon."""
    night = night_span(clock, day)
    return min(
        on
        for date, row in zip(clock.dates, counts, strict=True)
        for start, on in zip(
            range(clock.midnight(date), clock.day(date).end, STEP), row, strict=True
        )
        if night.start <= start < night.end
    )


def _levels(counts: list[list[list[int]]]) -> Iterator[str]:
    """Yield the path of each level, a lane's greatest number being the strongest."""
    paths: dict[int, list[str]] = {level: [] for level in range(1, LEVELS + 1)}
    for lane, days in enumerate(counts):
        most = max(max(row) for row in days)
        for n, row in enumerate(days):
            width = DAY / len(row)
            begin = 0
            strength = [ceil(LEVELS * on / most) if on else 0 for on in row]
            for i in range(1, len(row) + 1):
                if i == len(row) or strength[i] != strength[begin]:
                    if strength[begin]:
                        left, right = n * DAY + begin * width, n * DAY + i * width
                        paths[strength[begin]].append(_box(left, 2 * lane, right, 1))
                    begin = i
    yield from ("".join(boxes) for boxes in paths.values())


def _short(edition: Edition, groups: tuple[tuple[Force, ...], ...]) -> Iterator[str]:
    """Yield a line under each shift whose head-count is not reached."""
    scenario = edition.scenario
    lane = {f.id: n for n, forces in enumerate(groups) for f in forces}
    for row in edition.frames.rows.shortfalls:
        if row.shift is not None:
            shift = scenario.shifts[row.shift]
            span = scenario.clock.tour(row.day, shift.start, shift.end)
            top = 2 * lane[shift.force] + 0.84 if shift.force in lane else None
            if top is not None:
                left, right = (_x(scenario.clock, m) for m in (span.start, span.end))
                yield _box(left, top, right, 0.16)


def _lacks(edition: Edition) -> Iterator[tuple[str, ...]]:
    clock = edition.scenario.clock
    for day in map(clock.day, clock.dates):
        yield tuple(
            m.mission
            for m in shortfalls(edition).missions
            if any(day.start <= when.start < day.end for when in m.when[:1])
        )


def _marks(edition: Edition, top: int) -> Iterator[str]:
    """Yield a box for each mission not held; those at one time stand below others."""
    clock = edition.scenario.clock
    spans = sorted(s for m in shortfalls(edition).missions for s in m.when)
    rows: list[float] = []
    for span in spans:
        left = _x(clock, span.start)
        right = max(_x(clock, span.end), left + 2)
        free = (n for n, end in enumerate(rows) if end <= left)
        row = next(free, len(rows))
        rows[row : row + 1] = [right]
        yield _box(left, top + 0.15 + (row % 4) * 0.25, right, 0.2)


def _x(clock: Clock, minute: Minute) -> float:
    """Return where an instant stands in the drawing, inside the horizon."""
    inside = min(max(minute, clock.span.start), clock.span.end - 1)
    if minute >= clock.span.end:
        return DAY * clock.days
    date = clock.date(inside)
    day: Span = clock.day(date)
    return DAY * ((date - clock.start).days + (inside - day.start) / day.length)


def _box(left: float, top: float, right: float, height: float) -> str:
    width = _number(right - left)
    return f"M{_number(left)} {_number(top)}h{width}v{_number(height)}h-{width}z"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
