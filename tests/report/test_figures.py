"""Every figure counted by hand on a week of a few officers.

Monday 5 to Sunday 11 October 2026. Officers PM-1, PM-2 (municipal), PN-1 (national,
OPJ), ASVP-1 (warden). Tours: day 08:00-16:00 (PM), 07:00-19:08 with 30 min unpaid (PN),
night 20:00-04:00 (PM and PN). Missions:

foot    joint pair, Mon 10:00-11:00, north      PN-1 + PM-1         held jointly
late    joint pair, Fri 22:30-01:15, south      PN-1 + PM-2         held jointly
beat    joint pair, Tue 10:00-11:00, north      PM-1 + PM-2 alone   by one force
never   joint pair, twice, Wed/Thu/Fri 09:00    nobody              not held, Wed + Thu
guard   municipal, Mon 12:00-13:00, south       PM-2                held
meet    meeting, Tue 14:00-15:00, north         PN-1 + PM-1         held
"""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from scheduler.domain.agreements import Agreement
from scheduler.domain.missions import Field, MissionKind
from scheduler.domain.people import ForceKind, Judicial, Status, WeaponPermit
from scheduler.domain.powers import OpjNeed
from scheduler.domain.roster import Facts
from scheduler.domain.tours import Change, CycleChange
from scheduler.report import (
    agreements,
    changes,
    coverage,
    hours,
    meetings,
    missions,
    notices,
    on_duty,
    road_safety,
)
from scheduler.report.base import Week
from scheduler.report.compiled import compile_report
from scheduler.report.headline import State, headline, points
from tests import builders as b
from tests.report.weeks import rows, week_of

ALONE = MissionKind(
    id="alone",
    name_fr="Patrouille municipale",
    name_en="Municipal patrol",
    joint=False,
    priority=10,
    positions=(
        b.position("chief", leads=True, wardens=False),
        b.position("agent"),
    ),
)
JOINT = dataclasses.replace(b.PAIR, fallback="alone")
MEETING = dataclasses.replace(
    b.PAIR, id="coordination_meeting", name_fr="Réunion", name_en="Meeting"
)
ROAD = dataclasses.replace(
    b.PAIR, id="road", name_fr="Route", name_en="Road", powers=("alcohol_screening",)
)
CHECK = dataclasses.replace(
    b.SOLO, id="check", name_fr="Contrôle", name_en="Check", powers=("road_check",)
)
SCREENING = b.power("alcohol_screening", opj=OpjNeed.REACHABLE)
ROAD_CHECK = b.power("road_check", announced=True)
TUESDAY = b.day(1)


def facts(**changes: Any) -> Facts:
    """Return the week of the docstring."""
    more = changes.pop("more", ())
    tours = changes.pop("tours", ())
    crews = changes.pop("crews", ())
    base: dict[str, Any] = {
        "officers": [
            b.officer("PM-1"),
            b.officer("PM-2"),
            b.officer("PN-1", "pn"),
            b.officer("ASVP-1", status=Status.WARDEN),
        ],
        "shifts": [
            b.shift("day", "08:00", "16:00"),
            b.shift("night", "20:00", "04:00"),
            b.shift("pn-day", "07:00", "19:08", "pn", unpaid_break=30),
            b.shift("pn-night", "20:00", "04:00", "pn"),
        ],
        "kinds": [b.SOLO, JOINT, ALONE, MEETING, ROAD, CHECK],
        "powers": (SCREENING, ROAD_CHECK),
        "missions": [
            b.mission("foot", JOINT, at=[(0, "10:00")]),
            b.mission("late", JOINT, at=[(4, "22:30")], minutes=165, zone="south"),
            b.mission("beat", JOINT, at=[(1, "10:00")]),
            b.mission(
                "never",
                JOINT,
                at=[(2, "09:00"), (2, "14:00"), (3, "09:00"), (4, "09:00")],
                times=2,
            ),
            b.mission("guard", b.SOLO, at=[(0, "12:00")], zone="south"),
            b.mission("meet", MEETING, at=[(1, "14:00")]),
            *more,
        ],
    }
    week = b.scenario(**{**base, **changes})
    return b.facts(
        week,
        tours=[
            ("PM-1", 0, "day"),
            ("PM-2", 0, "day"),
            ("PN-1", 0, "pn-day"),
            ("ASVP-1", 0, "day"),
            ("PM-1", 1, "day"),
            ("PM-2", 1, "day"),
            ("PN-1", 1, "pn-day"),
            ("PM-2", 4, "night"),
            ("PN-1", 4, "pn-night"),
            *tours,
        ],
        crews=[
            ("foot", "chief", "PN-1"),
            ("foot", "agent", "PM-1"),
            ("late", "chief", "PN-1"),
            ("late", "agent", "PM-2"),
            ("guard", "agent", "PM-2"),
            ("meet", "chief", "PN-1"),
            ("meet", "agent", "PM-1"),
            *crews,
        ],
        alone=[("beat", "chief", "PM-1"), ("beat", "agent", "PM-2")],
    )


@pytest.fixture
def week() -> Week:
    return week_of(facts())


# --- missions -------------------------------------------------------------------------


def test_joint_missions_in_all(week: Week) -> None:
    # foot, late, meet held; beat alone; never twice not held: 6 asked for
    assert rows(missions.in_all([week])) == {
        "planned": (6,),
        "held": (3,),
        "alone": (1,),
        "not_held": (2,),
        "cancelled": ("?",),
    }


def test_joint_missions_by_kind(week: Week) -> None:
    # The fallback counts with the kind that was asked for; 2 of 5 = 40 %.
    assert rows(missions.by_kind([week])) == {
        "pair": (5, 2, 1, 2, 0.4),
        "coordination_meeting": (1, 1, 0, 0, 1.0),
        "all": (6, 3, 1, 2, 0.5),
    }


def test_joint_missions_by_commune_and_sector(week: Week) -> None:
    assert rows(missions.by_commune([week])) == {
        "c": (6, 3, 1, 2, 0.5),
        "all": (6, 3, 1, 2, 0.5),
    }
    assert rows(missions.by_sector([week])) == {
        "north": (5, 2, 1, 2, 0.4),
        "south": (1, 1, 0, 0, 1.0),
        "all": (6, 3, 1, 2, 0.5),
    }


def test_joint_missions_by_week(week: Week) -> None:
    assert rows(missions.by_week([week])) == {
        b.MONDAY: (6, 3, 1, 2, 0.5),
        "all": (6, 3, 1, 2, 0.5),
    }


def test_a_horizon_over_two_civil_weeks_has_a_row_for_each() -> None:
    on = b.clock(days=9)
    last = b.mission("last", b.PAIR, at=[(8, "10:00")], on=on)
    found = week_of(
        b.facts(b.scenario(on=on, missions=[last], officers=[b.officer("PM-1")]))
    )
    assert rows(missions.by_week([found])) == {
        b.MONDAY: (0, 0, 0, 0, None),
        b.day(7): (1, 0, 0, 1, 0.0),
        "all": (1, 0, 0, 1, 0.0),
    }


def test_a_mission_not_held_counts_on_the_first_days_left(week: Week) -> None:
    lacking = [a for a in week.asked if a.mission.id == "never"]
    assert [a.occurrence.day for a in lacking] == [b.day(2), b.day(3)]
    assert {a.occurrence.span.length for a in lacking} == {60}


def test_only_the_days_of_the_period_count() -> None:
    # From Tuesday to Wednesday: beat alone, meet held, never once not held.
    found = week_of(facts(), days=[b.day(1), b.day(2)])
    assert rows(missions.in_all([found]))["planned"] == (3,)
    assert rows(missions.by_kind([found]))["all"] == (3, 1, 1, 1, 0.3333)
    # PM-1 and PM-2 on the beat, PN-1 and PM-1 in the meeting: 2 h + 2 h
    assert rows(hours.by_force([found]))["all"][2] == 240


def test_priorities_are_shown_once_kinds_have_them(week: Week) -> None:
    codes = [f.code for f in missions.section([week]).figures]
    assert "missions_by_field" not in codes
    presence = Field(id="presence", name_fr="Présence", name_en="Presence")
    told = dataclasses.replace(
        week.scenario,
        fields={"presence": presence},
        kinds={
            k: dataclasses.replace(kind, field="presence")
            for k, kind in week.scenario.kinds.items()
        },
    )
    shown = missions.section([dataclasses.replace(week, scenario=told)])
    found = {f.code: f for f in shown.figures}
    assert rows(found["missions_by_field"]) == {
        "presence": (6, 3, 1, 2, 0.5),
        "all": (6, 3, 1, 2, 0.5),
    }


# --- hours ----------------------------------------------------------------------------


def test_hours_by_force(week: Week) -> None:
    # Joint: foot 60, late 165, meet 60 = 285 min for each force.
    # PM, all missions: 285 + beat 2 x 60 + guard 60 = 465. Tours of PM officers, the
    # warden left out: 5 x 480 = 2400. PN: 2 x (728 - 30) + 480 = 1876.
    assert rows(hours.by_force([week])) == {
        "pm": (285, 0.5, 465, 2400),
        "pn": (285, 0.5, 285, 1876),
        "all": (570, 1.0, 750, 4276),
    }


def test_hours_by_part_of_the_day(week: Week) -> None:
    # late, Fri 22:30 to 01:15: 30 min of evening and 135 of night for each force;
    # foot and meet by day: 120 for each force. All missions by day: 570 joint and
    # alone: 240 + beat 120 + guard 60 = 420. Tours: PM day 4 x 480 = 1920; PN day, the
    # break taken first, 07:30-19:08 twice = 1396; nights 20-04: 180 evening, 300 night
    # for each of two.
    assert rows(hours.by_band([week])) == {
        "day": (120, 120, 240, 0.4211, 420, 3316),
        "evening": (30, 30, 60, 0.1053, 60, 360),
        "night": (135, 135, 270, 0.4737, 270, 600),
        "all": (285, 285, 570, 1.0, 750, 4276),
    }


def test_hours_on_weekends(week: Week) -> None:
    # Saturday from 00:00: late 75 min for each of two; nights 00:00-04:00 twice.
    assert rows(hours.by_weekend([week])) == {
        "weekdays": (210, 210, 420, 0.7368, 600, 3796),
        "weekend": (75, 75, 150, 0.2632, 150, 480),
        "all": (285, 285, 570, 1.0, 750, 4276),
    }


def test_the_unpaid_break_of_a_split_tour_is_left_out_where_it_is() -> None:
    # 15:00 to 02:00, off duty from 19:30 to 21:30: 4 h 30 by day, 1 h 30 of the evening
    # (21:30 to 23:00) and 3 h at night.
    split = b.shift("s", "15:00", "02:00", unpaid_break=120, break_from=b.time("19:30"))
    week = b.scenario(officers=[b.officer("PM-1")], shifts=[split])
    found = week_of(b.facts(week, tours=[("PM-1", 0, "s")]))
    bands = rows(hours.by_band([found]))
    assert [bands[band][-1] for band in ("day", "evening", "night")] == [270, 90, 180]


def test_a_tour_over_the_night_of_the_clock_change_has_nine_hours() -> None:
    on = b.clock(dt.date(2026, 10, 19))
    shift = b.shift("nuit", "22:00", "06:00")
    week = b.scenario(on=on, officers=[b.officer("PM-1")], shifts=[shift])
    found = week_of(b.facts(week, tours=[("PM-1", 5, "nuit")]))
    # Sat 24 October 22:00 to 06:00: 9 h, of which 1 h of evening and 8 h of night.
    bands = rows(hours.by_band([found]))
    assert [bands[k][-1] for k in ("day", "evening", "night", "all")] == [
        0, 60, 480, 540,
    ]  # fmt: skip
    assert rows(hours.by_weekend([found]))["weekend"][-1] == 540


def test_average_size_of_crews(week: Week) -> None:
    # Joint crews: foot and late (pair), meet; two each. The beat alone is none.
    assert rows(hours.crew_size([week])) == {
        "pair": (2, 2.0, 1.0, 1.0),
        "coordination_meeting": (1, 2.0, 1.0, 1.0),
        "all": (3, 2.0, 1.0, 1.0),
    }


def test_figures_of_two_weeks_add_up(week: Week) -> None:
    on = b.clock(b.day(7))
    patrol = b.mission("foot", b.PAIR, at=[(0, "10:00")], minutes=90, on=on)
    scenario = b.scenario(
        on=on,
        officers=[b.officer("PM-1"), b.officer("PM-3"), b.officer("PN-1", "pn")],
        shifts=[
            b.shift("day", "08:00", "16:00"),
            b.shift("pd", "8:00".zfill(5), "16:00", "pn"),
        ],
        missions=[patrol],
    )
    later = week_of(
        b.facts(
            scenario,
            tours=[("PM-1", 0, "day"), ("PN-1", 0, "pd")],
            crews=[("foot", "chief", "PN-1"), ("foot", "agent", "PM-1")],
        )
    )
    both = [week, later]
    assert rows(missions.in_all(both))["planned"] == (7,)
    assert rows(missions.by_week(both))[b.day(7)] == (1, 1, 0, 0, 1.0)
    # 570 + 2 x 90
    assert rows(hours.by_force(both))["all"][0] == 750
    assert rows(changes.compliance(both))["rosters"] == (2, None)


# --- officers on duty -----------------------------------------------------------------


def test_officers_on_duty_and_armed() -> None:
    permit = WeaponPermit(
        weapon="baton", sessions=(dt.date(2026, 3, 1), dt.date(2026, 9, 1))
    )
    agreed = dataclasses.replace(b.AGREEMENT, arms=True)
    found = week_of(
        facts(
            agreements={"a": agreed},
            officers=[
                b.officer("PM-1", weapons=(permit,)),
                b.officer("PM-2"),
                b.officer("PN-1", "pn"),
                b.officer("ASVP-1", status=Status.WARDEN),
            ],
        )
    )
    # Mon and Tue: PM-1 (armed) and PM-2; Fri: PM-2; else nobody. The warden is no
    # officer. 5 on 7 days = 0.71; armed 2 on 7 days = 0.29.
    assert rows(on_duty.by_force([found])) == {"pm": (7, 0.71, 0, 2, 0.29, 0.29)}
    assert rows(on_duty.by_week([found])) == {
        b.MONDAY: (7, 0.71, 0, 2, 0.29, 0.29),
        "all": (7, 0.71, 0, 2, 0.29, 0.29),
    }
    daily = rows(on_duty.by_day([found]))
    assert daily[b.day(0)] == ("pm", 2, 1, 1)
    assert daily[b.day(4)] == ("pm", 1, 0, 0)
    assert daily[b.day(6)] == ("pm", 0, 0, 0)


# --- meetings -------------------------------------------------------------------------


def test_meetings_held_and_due(week: Week) -> None:
    # Seven days, weekly: one due. Of the others none is due; of the chiefs' no kind is
    # known.
    assert rows(meetings.by_rhythm([week])) == {
        "operational": (7, 1, 1, 1, 0),
        "chiefs": (28, "?", "?", 0, "?"),
        "elected": (182, 0, 0, 0, 0),
        "evaluation": (364, 0, 0, 0, 0),
    }


@pytest.mark.parametrize(
    ("every", "due", "missing"), [(8, 0, 0), (7, 1, 0), (4, 1, 0), (3, 2, 1), (1, 7, 6)]
)
def test_meetings_due_by_the_rhythm_of_the_agreement(
    week: Week, every: int, due: int, missing: int
) -> None:
    assert rows(meetings.by_rhythm([week], every=every))["operational"] == (
        every, 1, 1, due, missing,
    )  # fmt: skip
    assert rows(meetings.by_agreement([week], every=every)) == {
        "pm": (7, 1, due, missing)
    }


def test_a_meeting_is_due_while_the_agreement_is_in_force() -> None:
    ended = b.redated(b.AGREEMENT, valid_to=b.day(5))
    found = week_of(facts(agreements={"a": ended}))
    # Monday to Saturday: six days, no whole week.
    assert rows(meetings.by_agreement([found])) == {"pm": (6, 1, 0, 0)}


def test_attendance(week: Week) -> None:
    assert rows(meetings.attendance([week])) == {
        "pm": (1, 1.0, 1.0),
        "pn": (1, 1.0, 1.0),
    }


# --- coverage -------------------------------------------------------------------------


def test_coverage_by_part_of_the_day(week: Week) -> None:
    # Asked for: foot 60, beat 60, never 2 x 60, guard 60, meet 60 by day; late begins
    # in the evening (30) and goes into the night (135).
    assert rows(coverage.by_band([week])) == {
        "day": (6, 4, 360, 240, 120, 0.6667),
        "evening": (1, 1, 30, 30, 0, 1.0),
        "night": (0, 0, 135, 135, 0, 1.0),
        "all": (7, 5, 525, 405, 120, 0.7714),
    }


def test_coverage_by_sector_least_staffed_first(week: Week) -> None:
    found = rows(coverage.by_zone([week]))
    assert list(found) == ["north", "south", "all"]
    assert found["north"] == (5, 3, 300, 180, 120, 0.6)
    assert found["south"] == (2, 2, 225, 225, 0, 1.0)


# --- road safety ----------------------------------------------------------------------


def roads() -> Week:
    """Return four operations: OPJ in crew, reachable, too late on duty, none needed."""
    agent = dataclasses.replace(
        ROAD,
        id="road_agent",
        positions=(
            b.position("chief", ForceKind.NATIONAL, leads=True),
            b.position("agent"),
        ),
    )
    second = b.officer("PN-2", "pn", judicial=Judicial.APJ)
    return week_of(
        facts(
            officers=[
                b.officer("PM-1"),
                b.officer("PM-2"),
                b.officer("PN-1", "pn"),
                second,
                b.officer("ASVP-1", status=Status.WARDEN),
            ],
            kinds=[b.SOLO, JOINT, ALONE, MEETING, ROAD, CHECK, agent],
            powers=(SCREENING, ROAD_CHECK),
            more=[
                b.mission("r1", ROAD, at=[(1, "12:00")]),
                b.mission("r2", agent, at=[(1, "12:00")]),
                b.mission("r3", agent, at=[(2, "12:00")]),
                b.mission("r4", CHECK, at=[(2, "14:00")]),
                b.mission("r5", ROAD, at=[(5, "12:00")]),
            ],
            tours=[("PN-2", 1, "pn-day"), ("PN-2", 2, "pn-day"), ("PM-1", 2, "day")],
            crews=[
                ("r1", "chief", "PN-1"),
                ("r1", "agent", "PM-1"),
                ("r2", "chief", "PN-2"),
                ("r2", "agent", "PM-2"),
                ("r3", "chief", "PN-2"),
                ("r3", "agent", "PM-1"),
                ("r4", "agent", "PM-1"),
            ],
        )
    )


def test_road_safety_by_where_the_opj_is() -> None:
    # r1: PN-1 (OPJ) in the crew. r2: crew without OPJ, PN-1 on tour that Tuesday. r3:
    # Wednesday, nobody. r4: a road check needs no OPJ. r5: not held.
    assert rows(road_safety.by_kind([roads()])) == {
        "road": (2, 1, 1, 0, 0, 0),
        "road_agent": (2, 2, 0, 1, 1, 0),
        "check": (1, 1, 0, 0, 0, 1),
        "all": (5, 4, 1, 1, 1, 1),
    }


# --- notices --------------------------------------------------------------------------


def line(mission: str, offset: int, start: str) -> dict[str, str]:
    day = b.day(offset).isoformat()
    return {"date": day, "start": f"{day}T{start}+02:00", "mission": mission}


def test_notices_due_and_written() -> None:
    # The mayor: foot, late, beat (asked jointly, held alone: not joint), meet. A
    # municipal road check on Wednesday. On duty: 7 days.
    written = {
        "mayor-c": (
            line("foot", 0, "10:00"),
            line("foot", 0, "10:00"),  # written twice is written once
            line("meet", 1, "14:00"),
            line("meet", 2, "14:00"),  # another day: not that mission
        ),
        "road-checks-pn": (line("r4", 2, "14:00"),),
        "on-duty-pn": tuple(
            {"date": b.day(i).isoformat(), "force": "pm"} for i in range(5)
        ),
        "meetings": (line("meet", 1, "14:00"),),
    }
    found = dataclasses.replace(roads(), written=written)
    due = rows(notices.by_sort([found]))
    # foot, late, meet, r1, r2, r3 told to the mayor: 6, of which 2 are written.
    assert due["mayors"][:3] == (6, 2, 0.3333)
    assert due["road_checks"][:3] == (1, 1, 1.0)
    assert due["on_duty"][:3] == (7, 5, 0.7143)
    assert due["judicial"][:3] == (3, 0, 0.0)
    assert due["meetings"][:3] == (1, 1, 1.0)


def test_notices_that_are_not_kept_are_not_known_rather_than_0(week: Week) -> None:
    found = rows(notices.by_sort([week]))
    assert found["mayors"][:3] == (3, "?", "?")
    # Nothing was due, so nothing is missing.
    assert found["road_checks"][:3] == (0, 0, None)


# --- changes and exceptions -----------------------------------------------------------


def change(offset: int, told: int | None, **more: Any) -> CycleChange:
    return CycleChange(
        officer="PM-1", day=b.day(offset), change=Change.RECALL, told=told, **more
    )


def test_late_changes_to_the_minute() -> None:
    # PM-1 begins on Monday and Tuesday at 08:00 (minutes 480 and 1920), and is off on
    # Wednesday (midnight: 2880). Notice of 168 h and 48 h exactly is not late.
    week, hour = 168 * 60, 60
    told = (
        change(0, 480 - week),  # exactly 7 days
        change(0, 480 - week + 1),  # a minute less: late by 7 days
        change(1, 1920 - 48 * hour),  # exactly 48 h
        change(1, 1920 - 48 * hour + 1),  # a minute less
        change(2, 2880 - 48 * hour),  # off: counted to midnight, exactly 48 h
        change(2, 2880 - 48 * hour + 1),
        change(3, None),
    )
    found = week_of(facts(cycle_changes=told))
    assert rows(changes.late_changes([found]))["all"] == (7, 5, 2, 1)
    assert rows(changes.late_changes([found]))["recall"] == (7, 5, 2, 1)
    assert rows(changes.late_changes([found]))["exchange"] == (0, 0, 0, 0)


def test_rules_kept_and_exceptions(week: Week) -> None:
    found = rows(changes.compliance([week]))
    assert found["rosters"] == (1, None)
    # One of the four joint missions held, by one force alone.
    assert found["alone"] == (1, 0.25)
    assert found["overrides"] == found["derogations"] == (0, None)
    assert found["after_publication"] == ("?", None)
    assert rows(changes.exceptions_by_rule([week])) == {}


# --- agreements -----------------------------------------------------------------------


def agreement(**changes: Any) -> Agreement:
    return b.redated(b.AGREEMENT, **changes)


@pytest.mark.parametrize(
    ("own", "left", "state"),
    [
        # The last day covered is Sunday 11 October 2026; six months on: 11 April 2027.
        ({"valid_to": dt.date(2027, 4, 11)}, 182, "in_force"),
        ({"valid_to": dt.date(2027, 4, 10)}, 181, "ending"),
        ({"valid_to": dt.date(2026, 10, 11)}, 0, "ending"),
        ({"valid_to": dt.date(2026, 10, 10)}, -1, "ended"),
        ({"denounced": dt.date(2026, 10, 1)}, 171, "denounced"),
        ({"valid_from": dt.date(2026, 10, 12)}, 446, "to_come"),
        ({"valid_from": dt.date(2026, 10, 11)}, 446, "in_force"),
    ],
)
def test_agreements(own: dict[str, Any], left: int, state: str) -> None:
    found = week_of(facts(agreements={"a": agreement(**own)}))
    ((force, _first, _last, days, _denounced, stands),) = rows(
        agreements.by_agreement([found])
    ).values()
    assert (force, days, stands) == ("pm", left, state)


def test_an_agreement_that_another_goes_on_is_renewed() -> None:
    old = agreement(id="old", valid_to=b.day(3))
    new = agreement(id="new", valid_from=b.day(4))
    found = week_of(facts(agreements={"old": old, "new": new}))
    stands = {k: v[-1] for k, v in rows(agreements.by_agreement([found])).items()}
    assert stands == {"old": "renewed", "new": "in_force"}
    gap = agreement(id="new", valid_from=b.day(5))
    found = week_of(facts(agreements={"old": old, "new": gap}))
    stands = {k: v[-1] for k, v in rows(agreements.by_agreement([found])).items()}
    assert stands == {"old": "ended", "new": "in_force"}


def test_an_agreement_that_ended_before_is_left_out() -> None:
    old = agreement(id="old", valid_to=b.day(-1))
    found = week_of(facts(agreements={"old": old, "a": b.AGREEMENT}))
    assert list(rows(agreements.by_agreement([found]))) == ["a"]


# --- the headline ---------------------------------------------------------------------


def test_the_headline(week: Week) -> None:
    head = headline([week])
    assert (head.planned, head.held, head.alone, head.not_held) == (6, 3, 1, 2)
    assert (head.joint_minutes, head.joint_municipal, head.joint_national) == (
        570, 285, 285,
    )  # fmt: skip
    assert (head.meetings_kept, head.meetings_due, head.meetings_held) == (1, 1, 1)
    assert (head.night_minutes, head.night_share) == (270, 0.4737)
    assert (head.overrides, head.derogations) == (0, 0)


def test_a_force_that_met_oftener_makes_up_for_no_other() -> None:
    forces = {**b.FORCES, "px": dataclasses.replace(b.FORCES["pm"], id="px")}
    other = agreement(id="x", municipal_force="px")
    found = week_of(
        facts(
            forces=forces,
            agreements={"a": b.AGREEMENT, "x": other},
            more=[b.mission("meet2", MEETING, at=[(0, "14:00")])],
            crews=[("meet2", "chief", "PN-1"), ("meet2", "agent", "PM-1")],
        )
    )
    head = headline([found])
    assert (head.meetings_held, head.meetings_kept, head.meetings_due) == (2, 1, 2)
    stands = {p.code: p for p in points([found])}
    assert stands["meetings"].state is State.ATTENTION
    assert [n.code for n in stands["meetings"].names] == ["px"]


def test_the_points_of_the_agreement(week: Week) -> None:
    found = {p.code: p.state for p in points([week], days=8) if p.code != "rules"}
    assert found == {
        "missions": State.ATTENTION,  # 50 % held
        "meetings": State.KEPT,
        "mayors": State.UNKNOWN,  # notices are not kept
        "opj": State.UNKNOWN,  # no operation
        "changes": State.KEPT,
        "agreements": State.KEPT,
        "covered": State.ATTENTION,  # 7 days of 8
    }
    assert {p.code: p.state for p in points([roads()])}["opj"] is State.ATTENTION


def test_a_breach_is_told() -> None:
    """Nobody may be in two places at once, and the second patrol has no tour."""
    patrol = b.mission("foot", b.PAIR, at=[(0, "10:00")])
    week = b.scenario(
        officers=[b.officer("PM-1"), b.officer("PN-1", "pn")],
        shifts=[b.shift("d", "08:00", "16:00"), b.shift("n", "08:00", "16:00", "pn")],
        missions=[patrol],
    )
    crews = [("foot", "chief", "PN-1"), ("foot", "agent", "PM-1")]
    tours = [("PM-1", 0, "d"), ("PN-1", 0, "n")]
    for given, breaches, state in ((tours, 0, State.KEPT), ([], 2, State.ATTENTION)):
        found = week_of(b.facts(week, tours=given, crews=crews))
        assert rows(changes.compliance([found]))["breaches"] == (breaches, None)
        stands = {p.code: p.state for p in points([found])}
        assert stands["rules"] is state


def test_a_share_of_nine_in_ten_is_enough() -> None:
    """One below, and exactly, nine joint missions held of ten."""

    def held(number: int) -> State:
        own = [b.mission(f"m{i}", b.PAIR, at=[(i % 7, "10:00")]) for i in range(10)]
        week = b.scenario(
            officers=[b.officer("PM-1"), b.officer("PN-1", "pn")], missions=own
        )
        crews = [(f"m{i}", p, o) for i in range(number) for p, o in
                 (("chief", "PN-1"), ("agent", "PM-1"))]  # fmt: skip
        found = points([week_of(b.facts(week, crews=crews))])
        return next(p.state for p in found if p.code == "missions")

    assert [held(8), held(9)] == [State.ATTENTION, State.KEPT]


def test_every_figure_has_its_article_and_square_rows(week: Week) -> None:
    report = compile_report([week])
    codes = [f.code for f in report.figures]
    assert len(codes) == len(set(codes)) > 20
    for figure in report.figures:
        assert figure.source
        assert all(len(row) == len(figure.columns) for row in figure.rows)
        columns = [c.code for c in figure.columns]
        assert len(columns) == len(set(columns))
        if figure.chart:
            assert set(figure.chart.series) <= set(columns)
