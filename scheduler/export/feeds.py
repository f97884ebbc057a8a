"""Calendar feeds (RFC 5545 and 7986): one per officer, per force and per zone.

Instants are written in UTC with an end: the only form that calendar programs all read
the same way on both nights on which the clocks change.
"""

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

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
from scheduler.render.text import (
    engaged,
    force_label,
    instant,
    place,
    plain,
    shift_name,
)
from scheduler.words import N_, _, language, use_language
from scheduler.words.render import hours_minutes

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//joint-patrol-scheduler//feeds//{language}"
REFRESH_HOURS = 1
"""How often programs are asked to look again; most do as they please."""

MARK = "X-PATROL-FEED"
"""Property that identifies a feed: its events have UIDs of their own."""

_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_LINE = re.compile(
    rb"^(UID|SEQUENCE|LAST-MODIFIED|DTSTART|STATUS):(.*)\r$", re.MULTILINE
)

NAMESPACE = uuid.UUID("6f1c7c0e-3f0b-5d0c-9d1e-5f0a7d1c2b46")
"""Root of all UIDs. Changing it renames every event on every phone: never do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Version of an event.

    Parameters
    ----------
    sequence
        0 at first, then one more each time the duty moves or is withdrawn.
    at
        UTC instant from which this version holds.
    """

    sequence: int
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Previous:
    """An event of the feed that this one replaces."""

    text: bytes
    revision: Revision
    start: dt.datetime
    cancelled: bool


def _previous(feed: bytes, mark: str) -> dict[str, _Previous]:
    """Return the events of a feed by UID; none if another program wrote it."""
    if f"\r\n{MARK}:{mark}\r\n".encode() not in feed:
        return {}
    found = {}
    for text in _EVENT.findall(feed):
        lines = {name: value.decode() for name, value in _LINE.findall(text)}
        found[lines[b"UID"]] = _Previous(
            text=text,
            revision=Revision(
                sequence=int(lines[b"SEQUENCE"]), at=_instant(lines[b"LAST-MODIFIED"])
            ),
            start=_instant(lines[b"DTSTART"]),
            cancelled=lines[b"STATUS"] == "CANCELLED",
        )
    return found


def _instant(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)


class FeedsExporter(Exporter):
    """The calendars that officers and command staff subscribe to.

    Officers get their tours (free time by default) and their missions (busy); a tour
    under way when the horizon begins keeps the UID it has had before. A force
    gets every mission in which it sits, a zone every mission held there; these events
    leave the time of the subscriber free. A UID is made of the scenario's identity, the
    officer (or force or zone), the mission and its day: a mission moved within its day
    keeps it, and so does one that one force holds alone instead of a joint crew.

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
        with use_language(edition.language):
            files = list(_feeds(edition))
        yield from files


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


def _feeds(edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
    scenario, facts = edition.scenario, edition.facts
    held = held_missions(edition)
    sits: dict[str, list[Held]] = {o: [] for o in scenario.officers}
    for mission in held:
        for officer in dict.fromkeys(m.officer for m in mission.crew):
            sits[officer].append(mission)
    for officer in scenario.officers:
        events = _Events(edition, "officer", officer, private=True)
        for tour in facts.mission_tours_of[officer]:
            events.add_tour(tour, sits[officer])
        for mission in sits[officer]:
            events.add_mission(mission, mission_summary, officer)
        title = _("Duties of {officer}", officer=officer)
        yield events.path, events.calendar(title)
    for force in scenario.forces.values():
        events = _Events(edition, "force", force.id)
        for mission in held:
            if force.id in {scenario.officers[m.officer].force for m in mission.crew}:
                events.add_mission(mission, crew_summary)
        title = _("Missions of {force}", force=plain(force.name))
        yield events.path, events.calendar(title)
    for zone in scenario.zones.values():
        events = _Events(edition, "zone", zone.id)
        for mission in held:
            if mission.occurrence.zone == zone.id:
                events.add_mission(mission, crew_summary)
        title = _("Missions at {zone}", zone=place(scenario, zone.id))
        yield events.path, events.calendar(title)


def _file(folder: str, code: str) -> PurePosixPath:
    if PurePosixPath(code).name != code:
        raise ValueError(f"code {code!r} cannot name a file")
    return PurePosixPath("feeds", folder, f"{code}.ics")


class _Events:
    """The events of one feed."""

    def __init__(
        self, edition: Edition, folder: str, code: str, *, private: bool = False
    ) -> None:
        self.edition = edition
        self.path = _file(f"{folder}s", code)
        self.feed = f"{folder}:{code}"
        self.private = private
        self.events: dict[str, Event] = {}
        self.seen: Counter[str] = Counter()
        self.mark = str(self._uuid("calendar"))
        before = edition.previous.get(self.path)
        self.previous = {} if before is None else _previous(before, self.mark)

    def add_tour(self, tour: Tour, missions: Iterable[Held]) -> None:
        """Add a tour of duty: free time unless the scenario says that it is busy."""
        lines = [
            *_about_tour(self.edition, tour),
            *(
                f"{m.times} {m.title}"
                for m in missions
                if tour.span.contains(m.occurrence.span)
            ),
        ]
        lines += [
            w.line
            for w in waivers(self.edition)
            if w.officer == tour.officer
            and w.mission is None
            and w.first is not None
            and w.last is not None
            and w.first <= tour.day <= w.last
        ]
        scenario = self.edition.scenario
        properties: dict[str, object] = {
            "summary": tour_summary(self.edition, tour),
            "location": station(self.edition, tour.officer),
            "transp": _transp(busy=self.edition.scenario.tours_busy),
        }
        force = scenario.forces[scenario.officers[tour.officer].force]
        if force.station is not None:
            properties |= _where(scenario, force.station)
        self._add("tour", tour.day, tour.span, properties, lines)

    def add_mission(
        self,
        mission: Held,
        summary: Callable[[Edition, Occurrence], str],
        officer: str | None = None,
    ) -> None:
        """Add a mission: busy for its officers, free in other calendars."""
        occurrence = mission.occurrence
        properties: dict[str, object] = {
            "summary": summary(self.edition, occurrence),
            "location": mission.place,
            "transp": _transp(busy=officer is not None),
            **_where(self.edition.scenario, occurrence.zone),
        }
        lines = [mission.title, *_about_mission(self.edition, mission, officer)]
        key = f"mission:{mission.mission}"
        self._add(key, occurrence.day, occurrence.span, properties, lines)

    def calendar(self, title: str) -> bytes:
        """Return the feed as a file."""
        from icalendar import Calendar, vText

        calendar = Calendar()
        calendar.add("prodid", PRODUCT.format(language=language().upper()))
        calendar.add("version", "2.0")
        # No UID: programs that store one file an event would take all for one.
        calendar.add(MARK, self.mark)
        for name in ("name", "x-wr-calname"):
            # As text, which is escaped: a line break in a name is no line of its own.
            calendar.add(name, vText(title))
        calendar.add("x-wr-timezone", self.edition.scenario.clock.timezone)
        calendar.add(
            "refresh-interval",
            dt.timedelta(hours=REFRESH_HOURS),
            parameters={"VALUE": "DURATION"},
        )
        calendar.add("x-published-ttl", f"PT{REFRESH_HOURS}H")
        for event in (*self.events.values(), *self._withdrawn()):
            calendar.add_component(event)
        to_bytes: Callable[[], bytes] = calendar.to_ical
        return to_bytes()

    def _add(
        self,
        key: str,
        day: dt.date,
        span: Span,
        properties: Mapping[str, object],
        lines: Iterable[str],
    ) -> None:
        """Add an event: its previous version if the text is the same, else the next."""
        key = f"{key}/{day.isoformat()}"
        # Two tours on one day, or two placings of a mission, are told apart by order.
        rank, self.seen[key] = self.seen[key], self.seen[key] + 1
        uid = str(self._uuid(f"{key}/{rank}" if rank else key))
        text = "\n".join(lines)
        previous = self.previous.get(uid)
        if previous is None:
            first = Revision(sequence=0, at=self.edition.run.computed_at)
            self.events[uid] = self._event(uid, span, properties, text, first)
            return
        event = self._event(uid, span, properties, text, previous.revision)
        if event.to_ical() != previous.text:
            event = self._event(uid, span, properties, text, self._next(previous))
        self.events[uid] = event

    def _next(self, previous: _Previous) -> Revision:
        return Revision(
            sequence=previous.revision.sequence + 1,
            at=max(previous.revision.at, self.edition.run.computed_at),
        )

    def _event(
        self,
        uid: str,
        span: Span,
        properties: Mapping[str, object],
        text: str,
        revision: Revision,
    ) -> "Event":
        from icalendar import Event

        clock = self.edition.scenario.clock
        event = Event()
        event.add("uid", uid)
        event.add("dtstart", clock.utc(span.start))
        event.add("dtend", clock.utc(span.end))
        event.add("status", "CONFIRMED")
        for name, value in properties.items():
            event.add(name, value)
        if self.private:
            event.add("class", "PRIVATE")
        self._revise(event, revision, text)
        return event

    def _revise(self, event: "Event", revision: Revision, text: str) -> None:
        as_of = _as_of(self.edition, revision)
        for name, value in (
            ("dtstamp", revision.at),
            ("last-modified", revision.at),
            ("sequence", revision.sequence),
            ("description", f"{text}\n{as_of}"),
        ):
            event.pop(name, None)
            event.add(name, value)

    def _withdrawn(self) -> Iterator["Event"]:
        """Yield, as cancelled, the previous events of the horizon that are no more."""
        from icalendar import Event

        clock = self.edition.scenario.clock
        first, end = clock.utc(clock.span.start), clock.utc(clock.span.end)
        for uid, previous in self.previous.items():
            if uid in self.events or not first <= previous.start < end:
                continue
            event = Event.from_ical(previous.text)
            assert isinstance(event, Event)
            if not previous.cancelled:
                title = _("Withdrawn: {title}", title=str(event.pop("summary")))
                event.add("summary", title)
                for name, value in (
                    ("status", "CANCELLED"),
                    ("transp", _transp(busy=False)),
                ):
                    event.pop(name)
                    event.add(name, value)
                self._revise(event, self._next(previous), _("This duty was withdrawn."))
            yield event

    def _uuid(self, key: str) -> uuid.UUID:
        scenario = self.edition.scenario.identity
        return uuid.uuid5(NAMESPACE, f"{scenario}/{self.feed}/{key}")


def _where(scenario: Scenario, zone: str) -> dict[str, object]:
    """Return address and coordinates of a zone, as far as they are given."""
    found = scenario.zones[zone]
    where: dict[str, object] = {}
    if found.address:
        name, address = plain(found.name), plain(found.address)
        where["location"] = address if name in address else f"{name}, {address}"
    if found.point is not None:
        where["geo"] = found.point
    return where


def _transp(*, busy: bool) -> str:
    return "OPAQUE" if busy else "TRANSPARENT"


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


def _as_of(edition: Edition, revision: Revision) -> str:
    when = instant(edition.scenario.clock, revision.at)
    return _("As of {when}. The duty sheet prevails.", when=when)
