"""The Python API: load or make a week, solve it, look at the result, publish it.

It wraps the parts of the command ``patrol`` and decides nothing itself. Its names are
those of the package: ``import scheduler as ps``.
"""

import datetime as dt
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import Run, SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.io.faults import Fault, Faults, InputFaults, shown
from scheduler.rosters.baseline import near as keep_near
from scheduler.scenarios.draft import (
    Draft,
    Sheet,
    cell_of,
    draft_from,
    draft_of,
    with_calendars,
    without_made_up_rows,
)
from scheduler.scenarios.load import build as build_scenario
from scheduler.scenarios.source import read_source, scenario_name
from scheduler.scenarios.workbook import write_workbook
from scheduler.scenarios.write import tables_of, write_tables
from scheduler.verify.judge import Verdict, judge
from scheduler.verify.report import (
    before_lines,
    breach_line,
    summary_lines,
    verdict_lines,
)
from scheduler.verify.solved import read_solved
from scheduler.words import N_, _, use_language
from scheduler.words.render import say

if TYPE_CHECKING:
    import pandas as pd

    from scheduler.advise.suggestions import Answer
    from scheduler.explain.answer import Explanation
    from scheduler.explain.contrast import Contrast
    from scheduler.render.frames import Frames
    from scheduler.solve.ask import Asker
    from scheduler.solve.engine import Interruption, Progress, Search
    from scheduler.solve.tiers import Result as Found

Rows: TypeAlias = "Mapping[Any, Any] | Iterable[Mapping[Any, Any]] | pd.DataFrame"
"""A row of a table by heading, several of them, or a frame with a column for each."""


_SIZE = N_(
    "{title}: {officers} officers, {missions} missions, from {first:date} to "
    "{last:date}"
)


class NoRoster(Exception):  # noqa: N818 (nothing failed: it is an answer)
    """A week has no roster, or none was found in time.

    Parameters
    ----------
    status
        ``INFEASIBLE`` if it is proved that there is none, else ``UNKNOWN``.
    lines
        Why, in the language of the week.
    """

    def __init__(self, status: SolveStatus, lines: Iterable[str]) -> None:
        self.status = status
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


class NotVerified(Exception):  # noqa: N818 (nothing failed: it is a refusal)
    """A roster breaks a rule, or has other values than claimed: nothing is written.

    Parameters
    ----------
    verdict
        What the checker found.
    lines
        The same, in the language of the outputs.
    """

    def __init__(self, verdict: Verdict, lines: Iterable[str]) -> None:
        self.verdict = verdict
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True, repr=False)
class Week:
    """A week, or any other horizon, to solve.

    Parameters
    ----------
    scenario
        All that is known of it: see ``scheduler.domain.scenario``.
    tables
        The tables that it was read from; ``None`` = it was made otherwise.
    """

    scenario: Scenario
    tables: Draft | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        """Return title, days and size."""
        week = self.scenario
        days = week.clock.dates
        return (
            f"<Week {week.title!r}, {days[0]} to {days[-1]}: "
            f"{len(week.officers)} officers, {len(week.missions)} missions>"
        )

    def summary(self, language: str | None = None) -> str:
        """Return title, size and days, and which missions no tour can hold.

        That can be told before any search.

        Parameters
        ----------
        language
            ``fr`` or ``en``; the language of the week if not given.
        """
        week = self.scenario
        size = {
            "title": week.title,
            "officers": len(week.officers),
            "missions": len(week.missions),
            "first": week.clock.dates[0],
            "last": week.clock.dates[-1],
        }
        with use_language(language or week.language):
            return "\n".join([say(_SIZE, size), *before_lines(week)])


@dataclass(frozen=True, repr=False)
class Result:
    """A roster of a week, and what the solver reports on it.

    Parameters
    ----------
    week
        What was planned.
    roster
        The plan.
    run
        Status, tiers with their proofs, seeds and times; ``None`` = the roster was not
        solved here, and claims nothing.
    judged
        What the checker found in the folder it was read from; ``None`` = it is judged
        when first asked.

    Raises
    ------
    InputFaults
        If the roster names an officer, a mission, a start, a position or a shift that
        the week does not have.
    """

    week: Week
    roster: Roster
    run: Run | None = None
    judged: Verdict | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Make sure that the roster is one of this week."""
        faults = list(_strangers(self.week.scenario, self.roster))
        if faults:
            raise InputFaults(faults)

    @cached_property
    def facts(self) -> Facts:
        """The week and the roster, indexed for reading."""
        return Facts(self.week.scenario, self.roster)

    @cached_property
    def _verdict(self) -> Verdict:
        return self.judged or judge(self.week.scenario, self.roster, self.run)

    def verify(self) -> Verdict:
        """Return what the checker finds: breaches, values, missions not held.

        It works without the solver. A roster without a run passes if it breaks no rule.
        """
        return self._verdict

    @cached_property
    def frames(self) -> "Frames":
        """The roster as data frames: tours, assignments, shortfalls, loads, costs.

        Reasons are in the language of the week.
        """
        from scheduler.render.frames import Frames
        from scheduler.render.rows import Rows

        verdict, language = self.verify(), self.week.scenario.language
        rows = Rows(self.facts, verdict.losses, verdict.shortfalls, language)
        return Frames(rows)

    def summary(self, language: str | None = None) -> str:
        """Return what ``patrol solve`` prints: tiers, what is missing, the verdict.

        Parameters
        ----------
        language
            ``fr`` or ``en``; the language of the week if not given.
        """
        with use_language(language or self.week.scenario.language):
            lines = summary_lines(self.week.scenario, self.run, self.verify())
            return "\n".join(lines)

    def export(self, folder: Path | str, *, language: str | None = None) -> Path:
        """Write every output to a folder: see ``export``."""
        return export(self, folder, language=language)

    def __repr__(self) -> str:
        """Return status, value of every tier, and what the checker says."""
        verdict = self.verify()
        status = "not solved" if self.run is None else self.run.status.value
        values = " · ".join(str(t.value) for t in verdict.tiers)
        said = "verified" if verdict.passed else "NOT VERIFIED"
        missing = sum(s.missing for s in verdict.shortfalls)
        return (
            f"<Result of {self.week.scenario.title!r}: {status}, tiers {values}, "
            f"{len(self.roster.tours)} tours, missions not held: {missing}, {said}>"
        )

    def _repr_html_(self) -> str:
        """Return tiers, missing missions and the grid, for notebooks."""
        from scheduler.export import glance

        language = self.week.scenario.language
        return glance(self.facts, self.verify(), self.run, language)


def load(path: Path | str) -> Week:
    """Return the week that a folder or a workbook holds.

    Parameters
    ----------
    path
        Folder with ``scenario.toml`` and tables, or ``.xlsx`` workbook.

    Raises
    ------
    InputFaults
        If anything is wrong: every fault of every file in one go.
    """
    path, faults = Path(path), Faults()
    source = read_source(path, faults)
    return Week(build_scenario(scenario_name(path), source, faults), draft_from(source))


def read(week: Week, folder: Path | str) -> Result:
    """Return the result that a solved folder holds, as it stands on disk.

    Parameters
    ----------
    week
        What was planned.
    folder
        Where ``patrol solve`` or ``export`` wrote it.

    Raises
    ------
    InputFaults
        If a file is missing, or cannot be read as what it should be.
    """
    solved = read_solved(week.scenario, folder)
    return Result(
        Week(solved.scenario, week.tables), solved.roster, solved.run, solved.verdict
    )


def solve(
    week: Week,
    search: "Search | None" = None,
    *,
    near: Path | str | None = None,
    freeze: dt.datetime | None = None,
    listener: "Callable[[Progress], None] | None" = None,
) -> Result:
    """Return the best roster of a week that is found in the time given.

    Ctrl-C stops the search and keeps the best roster found.

    Parameters
    ----------
    week
        What is planned.
    search
        Seconds, threads, seed and gap; 60 s on 2 threads if not given.
    near
        Folder of a roster that people know: once missions are settled, change as little
        of it as possible.
    freeze
        With ``near``: what began before this instant stays as it is. An aware datetime
        on a whole minute.
    listener
        Told of every better value and bound, from other threads.

    Raises
    ------
    NoRoster
        If it is proved that there is none, or none was found in time.
    InputFaults
        If ``near`` holds no readable roster of these days, or the week lacks something
        of it that began before ``freeze``.
    ValueError
        If ``freeze`` comes without ``near``, or is not such a datetime.
    """
    from scheduler.plan import describe
    from scheduler.solve.engine import Interruption, Search

    interruption = Interruption()
    search = search or Search()
    if near is not None:
        clock = week.scenario.clock
        instant = None if freeze is None else clock.from_datetime(freeze)
        week = Week(keep_near(week.scenario, near, instant), week.tables)
    elif freeze is not None:
        raise ValueError("freeze goes with near")
    found = _search(week.scenario, search, interruption, listener)
    stopped = interruption.stopped.is_set()
    if found.roster is None:
        with use_language(week.scenario.language):
            raise NoRoster(found.status, _why(week.scenario, found.status, stopped))
    run = describe(week.scenario, found, search, interrupted=stopped)
    return Result(week, found.roster, run)


def replan(
    week: Week,
    published: Path | str,
    search: "Search | None" = None,
    *,
    freeze: dt.datetime | None = None,
    alternatives: int = 1,
    listener: "Callable[[Progress], None] | None" = None,
) -> list[Result]:
    """Return repairs of a published roster after the tables of its week changed.

    Once mandatory missions and minimum cover are settled, the duties of as few officers
    as possible change, in as few tours and seats as possible. Ctrl-C stops the search
    and keeps the best roster found.

    Parameters
    ----------
    week
        What is planned now.
    published
        Folder of the roster that people know.
    search
        Seconds, threads and seed; 60 s on 2 threads if not given. Other repairs are
        searched for as long again.
    freeze
        What began before this instant stays as it is. An aware datetime on a whole
        minute.
    alternatives
        How many repairs at most; others cover more with more people, or need others.
    listener
        Told of every better value and bound, from other threads.

    Returns
    -------
    list of Result
        The best repair, then the others, of which nothing is proved.

    Raises
    ------
    NoRoster
        If it is proved that there is none, or none was found in time.
    InputFaults
        If the folder holds no readable roster of these days, or the week lacks
        something of it that began before ``freeze``.
    ValueError
        If ``freeze`` is not such a datetime, or ``alternatives`` is below 1.
    """
    from scheduler.plan import describe
    from scheduler.solve.alternatives import alternatives as others
    from scheduler.solve.engine import Interruption, Search
    from scheduler.solve.replan import replan as best

    if alternatives < 1:
        raise ValueError(f"alternatives is {alternatives}, not 1 or more")
    interruption = Interruption()
    search = search or Search()
    clock = week.scenario.clock
    instant = None if freeze is None else clock.from_datetime(freeze)
    kept = keep_near(week.scenario, published, instant, repair=True)
    week = Week(kept, week.tables)
    first = _search(week.scenario, search, interruption, listener, best)
    stopped = interruption.stopped.is_set()
    if first.roster is None:
        with use_language(week.scenario.language):
            raise NoRoster(first.status, _why(week.scenario, first.status, stopped))
    found = [first]
    if alternatives > 1 and not stopped:
        more = alternatives - 1
        found += others(week.scenario, first, more, search)
    return [
        Result(
            week,
            each.roster,
            describe(week.scenario, each, search, interrupted=stopped),
        )
        for each in found
        if each.roster is not None
    ]


def verify(week: Week, roster: Roster | Path | str) -> Verdict:
    """Return what the checker finds in a roster, without the solver.

    Parameters
    ----------
    week
        What was planned.
    roster
        A roster, wherever it comes from, which claims nothing; or a solved folder,
        whose claims and seals are checked too.

    Raises
    ------
    InputFaults
        If the folder cannot be read, or the roster is of another week.
    """
    if isinstance(roster, Roster):
        return Result(week, roster).verify()
    return read_solved(week.scenario, roster).verdict


def suggest(
    result: Result,
    name: str,
    *,
    day: dt.date | None = None,
    start: dt.time | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    most: int = 5,
) -> "Answer":
    """Return who could take the open seats of a mission, or replace an officer.

    It works without the solver. Every suggestion keeps every rule. They are ordered by
    what the tiers lose, then by the number of officers concerned, then by their work.

    Parameters
    ----------
    result
        The roster.
    name
        Code of the mission, or number of the officer.
    day, start
        For a mission: local day and time at which it begins; not given = any.
    since, until
        For an officer: from when until when, as aware datetimes on a whole minute; the
        whole roster if not given.
    most
        Most suggestions for a seat.

    Raises
    ------
    KeyError
        If no mission and no officer has this name.
    NotVerified
        If the roster breaks rules apart from what absences rule out.
    ValueError
        If the times are not such datetimes, or do not go with the name.
    """
    from scheduler.advise.openings import RosterBroken
    from scheduler.advise.suggestions import about_mission, about_officer

    week = result.week.scenario
    if name not in week.missions and name not in week.officers:
        raise KeyError(name)
    of_mission = name in week.missions
    if of_mission and (since or until):
        raise ValueError("since and until go with an officer")
    if not of_mission and (day or start):
        raise ValueError("day and start go with a mission")
    clock = week.clock
    begins = clock.span.start if since is None else clock.from_datetime(since)
    # Tours of the last night end on the day after.
    after = clock.midnight(clock.dates[-1] + dt.timedelta(days=2))
    ends = after if until is None else clock.from_datetime(until)
    if ends <= begins:
        raise ValueError("until is not after since")
    try:
        if of_mission:
            return about_mission(result.facts, name, day, start, most)
        return about_officer(result.facts, name, begins, ends, most)
    except RosterBroken as error:
        with use_language(week.language):
            lines = [breach_line(week, b) for b in error.breaches]
        raise NotVerified(result.verify(), lines) from error


@overload
def explain(
    result: Result,
    name: str | None = None,
    *,
    seconds: float | None = None,
    workers: int = 2,
    seed: int = 0,
) -> "Explanation": ...


@overload
def explain(
    result: Result,
    name: str,
    about: str | dt.date,
    *,
    instead: str | None = None,
    seconds: float | None = None,
    workers: int = 2,
    seed: int = 0,
) -> "Contrast": ...


def explain(
    result: Result,
    name: str | None = None,
    about: str | dt.date | None = None,
    *,
    instead: str | None = None,
    seconds: float | None = None,
    workers: int = 2,
    seed: int = 0,
) -> "Explanation | Contrast":
    """Return why a roster is as it is, and what would change it.

    Without ``about``: why missions are not held and heads missing, by cause, and what
    would help. With it: why an officer has a mission or a tour, or not, and what the
    opposite would cost. Both solve the week changed.

    Parameters
    ----------
    result
        The roster; for causes, its week was loaded, or made by a ``Builder``.
    name
        Code of a mission: what else is missing is left out. With ``about``, an officer.
    about
        Code of a mission, or the day of a tour.
    instead
        Who would have it instead, or would not have it.
    seconds
        Time for all searches; by default 60 for causes, 10 for an officer. For causes,
        0 = no repair is tried.
    workers, seed
        As for ``solve``.

    Raises
    ------
    KeyError
        If no mission has this code.
    NotVerified
        If the roster breaks rules with the tables as they are.
    ValueError
        If the tables of the week are not known, or the question makes no sense.
    """
    from scheduler.solve.ask import Asker

    with (
        use_language(result.week.scenario.language),
        Asker(workers=workers, seed=seed) as ask,
    ):
        if name is not None and about is not None:
            return _contrasted(result, (name, about, instead), ask, seconds or 10.0)
        return _explained(result, name, ask, 60.0 if seconds is None else seconds)


def _explained(
    result: Result, mission: str | None, ask: "Asker", seconds: float
) -> "Explanation":
    from scheduler.explain.answer import explain as explained
    from scheduler.explain.base import Ground
    from scheduler.explain.edits import Desk

    week = result.week.scenario
    if mission is not None and mission not in week.missions:
        raise KeyError(mission)
    if result.week.tables is None:
        raise ValueError("the tables of the week are not known: load it, or build it")
    ground = Ground(result.facts, result.run, Desk(week.name, result.week.tables))
    if ground.breaches:
        lines = [breach_line(week, b) for b in ground.breaches]
        raise NotVerified(result.verify(), lines)
    return explained(ground, ask, seconds=seconds, only=mission)


def _contrasted(
    result: Result,
    asked: tuple[str, str | dt.date, str | None],
    ask: "Asker",
    seconds: float,
) -> "Contrast":
    from scheduler.advise.openings import RosterBroken
    from scheduler.explain.contrast import contrast
    from scheduler.explain.questions import question
    from scheduler.solve.clash import impossible

    week = result.week.scenario
    officer, about, instead = asked
    try:
        return contrast(
            result.facts,
            question(result.facts, officer, about, instead),
            ask,
            run=result.run,
            seconds=seconds,
            impossible=impossible,
        )
    except RosterBroken as error:
        lines = [breach_line(week, b) for b in error.breaches]
        raise NotVerified(result.verify(), lines) from error


def export(result: Result, folder: Path | str, *, language: str | None = None) -> Path:
    """Write every output of a result to a folder, once verified as it stands on disk.

    Tables, board, calendars, notices and workbook appear whole or not at all; a file in
    the way that the program did not write is kept under another name, with a warning.

    Parameters
    ----------
    result
        What is published.
    folder
        Where: a new or empty folder, or a previous output.
    language
        ``fr`` or ``en``; the language of the week if not given.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    NotVerified
        If the roster does not pass; a previous output stays as it was.
    OutputRefused
        If the folder cannot take the outputs.
    ValueError
        If the result has no run, of which the outputs tell.
    """
    from scheduler.plan import publish_verified

    scenario = result.week.scenario
    language = language or scenario.language
    if result.run is None:
        raise ValueError("a roster that was not solved has no run to publish")
    kept: list[PurePosixPath] = []
    verdict = publish_verified(
        scenario, result.roster, result.run, Path(folder), language, kept.append
    ).verdict
    with use_language(language):
        if not verdict.passed:
            raise NotVerified(verdict, verdict_lines(scenario, verdict))
        for path in kept:
            words = _(
                "Kept as {path}: it was changed by hand, or another program wrote it.",
                path=path,
            )
            warnings.warn(words, stacklevel=2)
    return Path(folder)


class Builder:
    """Makes a week in code, table by table.

    Tables, columns, defaults, checks and messages are those of the files: the manual of
    tables describes them. A row is named by its place in its table, from 1. Nothing is
    checked before ``build``, so that all faults are reported at once.

    Parameters
    ----------
    name
        Code of the week, as the name of its folder would be.
    calendars
        Folder of the calendars that the table ``fixtures`` names.
    **keys
        Keys of ``scenario.toml``: ``title``, ``start``, ``days``, ``language``…
    """

    def __init__(
        self, name: str = "week", *, calendars: Path | str | None = None, **keys: Any
    ) -> None:
        self.name = name
        self._draft = Draft(
            {key: cell_of(value) for key, value in keys.items()},
            homes=() if calendars is None else (Path(calendars),),
        )

    @classmethod
    def from_scenario(cls, path: Path | str, **keys: Any) -> "Builder":
        """Return a builder that holds the tables of a folder or workbook already.

        What they extend is in it too.

        Parameters
        ----------
        path
            Folder or workbook.
        **keys
            Keys to be given another value.

        Raises
        ------
        InputFaults
            If a file cannot be read; what cells mean is looked at by ``build``.
        """
        path, faults = Path(path), Faults()
        draft = draft_of(path, faults)
        if faults:
            raise InputFaults(faults)
        builder = cls(scenario_name(path))
        draft.keys.update({key: cell_of(value) for key, value in keys.items()})
        builder._draft = draft
        return builder

    def __repr__(self) -> str:
        """Return the name, and how many rows each table has."""
        sheets = self._draft.sheets.items()
        sizes = ", ".join(f"{len(sheet.rows)} {name}" for name, sheet in sheets)
        return f"<Builder {self.name!r}: {sizes or 'empty'}>"

    def add(self, table: str, rows: "Rows | None" = None, /, **cells: Any) -> "Builder":
        """Add rows to a table, and return the builder.

        Values are texts as in the files, or Python's own: numbers, booleans, dates,
        times, lists (joined by ``|``), mappings (``code:number``); ``None`` and what
        pandas calls missing are empty cells.

        Parameters
        ----------
        table
            Name of the table, such as ``officers``; or ``tiers``.
        rows
            A row by heading, several of them, or a frame whose columns are headings.
        **cells
            One row more, by heading.

        Raises
        ------
        TypeError
            If rows are neither mappings nor a frame.
        """
        sheet = self._draft.sheets.setdefault(table, Sheet())
        for headings, values in _blocks(rows, cells):
            sheet.add(headings, values)
        return self

    def replace(
        self, table: str, rows: "Rows | None" = None, /, **cells: Any
    ) -> "Builder":
        """Replace all rows of a table, and return the builder.

        Parameters are those of ``add``.
        """
        self._draft.sheets.pop(table, None)
        return self.add(table, rows, **cells)

    def frame(self, table: str) -> "pd.DataFrame":
        """Return the rows of a table: the text of every cell, empty ones as ``""``."""
        import pandas as pd

        sheet = self._draft.sheets.get(table, Sheet())
        width = len(sheet.headings)
        rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
        return pd.DataFrame(rows, columns=sheet.headings, dtype="string")

    def build(self) -> Week:
        """Return the week.

        Raises
        ------
        InputFaults
            If anything is wrong: every fault of every table in one go, each with its
            table, row and column.
        """
        faults = Faults()
        source = self._draft.source(faults)
        try:
            return Week(build_scenario(self.name, source, faults), self._draft.copy())
        except InputFaults as error:
            raise InputFaults(without_made_up_rows(error.faults)) from None

    def write(self, path: Path | str) -> Path:
        """Write the tables as a scenario for the command ``patrol``; return its path.

        They are written as they are, faulty cells included. A roster solved from this
        builder is then one of that scenario.

        Parameters
        ----------
        path
            A new folder, or a new workbook if it ends in ``.xlsx``.

        Raises
        ------
        InputFaults
            If a table, a key or a heading is wrong, or the path is taken.
        OSError
            If a calendar cannot be read.
        """
        faults = Faults()
        source = self._draft.source(faults)
        if faults:
            raise InputFaults(without_made_up_rows(faults))
        tables = with_calendars(tables_of(source), source)
        path = Path(path)
        if path.suffix.lower() == ".xlsx":
            write_workbook(tables, path, tables.language)
        else:
            write_tables(tables, path)
        return path


def _blocks(
    rows: Any, cells: Mapping[str, Any]
) -> Iterator[tuple[Sequence[object], Iterable[Iterable[Any]]]]:
    """Yield rows with their headings: a frame at once, mappings one by one."""
    if hasattr(rows, "itertuples"):
        yield list(rows.columns), rows.itertuples(index=False, name=None)
        rows = ()
    if rows is None or isinstance(rows, Mapping):
        rows = [] if rows is None else [rows]
    for row in [*rows, *([cells] if cells else [])]:
        if not isinstance(row, Mapping):
            raise TypeError(f"a row is a mapping from heading to value, not {row!r}")
        yield list(row), [list(row.values())]


def _search(
    scenario: Scenario,
    search: "Search",
    interruption: "Interruption",
    listener: "Callable[[Progress], None] | None",
    find: "Callable[..., Found] | None" = None,
) -> "Found":
    """Search in another thread, so that Ctrl-C takes effect at once."""
    from scheduler.solve.tiers import solve as search_tiers

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(
            find or search_tiers,
            scenario,
            search,
            listener=listener,
            interruption=interruption,
        )
        while not future.done():
            try:
                wait([future], timeout=0.1)
                if interruption.stopped.is_set():
                    # Again each time: a solver that is just starting does not hear it.
                    interruption.stop()
            except KeyboardInterrupt:
                interruption.stop()
        return future.result()


def _why(scenario: Scenario, status: SolveStatus, stopped: bool) -> list[str]:
    """Return why there is no roster."""
    from scheduler.explain.contradictions import contradictions
    from scheduler.solve.clash import impossible
    from scheduler.verify.conflict import conflicts_lines

    if status is SolveStatus.INFEASIBLE:
        found = contradictions(scenario, impossible)
        return list(conflicts_lines(scenario, found))
    if stopped:
        return [_("Stopped before a first roster was found.")]
    return [
        _(
            "No roster was found in the time given; give more with "
            "Search(time_limit=seconds)."
        )
    ]


def _strangers(scenario: Scenario, roster: Roster) -> Iterator[Fault]:
    """Yield a fault for each tour or assignment that the scenario cannot have."""
    places = {o.key: o for o in scenario.occurrences}
    for number, tour in enumerate(roster.tours, start=1):
        for column, value, known in (
            ("officer", tour.officer, scenario.officers),
            ("shift", tour.shift, scenario.shifts),
        ):
            if value not in known:
                yield _stranger("tours", number, column, value)
    for number, assignment in enumerate(roster.assignments, start=1):
        found = places.get(assignment.placing)
        if assignment.officer not in scenario.officers:
            yield _stranger("assignments", number, "officer", assignment.officer)
        if found is None:
            placing = ", ".join(map(str, assignment.placing))
            yield _stranger("assignments", number, "mission", placing)
        elif all(p.name != assignment.position for p in scenario.kind(found).positions):
            yield _stranger("assignments", number, "position", assignment.position)


def _stranger(file: str, number: int, column: str, value: str) -> Fault:
    return Fault(
        file=file,
        row=number,
        column=column,
        message=N_("not in the scenario ({value})"),
        hint=N_("take it out, or take the roster of this week"),
        values={"value": shown(value)},
    )
