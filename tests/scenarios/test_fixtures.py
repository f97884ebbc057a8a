"""Missions of events: from a published calendar, by a plan."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import pytest

from scheduler.io.faults import InputFaults
from scheduler.scenarios.create import copy_scenario
from scheduler.scenarios.load import load
from scheduler.tables.events import EventPlanRow
from scheduler.tables.fixtures import crews, plain_name, short_uid
from scheduler.words.render import say

from .conftest import BASE, KNOWN, SCENARIOS

TABLES = ("pins", "overrides", "requests", "cover", "attendees")
PLAN = """plan,phase,kind,from,offset,minutes,crews,above,each,risk_crews
match,briefing,event_briefing,kick_off,-195,30,,,,
match,build-up,event_build_up,kick_off,-165,60,,,,
match,entry,event_entry,kick_off,-105,105,1,6000,4000,high:2
match,match,event_match,,,,,,,
match,half-time,event_half_time,kick_off,45,15,,,,
match,dispersal,event_dispersal,end,,85,,,,
match,debrief,event_debrief,end,90,20,0,,,normal:1|high:1
"""
HEAD = "fixture,calendar,match,zone,plan,attendance,risk,minutes,requisition"
FIXTURE = "cup,club.ics,,north,match,5000,normal,,"


def event(start=":20261010T180000Z", end=":20261010T195000Z", uid="j1@club", more=""):
    """Return a VEVENT; Saturday 10 October 2026, 20:00 to 21:50 in Paris."""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "SUMMARY:A - B",
        f"DTSTART{start}",
        *([f"DTEND{end}"] if end else []),
        *([more] if more else []),
        "END:VEVENT",
    ]
    return "\n".join(lines)


def calendar(*events):
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    return "\n".join([*head, *events, "END:VCALENDAR", ""]).replace("\n", "\r\n")


def folder(tmp_path, ics, *, fixtures=(FIXTURE,), plan=PLAN, start="2026-10-05"):
    """Return a scenario of a week without missions but those of its events."""
    copy = Path(shutil.copytree(BASE, tmp_path / "week"))
    for table in TABLES:
        (copy / f"{table}.csv").unlink()
    (copy / "missions.csv").write_text("mission,kind,zone,dates,starts,minutes\n")
    (copy / "scenario.toml").write_text(
        f'title = "A week"\nstart = {start}\ndays = 7\n'
    )
    (copy / "fixtures.csv").write_text("\n".join([HEAD, *fixtures, ""]))
    (copy / "event_plans.csv").write_text(plan)
    (copy / "club.ics").write_bytes(ics.encode())
    return copy


def loaded(tmp_path, *events, **options):
    return load(folder(tmp_path, calendar(*events), **options), known=KNOWN)


def times(week):
    """Return the missions as (code, local start, minutes), by code."""
    return {
        m.id: (
            f"{week.clock.local(o.span.start):%a %d %H:%M}",
            o.span.length,
        )
        for m in week.missions.values()
        for o in m.starts
    }


def refused(copy):
    with pytest.raises(InputFaults) as caught:
        load(copy, known=KNOWN)
    return str(caught.value).splitlines()


# --- phases ---------------------------------------------------------------------------


def test_every_phase_is_at_its_time(tmp_path):
    # Kick-off 20:00. 195 min before = 16:45; 165 = 17:15; 105 = 18:15. Until the end:
    # 110 min. 45 after = 20:45. End 21:50; 90 after = 23:20.
    week = loaded(tmp_path, event())
    assert times(week) == {
        "cup-j1-briefing": ("Sat 10 16:45", 30),
        "cup-j1-build-up": ("Sat 10 17:15", 60),
        "cup-j1-entry": ("Sat 10 18:15", 105),
        "cup-j1-match": ("Sat 10 20:00", 110),
        "cup-j1-half-time": ("Sat 10 20:45", 15),
        "cup-j1-dispersal": ("Sat 10 21:50", 85),
        "cup-j1-debrief": ("Sat 10 23:20", 20),
    }
    kinds = {m.id.removeprefix("cup-j1-"): m.kind for m in week.missions.values()}
    assert kinds["half-time"] == "event_half_time"
    assert {m.zone for m in week.missions.values()} == {"north"}
    assert {m.note for m in week.missions.values()} == {"A - B"}
    assert week.remarks == ()


def test_priority_and_mandatory_are_those_of_the_kind_unless_the_plan_says(tmp_path):
    plan = (
        "plan,phase,kind,minutes,priority,mandatory\n"
        "match,a,event_entry,60,,\nmatch,b,event_entry,60,7,yes\n"
    )
    week = loaded(tmp_path, event(), plan=plan)
    a, b = (week.missions[f"cup-j1-{x}"] for x in "ab")
    assert (a.priority, a.mandatory) == (100, False)
    assert (b.priority, b.mandatory) == (7, True)


def test_the_length_of_the_fixture_stands_where_the_calendar_has_no_end(tmp_path):
    week = loaded(
        tmp_path,
        event(end=None),
        fixtures=("cup,club.ics,,north,match,5000,normal,100,",),
    )
    assert times(week)["cup-j1-match"] == ("Sat 10 20:00", 100)
    assert times(week)["cup-j1-dispersal"] == ("Sat 10 21:40", 85)


@pytest.mark.parametrize("end", [":20261010T180000Z", ":20261010T170000Z"])
def test_an_end_not_after_the_beginning_is_none(tmp_path, end):
    week = loaded(
        tmp_path,
        event(end=end),
        fixtures=("cup,club.ics,,north,match,5000,normal,100,",),
    )
    assert times(week)["cup-j1-match"] == ("Sat 10 20:00", 100)


def test_the_calendar_goes_before_the_length_of_the_fixture(tmp_path):
    week = loaded(
        tmp_path, event(), fixtures=("cup,club.ics,,north,match,5000,normal,100,",)
    )
    assert times(week)["cup-j1-match"] == ("Sat 10 20:00", 110)


def test_a_duration_is_an_end(tmp_path):
    week = loaded(tmp_path, event(end=None, more="DURATION:PT1H55M"))
    assert times(week)["cup-j1-match"] == ("Sat 10 20:00", 115)


def test_the_hash_of_the_calendar_is_kept(tmp_path):
    ics = calendar(event())
    week = load(folder(tmp_path, ics), known=KNOWN)
    assert week.inputs["club.ics"] == hashlib.sha256(ics.encode()).hexdigest()


# --- crews ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attendance", "risk", "wanted"),
    [
        # 1, and one more for each full 4,000 above 6,000; two more at high risk.
        (0, "low", 1),
        (6000, "low", 1),
        (9_999, "low", 1),
        (10_000, "low", 2),
        (10_001, "low", 2),
        (13_999, "normal", 2),
        (14_000, "normal", 3),
        (9_999, "high", 3),
        (10_000, "high", 4),
    ],
)
def test_crews_grow_with_attendance_and_risk(tmp_path, attendance, risk, wanted):
    fixture = f"cup,club.ics,,north,match,{attendance},{risk},,"
    week = loaded(tmp_path, event(), fixtures=(fixture,))
    found = [m for m in week.missions if m.startswith("cup-j1-entry")]
    codes = ["cup-j1-entry", "cup-j1-entry-2", "cup-j1-entry-3", "cup-j1-entry-4"]
    assert found == codes[:wanted]
    # The debrief is for some classes only.
    assert ("cup-j1-debrief" in week.missions) is (risk != "low")


def test_crews_without_growth():
    phase = EventPlanRow(
        "event_plans.csv", 2, {}, plan="match", phase="entry", kind="market", crews=2
    )
    assert crews(phase, 100_000, "high") == 2


# --- time zones and clock changes -----------------------------------------------------

VTIMEZONE = """BEGIN:VTIMEZONE
TZID:Stadium time
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (":20261010T180000Z", ":20261010T195000Z"),
        (";TZID=Europe/Paris:20261010T200000", ";TZID=Europe/Paris:20261010T215000"),
        (";TZID=Europe/London:20261010T190000", ":20261010T195000Z"),
        (";TZID=Stadium time:20261010T200000", ";TZID=Stadium time:20261010T215000"),
        (";TZID=Romance Standard Time:20261010T200000", ":20261010T195000Z"),
        (":20261010T200000", ":20261010T215000"),  # floating: where the week is
    ],
)
def test_the_same_instants_however_written(tmp_path, start, end):
    week = loaded(tmp_path, VTIMEZONE, event(start, end))
    assert times(week)["cup-j1-match"] == ("Sat 10 20:00", 110)
    assert times(week)["cup-j1-entry"] == ("Sat 10 18:15", 105)


def test_the_night_the_clocks_go_back(tmp_path):
    # Sunday 25 October 2026: 03:00 CEST becomes 02:00 CET. Kick-off Saturday 23:00
    # CEST = 21:00 UTC, end 00:50 CEST. 90 min after the end = 02:20 CEST, the first of
    # two; a phase of 120 min from 01:30 CEST ends at 02:30 CET.
    plan = (
        "plan,phase,kind,from,offset,minutes\nmatch,late,event_debrief,end,90,20\n"
        "match,long,event_dispersal,end,40,120\n"
    )
    week = loaded(
        tmp_path,
        event(";TZID=Europe/Paris:20261024T230000", ":20261024T225000Z"),
        plan=plan,
        start="2026-10-19",
    )
    late, long = (week.missions[f"cup-j1-{x}"].occurrences[0] for x in ("late", "long"))
    assert f"{week.clock.utc(late.span.start):%d %H:%M}" == "25 00:20"
    assert f"{week.clock.local(long.span.end):%d %H:%M %Z}" == "25 02:30 CET"


def test_a_start_in_the_second_of_two_equal_hours_is_refused(tmp_path):
    # One hour later still: 02:20 CET, which tables cannot write.
    plan = "plan,phase,kind,from,offset,minutes\nmatch,late,event_debrief,end,150,20\n"
    copy = folder(
        tmp_path,
        calendar(event(";TZID=Europe/Paris:20261024T230000", ":20261024T225000Z")),
        plan=plan,
        start="2026-10-19",
    )
    assert refused(copy) == [
        "club.ics:4: DTSTART: phase late of “A - B” would begin in the second "
        "of two equal hours (02:20) — the clocks go back that night: correct its row "
        "in event_plans"
    ]


def test_the_night_the_clocks_go_forward(tmp_path):
    # Sunday 28 March 2027: 02:00 CET becomes 03:00 CEST. End Saturday 23:50 CET; 150
    # min later it is 03:20 CEST.
    plan = "plan,phase,kind,from,offset,minutes\nmatch,late,event_debrief,end,150,20\n"
    week = loaded(
        tmp_path,
        event(
            ";TZID=Europe/Paris:20270327T220000", ";TZID=Europe/Paris:20270327T235000"
        ),
        plan=plan,
        start="2027-03-22",
    )
    assert times(week) == {"cup-j1-late": ("Sun 28 03:20", 20)}


# --- events that move, repeat or fall -------------------------------------------------


def test_a_moved_event_keeps_its_codes_and_moves_alone(tmp_path):
    one = loaded(tmp_path / "1", event(), event(uid="j2", start=":20261007T180000Z",
                                                end=":20261007T195000Z"))  # fmt: skip
    other = loaded(
        tmp_path / "2",
        event(":20261010T160000Z", ":20261010T175000Z"),
        event(uid="j2", start=":20261007T180000Z", end=":20261007T195000Z"),
    )
    assert list(one.missions) == list(other.missions)
    for code, mission in one.missions.items():
        moved = other.missions[code]
        shift = 120 if code.startswith("cup-j1") else 0
        assert moved.occurrences[0].span.start == (
            mission.occurrences[0].span.start - shift
        )
        assert moved.occurrences[0].span.length == mission.occurrences[0].span.length


def test_the_latest_revision_of_an_event_stands(tmp_path):
    week = loaded(
        tmp_path,
        event(":20261009T180000Z", ":20261009T195000Z", more="SEQUENCE:2"),
        event(more="SEQUENCE:1"),
    )
    assert times(week)["cup-j1-match"] == ("Fri 09 20:00", 110)


def test_a_cancelled_event_has_no_missions_and_is_told_of(tmp_path):
    week = loaded(
        tmp_path,
        event(more="STATUS:CANCELLED"),
        event(uid="j2", start=":20261010T120000Z", end=":20261010T135000Z"),
    )
    assert {m.split("-")[1] for m in week.missions} == {"j2"}
    [remark] = week.remarks
    assert remark.place == "club.ics:4"
    assert say(remark.message, remark.values) == (
        "“A - B” of 10 October 2026 is cancelled: no mission is planned for it"
    )


def test_a_day_without_a_time_is_told_of(tmp_path):
    week = loaded(tmp_path, event(";VALUE=DATE:20261010", ";VALUE=DATE:20261011"))
    assert not week.missions
    [remark] = week.remarks
    assert say(remark.message, remark.values) == (
        "“A - B” of 10 October 2026 has no time yet: no mission is planned for it"
    )


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [("03", "05", False), ("03", "06", True), ("11", "12", True), ("12", "13", False)],
)
def test_days_without_a_time_matter_inside_the_horizon_alone(
    tmp_path, first, last, told
):
    # 5 to 11 October; the last day of an event is not part of it.
    dates = (f";VALUE=DATE:202610{day}" for day in (first, last))
    assert bool(loaded(tmp_path, event(*dates)).remarks) is told


@pytest.mark.parametrize("day", ["20261004", "20261012", "20270101"])
def test_events_of_other_weeks_are_left_out(tmp_path, day):
    week = loaded(tmp_path, event(f":{day}T120000Z", f":{day}T140000Z"))
    assert (dict(week.missions), week.remarks) == ({}, ())


def test_phases_on_days_outside_the_horizon_are_told_of(tmp_path):
    # Sunday 11 October, kick-off 22:00, end 23:50: the debrief is on Monday at 01:20.
    week = loaded(tmp_path, event(":20261011T200000Z", ":20261011T215000Z"))
    assert "cup-j1-dispersal" in week.missions
    assert "cup-j1-debrief" not in week.missions
    [remark] = week.remarks
    assert say(remark.message, remark.values) == (
        "phase debrief of “A - B” begins on 12 October 2026, outside this roster"
    )


def test_phases_of_an_event_of_the_day_before_are_planned(tmp_path):
    # Sunday 4 October, end 23:00: the dispersal lies before, the debrief on Monday.
    week = loaded(tmp_path, event(":20261004T190000Z", ":20261004T210000Z"))
    assert times(week) == {"cup-j1-debrief": ("Mon 05 00:30", 20)}
    assert {r.values["phase"] for r in week.remarks} == {
        "briefing", "build-up", "entry", "match", "half-time", "dispersal",
    }  # fmt: skip


WEEKLY = "RRULE:FREQ=WEEKLY;BYDAY=TU,SA"


def days(week):
    return sorted({o.day.day for m in week.missions.values() for o in m.starts})


def test_a_repeated_event_is_written_out(tmp_path):
    # From Saturday 5 September at 20:00 in Paris: Tuesday 6 and Saturday 10 October.
    week = loaded(
        tmp_path,
        event(
            ";TZID=Europe/Paris:20260905T200000",
            ";TZID=Europe/Paris:20260905T215000",
            more=WEEKLY,
        ),
    )
    assert times(week)["cup-j1-20261006-match"] == ("Tue 06 20:00", 110)
    assert times(week)["cup-j1-20261010-match"] == ("Sat 10 20:00", 110)
    assert days(week) == [6, 10]


def test_a_repeated_event_keeps_its_wall_time_over_a_clock_change(tmp_path):
    week = loaded(
        tmp_path,
        event(
            ";TZID=Europe/Paris:20260905T200000",
            ";TZID=Europe/Paris:20260905T215000",
            more=WEEKLY,
        ),
        start="2026-11-02",
    )
    assert times(week)["cup-j1-20261103-match"] == ("Tue 03 20:00", 110)


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ("EXDATE;TZID=Europe/Paris:20261006T200000", [10]),
        ("EXDATE:20261010T180000Z", [6]),
        ("EXDATE;VALUE=DATE:20261010", [6]),
        ("RDATE;TZID=Europe/Paris:20261008T200000", [6, 8, 10]),
        ("X-NONE:1", [6, 10]),
    ],
)
def test_dates_left_out_and_added(tmp_path, more, left):
    week = loaded(
        tmp_path,
        event(
            ";TZID=Europe/Paris:20260905T200000",
            ";TZID=Europe/Paris:20260905T215000",
            more=f"{WEEKLY}\n{more}",
        ),
    )
    assert days(week) == left


@pytest.mark.parametrize(
    ("until", "left"),
    [
        ("20261006T180000Z", [6]),  # the very instant is included
        ("20261006T175959Z", []),
        ("20261006T200000", [6]),
        ("20261006", [6]),
        ("20261005", []),
    ],
)
def test_until_however_written(tmp_path, until, left):
    week = loaded(
        tmp_path,
        event(
            ";TZID=Europe/Paris:20260905T200000",
            ";TZID=Europe/Paris:20260905T215000",
            more=f"{WEEKLY};UNTIL={until}",
        ),
    )
    assert days(week) == left


def moved(which, start, more=""):
    return event(
        f";TZID=Europe/Paris:{start}",
        None,
        more=f"RECURRENCE-ID;TZID=Europe/Paris:{which}\nDURATION:PT1H50M\n{more}".strip(),
    )


SERIES = event(
    ";TZID=Europe/Paris:20260905T200000",
    ";TZID=Europe/Paris:20260905T215000",
    more=WEEKLY,
)


def test_one_date_of_a_series_moves_and_keeps_its_codes(tmp_path):
    # The Saturday of the series is held on Sunday at 15:00.
    week = loaded(tmp_path, SERIES, moved("20261010T200000", "20261011T150000"))
    assert times(week)["cup-j1-20261010-match"] == ("Sun 11 15:00", 110)
    assert days(week) == [6, 11]


def test_one_date_of_a_series_moves_into_the_horizon_or_out_of_it(tmp_path):
    week = loaded(
        tmp_path,
        SERIES,
        moved("20261013T200000", "20261009T200000"),
        moved("20261010T200000", "20261017T200000"),
    )
    assert times(week)["cup-j1-20261013-match"] == ("Fri 09 20:00", 110)
    assert days(week) == [6, 9]


def test_one_date_of_a_series_is_called_off(tmp_path):
    week = loaded(
        tmp_path,
        SERIES,
        moved("20261010T200000", "20261010T200000", "STATUS:CANCELLED"),
    )
    assert days(week) == [6]
    [remark] = week.remarks
    assert remark.values["day"] == "2026-10-10"


# --- which events ---------------------------------------------------------------------


def titled(uid, title, start=":20261010T180000Z"):
    return event(start, None, uid, "DURATION:PT2H").replace("A - B", title)


def test_only_events_that_match(tmp_path):
    week = loaded(
        tmp_path,
        titled("home", "Étoile  CLUB - Visitors"),
        titled("away", "Visitors - Étoile Club"),
        fixtures=("cup,club.ics,étoile club -,north,match,5000,low,,",),
    )
    assert {m.split("-")[1] for m in week.missions} == {"home"}


def test_two_fixtures_may_mean_the_same_event(tmp_path):
    plan = (
        "plan,phase,kind,minutes\nmatch,entry,event_entry,60\ntram,ride,event_match,\n"
    )
    week = loaded(
        tmp_path,
        event(),
        fixtures=(FIXTURE, "line,club.ics,,south,tram,0,low,,"),
        plan=plan,
    )
    assert {m.id: m.zone for m in week.missions.values()} == {
        "cup-j1-entry": "north",
        "line-j1-ride": "south",
    }


@pytest.mark.parametrize(
    ("uid", "short"),
    [
        ("j15@club.example", "j15"),
        ("2026-j15", "2026-j15"),
        # Cut: eleven characters and the beginning of the SHA-256 of the whole UID.
        ("abcdefghijklmnop@x", "abcdefghijklmnop"),
        ("abcdefghijklmnopq@x", "abcdefghijk-" + "{hash}"),
        ("J15@club", "j15-{hash}"),
        ("Été 2026@club", "ete-2026-{hash}"),
        ("@club", "{hash}"),
    ],
)
def test_pieces_of_uids(uid, short):
    digest = hashlib.sha256(uid.encode()).hexdigest()[:4]
    assert short_uid(uid) == short.replace("{hash}", digest)


def test_equal_codes_are_refused(tmp_path):
    copy = folder(
        tmp_path,
        calendar(event(uid="j1@a"), event(uid="j1@b", start=":20261010T190000Z")),
    )
    assert refused(copy)[0] == (
        "fixtures.csv:2: fixture: two missions would have one code (cup-j1-briefing) — "
        "rename the fixture, the phase or the other mission"
    )


def test_the_code_of_another_mission_is_refused(tmp_path):
    copy = folder(tmp_path, calendar(event()))
    with (copy / "missions.csv").open("a") as file:
        file.write("cup-j1-entry,static_guard,north,2026-10-05,08:00,60\n")
    assert "two missions would have one code (cup-j1-entry)" in refused(copy)[0]


def test_pins_may_name_missions_of_events(tmp_path):
    copy = folder(tmp_path, calendar(event()))
    (copy / "pins.csv").write_text(
        "officer,pin,date,shift,mission\nPM-1,mission,,,cup-j1-entry\n"
    )
    assert load(copy, known=KNOWN).pins[0].mission == "cup-j1-entry"


# --- what is refused ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ics", "line"),
    [
        (event(end=None), "club.ics:4: DTEND: “A - B” has no end — give cup "
         "its minutes, or the event its DTEND"),
        (event(";TZID=Nowhere/Land:20261010T200000"), "club.ics:4: DTSTART: “A - "
         "B” is in an unknown time zone (Nowhere/Land) — write a name such as "
         "Europe/Paris"),
        (event(":20261010T180030Z"), "club.ics:4: DTSTART: “A - B” is not on a "
         "whole minute (18:00:30) — write its time without seconds"),
        (event(":2026-10-10"), "club.ics:4: DTSTART: “A - B” cannot be read "
         "(Expected datetime, date, or time. Got: '2026-10-10') — save the calendar "
         "again from where it is published"),
        (event().replace("UID:j1@club", "X-UID:1"), "club.ics:4: UID: an event without "
         "UID (A - B) — add a UID: the codes of missions come from it"),
        (event().replace("DTSTART", "X-START"), "club.ics:4: DTSTART: “A - B” "
         "has no start — add its DTSTART"),
        (event(";VALUE=DATE:20261010"), "club.ics:4: DTEND: “A - B” has a time "
         "only at its start or only at its end — give both a time, or neither"),
        (event(more="RRULE:FREQ=HOURLY"), "club.ics:4: RRULE: “A - B” repeats "
         "more than once a day (FREQ=HOURLY) — write an event for each date"),
        (event(more="RECURRENCE-ID;RANGE=THISANDFUTURE:20261010T180000Z"), "club.ics"
         ":4: RECURRENCE-ID: “A - B” changes all dates that follow (RANGE) — write "
         "an event for each date"),
        (event(";VALUE=TIME:200000", None), "club.ics:4: DTSTART: “A - B” has "
         "no day (20:00:00) — write a day and a time"),
        (event(end=":20261010T180900Z"), "club.ics:4: DTEND: “A - B” lasts "
         "9 min only in the calendar — give cup its minutes, or the event its DTEND"),
        (event(more="RRULE:FREQ=DAILY;INTERVAL=0"), "club.ics:4: RRULE: “A - B” has a "
         "rule that cannot be read (FREQ=DAILY;INTERVAL=0) — correct the rule, or "
         "write an event for each date"),
        (event(more="RRULE:"), "club.ics:4: RRULE: “A - B” has a rule that cannot be "
         "read (RRULE:) — correct the rule, or write an event for each date"),
        (event(more="RRULE:FREQ=DAILY;BYHOUR=18,20"), "club.ics:4: RRULE: “A - B” "
         "repeats more than once a day (FREQ=DAILY;BYHOUR=18,20) — write an event for "
         "each date"),
        (event(":19700101T180000Z", None, more="RRULE:FREQ=DAILY"), "club.ics:4: "
         "RRULE: “A - B” repeats too often or begins too long ago (FREQ=DAILY) — write "
         "an event for each date"),
        (event(":20260101T180000Z", None, more="RRULE:FREQ=DAILY;BYMONTH=2;"
         "BYMONTHDAY=30"), "club.ics:4: RRULE: “A - B” repeats too often or begins too "
         "long ago (FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2) — write an event for each "
         "date"),
    ],
)  # fmt: skip
def test_events_that_cannot_be_understood(tmp_path, ics, line):
    assert refused(folder(tmp_path, calendar(ics))) == [line]


def test_a_phase_of_more_than_a_day_is_refused(tmp_path):
    # From an hour before to the end 23 h 30 after: 24 h 30 = 1,470 min, above 1,440.
    plan = "plan,phase,kind,from,offset,minutes\nmatch,all,event_match,kick_off,-60,\n"
    ics = calendar(event(end=":20261011T173000Z"))
    assert refused(folder(tmp_path, ics, plan=plan)) == [
        "club.ics:4: DTEND: phase all of “A - B” would last 1470 minutes — correct the "
        "event, or its row in event_plans"
    ]


def test_what_is_not_meant_may_be_broken(tmp_path):
    broken = titled("other", "Elsewhere").replace("DTSTART:2026", "DTSTART:x")
    week = loaded(
        tmp_path,
        broken,
        event(),
        fixtures=("cup,club.ics,A -,north,match,5000,low,,",),
    )
    assert "cup-j1-match" in week.missions


@pytest.mark.parametrize(
    "name", ["../club.ics", "a/b.ics", "club.csv", ".ics", "c:club.ics", "a\\b.ics"]
)
def test_calendars_lie_beside_the_tables(name):
    assert not plain_name(name)
    assert plain_name("Club de Clermont 2026.ICS")


def test_missions_that_could_not_be_written_are_not_missed_twice(tmp_path):
    copy = folder(tmp_path, "nothing")
    (copy / "pins.csv").write_text(
        "officer,pin,date,shift,mission\nPM-1,mission,,,cup-j1-entry\n"
    )
    [line] = refused(copy)
    assert line.startswith("club.ics:1: cannot be read as a calendar")


# --- copies, workbooks, inheritance ---------------------------------------------------


def test_a_copy_has_the_calendar_byte_for_byte(tmp_path):
    source = folder(tmp_path, calendar(event()))
    copy = copy_scenario(source, tmp_path / "copy")
    assert (copy / "club.ics").read_bytes() == (source / "club.ics").read_bytes()
    assert load(copy, known=KNOWN).missions == load(source, known=KNOWN).missions


def test_a_workbook_has_the_calendar_beside_it_and_back(tmp_path):
    source = folder(tmp_path, calendar(event()))
    book = copy_scenario(source, tmp_path / "books" / "week", as_xlsx=True)
    assert (book.parent / "club.ics").read_bytes() == (source / "club.ics").read_bytes()
    # A file of no fixture is no part of the workbook.
    (book.parent / "other.ics").write_text("nothing")
    back = copy_scenario(book, tmp_path / "back")
    assert {p.name for p in back.glob("*.ics")} == {"club.ics"}
    missions = load(source, known=KNOWN).missions
    assert load(book, known=KNOWN).missions == missions
    assert load(back, known=KNOWN).missions == missions


def test_a_workbook_beside_another_calendar_of_that_name_is_refused(tmp_path):
    source = folder(tmp_path, calendar(event()))
    (tmp_path / "club.ics").write_text("another")
    with pytest.raises(InputFaults, match=r"club\.ics: already exists"):
        copy_scenario(source, tmp_path / "book", as_xlsx=True)
    assert not (tmp_path / "book.xlsx").exists()
    (tmp_path / "club.ics").write_bytes((source / "club.ics").read_bytes())
    assert copy_scenario(source, tmp_path / "book", as_xlsx=True).exists()


def test_a_scenario_that_extends_another_takes_its_calendar_or_its_own(tmp_path):
    base = folder(tmp_path, calendar(event()))
    heir = tmp_path / "heir"
    heir.mkdir()
    (heir / "scenario.toml").write_text('extends = "../week"\n')
    week = load(heir, known=KNOWN)
    assert week.missions == load(base, known=KNOWN).missions
    assert "../week/club.ics" in week.inputs
    (heir / "club.ics").write_text(
        calendar(event(":20261010T160000Z", ":20261010T175000Z"))
    )
    week = load(heir, known=KNOWN)
    assert times(week)["cup-j1-match"] == ("Sat 10 18:00", 110)
    assert {k for k in week.inputs if k.endswith(".ics")} == {"club.ics"}
    # Copied as a folder and as a workbook, its own calendar goes with it.
    for as_xlsx in (False, True):
        copy = copy_scenario(heir, tmp_path / f"{as_xlsx}" / "copy", as_xlsx=as_xlsx)
        assert load(copy, known=KNOWN).missions == week.missions


# --- the shipped week -----------------------------------------------------------------


def test_the_matches_of_clermont_ferrand():
    """Times, kinds and priorities reckoned by hand from kick-off at 20:00 and 16:05."""
    week = load(SCENARIOS / "clermont-ferrand")
    found = {
        m.id: (*times(week)[m.id], m.kind, m.priority, m.mandatory, m.zone)
        for m in week.missions.values()
        if m.id.startswith(("football", "rugby"))
    }
    foot, rugby = "stade-montpied", "stade-michelin"
    assert found == {
        "football-j15-briefing":
            ("Sat 28 16:45", 30, "event_briefing", 80, False, foot),
        "football-j15-build-up":
            ("Sat 28 17:15", 60, "football_build_up", 90, False, foot),
        "football-j15-entry":
            ("Sat 28 18:15", 105, "football_entry", 97, True, foot),
        "football-j15-match":
            ("Sat 28 20:00", 110, "football_match", 96, True, foot),
        "football-j15-half-time":
            ("Sat 28 20:40", 25, "event_half_time", 90, False, foot),
        "football-j15-dispersal":
            ("Sat 28 21:50", 85, "football_dispersal", 98, True, foot),
        "football-j15-debrief":
            ("Sat 28 23:15", 20, "event_debrief", 60, False, foot),
        "rugby-j11-briefing":
            ("Sun 29 13:45", 30, "event_briefing", 75, False, rugby),
        "rugby-j11-build-up":
            ("Sun 29 14:15", 30, "rugby_build_up", 85, False, rugby),
        "rugby-j11-entry":
            ("Sun 29 14:45", 80, "rugby_entry", 93, True, rugby),
        "rugby-j11-match":
            ("Sun 29 16:05", 105, "rugby_match", 91, False, rugby),
        "rugby-j11-dispersal":
            ("Sun 29 17:50", 60, "rugby_dispersal", 94, True, rugby),
    }  # fmt: skip
    assert len(week.missions) == 304
    assert {"clermont-foot.ics", "clermont-rugby.ics"} <= week.inputs.keys()
    assert week.clock.dates[-1] == dt.date(2026, 11, 29)
