"""A baseline: the roster to which a new one should stay close."""

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.time import Minute


@dataclass(frozen=True, slots=True)
class Baseline:
    """The tours and seats of a roster that officers already have.

    It may name officers, shifts and missions that the scenario no longer has.

    Parameters
    ----------
    tours
        (officer, day, shift) of each tour.
    seats
        (mission, start, officer) of each seat that was filled.
    """

    tours: frozenset[tuple[str, dt.date, str]]
    seats: frozenset[tuple[str, Minute, str]]
