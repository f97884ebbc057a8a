"""Versions of a calendar: what stays, what moves, what is withdrawn and restored."""

import datetime as dt
from dataclasses import replace
from typing import Any

from icalendar import Calendar
from icalendar import Event as Component

from scheduler.calendars.events import Event, Status
from scheduler.calendars.write import calendar
from tests.calendars.told import BEFORE, at, mission, tour, uid, version

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
GROUP = "mission/2026-11-23/jaude"


def read(event: Event) -> Any:
    return Component.from_ical(event.text)


def duties(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(e for e in events if not e.is_note)


def notes(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(e for e in events if e.is_note)


def told(events: tuple[Event, ...]) -> list[tuple[int, Status, int]]:
    """Return day, status and sequence of each duty."""
    return [
        ((e.start.date() - at(0, 12).date()).days, e.status, e.sequence)
        for e in duties(events)
    ]


LIVE, GONE = Status.CONFIRMED, Status.CANCELLED


def test_a_new_event_begins_with_sequence_0():
    (first,) = version((), mission(0, 10))
    assert (first.uid, first.number, first.sequence) == (uid(GROUP, 0), 0, 0)
    assert first.modified == BEFORE
    assert read(first)["DTSTAMP"].dt == read(first)["LAST-MODIFIED"].dt == BEFORE


def test_the_same_content_gives_the_very_same_events():
    first = version((), mission(0, 10), tour(0))
    again = version(first, tour(0), mission(0, 10), now=BEFORE + DAY)
    assert all(a is b for a, b in zip(first, again, strict=True))


def test_a_change_that_is_seen_takes_the_next_sequence():
    first = version((), mission(0, 10))
    for change in (
        {"summary": "Gare · pédestre mixte"},
        {"location": "1 rue Haute"},
        {"geo": (45.0, 3.0)},
        {"lines": ("Équipage : PN-1, PM-2",)},
        {"busy": False},
        {"private": False},
        {"end": at(0, 13)},
        {"tentative": True},
    ):
        (second,) = version(first, mission(0, 10, **change), now=BEFORE + HOUR)
        assert (second.uid, second.sequence) == (first[0].uid, 1)
        assert second.modified == BEFORE + HOUR
        assert second.fingerprint != first[0].fingerprint


def test_a_version_is_later_though_the_clock_is_not():
    first = version((), mission(0, 10))
    second = version(first, mission(0, 11), now=BEFORE - DAY)
    assert second[0].modified == BEFORE + SECOND
    assert version(second, now=BEFORE)[-1].modified == BEFORE + 2 * SECOND


def test_an_instant_is_kept_in_whole_seconds():
    first = version((), mission(0, 10), now=BEFORE + dt.timedelta(microseconds=5))
    assert first[0].modified == BEFORE


def test_what_is_withdrawn_stays_as_cancelled():
    first = version((), mission(0, 10))
    note, gone = version(first, now=BEFORE + HOUR)
    assert (gone.uid, gone.status, gone.sequence) == (first[0].uid, GONE, 1)
    found = read(gone)
    assert found["SUMMARY"] == (
        "ANNULÉ\N{NO-BREAK SPACE}: Place de Jaude · pédestre mixte"
    )
    assert (found["STATUS"], found["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert "PM-1" not in found["DESCRIPTION"]
    assert note.is_note


def test_english_is_spoken_too():
    first = version((), mission(0, 10), language="en")
    note, gone = version(first, now=BEFORE + HOUR, language="en")
    title = "Place de Jaude · pédestre mixte"
    assert read(gone)["SUMMARY"] == f"CANCELLED: {title}"
    assert read(note)["SUMMARY"] == f"Cancelled: {title} 10:00–12:00"


def test_a_note_for_the_day_says_what_is_cancelled():
    note = notes(version(version((), mission(0, 10)), now=BEFORE + HOUR))[0]
    found = read(note)
    assert found["SUMMARY"] == (
        "Annulé\N{NO-BREAK SPACE}: Place de Jaude · pédestre mixte 10h00–12h00"
    )
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (
        dt.date(2026, 11, 23),
        dt.date(2026, 11, 24),
    )
    assert found["TRANSP"] == "TRANSPARENT"
    assert found["CLASS"] == "PRIVATE"
    assert found["STATUS"] == "CONFIRMED"


def test_what_is_over_is_withdrawn_without_a_note():
    first = version((), mission(0, 10))
    assert notes(version(first, now=at(0, 12))) == ()
    assert notes(version(first, now=at(0, 11, 59))) != ()


def test_what_is_cancelled_stays_byte_for_byte():
    gone = version(version((), mission(0, 10)), now=BEFORE + HOUR)
    assert version(gone, now=BEFORE + 2 * HOUR) == gone


def test_of_two_occurrences_the_one_withdrawn_is_cancelled():
    first = version((), mission(0, 10), mission(2, 10))
    second = version(first, mission(2, 10), now=BEFORE + HOUR)
    assert told(second) == [(0, GONE, 1), (2, LIVE, 0)]
    assert duties(second)[1] is first[1]


def test_what_is_restored_has_its_uid_and_the_next_sequence():
    first = version((), mission(0, 10), mission(2, 10))
    gone = version(first, mission(2, 10), now=BEFORE + HOUR)
    back = version(gone, mission(0, 10), mission(2, 10), now=BEFORE + 2 * HOUR)
    assert told(back) == [(0, LIVE, 2), (2, LIVE, 0)]
    assert [e.uid for e in duties(back)] == [e.uid for e in first]


def test_the_note_of_what_is_restored_is_cancelled():
    gone = version(version((), mission(0, 10)), now=BEFORE + HOUR)
    (before,) = notes(gone)
    (after,) = notes(version(gone, mission(0, 10), now=BEFORE + 2 * HOUR))
    assert (after.uid, after.status) == (before.uid, GONE)
    assert after.sequence > before.sequence
    assert read(after)["SUMMARY"].startswith("De nouveau prévu")


def test_a_note_comes_back_with_a_second_withdrawal():
    gone = version(version((), mission(0, 10)), now=BEFORE + HOUR)
    back = version(gone, mission(0, 10), now=BEFORE + 2 * HOUR)
    (note,) = notes(version(back, now=BEFORE + 3 * HOUR))
    assert (note.status, note.sequence) == (LIVE, 3)


def test_a_mission_moved_to_another_day_keeps_its_uid():
    first = version((), mission(0, 10))
    second = version(first, mission(3, 10), now=BEFORE + HOUR)
    assert told(second) == [(3, LIVE, 1)]
    assert second[0].uid == first[0].uid


def test_the_same_day_comes_before_the_order_of_time():
    first = version((), mission(0, 10), mission(2, 10))
    second = version(first, mission(2, 14), now=BEFORE + HOUR)
    assert told(second) == [(0, GONE, 1), (2, LIVE, 1)]


def test_a_live_event_is_moved_before_a_cancelled_one():
    first = version((), mission(0, 10), mission(2, 10))
    gone = version(first, mission(2, 10), now=BEFORE + HOUR)
    moved = version(gone, mission(4, 10), now=BEFORE + 2 * HOUR)
    assert told(moved) == [(0, GONE, 1), (4, LIVE, 1)]


def test_new_events_take_the_next_number_of_their_group():
    first = version((), mission(2, 10))
    second = version(first, mission(0, 10), mission(2, 10), mission(4, 10))
    assert [e.uid for e in second] == [uid(GROUP, n) for n in (1, 0, 2)]


def test_events_of_another_week_stay_as_they_are():
    first = version((), mission(0, 10), tour(1))
    both = version(first, mission(7, 10), week=1, now=BEFORE + HOUR)
    assert told(both) == [(0, LIVE, 0), (1, LIVE, 0), (7, LIVE, 0)]
    assert both[:2] == first
    gone = version(both, week=0, now=BEFORE + 2 * HOUR)
    assert told(gone) == [(0, GONE, 1), (1, GONE, 1), (7, LIVE, 0)]


def test_a_weekly_code_is_another_event_each_week():
    first = version((), mission(0, 10))
    both = version(first, mission(7, 10), week=1)
    assert both[0].uid != both[1].uid


def test_a_tour_under_way_stays_as_the_week_of_its_start_told_it():
    night = tour(6, 22)
    first = version((), night)
    again = replace(night, lines=("since yesterday",))
    assert version(first, again, week=1, now=BEFORE + HOUR) == first


def test_a_tour_under_way_whose_end_moves_is_told_anew():
    night = tour(6, 22)
    longer = replace(night, end=night.end + HOUR)
    (found,) = version(version((), night), longer, week=1)
    assert (found.sequence, found.end) == (1, longer.end)


def test_a_tour_under_way_that_was_a_draft_is_confirmed():
    night = tour(6, 22)
    draft = version((), replace(night, tentative=True))
    assert read(draft[0])["STATUS"] == "TENTATIVE"
    (found,) = version(draft, night, week=1)
    assert found.status is LIVE


def test_a_tour_under_way_is_not_withdrawn_by_the_week_after():
    first = version((), tour(6, 22))
    assert version(first, week=1) == first


# --- what is over ---------------------------------------------------------------------


def test_past_events_leave_some_time_after_their_end():
    first = version((), mission(0, 10), mission(7, 10, code="gare"))
    end = at(0, 12)
    for passed, kept in ((3 * DAY - SECOND, True), (3 * DAY, False)):
        # The week is over too, so that nothing new can take the number.
        found = version(
            first, week=-1, now=end + passed, keep_past=3 * DAY, keep_cancelled=DAY
        )
        assert (first[0] in found) is kept


def test_cancelled_events_leave_some_time_after_their_end():
    gone = version(version((), mission(6, 10)), now=BEFORE + HOUR)
    for passed, kept in ((2 * DAY - SECOND, True), (2 * DAY, False)):
        found = version(gone, week=1, now=at(6, 12) + passed, keep_cancelled=2 * DAY)
        assert bool(duties(found)) is kept


def test_a_note_leaves_with_its_event():
    gone = version(version((), mission(6, 10)), now=BEFORE + HOUR)
    assert len(gone) == 2
    assert version(gone, week=1, now=at(12, 0), keep_cancelled=2 * DAY) == ()


def test_what_is_long_over_is_not_told_anew():
    found = version(
        (), mission(0, 10), mission(4, 10), now=at(3, 12), keep_past=2 * DAY
    )
    assert told(found) == [(4, LIVE, 0)]


def test_what_is_over_never_takes_the_event_of_what_comes():
    first = version((), mission(4, 10))
    found = version(
        first, mission(0, 10), mission(5, 10), now=at(3, 12), keep_past=2 * DAY
    )
    assert told(found) == [(5, LIVE, 1)]


def test_no_number_is_given_twice_within_a_week():
    gone = version(version((), mission(0, 10)), now=BEFORE + HOUR)
    found = version(gone, now=at(4, 0), keep_cancelled=DAY)
    assert told(found) == [(0, GONE, 1)]


# --- alarms ---------------------------------------------------------------------------


def test_alarms_ring_for_busy_events_alone_and_only_if_asked():
    entries = (mission(0, 10), tour(1))
    silent = version((), *entries)
    assert not any(b"VALARM" in e.text for e in silent)
    mission_, tour_ = version((), *entries, alarm=30)
    (ring,) = read(mission_).walk("VALARM")
    assert ring["ACTION"] == "DISPLAY"
    assert ring["TRIGGER"].dt == dt.timedelta(minutes=-30)
    assert ring["DESCRIPTION"] == read(mission_)["SUMMARY"]
    assert b"VALARM" not in tour_.text


def test_an_alarm_asked_for_later_is_a_change_of_busy_events():
    first = version((), mission(0, 10), tour(1))
    second = version(first, mission(0, 10), tour(1), alarm=15, now=BEFORE + HOUR)
    assert [e.sequence for e in second] == [1, 0]


def test_what_is_cancelled_does_not_ring():
    gone = version(version((), mission(0, 10), alarm=30), alarm=30)
    assert not any(b"VALARM" in e.text for e in gone)


# --- the text -------------------------------------------------------------------------


def test_the_description_says_as_of_when():
    (first,) = version((), mission(0, 10))
    assert str(read(first)["DESCRIPTION"]).splitlines() == [
        "Équipage : PN-1, PM-1",
        "État au 20 novembre 2026 à 09h00. La feuille de service fait foi.",
    ]


def test_control_characters_are_not_written():
    (first,) = version(
        (), mission(0, 10, summary="a\x07b\r\nEND:VEVENT", lines=("\x00",))
    )
    assert read(first)["SUMMARY"] == "a b\nEND:VEVENT"
    assert b"\x07" not in first.text
    assert b"\x00" not in first.text
    raw = calendar("t", "fr", "Europe/Paris", (first,), "m")
    assert len(Calendar.from_ical(raw).walk("VEVENT")) == 1
