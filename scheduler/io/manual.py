"""The manual of tables, generated: ``python -m scheduler.io.manual``."""

from pathlib import Path

from scheduler.domain.cycles import parse_pattern, weekends_off, work_per_week
from scheduler.io.cells import render
from scheduler.io.schema import Column, Table, Type
from scheduler.tables.registry import KEYS, TABLES, TIERS
from scheduler.tables.rosters import SeatRow, TourRow
from scheduler.tables.settings import DEFAULT_TIERS
from scheduler.words import N_, _, use_language
from scheduler.words.render import hours_minutes

TYPE_WORDS = {
    Type.CODE: N_("Code: letters, digits, - _ . and no spaces."),
    Type.TEXT: N_("Free text."),
    Type.INTEGER: N_("Whole number: 15000 or 15 000, never 15,000 or 15.000."),
    Type.HOURS: N_("Hours: 35, 37.5, 37,5 or 36h10."),
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
"""How to write each type, in a sentence (message ids)."""


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


EXAMPLE = {
    "scenario.toml": """\
title = "One evening"
start = 2026-11-23
days = 7
""",
    "forces.csv": """\
force,name,kind,regime,communes
pm,Town police,municipal,,63113
pn,District police,national,,63113
""",
    "agreements.csv": """\
agreement,name,municipal_force,national_force,communes,lead_force,valid_from,valid_to
town,Town agreement,pm,pn,63113,pn,2025-01-01,2027-12-31
""",
    "communes.csv": """\
commune,name
63113,Clermont-Ferrand
""",
    "zones.csv": """\
zone,name,commune
jaude,Place de Jaude,63113
""",
    "officers.csv": """\
officer,force,judicial,tours,cycle,cycle_start
PM-001,pm,APJA,free,,
PM-002,pm,APJA,free,,
PN-001,pn,OPJ,fixed,four-two,2026-11-23
""",
    "shifts.csv": """\
shift,name,force,start,end
EVE,Evening,pm,14:00,22:00
PN-EVE,National evening,pn,13:00,21:10
""",
    "cycles.csv": """\
cycle,day,shift
four-two,1,PN-EVE
four-two,2,PN-EVE
four-two,3,PN-EVE
four-two,4,PN-EVE
four-two,5,
four-two,6,
""",
    "missions.csv": """\
mission,kind,zone,dates,starts,minutes
jaude-1,joint_foot_patrol,jaude,2026-11-24|2026-11-25,15:00|17:00,120
""",
}
"""A scenario as small as one can be, file by file."""

_INTRODUCTION = """\
# Scenarios

A scenario is everything that is known before a roster is made. It is a **folder**
with `scenario.toml` and tables as CSV files, or **one workbook** `.xlsx` whose sheets
are those tables. Both hold the same things and can be turned into each other:

    patrol new my-week --from quickstart --xlsx

`--from` takes a folder, a workbook or the name of an example: `quickstart`,
`clermont-ferrand` or `senart`.

The folders in `broken` are scenarios that are refused, each with the words in which
it is.

This page is generated from `scheduler/io/schema.py` (`python -m
scheduler.io.manual`).

## How tables are read

- The first line that is not blank holds the headings below, in any order. Optional
  columns and optional tables may be left out; an empty cell takes the default.
- CSV may be separated by commas, semicolons or tabs and saved as UTF-8, UTF-16 or
  Windows-1252, as spreadsheets in French and in English do. Blank lines are skipped.
- Dates `2026-11-23` or `23/11/2026`; decimals `37.5` or `37,5`; times `06:30`, `6:30`
  or `6h30`; yes and no as `yes no oui non true false vrai faux x 1 0`; days `mon-fri`
  or `lun-ven`. Lists are separated by `|`.
- Codes are made of letters, digits, `-`, `_` and `.`, without spaces.
- Times are local. A mission cannot start at a time that the clocks skip in spring; of
  a time that comes twice in autumn, the first is meant.
- Anything unknown is refused with a suggestion: a misspelt file, heading, key or
  code. Every fault of every file is reported at once as `file:row: column: what is
  wrong (value) — what to do`, with rows as a spreadsheet shows them, and nothing is
  computed.
"""

_EVENTS = """\
## What is done with published calendars

Calendars (`.ics`) are read as their publishers write them. Every event of the horizon
that a row of `fixtures` means is planned, or named in a note that is printed with the
roster; so is every event that is planned although something about it is in doubt. What
cannot be understood is refused with file and line, if its dates leave it possible that
it lies within three days of the horizon.
"""

_EVENT_ROWS = (
    (
        "`STATUS:CANCELLED` or `CANCELED`, `METHOD:CANCEL`; `STATUS:POSTPONED`",
        "not planned, noted",
    ),
    (
        "A title with *annulé*, *reporté*, *ajourné*, *cancelled*, *postponed* …",
        "not planned, noted",
    ),
    (
        "`STATUS:TENTATIVE` or any other; a title with *à confirmer*, *à "
        "fixer*, *TBC* …",
        "planned, noted",
    ),
    (
        "No time; 00:00 in local time, or as written if that is before 06:00 here",
        "not planned, noted",
    ),
    (
        "More than 24 hours long",
        "not planned, noted",
    ),
    (
        "No end, or an end less than 10 minutes after the beginning",
        "`minutes` of the row, else refused",
    ),
    (
        "An end at 23:59 or 23:59:59",
        "`minutes` of the row, else planned so; noted",
    ),
    (
        "Several revisions (`SEQUENCE`, then `LAST-MODIFIED` or `DTSTAMP`)",
        "the last; an older one on another date is noted",
    ),
    (
        "Several events under one `UID` in one revision",
        "each is planned, with its date in its codes; noted",
    ),
    (
        "One title, time, zone and plan twice: two `UID`, two calendars or two rows",
        "planned once, noted",
    ),
    (
        "Two titles at one time, with one zone and plan",
        "both planned, noted",
    ),
    (
        "Another dash, a score, capitals, odd spaces in a title",
        "compared as if written plainly",
    ),
    (
        "A title that begins with the words of `match`, yet does not contain it",
        "not planned, noted",
    ),
    (
        "Times without a zone",
        "in `X-WR-TIMEZONE` if given (noted if hours differ), else local",
    ),
    (
        "A time with `TZID` and in UTC (`Z`)",
        "read as UTC, noted",
    ),
    (
        "Windows-1252 or Latin-1 text",
        "read as such, noted",
    ),
    (
        "A rule that repeats more than once a day, or takes more than 10,000 "
        "steps to reach the horizon",
        "refused",
    ),
    (
        "A rule that cannot be read, an event without `UID`, a time with "
        "seconds, an unknown time zone",
        "refused",
    ),
)

_EXTENDS = """\
## A week that extends standing tables

Most tables stand for months: forces, officers, shifts, zones. A weekly folder holds
only what is new and names the rest:

```toml
title = "Week 48"
start = 2026-11-23
days = 7
extends = "../standing"
```

The path is relative to this folder, or to the folder in which this workbook lies, and
names a folder or a workbook. A table that is present here replaces the table of the
same name whole, row for row; so does a key, and so do the tiers as a whole. What is
extended may extend another in its turn, but not in a circle.
"""

_WORKBOOK = """\
## A workbook

The sheets have the names and headings of the tables. In place of `scenario.toml`
stand a sheet `scenario` with the headings `key` and `value`, and, if wanted, a sheet
`tiers`. A sheet `help` is ignored, and so is any blank sheet. Cells may be text or
true dates, times, numbers and booleans, from any spreadsheet that saves `.xlsx`;
formulas count as the value last computed. `patrol new NAME --xlsx` writes an empty
workbook with drop-downs and help.
"""


_FEEDS = """\
## The calendars of a solved week

`feeds/officers/CODE.ics` is the calendar of one officer; `feeds/forces` and
`feeds/zones` are for command staff. An officer can import the file once. To subscribe,
put `feeds` on a web server of the service, under an address that only the officer
knows, and add that address on the phone as a subscribed calendar. Phones look for
changes when they please, some once a day only, so every entry says as of when it is.

- An entry is recognised by the scenario's `id`, the officer, the mission and its day.
  The name of the folder does not matter. `patrol new` chooses an `id` by chance;
  `--after` keeps it, and so does `--from`. Give a copy for another service another
  `id`. Without an `id`, the codes of forces and communes stand for it.
- Write each new roster of a week into the same folder (`--out`): an entry that changed
  takes the next `SEQUENCE`, an unchanged one keeps its bytes, and a withdrawn duty
  stays as cancelled. In a new folder every entry begins at 0.
- Titles name the place first and then the short words of the kind; tours begin at the
  `station` of the force. `tours_busy` says whether tours take the officer's time.
"""


def manual() -> str:
    """Return the manual of tables, in English Markdown."""
    with use_language("en"):
        parts = [
            _INTRODUCTION,
            _example(),
            _document(),
            _tiers(),
            "## The tables\n",
            *(_table(t) for t in TABLES.values()),
            _catalogue(),
            _events(),
            _EXTENDS,
            _WORKBOOK,
            _FEEDS,
            "## What a solved week holds\n",
            _table(TourRow.table),
            _table(SeatRow.table),
        ]
    return "\n".join(parts)


def _events() -> str:
    rows = (f"| {what} | {done} |\n" for what, done in _EVENT_ROWS)
    head = "\n| In the calendar | What is done |\n|---|---|\n"
    return f"{_EVENTS}{head}{''.join(rows)}"


def _example() -> str:
    files = "\n".join(
        f"`{name}`\n\n```{'toml' if name.endswith('toml') else 'csv'}\n{text}```\n"
        for name, text in EXAMPLE.items()
    )
    return (
        "## A whole scenario\n\nTwo municipal officers whose tours are free, one "
        "national officer on a\nfour-two cycle, and one joint foot patrol that may be "
        f"held at any of four moments:\n\n{files}"
    )


def _document() -> str:
    rows = [_row(c) for c in KEYS.values()]
    return "\n".join(["## `scenario.toml`\n", *_HEAD, *rows, ""])


_HEAD = (
    "| Key or column | Needed | How to write it | Meaning | Default |",
    "|---|---|---|---|---|",
)


def _row(column: Column) -> str:
    how = f"{_(TYPE_WORDS[column.type])} {column_facts(column)}".strip()
    default = f"`{column.default}`" if column.default else ""
    cells = (
        f"`{column.name}`",
        "yes" if column.required else "",
        how,
        _(column.words),
        default,
    )
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _tiers() -> str:
    blocks = "\n".join(
        f'[[tiers]]\nname = "{t.name}"\ngoals = {{ '
        + ", ".join(f"{goal} = {weight}" for goal, weight in t.goals.items())
        + " }\n"
        for t in DEFAULT_TIERS
    )
    return (
        f"### Tiers\n\n{_(TIERS.words)} In `scenario.toml` they are written so,\n"
        f"which is the default order too; in a workbook they are the sheet `tiers`.\n\n"
        f"```toml\n{blocks}```\n\n"
        + "\n".join([*_HEAD, *(_row(c) for c in TIERS.columns), ""])
    )


def _table(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    facts = [
        "Needed." if table.required else "Optional.",
        f"No two rows share {key}." if key else "Rows may repeat.",
    ]
    return "\n".join(
        [
            f"### `{table.name}`\n",
            f"{_(table.words)} {' '.join(facts)}\n",
            *_HEAD,
            *(_row(c) for c in table.columns),
            "",
        ]
    )


def _catalogue() -> str:
    """Return the built-in kinds, each with its crew."""
    from scheduler.io.kinds import built_in_kinds, crew_words, equipment_words

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
    table = "\n".join(lines)
    return (
        "## The built-in mission kinds\n\nMissions may use these without any table of "
        "kinds. A row of `mission_kinds` with the\nsame code replaces the entry and "
        "its positions. Equipment that a used kind needs must\nbe in `equipment`, and "
        "officers need the qualifications that a crew names here.\n`patrol kinds KIND` "
        "prints one with its powers, its conditions and its source.\n\n| Kind | What "
        "it is | Field | Crew | Equipment | Fallback by one force |\n"
        f"|---|---|---|---|---|---|\n{table}\n\n{_patterns()}"
    )


def _patterns() -> str:
    """Return the built-in patterns with what each gives."""
    from scheduler.tables.cycles import CyclePatternRow
    from scheduler.tables.opening import built_in

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
    table = "\n".join(lines)
    return (
        "## The built-in patterns of national cycles\n\nA row of `standard_cycles` "
        "names one and the shifts that its numbers stand for. With\na `cycle_start` "
        "that is a Monday, the weekly patterns rest on Sunday, and the\nweekends off "
        "are those counted here: no tour begins on the Saturday or the Sunday.\nCycles "
        "of which no source gives the pattern (4/2 compressed, 3/3, 3/4) are for\n"
        "`cycle_patterns` or, day by day, for `cycles`.\n\nThe handover of "
        "`four_two_classic` from late to early tours (21:00 to 05:30) is\nshorter than "
        "the daily rest of 11 h. It rests on a derogation (arrêté du\n5 septembre 2019 "
        "art. 59 and 73), which one line of `derogations` gives for all\nofficers of "
        "the cycle.\n\n| Pattern | What it is | "
        "Days | A tour | An average week | Weekends off |\n|---|---|---|---|---|---|\n"
        f"{table}\n"
    )


def main() -> None:
    """Write ``scenarios/README.md``."""
    target = Path(__file__).parents[2] / "scenarios" / "README.md"
    target.write_text(manual(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
