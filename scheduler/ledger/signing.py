"""Signatures under versions: which hold, which stand over a change, when all are there.

A version is official once a signatory of each force has signed its digest; only then do
calendars show it.
"""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from scheduler.domain.plans import Plan
from scheduler.ledger import audit
from scheduler.ledger.keys import Signature, genuine
from scheduler.ledger.schema import (
    key,
    key_retired,
    official,
    signature,
    week,
)
from scheduler.ledger.store import LedgerRefused, read_setting
from scheduler.ledger.versions import Version, plan_of, read_version, signatures_of
from scheduler.words import N_

SIGNATURES = "signatures"
"""Setting: ``each`` = a signature of each force makes a version official; ``one`` = a
single signature does."""

EACH, ONE = "each", "one"


def add_signature(
    connection: Connection, made: Version, signed: Signature, now: dt.datetime
) -> None:
    """Write the signature of a force under a version.

    Raises
    ------
    LedgerRefused
        If the version was replaced, the key is not one of the force, or the signature
        is of another digest or not genuine.
    """
    if not made.head:
        raise LedgerRefused(
            N_("version {version} was replaced by a later one"),
            N_("sign the last version of the week"),
            version=made.name,
        )
    if signed.force not in made.forces:
        raise LedgerRefused(
            N_("version {version} asks for no signature of the force {force}"),
            N_("sign for one of {forces}"),
            version=made.name,
            force=signed.force,
            forces=", ".join(made.forces),
        )
    known = connection.execute(select(key).where(key.c.id == signed.key)).first()
    if known is None or known.force != signed.force:
        raise LedgerRefused(
            N_("the key {key} is no key of the force {force}"),
            N_("have it added first, with patrol key add"),
            key=signed.key[:16],
            force=signed.force,
        )
    if connection.execute(
        select(key_retired).where(key_retired.c.id == signed.key)
    ).first():
        raise LedgerRefused(
            N_("the key {key} of the force {force} is retired"),
            N_("sign with a key that is in use"),
            key=signed.key[:16],
            force=signed.force,
        )
    if signed.digest != made.digest or not genuine(known.public.encode(), signed):
        raise LedgerRefused(
            N_("the signature of the force {force} is of another roster"),
            N_("sign this roster, with patrol sign"),
            force=signed.force,
        )
    if signed.force in made.signed:
        return
    values = {
        "version_id": made.id,
        "force": signed.force,
        "key_id": signed.key,
        "digest": signed.digest,
        "proof": signed.proof,
        "carried_from": None,
        "at": now,
    }
    insert_signature(connection, made, values, "signed", now)


def settle(connection: Connection, made: Version, now: dt.datetime) -> Version:
    """Make a version official if all signatures are there; return it as it is now."""
    made = read_version(connection, made.id)
    needed = read_setting(connection, SIGNATURES, EACH)
    enough = bool(made.signed) if needed == ONE else not made.waiting_for
    if not enough or made.official_at is not None or not made.head:
        return made
    values = {"version_id": made.id, "at": now}
    connection.execute(insert(official).values(**values))
    connection.execute(
        update(week).where(week.c.start == made.week).values(official_id=made.id)
    )
    audit.append(
        connection, "official", f"{made.name} {made.digest}", "", now,
        audit.written(official, values), (week,),
    )  # fmt: skip
    return read_version(connection, made.id)


def carry(
    connection: Connection, base: Version, made: Version, after: Plan, now: dt.datetime
) -> None:
    """Keep the signatures of forces that a change does not touch.

    It does not touch a force whose officers have the same duties, in the same crews.
    """
    before = plan_of(connection, base)
    retired = set(connection.scalars(select(key_retired.c.id)))
    for signed in signatures_of(connection, base.id):
        if signed.force not in made.forces or signed.key_id in retired:
            continue
        if _of_force(before, signed.force) == _of_force(after, signed.force):
            values = {**signed._asdict(), "version_id": made.id, "at": now}
            values["carried_from"] = signed.carried_from or base.id
            insert_signature(connection, made, values, "signature_kept", now)


def _of_force(plan: Plan, force: str) -> object:
    """Return all that a force answers for: duties of its officers, and their crews."""
    own = {o: p.payload() for o, p in plan.officers.items() if p.force == force}
    crews = {c: m for c, m in plan.crews().items() if not own.keys().isdisjoint(m)}
    return own, crews


def insert_signature(
    connection: Connection,
    made: Version,
    values: Mapping[str, object],
    kind: str,
    now: dt.datetime,
) -> None:
    """Write a row of ``signature``, and what was done into the log."""
    connection.execute(insert(signature).values(**values))
    audit.append(
        connection, kind, f"{made.name} {values['force']}", "", now,
        audit.written(signature, values),
    )  # fmt: skip
