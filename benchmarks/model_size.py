"""Print the size of the model of a week: groups, head-counts, variables and rows.

    .venv/bin/python benchmarks/model_size.py [SCENARIO]...

Without an argument it measures the two shipped weeks. Each is built as for the search,
and once more with a group for each officer, so that every assignment has its own
variable.
"""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from scheduler.domain.scenario import Scenario
from scheduler.goals import GOALS
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES, Rule
from scheduler.scenarios.load import load

WEEKS = Path(__file__).parents[1] / "scenarios"
SHIPPED = [WEEKS / "clermont-ferrand", WEEKS / "senart"]
MOST = 6
"""Number of rules and goals listed, those with most rows first."""


def built(week: Scenario, *, singletons: bool) -> tuple[CrewModel, Counter[str]]:
    """Build a model with all rules and goals; return it and the rows each added."""
    rows: Counter[str] = Counter()

    def counted(part: Rule) -> Any:
        post = part.post

        def run(model: CrewModel) -> None:
            before = len(model.cp.proto.constraints)
            post(model)
            rows[part.name] += len(model.cp.proto.constraints) - before

        return run

    rules = list(RULES.values())
    for rule in rules:
        vars(rule)["post"] = counted(rule)
    try:
        goals = [GOALS[goal] for tier in week.tiers for goal in tier.goals]
        model = CrewModel(week, rules, goals=goals, singletons=singletons)
    finally:
        for rule in rules:
            del vars(rule)["post"]
    for tier in week.tiers:
        for goal in tier.goals:
            before = len(model.cp.proto.constraints)
            GOALS[goal].post(model)
            rows[goal] += len(model.cp.proto.constraints) - before
    rows["definitions"] = len(model.cp.proto.constraints) - rows.total()
    return model, rows


def size(model: CrewModel) -> str:
    """Return the size of a model in a line."""
    proto = model.cp.proto
    several = [g for g in model.groups if g.size > 1]
    return (
        f"{len(model.groups):,} groups, {len(several):,} of several officers; "
        f"{len(model.placements()):,} head-counts; "
        f"{len(proto.variables):,} variables; {len(proto.constraints):,} rows"
    )


def main() -> None:
    """Build and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", nargs="*", type=Path, default=SHIPPED)
    for folder in parser.parse_args().scenario:
        week = load(folder)
        grouped, rows = built(week, singletons=False)
        single, _rows = built(week, singletons=True)
        tours = sum(map(len, week.tours.values()))
        print(  # noqa: T201
            f"{folder.name}: {len(week.officers):,} officers, "
            f"{len(week.missions):,} missions, {len(week.occurrences):,} occurrences, "
            f"{tours:,} tours\n"
            f"  counted by group: {size(grouped)}\n"
            f"  one by one:       {size(single)}"
        )
        for name, number in rows.most_common(MOST):
            print(f"    {name:24} {number:7,} rows")  # noqa: T201


if __name__ == "__main__":
    main()
