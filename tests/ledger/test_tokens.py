"""Links: issued, replaced, revoked, and dead when they should be."""

import datetime as dt

import pytest
from sqlalchemy import select

from scheduler.calendars.content import Owner, View
from scheduler.ledger import audit, serving, tokens
from scheduler.ledger.schema import metadata, token
from scheduler.ledger.store import Ledger, LedgerRefused
from tests.ledger.calendars import (
    DAY,
    NOW,
    duty,
    enrol,
    issue,
    publish_week,
    render,
    subscribed,
)


def found(ledger: Ledger, secret: str, now: dt.datetime = NOW) -> serving.Found | None:
    with ledger.reading() as connection:
        return serving.find(connection, tokens.sha256_of(secret), now)


def listed(ledger: Ledger, now: dt.datetime = NOW) -> tuple[tokens.Link, ...]:
    with ledger.reading() as connection:
        return tokens.links(connection, now)


def chosen(
    ledger: Ledger, name: str, now: dt.datetime = NOW
) -> tuple[tokens.Link, ...]:
    with ledger.reading() as connection:
        return tokens.choose(connection, name, now)


def rotated(ledger: Ledger, name: str, now: dt.datetime = NOW) -> tokens.Issued:
    with ledger.writing() as connection:
        [which] = tokens.choose(connection, name, now)
        return tokens.rotate(connection, which, by="me", now=now)


def revoked(ledger: Ledger, name: str, now: dt.datetime = NOW) -> None:
    with ledger.writing() as connection:
        for which in tokens.choose(connection, name, now):
            tokens.revoke(connection, which, by="me", now=now)


def served(
    ledger: Ledger, secret: str, now: dt.datetime = NOW, zipped: bool = False
) -> bytes:
    with ledger.reading() as connection:
        link = serving.find(connection, tokens.sha256_of(secret), now)
        assert link is not None
        return serving.calendar_bytes(connection, link, zipped=zipped)


def test_a_secret_has_256_bits(ledger: Ledger):
    enrol(ledger, "PM-1")
    # 43 characters of base64url, the last of which holds 4 bits.
    assert len(issue(ledger).secret) == 43


def test_no_table_holds_the_secret(ledger: Ledger):
    enrol(ledger, "PM-1")
    secret = issue(ledger).secret
    with ledger.reading() as connection:
        rows = [
            str(tuple(row))
            for table in metadata.tables.values()
            for row in connection.execute(select(table)).all()
        ]
    assert rows
    assert not [row for row in rows if secret in row]


def test_a_new_link_does_not_show_its_secret_in_messages(ledger: Ledger):
    enrol(ledger, "PM-1")
    issued = issue(ledger)
    assert issued.secret not in repr(issued)


def test_an_officer_has_several_links_to_one_calendar(ledger: Ledger):
    enrol(ledger, "PM-1")
    one, other = issue(ledger, label="phone"), issue(ledger, label="tablet")
    assert one.feed_id == other.feed_id
    assert one.secret != other.secret


def test_another_alarm_is_another_calendar(ledger: Ledger):
    enrol(ledger, "PM-1")
    assert issue(ledger).feed_id != issue(ledger, label="b", alarm=60).feed_id


def test_a_label_is_given_once(ledger: Ledger):
    enrol(ledger, "PM-1")
    issue(ledger)
    with pytest.raises(LedgerRefused, match="already has a link “phone”"):
        issue(ledger)


def test_a_label_is_free_again_once_revoked(ledger: Ledger):
    enrol(ledger, "PM-1")
    issue(ledger)
    revoked(ledger, "phone")
    issue(ledger)
    assert [x.ended for x in listed(ledger)].count(False) == 1


def test_an_unknown_officer_gets_no_link(ledger: Ledger):
    with pytest.raises(LedgerRefused, match="unknown officer PM-9"):
        issue(ledger, "PM-9")


def test_a_zone_that_was_never_published_gets_no_link(ledger: Ledger):
    with pytest.raises(LedgerRefused, match="zone Z, view command"):
        issue(ledger, "Z", owner=Owner.ZONE, view=View.COMMAND)


def test_a_published_zone_gets_a_link(ledger: Ledger):
    publish_week(ledger, {("zone", "Z", "command"): [duty(5)]})
    secret = issue(ledger, "Z", owner=Owner.ZONE, view=View.COMMAND).secret
    link = found(ledger, secret)
    assert link is not None
    assert (link.owner, link.code) == (Owner.ZONE, "Z")


def test_a_view_that_was_not_published_is_refused(ledger: Ledger):
    publish_week(ledger, {("zone", "Z", "command"): [duty(5)]})
    with pytest.raises(LedgerRefused, match="view partner"):
        issue(ledger, "Z", owner=Owner.ZONE, view=View.PARTNER)


def test_a_link_is_found_by_its_secret_alone(ledger: Ledger):
    enrol(ledger, "PM-1")
    secret = issue(ledger).secret
    assert found(ledger, secret) is not None
    assert found(ledger, secret[:-1] + ("A" if secret[-1] != "A" else "E")) is None


def test_a_revoked_link_is_dead_at_once(ledger: Ledger):
    enrol(ledger, "PM-1")
    secret = issue(ledger).secret
    revoked(ledger, "phone")
    assert found(ledger, secret) is None


def test_revoking_a_label_ends_what_it_replaced_too(ledger: Ledger):
    enrol(ledger, "PM-1")
    old = issue(ledger).secret
    new = rotated(ledger, "phone").secret
    revoked(ledger, "phone")
    assert (found(ledger, old), found(ledger, new)) == (None, None)


def test_revoking_an_id_ends_that_link_alone(ledger: Ledger):
    enrol(ledger, "PM-1")
    one, other = issue(ledger, label="a"), issue(ledger, label="b")
    revoked(ledger, one.id)
    assert found(ledger, one.secret) is None
    assert found(ledger, other.secret) is not None


@pytest.mark.parametrize(
    ("day", "alive"),
    [("2026-11-30T22:59", True), ("2026-11-30T23:00", False)],
    ids=["last minute before the day, in Paris", "midnight in Paris"],
)
def test_a_link_dies_on_the_day_of_leaving(ledger: Ledger, day: str, alive: bool):
    enrol(ledger, "PM-1", leaves_on=dt.date(2026, 12, 1))
    publish_week(ledger, {})
    secret = issue(ledger).secret
    now = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    assert (found(ledger, secret, now) is not None) == alive


def test_who_has_left_gets_no_link(ledger: Ledger):
    enrol(ledger, "PM-1", leaves_on=NOW.date())
    with pytest.raises(LedgerRefused, match="has left on 2026-11-23"):
        issue(ledger)


def test_a_replaced_link_answers_for_seven_more_days(ledger: Ledger):
    enrol(ledger, "PM-1")
    secret = issue(ledger).secret
    rotated(ledger, "phone")
    second = dt.timedelta(seconds=1)
    assert found(ledger, secret, NOW + 7 * DAY - second) is not None
    assert found(ledger, secret, NOW + 7 * DAY) is None


def test_the_new_link_shows_the_same_calendar_without_a_notice(ledger: Ledger):
    subscribed(ledger, duty(5))
    before = served(ledger, rotated(ledger, "phone").secret)
    assert before.count(b"BEGIN:VEVENT") == 1


def test_the_old_link_carries_a_notice(ledger: Ledger):
    issued = subscribed(ledger, duty(5))
    plain = served(ledger, issued.secret)
    rotated(ledger, "phone")
    noticed = served(ledger, issued.secret)
    added = noticed.removeprefix(plain.removesuffix(serving.END))
    assert added.startswith(b"BEGIN:VEVENT\r\n")
    assert added.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert "30 novembre 2026" in serving.text_of(added, b"SUMMARY")


def test_the_notice_keeps_its_bytes(ledger: Ledger):
    issued = subscribed(ledger, duty(5))
    rotated(ledger, "phone")
    one, other = (served(ledger, issued.secret, NOW + n * DAY, True) for n in (1, 2))
    assert one == other


def test_the_notice_changes_tag_and_date(ledger: Ledger):
    issued = subscribed(ledger, duty(5))
    before = found(ledger, issued.secret)
    rotated(ledger, "phone")
    after = found(ledger, issued.secret)
    assert before is not None
    assert after is not None
    assert after.etag != before.etag
    assert after.modified > before.modified


def test_an_old_link_follows_its_calendar(ledger: Ledger):
    told = duty(5)
    issued = subscribed(ledger, told)
    rotated(ledger, "phone")
    before = found(ledger, issued.secret)
    render(ledger, issued.feed_id, [told.changed(NOW + DAY)])
    after = found(ledger, issued.secret, NOW + DAY)
    assert before is not None
    assert after is not None
    assert after.etag != before.etag
    assert b"SEQUENCE:1" in served(ledger, issued.secret, NOW + DAY)


def test_a_link_is_replaced_once(ledger: Ledger):
    enrol(ledger, "PM-1")
    old = issue(ledger)
    rotated(ledger, old.id)
    with pytest.raises(LedgerRefused, match="was replaced already"):
        rotated(ledger, old.id)


def test_a_label_that_several_have_is_refused(ledger: Ledger):
    enrol(ledger, "PM-1", "PM-2")
    issue(ledger, "PM-1")
    issue(ledger, "PM-2")
    with pytest.raises(LedgerRefused, match="several links are called phone"):
        chosen(ledger, "phone")


def test_a_label_is_enough_with_its_owner(ledger: Ledger):
    enrol(ledger, "PM-1", "PM-2")
    issue(ledger, "PM-1")
    wanted = issue(ledger, "PM-2")
    with ledger.reading() as connection:
        [link] = tokens.choose(connection, "phone", NOW, code="PM-2")
    assert link.id == wanted.id


@pytest.mark.parametrize("name", ["tablet", "", "0000", "é"])
def test_a_name_of_no_link_is_refused(ledger: Ledger, name: str):
    enrol(ledger, "PM-1")
    issue(ledger)
    with pytest.raises(LedgerRefused, match="no live link is called"):
        chosen(ledger, name)


def test_everything_is_in_the_audit_log(ledger: Ledger):
    enrol(ledger, "PM-1")
    old = issue(ledger)
    new = rotated(ledger, "phone")
    revoked(ledger, new.id)
    with ledger.reading() as connection:
        log = [audit.read_entry(*row) for row in audit.entries(connection)]
    assert [(e.kind, e.ref) for e in log if e.kind != "rendered"] == [
        ("link issued", old.id),
        ("link rotated", f"{old.id} {new.id}"),
        ("link revoked", new.id),
    ]


def test_the_audit_log_names_the_officer_in_its_private_part_alone(ledger: Ledger):
    enrol(ledger, "PM-1")
    issue(ledger)
    with ledger.reading() as connection:
        [*_before, (row, private)] = audit.entries(connection)
    assert private is not None
    assert "PM-1" in private.payload
    assert "PM-1" not in str(tuple(row))


def test_officers_without_a_link_are_listed(ledger: Ledger):
    enrol(ledger, "PM-1", "PM-2")
    enrol(ledger, "PM-3", leaves_on=NOW.date())
    issue(ledger, "PM-1")
    with ledger.reading() as connection:
        assert tokens.officers_without(connection, "phone", NOW) == ("PM-2",)


def test_a_later_fetch_is_not_written_over(ledger: Ledger):
    issued = subscribed(ledger, duty(5))
    sha256 = tokens.sha256_of(issued.secret)
    for at in (NOW + DAY, NOW):
        with ledger.writing() as connection:
            fetch = serving.Fetch(at=at, published=at)
            serving.record_fetches(connection, {sha256: fetch})
    with ledger.reading() as connection:
        row = connection.execute(select(token)).one()
    assert (row.last_fetch_at, row.fetched) == (NOW + DAY, NOW + DAY)


def test_what_was_seen_never_goes_back(ledger: Ledger):
    issued = subscribed(ledger, duty(5))
    sha256 = tokens.sha256_of(issued.secret)
    for at in (NOW + DAY, NOW):
        with ledger.writing() as connection:
            serving.record_seen(connection, sha256, at, at)
    with ledger.reading() as connection:
        row = connection.execute(select(token)).one()
    assert (row.seen_at, row.seen) == (NOW + DAY, NOW + DAY)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"SUMMARY:Jaude\\, nord\\; \\\\ \\n fin", "Jaude, nord; \\ \n fin"),
        (b"SUMMARY;LANGUAGE=fr:a:b", "a:b"),
        (b"SUMMARY:a\r\n b\r\n c", "abc"),
        (b"X-SUMMARY:no", ""),
    ],
)
def test_text_is_read_back_from_a_rendered_event(line: bytes, text: str):
    rendered = b"BEGIN:VEVENT\r\n" + line + b"\r\nEND:VEVENT\r\n"
    assert serving.text_of(rendered, b"SUMMARY") == text


def test_duties_are_what_is_not_over_in_order(ledger: Ledger):
    over, later, sooner = duty(-5), duty(30), duty(2, summary="é" * 60)
    issued = subscribed(ledger, over, later, sooner)
    link = found(ledger, issued.secret)
    assert link is not None
    with ledger.reading() as connection:
        shown = serving.duties(connection, link, NOW)
    assert [d.start for d in shown] == [sooner.start, later.start]
    assert shown[0].summary == "é" * 60
