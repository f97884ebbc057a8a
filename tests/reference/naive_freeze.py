"""The naive verdict on what began before a freeze."""

from collections.abc import Iterator

from scheduler.domain.time import Span
from tests.reference.minutes import Minutes
from tests.reference.naive import Finding, judges
from tests.reference.naive_rests import way


@judges("freeze_kept")
def freeze_kept(m: Minutes) -> Iterator[Finding]:
    freeze, baseline = m.freeze, m.week.baseline
    if baseline is None or freeze is None:
        return
    told = {
        (t.officer, t.day, t.shift, t.span.start, t.span.end)
        for t in baseline.tours
        if t.span is not None and t.span.start < freeze
    }
    seen = {
        (t.officer, t.day, t.shift, t.span.start, t.span.end)
        for t in m.roster.tours
        if t.span.start < freeze
    }
    for tour in told ^ seen:
        yield tour[0], 1
    before = m.begun_seats()
    now = [m.named(s) for s in m.seated if s.occurrence.span.start < freeze]
    for seat in (*before, *now):
        if before.count(seat) != now.count(seat):
            yield seat[2], 1
    yield from _breaks(m, freeze)


def _breaks(m: Minutes, freeze: int) -> Iterator[Finding]:
    assert m.week.baseline is not None
    for tour in m.week.baseline.tours:
        begun = tour.span is not None and tour.span.start < freeze
        if not begun or tour.breaks is None:
            continue
        told = {(s.start, s.end) for s in tour.breaks if s.start < freeze}
        if m.roster.breaks is not None:
            key = (tour.officer, tour.day, tour.shift)
            own = [b.span for b in m.roster.breaks if b.tour == key]
            if told != {(s.start, s.end) for s in own if s.start < freeze}:
                yield tour.officer, 1
        held = [s.occurrence for s in m.seated if s.officer.id == tour.officer]
        for late in held:
            if late.span.start < freeze:
                continue
            for start, end in told:
                if set(range(start, end)) & set(range(late.span.start, late.span.end)):
                    yield tour.officer, 1
                for early in held:
                    between = Span(early.span.end, late.span.start)
                    around = between.start <= start and end <= between.end
                    free = between.end - between.start - way(m, early, late)
                    if (
                        early.span.start < freeze
                        and around
                        and 0 <= free < len(range(start, end))
                    ):
                        yield tour.officer, 1
