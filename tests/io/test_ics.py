"""Published calendars as strangers write them: planned rightly or told of."""

import datetime as dt
import random
import time
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.remarks import Remark
from scheduler.domain.time import Clock
from scheduler.io.faults import Faults, InputFaults
from scheduler.io.ics import events
from scheduler.io.ics_events import folded
from scheduler.io.ics_lines import read_entries
from scheduler.scenarios.load import load
from scheduler.words.render import say
from tests.scenarios.conftest import KNOWN
from tests.scenarios.test_fixtures import (
    FIXTURE,
    calendar,
    event,
    folder,
    loaded,
    times,
    titled,
)

PLAN = "plan,phase,kind,minutes\nmatch,match,event_match,\n"
CLOCK = Clock(dt.date(2026, 10, 5), 7)


def planned(tmp_path, *found, **options):
    """Return the missions of a week and its remarks, in words."""
    week = loaded(tmp_path, *found, plan=PLAN, **options)
    return times(week), [say(r.message, r.values) for r in week.remarks]


def read(data: bytes):
    """Return the dates that a calendar gives, its faults and its remarks."""
    faults = Faults()
    remarks: list[Remark] = []
    entries = read_entries(data, "club.ics", faults, remarks)
    found = events(entries or [], CLOCK, "club.ics", faults, remarks)
    return found, [str(f) for f in faults], [say(r.message, r.values) for r in remarks]


def starts(data: bytes):
    found, faults, remarks = read(data)
    assert (faults, remarks) == ([], [])
    return [f"{e.start.astimezone(ZoneInfo('Europe/Paris')):%d %H:%M}" for e in found]


USUAL = ("Sat 10 20:00", 110)
CALLED_OFF = "“A - B” of 10 October 2026 is cancelled: no mission is planned for it"


# --- one UID, several events; one match, several events -------------------------------


def test_several_matches_under_one_uid_are_all_planned(tmp_path):
    missions, remarks = planned(
        tmp_path, event(), event(":20261007T180000Z", ":20261007T195000Z")
    )
    assert missions == {
        "cup-j1-20261007-match": ("Wed 07 20:00", 110),
        "cup-j1-20261010-match": USUAL,
    }
    assert len(remarks) == 2
    assert remarks[0].startswith("“A - B” of 10 October 2026 shares its UID (j1@club)")


def test_two_matches_of_a_day_under_one_uid_have_their_hours_in_their_codes(tmp_path):
    missions, _ = planned(
        tmp_path, event(), event(":20261010T130000Z", ":20261010T145000Z")
    )
    assert missions == {
        "cup-j1-20261010-1500-match": ("Sat 10 15:00", 110),
        "cup-j1-20261010-2000-match": USUAL,
    }


@pytest.mark.parametrize("mark", ["LAST-MODIFIED", "DTSTAMP"])
def test_a_later_revision_without_sequence_stands(tmp_path, mark):
    missions, remarks = planned(
        tmp_path,
        event(
            ":20261011T140000Z", ":20261011T155000Z", more=f"{mark}:20260910T090000Z"
        ),
        event(more=f"{mark}:20260901T090000Z"),
    )
    assert missions == {"cup-j1-match": ("Sun 11 16:00", 110)}
    assert remarks == [
        "“A - B” of 10 October 2026 is an older revision of line 4: no mission is "
        "planned for it"
    ]


def test_one_match_under_two_uids_is_planned_once(tmp_path):
    missions, remarks = planned(tmp_path, event(), event(uid="k7"))
    assert missions == {"cup-j1-match": USUAL}
    assert remarks == [
        "“A - B” of 10 October 2026, meant by cup, is planned already (club.ics:4, "
        "cup): it is planned once"
    ]


def test_one_match_in_two_rows_is_planned_once(tmp_path):
    other = "again,club.ics,A,north,match,9000,normal,,"
    missions, remarks = planned(tmp_path, event(), fixtures=(FIXTURE, other))
    assert missions == {"cup-j1-match": USUAL}
    assert remarks == [
        "“A - B” of 10 October 2026, meant by again, is planned already (club.ics:4, "
        "cup): it is planned once"
    ]


def test_two_titles_at_one_time_in_one_place_are_planned_and_told_of(tmp_path):
    missions, remarks = planned(tmp_path, event(), titled("k7", "A - C"))
    assert set(missions) == {"cup-j1-match", "cup-k7-match"}
    assert remarks == [
        "“A - C” and “A - B” of 10 October 2026 (club.ics:4, cup) begin at one time in "
        "one place and are both planned: if they are one, remove one"
    ]


# --- called off, put off, in doubt ----------------------------------------------------


def cancelling(*found):
    return calendar(*found).replace("PRODID", "METHOD:CANCEL\r\nPRODID").encode()


def test_a_cancelling_calendar_calls_its_events_off():
    assert read(cancelling(event())) == ([], [], [CALLED_OFF])


@pytest.mark.parametrize(
    ("here", "there", "planned"),
    [
        # The cancellation has the higher, the same and the lower number.
        (1, 2, False),
        (2, 2, False),
        (3, 2, True),
    ],
)
def test_a_second_calendar_cancels_what_is_not_newer(here, there, planned):
    data = calendar(event(more=f"SEQUENCE:{here}")).encode()
    found, faults, remarks = read(data + cancelling(event(more=f"SEQUENCE:{there}")))
    assert (len(found), faults) == (int(planned), [])
    assert remarks == ([] if planned else [CALLED_OFF])


def test_a_cancellation_need_not_say_when():
    off = "BEGIN:VEVENT\nUID:j1@club\nSEQUENCE:1\nEND:VEVENT"
    data = calendar(event()).encode() + cancelling(off)
    assert read(data) == ([], [], [CALLED_OFF])


def test_a_series_called_off_takes_all_its_dates_with_it():
    # Tuesdays and Saturdays at 20:00; Saturday the 10th is held on Friday.
    rule = "RRULE:FREQ=WEEKLY;BYDAY=TU,SA"
    series = event(":20260905T180000Z", None, more=rule)
    moved = event(":20261009T180000Z", None, more="RECURRENCE-ID:20261010T180000Z")
    data = calendar(series, moved).encode()
    assert "09 20:00" in starts(data)
    off = cancelling(event(":20260905T180000Z", None, more="SEQUENCE:1"))
    found, faults, remarks = read(data + off)
    assert (found, faults) == ([], [])
    assert {r.split(" of ")[1].split(":")[0] for r in remarks} == {
        f"{day} October 2026 is cancelled" for day in (6, 9, 10)
    }


def test_an_older_series_is_told_of_date_by_date():
    older = event(":20260905T180000Z", None, more="RRULE:FREQ=WEEKLY")
    newer = event(":20260906T180000Z", None, more="RRULE:FREQ=WEEKLY\nSEQUENCE:1")
    found, _, remarks = read(calendar(older, newer).encode())
    assert [e.series for e in found] == ["20261004", "20261011"]
    assert remarks == [
        "“A - B” of 10 October 2026 is an older revision of line 10: no mission is "
        "planned for it"
    ]


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Annulé: A - B", "annule"),
        ("A - B (REPORTÉ)", "reporte"),
        ("A - B reportée", "reportee"),
        ("A - B ANNULEES", "annulees"),
        ("[Postponed] A - B", "postponed"),
        ("A - B Reported", "reported"),
        ("Canceled: A - B", "canceled"),
        ("Match ajourné A - B", "ajourne"),
    ],
)
def test_titles_that_call_a_match_off(title, word):
    found, faults, remarks = read(calendar(titled("j1", title)).encode())
    assert (found, faults) == ([], [])
    assert remarks == [
        f"the title of “{title}” of 10 October 2026 says “{word}”: no mission is "
        "planned for it"
    ]


@pytest.mark.parametrize("title", ["A - Reporters FC", "Annulus - B", "A - B"])
def test_titles_that_do_not(title):
    assert starts(calendar(titled("j1", title)).encode()) == ["10 20:00"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("CANCELLED", "is cancelled: no mission is planned for it"),
        ("CANCELED", "is cancelled: no mission is planned for it"),
        ("postponed", "is postponed: no mission is planned for it"),
        ("TENTATIVE", "has the status TENTATIVE: planned as it stands"),
        ("SCHEDULED", "has the status SCHEDULED: planned as it stands"),
    ],
)
def test_states(status, words):
    found, faults, remarks = read(calendar(event(more=f"STATUS:{status}")).encode())
    assert (len(found), faults) == (int("planned as" in words), [])
    assert remarks == [f"“A - B” of 10 October 2026 {words}"]


def test_confirmed_needs_no_words():
    assert starts(calendar(event(more="STATUS:CONFIRMED")).encode()) == ["10 20:00"]


# --- times that stand for none --------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "known"),
    [
        (";TZID=Europe/Paris:20261010T000000", False),
        (";TZID=Europe/Paris:20261010T000100", True),
        (";TZID=Europe/Paris:20261009T235900", True),
        (":20261009T220000Z", False),  # midnight in Paris
        (":20261010T000000Z", False),  # midnight where it was written: 02:00 in Paris
        (":20261010T000100Z", True),
        # 00:00 in Tokyo is 17:00 in Paris, an hour at which matches are played.
        (";TZID=Asia/Tokyo:20261011T000000", True),
    ],
)
def test_midnight_is_no_time(start, known):
    found, faults, remarks = read(calendar(event(start, None)).encode())
    assert (bool(found), faults) == (known, [])
    assert ["use for a time not known yet" in r for r in remarks] == (
        [] if known else [True]
    )


@pytest.mark.parametrize(
    ("end", "known"), [("11T180000Z", True), ("11T180100Z", False)]
)
def test_an_event_of_more_than_24_hours_has_no_time(end, known):
    found, faults, remarks = read(calendar(event(end=f":202610{end}")).encode())
    assert (bool(found), faults, bool(remarks)) == (known, [], not known)


WITH_MINUTES = "cup,club.ics,,north,match,5000,normal,100,"


@pytest.mark.parametrize(
    ("end", "minutes", "told"),
    [
        # Kick-off 20:00. Two minutes and nine are no end, ten are one.
        (":20261010T180200Z", 100, True),
        (":20261010T180900Z", 100, True),
        (":20261010T181000Z", 10, False),
        # 21:58 and 22:00 UTC are 23:58 and 00:00; 23:59 is how midnight is written.
        (":20261010T215800Z", 238, False),
        (":20261010T215900Z", 100, True),
        (":20261010T215959Z", 100, True),
        (":20261010T220000Z", 240, False),
    ],
)
def test_ends_that_stand_for_none_give_way_to_the_minutes(tmp_path, end, minutes, told):
    missions, remarks = planned(tmp_path, event(end=end), fixtures=(WITH_MINUTES,))
    assert missions == {"cup-j1-match": ("Sat 10 20:00", minutes)}
    assert ["the 100 minutes of cup are used" in r for r in remarks] == [True] * told


def test_an_end_at_23_59_holds_where_no_minutes_are_given(tmp_path):
    missions, remarks = planned(tmp_path, event(end=":20261010T215959Z"))
    assert missions == {"cup-j1-match": ("Sat 10 20:00", 239)}
    assert remarks == [
        "“A - B” of 10 October 2026 ends at 23:59 in the calendar and is "
        "planned so; if this stands for an unknown end, give cup its minutes"
    ]


# --- titles that are nearly those of a row --------------------------------------------


@pytest.mark.parametrize("dash", "‐‑‒–—―−﹣－")
def test_dashes_are_alike(dash):
    assert folded(f"Étoile\u00a0{dash} CLUB") == "étoile - club"


@pytest.mark.parametrize(
    "title", ["A – B", "A 2 - 1 B", "A 2–1 B", "A\u200b - B", "A 10:0 B"]
)
def test_dashes_and_scores_hide_no_match(tmp_path, title):
    row = "cup,club.ics,A -,north,match,5000,normal,110,"
    missions, remarks = planned(tmp_path, titled("j1", title), fixtures=(row,))
    assert (set(missions), remarks) == ({"cup-j1-match"}, [])


@pytest.mark.parametrize(
    "title", ["A vs B", "A (2) B", "A/B", "A 20:45 B", "A 27-29/11"]
)
def test_a_title_that_begins_like_a_row_is_told_of(tmp_path, title):
    row = "cup,club.ics,A -,north,match,5000,normal,110,"
    missions, remarks = planned(
        tmp_path,
        titled("j1", "A - C", ":20261007T180000Z"),
        titled("j2", title),
        titled("j3", "D - A"),  # away
        fixtures=(row,),
    )
    assert set(missions) == {"cup-j1-match"}
    assert remarks == [
        f"“{title}” of 10 October 2026 looks like an event of cup, but its title has "
        "no “A -”: no mission is planned for it"
    ]


# --- time zones and encodings ---------------------------------------------------------


def test_times_without_a_zone_are_in_that_of_the_calendar():
    data = calendar(event(":20261010T180000", ":20261010T195000"))
    found, faults, remarks = read(
        data.replace("PRODID", "X-WR-TIMEZONE:UTC\r\nPRODID").encode()
    )
    assert [f"{e.start:%H:%M}" for e in found] == ["18:00"]
    assert (faults, remarks) == (
        [],
        [
            "“A - B” of 10 October 2026 is in the time zone of its calendar (UTC): it "
            "begins at 20:00 here"
        ],
    )


def test_the_zone_of_the_calendar_that_is_ours_needs_no_words():
    data = calendar(event(":20261010T200000", ":20261010T215000"))
    data = data.replace("PRODID", "X-WR-TIMEZONE:Europe/Paris\r\nPRODID")
    assert starts(data.encode()) == ["10 20:00"]


def test_a_zone_and_utc_at_once_is_utc():
    data = calendar(event(";TZID=Europe/Paris:20261010T180000Z"))
    found, faults, remarks = read(data.encode())
    assert [f"{e.start:%H:%M}" for e in found] == ["18:00"]
    assert (faults, remarks) == (
        [],
        [
            "“A - B” of 10 October 2026 names a time zone and is written in UTC: read "
            "as UTC, it begins at 20:00"
        ],
    )


def test_two_calendars_may_give_one_name_to_two_zones():
    def zone(offset):
        return (
            "BEGIN:VTIMEZONE\nTZID:Club time\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
            f"TZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE"
        )

    match = event(";TZID=Club time:20261010T180000", None)
    for offset, here in (("+0000", "10 20:00"), ("+0200", "10 18:00")):
        assert starts(calendar(zone(offset), match).encode()) == [here]


def test_latin_1_is_read_and_told_of():
    data = calendar(titled("j1", "Étoile - B")).encode("latin-1")
    found, faults, remarks = read(data)
    assert ([e.summary for e in found], faults) == (["Étoile - B"], [])
    assert len(remarks) == 1
    assert remarks[0].startswith("the calendar is not in UTF-8")


@pytest.mark.parametrize(
    "line",
    [
        "SUMMARY:É\r\n toile".encode().replace(b"\xc3\x89", b"\xc3\r\n \x89"),
        b"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=89toile",
        b"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:=C9to=\r\nile",
        b"SUMMARY;LANGUAGE=fr:\xc3\x89toile",
    ],
)
def test_letters_however_written(line):
    data = calendar(event()).encode().replace(b"SUMMARY:A - B", line)
    found, faults, remarks = read(data)
    assert ([e.summary for e in found], faults, remarks) == (["Étoile"], [], [])


def test_utf_16_is_read():
    assert starts(calendar(event()).encode("utf-16")) == ["10 20:00"]


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIPTION:abc\n BEGIN:VEVENT",
        "DESCRIPTION:abc\u2028BEGIN:VEVENT",
        "DESCRIPTION:abc\x0cBEGIN:VEVENT",
        "DESCRIPTION:abc\x85END:VEVENT",
        "BEGIN:VALARM\nTRIGGER:-PT1H\nEND:VALARM",
    ],
)
def test_text_that_looks_like_another_event_moves_no_line(text):
    broken = event(":20261008T180030Z", uid="j2")
    found, faults, _ = read(calendar(event(more=text), broken).encode())
    assert len(found) == 1
    # The second event begins 6 lines and those of the text below the first, on 4.
    line = 4 + 6 + 1 + text.count("\n")
    assert [f.partition(": ")[0] for f in faults] == [f"club.ics:{line}"]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "club.ics"),
        (b"\x00\xff\xfe", "club.ics:1"),
        (calendar(event()).replace("END:VEVENT\r\n", "").encode(), "club.ics:9"),
        (calendar(event()).replace("END:VCALENDAR\r\n", "").encode(), "club.ics:1"),
        (event().encode(), "club.ics:1"),
        (calendar().replace("VERSION:", "VERSION ").encode(), "club.ics:2"),
        # Events that have lost their beginning, or their end.
        (calendar("DTSTART:20261010T180000Z").encode(), "club.ics:4"),
        (
            calendar(event().replace("END:VEVENT", event(uid="j2"))).encode(),
            "club.ics:9",
        ),
    ],
)
def test_what_is_no_calendar(data, place):
    found, faults, _ = read(data)
    assert found == []
    [fault] = faults
    assert fault.startswith(f"{place}: cannot be read as a calendar")


@pytest.mark.parametrize("name", ["UID", "DTSTART", "DTEND"])
def test_two_events_run_together_are_refused(name):
    """Neither of two values is taken without a word."""
    more = {"UID": "j2", "DTSTART": "20261007T180000Z", "DTEND": "20261007T195000Z"}
    found, faults, _ = read(calendar(event(more=f"{name}:{more[name]}")).encode())
    assert found == []
    assert faults == [
        f"club.ics:4: {name}: “A - B” has several {name} — save the calendar again "
        "from where it is published"
    ]


# --- faults far away, and bounds ------------------------------------------------------

FAR = ":20270320T180000Z"


@pytest.mark.parametrize(
    "far",
    [
        event(FAR, ":20270320T235959Z", uid="j2"),
        event(FAR, None).replace("UID:j1@club", "X-UID:1"),
        event(":20270320T180030Z", None, uid="j2"),
        event(";TZID=Nowhere/Land:20270320T200000", None, uid="j2"),
        event(":99991231T235900Z", None, uid="j2"),
        event(":20250320T180000Z", None, "j2", "RRULE:FREQ=DAILY;UNTIL=20251001;X=1"),
        event(FAR, None, "j2", "RRULE:FREQ=DAILY;INTERVAL=0"),
    ],
)
def test_what_is_wrong_far_from_the_horizon_does_not_matter(far):
    assert starts(calendar(event(), far).encode()) == ["10 20:00"]


@pytest.mark.parametrize(
    ("day", "matters"),
    # In UTC the week is from Sunday 4 October, 22:00, to the 11th, 22:00; three days
    # on both sides lead to the 1st and the 14th.
    [("20260930", False), ("20261001", True), ("20261014", True), ("20261015", False)],
)
def test_what_is_wrong_near_the_horizon_does(day, matters):
    _, faults, _ = read(calendar(event(f":{day}T120030Z", None)).encode())
    assert bool(faults) is matters


def test_a_rule_that_ends_before_it_begins_leaves_the_first_date():
    rule = "RRULE:FREQ=DAILY;UNTIL=00010101T000000Z"
    assert starts(calendar(event(more=rule)).encode()) == ["10 20:00"]


def test_a_daily_event_of_27_years_is_read_and_an_older_one_refused():
    # 10,000 steps, two for each day: one for the period, one for the date.
    for days, read_ in ((4_900, True), (5_100, False)):
        start = dt.date(2026, 10, 5) - dt.timedelta(days=days)
        ics = event(f":{start:%Y%m%d}T180000Z", None, more="RRULE:FREQ=DAILY")
        found, faults, _ = read(calendar(ics).encode())
        assert (bool(found), bool(faults)) == (read_, not read_)


def test_many_endless_rules_share_one_bound():
    rule = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    many = [event(":20260101T180000Z", None, f"u{i}", rule) for i in range(200)]
    began = time.process_time()
    _, faults, _ = read(calendar(*many).encode())
    assert len(faults) == 200
    # 200,000 steps in all; without the common bound it would be 2,000,000.
    assert time.process_time() - began < 10


# --- whatever the bytes ---------------------------------------------------------------

PIECES = [
    b"BEGIN:VEVENT", b"END:VEVENT", b"BEGIN:VCALENDAR", b"END:VCALENDAR",
    b"BEGIN:VTIMEZONE", b"END:VTIMEZONE", b"BEGIN:VALARM", b"TZID:Club time",
    b"DTSTART;TZID=Club time:20261010T200000", b"DTSTART:20261010T180000Z",
    b"DTSTART;VALUE=DATE:20261010", b"DTSTART:99991231T235959Z",
    b"DTSTART:00010101T000000", b"DTEND:20261010T195000Z", b"DTEND:00010101T000000Z",
    b"DURATION:PT110M", b"DURATION:-P99999999D", b"RRULE:FREQ=YEARLY",
    b"RRULE:FREQ=WEEKLY;COUNT=99999999", b"RRULE:FREQ=DAILY;INTERVAL=0",
    b"RRULE:FREQ=MONTHLY;BYDAY=6SA;BYSETPOS=400", b"RRULE:FREQ=SECONDLY",
    b"RRULE:FREQ=DAILY;UNTIL=00010101", b"RDATE:20261007T180000Z,x",
    b"RDATE;VALUE=PERIOD:20261007T180000Z/PT2H", b"EXDATE:20261010T180000Z", b"EXDATE:",
    b"RECURRENCE-ID:20261010T180000Z", b"SEQUENCE:99999999999999999999", b"STATUS:x",
    b"SUMMARY:A - B", b"SUMMARY;ENCODING=QUOTED-PRINTABLE:=C3=", b"METHOD:CANCEL",
    b"X-WR-TIMEZONE:Europe/Paris", b"X-WR-TIMEZONE:../../etc", b"UID:", b"UID:j1@club",
    b"TZOFFSETTO:+9999", b"LAST-MODIFIED:00010101T000000Z", b"DTSTAMP:20260901",
    b" folded", b"\xff\xfe\x00", b"\xc3", b":", b";", b"=", b'"',
]  # fmt: skip


def spoilt(seed: int) -> bytes:
    """Return a calendar of which some lines are replaced and some bytes changed."""
    draw = random.Random(seed)
    lines = calendar(event(), event(uid="j2")).encode().split(b"\r\n")
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(lines))
        lines[at : at + draw.randint(0, 1)] = [draw.choice(PIECES)]
    data = bytearray(b"\r\n".join(lines))
    for _ in range(draw.choice((0, 0, 1, 4))):
        data[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(data)


def withstands(seeds: range) -> None:
    for seed in seeds:
        try:
            found, faults, remarks = read(spoilt(seed))
        except Exception as error:
            raise AssertionError(f"seed {seed}: {spoilt(seed)!r}") from error
        assert all(f.startswith("club.ics") for f in faults), seed
        assert all("{" not in words for words in remarks), seed
        assert all(e.start.tzinfo is not None for e in found), seed


def test_no_bytes_are_too_much():
    withstands(range(300))


@pytest.mark.nightly
@pytest.mark.timeout(900)
def test_no_bytes_are_too_much_for_long():
    first = random.SystemRandom().randrange(10**9)
    print(f"seeds {first} to {first + 9_999}")  # noqa: T201
    withstands(range(first, first + 10_000))


@pytest.mark.nightly
@pytest.mark.timeout(900)
def test_no_bytes_stop_a_week_but_by_faults(tmp_path):
    first = random.SystemRandom().randrange(10**9)
    print(f"seeds {first} to {first + 999}")  # noqa: T201
    copy = folder(tmp_path, calendar(event()))
    for seed in range(first, first + 1_000):
        (copy / "club.ics").write_bytes(spoilt(seed))
        try:
            week = load(copy, known=KNOWN)
        except InputFaults:
            continue
        except Exception as error:
            raise AssertionError(f"seed {seed}: {spoilt(seed)!r}") from error
        assert all(m.id.startswith("cup-") for m in week.missions.values()), seed


def test_a_spoilt_calendar_is_an_input_fault_of_the_week(tmp_path):
    copy = folder(tmp_path, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR")
    with pytest.raises(InputFaults, match=r"club\.ics:3: cannot be read as a calendar"):
        load(copy, known=KNOWN)
