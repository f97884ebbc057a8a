"""Calendar feeds (RFC 5545 and 7986): one per officer, per force and per zone."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import PurePosixPath
from typing import Any

from scheduler.calendars.content import Content, Entry, Owner, View
from scheduler.calendars.revise import revise
from scheduler.calendars.write import calendar, read
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.export._view import (
    Held,
    break_times,
    held_missions,
    shift_of,
    under_way_title,
    waivers,
)
from scheduler.export.base import Exporter
from scheduler.render.edition import Edition
from scheduler.render.text import engaged, force_label, place, plain, shift_name
from scheduler.words import N_, _, language, use_language
from scheduler.words.render import hours_minutes

NAMESPACE = uuid.UUID("6f1c7c0e-3f0b-5d0c-9d1e-5f0a7d1c2b46")
"""Root of all UIDs. Changing it renames every event on every phone: never do."""

KEEP_PAST = dt.timedelta(days=60)
"""How long before the horizon events of earlier ones stay in the same files."""


class FeedsExporter(Exporter):
    """The calendars that officers and command staff subscribe to.

    Officers get their tours (free time by default) and their missions (busy); a tour
    under way when the horizon begins keeps the UID it has had before. A force
    gets every mission in which it sits, a zone every mission held there; these events
    leave the time of the subscriber free. A UID is made of the scenario's identity, the
    calendar and the group of the entry (`scheduler.calendars`): a mission moved within
    the horizon keeps it, and so does one that one force holds alone instead of a joint
    crew.

    Written over a previous version of the same feed, an event with the same text stays
    as it was, one with another text takes the next sequence, and one of this horizon
    that is no longer planned stays as cancelled.
    """

    name = "feeds"
    words = N_("Calendars to subscribe to: one for each officer, force and zone.")
    place = "feeds"
    where = N_("Calendars: {path}")

    def render(self, edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield one calendar for every officer, force and zone, empty ones too."""
        clock = edition.scenario.clock
        window = (clock.utc(clock.span.start), clock.utc(clock.span.end))
        for content in contents(edition):
            path = _file(f"{content.owner}s", content.code)
            names = _Names(edition.scenario, content)
            events = revise(
                [
                    e
                    for e in read(edition.previous.get(path, b""), names.mark)
                    if e.end > window[0] - KEEP_PAST
                ],
                content,
                window=window,
                now=edition.run.computed_at,
                uid=names.uid,
                # A folder may hold a week of long ago, which then is the point of it.
                keep_cancelled=None,
            )
            yield (
                path,
                calendar(
                    content.title,
                    content.language,
                    content.timezone,
                    events,
                    names.mark,
                ),
            )


def contents(edition: Edition, *, tentative: bool = False) -> Iterator[Content]:
    """Yield what each calendar tells: one of each owner and view, empty ones too.

    Parameters
    ----------
    edition
        The roster; its language is that of the calendars.
    tentative
        Whether the roster is a draft.
    """
    with use_language(edition.language):
        found = list(_contents(edition, tentative=tentative))
    yield from found


class _Names:
    """The UIDs of one calendar; the name of a folder is in none."""

    def __init__(self, scenario: Scenario, content: Content) -> None:
        self._root = "/".join(
            (scenario.identity, content.owner, content.code, content.view)
        )
        self.mark = str(uuid.uuid5(NAMESPACE, f"{self._root}/calendar"))

    def uid(self, group: str, number: int) -> str:
        return str(uuid.uuid5(NAMESPACE, f"{self._root}/{group}/{number}"))


def mission_summary(edition: Edition, occurrence: Occurrence) -> str:
    """Return the title of a mission: ``Place de Jaude · pédestre mixte``.

    Phones show some 30 characters, and the hours beside them.
    """
    zone = plain(edition.scenario.zones[occurrence.zone].name)
    kind = edition.scenario.kind(occurrence)
    return f"{zone} · {plain(kind.short(language()))}"


def crew_summary(edition: Edition, occurrence: Occurrence) -> str:
    """Return the title of a mission in the calendars of forces and zones.

    It names the leader, so that two crews at one place and time differ.
    """
    duties = edition.facts.crews[occurrence]
    first = min(duties, key=lambda d: (not d.position.leads, d.officer)).officer
    others = f" + {len(duties) - 1}" if len(duties) > 1 else ""
    return f"{mission_summary(edition, occurrence)} ({first}{others})"


def tour_summary(edition: Edition, tour: Tour) -> str:
    """Return the title of a tour: ``Tour · Morning``, or its start if unnamed."""
    shift = shift_of(edition.scenario, tour)
    if shift is None:
        return under_way_title(edition.scenario.clock, tour.span)
    return _("Tour · {shift}", shift=shift_name(shift))


def station(edition: Edition, officer: str) -> str:
    """Return where tours of an officer begin."""
    force = edition.scenario.forces[edition.scenario.officers[officer].force]
    if force.station is None:
        return plain(force.name)
    return place(edition.scenario, force.station)


def _contents(edition: Edition, *, tentative: bool) -> Iterator[Content]:
    scenario, facts = edition.scenario, edition.facts
    held = held_missions(edition)
    sits: dict[str, list[Held]] = {o: [] for o in scenario.officers}
    for mission in held:
        for officer in dict.fromkeys(m.officer for m in mission.crew):
            sits[officer].append(mission)

    def content(
        owner: Owner, code: str, view: View, title: str, entries: Iterable[Entry]
    ) -> Content:
        return Content(
            owner=owner,
            code=code,
            view=view,
            language=edition.language,
            title=title,
            timezone=scenario.clock.timezone,
            entries=tuple(replace(e, tentative=tentative) for e in entries),
        )

    for officer in scenario.officers:
        yield content(
            Owner.OFFICER,
            officer,
            View.OWN,
            _("Duties of {officer}", officer=officer),
            [
                *(
                    _tour_entry(edition, tour, sits[officer])
                    for tour in facts.mission_tours_of[officer]
                ),
                *(
                    _mission_entry(edition, m, mission_summary, officer)
                    for m in sits[officer]
                ),
            ],
        )
    for force in scenario.forces.values():
        yield content(
            Owner.FORCE,
            force.id,
            View.COMMAND,
            _("Missions of {force}", force=plain(force.name)),
            (
                _mission_entry(edition, m, crew_summary)
                for m in held
                if force.id in {scenario.officers[c.officer].force for c in m.crew}
            ),
        )
    for zone in scenario.zones.values():
        yield content(
            Owner.ZONE,
            zone.id,
            View.COMMAND,
            _("Missions at {zone}", zone=place(scenario, zone.id)),
            (
                _mission_entry(edition, m, crew_summary)
                for m in held
                if m.occurrence.zone == zone.id
            ),
        )


def _file(folder: str, code: str) -> PurePosixPath:
    if PurePosixPath(code).name != code:
        raise ValueError(f"code {code!r} cannot name a file")
    return PurePosixPath("feeds", folder, f"{code}.ics")


def _tour_entry(edition: Edition, tour: Tour, missions: Iterable[Held]) -> Entry:
    """Return a tour of duty: free time unless the scenario says that it is busy."""
    scenario = edition.scenario
    lines = [
        *_about_tour(edition, tour),
        *(
            f"{m.times} {m.title}"
            for m in missions
            if tour.span.contains(m.occurrence.span)
        ),
        *(
            w.line
            for w in waivers(edition)
            if w.officer == tour.officer
            and w.mission is None
            and w.first is not None
            and w.last is not None
            and w.first <= tour.day <= w.last
        ),
    ]
    force = scenario.forces[scenario.officers[tour.officer].force]
    location, geo = station(edition, tour.officer), None
    if force.station is not None:
        location, geo = _where(scenario, force.station)
    return _entry(
        edition,
        f"tour/{tour.day.isoformat()}",
        tour.span,
        summary=tour_summary(edition, tour),
        location=location,
        geo=geo,
        busy=scenario.tours_busy,
        private=True,
        lines=tuple(lines),
    )


def _mission_entry(
    edition: Edition,
    mission: Held,
    summary: Callable[[Edition, Occurrence], str],
    officer: str | None = None,
) -> Entry:
    """Return a mission: busy for its officers, free in other calendars."""
    scenario, occurrence = edition.scenario, mission.occurrence
    location, geo = _where(scenario, occurrence.zone)
    return _entry(
        edition,
        f"mission/{scenario.clock.start.isoformat()}/{mission.mission}",
        occurrence.span,
        summary=summary(edition, occurrence),
        location=location,
        geo=geo,
        busy=officer is not None,
        private=officer is not None,
        lines=(mission.title, *_about_mission(edition, mission, officer)),
    )


def _entry(edition: Edition, group: str, span: Span, **told: Any) -> Entry:
    clock = edition.scenario.clock
    return Entry(
        group=group, start=clock.utc(span.start), end=clock.utc(span.end), **told
    )


def _where(scenario: Scenario, zone: str) -> tuple[str, tuple[float, float] | None]:
    """Return the address of a zone, or its name and commune, and its coordinates."""
    found = scenario.zones[zone]
    location = place(scenario, zone)
    if found.address:
        name, address = plain(found.name), plain(found.address)
        location = address if name in address else f"{name}, {address}"
    return location, found.point


def _about_tour(edition: Edition, tour: Tour) -> Iterator[str]:
    clock = edition.scenario.clock
    yield _("Length: {length}", length=hours_minutes(tour.span.length))
    if (
        clock.local(tour.span.start).utcoffset()
        != clock.local(tour.span.end).utcoffset()
    ):
        yield _("The clocks change during this tour.")
    if tour.work != tour.span.length:
        yield _("Counted work: {work}", work=hours_minutes(tour.work))
    breaks = break_times(edition, tour)
    if breaks:
        yield _("Break: {times}", times=breaks)


def _about_mission(
    edition: Edition, mission: Held, officer: str | None
) -> Iterator[str]:
    clock, occurrence = edition.scenario.clock, mission.occurrence
    if occurrence.briefing or occurrence.debriefing:
        yield _("Mission: {times}", times=engaged(clock, occurrence))
    if mission.reach:
        yield mission.reach
    own = next((m for m in mission.crew if m.officer == officer), None)
    if own is not None:
        position = own.position
        if own.alternate:
            position = _("{position} (alternate)", position=position)
        yield _("Position: {position}", position=position)
    if mission.leader is not None:
        yield _(
            "Crew leader ({force}): {officer}",
            force=mission.leader.force,
            officer=mission.leader.named,
        )
    yield _("Crew: {crew}", crew=", ".join(m.named for m in mission.crew))
    if mission.equipage:
        yield _("Equipage {code}", code=mission.equipage)
    if mission.empty_seats:
        yield _("Seats not filled: {seats}", seats=mission.empty_seats)
    if mission.opj:
        yield _("Reachable OPJ: {opj}", opj=mission.opj)
    if mission.requisition:
        yield _("Requisition: {reference}", reference=mission.requisition)
    if mission.permission:
        yield _("Owner's permission: {reference}", reference=mission.permission)
    if mission.conditions:
        yield _("Legal conditions: {conditions}", conditions=mission.conditions)
    if mission.equipment:
        yield _("Equipment: {equipment}", equipment=mission.equipment)
    yield from _agreements(edition, mission)
    for waiver in mission.waivers:
        # An exception made for another officer is for command staff to read.
        if officer is None or waiver.officer in (None, officer):
            yield waiver.line
    if mission.alone:
        yield mission.alone
    if mission.note:
        yield _("Note: {note}", note=mission.note)


def _agreements(edition: Edition, mission: Held) -> Iterator[str]:
    """Name the agreements under which a mixed crew stands, in every commune."""
    scenario, occurrence = edition.scenario, mission.occurrence
    kind = scenario.kind(occurrence)
    forces = {scenario.officers[m.officer].force for m in mission.crew}
    national = {f for f in forces if scenario.forces[f].kind is ForceKind.NATIONAL}
    binding: set[str] = set()
    for commune, day in product(
        scenario.communes_of(occurrence), scenario.days(occurrence)
    ):
        here = {
            a.id
            for a in scenario.agreements.values()
            if a.national_force in national
            and (a.provides(kind.id) or not kind.joint)
            and any(
                scenario.acts_under(a, force, occurrence, commune, day)
                for force in forces - national
            )
        }
        if not here:
            return
        binding |= here
    for agreement in scenario.agreements.values():
        if agreement.id in binding:
            yield _(
                "Agreement: {agreement}; functional authority: {force}",
                agreement=plain(agreement.name),
                force=force_label(scenario, agreement.lead_force),
            )
