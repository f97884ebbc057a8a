"""Road-safety operations, and whether a judicial police officer (OPJ) could be had."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from scheduler.domain.contacts import contacts, needs_opj, unreached
from scheduler.report.base import (
    Asked,
    Chart,
    Column,
    Figure,
    Label,
    Outcome,
    Section,
    Sort,
    Value,
    Week,
)
from scheduler.report.fields import is_road_safety, kind_label
from scheduler.report.missions import total_label
from scheduler.words import N_

SOURCE = "CSI annexe 1 art. 13, 16-7"
_COLUMNS = (
    Column("planned", N_("Planned")),
    Column("held", N_("Held")),
    Column("opj_present", N_("OPJ in the crew")),
    Column("opj_reachable", N_("OPJ reachable throughout")),
    Column("opj_missing", N_("OPJ not reachable")),
    Column("no_opj_needed", N_("No OPJ needed")),
)


def section(weeks: Sequence[Week]) -> Section:
    """Return every figure of road safety."""
    return Section(
        code="road_safety", title=N_("Road safety"), figures=(by_kind(weeks),)
    )


def by_kind(weeks: Sequence[Week]) -> Figure:
    """Return the operations of each kind, by where the OPJ was."""
    found: defaultdict[Label, Counter[str]] = defaultdict(Counter)
    for week in weeks:
        for asked in week.asked:
            if is_road_safety(asked.kind):
                for key in (kind_label(asked.kind), total_label()):
                    found[key]["planned"] += 1
                    if asked.outcome is not Outcome.NOT_HELD:
                        found[key].update(("held", where_opj(week, asked)))

    def row(key: Label) -> tuple[Value, ...]:
        return (key, *(found[key][c.code] for c in _COLUMNS))

    kinds = sorted(
        (k for k in found if k != total_label()),
        key=lambda k: (-found[k]["planned"], k.code),
    )
    return Figure(
        code="road_safety_by_kind",
        title=N_("Road-safety operations"),
        words=N_(
            "Missions whose crews check roads or screen drivers. Each one held stands "
            "in one of the last four columns; an OPJ of the crew is there throughout."
        ),
        source=SOURCE,
        columns=(Column("kind", N_("Kind"), Sort.NAME), *_COLUMNS),
        rows=(*map(row, kinds), row(total_label())),
        total=True,
        chart=Chart(
            ("opj_present", "opj_reachable", "opj_missing", "no_opj_needed"),
            N_(
                "One bar for each kind of operation held, in four parts: OPJ in the "
                "crew, OPJ reachable throughout, OPJ not reachable, no OPJ needed."
            ),
        ),
    )


def where_opj(week: Week, asked: Asked) -> str:
    """Return the column of an operation that is held."""
    occurrence = asked.occurrence
    if not needs_opj(week.scenario, occurrence):
        return "no_opj_needed"
    if unreached(week.facts, occurrence):
        return "opj_missing"
    present = any(c.in_crew for c in contacts(week.facts, occurrence))
    return "opj_present" if present else "opj_reachable"
