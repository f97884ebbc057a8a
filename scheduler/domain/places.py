"""Communes, zones and the minutes to travel between zones."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune, by its INSEE code."""

    id: str
    name: str
    population: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A place where missions are held, inside a commune or across several.

    Parameters
    ----------
    id, name
        Code, and the name people read.
    commune
        INSEE code of the commune whose mayor has the authority.
    also_in
        INSEE codes of the other communes into which it reaches.
    """

    id: str
    name: str
    commune: str
    also_in: frozenset[str] = frozenset()

    @property
    def communes(self) -> frozenset[str]:
        """INSEE codes of every commune it touches."""
        return self.also_in | {self.commune}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What the owner of a place has allowed the police (CCH art. L126-1 of old).

    Parameters
    ----------
    zone
        Where.
    kinds
        Mission kinds it is for; empty = all.
    valid_from, valid_to
        First and last local day; ``None`` = open.
    reference
        Where the paper is filed.
    """

    zone: str
    kinds: frozenset[str] = frozenset()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    reference: str = ""

    def allows(self, zone: str, kind: str, day: dt.date) -> bool:
        """Tell whether it allows missions of a kind in a zone on a day."""
        return (
            zone == self.zone
            and (not self.kinds or kind in self.kinds)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


class TravelTimes:
    """Minutes to travel between zones, closed under detours.

    The table is completed by shortest paths, so going through a third zone is never
    shorter than going straight. On that property rests the exactness of the crew
    aggregation: "can follow" is then transitive.

    Parameters
    ----------
    zones
        Codes of all zones.
    minutes
        Known minutes by (from, to).
    default
        Minutes between two different zones that the table leaves out.
    """

    def __init__(
        self, zones: Iterable[str], minutes: Mapping[tuple[str, str], int], default: int
    ) -> None:
        names = list(dict.fromkeys(zones))
        best = {
            (a, b): 0 if a == b else minutes.get((a, b), default)
            for a in names
            for b in names
        }
        for via in names:
            for a in names:
                head = best[a, via]
                for b in names:
                    if head + best[via, b] < best[a, b]:
                        best[a, b] = head + best[via, b]
        self._best = best

    def minutes(self, origin: str, destination: str) -> int:
        """Return the minutes from one zone to another; 0 inside a zone."""
        return self._best[origin, destination]

    @property
    def longest(self) -> int:
        """The longest travel between any two zones, in minutes."""
        return max(self._best.values(), default=0)
