"""From a row of missions to its possible placings: grids, places, attendees.

Instants are minutes from Monday 5 October 2026, 00:00, unless a test says otherwise.
"""

import pytest

from scheduler.domain.time import Span
from scheduler.io.faults import InputFaults
from scheduler.scenarios.load import load, registered

from .conftest import BASE, KNOWN

HOUR = 60
DAY = 24 * HOUR
EMPTY = {
    "attendees": "mission,position,officer,order",
    "cover": "force,unit,shift,date,minimum",
    "history": "officer,date,start,end",
    "overrides": "rule,officer,mission,date,municipal_author,national_author,reason",
    "past_missions": "mission,kind,zone,date,start,minutes",
    "pins": "officer,pin,date,shift,mission",
    "requests": "officer,date,wish,shift",
}


@pytest.fixture
def week(tmp_path):
    """Return what loads a week with one mission: cells by column."""

    def make(start="2026-10-05", days=7, tables=(), known=KNOWN, **cells):
        folder = tmp_path / "week"
        folder.mkdir(exist_ok=True)
        toml = f'extends = "{BASE}"\nstart = {start}\ndays = {days}\n'
        (folder / "scenario.toml").write_text(toml, encoding="utf-8")
        row = {"mission": "m", "kind": "static_guard", "zone": "south"}
        row |= {"dates": start, "minutes": "60", **cells}
        table = f"{','.join(row)}\n{','.join(row.values())}\n"
        (folder / "missions.csv").write_text(table, encoding="utf-8")
        for name, text in {**EMPTY, **dict(tables)}.items():
            (folder / f"{name}.csv").write_text(f"{text}\n", encoding="utf-8")
        return load(folder, known=known)

    return make


def placings(scenario):
    return scenario.missions["m"].occurrences


def starts(scenario):
    return [o.span.start for o in placings(scenario)]


def walls(scenario):
    """Return the wall time of each start."""
    return [f"{scenario.clock.local(s):%d %H:%M}" for s in starts(scenario)]


# --- windows on a grid ----------------------------------------------------------------


def test_a_window_is_a_grid_of_starts(week):
    found = week(**{"from": "09:00", "until": "11:00", "grid": "30"})
    # 11:00 less an hour: 10:00 is the last.
    assert starts(found) == [540, 570, 600]
    assert [o.span for o in placings(found)] == [Span(s, s + 60) for s in starts(found)]
    assert {o.day.isoformat() for o in placings(found)} == {"2026-10-05"}


def test_the_grid_is_half_an_hour_unless_it_is_said(week):
    assert starts(week(**{"from": "09:00", "until": "10:30"})) == [540, 570]


@pytest.mark.parametrize(
    ("minutes", "last"), [("59", 600), ("60", 600), ("61", 570)], ids=str
)
def test_the_last_start_still_fits_and_one_minute_less_does_not(week, minutes, last):
    found = week(**{"from": "09:00", "until": "11:00", "minutes": minutes})
    assert starts(found)[-1] == last


@pytest.mark.parametrize(
    ("until", "last"), [("10:59", 570), ("11:00", 600), ("11:01", 600)], ids=str
)
def test_the_window_ends_to_the_minute(week, until, last):
    assert starts(week(**{"from": "09:00", "until": until}))[-1] == last


def test_a_mission_as_long_as_its_window_has_one_start(week):
    found = week(**{"from": "09:00", "until": "11:00", "minutes": "120", "grid": "1"})
    assert starts(found) == [540]


def test_the_grid_begins_with_the_window(week):
    found = week(**{"from": "09:05", "until": "10:45", "grid": "20"})
    assert starts(found) == [545, 565, 585]


def test_a_grid_of_a_minute(week):
    found = week(**{"from": "09:00", "until": "10:02", "grid": "1"})
    assert starts(found) == [540, 541, 542]


def test_a_grid_wider_than_the_window_leaves_its_first_start(week):
    found = week(**{"from": "09:00", "until": "12:00", "grid": "181"})
    assert starts(found) == [540]


def test_each_day_has_its_window(week):
    found = week(dates="2026-10-05|2026-10-11", **{"from": "09:00", "until": "10:30"})
    assert starts(found) == [540, 570, 6 * DAY + 540, 6 * DAY + 570]


def test_a_window_over_midnight_belongs_to_its_first_day(week):
    found = week(**{"from": "23:00", "until": "01:30", "grid": "30"})
    # 23:00, 23:30, 00:00 and 00:30 of the next day.
    assert starts(found) == [1380, 1410, 1440, 1470]
    days = [o.day.isoformat() for o in placings(found)]
    assert days == ["2026-10-05", "2026-10-05", "2026-10-06", "2026-10-06"]


def test_a_window_to_midnight_ends_with_the_day(week):
    # 24:00 and 00:00 are one instant.
    late = {"from": "22:00", "minutes": "60", "grid": "60"}
    assert starts(week(**late, until="24:00")) == [1320, 1380]
    assert starts(week(**late, until="00:00")) == [1320, 1380]


def test_a_window_that_ends_when_it_begins_lasts_a_day(week):
    found = week(**{"from": "08:00", "until": "08:00", "grid": "720"})
    assert starts(found) == [480, 1200]


def test_windows_of_following_days_that_overlap_give_each_start_once(week):
    found = week(
        dates="2026-10-05|2026-10-06",
        **{"from": "08:00", "until": "08:00", "grid": "480", "minutes": "480"},
    )
    # Monday 8, 16, 24 h; Tuesday 8, 16, 24 h: none of them twice.
    assert starts(found) == [480, 960, 1440, 1920, 2400, 2880]


def test_a_window_may_reach_past_the_end_of_the_horizon(week):
    found = week(dates="2026-10-11", **{"from": "23:00", "until": "02:00"})
    end = 7 * DAY
    assert starts(found) == [end - 60, end - 30, end, end + 30, end + 60]
    assert placings(found)[-1].day.isoformat() == "2026-10-12"


def test_a_window_over_the_end_of_a_month_and_of_a_year(week):
    for first, second in (("2026-11-30", "2026-12-01"), ("2026-12-31", "2027-01-01")):
        found = week(start=first, **{"from": "23:30", "until": "01:00"})
        assert [o.day.isoformat() for o in placings(found)] == [first, second]


# --- the nights on which the clocks change --------------------------------------------


def test_in_autumn_the_window_is_an_hour_longer(week):
    # Saturday 24 October 2026, 22:00 to 06:00: 9 h pass, and 03:00 comes after 5 + 1.
    found = week(
        start="2026-10-24", **{"from": "22:00", "until": "06:00", "grid": "60"}
    )
    assert starts(found) == [1320 + 60 * i for i in range(9)]
    assert walls(found) == [
        "24 22:00", "24 23:00", "25 00:00", "25 01:00", "25 02:00", "25 02:00",
        "25 03:00", "25 04:00", "25 05:00",
    ]  # fmt: skip


def test_in_autumn_a_mission_of_nine_hours_fits_between_ten_and_six(week):
    night = {"start": "2026-10-24", "from": "22:00", "until": "06:00"}
    assert starts(week(**night, minutes="480")) == [1320, 1350, 1380]
    assert starts(week(**night, minutes="540")) == [1320]
    with pytest.raises(InputFaults, match="window of 540 minutes on 2026-10-24"):
        week(**night, minutes="541")


def test_in_spring_the_window_is_an_hour_shorter(week):
    # Saturday 27 March 2027, 22:00 to 06:00: 7 h pass, and 02:00 never comes.
    found = week(
        start="2027-03-27", **{"from": "22:00", "until": "06:00", "grid": "60"}
    )
    assert starts(found) == [1320 + 60 * i for i in range(7)]
    assert walls(found) == [
        "27 22:00", "27 23:00", "28 00:00", "28 01:00", "28 03:00", "28 04:00",
        "28 05:00",
    ]  # fmt: skip


def test_in_spring_the_last_start_still_fits_and_one_minute_less_does_not(week):
    night = {"start": "2027-03-27", "from": "22:00", "until": "06:00"}
    assert starts(week(**night, minutes="420")) == [1320]
    with pytest.raises(InputFaults, match="window of 420 minutes on 2027-03-27"):
        week(**night, minutes="421")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"from": "02:30", "until": "06:00"}, "from"),
        ({"from": "00:00", "until": "02:30"}, "until"),
    ],
)
def test_a_window_with_an_end_that_the_clocks_skip_is_refused(week, cells, column):
    # Sunday 28 March 2027: 02:00 to 03:00 do not exist.
    with pytest.raises(InputFaults) as caught:
        week(start="2027-03-28", **cells)
    [fault] = caught.value.faults
    assert (fault.column, fault.values["time"]) == (column, "02:30")
    assert fault.values["day"] == "2027-03-28"


@pytest.mark.parametrize("time", ["01:59", "03:00"])
def test_the_minutes_around_the_gap_exist(week, time):
    found = week(start="2027-03-28", **{"from": time, "until": "08:00"})
    assert walls(found)[0] == f"28 {time}"


def test_the_night_before_and_after_may_end_in_those_minutes(week):
    # Saturday's own 02:30, and Monday's, are times like any other.
    for day in ("2027-03-27", "2027-03-29"):
        found = week(start=day, **{"from": "02:30", "until": "04:00"})
        assert walls(found)[0][3:] == "02:30"


def test_the_hour_that_comes_twice_is_the_first_one(week):
    # Sunday 25 October 2026, 02:30 to 04:00: from the first 02:30 2.5 h pass.
    found = week(start="2026-10-25", **{"from": "02:30", "until": "04:00"})
    assert starts(found) == [150, 180, 210, 240]


# --- starts by name, briefing, times --------------------------------------------------


def test_starts_are_taken_as_they_are(week):
    found = week(dates="2026-10-05|2026-10-06", starts="14:00|09:00")
    assert starts(found) == [540, 840, DAY + 540, DAY + 840]


KIND = (
    "kind,name_fr,name_en,joint,priority,briefing,debriefing,fallback\n"
    "river_patrol,Berges,River,yes,40,{briefing},{debriefing},{fallback}"
)


def test_briefing_and_debriefing_lie_outside_the_window(week):
    found = week(
        kind="river_patrol",
        tables={"mission_kinds": KIND.format(briefing=15, debriefing=5, fallback="")},
        **{"from": "09:00", "until": "10:30"},
    )
    first, last = placings(found)
    assert (first.proper, last.proper) == (Span(540, 600), Span(570, 630))
    assert (first.span, last.span) == (Span(525, 605), Span(555, 635))


def test_the_day_is_that_of_the_mission_and_not_of_its_briefing(week):
    found = week(
        kind="river_patrol",
        dates="2026-10-06",
        tables={"mission_kinds": KIND.format(briefing=15, debriefing=5, fallback="")},
        starts="00:00",
    )
    [only] = placings(found)
    assert (only.day.isoformat(), only.span.start) == ("2026-10-06", DAY - 15)


def test_as_many_times_as_days_and_no_more(week):
    both = {"dates": "2026-10-05|2026-10-06", "from": "09:00", "until": "11:00"}
    assert week(**both, times="2").missions["m"].times == 2
    with pytest.raises(InputFaults, match="more times than days"):
        week(**both, times="3")


def test_the_days_lie_within_the_horizon(week):
    with pytest.raises(InputFaults, match="outside the horizon"):
        week(dates="2026-10-12", **{"from": "09:00", "until": "11:00"})


# --- spacing --------------------------------------------------------------------------


def test_spacing_is_in_minutes(week):
    found = week(dates="2026-10-05|2026-10-08", starts="09:00", spacing="36:30")
    assert found.missions["m"].spacing == 36 * HOUR + 30
    assert week(starts="09:00").missions["m"].spacing == 0


@pytest.mark.parametrize(("spacing", "fits"), [("48", True), ("48:01", False)])
def test_times_must_find_room(week, spacing, fits):
    # Monday, Wednesday and Friday at 09:00: 48 h each.
    cells = {
        "dates": "2026-10-05|2026-10-07|2026-10-09", "starts": "09:00", "times": "3",
    }  # fmt: skip
    if fits:
        assert week(**cells, spacing=spacing).missions["m"].times == 3
    else:
        with pytest.raises(InputFaults, match="2 at most"):
            week(**cells, spacing=spacing)


def test_a_window_leaves_more_room_than_a_start(week):
    # Monday at 09:00 and Tuesday by 16:00: 31 h.
    cells = {"dates": "2026-10-05|2026-10-06", "from": "09:00", "until": "17:00"}
    assert week(**cells, times="2", spacing="31").missions["m"].times == 2
    with pytest.raises(InputFaults, match="1 at most"):
        week(**cells, times="2", spacing="31:01")


def test_room_is_counted_in_elapsed_time(week):
    # 09:00 on both days: 25 h when the clocks go back, 23 h when they go forward.
    for start, longest, beyond in (
        ("2026-10-24", "25", "25:01"),
        ("2027-03-27", "23", "23:01"),
    ):
        other = f"{start[:8]}{int(start[8:]) + 1}"
        cells = {"start": start, "dates": f"{start}|{other}", "starts": "09:00"}
        assert week(**cells, times="2", spacing=longest)
        with pytest.raises(InputFaults, match="1 at most"):
            week(**cells, times="2", spacing=beyond)


# --- places ---------------------------------------------------------------------------


def test_each_start_is_offered_at_each_place(week):
    found = week(starts="09:00|10:00", or_zones="north")
    assert [(o.span.start, o.place, o.zone) for o in placings(found)] == [
        (540, 0, "south"), (540, 1, "north"), (600, 0, "south"), (600, 1, "north"),
    ]  # fmt: skip
    assert found.missions["m"].zones == ("south", "north")
    assert found.missions["m"].zone == "south"


def test_both_forms_are_offered_at_each_place(week):
    found = week(
        kind="river_patrol",
        starts="09:00",
        or_zones="north",
        tables={
            "mission_kinds": KIND.format(
                briefing=0, debriefing=0, fallback="municipal_patrol"
            )
        },
    )
    assert [o.key for o in placings(found)] == [
        ("m", 540, False, 0),
        ("m", 540, True, 0),
        ("m", 540, False, 1),
        ("m", 540, True, 1),
    ]


def test_the_place_in_zone_is_not_named_again(week):
    with pytest.raises(InputFaults, match="names already"):
        week(starts="09:00", or_zones="north|south")


def test_a_place_is_a_known_zone(week):
    with pytest.raises(InputFaults) as caught:
        week(starts="09:00", or_zones="nowhere")
    [fault] = caught.value.faults
    assert fault.column == "or_zones"


# --- attendees ------------------------------------------------------------------------


def test_attendees_come_in_their_order(week):
    rows = "mission,position,officer,order\nm,chief,PN-2,2\nm,chief,PN-1,1"
    found = week(kind="river_patrol", starts="09:00", tables={"attendees": rows})
    assert found.missions["m"].attendees == {"chief": ("PN-1", "PN-2")}


def test_orders_may_leave_gaps(week):
    rows = "mission,position,officer,order\nm,chief,PN-2,7\nm,chief,PN-1,9"
    found = week(kind="river_patrol", starts="09:00", tables={"attendees": rows})
    assert found.missions["m"].attendees == {"chief": ("PN-2", "PN-1")}


FALLBACK = KIND.format(briefing=0, debriefing=0, fallback="municipal_patrol")


def test_a_position_of_the_fallback_may_be_kept(week):
    """``municipal_patrol`` has a municipal chief, ``river_patrol`` a national one."""
    rows = "mission,position,officer,order\nm,chief,PN-1,1\nm,chief,PM-1,2"
    found = week(
        kind="river_patrol",
        starts="09:00",
        tables={"attendees": rows, "mission_kinds": FALLBACK},
    )
    assert found.missions["m"].attendees == {"chief": ("PN-1", "PM-1")}


@pytest.mark.parametrize(
    ("last", "fits"), [("2026-10-04", False), ("2026-10-05", True)]
)
def test_a_qualification_must_reach_the_days_of_the_mission(week, last, fits):
    tables = {
        "attendees": "mission,position,officer,order\nm,agent,PM-2,1",
        "positions": (
            "kind,position,count,force,qualifications,leads\n"
            "river_patrol,chief,1,national,,yes\nriver_patrol,agent,1,any,bike,no"
        ),
        "qualifications": (
            f"officer,qualification,valid_from,valid_to\nPM-2,bike,,{last}"
        ),
    }
    cells = {"kind": "river_patrol", "starts": "09:00", "tables": tables}
    if fits:
        assert week(**cells).missions["m"].attendees == {"agent": ("PM-2",)}
    else:
        with pytest.raises(InputFaults, match="without the qualification bike"):
            week(**cells)


def test_an_override_lets_an_officer_be_named_all_the_same(week):
    tables = {
        "attendees": "mission,position,officer,order\nm,chief,PM-1,1",
        "positions": (
            "kind,position,count,force,leads\n"
            "river_patrol,chief,1,national,yes\nriver_patrol,agent,1,any,no"
        ),
    }
    cells = {"kind": "river_patrol", "starts": "09:00", "known": registered()}
    with pytest.raises(InputFaults, match="other kind of force"):
        week(**cells, tables=tables)
    tables["overrides"] = (
        f"{EMPTY['overrides']}\nposition_force,PM-1,m,,PM-1,PN-1,made up"
    )
    found = week(**cells, tables=tables)
    assert found.missions["m"].attendees == {"chief": ("PM-1",)}


def test_an_override_fills_the_seat_of_an_officer_who_is_not_named(week):
    tables = {
        "attendees": "mission,position,officer,order\nm,agent,PM-2,1",
        "positions": (
            "kind,position,count,force,leads\n"
            "river_patrol,chief,1,national,yes\nriver_patrol,agent,2,any,no"
        ),
    }
    cells = {"kind": "river_patrol", "starts": "09:00", "known": registered()}
    with pytest.raises(InputFaults, match="2 seats, and fewer officers named"):
        week(**cells, tables=tables)
    tables["overrides"] = f"{EMPTY['overrides']}\nattendees_only,PM-1,m,,PM-1,,made up"
    assert week(**cells, tables=tables).missions["m"].attendees == {"agent": ("PM-2",)}


# --- more starts than can be searched -------------------------------------------------


def test_a_day_takes_so_many_starts_and_no_more(week) -> None:
    """On a grid of 1, 60 minutes fit 750 times into 13 h 29: 1,500 in two places."""
    window = {"from": "07:00", "grid": "1", "or_zones": "north"}
    assert len(placings(week(until="20:29", **window))) == 1500
    with pytest.raises(InputFaults, match="1502 of 1502 possible starts"):
        week(until="20:30", **window)
