"""Municipal officers on duty and armed: the daily statement, and means."""

import datetime as dt
from collections.abc import Sequence

from scheduler.domain.people import ForceKind
from scheduler.render.notices import WEAPONS, Statement, statement
from scheduler.report.base import (
    Chart,
    Column,
    Figure,
    Form,
    Label,
    Section,
    Sort,
    Value,
    Week,
    mean,
)
from scheduler.report.missions import force_label, monday, total_label
from scheduler.words import N_

SOURCE = "CSI annexe 1 art. 11"

Statements = dict[tuple[dt.date, Label], Statement]


def section(weeks: Sequence[Week]) -> Section:
    """Return every figure of officers on duty."""
    return Section(
        code="on_duty",
        title=N_("Municipal officers on duty and armed"),
        figures=(by_force(weeks), by_week(weeks), by_day(weeks)),
    )


def statements(weeks: Sequence[Week]) -> Statements:
    """Return the statement of each municipal force that has officers, by day."""
    found = {}
    for week in weeks:
        staffed = {o.force for o in week.scenario.officers.values()}
        for force in week.scenario.forces.values():
            if force.kind is ForceKind.MUNICIPAL and force.id in staffed:
                label = force_label(week, force.id)
                for day in sorted(week.days):
                    found[day, label] = statement(week.facts, force.id, day)
    return found


def by_force(weeks: Sequence[Week]) -> Figure:
    """Return the means a day of each force over all days."""
    found = statements(weeks)
    weapons = _weapons(found)
    forces = list(dict.fromkeys(label for _day, label in found))
    rows = [
        (label, *_means([s for (_d, f), s in found.items() if f == label], weapons))
        for label in sorted(forces, key=lambda f: f.order)
    ]
    return Figure(
        code="on_duty_by_force",
        title=N_("On duty on a day, by force"),
        words=N_(
            "Officers whose tour begins that day; armed as the statement to the "
            "national police counts them. Who may bear two arms counts under each."
        ),
        source=SOURCE,
        columns=(Column("force", N_("Force"), Sort.NAME), *_columns(weapons)),
        rows=tuple(rows),
    )


def by_week(weeks: Sequence[Week]) -> Figure:
    """Return the means a day of all forces together, week by week."""
    found = statements(weeks)
    weapons = _weapons(found)
    days = sorted({day for day, _label in found})
    by_day = {d: _sum([s for (x, _f), s in found.items() if x == d]) for d in days}
    mondays = sorted({monday(day) for day in days})
    rows: list[tuple[Value, ...]] = [
        (m, *_means([by_day[d] for d in days if monday(d) == m], weapons))
        for m in mondays
    ]
    rows.append((total_label(), *_means(list(by_day.values()), weapons)))
    return Figure(
        code="on_duty_by_week",
        title=N_("On duty on a day, by week"),
        words=N_("All municipal forces together."),
        source=SOURCE,
        columns=(Column("week", N_("Week of"), Sort.DATE), *_columns(weapons)),
        rows=tuple(rows),
        total=True,
        chart=Chart(
            ("on_duty", "armed"),
            N_(
                "Two columns for each week: municipal officers on duty on a day, and "
                "those of them who were armed, on average."
            ),
            Form.COLUMNS,
            stacked=False,
        ),
    )


def by_day(weeks: Sequence[Week]) -> Figure:
    """Return the statement of each day and force."""
    found = statements(weeks)
    weapons = _weapons(found)
    return Figure(
        code="on_duty_by_day",
        title=N_("On duty, day by day"),
        source=SOURCE,
        columns=(
            Column("date", N_("Day"), Sort.DATE),
            Column("force", N_("Force"), Sort.NAME),
            Column("on_duty", N_("On duty")),
            Column("armed", N_("Armed")),
            *(Column(f"arm_{w}", WEAPONS.get(w, w)) for w in weapons),
        ),
        rows=tuple(
            (day, force, s.on_duty, s.armed, *(s.arms.get(w, 0) for w in weapons))
            for (day, force), s in sorted(
                found.items(), key=lambda item: (item[0][0], item[0][1].code)
            )
        ),
        detail=True,
    )


def _weapons(found: Statements) -> list[str]:
    return sorted({weapon for s in found.values() for weapon in s.arms})


def _sum(parts: Sequence[Statement]) -> Statement:
    """Return the statement of several forces together on one day."""
    arms = sorted({weapon for s in parts for weapon in s.arms})
    return Statement(
        day=parts[0].day,
        force="",
        on_duty=sum(s.on_duty for s in parts),
        armed=sum(s.armed for s in parts),
        arms={w: sum(s.arms.get(w, 0) for s in parts) for w in arms},
    )


def _columns(weapons: Sequence[str]) -> tuple[Column, ...]:
    return (
        Column("days", N_("Days")),
        Column("on_duty", N_("On duty"), Sort.MEAN),
        Column("least", N_("Fewest")),
        Column("most", N_("Most")),
        Column("armed", N_("Armed"), Sort.MEAN),
        *(Column(f"arm_{w}", WEAPONS.get(w, w), Sort.MEAN) for w in weapons),
    )


def _means(parts: Sequence[Statement], weapons: Sequence[str]) -> tuple[Value, ...]:
    days = len(parts)
    return (
        days,
        mean(sum(s.on_duty for s in parts), days),
        min((s.on_duty for s in parts), default=0),
        max((s.on_duty for s in parts), default=0),
        mean(sum(s.armed for s in parts), days),
        *(mean(sum(s.arms.get(w, 0) for s in parts), days) for w in weapons),
    )
