"""What the ledger counts: which versions, which weeks, whose."""

import datetime as dt

from scheduler.ledger.counting import by_force, counted
from scheduler.ledger.purging import purge_before
from scheduler.ledger.store import Ledger
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

NEXT = MONDAY + dt.timedelta(days=7)
LATER = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
OTHER = plan({"PM-1": [tour(0)], "PN-1": [tour(3), seat(3, leads=True)]})
WEEK_AFTER = plan({"PM-1": []}, first=NEXT)


def officially(connection, made, base=None, by=()):
    """Publish a draft and sign it; return those who sign."""
    by = by or [Signatory(connection, f) for f in ("PM", "PN")]
    make_official(connection, publish(connection, made, base), *by)
    return by


def values(counts):
    return {(c.week, c.officer, c.kind): c.value for c in counts}


def test_counters_are_told_by_week_officer_force_and_kind(ledger: Ledger):
    with ledger.writing() as connection:
        officially(connection, draft(JOINT, counters={"PM-1": {"nights": 2}}))
        (one,) = counted(connection)
    told = (one.week, one.version, one.officer, one.force, one.kind, one.value)
    assert told == (MONDAY, "2026-11-23/1", "PM-1", "PM", "nights", 2)


def test_a_version_that_waits_for_a_signature_counts_for_nothing(ledger: Ledger):
    with ledger.writing() as connection:
        publish(connection, draft(JOINT, counters={"PM-1": {"nights": 2}}))
        assert counted(connection) == ()


def test_the_version_that_is_official_now_counts_alone(ledger: Ledger):
    with ledger.writing() as connection:
        both = officially(connection, draft(JOINT, counters={"PM-1": {"nights": 2}}))
        other = draft(OTHER, counters={"PM-2": {"nights": 1}})
        officially(connection, other, base=1, by=both)
        assert values(counted(connection)) == {(MONDAY, "PM-2", "nights"): 1}


def test_a_later_version_not_official_does_not_take_its_place(ledger: Ledger):
    with ledger.writing() as connection:
        officially(connection, draft(JOINT, counters={"PM-1": {"nights": 2}}))
        publish(connection, draft(OTHER, counters={"PM-1": {"nights": 9}}), base=1)
        assert values(counted(connection)) == {(MONDAY, "PM-1", "nights"): 2}


def late(changes: int) -> dict[str, dict[str, int]]:
    return {"PM-1": {"late_changes": changes}}


def test_late_changes_add_up_over_the_versions_that_were_official(ledger: Ledger):
    with ledger.writing() as connection:
        both = officially(connection, draft(JOINT))
        officially(connection, draft(OTHER, counters=late(2)), base=1, by=both)
        third = draft(JOINT, "third", counters=late(3))
        officially(connection, third, base=2, by=both)
        found = [c for c in counted(connection) if c.kind == "late_changes"]
    assert [(c.version, c.value) for c in found] == [
        ("2026-11-23/2", 2),
        ("2026-11-23/3", 3),
    ]


def test_late_changes_that_were_never_official_do_not_count(ledger: Ledger):
    with ledger.writing() as connection:
        both = officially(connection, draft(JOINT, counters={}))
        publish(connection, draft(OTHER, counters=late(2)), base=1)
        third = draft(JOINT, "third", counters=late(3))
        officially(connection, third, base=2, by=both)
        assert [c.value for c in counted(connection)] == [3]


def two_weeks(connection):
    one = {"PM-1": {"sundays": 1}}
    both = officially(connection, draft(JOINT, counters=one))
    officially(connection, draft(WEEK_AFTER, "after", counters=one), by=both)


def weeks_in(ledger: Ledger, first: dt.date | None, last: dt.date | None):
    with ledger.writing() as connection:
        two_weeks(connection)
        return [c.week for c in counted(connection, first, last)]


def test_all_weeks_count_without_a_period(ledger: Ledger):
    assert weeks_in(ledger, None, None) == [MONDAY, NEXT]


def test_a_week_counts_that_the_period_touches_on_its_last_day(ledger: Ledger):
    sunday = NEXT - dt.timedelta(days=1)
    assert weeks_in(ledger, sunday, sunday) == [MONDAY]


def test_a_week_that_ended_the_day_before_the_period_does_not_count(ledger: Ledger):
    assert weeks_in(ledger, NEXT, None) == [NEXT]


def test_a_week_that_begins_on_the_last_day_of_the_period_counts(ledger: Ledger):
    assert weeks_in(ledger, None, NEXT) == [MONDAY, NEXT]


def test_a_week_that_begins_the_day_after_the_period_does_not_count(ledger: Ledger):
    assert weeks_in(ledger, None, NEXT - dt.timedelta(days=1)) == [MONDAY]


def test_people_removed_by_a_purge_count_for_nothing(ledger: Ledger):
    counts = {o: {"joint_minutes": 60} for o in ("PM-1", "PM-2")}
    leaves = {"PM-1": NOW.date() + dt.timedelta(days=10)}
    with ledger.writing() as connection:
        officially(connection, draft(JOINT, counters=counts, leaves_on=leaves))
    done = purge_before(ledger, dt.date(2026, 12, 31), payload="{}", now=LATER)
    assert done.people == 1
    with ledger.reading() as connection:
        assert [c.officer for c in counted(connection)] == ["PM-2"]


def test_totals_by_force(ledger: Ledger):
    counts = {
        "PM-1": {"nights": 1, "joint_minutes": 60},
        "PM-2": {"nights": 2},
        "PN-1": {"nights": 4},
    }
    with ledger.writing() as connection:
        officially(connection, draft(JOINT, counters=counts))
        assert by_force(counted(connection)) == {
            "PM": {"joint_minutes": 60, "nights": 3},
            "PN": {"nights": 4},
        }
