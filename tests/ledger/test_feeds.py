"""Calendars of the ledger: lasting, rendered once for each real change."""

import datetime as dt
import gzip

import pytest
from sqlalchemy import select

from scheduler.calendars.content import Owner, View
from scheduler.ledger import feeds, versions
from scheduler.ledger.people import pids_of
from scheduler.ledger.schema import event, feed_bytes
from scheduler.ledger.settings import change_setting
from scheduler.ledger.store import Ledger, LedgerRefused, write_setting
from tests.ledger.drafts import (
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
from tests.ledger.test_versions import OTHER_PARTNER

HOUR = dt.timedelta(hours=1)


def week_of(connection, made, *by, base=None, now=NOW):
    """Publish, sign and render."""
    version = make_official(connection, publish(connection, draft(made), base), *by)
    return version, feeds.render_week(connection, version.week, now)


def both_of(connection):
    return [Signatory(connection, f) for f in ("PM", "PN")]


def feed_of(connection, officer, language="fr", now=NOW, alarm=None):
    wanted = feeds.Wanted(
        owner=Owner.OFFICER,
        code=pids_of(connection)[officer],
        view=View.OWN,
        language=language,
        alarm=alarm,
    )
    return feeds.feed_id(connection, wanted, now)


def bytes_of(connection, row):
    query = select(feed_bytes).where(feed_bytes.c.feed_id == row)
    return connection.execute(query).one()


def uids(connection, row):
    query = select(event.c.uid).where(event.c.feed_id == row)
    return set(connection.scalars(query))


def test_a_draft_is_in_no_calendar(ledger: Ledger):
    with ledger.writing() as connection:
        publish(connection, draft(JOINT))
        row = feed_of(connection, "PM-1")
        assert b"VEVENT" not in bytes_of(connection, row).bytes


def test_a_draft_is_tentative_where_the_force_asks_for_it(ledger: Ledger):
    with ledger.writing() as connection:
        write_setting(connection, feeds.TENTATIVE, "PM")
        publish(connection, draft(JOINT))
        municipal, national = (feed_of(connection, o) for o in ("PM-1", "PN-1"))
        assert bytes_of(connection, municipal).bytes.count(b"STATUS:TENTATIVE") == 3
        assert b"VEVENT" not in bytes_of(connection, national).bytes


def test_a_draft_never_replaces_what_is_official(ledger: Ledger):
    with ledger.writing() as connection:
        write_setting(connection, feeds.TENTATIVE, "PM")
        week_of(connection, JOINT, *both_of(connection))
        row = feed_of(connection, "PM-1")
        before = bytes_of(connection, row)
        publish(connection, draft(OTHER_PARTNER), base=1)
        feeds.render_week(connection, MONDAY, NOW + HOUR)
        assert bytes_of(connection, row) == before


def test_only_calendars_that_change_are_written_anew(ledger: Ledger):
    with ledger.writing() as connection:
        by = both_of(connection)
        week_of(connection, JOINT, *by)
        rows = {o: feed_of(connection, o) for o in ("PM-1", "PM-2", "PN-1", "PN-2")}
        _made, changed = week_of(connection, OTHER_PARTNER, *by, base=1, now=NOW + HOUR)
    # In these contents no partner is named: only the two who swap see a change.
    assert set(changed) == {rows["PM-1"], rows["PM-2"]}


def test_a_swap_back_restores_the_uids_with_a_higher_sequence(ledger: Ledger):
    with ledger.writing() as connection:
        by = both_of(connection)
        week_of(connection, JOINT, *by)
        row = feed_of(connection, "PM-1")
        before = feeds.events_of(connection, row)
        week_of(connection, OTHER_PARTNER, *by, base=1, now=NOW + HOUR)
        week_of(connection, JOINT, *by, base=2, now=NOW + 2 * HOUR)
        after = {e.uid: e for e in feeds.events_of(connection, row)}
    moved = [e for e in before if after[e.uid] != e]
    assert len(moved) == 1
    assert after[moved[0].uid].sequence == 2
    assert after[moved[0].uid].fingerprint == moved[0].fingerprint


def test_a_calendar_holds_all_weeks(ledger: Ledger):
    later = plan({"PM-1": [tour(7), seat(7)]}, first=MONDAY + dt.timedelta(days=7))
    with ledger.writing() as connection:
        by = both_of(connection)
        week_of(connection, JOINT, *by)
        row = feed_of(connection, "PM-1")
        first = uids(connection, row)
        week_of(connection, later, *by)
        assert len(uids(connection, row) - first) == 2
        assert first < uids(connection, row)


def test_a_new_calendar_tells_what_an_old_one_does(ledger: Ledger):
    later = plan({"PM-1": [tour(7), seat(7)]}, first=MONDAY + dt.timedelta(days=7))
    with ledger.writing() as connection:
        by = both_of(connection)
        week_of(connection, JOINT, *by)
        old = feed_of(connection, "PM-1")
        week_of(connection, later, *by)
        new = feed_of(connection, "PM-1", alarm=60)
        assert uids(connection, new) == uids(connection, old)


def test_duties_go_from_calendars_after_the_days_set(ledger: Ledger):
    # The last duty of PM-1 ends on Thursday 26 November, 16:00 UTC.
    end = dt.datetime(2026, 11, 26, 16, tzinfo=dt.UTC) + dt.timedelta(days=10)
    with ledger.writing() as connection:
        write_setting(connection, feeds.KEEP_DAYS, "10")
        week_of(connection, JOINT, *both_of(connection))
        row = feed_of(connection, "PM-1")
        minute = dt.timedelta(minutes=1)
        feeds.render_all(connection, end - minute)
        left = bytes_of(connection, row).bytes.count(b"BEGIN:VEVENT")
        feeds.render_all(connection, end)
        gone = bytes_of(connection, row).bytes.count(b"BEGIN:VEVENT")
    assert (left, gone) == (1, 0)


def test_a_setting_is_felt_by_calendars_at_once(ledger: Ledger):
    # On 20 December the week is over for 20 days or more.
    late = dt.datetime(2026, 12, 20, tzinfo=dt.UTC)
    with ledger.writing() as connection:
        week_of(connection, JOINT, *both_of(connection))
        row = feed_of(connection, "PM-1")
        change_setting(connection, feeds.KEEP_DAYS, "90", "", late)
        kept = bytes_of(connection, row).bytes.count(b"BEGIN:VEVENT")
        change_setting(connection, feeds.KEEP_DAYS, "10", "", late)
        left = bytes_of(connection, row).bytes.count(b"BEGIN:VEVENT")
    assert (kept, left) == (3, 0)


def test_last_modified_grows_when_the_clock_was_put_back(ledger: Ledger):
    with ledger.writing() as connection:
        by = both_of(connection)
        week_of(connection, JOINT, *by)
        row = feed_of(connection, "PM-1")
        before = bytes_of(connection, row).modified
        week_of(connection, OTHER_PARTNER, *by, base=1, now=NOW - 5 * HOUR)
        assert bytes_of(connection, row).modified > before


def test_the_short_form_is_the_same_calendar(ledger: Ledger):
    with ledger.writing() as connection:
        week_of(connection, JOINT, *both_of(connection))
        found = bytes_of(connection, feed_of(connection, "PM-1"))
    assert gzip.decompress(found.gzip) == found.bytes


def test_an_officer_no_longer_in_the_tables_loses_his_duties(ledger: Ledger):
    with ledger.writing() as connection:
        by = both_of(connection)
        week_of(connection, JOINT, *by)
        row = feed_of(connection, "PM-1")
        without = plan({"PN-1": [tour(3)]})
        del without.officers["PM-1"]  # type: ignore[attr-defined]
        made = draft(without)
        make_official(connection, publish(connection, made, base=1), *by)
        feeds.render_week(connection, MONDAY, NOW + HOUR)
        statuses = {e.status for e in feeds.events_of(connection, row) if not e.is_note}
    assert statuses == {"cancelled"}


def test_a_calendar_of_which_nothing_was_published_is_refused(ledger: Ledger):
    with ledger.writing() as connection:
        week_of(connection, JOINT, *both_of(connection))
        wanted = feeds.Wanted(
            owner=Owner.ZONE, code="nowhere", view=View.COMMAND, language="fr"
        )
        with pytest.raises(LedgerRefused, match="nowhere"):
            feeds.feed_id(connection, wanted, NOW)


def test_uids_do_not_depend_on_view_language_or_alarm(ledger: Ledger):
    with ledger.writing() as connection:
        week_of(connection, JOINT, *both_of(connection))
        found = {
            frozenset(uids(connection, feed_of(connection, "PM-1", lang, alarm=alarm)))
            for lang in ("fr", "en")
            for alarm in (None, 30)
        }
    assert len(found) == 1


def test_uids_of_two_ledgers_differ(ledger: Ledger):
    with ledger.writing() as connection:
        week_of(connection, JOINT, *both_of(connection))
        row = feed_of(connection, "PM-1")
        first = uids(connection, row)
        write_setting(connection, "ledger", "another")
        second = uids(connection, feed_of(connection, "PM-1", "en"))
    assert not first & second


def test_the_same_version_rendered_again_changes_nothing(ledger: Ledger):
    with ledger.writing() as connection:
        week_of(connection, JOINT, *both_of(connection))
        feed_of(connection, "PM-1")
        assert feeds.render_week(connection, MONDAY, NOW + HOUR) == ()
        assert (
            versions.plan_of(
                connection, versions.version_named(connection, "2026-11-23")
            )
            == JOINT
        )
