"""Parts of a roster as facts: of one officer, or of one crew.

Rules that list officers, tours or crews find those of the part; whatever they look up
is that of the whole.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Tour

K = TypeVar("K")
V = TypeVar("V")


class Listed(Mapping[K, V]):
    """A mapping that looks up everything and lists only some keys."""

    def __init__(self, whole: Mapping[K, V], some: tuple[K, ...]) -> None:
        self.whole = whole
        self.some = some

    def __getitem__(self, key: K) -> V:
        """Return the value of any key of the whole."""
        return self.whole[key]

    def __iter__(self) -> Iterator[K]:
        """Yield the keys listed."""
        return iter(self.some)

    def __len__(self) -> int:
        """Return the number of keys listed."""
        return len(self.some)


class Record(Mapping[str, tuple[Tour, ...]]):
    """Tours before the horizon and in it, put together when looked up; lists none."""

    def __init__(
        self,
        past: Mapping[str, tuple[Tour, ...]],
        own: Mapping[str, tuple[Tour, ...]],
    ) -> None:
        self.past = past
        self.own = own

    def __getitem__(self, officer: str) -> tuple[Tour, ...]:
        """Return the tours of an officer, in order of time."""
        return self.past.get(officer, ()) + self.own[officer]

    def __iter__(self) -> Iterator[str]:
        """List nobody."""
        return iter(())

    def __len__(self) -> int:
        """Return 0: nobody is listed."""
        return 0


def share_indexes(scenario: Scenario) -> None:
    """Compute the indexes of a scenario, so that ``listing`` shares them."""
    for name, value in vars(Scenario).items():
        if isinstance(value, cached_property):
            getattr(scenario, name)


def listing(scenario: Scenario, officers: Iterable[str]) -> Scenario:
    """Return a scenario that lists some officers; all of them can be looked up."""
    some = tuple(officers)
    part = copy.copy(scenario)
    vars(part).update(
        officers=Listed(scenario.officers, some),
        pins=(),
        absences=tuple(a for o in some for a in scenario.absences_of.get(o, ())),
        cycle_changes=tuple(
            c for o in some for c in scenario.cycle_changes_of.get(o, ())
        ),
        under_way={o: t for o, t in scenario.under_way.items() if o in some},
    )
    return part
