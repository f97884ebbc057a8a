"""Solve weeks in a row, each the history of the next, and say what became of promises.

Every week goes through the files, as command staff would do it: solve, verify, then
``patrol new --after``. Some officers are on leave each week, drawn with a seed. Printed
by week: how each tier ended, quotas, shares and starts; at the end: the shares, the
nights of each force and the spread of starts against their bounds. The last line says
whether every promise held, and the exit code too.
"""

import argparse
import csv
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from scheduler.domain.quotas import balances
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.sharing import splits
from scheduler.domain.spread import spreads
from scheduler.goals.night_fairness import NightFairness
from scheduler.io.roll import roll
from scheduler.io.roster_files import read_roster, render_roster, render_tours
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.judge import judge

GAP = 0.01
"""A tier with a wider gap is told of."""


def main() -> int:
    """Run and print; 0 if every promise held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="scenarios/senart")
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--time-limit", type=float, default=60, help="seconds a week")
    parser.add_argument("--leave", type=int, default=4, help="percent of officers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="new folder for all weeks")
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    broken: list[str] = []
    nights: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as spare:
        room = arguments.keep or Path(spare)
        room.mkdir(exist_ok=arguments.keep is None)
        folder = Path(arguments.scenario)
        for number in range(1, arguments.weeks + 1):
            if number > 1:
                put_on_leave(folder, draw, arguments.leave)
            week = load(folder)
            if number == 1:
                nights.update(past_nights(week))
            started = time.monotonic()
            result = solve(week, Search(time_limit=arguments.time_limit))
            if result.roster is None:
                say(f"week {number}: no roster ({result.status})")
                return 1
            solved = room / f"solved-{number}"
            solved.mkdir()
            (solved / "tours.csv").write_bytes(render_tours(week, result.roster))
            (solved / "roster.csv").write_bytes(render_roster(week, result.roster))
            facts = Facts(week, read_roster(week, solved))
            broken += report(number, facts, result, time.monotonic() - started)
            nights.update(worked_nights(facts))
            after = room / f"week-{number + 1}"
            roll(folder, solved, after)
            folder = after
    broken += share(facts)
    broken += spread_of_nights(week, nights)
    for promise in broken:
        say(f"NOT KEPT: {promise}")
    say("every promise kept" if not broken else f"{len(broken)} promises not kept")
    return 1 if broken else 0


def report(number: int, facts: Facts, result: Result, seconds: float) -> list[str]:
    """Print a week, and return the promises that it broke."""
    week, broken = facts.scenario, []
    tiers = "  ".join(
        f"{t.name} {t.value}/{t.bound} {t.seconds:.0f}s" for t in result.tiers
    )
    say(f"week {number} from {week.clock.start}: {seconds:.0f} s  {tiers}")
    wide = [f"{t.name} {t.gap:.0%}" for t in result.tiers if t.gap > GAP]
    if wide:
        say(f"  gap above {GAP:.0%}: {', '.join(wide)}")
    verdict = judge(week, facts.roster)
    if verdict.breaches:
        broken.append(f"week {number}: {len(verdict.breaches)} breaches")
    short = []
    for found in balances(facts):
        state = f"{found.due.quota.id} {found.before}+{found.now}/{found.due.owed}"
        if found.missing:
            short.append(f"{state}, {found.missing} missing")
    say(f"  quotas: {len(list(balances(facts)))}, short: {'; '.join(short) or 'none'}")
    rule = RULES["start_spread"]
    bound = max(
        rule.value(week, o, "minutes", week.clock.start) or 0 for o in week.officers
    )
    close = list(spreads(facts))
    if close:
        least = min(s.least for s in close)
        pairs = sum(s.pairs for s in close)
        say(f"  starts: {pairs} pairs, least {least} min apart, bound {bound} min")
        if least < bound:
            broken.append(f"week {number}: starts {least} min apart, bound {bound}")
    return broken


def share(facts: Facts) -> list[str]:
    """Print how forces shared joint work, and return what is off by over a mission.

    A mission is that of one officer, as long as they are on average.
    """
    broken = []
    for split in splits(facts):
        name = f"{split.share.id} {split.share.force}"
        off = float(split.missions)
        say(
            f"share {name}: {float(split.percent):.1f} % of {split.total / 60:.0f} h, "
            f"agreed {split.share.percent} %, {float(split.deviation):+.0f} min, "
            f"{off:+.2f} missions off"
        )
        if abs(off) > 1:
            broken.append(f"share {name}: {off:+.2f} missions off")
    return broken


def past_nights(week: Scenario) -> Mapping[str, int]:
    """Return the night tours of the history by officer."""
    goal = NightFairness()
    return Counter(t.officer for t in week.history if goal.is_night(week, t))


def worked_nights(facts: Facts) -> Mapping[str, int]:
    """Return the night tours of a roster by officer."""
    week, goal = facts.scenario, NightFairness()
    return Counter(t.officer for t in facts.roster.tours if goal.is_night(week, t))


def spread_of_nights(week: Scenario, nights: Mapping[str, int]) -> list[str]:
    """Print how nights were spread by unit, and return what is uneven by over one.

    Those who may share them: officers with free tours to whom the same shifts are
    offered. At best nobody has more than the mean, rounded up.
    """
    goal, broken = NightFairness(), []
    sharing: dict[tuple[str, ...], list[str]] = {}
    for officer in week.officers.values():
        offered = {t.shift for t in week.tours[officer.id] if goal.is_night(week, t)}
        if officer.free and offered:
            sharing.setdefault((officer.force, *sorted(offered)), []).append(officer.id)
    for (force, *shifts), officers in sorted(sharing.items()):
        counts = [nights.get(o, 0) for o in officers]
        best = -(-sum(counts) // len(counts))
        say(
            f"nights of {force} ({', '.join(shifts)}): {sum(counts)} among "
            f"{len(counts)}, {min(counts)} to {max(counts)}, at best {best}"
        )
        if max(counts) > best + 1:
            broken.append(f"nights of {force}: {max(counts)}, at best {best}")
    return broken


def put_on_leave(folder: Path, draw: random.Random, percent: int) -> None:
    """Give some officers with free tours the week off, in the tables."""
    week = load(folder)
    file = folder / "absences.csv"
    present = list(csv.DictReader(file.open())) if file.exists() else []
    first, last = week.clock.start, week.clock.dates[-1]
    gone = [
        o.id for o in week.officers.values() if o.free and draw.randrange(100) < percent
    ]
    with file.open("w", newline="") as out:
        columns = ("officer", "from_date", "from_time", "to_date", "to_time", "reason")
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(present)
        for officer in gone:
            days = {"from_date": first.isoformat(), "to_date": last.isoformat()}
            writer.writerow({"officer": officer, **days, "reason": "CA"})


def say(line: str) -> None:
    """Print a line now."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
