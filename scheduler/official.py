"""From a solved folder to what the ledger keeps: duties, digest, calendars, counts."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from scheduler.domain.changes import Change, NoticeOf, changes, late_by_officer
from scheduler.domain.plans import Plan, plan_of
from scheduler.domain.roster import Facts
from scheduler.domain.tours import Change as CycleEvent
from scheduler.export.feeds import contents
from scheduler.goals.few_changes import notice_of
from scheduler.ledger import publication, signing, versions
from scheduler.ledger.audit import canonical
from scheduler.ledger.feeds import render_week
from scheduler.ledger.folder import sealed, signatures_in
from scheduler.ledger.keys import Signature
from scheduler.ledger.publication import Draft, Shown
from scheduler.ledger.seals import Sealed
from scheduler.ledger.store import Ledger, LedgerRefused
from scheduler.ledger.versions import Version
from scheduler.render.changes import labels_of
from scheduler.render.edition import Edition
from scheduler.render.nights import is_night
from scheduler.rosters.run_file import render_run
from scheduler.verify.solved import SolvedWeek
from scheduler.words import LANGUAGES, N_

SUNDAY = 6
EVENTS = "event_security"
"""Field of cooperation of the missions that are counted as events."""

COUNTERS = (
    "nights",
    "sundays",
    "public_holidays",
    "events",
    "recalls",
    versions.LATE,
    "joint_minutes",
)
"""What is counted of each officer, carried from week to week."""


def draft_of(solved: SolvedWeek, folder: Path) -> Draft:
    """Return what the ledger keeps of a solved week; its folder is sealed if it is not.

    Raises
    ------
    LedgerRefused
        If the seal cannot be written.
    """
    scenario, facts = solved.scenario, solved.facts
    return Draft(
        identity=scenario.identity,
        plan=plan_of(facts),
        sealed=seal_of(solved, folder),
        inputs=dict(scenario.inputs),
        run=_run(solved),
        labels=canonical(labels_of(scenario).content()),
        joint=any(
            len({scenario.officers[d.officer].force for d in crew}) > 1
            for crew in facts.crews.values()
        ),
        contents=tuple(_shown(solved)),
        counters=counters(facts),
        leaves_on={
            o.id: o.leaves_on for o in scenario.officers.values() if o.leaves_on
        },
    )


def seal_of(solved: SolvedWeek, folder: Path) -> Sealed:
    """Return the seal of the roster in a folder; it gets one if it has none.

    Raises
    ------
    LedgerRefused
        If the seal cannot be written.
    """
    plan, inputs = plan_of(solved.facts), solved.scenario.inputs
    return sealed(folder, plan, inputs, _run(solved))


def _run(solved: SolvedWeek) -> str:
    return canonical(json.loads(render_run(solved.run, "")))


def _shown(solved: SolvedWeek) -> Iterator[Shown]:
    for code in LANGUAGES:
        edition = Edition(solved.scenario, solved.roster, solved.run, code)
        for content in contents(edition):
            yield Shown(
                owner_kind=content.owner.value,
                owner=content.code,
                view=content.view.value,
                language=content.language,
                payload=content.to_json(),
            )


def counters(facts: Facts) -> Mapping[str, Mapping[str, int]]:
    """Return what a roster counts of each officer, by service number and kind.

    ``nights``, ``sundays`` and ``public_holidays`` are tours, by the day on which they
    begin; ``events`` seats in missions of event security; ``recalls`` recorded days;
    ``joint_minutes`` minutes in crews of several forces.
    """
    scenario = facts.scenario
    found: defaultdict[str, defaultdict[str, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for officer, tours in facts.tours_of.items():
        mine = found[officer]
        for tour in tours:
            mine["nights"] += is_night(scenario, tour)
            mine["sundays"] += tour.day.weekday() == SUNDAY
            mine["public_holidays"] += tour.day in scenario.public_holidays
    for occurrence, crew in facts.crews.items():
        joint = len({scenario.officers[d.officer].force for d in crew}) > 1
        event = scenario.kind(occurrence).field == EVENTS
        for duty in crew:
            found[duty.officer]["events"] += event
            if joint:
                found[duty.officer]["joint_minutes"] += occurrence.span.length
    for change in scenario.cycle_changes:
        if change.change is CycleEvent.RECALL and change.day in scenario.clock.dates:
            found[change.officer]["recalls"] += 1
    return {officer: dict(kinds) for officer, kinds in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of a roster in the ledger.

    Parameters
    ----------
    version
        The version that holds it.
    new
        Whether it is new; the head of the week may have held the same roster before.
    changes
        What differs from the version that officers knew.
    feeds
        Calendars whose bytes changed.
    """

    version: Version
    new: bool
    changes: tuple[Change, ...]
    feeds: int


def publish_folder(
    ledger: Ledger,
    solved: SolvedWeek,
    folder: Path,
    *,
    base: str | None,
    by: str,
    why: str,
    reason: str,
    now: dt.datetime,
) -> Published:
    """Publish the roster in a folder as a version of its week, with its signatures.

    Parameters
    ----------
    ledger
        Where.
    solved, folder
        The roster, verified, and where it is.
    base
        Name of the version that it was made from; ``None`` = of none.
    by, why
        Who publishes, and why.
    reason
        Why changes are told late; empty = none are meant to be.
    now
        UTC instant.

    Raises
    ------
    BaseMoved
        If another version was published meanwhile.
    LedgerRefused
        If changes are late without a reason, a signature does not hold, or the ledger
        holds the weeks of another scenario.
    """
    draft = draft_of(solved, folder)
    signed = signatures_in(folder, draft.sealed.digest)
    with ledger.writing() as connection:
        held = publication.held_already(connection, draft)
        told: tuple[Change, ...] = ()
        if held is None:
            number = versions.number_of_base(connection, draft.plan.first, base)
            told = told_changes(connection, draft.plan, now, notice_of(solved.scenario))
            draft = replace(draft, counters=_with_late(draft, told, reason))
            payload = canonical({"by": by, "why": why, "reason": reason})
            made = publication.publish(
                connection, draft, base=number, payload=payload, now=now
            )
        else:
            made = held
        for one in signed:
            signing.add_signature(connection, made, one, now)
        made, feeds = _settle(connection, made, now)
        return Published(version=made, new=held is None, changes=told, feeds=feeds)


def sign_version(
    ledger: Ledger, name: str, signed: Callable[[Version], Signature], now: dt.datetime
) -> Published:
    """Sign a version in the ledger; it becomes official with the last signature.

    Parameters
    ----------
    ledger
        Where.
    name
        Name of the version.
    signed
        Makes the signature.
    now
        UTC instant.

    Raises
    ------
    LedgerRefused
        If there is no such version, or the signature does not hold.
    """
    with ledger.writing() as connection:
        made = versions.version_named(connection, name)
        before = versions.shown_plan(connection, made.week)
        signing.add_signature(connection, made, signed(made), now)
        made, feeds = _settle(connection, made, now)
        told: tuple[Change, ...] = ()
        if made.current and before is not None:
            after = versions.plan_of(connection, made)
            told = changes(before, after, now=now, notice=notice_of())
        return Published(version=made, new=False, changes=told, feeds=feeds)


def roll_back(
    ledger: Ledger, name: str, *, by: str, why: str, reason: str, now: dt.datetime
) -> Published:
    """Publish an earlier version of a week again; the parameters are those above.

    Raises
    ------
    LedgerRefused
        If it is the last one, differs in what has begun, or changes are late without a
        reason.
    """
    with ledger.writing() as connection:
        target = versions.version_named(connection, name)
        after = versions.plan_of(connection, target)
        told = told_changes(connection, after, now, notice_of())
        _late(told, reason)
        payload = canonical({"by": by, "why": why, "reason": reason})
        made = publication.roll_back(
            connection, target, late=late_by_officer(told), payload=payload, now=now
        )
        made, feeds = _settle(connection, made, now)
        return Published(version=made, new=True, changes=told, feeds=feeds)


def told_changes(
    connection: Connection, after: Plan, now: dt.datetime, notice: NoticeOf
) -> tuple[Change, ...]:
    """Return what differs from the plan that officers know of the same week."""
    before = versions.shown_plan(connection, after.first)
    return () if before is None else changes(before, after, now=now, notice=notice)


def _settle(
    connection: Connection, made: Version, now: dt.datetime
) -> tuple[Version, int]:
    made = signing.settle(connection, made, now)
    return made, len(render_week(connection, made.week, now))


def _with_late(
    draft: Draft, told: tuple[Change, ...], reason: str
) -> Mapping[str, Mapping[str, int]]:
    """Return the counters with the changes told later than the notice allows."""
    counts = {officer: dict(kinds) for officer, kinds in draft.counters.items()}
    for officer, late in _late(told, reason).items():
        if officer in draft.plan.officers:
            counts.setdefault(officer, {})[versions.LATE] = late
    return counts


def _late(told: tuple[Change, ...], reason: str) -> Mapping[str, int]:
    late = late_by_officer(told)
    if late and not reason.strip():
        raise LedgerRefused(
            N_("{count} changes are told later than the notice of the forces allows"),
            N_("say why with --reason; they are counted for the officers"),
            count=sum(late.values()),
        )
    return late
