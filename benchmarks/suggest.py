"""Print how long suggestions take on a solved week, in processor seconds.

    .venv/bin/python benchmarks/suggest.py SCENARIO DIR

Each officer who has missions falls ill for one day, the first with missions, and for
the whole week; each mission that is not held is asked about. The first suggestion of
each answer is judged by the whole checker as well, outside the time measured.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from scheduler.advise.suggestions import Answer, about_mission, about_officer
from scheduler.domain.roster import Facts
from scheduler.rosters.files import read_files
from scheduler.scenarios.load import load
from scheduler.verify.exceptions import examine
from scheduler.verify.shortfalls import shortfalls


def main() -> None:
    """Measure a week."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    begun = time.process_time()
    files = read_files(load(given.scenario), given.folder)
    facts = Facts(files.scenario, files.roster)
    print(  # noqa: T201
        f"loading: {time.process_time() - begun:.2f} s"
    )
    clock = facts.scenario.clock
    busy = [o for o, duties in facts.duties_of.items() if duties]

    def one_day(officer: str) -> Callable[[], Answer]:
        day = clock.day(facts.duties_of[officer][0].occurrence.day)
        return lambda: about_officer(facts, officer, day.start, day.end)

    def all_week(officer: str) -> Callable[[], Answer]:
        return lambda: about_officer(facts, officer, 0, clock.span.end)

    def mission(code: str) -> Callable[[], Answer]:
        return lambda: about_mission(facts, code)

    unheld = dict.fromkeys(s.occurrence.mission for s in shortfalls(facts))
    measure("an officer ill for a day", map(one_day, busy))
    measure("an officer ill all week", map(all_week, busy))
    measure("a mission that is not held", map(mission, unheld))


def measure(name: str, asked: Iterable[Callable[[], Answer]]) -> None:
    """Print median and greatest time of some questions."""
    seconds, told, filled, open_ = [], 0, 0, 0
    for ask in asked:
        begun = time.process_time()
        answer = ask()
        for advice in answer.advice:
            for own in advice.suggestions.values():
                told += sum(bool(s.margins) for s in own)
        seconds.append(time.process_time() - begun)
        open_ += len(answer.advice)
        filled += sum(a.possible for a in answer.advice)
        check(answer)
    if seconds:
        print(  # noqa: T201
            f"{name}: {len(seconds)} asked, {open_} to fill, {filled} possible, {told} "
            f"suggestions; median {statistics.median(seconds):.2f} s, "
            f"most {max(seconds):.2f} s"
        )


def check(answer: Answer) -> None:
    """Insist that a suggestion adds no breach to the roster that it starts from."""
    known = {repr(b) for b in answer.found.moves.breaches}
    possible = [a for a in answer.advice if a.possible]
    for advice in possible[:1]:
        facts = advice.best.facts
        whole = Facts(facts.scenario, facts.roster)
        assert {repr(b) for b in examine(whole).breaches} <= known


if __name__ == "__main__":
    main()
