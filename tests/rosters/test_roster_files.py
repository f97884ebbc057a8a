"""``tours.csv`` and ``roster.csv``: there and back, and what is refused."""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.places import Commune, Zone
from scheduler.domain.roster import Assignment, Break, Roster
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.io.faults import InputFaults
from scheduler.rosters.roster_files import read_roster, render_roster, render_tours
from tests import builders as b

WEEK = b.scenario(
    officers=[b.officer("PM-1"), b.officer("PN-1", "pn", free=False)],
    shifts=[b.shift("M", "06:30", "14:30"), b.shift("D", "05:00", "13:10", "pn")],
    missions=[b.mission("river", b.PAIR, at=((0, "10:00"), (1, "10:00")))],
)
ROSTER = b.facts(
    WEEK,
    tours=[("PM-1", 0, "M"), ("PN-1", 0, "D")],
    crews=[("river", "chief", "PN-1"), ("river", "agent", "PM-1")],
).roster
TOURS_TEXT = """\
officer,force,date,shift,start,end,work_minutes,fixed
PM-1,pm,2026-10-05,M,2026-10-05T06:30+02:00,2026-10-05T14:30+02:00,480,no
PN-1,pn,2026-10-05,D,2026-10-05T05:00+02:00,2026-10-05T13:10+02:00,490,yes
"""
ROSTER_TEXT = (
    "mission,kind,zone,commune,date,start,end,position,officer,force,leads\n"
    "river,pair,north,c,2026-10-05,2026-10-05T10:00+02:00,2026-10-05T11:00+02:00,"
    "agent,PM-1,pm,no\n"
    "river,pair,north,c,2026-10-05,2026-10-05T10:00+02:00,2026-10-05T11:00+02:00,"
    "chief,PN-1,pn,yes\n"
)


def read(folder, tours=TOURS_TEXT, roster=ROSTER_TEXT):
    (folder / "tours.csv").write_text(tours, encoding="utf-8")
    (folder / "roster.csv").write_text(roster, encoding="utf-8")
    return read_roster(WEEK, folder)


def refusal(folder, **texts) -> str:
    with pytest.raises(InputFaults) as caught:
        read(folder, **texts)
    return str(caught.value)


@pytest.mark.parametrize("minutes", [0, 480])
def test_as_much_work_as_a_tour_lasts(minutes, tmp_path):
    # 06:30 to 14:30 is 480 min.
    tours = TOURS_TEXT.replace(",480,", f",{minutes},")
    assert read(tmp_path, tours=tours).tours[0].work == minutes


@pytest.mark.parametrize("minutes", ["481", "999999999999999"])
def test_more_work_than_a_tour_lasts(minutes, tmp_path):
    assert refusal(tmp_path, tours=TOURS_TEXT.replace(",480,", f",{minutes},")) == (
        f"tours.csv:2: work_minutes: more than the tour lasts ({minutes}) — 480 at most"
    )


@pytest.mark.parametrize(
    ("start", "refused"),
    [
        # The week begins on Monday 5 October at 00:00; 7 days before is 28 September.
        ("2026-09-28T00:00+02:00", False),
        ("2026-09-27T23:59+02:00", True),
        ("1970-01-02T00:00+02:00", True),
    ],
)
def test_a_tour_far_from_the_horizon(start, refused, tmp_path):
    tours = TOURS_TEXT.replace("2026-10-05T06:30+02:00", start)
    if refused:
        assert refusal(tmp_path, tours=tours).startswith(
            "tours.csv:2: start: a tour far from the days planned ("
        )
    else:
        assert read(tmp_path, tours=tours).tours[0].span.start == -7 * 24 * 60


def test_tours_as_written():
    assert render_tours(WEEK, ROSTER) == TOURS_TEXT.encode()


def test_assignments_as_written():
    assert render_roster(WEEK, ROSTER) == ROSTER_TEXT.encode()


def test_what_is_written_is_read_back(tmp_path):
    assert read(tmp_path) == ROSTER


def test_the_order_of_a_roster_does_not_show():
    backwards = Roster(ROSTER.tours[::-1], ROSTER.assignments[::-1])
    assert render_roster(WEEK, backwards) == ROSTER_TEXT.encode()


def test_an_empty_roster_is_two_headings(tmp_path):
    empty = Roster((), ())
    texts = (render_tours(WEEK, empty).decode(), render_roster(WEEK, empty).decode())
    assert [t.count("\n") for t in texts] == [1, 1]
    assert read(tmp_path, *texts) == empty


def test_both_hours_of_the_autumn_night_survive(tmp_path):
    # 02:30 comes twice on 25 October 2026: the offset tells which.
    on = b.clock(dt.date(2026, 10, 19))
    week = b.scenario(
        officers=[b.officer("PM-1")], shifts=[b.shift("N", "22:00", "06:00")], on=on
    )
    first = on.minute(dt.date(2026, 10, 25), dt.time(2, 30))
    tours = tuple(
        Tour("PM-1", dt.date(2026, 10, 25), "N", Span(start, start + 30), 30)
        for start in (first, first + 60)
    )
    for tour in tours:
        roster = Roster((tour,), ())
        (tmp_path / "tours.csv").write_bytes(render_tours(week, roster))
        (tmp_path / "roster.csv").write_bytes(render_roster(week, roster))
        assert read_roster(week, tmp_path) == roster


# --- breaks placed --------------------------------------------------------------------

BREAKS = (
    Break("PM-1", b.day(0), "M", Span(600, 620)),
    Break("PN-1", b.day(0), "D", Span(480, 500)),
    Break("PN-1", b.day(0), "D", Span(690, 711)),
)
BREAKS_TEXT = (
    "officer,force,date,shift,start,end,work_minutes,fixed,break_start,break_end\n"
    "PM-1,pm,2026-10-05,M,2026-10-05T06:30+02:00,2026-10-05T14:30+02:00,480,no,"
    "2026-10-05T10:00+02:00,2026-10-05T10:20+02:00\n"
    "PN-1,pn,2026-10-05,D,2026-10-05T05:00+02:00,2026-10-05T13:10+02:00,490,yes,"
    "2026-10-05T08:00+02:00|2026-10-05T11:30+02:00,"
    "2026-10-05T08:20+02:00|2026-10-05T11:51+02:00\n"
)


def test_breaks_are_written_and_read_back(tmp_path):
    resting = dataclasses.replace(ROSTER, breaks=BREAKS[::-1])
    assert render_tours(WEEK, resting) == BREAKS_TEXT.encode()
    assert read(tmp_path, tours=BREAKS_TEXT) == resting.sorted()


def test_a_tour_without_a_break_has_empty_cells(tmp_path):
    resting = dataclasses.replace(ROSTER, breaks=BREAKS[1:])
    text = render_tours(WEEK, resting).decode()
    assert text.splitlines()[1].endswith(",no,,")
    assert read(tmp_path, tours=text) == resting


def test_no_breaks_at_all_is_another_thing_than_not_saying_when(tmp_path):
    none = dataclasses.replace(ROSTER, breaks=())
    text = render_tours(WEEK, none).decode()
    assert text.splitlines()[0].endswith("fixed,break_start,break_end")
    assert read(tmp_path, tours=text).breaks == ()
    assert read(tmp_path, tours=TOURS_TEXT).breaks is None


def test_a_break_over_the_autumn_night_survives(tmp_path):
    on = b.clock(dt.date(2026, 10, 24), 2)
    week = b.scenario(
        officers=[b.officer("PM-1")], shifts=[b.shift("N", "22:00", "06:00")], on=on
    )
    night = week.tour("PM-1", on.start, "N")
    # 02:50 summer time to 02:10 winter time.
    start = on.minute(dt.date(2026, 10, 25), dt.time(2, 50))
    resting = Roster((night,), (), (Break(*night.key, Span(start, start + 20)),))
    (tmp_path / "tours.csv").write_bytes(render_tours(week, resting))
    (tmp_path / "roster.csv").write_bytes(render_roster(week, resting))
    text = (tmp_path / "tours.csv").read_text()
    assert "2026-10-25T02:50+02:00,2026-10-25T02:10+01:00" in text
    assert read_roster(week, tmp_path) == resting


def test_a_break_at_a_time_that_cannot_be_is_read(tmp_path):
    tours = BREAKS_TEXT.replace("2026-10-05T10:", "2026-10-06T10:")
    assert read(tmp_path, tours=tours).breaks[0].span == Span(2040, 2060)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            ",2026-10-05T10:20+02:00",
            ",",
            "tours.csv:2: break_end: not as many ends as starts ()",
        ),
        (
            "2026-10-05T08:00+02:00|",
            "",
            "tours.csv:3: break_end: not as many ends as starts",
        ),
        (
            "T10:20",
            "T10:00",
            "tours.csv:2: break_end: not after the start (2026-10-05T10:00+02:00)",
        ),
        (
            "T11:51",
            "T11:29",
            "tours.csv:3: break_end: not after the start",
        ),
        ("T10:20", "T10", "tours.csv:2: break_end: not an instant"),
        (
            "T10:20+",
            "T10:20:30+",
            "tours.csv:2: break_end: not on a whole minute",
        ),
        (",break_end", ",break_ende", "tours.csv:1: break_ende: unknown column"),
    ],
)
def test_refused_breaks(tmp_path, old, new, fault):
    assert fault in refusal(tmp_path, tours=BREAKS_TEXT.replace(old, new, 1))


def test_starts_of_breaks_alone_are_refused(tmp_path):
    rows = [line.rsplit(",", 1)[0] for line in BREAKS_TEXT.splitlines()]
    faults = refusal(tmp_path, tours="\n".join(rows))
    assert faults.count("break_end: not as many ends as starts") == 2


def test_a_tour_at_a_time_never_offered_is_read(tmp_path):
    tours = TOURS_TEXT.replace("T06:30", "T03:00")
    assert read(tmp_path, tours=tours).tours[0].span.start == 180


def test_the_other_occurrence_is_read(tmp_path):
    roster = ROSTER_TEXT.replace("2026-10-05", "2026-10-06")
    [first, _] = read(tmp_path, roster=roster).assignments
    assert first == Assignment("river", 24 * 60 + 600, "agent", "PM-1")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("PM-1,pm,2", "PM-9,pm,2", "tours.csv:2: officer: not in the scenario (PM-9)"),
        (",M,", ",Z,", "tours.csv:2: shift: not in the scenario (Z)"),
        ("PM-1,pm", "PM-1,pn", "tours.csv:2: force: contradicts the scenario (pn)"),
        (
            "T14:30+02:00",
            "T06:30+02:00",
            "tours.csv:2: end: not after the start (2026-10-05T06:30+02:00)",
        ),
        (
            "T06:30+02:00",
            "T06:30:10+02:00",
            "tours.csv:2: start: not on a whole minute (2026-10-05T06:30:10+02:00)",
        ),
        (
            "T06:30+02:00",
            " 06:30",
            "tours.csv:2: start: not an instant (2026-10-05 06:30)",
        ),
        (",fixed", ",fixd", "tours.csv:1: fixd: unknown column"),
        (
            "PN-1,pn,2026-10-05,D",
            "PM-1,pm,2026-10-05,M",
            "tours.csv:3: officer: the same row twice (PM-1, 2026-10-05, M)",
        ),
    ],
)
def test_refused_tours(tmp_path, old, new, fault):
    assert fault in refusal(tmp_path, tours=TOURS_TEXT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("river", "rivre", "2: mission: not in the scenario (rivre)"),
        (",agent,", ",agnet,", "2: position: not in the scenario (agnet)"),
        ("PM-1", "PM-9", "2: officer: not in the scenario (PM-9)"),
        (
            "T10:00",
            "T10:01",
            "2: start: river does not start then (2026-10-05T10:01+02:00)",
        ),
        ("T11:00", "T11:30", "2: end: contradicts the scenario"),
        ("north", "south", "2: zone: contradicts the scenario (south)"),
        (",pair", ",solo", "2: kind: contradicts the scenario (solo)"),
        (",c,", ",d,", "2: commune: contradicts the scenario (d)"),
        ("c,2026-10-05", "c,2026-10-06", "2: date: contradicts the scenario"),
        (",pm,no", ",pn,no", "2: force: contradicts the scenario (pn)"),
        (",pm,no", ",pm,yes", "2: leads: contradicts the scenario (yes)"),
        ("chief,PN-1,pn,yes", "agent,PM-1,pm,no", "3: mission: the same row twice"),
    ],
)
def test_refused_assignments(tmp_path, old, new, fault):
    text = ROSTER_TEXT.replace(old, new, 1)
    assert f"roster.csv:{fault}" in refusal(tmp_path, roster=text)


def test_missing_files(tmp_path):
    with pytest.raises(InputFaults) as caught:
        read_roster(WEEK, tmp_path)
    assert [f.file for f in caught.value.faults] == ["roster.csv", "tours.csv"]


def test_all_faults_of_both_files_at_once(tmp_path):
    faults = refusal(
        tmp_path,
        tours=TOURS_TEXT.replace("PN-1", "PN-9"),
        roster=ROSTER_TEXT.replace("PN-1", "PN-9"),
    )
    assert len(faults.splitlines()) == 2


# --- held by one force alone ----------------------------------------------------------

ALONE_WEEK = b.scenario(
    officers=[b.officer("PM-1"), b.officer("PN-1", "pn")],
    kinds=[b.SOLO, dataclasses.replace(b.PAIR, fallback="solo")],
    missions=[b.mission("river", dataclasses.replace(b.PAIR, fallback="solo"))],
)
ALONE_TEXT = (
    "mission,kind,zone,commune,date,start,end,position,officer,force,leads\n"
    "river,solo,north,c,2026-10-05,2026-10-05T10:00+02:00,2026-10-05T11:00+02:00,"
    "agent,PM-1,pm,no\n"
)


def read_alone(folder, roster=ALONE_TEXT):
    (folder / "tours.csv").write_text(TOURS_TEXT.splitlines()[0] + "\n")
    (folder / "roster.csv").write_text(roster, encoding="utf-8")
    return read_roster(ALONE_WEEK, folder)


def test_the_kind_tells_that_one_force_holds_it_alone(tmp_path):
    roster = b.facts(ALONE_WEEK, alone=[("river", "agent", "PM-1")]).roster
    assert render_roster(ALONE_WEEK, roster) == ALONE_TEXT.encode()
    assert read_alone(tmp_path) == roster


def test_the_same_row_with_the_joint_kind_is_another_seat(tmp_path):
    both = ALONE_TEXT + ALONE_TEXT.splitlines()[1].replace("solo", "pair") + "\n"
    forms = [a.fallback for a in read_alone(tmp_path, both).assignments]
    assert forms == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            ",solo",
            ",duo",
            "2: kind: contradicts the scenario (duo) — it says pair, solo",
        ),
        (",agent,", ",chief,", "2: position: not in the scenario (chief)"),
        (",no\n", ",yes\n", "2: leads: contradicts the scenario (yes)"),
    ],
)
def test_refused_assignments_of_one_force(tmp_path, old, new, fault):
    with pytest.raises(InputFaults) as caught:
        read_alone(tmp_path, ALONE_TEXT.replace(old, new, 1))
    assert f"roster.csv:{fault}" in str(caught.value)


def test_the_fallback_of_another_kind_is_not_read(tmp_path):
    # The kind of the base week has no fallback.
    text = ROSTER_TEXT.replace(",pair", ",solo", 1)
    assert "it says pair" in refusal(tmp_path, roster=text)


# --- one of several places ------------------------------------------------------------

PLACES = dataclasses.replace(
    WEEK,
    missions={
        "river": b.mission("river", b.PAIR, at=((0, "10:00"),), or_zones=["south"])
    },
)
THERE = ROSTER_TEXT.replace(",north,", ",south,")


def read_places(folder, roster):
    (folder / "tours.csv").write_text(TOURS_TEXT, encoding="utf-8")
    (folder / "roster.csv").write_text(roster, encoding="utf-8")
    return read_roster(PLACES, folder)


def test_the_zone_tells_at_which_place_a_mission_is_held(tmp_path):
    for text, place in ((ROSTER_TEXT, 0), (THERE, 1)):
        found = read_places(tmp_path, text)
        assert {a.place for a in found.assignments} == {place}
        assert render_roster(PLACES, found) == text.encode()


def test_the_same_crew_may_be_written_at_both_places(tmp_path):
    """It breaks rules, which is for the checker to say and not for the reader."""
    both = ROSTER_TEXT + THERE.split("\n", 1)[1]
    assert len(read_places(tmp_path, both).assignments) == 4


def test_a_place_that_is_not_offered_is_refused(tmp_path):
    text = ROSTER_TEXT.replace(",north,", ",nowhere,")
    with pytest.raises(InputFaults) as caught:
        read_places(tmp_path, text)
    assert str(caught.value).splitlines() == [
        "roster.csv:2: zone: contradicts the scenario (nowhere) — it says north, south",
        "roster.csv:3: zone: contradicts the scenario (nowhere) — it says north, south",
    ]


def test_the_commune_must_be_that_of_the_place(tmp_path):
    abroad = dataclasses.replace(
        PLACES,
        communes={c: Commune(id=c, name=c) for c in "cd"},
        zones={**PLACES.zones, "south": Zone(id="south", name="South", commune="d")},
    )
    (tmp_path / "tours.csv").write_text(TOURS_TEXT, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(THERE, encoding="utf-8")
    with pytest.raises(InputFaults, match=r"commune: contradicts .* it says d"):
        read_roster(abroad, tmp_path)


@pytest.mark.parametrize("briefing", [0, 15])
def test_start_and_end_are_those_of_the_engagement(tmp_path, briefing):
    kind = dataclasses.replace(b.PAIR, briefing=briefing)
    week = dataclasses.replace(
        PLACES,
        kinds={**PLACES.kinds, "pair": kind},
        missions={
            "river": b.mission("river", kind, at=((0, "10:00"),), or_zones=["south"])
        },
    )
    roster = b.facts(week, crews=[("river", "agent", "PM-1")]).roster
    (tmp_path / "tours.csv").write_bytes(render_tours(week, roster))
    (tmp_path / "roster.csv").write_bytes(render_roster(week, roster))
    assert read_roster(week, tmp_path) == roster
