"""Figures counted after the fact: tickets, impounds, screenings and others."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.io.cells import CellError, parse
from scheduler.io.faults import Faults, refusal, suggestion
from scheduler.io.files import read_bounded
from scheduler.io.schema import Column as TableColumn
from scheduler.io.schema import Type
from scheduler.io.tables import read_csv
from scheduler.report.base import (
    Column,
    Figure,
    Label,
    Section,
    Sort,
    Unknown,
    Value,
    Week,
)
from scheduler.report.missions import commune_label, total_label
from scheduler.tables.columns import CODE, TEXT, column, whole
from scheduler.tables.rows import Row, parse_rows, table
from scheduler.words import N_

SOURCE = "CSI annexe 1 art. 19"

OUTCOMES: Mapping[str, str] = {
    "interventions": N_("Interventions"),
    "procedures": N_("Procedures"),
    "tickets": N_("Tickets"),
    "impounds": N_("Vehicles impounded"),
    "handed_over": N_("Persons handed over to the OPJ"),
    "alcohol_screenings": N_("Alcohol screenings"),
    "drug_screenings": N_("Drug screenings"),
    "positive_screenings": N_("Positive screenings"),
    "transport_checks": N_("Checks in transport"),
    "otv_visits": N_("Visits to empty homes (OTV)"),
}
"""Codes that the file may use, and their words."""


@table(
    "facts",
    N_("What was counted after the fact, by day or week and commune."),
    required=True,
)
class FactRow(Row):
    """What was counted in a commune on a day or in a week."""

    date: str = column(TEXT, N_("Day, or civil week as 2026-W48."))
    figure: str = column(CODE, N_("What was counted."))
    commune: str = column(CODE, N_("INSEE code."))
    value: int = column(whole(least=0), N_("How many."))


_WEEK = re.compile(r"(\d{4})-?[Ww](\d{2})")
_DAY = TableColumn(name="date", type=Type.DATE, words="")


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of the file.

    Parameters
    ----------
    day
        Day, or the Monday of the week.
    figure
        Code of what was counted.
    commune
        Where.
    value
        How many.
    """

    day: dt.date
    figure: str
    commune: Label
    value: int


def section(facts: Sequence[Counted] | None) -> Section:
    """Return every figure counted after the fact; ``None`` = none was given."""
    figures = (in_all(facts), *_by_commune(facts))
    return Section(
        code="outcomes", title=N_("Results counted after the fact"), figures=figures
    )


def in_all(facts: Sequence[Counted] | None) -> Figure:
    """Return the sum of everything counted; what was not counted is not known."""
    counts: Counter[str] = Counter()
    given = set()
    for fact in facts or ():
        counts[fact.figure] += fact.value
        given.add(fact.figure)

    def value(code: str) -> Value:
        if code in given:
            return counts[code]
        if facts is None:
            return Unknown(N_("not in the rosters: give a table with --facts"))
        return Unknown(N_("not in the table given with --facts"))

    return Figure(
        code="outcomes",
        title=N_("Results in all"),
        words=N_("As given; the rosters do not show them."),
        source=SOURCE,
        columns=(
            Column("figure", N_("Result"), Sort.NAME),
            Column("value", N_("Number")),
        ),
        rows=tuple((Label(c, words), value(c)) for c, words in OUTCOMES.items()),
    )


def _by_commune(facts: Sequence[Counted] | None) -> Iterator[Figure]:
    if not facts:
        return
    counts: defaultdict[Label, Counter[str]] = defaultdict(Counter)
    for fact in facts:
        for key in (fact.commune, total_label()):
            counts[key][fact.figure] += fact.value
    given = [code for code in OUTCOMES if code in counts[total_label()]]
    communes = sorted((k for k in counts if k != total_label()), key=lambda k: k.code)
    yield Figure(
        code="outcomes_by_commune",
        title=N_("Results by commune"),
        source=SOURCE,
        columns=(
            Column("commune", N_("Commune"), Sort.NAME),
            *(Column(code, OUTCOMES[code]) for code in given),
        ),
        rows=tuple(
            (key, *(counts[key][code] for code in given))
            for key in (*communes, total_label())
        ),
        total=True,
        folded=True,
    )


def read_facts(
    path: Path, weeks: Sequence[Week], first: dt.date, last: dt.date
) -> tuple[Counted, ...]:
    """Return what was counted from one day to another.

    A week counts by its Monday. Lines of other days are left out, so that one file
    can serve several reports.

    Raises
    ------
    InputFaults
        If anything is wrong with the file, all of it.
    """
    faults = Faults()
    try:
        data = read_bounded(path)
    except OSError as error:
        raise refusal(
            str(path),
            N_("cannot be read ({value})"),
            N_("check that the file is there and may be read"),
            value=error.strerror or str(error),
        ) from None
    communes = {c: commune_label(w, c) for w in weeks for c in w.scenario.communes}
    raw = read_csv(data, FactRow.table, str(path), faults)
    seen: dict[tuple[dt.date, str, str], int] = {}
    found = []
    for row in parse_rows(raw, FactRow, faults):
        if not row.complete:
            continue
        before = len(faults)
        day = _day(row, faults)
        for name, code, known in (
            ("figure", row.figure, OUTCOMES),
            ("commune", row.commune, communes),
        ):
            if code not in known:
                hint, more = suggestion(code, known, N_("known are {known}"))
                message = N_("not known here ({value})")
                faults.append(row.fault(name, message, hint, **more))
        if day is None or len(faults) > before:
            continue
        key = (day, row.figure, row.commune)
        if key in seen:
            faults.append(
                row.fault(
                    "figure",
                    N_("given twice for that day and commune, first in row {first}"),
                    N_("remove one of the two"),
                    first=seen[key],
                )
            )
        seen.setdefault(key, row.number)
        if first <= day <= last:
            found.append(Counted(day, row.figure, communes[row.commune], row.value))
    faults.stop()
    return tuple(found)


def _day(row: FactRow, faults: Faults) -> dt.date | None:
    text = row.date
    week = _WEEK.fullmatch(text.strip())
    try:
        if week is not None:
            return dt.date.fromisocalendar(int(week[1]), int(week[2]), 1)
        day: dt.date = parse(_DAY, text)
    except (CellError, ValueError):
        faults.append(
            row.fault(
                "date",
                N_("not a day or a civil week ({value})"),
                N_("write 2026-11-23, or 2026-W48"),
            )
        )
        return None
    return day
