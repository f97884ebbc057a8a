"""Build first rosters without the solver, and print seconds and tier values.

    .venv/bin/python benchmarks/construct.py SCENARIO... [--seconds S] [--rounds N]

The seconds are those of the processor, reading the scenario not included.
"""

import argparse
import time
from pathlib import Path

import click

from scheduler.construct.first import ROUNDS, construct
from scheduler.domain.roster import Facts
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.solve.fill import tier_value
from scheduler.verify.judge import judge


def main() -> None:
    """Construct each scenario given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="+", type=Path, metavar="SCENARIO")
    parser.add_argument("--seconds", type=float, default=600.0, help="most seconds")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="see construct")
    given = parser.parse_args()
    for folder in given.scenarios:
        scenario = load(folder)
        used, until = time.process_time(), time.monotonic() + given.seconds
        roster = construct(
            scenario, tuple(RULES.values()), until=until, rounds=given.rounds
        )
        used = time.process_time() - used
        found = "no roster"
        if roster is not None:
            breaches = len(judge(scenario, roster).breaches)
            facts = Facts(scenario, roster)
            values = [f"{t.name} {tier_value(t, facts)[0]}" for t in scenario.tiers]
            found = f"{breaches} breaches; " + ", ".join(values)
        click.echo(f"{folder.name}: {used:.2f} s; {found}")


if __name__ == "__main__":
    main()
