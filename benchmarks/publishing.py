"""Time each step between the end of a search and the end of the command.

    .venv/bin/python benchmarks/publishing.py SCENARIO [--solved FOLDER] [--limit S]

The roster is that of a solved folder, or is found first in the seconds given: too few
leave many missions without a crew, and each of them has to be explained. Prints
processor seconds; packages that a step loads count for it.
"""

import argparse
import io
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from scheduler.domain.roster import Roster
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario
from scheduler.scenarios.load import load


class Stopwatch:
    """Processor seconds by step; a step within another one counts by itself."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._within: list[float] = []

    def run(self, label: str, call: Callable[[], Any]) -> Any:
        """Call, and add the seconds taken to a step."""
        self._within.append(0.0)
        started = time.process_time()
        try:
            return call()
        finally:
            taken = time.process_time() - started
            own = taken - self._within.pop()
            self.spent[label] = self.spent.get(label, 0.0) + own
            if self._within:
                self._within[-1] += taken

    def wrap(self, owner: Any, name: str, label: str) -> None:
        """Count every call of a function of a module or class as a step."""
        call = getattr(owner, name)
        setattr(owner, name, lambda *a, **k: self.run(label, lambda: call(*a, **k)))


def searched(folder: Path, limit: float) -> tuple[Scenario, Roster, Run]:
    """Return a week, and what is found in some seconds."""
    from scheduler.plan import describe
    from scheduler.solve.engine import Search
    from scheduler.solve.tiers import solve

    week, search = load(folder), Search(time_limit=limit, workers=2)
    result = solve(week, search)
    if result.roster is None:
        raise SystemExit(f"no roster of {folder} in {limit:g} s: give more")
    return week, result.roster, describe(week, result, search, interrupted=False)


def read(scenario: Path, folder: Path) -> tuple[Scenario, Roster, Run]:
    """Return a week, and what a solved folder holds of it."""
    from scheduler.rosters.files import read_files

    files = read_files(load(scenario), folder)
    return files.scenario, files.roster, files.run


def publish(week: Scenario, roster: Roster, run: Run, watch: Stopwatch) -> int:
    """Publish into a folder of its own; return the number of missions not held."""

    def imports() -> None:
        import scheduler.export
        import scheduler.plan
        import scheduler.publish
        import scheduler.terminal.printing  # noqa: F401

    watch.run("packages", imports)
    import scheduler.export as export
    import scheduler.plan as plan
    import scheduler.publish as publish
    from scheduler.terminal import printing

    watch.wrap(publish, "_write_file", "files")
    watch.wrap(publish, "_sync", "files")
    watch.wrap(publish.Stage, "commit", "files")
    watch.wrap(plan, "read_solved", "read back and judge")
    for name, exporter in export.EXPORTERS.items():
        render = exporter.render
        # A list: the work of a generator is done while it is read.
        vars(exporter)["render"] = lambda edition, name=name, render=render: watch.run(
            f"export {name}", lambda: list(render(edition))
        )
    with tempfile.TemporaryDirectory() as place, redirect_stdout(io.StringIO()):
        solved = watch.run(
            "other",
            lambda: plan.publish_verified(week, roster, run, Path(place, "out"), "en"),
        )
        watch.run("print", lambda: printing.print_solve(solved, as_json=False))
    if not solved.verdict.passed:
        raise SystemExit("the roster failed verification")
    return sum(s.missing for s in solved.verdict.shortfalls)


def main() -> None:
    """Publish and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--solved", type=Path)
    parser.add_argument("--limit", type=float, default=30.0)
    given = parser.parse_args()
    if given.solved:
        found = read(given.scenario, given.solved)
    else:
        found = searched(given.scenario, given.limit)
    watch = Stopwatch()
    started = time.process_time()
    missing = publish(*found, watch)
    whole = time.process_time() - started
    week, roster, _run = found
    print(  # noqa: T201
        f"{len(week.officers)} officers, {len(week.missions)} missions, {missing} not "
        f"held, {len(roster.assignments)} assignments"
    )
    for step, seconds in watch.spent.items():
        print(f"  {step:24} {seconds:6.2f} s")  # noqa: T201
    print(f"  {'in all':24} {whole:6.2f} s")  # noqa: T201


if __name__ == "__main__":
    main()
