"""Solve a week with and without a limit on the missions of one kind a day.

    .venv/bin/python benchmarks/missions_per_day.py SCENARIO KIND LIMIT [--time-limit S]

Prints the size of the model, and value/bound and seconds of each tier. The limit is set
in memory; no table is changed.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from scheduler.domain.scenario import Scenario
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve


def show(label: str, week: Scenario, search: Search) -> None:
    """Print the size and the tiers of one week."""
    model = CrewModel(week, RULES.values())
    proto = model.cp.proto
    print(  # noqa: T201
        f"{label}: {len(model.placements())} head variables, {len(model.groups)} "
        f"groups, {len(proto.variables)} variables, {len(proto.constraints)} rows",
        flush=True,
    )
    result = solve(week, search)
    for tier in result.tiers:
        line = f"  {tier.name}: {tier.value}/{tier.bound} {tier.seconds:.1f} s"
        print(line)  # noqa: T201
    print(f"  {result.status.value} in {result.seconds:.0f} s", flush=True)  # noqa: T201


def main() -> None:
    """Solve the week twice."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", type=Path)
    parser.add_argument("kind")
    parser.add_argument("limit", type=int)
    parser.add_argument("--time-limit", type=float, default=180)
    options = parser.parse_args()
    week = load(options.scenario)
    if options.kind not in week.kinds:
        parser.error(f"unknown kind {options.kind}; known: {', '.join(week.kinds)}")
    search = Search(time_limit=options.time_limit)
    show("without", week, search)
    limited = replace(week.kinds[options.kind], most_a_day=options.limit)
    kinds = {**week.kinds, options.kind: limited}
    show(f"{options.kind} {options.limit}", replace(week, kinds=kinds), search)


if __name__ == "__main__":
    main()
