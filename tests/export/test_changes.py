"""Changes against the baseline roster, on the board and in the workbook."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.baseline_plans import plan_of_baseline
from scheduler.domain.changes import ChangeKind
from scheduler.domain.plans import plan_of
from scheduler.domain.roster import Facts
from scheduler.export import EXPORTERS
from scheduler.render.edition import Edition
from scheduler.words import use_language
from tests import builders as b
from tests.export.conftest import COMPUTED, edition_of, small_facts, small_week

FACTS = small_facts(small_week())
CLOCK = FACTS.scenario.clock


def baseline_of(facts):
    """The baseline that a roster is."""
    return Baseline(
        frozenset(known_tour(t.officer, t.day, t.shift) for t in facts.roster.tours),
        frozenset(
            KnownSeat(mission=a.mission, start=a.start, officer=a.officer)
            for a in facts.roster.assignments
        ),
    )


def known_tour(officer, day, shift):
    """A tour of which no more than its codes is known."""
    return KnownTour(officer=officer, day=day, shift=shift)


def edition(baseline=None, before=None, language="en"):
    one = edition_of(FACTS, language)
    week = replace(one.scenario, baseline=baseline)
    return replace(one, scenario=week, before=before)


def without(officer):
    """The baseline of the roster, as if an officer had had nothing to do."""
    full = baseline_of(FACTS)
    return Baseline(
        frozenset(t for t in full.tours if t.officer != officer),
        frozenset(s for s in full.seats if s.officer != officer),
    )


def page(one):
    ((_path, content),) = EXPORTERS["board"].render(one)
    return content.decode()


def book(one):
    ((_path, content),) = EXPORTERS["workbook"].render(one)
    return load_workbook(io.BytesIO(content))


def test_without_a_baseline_nothing_is_said_of_changes():
    assert edition().changes is None
    assert 'id="changes"' not in page(edition())
    assert "Changes" not in book(edition()).sheetnames


def test_a_roster_that_is_its_baseline_has_no_change():
    same = edition(baseline_of(FACTS))
    assert same.changes == ()
    assert "No change." in page(same)
    assert book(same)["Changes"]["A2"].value == "No change."


def test_the_board_shows_each_change():
    one = edition(without("PM-2"))
    text = page(one)
    section = text.partition('<section id="changes">')[2].partition("</section>")[0]
    assert len(one.changes) > 1
    assert section.count('<th scope="row">') == len(one.changes)
    assert '<a href="#changes">' in text
    assert "tour added" in section


def test_the_workbook_has_a_row_for_each_change():
    one = edition(without("PM-2"))
    rows = list(book(one)["Changes"].iter_rows(min_row=2, values_only=True))
    assert [(r[1], r[3]) for r in rows[:-1]] == [
        (
            c.officer,
            {"tour": "tour added", "seat": "mission added", "crew": "crew changed"}[
                c.kind.partition("_")[0]
            ],
        )
        for c in one.changes
    ]


def test_board_and_workbook_tell_the_same():
    one = edition(without("PM-2"))
    text = page(one)
    for row in book(one)["Changes"].iter_rows(min_row=2, max_row=4, values_only=True):
        for cell in (row[1], row[3], row[6]):
            assert str(cell) in text


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Changements"), ("en", "Changes")]
)
def test_the_sheet_speaks_the_language_of_the_edition(language, title):
    assert title in book(edition(without("PM-2"), language=language)).sheetnames


def test_what_a_baseline_does_not_tell_is_said():
    with use_language("en"):
        assert "not by hours of a shift" in page(edition(without("PM-2")))
        assert "not by hours of a shift" not in page(
            edition(without("PM-2"), plan_of(FACTS))
        )


def test_a_plan_goes_before_a_baseline():
    assert edition(without("PM-2"), plan_of(FACTS)).changes == ()


def test_the_roster_is_told_when_it_is_computed():
    late = edition(without("PM-2"))
    early = replace(late, run=replace(late.run, computed_at=COMPUTED.replace(month=1)))
    assert {c.flagged for c in late.changes} >= {True}
    assert {c.flagged for c in early.changes} == {False}


# --- a baseline as a plan -------------------------------------------------------------


def plan_of_codes(tours=(), seats=()):
    found = Baseline(
        frozenset(known_tour(o, b.day(d), s) for o, d, s in tours),
        frozenset(
            KnownSeat(mission=m, start=CLOCK.minute(b.day(d), b.time(t)), officer=o)
            for m, d, t, o in seats
        ),
    )
    return plan_of_baseline(FACTS, found)


def test_what_stays_is_as_in_the_roster():
    known = plan_of_baseline(FACTS, baseline_of(FACTS))
    assert known.officers == plan_of(FACTS).officers


def test_a_tour_that_is_gone_has_the_hours_of_its_shift():
    (tour,) = plan_of_codes([("PM-9", 2, "nuit")]).officers["PM-9"].tours
    span = CLOCK.tour(b.day(2), b.time("22:00"), b.time("06:00"))
    assert (tour.start, tour.end) == (CLOCK.utc(span.start), CLOCK.utc(span.end))


def test_a_shift_that_is_gone_leaves_hours_unknown():
    (tour,) = plan_of_codes([("PM-9", 2, "old")]).officers["PM-9"].tours
    assert (tour.shift, tour.day, tour.start) == ("old", b.day(2), tour.end)
    before = Baseline(frozenset({known_tour("PM-9", b.day(2), "old")}), frozenset())
    dropped = [
        r
        for r in book(edition(before))["Changes"].iter_rows(values_only=True)
        if r[3] == "tour removed"
    ]
    assert [row[4] for row in dropped] == ["old"]


def test_a_seat_that_is_gone_is_in_the_crew_that_is_there():
    known = plan_of_codes(seats=[("ride", 0, "10:00", "PM-9")])
    (seat,) = known.officers["PM-9"].seats
    own = plan_of(FACTS).officers["PM-1"].seats
    assert seat.crew in {s.crew for s in own}
    assert seat.position == ""


def test_a_mission_that_is_gone_is_known_by_its_code():
    known = plan_of_codes(seats=[("gone", 0, "08:00", "PM-9")])
    (seat,) = known.officers["PM-9"].seats
    assert (seat.mission, seat.kind, seat.zone) == ("gone", "", "")
    start = CLOCK.minute(b.day(0), b.time("08:00"))
    before = Baseline(
        frozenset(), frozenset({KnownSeat(mission="gone", start=start, officer="PM-9")})
    )
    rows = book(edition(before))["Changes"].iter_rows(values_only=True)
    assert [r[4] for r in rows if r[3] == "mission removed"] == ["gone, 08:00"]


def test_officers_who_left_count():
    before = Baseline(frozenset({known_tour("left", b.day(0), "jour")}), frozenset())
    found = Edition(
        replace(FACTS.scenario, baseline=before),
        Facts(FACTS.scenario, FACTS.roster).roster,
        edition_of(FACTS).run,
        "en",
    ).changes
    assert found is not None
    assert [(c.officer, c.kind) for c in found if c.officer == "left"] == [
        ("left", ChangeKind.TOUR_DROPPED)
    ]
