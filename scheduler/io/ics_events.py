"""Events of calendars that are planned for, and the texts of remarks on them."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from scheduler.words import N_

CANCELLED = N_("“{event}” of {day:date} is cancelled: no mission is planned for it")
POSTPONED = N_("“{event}” of {day:date} is postponed: no mission is planned for it")
TITLE_OFF = N_(
    "the title of “{event}” of {day:date} says “{word}”: no mission is planned for it"
)
NO_TIME = N_("“{event}” of {day:date} has no time yet: no mission is planned for it")
MIDNIGHT = N_(
    "“{event}” of {day:date} begins at {time}, which calendars use for a time not "
    "known yet: no mission is planned for it"
)
DAYS = N_(
    "“{event}” of {day:date} lasts for more than a day, which calendars use for a time "
    "not known yet: no mission is planned for it"
)
STATUS = N_("“{event}” of {day:date} has the status {status}: planned as it stands")
TITLE_OPEN = N_(
    "the title of “{event}” of {day:date} says “{word}”: planned as it stands"
)
MIXED = N_(
    "“{event}” of {day:date} names a time zone and is written in UTC: read as UTC, it "
    "begins at {time}"
)
FLOATING = N_(
    "“{event}” of {day:date} is in the time zone of its calendar ({zone}): it begins "
    "at {time} here"
)

_OFF = re.compile(
    r"\b(annule[es]{0,2}|annulation|reporte[es]{0,2}|report|ajourne[es]{0,2}|"
    r"cancell?ed|cancellation|postponed|reported|rescheduled|called off|abandoned)\b"
)
_OPEN = re.compile(
    r"\b([àa] (?:confirmer|fixer|definir|determiner|preciser)|"
    r"to be (?:confirmed|announced|decided)|tbc|tba|tbd)\b"
)
# 2 - 1, 89-78 or 2:1, yet neither 20:45 nor 27-29/11.
_SCORE = re.compile(r"\b(?:\d{1,3} ?- ?\d{1,3}|\d{1,2}:\d)\b(?!/)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One date of an event that is planned for.

    Parameters
    ----------
    uid, series
        UID of the event; if it has several dates, also ``yyyymmdd`` of the day on
        which this one was first planned.
    summary
        Title.
    days
        First and last local day.
    start, end
        Instants in UTC; an end of ``None`` = not stated.
    line
        Line of the file.
    """

    uid: str
    series: str
    summary: str
    days: tuple[dt.date, dt.date]
    start: dt.datetime
    end: dt.datetime | None
    line: int


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """Return a title in the form in which titles are compared.

    Capitals, kinds of spaces and dashes, and invisible characters make no difference.
    A score counts as a dash: ``A 2 - 1 B`` is ``A - B``.
    """
    plain = "".join(
        "-" if unicodedata.category(c) == "Pd" or c in "\u2212\u2043\u30fc" else c
        for c in unicodedata.normalize("NFKC", text.replace("\u2011", "-"))
        if unicodedata.category(c) != "Cf"
    )
    return _SCORE.sub("-", " ".join(plain.casefold().split()))


def off_word(title: str) -> str | None:
    """Return the word of a title that says the event is cancelled, if any."""
    found = _OFF.search(_bare(title))
    return found and found[0]


def open_word(title: str) -> str | None:
    """Return the words of a title that say the event is not confirmed, if any."""
    found = _OPEN.search(_bare(title))
    return found and found[0]


def _bare(text: str) -> str:
    """Return a folded title without accents."""
    split = unicodedata.normalize("NFKD", folded(text))
    return "".join(c for c in split if not unicodedata.combining(c))


def utc(when: dt.datetime | dt.date) -> dt.datetime:
    """Return an instant in UTC."""
    assert isinstance(when, dt.datetime)
    return when.astimezone(dt.UTC)
