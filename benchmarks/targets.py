"""Run the table of targets, and print it with what was reached.

    .venv/bin/python benchmarks/targets.py [--only ROW]... [--count N] [--seconds S]
    .venv/bin/python benchmarks/targets.py --short [--json FILE]

Rows: ``weeks`` (``patrol solve`` on the shipped weeks, five seeds), ``towns`` (20
random towns), ``sizes`` (200, 400 and 800 officers), ``month`` (134 officers, 28 days),
``doubling`` (time to an equal gap), ``publishing`` (400 officers). Each solve runs in
a process of its own, is verified afterwards, and has two threads. Prints Markdown.
Times are wall times, processor seconds in brackets.

The gap of a tier is (value − bound) / max(value, 1). For missions its share of the
points at stake stands beside it: the priority of every mission that is not mandatory,
as often as it is wanted.
"""

import argparse
import json
import math
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import grow
import towns

from scheduler.domain.scenario import Scenario
from scheduler.plan import describe, publish_verified
from scheduler.scenarios.load import load
from scheduler.scenarios.write import Tables, write_tables
from scheduler.solve.engine import Interruption, Progress, Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.judge import judge

ROOT = Path(__file__).parents[1]
SHIPPED = {"clermont-ferrand": 20.0, "senart": 15.0}
"""The shipped weeks, and the seconds in which each is to be solved and written."""

T = TypeVar("T")

MISSIONS = "missions_by_priority"
HEADINGS = (
    *("Work", "Officers", "Missions", "First roster", "In all"),
    *("Tiers: value/bound (gap), seconds", "Memory", "Verified", "Wanted", "Met"),
)
TOLD = ("pairings", "quotas", "shares", "risk", "cover", "weapons", "past_work")
"""Tables that are named with a town that has them."""

DOUBLED = (100, 200, 400)
"""Numbers of officers, each about twice the one before."""

NEAR = 0.03
"""Gap of every tier at which sizes are compared."""

SMALL_TOWN = 6
"""Seed of the town of the short form."""

SAMPLED = 0.5
"""Seconds between two looks at the memory of a solve and its processes."""


@dataclass(kw_only=True)
class Part:
    """A tier after a solve.

    Parameters
    ----------
    name, value, bound
        Its name, its value and what is proved.
    seconds
        Wall time of its searches.
    stake
        Points that its missions could lose in all; 0 = it has no missions.
    """

    name: str
    value: int
    bound: int
    seconds: float
    stake: int = 0

    @property
    def gap(self) -> float:
        """Share of the value that is not proved necessary."""
        return (self.value - self.bound) / max(self.value, 1)

    def __str__(self) -> str:
        """Value, bound, gap and seconds; a proved tier has no gap."""
        text = f"{self.name} {self.value}/{self.bound}"
        if self.value > self.bound:
            text += f" ({self.gap:.1%}"
            if self.stake:
                share = (self.value - self.bound) / self.stake
                text += f"; {share:.2%} of {self.stake:,}"
            text += ")"
        return f"{text} {self.seconds:.1f}"


@dataclass(kw_only=True)
class Measured:
    """One solve, or one publication.

    Parameters
    ----------
    name, wanted
        What was done, and the target.
    officers, missions
        Size of the scenario.
    first
        Seconds to the first roster, reading and building included; ``None`` = none.
    seconds, processor
        Wall time, reading and building included, judging not; and processor seconds of
        all its processes.
    parts
        The tiers, in order.
    verified
        Whether the checker accepted the roster.
    memory
        Peak of all its processes together, in MiB.
    met
        Whether the target is met; ``None`` = it is one of several.
    near
        Seconds until every tier was within ``NEAR``; ``None`` = never.
    """

    name: str
    wanted: str = ""
    officers: int = 0
    missions: int = 0
    first: float | None = None
    seconds: float = 0.0
    processor: float = 0.0
    parts: list[Part] = field(default_factory=list)
    verified: bool = False
    memory: float = 0.0
    met: bool | None = None
    near: float | None = None

    @property
    def proved(self) -> bool:
        """Whether there is a roster and every tier is proved."""
        return bool(self.parts) and all(p.gap == 0 for p in self.parts)

    def within(self, gap: float) -> bool:
        """Tell whether there is a roster and every tier is within a gap."""
        return bool(self.parts) and all(p.gap <= gap for p in self.parts)

    def cells(self) -> tuple[str, ...]:
        """Return the cells of its line of the table."""
        return (
            self.name,
            f"{self.officers}",
            f"{self.missions:,}",
            "–" if self.first is None else f"{self.first:.1f} s",
            f"{self.seconds:.1f} s ({self.processor:.0f})",
            "; ".join(map(str, self.parts)) or "no roster",
            f"{self.memory:,.0f} MiB" if self.memory else "–",
            "yes" if self.verified else "**no**",
            self.wanted,
            {True: "yes", False: "**no**", None: ""}[self.met],
        )


# --- one solve in a process of its own ------------------------------------------------


def stake(scenario: Scenario) -> int:
    """Return the points that the missions by priority could lose in all."""
    total = 0
    for mission in scenario.missions.values():
        times = mission.times
        if mission.relay:
            step = mission.relay.step
            times = sum((w.end - w.start) // step for w in mission.relay.windows)
        total += 0 if mission.mandatory else mission.priority * times
    return total


def set_stakes(scenario: Scenario, found: Measured) -> None:
    """Note the points at stake in the tiers of missions."""
    for tier, part in zip(scenario.tiers, found.parts, strict=True):
        if MISSIONS in tier.goals:
            part.stake = stake(scenario)


def solved(folder: Path, seconds: float, seed: int) -> Measured:
    """Solve a scenario, in this process; judge what was found."""
    interruption = Interruption()
    scenario = load(folder)
    trace: list[Progress] = []
    search = Search(time_limit=seconds, seed=seed)
    result = solve(scenario, search, listener=trace.append, interruption=interruption)
    found = Measured(
        name=folder.name,
        officers=len(scenario.officers),
        missions=len(scenario.missions),
        seconds=time.monotonic() - interruption.since,
        processor=spent(),
    )
    if result.roster is None:
        return found
    ahead = [p.seconds for p in trace if p.best is not None]
    found.first = min(ahead, default=found.seconds)
    found.parts = [
        Part(name=t.name, value=t.value, bound=t.bound, seconds=t.seconds)
        for t in result.tiers
    ]
    set_stakes(scenario, found)
    found.near = time_to(NEAR, trace, found)
    run = describe(scenario, result, search, interrupted=False)
    found.verified = judge(scenario, result.roster, run).passed
    return found


def spent() -> float:
    """Return the processor seconds of this process and of those that it ended."""
    used = [
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return sum(u.ru_utime + u.ru_stime for u in used)


def time_to(gap: float, trace: Sequence[Progress], found: Measured) -> float | None:
    """Return the seconds until every tier was within a gap; ``None`` = never."""
    reached: dict[str, float] = {}
    for point in trace:
        if point.best is not None and point.gap <= gap:
            reached.setdefault(point.tier, point.seconds)
    last = 0.0
    for part in found.parts:
        if part.gap > gap:
            return None
        if part.seconds:  # the others were settled without a search
            last = max(last, reached.get(part.name, found.seconds))
    return last


def published(folder: Path, seconds: float, seed: int) -> Measured:
    """Solve a scenario, in this process; time the publication of what was found.

    Without seconds, the first roster that keeps the rules is published: it holds hardly
    any mission, which takes longest to write.
    """
    scenario = load(folder)
    asked = scenario if seconds else replace(scenario, tiers=())
    search = Search(time_limit=seconds or 600, seed=seed)
    result = solve(asked, search)
    found = Measured(
        name=f"{folder.name}, {'best' if seconds else 'first'} roster",
        officers=len(scenario.officers),
        missions=len(scenario.missions),
    )
    if result.roster is None:
        return found
    if not seconds:
        result = measured_again(scenario, result)
    assert result.roster is not None
    run = describe(scenario, result, search, interrupted=False)
    with tempfile.TemporaryDirectory() as room:
        started, before = time.monotonic(), spent()
        week = publish_verified(scenario, result.roster, run, Path(room) / "out", "fr")
        found.seconds = time.monotonic() - started
        found.processor = spent() - before
    found.verified = week.verdict.passed
    found.parts = [
        Part(name=t.name, value=t.value, bound=t.bound, seconds=t.seconds)
        for t in result.tiers
    ]
    return found


def measured_again(scenario: Scenario, result: Result) -> Result:
    """Return a result with the tiers of the scenario, of which nothing is proved."""
    from scheduler.domain.roster import Facts
    from scheduler.domain.run import SolveStatus, TierResult
    from scheduler.solve.fill import tier_value

    assert result.roster is not None
    facts = Facts(scenario, result.roster)
    tiers = []
    for tier in scenario.tiers:
        value, goals = tier_value(tier, facts)
        status = SolveStatus.FEASIBLE if value else SolveStatus.OPTIMAL
        tiers.append(
            TierResult(
                name=tier.name,
                value=value,
                bound=0,
                status=status,
                seconds=0.0,
                goals=goals,
            )
        )
    return replace(result, status=SolveStatus.FEASIBLE, tiers=tuple(tiers))


def _run(
    pipe: Connection, work: Callable[..., Measured], arguments: tuple[object, ...]
) -> None:
    pipe.send(work(*arguments))
    pipe.close()


def apart(work: Callable[..., Measured], *arguments: object) -> Measured:
    """Do some work in a process of its own, and measure its memory.

    Raises
    ------
    RuntimeError
        If the process ends without an answer.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    peak = 0.0
    assert process.pid is not None
    while not ours.poll(SAMPLED):
        peak = max(peak, memory(process.pid))
    try:
        found: Measured = ours.recv()
    except EOFError:
        process.join()
        said = f"{work.__name__}{arguments}: exit code {process.exitcode}"
        raise RuntimeError(said) from None
    process.join()
    found.memory = peak
    return found


def memory(root: int) -> float:
    """Return the memory of a process and those that it started, in MiB.

    Pages that several of them share count once.
    """
    children: defaultdict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            after_name = stat.read_text().rpartition(")")[2].split()
            children[int(after_name[1])].append(int(stat.parent.name))
    total, open_ = 0, [root]
    while open_:
        process = open_.pop()
        open_ += children[process]
        with suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


# --- the rows of the table ------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What the command line asks for.

    Parameters
    ----------
    room
        Folder for scenarios and outputs.
    seconds
        Time limit of every solve in place of the usual one; ``None`` = the usual.
    count
        Most solves of a row; ``None`` = all.
    short
        Whether the short form is run.
    """

    room: Path
    seconds: float | None = None
    count: int | None = None
    short: bool = False

    def limit(self, usual: float, short: float | None = None) -> float:
        """Return the time limit of a solve; the short form has its own."""
        if self.seconds is not None:
            return self.seconds
        return short if self.short and short is not None else usual

    def some(self, all_of: Iterable[T]) -> list[T]:
        """Return as many of some things as are asked for."""
        return list(all_of)[: self.count]


def weeks(asked: Asked) -> Iterator[Measured]:
    """Run ``patrol solve`` on the shipped weeks: read, solve, write, judge."""
    names = ["clermont-ferrand"] if asked.short else list(SHIPPED)
    for name in names:
        for seed in asked.some(range(1 if asked.short else 5)):
            yield commanded(
                name, asked.room / name / str(seed), asked.limit(120, 90), seed
            )


def commanded(name: str, out: Path, seconds: float, seed: int) -> Measured:
    """Run ``patrol solve`` on a shipped week, and read what it wrote."""
    folder = ROOT / "scenarios" / name
    command = [sys.executable, "cli.py", "solve", str(folder), "--out", str(out)]
    command += ["--time-limit", str(seconds), "--seed", str(seed), "--json"]
    started, before = time.monotonic(), spent()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    ended, processor = time.monotonic(), spent() - before
    scenario = load(folder)
    found = Measured(
        name=f"{name}, seed {seed}",
        wanted=f"proved in {SHIPPED[name]:.0f} s",
        officers=len(scenario.officers),
        missions=len(scenario.missions),
        seconds=ended - started,
        processor=processor,
        verified=done.returncode == 0,
    )
    with suppress(FileNotFoundError):
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
        keys = ("name", "value", "bound", "seconds")
        found.parts = [Part(**{k: t[k] for k in keys}) for t in run["tiers"]]
        set_stakes(scenario, found)
    found.met = found.proved and found.seconds <= SHIPPED[name]
    return found


def random_towns(asked: Asked) -> Iterator[Measured]:
    """Solve weeks for which nobody tuned the engine."""
    for seed in asked.some([SMALL_TOWN] if asked.short else range(1, 21)):
        folder = asked.room / f"town-{seed}"
        town = towns.draw(seed)
        write_tables(town, folder)
        found = apart(solved, folder, asked.limit(60, 30), 0)
        found.name += f" ({', '.join(features(town))})"
        found.wanted = "first in 3 s; all within 2 %"
        found.met = found.first is not None and found.first <= 3 and found.within(0.02)
        yield found


def features(town: Tables) -> list[str]:
    """Return the features of a town that not every town has."""
    found = [t for t in TOLD if t in town.tables]
    missions = town.tables["missions"]
    found += ["post"] if any(m.get("overlap") for m in missions) else []
    found += ["event"] if any(m.get("event") for m in missions) else []
    officers = town.tables["officers"]
    if any(o["officer"][0] == "N" and o["tours"] == "free" for o in officers):
        found.append("free national tours")
    return found


def sizes(asked: Asked) -> Iterator[Measured]:
    """Solve the Clermont-Ferrand week with more officers."""
    for officers, usual in asked.some(
        [(200, 60)] if asked.short else [(200, 60), (400, 120), (800, 300)]
    ):
        found = apart(solved, enlarged(asked, officers), asked.limit(usual, 40), 0)
        first = found.first if found.first is not None else math.inf
        if officers == 200:
            found.wanted = "proved in 25 s"
            found.met = found.proved and found.seconds <= 25
        elif officers == 400:
            found.wanted = "first in 10 s; missions proved, the rest within 3 %"
            found.met = first <= 10 and settled(found, 0.03)
        else:
            found.wanted = "first in 30 s; missions within 0.5 % at stake; 4 GiB"
            apart_by = [p.value - p.bound <= 0.005 * p.stake for p in staked(found)]
            found.met = first <= 30 and all(apart_by) and found.memory <= 4096
            found.met = found.met and bool(apart_by)
        yield found


def month(asked: Asked) -> Iterator[Measured]:
    """Solve four weeks of the Clermont-Ferrand staff."""
    found = apart(solved, enlarged(asked, 134, 28), asked.limit(120), 0)
    found.wanted = "missions proved, the rest within 5 %"
    found.met = settled(found, 0.05)
    yield found


def doubling(asked: Asked) -> Iterator[Measured]:
    """Time an equal gap of every tier, for twice as many officers each time."""
    before: Measured | None = None
    for officers in asked.some(DOUBLED):
        found = apart(solved, enlarged(asked, officers), asked.limit(300), 0)
        after = "never" if found.near is None else f"after {found.near:.1f} s,"
        found.name += f": {after} within {100 * NEAR:.0f} %"
        if before is not None:
            found.wanted = "at most 2.5 times that before"
            found.met = False
            if found.near is not None and before.near:
                # Numbers of officers are not exactly doubled.
                times = found.near / before.near
                found.name += f", {times:.1f} times"
                found.met = times <= 2.5 * found.officers / before.officers / 2
        before = found
        yield found


def publishing(asked: Asked) -> Iterator[Measured]:
    """Write the outputs of 400 officers: an almost empty roster, and a good one."""
    folder = enlarged(asked, 400)
    for seconds in asked.some([0.0, asked.limit(60)]):
        found = apart(published, folder, seconds, 0)
        found.wanted = "8 s"
        found.met = found.verified and found.seconds <= 8
        yield found


def staked(found: Measured) -> list[Part]:
    """Return the tiers of missions by priority."""
    return [p for p in found.parts if p.stake]


def settled(found: Measured, gap: float) -> bool:
    """Tell whether tiers up to missions are proved, and later ones within a gap."""
    missions = staked(found)
    if not missions:
        return False
    until = found.parts.index(missions[-1]) + 1
    proved = all(p.gap == 0 for p in found.parts[:until])
    return proved and all(p.gap <= gap for p in found.parts[until:])


def enlarged(asked: Asked, officers: int, days: int = 7) -> Path:
    """Write the Clermont-Ferrand week for more officers or days, once."""
    folder = asked.room / f"{officers} x {days}".replace(" ", "")
    if not folder.exists():
        base = ROOT / grow.CLERMONT
        tables = grow.grown(grow.Base(base), officers, 1)
        grow.write(folder, base, grow.prolonged(tables, days // 7), days // 7)
    return folder


ROWS: dict[str, Callable[[Asked], Iterator[Measured]]] = {
    "weeks": weeks,
    "towns": random_towns,
    "sizes": sizes,
    "month": month,
    "doubling": doubling,
    "publishing": publishing,
}
SHORT = ("towns", "weeks", "sizes")


def line(cells: Sequence[str]) -> str:
    """Return a line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=tuple(ROWS))
    parser.add_argument("--count", type=int, help="most solves of a row")
    parser.add_argument("--seconds", type=float, help="time limit of every solve")
    parser.add_argument("--short", action="store_true", help="less than 3 minutes")
    parser.add_argument("--json", type=Path, help="file for the same figures")
    given = parser.parse_args()
    every: list[Measured] = []
    with tempfile.TemporaryDirectory() as room:
        asked = Asked(Path(room), given.seconds, given.count, given.short)
        for name in given.only or (SHORT if given.short else ROWS):
            print(f"\n### {name}\n", line(HEADINGS), sep="\n")  # noqa: T201
            print(line(["---"] * len(HEADINGS)))  # noqa: T201
            own = []
            for found in ROWS[name](asked):
                print(line(found.cells()), flush=True)  # noqa: T201
                own.append(found)
            met = sum(found.met is True for found in own)
            of = sum(found.met is not None for found in own)
            print(f"\n{met} of {of} met.")  # noqa: T201
            if name == "towns":
                soon = sum(f.first is not None and f.first <= 3 for f in own)
                near = sum(f.within(0.02) for f in own)
                of_all = f"first roster in 3 s: {soon}; every tier within 2 %: {near}"
                print(f"Of {len(own)}, {of_all} (18 of 20 wanted).")  # noqa: T201
            every += own
    if given.json:
        figures = [asdict(found) for found in every]
        given.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
