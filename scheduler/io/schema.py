"""The tables of a scenario: every column, its unit, its default and its words.

From this one place come the reader, the writer, the empty workbook with its drop-downs
and the manual of tables. Here too: the keys of ``scenario.toml``, the tiers that stand
when a scenario names none, and the two tables of a roster.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.agreements import Route
from scheduler.domain.missions import Measured, Period
from scheduler.domain.people import ForceKind, Judicial, Sex, Status, Together
from scheduler.domain.powers import OpjNeed
from scheduler.domain.scenario import Tier
from scheduler.domain.tours import Change, Rest
from scheduler.words import N_

MIDNIGHT = 24 * 60
"""``24:00``, in minutes of the day."""


class Type(StrEnum):
    """What a cell holds. Lists are separated by ``|``."""

    CODE = "code"
    """A name without spaces: letters, digits, ``- _ .``."""
    TEXT = "text"
    INTEGER = "integer"
    HOURS = "hours"
    """Decimal hours, ``35`` or ``37,5``; inside: minutes."""
    YES_NO = "yes/no"
    DATE = "date"
    """``2026-11-23`` or ``23/11/2026``."""
    DATES = "dates"
    TIME = "time"
    """``06:30``, ``6:30`` or ``6h30``; ``24:00`` only as the end of a day."""
    TIMES = "times"
    CHOICE = "choice"
    CHOICES = "choices"
    WEEKDAYS = "weekdays"
    """List of ``mon``…``sun``, or ranges such as ``mon-fri``."""
    REF = "ref"
    """Key of a row of another table."""
    REFS = "refs"
    CODES = "codes"
    """List of free codes, such as qualifications."""
    QUANTITIES = "quantities"
    """List of ``code:number``."""
    SETTING = "setting"
    """A value in the unit of the setting named in the row, or ``none``."""
    INSTANT = "instant"
    """Local date and time with its offset: ``2026-11-23T06:30+01:00``."""
    INSTANTS = "instants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Heading.
    type
        What its cells hold.
    words
        Meaning, in a sentence (message id).
    required
        Whether a cell may not be empty.
    default
        What an empty cell stands for, as it would be written.
    refers
        For references: the table referred to.
    choices
        For choices: the codes allowed.
    least, most
        For numbers: bounds, both included. A time may be ``24:00`` only where
        ``most`` says so.
    unit
        For numbers: what they count.
    lines
        Whether a text may have several lines; names are of one.
    """

    name: str
    type: Type
    words: str
    required: bool = False
    default: str = ""
    refers: str | None = None
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    unit: str = ""
    lines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a scenario: one CSV file or one sheet.

    Parameters
    ----------
    name
        File name without ``.csv``, and name of the sheet.
    words
        What it holds, in a sentence (message id).
    columns
        In order.
    key
        Columns that together name a row; empty = rows may repeat.
    required
        Whether a scenario cannot do without it.
    """

    name: str
    words: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False

    def column(self, name: str) -> Column:
        """Return a column by its heading."""
        return next(c for c in self.columns if c.name == name)


RISKS = ("low", "normal", "high")
"""Risk classes of events."""

_ONLY = ("school_days", "school_holidays", "public_holidays", "working_days")


def _codes(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(m.value for m in enum)


_TABLES = (
    Table(
        name="forces",
        words=N_("The employers that lend officers."),
        required=True,
        key=("force",),
        columns=(
            Column(
                name="force",
                type=Type.CODE,
                required=True,
                words=N_("Code of the force."),
            ),
            Column(
                name="name",
                type=Type.TEXT,
                required=True,
                words=N_("Name that people read."),
            ),
            Column(
                name="kind",
                type=Type.CHOICE,
                required=True,
                choices=_codes(ForceKind),
                words=N_("Municipal or national."),
            ),
            Column(
                name="regime",
                type=Type.CODE,
                words=N_("Working-time regime; empty = the regime of its kind."),
            ),
            Column(
                name="communes",
                type=Type.REFS,
                refers="communes",
                required=True,
                words=N_("Communes where its officers are competent."),
            ),
            Column(
                name="posts",
                type=Type.INTEGER,
                least=0,
                most=100_000,
                unit=N_("posts"),
                words=N_(
                    "Posts of police officers in the service, for the threshold above "
                    "which an agreement is mandatory (CSI L512-4)."
                ),
            ),
            Column(
                name="station",
                type=Type.REF,
                refers="zones",
                words=N_(
                    "Zone where tours of its officers begin, as calendars tell it; "
                    "empty = the name of the force."
                ),
            ),
        ),
    ),
    Table(
        name="regimes",
        words=N_(
            "Values that replace the defaults of rules and goals, by regime and by "
            "day. A scenario without this table uses the defaults."
        ),
        key=("regime", "rule", "setting", "valid_from"),
        columns=(
            Column(
                name="regime",
                type=Type.CODE,
                required=True,
                words=N_(
                    "Regime concerned: “municipal”, “national”, or one named in the "
                    "table of forces."
                ),
            ),
            Column(
                name="rule",
                type=Type.CODE,
                required=True,
                words=N_("Rule or goal, as “patrol rules” lists them."),
            ),
            Column(
                name="setting",
                type=Type.CODE,
                required=True,
                words=N_("Setting of that rule."),
            ),
            Column(
                name="value",
                type=Type.SETTING,
                required=True,
                words=N_(
                    "Value in the unit of the setting; “none” = the limit does not "
                    "apply."
                ),
            ),
            Column(
                name="valid_from",
                type=Type.DATE,
                words=N_("First day in force; empty = always was."),
            ),
            Column(
                name="valid_to",
                type=Type.DATE,
                words=N_("Last day in force; empty = until further notice."),
            ),
            Column(
                name="source",
                type=Type.TEXT,
                lines=True,
                words=N_("Where the value comes from."),
            ),
        ),
    ),
    Table(
        name="agreements",
        words=N_("Coordination agreements between a municipal and the national force."),
        key=("agreement",),
        columns=(
            Column(
                name="agreement",
                type=Type.CODE,
                required=True,
                words=N_("Code of the agreement."),
            ),
            Column(
                name="name",
                type=Type.TEXT,
                required=True,
                words=N_("Name that people read."),
            ),
            Column(
                name="municipal_force",
                type=Type.REF,
                refers="forces",
                required=True,
                words=N_("Municipal party."),
            ),
            Column(
                name="national_force",
                type=Type.REF,
                refers="forces",
                required=True,
                words=N_("National party."),
            ),
            Column(
                name="communes",
                type=Type.REFS,
                refers="communes",
                required=True,
                words=N_("Communes that it covers."),
            ),
            Column(
                name="lead_force",
                type=Type.REF,
                refers="forces",
                required=True,
                words=N_("Party whose officer commands joint crews."),
            ),
            Column(
                name="valid_from",
                type=Type.DATE,
                required=True,
                words=N_("First day in force."),
            ),
            Column(
                name="valid_to",
                type=Type.DATE,
                required=True,
                words=N_("Last day in force."),
            ),
            Column(
                name="night_clause",
                type=Type.YES_NO,
                default="no",
                words=N_(
                    "Whether it allows municipal missions between 23:00 and 06:00."
                ),
            ),
            Column(
                name="kinds",
                type=Type.REFS,
                refers="mission_kinds",
                words=N_("Joint mission kinds that it provides for; empty = all."),
            ),
            Column(
                name="arms",
                type=Type.YES_NO,
                default="no",
                words=N_("Whether it provides for armed municipal officers."),
            ),
            Column(
                name="denounced",
                type=Type.DATE,
                words=N_("Day on which a party gave notice; empty = none did."),
            ),
            Column(
                name="notice_months",
                type=Type.INTEGER,
                default="6",
                least=0,
                most=120,
                unit=N_("months"),
                words=N_("Months between notice and end (annexe 1 art. 21)."),
            ),
            Column(
                name="source",
                type=Type.TEXT,
                lines=True,
                words=N_("Where the facts come from."),
            ),
        ),
    ),
    Table(
        name="communes",
        words=N_("Communes of the territory."),
        required=True,
        key=("commune",),
        columns=(
            Column(
                name="commune", type=Type.CODE, required=True, words=N_("INSEE code.")
            ),
            Column(
                name="name",
                type=Type.TEXT,
                required=True,
                words=N_("Name that people read."),
            ),
            Column(
                name="population",
                type=Type.INTEGER,
                least=0,
                default="0",
                unit=N_("inhabitants"),
                words=N_("Inhabitants."),
            ),
            Column(
                name="source",
                type=Type.TEXT,
                lines=True,
                words=N_("Where the facts come from."),
            ),
        ),
    ),
    Table(
        name="zones",
        words=N_("Places inside the communes where missions are held."),
        required=True,
        key=("zone",),
        columns=(
            Column(
                name="zone",
                type=Type.CODE,
                required=True,
                words=N_("Code of the zone."),
            ),
            Column(
                name="name",
                type=Type.TEXT,
                required=True,
                words=N_("Name that people read."),
            ),
            Column(
                name="commune",
                type=Type.REF,
                refers="communes",
                required=True,
                words=N_("Commune in which it lies, whose mayor has the authority."),
            ),
            Column(
                name="also_in",
                type=Type.REFS,
                refers="communes",
                words=N_(
                    "Other communes into which it reaches: officers must be competent "
                    "in all of them."
                ),
            ),
        ),
    ),
    Table(
        name="travel",
        words=N_(
            "Minutes to travel between zones. A pair given one way holds both ways; a "
            "pair left out takes the default of scenario.toml; a detour through a "
            "third zone is used where it is shorter."
        ),
        key=("from", "to"),
        columns=(
            Column(
                name="from",
                type=Type.REF,
                refers="zones",
                required=True,
                words=N_("Zone left."),
            ),
            Column(
                name="to",
                type=Type.REF,
                refers="zones",
                required=True,
                words=N_("Zone reached."),
            ),
            Column(
                name="minutes",
                type=Type.INTEGER,
                required=True,
                least=0,
                most=600,
                unit=N_("minutes"),
                words=N_("Minutes on the way."),
            ),
        ),
    ),
    Table(
        name="officers",
        words=N_("Officers who can be rostered, by service number; never a name."),
        required=True,
        key=("officer",),
        columns=(
            Column(
                name="officer",
                type=Type.CODE,
                required=True,
                words=N_("Service number."),
            ),
            Column(
                name="force",
                type=Type.REF,
                refers="forces",
                required=True,
                words=N_("Employer."),
            ),
            Column(
                name="unit",
                type=Type.CODE,
                words=N_("Unit or brigade inside the force."),
            ),
            Column(name="grade", type=Type.TEXT, words=N_("Grade as printed.")),
            Column(
                name="judicial",
                type=Type.CHOICE,
                choices=_codes(Judicial),
                default="none",
                words=N_("Judicial status (CPP art. 16, 20, 21)."),
            ),
            Column(
                name="status",
                type=Type.CHOICE,
                choices=_codes(Status),
                default="titular",
                words=N_("Titular, trainee or assistant (policier adjoint)."),
            ),
            Column(
                name="contract_hours",
                type=Type.HOURS,
                default="35",
                least=0,
                most=48 * 60,
                unit=N_("hours a week"),
                words=N_("Contract work in hours a week."),
            ),
            Column(
                name="tours",
                type=Type.CHOICE,
                choices=("free", "fixed"),
                default="free",
                words=N_(
                    "free = the scheduler chooses the tours; fixed = they come from "
                    "the cycle or from fixed_tours."
                ),
            ),
            Column(
                name="cycle",
                type=Type.REF,
                refers="cycles",
                words=N_("Cycle that an officer with fixed tours follows."),
            ),
            Column(
                name="cycle_start",
                type=Type.DATE,
                words=N_("A day that is day 1 of the cycle for this officer."),
            ),
            Column(
                name="sex",
                type=Type.CHOICE,
                choices=_codes(Sex),
                words=N_(
                    "F or M, for crews that make safety pat-downs; printed nowhere."
                ),
            ),
            Column(
                name="night_worker",
                type=Type.YES_NO,
                default="no",
                words=N_(
                    "Whether the officer is a night worker of the national police "
                    "(arrêté of 5 September 2019, art. 10)."
                ),
            ),
            Column(
                name="desk",
                type=Type.YES_NO,
                default="no",
                words=N_(
                    "Whether the officer holds the duty desk while on tour: reachable, "
                    "and on no mission."
                ),
            ),
        ),
    ),
    Table(
        name="qualifications",
        words=N_(
            "Qualifications (habilitations) that officers hold, with their dates."
        ),
        key=("officer", "qualification", "valid_from"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who holds it."),
            ),
            Column(
                name="qualification",
                type=Type.CODE,
                required=True,
                words=N_("What is held, such as bike."),
            ),
            Column(
                name="valid_from",
                type=Type.DATE,
                words=N_("First day of validity; empty = always was."),
            ),
            Column(
                name="valid_to",
                type=Type.DATE,
                words=N_("Last day of validity; empty = until further notice."),
            ),
        ),
    ),
    Table(
        name="weapons",
        words=N_(
            "Permits of municipal officers to bear arms, with the training sessions "
            "attended (CSI R511-19; arrêté of 3 August 2007)."
        ),
        key=("officer", "weapon", "valid_from"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who bears it."),
            ),
            Column(
                name="weapon",
                type=Type.CODE,
                required=True,
                words=N_("Weapon, such as pie (stun gun), baton or handgun."),
            ),
            Column(
                name="valid_from",
                type=Type.DATE,
                words=N_("First day of the permit; empty = always was."),
            ),
            Column(
                name="valid_to",
                type=Type.DATE,
                words=N_("Last day of the permit; empty = until further notice."),
            ),
            Column(
                name="sessions",
                type=Type.DATES,
                words=N_("Days of the training sessions attended."),
            ),
        ),
    ),
    Table(
        name="suspensions",
        words=N_(
            "Times during which an officer's approval, or permit to bear arms, is "
            "suspended."
        ),
        key=("officer", "what", "from_date"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who."),
            ),
            Column(
                name="what",
                type=Type.CHOICE,
                required=True,
                choices=("approval", "arms"),
                words=N_(
                    "approval = no mission at all (CSI L511-2); arms = no armed seat "
                    "(CSI R511-19)."
                ),
            ),
            Column(
                name="from_date", type=Type.DATE, required=True, words=N_("First day.")
            ),
            Column(
                name="to_date",
                type=Type.DATE,
                words=N_("Last day; empty = until further notice."),
            ),
        ),
    ),
    Table(
        name="shifts",
        words=N_("Templates of tours of duty (vacations)."),
        required=True,
        key=("shift",),
        columns=(
            Column(
                name="shift",
                type=Type.CODE,
                required=True,
                words=N_("Code of the shift."),
            ),
            Column(
                name="name",
                type=Type.TEXT,
                required=True,
                words=N_("Name that people read."),
            ),
            Column(
                name="force",
                type=Type.REF,
                refers="forces",
                required=True,
                words=N_("Force that works it."),
            ),
            Column(
                name="units",
                type=Type.CODES,
                words=N_("Units that may work it; empty = all of the force."),
            ),
            Column(
                name="start",
                type=Type.TIME,
                required=True,
                words=N_("Local time at which it begins."),
            ),
            Column(
                name="end",
                type=Type.TIME,
                most=MIDNIGHT,
                required=True,
                words=N_(
                    "Local time at which it ends; not after the start = on the next "
                    "day."
                ),
            ),
            Column(
                name="days",
                type=Type.WEEKDAYS,
                default="mon-sun",
                words=N_("Days on which it may begin."),
            ),
            Column(
                name="unpaid_break",
                type=Type.INTEGER,
                default="0",
                least=0,
                most=240,
                unit=N_("minutes"),
                words=N_("Minutes of the tour that do not count as work."),
            ),
        ),
    ),
    Table(
        name="cycles",
        words=N_("Cycles: one row for each day of the pattern, which then repeats."),
        key=("cycle", "day"),
        columns=(
            Column(
                name="cycle",
                type=Type.CODE,
                required=True,
                words=N_("Code of the cycle."),
            ),
            Column(
                name="day",
                type=Type.INTEGER,
                required=True,
                least=1,
                most=366,
                unit=N_("days"),
                words=N_("Day of the pattern, from 1 without gaps."),
            ),
            Column(
                name="shift",
                type=Type.REF,
                refers="shifts",
                words=N_("Shift worked; empty = day off."),
            ),
            Column(
                name="rest",
                type=Type.CHOICE,
                choices=_codes(Rest),
                words=N_(
                    "Kind of rest of a day off: RC, RL or DN (arrêté of 5 September "
                    "2019, art. 28 to 30)."
                ),
            ),
        ),
    ),
    Table(
        name="standard_cycles",
        words=N_(
            "Cycles in one line: a pattern, and the shifts that its numbers stand for. "
            "An officer may follow one as if it were written in cycles."
        ),
        key=("cycle",),
        columns=(
            Column(
                name="cycle",
                type=Type.CODE,
                required=True,
                words=N_("Code of the cycle."),
            ),
            Column(
                name="pattern",
                type=Type.REF,
                refers="cycle_patterns",
                required=True,
                words=N_("Pattern, of this scenario or of the built-in catalogue."),
            ),
            Column(
                name="shifts",
                type=Type.REFS,
                refers="shifts",
                required=True,
                words=N_("Shifts that the numbers 1, 2 … of the pattern stand for."),
            ),
        ),
    ),
    Table(
        name="cycle_patterns",
        words=N_(
            "Patterns of cycles that extend the built-in catalogue, or replace an "
            "entry of it."
        ),
        key=("pattern",),
        columns=(
            Column(
                name="pattern",
                type=Type.CODE,
                required=True,
                words=N_("Code of the pattern."),
            ),
            Column(
                name="name_fr", type=Type.TEXT, required=True, words=N_("French name.")
            ),
            Column(
                name="name_en", type=Type.TEXT, required=True, words=N_("English name.")
            ),
            Column(
                name="days",
                type=Type.TEXT,
                required=True,
                words=N_(
                    "One mark a day, with spaces between: the number of a shift, or "
                    "RC, RL or DN."
                ),
            ),
            Column(
                name="tour",
                type=Type.HOURS,
                least=1,
                most=24 * 60,
                unit=N_("hours"),
                words=N_("Usual work of a tour; empty = it varies."),
            ),
            Column(
                name="source",
                type=Type.TEXT,
                lines=True,
                words=N_("Where the facts come from."),
            ),
        ),
    ),
    Table(
        name="cycle_changes",
        words=N_(
            "Recorded departures of days from the cycle: without one, a roster that "
            "departs from its cycle is refused."
        ),
        key=("officer", "date"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who."),
            ),
            Column(
                name="date", type=Type.DATE, required=True, words=N_("Day changed.")
            ),
            Column(
                name="change",
                type=Type.CHOICE,
                required=True,
                choices=_codes(Change),
                words=N_(
                    "recall = called back on a rest day; postponement = rest put off; "
                    "shifted = other hours; exchange = exchanged, or granted on "
                    "request."
                ),
            ),
            Column(
                name="told_date",
                type=Type.DATE,
                words=N_("Day on which the officer was told."),
            ),
            Column(
                name="told_time",
                type=Type.TIME,
                words=N_("Local time at which the officer was told."),
            ),
            Column(
                name="reason",
                type=Type.TEXT,
                lines=True,
                words=N_("Why; printed nowhere."),
            ),
        ),
    ),
    Table(
        name="fixed_tours",
        words=N_(
            "Days of officers with fixed tours as the force's own roster has them; "
            "they replace the cycle on that day. A night worker with a task in the "
            "morning and the night tour of the same day has two rows."
        ),
        key=("officer", "date", "shift"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who."),
            ),
            Column(
                name="date",
                type=Type.DATE,
                required=True,
                words=N_("Day on which the tour begins."),
            ),
            Column(
                name="shift",
                type=Type.REF,
                refers="shifts",
                words=N_("Shift worked; empty = day off."),
            ),
        ),
    ),
    Table(
        name="fields",
        words=N_(
            "Fields of cooperation that agreements name. A field named here replaces "
            "the one of the built-in catalogue."
        ),
        key=("field",),
        columns=(
            Column(
                name="field",
                type=Type.CODE,
                required=True,
                words=N_("Code of the field."),
            ),
            Column(
                name="name_fr", type=Type.TEXT, required=True, words=N_("French name.")
            ),
            Column(
                name="name_en", type=Type.TEXT, required=True, words=N_("English name.")
            ),
            Column(
                name="source",
                type=Type.TEXT,
                lines=True,
                words=N_("Article behind the entry."),
            ),
        ),
    ),
    Table(
        name="mission_kinds",
        words=N_(
            "Mission kinds that extend the built-in catalogue, or replace an entry of "
            "it together with its positions."
        ),
        key=("kind",),
        columns=(
            Column(
                name="kind",
                type=Type.CODE,
                required=True,
                words=N_("Code of the kind."),
            ),
            Column(
                name="name_fr", type=Type.TEXT, required=True, words=N_("French name.")
            ),
            Column(
                name="name_en", type=Type.TEXT, required=True, words=N_("English name.")
            ),
            Column(
                name="short_fr",
                type=Type.TEXT,
                words=N_(
                    "Short French words for titles of calendar entries, where the "
                    "place stands first and phones cut after about 30 characters; "
                    "empty = the name."
                ),
            ),
            Column(
                name="short_en",
                type=Type.TEXT,
                words=N_("The same in English."),
            ),
            Column(
                name="joint",
                type=Type.YES_NO,
                required=True,
                words=N_("Whether the crew must be mixed."),
            ),
            Column(
                name="priority",
                type=Type.INTEGER,
                required=True,
                least=1,
                most=10_000,
                unit=N_("points"),
                words=N_("Points lost when one occurrence is not held."),
            ),
            Column(
                name="mandatory",
                type=Type.YES_NO,
                default="no",
                words=N_("Whether its missions come before all else."),
            ),
            Column(
                name="night_exempt",
                type=Type.YES_NO,
                default="no",
                words=N_(
                    "Whether municipal officers may hold it between 23:00 and 06:00 "
                    "without a night clause: static guard of municipal buildings, "
                    "ceremonies and festivities of the commune (CSI L512-6)."
                ),
            ),
            Column(
                name="equipment",
                type=Type.QUANTITIES,
                refers="equipment",
                words=N_("Pieces that one crew needs, such as bike:2."),
            ),
            Column(
                name="powers",
                type=Type.REFS,
                refers="powers",
                words=N_("Powers that its crews exercise."),
            ),
            Column(
                name="fallback",
                type=Type.REF,
                refers="mission_kinds",
                words=N_(
                    "Kind held by one force alone when no joint crew can be had; empty "
                    "= none. Only joint kinds fall back, and only once."
                ),
            ),
            Column(
                name="fallback_worth",
                type=Type.INTEGER,
                default="50",
                least=1,
                most=99,
                unit=N_("percent"),
                words=N_("Share of the points that the fallback saves."),
            ),
            Column(
                name="field",
                type=Type.REF,
                refers="fields",
                words=N_("Field of cooperation it serves."),
            ),
            Column(
                name="briefing",
                type=Type.INTEGER,
                default="0",
                least=0,
                most=240,
                unit=N_("minutes"),
                words=N_("Work on the spot before it begins."),
            ),
            Column(
                name="debriefing",
                type=Type.INTEGER,
                default="0",
                least=0,
                most=240,
                unit=N_("minutes"),
                words=N_("Work on the spot after it ends."),
            ),
            Column(
                name="changeover",
                type=Type.INTEGER,
                default="0",
                least=0,
                most=240,
                unit=N_("minutes"),
                words=N_(
                    "Minutes to change over to it after a mission of another kind, "
                    "beside the way: dress, vehicle, equipment."
                ),
            ),
            Column(
                name="reach",
                type=Type.INTEGER,
                least=1,
                most=600,
                unit=N_("minutes"),
                words=N_(
                    "For a reserve: minutes within which its officers, free of "
                    "missions, can be on the spot; empty = the crew is on the spot."
                ),
            ),
            Column(
                name="presence",
                type=Type.YES_NO,
                default="no",
                words=N_(
                    "Whether it is seen in the street, and so lowers the risk there."
                ),
            ),
            Column(
                name="unpredictable",
                type=Type.YES_NO,
                default="no",
                words=N_("Whether its starts must not repeat from week to week."),
            ),
            Column(
                name="permission",
                type=Type.YES_NO,
                default="no",
                words=N_("Whether the owner of the place must have allowed it."),
            ),
            Column(
                name="conditions_fr",
                type=Type.TEXT,
                lines=True,
                words=N_("Legal conditions that the crew is told, in French."),
            ),
            Column(
                name="conditions_en",
                type=Type.TEXT,
                lines=True,
                words=N_("Legal conditions that the crew is told, in English."),
            ),
            Column(
                name="source",
                type=Type.TEXT,
                lines=True,
                words=N_("Clause or article behind the entry."),
            ),
        ),
    ),
    Table(
        name="positions",
        words=N_(
            "Crews of the mission kinds of this scenario: one row for each sort of "
            "seat."
        ),
        key=("kind", "position"),
        columns=(
            Column(
                name="kind",
                type=Type.REF,
                refers="mission_kinds",
                required=True,
                words=N_("Mission kind."),
            ),
            Column(
                name="position",
                type=Type.CODE,
                required=True,
                words=N_("Code of the position."),
            ),
            Column(
                name="count",
                type=Type.INTEGER,
                default="1",
                least=1,
                most=99,
                unit=N_("seats"),
                words=N_("Seats to fill."),
            ),
            Column(
                name="force",
                type=Type.CHOICE,
                choices=("any", *_codes(ForceKind)),
                default="any",
                words=N_("Kind of force that fills it."),
            ),
            Column(
                name="qualifications",
                type=Type.CODES,
                words=N_("Qualifications needed, all of them."),
            ),
            Column(
                name="judicial",
                type=Type.CHOICES,
                choices=_codes(Judicial),
                words=N_("Judicial statuses accepted; empty = any."),
            ),
            Column(
                name="leads",
                type=Type.YES_NO,
                default="no",
                words=N_("Whether this position commands the crew."),
            ),
            Column(
                name="armed",
                type=Type.YES_NO,
                default="no",
                words=N_("Whether the officer must bear arms."),
            ),
            Column(
                name="wardens",
                type=Type.YES_NO,
                default="no",
                words=N_("Whether a warden (ASVP) may hold it."),
            ),
        ),
    ),
    Table(
        name="powers",
        words=N_(
            "Powers that missions exercise, and what the law of each time asks for. A "
            "power named here replaces all rows of that power in the built-in "
            "catalogue."
        ),
        key=("power", "valid_from"),
        columns=(
            Column(
                name="power",
                type=Type.CODE,
                required=True,
                words=N_("Code of the power."),
            ),
            Column(
                name="name_fr", type=Type.TEXT, required=True, words=N_("French name.")
            ),
            Column(
                name="name_en", type=Type.TEXT, required=True, words=N_("English name.")
            ),
            Column(
                name="opj",
                type=Type.CHOICE,
                choices=_codes(OpjNeed),
                default="none",
                words=N_(
                    "Judicial police officer: none needed; reachable = on duty in the "
                    "district or in the crew; present = in the crew."
                ),
            ),
            Column(
                name="chief",
                type=Type.CODE,
                words=N_(
                    "Qualification of a municipal officer on duty who stands for the "
                    "OPJ; empty = nobody does."
                ),
            ),
            Column(
                name="national",
                type=Type.YES_NO,
                default="no",
                words=N_("Whether the crew needs a national officer."),
            ),
            Column(
                name="both_sexes",
                type=Type.YES_NO,
                default="no",
                words=N_("Whether the crew needs a woman and a man."),
            ),
            Column(
                name="municipal",
                type=Type.YES_NO,
                default="yes",
                words=N_("Whether municipal officers may take part."),
            ),
            Column(
                name="judicial",
                type=Type.YES_NO,
                default="no",
                words=N_(
                    "Whether it is judicial police, closed to officers lent by a "
                    "prefect's order (CSI L512-3)."
                ),
            ),
            Column(
                name="suspends",
                type=Type.YES_NO,
                default="no",
                words=N_(
                    "Whether those engaged lose their judicial powers meanwhile (CPP "
                    "16, 20)."
                ),
            ),
            Column(
                name="requisition",
                type=Type.YES_NO,
                default="no",
                words=N_(
                    "Whether the mission needs the reference of a prosecutor's "
                    "requisition."
                ),
            ),
            Column(
                name="announced",
                type=Type.YES_NO,
                default="no",
                words=N_(
                    "Whether municipal missions are announced to the national force "
                    "(annexe 1 art. 7)."
                ),
            ),
            Column(
                name="valid_from",
                type=Type.DATE,
                words=N_("First day of this text; empty = always was."),
            ),
            Column(
                name="valid_to",
                type=Type.DATE,
                words=N_("Last day of this text; empty = until further notice."),
            ),
            Column(
                name="source",
                type=Type.TEXT,
                lines=True,
                words=N_("Article behind the entry."),
            ),
        ),
    ),
    Table(
        name="poolings",
        words=N_(
            "Communes in which officers of other forces are competent, by legal route "
            "and by date."
        ),
        key=("pooling",),
        columns=(
            Column(
                name="pooling",
                type=Type.CODE,
                required=True,
                words=N_("Code of the pooling."),
            ),
            Column(
                name="route",
                type=Type.CHOICE,
                required=True,
                choices=_codes(Route),
                words=N_(
                    "L512-1 = officers in common between communes; L512-2 = officers "
                    "of an intercommunal body; syndicate = of a syndicate of communes; "
                    "L512-3 = prefect's order for an event; L511-1 = transport "
                    "network across communes."
                ),
            ),
            Column(
                name="forces",
                type=Type.REFS,
                refers="forces",
                required=True,
                words=N_("Municipal forces whose officers it lends."),
            ),
            Column(
                name="communes",
                type=Type.REFS,
                refers="communes",
                required=True,
                words=N_("Communes where they may act."),
            ),
            Column(
                name="kinds",
                type=Type.REFS,
                refers="mission_kinds",
                words=N_("Mission kinds it is for; empty = all."),
            ),
            Column(
                name="valid_from",
                type=Type.DATE,
                required=True,
                words=N_("First day in force."),
            ),
            Column(
                name="valid_to",
                type=Type.DATE,
                required=True,
                words=N_("Last day in force."),
            ),
            Column(
                name="source",
                type=Type.TEXT,
                lines=True,
                words=N_("Where the facts come from."),
            ),
        ),
    ),
    Table(
        name="missions",
        words=N_(
            "What is to be staffed. Several dates or starts make a flexible mission: "
            "the scheduler chooses."
        ),
        required=True,
        key=("mission",),
        columns=(
            Column(
                name="mission",
                type=Type.CODE,
                required=True,
                words=N_("Code of the mission; calendar entries keep it for ever."),
            ),
            Column(
                name="kind",
                type=Type.REF,
                refers="mission_kinds",
                required=True,
                words=N_(
                    "Mission kind, of this scenario or of the built-in catalogue."
                ),
            ),
            Column(
                name="zone",
                type=Type.REF,
                refers="zones",
                required=True,
                words=N_("Where."),
            ),
            Column(
                name="dates",
                type=Type.DATES,
                words=N_("Days on which it may be held; empty = see days."),
            ),
            Column(
                name="days",
                type=Type.WEEKDAYS,
                words=N_(
                    "Days of the week instead of dates: it may be held on every such "
                    "day of the horizon, and is once in all unless “times” says more."
                ),
            ),
            Column(
                name="only",
                type=Type.CHOICE,
                choices=_ONLY,
                words=N_(
                    "Of those days only: school_days (neither in the school holidays "
                    "of the school_zone nor a public holiday nor a Sunday), "
                    "school_holidays, public_holidays, or working_days (Monday to "
                    "Saturday without public holidays)."
                ),
            ),
            Column(
                name="starts",
                type=Type.TIMES,
                words=N_(
                    "Local times at which it may start, briefing left aside; empty = "
                    "the grid of a window."
                ),
            ),
            Column(
                name="minutes",
                type=Type.INTEGER,
                required=True,
                least=1,
                most=1440,
                unit=N_("minutes"),
                words=N_("Duration."),
            ),
            Column(
                name="times",
                type=Type.INTEGER,
                default="1",
                least=1,
                most=99,
                words=N_(
                    "How often it is wanted, at most once a day; no more often than "
                    "days or only leave days."
                ),
            ),
            Column(
                name="priority",
                type=Type.INTEGER,
                least=1,
                most=10_000,
                unit=N_("points"),
                words=N_(
                    "Points lost when one occurrence is not held; empty = as its kind."
                ),
            ),
            Column(
                name="mandatory",
                type=Type.YES_NO,
                words=N_("Whether it comes before all else; empty = as its kind."),
            ),
            Column(
                name="note",
                type=Type.TEXT,
                lines=True,
                words=N_("Free note for the calendar entry."),
            ),
            Column(
                name="requisition",
                type=Type.TEXT,
                words=N_("Reference of the prosecutor's requisition."),
            ),
            Column(
                name="or_zones",
                type=Type.REFS,
                refers="zones",
                words=N_("Other places, one of which will do as well."),
            ),
            Column(
                name="from",
                type=Type.TIME,
                words=N_("Start of the window, instead of starts."),
            ),
            Column(
                name="until",
                type=Type.TIME,
                most=MIDNIGHT,
                words=N_("End of the window; if not after its start, on the next day."),
            ),
            Column(
                name="grid",
                type=Type.INTEGER,
                default="30",
                least=1,
                most=1440,
                unit=N_("minutes"),
                words=N_("Step between possible starts in the window."),
            ),
            Column(
                name="spacing",
                type=Type.HOURS,
                default="0",
                words=N_(
                    "Least time from the start of one occurrence to the start of the "
                    "next."
                ),
            ),
            Column(
                name="overlap",
                type=Type.INTEGER,
                least=0,
                most=240,
                unit=N_("minutes"),
                words=N_(
                    "Makes it a post that is held during the whole window of each day "
                    "by relays of the duration given, which overlap by so many "
                    "minutes; windows of following days that touch are one; empty = no "
                    "post. Relays begin on the grid, or end with the window. The last "
                    "minutes of a relay, its overlap, are for handing over: the post "
                    "is then held by those who follow. Each step of the grid, from the "
                    "start of the window on, in which nobody holds it for a minute or "
                    "more loses the points of the priority once. A window has no more "
                    "relays than it takes; times is not looked at."
                ),
            ),
            Column(
                name="equipage",
                type=Type.CODE,
                words=N_(
                    "Code shared by the missions of a day that one crew should hold "
                    "together."
                ),
            ),
        ),
    ),
    Table(
        name="fixtures",
        words=N_(
            "Events read from published calendars (.ics files beside the tables), with "
            "the plan by which they are staffed. A date that moves in the calendar "
            "moves its missions, which keep their codes."
        ),
        key=("fixture",),
        columns=(
            Column(
                name="fixture",
                type=Type.CODE,
                required=True,
                words=N_("Code of the row; its missions begin with it."),
            ),
            Column(
                name="calendar",
                type=Type.TEXT,
                required=True,
                words=N_("Name of the .ics file."),
            ),
            Column(
                name="match",
                type=Type.TEXT,
                words=N_(
                    "Text in the titles (SUMMARY) of the events meant; empty = every "
                    "event."
                ),
            ),
            Column(
                name="zone",
                type=Type.REF,
                refers="zones",
                required=True,
                words=N_("Where the events take place."),
            ),
            Column(
                name="plan",
                type=Type.REF,
                refers="event_plans",
                required=True,
                words=N_("Plan by which they are staffed."),
            ),
            Column(
                name="attendance",
                type=Type.INTEGER,
                required=True,
                least=0,
                most=500_000,
                unit=N_("people"),
                words=N_("Attendance expected."),
            ),
            Column(
                name="risk",
                type=Type.CHOICE,
                choices=RISKS,
                default="normal",
                words=N_("Risk class of the events."),
            ),
            Column(
                name="minutes",
                type=Type.INTEGER,
                least=1,
                most=1440,
                unit=N_("minutes"),
                words=N_("Length of events whose end the calendar leaves out."),
            ),
            Column(
                name="requisition",
                type=Type.TEXT,
                words=N_("Reference of the prosecutor's requisition."),
            ),
            Column(
                name="source",
                type=Type.TEXT,
                lines=True,
                words=N_("Where the facts come from."),
            ),
        ),
    ),
    Table(
        name="event_plans",
        words=N_(
            "How events are staffed: one row a phase, with its time and its crews."
        ),
        key=("plan", "phase"),
        columns=(
            Column(
                name="plan",
                type=Type.CODE,
                required=True,
                words=N_("Code of the plan; its rows stand together."),
            ),
            Column(
                name="phase",
                type=Type.CODE,
                required=True,
                words=N_("Code of the phase; its missions end with it."),
            ),
            Column(
                name="kind",
                type=Type.REF,
                refers="mission_kinds",
                required=True,
                words=N_(
                    "Mission kind, of this scenario or of the built-in catalogue."
                ),
            ),
            Column(
                name="from",
                type=Type.CHOICE,
                choices=("kick_off", "end"),
                default="kick_off",
                words=N_("Instant from which it is reckoned: kick-off, or the end."),
            ),
            Column(
                name="offset",
                type=Type.INTEGER,
                default="0",
                least=-1440,
                most=1440,
                unit=N_("minutes"),
                words=N_(
                    "Minutes from that instant to its start; before it: negative."
                ),
            ),
            Column(
                name="minutes",
                type=Type.INTEGER,
                least=1,
                most=1440,
                unit=N_("minutes"),
                words=N_("Duration; empty = until the end of the event."),
            ),
            Column(
                name="crews",
                type=Type.INTEGER,
                default="1",
                least=0,
                most=99,
                unit=N_("crews"),
                words=N_("Crews for a small attendance without risk."),
            ),
            Column(
                name="above",
                type=Type.INTEGER,
                default="0",
                least=0,
                most=500_000,
                unit=N_("people"),
                words=N_("Attendance above which more crews are wanted."),
            ),
            Column(
                name="each",
                type=Type.INTEGER,
                least=100,
                most=500_000,
                unit=N_("people"),
                words=N_(
                    "One more crew for each so many people above it, none for a part "
                    "of them; empty = none."
                ),
            ),
            Column(
                name="risk_crews",
                type=Type.QUANTITIES,
                words=N_(
                    "More crews by risk class, such as normal:1|high:3. With no other "
                    "crews, the phase holds for these classes alone."
                ),
            ),
            Column(
                name="priority",
                type=Type.INTEGER,
                least=1,
                most=10_000,
                unit=N_("points"),
                words=N_(
                    "Points lost when one occurrence is not held; empty = as its kind."
                ),
            ),
            Column(
                name="mandatory",
                type=Type.YES_NO,
                words=N_("Whether it comes before all else; empty = as its kind."),
            ),
        ),
    ),
    Table(
        name="absences",
        words=N_(
            "Times at which officers are not at work. The reason stays confidential."
        ),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who."),
            ),
            Column(
                name="from_date", type=Type.DATE, required=True, words=N_("First day.")
            ),
            Column(
                name="from_time",
                type=Type.TIME,
                default="00:00",
                words=N_("Local time on the first day."),
            ),
            Column(
                name="to_date", type=Type.DATE, required=True, words=N_("Last day.")
            ),
            Column(
                name="to_time",
                type=Type.TIME,
                most=MIDNIGHT,
                default="24:00",
                words=N_("Local time on the last day."),
            ),
            Column(
                name="reason",
                type=Type.TEXT,
                lines=True,
                words=N_("Code of the reason; printed nowhere."),
            ),
        ),
    ),
    Table(
        name="requests",
        words=N_("Wishes of officers."),
        key=("officer", "date", "wish", "shift"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who wishes."),
            ),
            Column(
                name="date",
                type=Type.DATE,
                required=True,
                words=N_("Day on which the tour would begin."),
            ),
            Column(
                name="wish",
                type=Type.CHOICE,
                required=True,
                choices=("off", "work", "shift", "not_shift"),
                words=N_(
                    "off = no tour; work = any tour; shift = this shift; not_shift = "
                    "not this shift."
                ),
            ),
            Column(
                name="shift",
                type=Type.REF,
                refers="shifts",
                words=N_("Shift meant by the last two wishes."),
            ),
            Column(
                name="weight",
                type=Type.INTEGER,
                default="1",
                least=1,
                most=1000,
                unit=N_("points"),
                words=N_("Points lost when the wish is not met."),
            ),
        ),
    ),
    Table(
        name="pins",
        words=N_(
            "Decisions that must stay. A pin against a hard rule makes the scenario "
            "infeasible."
        ),
        key=("officer", "pin", "date", "shift", "mission"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who."),
            ),
            Column(
                name="pin",
                type=Type.CHOICE,
                required=True,
                choices=("shift", "off", "mission"),
                words=N_(
                    "shift = works this shift on this day; off = no tour on this day; "
                    "mission = in the crew of this mission."
                ),
            ),
            Column(
                name="date",
                type=Type.DATE,
                words=N_(
                    "Day, for shift and off; for mission only where it is held on "
                    "several days."
                ),
            ),
            Column(
                name="shift",
                type=Type.REF,
                refers="shifts",
                words=N_("Shift, for shift."),
            ),
            Column(
                name="mission",
                type=Type.REF,
                refers="missions",
                words=N_("Mission, for mission."),
            ),
        ),
    ),
    Table(
        name="history",
        words=N_(
            "Tours worked before the horizon, for rest, weekly limits, runs of days "
            "and fairness."
        ),
        key=("officer", "date", "start"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who."),
            ),
            Column(
                name="date",
                type=Type.DATE,
                required=True,
                words=N_("Day on which the tour began, before the horizon."),
            ),
            Column(
                name="start",
                type=Type.TIME,
                required=True,
                words=N_("Local time of its start."),
            ),
            Column(
                name="end",
                type=Type.TIME,
                most=MIDNIGHT,
                required=True,
                words=N_(
                    "Local time of its end; not after the start = on the next day."
                ),
            ),
            Column(
                name="unpaid_break",
                type=Type.INTEGER,
                default="0",
                least=0,
                most=240,
                unit=N_("minutes"),
                words=N_("Minutes that did not count as work."),
            ),
        ),
    ),
    Table(
        name="past_work",
        words=N_(
            "Work before the horizon, added up over stretches of days that the history "
            "does not list, for limits that look back further."
        ),
        key=("officer", "from_date"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Who."),
            ),
            Column(
                name="from_date", type=Type.DATE, required=True, words=N_("First day.")
            ),
            Column(
                name="to_date",
                type=Type.DATE,
                required=True,
                words=N_("Last day, before the horizon."),
            ),
            Column(
                name="hours",
                type=Type.HOURS,
                required=True,
                least=0,
                most=4000 * 60,
                unit=N_("hours"),
                words=N_("Hours of work."),
            ),
            Column(
                name="nights",
                type=Type.INTEGER,
                default="0",
                least=0,
                most=366,
                unit=N_("tours"),
                words=N_("Night tours."),
            ),
            Column(
                name="night_hours",
                type=Type.HOURS,
                default="0",
                least=0,
                most=4000 * 60,
                unit=N_("hours"),
                words=N_("Hours of work in the night window."),
            ),
        ),
    ),
    Table(
        name="derogations",
        words=N_(
            "Recorded reasons for which a text allows a shorter rest or more overtime "
            "(a rule's setting “reduced”), by date, for an officer or for all "
            "officers of a cycle."
        ),
        key=("officer", "cycle", "rule", "from_date"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                words=N_("Who; empty where a cycle is named."),
            ),
            Column(
                name="cycle",
                type=Type.REF,
                refers="cycles",
                words=N_(
                    "Cycle whose officers are meant, such as one of the pattern "
                    "four_two_classic with late tours to 21:00 and early ones from "
                    "05:30."
                ),
            ),
            Column(
                name="rule",
                type=Type.CODE,
                required=True,
                words=N_("Rule that has a setting “reduced”."),
            ),
            Column(
                name="from_date", type=Type.DATE, required=True, words=N_("First day.")
            ),
            Column(
                name="to_date", type=Type.DATE, required=True, words=N_("Last day.")
            ),
            Column(
                name="reason",
                type=Type.TEXT,
                lines=True,
                required=True,
                words=N_("The recorded reason, in words that may be printed."),
            ),
            Column(
                name="author",
                type=Type.CODE,
                required=True,
                words=N_("Service number of the head of service who decided."),
            ),
        ),
    ),
    Table(
        name="overrides",
        words=N_(
            "Rules set aside for one case: agreement rules by both commands, local "
            "rules by the officer's own command, legal rules by nobody."
        ),
        key=("rule", "officer", "mission", "date"),
        columns=(
            Column(
                name="rule",
                type=Type.CODE,
                required=True,
                words=N_("Rule, as “patrol rules” lists them with their class."),
            ),
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                words=N_("Officer concerned, where the rule is about an officer."),
            ),
            Column(
                name="mission",
                type=Type.REF,
                refers="missions",
                words=N_("Mission concerned, where the rule is about a mission."),
            ),
            Column(
                name="date",
                type=Type.DATE,
                words=N_("Day concerned, where the rule is about a tour."),
            ),
            Column(
                name="municipal_author",
                type=Type.CODE,
                words=N_("Service number of the municipal command that decided."),
            ),
            Column(
                name="national_author",
                type=Type.CODE,
                words=N_("Service number of the national command that decided."),
            ),
            Column(
                name="reason",
                type=Type.TEXT,
                lines=True,
                required=True,
                words=N_("Why, in words that are printed."),
            ),
        ),
    ),
    Table(
        name="equipment",
        words=N_("Stocks of equipment that crews share."),
        key=("equipment",),
        columns=(
            Column(
                name="equipment",
                type=Type.CODE,
                required=True,
                words=N_("Code of the equipment."),
            ),
            Column(
                name="name_fr", type=Type.TEXT, required=True, words=N_("French name.")
            ),
            Column(
                name="name_en", type=Type.TEXT, required=True, words=N_("English name.")
            ),
            Column(
                name="quantity",
                type=Type.INTEGER,
                required=True,
                least=0,
                most=10_000,
                unit=N_("pieces"),
                words=N_("Pieces in stock."),
            ),
            Column(
                name="turnaround",
                type=Type.INTEGER,
                default="0",
                least=0,
                most=1440,
                unit=N_("minutes"),
                words=N_("Minutes between two uses of a piece."),
            ),
        ),
    ),
    Table(
        name="cover",
        words=N_("Head-count wanted on shifts."),
        key=("force", "unit", "shift", "days", "date", "qualification"),
        columns=(
            Column(
                name="force",
                type=Type.REF,
                refers="forces",
                required=True,
                words=N_("Force concerned."),
            ),
            Column(
                name="unit",
                type=Type.CODE,
                words=N_("Unit concerned; empty = the whole force."),
            ),
            Column(
                name="shift",
                type=Type.REF,
                refers="shifts",
                required=True,
                words=N_("Shift concerned."),
            ),
            Column(
                name="days",
                type=Type.WEEKDAYS,
                default="mon-sun",
                words=N_(
                    "Days of the week concerned, where the shift may begin on them."
                ),
            ),
            Column(
                name="date",
                type=Type.DATE,
                words=N_("Only this day; empty = every such day of the horizon."),
            ),
            Column(
                name="minimum",
                type=Type.INTEGER,
                required=True,
                least=0,
                most=10_000,
                unit=N_("heads"),
                words=N_("Heads wanted."),
            ),
            Column(
                name="qualification",
                type=Type.CODE,
                words=N_("Counts only holders of this qualification."),
            ),
            Column(
                name="weight",
                type=Type.INTEGER,
                default="1",
                least=1,
                most=1000,
                unit=N_("points"),
                words=N_("Points lost for each head missing."),
            ),
        ),
    ),
    Table(
        name="attendees",
        words=N_(
            "Who may hold a position of a mission, in order of preference: heads of "
            "service at a meeting, and their alternates. Other positions stay open."
        ),
        key=("mission", "position", "officer"),
        columns=(
            Column(
                name="mission",
                type=Type.REF,
                refers="missions",
                required=True,
                words=N_("Mission concerned."),
            ),
            Column(
                name="position",
                type=Type.CODE,
                required=True,
                words=N_("Code of the position inside its kind."),
            ),
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Officer concerned."),
            ),
            Column(
                name="order",
                type=Type.INTEGER,
                required=True,
                least=1,
                most=99,
                words=N_("1 = asked first, 2 = the first alternate …"),
            ),
        ),
    ),
    Table(
        name="pairings",
        words=N_("Officers who must, should or may not be in one crew."),
        key=("officer", "other"),
        columns=(
            Column(
                name="officer",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("Officer concerned."),
            ),
            Column(
                name="other",
                type=Type.REF,
                refers="officers",
                required=True,
                words=N_("The other officer."),
            ),
            Column(
                name="together",
                type=Type.CHOICE,
                required=True,
                choices=_codes(Together),
                words=N_(
                    "must = the first only in crews of the other; prefer, avoid = "
                    "wishes; never = in no crew together."
                ),
            ),
            Column(
                name="weight",
                type=Type.INTEGER,
                default="1",
                least=1,
                most=1000,
                unit=N_("points"),
                words=N_("Points lost for each crew against the wish."),
            ),
        ),
    ),
    Table(
        name="permissions",
        words=N_("What owners of places have allowed the police, by date."),
        columns=(
            Column(
                name="zone",
                type=Type.REF,
                refers="zones",
                required=True,
                words=N_("Where."),
            ),
            Column(
                name="kinds",
                type=Type.REFS,
                refers="mission_kinds",
                words=N_("Mission kinds it is for; empty = all."),
            ),
            Column(
                name="valid_from",
                type=Type.DATE,
                words=N_("First day; empty = always was."),
            ),
            Column(
                name="valid_to",
                type=Type.DATE,
                words=N_("Last day; empty = until further notice."),
            ),
            Column(
                name="reference",
                type=Type.TEXT,
                lines=True,
                words=N_("Where the paper is filed."),
            ),
        ),
    ),
    Table(
        name="past_missions",
        words=N_(
            "Missions held before the horizon, as far as quotas, shares and starts "
            "look back."
        ),
        key=("mission", "date", "start"),
        columns=(
            Column(
                name="mission",
                type=Type.CODE,
                required=True,
                words=N_("Code of the mission."),
            ),
            Column(
                name="kind",
                type=Type.REF,
                refers="mission_kinds",
                required=True,
                words=N_("Kind of the form in which it was held."),
            ),
            Column(
                name="zone",
                type=Type.REF,
                refers="zones",
                required=True,
                words=N_("Where."),
            ),
            Column(
                name="date",
                type=Type.DATE,
                required=True,
                words=N_("Day, before the horizon."),
            ),
            Column(
                name="start",
                type=Type.TIME,
                required=True,
                words=N_("Local time at which it began, briefing left aside."),
            ),
            Column(
                name="minutes",
                type=Type.INTEGER,
                required=True,
                least=1,
                most=1440,
                unit=N_("minutes"),
                words=N_("Duration."),
            ),
            Column(
                name="heads",
                type=Type.QUANTITIES,
                refers="forces",
                words=N_("Officers in its crew, by force; empty = as the crew says."),
            ),
            Column(
                name="crew",
                type=Type.REFS,
                refers="officers",
                words=N_(
                    "Its crew, as far as it matters: those of a mission that lasts "
                    "into the horizon, or ends just before, cannot be elsewhere then."
                ),
            ),
        ),
    ),
    Table(
        name="risk",
        words=N_(
            "Risk by place, day and hour, as the local safety diagnosis found it. "
            "Hours left out carry none."
        ),
        key=("zone", "days", "from"),
        columns=(
            Column(
                name="zone",
                type=Type.REF,
                refers="zones",
                required=True,
                words=N_("Where."),
            ),
            Column(
                name="days",
                type=Type.WEEKDAYS,
                default="mon-sun",
                words=N_("Days of the week."),
            ),
            Column(
                name="from",
                type=Type.TIME,
                required=True,
                words=N_("Start of the hours meant."),
            ),
            Column(
                name="until",
                type=Type.TIME,
                most=MIDNIGHT,
                required=True,
                words=N_("End of the hours meant, on the same day."),
            ),
            Column(
                name="points",
                type=Type.INTEGER,
                required=True,
                least=1,
                most=10_000,
                unit=N_("points"),
                words=N_("Risk of each hour, or part of one, of these."),
            ),
        ),
    ),
    Table(
        name="quotas",
        words=N_("Floors that the agreements set for missions of some kinds."),
        key=("quota",),
        columns=(
            Column(
                name="quota",
                type=Type.CODE,
                required=True,
                words=N_("Code of the quota."),
            ),
            Column(name="name", type=Type.TEXT, words=N_("Name that people read.")),
            Column(
                name="agreement",
                type=Type.REF,
                refers="agreements",
                words=N_("Agreement that sets it."),
            ),
            Column(
                name="communes",
                type=Type.REFS,
                refers="communes",
                words=N_("Communes counted; empty = all."),
            ),
            Column(
                name="kinds",
                type=Type.REFS,
                refers="mission_kinds",
                words=N_("Mission kinds counted; empty = every joint kind."),
            ),
            Column(
                name="measure",
                type=Type.CHOICE,
                choices=_codes(Measured),
                default=Measured.MISSIONS,
                words=N_("What is counted: missions, or their hours."),
            ),
            Column(
                name="per",
                type=Type.CHOICE,
                choices=_codes(Period),
                default=Period.WEEK,
                words=N_("Civil week or calendar month."),
            ),
            Column(
                name="minimum",
                type=Type.INTEGER,
                required=True,
                least=1,
                most=10_000,
                words=N_("Missions or hours owed in each period."),
            ),
            Column(
                name="weight",
                type=Type.INTEGER,
                default="10",
                least=1,
                most=10_000,
                unit=N_("points"),
                words=N_("Points lost for each mission or hour missing."),
            ),
        ),
    ),
    Table(
        name="shares",
        words=N_("How forces have agreed to share joint work."),
        key=("share", "force"),
        columns=(
            Column(
                name="share",
                type=Type.CODE,
                required=True,
                words=N_("Code of the sharing; its rows add up to 100."),
            ),
            Column(
                name="force",
                type=Type.REF,
                refers="forces",
                required=True,
                words=N_("Force concerned."),
            ),
            Column(
                name="percent",
                type=Type.INTEGER,
                required=True,
                least=0,
                most=100,
                unit=N_("percent"),
                words=N_("Its share of the officers' hours."),
            ),
            Column(
                name="kinds",
                type=Type.REFS,
                refers="mission_kinds",
                words=N_("Mission kinds counted; empty = every joint kind."),
            ),
        ),
    ),
)

TABLES: Mapping[str, Table] = {t.name: t for t in _TABLES}
"""Every table, by name, in the order of the manual."""

CATALOGUE = ("fields", "mission_kinds", "positions", "powers", "cycle_patterns")
"""Tables that the built-in catalogue fills before the scenario's own rows."""

KEYS: Mapping[str, Column] = {
    c.name: c
    for c in (
        Column(
            name="title",
            type=Type.TEXT,
            required=True,
            words=N_("Title that people read."),
        ),
        Column(
            name="start",
            type=Type.DATE,
            required=True,
            words=N_("First day planned."),
        ),
        Column(
            name="days",
            type=Type.INTEGER,
            required=True,
            least=1,
            most=62,
            unit=N_("days"),
            words=N_("Days planned."),
        ),
        Column(
            name="id",
            type=Type.CODE,
            words=N_(
                "What calendar entries are known by, the same week after week; choose "
                "it once. Empty = made of the codes of forces and communes: entries "
                "then change their identity with those tables."
            ),
        ),
        Column(
            name="timezone",
            type=Type.TEXT,
            default="Europe/Paris",
            words=N_("Time zone of every local time, by its IANA name."),
        ),
        Column(
            name="language",
            type=Type.CHOICE,
            choices=("fr", "en"),
            default="fr",
            words=N_("Language of what is published."),
        ),
        Column(
            name="tours_busy",
            type=Type.YES_NO,
            default="no",
            words=N_(
                "Whether calendars show tours as busy time, as missions always are."
            ),
        ),
        Column(
            name="country",
            type=Type.CODE,
            default="FR",
            words=N_("Country whose public holidays are kept, by its ISO 3166 code."),
        ),
        Column(
            name="subdivision",
            type=Type.CODE,
            words=N_(
                "Part of the country with public holidays of its own, such as 57 "
                "(Moselle) or 6AE (Alsace); empty = none."
            ),
        ),
        Column(
            name="school_zone",
            type=Type.CHOICE,
            choices=("A", "B", "C"),
            words=N_("Zone of the French school holidays; empty = not known."),
        ),
        Column(
            name="default_travel_minutes",
            type=Type.INTEGER,
            least=0,
            most=600,
            default="15",
            unit=N_("minutes"),
            words=N_("Minutes between two zones that the table of travel leaves out."),
        ),
        Column(
            name="extends",
            type=Type.TEXT,
            words=N_(
                "Folder or workbook, relative to this one, whose keys and tables stand "
                "where this scenario has none of the same name."
            ),
        ),
    )
}
"""The keys of ``scenario.toml``, and of the sheet ``scenario``, by name."""

TIERS = Table(
    name="tiers",
    words=N_(
        "The objective, most important tier first. Each tier is minimised and then "
        "held while the next one is. Without any, the default order stands."
    ),
    key=("tier", "goal"),
    columns=(
        Column(
            name="tier",
            type=Type.TEXT,
            required=True,
            words=N_("Name of the tier; its rows stand together."),
        ),
        Column(
            name="goal",
            type=Type.CODE,
            required=True,
            words=N_("Goal, as “patrol rules” lists them."),
        ),
        Column(
            name="weight",
            type=Type.INTEGER,
            default="1",
            least=1,
            most=1_000_000,
            words=N_("Weight of the goal inside its tier."),
        ),
    ),
)
"""The tiers, as the sheet ``tiers`` holds them."""

DEFAULT_TIERS = (
    Tier(name="mandatory missions", goals={"mandatory_missions": 1}),
    Tier(name="minimum cover", goals={"minimum_cover": 1}),
    Tier(name="missions", goals={"missions_by_priority": 1, "agreement_quotas": 1}),
    Tier(name="risk", goals={"risk_cover": 1}),
    Tier(
        name="fairness",
        goals={"night_fairness": 1, "weekend_fairness": 1, "sunday_rest": 1},
    ),
    Tier(name="sharing", goals={"burden_sharing": 1}),
    Tier(
        name="requests",
        goals={"requests": 1, "attendance_order": 1, "pairing_wishes": 1},
    ),
    # A newcomer in an equipage weighs as much as half an hour off the contract.
    Tier(name="hours", goals={"hours_near_contract": 1, "crew_continuity": 30}),
)
"""The objective of a scenario that names no tiers."""

TOURS = Table(
    name="tours",
    words=N_("Who works which shift."),
    required=True,
    key=("officer", "date", "shift"),
    columns=(
        Column(name="officer", type=Type.REF, required=True, words=N_("Who.")),
        Column(name="force", type=Type.REF, required=True, words=N_("Employer.")),
        Column(
            name="date",
            type=Type.DATE,
            required=True,
            words=N_("Day on which the tour begins."),
        ),
        Column(name="shift", type=Type.REF, required=True, words=N_("Shift worked.")),
        Column(name="start", type=Type.INSTANT, required=True, words=N_("Start.")),
        Column(name="end", type=Type.INSTANT, required=True, words=N_("End.")),
        Column(
            name="work_minutes",
            type=Type.INTEGER,
            required=True,
            least=0,
            unit=N_("minutes"),
            words=N_("Minutes of work: the tour less unpaid breaks."),
        ),
        Column(
            name="fixed",
            type=Type.YES_NO,
            required=True,
            words=N_("Whether the tour comes from a cycle or from the force's roster."),
        ),
        Column(
            name="break_start",
            type=Type.INSTANTS,
            words=N_(
                "Start of the break, or of each in order; empty = none is due. Without "
                "this column and the next a file does not say when breaks are."
            ),
        ),
        Column(
            name="break_end",
            type=Type.INSTANTS,
            words=N_("End of the break, or of each in order."),
        ),
    ),
)
"""``tours.csv`` of a solved week."""

ROSTER = Table(
    name="roster",
    words=N_("Who sits in which crew: one row for each seat filled."),
    required=True,
    key=("mission", "kind", "zone", "start", "position", "officer"),
    columns=(
        Column(name="mission", type=Type.REF, required=True, words=N_("Mission.")),
        Column(name="kind", type=Type.REF, required=True, words=N_("Mission kind.")),
        Column(name="zone", type=Type.REF, required=True, words=N_("Where.")),
        Column(name="commune", type=Type.REF, required=True, words=N_("INSEE code.")),
        Column(name="date", type=Type.DATE, required=True, words=N_("Day.")),
        Column(
            name="start",
            type=Type.INSTANT,
            required=True,
            words=N_("Start of the engagement, its briefing included."),
        ),
        Column(
            name="end",
            type=Type.INSTANT,
            required=True,
            words=N_("End of the engagement, its debriefing included."),
        ),
        Column(
            name="position",
            type=Type.CODE,
            required=True,
            words=N_("Code of the position."),
        ),
        Column(name="officer", type=Type.REF, required=True, words=N_("Who.")),
        Column(name="force", type=Type.REF, required=True, words=N_("Employer.")),
        Column(
            name="leads",
            type=Type.YES_NO,
            required=True,
            words=N_("Whether this position commands the crew."),
        ),
    ),
)
"""``roster.csv`` of a solved week."""

FORMER = Table(
    name="former",
    words=N_("The roster near which this one was to stay: its tours, then its seats."),
    required=True,
    key=("officer", "date", "shift", "mission", "start"),
    columns=(
        Column(name="officer", type=Type.CODE, required=True, words=N_("Who.")),
        Column(name="date", type=Type.DATE, words=N_("Day on which the tour begins.")),
        Column(name="shift", type=Type.CODE, words=N_("Shift worked.")),
        Column(name="mission", type=Type.CODE, words=N_("Mission.")),
        Column(name="start", type=Type.INSTANT, words=N_("Start.")),
    ),
)
"""``former.csv`` of a week that was solved near another."""
