"""Repair a solved week with one officer away, for one officer after the other.

Each officer drawn is absent from one of the days with a published tour to the end of
the week; pins of that officer are left out, as they would contradict the absence. Other
tables may: then it is proved that there is no roster. A line an officer gives the wall
and processor seconds, the people and changes needed, and the tiers that are not proved.
The last line gives the median and the 90th percentile.
Reading the tables is not counted, building the model is.
"""

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scheduler.domain.people import Absence
from scheduler.domain.run import SolveStatus
from scheduler.domain.time import Span
from scheduler.rosters.baseline import read_baseline, with_baseline
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.replan import replan


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("solved", type=Path, help="folder of its roster")
    parser.add_argument("--officers", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--time-limit", type=float, default=60)
    arguments = parser.parse_args()
    week = load(arguments.scenario)
    baseline = read_baseline(arguments.solved, week.clock)
    draw = random.Random(arguments.seed)
    working = sorted({t.officer for t in baseline.tours} & week.officers.keys())
    wall, processor, proved = [], [], 0
    for officer in draw.sample(working, min(arguments.officers, len(working))):
        days = sorted(t.day for t in baseline.tours if t.officer == officer)
        day = draw.choice(days)
        away = Span(week.clock.midnight(day), week.clock.span.end + 24 * 60)
        changed = replace(
            week,
            absences=(*week.absences, Absence(officer=officer, span=away)),
            pins=tuple(p for p in week.pins if p.officer != officer),
        )
        began, used = time.monotonic(), time.process_time()
        near = with_baseline(changed, baseline, repair=True)
        result = replan(near, Search(time_limit=arguments.time_limit))
        wall.append(time.monotonic() - began)
        processor.append(time.process_time() - used)
        none = result.status is SolveStatus.INFEASIBLE
        proved += none or result.status is SolveStatus.OPTIMAL
        values = {t.name: t.value for t in result.tiers}
        unproved = [t.name for t in result.tiers if t.status is not SolveStatus.OPTIMAL]
        print(  # noqa: T201
            f"{officer} from {day}: {wall[-1]:.1f} s, {processor[-1]:.1f} s CPU, "
            + (
                "proved: no roster"
                if none
                else f"people {values.get('few people')}, "
                f"changes {values.get('few changes')}"
            )
            + (f", not proved: {', '.join(unproved)}" if unproved else ""),
            flush=True,
        )
    print(  # noqa: T201
        f"{len(wall)} officers, {proved} proved: wall {_summary(wall)}, "
        f"processor {_summary(processor)}"
    )


def _summary(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    median, late = (ordered[int(q * (len(ordered) - 1))] for q in (0.5, 0.9))
    return f"median {median:.1f} s, 90th percentile {late:.1f} s"


if __name__ == "__main__":
    main()
