"""Wishes of command staff about pairs of officers."""

from collections.abc import Hashable, Iterator
from itertools import permutations
from typing import TYPE_CHECKING

from scheduler.domain.missions import MissionKind, Occurrence
from scheduler.domain.people import Officer, Pairing, Together
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


WISHES = (Together.AVOID, Together.PREFER)
"""Pairings that are wishes; the others bind."""


class PairingWishes(Goal):
    """Sum of the weights of the crews that go against a wish about two officers.

    ``avoid``: each crew with both. ``prefer``, in either direction: each crew with one
    of the two and without the other, if the other could have been in it. That is: the
    crew has seats for the forces of both at once, and the other is offered a tour that
    contains the mission and is not absent. So nobody is kept out of crews because the
    other is on leave or off by the cycle, or because only one of them is needed.
    """

    name = "pairing_wishes"
    title = N_("Pairing preferences")
    words = N_(
        "Weights of crews that bring together officers who should be apart, or "
        "separate officers who should and could be together."
    )
    source = "CHOICE; pairings of the scenario"
    unit = Unit.POINTS
    choices = (
        (
            "A wish that two officers work together has no direction. A crew with only "
            "one of them loses points if the other could have been in it: there are "
            "seats for both forces, a tour is offered, and there is no absence. Nobody "
            "loses missions because the other is on leave."
        ),
    )

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart officers of a wish where a crew could go against it."""
        own = scenario.pairings_of(officer.id, WISHES)
        if not own:
            return None
        force = scenario.force(officer.id).kind
        matters = slot is None or any(
            slot.overlaps(occurrence.span)
            and any(s.position.force in (None, force) for s in seats)
            and any(_matters(scenario, p, officer, occurrence) for p in own)
            for occurrence, seats in scenario.seats.items()
        )
        return officer.id if matters else None

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the points lost."""
        return sum(
            pairing.weight * self._lost(model, pairing, occurrence)
            for pairing in model.scenario.pairings
            for occurrence in model.scenario.occurrences
        )

    @staticmethod
    def _lost(
        model: "ModelFacade", pairing: Pairing, occurrence: Occurrence
    ) -> "Linear":
        """Return 1 if a crew goes against a wish."""
        one, two = pairing.officer, pairing.other
        if pairing.together is Together.AVOID:
            if not all(model.may_sit(o, occurrence) for o in (one, two)):
                return 0
            both = model.sits(one, occurrence) + model.sits(two, occurrence)
            return model.shortage(1, 2 - both)
        if pairing.together is not Together.PREFER:
            return 0
        if not _has_room(model.scenario, one, two, occurrence):
            return 0
        return sum(
            model.shortage(
                1, 1 - model.sits(there, occurrence) + model.sits(other, occurrence)
            )
            for there, other in ((one, two), (two, one))
            if model.may_sit(there, occurrence)
            and _offered(model.scenario, other, occurrence)
        )

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield each crew that goes against a wish."""
        for occurrence, crew in facts.crews.items():
            there = {d.officer for d in crew}
            kind = facts.scenario.kind(occurrence)
            for pairing in facts.scenario.pairings:
                pair = (pairing.officer, pairing.other)
                present = [o for o in pair if o in there]
                absent = [o for o in pair if o not in there]
                if pairing.together is Together.AVOID and not absent:
                    message = N_("{mission}: {officer} and {other} in one crew")
                elif (
                    pairing.together is Together.PREFER
                    and len(absent) == 1
                    and _seats_both(facts.scenario, pair, kind)
                    and _could_come(facts.scenario, absent[0], occurrence)
                ):
                    message = N_("{officer}: in the crew of {mission} without {other}")
                else:
                    continue
                officer, other = (*present, *absent)
                yield Loss(
                    points=pairing.weight,
                    message=message,
                    values={
                        "mission": occurrence.mission,
                        "officer": officer,
                        "other": other,
                    },
                    officer=officer,
                    mission=occurrence.mission,
                    zone=occurrence.zone,
                    day=occurrence.day,
                )


# --- the model half -------------------------------------------------------------------


def _matters(
    scenario: Scenario, pairing: Pairing, officer: Officer, occurrence: Occurrence
) -> bool:
    """Tell whether a crew with an officer could go against a wish."""
    if pairing.together is Together.AVOID:
        return True
    pair = (pairing.officer, pairing.other)
    other = pair[pair.index(officer.id) - 1]
    # The loss is counted with either of them alone in the crew.
    return _has_room(scenario, *pair, occurrence) and any(
        _offered(scenario, o, occurrence) for o in (officer.id, other)
    )


def _has_room(
    scenario: Scenario, officer: str, other: str, occurrence: Occurrence
) -> bool:
    """Tell whether two officers could sit side by side, going by their forces."""
    own, others, together = 0, 0, 0
    for seat in scenario.seats[occurrence]:
        for_one, for_two = (
            seat.position.force in (None, scenario.force(o).kind)
            for o in (officer, other)
        )
        own += seat.position.count * for_one
        others += seat.position.count * for_two
        together += seat.position.count * (for_one or for_two)
    return min(own, others) >= 1 and together > 1


def _offered(scenario: Scenario, officer: str, occurrence: Occurrence) -> bool:
    """Tell whether an officer may be on tour during a mission."""
    absences = scenario.absences_of.get(officer, ())
    tours = scenario.mission_tours[officer]
    return any(t.slot.contains(occurrence.span) for t in tours) and (
        not any(a.span.overlaps(occurrence.span) for a in absences)
    )


# --- the score half -------------------------------------------------------------------


def _seats_both(scenario: Scenario, pair: tuple[str, str], kind: MissionKind) -> bool:
    forces = [scenario.force(o).kind for o in pair]
    seats = [p.force for p in kind.positions for _ in range(p.count)]
    return any(
        all(s in (None, f) for s, f in zip(two, forces, strict=True))
        for two in permutations(seats, 2)
    )


def _could_come(scenario: Scenario, officer: str, occurrence: Occurrence) -> bool:
    start, end = occurrence.span.start, occurrence.span.end
    away = [a.span for a in scenario.absences if a.officer == officer]
    if any(s.start < end and start < s.end for s in away):
        return False
    tours = (*scenario.under_way.get(officer, ()), *scenario.tours[officer])
    parts = (part for tour in tours for part in tour.slot.parts)
    return any(part.start <= start and end <= part.end for part in parts)
