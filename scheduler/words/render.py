"""Messages with durations, days and instants in them.

A placeholder may have a format:

- ``{rest:hm}``: minutes as ``8 h 30``;
- ``{day:day}``: a date as ``Mon 23/11``;
- ``{last:date}``: a date in full, as ``26 November 2026``;
- ``{when:at}``: a minute of the horizon as local day and time;
- ``{status:word}``: a code as a word of the reader's language.
"""

import datetime as dt
import string
from collections.abc import Mapping
from typing import Any

from scheduler.domain.time import Clock
from scheduler.words import N_, _, language

WEEKDAY_NAMES = (
    N_("Mon"),
    N_("Tue"),
    N_("Wed"),
    N_("Thu"),
    N_("Fri"),
    N_("Sat"),
    N_("Sun"),
)


CODE_WORDS = (
    N_("municipal"),
    N_("national"),
    N_("titular"),
    N_("trainee"),
    N_("assistant"),
    N_("warden"),
    N_("none"),
)
"""Codes that ``:word`` translates, listed for the catalogue."""


_SUMMER = N_("summer time")
_WINTER = N_("winter time")

LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def decimal(number: float) -> str:
    """Return a number with one decimal, in the format of the current language."""
    from babel.numbers import format_decimal

    return format_decimal(number, format="#,##0.0", locale=LOCALES[language()])


def whole(number: int) -> str:
    """Return a whole number with the thousands separator of the current language."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=LOCALES[language()])


def percent(share: float) -> str:
    """Return a share of 1 as a percentage with at most one decimal."""
    from babel.numbers import format_percent

    return format_percent(share, format="#,##0.# %", locale=LOCALES[language()])


def hours_minutes(minutes: int) -> str:
    """Return a duration as people write it: ``45 min``, ``8 h``, ``8 h 30``."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    if hours == 0:
        return f"{sign}{rest} min"
    return f"{sign}{hours} h {rest:02d}" if rest else f"{sign}{hours} h"


def wall(time: dt.time) -> str:
    """Return a time of day: ``06h30`` in French, ``06:30`` in English."""
    return f"{time:%Hh%M}" if language() == "fr" else f"{time:%H:%M}"


def time_of_day(local: dt.datetime) -> str:
    """Return the time of a local instant.

    A time that the clocks show twice says whether it is summer or winter time.
    """
    shown = wall(local.time())
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return shown
    return f"{shown} ({_(_WINTER if local.fold else _SUMMER)})"


def day_and_time(local: dt.datetime) -> str:
    """Return a local instant as day and time: ``26 November 2026 at 14:05``."""
    return _("{day} at {time}", day=full_date(local.date()), time=wall(local.time()))


def day_name(day: dt.date) -> str:
    """Return a date as ``Mon 23/11`` in the current language."""
    return f"{_(WEEKDAY_NAMES[day.weekday()])} {day:%d/%m}"


def full_date(day: dt.date) -> str:
    """Return a date as ``26 November 2026`` in the current language."""
    from babel.dates import format_date

    written = format_date(day, format="long", locale=LOCALES[language()])
    if language() == "fr" and day.day == 1:
        return written.replace("1", "1er", 1)
    return written


class _Formatter(string.Formatter):
    def __init__(self, clock: Clock | None) -> None:
        self.clock = clock

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "hm":
            return hours_minutes(value)
        if format_spec == "word":
            return _(str(value))
        if format_spec in ("day", "date"):
            day = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
            return day_name(day) if format_spec == "day" else full_date(day)
        if format_spec == "at":
            if self.clock is None:
                raise ValueError("an instant needs the clock of its scenario")
            local = self.clock.local(value)
            return f"{day_name(local.date())} {local:%H:%M}"
        return str(super().format_field(value, format_spec))


def say(message: str, values: Mapping[str, Any], clock: Clock | None = None) -> str:
    """Translate a message into the current language and fill its placeholders."""
    return _Formatter(clock).vformat(_(message), (), values)
