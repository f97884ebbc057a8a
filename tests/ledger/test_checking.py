"""The audit log finds every change of what the ledger holds."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Executable, insert, select, text

from scheduler.ledger import feeds
from scheduler.ledger.audit import VOLATILE, append
from scheduler.ledger.checking import check
from scheduler.ledger.purging import purge_before
from scheduler.ledger.schema import (
    IMMUTABLE,
    PURGEABLE,
    audit_private,
    feed_bytes,
    leaf_private,
    metadata,
    person,
    token,
)
from scheduler.ledger.signatories import retire_key
from scheduler.ledger.store import Ledger, LedgerRefused, open_ledger
from tests.ledger.drafts import JOINT, MONDAY, NOW
from tests.ledger.test_feeds import both_of, feed_of, week_of
from tests.ledger.test_versions import OTHER_PARTNER

AFTER = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)


def fill(ledger: Ledger) -> None:
    """Write at least one row into every table."""
    with ledger.writing() as connection:
        by = both_of(connection)
        week_of(connection, JOINT, *by)
        row = feed_of(connection, "PM-1")
        week_of(connection, OTHER_PARTNER, *by, base=1)
        retire_key(connection, by[0].id, "", NOW)
        connection.execute(
            insert(token).values(
                sha256="5" * 64, feed_id=row, label="phone", issued_at=NOW
            )
        )
        append(connection, "token_issued", "5" * 64, "", NOW, touched=(token,))
    purge_before(ledger, dt.date(2020, 1, 1), payload="", now=NOW)


def tamper(ledger: Ledger, statement: Executable) -> None:
    """Change the ledger as somebody with the file can: no trigger, no foreign key."""
    with ledger.engine.connect() as connection:
        if ledger.engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(statement)
            connection.commit()
            return
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        connection.commit()


def other(value: object) -> object:
    """Return a value that differs in one place."""
    if isinstance(value, bytes):
        return value[:-3] + bytes([value[-3] ^ 1]) + value[-2:]
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(seconds=1)
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=1)
    if isinstance(value, int):
        return value + 1
    assert isinstance(value, str)
    return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"


COLUMNS = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if column.name not in VOLATILE.get(table.name, ()) or table.name == "feed_bytes"
]


def test_an_untouched_ledger_verifies(ledger: Ledger):
    fill(ledger)
    with ledger.reading() as connection:
        checked = check(connection)
    assert checked.findings == ()
    assert len(checked.last) == 64


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_a_changed_value_is_named(copied: Ledger, name: str, column: str):
    table = metadata.tables[name]
    with copied.reading() as connection:
        rows = connection.execute(select(table)).all()
    row = next((r for r in reversed(rows) if getattr(r, column) is not None), None)
    if row is None:
        pytest.skip("no value there")
    where = [k == getattr(row, k.name) for k in table.primary_key.columns]
    value = other(getattr(row, column))
    tamper(copied, table.update().where(*where).values({table.c[column]: value}))
    with copied.reading() as connection:
        tables = {f.table for f in check(connection).findings}
    # A key that is changed makes a row that others refer to go.
    assert name in tables or (table.c[column].primary_key and tables)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "ledger.db"
    ledger = open_ledger(str(path), create=True)
    fill(ledger)
    ledger.close()
    return path


@pytest.fixture
def copied(filled: Path, tmp_path: Path) -> Iterator[Ledger]:
    """Give a copy of a filled ledger, on SQLite: the check has one form for both."""
    shutil.copy(filled, tmp_path / "ledger.db")
    ledger = open_ledger(str(tmp_path / "ledger.db"))
    yield ledger
    ledger.close()


@pytest.mark.parametrize("name", [*IMMUTABLE, *PURGEABLE, "person", "event", "token"])
def test_a_row_that_is_gone_is_found(copied: Ledger, name: str):
    table = metadata.tables[name]
    keys = list(table.primary_key.columns)
    with copied.reading() as connection:
        row = connection.execute(select(*keys)).first()
    assert row is not None
    tamper(copied, table.delete().where(*(k == getattr(row, k.name) for k in keys)))
    with copied.reading() as connection:
        assert check(connection).findings


def test_the_first_row_that_was_changed_is_named_first(ledger: Ledger):
    fill(ledger)
    tamper(ledger, text("UPDATE audit SET kind = 'x' WHERE seq >= 3"))
    with ledger.reading() as connection:
        found = check(connection).findings[0]
    assert (found.table, found.row, found.message) == ("audit", "3", "was changed")


def test_a_hash_kept_on_paper_shows_a_log_written_anew(ledger: Ledger):
    fill(ledger)
    with ledger.reading() as connection:
        paper = check(connection).last
        assert check(connection, paper).findings == ()
        assert check(connection, "0" * 64).findings[0].table == "audit"


def test_a_purge_removes_duties_and_the_chain_still_verifies(ledger: Ledger):
    fill(ledger)
    done = purge_before(ledger, dt.date(2026, 11, 30), payload="", now=AFTER)
    with ledger.reading() as connection:
        left = connection.execute(select(leaf_private)).all()
        findings = check(connection).findings
    assert done.versions == 2
    assert left == []
    assert findings == ()


def test_a_week_that_is_not_over_is_kept(ledger: Ledger):
    # The week ends on Sunday 29 November.
    fill(ledger)
    done = purge_before(ledger, dt.date(2026, 11, 29), payload="", now=AFTER)
    assert done.versions == 0


def test_what_is_to_come_is_not_purged(ledger: Ledger):
    with pytest.raises(LedgerRefused, match="to come"):
        purge_before(ledger, MONDAY, payload="", now=NOW)


def test_people_go_once_they_have_left(ledger: Ledger):
    fill(ledger)
    with ledger.writing() as connection:
        left = dt.date(2026, 11, 27)
        connection.execute(
            person.update()
            .where(person.c.service_number == "PM-1")
            .values(leaves_on=left)
        )
        append(connection, "left", "", "", NOW, touched=(person,))
    done = purge_before(ledger, dt.date(2026, 11, 30), payload="", now=AFTER)
    with ledger.reading() as connection:
        names = set(connection.scalars(select(person.c.service_number)))
        assert check(connection).findings == ()
        assert connection.execute(select(token)).all() == []
    assert (done.people, "PM-1" in names) == (1, False)


def test_a_purge_takes_the_duties_out_of_calendars(ledger: Ledger):
    fill(ledger)
    with ledger.reading() as connection:
        before = connection.execute(select(feed_bytes)).one()
    purge_before(ledger, dt.date(2026, 11, 30), payload="", now=AFTER)
    with ledger.reading() as connection:
        after = connection.execute(select(feed_bytes)).one()
        assert check(connection).findings == ()
    assert b"BEGIN:VEVENT" in before.bytes
    assert b"BEGIN:VEVENT" not in after.bytes
    assert after.bytes.split(b"\r\n")[:5] == before.bytes.split(b"\r\n")[:5]
    assert after.modified > before.modified


def test_nothing_of_a_purged_week_is_in_the_files(tmp_path):
    path = tmp_path / "ledger.db"
    ledger = open_ledger(str(path), create=True)
    fill(ledger)
    with ledger.writing() as connection:
        append(connection, "note", "x", "the marker of a reason", NOW)
        feeds.render_all(connection, NOW)

    def held(marker: bytes) -> bool:
        files = [p for p in tmp_path.iterdir() if p.name.startswith("ledger.db")]
        return any(marker in p.read_bytes() for p in files)

    # The place is in what calendars show of the week.
    assert held(b"the marker of a reason")
    assert held(b"jaude")
    purge_before(ledger, dt.date(2026, 11, 30), payload="", now=AFTER)
    with ledger.reading() as connection:
        assert connection.execute(select(audit_private)).all()
    ledger.close()
    assert not held(b"the marker of a reason")
    assert not held(b"jaude")
