"""How the values of a figure are written for people, in the current language."""

import datetime as dt

from scheduler.render.text import date, decimal, percent, whole
from scheduler.report.base import Label, Sort, Unknown, Value
from scheduler.words import N_, _

NOTHING = "–"
NOT_KNOWN = N_("not known")


def show(value: Value, sort: Sort) -> str:
    """Return a value as a cell shows it."""
    if value is None:
        return NOTHING
    if isinstance(value, Unknown):
        return _(NOT_KNOWN)
    if isinstance(value, Label):
        return value.text
    if isinstance(value, dt.date):
        return date(value, "d MMM y")
    if sort is Sort.MINUTES:
        return duration(int(value))
    if sort is Sort.SHARE:
        return percent(value)
    if sort is Sort.MEAN:
        return decimal(value)
    return whole(int(value))


def duration(minutes: int) -> str:
    """Return a sum of minutes as hours: ``1 234 h 30``."""
    hours, rest = divmod(minutes, 60)
    shown = f"{whole(hours)}\N{NO-BREAK SPACE}h"
    return f"{shown}\N{NO-BREAK SPACE}{rest:02d}" if rest else shown
