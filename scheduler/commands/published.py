"""Where a command takes a folder of a roster, it takes a published version too."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from click.core import ParameterSource

from scheduler.comparison import Comparison
from scheduler.domain.baseline_plans import baseline_of
from scheduler.domain.plans import Plan
from scheduler.domain.scenario import Scenario
from scheduler.ledger.published import is_version, read_published
from scheduler.ledger.store import Ledger, ledger_exists, open_ledger
from scheduler.ledger.versions import Version
from scheduler.render.changes import Labels
from scheduler.rosters.baseline import read_baseline, with_baseline
from scheduler.rosters.plans import plan_in
from scheduler.terminal.options import instant_of
from scheduler.words import _

NO_FREEZE = "none"


@contextmanager
def ledger_there(db: str | None) -> Iterator[Ledger | None]:
    """Open the ledger while the block runs; ``None`` if there is none.

    One that the command line names must be there. The file that PATROL_DB names, or
    the usual one, need not: nothing may have been published yet.

    Parameters
    ----------
    db
        Option ``--db``.

    Raises
    ------
    LedgerRefused
        If the one named is not there, or it cannot be opened.
    """
    source = click.get_current_context().get_parameter_source("db")
    if source is not ParameterSource.COMMANDLINE and not ledger_exists(db):
        yield None
        return
    ledger = open_ledger(db)
    try:
        yield ledger
    finally:
        ledger.close()


def plan_named(name: Path, db: str | None) -> tuple[Path | Plan, Version | None]:
    """Return the duties of a version with the version, or the folder as it is."""
    if not is_version(name):
        return name, None
    version, plan = read_published(name, db)
    return plan, version


def with_words(found: Comparison, of: Sequence[Version | None]) -> Comparison:
    """Return a comparison in the words that a version keeps, the later one's first."""
    for version in reversed(of):
        if version is not None:
            labels = Labels.from_content(json.loads(version.labels))
            return replace(found, labels=labels)
    return found


def keep_near(
    week: Scenario,
    name: Path,
    freeze: str | None,
    db: str | None,
    *,
    repair: bool = False,
) -> tuple[Scenario, Plan, str]:
    """Return a scenario that is to stay near a roster.

    Parameters
    ----------
    week
        What is planned.
    name
        Folder of a solved week, or name of a published version.
    freeze
        Option ``--freeze``; not given, a published version is frozen now.
    db
        Option ``--db``.
    repair
        Whether few people and few changes come before all but mandatory missions and
        minimum cover.

    Returns
    -------
    scenario, before, base
        The scenario, what officers know, and the name of the version; empty = none.

    Raises
    ------
    click.UsageError
        If the version is of other days.
    """
    version = None
    if is_version(name):
        version, before = read_published(name, db)
        if before.last < week.clock.start or before.first > week.clock.dates[-1]:
            raise click.UsageError(
                _("version {name} has no day of the scenario", name=version.name)
            )
        baseline = baseline_of(before, week.clock)
        freeze = "now" if freeze is None else freeze
    else:
        before = plan_in(name, week.clock)
        baseline = read_baseline(name, week.clock)
    if freeze is not None and freeze != NO_FREEZE:
        baseline = replace(baseline, freeze=instant_of(freeze, week.clock))
    near = with_baseline(week, baseline, repair=repair)
    return near, before, version.name if version else ""
