"""Build first rosters without the solver, and print seconds and tier values.

``python benchmarks/construct.py SCENARIO... [--seconds S]``
"""

import argparse
import time
from pathlib import Path

from scheduler.domain.roster import Facts
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.solve.construct import construct
from scheduler.solve.fill import tier_value
from scheduler.verify.judge import judge


def main() -> None:
    """Construct each scenario given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=600.0)
    given = parser.parse_args()
    for folder in given.scenarios:
        scenario = load(folder)
        used, since = time.process_time(), time.monotonic()
        roster = construct(scenario, tuple(RULES.values()), until=since + given.seconds)
        used = time.process_time() - used
        time.monotonic() - since
        if roster is None:
            continue
        len(judge(scenario, roster).breaches)
        facts = Facts(scenario, roster)
        [f"{t.name} {tier_value(t, facts)[0]}" for t in scenario.tiers]


if __name__ == "__main__":
    main()
