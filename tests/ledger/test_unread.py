"""Who is to be phoned."""

import datetime as dt

from scheduler.ledger import serving, tokens
from scheduler.ledger.store import Ledger
from scheduler.ledger.unread import Unread, unread
from tests.ledger.calendars import (
    DAY,
    HOUR,
    NOW,
    duty,
    enrol,
    issue,
    publish_week,
    render,
    subscribed,
)


def listed(ledger: Ledger, now: dt.datetime = NOW) -> tuple[Unread, ...]:
    with ledger.reading() as connection:
        return unread(connection, now)


def fetch(ledger: Ledger, issued: tokens.Issued, at: dt.datetime = NOW) -> None:
    """Fetch a calendar as it is now."""
    sha256 = tokens.sha256_of(issued.secret)
    with ledger.writing() as connection:
        found = serving.find(connection, sha256, at)
        assert found is not None
        done = serving.Fetch(at=at, published=found.published)
        serving.record_fetches(connection, {sha256: done})


def test_a_duty_never_fetched_is_unread(ledger: Ledger):
    subscribed(ledger, duty(5))
    [one] = listed(ledger)
    assert (one.officer, one.force, one.hours_left) == ("PM-1", "PM", 5.0)
    assert (one.linked, one.last_fetch_at, one.duties) == (True, None, 1)


def test_a_duty_that_was_fetched_is_read(ledger: Ledger):
    fetch(ledger, subscribed(ledger, duty(5)))
    assert listed(ledger) == ()


def test_a_change_after_the_fetch_is_unread(ledger: Ledger):
    same, moved = duty(3), duty(30)
    issued = subscribed(ledger, same, moved)
    fetch(ledger, issued)
    render(ledger, issued.feed_id, [same, moved.changed(NOW + HOUR)])
    [one] = listed(ledger)
    assert (one.start, one.duties, one.last_fetch_at) == (moved.start, 1, NOW)


def test_a_fetch_of_the_old_version_while_publishing_does_not_count(ledger: Ledger):
    # The change is stamped before it is there for others to fetch.
    told = duty(5)
    issued = subscribed(ledger, told)
    fetch(ledger, issued, NOW + HOUR)
    render(ledger, issued.feed_id, [told.changed(NOW)])
    assert len(listed(ledger, NOW + HOUR)) == 1


def test_a_withdrawn_duty_is_to_be_told_too(ledger: Ledger):
    told = duty(5)
    issued = subscribed(ledger, told)
    fetch(ledger, issued)
    render(ledger, issued.feed_id, [told.changed(NOW, status="CANCELLED")])
    assert [u.officer for u in listed(ledger)] == ["PM-1"]


def test_a_duty_that_has_begun_is_past_telling(ledger: Ledger):
    told = duty(5)
    subscribed(ledger, told)
    assert listed(ledger, told.start) == ()
    assert len(listed(ledger, told.start - dt.timedelta(seconds=1))) == 1


def test_seen_on_the_page_is_as_good_as_fetched(ledger: Ledger):
    told = duty(5)
    issued = subscribed(ledger, told)
    with ledger.writing() as connection:
        sha256 = tokens.sha256_of(issued.secret)
        serving.record_seen(connection, sha256, told.modified, NOW)
    assert listed(ledger) == ()


def test_one_of_several_links_is_enough(ledger: Ledger):
    told = duty(5)
    subscribed(ledger, told)
    other = issue(ledger, label="tablet", alarm=60)
    render(ledger, other.feed_id, [told])
    assert len(listed(ledger)) == 1
    fetch(ledger, other)
    assert listed(ledger) == ()


def test_a_link_that_is_dead_does_not_count(ledger: Ledger):
    issued = subscribed(ledger, duty(5))
    fetch(ledger, issued)
    with ledger.writing() as connection:
        [link] = tokens.choose(connection, "phone", NOW)
        tokens.revoke(connection, link, by="me", now=NOW)
    [one] = listed(ledger)
    assert (one.linked, one.hours_left) == (False, 5.0)


def test_without_a_link_every_duty_to_come_is_unread(ledger: Ledger):
    enrol(ledger, "PM-1")
    publish_week(ledger, {("officer", "PM-1", "own"): [duty(-9), duty(8), duty(3)]})
    [one] = listed(ledger)
    assert (one.linked, one.duties, one.hours_left) == (False, 2, 3.0)


def test_without_duties_there_is_nothing_to_tell(ledger: Ledger):
    enrol(ledger, "PM-1")
    assert listed(ledger) == ()


def test_who_has_left_is_not_phoned(ledger: Ledger):
    enrol(ledger, "PM-1", leaves_on=NOW.date())
    publish_week(ledger, {("officer", "PM-1", "own"): [duty(5)]})
    assert listed(ledger) == ()


def test_the_most_urgent_comes_first(ledger: Ledger):
    enrol(ledger, "PM-1", "PM-2", "PM-3")
    hours = {"PM-1": 40, "PM-2": 2, "PM-3": 9}
    publish_week(ledger, {("officer", o, "own"): [duty(n)] for o, n in hours.items()})
    assert [u.officer for u in listed(ledger)] == ["PM-2", "PM-3", "PM-1"]


def test_calendars_of_zones_are_nobody_s_reading(ledger: Ledger):
    publish_week(ledger, {("zone", "Z", "command"): [duty(5)]})
    assert listed(ledger, NOW - DAY) == ()
