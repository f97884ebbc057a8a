"""Addresses of calendars and pages."""

import re

NAME = "calendar.ics"
"""Name of the file in every address: it says nothing of whose it is."""

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
"""What a secret looks like; anything else is none."""

_BASE = re.compile(
    r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:/[\w.~/-]*)?"
)


def calendar_path(secret: str) -> str:
    """Return the path of the calendar of a link."""
    return f"/f/{secret}/{NAME}"


def page_path(secret: str) -> str:
    """Return the path of the page of a link."""
    return f"/o/{secret}/"


def is_base(url: str) -> bool:
    """Tell whether addresses can be made from this one: scheme, host, plain path."""
    return _BASE.fullmatch(url) is not None
