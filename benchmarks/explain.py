"""Print how long explanations of a solved week take, in seconds on the wall.

    .venv/bin/python benchmarks/explain.py SCENARIO DIR [--repairs N] [--questions N]

Causes are told without any trial; then N repairs are tried, those that may serve most
first; then N questions about officers drawn by seed are asked, with 10 s each.
"""

import argparse
import datetime as dt
import random
import statistics
import time
from collections import Counter
from pathlib import Path

from scheduler.domain.roster import Facts
from scheduler.explain.answer import Explanation
from scheduler.explain.base import Ground
from scheduler.explain.contrast import contrast
from scheduler.explain.costs import costs
from scheduler.explain.edits import Desk
from scheduler.explain.gains import gain
from scheduler.explain.questions import question
from scheduler.io.faults import Faults
from scheduler.rosters.files import read_files
from scheduler.scenarios.draft import draft_of
from scheduler.scenarios.load import load
from scheduler.solve.ask import Asker
from scheduler.solve.clash import impossible


def main() -> None:
    """Measure a week."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repairs", type=int, default=20)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    files = read_files(load(given.scenario), given.folder)
    facts = Facts(files.scenario, files.roster)
    desk = Desk(files.scenario.name, draft_of(given.scenario, Faults()))
    ground = Ground(facts, files.run, desk)

    begun = time.monotonic()
    made = Explanation.of(ground)
    number = len(made.causes)
    show(f"causes untried: {number}", [time.monotonic() - begun])
    begun = time.monotonic()
    costs(facts)
    show("costs", [time.monotonic() - begun])

    with Asker() as ask:
        taken: list[float] = []
        while len(taken) < given.repairs:
            repair = next(made.untried(), None)
            if repair is None:
                break
            begun = time.monotonic()
            made.gains[repair] = gain(ground, [repair], ask)
            taken.append(time.monotonic() - begun)
        show("repairs tried", taken)
        found = [g for g in made.gains.values() if g is not None]
        print(f"  proved: {sum(g.proved for g in found)} of {len(made.gains)}")  # noqa: T201

        draw = random.Random(given.seed)
        taken, told = [], Counter[str]()
        officers, missions = list(facts.scenario.officers), list(facts.held)
        dates = facts.scenario.clock.dates
        for _number in range(given.questions):
            about: str | dt.date = draw.choice(missions)
            if draw.random() < 1 / 2:
                about = draw.choice(dates)
            asked = question(facts, draw.choice(officers), about, None)
            begun = time.monotonic()
            answer = contrast(
                facts, asked, ask, run=files.run, seconds=10, impossible=impossible
            )
            taken.append(time.monotonic() - begun)
            told[answer.outcome.value] += 1
        show("questions about officers", taken)
        print(f"  {dict(told)}")  # noqa: T201


def show(name: str, seconds: list[float]) -> None:
    """Print median, 90th percentile and most."""
    if seconds:
        ranked = sorted(seconds)
        late = ranked[min(len(ranked) - 1, int(0.9 * len(ranked)))]
        print(  # noqa: T201
            f"{name}: {len(ranked)}, median {statistics.median(ranked):.1f} s, "
            f"90th percentile {late:.1f} s, most {ranked[-1]:.1f} s"
        )


if __name__ == "__main__":
    main()
