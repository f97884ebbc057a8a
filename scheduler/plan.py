"""The whole job: from a solved scenario to verified, published outputs."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from scheduler.domain.plans import Plan
from scheduler.domain.roster import Roster
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario
from scheduler.publish import previous_files, staging
from scheduler.render.decisions import Decision, read_decisions
from scheduler.render.edition import Edition
from scheduler.rosters.run_file import read_run
from scheduler.verify.solved import SolvedWeek, read_solved
from scheduler.version import __version__

if TYPE_CHECKING:
    from scheduler.solve.engine import Search
    from scheduler.solve.tiers import Result

FEEDS = "feeds"
"""Outputs that depend on their previous version: every event has a revision."""

PACKAGES = ("icalendar", "ortools", "pandas")


def describe(
    scenario: Scenario,
    result: "Result",
    search: "Search",
    *,
    interrupted: bool,
    base: str = "",
) -> Run:
    """Return the report of a search that ended now.

    Parameters
    ----------
    scenario, result, search
        What was solved, what was found, and how.
    interrupted
        Whether someone stopped the search early.
    base
        Name of the published version that the roster was to stay near, if any.
    """
    return Run(
        scenario=scenario.identity,
        status=result.status,
        tiers=result.tiers,
        seed=search.seed,
        workers=search.workers,
        time_limit=search.time_limit,
        computed_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        seconds=round(result.seconds, 3),
        interrupted=interrupted,
        versions={"scheduler": __version__, **{p: _version(p) for p in PACKAGES}},
        inputs=scenario.inputs,
        base=base,
    )


def publish_verified(
    scenario: Scenario,
    roster: Roster,
    run: Run,
    folder: Path,
    language: str,
    tell: Callable[[PurePosixPath], None] = lambda _kept: None,
    before: Plan | None = None,
) -> SolvedWeek:
    """Write every output, judge the roster as it stands on disk, then put it in place.

    Returns what was read back from disk, with the verdict. A roster that fails
    verification is not put in place; the previous output stays.
    ``tell`` is called with each file that was set aside. ``before`` is the plan that
    outputs tell the changes from; without it, what the baseline tells of it.

    Raises
    ------
    OutputRefused
        If the folder cannot take the outputs.
    """
    previous = previous_files(folder, FEEDS)
    edition = Edition(scenario, roster, run, language, previous, before)
    with staging(edition, folder) as stage:
        solved = read_solved(scenario, stage.path)
        if solved.verdict.passed:
            stage.commit()
    for kept in stage.kept:
        tell(kept)
    return replace(solved, folder=folder)


def export_again(
    scenario: Scenario,
    folder: Path,
    language: str,
    names: Iterable[str] | None,
    tell: Callable[[PurePosixPath], None] = lambda _kept: None,
    decided: tuple[Decision, ...] | None = None,
) -> SolvedWeek:
    """Write the outputs of a solved week anew from its tables, after judging them.

    The tables and the report of the run are kept as they are: same tables, same bytes.
    ``tell`` is called with each file that was set aside. ``decided`` is what is to be
    decided; without it, what the folder holds of it.

    Raises
    ------
    InputFaults
        If the folder holds no readable roster.
    OutputRefused
        If the folder cannot take the outputs.
    """
    week = read_solved(scenario, folder)
    if week.verdict.passed:
        previous = previous_files(folder, FEEDS)
        if decided is None:
            decided = read_decisions(folder, language, read_run(folder)[1])
        edition = Edition(
            week.scenario, week.roster, week.run, language, previous, decided=decided
        )
        with staging(edition, folder, names) as stage:
            stage.commit()
        for kept in stage.kept:
            tell(kept)
    return week


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
