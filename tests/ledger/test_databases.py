"""A ledger opens, and is at home, on both databases."""

import pytest
from sqlalchemy import select

from scheduler.ledger.schema import metadata, setting
from scheduler.ledger.store import Ledger, LedgerRefused, ledger_exists, open_ledger


def test_a_ledger_opens_on_the_database_asked_for(ledger: Ledger, database_kind: str):
    assert ledger.engine.dialect.name == database_kind


def test_a_new_ledger_has_an_id(ledger: Ledger):
    with ledger.reading() as connection:
        names = connection.scalars(select(setting.c.name)).all()
    assert names == ["ledger"]


def test_an_empty_database_gets_its_tables(empty_db: str, database_kind: str):
    opened = open_ledger(empty_db, create=True)
    with opened.reading() as connection:
        found = {
            t for t in metadata.tables if opened.engine.dialect.has_table(connection, t)
        }
    opened.close()
    assert found == metadata.tables.keys()


def test_no_ledger_is_made_unasked(empty_db: str):
    with pytest.raises(LedgerRefused, match="no ledger"):
        open_ledger(empty_db)


def test_databases_of_tests_are_apart(ledger: Ledger, db: str):
    assert ledger_exists(db)
    with ledger.reading() as connection:
        assert (
            connection.scalar(select(setting.c.value).where(setting.c.name == "x"))
            is None
        )
    with ledger.writing() as connection:
        connection.execute(setting.insert().values(name="x", value="y"))
