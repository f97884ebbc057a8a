"""Publish, sign and purge in processes that are killed, or that race each other.

Run as a program of its own, which has no threads and may fork:
``python -m tests.ledger.faulty kill|race DB COUNT SEED``.
"""

import datetime as dt
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial

from sqlalchemy import func, select

from scheduler.calendars.content import Owner, View
from scheduler.ledger import feeds, versions
from scheduler.ledger.checking import check
from scheduler.ledger.people import pids_of
from scheduler.ledger.publication import BaseMoved
from scheduler.ledger.purging import purge_before
from scheduler.ledger.schema import audit, leaf_private, purge, signature, version
from scheduler.ledger.schema import key as key_table
from scheduler.ledger.store import Ledger, open_ledger
from tests.ledger.drafts import (
    MONDAY,
    NOW,
    Signatory,
    draft,
    make_official,
    plan,
    publish,
    seat,
    tour,
)

LATER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def week(number: int):
    """Return a plan that differs with its number."""
    return plan(
        {
            "PM-1": [tour(number % 7, 6 + number % 5, 14), tour(6, 8, 16), seat(6)],
            "PM-2": [tour(number % 6)],
            "PN-1": [tour(6, 8, 16), seat(6, leads=True)],
        }
    )


class Publisher:
    """The operations, each in one process."""

    def __init__(self, db: str) -> None:
        self.db = db
        ledger = open_ledger(db, create=True)
        with ledger.writing() as connection:
            self.by = [Signatory(connection, f) for f in ("PM", "PN")]
            made = publish(connection, draft(week(0)))
            make_official(connection, made, *self.by)
            for officer in ("PM-1", "PN-1"):
                wanted = feeds.Wanted(
                    owner=Owner.OFFICER, code=pids_of(connection)[officer],
                    view=View.OWN, language="fr",
                )  # fmt: skip
                feeds.feed_id(connection, wanted, NOW)
        ledger.close()

    def publish(self, ledger: Ledger, number: int, base: int) -> None:
        with ledger.writing() as connection:
            publish(connection, draft(week(number), f"s{number}"), base=base)
            feeds.render_week(connection, MONDAY, NOW)

    def sign(self, ledger: Ledger, _number: int, _base: int) -> None:
        with ledger.writing() as connection:
            made = versions.version_named(connection, MONDAY.isoformat())
            made = make_official(connection, made, *self.by)
            feeds.render_week(connection, MONDAY, NOW)

    def purge(self, ledger: Ledger, number: int, _base: int) -> None:
        day = dt.date(2026, 1, 1) + dt.timedelta(days=number % 300)
        purge_before(ledger, day, payload=str(number), now=LATER)


def head(ledger: Ledger) -> int:
    with ledger.reading() as connection:
        return versions.version_named(connection, MONDAY.isoformat()).n


def state(ledger: Ledger) -> tuple[int, ...]:
    """Count rows: a state before or after an operation, never one in between."""
    with ledger.reading() as connection:
        return tuple(
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (version, leaf_private, signature, purge, audit, key_table)
        )


def child(work: Callable[[], int]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 9
        try:
            code = work()
        finally:
            os._exit(code)
    return pid


def kill(db: str, count: int, seed: int) -> None:
    """Kill operations at random points; each leaves the state before or after it."""
    chance, publisher = random.Random(seed), Publisher(db)
    names = ("publish", "sign", "purge")
    lasted = dict.fromkeys(names, 0.05)
    killed = done = 0
    for number in range(1, count + 1):
        name = chance.choice(names)
        ledger = open_ledger(db)
        base, before = head(ledger), state(ledger)
        ledger.close()

        def work(name: str = name, number: int = number, base: int = base) -> int:
            opened = open_ledger(db)
            getattr(publisher, name)(opened, number, base)
            return 0

        began = time.monotonic()
        pid = child(work)
        time.sleep(chance.uniform(0, 1.2 * lasted[name]))
        os.kill(pid, signal.SIGKILL)
        _pid, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            killed += 1
        else:
            done += 1
            assert os.WEXITSTATUS(status) == 0, name
            lasted[name] = min(1.0, time.monotonic() - began)
        ledger = open_ledger(db)
        with ledger.reading() as connection:
            findings = check(connection).findings
        assert findings == (), findings
        after = state(ledger)
        # Whole: an operation that left a row left its row in the log, and the other
        # way round; four leaves a version.
        assert after[1] == 4 * after[0], after
        grown = [b - a for a, b in zip(before, after, strict=True)]
        assert grown[4] > 0 or not any(grown), grown
        ledger.close()
    print(f"{killed} killed, {done} done")  # noqa: T201


def race(db: str, count: int, _seed: int) -> None:
    """Let two publish from one base; one wins, the other is told."""
    publisher = Publisher(db)
    for number in range(1, count + 1):
        ledger = open_ledger(db)
        base = head(ledger)
        ledger.close()
        gate_read, gate_write = os.pipe()

        def work(
            which: int, number: int = number, base: int = base, gate: int = gate_read
        ) -> int:
            opened = open_ledger(db)
            os.read(gate, 1)
            try:
                publisher.publish(opened, 10_000 * which + number, base)
            except BaseMoved as refused:
                return 1 if refused.head.n == base + 1 else 8
            return 0

        pids = [child(partial(work, which)) for which in (1, 2)]
        os.write(gate_write, b"gg")
        codes = sorted(os.WEXITSTATUS(os.waitpid(pid, 0)[1]) for pid in pids)
        os.close(gate_read)
        os.close(gate_write)
        assert codes == [0, 1], codes
        ledger = open_ledger(db)
        assert head(ledger) == base + 1
        ledger.close()
    ledger = open_ledger(db)
    with ledger.reading() as connection:
        assert check(connection).findings == ()
    print(f"{count} races")  # noqa: T201


if __name__ == "__main__":
    {"kill": kill, "race": race}[sys.argv[1]](
        sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    )
