"""Cells: text to values, and back to canonical text.

``parse`` accepts several notations (``23/11/2026``, ``37,5``, ``8h30``, ``oui``,
``lun-ven``) and refuses what is ambiguous. ``render`` writes one notation, so that
``parse(column, render(column, value)) == value`` for every value.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from scheduler.domain.settings import Setting, Unit
from scheduler.domain.time import WEEKDAYS
from scheduler.io.faults import shown, suggestion
from scheduler.io.schema import MIDNIGHT, Column, Type
from scheduler.io.vocabulary import CHOICES, named
from scheduler.words import N_

YEARS = range(1970, 2200)
"""Years that a date may have; outside them time zones are not reliable."""

LONGEST_TEXT = 4000
"""Characters: several texts of this length fit into one cell of a workbook."""

LONGEST_CODE = 60
"""Characters: files of calendars and notices are named after codes."""

YES = ("yes", "oui", "true", "vrai", "x", "1", "y", "o")
NO = ("no", "non", "false", "faux", "0", "n")

_DAY_WORDS = (
    ("monday", "lundi"),
    ("tuesday", "mardi"),
    ("wednesday", "mercredi"),
    ("thursday", "jeudi"),
    ("friday", "vendredi"),
    ("saturday", "samedi"),
    ("sunday", "dimanche"),
)
_SHORTEST_DAY = 3
_CODE = re.compile(r"\w[\w.-]*")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_TIME = re.compile(r"(\d{1,2})\s?[:hH]\s?(\d{2})?(?::00)?")
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,12})?", re.ASCII)

MILLION = 1_000_000
"""Units of a coordinate in a degree; one is about 0.1 m."""

_HOURS = re.compile(r"(\d{1,4})\s?[:hH]\s?(\d{2})(?::00)?")
_WHOLE = re.compile(r"([+-]?\d{1,15})(?:[.,]0*)?")
_DECIMAL = re.compile(r"\d{1,6}(?:[.,]\d{1,9})?")
_SPACED = re.compile(r"[+-]?\d{1,3}(?:([ \u00a0\u2009\u202f'\u2019])\d{3})(?:\1\d{3})*")
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})+")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_MINUTES = re.compile(r"([0-9]{1,9})\s?(?:min|minutes?|mn|')")
_DURATION = Column(name="value", type=Type.HOURS, words="")
_ERRORS = re.compile(
    r"#(REF!|N/A|VALUE!|VALEUR!|DIV/0!|NAME\?|NOM\?|NULL!|NUL!|NUM!|NOMBRE!|SPILL!"
    r"|PROPAGATION!|CALC!|CALCUL!|FIELD!|BLOCKED!|GETTING_DATA|#+)"
)
"""What spreadsheets show where a value cannot be computed."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


class CellError(ValueError):
    """A cell that cannot be read.

    Parameters
    ----------
    message, hint
        What is wrong and what to do (message ids).
    text
        What is written there, shown as ``{value}``.
    values
        Values of the other placeholders.
    """

    def __init__(
        self, message: str, hint: str = "", text: str | None = None, **values: str | int
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        quoted = {} if text is None else {"value": shown(text)}
        self.values: dict[str, str | int] = {**quoted, **values}


def parse(column: Column, text: str) -> Any:
    """Return the value of a cell; an empty one takes the column's default.

    Codes and texts are ``str``; numbers ``int`` (hours in minutes, degrees in
    millionths); times of day minutes since 00:00; lists tuples in the order written;
    weekdays a frozenset, Monday = 0. Without a default, an empty text is ``""``, an
    empty list ``()`` and anything else ``None``.

    Raises
    ------
    CellError
        If the cell cannot be read.
    """
    text = text.strip()
    if _ERRORS.fullmatch(text):
        raise CellError(
            N_("a spreadsheet error ({value})"),
            N_("correct the formula, or write the value"),
            text,
        )
    if not text:
        if column.required:
            raise CellError(N_("empty"), N_("fill it in"))
        if not column.default:
            return _EMPTY.get(column.type)
        text = column.default
    if (item_type := _ITEM_TYPES.get(column.type)) is not None:
        items = (_PARSERS[item_type](column, item) for item in _items(text))
        return _distinct(items, text)
    return _PARSERS[column.type](column, text)


def render(column: Column, value: Any) -> str:
    """Return the canonical text of a value."""
    if value is None:
        return ""
    if (item_type := _ITEM_TYPES.get(column.type)) is not None:
        return "|".join(map(_RENDERERS[item_type], value))
    return _RENDERERS[column.type](value)


def parse_setting(setting: Setting, text: str) -> int | None:
    """Return the value of a setting, written in its unit; ``none`` = no limit.

    A duration has its unit (``44 h``, ``44:00``, ``44h30``, ``2640 min``). A number
    without unit is minutes if it would be out of bounds as hours.

    Raises
    ------
    CellError
        If it cannot be read, or is out of the setting's bounds.
    """
    if text.casefold() in ("none", "aucun", "aucune"):
        return None
    unit = setting.unit
    least, most = setting.bounds
    if unit is Unit.TIME:
        value = _minutes_of_day(text, most=MIDNIGHT)
    elif unit is Unit.YES_NO:
        return int(_truth(text))
    elif unit is Unit.MINUTES:
        value = _duration(text, least, most)
    else:
        number = _whole(text)
        if number is None:
            raise CellError(
                N_("not a whole number ({value})"),
                N_("write digits only, or none for no limit"),
                text,
            )
        value = number
    if not least <= value <= most:
        raise CellError(
            N_("out of bounds ({value})"),
            N_("write {least} to {most}"),
            text,
            least=render_setting(unit, least),
            most=render_setting(unit, most),
        )
    return value


def _duration(text: str, least: int, most: int) -> int:
    if match := _MINUTES.fullmatch(text):
        return int(match[1])
    bare = _whole(text) if _WHOLE.fullmatch(_ungrouped(text)) else None
    if bare is None:
        return _hours(_DURATION, text)
    if bare and least <= bare * 60 <= most:
        raise CellError(
            N_("ambiguous: hours or minutes ({value})"),
            N_("write {value} h or {value} min"),
            text,
        )
    return bare


def render_setting(unit: Unit, value: int | None) -> str:
    """Return the canonical text of the value of a setting."""
    if value is None:
        return "none"
    if unit is Unit.TIME:
        return render_time(value)
    if unit is Unit.YES_NO:
        return _render_truth(bool(value))
    if unit is Unit.MINUTES:
        return f"{value} min" if value % 60 or not value else f"{value // 60} h"
    return str(value)


def _plain(column: Column, text: str) -> str:
    lines = "\n".join(text.splitlines())
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in lines):
        raise CellError(
            N_("a character that cannot be printed ({value})"),
            N_("type the text again"),
            text,
        )
    if not column.lines and ("\n" in lines or "\t" in lines):
        raise CellError(
            N_("more than one line ({value})"), N_("write it on one line"), text
        )
    if len(lines) > LONGEST_TEXT:
        raise CellError(
            N_("too long: {length} characters ({value})"),
            N_("{limit} at most"),
            text,
            length=len(lines),
            limit=LONGEST_TEXT,
        )
    return lines


def _items(text: str) -> list[str]:
    return [item for item in (i.strip() for i in text.split("|")) if item]


def _distinct(items: Iterable[Any], text: str) -> tuple[Any, ...]:
    found = tuple(items)
    if not found:
        raise CellError(N_("empty list ({value})"), N_("separate entries by |"), text)
    if len(set(found)) < len(found):
        raise CellError(N_("the same entry twice ({value})"), N_("keep one"), text)
    return found


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise CellError(
            N_("not a code ({value})"),
            N_("use letters, digits, - _ . and no spaces; separate entries by |"),
            text,
        )
    if len(text) > LONGEST_CODE or len(text.encode()) > 3 * LONGEST_CODE:
        raise CellError(
            N_("too long for a code ({value})"),
            N_("{limit} characters at most"),
            text,
            limit=LONGEST_CODE,
        )
    return text


def _ungrouped(text: str, *, whole: bool = True) -> str:
    """Return a number without separators of thousands.

    Parameters
    ----------
    text
        As written.
    whole
        Whether the column takes whole numbers only, so that the hint offers no
        fraction.

    Raises
    ------
    CellError
        If it may be read in two ways, as ``15,000`` and ``15.000``: 15 or 15000.
    """
    if _SPACED.fullmatch(text) or _GROUPED.fullmatch(text):
        return re.sub(r"[^\d+-]", "", text)
    if _EITHER.fullmatch(text):
        even = text.endswith("000")
        either = N_("write {large} or {small}")
        raise CellError(
            N_("ambiguous: thousands or decimals ({value})"),
            N_("write {large}") if whole and not even else either,
            text,
            large=re.sub("[.,]", "", text),
            small=re.split("[.,]", text)[0] if even else f"{text}0",
        )
    return text


def _whole(text: str) -> int | None:
    match = _WHOLE.fullmatch(_ungrouped(text))
    return int(match[1]) if match and match[1].isascii() else None


def _bounded(column: Column, number: int, text: str) -> int:
    least, most = column.least, column.most
    if least is not None and number < least:
        raise CellError(
            N_("too small ({value})"),
            N_("{limit} at least"),
            text,
            limit=render(column, least),
        )
    if most is not None and number > most:
        raise CellError(
            N_("too large ({value})"),
            N_("{limit} at most"),
            text,
            limit=render(column, most),
        )
    return number


def _integer(column: Column, text: str) -> int:
    number = _whole(text)
    if number is None:
        raise CellError(
            N_("not a whole number ({value})"), N_("write digits only"), text
        )
    return _bounded(column, number, text)


def _hours(column: Column, text: str) -> int:
    bare = _ungrouped(text.removesuffix("h").removesuffix("H").strip(), whole=False)
    if bare.isascii() and _DECIMAL.fullmatch(bare):
        minutes = round(float(bare.replace(",", ".")) * 60)
    elif (match := _HOURS.fullmatch(text)) and int(match[2]) < 60:
        minutes = int(match[1]) * 60 + int(match[2])
    else:
        raise CellError(
            N_("not a number of hours ({value})"), N_("write 35, 37.5 or 36h10"), text
        )
    return _bounded(column, minutes, text)


def _degrees(column: Column, text: str) -> int:
    match = _DEGREES.fullmatch(text)
    if match is None:
        raise CellError(
            N_("not decimal degrees ({value})"), N_("write 45.7772 or -3.0863"), text
        )
    number = round(Decimal(text.replace(",", ".")) * MILLION)
    return _bounded(column, number, text)


def _truth(text: str) -> bool:
    word = text.casefold()
    if word not in YES + NO:
        raise CellError(N_("neither yes nor no ({value})"), N_("write yes or no"), text)
    return word in YES


def _date(text: str) -> dt.date:
    bare = re.sub(r"[ T]00:00(:00)?$", "", text)
    found: dt.date | None = None
    try:
        if match := _ISO_DATE.fullmatch(bare):
            found = dt.date(int(match[1]), int(match[2]), int(match[3]))
        elif match := _DAY_FIRST.fullmatch(bare):
            found = dt.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        raise CellError(
            N_("no such day ({value})"), N_("write 2026-11-23 or 23/11/2026"), text
        ) from None
    if found is None:
        raise CellError(
            N_("not a date ({value})"), N_("write 2026-11-23 or 23/11/2026"), text
        )
    if found.year not in YEARS:
        raise CellError(
            N_("year out of range ({value})"),
            N_("years from {first} to {last}; leave an open end empty"),
            text,
            first=YEARS[0],
            last=YEARS[-1],
        )
    return found


def _minutes_of_day(text: str, most: int | None) -> int:
    match = _TIME.fullmatch(text)
    if not match or (match[2] is None and ":" in text):
        raise CellError(
            N_("not a time of day ({value})"), N_("write 06:30 or 6h30"), text
        )
    hours, rest = int(match[1]), int(match[2] or 0)
    minutes = hours * 60 + rest
    if rest > 59 or minutes > MIDNIGHT:
        raise CellError(
            N_("no such time of day ({value})"), N_("write 00:00 to 23:59"), text
        )
    if minutes == MIDNIGHT and most != MIDNIGHT:
        raise CellError(
            N_("24:00 is only possible as an end ({value})"),
            N_("write 00:00 of the next day"),
            text,
        )
    return minutes


def _choice(column: Column, text: str) -> str:
    choice = named(text, column.choices, CHOICES)
    if choice not in column.choices:
        hint, values = suggestion(text, column.choices, N_("choose one of {known}"))
        raise CellError(N_("not a choice ({value})"), hint, text, **values)
    return choice


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for item in _items(text):
        first, _dash, last = (part.strip() for part in item.partition("-"))
        ends = [_weekday(end, text) for end in ((first, last) if _dash else (first,))]
        days.update((ends[0] + i) % 7 for i in range((ends[-1] - ends[0]) % 7 + 1))
    if not days:
        raise CellError(N_("empty list ({value})"), N_("separate entries by |"), text)
    return frozenset(days)


def _weekday(word: str, text: str) -> int:
    written = word.casefold().removesuffix(".")
    for day, names in enumerate(_DAY_WORDS):
        if len(written) >= _SHORTEST_DAY and any(n.startswith(written) for n in names):
            return day
    raise CellError(
        N_("not a day of the week ({value})"),
        N_("write mon, tue, wed, thu, fri, sat, sun, or a range such as mon-fri"),
        text,
    )


def _quantities(text: str) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for item in _items(text):
        code, colon, amount = (part.strip() for part in item.partition(":"))
        number = _whole(amount) if colon else 1
        if number is None or not 1 <= number <= 99 or code in found:
            raise CellError(
                N_("not a list of quantities ({value})"),
                N_("write code:number, such as bike:2, each code once"),
                text,
            )
        found[_code(code)] = number
    return _distinct(found.items(), text)


def _instant(text: str) -> dt.datetime:
    hint = N_("write local time with its offset: 2026-11-23T06:30+01:00")
    instant = None
    if _INSTANT.fullmatch(text) and text.isascii():
        try:
            instant = dt.datetime.fromisoformat(text)
        except ValueError:
            instant = None
    if instant is None or instant.year not in YEARS:
        raise CellError(N_("not an instant ({value})"), hint, text)
    if instant.second or instant.microsecond:
        raise CellError(N_("not on a whole minute ({value})"), hint, text)
    return instant


def render_time(minutes: int) -> str:
    """Return the canonical text of a time of day, from its minutes."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _render_truth(truth: bool) -> str:
    return "yes" if truth else "no"


def _render_hours(minutes: int) -> str:
    if minutes % 3:
        return f"{minutes // 60}h{minutes % 60:02d}"
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def _render_degrees(number: int) -> str:
    text = f"{Decimal(number) / MILLION:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _render_weekdays(days: frozenset[int]) -> str:
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "|".join(
        WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}"
        for run in runs
    )


_ITEM_TYPES = {
    Type.DATES: Type.DATE,
    Type.TIMES: Type.TIME,
    Type.CHOICES: Type.CHOICE,
    Type.REFS: Type.REF,
    Type.CODES: Type.CODE,
    Type.INSTANTS: Type.INSTANT,
}
"""Types of the items of lists, by the type of the list."""

_PARSERS: dict[Type, Callable[[Column, str], Any]] = {
    Type.CODE: lambda _c, t: _code(t),
    Type.TEXT: _plain,
    Type.INTEGER: _integer,
    Type.HOURS: _hours,
    Type.DEGREES: _degrees,
    Type.YES_NO: lambda _c, t: _truth(t),
    Type.DATE: lambda _c, t: _date(t),
    Type.TIME: lambda c, t: _minutes_of_day(t, c.most),
    Type.CHOICE: _choice,
    Type.WEEKDAYS: lambda _c, t: _weekdays(t),
    Type.REF: lambda _c, t: _code(t),
    Type.QUANTITIES: lambda _c, t: _quantities(t),
    Type.SETTING: lambda _c, t: t,
    Type.INSTANT: lambda _c, t: _instant(t),
}

_RENDERERS: dict[Type, Callable[[Any], str]] = {
    Type.CODE: str,
    Type.TEXT: str,
    Type.INTEGER: str,
    Type.HOURS: _render_hours,
    Type.DEGREES: _render_degrees,
    Type.YES_NO: _render_truth,
    Type.DATE: lambda v: v.isoformat(),
    Type.TIME: render_time,
    Type.CHOICE: str,
    Type.WEEKDAYS: _render_weekdays,
    Type.REF: str,
    Type.QUANTITIES: lambda v: "|".join(f"{code}:{n}" for code, n in v),
    Type.SETTING: str,
    Type.INSTANT: lambda v: v.isoformat(timespec="minutes"),
}

_EMPTY: dict[Type, Any] = {
    Type.TEXT: "",
    Type.QUANTITIES: (),
    **dict.fromkeys(_ITEM_TYPES, ()),
}
"""Values of empty cells; ``None`` for all other types."""
