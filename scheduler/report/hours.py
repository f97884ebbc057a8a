"""Person-hours by force, by part of the day and of the week; size of the crews."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.people import ForceKind
from scheduler.report.bands import (
    BAND_LABELS,
    WEEKEND_LABELS,
    Band,
    Split,
    split,
)
from scheduler.report.bands import (
    SOURCE as NIGHT_SOURCE,
)
from scheduler.report.base import (
    Chart,
    Column,
    Figure,
    Label,
    Section,
    Sort,
    Value,
    Week,
    is_officer,
    mean,
    share,
)
from scheduler.report.fields import kind_label
from scheduler.report.missions import force_label, total_label
from scheduler.words import N_

SOURCE = "CSI annexe 1 art. 11, 19"
_COLUMNS = (
    Column("joint", N_("In joint missions"), Sort.MINUTES),
    Column("joint_share", N_("Share of joint hours"), Sort.SHARE),
    Column("missions", N_("In all missions"), Sort.MINUTES),
    Column("tours", N_("On tours"), Sort.MINUTES),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time that one officer spent on a mission or a tour.

    Parameters
    ----------
    force, kind
        Whose officer.
    what
        ``joint`` mission, ``mission`` of one force, or ``tour``.
    minutes
        By part of the day and of the week.
    """

    force: Label
    kind: ForceKind
    what: str
    minutes: Split


def section(weeks: Sequence[Week]) -> Section:
    """Return every figure of hours."""
    return Section(
        code="hours",
        title=N_("Hours and crews"),
        figures=(by_force(weeks), by_band(weeks), by_weekend(weeks), crew_size(weeks)),
    )


def stretches(weeks: Sequence[Week]) -> Iterator[Stretch]:
    """Yield the time that every officer spent on missions and on tours."""
    for week in weeks:
        scenario = week.scenario
        for occurrence, crew in week.crews.items():
            what = "joint" if week.joint(occurrence) else "mission"
            minutes = split(scenario.clock, occurrence.span)
            for seat in crew:
                label, force = _force(week, seat.force)
                yield Stretch(label, force, what, minutes)
        for row in week.frames.rows.tours:
            if row.day in week.days and is_officer(scenario.officers[row.officer]):
                label, force = _force(week, row.force)
                for worked in row.tour.worked:
                    minutes = split(scenario.clock, worked)
                    yield Stretch(label, force, "tour", minutes)


def by_force(weeks: Sequence[Week]) -> Figure:
    """Return the person-hours of each force in joint missions, missions and tours."""
    spent = _spent(weeks, lambda s: {s.force: s.minutes.total()})
    everything = spent.pop(total_label(), Counter())
    forces = sorted(spent, key=lambda f: (-spent[f]["joint"], *f.order))
    return Figure(
        code="hours_by_force",
        title=N_("Person-hours by force"),
        words=N_(
            "Hours of officers; wardens (ASVP) are not counted. Hours of tours are "
            "hours of work, unpaid breaks left out."
        ),
        source=SOURCE,
        columns=(Column("force", N_("Force"), Sort.NAME), *_COLUMNS),
        rows=(
            *((f, *_cells(spent[f], everything)) for f in forces),
            (total_label(), *_cells(everything, everything)),
        ),
        total=True,
        chart=Chart(
            ("joint",),
            N_("One bar for each force: its person-hours in joint missions."),
        ),
    )


def by_band(weeks: Sequence[Week]) -> Figure:
    """Return the person-hours by day, evening and night."""
    return _split_figure(
        weeks,
        "hours_by_band",
        N_("Day, evening and night"),
        Column("band", N_("Part of the day"), Sort.NAME),
        {BAND_LABELS[b]: _in_band(b) for b in Band},
        words=N_(
            "Elapsed hours in local time; a mission across the limit counts on both "
            "sides. Night is that of CSI art. L512-6."
        ),
        chart=Chart(
            ("joint_municipal", "joint_national"),
            N_(
                "One bar for each part of the day: person-hours in joint missions of "
                "the municipal and of the national police."
            ),
        ),
    )


def by_weekend(weeks: Sequence[Week]) -> Figure:
    """Return the person-hours on weekdays and on weekends."""
    return _split_figure(
        weeks,
        "hours_by_weekend",
        N_("Weekdays and weekends"),
        Column("days", N_("Days"), Sort.NAME),
        {WEEKEND_LABELS[w]: _on_weekend(w) for w in (False, True)},
        words=N_(
            "From midnight to midnight, in local time; public holidays are not told "
            "apart."
        ),
    )


def crew_size(weeks: Sequence[Week]) -> Figure:
    """Return how many officers of each force a joint crew has on average."""
    crews: Counter[Label] = Counter()
    heads: defaultdict[Label, Counter[ForceKind]] = defaultdict(Counter)
    for week in weeks:
        for occurrence, crew in week.crews.items():
            if week.joint(occurrence):
                kind = kind_label(week.scenario.kind(occurrence))
                for key in (kind, total_label()):
                    crews[key] += 1
                    heads[key].update(_force(week, seat.force)[1] for seat in crew)

    def row(key: Label) -> tuple[Value, ...]:
        number, found = crews[key], heads[key]
        return (
            key,
            number,
            mean(found.total(), number),
            mean(found[ForceKind.MUNICIPAL], number),
            mean(found[ForceKind.NATIONAL], number),
        )

    kinds = sorted(
        (k for k in crews if k != total_label()), key=lambda k: (-crews[k], k.code)
    )
    return Figure(
        code="crew_size",
        title=N_("Average size of joint crews"),
        source=SOURCE,
        columns=(
            Column("kind", N_("Kind"), Sort.NAME),
            Column("crews", N_("Crews")),
            Column("officers", N_("Officers"), Sort.MEAN),
            Column("municipal", N_("Municipal"), Sort.MEAN),
            Column("national", N_("National"), Sort.MEAN),
        ),
        rows=(*map(row, kinds), row(total_label())),
        total=True,
    )


def _force(week: Week, code: str) -> tuple[Label, ForceKind]:
    return force_label(week, code), week.scenario.forces[code].kind


def _in_band(band: Band) -> Callable[[Split], int]:
    return lambda minutes: minutes[band, False] + minutes[band, True]


def _on_weekend(weekend: bool) -> Callable[[Split], int]:
    return lambda minutes: sum(n for (_b, w), n in minutes.items() if w is weekend)


def _split_figure(
    weeks: Sequence[Week],
    code: str,
    title: str,
    by: Column,
    parts: Mapping[Label, Callable[[Split], int]],
    *,
    words: str,
    chart: Chart | None = None,
) -> Figure:
    spent = _spent(weeks, lambda s: {p: of(s.minutes) for p, of in parts.items()})
    whole = spent[total_label()]
    rows = [
        (
            label,
            spent[label]["joint_municipal"],
            spent[label]["joint_national"],
            *_cells(spent[label], whole),
        )
        for label in (*parts, total_label())
    ]
    return Figure(
        code=code,
        title=title,
        words=words,
        source=f"{NIGHT_SOURCE}; {SOURCE}",
        columns=(
            by,
            Column("joint_municipal", N_("Joint, municipal"), Sort.MINUTES),
            Column("joint_national", N_("Joint, national"), Sort.MINUTES),
            *_COLUMNS,
        ),
        rows=tuple(rows),
        total=True,
        chart=chart,
    )


def _spent(
    weeks: Sequence[Week], parts: Callable[[Stretch], Mapping[Label, int]]
) -> defaultdict[Label, Counter[str]]:
    """Return the minutes of each label, and of all together, by column."""
    spent: defaultdict[Label, Counter[str]] = defaultdict(Counter)
    for stretch in stretches(weeks):
        for label, minutes in parts(stretch).items():
            for found in (spent[label], spent[total_label()]):
                if stretch.what == "joint":
                    found["joint"] += minutes
                    found[f"joint_{stretch.kind.value}"] += minutes
                found["tours" if stretch.what == "tour" else "missions"] += minutes
    return spent


def _cells(minutes: Counter[str], whole: Counter[str]) -> tuple[Value, ...]:
    return (
        minutes["joint"],
        share(minutes["joint"], whole["joint"]),
        minutes["missions"],
        minutes["tours"],
    )
