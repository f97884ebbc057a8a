"""Whether a tour that the rules allow could hold a seat, and which rules prevent it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from scheduler.domain.kept import kept_for_latest
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.rules import RULES
from scheduler.rules.base import Rule
from scheduler.verify.able import NO_REASON

_JUDGES = tuple(
    r
    for r in RULES.values()
    if type(r).admits_tour is not Rule.admits_tour and r.name not in NO_REASON
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Why no tour can hold a seat, whatever else is decided.

    Parameters
    ----------
    occurrence, force
        Of the seat.
    shifts
        Codes of the shifts that cover its hours; none = no shift or fixed tour does.
    rules
        Names of the rules that keep every such tour from being worked.
    """

    occurrence: Occurrence
    force: ForceKind | None
    shifts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Openings:
    """The tours of a scenario by kind of force and span, each judged at most once.

    Parameters
    ----------
    scenario
        What is planned.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._tours: dict[ForceKind, defaultdict[Span, list[Tour]]] = {
            kind: defaultdict(list) for kind in ForceKind
        }
        for officer, tours in scenario.mission_tours.items():
            spans = self._tours[scenario.force(officer).kind]
            for tour in tours:
                spans[tour.slot].append(tour)
        # Tours under way are being worked: no rule prevents them.
        self._against: dict[Tour, tuple[str, ...]] = {
            t: () for tours in scenario.under_way.values() for t in tours
        }

    def closed(
        self, scenario: Scenario, seat: Seat, officers: Collection[str] | None = None
    ) -> Closed | None:
        """Return why no tour can hold a seat; ``None`` = one can.

        Parameters
        ----------
        scenario
            What is planned.
        seat
            What is to be held.
        officers
            Those whose tours count; ``None`` = everybody of the seat's force.
        """
        force, span = seat.position.force, seat.occurrence.span
        covering: list[Tour] = []
        for kind, spans in self._tours.items():
            if force in (None, kind):
                for slot, tours in spans.items():
                    if slot.contains(span):
                        covering += tours
        shifts: dict[str, None] = {}
        rules: dict[str, None] = {}
        for tour in covering:
            if officers is not None and tour.officer not in officers:
                continue
            against = self.against(scenario, tour)
            if not against:
                return None
            shifts[tour.shift] = None
            rules |= dict.fromkeys(against)
        return Closed(
            occurrence=seat.occurrence,
            force=force,
            shifts=tuple(shifts),
            rules=tuple(rules),
        )

    def against(self, scenario: Scenario, tour: Tour) -> tuple[str, ...]:
        """Return the names of the rules that keep a tour from being worked."""
        if tour not in self._against:
            self._against[tour] = tuple(
                r.name for r in _JUDGES if not r.admits_tour(scenario, tour)
            )
        return self._against[tour]


_openings = kept_for_latest(Openings)


def against(scenario: Scenario, tour: Tour) -> tuple[str, ...]:
    """Return the rules that keep a tour from being worked. See ``Openings``."""
    return _openings(scenario).against(scenario, tour)


def closed(
    scenario: Scenario, seat: Seat, officers: Collection[str] | None = None
) -> Closed | None:
    """Return why no tour can hold a seat; ``None`` = one can. See ``Openings``."""
    return _openings(scenario).closed(scenario, seat, officers)
