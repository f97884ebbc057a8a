"""The clock: local wall times and elapsed minutes, both ways.

Paris is at UTC+2 in summer and UTC+1 in winter. On Sunday 25 October 2026 at 03:00 the
clocks go back to 02:00; on Sunday 28 March 2027 at 02:00 they go forward to 03:00.
"""

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.time import DAY, Clock, Span

MONDAY = dt.date(2026, 10, 5)
AUTUMN = dt.date(2026, 10, 25)
SPRING = dt.date(2027, 3, 28)
PARIS = ZoneInfo("Europe/Paris")


def at(text):
    return dt.time.fromisoformat(text)


def span(clock, day, start, end):
    return clock.tour(day, at(start), at(end))


# --- spans ------------------------------------------------------------------------


def test_spans_that_touch_do_not_overlap():
    assert not Span(0, 60).overlaps(Span(60, 120))
    assert not Span(60, 120).overlaps(Span(0, 60))
    assert Span(0, 60).overlap(Span(60, 120)) == 0


def test_one_minute_in_common_overlaps():
    assert Span(0, 61).overlaps(Span(60, 120))
    assert Span(0, 61).overlap(Span(60, 120)) == 1


def test_a_span_contains_itself_and_nothing_longer():
    assert Span(0, 60).contains(Span(0, 60))
    assert Span(0, 60).contains(Span(1, 59))
    assert not Span(0, 60).contains(Span(0, 61))
    assert not Span(0, 60).contains(Span(-1, 60))


minutes = st.integers(-3000, 3000)
spans = (
    st.tuples(minutes, minutes).filter(lambda p: p[0] < p[1]).map(lambda p: Span(*p))
)


@settings(deadline=None)
@given(spans, spans)
def test_overlap_counts_the_minutes_in_both(a, b):
    both = set(range(a.start, a.end)) & set(range(b.start, b.end))
    assert a.overlap(b) == b.overlap(a) == len(both)
    assert a.overlaps(b) == b.overlaps(a) == bool(both)
    assert a.contains(b) == (len(both) == b.length)


# --- minutes of a plain week ------------------------------------------------------


def test_minute_zero_is_local_midnight_of_the_first_day():
    clock = Clock(MONDAY, 7)
    assert clock.minute(MONDAY, at("00:00")) == 0
    # 5 October 00:00 in Paris is 22:00 UTC the day before.
    assert clock.utc(0) == dt.datetime(2026, 10, 4, 22, tzinfo=dt.UTC)


def test_minutes_count_from_there():
    clock = Clock(MONDAY, 7)
    assert clock.minute(MONDAY, at("08:15")) == 8 * 60 + 15
    assert clock.minute(dt.date(2026, 10, 8), at("00:01")) == 3 * DAY + 1


def test_minutes_before_the_horizon_are_negative():
    clock = Clock(MONDAY, 7)
    sunday = MONDAY - dt.timedelta(days=1)
    assert clock.minute(sunday, at("23:59")) == -1
    assert clock.minute(sunday, at("00:00")) == -DAY


def test_the_horizon_holds_its_days():
    clock = Clock(MONDAY, 7)
    assert clock.dates == tuple(MONDAY + dt.timedelta(days=i) for i in range(7))
    assert clock.span == Span(0, 7 * DAY)


def test_a_horizon_of_one_day():
    assert Clock(MONDAY, 1).dates == (MONDAY,)
    assert Clock(MONDAY, 1).span == Span(0, DAY)


def test_an_unknown_zone_is_refused():
    with pytest.raises(ZoneInfoNotFoundError):
        Clock(MONDAY, 7, "Europe/Atlantis")


# --- the autumn night -------------------------------------------------------------


def test_the_autumn_day_has_25_hours():
    assert Clock(AUTUMN, 1).day(AUTUMN).length == 25 * 60
    assert Clock(AUTUMN - dt.timedelta(days=6), 7).span.length == 7 * DAY + 60


def test_the_autumn_night_from_22_to_06_has_nine_hours():
    eve = AUTUMN - dt.timedelta(days=1)
    assert span(Clock(eve, 2), eve, "22:00", "06:00").length == 9 * 60


def test_a_time_that_occurs_twice_is_its_first_occurrence():
    clock = Clock(AUTUMN, 1)
    # 02:30 at UTC+2 is 150 minutes after midnight; 03:00 is then 240 minutes after.
    assert clock.minute(AUTUMN, at("02:30")) == 150
    assert clock.minute(AUTUMN, at("02:59")) == 179
    assert clock.minute(AUTUMN, at("03:00")) == 240


def test_both_occurrences_have_their_own_minute():
    clock = Clock(AUTUMN, 1)
    first, second = clock.local(150), clock.local(210)
    assert (first.time(), first.utcoffset()) == (at("02:30"), dt.timedelta(hours=2))
    assert (second.time(), second.utcoffset()) == (at("02:30"), dt.timedelta(hours=1))


def test_every_time_of_the_autumn_day_exists():
    clock = Clock(AUTUMN, 1)
    assert all(
        clock.exists(AUTUMN, at(t)) for t in ("01:59", "02:00", "02:30", "03:00")
    )


def test_minutes_after_the_autumn_change_are_elapsed():
    clock = Clock(AUTUMN - dt.timedelta(days=1), 7)
    # Saturday 24 h + Sunday 25 h.
    assert clock.midnight(AUTUMN + dt.timedelta(days=1)) == 49 * 60


# --- the spring night -------------------------------------------------------------


def test_the_spring_day_has_23_hours():
    assert Clock(SPRING, 1).day(SPRING).length == 23 * 60
    assert Clock(SPRING - dt.timedelta(days=6), 7).span.length == 7 * DAY - 60


def test_the_spring_night_from_22_to_06_has_seven_hours():
    eve = SPRING - dt.timedelta(days=1)
    assert span(Clock(eve, 2), eve, "22:00", "06:00").length == 7 * 60


def test_a_time_that_does_not_exist_is_an_hour_later():
    clock = Clock(SPRING, 1)
    assert clock.minute(SPRING, at("02:30")) == 150
    assert clock.local(150).time() == at("03:30")
    # 02:00 and 03:00 are one instant.
    assert clock.minute(SPRING, at("02:00")) == clock.minute(SPRING, at("03:00")) == 120


def test_the_hour_that_is_skipped_does_not_exist():
    clock = Clock(SPRING, 1)
    there = {
        t: clock.exists(SPRING, at(t)) for t in ("01:59", "02:00", "02:59", "03:00")
    }
    assert there == {"01:59": True, "02:00": False, "02:59": False, "03:00": True}


def test_the_same_hour_exists_on_other_days():
    assert Clock(MONDAY, 1).exists(MONDAY, at("02:30"))


def test_a_clock_change_at_midnight_does_not_lose_the_day():
    # In Beirut clocks go from 00:00 to 01:00: the day of 29 March 2026 begins at 01:00.
    day = dt.date(2026, 3, 29)
    clock = Clock(day, 1, "Asia/Beirut")
    assert clock.day(day).length == 23 * 60
    assert clock.local(0) == dt.datetime(2026, 3, 29, 1, tzinfo=ZoneInfo("Asia/Beirut"))
    assert clock.date(0) == day


# --- tours ------------------------------------------------------------------------


def test_an_end_after_the_start_is_on_the_same_day():
    assert span(Clock(MONDAY, 7), MONDAY, "08:00", "16:00") == Span(480, 960)


def test_an_end_before_the_start_is_on_the_next_day():
    assert span(Clock(MONDAY, 7), MONDAY, "22:00", "06:00") == Span(1320, 1800)


def test_an_end_at_midnight_is_on_the_next_day():
    assert span(Clock(MONDAY, 7), MONDAY, "16:00", "00:00") == Span(960, 1440)


def test_an_end_equal_to_the_start_is_a_day_later():
    assert span(Clock(MONDAY, 7), MONDAY, "08:00", "08:00").length == DAY


@pytest.mark.parametrize(
    ("day", "hours"), [(AUTUMN - dt.timedelta(days=1), 25), (AUTUMN, 24)]
)
def test_a_day_and_night_tour_is_as_long_as_the_clocks_make_it(day, hours):
    assert span(Clock(day, 2), day, "08:00", "08:00").length == hours * 60


@pytest.mark.parametrize("day", [dt.date(2026, 11, 30), dt.date(2026, 12, 31)])
def test_month_end_and_year_end_are_nights_as_others(day):
    assert span(Clock(day, 1), day, "22:00", "06:00") == Span(1320, 1800)


# --- weeks ------------------------------------------------------------------------


def test_a_horizon_of_a_civil_week_is_one_week():
    clock = Clock(MONDAY, 7)
    assert clock.weeks(0, 7 * DAY) == (Span(0, 7 * DAY),)


def test_weeks_begin_on_monday_whatever_the_day_of_the_horizon():
    # From Thursday on for four days: the week began three days before.
    clock = Clock(MONDAY + dt.timedelta(days=3), 4)
    assert clock.weeks(0, 4 * DAY) == (Span(-3 * DAY, 4 * DAY),)


def test_one_minute_in_the_next_week_brings_it_in():
    clock = Clock(MONDAY, 8)
    assert len(clock.weeks(0, 7 * DAY + 1)) == 2
    assert len(clock.weeks(0, 7 * DAY)) == 1
    assert len(clock.weeks(-1, 7 * DAY)) == 2


@pytest.mark.parametrize(("sunday", "hours"), [(AUTUMN, 169), (SPRING, 167)])
def test_weeks_of_a_clock_change_are_longer_or_shorter(sunday, hours):
    clock = Clock(sunday - dt.timedelta(days=6), 14)
    first, second = clock.weeks(clock.span.start, clock.span.end)
    assert (first.length, second.length) == (hours * 60, 168 * 60)
    assert first.end == second.start


def test_a_week_goes_over_the_new_year():
    clock = Clock(dt.date(2026, 12, 31), 2)
    [week] = clock.weeks(0, 2 * DAY)
    assert clock.date(week.start) == dt.date(2026, 12, 28)
    assert clock.date(week.end) == dt.date(2027, 1, 4)


# --- instants ---------------------------------------------------------------------


def test_an_instant_in_any_zone_is_its_minute():
    clock = Clock(MONDAY, 7)
    noon_utc = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)
    assert clock.from_datetime(noon_utc) == 14 * 60
    assert clock.from_datetime(noon_utc.astimezone(PARIS)) == 14 * 60


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="naive"):
        Clock(MONDAY, 7).from_datetime(dt.datetime(2026, 10, 5, 12))  # noqa: DTZ001


@pytest.mark.parametrize("extra", [{"second": 1}, {"microsecond": 1}])
def test_seconds_are_refused(extra):
    instant = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC).replace(**extra)
    with pytest.raises(ValueError, match="whole minute"):
        Clock(MONDAY, 7).from_datetime(instant)


# --- properties -------------------------------------------------------------------

starts = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


@settings(deadline=None)
@given(starts, st.integers(-20_000, 20_000))
def test_a_minute_survives_the_way_to_local_time_and_back(start, minute):
    clock = Clock(start, 7)
    assert clock.from_datetime(clock.utc(minute)) == minute
    assert clock.from_datetime(clock.local(minute)) == minute


@settings(deadline=None)
@given(starts, st.integers(-14, 14))
def test_every_local_day_begins_at_its_midnight(start, offset):
    clock = Clock(start, 7)
    day = start + dt.timedelta(days=offset)
    first = clock.midnight(day)
    assert clock.date(first) == day
    assert clock.date(first - 1) == day - dt.timedelta(days=1)


@settings(deadline=None)
@given(starts, st.integers(-14, 14), st.integers(0, DAY - 1))
def test_a_wall_time_that_exists_survives_the_way_to_a_minute_and_back(
    start, offset, after
):
    clock = Clock(start, 7)
    day, wall = start + dt.timedelta(days=offset), dt.time(after // 60, after % 60)
    local = clock.local(clock.minute(day, wall))
    if clock.exists(day, wall):
        assert (local.date(), local.time()) == (day, wall)
    else:
        late = dt.datetime.combine(day, wall) + dt.timedelta(hours=1)
        assert local.replace(tzinfo=None) == late


@settings(deadline=None)
@given(starts, st.integers(-14, 14), st.integers(0, DAY - 2))
def test_later_on_the_wall_is_not_earlier_in_time(start, offset, after):
    clock = Clock(start, 7)
    day = start + dt.timedelta(days=offset)
    one, two = (dt.time(m // 60, m % 60) for m in (after, after + 1))
    if clock.exists(day, one) and clock.exists(day, two):
        assert clock.minute(day, one) < clock.minute(day, two)


@settings(deadline=None)
@given(starts, st.integers(1, 40))
def test_days_and_weeks_cover_the_horizon_without_gap(start, days):
    clock = Clock(start, days)
    parts = [clock.day(d) for d in clock.dates]
    assert [p.end for p in parts[:-1]] == [p.start for p in parts[1:]]
    assert Span(parts[0].start, parts[-1].end) == clock.span
    weeks = clock.weeks(clock.span.start, clock.span.end)
    assert [w.end for w in weeks[:-1]] == [w.start for w in weeks[1:]]
    assert Span(weeks[0].start, weeks[-1].end).contains(clock.span)
    assert all(clock.date(w.start).weekday() == 0 for w in weeks)
