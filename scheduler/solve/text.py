"""Linear models in the text format of CP-SAT, which reads it faster than calls."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np

UNBOUNDED = 2**62
"""From this absolute value on, a bound of the CP-SAT model means "unbounded"."""

Pair: TypeAlias = tuple[Any, Any]
"""Two arrays of numbers of the same length."""


def model_text(domains: Pair, terms: Pair, lengths: Any, limits: Pair) -> str:
    """Return a model without an objective.

    Parameters
    ----------
    domains
        The least and the greatest value of each variable.
    terms
        The variable and the factor of each term, row by row.
    lengths
        Number of terms of each row.
    limits
        By row, the numbers between which its sum is; infinite where there is none.
    """
    ends = zip(domains[0].tolist(), domains[1].tolist(), strict=True)
    parts = [f"variables {{ domain: {low} domain: {high} }}" for low, high in ends]
    variables, factors = terms[0].tolist(), terms[1].tolist()
    low, high = (_finite(limit) for limit in limits)
    last = np.cumsum(lengths).tolist()
    first = [0, *last][:-1]
    for a, b, least, most in zip(first, last, low, high, strict=True):
        parts.append(linear(variables[a:b], factors[a:b], least, most))
    return "\n".join(parts)


def linear(
    variables: Iterable[int], factors: Iterable[int], least: int, most: int
) -> str:
    """Return a row: a sum of factor times variable, between two numbers."""
    return (
        f"constraints {{ linear {{ vars: {_listed(variables)} "
        f"coeffs: {_listed(factors)} domain: [{least},{most}] }} }}"
    )


def objective(variables: Iterable[int], factors: Iterable[int], offset: int) -> str:
    """Return the cost to minimise: a sum of factor times variable, and a constant."""
    return (
        f"objective {{ offset: {offset} vars: {_listed(variables)} "
        f"coeffs: {_listed(factors)} }}"
    )


def hint_text(values: Iterable[int]) -> str:
    """Return a value of each variable to start from."""
    told = list(values)
    return (
        f"solution_hint {{ vars: {_listed(range(len(told)))} values: {_listed(told)} }}"
    )


def _listed(numbers: Iterable[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"


def _finite(limits: Any) -> list[int]:
    bounded = np.where(np.isfinite(limits), limits, np.copysign(UNBOUNDED, limits))
    return [int(limit) for limit in bounded.tolist()]
