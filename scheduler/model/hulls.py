"""The convex hull of what some counts and a penalty can be together.

A row of the hull is a *tangent*: ``factor · cost ≥ slopes · counts + least``, which
holds at every point and touches one. All of it is computed in whole numbers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

FINEST = 60
"""Greatest denominator of a slope: facets of weeks have small ones."""

LARGEST = 1000
"""Greatest factor of the penalty; above it every slope is a multiple of 1 / FINEST."""


@dataclass(frozen=True, slots=True)
class Hull:
    """A penalty and the counts that it depends on.

    Parameters
    ----------
    cost
        Variable of the penalty, by index.
    counted
        For each count, the variables that it sums.
    points
        Pairs (counts, least penalty): all that can occur.
    """

    cost: int
    counted: tuple[tuple[int, ...], ...]
    points: tuple[tuple[tuple[int, ...], int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the sum of factor times variable is at least a number."""

    terms: tuple[tuple[int, int], ...]
    least: int


def tangent(hull: Hull, slopes: Sequence[float]) -> Row:
    """Return the row of a hull that has the given slopes, or nearly.

    Parameters
    ----------
    hull
        The hull.
    slopes
        By count: how fast the penalty grows with it.
    """
    near = [Fraction(s).limit_denominator(FINEST) for s in slopes]
    factor = math.lcm(*(s.denominator for s in near))
    if factor > LARGEST:
        near = [Fraction(round(s * FINEST), FINEST) for s in near]
        factor = FINEST
    whole = [int(s * factor) for s in near]
    least = min(
        factor * cost - sum(w * n for w, n in zip(whole, counts, strict=True))
        for counts, cost in hull.points
    )
    terms = {hull.cost: factor}
    for slope, variables in zip(whole, hull.counted, strict=True):
        for variable in variables:
            terms[variable] = terms.get(variable, 0) - slope
    return Row(tuple((v, f) for v, f in sorted(terms.items()) if f), least)
