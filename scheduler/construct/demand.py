"""What is still to be held, and how useful officers and tours are for it."""

from collections import defaultdict
from collections.abc import Callable

from scheduler.construct.draft import Draft
from scheduler.domain.missions import Mission, Occurrence
from scheduler.domain.time import DAY, Span
from scheduler.domain.tours import Tour

LAYERS = 4
"""Bits of the weight of an occurrence."""


class Demand:
    """The occurrences that are wanted, as sets of bits.

    Parameters
    ----------
    draft
        The roster, with what is open now.
    over
        Tells whether the time is up; what was not looked at counts as useless.
    """

    def __init__(self, draft: Draft, over: Callable[[], bool]) -> None:
        self.draft = draft
        scenario, options = draft.scenario, draft.options
        self.bits = {o: 1 << i for i, o in enumerate(scenario.occurrences)}
        self.able: defaultdict[str, int] = defaultdict(int)
        self._within = [0] * options.slots
        self._open = self._used = 0
        self._uses: dict[tuple[str, int], int] = {}
        self._by_day: defaultdict[int, int] = defaultdict(int)
        self._layers = [0] * LAYERS
        most = max((m.priority for m in scenario.missions.values()), default=1)
        for occurrence, bit in self.bits.items():
            if over():
                return
            self._by_day[occurrence.span.start // DAY] |= bit
            # A joint crew is tried first, and most fallbacks are not needed.
            if occurrence.fallback:
                continue
            if not draft.lost(scenario.missions[occurrence.mission]):
                continue
            for slot in options.holders(occurrence.span):
                self._within[slot] |= bit
            for seat in scenario.seats[occurrence]:
                for option in options.of(seat):
                    self.able[option.officer] |= bit
            highest = (1 << LAYERS) - 1
            weight = max(1, highest * scenario.points(occurrence) // most)
            for layer in range(LAYERS):
                if weight >> layer & 1:
                    self._layers[layer] |= bit
            self._open |= bit

    def use(self, officer: str, tour: Tour) -> int:
        """Return roughly how useful a tour of an officer is to what is open."""
        slot = self.draft.options.slot_of(tour)
        if self._open != self._used:
            self._used = self._open
            self._uses.clear()
        use = self._uses.get((officer, slot))
        if use is None:
            there = self.able[officer] & self._within[slot] & self._open
            use = sum((there & b).bit_count() << i for i, b in enumerate(self._layers))
            self._uses[officer, slot] = use
        return use

    def choice(self, officer: str) -> int:
        """Return the number of open occurrences in which an officer may be."""
        return (self.able[officer] & self._open).bit_count()

    def during(self, span: Span) -> int:
        """Return the bits of the occurrences that begin on the days of a span."""
        found = 0
        for day in range(span.start // DAY, span.end // DAY + 1):
            found |= self._by_day.get(day, 0)
        return found

    def close(self, mission: Mission) -> None:
        """Note that a mission is held as often as wanted."""
        for occurrence in mission.occurrences:
            self._open &= ~self.bits[occurrence]

    def reopen(self, occurrence: Occurrence) -> None:
        """Note that an occurrence has lost its crew."""
        self._open |= self.bits[occurrence]
