"""Search for a false proof: a bound above what another search has found.

    .venv/bin/python benchmarks/false_proofs.py [--minutes M] [--seed N] [--towns N]

Random towns (``towns.py``) are solved again and again: lazily, exactly, with other
seeds and other time limits. A bound of a tier holds for every roster that loses no more
in the tiers before it. So each bound of one search is compared with each roster of the
others. Every roster is judged by the checker too. Prints what contradicts, and counts.
Exit code 1 if anything does.
"""

import argparse
import random
import sys
import tempfile
import time
from itertools import permutations
from pathlib import Path

import click
import towns

from scheduler.domain.scenario import Scenario
from scheduler.scenarios.load import load
from scheduler.scenarios.write import write_tables
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.judge import judge

WAYS = (None, True, False)
"""``lazily`` of ``solve``."""

LIMITS = (4.0, 30.0)
"""Least and most seconds of one search."""

EACH = 6
"""Searches of one town."""


def main() -> None:
    """Search, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--towns", type=int, default=100_000, help="at most so many")
    given = parser.parse_args()
    draw, ends = random.Random(given.seed), time.monotonic() + 60 * given.minutes
    searches = proofs = compared = faults = number = 0
    for number in range(given.seed, given.seed + given.towns):
        with tempfile.TemporaryDirectory() as room:
            write_tables(towns.draw(number), Path(room) / "town")
            week = load(Path(room) / "town")
        found: list[Result] = []
        for _search in range(EACH):
            if time.monotonic() > ends:
                break
            limit, seed = draw.uniform(*LIMITS), draw.randrange(1000)
            search = Search(time_limit=limit, seed=seed)
            result = solve(week, search, lazily=draw.choice(WAYS))
            found += [result] if result.roster is not None else []
            proofs += sum(t.value == t.bound for t in result.tiers)
            faults += unlawful(week, result, number)
        searches += len(found)
        for one, two in permutations(found, 2):
            compared += 1
            faults += contradicted(one, two, number)
        click.echo(
            f"town {number}: {searches} searches, {proofs} tiers proved, "
            f"{compared} pairs compared, {faults} faults",
            err=True,
        )
        if time.monotonic() > ends:
            break
    click.echo(
        f"{searches} searches, {proofs} tiers proved, {compared} pairs compared: "
        f"{faults} faults"
    )
    sys.exit(bool(faults))


def unlawful(week: Scenario, result: Result, town: int) -> int:
    """Return 1 and print it, if the roster of a search breaks a rule."""
    if result.roster is None or not judge(week, result.roster).breaches:
        return 0
    click.echo(f"town {town}: a roster breaks a rule")
    return 1


def contradicted(one: Result, two: Result, town: int) -> int:
    """Return how many bounds of one search the roster of another shows to be false."""
    faults = 0
    for place, (bound, roster) in enumerate(zip(one.tiers, two.tiers, strict=True)):
        if bound.bound > roster.value:
            click.echo(
                f"town {town}: {bound.name} at least {bound.bound}, and "
                f"{roster.value} found; tier {place + 1}"
            )
            faults += 1
        if roster.value > bound.value:
            # The bounds of the tiers after it suppose no more than this.
            break
    return faults


if __name__ == "__main__":
    main()
