"""How far the starts of patrols are from those of a week before."""

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
    """How predictable the starts of one series are: one kind in one zone.

    Parameters
    ----------
    kind, zone
        The series.
    least
        Minutes of wall time between the closest two starts of consecutive weeks.
    pairs
        Number of pairs of starts of consecutive weeks that were compared.
    """

    kind: str
    zone: str
    least: int
    pairs: int


def spreads(facts: Facts) -> Iterator[Spread]:
    """Yield the spread of each series of unpredictable patrols, in order of name.

    Each start of the roster is compared with the starts one week before it, give or
    take half a day, in the roster and before the horizon. A series without such a pair
    is left out.
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
    """Return the minutes of wall time from some weeks after one start to another.

    Both are local times without zone, so that a week has 7 × 24 hours even when the
    clocks change; 0 = same weekday and time, negative = earlier in the week.

    Parameters
    ----------
    start, other
        The later start, and the earlier one.
    weeks
        Number of weeks after ``other`` at which the comparison is made.
    """
    return (start - other) // dt.timedelta(minutes=1) - weeks * _WEEK
