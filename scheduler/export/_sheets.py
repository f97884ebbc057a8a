"""Missions by day and place, and the duty sheets of the board."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.missions import Occurrence
from scheduler.domain.people import Force, Officer
from scheduler.domain.time import Span
from scheduler.domain.tours import Shift
from scheduler.export._view import Held, shift_of, under_way_title
from scheduler.render.edition import Edition
from scheduler.render.palette import Shade
from scheduler.render.text import hours, sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Officers who work a shift on a day, for the duty sheet, and their breaks.

    Without a shift: a tour under way at the start of the horizon whose hours match no
    shift; ``begun`` says since when.
    """

    before: bool
    shift: Shift | None
    begun: str
    shade: Shade | None
    times: str
    officers: tuple[Officer, ...]
    breaks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The duty sheet (*feuille de service*) of a force on a day."""

    force: Force
    day: dt.date
    watches: tuple[Watch, ...]
    missions: tuple[Held, ...]


def mission_days(edition: Edition, held: tuple[Held, ...]) -> list[dt.date]:
    """Return the days of the horizon, and those after it on which a mission begins.

    A tour of the last night may hold a mission that begins after midnight.
    """
    return sorted({*edition.scenario.clock.dates, *(m.day for m in held)})


def by_day(
    days: Iterable[dt.date], held: tuple[Held, ...]
) -> Iterator[tuple[dt.date, dict[str, list[Held]]]]:
    """Group missions by day, then by place in order of name."""
    for day in days:
        places: dict[str, list[Held]] = {}
        for mission in held:
            if mission.day == day:
                places.setdefault(mission.place, []).append(mission)
        yield day, dict(sorted(places.items(), key=lambda item: sort_key(item[0])))


def anchors(held: Iterable[Held]) -> dict[Occurrence, str]:
    """Return the name of each mission in links: its code, numbered if held again."""
    seen: Counter[str] = Counter()
    found = {}
    for mission in held:
        again = seen[mission.mission]
        seen[mission.mission] += 1
        found[mission.occurrence] = mission.mission + (f":{again + 1}" if again else "")
    return found


def sheets(
    edition: Edition, held: tuple[Held, ...], looks: Mapping[str, Shade]
) -> Iterator[tuple[Force, tuple[Sheet, ...]]]:
    """Yield each force with the duty sheets of its days."""
    scenario = edition.scenario
    staffed = {o.force for o in scenario.officers.values()}
    for force in scenario.forces.values():
        if force.id in staffed:
            yield (
                force,
                tuple(
                    _sheet(edition, force, day, held, looks)
                    for day in mission_days(edition, held)
                ),
            )


def _sheet(
    edition: Edition,
    force: Force,
    day: dt.date,
    held: tuple[Held, ...],
    looks: Mapping[str, Shade],
) -> Sheet:
    officers = edition.scenario.officers
    return Sheet(
        force=force,
        day=day,
        watches=tuple(_watches(edition, force, day, looks)),
        missions=tuple(
            m
            for m in held
            if m.day == day
            and any(officers[c.officer].force == force.id for c in m.crew)
        ),
    )


def _off(
    edition: Edition, day: dt.date, shift: str, officers: Iterable[Officer]
) -> dict[str, tuple[str, ...]]:
    """Return who is on break when, in order of time."""
    off: dict[Span, list[str]] = {}
    for officer in sorted(o.id for o in officers):
        for span in edition.facts.breaks_of.get((officer, day, shift), ()):
            off.setdefault(span, []).append(officer)
    clock = edition.scenario.clock
    return {hours(clock, span): tuple(who) for span, who in sorted(off.items())}


def _watches(
    edition: Edition, force: Force, day: dt.date, looks: Mapping[str, Shade]
) -> Iterator[Watch]:
    scenario = edition.scenario
    crews: dict[tuple[Span, str], list[Officer]] = {}
    begun = [t for tours in scenario.under_way.values() for t in tours]
    if day != scenario.clock.start:
        begun = []
    known: dict[tuple[Span, str], Shift | None] = {}
    for tour in (*begun, *(t for t in edition.roster.tours if t.day == day)):
        officer = scenario.officers[tour.officer]
        if officer.force == force.id:
            crews.setdefault((tour.span, tour.shift), []).append(officer)
            known[tour.span, tour.shift] = shift_of(scenario, tour)
    for (span, shift), officers in sorted(crews.items(), key=lambda item: item[0]):
        template = known[span, shift]
        yield Watch(
            before=span.start < scenario.clock.midnight(day),
            shift=template,
            begun=under_way_title(scenario.clock, span),
            shade=looks[template.id] if template else None,
            times=hours(scenario.clock, span),
            officers=tuple(sorted(officers, key=lambda o: o.id)),
            breaks=_off(edition, day, shift, officers),
        )
