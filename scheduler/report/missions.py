"""Joint missions planned, held, held by one force alone, and not held."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from scheduler.report.base import (
    ALL,
    NOT_FOLLOWED,
    Asked,
    Chart,
    Column,
    Figure,
    Form,
    Label,
    Outcome,
    Section,
    Sort,
    Value,
    Week,
    named,
    share,
)
from scheduler.report.fields import field_of, kind_label
from scheduler.words import N_

SOURCE = "CSI annexe 1 art. 11, 16-5, 19"
_COUNTS = (
    Column("planned", N_("Planned")),
    Column("held", N_("Held jointly")),
    Column("alone", N_("By one force alone")),
    Column("not_held", N_("Not held")),
    Column("held_share", N_("Held jointly (%)"), Sort.SHARE),
)
_DRAWN = ("held", "alone", "not_held")
_WORDS = N_(
    "Missions asked of both forces together. A mission not held counts on the first "
    "day on which it could have begun."
)


def section(weeks: Sequence[Week]) -> Section:
    """Return every figure of joint missions."""
    return Section(
        code="missions",
        title=N_("Joint missions"),
        figures=(
            in_all(weeks),
            by_kind(weeks),
            *_by_field_if_told(weeks),
            by_week(weeks),
            by_commune(weeks),
            by_sector(weeks),
        ),
    )


def in_all(weeks: Sequence[Week]) -> Figure:
    """Return the joint missions of all weeks by what became of them."""
    counts = _count(a for w in weeks for a in w.asked_jointly)
    planned = counts.total()
    rows: tuple[tuple[Label, Value], ...] = (
        (Label("planned", N_("Planned")), planned),
        (Label("held", N_("Held jointly")), counts[Outcome.HELD]),
        (Label("alone", N_("By one force alone")), counts[Outcome.ALONE]),
        (Label("not_held", N_("Not held")), counts[Outcome.NOT_HELD]),
        (
            Label("cancelled", N_("Cancelled after publication")),
            NOT_FOLLOWED,
        ),
    )
    return Figure(
        code="missions",
        title=N_("Joint missions in all"),
        words=_WORDS,
        source=SOURCE,
        columns=(
            Column("what", N_("What became of them"), Sort.NAME),
            Column("missions", N_("Missions")),
        ),
        rows=rows,
    )


def by_kind(weeks: Sequence[Week]) -> Figure:
    """Return the joint missions of each kind asked for."""
    return _figure(
        weeks,
        "missions_by_kind",
        N_("Joint missions by kind"),
        Column("kind", N_("Kind"), Sort.NAME),
        lambda _week, asked: kind_label(asked.kind),
        chart=Chart(
            _DRAWN,
            N_(
                "One bar for each kind of joint mission, in three parts: held jointly, "
                "held by one force alone, not held."
            ),
        ),
    )


def by_field(weeks: Sequence[Week]) -> Figure:
    """Return the joint missions of each priority of the agreement (art. 1)."""
    return _figure(
        weeks,
        "missions_by_field",
        N_("Joint missions by priority of the agreement"),
        Column("field", N_("Priority"), Sort.NAME),
        lambda week, asked: field_of(asked.kind, week.scenario.fields),
        source="CSI annexe 1 art. 1, 19",
    )


def by_week(weeks: Sequence[Week]) -> Figure:
    """Return the joint missions of each civil week, by its Monday."""
    return _figure(
        weeks,
        "missions_by_week",
        N_("Joint missions by week"),
        Column("week", N_("Week of"), Sort.DATE),
        lambda _week, asked: monday(asked.occurrence.day),
        chart=Chart(
            _DRAWN,
            N_(
                "One column for each week, in three parts: held jointly, held by one "
                "force alone, not held."
            ),
            Form.COLUMNS,
        ),
    )


def by_commune(weeks: Sequence[Week]) -> Figure:
    """Return the joint missions of each commune whose mayor has the authority."""
    return _figure(
        weeks,
        "missions_by_commune",
        N_("Joint missions by commune"),
        Column("commune", N_("Commune"), Sort.NAME),
        lambda week, asked: commune_label(
            week, week.scenario.commune(asked.occurrence)
        ),
        words=N_(
            "A mission across several communes counts in the one whose mayor has the "
            "authority."
        ),
    )


def by_sector(weeks: Sequence[Week]) -> Figure:
    """Return the joint missions of each zone."""
    return _figure(
        weeks,
        "missions_by_sector",
        N_("Joint missions by sector"),
        Column("sector", N_("Sector"), Sort.NAME),
        lambda week, asked: zone_label(week, asked.occurrence.zone),
        source="CSI annexe 1 art. 8, 19",
        folded=True,
    )


def monday(day: dt.date) -> dt.date:
    """Return the Monday of the civil week of a day."""
    return day - dt.timedelta(days=day.weekday())


def commune_label(week: Week, code: str) -> Label:
    """Return the name of a commune."""
    return named(code, week.scenario.communes[code].name)


def zone_label(week: Week, code: str) -> Label:
    """Return the name of a zone; zones of two scenarios may share a code."""
    return named(code, week.scenario.zones[code].name)


def force_label(week: Week, code: str) -> Label:
    """Return the name of a force."""
    return named(code, week.scenario.forces[code].name)


def total_label() -> Label:
    """Return the name of the row that sums up."""
    return Label(ALL, N_("In all"))


def _by_field_if_told(weeks: Sequence[Week]) -> tuple[Figure, ...]:
    """Leave the priorities out while no kind names one."""
    told = any(
        a.kind.field in w.scenario.fields for w in weeks for a in w.asked_jointly
    )
    return (by_field(weeks),) if told else ()


def _count(asked: Iterable[Asked]) -> Counter[Outcome]:
    return Counter(a.outcome for a in asked)


def _figure(
    weeks: Sequence[Week],
    code: str,
    title: str,
    by: Column,
    group: Callable[[Week, Asked], Label | dt.date],
    *,
    source: str = SOURCE,
    words: str = "",
    chart: Chart | None = None,
    folded: bool = False,
) -> Figure:
    counts: dict[Label | dt.date, Counter[Outcome]] = {}
    if by.sort is Sort.DATE:
        # A week without a joint mission is a row too.
        counts = {monday(d): Counter() for w in weeks for d in w.days}
    for week in weeks:
        for asked in week.asked_jointly:
            found = counts.setdefault(group(week, asked), Counter())
            found[asked.outcome] += 1
    keys = sorted(counts, key=lambda key: _order(key, counts[key].total()))
    rows = [(key, *_cells(counts[key])) for key in keys]
    everything = _count(a for w in weeks for a in w.asked_jointly)
    return Figure(
        code=code,
        title=title,
        words=words,
        source=source,
        columns=(by, *_COUNTS),
        rows=(*rows, (total_label(), *_cells(everything))),
        total=True,
        chart=chart,
        folded=folded,
    )


def _order(key: Label | dt.date, planned: int) -> tuple[int, str, str]:
    """Put weeks in order of time, and all else from the most to the fewest."""
    if isinstance(key, Label):
        return (-planned, *key.order)
    return (0, key.isoformat(), "")


def _cells(counts: Counter[Outcome]) -> tuple[Value, ...]:
    planned = counts.total()
    return (
        planned,
        counts[Outcome.HELD],
        counts[Outcome.ALONE],
        counts[Outcome.NOT_HELD],
        share(counts[Outcome.HELD], planned),
    )
