"""What the feeds must say, told from the roster alone and not from the calendars."""

import datetime as dt
from collections import defaultdict

from scheduler.domain.missions import OccurrenceKey
from scheduler.domain.time import Minute
from scheduler.export.feeds import crew_summary, mission_summary, tour_summary
from scheduler.render.edition import Edition
from scheduler.words import use_language


def expected_events(edition: Edition) -> dict[str, list[dict[str, str]]]:
    """Return the ``start``, ``end`` and ``summary`` of every event, by feed.

    Keys are paths relative to the output folder; instants are ``2026-10-24T19:00:00Z``.
    """
    scenario, roster = edition.scenario, edition.roster
    epoch = dt.datetime.combine(
        scenario.clock.start, dt.time(), tzinfo=scenario.clock.zone
    ).astimezone(dt.UTC)

    def at(minute: Minute) -> str:
        return f"{epoch + dt.timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"

    def event(start: Minute, end: Minute, summary: str) -> dict[str, str]:
        return {"start": at(start), "end": at(end), "summary": summary}

    feeds: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for folder, codes in (
        ("officers", scenario.officers),
        ("forces", scenario.forces),
        ("zones", scenario.zones),
    ):
        for code in codes:
            feeds[f"feeds/{folder}/{code}.ics"] = []

    placed = {o.key: o for m in scenario.missions.values() for o in m.occurrences}
    with use_language(edition.language):
        before = [t for t in scenario.history if t.span.end > scenario.clock.span.start]
        for tour in (*before, *roster.tours):
            feeds[f"feeds/officers/{tour.officer}.ics"].append(
                event(tour.span.start, tour.span.end, tour_summary(edition, tour))
            )
        onlookers: defaultdict[OccurrenceKey, set[str]] = defaultdict(set)
        for seat in roster.assignments:
            occurrence = placed[seat.placing]
            feeds[f"feeds/officers/{seat.officer}.ics"].append(
                event(
                    occurrence.span.start,
                    occurrence.span.end,
                    mission_summary(edition, occurrence),
                )
            )
            force = scenario.officers[seat.officer].force
            onlookers[seat.placing] |= {
                f"feeds/forces/{force}.ics",
                f"feeds/zones/{occurrence.zone}.ics",
            }
        for key, paths in onlookers.items():
            occurrence = placed[key]
            summary = crew_summary(edition, occurrence)
            for path in paths:
                feeds[path].append(
                    event(occurrence.span.start, occurrence.span.end, summary)
                )
    order = ("start", "end", "summary")
    return {
        path: sorted(events, key=lambda e: [e[k] for k in order])
        for path, events in feeds.items()
    }
