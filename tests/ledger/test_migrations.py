"""A ledger of an earlier version opens, is migrated, and keeps its data."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from scheduler.ledger import feeds, versions
from scheduler.ledger.checking import check
from scheduler.ledger.schema import event, feed_bytes, metadata, token
from scheduler.ledger.store import HEAD, Ledger, LedgerRefused, open_ledger
from tests.ledger.drafts import JOINT, MONDAY, NOW
from tests.ledger.test_versions import OTHER_PARTNER

FIRST = Path(__file__).with_name("first_version.sql")
"""A ledger as the first version of the program wrote it. It is never made anew."""


@pytest.fixture
def old(tmp_path: Path) -> Ledger:
    """Open the ledger that the first version wrote."""
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    connection.close()
    return open_ledger(str(path))


def test_an_old_ledger_verifies(old: Ledger):
    with old.reading() as connection:
        assert check(connection).findings == ()


def test_an_old_ledger_keeps_its_duties(old: Ledger):
    with old.reading() as connection:
        first, second = versions.versions(connection)
        assert versions.plan_of(connection, first) == JOINT
        assert versions.plan_of(connection, second) == OTHER_PARTNER
        assert second.current


def test_an_old_ledger_keeps_its_calendars_and_links(old: Ledger):
    with old.writing() as connection:
        before = connection.execute(select(feed_bytes)).all()
        assert feeds.render_week(connection, MONDAY, NOW) == ()
        assert connection.execute(select(feed_bytes)).all() == before
        counts = [
            connection.scalar(select(func.count()).select_from(table))
            for table in (feed_bytes, token, event)
        ]
    assert counts == [1, 1, 4]


def test_a_ledger_is_as_the_code_says_it_is(ledger: Ledger):
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_an_old_ledger_is_at_the_last_migration(old: Ledger):
    with old.reading() as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    assert found == HEAD


def test_an_old_ledger_has_the_tables_of_today(old: Ledger):
    with old.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_a_ledger_of_a_later_program_is_refused(db: str):
    opened = open_ledger(db)
    with opened.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    with pytest.raises(LedgerRefused, match="later version"):
        open_ledger(db)


def test_a_file_of_another_program_is_refused(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("no ledger")
    with pytest.raises(LedgerRefused, match="cannot be used"):
        open_ledger(str(path))


def test_a_database_of_another_program_is_refused(tmp_path: Path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    with pytest.raises(LedgerRefused, match="no ledger"):
        open_ledger(str(path))
