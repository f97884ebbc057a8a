"""The naive verdicts on patrols from week to week."""

from collections.abc import Iterator

from tests.reference.minutes import Minutes
from tests.reference.naive import Finding, judges

HOURS = 24 * 60


@judges("start_spread")
def start_spread(m: Minutes) -> Iterator[Finding]:
    # Minutes of local time since a fixed instant, by minute of the horizon.
    def wall_minute(minute: int) -> int:
        shown = m.wall[minute]
        return shown.day.toordinal() * HOURS + shown.minute

    begun = [(p.span.start, p.kind, p.zone) for p in m.week.past_missions]
    begun += [(o.span.start + o.briefing, m.week.kind(o).id, o.zone) for o in m.crews]
    for occurrence, crew in m.crews.items():
        kind = m.week.kind(occurrence)
        start = occurrence.span.start + occurrence.briefing
        for other, same, zone in begun:
            if not kind.unpredictable or (same, zone) != (kind.id, occurrence.zone):
                continue
            worst = 0
            for seated in crew:
                day = m.day(start)
                who = seated.officer.id
                least = m.value("start_spread", "minutes", who, day) or 0
                weeks = m.value("start_spread", "weeks", who, day) or 0
                for back in range(1, weeks + 1):
                    # Wall minutes from the other start to this one, weeks taken off.
                    apart = wall_minute(start) - back * 7 * HOURS - wall_minute(other)
                    worst = max(worst, least - abs(apart))
            if worst > 0:
                yield occurrence.mission, worst
