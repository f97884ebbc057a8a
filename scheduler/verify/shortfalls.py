"""Why missions are not held, as arithmetic: seats wanted, officers there, free.

Not a proof (the solver's bound is), but the first question of a commander: who could
have gone, and what were they doing?
"""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.contacts import unreached
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.roster import Facts
from scheduler.rules import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCount:
    """Officers for one position of a mission that is not held.

    Parameters
    ----------
    position
        Code of the position.
    wanted
        Seats to fill.
    able
        Officers whom every rule lets sit there.
    on_tour
        Of these, those on a tour that holds the mission.
    free
        Of these, those not on another mission then, travel included.
    """

    position: str
    wanted: int
    able: int
    on_tour: int
    free: int

    @property
    def short(self) -> int:
        """Seats that those free cannot fill."""
        return max(0, self.wanted - self.free)


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentCount:
    """Pieces of equipment for a mission that is not held: wanted, and left in stock."""

    equipment: str
    wanted: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A mission held less often than wanted, looked at in its likeliest occurrence.

    Parameters
    ----------
    occurrence
        The one with the fewest seats short.
    missing
        Occurrences wanted and not held.
    seats, equipment
        The counts.
    unreached
        Minutes of it without an OPJ to be reached, if it needs one.
    """

    occurrence: Occurrence
    missing: int
    seats: tuple[SeatCount, ...]
    equipment: tuple[EquipmentCount, ...]
    unreached: int = 0

    @property
    def short(self) -> int:
        """Seats and pieces missing in all, and the OPJ who cannot be reached."""
        pieces = sum(max(0, e.wanted - e.left) for e in self.equipment)
        return sum(s.short for s in self.seats) + pieces + bool(self.unreached)


def shortfalls(facts: Facts) -> Iterator[Shortfall]:
    """Yield every mission with occurrences missing, in the order of the scenario."""
    for mission in facts.scenario.missions.values():
        held = facts.held[mission.id]
        missing = mission.times - len(held)
        taken = {o.day for o in held}
        open_ones = [o for o in mission.occurrences if o.day not in taken]
        if missing > 0 and open_ones:
            yield min(
                (_look(facts, o, missing) for o in open_ones), key=lambda s: s.short
            )


def _look(facts: Facts, occurrence: Occurrence, missing: int) -> Shortfall:
    return Shortfall(
        occurrence=occurrence,
        missing=missing,
        seats=tuple(_count(facts, s) for s in facts.scenario.seats[occurrence]),
        equipment=tuple(_stock(facts, occurrence)),
        unreached=sum(gap.length for gap in unreached(facts, occurrence)),
    )


def _count(facts: Facts, seat: Seat) -> SeatCount:
    scenario, span = facts.scenario, seat.occurrence.span
    able = [
        o.id
        for o in scenario.officers.values()
        if all(rule.lets(scenario, o, seat) for rule in RULES.values())
    ]
    on_tour = [o for o in able if any(t.span.contains(span) for t in facts.tours_of[o])]
    return SeatCount(
        position=seat.position.name,
        wanted=seat.position.count,
        able=len(able),
        on_tour=len(on_tour),
        free=sum(_can_be_there(facts, o, seat.occurrence) for o in on_tour),
    )


def _can_be_there(facts: Facts, officer: str, occurrence: Occurrence) -> bool:
    minutes = facts.scenario.travel.minutes
    return all(
        d.occurrence.span.end + minutes(d.occurrence.zone, occurrence.zone)
        <= occurrence.span.start
        or occurrence.span.end + minutes(occurrence.zone, d.occurrence.zone)
        <= d.occurrence.span.start
        for d in facts.duties_of[officer]
    )


def _stock(facts: Facts, occurrence: Occurrence) -> Iterator[EquipmentCount]:
    scenario = facts.scenario
    for code, wanted in scenario.kind(occurrence).equipment.items():
        stock = scenario.equipment[code]
        out = sum(
            scenario.kind(o).equipment.get(code, 0)
            for o in facts.crews
            if o.span.start < occurrence.span.end + stock.turnaround
            and occurrence.span.start < o.span.end + stock.turnaround
        )
        yield EquipmentCount(equipment=code, wanted=wanted, left=stock.quantity - out)
