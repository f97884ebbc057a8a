"""People of the ledger: the one table that names them."""

import datetime as dt
import secrets
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from scheduler.domain.plans import Plan
from scheduler.ledger.schema import person


def enrol(
    connection: Connection, plan: Plan, leaves_on: Mapping[str, dt.date]
) -> dict[str, str]:
    """Return the id of every officer of a plan; officers not known yet get one.

    Parameters
    ----------
    connection
        That of `Ledger.writing`.
    plan
        Whose officers.
    leaves_on
        Day on which an officer leaves, by service number; their links end then.
    """
    known = {p.service_number: p for p in connection.execute(select(person)).all()}
    pids = {}
    for officer in plan.officers.values():
        row = known.get(officer.officer)
        leaves = leaves_on.get(officer.officer)
        if row is None:
            pid = secrets.token_hex(16)
            connection.execute(
                insert(person).values(
                    pid=pid,
                    service_number=officer.officer,
                    force=officer.force,
                    leaves_on=leaves,
                )
            )
        else:
            pid = row.pid
            if (row.force, row.leaves_on) != (officer.force, leaves):
                connection.execute(
                    update(person)
                    .where(person.c.pid == pid)
                    .values(force=officer.force, leaves_on=leaves)
                )
        pids[officer.officer] = pid
    return pids


def pids_of(connection: Connection) -> dict[str, str]:
    """Return the id of every officer, by service number."""
    return {p.service_number: p.pid for p in connection.execute(select(person)).all()}


def numbers_of(connection: Connection) -> dict[str, str]:
    """Return the service number of every officer, by id."""
    return {p.pid: p.service_number for p in connection.execute(select(person)).all()}
