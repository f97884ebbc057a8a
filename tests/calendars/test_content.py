"""What a calendar tells survives as text, and is the same text each time."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.calendars.content import Content, Entry, Owner, View
from tests.calendars.told import at, content, mission, tour

ZONES = st.sampled_from(["UTC", "Europe/Paris", "Indian/Reunion"])
INSTANTS = st.builds(
    lambda seconds, zone: dt.datetime.fromtimestamp(seconds, ZoneInfo(zone)),
    st.integers(1_000_000_000, 3_000_000_000),
    ZONES,
)
DEGREES = st.floats(-90, 90)


@st.composite
def entries(draw):
    start = draw(INSTANTS)
    return Entry(
        group=draw(st.text()),
        start=start,
        end=start + dt.timedelta(seconds=draw(st.integers(1, 10**6))),
        summary=draw(st.text()),
        location=draw(st.text()),
        geo=draw(st.none() | st.tuples(DEGREES, DEGREES)),
        busy=draw(st.booleans()),
        private=draw(st.booleans()),
        lines=tuple(draw(st.lists(st.text()))),
        tentative=draw(st.booleans()),
    )


@given(
    st.builds(
        Content,
        owner=st.sampled_from(Owner),
        code=st.text(),
        view=st.sampled_from(View),
        language=st.sampled_from(["fr", "en"]),
        title=st.text(),
        timezone=ZONES,
        entries=st.lists(entries(), max_size=3).map(tuple),
    )
)
def test_content_survives_as_text(told):
    text = told.to_json()
    again = Content.from_json(text)
    assert again == told
    assert again.to_json() == text


def test_a_type_is_kept_by_the_round_trip():
    again = Content.from_json(content(mission(0, 10), tour(0)).to_json())
    assert isinstance(again.owner, Owner)
    assert isinstance(again.view, View)


def test_the_text_is_json_of_one_line():
    told = content(mission(0, 10, lines=("one\ntwo",)))
    assert "\n" not in told.to_json()
    assert json.loads(told.to_json())["entries"][0]["lines"] == ["one\ntwo"]


def test_one_instant_in_two_zones_is_one_text():
    utc = at(0, 10).astimezone(dt.UTC)
    assert (
        content(mission(0, 10, start=utc)).to_json()
        == content(mission(0, 10)).to_json()
    )


@pytest.mark.parametrize(
    "change",
    [
        {"start": at(0, 10).replace(tzinfo=None)},
        {"start": at(0, 10).replace(microsecond=1)},
        {"end": at(0, 10)},
    ],
)
def test_times_that_no_calendar_can_hold_are_refused(change):
    with pytest.raises(ValueError, match=r"start|end"):
        mission(0, 10, **change)
