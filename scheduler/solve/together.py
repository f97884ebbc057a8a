"""Tiers searched together, by one weighted sum in their order.

A tier weighs more than all that those after it could lose. So the least sum has the
least values in order, and a bound of the sum bounds each tier. One search for several
tiers is much shorter than one for each: what a tier must not lose is in the cost, and
not in a row across all officers, of which linear programs and cuts can make little.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.facade import Linear

HEAVIEST = 2**25
"""Greatest weight: beyond it, what a linear program rounds could be a loss of 1."""

MOST = 10**9
"""Greatest sum: of a greater one, HiGHS does not log all digits."""


@dataclass(frozen=True, slots=True)
class Together:
    """Some tiers, and how much a loss of 1 in each weighs.

    Parameters
    ----------
    tiers
        Their places in the order of tiers, rising.
    weights
        One for each; that of the last is 1.
    """

    tiers: tuple[int, ...] = (0,)
    weights: tuple[int, ...] = (1,)

    @classmethod
    def of(
        cls, index: int, objectives: Sequence[Linear], values: Sequence[int]
    ) -> "Together":
        """Return a tier with as many of those after it as the sum has room for.

        Parameters
        ----------
        index
            The first tier.
        objectives
            Cost of the first tiers; a number if it is the same for every roster.
        values
            What each tier loses in the best roster known; empty = alone.
        """
        found = cls((index,), (1,))
        for tier in range(index + 1, len(objectives) if values else 0):
            if isinstance(objectives[tier], int):
                continue
            least, most = _range(objectives[tier])
            weights = (*(w * (most + 1) for w in found.weights), 1)
            more = cls((*found.tiers, tier), weights)
            if least < 0 or weights[0] > HEAVIEST or more.value(values) > MOST:
                break
            found = more
        return found

    @property
    def last(self) -> int:
        """The last of the tiers."""
        return self.tiers[-1]

    def value(self, values: Sequence[int]) -> int:
        """Return the sum for a roster, given what it loses in each of all tiers."""
        pairs = zip(self.tiers, self.weights, strict=True)
        return sum(weight * values[tier] for tier, weight in pairs)

    def cost(self, objectives: Sequence[Linear]) -> Linear:
        """Return the sum in a model, given the cost of each tier there."""
        if len(self.tiers) == 1:
            return objectives[self.last]
        own = [objectives[tier] for tier in self.tiers]
        return cp_model.LinearExpr.weighted_sum(own, self.weights)

    def parts(
        self, best: int | None, bound: int
    ) -> Iterator[tuple[int, int | None, int]]:
        """Yield tiers with their parts of a best sum and of a bound of the sum.

        A bound of a tier supposes that those before it have their best values. It is
        told only if these are proved: the first tier that is not proved is the last.
        """
        for tier, weight in zip(self.tiers, self.weights, strict=True):
            own = None if best is None else best // weight
            yield tier, own, bound // weight
            if own is None or best is None or bound // weight < own:
                return
            best -= weight * own
            bound -= weight * own


def _range(objective: Linear) -> tuple[int, int]:
    """Return bounds of a cost, by the domains of its variables."""
    flat = cp_model.FlatIntExpr(objective)
    least = most = int(flat.offset)
    for variable, factor in zip(flat.vars, flat.coeffs, strict=True):
        domain = variable.proto.domain
        ends = (factor * domain[0], factor * domain[len(domain) - 1])
        least, most = least + min(ends), most + max(ends)
    return least, most
