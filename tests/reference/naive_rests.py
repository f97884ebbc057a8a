"""The naive verdicts on rests between tours and breaks in them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from scheduler.domain.missions import Occurrence
from scheduler.domain.time import Span
from scheduler.domain.tours import Change, Tour
from tests.reference.minutes import ONE, Minutes
from tests.reference.naive import Finding, judges

BY_DAY = "night_worker_by_day"


# --- night workers (arrêté du 5 septembre 2019 art. 10 and 70) ------------------------


def _of_a_night_worker(m: Minutes, tour: Tour, *settings: str) -> list[int] | None:
    """Return values for a tour of a night worker; ``None`` = not a night worker."""
    if not m.week.officers[tour.officer].night_worker:
        return None
    values = [m.value(BY_DAY, s, tour.officer, tour.day) for s in settings]
    return None if None in values else values  # type: ignore[return-value]


def _by_night(m: Minutes, tour: Tour) -> bool | None:
    """Tell whether a tour is a night or a day task (``False``); ``None`` = neither."""
    window = _of_a_night_worker(
        m, tour, "night_from", "night_to", "night_minutes", "morning_until"
    )
    if window is None:
        return None
    start, end, enough, _ = window
    walls = [m.wall[i].minute for i in range(tour.span.start, tour.span.end)]
    if start < end:
        at_night = sum(start <= wall < end for wall in walls)
    else:
        at_night = sum(wall >= start or wall < end for wall in walls)
    return at_night >= enough and at_night > 0


def _night(m: Minutes, tour: Tour) -> bool:
    """Tell whether a tour is a night, not one of 11 h 08 or more."""
    longest = m.value(BY_DAY, "shorter_than", tour.officer, tour.day)
    length = len(range(tour.span.start, tour.span.end))
    return _by_night(m, tour) is True and (longest is None or length < longest)


def _task(m: Minutes, tour: Tour) -> str:
    """Return the part of the day of a day task; empty = no day task."""
    if _by_night(m, tour) is not False:
        return ""
    noon = m.value(BY_DAY, "morning_until", tour.officer, tour.day)
    assert noon is not None
    before = [
        m.day(i) == tour.day and m.wall[i].minute < noon
        for i in range(tour.span.start, tour.span.end)
    ]
    if all(before):
        return "morning"
    return "day" if any(before) else "afternoon"


@judges(BY_DAY)
def night_worker_by_day(m: Minutes) -> Iterator[Finding]:
    for officer, tours in m.planned.items():
        record = m.past[officer] + tours
        nights = [t for t in record if _night(m, t)]
        for task in record:
            part = _task(m, task)
            if part in ("morning", "day") and task in tours:
                yield from _night_before(m, task, nights)
            if part in ("afternoon", "day"):
                following = _night_after(m, task)
                for night in nights:
                    if night in tours and night.span.start in following:
                        yield officer, None


def _night_before(m: Minutes, task: Tour, nights: list[Tour]) -> Iterator[Finding]:
    needed = m.value(BY_DAY, "rest_before", task.officer, task.day) or 0
    if _recalled(m, task):
        needed = 0
    ends = [n.span.end for n in nights if n.span.start < task.span.start]
    if not ends:
        return
    if max(ends) > task.span.start:
        yield task.officer, None
        return
    rest = len(range(max(ends), task.span.start))
    if rest < needed:
        yield task.officer, needed - rest


def _night_after(m: Minutes, task: Tour) -> range:
    """Return the time from the start of a task to the end of the next night."""
    morning = m.value(BY_DAY, "night_to", task.officer, task.day)
    assert morning is not None
    minute = task.span.end + 1
    while m.wall[minute].minute != morning % 1440:
        minute += 1
    return range(task.span.start, minute)


def resumes(m: Minutes, task: Tour, night: Tour) -> bool:
    """Tell whether a night begins on the evening of a morning task."""
    return (
        _task(m, task) == "morning"
        and _night(m, night)
        and m.day(task.span.start) == m.day(night.span.start)
        and task.span.end <= night.span.start
    )


def _called(m: Minutes, night: Tour, task: Tour) -> bool:
    """Tell whether the task after a night is a recall."""
    return (
        _recalled(m, task)
        and _night(m, night)
        and bool(_task(m, task))
        and night.span.end <= task.span.start
    )


def _recalled(m: Minutes, task: Tour) -> bool:
    return any(
        (c.officer, c.day) == (task.officer, task.day) and c.change is Change.RECALL
        for c in m.week.cycle_changes
    )


def exempts(m: Minutes, task: Tour, night: Tour) -> bool:
    """Tell whether a day task excludes a night tour."""
    part = _task(m, task)
    if not part or not _night(m, night):
        return False
    if night.span.start >= task.span.start:
        return part != "morning" and night.span.start in _night_after(m, task)
    if _recalled(m, task):
        return task.span.start in range(night.span.start, night.span.end)
    needed = m.value(BY_DAY, "rest_before", task.officer, task.day) or 0
    return part != "afternoon" and task.span.start - needed < night.span.end


def _recovers(m: Minutes, night: Tour, task: Tour) -> bool:
    """Tell whether the task after a night is in the afternoon."""
    return _night(m, night) and _task(m, task) == "afternoon"


@judges("one_tour_a_day")
def one_tour_a_day(m: Minutes) -> Iterator[Finding]:
    for officer, tours in m.planned.items():
        for day, count in Counter(m.day(t.span.start) for t in tours).items():
            today = [t for t in tours if m.day(t.span.start) == day]
            if count > 2 or (count == 2 and not resumes(m, *today)):
                yield officer, None


# --- daily rest -----------------------------------------------------------------------


def _usual(m: Minutes, tour: Tour) -> int:
    """Return the daily rest after a tour."""
    return m.value("daily_rest", "minimum", tour.officer, tour.day) or 0


def _derogated(m: Minutes, rule: str, tour: Tour) -> bool:
    return any(
        (d.officer, d.rule) == (tour.officer, rule)
        and d.validity.first <= tour.day <= d.validity.last
        for d in m.week.derogations
    )


def _needed(m: Minutes, before: Tour, after: Tour) -> int:
    """Return the rest required between two tours: the shortest that a text allows."""
    allowed = ["minimum"]
    if _derogated(m, "daily_rest", after):
        allowed.append("reduced")
    if resumes(m, before, after):
        allowed.append("after_morning_task")
    if _recovers(m, before, after):
        allowed.append("before_afternoon_task")
    if _called(m, before, after):
        allowed.append("before_recall")
    values = [m.value("daily_rest", s, before.officer, before.day) for s in allowed]
    return min((v for v in values if v is not None), default=0) if values[0] else 0


def _between(before: Tour, after: Tour) -> int:
    """Return the minutes from one tour to the next; below 0 if they overlap."""
    return after.span.start - before.span.end


def _earlier(m: Minutes, tour: Tour) -> list[Tour]:
    """Return the tours before a tour of the roster, those of the history included."""
    planned = m.planned[tour.officer]
    return m.past[tour.officer] + planned[: planned.index(tour)]


@judges("daily_rest")
def daily_rest(m: Minutes) -> Iterator[Finding]:
    for officer, tours in m.planned.items():
        for tour in tours:
            before = _earlier(m, tour)
            short = max((_short(m, t, tour) for t in before), default=0)
            if short > 0:
                yield officer, short


def _short(m: Minutes, before: Tour, after: Tour) -> int:
    """Return the minutes of rest missing between two tours."""
    rest = _between(before, after)
    if rest >= _usual(m, before):
        return 0  # no text asks for more
    return _needed(m, before, after) - rest


@judges("rest_given_back")
def rest_given_back(m: Minutes) -> Iterator[Finding]:
    for officer, tours in m.planned.items():
        record = m.past[officer] + tours
        for i, (middle, after) in enumerate(pairwise(record)):
            bonus = m.value("rest_given_back", "bonus_percent", officer, middle.day)
            missed = max((_missed(m, t, middle) for t in record[:i]), default=0)
            if bonus is None or missed == 0 or after in m.past[officer]:
                continue
            owed = _usual(m, middle) + missed
            # A minute more for each whole or part of a minute of bonus.
            owed += len(range(0, missed * bonus, 100))
            if _between(middle, after) < owed:
                yield officer, owed - _between(middle, after)


def _missed(m: Minutes, before: Tour, after: Tour) -> int:
    """Return the minutes of compensatory rest owed after a tour."""
    if after not in m.past[after.officer] and not _derogated(m, "daily_rest", after):
        return 0
    if resumes(m, before, after) or _recovers(m, before, after):
        return 0
    if _called(m, before, after):
        return 0
    rest = len(range(before.span.end, after.span.start))
    return max(0, _usual(m, before) - rest)


# --- weekly rest ----------------------------------------------------------------------


@judges("weekly_rest")
def weekly_rest(m: Minutes) -> Iterator[Finding]:
    for officer in m.week.officers:
        # Minutes that a rest of an earlier week has taken: with the roster, and without
        # any tour of it.
        taken: set[int] = set()
        untouched: set[int] = set()
        for first in _first_days(m, officer):
            minimum = _weekly_rest_of(m, officer, first)
            days = [m.minutes_of(first + i * ONE) for i in range(7)]
            seven = range(days[0][0], days[-1][-1] + 1)
            flags = [
                bool(m.value("weekly_rest", reading, officer, first))
                for reading in ("rolling", "civil_week")
            ]
            reach = seven if any(flags) else _known(m, officer, first, minimum)
            served = set() if flags[0] else taken
            spare = set() if flags[0] else untouched
            record = m.past[officer] + m.planned[officer]
            rest, piece = _longest(m, record, served, seven, reach, minimum)
            open_, free = _longest(m, m.past[officer], spare, seven, reach, minimum)
            if open_ < minimum or not minimum:
                continue
            served.update(piece)
            spare.update(free)
            if rest < minimum:
                yield officer, minimum - rest


def _first_days(m: Minutes, officer: str) -> Iterator[dt.date]:
    """Yield the first day of every period of seven days that is judged."""
    day = min(_known_since(m, officer), m.days[0] - 6 * ONE)
    while day <= m.days[-1]:
        if m.value("weekly_rest", "rolling", officer, day):
            if day + 7 * ONE > m.days[0]:
                yield day
        elif day.weekday() == 0 and day >= _known_since(m, officer):
            yield day
        day += ONE


def _known_since(m: Minutes, officer: str) -> dt.date:
    """Return the Monday of the first week of which the force has a record."""
    force = m.week.officers[officer].force
    days = [t.day for t in m.week.history if m.week.officers[t.officer].force == force]
    first = min([m.days[0], *days])
    while first.weekday():
        first -= ONE
    return first


def _known(m: Minutes, officer: str, first: dt.date, minimum: int) -> range:
    """Return the minutes in which a rest may lie: 24 h of it in the weeks known."""
    beyond = minimum - (m.value("weekly_rest", "known", officer, first) or 0)
    beyond = max(0, beyond)
    start = m.minutes_of(_known_since(m, officer))[0]
    end = m.week_of(m.days[-1])[-1] + 1
    return range(start - beyond, end + beyond)


def _weekly_rest_of(m: Minutes, officer: str, first: dt.date) -> int:
    minimum = m.value("weekly_rest", "minimum", officer, first) or 0
    reduced = m.value("weekly_rest", "reduced", officer, first)
    if reduced is not None and any(
        (d.officer, d.rule) == (officer, "weekly_rest")
        and d.validity.first <= first + 6 * ONE
        and first <= d.validity.last
        for d in m.week.derogations
    ):
        minimum = min(minimum, reduced)
    return minimum


def _longest(
    m: Minutes,
    tours: list[Tour],
    taken: set[int],
    seven: range,
    reach: range,
    minimum: int,
) -> tuple[int, range]:
    """Return the longest series of free minutes in seven days, and the earliest.

    The earliest are the minutes of the first series that reaches the minimum.
    """
    shown = bytearray(b"." * len(reach))
    for tour in tours:
        for minute in range(tour.span.start, tour.span.end):
            if minute in reach:
                shown[minute - reach.start] = ord("#")
    for minute in taken:
        if minute in reach:
            shown[minute - reach.start] = ord("#")
    longest, piece, start = 0, range(0), reach.start
    for run in bytes(shown).split(b"#"):
        end = start + len(run)
        if start < seven.stop and seven.start < end:
            longest = max(longest, len(run))
            starts = range(start, end - minimum + 1)
            fit = (a for a in starts if a < seven.stop and seven.start < a + minimum)
            at = next(fit, None)
            if not piece and at is not None:
                piece = range(at, at + minimum)
        start = end + 1
    return longest, piece


# --- breaks ---------------------------------------------------------------------------


@judges("daily_break")
def daily_break(m: Minutes) -> Iterator[Finding]:
    for officer, tours in m.planned.items():
        for tour in tours:
            longest = m.value("daily_break", "from", officer, tour.day)
            pause = m.value("daily_break", "minimum", officer, tour.day)
            stops = [
                s.occurrence
                for s in m.seated
                if s.officer.id == officer and s.occurrence.span.overlaps(tour.span)
            ]
            own = [x for x in m.roster.breaks or () if x.tour == tour.key]
            pauses = [range(x.span.start, x.span.end) for x in own]
            due = longest is not None and pause and len(m.at_work(tour)) >= longest
            off = m.off_duty(tour)
            one = bool(off) and (not due or len(off) >= (pause or 0))
            moved = list(_moved(m, off, stops, pauses, is_break=one))
            yield from ((officer, over) for over in moved)
            around = [p for p in pauses if off and set(off) <= set(p)]
            beside = [p for p in pauses if p not in around]
            early = [p for p in beside if off and p[0] < off[0]]
            late = [p for p in beside if p not in early]
            for over in _misplaced(m, tour, stops, [around, early, late]):
                yield officer, over
            if not due:
                continue
            assert longest is not None
            assert pause is not None
            if pauses:
                for over in _too_short_or_late(tour, pauses, pause, longest):
                    yield officer, over
            elif _no_room_left(m, tour, stops, pause, longest, off if one else None):
                yield officer, None
            elif m.roster.breaks is not None and not moved and _by_one(m, stops):
                yield officer, pause
        for tour in m.past[officer]:
            yield from _in_what_is_left(m, tour)
    worked = {t.key for tours in m.planned.values() for t in tours}
    for lost in m.roster.breaks or ():
        if lost.tour not in worked:
            yield lost.officer, len(range(lost.span.start, lost.span.end))


def _in_what_is_left(m: Minutes, tour: Tour) -> Iterator[Finding]:
    """Yield officers without a break in the rest of a tour after the first midnight."""
    who = tour.officer
    longest = m.value("daily_break", "from", who, tour.day)
    pause = m.value("daily_break", "minimum", who, tour.day)
    left = [i for i in range(tour.span.start, tour.span.end) if i >= 0]
    if longest is None or not pause or len(m.at_work(tour)) < longest:
        return
    if len(left) <= longest:
        return
    rest = replace(tour, span=Span(0, tour.span.end), work=len(left))
    stops = [
        s.occurrence
        for s in m.seated
        if s.officer.id == who and s.occurrence.span.overlaps(rest.span)
    ]
    if _no_room(m, rest, stops, pause, longest, None):
        yield who, None


def _moved(
    m: Minutes,
    off: range,
    stops: list[Occurrence],
    pauses: list[range],
    *,
    is_break: bool,
) -> Iterator[int]:
    """Yield the minutes of a fixed break that no break placed has, or travel takes."""
    covered = max((sum(i in pause for i in off) for pause in pauses), default=0)
    if covered == len(off):
        return
    if m.roster.breaks is not None and is_break:
        yield len(off) - covered
    for a in stops:
        for b in stops:
            if a.span.end <= off[0] and off[-1] < b.span.start:
                free = b.span.start - a.span.end - way(m, a, b)
                if 0 <= free < len(off):
                    yield len(off) - free


def _no_room_left(
    m: Minutes,
    tour: Tour,
    stops: list[Occurrence],
    pause: int,
    longest: int,
    off: range | None,
) -> bool:
    """Tell the same of a tour that may have begun before the freeze.

    Breaks taken by then are known, and no other break is taken before.
    """
    known = m.begun_tour(tour.officer, tour.day, tour.shift)
    freeze = m.freeze
    if known is None or known.breaks is None or known.span != tour.span:
        return _no_room(m, tour, stops, pause, longest, off)
    assert freeze is not None
    if freeze >= tour.span.end:
        return False
    begun = [s for s in known.breaks if s.start < freeze]
    here = (tour.span.start, tour.span.end)
    asked = [(*here, pause, longest)]
    length = len(range(*here))
    if off is not None:
        parts = ((here[0], off[0]), (off[-1] + 1, here[1]))
        asked = [(*p, pause, longest) for p in parts if len(range(*p)) > longest]
    elif length - tour.work > pause and not m.off_duty(tour):
        asked.append((*here, length - tour.work, length))
    behind = [o for o in m.week.occurrences if _was_held(m, tour, o)]
    return any(
        _lacks(m, stops, (start, end), (least, most), begun, behind)
        for start, end, least, most in asked
        if end > freeze
    )


def _was_held(m: Minutes, tour: Tour, occurrence: Occurrence) -> bool:
    """Tell whether a mission of a tour began before the freeze with its officer."""
    words = (occurrence.mission, occurrence.span.start, tour.officer)
    place = (m.week.kind(occurrence).id, occurrence.zone)
    positions = {p.name for p in m.week.kind(occurrence).positions}
    return occurrence.span.overlaps(tour.span) and any(
        s[:3] == words and s[3:5] == place and s[5] in positions
        for s in m.begun_seats()
    )


def _lacks(
    m: Minutes,
    stops: list[Occurrence],
    part: tuple[int, int],
    asked: tuple[int, int],
    breaks: list[Span],
    held: list[Occurrence],
) -> bool:
    """Tell whether missions of a part leave no room for the breaks still due."""
    assert m.freeze is not None
    (start, end), (pause, longest) = part, asked
    begun = [s for s in breaks if start <= s.start and s.end <= end]
    since, first, behind = start, start, list[Occurrence]()
    if start < m.freeze:
        taken = [s.end for s in begun if s.end - s.start >= pause]
        since = max([start, *taken])
        if taken and end - since <= longest:
            return False
        first = max([m.freeze, *(s.end for s in begun)])
        behind = [o for o in held if o.span.end <= first]
    rest = [s for s in stops if s.span.start < end and first < s.span.end]

    def free(chain: list[Occurrence], at: int) -> bool:
        busy = {i for s in chain for i in range(s.span.start, s.span.end)}
        if not _free(m, chain, busy, at, at + pause):
            return False
        for a in behind:
            for b in chain:
                left = b.span.start - a.span.end - way(m, a, b)
                used = sum(
                    s.overlap(Span(a.span.end, b.span.start))
                    for s in begun
                    if a.span.end <= b.span.start
                )
                if left >= 0 and at + pause <= b.span.start and left - used < pause:
                    return False
        return True

    def paused(chain: list[Occurrence]) -> bool:
        led = [since]
        for at in range(first, end - pause + 1):
            if any(at - i <= longest for i in led) and free(chain, at):
                led.append(at + pause)
                if end - led[-1] <= longest:
                    return True
        return False

    return not paused(rest) and (
        _by_one(m, rest) or any(not paused(chain) for chain in _chains(m, rest))
    )


def _no_room(
    m: Minutes,
    tour: Tour,
    stops: list[Occurrence],
    pause: int,
    longest: int,
    off: range | None,
) -> bool:
    """Tell whether missions leave no room for a break, or for the unpaid one.

    A fixed break that is one of the breaks leaves two parts, and each may be too long.
    """
    if off is not None:
        parts = [Span(tour.span.start, off[0]), Span(off[-1] + 1, tour.span.end)]
        return any(
            len(range(part.start, part.end)) > longest
            and _no_room(
                m,
                replace(tour, span=part, work=len(range(part.start, part.end))),
                [s for s in stops if s.span.overlaps(part)],
                pause,
                longest,
                None,
            )
            for part in parts
        )
    length = len(range(tour.span.start, tour.span.end))
    asked = [(pause, longest)]
    if length - tour.work > pause and not m.off_duty(tour):
        asked.append((length - tour.work, length))
    return any(
        not _paused(m, tour, stops, *wanted)
        and (
            _by_one(m, stops)
            or any(not _paused(m, tour, chain, *wanted) for chain in _chains(m, stops))
        )
        for wanted in asked
    )


def _misplaced(
    m: Minutes, tour: Tour, stops: list[Occurrence], beside: list[list[range]]
) -> Iterator[int]:
    """Yield the minutes of breaks outside the tour, on missions, or during travel.

    Breaks before and after a fixed one each leave the travel time.
    """
    inside = set(range(tour.span.start, tour.span.end))
    for pause in (pause for pauses in beside for pause in pauses):
        found = [sum(i not in inside for i in pause)]
        found += [len(set(pause) & set(range(s.span.start, s.span.end))) for s in stops]
        yield from (minutes for minutes in found if minutes)
    busy = {i for s in stops for i in range(s.span.start, s.span.end)}
    idle: list[list[int]] = [[]]
    for i in sorted(inside):
        if i in busy:
            idle.append([])
        else:
            idle[-1].append(i)
    for gap in filter(None, idle):
        ways = [
            b.span.start - a.span.end - way(m, a, b)
            for a in stops
            for b in stops
            if a.span.end <= gap[0] and gap[-1] < b.span.start
        ]
        free = max(0, min([len(gap), *ways]))
        for pauses in beside:
            taken = sum(i in pause for pause in pauses for i in gap)
            if free < len(gap) and taken > free:
                yield taken - free


def _too_short_or_late(
    tour: Tour, pauses: list[range], pause: int, longest: int
) -> Iterator[int]:
    """Yield the minutes that breaks are too short, and times without one too long."""
    yield from (pause - len(p) for p in pauses if len(p) < pause)
    unpaid = len(range(tour.span.start, tour.span.end)) - tour.work
    best = max(len(p) for p in pauses)
    if pause <= best < unpaid:
        yield unpaid - best
    run = 0
    for i in range(tour.span.start, tour.span.end):
        run = 0 if any(i in p for p in pauses) else run + 1
        ends = i + 1 == tour.span.end or any(i + 1 in p for p in pauses)
        if ends and run > longest:
            yield run - longest


def _paused(
    m: Minutes, tour: Tour, stops: list[Occurrence], pause: int, longest: int
) -> bool:
    """Tell whether breaks can be placed so that no time without one is too long."""
    busy = {i for s in stops for i in range(s.span.start, s.span.end)}
    # Ends of breaks that all before leads to.
    led: list[int] = []
    for start in range(tour.span.start, tour.span.end - pause + 1):
        since = [tour.span.start, *led]
        if any(start - i <= longest for i in reversed(since)) and _free(
            m, stops, busy, start, start + pause
        ):
            led.append(start + pause)
            if tour.span.end - led[-1] <= longest:
                return True
    return False


def _free(
    m: Minutes, stops: list[Occurrence], busy: set[int], start: int, end: int
) -> bool:
    """Tell whether a break overlaps no mission and leaves each transition time."""
    return busy.isdisjoint(range(start, end)) and all(
        b.span.start - a.span.end - way(m, a, b) >= end - start
        for a in stops
        for b in stops
        if a.span.end <= start and end <= b.span.start
    )


def way(m: Minutes, a: Occurrence, b: Occurrence) -> int:
    """Return the transition time between two missions."""
    before, after = m.week.kind(a), m.week.kind(b)
    changing = 0 if before == after else after.changeover
    due = m.week.travel.minutes(a.zone, b.zone) + changing
    return due if after.reach is None else max(due - after.reach, 0)


def _by_one(m: Minutes, stops: list[Occurrence]) -> bool:
    """Tell whether one officer could hold all of some missions."""
    ordered = sorted(stops, key=lambda o: o.span)
    return all(a.span.end + way(m, a, b) <= b.span.start for a, b in pairwise(ordered))


def _chains(m: Minutes, stops: list[Occurrence]) -> Iterator[list[Occurrence]]:
    """Yield every set of missions that one officer could hold."""
    chains: list[list[Occurrence]] = [[]]
    for stop in sorted(set(stops), key=lambda o: o.span):
        chains += [[*c, stop] for c in chains if _by_one(m, [*c, stop])]
    yield from chains
