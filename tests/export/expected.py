"""What the feeds must say, told from the roster alone and not from the calendars."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from scheduler.domain.missions import OccurrenceKey
from scheduler.domain.people import Officer
from scheduler.domain.time import Minute
from scheduler.export._view import shortfalls
from scheduler.export.feeds import (
    crew_summary,
    missing_summary,
    mission_summary,
    tour_summary,
)
from scheduler.render.edition import Edition
from scheduler.render.text import shift_name
from scheduler.words import _, use_language


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
        (
            "teams",
            {f"{o.force}+{o.unit}" for o in scenario.officers.values() if o.unit},
        ),
        ("events", {m.event for m in scenario.missions.values() if m.event}),
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
            officer = scenario.officers[seat.officer]
            onlookers[seat.placing] |= {
                f"feeds/forces/{officer.force}.ics",
                f"feeds/zones/{occurrence.zone}.ics",
                *([_team(officer)] if officer.unit else []),
            }
            happening = scenario.missions[seat.mission].event
            if happening:
                onlookers[seat.placing].add(f"feeds/events/{happening}.ics")
        for key, paths in onlookers.items():
            occurrence = placed[key]
            summary = crew_summary(edition, occurrence)
            for path in paths:
                feeds[path].append(
                    event(occurrence.span.start, occurrence.span.end, summary)
                )
        for path, start, end, summary in _of_command(edition):
            feeds[path].append(event(start, end, summary))
    order = ("start", "end", "summary")
    return {
        path: sorted(events, key=lambda e: [e[k] for k in order])
        for path, events in feeds.items()
    }


def _team(officer: Officer) -> str:
    return f"feeds/teams/{officer.force}+{officer.unit}.ics"


def _of_command(edition: Edition) -> Iterator[tuple[str, Minute, Minute, str]]:
    """Yield what command staff see besides missions held: shifts, and what is short."""
    scenario, clock = edition.scenario, edition.scenario.clock
    duty: defaultdict[tuple[str, Any, str, Minute, Minute], int] = defaultdict(int)
    lacking: defaultdict[tuple[str, Any, str], int] = defaultdict(int)
    for tour in edition.roster.tours:
        officer = scenario.officers[tour.officer]
        for path in (
            f"feeds/forces/{officer.force}.ics",
            *([_team(officer)] if officer.unit else []),
        ):
            duty[path, tour.day, tour.shift, tour.span.start, tour.span.end] += 1
    for gap in edition.frames.rows.shortfalls:
        if gap.shift is None:
            continue
        shift = scenario.shifts[gap.shift]
        paths = [f"feeds/forces/{shift.force}.ics"]
        if gap.unit:
            paths.append(f"feeds/teams/{shift.force}+{gap.unit}.ics")
        span = clock.tour(gap.day, shift.start, shift.end)
        for path in paths:
            there = (path, gap.day, gap.shift)
            lacking[there] = max(lacking[there], gap.missing)
            if not any(found[:3] == there for found in duty):
                duty[(*there, span.start, span.end)] = 0
    told = set()
    for (path, day, code, start, end), heads in sorted(duty.items()):
        name = shift_name(scenario.shifts[code])
        missing = 0 if (path, day, code) in told else lacking[path, day, code]
        told.add((path, day, code))
        summary = (
            _(
                "{shift} · {there} on duty, {missing} missing",
                shift=name,
                there=heads,
                missing=missing,
            )
            if missing
            else _("{shift} · {there} on duty", shift=name, there=heads)
        )
        yield path, start, end, summary
    for gone in shortfalls(edition).missions:
        mission = scenario.missions[gone.mission]
        kinds = {p.force for p in scenario.kinds[mission.kind].positions}
        paths = [f"feeds/zones/{zone}.ics" for zone in mission.zones]
        paths += [
            f"feeds/forces/{force.id}.ics"
            for force in scenario.forces.values()
            if kinds & {None, force.kind}
            and any(scenario.zones[z].communes & force.communes for z in mission.zones)
        ]
        if mission.event:
            paths.append(f"feeds/events/{mission.event}.ics")
        for span in gone.when:
            for path in paths:
                yield path, span.start, span.end, missing_summary(gone)
