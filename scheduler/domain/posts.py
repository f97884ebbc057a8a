"""Posts held by relays: when they are held, and their gaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.missions import Mission, Occurrence, Relay
from scheduler.domain.time import Span


@dataclass(frozen=True, slots=True)
class Unheld:
    """A window of a post with gaps.

    Parameters
    ----------
    window
        When the post must be held.
    gaps
        When nobody holds it, in order of time, disjoint; never empty.
    pieces
        Number of pieces of the window that overlap a gap.
    """

    window: Span
    gaps: tuple[Span, ...]
    pieces: int

    @property
    def minutes(self) -> int:
        """Minutes during which nobody holds the post."""
        return sum(gap.length for gap in self.gaps)


def window_of(relay: Relay, occurrence: Occurrence) -> Span:
    """Return the window in which a relay lies.

    Raises
    ------
    LookupError
        If it lies in no window.
    """
    for window in relay.windows:
        if window.contains(occurrence.proper):
            return window
    raise LookupError(occurrence)


def holding(relay: Relay, occurrence: Occurrence) -> Span:
    """Return when a relay holds its post.

    The overlap at its end is for handing over and does not count, unless the window
    ends there.
    """
    span, window = occurrence.proper, window_of(relay, occurrence)
    over = 0 if span.end == window.end else relay.overlap
    return Span(span.start, span.end - over)


def unheld(mission: Mission, held: Iterable[Occurrence]) -> Iterator[Unheld]:
    """Yield the windows of a post with gaps, given the relays that have a crew.

    For a mission that is not a post, nothing.
    """
    relay = mission.relay
    if relay is None:
        return
    holds = sorted(holding(relay, o) for o in held)
    for window in relay.windows:
        gaps, until = [], window.start
        for span in (*(h for h in holds if window.contains(h)), _after(window)):
            if span.start > until:
                gaps.append(Span(until, span.start))
            until = max(until, span.end)
        if gaps:
            pieces = relay.pieces(window)
            lost = sum(any(p.overlaps(g) for g in gaps) for p in pieces)
            yield Unheld(window, tuple(gaps), lost)


def _after(window: Span) -> Span:
    return Span(window.end, window.end)
