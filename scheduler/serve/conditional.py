"""Conditional requests and content coding (RFC 9110, sections 8.8, 12.5.3 and 13)."""

import datetime as dt
import re
from email.utils import format_datetime, parsedate_to_datetime

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def entity_tag(sha256: str, *, zipped: bool) -> str:
    """Return a strong tag; the two codings of a calendar have different ones."""
    return f'"{sha256}-gzip"' if zipped else f'"{sha256}"'


def http_date(instant: dt.datetime) -> str:
    """Return an instant as HTTP writes it."""
    return format_datetime(instant.astimezone(dt.UTC), usegmt=True)


def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether a client takes gzip, by its ``Accept-Encoding``."""
    weights = {}
    for part in accept_encoding.lower().split(","):
        name, _semicolon, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def unchanged(
    tag: str,
    modified: dt.datetime,
    if_none_match: str | None,
    if_modified_since: str | None,
) -> bool:
    """Tell whether a client has what would be sent: the answer is 304 then.

    A tag in the request decides alone; the date counts only without one.

    Parameters
    ----------
    tag, modified
        Of what would be sent; whole seconds.
    if_none_match, if_modified_since
        Headers of the request; ``None`` = absent. A date that is none is ignored.
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)
    if if_modified_since is None:
        return False
    try:
        since = parsedate_to_datetime(if_modified_since)
    except (ValueError, OverflowError):
        return False
    if since.tzinfo is None:
        since = since.replace(tzinfo=dt.UTC)
    return modified <= since


def _weight(parameters: str) -> float:
    name, _equals, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
