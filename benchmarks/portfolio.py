"""Time each tier of a scenario with CP-SAT alone and with helpers beside it.

Prints a line for each run: wall seconds per tier, total, processor seconds of this
process and its children; at the end the peak memory. Runs alternate, so that a slow
period of the machine affects both.
"""

import argparse
import resource
import time
from pathlib import Path

from scheduler.scenarios.load import load
from scheduler.solve import team, tiers
from scheduler.solve.engine import Search

STARTS = dict(team.HEAD_STARTS)
CHOICES = {
    "CP-SAT": ("cp_sat",),
    "CP-SAT + HiGHS": ("cp_sat", "highs"),
    "the team": tuple(STARTS),
}
"""The helpers of each choice; without the rows on small models, which need none."""


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="scenarios/clermont-ferrand")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--time-limit", type=float, default=300)
    arguments = parser.parse_args()
    week = load(Path(arguments.scenario))
    for seed in range(arguments.repeat):
        for name, works in CHOICES.items():
            team.HEAD_STARTS = {w: STARTS[w] for w in works}
            before, started = _processor_seconds(), time.monotonic()
            search = Search(time_limit=arguments.time_limit, seed=seed)
            result = tiers.solve(week, search)
            wall = time.monotonic() - started
            parts = "  ".join(
                f"{t.name} {t.value}/{t.bound} {t.seconds:.1f}" for t in result.tiers
            )
            spent = _processor_seconds() - before
            print(f"{name:15} seed {seed}  {parts}  total {wall:.1f}  cpu {spent:.1f}")  # noqa: T201
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"peak memory of the larger process: {peak / 1024:.0f} MiB")  # noqa: T201


def _processor_seconds() -> float:
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total


if __name__ == "__main__":
    main()
