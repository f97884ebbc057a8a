"""Time each step of building the model of a week grown to 100, 200 and 400 officers.

    .venv/bin/python benchmarks/build_profile.py [--officers N]... [--repeat K]

Prints processor seconds, the least of the repeats. Rules and goals that take less than
3 % of the total are added together.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scheduler.goals import GOALS
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.scenarios.load import load

GROW = Path(__file__).with_name("grow.py")
STEPS = {
    "_form_groups": "groups",
    "_form_stints": "stints",
    "_hold": "missions held",
}
SMALL = 0.03
"""Rules and goals below this share of the total are added together."""


def measured(folder: Path) -> tuple[Counter[str], str]:
    """Build the model of a scenario once; return seconds by step, and its size."""
    spent: Counter[str] = Counter()

    def timed(label: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            started = time.process_time()
            try:
                return call(*arguments)
            finally:
                spent[label] += time.process_time() - started

        return run

    week = timed("load", load)(folder)
    rules = list(RULES.values())
    methods = {name: getattr(CrewModel, name) for name in STEPS}
    for name, label in STEPS.items():
        setattr(CrewModel, name, timed(label, methods[name]))
    for rule in rules:
        vars(rule)["post"] = timed(f"rule {rule.name}", rule.post)
    started = time.process_time()
    try:
        model = CrewModel(week, rules)
        goals = dict.fromkeys(g for tier in week.tiers for g in tier.goals)
        for goal in goals:
            timed(f"goal {goal}", GOALS[goal].post)(model)
    finally:
        for name, method in methods.items():
            setattr(CrewModel, name, method)
        for rule in rules:
            del vars(rule)["post"]
    spent["build"] = time.process_time() - started
    proto = model.cp.proto
    size = (
        f"{len(week.officers)} officers, {len(week.missions)} missions, "
        f"{len(model.groups)} groups, {len(proto.variables)} variables, "
        f"{len(proto.constraints)} rows"
    )
    return spent, size


def lines(spent: Counter[str]) -> dict[str, float]:
    """Return the seconds of each line printed, with small steps added together."""
    small = {
        k: s
        for k, s in spent.items()
        if k.startswith(("rule", "goal")) and s < SMALL * spent["build"]
    }
    steps = {k: s for k, s in spent.items() if k not in small}
    steps["other rules and goals"] = sum(small.values())
    whole = steps.pop("build")
    return {**steps, "build in all": whole}


def main() -> None:
    """Grow, build and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--officers", type=int, action="append")
    parser.add_argument("--repeat", type=int, default=2)
    given = parser.parse_args()
    for officers in given.officers or [100, 200, 400]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "grown"
            subprocess.run(
                [sys.executable, GROW, str(officers), folder],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            found = [measured(folder) for _ in range(given.repeat)]
        best, size = min(found, key=lambda f: f[0]["build"])
        print(size)  # noqa: T201
        for step, seconds in lines(best).items():
            print(f"  {step:32} {seconds:6.2f} s")  # noqa: T201


if __name__ == "__main__":
    main()
