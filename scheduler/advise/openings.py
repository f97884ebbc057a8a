"""Openings: seats of a roster that somebody has to take."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from scheduler.domain.missions import Mission, Occurrence, Seat
from scheduler.domain.people import Absence, Pin
from scheduler.domain.posts import unheld
from scheduler.domain.roster import Duty, Facts, Move
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.rules import Breach
from scheduler.verify.moves import RULE_REACH, Moves, Reach, crews_broken
from scheduler.verify.shortfalls import room

PINS = "pins_kept"
OF_OFFICERS = (Reach.OFFICER, Reach.TOURS)
"""The reach of rules that no colleague who is away can break."""


class RosterBroken(Exception):  # noqa: N818 (nothing failed: it is a refusal)
    """A roster breaks rules apart from what absences rule out.

    Parameters
    ----------
    breaches
        What stands against it.
    """

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        self.breaches = breaches
        super().__init__("; ".join(sorted({b.rule for b in breaches})))


@dataclass(frozen=True, slots=True)
class Opening:
    """Open seats of one occurrence.

    Parameters
    ----------
    occurrence
        What is to be held.
    places
        The open seats; one that several are to take, as often as it is open.
    crew
        The seats that are taken.
    left_by
        Who was to take the open seats and cannot.
    """

    occurrence: Occurrence
    places: tuple[Seat, ...]
    crew: tuple[Duty, ...] = ()
    left_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Situation:
    """A roster without what absences rule out.

    Parameters
    ----------
    facts
        The roster in which crews with open seats keep their officers.
    moves
        The roster without these crews, and its moves. It keeps every rule, but for pins
        to crews that have open seats, and what concerns the officer who is ill.
    left
        Seats that absent officers leave.
    dropped
        Tours that they do not work.
    lost
        Occurrences that cannot be held although their crews are whole, such as for want
        of an OPJ who can be reached.
    barred
        Officers who take no seat: they have left a tour that was under way.
    """

    facts: Facts
    moves: Moves
    left: tuple[Duty, ...] = ()
    dropped: tuple[Tour, ...] = ()
    lost: Sequence[Occurrence] = ()
    barred: frozenset[str] = field(default_factory=frozenset)


def situation(facts: Facts, ill: str = "") -> Situation:
    """Return a roster without what the absences of its scenario rule out.

    Parameters
    ----------
    facts
        The roster.
    ill
        Officer against whom alone breaches may stand, such as for a recorded recall.

    Raises
    ------
    RosterBroken
        If it breaks other rules too.
    """
    scenario = facts.scenario
    left: list[Duty] = []
    dropped: list[Tour] = []
    for absence in scenario.absences:
        free = scenario.officers[absence.officer].free
        for tour in facts.tours_of[absence.officer]:
            began = absence.span.start <= tour.span.start < absence.span.end
            if tour.key not in scenario.frozen_tours and (
                began or (free and tour.span.overlaps(absence.span))
            ):
                dropped.append(tour)
        frozen = scenario.frozen_seats_of.get(absence.officer, ())
        left += [
            d
            for d in facts.duties_of[absence.officer]
            if Seat(d.occurrence, d.position) not in frozen
            and (
                d.occurrence.span.overlaps(absence.span)
                or any(
                    t.officer == d.officer and t.slot.contains(d.occurrence.span)
                    for t in dropped
                )
            )
        ]
    return _without(facts, dict.fromkeys(left), dict.fromkeys(dropped), ill)


def fallen_ill(facts: Facts, officer: str, since: int, until: int) -> Situation:
    """Return a roster without what an officer cannot do while ill.

    A tour under way stays, with its missions that have begun; those that begin later
    are left.

    Parameters
    ----------
    facts
        The roster.
    officer
        Who falls ill.
    since, until
        From when, and until when, in minutes.

    Raises
    ------
    RosterBroken
        If the roster breaks rules apart from what absences rule out.
    """
    scenario = facts.scenario
    running = [
        t for t in facts.mission_tours_of[officer] if t.span.start < since < t.span.end
    ]
    left = [
        d
        for t in running
        for d in facts.duties_of[officer]
        if t.slot.contains(d.occurrence.span) and d.occurrence.span.start >= since
    ]
    begins = max([since, *(t.span.end for t in running)])
    if begins < until:
        away = Absence(officer=officer, span=Span(begins, until))
        scenario = replace(
            scenario,
            absences=(*scenario.absences, away),
            pins=tuple(p for p in scenario.pins if not _void(p, facts, away)),
        )
    found = situation(
        Facts(scenario, facts.after(Move(seats_dropped=tuple(left))).roster),
        officer,
    )
    return replace(
        found,
        left=tuple(sorted((*left, *found.left), key=lambda d: d.occurrence.span)),
        barred=frozenset({officer}),
    )


def _void(pin: Pin, facts: Facts, away: Absence) -> bool:
    """Tell whether a pin asks somebody for work while away."""
    if pin.officer != away.officer or pin.pin in ("off", "not_mission"):
        return False
    if pin.day is not None:
        return facts.scenario.clock.day(pin.day).overlaps(away.span)
    return any(
        pin.means(d.occurrence.mission, d.occurrence.day)
        and d.occurrence.span.overlaps(away.span)
        for d in facts.duties_of[pin.officer]
    )


def _without(
    facts: Facts, left: Iterable[Duty], dropped: Iterable[Tour], ill: str
) -> Situation:
    gone, tours = tuple(left), tuple(dropped)
    there = facts.after(Move(tours_dropped=tours, seats_dropped=gone))
    short = [o for o, crew in there.crews.items() if any(_open_places(there, o, crew))]
    broken = crews_broken(there, {o.mission for o in short})
    settled = _dissolved(there, [o for o in short if o.mission in broken])
    moves = Moves(settled)
    lost: list[Occurrence] = []
    # Crews may depend on somebody else who is away, such as an OPJ to be reached.
    while accused := [
        o
        for b in moves.breaches
        if b.mission is not None and RULE_REACH.get(b.rule) not in OF_OFFICERS
        for o in settled.held[b.mission]
    ]:
        lost += dict.fromkeys(accused)
        settled = _dissolved(settled, dict.fromkeys(accused))
        moves = Moves(settled)
    # A pin to a crew that has an open seat is broken until that seat is filled.
    waiting = {o.mission for o in short} | {o.mission for o in lost}
    waiting |= {d.occurrence.mission for d in gone}
    other = [
        b
        for b in moves.breaches
        if (b.rule != PINS or b.mission not in waiting) and b.officers != (ill,)
    ]
    if other:
        raise RosterBroken(tuple(other))
    return Situation(facts=there, moves=moves, left=gone, dropped=tours, lost=lost)


def _dissolved(facts: Facts, occurrences: Iterable[Occurrence]) -> Facts:
    away = tuple(d for o in occurrences for d in facts.crews[o])
    return facts.after(Move(seats_dropped=away))


def left_open(found: Situation) -> list[Opening]:
    """Return the openings that the seats left make, in order of time."""
    by_occurrence: dict[Occurrence, list[str]] = {}
    for duty in found.left:
        by_occurrence.setdefault(duty.occurrence, []).append(duty.officer)
    return [
        _opening(found.facts, occurrence, tuple(officers))
        for occurrence, officers in sorted(
            by_occurrence.items(), key=lambda entry: (entry[0].span, entry[0])
        )
    ]


def of_mission(
    found: Situation,
    mission: Mission,
    day: dt.date | None = None,
    start: dt.time | None = None,
) -> list[Opening]:
    """Return the openings of a mission, in order of time.

    They are its crews with open seats. Only if there are none, they are the occurrences
    that could be held beside those that are.

    Parameters
    ----------
    found
        The roster.
    mission
        Which mission.
    day, start
        Local day and time at which the occurrence begins, without its briefing; not
        given = any.
    """
    scenario = found.facts.scenario
    wanted = [
        o for o in mission.occurrences if _is_at(scenario, o, day=day, start=start)
    ]
    left: dict[Occurrence, list[str]] = {}
    for duty in found.left:
        left.setdefault(duty.occurrence, []).append(duty.officer)
    begun = [
        _opening(found.facts, o, tuple(left.get(o, ())))
        for o in wanted
        if o in left or o in found.facts.crews
    ]
    openings = [o for o in begun if o.places]
    if not openings:
        openings = [
            _opening(found.facts, o, ()) for o in wanted if _possible(found, mission, o)
        ]
    return sorted(openings, key=lambda o: (o.occurrence.span, o.occurrence))


def _is_at(
    scenario: Scenario,
    occurrence: Occurrence,
    *,
    day: dt.date | None,
    start: dt.time | None,
) -> bool:
    begins = scenario.wall(occurrence.proper.start)
    return day in (None, begins.date(), occurrence.day) and start in (
        None,
        begins.time(),
    )


def _possible(found: Situation, mission: Mission, occurrence: Occurrence) -> bool:
    """Tell whether an occurrence is wanted, and compatible with those that are held."""
    if found.facts.scenario.frozen(occurrence.span.start):
        return False
    held = found.facts.held[mission.id]
    if mission.relay is not None:
        gaps = (g for found_ in unheld(mission, held) for g in found_.gaps)
        return occurrence not in held and any(occurrence.span.overlaps(g) for g in gaps)
    return len(held) < mission.times and room(mission, held, occurrence)


def _opening(facts: Facts, occurrence: Occurrence, left_by: tuple[str, ...]) -> Opening:
    crew = facts.crews.get(occurrence, ())
    return Opening(
        occurrence=occurrence,
        places=tuple(_open_places(facts, occurrence, crew)),
        crew=crew,
        left_by=left_by,
    )


def _open_places(
    facts: Facts, occurrence: Occurrence, crew: Iterable[Duty]
) -> Iterator[Seat]:
    taken = Counter(d.position.name for d in crew)
    for seat in facts.scenario.seats[occurrence]:
        for _place in range(seat.position.count - taken[seat.position.name]):
            yield seat
