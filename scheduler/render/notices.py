"""What each notice says, as plain tables: who is informed of what under the agreements.

A notice has records, for programs, and lines, for people; both are of the same
missions. They name officers by head-count; a service number stands only where the
addressee has to reach one person, the OPJ of a crew.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.arms import arms_agreed, suspended, weapons_borne
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import Force, ForceKind, Judicial, Officer, Status
from scheduler.domain.powers import OpjNeed, Power
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Tour
from scheduler.render.edition import Edition
from scheduler.render.text import (
    JOINT_MARK,
    force_label,
    hours,
    place,
    plain,
)
from scheduler.rules.armed_permitted import ArmedPermitted
from scheduler.words import N_, _, language, n_

MEETING = "coordination_meeting"
"""Kind of the meetings of which the prosecutor is informed (annexe 1 art. 10)."""

WEAPONS: Mapping[str, str] = {
    "aerosol": N_("spray"),
    "baton": N_("baton"),
    "handgun": N_("handgun"),
    "lbd": N_("ball launcher (LBD)"),
    "pie": N_("stun gun (PIE)"),
}
_upkeep = ArmedPermitted().upkeep


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that people read.

    Parameters
    ----------
    text
        What it says.
    flagged
        Whether something is missing that needs attention.
    """

    text: str
    flagged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that people read, under the heading of its day."""

    day: dt.date
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice to one addressee.

    Parameters
    ----------
    name
        Name of its two files, without their endings.
    to, title
        Addressee and subject.
    basis
        Article by which it is owed.
    words
        What the addressee has to know to read it.
    columns, records
        For programs: names, and values in the same order.
    headings, lines
        For people.
    """

    name: str
    to: str
    title: str
    basis: str
    words: str
    columns: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]
    headings: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def flagged(self) -> int:
        """Number of cells that need attention."""
        return sum(c.flagged for line in self.lines for c in line.cells)


def notices(edition: Edition) -> Iterator[Notice]:
    """Yield every notice, those with nothing to announce too, in current language."""
    scenario = edition.scenario
    for commune in scenario.communes:
        yield _to_mayor(edition, commune)
    for force in scenario.forces.values():
        if force.kind is ForceKind.NATIONAL:
            yield _road_checks(edition, force)
            yield _on_duty(edition, force)
    yield _judicial(edition)
    yield _meetings(edition)


# --- the mayor ------------------------------------------------------------------------


def _to_mayor(edition: Edition, commune: str) -> Notice:
    scenario = edition.scenario
    name = plain(scenario.communes[commune].name)
    listed = [
        o
        for o in _held(edition)
        if commune in scenario.communes_of(o) and _joint(edition, o)
    ]
    conditions = any(_conditions(edition, o) for o in listed)
    return Notice(
        name=f"mayor-{commune}",
        to=_("The mayor ({commune})", commune=name),
        title=_("Joint missions in the commune"),
        basis=_("CSI, annexe 1, art. 11"),
        words=_(
            "Missions that the municipal and the national police hold together. The "
            "mayor is informed of each of them."
        ),
        columns=(*_WHERE, "leader_force", *_HEADS, "conditions"),
        records=tuple(
            (
                *_where(edition, o),
                _leader(edition, o),
                *_heads(edition, o),
                _conditions(edition, o),
            )
            for o in listed
        ),
        headings=(
            *(_("Hours"), _("Mission"), _("Place"), _("Lead"), _("Officers")),
            *([_("Legal conditions")] if conditions else []),
        ),
        lines=tuple(
            _line(
                edition,
                o,
                _lead_cell(edition, o),
                _officers_cell(edition, o),
                *([Cell(text=_conditions(edition, o) or "–")] if conditions else []),
            )
            for o in listed
        ),
    )


def _joint(edition: Edition, occurrence: Occurrence) -> bool:
    """Tell whether both forces are in a crew, or should be."""
    kinds = {
        edition.scenario.force(d.officer).kind for d in edition.facts.crews[occurrence]
    }
    return edition.scenario.kind(occurrence).joint or len(kinds) > 1


# --- the national force ---------------------------------------------------------------


def _road_checks(edition: Edition, force: Force) -> Notice:
    scenario = edition.scenario
    listed = [
        o
        for o in _held(edition)
        if _announced(edition, o)
        and all(
            scenario.force(d.officer).kind is ForceKind.MUNICIPAL
            for d in edition.facts.crews[o]
        )
        and force.id in _districts(scenario, scenario.communes_of(o))
    ]
    return Notice(
        name=f"road-checks-{force.id}",
        to=plain(force.name),
        title=_("Road checks and offence operations of the municipal police"),
        basis=_("CSI, annexe 1, art. 7"),
        words=_(
            "Operations that municipal officers hold alone, announced to the national "
            "police beforehand."
        ),
        columns=(*_WHERE, "powers", *_HEADS),
        records=tuple(
            (
                *_where(edition, o),
                "|".join(p.id for p in _announced(edition, o)),
                *_heads(edition, o),
            )
            for o in listed
        ),
        headings=(_("Hours"), _("Mission"), _("Place"), _("Subject"), _("Officers")),
        lines=tuple(
            _line(
                edition,
                o,
                _powers_cell(_announced(edition, o)),
                _officers_cell(edition, o),
            )
            for o in listed
        ),
    )


def _announced(edition: Edition, occurrence: Occurrence) -> tuple[Power, ...]:
    return tuple(p for p in edition.scenario.powers_of(occurrence) if p.announced)


def _districts(scenario: Scenario, communes: Iterable[str]) -> set[str]:
    """Return the national forces to inform of what happens in some communes.

    Where none is competent, all are informed.
    """
    national = [f for f in scenario.forces.values() if f.kind is ForceKind.NATIONAL]
    wanted = set(communes)
    competent = {f.id for f in national if f.communes & wanted}
    return competent or {f.id for f in national}


def _partners(scenario: Scenario, municipal: Force, national: Force) -> bool:
    """Tell whether two forces share a commune, or an agreement."""
    parties = {
        (a.municipal_force, a.national_force) for a in scenario.agreements.values()
    }
    shared = municipal.communes & national.communes
    return bool(shared) or (municipal.id, national.id) in parties


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Municipal officers of a force on duty on a day."""

    day: dt.date
    force: str
    on_duty: int
    armed: int
    arms: Mapping[str, int]


def _on_duty(edition: Edition, force: Force) -> Notice:
    scenario = edition.scenario
    municipal = [
        f.id
        for f in scenario.forces.values()
        if f.kind is ForceKind.MUNICIPAL and _partners(scenario, f, force)
    ]
    found = [
        statement(edition.facts, code, day)
        for day in scenario.clock.dates
        for code in municipal
    ]
    return Notice(
        name=f"on-duty-{force.id}",
        to=plain(force.name),
        title=_("Municipal officers on duty and armed, day by day"),
        basis=_("CSI, annexe 1, art. 11"),
        words=_(
            "On duty: officers whose tour begins that day. Armed: those of them with a "
            "permit that is valid and not suspended, their training kept up, under an "
            "agreement that provides for arms; who may bear two arms counts under "
            "each. Wardens (ASVP) and officers whose approval is suspended are not "
            "counted."
        ),
        columns=("date", "force", "on_duty", "armed", "arms"),
        records=tuple(
            (
                s.day.isoformat(),
                s.force,
                str(s.on_duty),
                str(s.armed),
                "|".join(f"{weapon}:{heads}" for weapon, heads in s.arms.items()),
            )
            for s in found
        ),
        headings=(_("Force"), _("On duty"), _("Armed"), _("Type of arm")),
        lines=tuple(
            Line(
                day=s.day,
                cells=(
                    Cell(text=plain(scenario.forces[s.force].name)),
                    Cell(text=str(s.on_duty)),
                    Cell(text=str(s.armed)),
                    Cell(text=_arms(s.arms)),
                ),
            )
            for s in found
        ),
    )


def statement(facts: Facts, force: str, day: dt.date) -> Statement:
    """Return the officers of a municipal force on duty on a day, and those armed."""
    scenario = facts.scenario
    arms: Counter[str] = Counter()
    on_duty: dict[str, Tour] = {}
    armed = set()
    agreed = any(
        arms_agreed(scenario, force, commune, day)
        for commune in scenario.forces[force].communes
    )
    for tour in facts.roster.tours:
        officer = scenario.officers[tour.officer]
        if (
            officer.force != force
            or tour.day != day
            or tour.officer in on_duty
            or officer.status is Status.WARDEN
            or suspended(scenario, tour.officer, "approval", tour.span)
        ):
            continue
        on_duty[tour.officer] = tour
        borne = _borne(scenario, officer, tour) if agreed else ()
        arms.update(borne)
        if borne:
            armed.add(tour.officer)
    return Statement(
        day=day,
        force=force,
        on_duty=len(on_duty),
        armed=len(armed),
        arms=dict(sorted(arms.items())),
    )


def _borne(scenario: Scenario, officer: Officer, tour: Tour) -> tuple[str, ...]:
    upkeep = _upkeep(scenario, officer.id, tour.day)
    return weapons_borne(scenario, officer, tour.span, tour.day, upkeep)


def _arms(arms: Mapping[str, int]) -> str:
    """Return types of arms with heads: ``stun gun (PIE): 3``."""
    parts = [
        _("{weapon}: {heads}", weapon=_weapon_name(code), heads=heads)
        for code, heads in arms.items()
    ]
    return ", ".join(parts) or "–"


def _weapon_name(code: str) -> str:
    return _(WEAPONS[code]) if code in WEAPONS else plain(code.replace("_", " "))


# --- the OPJ and the prosecutor -------------------------------------------------------


def _judicial(edition: Edition) -> Notice:
    scenario = edition.scenario
    listed = [
        o
        for o in _held(edition)
        if _judicial_powers(edition, o) or _reference(scenario, o)
    ]
    return Notice(
        name="judicial",
        to=_("The judicial police officer (OPJ) on duty and the public prosecutor"),
        title=_("Missions that need an OPJ or a requisition"),
        basis=_("CSI, annexe 1, art. 13; code of criminal procedure"),
        words=_(
            "For each mission: the powers exercised, the OPJ of the crew or the need "
            "to reach one, and the reference of the prosecutor's requisition where the "
            "law asks for one."
        ),
        columns=(
            *_WHERE,
            "powers",
            "opj",
            "opj_in_crew",
            "requisition_needed",
            "requisition",
            "missing",
            *_HEADS,
        ),
        records=tuple(_judicial_record(edition, o) for o in listed),
        headings=(
            _("Hours"),
            _("Mission"),
            _("Place"),
            _("Powers"),
            _("OPJ"),
            _("Requisition"),
        ),
        lines=tuple(
            _line(
                edition,
                o,
                _powers_cell(_judicial_powers(edition, o)),
                _opj_cell(edition, o),
                _requisition_cell(edition, o),
            )
            for o in listed
        ),
    )


def _judicial_powers(edition: Edition, occurrence: Occurrence) -> tuple[Power, ...]:
    return tuple(
        p
        for p in edition.scenario.powers_of(occurrence)
        if p.opj is not OpjNeed.NONE or p.requisition
    )


def _opj_need(edition: Edition, occurrence: Occurrence) -> OpjNeed:
    """Return the strictest need of the powers exercised."""
    needs = {p.opj for p in edition.scenario.powers_of(occurrence)}
    order = (OpjNeed.PRESENT, OpjNeed.REACHABLE)
    return next((n for n in order if n in needs), OpjNeed.NONE)


def _opj_in_crew(edition: Edition, occurrence: Occurrence) -> list[str]:
    """Return the OPJ of a crew; nobody is one while engaged in public order."""
    scenario = edition.scenario
    if any(p.suspends for p in scenario.powers_of(occurrence)):
        return []
    return sorted(
        d.officer
        for d in edition.facts.crews[occurrence]
        if scenario.officers[d.officer].judicial is Judicial.OPJ
    )


def _reference(scenario: Scenario, occurrence: Occurrence) -> str:
    return plain(scenario.missions[occurrence.mission].requisition)


def _requisition_needed(edition: Edition, occurrence: Occurrence) -> bool:
    return any(p.requisition for p in edition.scenario.powers_of(occurrence))


def _judicial_record(edition: Edition, occurrence: Occurrence) -> tuple[str, ...]:
    needed = _requisition_needed(edition, occurrence)
    reference = _reference(edition.scenario, occurrence)
    return (
        *_where(edition, occurrence),
        "|".join(p.id for p in _judicial_powers(edition, occurrence)),
        _opj_need(edition, occurrence).value,
        "|".join(_opj_in_crew(edition, occurrence)),
        _yes_no(needed),
        reference,
        _yes_no(needed and not reference),
        *_heads(edition, occurrence),
    )


def _opj_cell(edition: Edition, occurrence: Occurrence) -> Cell:
    need = _opj_need(edition, occurrence)
    present = _opj_in_crew(edition, occurrence)
    if present:
        return Cell(text=_("in the crew: {officers}", officers=", ".join(present)))
    if need is OpjNeed.PRESENT:
        return Cell(text=_("none in the crew"), flagged=True)
    if need is OpjNeed.REACHABLE:
        return Cell(text=_("to be reachable"))
    return Cell(text="–")


def _requisition_cell(edition: Edition, occurrence: Occurrence) -> Cell:
    reference = _reference(edition.scenario, occurrence)
    if reference:
        return Cell(text=reference)
    if _requisition_needed(edition, occurrence):
        return Cell(text=_("reference missing"), flagged=True)
    return Cell(text="–")


def _meetings(edition: Edition) -> Notice:
    scenario = edition.scenario
    listed = [o for o in _held(edition) if scenario.missions[o.mission].kind == MEETING]
    return Notice(
        name="meetings",
        to=_("The public prosecutor"),
        title=_("Coordination meetings of the municipal and the national police"),
        basis=_("CSI, annexe 1, art. 10"),
        words=_("The prosecutor is informed of each meeting and may attend."),
        columns=(*_WHERE, *_HEADS, "prosecutor", "agenda"),
        records=tuple(
            (*_where(edition, o), *_heads(edition, o), "optional", _agenda(scenario, o))
            for o in listed
        ),
        headings=(_("Hours"), _("Mission"), _("Place"), _("Attending"), _("Agenda")),
        lines=tuple(
            _line(
                edition,
                o,
                Cell(
                    text=_(
                        "{officers}; the prosecutor (optional)",
                        officers=_officers_cell(edition, o).text,
                    )
                ),
                Cell(text=_agenda(scenario, o) or "–"),
            )
            for o in listed
        ),
    )


def _agenda(scenario: Scenario, occurrence: Occurrence) -> str:
    return plain(scenario.missions[occurrence.mission].note)


# --- what missions have in common -----------------------------------------------------

_WHERE = ("date", "start", "end", "mission", "kind", "zone", "commune")
_HEADS = ("heads", "wardens")


def _held(edition: Edition) -> list[Occurrence]:
    """Return the missions that are held, in order of time, zone and code."""
    return sorted(edition.facts.crews, key=lambda o: (o.proper, o.zone, o.mission))


def _where(edition: Edition, occurrence: Occurrence) -> tuple[str, ...]:
    clock = edition.scenario.clock
    return (
        occurrence.day.isoformat(),
        clock.local(occurrence.proper.start).isoformat(timespec="minutes"),
        clock.local(occurrence.proper.end).isoformat(timespec="minutes"),
        occurrence.mission,
        edition.scenario.kind(occurrence).id,
        occurrence.zone,
        edition.scenario.commune(occurrence),
    )


def _count(edition: Edition, occurrence: Occurrence) -> tuple[dict[str, int], int]:
    """Return the officers of a crew by force, and its wardens."""
    scenario, crew = edition.scenario, edition.facts.crews[occurrence]
    people = [scenario.officers[d.officer] for d in crew]
    by_force = Counter(o.force for o in people if o.status is not Status.WARDEN)
    wardens = sum(o.status is Status.WARDEN for o in people)
    return {f: by_force[f] for f in scenario.forces if by_force[f]}, wardens


def _heads(edition: Edition, occurrence: Occurrence) -> tuple[str, str]:
    by_force, wardens = _count(edition, occurrence)
    return "|".join(f"{f}:{n}" for f, n in by_force.items()), str(wardens)


def _conditions(edition: Edition, occurrence: Occurrence) -> str:
    return plain(edition.scenario.kind(occurrence).conditions(language()))


def _leading(edition: Edition, occurrence: Occurrence) -> Duty | None:
    crew = edition.facts.crews[occurrence]
    return next((d for d in crew if d.position.leads), None)


def _leader(edition: Edition, occurrence: Occurrence) -> str:
    duty = _leading(edition, occurrence)
    return "" if duty is None else edition.scenario.officers[duty.officer].force


def _line(edition: Edition, occurrence: Occurrence, *cells: Cell) -> Line:
    scenario = edition.scenario
    kind = plain(scenario.kind(occurrence).name(language()))
    return Line(
        day=occurrence.day,
        cells=(
            Cell(text=hours(scenario.clock, occurrence.proper)),
            Cell(text=kind.removesuffix(JOINT_MARK).rstrip()),
            Cell(text=place(scenario, occurrence.zone)),
            *cells,
        ),
    )


def _lead_cell(edition: Edition, occurrence: Occurrence) -> Cell:
    force = _leader(edition, occurrence)
    return Cell(text=force_label(edition.scenario, force) if force else "–")


def _officers_cell(edition: Edition, occurrence: Occurrence) -> Cell:
    """Return head-counts: ``2 PM, 1 PN``."""
    by_force, wardens = _count(edition, occurrence)
    parts = [f"{n} {force_label(edition.scenario, f)}" for f, n in by_force.items()]
    if wardens:
        parts.append(n_("{n} warden (ASVP)", "{n} wardens (ASVP)", wardens))
    return Cell(text=", ".join(parts))


def _powers_cell(powers: Iterable[Power]) -> Cell:
    names = [plain(p.name(language())) for p in powers]
    return Cell(text=", ".join(names) or "–")


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
