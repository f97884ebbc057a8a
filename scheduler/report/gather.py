"""Reading solved weeks from their folders, for the figures to look at."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from scheduler.domain.scenario import Scenario
from scheduler.export.notices import FOLDER, meant
from scheduler.io.faults import Fault, Faults, InputFaults
from scheduler.io.files import read_bounded
from scheduler.report.base import Week, covered
from scheduler.scenarios.load import load
from scheduler.verify.judge import Verdict
from scheduler.verify.solved import read_solved
from scheduler.words import N_


@dataclass(frozen=True, slots=True)
class Pair:
    """A scenario, and the folder of a roster made for it."""

    scenario: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Refused:
    """A roster that the checker does not pass, and why."""

    pair: Pair
    week: Scenario
    verdict: Verdict


class NotVerified(Exception):  # noqa: N818 (nothing failed: it is a refusal)
    """Some rosters do not pass the checker: no report is made of them.

    Parameters
    ----------
    refused
        At least one.
    """

    def __init__(self, refused: Iterable[Refused]) -> None:
        self.refused = tuple(refused)
        super().__init__(*(str(r.pair.folder) for r in self.refused))


def gather(
    pairs: Sequence[Pair],
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    tell: Callable[[int, Pair], None] = lambda _number, _pair: None,
) -> tuple[Week, ...]:
    """Return the weeks of some folders, in order of time.

    Parameters
    ----------
    pairs
        What to read.
    first, last
        First and last local day that count; ``None`` = all that the weeks cover.
    tell
        Told the number of each pair and the pair before it is read.

    Raises
    ------
    InputFaults
        If anything is wrong with the files or with how they go together, all of it.
    NotVerified
        If some roster does not pass the checker.
    """
    faults = Faults()
    read: list[tuple[Pair, Week]] = []
    for number, pair in enumerate(pairs, 1):
        tell(number, pair)
        week = _read(pair, faults)
        if week is not None:
            read.append((pair, week))
    faults.extend(_clashes(read))
    faults.stop()
    refused = [
        Refused(pair, week.scenario, week.verdict)
        for pair, week in read
        if not week.verdict.passed
    ]
    if refused:
        raise NotVerified(refused)
    weeks = [_cut(week, first, last) for _pair, week in read]
    inside = [week for week in weeks if week.days]
    if not inside:
        raise InputFaults([_outside([week for _pair, week in read])])
    return tuple(
        sorted(inside, key=lambda w: (w.scenario.clock.start, w.scenario.title))
    )


def _read(pair: Pair, faults: Faults) -> Week | None:
    try:
        scenario = load(pair.scenario)
    except InputFaults as error:
        home = pair.scenario if pair.scenario.is_dir() else pair.scenario.parent
        faults.extend(replace(f, file=_inside(home, f.file)) for f in error.faults)
        return None
    found = Faults()
    try:
        solved = read_solved(scenario, pair.folder)
    except InputFaults as error:
        found.extend(error.faults)
    written = _notices(pair.folder / FOLDER, found)
    if found:
        faults.extend(replace(f, file=_inside(pair.folder, f.file)) for f in found)
        return None
    return Week(
        scenario=solved.scenario,
        roster=solved.roster,
        run=solved.run,
        verdict=solved.verdict,
        days=frozenset(scenario.clock.dates),
        written=written,
    )


def _inside(home: Path, file: str) -> str:
    return str(home / file) if file else str(home)


def _notices(
    folder: Path, faults: Faults
) -> Mapping[str, tuple[Mapping[str, str], ...]] | None:
    """Return the rows of every notice, ``None`` if there is no such folder."""
    if not folder.is_dir():
        return None
    found = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            text = read_bounded(path).decode("utf-8-sig")
            table = csv.DictReader(io.StringIO(text, newline=""), restval="")
            rows = tuple(
                {h: meant(c) if isinstance(c, str) else c for h, c in row.items()}
                for row in table
            )
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            faults.add(
                f"{FOLDER}/{path.name}",
                N_("cannot be read ({value})"),
                N_("write it again with patrol export --only notices"),
                value=str(error),
            )
            continue
        found[path.stem] = rows
    return found


def _clashes(read: Sequence[tuple[Pair, Week]]) -> Iterable[Fault]:
    """Yield a fault for each two folders that tell of the same days."""
    for (one, earlier), (other, later) in combinations(read, 2):
        if (earlier.scenario.title, earlier.roster) == (
            later.scenario.title,
            later.roster,
        ) or one.folder.resolve() == other.folder.resolve():
            yield Fault(
                file=str(other.folder),
                message=N_("the same week as {other}: it would count twice"),
                hint=N_("give each week once"),
                values={"other": str(one.folder)},
            )
        elif earlier.scenario.title == later.scenario.title and (
            shared := sorted(earlier.days & later.days)
        ):
            yield Fault(
                file=str(other.folder),
                message=N_(
                    "another roster of “{title}” for days of {other}, from "
                    "{first:date} to {last:date}"
                ),
                hint=N_(
                    "give one roster for each day: the one that was worked, or other "
                    "titles if they are two places"
                ),
                values={
                    "title": earlier.scenario.title,
                    "other": str(one.folder),
                    "first": shared[0].isoformat(),
                    "last": shared[-1].isoformat(),
                },
            )


def _cut(week: Week, first: dt.date | None, last: dt.date | None) -> Week:
    inside = {
        day
        for day in week.days
        if (first is None or first <= day) and (last is None or day <= last)
    }
    return replace(week, days=frozenset(inside))


def _outside(weeks: Sequence[Week]) -> Fault:
    days = covered(weeks)
    return Fault(
        file="--period-from/--period-to",
        message=N_("no week has a day in this period"),
        hint=N_("the weeks given go from {first:date} to {last:date}"),
        values={"first": days[0].isoformat(), "last": days[-1].isoformat()},
    )
