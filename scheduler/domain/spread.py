"""How far the starts of patrols lie from those of the weeks before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.roster import Facts
from scheduler.domain.time import DAY

_WEEK = 7 * DAY
_HALF_DAY = DAY // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How predictable the starts of one series are: one kind, in one zone.

    Parameters
    ----------
    kind, zone
        The series.
    least
        Minutes of wall time between the closest two starts of following weeks.
    pairs
        Pairs of starts of following weeks that were compared.
    """

    kind: str
    zone: str
    least: int
    pairs: int


def spreads(facts: Facts) -> Iterator[Spread]:
    """Yield the spread of each series of unpredictable patrols, in order of its name.

    Each start of the roster is compared with those a week before it, to within half a
    day, of the roster or before the horizon. A series with no such pair is left out.
    """
    scenario = facts.scenario
    now: defaultdict[tuple[str, str], list[dt.datetime]] = defaultdict(list)
    for occurrence in facts.crews:
        kind = scenario.kind(occurrence)
        if kind.unpredictable:
            start = scenario.wall(occurrence.proper.start)
            now[kind.id, occurrence.zone].append(start)
    for series in sorted(now):
        earlier = [*scenario.past_starts.get(series, ()), *now[series]]
        apart = [
            abs(off(start, other, 1)) for start in now[series] for other in earlier
        ]
        near = [minutes for minutes in apart if minutes <= _HALF_DAY]
        if near:
            kind_id, zone = series
            yield Spread(kind=kind_id, zone=zone, least=min(near), pairs=len(near))


def off(start: dt.datetime, other: dt.datetime, weeks: int) -> int:
    """Return the minutes of wall time by which a start misses another some weeks on.

    Both are local times without their zone, so that a week has 7 × 24 hours whatever
    the clocks do; 0 = the same weekday and time, negative = earlier in the week.
    """
    return (start - other) // dt.timedelta(minutes=1) - weeks * _WEEK
