"""The week that a new one follows: a folder, or what was published of it."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from scheduler.comparison import compare
from scheduler.domain.baseline_plans import baseline_of
from scheduler.domain.plans import Plan, plan_of
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.ledger import counting, publication, versions
from scheduler.ledger.store import Ledger, LedgerRefused, open_ledger, read_setting
from scheduler.ledger.versions import Version
from scheduler.render.counters import counter_lines
from scheduler.rosters.plans import roster_of
from scheduler.verify.judge import Verdict, judge
from scheduler.words import N_, _

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Followed:
    """A published week, read back.

    Parameters
    ----------
    facts
        Scenario and roster.
    verdict
        What the checker found in it.
    """

    facts: Facts
    verdict: Verdict


def published_week(week: Scenario, name: Path, db: str | None) -> Followed:
    """Return a version as a roster of its scenario, judged by the checker.

    Parameters
    ----------
    week
        The scenario that it was made for.
    name
        Name of the version.
    db
        Option ``--db``.

    Raises
    ------
    LedgerRefused
        If there is no such version or ledger, its duties were purged, or the ledger
        holds the weeks of another scenario.
    InputFaults
        If the scenario has no longer what the version plans: all of it.
    """
    ledger = open_ledger(db)
    try:
        with ledger.reading() as connection:
            if _other(connection, week):
                raise LedgerRefused(
                    N_("the ledger holds the weeks of another scenario ({known})"),
                    N_("name the scenario of the version, or another ledger with --db"),
                    known=read_setting(connection, publication.PLAN),
                )
            version = versions.version_named(connection, str(name))
            plan = versions.plan_of(connection, version)
            known = _as_known(connection, version, plan, week)
    finally:
        ledger.close()
    roster = roster_of(plan, known, version.name)
    return Followed(Facts(week, roster), judge(known, roster))


def _as_known(
    connection: Connection, version: Version, plan: Plan, week: Scenario
) -> Scenario:
    """Return a scenario in which stays what a version kept of the one before.

    What had begun when it was published, or did not change up to its first change, was
    settled: an absence recorded later does not speak against it.
    """
    if version.base is None:
        return week
    name = f"{version.week.isoformat()}/{version.base}"
    before = versions.plan_of(connection, versions.version_named(connection, name))
    found = compare(before, plan, version.at).found
    first = min((c.first.start for c in found), default=version.at)
    settled = max(first, version.at.replace(second=0))
    freeze = week.clock.from_datetime(settled)
    return replace(week, baseline=replace(baseline_of(plan, week.clock), freeze=freeze))


def unlike_published(ledger: Ledger | None, facts: Facts, name: Path) -> str:
    """Return what to know of a roster that is not the official one of its week.

    Parameters
    ----------
    ledger
        The ledger; ``None`` = there is none.
    facts, name
        The roster, and its folder or the name of its version.

    Returns
    -------
    str
        A line in the current language; empty if it is the official version, or the
        ledger does not know the week.
    """
    if ledger is None:
        return ""
    first = facts.scenario.clock.start
    with ledger.reading() as connection:
        found = versions.versions(connection, first)
        if not found or _other(connection, facts.scenario):
            return ""
        official = next((v for v in found if v.current), None)
        if official is None:
            return _(
                "No version of the week of {week} is official yet; the last one is "
                "{version}.",
                week=first.isoformat(),
                version=found[-1].name,
            )
        try:
            plan = versions.plan_of(connection, official)
        except LedgerRefused:
            return ""
    if plan.duties() == plan_of(facts).duties():
        return ""
    return _(
        "{name} is not the official version of its week, which is {version}: name that "
        "version instead if it was worked.",
        name=name,
        version=official.name,
    )


def counters_before(
    ledger: Ledger | None, week: Scenario, start: dt.date
) -> tuple[str, ...]:
    """Return what the ledger counts of the weeks before a day: a line for each force.

    Parameters
    ----------
    ledger
        The ledger; ``None`` = there is none.
    week
        A scenario of which it should hold the weeks.
    start
        The day.
    """
    if ledger is None:
        return ()
    with ledger.reading() as connection:
        if _other(connection, week):
            return ()
        totals = counting.by_force(counting.counted(connection, last=start - _DAY))
    if not totals:
        return ()
    head = _("Counters of the ledger before {day}:", day=start.isoformat())
    return (head, *(f"  {line}" for line in counter_lines(totals)))


def _other(connection: Connection, week: Scenario) -> bool:
    """Tell whether a ledger holds the weeks of another scenario."""
    return read_setting(connection, publication.PLAN) not in ("", week.identity)
