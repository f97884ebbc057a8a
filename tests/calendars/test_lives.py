"""Random lives of a calendar, recounted from one version to the next."""

import datetime as dt
import importlib.util
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendars.content import Entry
from scheduler.calendars.events import Event
from scheduler.calendars.write import calendar, read
from tests.calendars.told import BEFORE, at, content, mission, tour, version, window

ROOT = Path(__file__).parents[2]
JUDGE = Path(os.environ.get("FEEDCHECK", ROOT.parent / "shared" / "feedcheck"))
LINT = JUDGE / "lib" / "lint.py"

HOURS = st.sampled_from([0, 6, 10, 14, 22])
TITLES = st.sampled_from(["Jaude", "Gare", "Vergnes"])


@st.composite
def weeks(draw: Any, week: int) -> list[Entry]:
    days = st.integers(7 * week, 7 * week + 6)
    missions = draw(
        st.lists(
            st.tuples(days, HOURS, st.sampled_from("ab"), TITLES),
            max_size=4,
            unique_by=lambda m: (m[0], m[2]),
        )
    )
    tours = draw(
        st.lists(st.tuples(days, HOURS, TITLES), max_size=4, unique_by=lambda t: t[:2])
    )
    return [
        *(mission(d, h, code=c, summary=f"{t} {c}") for d, h, c, t in missions),
        *(tour(d, h, summary=t) for d, h, t in tours),
    ]


@st.composite
def lives(draw: Any) -> list[tuple[int, list[Entry], dt.datetime]]:
    steps = []
    for _ in range(draw(st.integers(2, 5))):
        week = draw(st.sampled_from([0, 0, 0, 1]))
        hours = draw(st.integers(-5, 17 * 24))
        now = BEFORE + dt.timedelta(hours=hours)
        steps.append((week, draw(weeks(week)), now))
    return steps


def seen(events: tuple[Event, ...]) -> Counter[tuple[str, dt.datetime, dt.datetime]]:
    return Counter(
        (e.group, e.start, e.end) for e in events if not (e.cancelled or e.is_note)
    )


@settings(max_examples=60)
@given(lives())
def test_lives_keep_their_promises(steps):
    before: tuple[Event, ...] = ()
    groups: dict[str, str] = {}
    for week, entries, now in steps:
        after = version(before, *entries, week=week, now=now, keep_cancelled=None)
        check_step(before, after, week, now)
        first, until = window(week)
        inside = {k: n for k, n in seen(after).items() if first <= k[1] < until}
        assert inside == Counter((e.group, e.start, e.end) for e in entries)
        for event in after:
            assert groups.setdefault(event.uid, event.group) == event.group
        before = after


def check_step(
    before: tuple[Event, ...], after: tuple[Event, ...], week: int, now: dt.datetime
) -> None:
    new = {e.uid: e for e in after}
    assert len(new) == len(after)
    first, until = window(week)
    for old in before:
        # Nothing is dropped here, since everything is kept for ever.
        event = new[old.uid] if not old.is_note else new.get(old.uid, old)
        if event.text == old.text:
            assert event == old
            continue
        assert event.sequence > old.sequence
        assert event.modified > old.modified
        assert (event.fingerprint, event.status) != (old.fingerprint, old.status)
        if not old.is_note:
            assert first <= old.start < until
    for event in after:
        if event.uid not in {e.uid for e in before}:
            assert event.is_note or event.sequence == 0
        newly = event.cancelled and not event.is_note and event not in before
        if newly and event.end > now:
            group = f"note/{event.uid}"
            assert [e.cancelled for e in after if e.group == group] == [False]


@settings(max_examples=60)
@given(weeks(0), weeks(0))
def test_what_is_swapped_and_swapped_back_has_its_uids_again(one, other):
    first = version((), *one)
    back = version(version(first, *other), *one)

    def uids(events: tuple[Event, ...]) -> set[tuple[str, dt.datetime]]:
        return {(e.uid, e.start) for e in events if not (e.cancelled or e.is_note)}

    assert uids(back) == uids(first)


@settings(max_examples=40)
@given(lives(), st.sampled_from([None, 0, 1, 3]), st.sampled_from([0, 1, 7]))
def test_events_leave_only_when_they_are_over(steps, past, cancelled):
    keep = None if past is None else dt.timedelta(days=past)
    before: tuple[Event, ...] = ()
    for week, entries, now in steps:
        after = version(
            before,
            *entries,
            week=week,
            now=now,
            keep_past=keep,
            keep_cancelled=dt.timedelta(days=cancelled),
        )
        kept = {e.uid for e in after}
        for event in before:
            if event.uid not in kept and not event.is_note:
                assert event.end <= now
        before = after


def lint() -> Any:
    if not LINT.is_file():
        pytest.skip(f"the judge of feeds is not there: {LINT}")
    spec = importlib.util.spec_from_file_location("feedcheck_lint", LINT)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def judged(judge: Any, before: bytes, after: bytes, now: dt.datetime) -> list[Any]:
    """Return what the judge finds wrong with a version and with the step to it."""
    found, tree = judge.lint(after)
    _found, earlier = judge.lint(before)
    steps = judge.diff(earlier, tree, now)
    # That a small calendar is empty is no fault.
    return [f for f in (*found, *steps) if "no VEVENT" not in f[2]]


@settings(max_examples=40)
@given(lives())
def test_an_independent_judge_finds_nothing_wrong(steps):
    judge = lint()
    mark, title = "m", content().title
    before = calendar(title, "fr", "Europe/Paris", (), mark)
    for week, entries, now in steps:
        events = version(read(before, mark), *entries, week=week, now=now, alarm=30)
        after = calendar(title, "fr", "Europe/Paris", events, mark)
        assert judged(judge, before, after, now) == []
        before = after


def test_four_versions_of_a_week_before_an_independent_judge():
    judge = lint()
    night = tour(5, 22)
    versions = [
        [tour(0), mission(0, 10), mission(2, 10), night],
        # Moved and re-crewed.
        [tour(0), mission(0, 11), mission(2, 10, lines=("Équipage : PN-2",)), night],
        # Wednesday's mission and the night are withdrawn.
        [tour(0), mission(0, 11)],
        # All is as at first.
        [tour(0), mission(0, 10), mission(2, 10), night],
    ]
    before, sequences = calendar("t", "fr", "Europe/Paris", (), "m"), []
    for day, entries in enumerate(versions):
        now = at(-4 + day, 9)
        events = version(read(before, "m"), *entries, now=now)
        after = calendar("t", "fr", "Europe/Paris", events, "m")
        assert judged(judge, before, after, now) == []
        sequences.append([e.sequence for e in events if not e.is_note])
        before = after
    assert sequences == [[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 2, 1], [0, 2, 3, 2]]
