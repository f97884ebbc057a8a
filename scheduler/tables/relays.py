"""How many relays hold a post, and how its windows join."""

from collections.abc import Iterable, Iterator, Sequence

from scheduler.domain.time import Minute, Span


def touching(windows: Iterable[Span]) -> Iterator[Span]:
    """Yield windows in order of time, those that touch as one."""
    open_: Span | None = None
    for span in windows:
        if open_ is not None and span.start <= open_.end:
            open_ = Span(open_.start, max(open_.end, span.end))
        else:
            if open_ is not None:
                yield open_
            open_ = span
    if open_ is not None:
        yield open_


def relays_needed(
    starts: Sequence[Minute], window: Span, minutes: int, overlap: int
) -> int:
    """Return how many relays it takes to hold a window, each begun as late as may be.

    Where no relay begins in time the next one follows after a gap.
    """
    holds = {s: _holds(s, window, minutes, overlap) for s in starts}
    count, until = 0, window.start
    while until < window.end:
        useful = [s for s in starts if holds[s] > until]
        if not useful:
            break
        until = holds[max((s for s in useful if s <= until), default=useful[0])]
        count += 1
    return count


def _holds(start: Minute, window: Span, minutes: int, overlap: int) -> Minute:
    """Return until when a relay holds a post: its overlap is for handing over."""
    end = start + minutes
    return end if end == window.end else end - overlap
