"""End searches at random moments, by Ctrl-C or by the limit, and see what is left.

    .venv/bin/python benchmarks/interrupts.py SCENARIO... [--times N] [--latest S]

Runs ``patrol solve``, which judges what it has written. Prints how often a roster was
written, each exit code, and the greatest overshoot: search seconds beyond the limit or
beyond Ctrl-C, less 2 % of the limit.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="+", type=Path, metavar="SCENARIO")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latest", type=float, default=20.0, help="latest moment")
    given = parser.parse_args()
    draw = random.Random(given.seed)
    ends: Counter[tuple[str, int, bool]] = Counter()
    beyond: dict[str, list[float]] = {"limit": [], "Ctrl-C": []}
    for number in range(given.times):
        scenario = draw.choice(given.scenarios)
        how, moment = draw.choice(list(beyond)), draw.uniform(0.3, given.latest)
        with tempfile.TemporaryDirectory() as folder:
            code, seconds = ended(scenario, how, moment, number, Path(folder) / "out")
        ends[how, code, seconds is not None] += 1
        if seconds is not None:
            share = 0.02 * moment if how == "limit" else 0.0
            beyond[how].append(seconds - moment - share)
            click.echo(
                f"{scenario.name} {how} {moment:.1f} s: {seconds:.1f} s", err=True
            )
    for (how, code, written), count in sorted(ends.items()):
        wrote = "a roster" if written else "no roster"
        click.echo(f"{how}: exit code {code}, {wrote}: {count} times")
    for how, found in beyond.items():
        if found:
            found.sort()
            middle, most = found[len(found) // 2], found[-1]
            click.echo(f"{how}: {middle:.1f} s beyond (median), {most:.1f} s (most)")


def ended(
    scenario: Path, how: str, moment: float, seed: int, out: Path
) -> tuple[int, float | None]:
    """Return the exit code, and the seconds of the search if a roster was written."""
    limit = moment if how == "limit" else 1000.0
    command = [sys.executable, str(ROOT / "cli.py"), "solve", str(scenario)]
    command += ["--out", str(out), "--time-limit", f"{limit:.2f}", "--seed", str(seed)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if how == "Ctrl-C":
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
    code = process.wait()
    run = out / "run.json"
    if not run.exists():
        return code, None
    return code, float(json.loads(run.read_text(encoding="utf-8"))["seconds"])


if __name__ == "__main__":
    main()
