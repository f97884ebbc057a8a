"""Calendar feeds: what each calendar tells, and the calendars of a solved week."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from scheduler.calendars.content import Content, Entry, Owner, View
from scheduler.calendars.revise import revise
from scheduler.calendars.write import calendar, read
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import Force
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.export._view import (
    Held,
    NotHeld,
    break_times,
    cover_gap,
    held_missions,
    shift_of,
    shortfalls,
    under_way_title,
    waivers,
)
from scheduler.export._views import (
    ControlRoomView,
    CrewView,
    PartnerView,
    ShiftView,
)
from scheduler.export.base import Exporter
from scheduler.render.edition import Edition
from scheduler.render.rows import ShortfallRow
from scheduler.render.text import force_label, place, plain, shift_name
from scheduler.words import N_, _, language, use_language
from scheduler.words.render import hours_minutes

NAMESPACE = uuid.UUID("6f1c7c0e-3f0b-5d0c-9d1e-5f0a7d1c2b46")
"""Root of all UIDs. Changing it renames every event on every phone: never do."""

KEEP_PAST = dt.timedelta(days=60)
"""How long before the horizon events of earlier ones stay in the same files."""


class FeedsExporter(Exporter):
    """The calendars that officers and command staff subscribe to.

    Officers get their tours (free time by default) and their missions (busy); a tour
    under way when the horizon begins keeps the UID it has had before. Forces, zones,
    units and events have calendars of their missions, which leave the time of the
    subscriber free: for command staff with shifts and what is short, for the other
    force with joint missions alone, for the control room with how to reach the crew.

    A UID is made of the scenario's identity, the calendar and the group of the entry
    (`scheduler.calendars`): a mission moved within the horizon keeps it, and so does
    one that one force holds alone instead of a joint crew.

    Written over a previous version of the same feed, an event with the same text stays
    as it was, one with another text takes the next sequence, and one of this horizon
    that is no longer planned stays as cancelled.
    """

    name = "feeds"
    words = N_(
        "Calendars to subscribe to: one for each officer, force, zone, unit and event."
    )
    place = "feeds"
    where = N_("Calendars: {path}")

    def render(self, edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield the calendars of officers, and those of command, empty ones too."""
        clock = edition.scenario.clock
        window = (clock.utc(clock.span.start), clock.utc(clock.span.end))
        for content in contents(edition):
            if content.view not in _FILES:
                continue
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


def missing_summary(missing: NotHeld) -> str:
    """Return the title of a mission that nobody holds, in calendars of command."""
    return _("NOT HELD: {title}", title=missing.title)


def station(edition: Edition, officer: str) -> str:
    """Return where tours of an officer begin."""
    force = edition.scenario.forces[edition.scenario.officers[officer].force]
    if force.station is None:
        return plain(force.name)
    return place(edition.scenario, force.station)


_VIEWS: Mapping[Owner, tuple[View, ...]] = {
    Owner.OFFICER: (View.OWN,),
    **dict.fromkeys(
        (Owner.FORCE, Owner.ZONE, Owner.TEAM, Owner.EVENT),
        (View.COMMAND, View.PARTNER, View.CONTROL_ROOM),
    ),
}

_FILES = (View.OWN, View.COMMAND)
"""Views that a solved folder holds: it is for command staff, officers get their own."""


def _contents(edition: Edition, *, tentative: bool) -> Iterator[Content]:
    for subject in _subjects(edition):
        for view in _VIEWS[subject.owner]:
            yield Content(
                owner=subject.owner,
                code=subject.code,
                view=view,
                language=edition.language,
                title=_title(subject, view),
                timezone=edition.scenario.clock.timezone,
                entries=tuple(
                    replace(entry, tentative=tentative)
                    for entry in _entries(edition, subject, view)
                ),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What a calendar is about, and all that belongs to it.

    Parameters
    ----------
    owner, code, title
        Kind, code and name.
    held, missing
        Missions held, and those of which less is held than wanted.
    tours, gaps
        Tours of its officers, and what its shifts lack.
    """

    owner: Owner
    code: str
    title: str
    held: Sequence[Held]
    missing: Sequence[NotHeld] = ()
    tours: Sequence[Tour] = ()
    gaps: Sequence[ShortfallRow] = ()


def _subjects(edition: Edition) -> Iterator[_Subject]:
    scenario, facts = edition.scenario, edition.facts
    held: defaultdict[tuple[Owner, str], list[Held]] = defaultdict(list)
    for mission in held_missions(edition):
        for key in dict.fromkeys(_belonging(scenario, mission)):
            held[key].append(mission)
    not_held = shortfalls(edition).missions
    lacking: defaultdict[str, list[NotHeld]] = defaultdict(list)
    for missing in not_held:
        for zone in dict.fromkeys(scenario.missions[missing.mission].zones):
            lacking[zone].append(missing)
    gaps = [r for r in edition.frames.rows.shortfalls if r.shift is not None]
    for code in scenario.officers:
        yield _Subject(
            owner=Owner.OFFICER,
            code=code,
            title=_("Duties of {officer}", officer=code),
            held=held[Owner.OFFICER, code],
            tours=facts.mission_tours_of[code],
        )
    for force in scenario.forces.values():
        yield _Subject(
            owner=Owner.FORCE,
            code=force.id,
            title=_("Missions of {force}", force=plain(force.name)),
            held=held[Owner.FORCE, force.id],
            missing=[m for m in not_held if _concerns(scenario, m, force)],
            tours=[
                t
                for t in edition.roster.tours
                if scenario.officers[t.officer].force == force.id
            ],
            gaps=[g for g in gaps if scenario.shifts[g.shift or ""].force == force.id],
        )
    for code in scenario.zones:
        yield _Subject(
            owner=Owner.ZONE,
            code=code,
            title=_("Missions at {zone}", zone=place(scenario, code)),
            held=held[Owner.ZONE, code],
            missing=lacking[code],
        )
    teams = dict.fromkeys((o.force, o.unit) for o in scenario.officers.values())
    for force_id, unit in sorted(team for team in teams if team[1]):
        yield _Subject(
            owner=Owner.TEAM,
            code=_team(force_id, unit),
            title=_(
                "Duties of {unit} ({force})",
                unit=unit,
                force=force_label(scenario, force_id),
            ),
            held=held[Owner.TEAM, _team(force_id, unit)],
            tours=[
                t
                for t in edition.roster.tours
                for officer in (scenario.officers[t.officer],)
                if (officer.force, officer.unit) == (force_id, unit)
            ],
            gaps=[
                g
                for g in gaps
                if (scenario.shifts[g.shift or ""].force, g.unit) == (force_id, unit)
            ],
        )
    for event in sorted({m.event for m in scenario.missions.values() if m.event}):
        yield _Subject(
            owner=Owner.EVENT,
            code=event,
            title=_("Missions of {event}", event=event),
            held=held[Owner.EVENT, event],
            missing=[
                m for m in not_held if scenario.missions[m.mission].event == event
            ],
        )


def _title(subject: _Subject, view: View) -> str:
    """Return the name of a calendar: one program may hold several of a subject."""
    match view:
        case View.PARTNER:
            return _("{title} (joint missions)", title=subject.title)
        case View.CONTROL_ROOM:
            return _("{title} (control room)", title=subject.title)
        case _:
            return subject.title


def _belonging(scenario: Scenario, mission: Held) -> Iterator[tuple[Owner, str]]:
    """Yield the subjects to which a mission belongs."""
    for member in mission.crew:
        officer = scenario.officers[member.officer]
        yield Owner.OFFICER, officer.id
        yield Owner.FORCE, officer.force
        yield Owner.TEAM, _team(officer.force, officer.unit)
    yield Owner.ZONE, mission.occurrence.zone
    yield Owner.EVENT, scenario.missions[mission.mission].event


def _mixed(scenario: Scenario, mission: Held) -> bool:
    """Tell whether officers of both kinds of force hold a mission."""
    forces = {scenario.officers[m.officer].force for m in mission.crew}
    return len({scenario.forces[f].kind for f in forces}) > 1


def _team(force: str, unit: str) -> str:
    # No code has a plus sign, so no two teams share one.
    return f"{force}+{unit}"


def _concerns(scenario: Scenario, missing: NotHeld, force: Force) -> bool:
    """Tell whether officers of a force could sit in a mission that is not held."""
    mission = scenario.missions[missing.mission]
    return any(
        position.force in (None, force.kind)
        for position in scenario.kinds[mission.kind].positions
    ) and any(scenario.zones[zone].communes & force.communes for zone in mission.zones)


def _entries(edition: Edition, subject: _Subject, view: View) -> Iterator[Entry]:
    """Yield what a view tells of a subject."""
    match view:
        case View.OWN:
            for tour in subject.tours:
                yield _tour_entry(edition, tour, subject.held)
            for mission in subject.held:
                own = CrewView.own(edition, mission, subject.code)
                yield _mission_entry(edition, mission, own.lines(), own=True)
        case View.COMMAND:
            for mission in subject.held:
                full = CrewView.command(edition, mission)
                yield _mission_entry(edition, mission, full.lines())
            for missing in subject.missing:
                yield from _missing_entries(edition, missing)
            yield from _shift_entries(edition, subject)
        case View.PARTNER:
            for mission in subject.held:
                if _mixed(edition.scenario, mission):
                    partner = PartnerView.of(edition, mission)
                    yield _mission_entry(edition, mission, partner.lines())
        case View.CONTROL_ROOM:
            for mission in subject.held:
                control = ControlRoomView.of(mission)
                yield _mission_entry(edition, mission, control.lines())


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
    edition: Edition, mission: Held, lines: Iterable[str], *, own: bool = False
) -> Entry:
    """Return a mission: busy for its officers, free in other calendars."""
    scenario, occurrence = edition.scenario, mission.occurrence
    location, geo = _where(scenario, occurrence.zone)
    summary = mission_summary if own else crew_summary
    return _entry(
        edition,
        _mission_group(edition, mission.mission),
        occurrence.span,
        summary=summary(edition, occurrence),
        location=location,
        geo=geo,
        busy=own,
        private=own,
        lines=tuple(lines),
    )


def _missing_entries(edition: Edition, missing: NotHeld) -> Iterator[Entry]:
    """Yield the times at which a mission is not held; it is the same if it is later."""
    mission = edition.scenario.missions[missing.mission]
    location, geo = _where(edition.scenario, mission.zone)
    for span in missing.when:
        yield _entry(
            edition,
            _mission_group(edition, missing.mission),
            span,
            summary=missing_summary(missing),
            location=location,
            geo=geo,
            lines=(missing.title, missing.reason),
        )


def _shift_entries(edition: Edition, subject: _Subject) -> Iterator[Entry]:
    """Yield the shifts of a subject: who is on duty, and what is short."""
    scenario = edition.scenario
    duty: defaultdict[tuple[dt.date, str, Span], list[Tour]] = defaultdict(list)
    gaps: defaultdict[tuple[dt.date, str], list[ShortfallRow]] = defaultdict(list)
    for gap in subject.gaps:
        gaps[gap.day, gap.shift or ""].append(gap)
    for tour in subject.tours:
        duty[tour.day, tour.shift, tour.span].append(tour)
    lacking = gaps.keys() - {(day, code) for day, code, _span in duty}
    for key in lacking:
        duty[(*key, gaps[key][0].span)] = []
    told = set()
    for (day, code, span), tours in sorted(duty.items(), key=lambda d: d[0][:2]):
        # Other hours on the same shift: what is short is told once.
        short = [] if (day, code) in told else gaps[day, code]
        told.add((day, code))
        view = ShiftView(
            title=shift_name(scenario.shifts[code]),
            officers=tuple(sorted(t.officer for t in tours)),
            gaps=tuple(
                _(
                    "{gap}: {missing} of {wanted} missing",
                    gap=cover_gap(scenario, g).title,
                    missing=g.missing,
                    wanted=g.wanted,
                )
                for g in short
            ),
            missing=max((g.missing for g in short), default=0),
        )
        yield _entry(
            edition,
            f"shift/{day.isoformat()}/{code}",
            span,
            summary=view.summary,
            lines=tuple(view.lines()),
        )


def _mission_group(edition: Edition, mission: str) -> str:
    return f"mission/{edition.scenario.clock.start.isoformat()}/{mission}"


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
