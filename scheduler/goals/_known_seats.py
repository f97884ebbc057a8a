"""What of a seat of the baseline roster is compared with a seat of the scenario."""

from scheduler.domain.baseline import KnownSeat
from scheduler.domain.missions import Seat
from scheduler.domain.scenario import Scenario

Said = tuple[str, str, str]
"""Kind, place and position of a seat; empty = not compared."""


def said_of(scenario: Scenario, known: KnownSeat) -> Said:
    """Return what a seat of the baseline is compared by: what the mission still has."""
    mission = scenario.missions.get(known.mission)
    if mission is None:
        return ("", "", "")
    kinds = {k.id: k for o in mission.occurrences for k in (scenario.kind(o),)}
    forms = [kinds[known.kind]] if known.kind in kinds else list(kinds.values())
    positions = {p.name for kind in forms for p in kind.positions}
    return (
        known.kind if known.kind in kinds else "",
        known.zone if known.zone in mission.zones else "",
        known.position if known.position in positions else "",
    )


def is_same(scenario: Scenario, seat: Seat, said: Said | None) -> bool:
    """Tell whether a seat is the one that a baseline says."""
    if said is None:
        return False
    kind, zone, position = said
    return (
        kind in ("", scenario.kind(seat.occurrence).id)
        and zone in ("", seat.occurrence.zone)
        and position in ("", seat.position.name)
    )
