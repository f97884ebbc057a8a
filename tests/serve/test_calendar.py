"""What a telephone gets at the address of a calendar."""

import datetime as dt
import gzip
import time
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import event as listening
from sqlalchemy import select

from scheduler.ledger import tokens
from scheduler.ledger.schema import token
from scheduler.ledger.store import Ledger
from tests.ledger.calendars import (
    DAY,
    NOW,
    calendar_of,
    duty,
    render,
    subscribed,
)
from tests.serve.conftest import Running


def rotate(ledger: Ledger, name: str = "phone") -> tokens.Issued:
    with ledger.writing() as connection:
        [which] = tokens.choose(connection, name, NOW)
        return tokens.rotate(connection, which, by="me", now=NOW)


def test_a_calendar_is_handed_out_as_it_is_kept(running: Running, ledger: Ledger):
    told = duty(5)
    secret = subscribed(ledger, told).secret
    answer = running.calendar(secret)
    assert (answer.status, answer.body) == (200, calendar_of([told]))


def test_its_headers(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    headers = running.calendar(secret).headers
    del headers["date"], headers["etag"], headers["content-length"]
    assert headers == {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'inline; filename="calendar.ics"',
        "cache-control": "private, no-cache",
        "last-modified": "Sun, 22 Nov 2026 09:00:00 GMT",
        "vary": "Accept-Encoding",
        "x-robots-tag": "noindex, nofollow",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


def test_head_says_the_same_without_the_body(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    got, head = running.calendar(secret), running.calendar(secret, "HEAD")
    for answer in (got, head):
        del answer.headers["date"]
    assert (head.status, head.headers, head.body) == (200, got.headers, b"")


def test_gzip_is_what_was_kept_under_another_tag(running: Running, ledger: Ledger):
    told = duty(5)
    secret = subscribed(ledger, told).secret
    plain, zipped = (
        running.calendar(secret),
        running.calendar(secret, accept_encoding="gzip"),
    )
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["etag"] != plain.headers["etag"]


def test_its_own_tag_brings_304_without_a_body(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    tag = running.calendar(secret).headers["etag"]
    answer = running.calendar(secret, if_none_match=tag)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == tag


def test_304_reads_no_bytes_of_a_calendar(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    tag = running.calendar(secret).headers["etag"]
    asked: list[str] = []

    @listening.listens_for(ledger.engine, "before_cursor_execute")
    def _note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    assert running.calendar(secret, if_none_match=tag).status == 304
    listening.remove(ledger.engine, "before_cursor_execute", _note)
    read = [s for s in asked if "feed_bytes" in s]
    assert len(read) == 1
    assert "feed_bytes.bytes" not in read[0]
    assert "feed_bytes.gzip" not in read[0]


def test_a_tag_beats_a_date(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    date = running.calendar(secret).headers["last-modified"]
    answer = running.calendar(secret, if_none_match='"other"', if_modified_since=date)
    assert answer.status == 200


def test_a_date_alone_brings_304(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    date = running.calendar(secret).headers["last-modified"]
    assert running.calendar(secret, if_modified_since=date).status == 304


def test_a_change_brings_new_bytes_tag_and_date(running: Running, ledger: Ledger):
    told = duty(5)
    issued = subscribed(ledger, told)
    before = running.calendar(issued.secret)
    render(ledger, issued.feed_id, [told.changed(NOW, summary="Gare")])
    after = running.calendar(issued.secret, if_none_match=before.headers["etag"])
    assert after.status == 200
    assert b"SUMMARY:Gare" in after.body
    dates = [parsedate_to_datetime(a.headers["last-modified"]) for a in (before, after)]
    assert dates[0] < dates[1]


def test_no_date_is_to_come(running: Running, ledger: Ledger):
    told = duty(5, modified=NOW + DAY)
    secret = subscribed(ledger, told).secret
    date = running.calendar(secret).headers["last-modified"]
    assert parsedate_to_datetime(date) == NOW


def test_a_replaced_link_carries_its_notice_in_both_codings(
    running: Running, ledger: Ledger
):
    secret = subscribed(ledger, duty(5)).secret
    rotate(ledger)
    plain, zipped = (
        running.calendar(secret),
        running.calendar(secret, accept_encoding="gzip"),
    )
    assert plain.body.count(b"BEGIN:VEVENT") == 2
    assert gzip.decompress(zipped.body) == plain.body
    for answer in (plain, zipped):
        assert (
            running.calendar(
                secret,
                if_none_match=answer.headers["etag"],
                accept_encoding=answer.headers.get("content-encoding", "identity"),
            ).status
            == 304
        )


def test_a_replaced_link_ends_after_seven_days(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    rotate(ledger)
    running.clock[0] = NOW + 7 * DAY
    assert running.calendar(secret).status == 404


def fetched(ledger: Ledger) -> tuple[dt.datetime | None, dt.datetime | None]:
    with ledger.reading() as connection:
        row = connection.execute(select(token)).one()
    return row.last_fetch_at, row.fetched


def test_a_fetch_is_written_down_soon(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    running.calendar(secret)
    until = time.monotonic() + 10
    while fetched(ledger) != (NOW, NOW - DAY):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_fetch_is_written_down_when_the_server_stops(start, ledger: Ledger):
    running = start(ledger, flush_every=3600)
    secret = subscribed(ledger, duty(5)).secret
    tag = running.calendar(secret).headers["etag"]
    running.clock[0] = NOW + DAY
    assert running.calendar(secret, if_none_match=tag).status == 304
    assert fetched(ledger) == (None, None)
    running.stop()
    assert fetched(ledger) == (NOW + DAY, NOW - DAY)


def test_head_is_no_fetch(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    running.calendar(secret, "HEAD")
    running.stop()
    assert fetched(ledger) == (None, None)


def test_health(running: Running):
    answer = running.ask("/healthz")
    assert (answer.status, answer.body) == (200, b"ok\n")


def test_robots_are_sent_away(running: Running):
    answer = running.ask("/robots.txt")
    assert (answer.status, answer.body) == (200, b"User-agent: *\nDisallow: /\n")


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_there_are_no_pages_of_documentation(running: Running, path: str):
    assert running.ask(path).status == 404
