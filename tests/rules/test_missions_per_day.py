"""At most so many missions of a kind for an officer on a day.

CHOICE; mission kinds of the scenario.
"""

import csv
import dataclasses
import datetime as dt
import shutil
from pathlib import Path

import pytest

from scheduler.domain.missions import MissionKind
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests import builders as b
from tests.judge import allowed, refused
from tests.strategies import decided

RULE = "missions_per_day"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
SCHOOL = dataclasses.replace(b.SOLO, id="school")
HOURS = ("08:00", "11:30", "16:00", "18:00")
SPRING = dt.date(2027, 3, 28)


def limit(most: int | None, kind: MissionKind = SCHOOL) -> MissionKind:
    return dataclasses.replace(kind, most_a_day=most)


def held(*at: tuple[int, str], kind: MissionKind, **changes) -> Facts:
    """One officer in a mission at each of these times."""
    on = changes.get("on")
    kinds = {k.id: k for k in (kind, *changes.pop("kinds", (b.SOLO, b.PAIR)))}
    week = b.scenario(
        officers=[b.officer("o")],
        kinds=kinds.values(),
        missions=[b.mission(f"m{i}", kind, at=[t], on=on) for i, t in enumerate(at)],
        **changes,
    )
    return b.facts(week, crews=[(m, "agent", "o") for m in week.missions])


def monday(count: int, most: int | None) -> Facts:
    return held(*((0, h) for h in HOURS[:count]), kind=limit(most))


# --- the limit ------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "most"), [(1, 1), (1, 2), (2, 2), (3, 3), (4, None)])
def test_up_to_the_limit_is_allowed(count, most):
    allowed(RULE, monday(count, most))


@pytest.mark.parametrize(("count", "most"), [(2, 1), (3, 2), (4, 3)])
def test_one_more_is_refused(count, most):
    [breach] = refused(RULE, monday(count, most), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == f"m{most}"
    assert breach.zone == "north"
    assert breach.values["held"] == count
    assert breach.values["limit"] == most
    assert breach.values["kind"] == "school"
    assert breach.values["day"] == "2026-10-05"


def test_each_further_mission_is_one_more_over():
    refused(RULE, monday(4, 1), over=3)


def test_each_day_is_judged_by_itself():
    kind = limit(2)
    two_a_day = [(d, h) for d in (0, 1) for h in HOURS[:2]]
    allowed(RULE, held(*two_a_day, kind=kind))
    refused(RULE, held(*two_a_day, (1, "18:00"), (2, "18:00"), kind=kind), over=1)


def test_the_first_and_the_last_day_are_judged():
    for day in (0, 6):
        refused(RULE, held((day, "08:00"), (day, "16:00"), kind=limit(1)), over=1)


def test_each_kind_is_counted_by_itself():
    found = held((0, "08:00"), kind=limit(1), kinds=(limit(1, b.SOLO),))
    week = dataclasses.replace(
        found.scenario,
        missions={
            **found.scenario.missions,
            "guard": b.mission("guard", b.SOLO, at=[(0, "10:00")]),
        },
    )
    crew = [("m0", "agent", "o"), ("guard", "agent", "o")]
    allowed(RULE, b.facts(week, crews=crew))


def test_each_officer_is_counted_alone():
    found = monday(2, 1)
    week = dataclasses.replace(
        found.scenario, officers={n: b.officer(n) for n in ("o", "p")}
    )
    crew = [("m0", "agent", "o"), ("m1", "agent", "p")]
    allowed(RULE, b.facts(week, crews=crew))


# --- which day, which kind ------------------------------------------------------------


@pytest.mark.parametrize(("second", "over"), [("23:59", 1), ("00:00", 0)])
def test_a_mission_counts_on_the_day_on_which_it_starts(second, over):
    # One at 22:00 on Monday; the other a minute before midnight, or at midnight.
    at = (0 if over else 1, second)
    found = held((0, "22:00"), at, kind=limit(1))
    if over:
        refused(RULE, found, over=1)
    else:
        allowed(RULE, found)


def test_the_day_is_that_of_the_mission_and_not_of_its_briefing():
    # Tuesday 00:10, met at 23:40 on Monday: Tuesday's, with that of the evening.
    briefed = dataclasses.replace(limit(1), briefing=30)
    allowed(RULE, held((0, "20:00"), (1, "00:10"), kind=briefed))
    [breach] = refused(RULE, held((1, "00:10"), (1, "20:00"), kind=briefed), over=1)
    assert breach.values["day"] == "2026-10-06"


@pytest.mark.parametrize("start", [dt.date(2026, 10, 25), SPRING])
def test_a_day_of_23_or_25_hours_is_a_day(start):
    on = b.clock(start, 2)
    allowed(RULE, held((0, "00:30"), (1, "00:00"), kind=limit(1), on=on))
    refused(RULE, held((0, "00:30"), (0, "22:59"), kind=limit(1), on=on), over=1)


def test_across_the_year_each_day_has_its_own():
    on = b.clock(dt.date(2026, 12, 31), 2)
    allowed(RULE, held((0, "22:00"), (1, "00:00"), kind=limit(1), on=on))


def test_a_fallback_counts_as_of_its_own_kind():
    lone = dataclasses.replace(b.SOLO, id="lone", most_a_day=1)
    joint = dataclasses.replace(b.PAIR, fallback="lone")
    week = b.scenario(
        officers=[b.officer("o"), b.officer("n", "pn")],
        kinds=[joint, lone],
        missions=[
            b.mission(m, joint, at=[(0, h)]) for m, h in zip("ab", HOURS, strict=False)
        ],
    )
    both = [("a", "agent", "o"), ("b", "agent", "o")]
    refused(RULE, b.facts(week, alone=both), over=1)
    together = [("a", "agent", "o"), ("a", "chief", "n")]
    allowed(RULE, b.facts(week, crews=together, alone=both[1:]))


def test_each_relay_of_a_post_counts():
    post = b.post("p", limit(1), hours=("08:00", "12:00"), minutes=120, step=120)
    week = b.scenario(officers=[b.officer("o")], kinds=[SCHOOL], missions=[post])
    week = dataclasses.replace(week, kinds={"school": limit(1)})
    seats = tuple(Assignment("p", o.span.start, "agent", "o") for o in post.occurrences)
    assert len(seats) == 2
    allowed(RULE, Facts(week, Roster((), seats[:1])))
    refused(RULE, Facts(week, Roster((), seats)), over=1)


# --- set aside, and measured ----------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "signed", "lifted"), [(0, True, True), (0, False, False), (1, True, False)]
)
def test_the_officers_own_command_may_set_it_aside_for_a_day(day, signed, lifted):
    found = monday(3, 2)
    case = ("o", None, b.day(day))
    override = decided(RULE, case, municipal=signed)
    week = dataclasses.replace(found.scenario, overrides=(override,))
    [breach] = RULES[RULE].check(Facts(week, found.roster))
    assert (RULES[RULE].excuse(week, breach) is not None) is lifted


def test_the_day_nearest_to_its_limit_is_measured():
    found = held((0, "08:00"), (1, "08:00"), (1, "16:00"), kind=limit(3))
    [measure] = RULES[RULE].measure(found, "o")
    assert (measure.value, measure.limit, measure.margin) == (2, 3, 1)
    assert measure.day == b.day(1)
    assert not list(RULES[RULE].measure(monday(3, None), "o"))


# --- groups ---------------------------------------------------------------------------

SHIFTS = (b.shift("early", "07:00", "13:00"), b.shift("late", "13:00", "20:00"))
NIGHT = b.shift("night", "20:00", "03:00")


def town(*hours: str, most: int | None, shifts=SHIFTS, **changes) -> Scenario:
    """Three officers alike, and a mission at each of these times of Monday."""
    return b.scenario(
        on=b.clock(days=2),
        officers=[b.officer(n) for n in "ABC"],
        kinds=[limit(most)],
        shifts=shifts,
        missions=[
            b.mission(f"m{i}", SCHOOL, at=[(0, h)], minutes=30)
            for i, h in enumerate(hours)
        ],
        **changes,
    )


def sizes(week: Scenario) -> dict[int, list[int]]:
    """Return the sizes of the groups by the hour at which their tours start."""
    found: dict[int, list[int]] = {}
    for group in CrewModel(week, RULES.values()).groups:
        if group.slot is not None:
            found.setdefault(group.slot.start // 60, []).append(group.size)
    return found


def test_officers_are_kept_apart_only_on_tours_with_too_many_missions():
    # Early tours of Monday: two missions. Late ones: one. Tuesday: none.
    week = town("08:00", "11:00", "16:00", most=1)
    assert sizes(week) == {7: [1, 1, 1], 13: [3], 31: [3], 37: [3]}
    assert sizes(town("08:00", "11:00", "16:00", most=2)) == {
        7: [3], 13: [3], 31: [3], 37: [3]
    }  # fmt: skip


def test_missions_that_nobody_can_hold_together_keep_nobody_apart():
    assert sizes(town("08:00", "08:29", most=1))[7] == [3]
    assert sizes(town("08:00", "08:30", most=1))[7] == [1, 1, 1]


def test_placings_of_one_mission_count_once():
    week = town(most=1)
    placed = b.mission("m", SCHOOL, at=[(0, "08:00"), (0, "11:00")], minutes=30)
    week = dataclasses.replace(week, missions={"m": placed})
    assert sizes(week)[7] == [3]


def test_two_tours_that_one_officer_may_work_are_looked_at_together():
    # A night until 03:00 on Monday, then a tour on Monday evening: a mission each.
    night = {"a": dataclasses.replace(b.AGREEMENT, night_clause=True)}
    kind = limit(1)
    missions = [
        b.mission("dawn", kind, at=[(1, "01:00")], minutes=30),
        b.mission("dusk", kind, at=[(1, "16:00")], minutes=30),
    ]
    week = dataclasses.replace(
        town(most=1, shifts=(*SHIFTS, NIGHT), agreements=night),
        missions={m.id: m for m in missions},
    )
    # From 03:00 to 13:00 there are 10 h of rest, one less than is due.
    assert all(s == [3] for s in sizes(week).values())
    short = {"municipal": (b.setting("daily_rest", "minimum", 10 * 60),)}
    regimes = b.scenario(regimes=short).regimes
    found = sizes(dataclasses.replace(week, regimes=regimes))
    assert found == {7: [3], 13: [3], 20: [1, 1, 1], 31: [3], 37: [1, 1, 1], 44: [3]}


@pytest.mark.parametrize(("most", "lost"), [(1, 20), (2, 10), (None, 0)])
@pytest.mark.parametrize("singletons", [False, True])
def test_the_search_obeys_it_with_groups_and_without(most, lost, singletons):
    # Three missions of an early tour, one of a late one, and two officers.
    week = town("08:00", "09:00", "10:00", "16:00", most=most)
    week = dataclasses.replace(week, officers={n: b.officer(n) for n in "AB"})
    result = solve(week, Search(workers=1, time_limit=30), singletons=singletons)
    assert result.status is SolveStatus.OPTIMAL
    assert result.tiers[0].value == lost
    assert result.roster is not None
    assert not list(RULES[RULE].check(Facts(week, result.roster)))


def test_the_tables_give_the_limit_of_a_kind(tmp_path):
    week = shutil.copytree(SCENARIOS / "quickstart", tmp_path / "week")
    with (week / "mission_kinds.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["most_a_day"] = "2"
    with (week / "mission_kinds.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    kinds = load(week).kinds
    assert [kinds[r["kind"]].most_a_day for r in rows] == [2] + [None] * (len(rows) - 1)
