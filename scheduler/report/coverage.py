"""What was asked for and staffed, by sector and by part of the day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from scheduler.report.bands import BAND_LABELS, Band, band_at, split
from scheduler.report.base import (
    Chart,
    Column,
    Figure,
    Label,
    Outcome,
    Section,
    Sort,
    Value,
    Week,
    share,
)
from scheduler.report.missions import total_label, zone_label
from scheduler.words import N_

SOURCE = "CSI annexe 1 art. 1, 8"
_COLUMNS = (
    Column("asked", N_("Asked for")),
    Column("held", N_("Staffed")),
    Column("asked_minutes", N_("Hours asked for"), Sort.MINUTES),
    Column("held_minutes", N_("Hours staffed"), Sort.MINUTES),
    Column("not_held_minutes", N_("Hours not staffed"), Sort.MINUTES),
    Column("held_share", N_("Hours staffed (%)"), Sort.SHARE),
)
_WORDS = N_(
    "All missions, of one force or of both; the hours are those of the mission, not of "
    "its officers."
)

Counts = defaultdict[Label, Counter[str]]


def section(weeks: Sequence[Week]) -> Section:
    """Return every figure of coverage."""
    return Section(
        code="coverage",
        title=N_("Sectors and time windows"),
        figures=(by_band(weeks), by_zone(weeks)),
    )


def by_band(weeks: Sequence[Week]) -> Figure:
    """Return what was asked for and staffed in each part of the day.

    A mission counts in the part in which it begins, its minutes where they fall.
    """
    found: Counts = defaultdict(Counter)
    for week in weeks:
        clock = week.scenario.clock
        for asked in week.asked:
            begins = BAND_LABELS[band_at(clock, asked.occurrence.span)]
            states = list(_states(asked.outcome))
            for key in (begins, total_label()):
                found[key].update(states)
            minutes = split(clock, asked.occurrence.span)
            for (band, _weekend), number in minutes.items():
                for key in (BAND_LABELS[band], total_label()):
                    for state in states:
                        found[key][f"{state}_minutes"] += number
    return Figure(
        code="coverage_by_band",
        title=N_("Coverage by part of the day"),
        words=_WORDS,
        source=SOURCE,
        columns=(Column("band", N_("Part of the day"), Sort.NAME), *_COLUMNS),
        rows=_rows((BAND_LABELS[b] for b in Band), found),
        total=True,
        chart=Chart(
            ("held_minutes", "not_held_minutes"),
            N_(
                "One bar for each part of the day, in two parts: hours of missions "
                "staffed, and not staffed."
            ),
        ),
    )


def by_zone(weeks: Sequence[Week]) -> Figure:
    """Return what was asked for and staffed in each zone, least staffed first."""
    found: Counts = defaultdict(Counter)
    for week in weeks:
        for asked in week.asked:
            length = asked.occurrence.span.length
            for key in (zone_label(week, asked.occurrence.zone), total_label()):
                for state in _states(asked.outcome):
                    found[key][state] += 1
                    found[key][f"{state}_minutes"] += length
    zones = sorted(
        (key for key in found if key != total_label()),
        key=lambda z: (
            found[z]["held_minutes"] / found[z]["asked_minutes"],
            -found[z]["asked_minutes"],
            z.code,
        ),
    )
    return Figure(
        code="coverage_by_zone",
        title=N_("Coverage by sector"),
        words=N_("The sectors least staffed come first."),
        source=SOURCE,
        columns=(Column("sector", N_("Sector"), Sort.NAME), *_COLUMNS),
        rows=_rows(zones, found),
        total=True,
        folded=True,
    )


def _states(outcome: Outcome) -> Iterator[str]:
    yield "asked"
    yield "not_held" if outcome is Outcome.NOT_HELD else "held"


def _rows(keys: Iterable[Label], found: Counts) -> tuple[tuple[Value, ...], ...]:
    return tuple((k, *_cells(found[k])) for k in (*keys, total_label()))


def _cells(counts: Counter[str]) -> tuple[Value, ...]:
    return (
        counts["asked"],
        counts["held"],
        counts["asked_minutes"],
        counts["held_minutes"],
        counts["not_held_minutes"],
        share(counts["held_minutes"], counts["asked_minutes"]),
    )
