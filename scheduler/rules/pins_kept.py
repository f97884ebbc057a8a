"""Pinned decisions stay."""

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer, Pin
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class PinsKept(Rule):
    """Every pin is kept: a shift worked, a day off, a seat in a crew."""

    name = "pins_kept"
    title = N_("Pinned decisions")
    words = N_(
        "A decision pinned by command staff is kept: a shift or any tour on a day, a "
        "day off, a place in the crew of a mission or none in it, on the day that the "
        "pin names, if any."
    )
    example = N_(
        "An officer pinned to the Saturday match is in its crew in every roster."
    )
    source = "CHOICE; decisions of command staff"
    authority = Authority.LOGIC

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart officers pinned to a mission that may fall in the tour."""
        own = scenario.pins_of.get(officer.id, ())
        pinned = [p for p in own if p.pin == "mission"]
        spans = [
            o.span
            for p in pinned
            for o in scenario.missions[p.mission or ""].occurrences
            if p.means(o.mission, o.day)
        ]
        near = slot is None or any(slot.overlaps(s) for s in spans)
        return officer.id if pinned and near else None

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:
        """Look at the missions from which an officer is kept away."""
        return tuple(_kept_away(scenario, officer.id))

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Leave out the crews of missions from which the officer is kept away."""
        where = seat.occurrence
        return not any(
            pin.means(where.mission, where.day)
            for pin in _kept_away(scenario, officer.id)
        )

    def post(self, model: "ModelFacade") -> None:
        """Fix what each other pin says."""
        for pin in model.scenario.pins:
            if pin.pin == "mission":
                mission = model.scenario.missions[pin.mission or ""]
                seats = [
                    p
                    for o in mission.occurrences
                    if pin.means(o.mission, o.day)
                    for p in model.placements(occurrence=o, officer=pin.officer)
                ]
                model.add(model.heads(seats) >= 1)
            elif pin.day is not None and pin.pin == "off":
                model.add(model.worked(pin.officer, pin.day) == 0)
            elif pin.day is not None and pin.pin == "work":
                model.add(model.worked(pin.officer, pin.day) >= 1)
            elif pin.pin == "shift":
                tours = [
                    t
                    for t in model.tours(pin.officer)
                    if (t.day, t.shift) == (pin.day, pin.shift)
                ]
                model.add(sum(model.works(t) for t in tours) >= 1)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the pins."""
        return len(facts.scenario.pins_of.get(officer, ()))

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for each pin in the roster."""
        for pin in facts.scenario.pins:
            if not self._kept(facts, pin):
                yield Breach(
                    rule=self.name,
                    message=(_ON_A_DAY if pin.mission and pin.day else _MESSAGES)[
                        pin.pin
                    ],
                    values={
                        "officer": pin.officer,
                        "day": pin.day.isoformat() if pin.day else "",
                        "shift": pin.shift or "",
                        "mission": pin.mission or "",
                    },
                    officers=(pin.officer,),
                    mission=pin.mission,
                    when=facts.scenario.clock.midnight(pin.day) if pin.day else None,
                )

    @staticmethod
    def _kept(facts: Facts, pin: Pin) -> bool:
        tours = facts.tours_of[pin.officer]
        if pin.mission:
            seated = any(
                pin.means(d.occurrence.mission, d.occurrence.day)
                for d in facts.duties_of[pin.officer]
            )
            return seated == (pin.pin == "mission")
        if pin.shift is None:
            on_tour = any(t.day == pin.day for t in tours)
            return on_tour == (pin.pin == "work")
        return any((t.day, t.shift) == (pin.day, pin.shift) for t in tours)


def _kept_away(scenario: Scenario, officer: str) -> Iterator[Pin]:
    return (p for p in scenario.pins_of.get(officer, ()) if p.pin == "not_mission")


_ON_A_DAY = {
    "mission": N_("{officer}: pinned to {mission} on {day:day} but not in its crew"),
    "not_mission": N_(
        "{officer}: kept away from {mission} on {day:day} but in its crew"
    ),
}
_MESSAGES = {
    "not_mission": N_("{officer}: kept away from {mission} but in its crew"),
    "work": N_("{officer}: pinned to work on {day:day} but not on tour"),
    "mission": N_("{officer}: pinned to {mission} but not in its crew"),
    "off": N_("{officer}: pinned off on {day:day} but on tour"),
    "shift": N_("{officer}: pinned to {shift} on {day:day} but not on it"),
}
