"""Who could take a seat, and on which tours, whatever else is decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.missions import Seat, SeatKey
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.rules import Rule
from scheduler.verify.able import NO_REASON, Panel, able_among, panel


@dataclass(frozen=True, slots=True)
class Option:
    """An officer who may take a seat, and the tours on which he could.

    Parameters
    ----------
    officer
        Who.
    way
        Whether a tour that lasts into the horizon contains the seat.
    tours, slots
        The tours offered that contain the seat, and the numbers of their slots.
    """

    officer: str
    way: bool
    tours: tuple[Tour, ...]
    slots: frozenset[int]


class Options:
    """Officers and tours for each seat, found when first asked for.

    Parameters
    ----------
    scenario
        What is planned.
    rules
        Rules to obey.
    """

    def __init__(self, scenario: Scenario, rules: Sequence[Rule]) -> None:
        self.scenario = scenario
        self._of_tours = [
            r for r in rules if type(r).admits_tour is not Rule.admits_tour
        ]
        frozen = scenario.freeze is not None
        self._others = [r for r in rules if r.name in NO_REASON and frozen]
        self._offered: dict[int, bool] = {}
        self._options: dict[SeatKey, tuple[Option, ...]] = {}
        self._options_at: dict[
            tuple[frozenset[int], frozenset[str]], tuple[dict[str, Option], Panel]
        ] = {}
        self._spans: dict[Span, frozenset[int]] = {}
        self._bucket()

    def _bucket(self) -> None:
        """Give numbers to the slots of tours."""
        numbers: dict[tuple[int, int, tuple[int, int] | None], int] = {}
        slots: list[Span] = []
        self._tours_by_slot: dict[str, dict[int, list[Tour]]] = {}
        self._slot_of: dict[int, int] = {}
        for officer, own in self.scenario.tours.items():
            mine: dict[int, list[Tour]] = {}
            for tour in own:
                pause = None
                if tour.pause is not None:
                    pause = (tour.pause.start, tour.pause.end)
                key = (tour.span.start, tour.span.end, pause)
                number = numbers.setdefault(key, len(slots))
                if number == len(slots):
                    slots.append(tour.slot)
                self._slot_of[id(tour)] = number
                mine.setdefault(number, []).append(tour)
            self._tours_by_slot[officer] = mine
        self._slots = slots

    @property
    def slots(self) -> int:
        """Number of slots of tours."""
        return len(self._slots)

    def holders(self, span: Span) -> frozenset[int]:
        """Return the numbers of the slots that contain a span."""
        if span not in self._spans:
            start, end = span.start, span.end
            self._spans[span] = frozenset(
                n
                for n, slot in enumerate(self._slots)
                if slot.start <= start and end <= slot.end and slot.contains(span)
            )
        return self._spans[span]

    def slot_of(self, tour: Tour) -> int:
        """Return the number of the slot of a tour."""
        return self._slot_of[id(tour)]

    def slots_of(self, tours: Sequence[Tour]) -> frozenset[int]:
        """Return the numbers of the slots of some tours."""
        return frozenset(self._slot_of[id(t)] for t in tours if id(t) in self._slot_of)

    def of(self, seat: Seat) -> tuple[Option, ...]:
        """Return who could take a seat on some tour, in scenario order."""
        key = seat.key
        if key not in self._options:
            self._options[key] = tuple(self._find(seat))
        return self._options[key]

    def _find(self, seat: Seat) -> Iterator[Option]:
        there, some = self._there(seat.occurrence.span)
        for officer in able_among(self.scenario, seat, some):
            if all(
                r.lets(self.scenario, self.scenario.officers[officer], seat)
                for r in self._others
            ):
                yield there[officer]

    def _there(self, span: Span) -> tuple[Mapping[str, Option], Panel]:
        """Return who could be on a tour that contains a span."""
        slots = self.holders(span)
        way = frozenset(
            officer
            for officer, tours in self.scenario.under_way.items()
            if any(t.slot.contains(span) for t in tours)
        )
        if (slots, way) not in self._options_at:
            found = {}
            for officer, mine in self._tours_by_slot.items():
                here = [n for n in mine if n in slots]
                if here or officer in way:
                    tours = tuple(t for n in here for t in mine[n])
                    found[officer] = Option(
                        officer, officer in way, tours, frozenset(here)
                    )
            self._options_at[slots, way] = (found, panel(self.scenario, found))
        return self._options_at[slots, way]

    def offered(self, tour: Tour) -> bool:
        """Tell whether a tour may be worked, whatever else is decided."""
        if id(tour) not in self._offered:
            self._offered[id(tour)] = all(
                r.admits_tour(self.scenario, tour) for r in self._of_tours
            ) and not any(
                p.pin == "off" and p.day == tour.day
                for p in self.scenario.pins_of.get(tour.officer, ())
            )
        return self._offered[id(tour)]

    def refuse(self, tour: Tour) -> None:
        """Offer a tour no more."""
        self._offered[id(tour)] = False
