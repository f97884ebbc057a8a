"""Posts held by relays: when somebody holds them, and when nobody does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.missions import Mission, Occurrence, Relay
from scheduler.domain.time import Span


@dataclass(frozen=True, slots=True)
class Unheld:
    """A window of a post that is not held throughout.

    Parameters
    ----------
    window
        When the post must be held.
    gaps
        When nobody holds it, in order of time, apart from one another; never empty.
    pieces
        How many pieces of the window meet a gap.
    """

    window: Span
    gaps: tuple[Span, ...]
    pieces: int

    @property
    def minutes(self) -> int:
        """Minutes during which nobody holds the post."""
        return sum(gap.length for gap in self.gaps)


def window_of(relay: Relay, occurrence: Occurrence) -> Span:
    """Return the window that a relay serves.

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

    The overlap at its end is for handing over: the post is then held by those who
    follow, unless the window ends there.
    """
    span, window = occurrence.proper, window_of(relay, occurrence)
    over = 0 if span.end == window.end else relay.overlap
    return Span(span.start, span.end - over)


def unheld(mission: Mission, held: Iterable[Occurrence]) -> Iterator[Unheld]:
    """Yield the windows of a post with gaps, given the relays that have a crew.

    Missions that are not posts have none.
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
