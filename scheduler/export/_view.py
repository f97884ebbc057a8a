"""What board, workbook and calendars share: crews, and what is missing."""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scheduler.domain.contacts import Contact, contacts
from scheduler.domain.kept import kept_for_latest
from scheduler.domain.missions import Measured, MissionKind, Occurrence
from scheduler.domain.people import Absence
from scheduler.domain.quotas import balances
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.sharing import splits
from scheduler.domain.time import Clock, Span
from scheduler.domain.tours import Shift, Tour
from scheduler.goals.risk_cover import Remaining, RiskCover
from scheduler.render.changes import ChangeLine, change_lines, labels_of
from scheduler.render.edition import Edition
from scheduler.render.rows import AssignmentRow, ShortfallRow, wanted
from scheduler.render.text import (
    JOINT_MARK,
    engaged,
    equipment,
    force_label,
    hour,
    hours,
    kind_title,
    mission_title,
    place,
    plain,
    reach,
    shift_name,
    sort_key,
)
from scheduler.rules import RULES
from scheduler.verify import shortfalls as arithmetic
from scheduler.verify.reasons import (
    position_name,
    qualification_name,
    reason_alone,
)
from scheduler.verify.report import decided_by
from scheduler.words import _, language
from scheduler.words.render import day_name, say

T = TypeVar("T")


def _once(make: Callable[[Edition], T]) -> Callable[[Edition], T]:
    """Return a function that makes its result once for an edition and a language."""
    kept = kept_for_latest(lambda _edition: dict[str, T]())

    @functools.wraps(make)
    def once(edition: Edition) -> T:
        found = kept(edition)
        if language() not in found:
            found[language()] = make(edition)
        return found[language()]

    return once


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An officer in a crew.

    Parameters
    ----------
    officer, force
        Number, and ``PM`` or ``PN``.
    position
        Name of the position.
    leads
        Whether this officer commands the crew.
    alternate
        Whether others were asked before this officer.
    """

    officer: str
    force: str
    position: str
    leads: bool
    alternate: bool = False

    @property
    def named(self) -> str:
        """The number, and whether it is an alternate: ``PM-012 (alternate)``."""
        if not self.alternate:
            return self.officer
        return _("{officer} (alternate)", officer=self.officer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A mission that is held, in words.

    Parameters
    ----------
    mission, day
        Code, and local day on which it starts.
    occurrence
        Its position in the scenario.
    title, kind, zone, place, times
        What people read: whole title, name of the kind, zone, zone with commune, times
        of the mission, with those of its briefing and debriefing if it has any.
    joint
        Whether the catalogue asks for a mixed crew.
    crew
        The leader first, then by position and number.
    seats
        Seats of a full crew.
    reach
        Of a reserve: within what time its officers are on the spot; empty = they are.
    equipment, note
        What to take, and the mission's free text.
    opj, requisition
        The reachable OPJ, with hours if there are several in turn, and the
        reference of the prosecutor's requisition; empty = none.
    permission, conditions
        Reference of the owner's permission, and the legal conditions that the crew is
        told; empty = none.
    waivers
        Rules set aside for this crew, or for one of its seats.
    alone
        That one force holds it instead of a joint crew, and why; empty otherwise.
    equipage
        Code of the equipage to which the mission is given; empty = none.
    radio
        Radio channel or telephone line; empty = not given.
    """

    mission: str
    day: dt.date
    occurrence: Occurrence
    title: str
    kind: str
    zone: str
    place: str
    times: str
    joint: bool
    crew: tuple[Member, ...]
    seats: int
    equipment: str
    note: str
    opj: str
    requisition: str
    reach: str = ""
    permission: str = ""
    conditions: str = ""
    waivers: tuple["Waiver", ...] = ()
    alone: str = ""
    equipage: str = ""
    radio: str = ""

    @property
    def leader(self) -> Member | None:
        """Who commands, if the crew has such a position."""
        return next((m for m in self.crew if m.leads), None)

    @property
    def empty_seats(self) -> int:
        """Seats that nobody takes."""
        return self.seats - len(self.crew)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An exception that the roster relies on, in words.

    Parameters
    ----------
    rule
        Title of the rule.
    words
        What happens against the rule, or that its value is reduced.
    authors, reason
        Who decided, and why.
    mission, officer
        Codes of the mission, and of the officer if it is about one.
    first, last
        First and last local day concerned.
    """

    rule: str
    words: str
    authors: str
    reason: str
    mission: str | None
    officer: str | None
    first: dt.date | None
    last: dt.date | None

    @property
    def line(self) -> str:
        """The exception in a sentence: rule, who decided, why."""
        return _(
            "Rule set aside: {rule} — decided by {authors}, reason: {reason}",
            rule=self.rule,
            authors=self.authors,
            reason=self.reason,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHeld:
    """A mission of which less is held than wanted.

    Parameters
    ----------
    mission, title
        Code and title.
    when
        Its time, or the times when nobody holds a post; empty when there are many.
    mandatory
        Whether it comes before all else.
    wanted, held
        Occurrences; of a post held by relays, windows and those without a gap.
    reason
        Why, in one sentence of the current language.
    """

    mission: str
    title: str
    when: tuple[Span, ...]
    mandatory: bool
    wanted: int
    held: int
    reason: str

    @property
    def missing(self) -> int:
        """Occurrences not held, or windows with a gap."""
        return self.wanted - self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverGap:
    """A head-count that is not reached.

    Parameters
    ----------
    title, day
        Force, shift, unit and qualification, and when.
    wanted, missing
        Heads.
    reason
        Who could work the shift, and which rules exclude the others; empty if enough
        officers could.
    """

    title: str
    day: dt.date
    wanted: int
    missing: int
    reason: str

    @property
    def present(self) -> int:
        """Heads there."""
        return self.wanted - self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfalls:
    """Everything that the roster lacks.

    Parameters
    ----------
    missions, cover
        Each shortfall.
    alone
        Joint missions that one force holds alone, in order of time.
    missions_wanted, missions_held, heads_wanted, heads_missing
        Totals over the horizon.
    requests_made, requests_unmet
        Requests of officers: counts only, since which ones are met is private.
    """

    missions: tuple[NotHeld, ...]
    cover: tuple[CoverGap, ...]
    alone: tuple[Held, ...]
    missions_wanted: int
    missions_held: int
    heads_wanted: int
    heads_missing: int
    requests_made: int
    requests_unmet: int

    @property
    def missions_missing(self) -> int:
        """Occurrences wanted and not held, and windows of posts with a gap."""
        return self.missions_wanted - self.missions_held


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaLine:
    """What a quota owes in a period, and what was done for it.

    Parameters
    ----------
    name, agreement
        What people read; the agreement may be empty.
    first, until
        Days that count, both included.
    hours
        Whether the amounts are minutes; else they are missions.
    owed, before, now, missing
        Amounts: owed, held before the horizon, held in the roster, missing.
    """

    name: str
    agreement: str
    first: dt.date
    until: dt.date
    hours: bool
    owed: int
    before: int
    now: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """What a force carries of shared joint work.

    Parameters
    ----------
    name, force
        The sharing, and ``PM`` or ``PN``.
    agreed, percent
        Share agreed and share carried, in percent.
    before, now
        Officers' minutes before the horizon and in the roster.
    deviation, missions
        Beyond the agreed share; negative = short: officers' minutes, and missions of
        one officer.
    """

    name: str
    force: str
    agreed: int
    percent: float
    before: int
    now: int
    deviation: int
    missions: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLine:
    """The risk of a zone over the horizon.

    Parameters
    ----------
    zone
        Its name.
    found, left
        Points of the diagnosis, and those that patrols leave.
    presences
        Patrols seen, each counted once in every hour that it covers.
    """

    zone: str
    found: int
    left: int
    presences: int

    @property
    def taken(self) -> int:
        """Points that patrols take away."""
        return self.found - self.left


@_once
def held_missions(edition: Edition) -> tuple[Held, ...]:
    """Return the missions that are held, in order of time, zone and code."""
    facts, scenario = edition.facts, edition.scenario
    granted = waivers(edition)
    alone = {
        found.occurrence: plain(reason_alone(scenario, found))
        for found in arithmetic.held_alone(facts, edition.run)
    }
    return tuple(
        Held(
            mission=occurrence.mission,
            day=occurrence.day,
            occurrence=occurrence,
            title=mission_title(scenario, occurrence),
            kind=_unmarked(kind),
            zone=plain(scenario.zones[occurrence.zone].name),
            place=place(scenario, occurrence.zone),
            times=engaged(scenario.clock, occurrence),
            reach=reach(kind),
            joint=kind.joint,
            crew=tuple(_crew(scenario, crew)),
            seats=sum(p.count for p in kind.positions),
            equipment=equipment(scenario, kind),
            note=plain(scenario.missions[occurrence.mission].note),
            opj=_opj(facts, occurrence),
            requisition=plain(scenario.missions[occurrence.mission].requisition),
            permission=_permission(scenario, occurrence),
            conditions=plain(kind.conditions(language())),
            waivers=tuple(
                w
                for w in granted
                if (w.mission, w.first)
                == (occurrence.mission, scenario.clock.date(occurrence.span.start))
                and w.officer in (None, *(row.officer for row in crew))
            ),
            alone=alone.get(occurrence, ""),
            equipage=plain(scenario.missions[occurrence.mission].equipage),
            radio=plain(
                scenario.missions[occurrence.mission].radio
                or scenario.zones[occurrence.zone].radio
            ),
        )
        for occurrence, crew in sorted(
            edition.frames.rows.crews.items(),
            key=lambda item: (item[0].proper, item[0].zone, item[0].mission),
        )
        for kind in (scenario.kind(occurrence),)
    )


def _permission(scenario: Scenario, occurrence: Occurrence) -> str:
    """Return where the owner's permissions for a mission are filed."""
    kind = scenario.kind(occurrence)
    if not kind.permission:
        return ""
    found = (
        plain(p.reference) or _("granted")
        for day in scenario.days(occurrence)
        for p in scenario.permissions
        if p.allows(occurrence.zone, kind.id, day)
    )
    return ", ".join(dict.fromkeys(found))


@_once
def waivers(edition: Edition) -> tuple[Waiver, ...]:
    """Return every exception that the roster relies on, in order of rule."""
    scenario = edition.scenario
    found = [
        Waiver(
            rule=_(RULES[breach.rule].title),
            words=plain(say(breach.message, breach.values, scenario.clock)),
            authors=plain(decided_by(override)),
            reason=plain(override.reason),
            mission=breach.mission,
            officer=override.officer,
            first=day,
            last=day,
        )
        for breach, override in edition.findings.overridden
        for day in (None if breach.when is None else scenario.clock.date(breach.when),)
    ]
    found += [
        Waiver(
            rule=_(RULES[derogation.rule].title),
            words=_("{officer}: value by derogation", officer=derogation.officer),
            authors=plain(derogation.author),
            reason=plain(derogation.reason),
            mission=None,
            officer=derogation.officer,
            first=derogation.validity.first,
            last=derogation.validity.last,
        )
        for derogation in edition.derogations
    ]
    return tuple(found)


def _unmarked(kind: MissionKind) -> str:
    """Return the name of a kind, shown beside the mark of joint crews."""
    return plain(kind.name(language())).removesuffix(JOINT_MARK).rstrip()


def _opj(facts: Facts, occurrence: Occurrence) -> str:
    """Return the OPJ of a crew: ``PN-041 (18:00–18:58), PN-043 (in the crew)``."""
    found = contacts(facts, occurrence)
    whole = [c.span for c in found] == [occurrence.span]

    def words(contact: Contact) -> str:
        more = [
            *([] if whole else [hours(facts.scenario.clock, contact.span)]),
            *([_("in the crew")] if contact.in_crew else []),
            *([_("head of the municipal police")] if contact.stands_in else []),
        ]
        return f"{contact.officer} ({', '.join(more)})" if more else contact.officer

    return ", ".join(map(words, found))


def _crew(scenario: Scenario, crew: Sequence[AssignmentRow]) -> Iterator[Member]:
    def rank(row: AssignmentRow) -> tuple[bool, int, str]:
        position = scenario.kinds[row.kind].positions.index(row.duty.position)
        return (not row.leads, position, row.officer)

    for row in sorted(crew, key=rank):
        mission = scenario.missions[row.mission]
        yield Member(
            officer=row.officer,
            force=force_label(scenario, row.force),
            position=plain(position_name(row.position)),
            leads=row.leads,
            alternate=bool(mission.asked_before(row.duty.position, row.officer)),
        )


@_once
def shortfalls(edition: Edition) -> Shortfalls:
    """Return what is missing, as the goals count it."""
    scenario, rows = edition.scenario, edition.frames.rows.shortfalls
    missions = tuple(_not_held(edition, rows))
    cover = tuple(cover_gap(scenario, row) for row in rows if row.shift is not None)
    asked = sum(map(wanted, scenario.missions.values()))
    return Shortfalls(
        missions=missions,
        cover=cover,
        alone=tuple(m for m in held_missions(edition) if m.alone),
        missions_wanted=asked,
        missions_held=asked - sum(m.missing for m in missions),
        heads_wanted=sum(c.minimum for c in scenario.cover),
        heads_missing=sum(gap.missing for gap in cover),
        requests_made=len(scenario.requests),
        requests_unmet=len(edition.losses["requests"]),
    )


def _not_held(edition: Edition, rows: Sequence[ShortfallRow]) -> Iterator[NotHeld]:
    """Yield the missions not held as wanted, mandatory ones first."""
    scenario = edition.scenario
    by_mission: dict[str, list[ShortfallRow]] = {}
    for row in rows:
        if row.mission is not None:
            by_mission.setdefault(row.mission, []).append(row)
    for code, found in sorted(by_mission.items(), key=lambda i: not i[1][0].mandatory):
        mission, first = scenario.missions[code], found[0]
        zone = _(" or ").join(plain(scenario.zones[z].name) for z in mission.zones)
        timed = mission.relay or len({o.proper for o in mission.starts}) == 1
        yield NotHeld(
            mission=code,
            title=f"{kind_title(scenario.kinds[mission.kind])} – {zone}",
            when=tuple(row.span for row in found) if timed else (),
            mandatory=mission.mandatory,
            wanted=first.wanted,
            held=first.wanted - sum(row.missing for row in found),
            reason=_("; ").join(row.reason for row in found),
        )


def cover_gap(scenario: Scenario, row: ShortfallRow) -> CoverGap:
    """Return what a shift lacks, in words."""
    shift = scenario.shifts[row.shift or ""]
    parts = (
        force_label(scenario, shift.force),
        shift_name(shift),
        plain(row.unit or ""),
        qualification_name(row.qualification) if row.qualification else "",
    )
    return CoverGap(
        title=" · ".join(filter(None, parts)),
        day=row.day,
        wanted=row.wanted,
        missing=row.missing,
        reason=row.possible,
    )


def shift_of(scenario: Scenario, tour: Tour) -> Shift | None:
    """Return the shift of a tour; of one of the history, a shift of its hours.

    ``None`` if no shift of the officer's force has these hours now.
    """
    if tour.shift:
        return scenario.shifts[tour.shift]
    force = scenario.officers[tour.officer].force
    return next(
        (
            shift
            for shift in scenario.shifts.values()
            if shift.force == force
            and scenario.clock.tour(tour.day, shift.start, shift.end) == tour.span
        ),
        None,
    )


def under_way_title(clock: Clock, span: Span) -> str:
    """Return what a tour under way at the start of the horizon is called.

    ``Tour under way since Sun 04/10 22:00``: its hours match no shift to name it by.
    """
    day = day_name(clock.date(span.start))
    return _("Tour under way since {day} {time}", day=day, time=hour(clock, span.start))


def break_times(edition: Edition, tour: Tour) -> str:
    """Return the times of the breaks of a tour; empty = none, or not recorded."""
    spans = edition.facts.breaks_of.get(tour.key, ())
    return ", ".join(hours(edition.scenario.clock, span) for span in spans)


def quotas(edition: Edition) -> tuple[QuotaLine, ...]:
    """Return every quota and period, met or short."""
    agreements = edition.scenario.agreements
    return tuple(
        QuotaLine(
            name=plain(b.due.quota.name or b.due.quota.id),
            agreement=plain(agreements[b.due.quota.agreement].name)
            if b.due.quota.agreement
            else "",
            first=b.due.since,
            until=b.due.until,
            hours=b.due.quota.measured is Measured.HOURS,
            owed=b.due.owed,
            before=b.before,
            now=b.now,
            missing=b.missing,
        )
        for b in balances(edition.facts)
    )


def sharing(edition: Edition) -> tuple[ShareLine, ...]:
    """Return what each force carries of each sharing."""
    return tuple(
        ShareLine(
            name=plain(split.share.id),
            force=force_label(edition.scenario, split.share.force),
            agreed=split.share.percent,
            percent=float(split.percent),
            before=split.before,
            now=split.now,
            deviation=round(split.deviation),
            missions=float(split.missions),
        )
        for split in splits(edition.facts)
    )


def risks(edition: Edition) -> tuple[RiskLine, ...]:
    """Return the risk of each zone of the diagnosis, greatest first."""
    zones: defaultdict[str, list[Remaining]] = defaultdict(list)
    for part in RISK.by_day(edition.facts):
        zones[part.zone].append(part)
    lines = (
        RiskLine(
            zone=plain(edition.scenario.zones[zone].name),
            found=sum(p.found for p in parts),
            left=sum(p.left for p in parts),
            presences=sum(p.presences for p in parts),
        )
        for zone, parts in zones.items()
    )
    return tuple(sorted(lines, key=lambda r: (-r.found, sort_key(r.zone))))


RISK = RiskCover()


def absent_days(scenario: Scenario, officer: str) -> frozenset[dt.date]:
    """Return the days of the horizon on which an officer is absent, all or in part."""
    clock = scenario.clock
    absences: tuple[Absence, ...] = scenario.absences_of.get(officer, ())
    return frozenset(
        day
        for day in clock.dates
        if any(a.span.overlaps(clock.day(day)) for a in absences)
    )


def changes(edition: Edition) -> tuple[ChangeLine, ...] | None:
    """Return what changes against the baseline; ``None`` = there is none."""
    if edition.changes is None:
        return None
    scenario = edition.scenario
    return change_lines(edition.changes, labels_of(scenario), scenario.clock)


def partly_compared(edition: Edition) -> str:
    """Return what of the baseline could not be compared; empty = all of it was."""
    if edition.changes is None or edition.before is not None:
        return ""
    return _(
        "Compared by officer, day, shift, mission and start, which is all that this "
        "folder keeps of the baseline roster; not by hours of a shift, breaks, place "
        "and position."
    )
