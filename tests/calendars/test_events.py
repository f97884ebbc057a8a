"""Events as bytes: the library, asked to write them again, writes the same."""

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from scheduler.calendars.content import Entry
from scheduler.calendars.events import Event, folded, render
from tests.calendars.told import BEFORE, PARIS, tour

TEXTS = st.text(st.sampled_from("ab é—🚓\\^,;:\"'\n"), max_size=200)


def event(entry: Entry, alarm: int | None = None) -> Event:
    return render(
        entry,
        uid="3f1c7c1e-0a55-5d3c-8a5e-6f0f4f6b7a11",
        number=0,
        sequence=2,
        modified=BEFORE,
        timezone=PARIS,
        alarm=alarm,
    )


def again(text: bytes) -> bytes:
    found = icalendar.Event.from_ical(text)
    assert isinstance(found, icalendar.Event)
    return found.to_ical()


@given(
    summary=TEXTS,
    location=TEXTS,
    lines=st.lists(TEXTS, max_size=3).map(tuple),
    geo=st.none() | st.tuples(st.sampled_from([45, 45.7772]), st.just(-3.0863)),
    private=st.booleans(),
    busy=st.booleans(),
    tentative=st.booleans(),
    alarm=st.none() | st.just(20),
)
def test_an_event_is_written_as_the_library_writes_it(alarm, **more):
    text = event(tour(0, **more), alarm).text
    assert text == again(text)


@given(line=st.text(st.sampled_from("ab é—🚓\\^"), min_size=1, max_size=400))
def test_a_line_is_folded_as_the_library_folds_it(line):
    written = icalendar.parser.Contentline(line).to_ical()
    assert folded(line) == written


def test_a_line_of_74_octets_is_whole_and_one_of_75_is_not():
    assert folded("a" * 74) == b"a" * 74
    assert folded("a" * 75) == b"a" * 74 + b"\r\n a"
