"""What each view of the calendars may tell of a mission or a shift.

A view is a class that holds the facts that its readers may know, and no others: what
is not handed to it cannot be told. `docs/choices.md` says who reads which.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from scheduler.domain.people import ForceKind
from scheduler.export._view import Held, Member, Waiver
from scheduler.render.edition import Edition
from scheduler.render.text import force_label, plain
from scheduler.words import _, language


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerView:
    """A joint mission as the other force reads it.

    Parameters
    ----------
    title, times
        What and when.
    leader, crew
        Who commands, if somebody does, and everybody: numbers.
    radio
        Channel or line; empty = not given.
    clause
        Field of cooperation and what names it; empty = none.
    agreements
        Each agreement and its functional authority.
    """

    title: str
    times: str
    leader: Member | None
    crew: tuple[str, ...]
    radio: str
    clause: str
    agreements: tuple[str, ...]

    @classmethod
    def of(cls, edition: Edition, mission: Held) -> "PartnerView":
        """Return what the other force reads."""
        return cls(
            title=mission.title,
            times=mission.times,
            leader=mission.leader,
            crew=tuple(m.officer for m in mission.crew),
            radio=mission.radio,
            clause=clause(edition, mission),
            agreements=tuple(agreements(edition, mission)),
        )

    def lines(self) -> Iterator[str]:
        """Yield the description."""
        yield self.title
        yield _("Mission: {times}", times=self.times)
        yield from _crew(self.leader, self.crew)
        yield from _radio(self.radio)
        yield from _clause(self.clause)
        yield from self.agreements


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRoomView:
    """A mission as the control room reads it, which directs the crew under way.

    Parameters
    ----------
    title, times, reach
        What and when; of a reserve, within what time it is on the spot.
    leader, crew
        Who commands, if somebody does, and everybody: numbers.
    equipage, radio, opj, equipment
        Call sign, channel or line, reachable OPJ, what the crew has; empty = none.
    """

    title: str
    times: str
    reach: str
    leader: Member | None
    crew: tuple[str, ...]
    equipage: str
    radio: str
    opj: str
    equipment: str

    @classmethod
    def of(cls, mission: Held) -> "ControlRoomView":
        """Return what the control room reads."""
        return cls(
            title=mission.title,
            times=mission.times,
            reach=mission.reach,
            leader=mission.leader,
            crew=tuple(m.officer for m in mission.crew),
            equipage=mission.equipage,
            radio=mission.radio,
            opj=mission.opj,
            equipment=mission.equipment,
        )

    def lines(self) -> Iterator[str]:
        """Yield the description."""
        yield self.title
        yield _("Mission: {times}", times=self.times)
        if self.reach:
            yield self.reach
        yield from _crew(self.leader, self.crew)
        yield from _equipage(self.equipage)
        yield from _radio(self.radio)
        yield from _opj(self.opj)
        yield from _equipment(self.equipment)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewView:
    """A mission as its crew reads it, and the command staff.

    Parameters
    ----------
    mission
        All of it, exceptions apart.
    position
        Position of the officer who reads it; empty for command staff.
    waivers
        The exceptions that the reader may know: an exception made for another officer
        is for command staff.
    clause, agreements
        As in `PartnerView`.
    """

    mission: Held
    position: str
    waivers: tuple[Waiver, ...]
    clause: str
    agreements: tuple[str, ...]

    @classmethod
    def own(cls, edition: Edition, mission: Held, officer: str) -> "CrewView":
        """Return what an officer of the crew reads."""
        seat = next(m for m in mission.crew if m.officer == officer)
        position = seat.position
        if seat.alternate:
            position = _("{position} (alternate)", position=position)
        return cls(
            mission=replace(mission, waivers=()),
            position=position,
            waivers=tuple(w for w in mission.waivers if w.officer in (None, officer)),
            clause=clause(edition, mission),
            agreements=tuple(agreements(edition, mission)),
        )

    @classmethod
    def command(cls, edition: Edition, mission: Held) -> "CrewView":
        """Return what command staff read."""
        return cls(
            mission=replace(mission, waivers=()),
            position="",
            waivers=mission.waivers,
            clause=clause(edition, mission),
            agreements=tuple(agreements(edition, mission)),
        )

    def lines(self) -> Iterator[str]:
        """Yield the description."""
        mission = self.mission
        yield mission.title
        if mission.occurrence.briefing or mission.occurrence.debriefing:
            yield _("Mission: {times}", times=mission.times)
        if mission.reach:
            yield mission.reach
        if self.position:
            yield _("Position: {position}", position=self.position)
        yield from _crew(mission.leader, tuple(m.named for m in mission.crew))
        yield from _equipage(mission.equipage)
        if mission.empty_seats:
            yield _("Seats not filled: {seats}", seats=mission.empty_seats)
        yield from _radio(mission.radio)
        yield from _opj(mission.opj)
        if mission.requisition:
            yield _("Requisition: {reference}", reference=mission.requisition)
        if mission.permission:
            yield _("Owner's permission: {reference}", reference=mission.permission)
        if mission.conditions:
            yield _("Legal conditions: {conditions}", conditions=mission.conditions)
        yield from _equipment(mission.equipment)
        yield from _clause(self.clause)
        yield from self.agreements
        yield from (w.line for w in self.waivers)
        if mission.alone:
            yield mission.alone
        if mission.note:
            yield _("Note: {note}", note=mission.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftView:
    """A shift of a day as command staff read it.

    Parameters
    ----------
    title
        Its name.
    officers
        Numbers of those on duty.
    gaps
        What its head-count lacks, each in a sentence.
    missing
        The most heads that one of them lacks.
    """

    title: str
    officers: tuple[str, ...]
    gaps: tuple[str, ...] = ()
    missing: int = 0

    @property
    def summary(self) -> str:
        """The title: ``Morning · 12 on duty, 2 missing``."""
        there = len(self.officers)
        if self.missing:
            return _(
                "{shift} · {there} on duty, {missing} missing",
                shift=self.title,
                there=there,
                missing=self.missing,
            )
        return _("{shift} · {there} on duty", shift=self.title, there=there)

    def lines(self) -> Iterator[str]:
        """Yield the description."""
        if self.officers:
            yield _("On duty: {officers}", officers=", ".join(self.officers))
        yield from self.gaps


def clause(edition: Edition, mission: Held) -> str:
    """Return the field of cooperation of a mission and the clause that names it."""
    kind = edition.scenario.kind(mission.occurrence)
    field = edition.scenario.fields.get(kind.field)
    if field is None:
        return ""
    name, source = plain(field.name(language())), plain(field.source)
    return f"{name} ({source})" if source else name


def agreements(edition: Edition, mission: Held) -> Iterator[str]:
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


def _crew(leader: Member | None, crew: tuple[str, ...]) -> Iterator[str]:
    if leader is not None:
        yield _(
            "Crew leader ({force}): {officer}",
            force=leader.force,
            officer=leader.named,
        )
    yield _("Crew: {crew}", crew=", ".join(crew))


def _equipage(code: str) -> Iterator[str]:
    if code:
        yield _("Equipage {code}", code=code)


def _radio(channel: str) -> Iterator[str]:
    if channel:
        yield _("Radio: {channel}", channel=channel)


def _opj(opj: str) -> Iterator[str]:
    if opj:
        yield _("Reachable OPJ: {opj}", opj=opj)


def _equipment(equipment: str) -> Iterator[str]:
    if equipment:
        yield _("Equipment: {equipment}", equipment=equipment)


def _clause(field: str) -> Iterator[str]:
    if field:
        yield _("Field of cooperation: {field}", field=field)
