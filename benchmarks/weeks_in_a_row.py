"""Solve consecutive weeks, each the history of the next, and check the targets.

Every week goes through the files, as command staff would do it: solve, verify, then
``patrol new --after``. Some officers are on leave each week, drawn with a seed. For
each week the program prints the result of each tier, quotas and starts; at the end, the
shares and the nights of each force, against their targets. The last line and the exit
code say whether every target was met.
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
from scheduler.roll import roll
from scheduler.rosters.roster_files import read_roster, render_roster, render_tours
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.judge import judge

GAP = 0.01
"""A tier with a wider gap is reported."""


def main() -> int:
    """Run and print; return 0 if every target was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="scenarios/senart")
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--time-limit", type=float, default=60, help="seconds a week")
    parser.add_argument("--leave", type=int, default=4, help="percent of officers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="new folder for all weeks")
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    missed: list[str] = []
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
            missed += report(number, facts, result, time.monotonic() - started)
            nights.update(worked_nights(facts))
            after = room / f"week-{number + 1}"
            roll(folder, facts, solved, after)
            folder = after
    missed += share(facts)
    missed += spread_of_nights(week, nights)
    for target in missed:
        say(f"NOT MET: {target}")
    say("every target met" if not missed else f"{len(missed)} targets not met")
    return 1 if missed else 0


def report(number: int, facts: Facts, result: Result, seconds: float) -> list[str]:
    """Print a week, and return the targets that it missed."""
    week, missed = facts.scenario, []
    tiers = "  ".join(
        f"{t.name} {t.value}/{t.bound} {t.seconds:.0f}s" for t in result.tiers
    )
    say(f"week {number} from {week.clock.start}: {seconds:.0f} s  {tiers}")
    wide = [f"{t.name} {t.gap:.0%}" for t in result.tiers if t.gap > GAP]
    if wide:
        say(f"  gap above {GAP:.0%}: {', '.join(wide)}")
    verdict = judge(week, facts.roster)
    if verdict.breaches:
        missed.append(f"week {number}: {len(verdict.breaches)} breaches")
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
            missed.append(f"week {number}: starts {least} min apart, bound {bound}")
    return missed


def share(facts: Facts) -> list[str]:
    """Print how forces shared joint work, and return the shares that missed.

    A share misses its target by more than one seat of a mission of average length.
    """
    missed = []
    for split in splits(facts):
        name = f"{split.share.id} {split.share.force}"
        off = float(split.missions)
        say(
            f"share {name}: {float(split.percent):.1f} % of {split.total / 60:.0f} h, "
            f"agreed {split.share.percent} %, {float(split.deviation):+.0f} min, "
            f"{off:+.2f} missions off"
        )
        if abs(off) > 1:
            missed.append(f"share {name}: {off:+.2f} missions off")
    return missed


def past_nights(week: Scenario) -> Mapping[str, int]:
    """Return the night tours of the history by officer."""
    goal = NightFairness()
    return Counter(t.officer for t in week.history if goal.is_night(week, t))


def worked_nights(facts: Facts) -> Mapping[str, int]:
    """Return the night tours of a roster by officer."""
    week, goal = facts.scenario, NightFairness()
    return Counter(t.officer for t in facts.roster.tours if goal.is_night(week, t))


def spread_of_nights(week: Scenario, nights: Mapping[str, int]) -> list[str]:
    """Print how nights are distributed, and return where one officer has too many.

    Officers with free tours who may work the same night shifts are compared. The best
    possible maximum is the mean, rounded up; one more is accepted.
    """
    goal, missed = NightFairness(), []
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
            missed.append(f"nights of {force}: {max(counts)}, at best {best}")
    return missed


def put_on_leave(folder: Path, draw: random.Random, percent: int) -> None:
    """Add leave for the week to the tables, for some officers with free tours."""
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
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
