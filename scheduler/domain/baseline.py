"""A baseline roster, near which a new one is to stay."""

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.time import Minute


@dataclass(frozen=True, slots=True)
class Baseline:
    """What people were told: who works when, who is in which crew.

    Officers, shifts and missions that are no longer there may be named.

    Parameters
    ----------
    tours
        (officer, day, shift) of each tour.
    seats
        (mission, start, officer) of each seat that was filled.
    """

    tours: frozenset[tuple[str, dt.date, str]]
    seats: frozenset[tuple[str, Minute, str]]
