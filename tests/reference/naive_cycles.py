"""The naive verdicts on cycles of the national police."""

import datetime as dt
from collections.abc import Iterator

from scheduler.domain.people import ForceKind, Officer, Status
from scheduler.domain.tours import Change, CycleChange, Rest, Tour
from tests.reference.minutes import ONE, Minutes
from tests.reference.naive import Finding, judges
from tests.reference.naive_rests import exempts, resumes

ON_REST = (Change.RECALL, Change.POSTPONEMENT, Change.EXCHANGE)


def on_cycle(m: Minutes) -> Iterator[Officer]:
    """Yield the national officers whose tours come from a cycle."""
    for officer in m.week.officers.values():
        national = m.force(officer).kind is ForceKind.NATIONAL
        if national and not officer.free and officer.cycle and officer.cycle_start:
            yield officer


def pattern(m: Minutes, officer: Officer) -> tuple[str | None, ...]:
    """Return the shifts of the officer's cycle, day by day."""
    return m.week.cycles[officer.cycle or ""]


def day_one(officer: Officer) -> dt.date:
    """Return a day on which the officer's cycle begins."""
    assert officer.cycle_start is not None
    return officer.cycle_start


def place(m: Minutes, officer: Officer, day: dt.date) -> int:
    """Return the index of a day in the pattern."""
    return (day - day_one(officer)).days % len(pattern(m, officer))


def usual(m: Minutes, officer: Officer, day: dt.date) -> Tour | None:
    """Return the tour of a day in the cycle."""
    shift = pattern(m, officer)[place(m, officer, day)]
    return None if shift is None else m.week.tour(officer.id, day, shift)


def nearest(m: Minutes, officer: Officer, day: dt.date, step: int) -> Tour | None:
    """Return the first usual tour from a day on, or backwards from it."""
    for _ in pattern(m, officer):
        tour = usual(m, officer, day)
        if tour is not None:
            return tour
        day += step * ONE
    return None


def weekly(m: Minutes, officer: Officer) -> bool:
    """Tell whether the pattern repeats by civil weeks with every Sunday off."""
    length = len(pattern(m, officer))
    days = [day_one(officer) + i * ONE for i in range(length)]
    works_on = {d.weekday() for d in days if usual(m, officer, d) is not None}
    return length % 7 == 0 and 6 not in works_on


def recorded(m: Minutes, officer: Officer, day: dt.date) -> Change | None:
    """Return the recorded reason why a day differs from the cycle."""
    for change in m.week.cycle_changes:
        if (change.officer, change.day) == (officer.id, day):
            return change.change
    return None


def minutes(tour: Tour) -> set[int]:
    """Return the minutes of a tour."""
    return set(range(tour.span.start, tour.span.end))


def away(m: Minutes, officer: Officer) -> set[int]:
    """Return the minutes of an officer's absences."""
    return {
        i
        for a in m.week.absences
        if a.officer == officer.id
        for i in range(a.span.start, a.span.end)
    }


@judges("cycle_followed")
def cycle_followed(m: Minutes) -> Iterator[Finding]:
    for officer in on_cycle(m):
        for day in m.days:
            tour, change = usual(m, officer, day), recorded(m, officer, day)
            worked = [t.shift for t in m.planned[officer.id] if t.day == day]
            if tour is None:
                if worked and change not in ON_REST:
                    yield officer.id, None
                continue
            tasks = [
                t.shift
                for t in m.planned[officer.id]
                if t.day == day
                and (
                    resumes(m, t, tour)
                    or (change is Change.RECALL and exempts(m, t, tour))
                )
            ]
            other = any(s != tour.shift and s not in tasks for s in worked)
            if other and change not in (Change.SHIFTED, Change.EXCHANGE):
                yield officer.id, None
            present = tour.shift in worked
            if change is Change.SHIFTED:
                present = bool(worked)
            if change in (Change.EXCHANGE, Change.POSTPONEMENT):
                present = True
            if any(
                exempts(m, t, tour) for t in m.past[officer.id] + m.planned[officer.id]
            ):
                present = True
            if m.freeze is not None and tour.span.start < m.freeze:
                present = True
            if not present and not minutes(tour) & away(m, officer):
                yield officer.id, None


@judges("recall_limits")
def recall_limits(m: Minutes) -> Iterator[Finding]:
    for officer in on_cycle(m):
        for change in m.week.cycle_changes:
            if change.officer != officer.id or change.day not in m.days:
                continue
            if change.change is Change.SHIFTED:
                if not weekly(m, officer):
                    yield officer.id, None
                last = nearest(m, officer, change.day - ONE, -1)
                yield from _told(officer, change, last)
                continue
            if change.change is Change.EXCHANGE:
                continue
            taken_then = usual(m, officer, change.day) is not None
            if change.change is Change.POSTPONEMENT and taken_then:
                continue
            yield from _concerned(m, officer, change)
            if change.change is Change.POSTPONEMENT:
                yield from _postponed(m, officer, change)


def _told(
    officer: Officer, change: CycleChange, last: Tour | None
) -> Iterator[Finding]:
    """Require that a change is notified before the end of the last tour."""
    if change.told is None:
        yield officer.id, None
    elif last is not None:
        # The minutes by which it would have had to be told sooner.
        late = len(range(last.span.end, change.told + 1))
        if late:
            yield officer.id, late


def _concerned(m: Minutes, officer: Officer, change: CycleChange) -> Iterator[Finding]:
    if officer.status is Status.ASSISTANT:
        open_to = m.value(
            "recall_limits", "assistants_recalled", officer.id, change.day
        )
        if change.change is not Change.RECALL or not open_to:
            yield officer.id, None
    day = set(m.minutes_of(change.day))
    beside = day | {min(day) - 1, max(day) + 1}
    if beside & away(m, officer):
        yield officer.id, None


def _postponed(m: Minutes, officer: Officer, change: CycleChange) -> Iterator[Finding]:
    record = m.past[officer.id] + list(m.week.tours[officer.id])
    before = [t for t in record if t.day < change.day]
    last = nearest(m, officer, change.day - ONE, -1)
    if before:
        last = max(before, key=lambda t: t.span)
    late = list(_told(officer, change, last))
    yield from late
    if change.told is not None and not late and record:
        known = range(min(t.span.start for t in record), change.told + 1)
        if change.told in known and change.told not in m.on_duty(record):
            yield officer.id, None


@judges("cycle_rest")
def cycle_rest(m: Minutes) -> Iterator[Finding]:
    for officer in on_cycle(m):
        rests = list(_rests(m, officer))
        for tour in m.planned[officer.id]:
            change = recorded(m, officer, tour.day)
            if change is Change.SHIFTED:
                working = usual(m, officer, tour.day) is not None
                if working and weekly(m, officer):
                    continue
            elif change is not None:
                continue
            for rest in rests:
                shared = len(minutes(tour) & set(rest))
                if shared:
                    yield officer.id, shared


def _night(m: Minutes, officer: Officer, tour: Tour) -> bool:
    """Tell whether enough minutes of a tour are at night."""
    start = m.value("cycle_rest", "night_start", officer.id, tour.day)
    end = m.value("cycle_rest", "night_end", officer.id, tour.day)
    least = m.value("cycle_rest", "night_minutes", officer.id, tour.day)
    if start is None or end is None or least is None:
        return False
    return m.at_night(tour.span, start, end) >= least


def _rests(m: Minutes, officer: Officer) -> Iterator[range]:
    """Yield the rest of each day of the cycle, from two days before the week on."""
    marks = m.week.cycle_rests.get(officer.cycle or "", ())
    if not any(marks):
        return
    for day in [m.days[0] - 2 * ONE, m.days[0] - ONE, *m.days, m.days[-1] + ONE]:
        mark = marks[place(m, officer, day)]
        last = nearest(m, officer, day - ONE, -1)
        following = nearest(m, officer, day, 1)
        if last is None or following is None or not _night(m, officer, last):
            if mark is not None:
                yield range(min(m.minutes_of(day)), max(m.minutes_of(day)) + 1)
            continue
        # After nights, a day lasts from the usual start to the next usual start.
        starts = m.week.shifts[following.shift].start
        wall = starts.hour * 60 + starts.minute
        begins, ends = m.at(day, wall), m.at(day + ONE, wall)
        nights = [
            t
            for t in m.past[officer.id] + list(m.week.tours[officer.id])
            if last.day == t.day == day - ONE and _night(m, officer, t)
        ]
        tired = max((t.span.end for t in nights), default=None)
        if mark is Rest.POST_NIGHT and tired is not None:
            yield range(tired, ends)
            continue
        if mark is not None:
            yield range(begins, ends)
        if tired is not None:
            yield range(tired, begins)
