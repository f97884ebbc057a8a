"""The roster as a spreadsheet, for those who sort, filter and count."""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from scheduler.domain.settings import Unit
from scheduler.domain.time import DAY
from scheduler.export._view import (
    absent_days,
    break_times,
    changes,
    held_missions,
    partly_compared,
    quotas,
    risks,
    sharing,
    shortfalls,
    waivers,
)
from scheduler.export.base import Exporter
from scheduler.render.changes import ChangeLine
from scheduler.render.edition import Edition
from scheduler.render.palette import ABSENT, INK, Shade, shades
from scheduler.render.rows import TourRow
from scheduler.render.text import (
    date,
    day_off,
    force_label,
    hours,
    instant,
    plain,
    shift_name,
    tier_name,
)
from scheduler.rules import RULES
from scheduler.verify.certificate import certificates
from scheduler.verify.certificate_report import UNIT_WORDS, by_class, class_word
from scheduler.verify.units import LOSS_WORDS, goal_line, loss_unit
from scheduler.words import N_, _, use_language
from scheduler.words.render import hours_minutes

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

Value = str | int | float | None

_WIDEST = 60
_MINUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet of the workbook.

    Parameters
    ----------
    title
        Name of the sheet.
    head
        Column headings.
    rows
        Cells, as many in each row as there are headings.
    frozen
        Columns that stay in view.
    shifts
        Shift shown by a cell, by row and column.
    durations
        Cells that hold minutes, shown as hours and minutes.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    frozen: int = 1
    shifts: Mapping[tuple[int, int], str] = field(default_factory=dict)
    durations: Collection[tuple[int, int]] = ()


class WorkbookExporter(Exporter):
    """One workbook: roster by day, tours, missions, what is missing or set aside, load.

    Changes against the baseline roster, quotas, shares and risk where there are any.
    And, for each officer, the certificate: what every rule measures or judged.
    """

    name = "workbook"
    words = N_("The roster as a spreadsheet.")
    place = "roster.xlsx"
    where = N_("Workbook: {path}")

    def render(self, edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield the workbook."""
        with use_language(edition.language):
            content = _write(edition)
        yield PurePosixPath("roster.xlsx"), content


def _write(edition: Edition) -> bytes:
    # Imported late: few commands write a workbook.
    import xlsxwriter

    buffer = io.BytesIO()
    # Text stays text: a note that begins with "=" must never run as a formula.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": plain(edition.scenario.title),
                "created": edition.run.computed_at.replace(tzinfo=None),
            }
        )
        looks = shades(edition.scenario)
        for page in _pages(edition):
            _add(book, page, looks)
    return buffer.getvalue()


def _pages(edition: Edition) -> Iterator[Page]:
    yield _grid(edition)
    yield _tours(edition)
    yield _missions(edition)
    yield _shortfalls(edition)
    if (found := changes(edition)) is not None:
        yield _changes(edition, found)
    yield _waivers(edition)
    if edition.scenario.quotas or edition.scenario.shares:
        yield _agreements(edition)
    if edition.scenario.risks:
        yield _risk(edition)
    yield _load(edition)
    yield _certificate(edition)
    yield _run(edition)


def _add(book: "Workbook", page: Page, looks: Mapping[str, Shade]) -> None:
    sheet = book.add_worksheet(page.title)
    for column in range(len(page.head)):
        for row, cells in enumerate(page.rows, 1):
            value = cells[column]
            if isinstance(value, str):
                if value:
                    sheet.write_string(row, column, value)
            elif value is not None:
                sheet.write_number(row, column, value)
    head = book.add_format(
        {"bold": True, "bg_color": "#E9EDF6", "font_color": INK, "bottom": 1}
    )
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, title in enumerate(page.head):
        sheet.write_string(0, column, title, head)
        longest = max((len(str(row[column] or "")) for row in page.rows), default=0)
        width = max(8, len(title) + 3, longest + 2)
        style = wrapped if width > _WIDEST else None
        sheet.set_column(column, column, min(_WIDEST, width), style)
    formats = {
        code: book.add_format(
            {
                "bg_color": look.background,
                "font_color": look.ink,
                "pattern": 1,
                "border": 1,
                "border_color": "#FFFFFF",
            }
        )
        for code, look in looks.items()
    }
    for (row, column), shift in page.shifts.items():
        sheet.write_string(row + 1, column, str(page.rows[row][column]), formats[shift])
    clock = book.add_format({"num_format": "[h]:mm"})
    for row, column in page.durations:
        minutes = page.rows[row][column]
        if isinstance(minutes, int) and minutes < 0:
            # A spreadsheet shows no time below zero.
            sheet.write_string(row + 1, column, hours_minutes(minutes))
        elif isinstance(minutes, int):
            # A spreadsheet counts times in days.
            sheet.write_number(row + 1, column, minutes / DAY, clock)
    sheet.freeze_panes(1, page.frozen)
    if page.rows:
        sheet.autofilter(0, 0, len(page.rows), len(page.head) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _grid(edition: Edition) -> Page:
    scenario, looks = edition.scenario, shades(edition.scenario)
    worked: defaultdict[tuple[str, dt.date], list[TourRow]] = defaultdict(list)
    for row in edition.frames.rows.tours:
        worked[row.officer, row.day].append(row)
    rows: list[list[Value]] = []
    shifts = {}
    for officer in scenario.officers.values():
        absent = absent_days(scenario, officer.id)
        cells: list[Value] = []
        for day in scenario.clock.dates:
            tours = worked[officer.id, day]
            if tours:
                shifts[len(rows), len(cells) + 3] = tours[0].shift
            shown = [
                f"{looks[t.shift].letter} {hours(scenario.clock, t.tour.span)}"
                for t in tours
            ]
            if day in absent:
                shown.append(ABSENT)
            cells.append(" / ".join(shown))
        force = force_label(scenario, officer.force)
        rows.append([officer.id, force, plain(officer.unit), *cells])
    days = [
        " – ".join(filter(None, [date(day, "EEE d MMM"), day_off(scenario, day)]))
        for day in scenario.clock.dates
    ]
    return Page(
        title=_("Roster"),
        head=[_("Officer"), _("Force"), _("Unit"), *days],
        rows=rows,
        frozen=3,
        shifts=shifts,
    )


def _tours(edition: Edition) -> Page:
    scenario = edition.scenario
    return Page(
        title=_("Tours"),
        head=[
            _("Day"),
            _("Officer"),
            _("Force"),
            _("Unit"),
            _("Shift"),
            _("Hours"),
            _("Work (h)"),
            _("Break"),
        ],
        rows=[
            [
                t.day.isoformat(),
                t.officer,
                force_label(scenario, t.force),
                plain(t.unit),
                shift_name(scenario.shifts[t.shift]),
                hours(scenario.clock, t.tour.span),
                t.work / _MINUTES,
                break_times(edition, t.tour),
            ]
            for t in sorted(
                edition.frames.rows.tours, key=lambda t: (t.start, t.end, t.officer)
            )
        ],
        frozen=2,
    )


def _missions(edition: Edition) -> Page:
    return Page(
        title=_("Missions"),
        head=[
            _("Day"),
            _("Hours"),
            _("Mission"),
            _("Place"),
            _("Joint"),
            _("Crew leader"),
            _("Crew"),
            _("Equipage"),
            _("Seats empty"),
            _("Reachable OPJ"),
            _("Requisition"),
            _("Owner's permission"),
            _("Legal conditions"),
            _("Equipment"),
            _("Reserve"),
            _("Note"),
            _("One force alone"),
            _("Code"),
        ],
        rows=[
            [
                m.day.isoformat(),
                m.times,
                m.kind,
                m.place,
                _("yes") if m.joint else "",
                m.leader.officer if m.leader else "",
                ", ".join(c.named for c in m.crew),
                m.equipage,
                m.empty_seats,
                m.opj,
                m.requisition,
                m.permission,
                m.conditions,
                m.equipment,
                m.reach,
                m.note,
                m.alone,
                m.mission,
            ]
            for m in held_missions(edition)
        ],
        frozen=3,
    )


def _shortfalls(edition: Edition) -> Page:
    scenario, lacks = edition.scenario, shortfalls(edition)
    rows: list[list[Value]] = [
        [
            _("Missions not held"),
            m.title,
            ", ".join(
                f"{scenario.clock.date(span.start)} {hours(scenario.clock, span)}"
                for span in m.when
            ),
            m.wanted,
            m.held,
            m.missing,
            m.reason,
        ]
        for m in lacks.missions
    ]
    rows += [
        [
            _("Cover not reached"),
            gap.title,
            gap.day.isoformat(),
            gap.wanted,
            gap.present,
            gap.missing,
            gap.reason,
        ]
        for gap in lacks.cover
    ]
    if lacks.requests_unmet:
        met = lacks.requests_made - lacks.requests_unmet
        label = _("Requests not met")
        rows.append([label, "", "", lacks.requests_made, met, lacks.requests_unmet, ""])
    return Page(
        title=_("Shortfalls"),
        head=[
            _("What"),
            _("Which"),
            _("When"),
            _("Wanted"),
            _("Reached"),
            _("Missing"),
            _("Why"),
        ],
        rows=rows,
    )


def _changes(edition: Edition, found: Sequence[ChangeLine]) -> Page:
    head = [
        _("Day"),
        _("Officer"),
        _("Force"),
        _("Change"),
        _("Before"),
        _("Now"),
        _("Tell by"),
        _("State"),
    ]
    rows: list[list[Value]] = [
        [
            c.day.isoformat(),
            c.officer,
            c.force,
            c.what,
            c.was,
            c.becomes,
            c.told_by,
            c.state,
        ]
        for c in found
    ]
    notes = () if found else (_("No change."),)
    empty = [""] * (len(head) - 1)
    rows.extend([note, *empty] for note in (*notes, partly_compared(edition)) if note)
    return Page(title=_("Changes"), head=head, rows=rows, frozen=2)


def _waivers(edition: Edition) -> Page:
    return Page(
        title=_("Overrides"),
        head=[
            _("Rule"),
            _("Case"),
            _("From"),
            _("Until"),
            _("Officer"),
            _("Mission"),
            _("Decided by"),
            _("Reason"),
        ],
        rows=[
            [
                w.rule,
                w.words,
                w.first.isoformat() if w.first else "",
                w.last.isoformat() if w.last else "",
                w.officer or "",
                w.mission or "",
                w.authors,
                w.reason,
            ]
            for w in waivers(edition)
        ],
    )


def _agreements(edition: Edition) -> Page:
    rows: list[list[Value]] = []
    durations = set()
    for q in quotas(edition):
        if q.hours:
            durations |= {(len(rows), column) for column in range(4, 8)}
        empty: list[Value] = [None] * 4
        amounts: list[Value] = [q.owed, q.before, q.now, q.missing]
        days = [q.first.isoformat(), q.until.isoformat()]
        rows.append([_("Quota"), q.name, *days, *amounts, *empty])
    for s in sharing(edition):
        durations |= {(len(rows), column) for column in range(4, 8)}
        agreed = s.before + s.now - s.deviation
        short = max(0, -s.deviation)
        name = f"{s.name} · {s.force}"
        percents: list[Value] = [s.agreed, round(s.percent, 1)]
        off: list[Value] = [round(s.deviation / _MINUTES, 2), round(s.missions, 2)]
        label = _("Sharing of joint work")
        hours_: list[Value] = [agreed, s.before, s.now, short]
        rows.append([label, name, "", "", *hours_, *percents, *off])
    return Page(
        title=_("Agreements"),
        head=[
            _("What"),
            _("Which"),
            _("From"),
            _("Until"),
            _("Owed"),
            _("Before"),
            _("In this roster"),
            _("Missing"),
            _("Agreed (%)"),
            _("Carried (%)"),
            _("Beyond the share (h)"),
            _("Beyond the share (missions)"),
        ],
        rows=rows,
        frozen=2,
        durations=durations,
    )


def _risk(edition: Edition) -> Page:
    return Page(
        title=_("Risk"),
        head=[
            _("Place"),
            _("Risk"),
            _("Taken away"),
            _("Left"),
            _("Patrols by hour"),
        ],
        rows=[[r.zone, r.found, r.taken, r.left, r.presences] for r in risks(edition)],
    )


def _certificate(edition: Edition) -> Page:
    rows: list[list[Value]] = []
    durations = set()
    for certificate in certificates(
        edition.facts, findings=edition.findings, derogations=edition.derogations
    ):
        measures, judged = by_class(certificate)
        for m in measures:
            if m.unit is Unit.MINUTES:
                durations |= {(len(rows), column) for column in (2, 3, 4)}
            rule = RULES[m.rule]
            rows.append(
                [
                    m.officer,
                    _(rule.title),
                    m.value,
                    m.limit,
                    m.margin,
                    _(UNIT_WORDS[m.unit]),
                    None,
                    None,
                    None,
                    m.day.isoformat(),
                    m.source,
                    class_word(rule.authority),
                ]
            )
        for j in judged:
            rule = RULES[j.rule]
            counts = [j.cases, j.broken, j.waived]
            words = [rule.source, class_word(rule.authority)]
            title = _(rule.title)
            empty: list[Value] = [None] * 4
            rows.append([certificate.officer, title, *empty, *counts, "", *words])
    return Page(
        title=_("Certificate"),
        head=[
            _("Officer"),
            _("Rule"),
            _("Value"),
            _("Limit"),
            _("Margin"),
            _("Margin in"),
            _("Cases judged"),
            _("In breach"),
            _("Cases set aside"),
            _("Day"),
            _("Article"),
            _("Class"),
        ],
        rows=rows,
        frozen=2,
        durations=durations,
    )


def _load(edition: Edition) -> Page:
    scenario = edition.scenario
    return Page(
        title=_("Load"),
        head=[
            _("Officer"),
            _("Force"),
            _("Unit"),
            _("Work (h)"),
            _("Contract (h)"),
            _("Nights"),
            _("Nights before"),
            _("Weekend tours"),
            _("Weekend tours before"),
            _("Missions"),
        ],
        rows=[
            [
                row.officer,
                force_label(scenario, row.force),
                plain(row.unit),
                row.work / _MINUTES,
                row.contract / _MINUTES,
                row.nights,
                row.nights_before,
                row.weekends,
                row.weekends_before,
                row.missions,
            ]
            for row in edition.frames.rows.loads
        ],
    )


def _run(edition: Edition) -> Page:
    run = edition.run
    goals = {tier.name: tier.goals for tier in edition.scenario.tiers}
    rows: list[list[Value]] = [
        [
            tier_name(tier.name),
            ", ".join(goal_line(goal, value) for goal, value in tier.goals.items()),
            _(LOSS_WORDS[loss_unit(goals.get(tier.name, {}))]),
            tier.value,
            tier.bound,
            round(tier.gap, 4),
            tier.status.value,
            round(tier.seconds, 1),
        ]
        for tier in run.tiers
    ]
    when = instant(edition.scenario.clock, run.computed_at)
    total = [_("As of {when}", when=when), "", "", None, None, None]
    rows.append([*total, run.status.value, round(run.seconds, 1)])
    return Page(
        title=_("Run"),
        head=[
            _("Tier"),
            _("Goals"),
            _("Unit"),
            _("Loss"),
            _("Proved bound"),
            _("Gap"),
            _("Status"),
            _("Seconds"),
        ],
        rows=rows,
    )
