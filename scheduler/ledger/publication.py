"""Publish a roster as a version of its week; the versions before it are never changed.

``publish`` compares the head of the week with the version that a roster was made from,
and swaps it.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, insert, select, update

from scheduler.domain.plans import Plan
from scheduler.ledger import audit
from scheduler.ledger.people import enrol, pids_of
from scheduler.ledger.schema import (
    content,
    counter,
    input_set,
    key_retired,
    leaf,
    leaf_private,
    person,
    setting,
    version,
    week,
)
from scheduler.ledger.seals import Sealed, input_set_sha256
from scheduler.ledger.signing import carry, insert_signature
from scheduler.ledger.store import LedgerRefused, read_setting, write_setting
from scheduler.ledger.versions import (
    LATE,
    Version,
    plan_of,
    read_version,
    signatures_of,
    version_named,
)
from scheduler.words import N_

PLAN = "plan"
"""Setting: identity of the scenario whose weeks the ledger holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one calendar shows of a version, in one language.

    Parameters
    ----------
    owner_kind, owner
        ``officer`` and service number, or ``force``, ``zone``, ``team``, ``event`` and
        code.
    view
        For whom: see `scheduler.calendars`.
    language
        ``fr`` or ``en``.
    payload
        The content, as JSON.
    """

    owner_kind: str
    owner: str
    view: str
    language: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A roster that is to be published.

    Parameters
    ----------
    identity
        That of its scenario: a ledger holds the weeks of one.
    plan, sealed
        The duties, and what signatories sign of them.
    inputs
        SHA-256 of every input file, by name.
    run, labels
        What the solver reported, and the words for codes, as canonical JSON.
    joint
        Whether a crew has officers of several forces.
    contents
        What every calendar shows of it.
    counters
        What is counted of each officer, by service number and kind.
    leaves_on
        Day on which an officer leaves, by service number.
    """

    identity: str
    plan: Plan
    sealed: Sealed
    inputs: Mapping[str, str]
    run: str
    labels: str
    joint: bool
    contents: Sequence[Shown]
    counters: Mapping[str, Mapping[str, int]]
    leaves_on: Mapping[str, dt.date] = field(default_factory=dict)


class BaseMoved(LedgerRefused):
    """Another version was published since the one a roster was made from.

    Parameters
    ----------
    head
        The version that is the head now.
    """

    def __init__(self, head: Version, base: int | None) -> None:
        super().__init__(
            N_(
                "version {head} was published meanwhile; this roster was made from "
                "{base}"
            )
            if base
            else N_("the week is published already, as version {head}"),
            N_(
                "look at the difference, then solve again with --near {head}, or give "
                "--base {head} to replace it"
            ),
            head=head.name,
            base=f"{head.week.isoformat()}/{base}" if base else "",
        )
        self.head = head


def publish(
    connection: Connection,
    draft: Draft,
    *,
    base: int | None,
    payload: str,
    now: dt.datetime,
) -> Version:
    """Write a version and make it the head of its week.

    Parameters
    ----------
    connection
        That of `Ledger.writing`.
    draft
        What to publish.
    base
        Number of the version that the roster was made from; ``None`` = of none.
    payload
        Who publishes, and why: kept in the audit log until a purge.
    now
        UTC instant.

    Raises
    ------
    BaseMoved
        If the head of the week is another version than ``base``.
    LedgerRefused
        If the scenario is another one, or days belong to another week.
    """
    _check_identity(connection, draft)
    first = draft.plan.first
    _check_days(connection, draft.plan)
    there = connection.execute(select(week).where(week.c.start == first)).first()
    head = None if there is None else read_version(connection, there.head_id)
    if (head.n if head else None) != base:
        assert head is not None, "a base without a head is refused by version_named"
        raise BaseMoved(head, base)
    number = 1 + (
        connection.scalar(select(func.max(version.c.n)).where(version.c.week == first))
        or 0
    )
    pids = enrol(connection, draft.plan, draft.leaves_on)
    row = _insert_version(connection, draft, number, head, pids, now)
    _insert_leaves(connection, draft, row, pids)
    if there is None:
        connection.execute(insert(week).values(start=first, head_id=row, rev=1))
    else:
        # Compare and swap: on every database, whatever its locks.
        done = connection.execute(
            update(week)
            .where(week.c.start == first, week.c.rev == there.rev)
            .values(head_id=row, rev=there.rev + 1)
        )
        if done.rowcount != 1 and head is not None:
            raise BaseMoved(head, base)
    made = read_version(connection, row)
    audit.append(
        connection, "published", f"{made.name} {made.digest}", payload, now,
        _sha_of(connection, made), (person, week, counter, setting),
    )  # fmt: skip
    if head is not None:
        carry(connection, head, made, draft.plan, now)
    return read_version(connection, row)


def held_already(connection: Connection, draft: Draft) -> Version | None:
    """Return the head of the week if it holds a draft already, else ``None``."""
    there = connection.execute(
        select(week).where(week.c.start == draft.plan.first)
    ).first()
    head = None if there is None else read_version(connection, there.head_id)
    return head if head is not None and _same(connection, head, draft) else None


def roll_back(
    connection: Connection,
    target: Version,
    *,
    late: Mapping[str, int],
    payload: str,
    now: dt.datetime,
) -> Version:
    """Publish an earlier version of a week again, as a new one.

    Its digest is the same, so the signatures of that version count.

    Raises
    ------
    LedgerRefused
        If it is the head, it was purged, or it differs in what has begun.
    """
    head = version_named(connection, target.week.isoformat())
    if head.id == target.id:
        raise LedgerRefused(
            N_("version {version} is the last of its week already"),
            N_("name an earlier one"),
            version=target.name,
        )
    shown = version_named(connection, f"{target.week.isoformat()}/official", head)
    before, after = plan_of(connection, shown), plan_of(connection, target)
    if _begun(before, now) != _begun(after, now):
        raise LedgerRefused(
            N_("version {version} has other duties in the time that has passed"),
            N_(
                "the past cannot be rolled back: solve again with --near {head} "
                "--freeze now"
            ),
            version=target.name,
            head=head.name,
        )
    number = 1 + (
        connection.scalar(
            select(func.max(version.c.n)).where(version.c.week == target.week)
        )
        or 0
    )
    row = _next_id(connection)
    old = connection.execute(
        select(version).where(version.c.id == target.id)
    ).mappings()
    values = {**old.one(), "id": row, "n": number, "base_id": head.id, "at": now}
    connection.execute(insert(version).values(**values))
    for table in (leaf, leaf_private, content, counter):
        rows = connection.execute(
            select(table).where(table.c.version_id == target.id)
        ).mappings()
        copies = [{**r, "version_id": row} for r in rows if r.get("kind") != LATE]
        if copies:
            connection.execute(insert(table), copies)
    pids = pids_of(connection)
    told = [
        {"version_id": row, "pid": pids[officer], "kind": LATE, "value": value}
        for officer, value in late.items()
    ]
    if told:
        connection.execute(insert(counter), told)
    connection.execute(
        update(week)
        .where(week.c.start == target.week)
        .values(head_id=row, rev=week.c.rev + 1)
    )
    made = read_version(connection, row)
    audit.append(
        connection, "rolled_back", f"{made.name} {made.digest}", payload, now,
        _sha_of(connection, made), (week, counter),
    )  # fmt: skip
    retired = set(connection.scalars(select(key_retired.c.id)))
    for signed in signatures_of(connection, target.id):
        if signed.key_id not in retired and signed.digest == made.digest:
            carried = {**signed._asdict(), "version_id": row, "at": now}
            carried["carried_from"] = target.id
            insert_signature(connection, made, carried, "signature_kept", now)
    return read_version(connection, row)


def _check_identity(connection: Connection, draft: Draft) -> None:
    known = read_setting(connection, PLAN)
    if not known:
        write_setting(connection, PLAN, draft.identity)
    elif known != draft.identity:
        raise LedgerRefused(
            N_("the ledger holds the weeks of another scenario ({known})"),
            N_(
                'if it is the same one, write id = "{known}" in scenario.toml; else '
                "name another ledger with --db"
            ),
            known=known,
        )


def _check_days(connection: Connection, plan: Plan) -> None:
    for row in connection.execute(
        select(version.c.week, version.c.days).join(
            week, week.c.head_id == version.c.id
        )
    ):
        last = row.week + dt.timedelta(days=row.days - 1)
        if row.week != plan.first and row.week <= plan.last and plan.first <= last:
            raise LedgerRefused(
                N_("days from {first} to {last} belong to the week of {week} already"),
                N_("plan other days, or publish a new version of that week"),
                first=max(row.week, plan.first).isoformat(),
                last=min(last, plan.last).isoformat(),
                week=row.week.isoformat(),
            )


def _same(connection: Connection, head: Version, draft: Draft) -> bool:
    """Tell whether the head holds a draft already.

    Another solve of the same data that found the same roster is nothing new either,
    once the head is official.
    """
    if head.digest == draft.sealed.digest:
        return True
    pids = pids_of(connection)
    if head.official_at is None or not draft.plan.officers.keys() <= pids.keys():
        return False
    row = connection.execute(select(version).where(version.c.id == head.id)).one()
    return (
        row.contents_sha256 == audit.shown_sha256(_contents(draft, pids))
        and plan_of(connection, head) == draft.plan
    )


def _contents(draft: Draft, pids: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {
            "owner_kind": c.owner_kind,
            "owner": pids[c.owner] if c.owner_kind == "officer" else c.owner,
            "view": c.view,
            "language": c.language,
            "payload": c.payload,
        }
        for c in draft.contents
    ]


def _insert_version(
    connection: Connection,
    draft: Draft,
    number: int,
    head: Version | None,
    pids: Mapping[str, str],
    now: dt.datetime,
) -> int:
    inputs = input_set_sha256(draft.inputs)
    if not connection.scalar(
        select(input_set.c.sha256).where(input_set.c.sha256 == inputs)
    ):
        files = audit.canonical(dict(draft.inputs))
        connection.execute(insert(input_set).values(sha256=inputs, files=files))
    row, contents = _next_id(connection), _contents(draft, pids)
    connection.execute(
        insert(version).values(
            id=row,
            week=draft.plan.first,
            days=draft.plan.days,
            timezone=draft.plan.timezone,
            n=number,
            base_id=head.id if head else None,
            input_set=inputs,
            run=draft.run,
            labels=draft.labels,
            forces=json.dumps(_forces(connection, draft.plan, head)),
            joint=int(draft.joint),
            contents_sha256=audit.shown_sha256(contents),
            digest=draft.sealed.digest,
            at=now,
        )
    )
    if contents:
        connection.execute(
            insert(content), [{**c, "version_id": row} for c in contents]
        )
    return row


def _forces(connection: Connection, plan: Plan, head: Version | None) -> list[str]:
    """Return the forces that have to sign: those with duties, or with some before."""
    plans = [plan] if head is None else [plan, plan_of(connection, head)]
    found = {
        p.force
        for known in plans
        for p in known.officers.values()
        if p.tours or p.seats
    }
    return sorted(found or {p.force for p in plan.officers.values()})


def _next_id(connection: Connection) -> int:
    return 1 + (connection.scalar(select(func.max(version.c.id))) or 0)


def _insert_leaves(
    connection: Connection, draft: Draft, row: int, pids: Mapping[str, str]
) -> None:
    officers = draft.plan.officers
    if officers:
        connection.execute(
            insert(leaf),
            [
                {"version_id": row, "pid": pids[o], "sha256": draft.sealed.leaves[o]}
                for o in officers
            ],
        )
        connection.execute(
            insert(leaf_private),
            [
                {
                    "version_id": row,
                    "pid": pids[o],
                    "salt": draft.sealed.salts[o],
                    "payload": officers[o].payload(),
                }
                for o in officers
            ],
        )
    counters = [
        {"version_id": row, "pid": pids[officer], "kind": kind, "value": value}
        for officer, kinds in draft.counters.items()
        for kind, value in kinds.items()
        if value
    ]
    if counters:
        connection.execute(insert(counter), counters)


def _begun(plan: Plan, now: dt.datetime) -> object:
    """Return the duties that have begun."""
    return {
        officer: (
            [t for t in duties.tours if t.start < now],
            [s for s in duties.seats if s.start < now],
        )
        for officer, duties in plan.officers.items()
        if any(t.start < now for t in duties.tours)
        or any(s.start < now for s in duties.seats)
    }


def _sha_of(connection: Connection, made: Version) -> dict[str, str]:
    row = connection.execute(select(version).where(version.c.id == made.id)).mappings()
    return audit.written(version, dict(row.one()))
