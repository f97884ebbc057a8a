"""Why a mission is not held as asked: its arithmetic in short sentences."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from scheduler.domain.missions import Occurrence, Position, Seat
from scheduler.domain.people import ForceKind, Officer, Status
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span
from scheduler.goals import Loss
from scheduler.rules import RULES
from scheduler.verify.able import able, kept_out
from scheduler.verify.openings import Closed, against, closed
from scheduler.verify.shortfalls import (
    EquipmentCount,
    HeldAlone,
    SeatCount,
    Shortfall,
)
from scheduler.words import N_, _, language, n_
from scheduler.words.render import hours_minutes, say

FORCE_LABELS: Mapping[ForceKind, str] = {
    ForceKind.MUNICIPAL: "PM",
    ForceKind.NATIONAL: "PN",
}
"""What both forces are called on duty, in either language."""

_POSITIONS: Mapping[str, str] = {
    "agent": N_("officer"),
    "armed_agent": N_("armed officer"),
    "chief": N_("crew leader"),
    "handler": N_("dog handler"),
    "leader": N_("crew leader"),
    "municipal": N_("officer"),
    "municipal_agent": N_("officer"),
    "municipal_chief": N_("officer in charge"),
    "municipal_command": N_("command"),
    "national": N_("officer"),
    "national_agent": N_("officer"),
    "national_chief": N_("officer in charge"),
    "national_command": N_("command"),
    "operator": N_("operator"),
    "opj": "OPJ",
    "partner": N_("team member"),
    "rider": N_("team member"),
    "third_rider": N_("third team member"),
}
_QUALIFICATIONS: Mapping[str, str] = {
    "bike": N_("bike"),
    "dog": N_("dog handling"),
    "ethylometer": N_("breath analysis"),
    "moto": N_("motorcycle"),
    "pie": N_("stun gun"),
    "pm_chief": N_("head of the municipal police"),
}

_MOST_RULES = 3


def reason(scenario: Scenario, shortfall: Shortfall) -> str:
    """Return why a mission is not held, in the current language.

    It names every position and every piece of equipment that is short, with numbers,
    and the time without a reachable OPJ. What has lapsed, or what an agreement lacks,
    follows once, as a sentence of its own with its article.

    When none is short, only the bound of the tier can prove that nothing better can be
    done, and where it does not, the reason says so. Where one force alone might have
    held the mission, the same follows for its crew.
    """
    told: dict[str, None] = {}
    why = _lack(scenario, shortfall, told)
    if shortfall.gap is not None:
        hours = gap_hours(scenario.clock, shortfall.gap)
        if shortfall.attended:
            return _("no relief in time {hours}: {why}", hours=hours, why=why)
        return _("not held {hours}: {why}", hours=hours, why=why)
    if shortfall.alone is None:
        return why
    alone = _(
        "By one force alone, as “{kind}”: {why}",
        kind=kind_name(scenario, shortfall.alone.occurrence),
        why=_lack(scenario, shortfall.alone, told),
    )
    return _sentences([why, alone])


def gap_hours(clock: Clock, gap: Span) -> str:
    """Return when nobody holds a post: ``Tue 06/10 02:00–04:00 (2 h)``.

    The length tells apart what the wall shows twice, where the clocks go back.
    """
    start, end = clock.local(gap.start), clock.local(gap.end)
    same = N_("{start:at}–{end} ({length:hm})")
    other = N_("{start:at} to {end:at} ({length:hm})")
    if start.date() == end.date():
        values = {"start": gap.start, "end": f"{end:%H:%M}", "length": gap.length}
        return say(same, values, clock)
    values = {"start": gap.start, "end": gap.end, "length": gap.length}
    return say(other, values, clock)


def reason_alone(scenario: Scenario, found: HeldAlone) -> str:
    """Return that a mission is held by one force, and why not by a joint crew."""
    return _(
        "Held by one force alone, instead of “{kind}”: {why}",
        kind=kind_name(scenario, found.joint.occurrence),
        why=_lack(scenario, found.joint, {}),
    )


def kind_name(scenario: Scenario, occurrence: Occurrence) -> str:
    """Return the name of the kind of an occurrence."""
    return scenario.kind(occurrence).name(language())


def _lack(scenario: Scenario, shortfall: Shortfall, told: dict[str, None]) -> str:
    """Return what is missing, at each place of the mission.

    Sentences of ``told`` are left out; those that are new are added to it.
    """
    if shortfall.blocked:
        why = _(
            "its other starts are on the day of one that is held, or nearer than the "
            "spacing"
        )
        return why if shortfall.settled else _unproved(why)
    before = frozenset(told)
    whys: dict[str, list[str]] = {}
    places = (shortfall, *shortfall.elsewhere)
    for found in sorted(places, key=lambda s: s.occurrence.place):
        zone = scenario.zones[found.occurrence.zone]
        lapsed: dict[str, None] = {}
        lack = _lack_there(scenario, found, lapsed)
        why = _sentences([lack, *(c for c in lapsed if c not in before)])
        whys.setdefault(why, []).append(zone.name)
        told |= lapsed
    if not shortfall.elsewhere:
        return next(iter(whys))
    return _sentences(
        _("{place}: {why}", place=_(" or ").join(zones), why=why)
        for why, zones in whys.items()
    )


def _lack_there(
    scenario: Scenario, shortfall: Shortfall, lapsed: dict[str, None]
) -> str:
    """Return what is missing at one place; add to ``lapsed`` what rules tell of it."""
    parts = [
        *(
            _seat(scenario, shortfall.occurrence, s, lapsed)
            for s in shortfall.seats
            if s.short
        ),
        *(_pieces(scenario, e) for e in shortfall.equipment if e.wanted > e.left),
    ]
    if shortfall.unreached:
        missing = hours_minutes(shortfall.unreached)
        parts.append(_("no reachable OPJ for {missing}", missing=missing))
    why = _("; ").join(parts)
    if not parts and shortfall.settled:
        why = _(
            "each seat could be filled by itself; other missions, breaks or rules "
            "prevent the whole crew (proved: no roster loses fewer points of missions)"
        )
    elif not parts:
        why = _(
            "each seat could be filled by itself; it is not proved that the whole crew "
            "cannot be there"
        )
    mission = scenario.missions[shortfall.occurrence.mission]
    once = len({o.span.start for o in mission.starts}) == 1
    if parts and not (shortfall.settled or (once and shortfall.certain)):
        why = _unproved(why)
    if once or mission.relay is not None:
        return why
    start = {"when": shortfall.occurrence.span.start, "why": why}
    return say(N_("at best {when:at}: {why}"), start, scenario.clock)


def _sentences(parts: Iterable[str]) -> str:
    """Return short sentences in a row; the last one has no full stop."""
    first, *others = parts
    return ". ".join([first, *(part[:1].upper() + part[1:] for part in others)])


def _unproved(why: str) -> str:
    return _("{why} (not proved: another roster may hold it)", why=why)


def position_name(code: str) -> str:
    """Return what a position is called: ``crew leader`` for ``chief``."""
    return _name(_POSITIONS, code)


def qualification_name(code: str) -> str:
    """Return what a qualification is called: ``motorcycle`` for ``moto``."""
    return _name(_QUALIFICATIONS, code)


def seat_name(position: Position) -> str:
    """Return a position with what it asks for: ``crew leader (PN, OPJ or APJ)``."""
    needs = [*_needs(position)]
    name = position_name(position.name)
    return f"{name} ({', '.join(needs)})" if needs else name


def _needs(position: Position) -> Iterator[str]:
    if position.force is not None:
        yield FORCE_LABELS[position.force]
    if position.judicial:
        ranks = sorted((j.value for j in position.judicial), reverse=True)
        yield _(" or ").join(ranks)
    yield from map(qualification_name, position.qualifications)


def _name(known: Mapping[str, str], code: str) -> str:
    if code in known:
        return _(known[code])
    return " ".join(code.replace("_", " ").replace("-", " ").split())


def _seat(
    scenario: Scenario, occurrence: Occurrence, seat: SeatCount, lapsed: dict[str, None]
) -> str:
    """Return what a position lacks; add to ``lapsed`` what rules tell of it."""
    positions = scenario.kind(occurrence).positions
    position = next(p for p in positions if p.name == seat.position)
    name, wanted = seat_name(position), seat.wanted
    if seat.able < wanted:
        words = n_(
            "{position}: {wanted} wanted, {n} possible",
            "{position}: {wanted} wanted, {n} possible",
            seat.able,
            position=name,
            wanted=wanted,
        )
        nearly, told = _kept_out(scenario, Seat(occurrence, position))
        lapsed.update(dict.fromkeys(told))
        return words + (_(" (kept out: {rules})", rules=nearly) if nearly else "")
    if seat.closed is not None:
        return _("{place}: {why}", place=name, why=_no_tour(scenario, seat.closed))
    if seat.on_tour < wanted:
        return _(
            "{position}: {wanted} wanted, {on_tour} on tour",
            position=name,
            wanted=wanted,
            on_tour=seat.on_tour,
        )
    return n_(
        "{position}: {wanted} wanted, {n} free out of {on_tour} on tour",
        "{position}: {wanted} wanted, {n} free out of {on_tour} on tour",
        seat.free,
        position=name,
        wanted=wanted,
        on_tour=seat.on_tour,
    )


def never_held(scenario: Scenario) -> Iterator[str]:
    """Yield the missions that cannot be held as often as wanted, each with why.

    This is known before any search: in some position too few officers are allowed by
    the rules, or none of them has a tour that the rules allow then.
    """
    for mission in scenario.missions.values():
        wanted = 1 if mission.relay is not None else mission.times
        shut: dict[Occurrence, SeatCount] = {}
        days: set[dt.date] = set()
        for occurrence in mission.occurrences:
            found = _shut(scenario, occurrence)
            if found is None:
                days.add(occurrence.day)
                if len(days) >= wanted:
                    break
            else:
                shut[occurrence] = found
        else:
            if shut:
                occurrence = next(o for o in shut if o.day not in days)
                told: dict[str, None] = {}
                why = _seat(scenario, occurrence, shut[occurrence], told)
                yield _(
                    "Mission {mission} cannot be held: {why}",
                    mission=mission.id,
                    why=_sentences([why, *told]),
                )


def _shut(scenario: Scenario, occurrence: Occurrence) -> SeatCount | None:
    """Return a position that cannot be filled, whatever is decided."""
    for seat in scenario.seats[occurrence]:
        fit = able(scenario, seat)
        position = seat.position
        why = closed(scenario, seat, fit) if fit else None
        if len(fit) < position.count or why is not None:
            return SeatCount(
                position=position.name,
                wanted=position.count,
                able=len(fit),
                on_tour=0,
                free=0,
                closed=why,
            )
    return None


def _no_tour(scenario: Scenario, found: Closed) -> str:
    """Return that no shift covers a mission, or which rules exclude those that do."""
    hours = gap_hours(scenario.clock, found.occurrence.span)
    if not found.shifts:
        return _("no shift or fixed tour covers {hours}", hours=hours)
    rules = (f"{_(RULES[name].title)} ({RULES[name].source})" for name in found.rules)
    return _(
        "no tour that covers {hours} is allowed ({shifts}): {rules}",
        hours=hours,
        shifts=", ".join(found.shifts),
        rules=", ".join(rules),
    )


def cover_reason(scenario: Scenario, loss: Loss) -> str:
    """Return who could work a shift that is short of officers; empty if enough could.

    Each rule is asked about the tour by itself. If enough officers could work it, other
    tours, rest or weekly limits decide, and no single rule can be named.

    Parameters
    ----------
    scenario
        What is planned.
    loss
        What ``minimum_cover`` loses on the shift.
    """
    shift = scenario.shifts[str(loss.values["shift"])]
    unit = str(loss.values["unit"])
    possible, alone = 0, Counter[str]()
    for officer in scenario.officers.values():
        if officer.force != shift.force or unit not in ("", officer.unit):
            continue
        if officer.status is not Status.WARDEN:
            names = _against_cover(scenario, officer, loss)
            possible += not names
            alone.update(names if len(names) == 1 else ())
    if possible >= int(loss.values["minimum"]):
        return ""
    words = n_("{n} possible", "{n} possible", possible)
    rules = _rarest(alone)
    return words + (_(" (kept out: {rules})", rules=rules) if rules else "")


def _against_cover(scenario: Scenario, officer: Officer, loss: Loss) -> list[str]:
    """Return the rules by which an officer cannot count on a shift on its day."""
    assert loss.day is not None
    names = []
    qualification = str(loss.values["qualification"])
    if qualification and not officer.holds(qualification, [loss.day]):
        names.append("qualification_valid")
    wanted = (loss.day, loss.values["shift"])
    tours = scenario.tours[officer.id]
    tour = next((t for t in tours if (t.day, t.shift) == wanted), None)
    if tour is None:
        return [*names, "tours_as_given"]
    return [*names, *against(scenario, tour)]


def _rarest(counts: Counter[str]) -> str:
    """Return the rarest of some rules with their counts: ``Absence 1``."""
    rarest = sorted(counts.items(), key=lambda item: item[1])[:_MOST_RULES]
    return ", ".join(f"{_(RULES[name].title)} {n}" for name, n in rarest)


def _kept_out(scenario: Scenario, seat: Seat) -> tuple[str, list[str]]:
    """Return the rules that alone exclude officers, with counts, and what they say.

    Rarest first. Officers of the other force are not counted, since the position names
    its force; nor are wardens where no seat is open to them. Rules that say what has
    lapsed may share an officer.
    """
    telling = {
        name: sentence
        for name, rule in RULES.items()
        if (sentence := rule.because(scenario, seat)) is not None
    }
    alone = Counter[str]()
    out = kept_out(scenario, seat)
    for officer in scenario.officers.values():
        if officer.status is Status.WARDEN and not seat.position.wardens:
            continue
        against = [name for name, officers in out.items() if officer.id in officers]
        if len(against) == 1 or telling.keys() >= set(against):
            alone.update(against)
    del alone["position_force"]
    told = [say(*telling[name], scenario.clock) for name in alone if name in telling]
    return _rarest(alone), told


def _pieces(scenario: Scenario, count: EquipmentCount) -> str:
    found = scenario.equipment[count.equipment]
    return _(
        "{equipment}: {wanted} wanted, {left} left",
        equipment=found.name_fr if language() == "fr" else found.name_en,
        wanted=count.wanted,
        left=max(0, count.left),
    )
