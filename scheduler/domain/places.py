"""Communes, zones and the minutes to travel between zones."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.validity import ALWAYS, Validity


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
        INSEE codes of the other communes that it extends into.
    address
        Address as map applications read it; empty = not given.
    point
        Latitude and longitude in decimal degrees (WGS 84); ``None`` = not given.
    radio
        Radio channel or telephone line of the crews there (CSI, annexe 1, art. 14);
        empty = not given.
    """

    id: str
    name: str
    commune: str
    also_in: frozenset[str] = frozenset()
    address: str = ""
    point: tuple[float, float] | None = None
    radio: str = ""

    @property
    def communes(self) -> frozenset[str]:
        """INSEE codes of every commune it touches."""
        return self.also_in | {self.commune}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What the owner of a place has allowed the police (former CCH art. L126-1).

    Parameters
    ----------
    zone
        Where.
    kinds
        Mission kinds allowed; empty = all.
    validity
        Days on which it allows them.
    reference
        Reference of the document.
    """

    zone: str
    kinds: frozenset[str] = frozenset()
    validity: Validity = ALWAYS
    reference: str = ""

    def allows(self, zone: str, kind: str, day: dt.date) -> bool:
        """Tell whether it allows missions of a kind in a zone on a day."""
        return (
            zone == self.zone
            and (not self.kinds or kind in self.kinds)
            and day in self.validity
        )


class TravelTimes:
    """Minutes to travel between zones, closed under shortest paths.

    The table is completed by shortest paths, so a detour through a third zone is never
    shorter than the direct travel. The exactness of counted crews needs this: it makes
    "can follow" transitive.

    Parameters
    ----------
    zones
        Codes of all zones.
    minutes
        Minutes given, by (from, to).
    default
        Minutes between two different zones for which none are given.
    """

    def __init__(
        self, zones: Iterable[str], minutes: Mapping[tuple[str, str], int], default: int
    ) -> None:
        known = set(zones)
        listed = {z for pair in minutes for z in pair} & known
        names = sorted(listed)
        if len(names) < len(known):
            # Zones without a row are all at the default distance from everything, so
            # one of them represents all in detours.
            names.append(min(known - listed))
        rows = [
            [0 if a == b else minutes.get((a, b), default) for b in names]
            for a in names
        ]
        for via, onward in enumerate(rows):
            nearest = min((m for b, m in enumerate(onward) if b != via), default=0)
            for i, row in enumerate(rows):
                head = row[via]
                # For most zones no detour through this one can be shorter.
                if i != via and head + nearest < max(row):
                    rows[i] = [
                        min(m, head + n) for m, n in zip(row, onward, strict=True)
                    ]
        self._zones = frozenset(known)
        self._best = {
            (a, b): m
            for a, row in zip(names, rows, strict=True)
            if a in listed
            for b, m in zip(names, row, strict=True)
            if b in listed
        }
        self._default = default
        self._several = len(known) > 1 and len(known) > len(listed)

    def minutes(self, origin: str, destination: str) -> int:
        """Return the minutes from one zone to another; 0 inside a zone."""
        found = self._best.get((origin, destination))
        if found is not None:
            return found
        if not self._zones.issuperset((origin, destination)):
            raise KeyError(origin, destination)
        return 0 if origin == destination else self._default

    @cached_property
    def longest(self) -> int:
        """The longest travel between any two zones, in minutes."""
        elsewhere = self._default if self._several else 0
        return max(elsewhere, max(self._best.values(), default=0))
