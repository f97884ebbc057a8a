"""Night workers and tasks by day."""

from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Change, CycleChange
from tests import builders as b

RULE = "night_worker_by_day"
SHIFTS = (
    b.shift("Task", "09:00", "12:00", "pn"),
    b.shift("Noon", "13:00", "17:00", "pn"),
    b.shift("Day", "08:00", "17:00", "pn"),
    b.shift("Small", "01:00", "05:00", "pn"),
)
HOURS = (("21:00", "04:00"), ("22:00", "06:00"), ("14:00", "22:00"))


def used_by_day(draw: Any, week: Scenario) -> Scenario:
    """Return a week of national officers who mostly are night workers with tasks."""
    officers = {}
    for name, officer in week.officers.items():
        if draw(st.sampled_from((True, True, True, False))):
            free = draw(st.sampled_from((True, True, False)))
            officer = replace(
                officer,
                force="pn",
                free=free,
                cycle=None if free else "c",
                cycle_start=None if free else week.clock.start,
                night_worker=draw(st.sampled_from((True, True, True, False))),
            )
        officers[name] = officer
    some = draw(st.lists(st.sampled_from(SHIFTS), unique=True, min_size=1, max_size=2))
    town = draw(st.booleans())
    kept = [
        s for s in week.shifts.values() if town or s.force == "pn" or s.id == "early"
    ]
    shifts = {s.id: s for s in (*kept, *some)}
    past = {(t.officer, t.span): t for t in week.history}
    for name in officers:
        if draw(st.booleans()):
            hours = draw(st.sampled_from(HOURS))
            tour = b.past(name, -draw(st.integers(1, 2)), *hours, on=week.clock)
            past[name, tour.span] = tour
    recalls = tuple(
        CycleChange(officer=name, day=day, change=Change.RECALL)
        for name in officers
        for day in week.clock.dates
        if draw(st.sampled_from((True, False, False)))
    )
    return replace(
        week,
        officers=officers,
        shifts=shifts,
        history=tuple(past.values()),
        cycle_changes=recalls,
    )


def task_values(
    draw: Any, week: Scenario, roster: Roster
) -> dict[ForceKind, list[SettingValue]]:
    """Return values close to those of the roster."""
    rests = {
        y.span.start - x.span.end
        for record in Facts(week, roster).record_of.values()
        for x, y in combinations(record, 2)
    }
    rest = st.sampled_from(sorted(r for r in rests if r >= 0) or [480, 1440])
    off = st.sampled_from((0, 0, 1, -1))

    def value(name: str, *values: int | None) -> SettingValue:
        dated = draw(st.sampled_from((None, None, None, week.clock.dates[-1])))
        return b.setting(RULE, name, draw(st.sampled_from(values)), valid_from=dated)

    return {
        ForceKind.NATIONAL: [
            value("night_minutes", 180, 180, 60, 61, 240, 241),
            value("shorter_than", 668, 668, 668, 600, 601, None),
            value("morning_until", 780, 780, 728, 727, 720, 719, 781, 1440),
            value(
                "rest_before", 1440, None, *(max(0, draw(rest) + x) for x in (0, 0, 1))
            ),
            value("night_to", 360, 360, 301),
            *(
                b.setting("daily_rest", name, max(0, draw(rest) + draw(off)))
                for name in (
                    "after_morning_task",
                    "before_afternoon_task",
                    "before_recall",
                )
            ),
        ]
    }
