"""Pairs of officers who should share a crew, and cannot in any mission of the week."""

from collections.abc import Iterator, Mapping

from scheduler.domain.missions import Occurrence
from scheduler.domain.people import Together
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules import RULES
from scheduler.words import N_

RULE = RULES["pairings_kept"]

Words = tuple[str, Mapping[str, str | int], str]
"""Message id, what fills its placeholders, and the source."""


def pairing_notes(facts: Facts) -> Iterator[Words]:
    """Yield the pairs that should or must be in one crew and never can be."""
    scenario = facts.scenario
    for pairing in scenario.pairings:
        if pairing.together not in (Together.MUST, Together.PREFER):
            continue
        pair = (pairing.officer, pairing.other)
        if not any(_can_hold(scenario, pair, o) for o in scenario.occurrences):
            yield (
                N_(
                    "{officer} and {other} should be in one crew, yet no mission has "
                    "seats and tours for both"
                ),
                {"officer": pairing.officer, "other": pairing.other},
                RULE.source,
            )


def _can_hold(
    scenario: Scenario, pair: tuple[str, str], occurrence: Occurrence
) -> bool:
    """Tell whether both could sit in a crew, each looked at alone."""
    seats = []
    for name in pair:
        officer = scenario.officers[name]
        if not any(
            t.slot.contains(occurrence.span) for t in scenario.mission_tours[name]
        ):
            return False
        seats.append(
            {
                s.position.name
                for s in scenario.seats[occurrence]
                if all(r.lets(scenario, officer, s) for r in RULES.values())
            }
        )
    one, two = seats
    count = {s.position.name: s.position.count for s in scenario.seats[occurrence]}
    return bool(one and two) and sum(count[p] for p in one | two) > 1
