"""Weeks for the figures to look at, made from small rosters."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from scheduler.domain.roster import Facts
from scheduler.domain.run import Run, SolveStatus
from scheduler.report.base import Figure, Label, Unknown, Value, Week
from scheduler.verify.judge import judge

COMPUTED = dt.datetime(2026, 10, 2, 9, 30, tzinfo=dt.UTC)


def run_of(name: str) -> Run:
    """Return a run that ended well."""
    return Run(
        scenario=name,
        status=SolveStatus.OPTIMAL,
        tiers=(),
        seed=1,
        workers=1,
        time_limit=60,
        computed_at=COMPUTED,
        seconds=12.5,
    )


def week_of(
    facts: Facts,
    days: Iterable[dt.date] | None = None,
    written: Mapping[str, tuple[Mapping[str, str], ...]] | None = None,
) -> Week:
    """Return a roster as the figures take it; all its days count unless told."""
    week = facts.scenario
    return Week(
        scenario=week,
        roster=facts.roster,
        run=run_of(week.name),
        verdict=judge(week, facts.roster),
        days=frozenset(week.clock.dates if days is None else days),
        written=written,
    )


def plain(value: Value) -> Any:
    """Return a cell as a test writes it: labels by code, unknown as ``?``."""
    if isinstance(value, Label):
        return value.code
    return "?" if isinstance(value, Unknown) else value


def rows(figure: Figure) -> dict[Any, tuple[Any, ...]]:
    """Return the rows of a figure by their first cell."""
    found = {plain(row[0]): tuple(map(plain, row[1:])) for row in figure.rows}
    assert len(found) == len(figure.rows)
    return found
