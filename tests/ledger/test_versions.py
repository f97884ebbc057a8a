"""Versions of a week: published, signed, replaced, taken back."""

import datetime as dt

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from scheduler.ledger import publication, schema, signing, versions
from scheduler.ledger.publication import BaseMoved
from scheduler.ledger.schema import IMMUTABLE, PURGEABLE, metadata
from scheduler.ledger.store import Ledger, LedgerRefused, write_setting
from tests.ledger.drafts import (
    FORCE_OF,
    JOINT,
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


def test_the_duties_of_a_version_are_read_back(ledger: Ledger):
    with ledger.writing() as connection:
        made = publish(connection, draft(JOINT))
    with ledger.reading() as connection:
        assert versions.plan_of(connection, made) == JOINT


def test_a_version_is_not_official_with_one_signature_of_two(ledger: Ledger):
    with ledger.writing() as connection:
        pm = Signatory(connection, "PM")
        made = make_official(connection, publish(connection, draft(JOINT)), pm)
    assert made.official_at is None
    assert made.waiting_for == ("PN",)


def test_a_version_is_official_with_a_signature_of_each_force(ledger: Ledger):
    with ledger.writing() as connection:
        both = [Signatory(connection, f) for f in ("PM", "PN")]
        made = make_official(connection, publish(connection, draft(JOINT)), *both)
    assert made.official_at == NOW
    assert made.current


def test_one_signature_is_enough_where_the_setting_says_so(ledger: Ledger):
    with ledger.writing() as connection:
        write_setting(connection, signing.SIGNATURES, signing.ONE)
        pm = Signatory(connection, "PM")
        made = make_official(connection, publish(connection, draft(JOINT)), pm)
    assert made.current


def test_a_force_without_duties_need_not_sign(ledger: Ledger):
    alone = plan({"PM-1": [tour(0)]})
    with ledger.writing() as connection:
        assert publish(connection, draft(alone)).forces == ("PM",)


def test_a_second_version_from_the_same_base_is_refused(ledger: Ledger):
    with ledger.writing() as connection:
        publish(connection, draft(JOINT))
        publish(connection, draft(plan({"PM-1": [tour(0)]})), base=1)
    with pytest.raises(BaseMoved) as refused, ledger.writing() as connection:
        publish(connection, draft(plan({"PM-1": [tour(1)]})), base=1)
    assert refused.value.head.name == "2026-11-23/2"


def test_a_refused_publication_leaves_nothing(ledger: Ledger):
    with ledger.writing() as connection:
        publish(connection, draft(JOINT))
    before = counts(ledger)
    with pytest.raises(BaseMoved), ledger.writing() as connection:
        publish(connection, draft(plan({"PM-1": [tour(1)]})))
    assert counts(ledger) == before


def counts(ledger: Ledger) -> dict[str, int]:
    with ledger.reading() as connection:
        return {
            name: len(connection.execute(select(table)).all())
            for name, table in metadata.tables.items()
        }


def test_days_of_another_week_are_refused(ledger: Ledger):
    later = plan({"PM-1": []}, first=MONDAY + dt.timedelta(days=6))
    with ledger.writing() as connection:
        publish(connection, draft(JOINT))
    wrong = pytest.raises(LedgerRefused, match="from 2026-11-29 to 2026-11-29")
    with wrong, ledger.writing() as connection:
        publish(connection, draft(later))


def test_the_week_after_is_taken(ledger: Ledger):
    later = plan({"PM-1": []}, first=MONDAY + dt.timedelta(days=7))
    with ledger.writing() as connection:
        publish(connection, draft(JOINT))
        assert publish(connection, draft(later)).name == "2026-11-30/1"


def test_the_weeks_of_another_scenario_are_refused(ledger: Ledger):
    with ledger.writing() as connection:
        publish(connection, draft(JOINT))
    wrong = pytest.raises(LedgerRefused, match='id = "town"')
    with wrong, ledger.writing() as connection:
        publish(connection, draft(JOINT, identity="village"), base=1)


OWN_TOUR = plan(
    {
        "PM-1": [tour(0), tour(3), seat(3)],
        "PM-2": [tour(2)],
        "PN-1": [tour(3), seat(3, leads=True)],
    }
)
"""As `JOINT`, but a tour of one municipal officer."""

OTHER_PARTNER = plan(
    {
        "PM-1": [tour(0), tour(3)],
        "PM-2": [tour(1), tour(3), seat(3)],
        "PN-1": [tour(3), seat(3, leads=True)],
    }
)
"""As `JOINT`, but another municipal officer in the joint crew."""


@pytest.mark.parametrize(
    ("after", "waiting"), [(OWN_TOUR, ("PM",)), (OTHER_PARTNER, ("PM", "PN"))]
)
def test_a_change_reopens_the_signatures_of_those_it_touches(
    ledger: Ledger, after, waiting
):
    with ledger.writing() as connection:
        both = [Signatory(connection, f) for f in ("PM", "PN")]
        make_official(connection, publish(connection, draft(JOINT)), *both)
        assert publish(connection, draft(after), base=1).waiting_for == waiting


def test_a_signature_stands_over_two_versions(ledger: Ledger):
    with ledger.writing() as connection:
        pm, pn = (Signatory(connection, f) for f in ("PM", "PN"))
        make_official(connection, publish(connection, draft(JOINT)), pm, pn)
        make_official(connection, publish(connection, draft(OWN_TOUR), base=1), pm)
        made = publish(connection, draft(JOINT, "other salt"), base=2)
        row = connection.execute(
            select(schema.signature).where(schema.signature.c.version_id == made.id)
        ).one()
    assert (row.force, row.carried_from) == ("PN", 1)


def test_the_signature_of_a_retired_key_does_not_stand(ledger: Ledger):
    with ledger.writing() as connection:
        pm, pn = (Signatory(connection, f) for f in ("PM", "PN"))
        make_official(connection, publish(connection, draft(JOINT)), pm, pn)
        connection.execute(insert(schema.key_retired).values(id=pn.id, at=NOW))
        made = publish(connection, draft(OWN_TOUR), base=1)
    assert made.waiting_for == ("PM", "PN")


def test_a_signature_of_another_digest_is_refused(ledger: Ledger):
    with ledger.writing() as connection:
        pm = Signatory(connection, "PM")
        first = publish(connection, draft(JOINT))
        second = publish(connection, draft(OWN_TOUR), base=1)
        with pytest.raises(LedgerRefused, match="another roster"):
            signing.add_signature(connection, second, pm.sign(first), NOW)


def test_a_key_of_another_force_is_refused(ledger: Ledger):
    with ledger.writing() as connection:
        pm = Signatory(connection, "PM")
        made = publish(connection, draft(JOINT))
        pm.force = "PN"
        with pytest.raises(LedgerRefused, match="no key of the force PN"):
            signing.add_signature(connection, made, pm.sign(made), NOW)


def test_a_version_that_was_replaced_is_not_signed(ledger: Ledger):
    with ledger.writing() as connection:
        pm = Signatory(connection, "PM")
        made = publish(connection, draft(JOINT))
        publish(connection, draft(OWN_TOUR), base=1)
        first = versions.read_version(connection, made.id)
        with pytest.raises(LedgerRefused, match="replaced"):
            signing.add_signature(connection, first, pm.sign(first), NOW)


def test_the_official_version_stays_until_the_next_is_signed(ledger: Ledger):
    with ledger.writing() as connection:
        both = [Signatory(connection, f) for f in ("PM", "PN")]
        make_official(connection, publish(connection, draft(JOINT)), *both)
        publish(connection, draft(OTHER_PARTNER), base=1)
        assert versions.shown_plan(connection, MONDAY) == JOINT


def test_the_same_roster_solved_again_is_held_already(ledger: Ledger):
    with ledger.writing() as connection:
        both = [Signatory(connection, f) for f in ("PM", "PN")]
        first = make_official(connection, publish(connection, draft(JOINT)), *both)
        assert publication.held_already(connection, draft(JOINT, "other")) == first


def test_the_same_roster_not_yet_official_is_a_version_to_sign(ledger: Ledger):
    with ledger.writing() as connection:
        publish(connection, draft(JOINT))
        assert publication.held_already(connection, draft(JOINT, "other")) is None


def test_rolling_back_restores_duties_and_signatures(ledger: Ledger):
    with ledger.writing() as connection:
        both = [Signatory(connection, f) for f in ("PM", "PN")]
        first = make_official(connection, publish(connection, draft(JOINT)), *both)
        second = publish(connection, draft(OTHER_PARTNER), base=1)
        make_official(connection, second, *both)
        made = publication.roll_back(connection, first, late={}, payload="", now=NOW)
        made = signing.settle(connection, made, NOW)
        assert versions.plan_of(connection, made) == JOINT
    assert (made.name, made.current, made.digest) == (
        "2026-11-23/3",
        True,
        first.digest,
    )


def test_what_has_begun_is_not_rolled_back(ledger: Ledger):
    # The tour of PM-2 on Tuesday 08:00 UTC, and on Wednesday in the second version.
    with ledger.writing() as connection:
        both = [Signatory(connection, f) for f in ("PM", "PN")]
        first = make_official(connection, publish(connection, draft(JOINT)), *both)
        make_official(connection, publish(connection, draft(OWN_TOUR), base=1), *both)
        start = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
        minute = dt.timedelta(minutes=1)
        made = publication.roll_back(connection, first, late={}, payload="", now=start)
        make_official(connection, made, *both)
        with pytest.raises(LedgerRefused, match="time that has passed"):
            publication.roll_back(
                connection,
                versions.version_named(connection, "2026-11-23/2"),
                late={},
                payload="",
                now=start + minute,
            )


@pytest.mark.parametrize(
    ("name", "found"),
    [("2026-11-23/1", 1), ("2026-11-23", 2), ("2026-11-23/official", 1)],
)
def test_versions_are_named(ledger: Ledger, name: str, found: int):
    with ledger.writing() as connection:
        both = [Signatory(connection, f) for f in ("PM", "PN")]
        make_official(connection, publish(connection, draft(JOINT)), *both)
        publish(connection, draft(OTHER_PARTNER), base=1)
        assert versions.version_named(connection, name).n == found


@pytest.mark.parametrize("name", ["2026-11-23/9", "2026-13-40", "week", "", "1"])
def test_names_of_no_version_are_refused(ledger: Ledger, name: str):
    with ledger.writing() as connection:
        publish(connection, draft(JOINT))
        with pytest.raises(LedgerRefused, match="2026-11-23"):
            versions.version_named(connection, name)


def test_people_keep_their_id(ledger: Ledger):
    with ledger.writing() as connection:
        publish(connection, draft(JOINT))
        before = connection.execute(select(schema.person)).all()
        publish(connection, draft(OWN_TOUR), base=1)
        assert connection.execute(select(schema.person)).all() == before
    assert {p.service_number for p in before} == FORCE_OF.keys()


def _filled(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        both = [Signatory(connection, f) for f in ("PM", "PN")]
        make_official(connection, publish(connection, draft(JOINT)), *both)
        values = {"id": both[0].id, "at": NOW}
        connection.execute(insert(schema.key_retired).values(**values))
        values = {"id": 1, "first_kept": dt.date(2020, 1, 1), "at": NOW}
        connection.execute(insert(schema.purge).values(**values))


@pytest.mark.parametrize("name", [*IMMUTABLE, *PURGEABLE])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_keeps_published_content(
    ledger: Ledger, name: str, change: str
):
    _filled(ledger)
    table = metadata.tables[name]
    column = next(c for c in table.columns if not c.primary_key)
    with ledger.reading() as connection:
        assert connection.execute(select(table)).first() is not None
    statement = (
        delete(table) if change == "delete" else update(table).values({column: column})
    )
    wrong = pytest.raises((DBAPIError, LedgerRefused), match=r"never|not purged")
    with wrong, ledger.writing() as connection:
        connection.execute(statement)


def test_postgresql_does_not_truncate_it_either(ledger: Ledger):
    if ledger.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    _filled(ledger)
    with pytest.raises(DBAPIError, match="never deleted"), ledger.writing() as opened:
        opened.execute(text("TRUNCATE audit CASCADE"))


def test_all_tables_are_kept_or_changeable_on_purpose():
    changeable = {
        "setting", "person", "week", "counter", "feed", "feed_bytes", "event", "token",
    }  # fmt: skip
    assert metadata.tables.keys() == {*IMMUTABLE, *PURGEABLE, *changeable}
