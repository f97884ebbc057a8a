"""Calendars as bytes: read back, in order, and none but their own."""

import re
from typing import Any

import pytest
from icalendar import Calendar

from scheduler.calendars.write import calendar, read
from tests.calendars.told import BEFORE, at, mission, tour, version

ALL = version(
    version(
        (),
        mission(0, 10, code="a;b, c\\d é%2F"),
        mission(2, 10),
        tour(0),
        tour(5, 22, lines=("x" * 200,), geo=(45.7772, -3.0863)),
        alarm=20,
    ),
    mission(0, 10, code="a;b, c\\d é%2F"),
    tour(0),
    tour(5, 22, summary="Vacation · nuit", tentative=True),
    alarm=20,
    now=at(-2, 0),
)


def feed(events=ALL, mark="m", title="Service de PM-1"):
    return calendar(title, "fr", "Europe/Paris", events, mark)


def test_what_is_written_is_read_back():
    assert len({e.status for e in ALL}) == 3
    assert any(e.is_note for e in ALL)
    assert read(feed(), "m") == ALL


def test_the_next_version_is_made_from_bytes_as_from_events():
    entries = (mission(2, 10), tour(0, 7))
    now = at(-1, 0)
    assert version(read(feed(), "m"), *entries, now=now) == version(
        ALL, *entries, now=now
    )


@pytest.mark.parametrize("mark", ["n", "", "m2"])
def test_another_calendar_is_no_previous_version(mark):
    assert read(feed(), mark) == ()


@pytest.mark.parametrize("content", [b"", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_what_another_program_wrote_has_no_events(content):
    assert read(content, "m") == ()


def test_the_order_of_events_does_not_matter():
    assert feed(reversed(ALL)) == feed()


def test_an_empty_calendar_is_valid():
    found = Calendar.from_ical(feed(()))
    assert found.walk("VEVENT") == []
    assert (found["VERSION"], found["NAME"]) == ("2.0", "Service de PM-1")
    assert found["X-WR-TIMEZONE"] == "Europe/Paris"


def test_lines_are_folded_and_end_in_crlf():
    for line in feed().removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert not re.search(rb"[\x00-\x1f]", line.replace(b"\t", b""))
        line.decode()


def test_a_line_break_in_a_title_begins_no_line():
    raw = feed(title="Service\nEND:VCALENDAR")
    assert raw.count(b"\r\nEND:VCALENDAR") == 1


def test_the_library_reads_every_event():
    found: dict[str, Any] = {
        str(e["UID"]): e for e in Calendar.from_ical(feed()).walk("VEVENT")
    }
    assert found.keys() == {e.uid for e in ALL}
    for event in ALL:
        assert int(found[event.uid]["SEQUENCE"]) == event.sequence
        assert found[event.uid]["STATUS"] == event.status.upper()
        if not event.is_note:
            assert found[event.uid]["DTSTART"].dt == event.start


def test_the_first_version_was_before():
    assert min(e.modified for e in ALL) == BEFORE
