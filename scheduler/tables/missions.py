"""Missions: what is to be staffed, and when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from scheduler.domain.missions import Mission, MissionKind, Occurrence, Relay
from scheduler.domain.time import Clock, Minute, Span
from scheduler.io.faults import Fault
from scheduler.io.schema import MIDNIGHT
from scheduler.tables.columns import (
    CODE,
    DATES,
    END_TIME,
    LINES,
    TEXT,
    TIME,
    TIMES,
    WEEKDAYS,
    choice,
    column,
    duration,
    ref,
    refs,
    whole,
)
from scheduler.tables.common import horizon, own_mandatory, own_priority, validity
from scheduler.tables.kinds import EquipmentRow, KindRow, PositionRow, PowerRow
from scheduler.tables.relays import relays_needed, touching
from scheduler.tables.rows import Row, table
from scheduler.tables.table_set import TableSet, in_catalogue
from scheduler.tables.times import moment, wall
from scheduler.words import N_


class Only(StrEnum):
    """Sorts of days to which a mission may be confined."""

    SCHOOL_DAYS = "school_days"
    """Neither in the school holidays nor a public holiday nor a Sunday."""
    SCHOOL_HOLIDAYS = "school_holidays"
    PUBLIC_HOLIDAYS = "public_holidays"
    WORKING_DAYS = "working_days"
    """Monday to Saturday without public holidays (*jours ouvrables*)."""


@table(
    "missions",
    N_(
        "What is to be staffed. Several dates or starts make a flexible mission: "
        "the scheduler chooses."
    ),
    key=("mission",),
    required=True,
)
class MissionRow(Row):
    mission: str = column(
        CODE,
        N_(
            "Code of the mission. It identifies the calendar entries: do not change it."
        ),
    )
    kind: str = column(
        ref("mission_kinds"),
        N_("Mission kind, of this scenario or of the built-in catalogue."),
    )
    zone: str = column(ref("zones"), N_("Where."))
    dates: tuple[dt.date, ...] = column(
        DATES, N_("Days on which it may be held; empty = see days."), default=""
    )
    days: frozenset[int] | None = column(
        WEEKDAYS,
        N_(
            "Days of the week instead of dates: it may be held on every such day of "
            "the horizon, and is held once in all unless times says more."
        ),
        default=None,
    )
    only: Only | None = column(
        choice(Only),
        N_(
            "Of those days only: school_days (neither in the school holidays of the "
            "school_zone nor a public holiday nor a Sunday), school_holidays, "
            "public_holidays, or working_days (Monday to Saturday without public "
            "holidays)."
        ),
        default=None,
    )
    starts: tuple[int, ...] = column(
        TIMES,
        N_(
            "Local times at which it may start, briefing left aside; empty = the grid "
            "of a window."
        ),
        default="",
    )
    minutes: int = column(whole(1, 1440, N_("minutes")), N_("Duration."))
    times: int = column(
        whole(1, 99),
        N_(
            "How many times it is wanted, at most once a day. Where days or only leave "
            "fewer days, as many times as there are days."
        ),
        default="1",
    )
    priority: int | None = own_priority()
    mandatory: bool | None = own_mandatory()
    note: str = column(
        LINES, N_("Free note for the calendar entry."), default="", private=True
    )
    requisition: str = column(
        TEXT, N_("Reference of the prosecutor's requisition."), default="", private=True
    )
    or_zones: tuple[str, ...] = column(
        refs("zones"), N_("Other places where it may be held instead."), default=""
    )
    from_: int | None = column(
        TIME, N_("Start of the window, instead of starts."), default=None
    )
    until: int | None = column(
        END_TIME,
        N_("End of the window; if not after its start, on the next day."),
        default=None,
    )
    grid: int = column(
        whole(1, 1440, N_("minutes")),
        N_("Step between possible starts in the window."),
        default="30",
    )
    spacing: int = column(
        duration(),
        N_("Least time from the start of one occurrence to the start of the next."),
        default="0",
    )
    overlap: int | None = column(
        whole(0, 240, N_("minutes")),
        N_(
            "Makes it a post, held during the whole window of each day by relays of "
            "the duration given, which overlap by this many minutes; empty = no post. "
            "Windows of consecutive days that touch are joined. Relays begin on the "
            "grid, or end with the window. During the overlap at its end a relay hands "
            "over: the next one then holds the post. Each step of the grid, counted "
            "from the start of the window, in which nobody holds the post for a minute "
            "or more loses the points of the priority once. A window has no more "
            "relays than it needs; times is ignored."
        ),
        default=None,
    )
    equipage: str | None = column(
        CODE,
        N_("Code shared by the missions of a day that one crew should hold together."),
        default=None,
    )
    radio: str = column(
        TEXT,
        N_(
            "Radio channel or telephone line of the crew, for the calendars; empty = "
            "that of the zone."
        ),
        default="",
    )
    event: str | None = column(
        CODE,
        N_(
            "Event to which it belongs: each has a calendar of its missions. Missions "
            "of fixtures belong to their fixture."
        ),
        default=None,
    )

    @property
    def window(self) -> tuple[int, int] | None:
        """Start and end of the window, in minutes of the day; ``None`` = no window."""
        if self.from_ is None or self.until is None:
            return None
        return self.from_, self.until

    @property
    def open_for(self) -> int:
        """Minutes of the window on the clock on the wall; 0 = no window."""
        if self.window is None:
            return 0
        first, last = self.window
        return last - first if first < last else last - first + MIDNIGHT


MOST_A_DAY = 1500
"""Possible starts on one day: six times those of a week of 400 officers."""


def check_missions(tables: TableSet) -> Iterator[Fault]:
    """Look for missions that could never be held as they are asked for."""
    kinds = tables.by_key(KindRow)
    for row in tables.good(MissionRow):
        shape = list(_shape(row))
        yield from shape
        if shape:
            continue
        if row.overlap is None and row.times > len(row.dates) > 0:
            yield row.fault(
                "times",
                N_("more times than days ({value} on {days})"),
                N_("a mission is held at most once a day: add dates, or ask for less"),
                days=len(row.dates),
            )
        yield from _post(row)
        yield from horizon(tables, row, "dates", row.dates)
        if row.zone in row.or_zones:
            yield row.fault(
                "or_zones",
                N_("the place that zone names already ({value})"),
                N_("name other places only"),
            )
        if tables.clock:
            times = list(_times(row, tables.clock))
            yield from times
            if not times and row.spacing and row.times <= len(row.dates):
                yield from _spacing(row, tables.clock)
        kind = kinds.get(row.kind)
        if kind is None:
            continue
        fallback = kinds.get(kind.fallback) if kind.joint else None
        for form in filter(None, (kind, fallback)):
            yield from _reserve(row, form, kind)
        priority = kind.priority if row.priority is None else row.priority
        if fallback is not None and priority < 2:
            yield row.fault(
                "kind" if row.priority is None else "priority",
                N_("one point cannot be shared with the fallback {fallback}"),
                N_("give the mission at least 2 points, or the kind no fallback"),
                fallback=fallback.kind,
            )
        missing = _not_there(tables, kind)
        for code in missing:
            yield row.fault(
                "kind",
                N_(
                    "this kind needs equipment that is not in the table equipment "
                    "({code})"
                ),
                N_("add {code} to equipment.csv, or replace the kind"),
                code=code,
            )
        for code in _not_there(tables, fallback):
            if code not in missing and fallback is not None:
                yield row.fault(
                    "kind",
                    N_(
                        "the fallback {fallback} needs equipment that is not in the "
                        "table equipment ({code})"
                    ),
                    N_("add {code} to equipment.csv, or replace {fallback}"),
                    code=code,
                    fallback=fallback.kind,
                )


def check_crowded_days(tables: TableSet) -> Iterator[Fault]:
    """Look for days on which missions may begin at more times than can be searched.

    The mission with the most of them on such a day is named, once.
    """
    kinds = tables.by_key(KindRow)
    days: defaultdict[dt.date, list[tuple[int, MissionRow]]] = defaultdict(list)
    for row in tables.good(MissionRow):
        if not any(_shape(row)):
            kind = kinds.get(row.kind)
            forms = 2 if kind is not None and kind.joint and kind.fallback else 1
            count = _starts_a_day(row) * (1 + len(row.or_zones)) * forms
            for day in row.dates:
                days[day].append((count, row))
    told = set()
    for day, found in sorted(days.items()):
        total = sum(count for count, _row in found)
        count, row = max(found, key=lambda f: f[0])
        if total > MOST_A_DAY and id(row) not in told:
            told.add(id(row))
            yield row.fault(
                "starts" if row.from_ is None else "grid",
                N_(
                    "{count} of {total} possible starts on {day}, all places and forms "
                    "counted; {most} at most for all missions"
                ),
                N_("widen the grid, narrow the window, or name fewer places"),
                count=count,
                total=total,
                day=str(day),
                most=MOST_A_DAY,
            )


def _starts_a_day(row: MissionRow) -> int:
    """Return at how many times of a day a mission may begin, clock changes aside."""
    if row.from_ is None:
        return len(row.starts)
    return max(0, (row.open_for - row.minutes) // row.grid + 1)


def _shape(row: MissionRow) -> Iterator[Fault]:
    """Look for a mission that is both a list of starts and a window, or neither."""
    windowed = [t for t in (row.from_, row.until) if t is not None]
    if not row.starts and not windowed:
        yield row.fault(
            "starts",
            N_("empty, and there is no window"),
            N_("write starts, or a window in from and until"),
        )
    elif row.starts and windowed:
        yield row.fault(
            "starts",
            N_("both starts and a window ({value})"),
            N_("leave one of them empty"),
        )
    elif len(windowed) == 1:
        yield row.fault(
            "until" if row.until is None else "from",
            N_("half a window"),
            N_("write both from and until, or neither"),
        )
    if row.overlap is None:
        return
    if not windowed:
        yield row.fault(
            "overlap",
            N_("relays without a window ({value})"),
            N_("write from and until, or leave this empty"),
        )
    elif row.overlap >= row.minutes:
        yield row.fault(
            "overlap",
            N_("as long as the relay itself ({value})"),
            N_("shorten the overlap, or lengthen the relay"),
        )
    for name in ("spacing", "or_zones"):
        if row.read(name):
            yield row.fault(
                name,
                N_("not possible for a post held by relays ({value})"),
                N_("leave this empty, or remove the overlap"),
            )


def _post(row: MissionRow) -> Iterator[Fault]:
    """Look for a post that its relays cannot hold with any number of officers."""
    if row.overlap is None:
        return
    holds = row.minutes - row.overlap
    if row.open_for > holds + row.minutes and row.grid > holds:
        yield row.fault(
            "grid",
            N_("the next relay comes too late to take over ({value})"),
            N_("write {holds} or less: the relay less its overlap"),
            holds=holds,
        )


def _reserve(row: MissionRow, kind: KindRow, asked: KindRow) -> Iterator[Fault]:
    """Look for a reserve that is over before its officers need be on the spot.

    A fallback is engaged for as long as the kind asked for.
    """
    length = row.minutes + asked.briefing + asked.debriefing
    if kind.reach is not None and kind.reach > length:
        yield row.fault(
            "minutes",
            N_("shorter than the reach of {reach} minutes of {kind} ({value})"),
            N_("lengthen the mission, or shorten the reach"),
            reach=kind.reach,
            kind=kind.kind,
        )


def _times(row: MissionRow, clock: Clock) -> Iterator[Fault]:
    """Look for times that the clocks skip, and for windows that are too short."""
    for day in row.dates:
        written = [("starts", day, start) for start in row.starts]
        if row.window is not None:
            start, end = row.window
            over = end <= start or end == MIDNIGHT
            last = day + dt.timedelta(days=1) if over else day
            written += [("from", day, start), ("until", last, end)]
        skipped = [w for w in written if not clock.exists(w[1], wall(w[2]))]
        for where, on, time in skipped:
            yield row.fault(
                where,
                N_("no such local time on {day} ({time})"),
                N_("the clocks go forward that night: choose another start")
                if where == "starts"
                else N_("the clocks go forward that night: choose another time"),
                day=str(on),
                time=f"{wall(time):%H:%M}",
            )
        span = _window(row, day, clock)
        if span is None or skipped:
            continue
        length = span.length
        if length < row.minutes:
            yield row.fault(
                "minutes",
                N_("longer than its window of {length} minutes on {day} ({value})"),
                N_("widen the window, or shorten the mission"),
                length=length,
                day=str(day),
            )
            return


def _spacing(row: MissionRow, clock: Clock) -> Iterator[Fault]:
    """Look for more times than the spacing leaves room for."""
    count, free = 0, None
    taken: dt.date | None = None
    for start in _starts_of(row, clock):
        day = clock.date(start)
        if (free is None or start >= free) and day != taken:
            count, free, taken = count + 1, start + row.spacing, day
    if row.times > count:
        yield row.fault(
            "times",
            N_(
                "more times than its spacing leaves room for ({value}, {count} at most)"
            ),
            N_("add dates, ask for less, or shorten the spacing"),
            count=count,
        )


def _not_there(tables: TableSet, kind: KindRow | None) -> list[str]:
    """Return what a built-in kind needs and the scenario has not.

    Kinds of the scenario's own refer to its equipment, and were judged there.
    """
    if kind is None or not in_catalogue(kind) or not tables.knows(EquipmentRow):
        return []
    stock = tables.keys(EquipmentRow)
    return [code for code, _number in kind.equipment if code not in stock]


def check_fallbacks(tables: TableSet) -> Iterator[Fault]:
    """Look for fallbacks of joint kinds that are not of one force."""
    kinds, crews = tables.by_key(KindRow), tables.groups(PositionRow, lambda r: r.kind)
    used = {r.kind for r in tables.good(MissionRow)}
    for row in tables.good(KindRow):
        other = kinds.get(row.fallback)
        if other is None or not row.joint:
            continue
        if in_catalogue(row) and row.kind not in used:
            continue
        # Of two rows the scenario can change its own: the built-in one stays.
        here, column = (other, "kind") if in_catalogue(row) else (row, "fallback")
        forces = {p.force for p in crews.get(other.kind, ())}
        if other.joint:
            yield here.fault(
                column,
                N_("the fallback of {kind} is itself a joint kind ({fallback})"),
                N_("name a kind that one force can hold alone, or none"),
                kind=row.kind,
                fallback=other.kind,
            )
        elif len(forces) > 1 or "any" in forces:
            yield here.fault(
                column,
                N_("the fallback of {kind} is not of one force ({fallback})"),
                N_("in positions.csv, give all its seats to one kind of force"),
                kind=row.kind,
                fallback=other.kind,
            )


def check_powers(tables: TableSet) -> Iterator[Fault]:
    """Look for powers of kinds in use that no text gives on some day."""
    texts = tables.groups(PowerRow, lambda r: r.power)
    used = {r.kind for r in tables.good(MissionRow)}
    for row in tables.good(KindRow):
        if row.kind not in used or not tables.clock or not tables.whole(PowerRow):
            continue
        for power in row.powers:
            for day in tables.clock.dates:
                if power in texts and not any(day in validity(t) for t in texts[power]):
                    yield row.fault(
                        "powers",
                        N_("no text of {power} is in force on {day}"),
                        N_("add its row to powers.csv, or take the power away"),
                        power=power,
                        day=str(day),
                    )
                    break


def check_suspended(tables: TableSet) -> Iterator[Fault]:
    """Look for seats that ask for a status which the mission itself suspends."""
    texts = tables.groups(PowerRow, lambda r: r.power)
    kinds = tables.by_key(KindRow)
    used = {r.kind for r in tables.good(MissionRow)}
    for row in tables.good(PositionRow):
        kind = kinds.get(row.kind)
        if kind is None or not row.judicial:
            continue
        if in_catalogue(kind) and row.kind not in used:
            continue
        for power in kind.powers:
            if any(t.suspends and _met(tables, t) for t in texts.get(power, ())):
                yield row.fault(
                    "judicial",
                    N_("a status that {power} suspends during the mission ({value})"),
                    N_("leave it empty, or take {power} away from {kind}"),
                    power=power,
                    kind=row.kind,
                )


def _met(tables: TableSet, text: PowerRow) -> bool:
    """Tell whether a dated text is in force on a day of the horizon."""
    return tables.clock is None or any(d in validity(text) for d in tables.clock.dates)


def to_missions(
    tables: TableSet,
    kinds: Mapping[str, MissionKind],
    attendees: Mapping[str, Mapping[str, tuple[str, ...]]],
    clock: Clock,
) -> dict[str, Mission]:
    """Return the missions by code.

    Parameters
    ----------
    tables, kinds, clock
        Their rows, the kinds by code, and the horizon.
    attendees
        Officers named, in order, by mission and position.
    """
    found = {}
    for row in tables.rows[MissionRow]:
        kind = kinds[row.kind]
        asked = demand(row, kind, clock)
        found[row.mission] = Mission(
            id=row.mission,
            kind=row.kind,
            zone=row.zone,
            occurrences=asked.occurrences,
            times=asked.times,
            priority=kind.priority if row.priority is None else row.priority,
            mandatory=kind.mandatory if row.mandatory is None else row.mandatory,
            note=row.note,
            requisition=row.requisition,
            spacing=row.spacing,
            relay=asked.relay,
            equipage=row.equipage or "",
            radio=row.radio,
            event=row.event or "",
            attendees=attendees.get(row.mission, {}),
        )
    return found


@dataclass(frozen=True, slots=True)
class Demand:
    """What a row asks for.

    Parameters
    ----------
    occurrences
        Possible placings, by start, place and form.
    times
        How many of them are wanted; of relays: how many it takes at most.
    relay
        For a post held at all times.
    """

    occurrences: tuple[Occurrence, ...]
    times: int
    relay: Relay | None = None


def demand(row: MissionRow, kind: MissionKind, clock: Clock) -> Demand:
    """Return what a sound row of ``missions`` asks for.

    A post held by relays has no fallback: each relay is asked for as it is.
    """
    if row.overlap is None:
        starts = _starts_of(row, clock)
        forms = (False, True) if kind.joint and kind.fallback else (False,)
        found = tuple(_occurrences(row, kind, clock, starts, forms))
        return Demand(found, row.times)
    each = (_window(row, day, clock) for day in row.dates)
    windows = tuple(touching(sorted(filter(None, each))))
    begin = {w: _relay_starts(row, w, clock) for w in windows}
    most = tuple(relays_needed(begin[w], w, row.minutes, row.overlap) for w in windows)
    relay = Relay(windows=windows, step=row.grid, overlap=row.overlap, most=most)
    starts = sorted(chain(*begin.values()))
    found = tuple(_occurrences(row, kind, clock, starts, (False,)))
    return Demand(found, sum(most), relay)


def _starts_of(row: MissionRow, clock: Clock) -> list[Minute]:
    """Return when a mission that is no post may begin, briefing left aside."""
    return sorted(set(_starts(row, clock)))


def _window(row: MissionRow, day: dt.date, clock: Clock) -> Span | None:
    """Return the window of a row on a day, if any; past midnight if it ends so."""
    if row.window is None:
        return None
    first, last = row.window
    end = day + dt.timedelta(days=1) if last <= first else day
    return Span(moment(clock, day, first), moment(clock, end, last))


def _relay_starts(row: MissionRow, whole: Span, clock: Clock) -> list[Minute]:
    """Return when relays may begin in a window: on the grid, or to end with it.

    The grid is counted from the start of each day's own window, in elapsed time and on
    the clock on the wall: where the clocks change that day relays may follow either.
    """
    last = whole.end - row.minutes
    starts = {last}
    for day in row.dates:
        span = _window(row, day, clock)
        if span is None or row.from_ is None:
            continue
        starts.update(range(span.start, span.end, row.grid))
        for minutes in range(row.from_, row.from_ + MIDNIGHT, row.grid):
            on, time = day + dt.timedelta(days=minutes // MIDNIGHT), wall(minutes)
            if clock.exists(on, time):
                starts.add(min(clock.minute(on, time), span.end))
    return sorted(s for s in starts if whole.start <= s <= last)


def _starts(row: MissionRow, clock: Clock) -> Iterator[Minute]:
    for day in row.dates:
        for start in row.starts:
            yield clock.minute(day, wall(start))
        span = _window(row, day, clock)
        if span is not None:
            yield from range(span.start, span.end - row.minutes + 1, row.grid)


def _occurrences(
    row: MissionRow,
    kind: MissionKind,
    clock: Clock,
    starts: Iterable[Minute],
    forms: Iterable[bool],
) -> Iterator[Occurrence]:
    zones = dict.fromkeys((row.zone, *row.or_zones))
    for start in starts:
        span = Span(start - kind.briefing, start + row.minutes + kind.debriefing)
        for place, zone in enumerate(zones):
            for form in forms:
                yield Occurrence(
                    row.mission,
                    clock.date(start),
                    span,
                    zone,
                    form,
                    place,
                    kind.briefing,
                    kind.debriefing,
                )
