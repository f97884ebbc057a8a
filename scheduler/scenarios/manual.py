"""The manual of tables: ``python -m scheduler.scenarios.manual`` writes it."""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from scheduler.domain.cycles import parse_pattern, weekends_off, work_per_week
from scheduler.io.cells import render
from scheduler.io.schema import Column, Table, Type
from scheduler.scenarios.document import default_tiers, render_tiers
from scheduler.scenarios.kinds import built_in_kinds, crew_words, equipment_words
from scheduler.tables.catalogue import built_in
from scheduler.tables.cycles import CyclePatternRow
from scheduler.tables.registry import KEYS, TABLES, TIERS
from scheduler.tables.rosters import SeatRow, TourRow
from scheduler.words import N_, _, use_language
from scheduler.words.render import hours_minutes

TYPE_WORDS = {
    Type.CODE: N_("Code: letters, digits, - _ . and no spaces."),
    Type.TEXT: N_("Free text."),
    Type.INTEGER: N_("Whole number: 15000 or 15 000, never 15,000 or 15.000."),
    Type.HOURS: N_("Hours: 35, 37.5, 37,5 or 36h10."),
    Type.DEGREES: N_("Decimal degrees: 45.7772 or 45,7772; south and west negative."),
    Type.YES_NO: N_("yes or no (also oui, non, true, false, vrai, faux, x, 1, 0)."),
    Type.DATE: N_("Date: 2026-11-23 or 23/11/2026."),
    Type.DATES: N_("Dates: 2026-11-23 or 23/11/2026, separated by |."),
    Type.TIME: N_("Local time: 06:30, 6:30, 6h30 or 6h."),
    Type.TIMES: N_("Local times: 06:30, 6:30, 6h30 or 6h, separated by |."),
    Type.CHOICE: N_("One of the choices, or its French name."),
    Type.CHOICES: N_("Some of the choices, or their French names, separated by |."),
    Type.WEEKDAYS: N_(
        "Days: mon, tue, wed, thu, fri, sat, sun (also lun … dim) or ranges such as "
        "mon-fri, separated by |."
    ),
    Type.REF: N_("Code of a row of another table."),
    Type.REFS: N_("Codes of rows of another table, separated by |."),
    Type.CODES: N_("Codes, separated by |."),
    Type.QUANTITIES: N_("Quantities: code:number, separated by |."),
    Type.SETTING: N_(
        "A number; for a duration with its unit (44 h, 44h30, 2640 min); hh:mm for a "
        "time of day; yes or no; none = no limit."
    ),
    Type.INSTANT: N_("Local date and time with offset: 2026-11-23T06:30+01:00."),
    Type.INSTANTS: N_(
        "Local dates and times with offset: 2026-11-23T06:30+01:00, separated by |."
    ),
}
"""Sentences that say how each type is written (message ids)."""


def column_facts(column: Column) -> str:
    """Return choices, bounds, unit and table referred to, in the current language."""
    facts = []
    if column.refers:
        facts.append(_("Table: {table}.", table=column.refers))
    if column.choices:
        facts.append(_("Choices: {choices}.", choices=", ".join(column.choices)))
    if column.unit:
        facts.append(_("Unit: {unit}.", unit=_(column.unit)))
    if column.type is Type.TIME and column.most is not None:
        facts.append(_("24:00 = the end of the day."))
    elif column.least is not None and column.most is not None:
        least, most = render(column, column.least), render(column, column.most)
        facts.append(_("From {least} to {most}.", least=least, most=most))
    elif column.least is not None:
        facts.append(_("{least} at least.", least=render(column, column.least)))
    return " ".join(facts)


def how_to_write(column: Column) -> str:
    """Return how cells of a column are written, in the current language."""
    return f"{_(TYPE_WORDS[column.type])} {column_facts(column)}".strip()


def manual() -> str:
    """Return the manual of tables, in English Markdown.

    The text is ``manual.md``; each comment in it is replaced by what the code declares.
    """
    page = resources.files("scheduler.scenarios") / "manual.md"
    text = page.read_text("utf-8")
    with use_language("en"):
        for place, content in {
            "keys": _rows(KEYS.values()),
            "words of tiers": _(TIERS.words),
            "default tiers": "\n".join(render_tiers(default_tiers())),
            "tiers": _rows(TIERS.columns),
            "tables": "\n".join(map(_table, TABLES.values())),
            "kinds": _kinds(),
            "patterns": _patterns(),
            "tours and seats": "\n".join(map(_table, (TourRow.table, SeatRow.table))),
        }.items():
            text = text.replace(f"<!-- {place} -->", content.removesuffix("\n"))
    return text


def _rows(columns: Iterable[Column]) -> str:
    return "\n".join([*_HEAD, *map(_row, columns), ""])


_HEAD = (
    "| Key or column | Needed | How to write it | Meaning | Default |",
    "|---|---|---|---|---|",
)


def _row(column: Column) -> str:
    default = f"`{column.default}`" if column.default else ""
    cells = (
        f"`{column.name}`",
        "yes" if column.required else "",
        how_to_write(column),
        _(column.words),
        default,
    )
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _table(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    facts = [
        "Needed." if table.required else "Optional.",
        f"No two rows share {key}." if key else "Rows may repeat.",
    ]
    words = f"{_(table.words)} {' '.join(facts)}"
    return f"### `{table.name}`\n\n{words}\n\n{_rows(table.columns)}"


def _kinds() -> str:
    """Return the built-in kinds, each with its crew."""
    lines = []
    for kind in built_in_kinds().values():
        cells = (
            f"`{kind.id}`",
            kind.name("en"),
            kind.field and f"`{kind.field}`",
            crew_words(kind),
            equipment_words(kind),
            f"`{kind.fallback}`" if kind.fallback else "",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _patterns() -> str:
    """Return the built-in patterns: hours a week, free weekends."""
    lines = []
    for row in built_in(CyclePatternRow):
        days = parse_pattern(row.days)
        worked = [isinstance(d, int) for d in days]
        free, of = weekends_off(worked)
        week = work_per_week([row.tour * w for w in worked]) if row.tour else None
        cells = (
            f"`{row.pattern}`",
            row.name_en,
            f"`{row.days}`",
            hours_minutes(row.tour) if row.tour else "",
            "" if week is None else hours_minutes(round(week)),
            f"{free} in {of}" if free else "none",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Write ``scenarios/README.md``."""
    target = Path(__file__).parents[2] / "scenarios" / "README.md"
    target.write_text(manual(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
