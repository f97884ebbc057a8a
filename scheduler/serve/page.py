"""The officer's page: next duties, what has changed, and how to subscribe."""

import base64
import datetime as dt
import functools
import hashlib
import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from scheduler.calendars.content import Owner
from scheduler.ledger.serving import Duty, Found, duties
from scheduler.words import LANGUAGES, _, language, n_, use_language
from scheduler.words.render import LOCALES, day_and_time, time_of_day

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def _style() -> str:
    return (_TEMPLATES / "page.css").read_text(encoding="utf-8")


def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


CSP = _policy()
"""No scripts, nothing from elsewhere; the one style sheet by its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A duty as the page shows it.

    Parameters
    ----------
    times, title, place
        Words.
    cancelled
        Whether it is withdrawn.
    mark
        ``new``, ``changed`` or nothing, against what was seen.
    """

    times: str
    title: str
    place: str
    cancelled: bool
    mark: str


def language_for(asked: str, accept_language: str, otherwise: str) -> str:
    """Return the language of a page.

    Parameters
    ----------
    asked
        That of the address; anything unknown counts as none.
    accept_language
        Header of the request.
    otherwise
        If neither names one that we have.
    """
    if asked in LANGUAGES:
        return asked
    best, weight = otherwise, 0.0
    for part in accept_language.lower().split(","):
        found = re.fullmatch(
            r"\s*([a-z]{2})(?:-[a-z0-9-]+)?\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?",
            part,
        )
        if found and found[1] in LANGUAGES:
            given = 1.0 if found[2] is None else float(found[2])
            if given > weight:
                best, weight = found[1], given
    return best


def page(
    connection: Connection,
    found: Found,
    *,
    language: str,
    calendar_url: str,
    page_url: str,
    now: dt.datetime,
) -> bytes:
    """Return the page of a link, as HTML.

    Parameters
    ----------
    connection
        The transaction in which the link was found.
    found
        The link.
    language
        ``fr`` or ``en``.
    calendar_url, page_url
        Addresses with the secret.
    now
        UTC instant.
    """
    shown = duties(connection, found, now)
    with use_language(language):
        rows = [(d, _row(d, found)) for d in shown]
        days = [
            (_long_date(day), [row for _duty, row in group])
            for day, group in groupby(
                rows, key=lambda r: r[0].start.astimezone(found.zone).date()
            )
        ]
        template = _environment().get_template("page.html")
        text = template.render(
            lang=language,
            other=next(x for x in LANGUAGES if x != language),
            style=_style(),
            title=found.code,
            is_officer=found.owner is Owner.OFFICER,
            days=days,
            changed=sum(bool(row.mark) for _duty, row in rows),
            upto=found.published.isoformat().replace("+00:00", "Z"),
            seen_at=_instant(found.seen_at, found),
            fetched_at=_instant(found.last_fetch_at, found),
            ends_at=_instant(found.ends_at, found),
            calendar_url=calendar_url,
            webcal_url=re.sub(r"^https?:", "webcal:", calendar_url),
            qr=_qr(page_url),
        )
    return text.encode()


def _row(duty: Duty, found: Found) -> Row:
    start, end = (x.astimezone(found.zone) for x in (duty.start, duty.end))
    mark = ""
    if found.seen is None or duty.modified > found.seen:
        mark = "new" if duty.is_new else "changed"
    return Row(
        times=f"{time_of_day(start)}–{time_of_day(end)}",
        title=duty.summary,
        place=duty.location,
        cancelled=duty.cancelled,
        mark=mark,
    )


def _long_date(day: dt.date) -> str:
    from babel.dates import format_date

    return format_date(day, format="full", locale=LOCALES[language()])


def _instant(instant: dt.datetime | None, found: Found) -> str:
    if instant is None:
        return ""
    return day_and_time(instant.astimezone(found.zone))


def _qr(url: str) -> str:
    import segno

    drawn: str = segno.make(url, error="m").svg_inline(
        scale=1, border=2, omitsize=True, svgclass=None, lineclass=None
    )
    return drawn


@functools.cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update({"_": _, "n_": n_})
    return environment
